//! The issued filter: which credentials a signer issued, as its scheme owner's register says.

use ciborium::Value;
use sha2::{Digest, Sha256};
use xorf::{BinaryFuse16, Descriptor, Filter};

use crate::base::digest::CredentialId;
use crate::error::Error;
use crate::limits;
use crate::wire::cbor;

/// Every credential that a signer issued, up to a time: a binary fuse filter of 16-bit fingerprints.
///
/// Every issued credential is in it; of 65,536 others, one is in by chance.
///
/// ```cddl
/// filter = [
///   salt: bstr .size 16,
///   seed: bstr .size 8,
///   length: 2..18,               ; logarithm to base 2 of the slots in a segment
///   segments: 1..65536,          ; the filter has (segments + 2) × 2^length slots
///   present: bstr,               ; a bit for each slot, lowest bit of the first byte first: it is not zero
///   fingerprints: bstr           ; the slots that are not zero, in order, 16 bits each, highest byte first
/// ]
/// ```
#[derive(Clone, Debug)]
pub struct IssuedFilter {
    pub(crate) salt: [u8; 16],
    /// Has exactly the slots that its descriptor speaks of: xorf indexes without asking.
    pub(crate) filter: BinaryFuse16,
}

impl IssuedFilter {
    /// Decodes a filter; its encoding is the only one that it has.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::FILTER_BYTES`]; the codes of CBOR;
    /// [`Error::FilterMalformed`] where its elements do not fit each other.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let limit = limits::FILTER_BYTES;
        if bytes.len() > limit {
            return Err(Error::InputTooLarge { limit });
        }
        let elements = cbor::decode(bytes)?.into_array();
        let elements = elements.map_err(|_| Error::FilterMalformed)?;
        let [salt, seed, length, segments, present, fingerprints] =
            <[Value; 6]>::try_from(elements).map_err(|_| Error::FilterMalformed)?;
        let layout = Layout::new(&length, &segments)?;
        let (present, stored) = (byte_string(present)?, byte_string(fingerprints)?);
        let slots = expand(&present, &stored, layout.slots);
        Ok(Self {
            salt: fixed(salt)?,
            filter: BinaryFuse16 {
                descriptor: layout.descriptor(fixed(seed)?),
                fingerprints: slots.ok_or(Error::FilterMalformed)?,
            },
        })
    }

    /// Encodes the filter.
    ///
    /// # Errors
    ///
    /// The codes of CBOR, where it cannot be encoded.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let (descriptor, slots) = (&self.filter.descriptor, &self.filter.fingerprints);
        let (segment, segments) = (descriptor.segment_length, descriptor.segment_count_length);
        let bits = |slots: &[u16]| {
            let bits = slots.iter().rev().map(|slot| u8::from(*slot != 0));
            bits.fold(0, |byte, bit| byte << 1 | bit)
        };
        let stored = slots.iter().filter(|slot| **slot != 0);
        cbor::encode(&Value::Array(vec![
            Value::Bytes(self.salt.to_vec()),
            Value::Bytes(descriptor.seed.to_be_bytes().to_vec()),
            segment.ilog2().into(),
            (segments / segment).into(),
            Value::Bytes(slots.chunks(8).map(bits).collect()),
            Value::Bytes(stored.flat_map(|slot| slot.to_be_bytes()).collect()),
        ]))
    }

    /// True where a credential is in the filter, by its identity.
    pub fn contains(&self, identity: &CredentialId) -> bool {
        self.filter.contains(&key(&self.salt, identity))
    }
}

/// The hash of a credential that the filter stores.
pub(crate) fn key(salt: &[u8; 16], identity: &CredentialId) -> u64 {
    let digest = Sha256::new()
        .chain_update(salt)
        .chain_update(identity.as_bytes());
    let bytes = digest.finalize().into_iter().take(8);
    bytes.fold(0, |key, byte| key << 8 | u64::from(byte))
}

/// The segments into which the slots are cut.
struct Layout {
    /// Slots in a segment: a power of two.
    length: u32,
    segments: u32,
    slots: usize,
}

impl Layout {
    fn new(length: &Value, segments: &Value) -> Result<Self, Error> {
        let number = |value: &Value, least, most| {
            let number = u32::try_from(value.as_integer()?).ok();
            number.filter(|number| (least..=most).contains(number))
        };
        let length = number(length, 2, 18).ok_or(Error::FilterMalformed)?;
        let segments = number(segments, 1, 65_536).ok_or(Error::FilterMalformed)?;
        let limit = limits::FILTER_SLOTS;
        let slots = usize::try_from(u64::from(segments + 2) << length);
        let slots = slots.ok().filter(|slots| *slots <= limit);
        Ok(Self {
            length: 1 << length,
            segments,
            slots: slots.ok_or(Error::InputTooLarge { limit })?,
        })
    }

    fn descriptor(&self, seed: [u8; 8]) -> Descriptor {
        Descriptor {
            seed: u64::from_be_bytes(seed),
            segment_length: self.length,
            segment_length_mask: self.length - 1,
            segment_count_length: self.segments * self.length,
        }
    }
}

fn byte_string(value: Value) -> Result<Vec<u8>, Error> {
    value.into_bytes().map_err(|_| Error::FilterMalformed)
}

fn fixed<const N: usize>(value: Value) -> Result<[u8; N], Error> {
    cbor::fixed("filter", value).map_err(|_| Error::FilterMalformed)
}

/// All slots, from those that are not zero; `None` unless everything fits exactly.
fn expand(present: &[u8], stored: &[u8], slots: usize) -> Option<Box<[u16]>> {
    if present.len() != slots.div_ceil(8) || !stored.len().is_multiple_of(2) {
        return None;
    }
    let stored = stored.chunks_exact(2);
    let mut stored =
        stored.map(|pair| pair.iter().fold(0, |sum, byte| sum << 8 | u16::from(*byte)));
    let mut expanded = Vec::with_capacity(present.len() * 8);
    for byte in present {
        for bit in 0..8 {
            expanded.push(match byte >> bit & 1 {
                0 => 0,
                _ => stored.next().filter(|slot| *slot != 0)?,
            });
        }
    }
    let none_left = stored.next().is_none() && expanded.drain(slots..).all(|slot| slot == 0);
    none_left.then(|| expanded.into_boxed_slice())
}

#[cfg(test)]
mod tests;
