//! Bundles: everything that a verifier needs, in one file.

use ciborium::Value;

use crate::base::digest::digest;
use crate::error::Error;
use crate::limits;
use crate::lists::record::Additions;
use crate::wire::cbor::{self, Fields};

const KIND: &str = "label-bundle";

/// The parts of a bundle, as they are signed; **nothing in it is verified**.
///
/// Without trust lists it is a part: what changes from day to day.
///
/// ```cddl
/// bundle = {
///   0 => "label-bundle"
///   ? 1 => [1*16 bstr .cbor signed-trust-list] ; changes of the root set, oldest first, then the list of today
///   ? 2 => [1*16 bstr]           ; snapshots
///   ? 3 => [1*256 bstr]          ; signed status lists
///   ? 4 => [1*256 bstr]          ; issued filters
///   ? 5 => [1*256 record]        ; exact records
///   ? 6 => [1*256 bstr .cbor additions] ; what exact records have more than earlier ones
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// Changes of the root set, oldest first, then the trust list of today.
    pub trust_lists: Vec<Vec<u8>>,
    /// Signed snapshots.
    pub snapshots: Vec<Vec<u8>>,
    /// Signed status lists.
    pub status_lists: Vec<Vec<u8>>,
    /// Issued filters.
    pub filters: Vec<Vec<u8>>,
    /// Exact records.
    pub records: Vec<Vec<u8>>,
    /// Additions to earlier exact records, in place of the whole ([`Additions`]).
    pub additions: Vec<Vec<u8>>,
}

impl Bundle {
    /// True for bytes that say that they are a bundle, whatever else is wrong with them.
    pub fn is_bundle(bytes: &[u8]) -> bool {
        is_kind(bytes, KIND)
    }

    /// Decodes a bundle from strict CBOR.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::BUNDLE_BYTES`]; [`Error::TrustMalformed`] for another kind
    /// of file; else the codes of CBOR and of claims.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let mut fields = open_kind(bytes, KIND, limits::BUNDLE_BYTES)?;
        let mut bundle = Self::default();
        for (key, name, most, items) in [
            (
                1,
                "trust_lists",
                limits::TRUST_LISTS,
                &mut bundle.trust_lists,
            ),
            (2, "snapshots", limits::SNAPSHOTS, &mut bundle.snapshots),
            (3, "status_lists", limits::SIGNERS, &mut bundle.status_lists),
            (4, "filters", limits::SIGNERS, &mut bundle.filters),
            (5, "records", limits::SIGNERS, &mut bundle.records),
            (6, "additions", limits::SIGNERS, &mut bundle.additions),
        ] {
            *items = fields.list(key, name, most, cbor::bytes)?;
        }
        fields.end()?;
        Ok(bundle)
    }

    /// Adds what another bundle or part has and this one has not.
    ///
    /// Trust lists come last, so that those of the other are the newer ones; nothing is verified.
    pub fn add(&mut self, other: &Self) {
        for (own, more) in [
            (&mut self.trust_lists, &other.trust_lists),
            (&mut self.snapshots, &other.snapshots),
            (&mut self.status_lists, &other.status_lists),
            (&mut self.filters, &other.filters),
            (&mut self.records, &other.records),
            (&mut self.additions, &other.additions),
        ] {
            for item in more {
                if !own.contains(item) {
                    own.push(item.clone());
                }
            }
        }
    }

    /// Encodes the bundle in deterministic CBOR; what could not be decoded again is refused.
    ///
    /// # Errors
    ///
    /// The errors of [`decode`](Self::decode).
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let array = |items: &[Vec<u8>]| cbor::array_of(cbor::byte_strings(items));
        let bytes = cbor::encode(&cbor::map_of([
            (0, Some(KIND.into())),
            (1, array(&self.trust_lists)),
            (2, array(&self.snapshots)),
            (3, array(&self.status_lists)),
            (4, array(&self.filters)),
            (5, array(&self.records)),
            (6, array(&self.additions)),
        ]))?;
        Self::decode(&bytes).map(|_| bytes)
    }

    /// Puts records together from additions and the records at hand: those of before, its own and the empty one.
    pub(crate) fn resolve(&mut self, before: &[Vec<u8>]) -> Result<(), Error> {
        if self.additions.is_empty() {
            return Ok(());
        }
        // The record of a signer that is new follows the empty one, which nobody needs to have been given.
        let mut bases = vec![(digest(&[]), &[] as &[u8])];
        for record in before.iter().chain(&self.records) {
            bases.push((digest(record), record));
        }
        let limit = limits::BUNDLE_BYTES;
        let mut made = Self::default();
        let mut room = limit;
        for bytes in &self.additions {
            let record = Additions::decode(bytes)?.resolve(&bases)?;
            // Many additions to one base would fill the memory before the bundle is found too large.
            room = room
                .checked_sub(record.len())
                .ok_or(Error::InputTooLarge { limit })?;
            made.records.push(record);
        }
        self.additions.clear();
        self.add(&made);
        Ok(())
    }
}

/// True for a map that begins by naming this kind of file.
pub(crate) fn is_kind(bytes: &[u8], kind: &str) -> bool {
    // A map, its first key 0, a text of up to 23 bytes.
    let [map, 0, text, name @ ..] = bytes else {
        return false;
    };
    map >> 5 == 5 && usize::from(*text) == 0x60 + kind.len() && name.starts_with(kind.as_bytes())
}

/// Decodes a map that names its kind under key 0.
pub(crate) fn open_kind(bytes: &[u8], kind: &str, limit: usize) -> Result<Fields, Error> {
    if bytes.len() > limit {
        return Err(Error::InputTooLarge { limit });
    }
    let mut fields = Fields::new("file", cbor::decode(bytes)?)?;
    match fields.take(0).as_ref().and_then(Value::as_text) == Some(kind) {
        true => Ok(fields),
        false => Err(Error::TrustMalformed),
    }
}
