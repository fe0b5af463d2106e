//! `label render`: the QR symbol of a credential.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use label_io::files::{self, Staging};
use label_io::parallel;
use label_print::{
    Colours, Drawing, Format, PrintCheck, PrintError, Source, SymbolOptions, sources,
};
use label_qr::TerminalStyle;
use serde::Serialize;

use super::help;
use super::issue::check_page;
use crate::args::{ColourArgs, PrintCheckArgs, SymbolArgs, SymbolReport, formats};
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::progress::Progress;

/// Draw the QR symbols of labels
///
/// Every picture is read back and compared before it is written; the signature is checked if the
/// credential carries its signer's certificate. Whether the label is genuine and valid is another
/// question: 'label verify' answers it.
///
/// The print check draws the symbol in the printer's dots, blurs it, makes it one dot thinner and one
/// dot thicker, and has two different readers read each.
///
/// EPS and PDF are vectors for a press. ZPL and SBPL send the very dots that were checked: the symbols
/// that printers make themselves depend on their firmware.
#[derive(Args, Debug)]
#[command(after_help = help!("  label render labels/R-1-001.txt --svg R-1.svg\n  label render labels/R-1-001.cbor --page https://label.example.jp --zpl R-1.zpl --dpi 300\n  label render labels --out symbols --format pdf,eps\n  label render labels/R-1-001.txt"))]
pub(crate) struct Render {
    /// Credentials or QR texts: files, - for standard input, or the text itself; or a directory of labels
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Address that the symbol leads to [default: the one in the text]
    #[arg(long, value_name = "URL")]
    page: Option<String>,
    /// New SVG file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// New PNG file
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// New PDF file
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
    /// New Encapsulated PostScript file
    #[arg(long, value_name = "FILE")]
    eps: Option<PathBuf>,
    /// New file in ZPL II, for Zebra and compatible printers
    #[arg(long, value_name = "FILE")]
    zpl: Option<PathBuf>,
    /// New file in SBPL, for SATO printers
    #[arg(long, value_name = "FILE")]
    sbpl: Option<PathBuf>,
    /// New or empty directory for a file of each format for each label
    #[arg(long, value_name = "DIR", conflicts_with_all = ["svg", "png", "pdf", "eps", "zpl", "sbpl", "terminal"])]
    out: Option<PathBuf>,
    /// Formats of the files in that directory
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        default_value = "svg",
        requires = "out",
        value_parser = formats()
    )]
    format: Vec<Format>,
    /// Draw on the terminal, which is dark or light [default: where no file is asked for]
    #[arg(long, value_name = "GROUND", num_args = 0..=1, require_equals = true, default_missing_value = "dark")]
    terminal: Option<Ground>,
    #[command(flatten)]
    symbol: SymbolArgs,
    #[command(flatten)]
    colours: ColourArgs,
    #[command(flatten)]
    check: PrintCheckArgs,
}

/// The background of a terminal.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Ground {
    Dark,
    Light,
}

/// How everything is drawn.
#[derive(Clone, Copy)]
struct Style {
    options: SymbolOptions,
    colours: Colours,
    check: PrintCheckArgs,
}

impl Render {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let style = Style {
            options: self.symbol.options(false, false)?,
            colours: self.colours.colours()?,
            check: self.check,
        };
        self.page.as_deref().map_or(Ok(()), check_page)?;
        let sources = sources(&self.inputs)?;
        match (&self.out, sources.as_slice()) {
            (Some(directory), sources) => self.many(sources, directory, style, out),
            (None, [source]) => self.one(source, style, out),
            (None, _) => Err(CliError::Usage {
                message: "there are several labels".to_owned(),
                hint: "give --out DIR".to_owned(),
            }),
        }
    }

    /// The files that are asked for by name.
    fn files(&self) -> impl Iterator<Item = (Format, &Path)> {
        let files = [
            &self.svg, &self.png, &self.pdf, &self.eps, &self.zpl, &self.sbpl,
        ];
        let files = Format::ALL.into_iter().zip(files);
        files.filter_map(|(format, file)| Some((format, file.as_deref()?)))
    }

    fn one(&self, source: &Source, style: Style, out: &mut Output) -> Result<Outcome, CliError> {
        let terminal = self.terminal(out)?;
        for (_, file) in self.files() {
            files::refuse_existing(file)?;
        }
        let drawing = source.ready(self.page.as_deref(), &style.options)?.drawing;
        let blocks = terminal.map(|style| drawing.terminal(style)).transpose()?;
        let check = if self.files().next().is_some() {
            style.print_check(&drawing)?
        } else {
            None
        };
        let pictures = self.files().map(|(format, file)| {
            let picture = drawing.picture(format, style.options.module, style.colours)?;
            Ok((file, picture))
        });
        let pictures: Vec<(&Path, Vec<u8>)> = pictures.collect::<Result<_, CliError>>()?;
        let written: Vec<(&Path, &[u8])> = pictures
            .iter()
            .map(|(file, picture)| (*file, picture.as_slice()))
            .collect();
        files::write_all_new(&written)?;
        if let Some(blocks) = blocks {
            out.bytes(blocks.as_bytes())?;
        }
        let names = written.iter().map(|(file, _)| file.display().to_string());
        let report = self.report(&drawing, style, names.collect(), check);
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
        style: Style,
        out: &mut Output,
    ) -> Result<Outcome, CliError> {
        let mut staging = Staging::new(directory)?;
        let progress = Progress::new(sources.len());
        let mut reports = Vec::new();
        let mut formats = self.format.clone();
        formats.sort_by_key(|format| Format::ALL.iter().position(|known| known == format));
        formats.dedup();
        let draw = |source: &Source| self.draw(source, &formats, style);
        parallel::in_order(sources, draw, |_, (pictures, report)| {
            for (name, picture) in report.files.iter().zip(&pictures) {
                staging.write(name, picture)?;
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

    /// Draws a label in some formats; the report names the files that are to be.
    fn draw(
        &self,
        source: &Source,
        formats: &[Format],
        style: Style,
    ) -> Result<(Vec<Vec<u8>>, Report), CliError> {
        let drawing = source.ready(self.page.as_deref(), &style.options)?.drawing;
        let check = style.print_check(&drawing)?;
        let (module, colours) = (style.options.module, style.colours);
        let pictures = formats
            .iter()
            .map(|format| drawing.picture(*format, module, colours));
        let pictures = pictures.collect::<Result<_, PrintError>>()?;
        let name = |format: &Format| format!("{}.{}", source.id, format.extension());
        let names = formats.iter().map(name).collect();
        Ok((pictures, self.report(&drawing, style, names, check)))
    }

    fn report(
        &self,
        drawing: &Drawing,
        style: Style,
        files: Vec<String>,
        print_check: Option<PrintCheck>,
    ) -> Report {
        Report {
            files,
            text: drawing.text.clone(),
            symbol: self.symbol.report(&drawing.symbol, style.options),
            print_check,
        }
    }

    /// How to draw on the terminal, if at all.
    fn terminal(&self, out: &Output) -> Result<Option<TerminalStyle>, CliError> {
        let files = self.files().next().is_some();
        match self.terminal {
            Some(_) if out.is_json() => Err(CliError::Usage {
                message: "--terminal draws for people, --json prints for programs".to_owned(),
                hint: "leave one of them out".to_owned(),
            }),
            Some(Ground::Light) => Ok(Some(TerminalStyle::DarkOnLight)),
            Some(Ground::Dark) => Ok(Some(TerminalStyle::Inverse)),
            None if files || out.is_json() => Ok(None),
            None if io::stdout().is_terminal() => Ok(Some(TerminalStyle::Inverse)),
            None => Err(CliError::Usage {
                message: "nothing to draw on".to_owned(),
                hint: "give --svg FILE, --png FILE, --pdf FILE or another, or --terminal"
                    .to_owned(),
            }),
        }
    }
}

impl Style {
    fn print_check(self, drawing: &Drawing) -> Result<Option<PrintCheck>, CliError> {
        let check = self.check;
        Ok(check.run(drawing, self.options.module, self.colours)?)
    }
}

/// What is said about a symbol.
#[derive(Serialize)]
struct Report {
    files: Vec<String>,
    text: String,
    #[serde(flatten)]
    symbol: SymbolReport,
    #[serde(skip_serializing_if = "Option::is_none")]
    print_check: Option<PrintCheck>,
}

impl Report {
    fn print(&self, out: &mut Output) -> Result<(), CliError> {
        let mut fields = Vec::new();
        if !self.files.is_empty() {
            fields.push(("files", self.files.join(", ")));
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
    let mut fields = vec![
        ("labels", reports.len().to_string()),
        ("files", files.to_string()),
    ];
    let largest = reports.iter().max_by_key(|report| report.symbol.version());
    if let Some(largest) = largest {
        fields.push(("largest", largest.symbol.size()));
        let check = largest.print_check.as_ref();
        fields.extend(check.map(|check| ("check", check.summary())));
    }
    out.fields(&fields)
}
