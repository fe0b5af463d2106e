//! Cells and rows, as both databases have them.

use std::error::Error;

use bytes::BytesMut;
use label_core::{UnixTime, hex};
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::states::{self, Word};
use crate::error::DeskError;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// A whole number that neither database can hold; writing it fails.
    TooLarge(u64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Value {
    /// The cell in the journal; bytes stand there as their digest.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Int(number) => json!(number),
            Self::TooLarge(number) => json!(number),
            Self::Text(text) => json!(text),
            Self::Bytes(bytes) => json!(format!("sha256:{}", hex(&Sha256::digest(bytes)))),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        i64::try_from(number).map_or(Self::TooLarge(number), Self::Int)
    }
}

impl From<UnixTime> for Value {
    fn from(time: UnixTime) -> Self {
        time.seconds().into()
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<T> From<Option<T>> for Value
where
    Self: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::from)
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::TooLarge(number) => {
                let error = too_large(*number).into();
                return Err(rusqlite::Error::ToSqlConversionFailure(error));
            }
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) => number.to_sql(ty, out),
            Self::TooLarge(number) => Err(too_large(*number).into()),
            Self::Text(text) => text.to_sql(ty, out),
            Self::Bytes(bytes) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A row, whose cells are taken one after the other.
pub struct Row {
    cells: std::vec::IntoIter<Value>,
}

type Taken<T> = Result<T, DeskError>;

impl Row {
    pub(crate) fn new(cells: Vec<Value>) -> Self {
        Self {
            cells: cells.into_iter(),
        }
    }

    /// A whole number that is not negative.
    ///
    /// # Errors
    ///
    /// Fails where the cell holds something else.
    pub fn number(&mut self) -> Taken<u64> {
        self.optional_number()?.ok_or_else(damaged)
    }

    /// A whole number that is not negative, or none.
    ///
    /// # Errors
    ///
    /// Fails where the cell holds something else.
    pub fn optional_number(&mut self) -> Taken<Option<u64>> {
        match self.cells.next() {
            Some(Value::Int(number)) => u64::try_from(number).map(Some).map_err(|_| damaged()),
            Some(Value::Null) => Ok(None),
            _ => Err(damaged()),
        }
    }

    /// A time, in seconds since 1970.
    ///
    /// # Errors
    ///
    /// Fails where the cell holds something else.
    pub fn time(&mut self) -> Taken<UnixTime> {
        self.number().map(UnixTime::from_seconds)
    }

    /// A time, or none.
    ///
    /// # Errors
    ///
    /// Fails where the cell holds something else.
    pub fn optional_time(&mut self) -> Taken<Option<UnixTime>> {
        let seconds = self.optional_number()?;
        Ok(seconds.map(UnixTime::from_seconds))
    }

    /// A text.
    ///
    /// # Errors
    ///
    /// Fails where the cell holds something else.
    pub fn text(&mut self) -> Taken<String> {
        self.optional_text()?.ok_or_else(damaged)
    }

    /// A text, or none.
    ///
    /// # Errors
    ///
    /// Fails where the cell holds something else.
    pub fn optional_text(&mut self) -> Taken<Option<String>> {
        match self.cells.next() {
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Null) => Ok(None),
            _ => Err(damaged()),
        }
    }

    /// A word of its kind.
    pub(crate) fn word<W: Word>(&mut self) -> Taken<W> {
        self.optional_word()?.ok_or_else(damaged)
    }

    /// A word of its kind, or none.
    pub(crate) fn optional_word<W: Word>(&mut self) -> Taken<Option<W>> {
        let text = self.optional_text()?;
        text.map(|text| states::read(&text).ok_or_else(damaged))
            .transpose()
    }

    /// Bytes.
    ///
    /// # Errors
    ///
    /// Fails where the cell holds something else.
    pub fn bytes(&mut self) -> Taken<Vec<u8>> {
        self.optional_bytes()?.ok_or_else(damaged)
    }

    /// Bytes, or none.
    ///
    /// # Errors
    ///
    /// Fails where the cell holds something else.
    pub fn optional_bytes(&mut self) -> Taken<Option<Vec<u8>>> {
        match self.cells.next() {
            Some(Value::Bytes(bytes)) => Ok(Some(bytes)),
            Some(Value::Null) => Ok(None),
            _ => Err(damaged()),
        }
    }

    /// The cells that are left.
    pub(crate) fn rest(self) -> Vec<Value> {
        self.cells.collect()
    }
}

/// The reason for which a number cannot be written.
fn too_large(number: u64) -> String {
    format!("{number} is larger than a register can hold")
}

/// The place is added where the register is known.
fn damaged() -> DeskError {
    DeskError::Damaged {
        place: String::new(),
        what: "a cell holds another kind of value than it should".to_owned(),
    }
}
