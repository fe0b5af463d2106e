//! The mark of labels that are not real.

use ciborium::Value;

use crate::error::Error;
use crate::wire::cbor::Fields;

/// The mark that tells demonstration and test labels from real ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Specimen {
    /// Real labels.
    #[default]
    No,
    /// Demonstration or test labels: every output must say so.
    Yes,
}

impl Specimen {
    /// Takes the mark from a map: `true`, or not there.
    pub(crate) fn take(fields: &mut Fields, key: i64) -> Result<Self, Error> {
        match fields.take(key) {
            None => Ok(Self::No),
            Some(Value::Bool(true)) => Ok(Self::Yes),
            Some(_) => Err(Error::ClaimType { claim: "specimen" }),
        }
    }

    /// The mark for a map; nothing where labels are real.
    pub(crate) fn to_value(self) -> Option<Value> {
        (self == Self::Yes).then_some(Value::Bool(true))
    }
}
