//! The run of `label artwork` and `label render`: one label into named files, or many into a directory.

use std::path::Path;

use label_io::Staging;
use label_io::files;
use label_io::parallel;
use label_print::{PrintCheck, Source};
use serde::Serialize;

use crate::args::SymbolReport;
use crate::error::CliError;
use crate::output::Output;
use crate::progress::Progress;

/// A label as it was drawn: a picture in each format, and its report.
pub(super) struct Drawn {
    pub(super) pictures: Vec<Vec<u8>>,
    pub(super) report: Report,
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

/// Draws many labels on all cores into a directory, each into files of its own name.
pub(super) fn write_many(
    sources: &[Source],
    directory: &Path,
    extensions: &[&str],
    draw: impl Fn(&Source) -> Result<Drawn, CliError> + Sync,
    out: &mut Output,
) -> Result<(), CliError> {
    let mut staging = Staging::new(directory)?;
    let progress = Progress::new(sources.len());
    let mut reports = Vec::new();
    parallel::in_order(sources, draw, |source, drawn| {
        let mut report = drawn.report;
        for (extension, picture) in extensions.iter().zip(&drawn.pictures) {
            let name = format!("{}.{extension}", source.id);
            staging.write(&name, picture)?;
            report.files.push(name);
        }
        reports.push(report);
        progress.step();
        Ok::<_, CliError>(())
    })?;
    staging.commit()?;
    if out.is_json() {
        out.json(&reports)
    } else {
        summarise(&reports, out)
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

/// Prints the sum of many reports: labels that were cut, or the largest of symbols alone.
fn summarise(reports: &[Report], out: &mut Output) -> Result<(), CliError> {
    let files: usize = reports.iter().map(|report| report.files.len()).sum();
    let mut fields = vec![
        ("labels", reports.len().to_string()),
        ("files", files.to_string()),
    ];
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
