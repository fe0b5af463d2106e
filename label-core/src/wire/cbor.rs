//! Strict deterministic CBOR: checks the received bytes before any library decodes them.
//!
//! Core deterministic encoding (RFC 8949, section 4.2.1) and less: definite lengths, shortest
//! integers, map keys in bytewise order without duplicates, no floats, no tags, of the simple
//! values only false, true and null, nesting of at most [`limits::NESTING`], at most
//! [`limits::CBOR_ITEMS`] items.

pub(crate) mod diagnostic;
pub(crate) mod lenient;
mod write;

use alloc::string::String;
use alloc::vec::Vec;

use ciborium::Value;
use ciborium::value::Integer;

use crate::base::collect::try_map;
use crate::error::Error;
use crate::limits;
pub(crate) use write::{write, write_array, write_bytes, write_text};

/// Checks that `bytes` are exactly one strict CBOR item without tags.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Error> {
    let mut reader = Reader::new(bytes);
    reader.item(0)?;
    reader.end()
}

/// Checks that `bytes` are exactly one strict CBOR item under `tag`, with no tags inside.
pub(crate) fn check_tagged(bytes: &[u8], tag: u64) -> Result<(), Error> {
    let mut reader = Reader::new(bytes);
    if !matches!(reader.head()?, Head::Tag(found) if found == tag) {
        return Err(Error::CoseTag);
    }
    reader.item(0)?;
    reader.end()
}

/// Checks and decodes one item.
pub(crate) fn decode(bytes: &[u8]) -> Result<Value, Error> {
    check(bytes)?;
    Reader::new(bytes).value()
}

/// Decodes what stands under the tag of an object that has been checked.
pub(crate) fn decode_tagged(bytes: &[u8]) -> Result<Value, Error> {
    let mut reader = Reader::new(bytes);
    match reader.head()? {
        Head::Tag(_) => reader.value(),
        _ => Err(Error::CoseTag),
    }
}

/// Encodes a value whose maps are in order already.
pub(crate) fn encode(value: &Value) -> Result<Vec<u8>, Error> {
    let bytes = write(value);
    check(&bytes)?;
    Ok(bytes)
}

/// A head: major type and argument.
enum Head {
    Unsigned(u64),
    /// -1 minus the argument.
    Negative(u64),
    Bytes(u64),
    Text(u64),
    Array(u64),
    Map(u64),
    Tag(u64),
    Bool(bool),
    Null,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    items: usize,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            items: 0,
        }
    }

    fn item(&mut self, depth: usize) -> Result<(), Error> {
        let (at, limit) = (self.at, limits::CBOR_ITEMS);
        self.items += 1;
        if self.items > limit {
            return Err(Error::InputTooLarge { limit });
        }
        match self.head()? {
            Head::Unsigned(_) | Head::Negative(_) | Head::Bool(_) | Head::Null => Ok(()),
            Head::Bytes(length) => self.take(length).map(drop),
            Head::Text(length) => {
                core::str::from_utf8(self.take(length)?).map_err(|_| Error::CborUtf8 { at })?;
                Ok(())
            }
            Head::Array(_) | Head::Map(_) if depth == limits::NESTING => {
                Err(Error::CborDepth { at })
            }
            Head::Array(length) => (0..length).try_for_each(|_| self.item(depth + 1)),
            Head::Map(length) => self.map(length, depth + 1),
            Head::Tag(_) => Err(Error::CborTag { at }),
        }
    }

    /// Decodes the next item of bytes that were checked.
    fn value(&mut self) -> Result<Value, Error> {
        let at = self.at;
        Ok(match self.head()? {
            Head::Unsigned(number) => number.into(),
            Head::Negative(number) => {
                let number = Integer::try_from(-1 - i128::from(number));
                number.map_err(|_| Error::CborReserved { at })?.into()
            }
            Head::Bytes(length) => Value::Bytes(self.take(length)?.to_vec()),
            Head::Text(length) => {
                let text = core::str::from_utf8(self.take(length)?);
                text.map_err(|_| Error::CborUtf8 { at })?.into()
            }
            Head::Array(length) => Value::Array(try_map(0..length, |_| self.value())?),
            Head::Map(length) => {
                Value::Map(try_map(0..length, |_| Ok((self.value()?, self.value()?)))?)
            }
            Head::Tag(_) => return Err(Error::CborTag { at }),
            Head::Bool(value) => value.into(),
            Head::Null => Value::Null,
        })
    }

    fn map(&mut self, length: u64, depth: usize) -> Result<(), Error> {
        let mut previous: Option<&[u8]> = None;
        for _ in 0..length {
            let at = self.at;
            self.item(depth)?;
            let key = self.bytes.get(at..self.at).unwrap_or_default();
            match previous.map(|previous| previous.cmp(key)) {
                Some(core::cmp::Ordering::Equal) => return Err(Error::CborDuplicateKey { at }),
                Some(core::cmp::Ordering::Greater) => return Err(Error::CborMapOrder { at }),
                _ => previous = Some(key),
            }
            self.item(depth)?;
        }
        Ok(())
    }

    fn head(&mut self) -> Result<Head, Error> {
        let at = self.at;
        let initial = self.byte()?;
        let (major, info) = (initial >> 5, initial & 0x1f);
        if major == 7 {
            return match info {
                20 | 21 => Ok(Head::Bool(info == 21)),
                22 => Ok(Head::Null),
                25..=27 => Err(Error::CborFloat { at }),
                28..=31 => Err(Error::CborReserved { at }),
                _ => Err(Error::CborSimple { at }),
            };
        }
        let argument = match info {
            0..=23 => u64::from(info),
            24..=27 => self.argument(at, 1 << (info - 24))?,
            31 if (2..=5).contains(&major) => return Err(Error::CborIndefinite { at }),
            _ => return Err(Error::CborReserved { at }),
        };
        Ok(match major {
            0 => Head::Unsigned(argument),
            1 => Head::Negative(argument),
            2 => Head::Bytes(argument),
            3 => Head::Text(argument),
            4 => Head::Array(argument),
            5 => Head::Map(argument),
            _ => Head::Tag(argument),
        })
    }

    /// Reads a number of 1, 2, 4 or 8 bytes.
    fn number(&mut self, width: u64) -> Result<u64, Error> {
        let bytes = self.take(width)?.iter();
        Ok(bytes.fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }

    /// Reads an argument, which must not fit the next shorter form.
    fn argument(&mut self, at: usize, width: u64) -> Result<u64, Error> {
        let argument = self.number(width)?;
        let least = match width {
            1 => 24,
            _ => 1 << (width * 4),
        };
        if argument < least {
            return Err(Error::CborNotShortest { at });
        }
        Ok(argument)
    }

    fn byte(&mut self) -> Result<u8, Error> {
        self.take(1)
            .map(|bytes| bytes.first().copied().unwrap_or_default())
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Error> {
        let end = usize::try_from(length)
            .ok()
            .and_then(|length| self.at.checked_add(length));
        let taken = end.and_then(|end| self.bytes.get(self.at..end));
        let taken = taken.ok_or(Error::CborTruncated { at: self.at })?;
        self.at += taken.len();
        Ok(taken)
    }

    fn end(&self) -> Result<(), Error> {
        if self.at < self.bytes.len() {
            return Err(Error::CborTrailing { at: self.at });
        }
        Ok(())
    }
}

/// Decodes the value of a claim.
pub(crate) type Decode<T> = fn(&'static str, Value) -> Result<T, Error>;

/// A map being taken apart: every key is asked for once, and none may be left over.
pub(crate) struct Fields {
    name: &'static str,
    entries: Vec<(Value, Value)>,
}

impl Fields {
    /// Takes a map apart; `name` is what errors call it.
    pub(crate) fn new(name: &'static str, value: Value) -> Result<Self, Error> {
        match value {
            Value::Map(entries) => Ok(Self { name, entries }),
            _ => Err(Error::ClaimType { claim: name }),
        }
    }

    /// Removes the value of an integer key.
    pub(crate) fn take(&mut self, key: i64) -> Option<Value> {
        self.remove(|entry| entry.as_integer() == Some(key.into()))
    }

    /// Removes the value of a text key.
    pub(crate) fn take_text(&mut self, key: &str) -> Option<Value> {
        self.remove(|entry| entry.as_text() == Some(key))
    }

    /// Removes and decodes the value of an integer key that must be there.
    #[inline(never)]
    pub(crate) fn required<T>(
        &mut self,
        key: i64,
        claim: &'static str,
        decode: Decode<T>,
    ) -> Result<T, Error> {
        self.optional(key, claim, decode)?
            .ok_or(Error::ClaimMissing { claim })
    }

    /// Removes and decodes the value of an integer key, if it is there.
    #[inline(never)]
    pub(crate) fn optional<T>(
        &mut self,
        key: i64,
        claim: &'static str,
        decode: Decode<T>,
    ) -> Result<Option<T>, Error> {
        self.take(key).map(|value| decode(claim, value)).transpose()
    }

    /// Removes and decodes the elements of an array of at most `most`; a missing one is empty.
    #[inline(never)]
    pub(crate) fn list<T>(
        &mut self,
        key: i64,
        claim: &'static str,
        most: usize,
        decode: Decode<T>,
    ) -> Result<Vec<T>, Error> {
        match self.take(key) {
            None => Ok(Vec::new()),
            Some(value) => list(claim, value, most, decode),
        }
    }

    /// Errs if a key is left that nobody asked for.
    pub(crate) fn end(self) -> Result<(), Error> {
        match self.entries.is_empty() {
            true => Ok(()),
            false => Err(Error::ClaimUnknown { map: self.name }),
        }
    }

    fn remove(&mut self, matches: impl Fn(&Value) -> bool) -> Option<Value> {
        let index = self.entries.iter().position(|(key, _)| matches(key))?;
        Some(self.entries.remove(index).1)
    }
}

/// The unsigned integer in a value.
pub(crate) fn uint(claim: &'static str, value: Value) -> Result<u64, Error> {
    let integer = value
        .into_integer()
        .map_err(|_| Error::ClaimType { claim })?;
    u64::try_from(integer).map_err(|_| Error::ClaimRange { claim })
}

/// The time in seconds in a value.
pub(crate) fn seconds(claim: &'static str, value: Value) -> Result<u64, Error> {
    match uint(claim, value)? {
        seconds if seconds <= limits::LATEST_SECONDS => Ok(seconds),
        _ => Err(Error::ClaimRange { claim }),
    }
}

/// The byte string in a value.
pub(crate) fn bytes(claim: &'static str, value: Value) -> Result<Vec<u8>, Error> {
    value.into_bytes().map_err(|_| Error::ClaimType { claim })
}

/// The text in a value, not checked beyond UTF-8.
pub(crate) fn raw_text(claim: &'static str, value: Value) -> Result<String, Error> {
    value.into_text().map_err(|_| Error::ClaimType { claim })
}

/// The array in a value, with 1 to `most` elements.
pub(crate) fn array(claim: &'static str, value: Value, most: usize) -> Result<Vec<Value>, Error> {
    let array = value.into_array().map_err(|_| Error::ClaimType { claim })?;
    match array.len() {
        0 => Err(Error::ClaimEmpty { claim }),
        length if length > most => Err(Error::ClaimTooLong { claim }),
        _ => Ok(array),
    }
}

/// The decoded elements of the array in a value, 1 to `most` of them.
pub(crate) fn list<T>(
    claim: &'static str,
    value: Value,
    most: usize,
    decode: Decode<T>,
) -> Result<Vec<T>, Error> {
    try_map(array(claim, value, most)?, |item| decode(claim, item))
}

/// The byte string of exactly `N` bytes in a value.
pub(crate) fn fixed<const N: usize>(claim: &'static str, value: Value) -> Result<[u8; N], Error> {
    let bytes = bytes(claim, value)?;
    bytes.try_into().map_err(|_| Error::ClaimRange { claim })
}

/// Errs if a value stands twice; the lists are short enough to compare each with each.
pub(crate) fn distinct<T: PartialEq>(claim: &'static str, values: Vec<T>) -> Result<Vec<T>, Error> {
    let twice = values
        .iter()
        .enumerate()
        .any(|(index, value)| values.iter().skip(index + 1).any(|other| other == value));
    match twice {
        true => Err(Error::ClaimRange { claim }),
        false => Ok(values),
    }
}

/// A map with integer keys, which must be in order.
pub(crate) fn map(entries: impl IntoIterator<Item = (i64, Value)>) -> Value {
    let entries = entries.into_iter();
    Value::Map(entries.map(|(key, value)| (key.into(), value)).collect())
}

/// The same, without the entries that have no value.
pub(crate) fn map_of(entries: impl IntoIterator<Item = (i64, Option<Value>)>) -> Value {
    let entries = entries.into_iter();
    map(entries.filter_map(|(key, value)| Some((key, value?))))
}

/// An array, or nothing where it would be empty.
pub(crate) fn array_of(items: impl IntoIterator<Item = Value>) -> Option<Value> {
    let items: Vec<_> = items.into_iter().collect();
    (!items.is_empty()).then_some(Value::Array(items))
}

/// Byte strings as values.
pub(crate) fn byte_strings(items: &[Vec<u8>]) -> impl Iterator<Item = Value> {
    items.iter().cloned().map(Value::Bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use alloc::vec;

    use super::*;

    #[test]
    fn strict_items_pass() {
        for bytes in [
            &[0x00][..],
            &[0x18, 0x18],
            &[0x3a, 0x00, 0x01, 0x00, 0x00],
            &[0xa2, 0x01, 0x02, 0x20, 0x02],
            &[0x81, 0x81, 0x81, 0x81, 0x81, 0x80],
            &[0x1b, 0, 0, 0, 1, 0, 0, 0, 0],
            &[0x83, 0xf4, 0xf5, 0xf6],
        ] {
            assert_eq!(check(bytes), Ok(()), "{bytes:02x?}");
        }
    }

    #[test]
    fn each_lenient_form_has_its_error() {
        let at = 0;
        for (bytes, error) in [
            (&[][..], Error::CborTruncated { at }),
            (&[0x18, 0x17], Error::CborNotShortest { at }),
            (&[0x19, 0x00, 0xff], Error::CborNotShortest { at }),
            (&[0x1a, 0, 0, 0xff, 0xff], Error::CborNotShortest { at }),
            (
                &[0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
                Error::CborNotShortest { at },
            ),
            (&[0x58, 0x01, 0x00], Error::CborNotShortest { at }),
            (&[0x5f, 0xff], Error::CborIndefinite { at }),
            (&[0x9f, 0xff], Error::CborIndefinite { at }),
            (&[0xbf, 0xff], Error::CborIndefinite { at }),
            (&[0x1c], Error::CborReserved { at }),
            (&[0x1f], Error::CborReserved { at }),
            (&[0xff], Error::CborReserved { at }),
            (&[0xf9, 0, 0], Error::CborFloat { at }),
            (&[0xf7], Error::CborSimple { at }),
            (&[0xf8, 0x20], Error::CborSimple { at }),
            (&[0xe0], Error::CborSimple { at }),
            (&[0xc1, 0x00], Error::CborTag { at }),
            (&[0x61, 0xff], Error::CborUtf8 { at }),
            (&[0x00, 0x00], Error::CborTrailing { at: 1 }),
            (&[0x62, 0x61], Error::CborTruncated { at: 1 }),
            (
                &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
                Error::CborTruncated { at: 9 },
            ),
            (
                &[0xa2, 0x01, 0x00, 0x01, 0x00],
                Error::CborDuplicateKey { at: 3 },
            ),
            (
                &[0xa2, 0x20, 0x00, 0x01, 0x00],
                Error::CborMapOrder { at: 3 },
            ),
            (
                &[0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x80],
                Error::CborDepth { at: 6 },
            ),
        ] {
            assert_eq!(check(bytes), Err(error), "{bytes:02x?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_strict_is_decoded_as_another_library_decodes_it(
            bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..12),
            number in proptest::prelude::any::<u64>(),
        ) {
            let numbers = [Value::from(number), Integer::try_from(-1 - i128::from(number)).unwrap().into()];
            let whole = encode(&Value::Array(numbers.into())).unwrap();
            for bytes in [bytes, whole] {
                if let Ok(value) = decode(&bytes) {
                    proptest::prop_assert_eq!(ciborium::from_reader(&bytes[..]).ok(), Some(value));
                }
            }
        }
    }

    #[test]
    fn a_million_levels_are_a_plain_error() {
        assert_eq!(
            check(&vec![0x81; 1_000_000]),
            Err(Error::CborDepth { at: 6 })
        );
        assert_eq!(
            check(&vec![0xa1; 1_000_000]),
            Err(Error::CborDepth { at: 6 })
        );
    }

    #[test]
    fn items_are_counted_before_they_are_decoded() {
        let array = |length: usize| {
            let mut bytes = vec![0x99];
            bytes.extend(u16::try_from(length).unwrap().to_be_bytes());
            bytes.resize(3 + length, 0);
            bytes
        };
        let limit = limits::CBOR_ITEMS;
        assert_eq!(check(&array(limit - 1)), Ok(()));
        assert_eq!(check(&array(limit)), Err(Error::InputTooLarge { limit }));
    }

    #[test]
    fn keys_are_ordered_by_their_bytes_not_their_length() {
        // 24 (1818) sorts before -1 (20), and -1 before 1000 in length-first order only.
        let right = [0xa3, 0x18, 0x18, 0x00, 0x19, 0x03, 0xe8, 0x00, 0x20, 0x00];
        assert_eq!(check(&right), Ok(()));
        let length_first = [0xa3, 0x20, 0x00, 0x18, 0x18, 0x00, 0x19, 0x03, 0xe8, 0x00];
        assert_eq!(check(&length_first), Err(Error::CborMapOrder { at: 3 }));
    }
}
