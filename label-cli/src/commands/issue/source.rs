//! Sources of labels.

use std::path::Path;

use label_desk::label_fields::{Draft, Fault, JSON_BYTES, Place, Problem, Rules};
use label_desk::table::{self, Entry, Grouping};
use label_io::files;

use crate::advice::arguments::argument;
use crate::error::CliError;

/// A source of labels; the draft holds the arguments.
pub(super) enum Source<'a> {
    /// The arguments alone: one label.
    Arguments(Draft),
    /// A JSON file of one label, and arguments for fields that it lacks.
    Json(&'a Path, Draft),
    /// A table, and arguments for columns that it lacks.
    Table(&'a Path, Draft, Grouping),
}

impl Source<'_> {
    /// Reads the labels and checks them against the format and their schemes.
    pub(super) fn entries(self, rules: Rules<'_>) -> Result<Vec<Entry>, CliError> {
        match self {
            Self::Arguments(draft) => Ok(vec![table::one(Place::Arguments, &draft, rules)?]),
            Self::Json(file, arguments) => {
                let mut draft = Draft::from_json(file, &files::read(file, JSON_BYTES)?)?;
                let place = Place::File(file.to_owned());
                refuse_both(&place, &draft, &arguments)?;
                draft.fill(&arguments);
                Ok(vec![table::one(place, &draft, rules)?])
            }
            Self::Table(file, defaults, grouping) => {
                let bytes = files::read(file, table::FILE_BYTES)?;
                Ok(table::read(file, &bytes, &defaults, rules, grouping)?)
            }
        }
    }
}

/// Fails where a field is both in the file and among the arguments.
fn refuse_both(place: &Place, draft: &Draft, arguments: &Draft) -> Result<(), CliError> {
    let both = draft
        .columns()
        .filter(|column| arguments.columns().any(|given| given == *column));
    let problems = both.map(|column| {
        let message = format!("is also given as {}", argument(column.name()));
        Problem::new(
            place.clone(),
            Fault::new(column, "field_duplicate", message),
        )
    });
    CliError::check(problems.collect())
}
