//! The scheme owner: signs labels, and publishes what the script says.

use label_core::scheme::Schemes;
use label_core::{
    Bundle, CredentialId, IssuedFilter, Published, Purpose, QrText, SignerState, Snapshot,
    Specimen, StatusList, TrustList, digest, issue, sign_snapshot, sign_status_list,
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
            roots,
        }
    }

    /// The text in a label's symbol; the register knows the label if it is genuine.
    pub fn sign(&mut self, label: &Label) -> String {
        let mut claims = labels::small().unwrap();
        claims.registration = format!("JC26-{:06}", label.index);
        claims.issued = label.issued;
        claims.expires = Some(label.expires);
        claims.label.status_index = Some(label.index);
        let by = label.key.map_or(&self.stranger, |place| &self.keys[place]);
        let credential = issue(&claims, &by.certificate(), &Schemes::builtin(), &by.key).unwrap();
        self.labels.push((label.clone(), credential.identity()));
        let gtin = claims.label.gtins.first().copied();
        let text = QrText::new(labels::PAGE, gtin, &credential.to_compact().unwrap());
        text.unwrap().to_string()
    }

    /// The publications of a day: the change of roots, the trust list, and the part of the day.
    pub fn publish(&self, day: u64) -> Bundle {
        let today = *LISTS.iter().rfind(|from| **from <= day).unwrap();
        let mut days = vec![NEW_ROOTS, today];
        days.retain(|list| *list <= day);
        days.dedup();
        Bundle {
            trust_lists: days.into_iter().map(|day| self.list(day)).collect(),
            ..self.part(day, today)
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

    /// Status lists, filters and the snapshot that names them.
    fn part(&self, day: u64, list: u64) -> Bundle {
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
        for (place, _) in listed(day).filter(|(_, key)| key.revoked.is_none_or(|from| from > day)) {
            let status = self.status(place, day);
            let status = sign_status_list(&status, &certificate, &by.key).unwrap();
            let filter = self.record(place, day);
            let published = Published {
                status_list: digest(&status),
                filter: Some(digest(&filter)),
                record: None,
            };
            let name = self.keys[place].fingerprint();
            snapshot.signers.push((name, published));
            part.status_lists.push(status);
            part.filters.push(filter);
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

    /// The record of what was issued before the publication of the day.
    fn record(&self, place: usize, day: u64) -> Vec<u8> {
        let issued = self
            .of(place)
            .filter(|(label, _)| label.issued < at(day, PUBLISH));
        let identities: Vec<_> = issued.map(|(_, identity)| *identity).collect();
        let salt = digest(
            &[
                at(day, PUBLISH).seconds().to_be_bytes(),
                (place as u64).to_be_bytes(),
            ]
            .concat(),
        );
        IssuedFilter::build(&identities, salt[..16].try_into().unwrap()).unwrap()
    }

    /// The register's entry for a key.
    fn of(&self, place: usize) -> impl Iterator<Item = &(Label, CredentialId)> {
        let genuine = self.labels.iter().filter(|(label, _)| label.genuine);
        genuine.filter(move |(label, _)| label.key == Some(place))
    }
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
