//! What is published, and how the register knows it.

use std::collections::BTreeSet;

use label_core::{Certificate, LabelSigner, TrustList, digest, hex};

use super::Issued;
use crate::error::CliError;
use crate::register::{Db, Label, List, Publication, RegisterError, StatusEntry, Transaction};
use crate::status_file::StatusFile;

/// What there is to publish.
pub(super) struct Basis {
    /// The statuses, one file for each address.
    pub(super) statuses: Vec<StatusFile>,
    /// The identities of labels, by the SHA-256 of their signer's certificate.
    pub(super) issued: Issued,
    /// The highest index that a label of each signer has.
    pub(super) highest: Vec<(String, u64)>,
}

impl Basis {
    /// All that the register says as of now.
    ///
    /// Labels that are recorded and not signed yet count as issued: once they are signed, nobody
    /// has to wait for the next lists. Labels dated later than the publication do not.
    pub(super) fn registered(db: &mut Db, list: &TrustList, at: u64) -> Result<Self, CliError> {
        let mut basis = Self {
            statuses: Vec::new(),
            issued: Issued::new(),
            highest: Vec::new(),
        };
        for signer in &list.label_signers {
            basis.add_signer(db, signer, at)?;
        }
        Ok(basis)
    }

    /// Notes in the register that it is published.
    pub(super) fn note(&self, transaction: &mut Transaction<'_>) -> Result<(), RegisterError> {
        let newest = transaction.db.last_publication()?;
        let labels: usize = self.issued.values().map(BTreeSet::len).sum();
        let publication = Publication {
            number: newest.map_or(0, |newest| newest.number) + 1,
            at: transaction.at(),
            labels: labels as u64,
        };
        transaction.insert(&publication)?;
        let subject = format!("publication:{}", publication.number);
        transaction.record("status.publish", &subject)
    }

    fn add_signer(&mut self, db: &mut Db, signer: &LabelSigner, at: u64) -> Result<(), CliError> {
        let der = signer.chain.first().map(Vec::as_slice).unwrap_or_default();
        let certificate = digest(der);
        let name = hex(&certificate);
        let Some(key) = db.key(&name)? else {
            return Ok(());
        };
        if let Some(list) = db
            .list(&key.list)?
            .filter(|list| list.address == signer.status_uri)
        {
            self.add_list(db, list)?;
        }
        let mut identities = BTreeSet::new();
        let condition = "WHERE certificate = ?1 AND issued <= ?2 AND cancelled IS NULL";
        db.each_record(
            condition,
            &[(&name).into(), at.into()],
            &mut |label: Label| {
                identities.insert(digest(&label.to_be_signed));
                Ok(())
            },
        )?;
        self.issued.insert(certificate, identities);
        let index = db.highest_index(&name)?;
        let Some(index) = index else {
            return Ok(());
        };
        let subject = Certificate::from_der(der)?.subject();
        if let Some(highest) = signer.highest_index.filter(|highest| index > *highest) {
            let signer = subject;
            return Err(RegisterError::IndexAbove {
                signer,
                index,
                highest,
            }
            .into());
        }
        self.highest.push((subject, index));
        Ok(())
    }

    fn add_list(&mut self, db: &mut Db, list: List) -> Result<(), CliError> {
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
            .map(|entry| (entry.position, entry.status));
        self.statuses.push(StatusFile {
            bits: u8::try_from(list.bits).unwrap_or(u8::MAX),
            entries: usize::try_from(list.entries).unwrap_or(usize::MAX),
            statuses: statuses.collect(),
            address: list.address,
        });
        Ok(())
    }
}
