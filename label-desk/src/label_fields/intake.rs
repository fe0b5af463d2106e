//! Texts before they are read: those that mean the same become one, those that mean nothing are refused.

use std::path::PathBuf;

use serde::Serialize;

use super::{Column, Draft, Fault, Kana, NumberRule, Place, Problem, normal, sense};

/// The desk's rules for texts that come in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intake {
    /// The registration numbers that are taken.
    pub numbers: NumberRule,
    /// Half-width katakana in names.
    pub kana: Kana,
}

/// A text that is taken otherwise than it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The place of the label.
    pub place: Place,
    /// The field, as it is called there.
    pub field: Option<String>,
    /// The text as it was written.
    pub from: String,
    /// The text as it is taken.
    pub to: String,
}

impl Draft {
    /// Brings texts into the form that the register is to have, and finds those that can only be wrong; gives each
    /// field that was changed, with what it was and what it is.
    pub fn take_in(&mut self, intake: &Intake) -> (Vec<Fault>, Vec<(Column, String, String)>) {
        let (mut faults, mut changes) = (Vec::new(), Vec::new());
        for (column, texts) in &mut self.0 {
            for text in texts {
                let taken = normal::normal(*column, text, intake.kana);
                if taken != *text {
                    changes.push((*column, std::mem::replace(text, taken.clone()), taken));
                }
                sense::check(*column, text, &intake.numbers, &mut faults);
            }
        }
        (faults, changes)
    }
}

impl Change {
    /// The changes of one label that is in no table.
    pub(crate) fn all(place: &Place, changes: Vec<(Column, String, String)>) -> Vec<Self> {
        let one = |(column, from, to): (Column, String, String)| Self {
            place: place.clone(),
            field: Some(column.name().to_owned()),
            from,
            to,
        };
        changes.into_iter().map(one).collect()
    }

    /// The same as something to look at twice, or to refuse.
    pub fn into_problem(self) -> Problem {
        let message = format!("'{}' is taken as '{}'", self.from, self.to);
        Problem {
            place: self.place,
            field: self.field,
            code: "text_changed",
            message,
        }
    }
}

/// The shape in JSON: `file`, `row` and `field` are null where there is none.
#[derive(Serialize)]
struct Shape<'a> {
    file: Option<PathBuf>,
    row: Option<u64>,
    field: Option<&'a str>,
    from: &'a str,
    to: &'a str,
}

impl Serialize for Change {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Shape {
            file: self.place.file().map(ToOwned::to_owned),
            row: self.place.row(),
            field: self.field.as_deref(),
            from: &self.from,
            to: &self.to,
        }
        .serialize(serializer)
    }
}
