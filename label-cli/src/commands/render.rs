//! `label render`: the QR symbol of a credential.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use label_io::files;
use label_print::{Colours, Format, PrintError, ReadyLabel, Source, SymbolOptions, sources};
use label_qr::TerminalStyle;

use super::drawing::{self, Drawn, Entry, Order, Report, Target};
use super::help;
use super::issue::check_page;
use crate::args::{ColourArgs, PrintCheckArgs, PrintedArgs, SymbolArgs, formats, listed};
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

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
    /// Put the files of each holder into a directory of its own there
    #[arg(long, requires = "out")]
    by_holder: bool,
    /// Draw on the terminal, which is dark or light [default: where no file is asked for]
    #[arg(long, value_name = "GROUND", num_args = 0..=1, require_equals = true, default_missing_value = "dark")]
    terminal: Option<Ground>,
    #[command(flatten)]
    symbol: SymbolArgs,
    #[command(flatten)]
    colours: ColourArgs,
    #[command(flatten)]
    check: PrintCheckArgs,
    #[command(flatten)]
    printed: PrintedArgs,
}

/// The background of a terminal.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Ground {
    Dark,
    Light,
}

/// The style of everything that is drawn.
#[derive(Clone, Copy)]
struct Style {
    options: SymbolOptions,
    colours: Colours,
}

impl Render {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let style = Style {
            options: self.symbol.options(false, false)?,
            colours: self.colours.colours()?,
        };
        self.page.as_deref().map_or(Ok(()), check_page)?;
        let sources = sources(&self.inputs)?;
        self.printed
            .record(&self.inputs, &sources, &self.form(), out)?;
        if let Some(directory) = &self.out {
            let mut formats = self.format.clone();
            formats.sort_by_key(|format| Format::ALL.iter().position(|known| known == format));
            formats.dedup();
            let extensions: Vec<&str> = formats.iter().map(|format| format.extension()).collect();
            let draw = |source: &Source| {
                let ready = source.ready(self.page.as_deref(), &style.options)?;
                self.draw(&ready, &formats, style)
            };
            let target = Target {
                directory,
                extensions: &extensions,
                order: Order::of(self.by_holder),
            };
            return drawing::write_many(&sources, &target, draw, out);
        }
        self.write(drawing::only(&sources)?, style, out)?;
        Ok(Outcome::Done)
    }

    /// The formats that are made, for the journal.
    fn form(&self) -> String {
        let formats = match self.out {
            Some(_) => listed(self.format.iter().map(|format| format.extension())),
            None => listed(self.files().map(|(format, _)| format.extension())),
        };
        match formats.is_empty() {
            true => "symbols, terminal".to_owned(),
            false => format!("symbols, {formats}"),
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

    /// Draws a label on the terminal and into the files that are asked for by name.
    fn write(&self, source: &Source, style: Style, out: &mut Output) -> Result<(), CliError> {
        let terminal = self.terminal(out)?;
        let (formats, files): (Vec<Format>, Vec<&Path>) = self.files().unzip();
        for file in &files {
            files::refuse_existing(file)?;
        }
        let ready = source.ready(self.page.as_deref(), &style.options)?;
        let blocks = terminal.map(|style| ready.drawing.terminal(style));
        let blocks = blocks.transpose()?;
        let report = drawing::write(&files, self.draw(&ready, &formats, style)?)?;
        if let Some(blocks) = blocks {
            out.bytes(blocks.as_bytes())?;
        }
        report.print(out)
    }

    /// Draws a symbol in some formats; one that goes into no file is not checked for print.
    fn draw(
        &self,
        ready: &ReadyLabel,
        formats: &[Format],
        style: Style,
    ) -> Result<Drawn, CliError> {
        let drawing = &ready.drawing;
        let (module, colours) = (style.options.module, style.colours);
        let print_check = if formats.is_empty() {
            None
        } else {
            self.check.run(drawing, module, colours)?
        };
        let pictures = formats
            .iter()
            .map(|format| drawing.picture(*format, module, colours));
        Ok(Drawn {
            entry: Entry::of(ready),
            pictures: pictures.collect::<Result<_, PrintError>>()?,
            report: Report {
                files: Vec::new(),
                text: drawing.text.clone(),
                label: None,
                symbol: self.symbol.report(&drawing.symbol, style.options),
                print_check,
            },
        })
    }

    /// The way to draw on the terminal, if at all.
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
