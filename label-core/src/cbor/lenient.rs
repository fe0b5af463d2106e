//! Any well-formed CBOR (RFC 8949) within limits: for objects that other programs wrote.
//!
//! Lengths may be indefinite, integers of any width, maps in any order; floats and tags may stand
//! there. A key that stands twice in a map is refused, however it is written.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use ciborium::Value;

use super::Reader;
use crate::{Error, limits};

/// Tags that ciborium counts as a level of their own, beside the arrays and maps.
const LEVELS: usize = 2 * limits::FOREIGN_NESTING;

/// Checks and decodes one item.
pub(crate) fn decode(bytes: &[u8]) -> Result<Value, Error> {
    let mut reader = Reader::new(bytes);
    reader.any(0)?;
    reader.end()?;
    value(bytes)
}

/// What is left for ciborium to refuse is a number of more than 128 bits, under tag 2 or 3.
fn value(bytes: &[u8]) -> Result<Value, Error> {
    ciborium::de::from_reader_with_recursion_limit(bytes, LEVELS)
        .map_err(|_| Error::CborTag { at: 0 })
}

impl Reader<'_> {
    /// Reads one item of any form.
    fn any(&mut self, depth: usize) -> Result<(), Error> {
        let (at, limit) = (self.at, limits::FOREIGN_ITEMS);
        self.items += 1;
        if self.items > limit {
            return Err(Error::InputTooLarge { limit });
        }
        let (major, length) = self.any_head()?;
        match major {
            0 | 1 | 7 => Ok(()),
            2 | 3 => self.any_string(major, length),
            _ if depth == limits::FOREIGN_NESTING => Err(Error::CborDepth { at }),
            4 => self.each(length, |reader| reader.any(depth + 1)),
            5 => {
                let mut keys = BTreeSet::new();
                self.each(length, |reader| reader.any_entry(&mut keys, depth + 1))
            }
            _ => self.any(depth + 1),
        }
    }

    /// Reads a key that is not among those seen, and its value.
    fn any_entry(&mut self, seen: &mut BTreeSet<Vec<u8>>, depth: usize) -> Result<(), Error> {
        let at = self.at;
        self.any(depth)?;
        let key = value(self.bytes.get(at..self.at).unwrap_or_default())?;
        // One value has one encoding here, whatever it had in the map.
        let mut bytes = Vec::new();
        ciborium::into_writer(&key, &mut bytes).map_err(|_| Error::CborTag { at })?;
        match seen.insert(bytes) {
            true => self.any(depth),
            false => Err(Error::CborDuplicateKey { at }),
        }
    }

    /// Reads a head: major type and argument, nothing for an indefinite length.
    fn any_head(&mut self) -> Result<(u8, Option<u64>), Error> {
        let at = self.at;
        let initial = self.byte()?;
        let (major, info) = (initial >> 5, initial & 0x1f);
        let argument = match info {
            // Of the simple values only those that have a meaning.
            0..=19 | 24 if major == 7 => return Err(Error::CborSimple { at }),
            0..=23 => Some(u64::from(info)),
            24..=27 => Some(self.number(1 << (info - 24))?),
            31 if (2..=5).contains(&major) => None,
            _ => return Err(Error::CborReserved { at }),
        };
        Ok((major, argument))
    }

    /// Reads a string, or its chunks of definite length (RFC 8949, section 3.2.3).
    fn any_string(&mut self, major: u8, length: Option<u64>) -> Result<(), Error> {
        let at = self.at;
        let Some(length) = length else {
            return self.each(None, |reader| {
                let at = reader.at;
                reader.items += 1;
                match reader.any_head()? {
                    (chunk, Some(length)) if chunk == major => {
                        reader.any_string(major, Some(length))
                    }
                    _ => Err(Error::CborReserved { at }),
                }
            });
        };
        let bytes = self.take(length)?;
        match major == 3 && core::str::from_utf8(bytes).is_err() {
            true => Err(Error::CborUtf8 { at }),
            false => Ok(()),
        }
    }

    /// Reads so many elements, or those before the break.
    fn each(
        &mut self,
        length: Option<u64>,
        mut read: impl FnMut(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut left = length;
        loop {
            match left {
                Some(0) => return Ok(()),
                None if self.bytes.get(self.at) == Some(&0xff) => {
                    self.at += 1;
                    return Ok(());
                }
                _ => {}
            }
            read(self)?;
            left = left.map(|left| left - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use alloc::vec;

    use super::*;

    #[test]
    fn every_form_of_an_item_is_read() {
        let map = |entries: &[(i64, i64)]| {
            let entries = entries.iter();
            Value::Map(
                entries
                    .map(|(key, value)| (Value::from(*key), Value::from(*value)))
                    .collect(),
            )
        };
        for (bytes, value) in [
            (&[0x18, 0x01][..], Value::from(1)),
            (&[0x1b, 0, 0, 0, 0, 0, 0, 0, 1], Value::from(1)),
            (&[0xa2, 0x20, 0x02, 0x01, 0x02], map(&[(-1, 2), (1, 2)])),
            (&[0xbf, 0x01, 0x02, 0xff], map(&[(1, 2)])),
            (&[0x9f, 0xff], Value::Array(vec![])),
            (
                &[0x5f, 0x41, 0x61, 0x58, 0x01, 0x62, 0xff],
                Value::Bytes(b"ab".to_vec()),
            ),
            (
                &[0x7f, 0x61, 0x61, 0x61, 0x62, 0xff],
                Value::Text("ab".into()),
            ),
            (&[0xf9, 0x3c, 0x00], Value::Float(1.0)),
            (&[0xf7], Value::Null),
            (
                &[0xd8, 0x20, 0x61, 0x61],
                Value::Tag(32, Value::Text("a".into()).into()),
            ),
        ] {
            assert_eq!(decode(bytes), Ok(value), "{bytes:02x?}");
        }
    }

    #[test]
    fn what_is_not_well_formed_has_its_error() {
        for (bytes, error) in [
            (&[][..], Error::CborTruncated { at: 0 }),
            (&[0x1c], Error::CborReserved { at: 0 }),
            (&[0xff], Error::CborReserved { at: 0 }),
            (&[0x1f], Error::CborReserved { at: 0 }),
            (&[0xdf, 0x00], Error::CborReserved { at: 0 }),
            (&[0xe0], Error::CborSimple { at: 0 }),
            (&[0xf8, 0xff], Error::CborSimple { at: 0 }),
            (&[0x61, 0xff], Error::CborUtf8 { at: 1 }),
            (&[0x9f, 0x00], Error::CborTruncated { at: 2 }),
            (&[0xbf, 0x00, 0xff], Error::CborReserved { at: 2 }),
            (&[0x5f, 0x61, 0x61, 0xff], Error::CborReserved { at: 1 }),
            (&[0x5f, 0x5f, 0xff, 0xff], Error::CborReserved { at: 1 }),
            (&[0x00, 0x00], Error::CborTrailing { at: 1 }),
            (
                &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
                Error::CborTruncated { at: 9 },
            ),
            (
                &[0xa2, 0x04, 0x00, 0x18, 0x04, 0x00],
                Error::CborDuplicateKey { at: 3 },
            ),
            // Tag 2 with one byte is an integer as well (RFC 8949, section 3.4.3).
            (
                &[0xa2, 0x04, 0x00, 0xc2, 0x41, 0x04, 0x00],
                Error::CborDuplicateKey { at: 3 },
            ),
            (
                &[0xbf, 0x61, 0x61, 0x00, 0x7f, 0x61, 0x61, 0xff, 0x00, 0xff],
                Error::CborDuplicateKey { at: 4 },
            ),
        ] {
            assert_eq!(decode(bytes), Err(error), "{bytes:02x?}");
        }
    }

    #[test]
    fn depth_and_items_are_limited() {
        let depth = limits::FOREIGN_NESTING;
        for container in [0x81, 0x9f, 0xc6, 0xd8] {
            let bytes = vec![container; 1_000_000];
            let at = if container == 0xd8 { 2 * depth } else { depth };
            assert_eq!(decode(&bytes), Err(Error::CborDepth { at }));
        }
        let mut deepest = vec![0x81; depth];
        deepest.push(0);
        assert!(decode(&deepest).is_ok());
        let limit = limits::FOREIGN_ITEMS;
        for head in [&[0x9a, 0, 1, 0, 0][..], &[0x9f]] {
            let bytes = [head, &vec![0; 65_536]].concat();
            assert_eq!(decode(&bytes), Err(Error::InputTooLarge { limit }));
        }
    }
}
