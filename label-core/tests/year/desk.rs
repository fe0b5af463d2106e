//! The scheme owner: signs labels, and publishes what the script says.

use label_core::scheme::Schemes;
use label_core::{
    Additions, Bundle, Credential, CredentialId, ExactRecord, IssuedFilter, Published, Purpose,
    QrText, SignerState, Snapshot, Specimen, StatusList, TrustList, digest, issue, sign_snapshot,
    sign_status_list,
};

use crate::labels;
use crate::owner::{Identity, label_signer, list_signer, root, root_set, sign_list, signer};
use crate::script::{
    DAY, HIGHEST_INDEX, KEYS, Key, LIST_DAYS, LISTS, Label, NEW_LIST_KEY, NEW_ROOTS, PUBLISH,
    SNAPSHOT_DAYS, at,
};

/// Roots a to e, the keys for labels, a stranger's key and the two keys for lists.
pub struct Desk {
    roots: [Identity; 5],
    keys: Vec<Identity>,
    stranger: Identity,
    lists: [Identity; 2],
    labels: Vec<(Label, CredentialId)>,
    /// The record of each key in the last publication, and the additions to those before.
    records: [(ExactRecord, Option<Additions>); KEYS.len()],
}

/// The publications of a day.
pub struct Day {
    /// Everything, for a till that is set up.
    pub whole: Bundle,
    /// The same with what is new in place of whole records, for tills that have one.
    pub daily: Bundle,
}

impl Desk {
    pub fn new() -> Self {
        let roots = [1, 2, 3, 4, 5].map(|seed| root(&format!("Root {seed}"), seed));
        // The first root is no root any more when the last key is certified.
        let above = |day: u64| &roots[if day < NEW_ROOTS { 0 } else { 3 }];
        let keys = KEYS.iter().zip(11..).map(|(key, seed)| {
            let name = format!("Labels {seed}");
            signer(&name, seed, Purpose::LabelSigning, above(key.listed))
        });
        Self {
            keys: keys.collect(),
            stranger: signer("Labels 11", 31, Purpose::LabelSigning, &root("Root 1", 32)),
            lists: [(0, 21), (NEW_LIST_KEY, 22)]
                .map(|(day, seed)| signer("Lists", seed, Purpose::StatusSigning, above(day))),
            labels: Vec::new(),
            records: Default::default(),
            roots,
        }
    }

    /// The text in a label's symbol; the register knows the label if it is genuine.
    pub fn sign(&mut self, label: &Label) -> String {
        let credential = self.issue(label, None);
        self.labels.push((label.clone(), credential.identity()));
        text(&credential)
    }

    fn issue(&self, label: &Label, product: Option<&str>) -> Credential {
        let mut claims = labels::small().unwrap();
        claims.registration = format!("JC26-{:06}", label.index);
        claims.issued = label.issued;
        claims.expires = Some(label.expires);
        claims.label.status_index = Some(label.index);
        if let Some(product) = product {
            claims.label.product = product.into();
        }
        let by = label.key.map_or(&self.stranger, |place| &self.keys[place]);
        issue(&claims, &by.certificate(), &Schemes::builtin(), &by.key).unwrap()
    }

    /// The thief varies the product's name until the filter of a day's page has the label.
    pub fn search(&self, label: &Label, day: u64) -> String {
        const NAME: &str = "Router 00000000";
        let filter = self.filter(label.key.unwrap(), day);
        let filter = IssuedFilter::decode(&filter).unwrap();
        let mut message = self.issue(label, Some(NAME)).to_be_signed().to_vec();
        let mut places = message.windows(NAME.len());
        let place = places.position(|part| part == NAME.as_bytes()).unwrap();
        let mut names = (0..10_000_000).map(|number| format!("Router {number:08}"));
        let name = names.find(|name| {
            message[place..place + NAME.len()].copy_from_slice(name.as_bytes());
            filter.contains(&CredentialId::of(&message))
        });
        text(&self.issue(label, name.as_deref()))
    }
}

/// The text in the symbol of a label.
fn text(credential: &Credential) -> String {
    let claims = credential.unverified_claims().unwrap();
    let gtin = claims.label.gtins.first().copied();
    let text = QrText::new(labels::PAGE, gtin, &credential.to_compact().unwrap());
    text.unwrap().to_string()
}

impl Desk {
    /// The publications of a day: the change of roots, the trust list, and the part of the day.
    pub fn publish(&mut self, day: u64) -> Day {
        let whole = self.bundle(day, Kind::Exact);
        let mut daily = Bundle {
            records: Vec::new(),
            ..whole.clone()
        };
        for (place, _) in published(day) {
            let record = self.record(place, day);
            let (earlier, before) = &self.records[place];
            let additions = Additions::new(earlier, &record, before.as_slice()).unwrap();
            daily.additions.push(additions.encode().unwrap());
            self.records[place] = (record, Some(additions));
        }
        Day { whole, daily }
    }

    /// The part of a page, for which exact records would be too large.
    pub fn page(&self, day: u64) -> Bundle {
        self.bundle(day, Kind::Filter)
    }

    fn bundle(&self, day: u64, kind: Kind) -> Bundle {
        let today = *LISTS.iter().rfind(|from| **from <= day).unwrap();
        let mut days = vec![NEW_ROOTS, today];
        days.retain(|list| *list <= day);
        days.dedup();
        Bundle {
            trust_lists: days.into_iter().map(|day| self.list(day)).collect(),
            ..self.part(day, today, kind)
        }
    }

    fn list(&self, day: u64) -> Vec<u8> {
        let roots = |places: [usize; 3]| places.map(|place| &self.roots[place]);
        let rotated = day >= NEW_ROOTS;
        let (epoch, version) = order(day);
        let list = TrustList {
            epoch,
            version,
            issued: at(day, PUBLISH),
            expires: at(day + LIST_DAYS, PUBLISH),
            roots: root_set(&roots(if rotated { [1, 3, 4] } else { [0, 1, 2] }), 2),
            earlier_roots: rotated
                .then(|| self.roots[0].der.clone())
                .into_iter()
                .collect(),
            label_signers: self.label_signers(day),
            list_signers: self.list_signers(day),
            hosts: vec!["label.example.jp".into()],
            recognition: Vec::new(),
            specimen: Specimen::Yes,
        };
        // Two of the set; at its change two of the old one and two of the new one.
        let by = match day {
            NEW_ROOTS => roots([0, 1, 3]).to_vec(),
            _ if rotated => roots([1, 3, 4])[1..].to_vec(),
            _ => roots([0, 1, 2])[..2].to_vec(),
        };
        sign_list(&list, &by)
    }

    fn label_signers(&self, day: u64) -> Vec<label_core::LabelSigner> {
        let listed = listed(day).map(|(place, key)| {
            let mut signer = label_signer(&self.keys[place], &address(place));
            signer.highest_index = Some(HIGHEST_INDEX);
            let since = |from: Option<u64>| {
                let from = from.filter(|from| *from <= day);
                from.map(|from| at(from, PUBLISH))
            };
            signer.state = match (since(key.revoked), since(key.retired)) {
                (Some(since), _) => SignerState::Revoked { since },
                (None, Some(since)) => SignerState::Retired { since },
                (None, None) => SignerState::Active,
            };
            signer
        });
        listed.collect()
    }

    fn list_signers(&self, day: u64) -> Vec<label_core::ListSigner> {
        let addresses: Vec<_> = listed(day).map(|(place, _)| address(place)).collect();
        let addresses: Vec<_> = addresses.iter().map(String::as_str).collect();
        let [old, new] = &self.lists;
        let mut signers = vec![list_signer(old, &addresses)];
        if day >= NEW_LIST_KEY {
            let since = at(NEW_LIST_KEY, PUBLISH);
            signers[0].state = SignerState::Retired { since };
            signers.push(list_signer(new, &addresses));
        }
        signers
    }

    /// Status lists, records and the snapshot that names them.
    fn part(&self, day: u64, list: u64, kind: Kind) -> Bundle {
        let (epoch, version) = order(list);
        let mut snapshot = Snapshot {
            epoch,
            version,
            issued: at(day, PUBLISH),
            expires: at(day + SNAPSHOT_DAYS, PUBLISH),
            signers: Vec::new(),
            journal: None,
        };
        let by = &self.lists[usize::from(day >= NEW_LIST_KEY)];
        let certificate = by.certificate();
        let mut part = Bundle::default();
        for (place, _) in published(day) {
            let status = self.status(place, day);
            let status = sign_status_list(&status, &certificate, &by.key).unwrap();
            let (blobs, bytes) = match kind {
                Kind::Exact => {
                    let record = self.record(place, day);
                    (&mut part.records, record.as_bytes().to_vec())
                }
                Kind::Filter => (&mut part.filters, self.filter(place, day)),
            };
            let name = |wanted| (kind == wanted).then(|| digest(&bytes));
            let published = Published {
                status_list: digest(&status),
                filter: name(Kind::Filter),
                record: name(Kind::Exact),
            };
            let name = self.keys[place].fingerprint();
            snapshot.signers.push((name, published));
            part.status_lists.push(status);
            blobs.push(bytes);
        }
        part.snapshots = vec![sign_snapshot(&snapshot, &certificate, &by.key).unwrap()];
        part
    }

    fn status(&self, place: usize, day: u64) -> StatusList {
        let mut list = StatusList::new(&address(place), at(day, PUBLISH), 4, 1_024).unwrap();
        list.expires = Some(list.issued + SNAPSHOT_DAYS * DAY);
        for (label, _) in self.of(place) {
            list.set(label.index, label.word_on(day)).unwrap();
        }
        list
    }

    /// Labels that were issued before the publication of the day.
    fn identities(&self, place: usize, day: u64) -> Vec<CredentialId> {
        let issued = self
            .of(place)
            .filter(|(label, _)| label.issued < at(day, PUBLISH));
        issued.map(|(_, identity)| *identity).collect()
    }

    fn record(&self, place: usize, day: u64) -> ExactRecord {
        ExactRecord::build(&self.identities(place, day)).unwrap()
    }

    fn filter(&self, place: usize, day: u64) -> Vec<u8> {
        let salt = digest(
            &[
                at(day, PUBLISH).seconds().to_be_bytes(),
                (place as u64).to_be_bytes(),
            ]
            .concat(),
        );
        let salt = salt[..16].try_into().unwrap();
        IssuedFilter::build(&self.identities(place, day), salt).unwrap()
    }

    /// The register's entry for a key.
    fn of(&self, place: usize) -> impl Iterator<Item = &(Label, CredentialId)> {
        let genuine = self.labels.iter().filter(|(label, _)| label.genuine);
        genuine.filter(move |(label, _)| label.key == Some(place))
    }
}

/// The kinds of records.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Exact,
    Filter,
}

/// The keys for which something is published on a day.
fn published(day: u64) -> impl Iterator<Item = (usize, &'static Key)> {
    listed(day).filter(move |(_, key)| key.revoked.is_none_or(|from| from > day))
}

/// Epoch and version of the trust list of a day.
fn order(day: u64) -> (u64, u64) {
    let rotated = |list: u64| list >= NEW_ROOTS;
    let lists = LISTS.iter().filter(|list| **list <= day);
    let version = lists
        .filter(|list| rotated(**list) == rotated(day))
        .zip(1..);
    (1 + u64::from(rotated(day)), version.last().unwrap().1)
}

/// The keys that a trust list of a day names.
fn listed(day: u64) -> impl Iterator<Item = (usize, &'static Key)> {
    KEYS.iter()
        .enumerate()
        .filter(move |(_, key)| key.listed <= day)
}

fn address(place: usize) -> String {
    format!("https://label.example.jp/status/{place}")
}
