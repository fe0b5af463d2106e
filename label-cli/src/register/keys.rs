//! Signers and status lists: which certificate gives out indices of which list.

use std::path::Path;

use super::{Act, Db, Key, List, Register, RegisterError, StatusEntry, Transaction, Value};

impl Register {
    /// Adds a signer, and its status list if that is new.
    pub(crate) fn add_signer(
        &mut self,
        file: &Path,
        (key, list): (&Key, &List),
        act: &Act,
    ) -> Result<(), RegisterError> {
        self.write(act, |transaction| {
            if transaction.db.key(&key.certificate)?.is_some() {
                return Err(RegisterError::KeyExists {
                    file: file.to_owned(),
                });
            }
            match transaction.db.list(&list.address)? {
                None => transaction.insert(list)?,
                Some(known) if known == *list => {}
                Some(_) => {
                    let address = list.address.clone();
                    return Err(RegisterError::ListDiffers { address });
                }
            }
            transaction.insert(key)?;
            transaction.record("signer.add", &format!("signer:{}", key.certificate))
        })
    }
}

impl Db {
    /// The signer of a certificate, by its SHA-256.
    pub(crate) fn key(&mut self, certificate: &str) -> Result<Option<Key>, RegisterError> {
        let found = self.select("WHERE certificate = ?1", &[certificate.into()]);
        Ok(found?.pop())
    }

    /// The status list of an address.
    pub(crate) fn list(&mut self, address: &str) -> Result<Option<List>, RegisterError> {
        Ok(self.select("WHERE address = ?1", &[address.into()])?.pop())
    }

    /// The highest index that a signer's labels have.
    pub(crate) fn highest_index(
        &mut self,
        certificate: &str,
    ) -> Result<Option<u64>, RegisterError> {
        let sql =
            "SELECT max(position) FROM credentials WHERE certificate = ?1 AND cancelled IS NULL";
        let mut rows = self.rows(sql, &[certificate.into()])?;
        rows.pop().map_or(Ok(None), |mut row| row.optional_number())
    }
}

/// Gives out indices of one status list, each once.
pub(super) struct Indices {
    list: List,
    /// A bit for each index that is given out; empty where indices come in order.
    used: Vec<u8>,
    next: u64,
    count: u64,
}

impl Indices {
    /// Reads which indices are given out.
    pub(super) fn new(list: List, db: &mut Db) -> Result<Self, RegisterError> {
        let mut indices = Self {
            used: Vec::new(),
            next: 0,
            count: 0,
            list,
        };
        if indices.list.allocation != "sequential" {
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

    /// The index of a term of a registration: its own, or a new one.
    pub(super) fn of(
        &mut self,
        registration: &str,
        term: u64,
        transaction: &mut Transaction<'_>,
    ) -> Result<u64, RegisterError> {
        let condition = "WHERE list = ?1 AND registration = ?2 AND term = ?3";
        let values = [
            (&self.list.address).into(),
            registration.into(),
            term.into(),
        ];
        let known: Vec<StatusEntry> = transaction.db.select(condition, &values)?;
        if let Some(known) = known.first() {
            return Ok(known.position);
        }
        let position = self.free()?;
        self.mark(position);
        transaction.insert(&StatusEntry {
            list: self.list.address.clone(),
            position,
            registration: registration.to_owned(),
            term,
            status: "valid".to_owned(),
            since: transaction.at(),
        })?;
        Ok(position)
    }

    fn free(&self) -> Result<u64, RegisterError> {
        let (address, entries) = (&self.list.address, self.list.entries);
        let full = || RegisterError::ListFull {
            address: address.clone(),
        };
        if self.list.allocation == "sequential" {
            return Some(self.next)
                .filter(|next| *next < entries)
                .ok_or_else(full);
        }
        if self.count >= entries {
            return Err(full());
        }
        let start =
            u64::from_be_bytes(crate::random::bytes().map_err(|error| super::no_random(&error))?)
                % entries;
        // From a random place to the next that is free: there is one.
        let mut places = (start..entries).chain(0..start);
        places.find(|place| !self.is_used(*place)).ok_or_else(full)
    }
}
