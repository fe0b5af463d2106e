//! The publication of a scheme owner: trust lists, a snapshot, a status list and an issued filter, each
//! right in everything until a vector makes its one fault.

use label_core::{Algorithm, IssuedFilter, digest};

use super::draft::Draft;
use super::fixed;
use super::identity::Identity;
use super::item::{Item, bytes, embedded, int, list, map, raw, tag, text};
use super::times::{STATUS_EXPIRES, STATUS_ISSUED, TRUST_EXPIRES, TRUST_ISSUED};
use super::world::{URI, World};

/// The type in the protected header of a trust list.
pub(crate) const LIST_TYP: &str = "application/vnd.label.trust-list+cose";
/// The type in the protected header of a snapshot.
pub(crate) const SNAPSHOT_TYP: &str = "application/vnd.label.snapshot+cose";

/// A trust list with the signatures of some roots.
#[derive(Clone, Debug)]
pub(crate) struct TrustDraft {
    pub(crate) protected: Item,
    pub(crate) unprotected: Item,
    pub(crate) payload: Item,
    pub(crate) signers: Vec<Identity>,
    /// Changes the protected header of each signature before it is made.
    pub(crate) header: fn(&mut Item),
    /// Changes the signatures when they are made.
    pub(crate) signatures: fn(&mut Item),
    /// Makes the whole of the array of four.
    pub(crate) envelope: fn(Item) -> Item,
    /// Bytes after the whole.
    pub(crate) tail: Vec<u8>,
}

/// Everything that a bundle is made of.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub(crate) lists: Vec<TrustDraft>,
    pub(crate) snapshot: Draft,
    pub(crate) status: Draft,
    pub(crate) filter: Item,
    /// The exact record, in place of the filter or beside it.
    pub(crate) record: Option<Vec<u8>>,
    pub(crate) both: bool,
    /// Those for whom the snapshot names the status list and the filter.
    pub(crate) signers: Vec<Identity>,
    /// Changes the snapshot when it names them, before it is signed.
    pub(crate) named: fn(&mut Draft),
    /// Changes the finished bundle.
    pub(crate) outer: fn(&mut Item),
}

/// Root C; with the world's two roots it makes the root set, of which two must sign.
pub(crate) fn root_c() -> Identity {
    Identity::root("Specimen root C", Algorithm::Ed25519, 5)
}

/// The only root of the next root set.
pub(crate) fn root_d() -> Identity {
    Identity::root("Specimen root D", Algorithm::Ed25519, 6)
}

impl TrustDraft {
    fn new(world: &World) -> Self {
        let roots = [&world.root, &world.p256_root, &root_c()];
        let label_signers = [&world.ed25519, &world.esp256];
        let payload = map([
            (1, int(1)),
            (2, int(1)),
            (3, int(1)),
            (4, int(TRUST_ISSUED.into())),
            (5, int(TRUST_EXPIRES.into())),
            (6, certificates(roots)),
            (7, int(2)),
            (8, list(label_signers.map(label_signer))),
            (9, list([list_signer(&world.status)])),
            (10, list([text("label.example.jp")])),
            (12, raw(&[0xf5])),
        ]);
        Self {
            protected: embedded(map([(16, text(LIST_TYP))])),
            unprotected: map([]),
            payload: embedded(payload),
            signers: vec![world.root.clone(), world.p256_root.clone()],
            header: |_| {},
            signatures: |_| {},
            envelope: |array| tag(98, array),
            tail: Vec::new(),
        }
    }

    /// The list that follows this one with another root set, signed by the roots of both.
    pub(crate) fn rotated(&self, root: &Identity) -> Self {
        let mut next = self.clone();
        let epoch = next.number(2);
        next.set(2, epoch + 1);
        next.set(3, 1);
        let before = next.payload.get(6).at(0).clone();
        *next.payload.get(6) = certificates([root]);
        next.set(7, 1);
        next.payload.set(13, list([before]));
        next.signers.push(root.clone());
        next
    }

    /// An integer of the list.
    fn number(&mut self, key: i128) -> i128 {
        match self.payload.get(key) {
            Item::Int(number) => *number,
            _ => fixed(Err("not an integer")),
        }
    }

    /// Replaces an integer of the list.
    pub(crate) fn set(&mut self, key: i128, number: i128) {
        *self.payload.get(key) = int(number);
    }

    /// A label signer of the list.
    pub(crate) fn signer(&mut self, index: usize) -> &mut Item {
        self.payload.get(8).at(index)
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut signatures = list(self.signers.iter().map(|signer| self.signature(signer)));
        (self.signatures)(&mut signatures);
        let parts = [
            &self.protected,
            &self.unprotected,
            &self.payload,
            &signatures,
        ];
        let array = list(parts.into_iter().cloned());
        [(self.envelope)(array).encode(), self.tail.clone()].concat()
    }

    /// The signature of one root over what stands in the list.
    fn signature(&self, signer: &Identity) -> Item {
        let mut header = map([
            (1, int(signer.algorithm.number().into())),
            (34, list([int(-15), bytes(&signer.hint())])),
        ]);
        (self.header)(&mut header);
        let header = embedded(header);
        let parts = [
            bytes(&self.protected.body()),
            bytes(&header.body()),
            bytes(&[]),
            bytes(&self.payload.body()),
        ];
        let message = list([text("Signature")].into_iter().chain(parts)).encode();
        list([header, map([]), bytes(&signer.sign(&message))])
    }
}

impl Offer {
    /// A sound offer; the filter holds these labels.
    pub(crate) fn new(world: &World, labels: &[Draft]) -> Self {
        let mut status = world.status_list();
        // Two days: the list is younger at the time of most vectors.
        *status.payload.get(65_534) = int(172_800);
        Self {
            lists: vec![TrustDraft::new(world)],
            snapshot: Draft::new(&world.status, Some(SNAPSHOT_TYP), snapshot_claims()),
            status,
            filter: filter(labels),
            record: None,
            both: false,
            signers: vec![world.ed25519.clone(), world.esp256.clone()],
            named: |_| {},
            outer: |_| {},
        }
    }

    /// The last trust list.
    pub(crate) fn list(&mut self) -> &mut TrustDraft {
        fixed(self.lists.last_mut().ok_or("no trust list"))
    }

    /// The first trust list.
    pub(crate) fn first_list(&mut self) -> &mut TrustDraft {
        fixed(self.lists.first_mut().ok_or("no trust list"))
    }

    /// Dates the snapshot and the status list anew; both hold for seven days.
    pub(crate) fn publish_at(&mut self, issued: u64) {
        let end = issued + (STATUS_EXPIRES - STATUS_ISSUED);
        *self.status.payload.get(6) = int(issued.into());
        *self.status.payload.get(4) = int(end.into());
        *self.snapshot.payload.get(4) = int(issued.into());
        *self.snapshot.payload.get(5) = int(end.into());
    }

    /// The bundle.
    pub(crate) fn bundle(&self) -> Item {
        let status = self.status.encode();
        let filter = self.filter.encode();
        let filter = Some(filter).filter(|_| self.record.is_none() || self.both);
        // The keys in the snapshot and, two more, in the bundle.
        let records = [(2, &filter), (3, &self.record)];
        let records = records.map(|(key, record)| Some((key, record.as_ref()?)));
        let records = records.iter().flatten();
        let mut snapshot = self.snapshot.clone();
        let of = [(1, &status)].into_iter().chain(records.clone().copied());
        snapshot.payload.set(6, self.names(of));
        (self.named)(&mut snapshot);
        let mut bundle = map([
            (0, text("label-bundle")),
            (2, list([bytes(&snapshot.encode())])),
            (3, list([bytes(&status)])),
        ]);
        for (key, record) in records {
            bundle.set(key + 2, list([bytes(record)]));
        }
        if !self.lists.is_empty() {
            let lists = self.lists.iter().map(|one| bytes(&one.encode()));
            bundle.set(1, list(lists));
        }
        (self.outer)(&mut bundle);
        bundle
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        self.bundle().encode()
    }

    /// The bundle without its trust lists.
    pub(crate) fn part(&self) -> Vec<u8> {
        let mut part = self.bundle();
        part.remove(1);
        part.encode()
    }

    /// The store of a verifier that opened this when it was published.
    pub(crate) fn store(&self) -> Item {
        store(self.bundle(), self.state())
    }

    /// The state that a verifier keeps of this.
    pub(crate) fn state(&self) -> Item {
        let mut offer = self.clone();
        let issued = offer.snapshot.payload.get(4).clone();
        let signer = digest(offer.snapshot.signer.certificate());
        let list = offer.list();
        let seen = Item::Map(vec![(bytes(&signer), issued.clone())]);
        let mut state = map([
            (1, bytes(&digest(&list.payload.body()))),
            (2, list.payload.get(2).clone()),
            (3, list.payload.get(3).clone()),
            (4, list.payload.get(6).clone()),
            (5, list.payload.get(7).clone()),
            (6, issued),
            (7, seen),
        ]);
        if list.payload.has(12) {
            state.set(8, raw(&[0xf5]));
        }
        if self.record.is_some() {
            let mut named = self.names([]);
            let signers = named.entries().drain(..).map(|(name, _)| name);
            state.set(10, Item::List(signers.collect()));
        }
        state
    }

    /// The snapshot's entry for each signer, in the order of their digests.
    fn names<'a>(&self, of: impl IntoIterator<Item = (i128, &'a Vec<u8>)>) -> Item {
        let of = of.into_iter();
        let of = map(of.map(|(key, named)| (key, bytes(&digest(named)))));
        let signers = self.signers.iter();
        let mut signers: Vec<_> = signers.map(|signer| digest(signer.certificate())).collect();
        signers.sort_unstable();
        let signers = signers.iter();
        Item::Map(signers.map(|signer| (bytes(signer), of.clone())).collect())
    }
}

/// A store of a bundle and a state.
pub(crate) fn store(bundle: Item, state: Item) -> Item {
    map([
        (0, text("label-store")),
        (1, embedded(bundle)),
        (2, embedded(state)),
    ])
}

/// The filter of these labels.
pub(crate) fn filter(labels: &[Draft]) -> Item {
    let identities = labels
        .iter()
        .map(|label| label_core::CredentialId::of(&label.to_be_signed()));
    let identities: Vec<_> = identities.collect();
    let encoded = fixed(IssuedFilter::build(&identities, [7; 16]));
    filter_of(&encoded)
}

/// The exact record of these labels.
pub(crate) fn record(labels: &[Draft]) -> Vec<u8> {
    let identities = labels.iter().map(|label| digest(&label.to_be_signed()));
    let mut entries: Vec<_> = identities
        .filter_map(|identity| identity.first_chunk::<12>().copied())
        .collect();
    entries.sort_unstable();
    entries.concat()
}

/// The elements of an encoded filter, to be changed.
fn filter_of(encoded: &[u8]) -> Item {
    let value: ciborium::Value = fixed(ciborium::from_reader(encoded));
    let elements = fixed(value.into_array());
    list(elements.into_iter().map(|element| match element {
        ciborium::Value::Bytes(content) => bytes(&content),
        other => int(fixed(other.into_integer()).into()),
    }))
}

/// Certificates as an array.
pub(crate) fn certificates<'a>(holders: impl IntoIterator<Item = &'a Identity>) -> Item {
    let holders = holders.into_iter();
    list(holders.map(|holder| bytes(holder.certificate())))
}

fn chain(identity: &Identity) -> Item {
    list(identity.chain.iter().map(|certificate| bytes(certificate)))
}

/// A label signer for JC-STAR, as a trust list names it.
pub(crate) fn label_signer(identity: &Identity) -> Item {
    map([(1, chain(identity)), (2, list([int(1)])), (4, text(URI))])
}

/// A list signer for the status list, as a trust list names it.
pub(crate) fn list_signer(identity: &Identity) -> Item {
    map([(1, chain(identity)), (2, list([text(URI)]))])
}

fn snapshot_claims() -> Item {
    map([
        (1, int(1)),
        (2, int(1)),
        (3, int(1)),
        (4, int(STATUS_ISSUED.into())),
        (5, int(STATUS_EXPIRES.into())),
        (6, map([])),
    ])
}

/// The labels that the register of the scheme owner holds.
pub(crate) fn register(world: &World) -> Vec<Draft> {
    let indices = [0, 1, 2, 3, 4, 5, 17, 31, 32];
    let ed25519 = indices.map(|index| {
        let mut label = Draft::full(&world.ed25519);
        *label.label().get(13) = int(index);
        label
    });
    let mut labels = ed25519.to_vec();
    labels.push(Draft::full(&world.esp256));
    labels
}

/// A sound offer with the exact record of the register.
pub(crate) fn exact(world: &World) -> Offer {
    Offer {
        record: Some(record(&register(world))),
        ..sound(world)
    }
}

/// A sound offer whose filter holds the register.
pub(crate) fn sound(world: &World) -> Offer {
    Offer::new(world, &register(world))
}
