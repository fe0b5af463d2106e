//! Signers and status lists: which certificate gives out indices of which list.

use std::path::Path;

use label_core::{Claims, Status};

use super::indices::{IN_FORCE, model_of};
use super::states::{Allocation, GivenBy, Retirement};
use super::{Act, Db, Key, List, Register, StatusEntry, Transaction, Value};
use crate::error::DeskError;

impl Register {
    /// Adds a signer, and its status list if that is new.
    ///
    /// # Errors
    ///
    /// Fails where the register knows the signer, or its list in another shape, and where the database
    /// does.
    pub fn add_signer(
        &mut self,
        file: &Path,
        (key, list): (&Key, &List),
        act: &Act,
    ) -> Result<(), DeskError> {
        self.write(act, |transaction| {
            if transaction.db.key(&key.certificate)?.is_some() {
                return Err(DeskError::KeyExists {
                    file: file.to_owned(),
                });
            }
            match transaction.db.list(&list.address)? {
                None => transaction.insert(list)?,
                Some(known) if known == *list => {}
                Some(_) => {
                    let address = list.address.clone();
                    return Err(DeskError::ListDiffers { address });
                }
            }
            transaction.insert(key)?;
            transaction.record("signer.add", &format!("signer:{}", key.certificate))
        })
    }
}

impl Register {
    /// Notes that a signer signs nothing any more, and gives up what it has not signed.
    ///
    /// After a compromise, the models that it labelled can be labelled anew by another.
    ///
    /// # Errors
    ///
    /// Fails where the register does not know the signer, where it was retired for the same reason, and
    /// where the database does.
    pub fn retire_signer(
        &mut self,
        (file, certificate): (&Path, &str),
        reason: Retirement,
        act: &Act,
    ) -> Result<Key, DeskError> {
        self.write(act, |transaction| {
            let key = transaction.db.key(certificate)?;
            let mut key = key.ok_or_else(|| DeskError::KeyUnknown {
                file: file.to_owned(),
            })?;
            // A key that was retired may turn out to have been stolen.
            if key.reason == Some(reason) || reason == Retirement::EndOfUse {
                key.in_use()?;
            }
            key.retired = Some(transaction.at());
            key.reason = Some(reason);
            transaction.replace(&key)?;
            transaction.cancel_pending("certificate", certificate)?;
            transaction.record("signer.retire", &format!("signer:{certificate}"))?;
            Ok(key)
        })
    }
}

impl Db {
    /// The signer of a certificate, by its SHA-256.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn key(&mut self, certificate: &str) -> Result<Option<Key>, DeskError> {
        let found = self.select("WHERE certificate = ?1", &[certificate.into()]);
        Ok(found?.pop())
    }

    /// The status list of an address.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn list(&mut self, address: &str) -> Result<Option<List>, DeskError> {
        Ok(self.select("WHERE address = ?1", &[address.into()])?.pop())
    }
}

impl Key {
    /// Fails where the signer was retired.
    ///
    /// # Errors
    ///
    /// Fails where it was.
    pub fn in_use(&self) -> Result<(), DeskError> {
        match &self.reason {
            None => Ok(()),
            Some(reason) => Err(DeskError::KeyRetired {
                signer: self.subject.clone(),
                reason: reason.to_string(),
            }),
        }
    }

    /// Fails where the indices of its list are given out elsewhere.
    ///
    /// # Errors
    ///
    /// Fails where they are.
    pub fn given_here(&self, list: &List) -> Result<(), DeskError> {
        match list.given_by {
            GivenBy::Register => Ok(()),
            GivenBy::Outside => Err(DeskError::SignerOutside {
                signer: self.subject.clone(),
            }),
        }
    }

    /// The number of indices of its list that the signer may have.
    pub fn entries(&self, list: &List) -> u64 {
        let given = self.highest.map(|highest| highest.saturating_add(1));
        given.unwrap_or(list.entries).min(list.entries)
    }
}

/// The error where a signer has no index left: the list is full, or the trust list ends before it.
pub fn no_index(list: &List, signer: &str, entries: u64) -> DeskError {
    match entries.checked_sub(1) {
        Some(highest) if entries < list.entries => DeskError::IndexAbove {
            signer: signer.to_owned(),
            highest,
        },
        _ => DeskError::ListFull {
            address: list.address.clone(),
        },
    }
}

/// Gives out indices of one status list, each once.
pub(crate) struct Indices {
    list: List,
    /// Indices that the signer may have: as many as the list has, or the trust list gives it.
    entries: u64,
    subject: String,
    /// A bit for each index that is given out; empty where indices come in order.
    used: Vec<u8>,
    next: u64,
    count: u64,
}

impl Indices {
    /// Reads which indices are given out.
    pub(crate) fn new(list: List, key: &Key, db: &mut Db) -> Result<Self, DeskError> {
        let mut indices = Self {
            entries: key.entries(&list),
            subject: key.subject.clone(),
            used: Vec::new(),
            next: 0,
            count: 0,
            list,
        };
        if indices.list.allocation != Allocation::Sequential {
            let bytes = usize::try_from(indices.list.entries.div_ceil(8));
            indices.used = vec![0; bytes.unwrap_or_default()];
        }
        let sql = "SELECT position FROM statuses WHERE list = ?1";
        let address = Value::from(&indices.list.address);
        db.each(sql, &[address], &mut |mut row| {
            indices.mark(row.number()?);
            Ok(())
        })?;
        Ok(indices)
    }

    fn mark(&mut self, position: u64) {
        self.next = self.next.max(position + 1);
        self.count += 1;
        let byte = usize::try_from(position / 8).unwrap_or(usize::MAX);
        if let Some(byte) = self.used.get_mut(byte) {
            *byte |= 1 << (position % 8);
        }
    }

    fn is_used(&self, position: u64) -> bool {
        let byte = usize::try_from(position / 8).unwrap_or(usize::MAX);
        let byte = self.used.get(byte).copied().unwrap_or(u8::MAX);
        byte >> (position % 8) & 1 == 1
    }

    /// The index of a label in a term of its registration: the one in force that its model has, or a
    /// new one.
    pub(crate) fn of(
        &mut self,
        claims: &Claims,
        term: u64,
        transaction: &mut Transaction<'_>,
    ) -> Result<u64, DeskError> {
        let (registration, model) = (&claims.registration, model_of(claims));
        let condition = format!(
            "WHERE list = ?1 AND registration = ?2 AND term = ?3 AND model = ?4 AND {IN_FORCE}"
        );
        let values = [
            (&self.list.address).into(),
            registration.into(),
            term.into(),
            model.into(),
        ];
        let known: Vec<StatusEntry> = transaction.db.select(&condition, &values)?;
        if let Some(known) = known.first() {
            return match known.position < self.entries {
                true => Ok(known.position),
                false => Err(self.full()),
            };
        }
        let position = self.free()?;
        self.mark(position);
        transaction.insert(&StatusEntry {
            list: self.list.address.clone(),
            position,
            registration: registration.clone(),
            term,
            status: Status::Valid,
            since: transaction.at(),
            model: Some(model.to_owned()),
        })?;
        Ok(position)
    }

    fn free(&self) -> Result<u64, DeskError> {
        let entries = self.entries;
        if self.list.allocation == Allocation::Sequential {
            let next = Some(self.next).filter(|next| *next < entries);
            return next.ok_or_else(|| self.full());
        }
        if self.count >= self.list.entries || entries == 0 {
            return Err(self.full());
        }
        let start = u64::from_be_bytes(
            label_io::random::bytes().map_err(|error| super::no_random(&error))?,
        ) % entries;
        // From a random place to the next that is free.
        let mut places = (start..entries).chain(0..start);
        let free = places.find(|place| !self.is_used(*place));
        free.ok_or_else(|| self.full())
    }

    fn full(&self) -> DeskError {
        no_index(&self.list, &self.subject, self.entries)
    }
}
