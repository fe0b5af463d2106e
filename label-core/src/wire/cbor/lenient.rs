//! Any well-formed CBOR (RFC 8949) within limits: for objects that other programs wrote.
//!
//! Lengths may be indefinite, integers of any width, maps in any order; floats and tags may stand
//! there. A key that stands twice in a map is refused, however it is written.

use ciborium::Value;
use ciborium::value::Integer;

use super::head::Head;
use super::strict::Reader;
use super::write::write;
use crate::error::Error;
use crate::limits;

/// The tags of integers of any size (RFC 8949, section 3.4.3).
const BIG: u64 = 2;
const BIG_NEGATIVE: u64 = 3;

/// Checks and decodes one item.
pub(crate) fn decode(bytes: &[u8]) -> Result<Value, Error> {
    let mut reader = Reader::new(bytes);
    let value = reader.any(0)?;
    reader.end()?;
    Ok(value)
}

impl Reader<'_> {
    /// Reads one item of any form.
    fn any(&mut self, depth: usize) -> Result<Value, Error> {
        let (at, limit) = (self.cursor.at, limits::FOREIGN_ITEMS);
        self.items += 1;
        if self.items > limit {
            return Err(Error::InputTooLarge { limit });
        }
        let head = self.any_head()?;
        let argument = head.argument.unwrap_or_default();
        Ok(match head.major {
            0 => argument.into(),
            1 => negative(argument.into(), at)?,
            2 => Value::Bytes(self.any_string(&head)?),
            3 => {
                let text = String::from_utf8(self.any_string(&head)?);
                text.map_err(|_| Error::CborUtf8 { at })?.into()
            }
            7 => simple(head.info, argument),
            _ if depth == limits::FOREIGN_NESTING => return Err(Error::CborDepth { at }),
            4 => {
                let mut items = Vec::new();
                self.each(head.argument, |reader| {
                    items.push(reader.any(depth + 1)?);
                    Ok(())
                })?;
                Value::Array(items)
            }
            5 => self.any_map(head.argument, depth + 1)?,
            _ => tagged(argument, self.any(depth + 1)?, at)?,
        })
    }

    /// Reads the entries of a map, no key of which may stand there twice.
    fn any_map(&mut self, length: Option<u64>, depth: usize) -> Result<Value, Error> {
        let (mut entries, mut seen) = (Vec::new(), Vec::new());
        self.each(length, |reader| {
            let at = reader.cursor.at;
            let key = reader.any(depth)?;
            // One value has one encoding here, whatever it had in the map.
            let bytes = write(&key);
            match seen.binary_search(&bytes) {
                Ok(_) => return Err(Error::CborDuplicateKey { at }),
                Err(place) => seen.insert(place, bytes),
            }
            entries.push((key, reader.any(depth)?));
            Ok(())
        })?;
        Ok(Value::Map(entries))
    }

    fn any_head(&mut self) -> Result<Head, Error> {
        let at = self.cursor.at;
        match self.cursor.peek()? {
            // Of the simple values only those that have a meaning.
            (7, 0..=19 | 24) => Err(Error::CborSimple { at }),
            (7, 31) => Err(Error::CborReserved { at }),
            _ => Ok(self.cursor.head()?),
        }
    }

    /// Reads a string, or its chunks of definite length (RFC 8949, section 3.2.3).
    fn any_string(&mut self, head: &Head) -> Result<Vec<u8>, Error> {
        let Some(length) = head.argument else {
            let mut whole = Vec::new();
            self.each(None, |reader| {
                let at = reader.cursor.at;
                reader.items += 1;
                let chunk = reader.any_head()?;
                if chunk.major != head.major || chunk.argument.is_none() {
                    return Err(Error::CborReserved { at });
                }
                whole.extend(reader.any_string(&chunk)?);
                Ok(())
            })?;
            return Ok(whole);
        };
        let at = self.cursor.at;
        let bytes = self.cursor.take(length)?;
        match head.major == 3 && std::str::from_utf8(bytes).is_err() {
            true => Err(Error::CborUtf8 { at }),
            false => Ok(bytes.to_vec()),
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
                None if self.cursor.bytes.get(self.cursor.at) == Some(&0xff) => {
                    self.cursor.at += 1;
                    return Ok(());
                }
                _ => {}
            }
            read(self)?;
            left = left.map(|left| left - 1);
        }
    }
}

/// -1 minus a number.
fn negative(number: u128, at: usize) -> Result<Value, Error> {
    let number = i128::try_from(number).ok();
    let number = number.and_then(|number| Integer::try_from(-1 - number).ok());
    number.map(Value::Integer).ok_or(Error::CborTag { at })
}

/// A simple value or a float; `undefined` is nothing too.
fn simple(info: u8, bits: u64) -> Value {
    // Only as many bits as the width has were read.
    let (half, single) = (u16::try_from(bits), u32::try_from(bits));
    match info {
        20 | 21 => Value::Bool(info == 21),
        25 => Value::Float(half::f16::from_bits(half.unwrap_or_default()).to_f64()),
        26 => Value::Float(f32::from_bits(single.unwrap_or_default()).into()),
        27 => Value::Float(f64::from_bits(bits)),
        _ => Value::Null,
    }
}

/// A tagged value; an integer that was written in bytes is an integer, unless it has more than 64 bits.
fn tagged(tag: u64, value: Value, at: usize) -> Result<Value, Error> {
    let bytes = match value {
        Value::Bytes(bytes) if [BIG, BIG_NEGATIVE].contains(&tag) => bytes,
        value => return Ok(Value::Tag(tag, value.into())),
    };
    let significant = bytes.iter().skip_while(|byte| **byte == 0);
    if significant.clone().count() > 8 {
        return Err(Error::CborTag { at });
    }
    let number = significant.fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    match tag {
        BIG => Ok(number.into()),
        _ => negative(number.into(), at),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

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

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(20_000))]

        #[test]
        fn what_is_read_is_what_another_library_reads(
            bytes in proptest::collection::vec(
                proptest::prop_oneof![
                    proptest::prelude::any::<u8>(),
                    proptest::sample::select(&[0x41_u8, 0x5f, 0x61, 0x7f, 0x82, 0x9f, 0xa1, 0xbf, 0xc2, 0xc3, 0xf9, 0xfa, 0xff][..]),
                ],
                1..14,
            ),
        ) {
            if let Ok(value) = decode(&bytes) {
                let other: Value = ciborium::from_reader(&bytes[..]).unwrap();
                let other = with_integers(other);
                // Not a number is unequal to itself.
                proptest::prop_assert_eq!(format!("{value:?}"), format!("{other:?}"));
            }
        }
    }

    /// The same, also with the integers in bytes of indefinite length, which the other library leaves as they are.
    fn with_integers(value: Value) -> Value {
        match value {
            Value::Tag(tag, inside) => tagged(tag, with_integers(*inside), 0).unwrap(),
            Value::Array(items) => Value::Array(items.into_iter().map(with_integers).collect()),
            Value::Map(entries) => {
                let entries = entries.into_iter();
                let whole = |(key, value)| (with_integers(key), with_integers(value));
                Value::Map(entries.map(whole).collect())
            }
            other => other,
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
