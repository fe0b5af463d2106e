//! Faults of labels that people wrote down, and their places.

use std::fmt;
use std::path::{Path, PathBuf};

use label_core::Error;
use serde::Serialize;

use super::Column;

/// A fault of a text, wherever that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field, where it is one field's fault.
    pub column: Option<Column>,
    /// The stable machine code.
    pub code: &'static str,
    /// The same in words.
    pub message: String,
}

impl Fault {
    /// A fault of one field.
    pub fn new(column: Column, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            column: Some(column),
            code,
            message: message.into(),
        }
    }

    /// The field, if it is one field's fault, and the words.
    pub fn text(&self) -> String {
        match self.column {
            Some(column) => format!("{}: {}", column.name(), self.message),
            None => self.message.clone(),
        }
    }

    /// A fault that is no single field's.
    pub fn of_table(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            column: None,
            code,
            message: message.into(),
        }
    }
}

/// Names the field that the core complains about.
impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let claim = match &error {
            Error::ClaimEmpty { claim }
            | Error::ClaimMissing { claim }
            | Error::ClaimRange { claim }
            | Error::ClaimTooLong { claim }
            | Error::SchemeClaimMissing { claim }
            | Error::SchemeClaimUnexpected { claim }
            | Error::TextCharacter { claim }
            | Error::TextNotNfc { claim } => claim,
            Error::SchemeLevel => "level",
            Error::SchemeAssessment => "assessment",
            Error::SchemeValidity => "expires",
            _ => "",
        };
        let message = error.to_string();
        let own = message.strip_prefix(&format!("{claim}: "));
        Self {
            column: Column::parse(claim),
            code: error.code(),
            message: own.unwrap_or(&message).to_owned(),
        }
    }
}

/// The place where a label was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the arguments.
    Arguments,
    /// In a file of one label.
    File(PathBuf),
    /// In the register, under a number.
    Register(String),
    /// In a row of a table; the first is 1, as spreadsheets count.
    Row(PathBuf, u64),
}

impl Place {
    /// The row of a table.
    pub fn row(&self) -> Option<u64> {
        match self {
            Self::Row(_, row) => Some(*row),
            Self::Arguments | Self::File(_) | Self::Register(_) => None,
        }
    }

    /// The file.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(file) | Self::Row(file, _) => Some(file),
            Self::Arguments | Self::Register(_) => None,
        }
    }
}

/// A fault and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The place of the label.
    pub place: Place,
    /// The field, as it is called there.
    pub field: Option<String>,
    /// The stable machine code.
    pub code: &'static str,
    /// The fault, in words.
    pub message: String,
}

impl Problem {
    /// Puts a fault in its place.
    pub fn new(place: Place, fault: Fault) -> Self {
        Self {
            field: fault.column.map(|column| column.name().to_owned()),
            place,
            code: fault.code,
            message: fault.message,
        }
    }
}

impl label_core::Field for Problem {
    fn text(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            field,
            message,
            ..
        } = self;
        match (place, field) {
            (Place::Arguments, None) => write!(f, "{message}"),
            (Place::Arguments, Some(argument)) => write!(f, "{argument}: {message}"),
            (Place::File(file), None) => write!(f, "{}: {message}", file.display()),
            (Place::File(file), Some(field)) => {
                write!(f, "{}: field {field}: {message}", file.display())
            }
            (Place::Register(number), None) => write!(f, "{number}: {message}"),
            (Place::Register(number), Some(field)) => {
                write!(f, "{number}: field {field}: {message}")
            }
            (Place::Row(file, row), None) => write!(f, "{}: row {row}: {message}", file.display()),
            (Place::Row(file, row), Some(column)) => {
                write!(
                    f,
                    "{}: row {row}, column {column}: {message}",
                    file.display()
                )
            }
        }
    }
}

/// The shape in JSON: `file`, `row` and `field` are null where there is none.
#[derive(Serialize)]
struct Shape<'a> {
    code: &'a str,
    message: &'a str,
    file: Option<String>,
    row: Option<u64>,
    field: Option<&'a str>,
}

impl Serialize for Problem {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let file = self.place.file();
        Shape {
            code: self.code,
            message: &self.message,
            file: file.map(|file| file.display().to_string()),
            row: self.place.row(),
            field: self.field.as_deref(),
        }
        .serialize(serializer)
    }
}
