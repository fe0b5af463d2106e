//! Exact records: which credentials a signer issued, each named for certain.

use ciborium::Value;

use crate::base::digest::{CredentialId, Digest, digest};
use crate::error::Error;
use crate::limits;
use crate::lists::filter::IssuedFilter;
use crate::wire::cbor;

/// Bytes of an entry: of 2^20 labels, 2^76 hashes find one that is in by chance.
pub(crate) const ENTRY: usize = 12;

type Entry = [u8; ENTRY];

/// The kind of a record of issued labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// An [`ExactRecord`].
    Exact,
    /// An [`IssuedFilter`].
    Filter,
}

impl RecordKind {
    /// The stable machine code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Filter => "filter",
        }
    }

    /// The number of forged labels of which one is in the record by chance; nothing where nobody finds such a one.
    pub fn one_in(self) -> Option<u64> {
        match self {
            Self::Exact => None,
            Self::Filter => Some(1 << 16),
        }
    }
}

/// The record that answers for a signer.
#[derive(Clone, Debug)]
pub(crate) enum IssuedRecord {
    Exact(ExactRecord),
    Filter(IssuedFilter),
}

impl IssuedRecord {
    pub(crate) fn kind(&self) -> RecordKind {
        match self {
            Self::Exact(_) => RecordKind::Exact,
            Self::Filter(_) => RecordKind::Filter,
        }
    }

    pub(crate) fn contains(&self, identity: &CredentialId) -> bool {
        match self {
            Self::Exact(record) => record.contains(identity),
            Self::Filter(filter) => filter.contains(identity),
        }
    }
}

/// Every credential that a signer issued, up to a time: the first 12 bytes of each identity.
///
/// ```cddl
/// record = bstr                  ; 12 bytes of each identity, in strictly ascending order
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExactRecord(pub(crate) Vec<u8>);

impl ExactRecord {
    /// Decodes a record; its bytes are the only form that it has.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::RECORD_BYTES`]; [`Error::RecordMalformed`] where they
    /// are no multiple of 12, or not in strictly ascending order.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let limit = limits::RECORD_BYTES;
        if bytes.len() > limit {
            return Err(Error::InputTooLarge { limit });
        }
        in_order(bytes).map(|_| Self(bytes.to_vec()))
    }

    /// The bytes of the record.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The number of credentials in it.
    pub fn len(&self) -> usize {
        self.entries().len()
    }

    /// True for the record of a signer that issued nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True where a credential is in the record, by its identity.
    pub fn contains(&self, identity: &CredentialId) -> bool {
        let entry = identity.as_bytes().first_chunk::<ENTRY>();
        entry.is_some_and(|entry| self.entries().binary_search(entry).is_ok())
    }

    /// The entries, each of 12 bytes.
    pub(crate) fn entries(&self) -> &[Entry] {
        self.0.as_chunks().0
    }
}

/// The entries that a record has more than records that were published before it.
///
/// ```cddl
/// additions = [
///   record: digest,              ; of the record that comes out
///   *64 step                     ; oldest first; none where the record is as it was
/// ]
/// step = (
///   base: digest,                ; of a record that was published
///   added: bstr                  ; what was added to it before the base of the next step; in the form of a record, not empty
/// )
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Additions {
    /// The SHA-256 of the record that comes out.
    pub record: Digest,
    /// Records that were published, by their SHA-256, oldest first, each with what was added to it
    /// before the next one.
    pub steps: Vec<(Digest, ExactRecord)>,
}

impl Additions {
    /// Decodes additions from strict CBOR.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::RECORD_BYTES`]; the codes of CBOR;
    /// [`Error::RecordMalformed`] for any other shape.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let limit = limits::RECORD_BYTES;
        if bytes.len() > limit {
            return Err(Error::InputTooLarge { limit });
        }
        let most = 1 + 2 * limits::RECORD_STEPS;
        let items = cbor::list("additions", cbor::decode(bytes)?, most, cbor::bytes);
        let items = items.map_err(|_| Error::RecordMalformed)?;
        let (record, items) = items.split_first().ok_or(Error::RecordMalformed)?;
        let record = name(record)?;
        let mut steps = Vec::new();
        for step in items.chunks(2) {
            match step {
                [base, added] if !added.is_empty() => {
                    steps.push((name(base)?, ExactRecord::decode(added)?));
                }
                _ => return Err(Error::RecordMalformed),
            }
        }
        Ok(Self { record, steps })
    }

    /// Encodes the additions in deterministic CBOR.
    ///
    /// # Errors
    ///
    /// The errors of [`decode`](Self::decode).
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let mut items = vec![self.record.to_vec()];
        for (base, added) in &self.steps {
            items.extend([base.to_vec(), added.0.clone()]);
        }
        let bytes = cbor::encode(&Value::Array(cbor::byte_strings(&items).collect()))?;
        Self::decode(&bytes).map(|_| bytes)
    }

    /// Puts the record together from one of the records at hand, each with its SHA-256.
    ///
    /// # Errors
    ///
    /// [`Error::RecordBaseMissing`] where none of them is a base; [`Error::RecordMalformed`] where the base
    /// is no record; [`Error::RecordMismatch`] where the additions do not lead to the record that they name.
    pub(crate) fn resolve(&self, bases: &[(Digest, &[u8])]) -> Result<Vec<u8>, Error> {
        let at_hand = |name: &Digest| {
            let mut bases = bases.iter();
            bases
                .find(|(digest, _)| digest == name)
                .map(|(_, base)| *base)
        };
        if let Some(record) = at_hand(&self.record) {
            return Ok(record.to_vec());
        }
        for (index, (name, _)) in self.steps.iter().enumerate() {
            let Some(base) = at_hand(name) else {
                continue;
            };
            let steps = self.steps.iter().skip(index);
            let mut added: Vec<_> = steps.flat_map(|(_, added)| added.entries()).collect();
            added.sort_unstable();
            let record = merge(in_order(base)?, &added);
            return match digest(&record) == self.record {
                true => Ok(record),
                false => Err(Error::RecordMismatch),
            };
        }
        Err(Error::RecordBaseMissing)
    }
}

/// The entries of a record, if it is one.
fn in_order(bytes: &[u8]) -> Result<&[Entry], Error> {
    let (entries, rest) = bytes.as_chunks::<ENTRY>();
    match rest.is_empty() && entries.is_sorted_by(|one, next| one < next) {
        true => Ok(entries),
        false => Err(Error::RecordMalformed),
    }
}

/// The entries of two sorted lists in order. What stands in both stands twice: no record has that digest.
fn merge(mut base: &[Entry], added: &[&Entry]) -> Vec<u8> {
    let mut merged = Vec::with_capacity((base.len() + added.len()) * ENTRY);
    for entry in added {
        let (before, after) = base.split_at(base.partition_point(|other| other <= *entry));
        merged.extend_from_slice(before.as_flattened());
        merged.extend_from_slice(*entry);
        base = after;
    }
    merged.extend_from_slice(base.as_flattened());
    merged
}

fn name(bytes: &[u8]) -> Result<Digest, Error> {
    bytes.try_into().map_err(|_| Error::RecordMalformed)
}
