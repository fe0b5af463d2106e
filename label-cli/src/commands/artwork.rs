//! `label artwork`: whole labels, with what people read beside the symbol.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use label_io::files;
use label_print::{Colours, PrintError, Source, Studio, SymbolOptions, sources, thousandths};

use super::drawing::{self, Drawn, LabelReport, Report};
use super::help;
use super::issue::check_page;
use crate::args::{ColourArgs, LabelArgs, PrintCheckArgs, SymbolArgs};
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

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

/// The style of everything that is drawn.
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
        if let Some(directory) = &self.out {
            let mut formats = self.format.clone();
            formats.sort_unstable();
            formats.dedup();
            let extensions: Vec<&str> = formats.iter().map(|format| format.extension()).collect();
            let draw = |source: &Source| self.draw(source, &style, &formats);
            drawing::write_many(&sources, directory, &extensions, draw, out)?;
        } else {
            let report = self.write(drawing::only(&sources)?, &style)?;
            report.print(out)?;
        }
        Ok(Outcome::Done)
    }

    /// Draws a label into the files that are asked for by name.
    fn write(&self, source: &Source, style: &Style<'_>) -> Result<Report, CliError> {
        let files = [(LabelFormat::Svg, &self.svg), (LabelFormat::Pdf, &self.pdf)];
        let files = files.into_iter();
        let (formats, files): (Vec<LabelFormat>, Vec<&Path>) = files
            .filter_map(|(format, file)| Some((format, file.as_deref()?)))
            .unzip();
        if files.is_empty() {
            return Err(CliError::Usage {
                message: "nothing to draw on".to_owned(),
                hint: "give --svg FILE or --pdf FILE".to_owned(),
            });
        }
        let drawn = self.draw(source, style, &formats)?;
        drawing::write(&files, drawn)
    }

    fn draw(
        &self,
        source: &Source,
        style: &Style<'_>,
        formats: &[LabelFormat],
    ) -> Result<Drawn, CliError> {
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
        Ok(Drawn {
            pictures: pictures.collect::<Result<_, PrintError>>()?,
            report: Report {
                files: Vec::new(),
                text: drawing.text.clone(),
                label: Some(LabelReport {
                    width_mm: thousandths(label.scene.width),
                    height_mm: thousandths(label.scene.height),
                    cut: label.cut,
                }),
                symbol: self.symbol.report(&drawing.symbol, style.options),
                print_check,
            },
        })
    }
}
