//! The basis of a publication, and the register as its source.

use std::collections::BTreeSet;

use label_core::{
    CertificateFingerprint, Claims, CredentialId, Error, LabelSigner, TrustList, UnixTime, digest,
    hex,
};

use super::Issued;
use crate::error::DeskError;
use crate::register::{
    Db, Key, Label, List, Publication, Retirement, StatusEntry, Transaction, payload,
};
use crate::status_file::StatusFile;

/// The content of a publication, unsigned.
pub struct Basis {
    /// The statuses, one file for each address.
    pub statuses: Vec<StatusFile>,
    /// The identities of labels, by the SHA-256 of their signer's certificate.
    pub issued: Issued,
    /// The highest index that a label of each signer has.
    pub highest: Vec<(String, u64)>,
    /// Signers as the register is to keep them from now on; `None` where there is no register.
    pub keys: Option<Vec<Key>>,
    /// Labels outside of what the trust list lets their signer sign.
    pub left_out: Vec<LeftOut>,
    /// Signers whose key is compromised, and that the trust list does not revoke.
    pub compromised: Vec<String>,
    /// The publication before this one, where it was stopped before its part was written.
    pub unfinished: Option<u64>,
}

/// Labels of a signer that verifiers reject, whatever is published.
pub struct LeftOut {
    /// The subject of the signer.
    pub signer: String,
    /// The number of labels.
    pub labels: u64,
    /// The first of them, and its fault.
    pub first: String,
    /// The reason for which verifiers reject it.
    pub error: Error,
}

impl Basis {
    /// All that the register says as of now.
    ///
    /// Labels that are recorded and not signed yet count as issued: once they are signed, nobody
    /// has to wait for the next lists. Labels dated later than the publication do not.
    pub(crate) fn registered(
        db: &mut Db,
        list: &TrustList,
        at: UnixTime,
    ) -> Result<Self, DeskError> {
        let mut basis = Self {
            statuses: Vec::new(),
            issued: Issued::new(),
            highest: Vec::new(),
            keys: Some(Vec::new()),
            left_out: Vec::new(),
            compromised: Vec::new(),
            unfinished: None,
        };
        for signer in &list.label_signers {
            basis.add_signer(db, signer, at)?;
        }
        Ok(basis)
    }

    /// Notes in the register that it is to be published, as this part.
    pub(crate) fn note(
        &self,
        transaction: &mut Transaction<'_>,
        part: &[u8],
    ) -> Result<Publication, DeskError> {
        let sql = "SELECT max(number) FROM publications";
        let labels: usize = self.issued.values().map(BTreeSet::len).sum();
        let publication = Publication {
            number: transaction.db.count(sql, &[])? + 1,
            at: transaction.at(),
            labels: labels as u64,
            part: hex(&digest(part)),
            written: None,
        };
        for key in self.keys.iter().flatten() {
            transaction.replace(key)?;
        }
        transaction.insert(&publication)?;
        let subject = format!("publication:{}", publication.number);
        transaction.record("status.publish", &subject)?;
        Ok(publication)
    }

    fn add_signer(
        &mut self,
        db: &mut Db,
        signer: &LabelSigner,
        at: UnixTime,
    ) -> Result<(), DeskError> {
        let der = signer.chain.first().map(Vec::as_slice).unwrap_or_default();
        let certificate = CertificateFingerprint::of(der);
        let name = certificate.to_string();
        let Some(mut key) = db.key(&name)? else {
            return Ok(());
        };
        if let Some(list) = db
            .list(&key.list)?
            .filter(|list| list.address == signer.status_uri)
        {
            self.add_list(db, list)?;
        }
        let (mut identities, mut highest) = (BTreeSet::new(), None);
        let mut left_out = None;
        let condition = "WHERE certificate = ?1 AND issued <= ?2 AND cancelled IS NULL";
        db.each_record(
            condition,
            &[(&name).into(), at.into()],
            &mut |label: Label| {
                if let Some(error) = outside(signer, &label) {
                    let subject = &key.subject;
                    let left = left_out.get_or_insert_with(|| LeftOut::new(subject, &label, error));
                    left.labels += 1;
                    return Ok(());
                }
                highest = highest.max(Some(label.position));
                identities.insert(CredentialId::of(&label.to_be_signed));
                Ok(())
            },
        )?;
        self.issued.insert(certificate, identities);
        self.left_out.extend(left_out);
        self.highest
            .extend(highest.map(|index| (key.subject.clone(), index)));
        if key.reason == Some(Retirement::KeyCompromise) && !signer.state.is_revoked() {
            self.compromised.push(key.subject.clone());
        }
        if key.highest != signer.highest_index {
            key.highest = signer.highest_index;
            self.keys.get_or_insert_default().push(key);
        }
        Ok(())
    }

    fn add_list(&mut self, db: &mut Db, list: List) -> Result<(), DeskError> {
        if self
            .statuses
            .iter()
            .any(|file| file.address == list.address)
        {
            return Ok(());
        }
        let condition = "WHERE list = ?1 AND status <> 'valid' ORDER BY position";
        let entries: Vec<StatusEntry> = db.select(condition, &[(&list.address).into()])?;
        let statuses = entries
            .into_iter()
            .map(|entry| (entry.position, entry.status.code().to_owned()));
        self.statuses.push(StatusFile {
            bits: u8::try_from(list.bits).unwrap_or(u8::MAX),
            entries: usize::try_from(list.entries).unwrap_or(usize::MAX),
            statuses: statuses.collect(),
            address: list.address,
        });
        Ok(())
    }
}

impl LeftOut {
    fn new(signer: &str, label: &Label, error: Error) -> Self {
        Self {
            signer: signer.to_owned(),
            labels: 0,
            first: label.name.clone(),
            error,
        }
    }
}

/// The error with which verifiers would reject a label, by the scope that the trust list gives its
/// signer.
fn outside(signer: &LabelSigner, label: &Label) -> Option<Error> {
    let Some(payload) = payload(&label.to_be_signed) else {
        return Some(Error::CoseShape);
    };
    let checked = Claims::decode(&payload)
        .and_then(|claims| signer.check_scope(&claims.registration, &claims.label));
    checked.err()
}
