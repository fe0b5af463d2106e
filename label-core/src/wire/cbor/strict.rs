//! The strict reader: checks the received bytes before anything decodes them.

use ciborium::Value;
use ciborium::value::Integer;

use crate::base::collect::try_map;
use crate::error::Error;
use crate::limits;
use crate::wire::cbor::write::write;

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

/// The bytes of an item, and how far they were read.
pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) items: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
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
                std::str::from_utf8(self.take(length)?).map_err(|_| Error::CborUtf8 { at })?;
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
                let text = std::str::from_utf8(self.take(length)?);
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
                Some(std::cmp::Ordering::Equal) => return Err(Error::CborDuplicateKey { at }),
                Some(std::cmp::Ordering::Greater) => return Err(Error::CborMapOrder { at }),
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
    pub(super) fn number(&mut self, width: u64) -> Result<u64, Error> {
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

    pub(super) fn byte(&mut self) -> Result<u8, Error> {
        self.take(1)
            .map(|bytes| bytes.first().copied().unwrap_or_default())
    }

    pub(super) fn take(&mut self, length: u64) -> Result<&'a [u8], Error> {
        let end = usize::try_from(length)
            .ok()
            .and_then(|length| self.at.checked_add(length));
        let taken = end.and_then(|end| self.bytes.get(self.at..end));
        let taken = taken.ok_or(Error::CborTruncated { at: self.at })?;
        self.at += taken.len();
        Ok(taken)
    }

    pub(super) fn end(&self) -> Result<(), Error> {
        if self.at < self.bytes.len() {
            return Err(Error::CborTrailing { at: self.at });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

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
