//! Sources of labels.

use std::path::Path;

use label_desk::label_fields::{Draft, Fault, JSON_BYTES, Place, Problem, Rules};
use label_desk::table::{self, Options, Table};
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
    Table(&'a Path, Draft),
}

impl Source<'_> {
    /// Reads the labels and checks them against the format and their schemes.
    pub(super) fn table(self, rules: Rules<'_>, options: &Options<'_>) -> Result<Table, CliError> {
        match self {
            Self::Arguments(draft) => Ok(table::take_one(
                Place::Arguments,
                draft,
                rules,
                options.intake,
            )?),
            Self::Json(file, arguments) => {
                let mut draft = Draft::from_json(file, &files::read(file, JSON_BYTES)?)?;
                let place = Place::File(file.to_owned());
                refuse_both(&place, &draft, &arguments)?;
                draft.fill(&arguments);
                Ok(table::take_one(place, draft, rules, options.intake)?)
            }
            Self::Table(file, defaults) => {
                let bytes = files::read(file, table::FILE_BYTES)?;
                let read = (&defaults, rules);
                Ok(table::read_with(
                    file,
                    &bytes,
                    read,
                    options,
                    &mut table::Alone,
                )?)
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
