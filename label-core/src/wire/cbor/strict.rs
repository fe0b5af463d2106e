//! The strict reader: checks the received bytes before anything decodes them.

use ciborium::Value;
use ciborium::value::Integer;

use crate::base::collect::try_map;
use crate::error::Error;
use crate::limits;
use crate::wire::cbor::head::{Cursor, HeadFault};
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
    if !matches!(reader.head()?, StrictHead::Tag(found) if found == tag) {
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
        StrictHead::Tag(_) => reader.value(),
        _ => Err(Error::CoseTag),
    }
}

/// Encodes a value whose maps are in order already.
pub(crate) fn encode(value: &Value) -> Result<Vec<u8>, Error> {
    let bytes = write(value);
    check(&bytes)?;
    Ok(bytes)
}

/// A head that this format allows, with its argument.
enum StrictHead {
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

/// A reader of one item, and how many items it has met.
pub(super) struct Reader<'a> {
    pub(super) cursor: Cursor<'a>,
    pub(super) items: usize,
}

impl From<HeadFault> for Error {
    fn from(fault: HeadFault) -> Self {
        match fault {
            HeadFault::Reserved(at) => Self::CborReserved { at },
            HeadFault::Truncated(at) => Self::CborTruncated { at },
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            cursor: Cursor::new(bytes),
            items: 0,
        }
    }

    fn item(&mut self, depth: usize) -> Result<(), Error> {
        let (at, limit) = (self.cursor.at, limits::CBOR_ITEMS);
        self.items += 1;
        if self.items > limit {
            return Err(Error::InputTooLarge { limit });
        }
        match self.head()? {
            StrictHead::Unsigned(_)
            | StrictHead::Negative(_)
            | StrictHead::Bool(_)
            | StrictHead::Null => Ok(()),
            StrictHead::Bytes(length) => self.take(length).map(drop),
            StrictHead::Text(length) => {
                std::str::from_utf8(self.take(length)?).map_err(|_| Error::CborUtf8 { at })?;
                Ok(())
            }
            StrictHead::Array(_) | StrictHead::Map(_) if depth == limits::NESTING => {
                Err(Error::CborDepth { at })
            }
            StrictHead::Array(length) => (0..length).try_for_each(|_| self.item(depth + 1)),
            StrictHead::Map(length) => self.map(length, depth + 1),
            StrictHead::Tag(_) => Err(Error::CborTag { at }),
        }
    }

    /// Decodes the next item of bytes that were checked.
    fn value(&mut self) -> Result<Value, Error> {
        let at = self.cursor.at;
        Ok(match self.head()? {
            StrictHead::Unsigned(number) => number.into(),
            StrictHead::Negative(number) => {
                let number = Integer::try_from(-1 - i128::from(number));
                number.map_err(|_| Error::CborReserved { at })?.into()
            }
            StrictHead::Bytes(length) => Value::Bytes(self.take(length)?.to_vec()),
            StrictHead::Text(length) => {
                let text = std::str::from_utf8(self.take(length)?);
                text.map_err(|_| Error::CborUtf8 { at })?.into()
            }
            StrictHead::Array(length) => Value::Array(try_map(0..length, |_| self.value())?),
            StrictHead::Map(length) => Value::Map(try_map(0..length, |_| {
                Ok::<_, Error>((self.value()?, self.value()?))
            })?),
            StrictHead::Tag(_) => return Err(Error::CborTag { at }),
            StrictHead::Bool(value) => value.into(),
            StrictHead::Null => Value::Null,
        })
    }

    fn map(&mut self, length: u64, depth: usize) -> Result<(), Error> {
        let mut previous: Option<&[u8]> = None;
        for _ in 0..length {
            let at = self.cursor.at;
            self.item(depth)?;
            let key = self
                .cursor
                .bytes
                .get(at..self.cursor.at)
                .unwrap_or_default();
            match previous.map(|previous| previous.cmp(key)) {
                Some(std::cmp::Ordering::Equal) => return Err(Error::CborDuplicateKey { at }),
                Some(std::cmp::Ordering::Greater) => return Err(Error::CborMapOrder { at }),
                _ => previous = Some(key),
            }
            self.item(depth)?;
        }
        Ok(())
    }

    fn head(&mut self) -> Result<StrictHead, Error> {
        let at = self.cursor.at;
        // Simple values and floats are judged before their bytes are read: each form has its own error.
        match self.cursor.peek()? {
            (7, 20..=22) => {}
            (7, 25..=27) => return Err(Error::CborFloat { at }),
            (7, 28..=31) => return Err(Error::CborReserved { at }),
            (7, _) => return Err(Error::CborSimple { at }),
            _ => {}
        }
        let head = self.cursor.head()?;
        let argument = head.argument.ok_or(Error::CborIndefinite { at })?;
        if !head.is_shortest() {
            return Err(Error::CborNotShortest { at });
        }
        Ok(match head.major {
            0 => StrictHead::Unsigned(argument),
            1 => StrictHead::Negative(argument),
            2 => StrictHead::Bytes(argument),
            3 => StrictHead::Text(argument),
            4 => StrictHead::Array(argument),
            5 => StrictHead::Map(argument),
            6 => StrictHead::Tag(argument),
            _ if argument == 22 => StrictHead::Null,
            _ => StrictHead::Bool(argument == 21),
        })
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Error> {
        Ok(self.cursor.take(length)?)
    }

    pub(super) fn end(&self) -> Result<(), Error> {
        if self.cursor.at < self.cursor.bytes.len() {
            return Err(Error::CborTrailing { at: self.cursor.at });
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
