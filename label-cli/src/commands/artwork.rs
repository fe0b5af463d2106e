//! `label artwork`: whole labels, with what people read beside the symbol.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use label_io::{files, parallel};
use label_print::{
    Colours, Format, PrintError, Source, Studio, SymbolOptions, sources, thousandths,
};

use super::drawing::{self, Drawn, Entry, LabelReport, Order, Report, Target};
use super::help;
use super::issue::check_page;
use crate::args::{ColourArgs, LabelArgs, PrintCheckArgs, PrintedArgs, SymbolArgs, listed};
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
/// ZPL and SBPL hold the whole label in the printer's dots (--dpi), greys as patterns of dots.
///
/// A label whose signer's certificate names a specimen says so across all of it, below everything else.
///
/// Among many labels, one with a character that no font has is named and left out, and the exit code is 2.
/// list.csv says which file is which label. Names have one size on all of them.
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
    /// New file in ZPL II, for Zebra and compatible printers
    #[arg(long, value_name = "FILE")]
    zpl: Option<PathBuf>,
    /// New file in SBPL, for SATO printers
    #[arg(long, value_name = "FILE")]
    sbpl: Option<PathBuf>,
    /// New or empty directory for a file of each format for each label
    #[arg(long, value_name = "DIR", conflicts_with_all = ["svg", "pdf", "zpl", "sbpl"])]
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
    /// Put the files of each holder into a directory of its own there
    #[arg(long, requires = "out")]
    by_holder: bool,
    #[command(flatten)]
    label: LabelArgs,
    #[command(flatten)]
    symbol: SymbolArgs,
    #[command(flatten)]
    colours: ColourArgs,
    #[command(flatten)]
    check: PrintCheckArgs,
    #[command(flatten)]
    printed: PrintedArgs,
}

/// A format of whole labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum LabelFormat {
    Svg,
    Pdf,
    Zpl,
    Sbpl,
}

impl LabelFormat {
    fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Pdf => "pdf",
            Self::Zpl => "zpl",
            Self::Sbpl => "sbpl",
        }
    }
}

/// The style of everything that is drawn.
struct Style {
    studio: Studio,
    options: SymbolOptions,
    colours: Colours,
}

impl Artwork {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let options = self.symbol.options(false, false)?;
        let colours = self.colours.colours()?;
        self.page.as_deref().map_or(Ok(()), check_page)?;
        for (_, file) in self.files() {
            files::refuse_existing(file)?;
        }
        let sources = sources(&self.inputs)?;
        self.printed
            .record(&self.inputs, &sources, &self.form(), out)?;
        let mut style = Style {
            studio: self.label.studio()?,
            options,
            colours,
        };
        if let Some(directory) = &self.out {
            let mut formats = self.format.clone();
            formats.sort_unstable();
            formats.dedup();
            let extensions: Vec<&str> = formats.iter().map(|format| format.extension()).collect();
            let names = self.names(&sources, &style);
            style.studio.set_names(names);
            let draw = |source: &Source| self.draw(source, &style, &formats);
            let target = Target {
                directory,
                extensions: &extensions,
                order: Order::of(self.by_holder),
            };
            return drawing::write_many(&sources, &target, draw, out);
        }
        let report = self.write(drawing::only(&sources)?, &style)?;
        report.print(out)?;
        Ok(Outcome::Done)
    }

    /// The formats that are made, for the journal.
    fn form(&self) -> String {
        match self.out {
            Some(_) => listed(self.format.iter().map(|format| format.extension())),
            None => listed(self.files().map(|(format, _)| format.extension())),
        }
    }

    /// The size in which the names on every label have room; what cannot be drawn is not asked.
    fn names(&self, sources: &[Source], style: &Style) -> Option<f64> {
        let name = |source: &Source| {
            let ready = source.ready(self.page.as_deref(), &style.options).ok()?;
            let symbol = ready.drawing.placed(style.options.module, style.colours);
            style.studio.draw(&ready, symbol).ok()?.names
        };
        let (sizes, ()) = parallel::map(sources, name, || ());
        sizes.into_iter().flatten().reduce(f64::min)
    }

    /// The files that are asked for by name.
    fn files(&self) -> impl Iterator<Item = (LabelFormat, &Path)> {
        let files = [
            (LabelFormat::Svg, &self.svg),
            (LabelFormat::Pdf, &self.pdf),
            (LabelFormat::Zpl, &self.zpl),
            (LabelFormat::Sbpl, &self.sbpl),
        ];
        let files = files.into_iter();
        files.filter_map(|(format, file)| Some((format, file.as_deref()?)))
    }

    /// Draws a label into the files that are asked for by name.
    fn write(&self, source: &Source, style: &Style) -> Result<Report, CliError> {
        let (formats, files): (Vec<LabelFormat>, Vec<&Path>) = self.files().unzip();
        if files.is_empty() {
            return Err(CliError::Usage {
                message: "nothing to draw on".to_owned(),
                hint: "give --svg FILE, --pdf FILE, --zpl FILE or --sbpl FILE".to_owned(),
            });
        }
        let drawn = self.draw(source, style, &formats)?;
        drawing::write(&files, drawn)
    }

    fn draw(
        &self,
        source: &Source,
        style: &Style,
        formats: &[LabelFormat],
    ) -> Result<Drawn, CliError> {
        let ready = source.ready(self.page.as_deref(), &style.options)?;
        let drawing = &ready.drawing;
        let module = style.options.module;
        let print_check = self.check.run(drawing, module, style.colours)?;
        let symbol = drawing.placed(module, style.colours);
        let label = style.studio.draw(&ready, symbol)?;
        let (studio, scene) = (&style.studio, &label.scene);
        let pictures = formats.iter().map(|format| match format {
            LabelFormat::Svg => studio.svg(scene, drawing),
            LabelFormat::Pdf => studio.pdf(scene, drawing),
            LabelFormat::Zpl => studio.printer(Format::Zpl, scene, drawing, module),
            LabelFormat::Sbpl => studio.printer(Format::Sbpl, scene, drawing, module),
        });
        Ok(Drawn {
            entry: Entry::of(&ready),
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
