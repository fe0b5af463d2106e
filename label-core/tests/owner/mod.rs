//! A scheme owner with three roots, its signers, and what it publishes.
#![allow(dead_code, missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use label_core::certify::{CertificateRequest, DistinguishedName, Role, certify};
use label_core::scheme::Schemes;
use label_core::{
    Algorithm, Bundle, Certificate, Claims, Code, Credential, IssuedFilter, LabelSigner,
    ListSigner, Published, Purpose, RootSet, SignedTrustList, Signer, SignerState, SigningKey,
    Snapshot, Specimen, StatusList, TrustList, issue, sign_snapshot, sign_status_list,
};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// 2026-11-22.
pub const NOW: u64 = 1_795_305_600;
pub const DAY: u64 = 86_400;
pub const YEAR: u64 = 365 * DAY;
pub const STATUS: &str = "https://label.example.jp/status/1";

/// A key and its certificate.
pub struct Identity {
    pub key: SigningKey,
    pub der: Vec<u8>,
}

impl Identity {
    pub fn certificate(&self) -> Certificate {
        Certificate::from_der(&self.der).unwrap()
    }

    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(&self.der).into()
    }
}

/// A key from a fixed seed.
pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(Algorithm::Ed25519, &Zeroizing::new([seed; 32])).unwrap()
}

pub fn root(name: &str, seed: u8) -> Identity {
    root_until(name, seed, NOW + 20 * YEAR)
}

pub fn root_until(name: &str, seed: u8, not_after: u64) -> Identity {
    let key = key(seed);
    let der = certificate(name, Role::Root, &key, &key, not_after);
    Identity { key, der }
}

pub fn signer(name: &str, seed: u8, purpose: Purpose, root: &Identity) -> Identity {
    let key = key(seed);
    let role = Role::Signer {
        issuer: &root.der,
        purpose,
    };
    let der = certificate(name, role, &key, &root.key, NOW + 10 * YEAR);
    Identity { key, der }
}

fn certificate(
    name: &str,
    role: Role<'_>,
    key: &SigningKey,
    issuer: &SigningKey,
    not_after: u64,
) -> Vec<u8> {
    let request = CertificateRequest {
        subject: DistinguishedName {
            common_name: name.into(),
            organization: None,
            country: None,
        },
        public_key: key.public_key(),
        serial: vec![1],
        not_before: NOW - 5 * YEAR,
        not_after,
        role,
    };
    certify(&request, issuer).unwrap()
}

/// Roots a, b and c, of which two must sign; a signer of labels and one of lists.
pub struct Owner {
    pub roots: [Identity; 3],
    pub labels: Identity,
    pub lists: Identity,
    pub list: TrustList,
    /// The status list of the label signer.
    pub status: StatusList,
    /// What the register says was issued.
    pub issued: Vec<[u8; 32]>,
}

impl Owner {
    pub fn new() -> Self {
        let roots = [root("Root A", 1), root("Root B", 2), root("Root C", 3)];
        let labels = signer("Labels 1", 11, Purpose::LabelSigning, &roots[0]);
        let lists = signer("Lists 1", 12, Purpose::StatusSigning, &roots[0]);
        let list = TrustList {
            epoch: 1,
            version: 1,
            issued: NOW - 10 * DAY,
            expires: NOW + YEAR,
            roots: root_set(&[&roots[0], &roots[1], &roots[2]], 2),
            earlier_roots: Vec::new(),
            label_signers: vec![label_signer(&labels, STATUS)],
            list_signers: vec![list_signer(&lists, &[STATUS])],
            hosts: vec!["label.example.jp".into()],
            recognition: Vec::new(),
            specimen: Specimen::Yes,
        };
        let mut status = StatusList::new(STATUS, NOW - DAY, 4, 1_024).unwrap();
        status.expires = Some(NOW + 7 * DAY);
        status.ttl = Some(DAY);
        Self {
            roots,
            labels,
            lists,
            list,
            status,
            issued: Vec::new(),
        }
    }

    /// Signs a label and enters it in the register.
    pub fn issue(&mut self, claims: &Claims) -> Credential {
        let label = self.forge(claims);
        self.issued.push(label.identity());
        label
    }

    /// Signs a label that no register knows, as a thief with the key does.
    pub fn forge(&self, claims: &Claims) -> Credential {
        let certificate = self.labels.certificate();
        issue(claims, &certificate, &Schemes::builtin(), &self.labels.key).unwrap()
    }

    /// The trust list, signed by the roots with these places.
    pub fn signed(&self, roots: &[usize]) -> Vec<u8> {
        sign_list(
            &self.list,
            &roots
                .iter()
                .map(|place| &self.roots[*place])
                .collect::<Vec<_>>(),
        )
    }

    /// The status list, the filter and a snapshot of a time.
    pub fn part(&self, issued: u64) -> Bundle {
        let mut status = self.status.clone();
        status.issued = issued;
        status.expires = Some(issued + 8 * DAY);
        let salt = Sha256::digest(issued.to_be_bytes());
        let salt = salt[..16].try_into().unwrap();
        let filter = IssuedFilter::build(&self.issued, salt).unwrap();
        self.part_of(
            &self.sign_status(&status),
            &filter,
            &self.snapshot_at(issued),
        )
    }

    pub fn snapshot_at(&self, issued: u64) -> Snapshot {
        Snapshot {
            epoch: self.list.epoch,
            version: self.list.version,
            issued,
            expires: issued + 8 * DAY,
            signers: Vec::new(),
        }
    }

    pub fn sign_status(&self, status: &StatusList) -> Vec<u8> {
        sign_status_list(status, &self.lists.certificate(), &self.lists.key).unwrap()
    }

    /// A part with this list and filter for the label signer.
    pub fn part_of(&self, status: &[u8], filter: &[u8], snapshot: &Snapshot) -> Bundle {
        let published = Published {
            status_list: Sha256::digest(status).into(),
            filter: Sha256::digest(filter).into(),
        };
        let mut snapshot = snapshot.clone();
        snapshot
            .signers
            .push((self.labels.fingerprint(), published));
        let token = sign_snapshot(&snapshot, &self.lists.certificate(), &self.lists.key).unwrap();
        Bundle {
            trust_lists: Vec::new(),
            snapshots: vec![token],
            status_lists: vec![status.to_vec()],
            filters: vec![filter.to_vec()],
        }
    }

    /// Everything as of a time.
    pub fn bundle(&self, issued: u64) -> Bundle {
        Bundle {
            trust_lists: vec![self.signed(&[0, 1])],
            ..self.part(issued)
        }
    }
}

pub fn root_set(roots: &[&Identity], threshold: usize) -> RootSet {
    let certificates: Vec<_> = roots.iter().map(|root| root.der.clone()).collect();
    RootSet::new(&certificates, threshold).unwrap()
}

pub fn label_signer(identity: &Identity, address: &str) -> LabelSigner {
    LabelSigner {
        chain: vec![identity.der.clone()],
        schemes: vec![Code::Number(1)],
        numbers: Vec::new(),
        status_uri: address.into(),
        highest_index: None,
        state: SignerState::Active,
    }
}

pub fn list_signer(identity: &Identity, addresses: &[&str]) -> ListSigner {
    ListSigner {
        chain: vec![identity.der.clone()],
        addresses: addresses.iter().map(|address| (*address).into()).collect(),
        state: SignerState::Active,
    }
}

pub fn sign_list(list: &TrustList, roots: &[&Identity]) -> Vec<u8> {
    let mut signed = SignedTrustList::draft(list).unwrap();
    for root in roots {
        signed.sign(&root.certificate(), &root.key).unwrap();
    }
    signed.encode().unwrap()
}
