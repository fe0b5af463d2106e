//! `label artwork`: whole labels, with what people read beside the symbol.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use label_io::files::{self, Staging};
use label_io::parallel;
use label_print::{
    Colours, PrintCheck, PrintError, Source, Studio, SymbolOptions, sources, thousandths,
};
use serde::Serialize;

use super::help;
use super::issue::check_page;
use crate::args::{ColourArgs, LabelArgs, PrintCheckArgs, SymbolArgs, SymbolReport};
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::progress::Progress;

/// Draw whole labels: level, scheme, numbers and names, and the QR symbol
///
/// Text is set in an open-licence Japanese font, which a PDF carries with it. A name that has no room is made
/// smaller, down to 5.5 points, and set in two or three lines, then cut with '…', which is said; numbers, dates
/// and the address are never cut.
///
/// Stars and frames are this program's own neutral marks. An owner's mark comes as an SVG file of plain
/// shapes in solid colours.
///
/// Every file is read back before it is written, and the symbol passes the print check of 'label
/// render'.
#[derive(Args, Debug)]
#[command(after_help = help!("  label artwork labels/R-1-001.txt --pdf R-1.pdf\n  label artwork labels/R-1-001.txt --svg R-1.svg --words ja --width-mm 42 --outlines\n  label artwork labels --out artwork --format pdf,svg"))]
pub(crate) struct Artwork {
    /// Credentials or QR texts: files, - for standard input, or the text itself; or a directory of labels
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Address that the symbol leads to [default: the one in the text]
    #[arg(long, value_name = "URL")]
    page: Option<String>,
    /// New SVG file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// New PDF file
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
    /// New or empty directory for a file of each format for each label
    #[arg(long, value_name = "DIR", conflicts_with_all = ["svg", "pdf"])]
    out: Option<PathBuf>,
    /// Formats of the files in that directory
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        default_value = "pdf",
        requires = "out"
    )]
    format: Vec<LabelFormat>,
    #[command(flatten)]
    label: LabelArgs,
    #[command(flatten)]
    symbol: SymbolArgs,
    #[command(flatten)]
    colours: ColourArgs,
    #[command(flatten)]
    check: PrintCheckArgs,
}

/// A format of whole labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum LabelFormat {
    Svg,
    Pdf,
}

impl LabelFormat {
    fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Pdf => "pdf",
        }
    }
}

/// How everything is drawn.
struct Style<'a> {
    studio: &'a Studio,
    options: SymbolOptions,
    colours: Colours,
}

impl Artwork {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let options = self.symbol.options(false, false)?;
        let colours = self.colours.colours()?;
        self.page.as_deref().map_or(Ok(()), check_page)?;
        for file in [&self.svg, &self.pdf].into_iter().flatten() {
            files::refuse_existing(file)?;
        }
        let sources = sources(&self.inputs)?;
        let studio = self.label.studio()?;
        let style = Style {
            studio: &studio,
            options,
            colours,
        };
        match (&self.out, sources.as_slice()) {
            (Some(directory), sources) => self.many(sources, directory, &style, out),
            (None, [source]) => self.one(source, &style, out),
            (None, _) => Err(CliError::Usage {
                message: "there are several labels".to_owned(),
                hint: "give --out DIR".to_owned(),
            }),
        }
    }

    fn one(
        &self,
        source: &Source,
        style: &Style<'_>,
        out: &mut Output,
    ) -> Result<Outcome, CliError> {
        let files = [(LabelFormat::Svg, &self.svg), (LabelFormat::Pdf, &self.pdf)];
        let files: Vec<(LabelFormat, &Path)> = files
            .into_iter()
            .filter_map(|(format, file)| Some((format, file.as_deref()?)))
            .collect();
        if files.is_empty() {
            return Err(CliError::Usage {
                message: "nothing to draw on".to_owned(),
                hint: "give --svg FILE or --pdf FILE".to_owned(),
            });
        }
        let formats: Vec<LabelFormat> = files.iter().map(|(format, _)| *format).collect();
        let (pictures, mut report) = self.draw(source, style, &formats)?;
        let written: Vec<(&Path, &[u8])> = files
            .iter()
            .zip(&pictures)
            .map(|((_, file), picture)| (*file, picture.as_slice()))
            .collect();
        files::write_all_new(&written)?;
        report.files = written
            .iter()
            .map(|(file, _)| file.display().to_string())
            .collect();
        if out.is_json() {
            out.json(&report)?;
        } else {
            report.print(out)?;
        }
        Ok(Outcome::Done)
    }

    /// Draws many labels on all cores.
    fn many(
        &self,
        sources: &[Source],
        directory: &Path,
        style: &Style<'_>,
        out: &mut Output,
    ) -> Result<Outcome, CliError> {
        let mut staging = Staging::new(directory)?;
        let progress = Progress::new(sources.len());
        let mut formats = self.format.clone();
        formats.sort_unstable();
        formats.dedup();
        let mut reports = Vec::new();
        let draw = |source: &Source| self.draw(source, style, &formats);
        parallel::in_order(sources, draw, |source, (pictures, mut report)| {
            for (format, picture) in formats.iter().zip(&pictures) {
                let name = format!("{}.{}", source.id, format.extension());
                staging.write(&name, picture)?;
                report.files.push(name);
            }
            reports.push(report);
            progress.step();
            Ok(())
        })?;
        staging.commit()?;
        if out.is_json() {
            out.json(&reports)?;
        } else {
            summarise(&reports, out)?;
        }
        Ok(Outcome::Done)
    }

    fn draw(
        &self,
        source: &Source,
        style: &Style<'_>,
        formats: &[LabelFormat],
    ) -> Result<(Vec<Vec<u8>>, Report), CliError> {
        let ready = source.ready(self.page.as_deref(), &style.options)?;
        let drawing = &ready.drawing;
        let module = style.options.module;
        let print_check = self.check.run(drawing, module, style.colours)?;
        let symbol = drawing.placed(module, style.colours);
        let label = style.studio.draw(&ready, symbol)?;
        let pictures = formats.iter().map(|format| match format {
            LabelFormat::Svg => style.studio.svg(&label.scene, drawing),
            LabelFormat::Pdf => style.studio.pdf(&label.scene, drawing),
        });
        let report = Report {
            files: Vec::new(),
            text: drawing.text.clone(),
            width_mm: thousandths(label.scene.width),
            height_mm: thousandths(label.scene.height),
            cut: label.cut,
            symbol: self.symbol.report(&drawing.symbol, style.options),
            print_check,
        };
        Ok((pictures.collect::<Result<_, PrintError>>()?, report))
    }
}

/// What is said about a label that was drawn.
#[derive(Serialize)]
struct Report {
    files: Vec<String>,
    text: String,
    width_mm: f64,
    height_mm: f64,
    /// Fields of which not everything found room.
    cut: Vec<&'static str>,
    #[serde(flatten)]
    symbol: SymbolReport,
    #[serde(skip_serializing_if = "Option::is_none")]
    print_check: Option<PrintCheck>,
}

impl Report {
    fn print(&self, out: &mut Output) -> Result<(), CliError> {
        let mut fields = vec![
            ("files", self.files.join(", ")),
            (
                "label",
                format!("{:.1} x {:.1} mm", self.width_mm, self.height_mm),
            ),
        ];
        if !self.cut.is_empty() {
            fields.push(("cut", self.cut.join(", ")));
        }
        fields.extend(self.symbol.fields());
        let check = self.print_check.as_ref();
        fields.extend(check.map(|check| ("check", check.summary())));
        out.fields(&fields)
    }
}

/// Prints what people want to know of many labels.
fn summarise(reports: &[Report], out: &mut Output) -> Result<(), CliError> {
    let files: usize = reports.iter().map(|report| report.files.len()).sum();
    let cut: Vec<&str> = reports
        .iter()
        .filter(|report| !report.cut.is_empty())
        .filter_map(|report| report.files.first().map(String::as_str))
        .collect();
    let mut fields = vec![
        ("labels", reports.len().to_string()),
        ("files", files.to_string()),
    ];
    if !cut.is_empty() {
        fields.push(("cut", cut.join(", ")));
    }
    out.fields(&fields)
}
