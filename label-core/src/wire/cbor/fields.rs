//! Maps taken apart claim by claim, and values put together.

use ciborium::Value;

use crate::base::collect::try_map;
use crate::base::time::UnixTime;
use crate::error::Error;
use crate::limits;

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

/// The time in a value.
pub(crate) fn time(claim: &'static str, value: Value) -> Result<UnixTime, Error> {
    match UnixTime::from_seconds(uint(claim, value)?) {
        time if time <= limits::LATEST_TIME => Ok(time),
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

/// Takes epoch and version, keys 2 and 3.
pub(crate) fn counters(fields: &mut Fields) -> Result<(u64, u64), Error> {
    Ok((
        fields.required(2, "epoch", positive)?,
        fields.required(3, "version", positive)?,
    ))
}

/// An integer of at least 1.
pub(crate) fn positive(claim: &'static str, value: Value) -> Result<u64, Error> {
    match uint(claim, value)? {
        0 => Err(Error::ClaimRange { claim }),
        number => Ok(number),
    }
}

/// Takes issue and end, keys 4 and 5; the end lies after the issue.
pub(crate) fn period(fields: &mut Fields) -> Result<(UnixTime, UnixTime), Error> {
    let issued = fields.required(4, "issued", time)?;
    let expires = fields.required(5, "expires", time)?;
    match expires > issued {
        true => Ok((issued, expires)),
        false => Err(Error::ClaimRange { claim: "expires" }),
    }
}
