//! The run of `label artwork` and `label render`: one label into named files, or many into a directory.

use std::path::Path;

use label_io::Staging;
use label_io::files;
use label_io::parallel;
use label_print::{PrintCheck, PrintError, ReadyLabel, Source, short_gtin};
use serde::Serialize;

use super::csv_file;
use crate::args::SymbolReport;
use crate::error::CliError;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::progress::Progress;

/// The list of the files in a directory, which belongs to it.
const LIST: &str = "list.csv";
/// Letters of a holder in the name of a directory.
const HOLDER: usize = 50;

/// A label as it was drawn: a picture in each format, its report, and its line in the list of files.
pub(super) struct Drawn {
    pub(super) pictures: Vec<Vec<u8>>,
    pub(super) report: Report,
    pub(super) entry: Entry,
}

/// The part of a label that says which one it is.
pub(super) struct Entry {
    registration: String,
    models: String,
    gtins: String,
    holder: String,
}

/// The directory that many labels are drawn into.
pub(super) struct Target<'a> {
    pub(super) directory: &'a Path,
    pub(super) extensions: &'a [&'a str],
    /// The way in which files stand in it.
    pub(super) order: Order,
}

/// The way in which files stand in a directory.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Beside each other.
    Flat,
    /// In a directory for each holder.
    ByHolder,
}

impl Order {
    pub(super) fn of(by_holder: bool) -> Self {
        if by_holder {
            Self::ByHolder
        } else {
            Self::Flat
        }
    }
}

/// The result for a label among many.
#[derive(Serialize)]
#[serde(untagged)]
enum Made {
    Drawn(Report),
    LeftOut(LeftOut),
}

/// A label that was left out, because it has a text that cannot be set.
#[derive(Serialize)]
pub(super) struct LeftOut {
    id: String,
    error: Fault,
}

/// The reason, as errors are printed.
#[derive(Serialize)]
struct Fault {
    code: &'static str,
    message: String,
}

impl LeftOut {
    /// Names the label on standard error.
    pub(super) fn new(
        source: &Source,
        error: &PrintError,
        out: &mut Output,
    ) -> Result<Self, CliError> {
        let id = source.id.clone();
        out.warning(format!("{id} is left out: {error}"))?;
        let (code, message) = (error.code(), error.to_string());
        Ok(Self {
            id,
            error: Fault { code, message },
        })
    }
}

/// The work on one label of many: one with a text that cannot be set does not stop the others.
pub(super) fn tolerant<R>(result: Result<R, CliError>) -> Result<Result<R, PrintError>, CliError> {
    match result {
        Err(CliError::Print(error)) if error.is_of_text() => Ok(Err(error)),
        other => other.map(Ok),
    }
}

impl Entry {
    pub(super) fn of(label: &ReadyLabel) -> Self {
        let claims = &label.claims;
        let gtins = claims.label.gtins.iter().map(|gtin| short_gtin(*gtin));
        Self {
            registration: claims.registration.clone(),
            models: claims.label.models.join(";"),
            gtins: gtins.collect::<Vec<_>>().join(";"),
            holder: claims.label.holder.clone().unwrap_or_default(),
        }
    }
}

/// Names of directories for holders: numbered, so that no two are alike and none is a device of Windows.
#[derive(Default)]
struct Directories(Vec<String>);

impl Directories {
    fn name(&mut self, holder: &str) -> String {
        let known = self.0.iter().position(|known| known == holder);
        let number = known.unwrap_or_else(|| {
            self.0.push(holder.to_owned());
            self.0.len() - 1
        });
        let letters = holder.chars().take(HOLDER);
        let harmless = |letter: char| match letter {
            letter if letter.is_alphanumeric() => letter,
            _ => '_',
        };
        let name: String = letters.map(harmless).collect();
        format!("{:02}-{name}", number + 1)
    }
}

/// The report of a label that was drawn.
#[derive(Serialize)]
pub(super) struct Report {
    /// Names of the files, once they are written.
    pub(super) files: Vec<String>,
    pub(super) text: String,
    /// The label around the symbol, where one was drawn.
    #[serde(flatten)]
    pub(super) label: Option<LabelReport>,
    #[serde(flatten)]
    pub(super) symbol: SymbolReport,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) print_check: Option<PrintCheck>,
}

/// The part of a report that a label without texts does not have.
#[derive(Serialize)]
pub(super) struct LabelReport {
    pub(super) width_mm: f64,
    pub(super) height_mm: f64,
    /// Fields of which not everything found room.
    pub(super) cut: Vec<&'static str>,
}

/// The only label; several need a directory.
pub(super) fn only(sources: &[Source]) -> Result<&Source, CliError> {
    match sources {
        [source] => Ok(source),
        _ => Err(CliError::Usage {
            message: "there are several labels".to_owned(),
            hint: "give --out DIR".to_owned(),
        }),
    }
}

/// Writes the pictures of a label under the names that were given for them.
pub(super) fn write(files: &[&Path], drawn: Drawn) -> Result<Report, CliError> {
    let pictures = drawn.pictures.iter().map(Vec::as_slice);
    let written: Vec<(&Path, &[u8])> = files.iter().copied().zip(pictures).collect();
    files::write_all_new(&written)?;
    let mut report = drawn.report;
    let names = files.iter().map(|file| file.display().to_string());
    report.files = names.collect();
    Ok(report)
}

/// Draws many labels on all cores into a directory, each into files of its own name, with a list of them.
///
/// A label with a text that cannot be set is named and left out; the outcome says so.
pub(super) fn write_many(
    sources: &[Source],
    target: &Target<'_>,
    draw: impl Fn(&Source) -> Result<Drawn, CliError> + Sync,
    out: &mut Output,
) -> Result<Outcome, CliError> {
    let mut staging = Staging::new(target.directory)?;
    let progress = Progress::new(sources.len());
    let (mut made, mut directories) = (Vec::new(), Directories::default());
    let mut list = vec![heading(out)?];
    let mut left_out = Vec::new();
    let work = |source: &Source| tolerant(draw(source));
    parallel::in_order(sources, work, |source, drawn| {
        progress.step();
        let Drawn {
            pictures,
            mut report,
            entry,
        } = match drawn {
            Ok(drawn) => drawn,
            Err(error) => {
                made.push(Made::LeftOut(LeftOut::new(source, &error, out)?));
                left_out.push(error);
                return Ok(());
            }
        };
        let place = match target.order {
            Order::Flat => String::new(),
            Order::ByHolder => format!("{}/", directories.name(&entry.holder)),
        };
        for (extension, picture) in target.extensions.iter().zip(&pictures) {
            let name = format!("{place}{}.{extension}", source.id);
            staging.write(&name, picture)?;
            list.push(entry.row(&name));
            report.files.push(name);
        }
        made.push(Made::Drawn(report));
        Ok::<_, CliError>(())
    })?;
    let left_out = unless_all(left_out, sources.len())?;
    staging.write(LIST, &csv_file::bytes(list.into_iter())?)?;
    staging.commit()?;
    if out.is_json() {
        out.json(&made)?;
    } else {
        summarise(&made, out)?;
    }
    Ok(outcome(left_out))
}

/// The number of labels that were left out; fails where it is all of them, because nothing is no result.
pub(super) fn unless_all(mut left_out: Vec<PrintError>, labels: usize) -> Result<usize, CliError> {
    let count = left_out.len();
    match left_out.pop() {
        Some(error) if count == labels => Err(error.into()),
        _ => Ok(count),
    }
}

/// The outcome of a run that left out so many labels, which it named.
pub(super) fn outcome(left_out: usize) -> Outcome {
    if left_out == 0 {
        Outcome::Done
    } else {
        Outcome::Unread
    }
}

/// The first row of the list.
fn heading(out: &Output) -> Result<[String; 5], CliError> {
    let messages = Messages::new(out.language())?;
    let words = [
        "list_file",
        "art_registration",
        "art_models",
        "art_gtin",
        "art_holder",
    ];
    Ok(words.map(|word| messages.word(word).to_owned()))
}

impl Entry {
    fn row(&self, file: &str) -> [String; 5] {
        [
            file,
            &self.registration,
            &self.models,
            &self.gtins,
            &self.holder,
        ]
        .map(str::to_owned)
    }
}

impl Report {
    /// Prints the report of one label.
    pub(super) fn print(&self, out: &mut Output) -> Result<(), CliError> {
        if out.is_json() {
            return out.json(self);
        }
        let mut fields = Vec::new();
        if !self.files.is_empty() {
            fields.push(("files", self.files.join(", ")));
        }
        if let Some(label) = &self.label {
            let size = format!("{:.1} x {:.1} mm", label.width_mm, label.height_mm);
            fields.push(("label", size));
            if !label.cut.is_empty() {
                fields.push(("cut", label.cut.join(", ")));
            }
        }
        fields.extend(self.symbol.fields());
        fields.extend(self.check());
        out.fields(&fields)
    }

    fn check(&self) -> Option<(&'static str, String)> {
        let check = self.print_check.as_ref();
        check.map(|check| ("check", check.summary()))
    }

    fn is_cut(&self) -> bool {
        let label = self.label.as_ref();
        label.is_some_and(|label| !label.cut.is_empty())
    }
}

/// Prints the sum of many labels: those that were cut, or the largest of symbols alone.
fn summarise(made: &[Made], out: &mut Output) -> Result<(), CliError> {
    let reports = made.iter().filter_map(|made| match made {
        Made::Drawn(report) => Some(report),
        Made::LeftOut(_) => None,
    });
    let reports: Vec<&Report> = reports.collect();
    let files: usize = reports.iter().map(|report| report.files.len()).sum();
    let mut fields = vec![
        ("labels", reports.len().to_string()),
        ("files", files.to_string()),
    ];
    if reports.len() < made.len() {
        fields.push(("left out", (made.len() - reports.len()).to_string()));
    }
    let cut = reports.iter().filter(|report| report.is_cut());
    let cut: Vec<&str> = cut
        .filter_map(|report| report.files.first().map(String::as_str))
        .collect();
    if !cut.is_empty() {
        fields.push(("cut", cut.join(", ")));
    }
    let symbols = reports.iter().filter(|report| report.label.is_none());
    if let Some(largest) = symbols.max_by_key(|report| report.symbol.version()) {
        fields.push(("largest", largest.symbol.size()));
        fields.extend(largest.check());
    }
    out.fields(&fields)
}
