//! `label render`: the QR symbol of a credential.

mod input;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use label_core::qr::TerminalStyle;
use serde::Serialize;

use self::input::Given;
use super::help;
use super::issue::check_page;
use crate::artefact::Drawing;
use crate::cli::Outcome;
use crate::error::CliError;
use crate::files;
use crate::output::Output;
use crate::symbol::{Module, SymbolArgs, SymbolOptions, edge_mm};

/// Draw the QR symbol of a label
///
/// Every picture is read back and compared before it is written; the signature is checked if the
/// credential carries its signer's certificate. Whether the label is genuine and valid is another
/// question: 'label verify' answers it.
#[derive(Args, Debug)]
#[command(after_help = help!("  label render labels/R-1-001.txt --svg R-1.svg\n  label render labels/R-1-001.cbor --page https://label.example.jp --png R-1.png --dpi 300\n  label render labels/R-1-001.txt"))]
pub(crate) struct Render {
    /// Credential or QR text: a file, - for standard input, or the text itself
    input: PathBuf,
    /// Address that the symbol leads to [default: the one in the text]
    #[arg(long, value_name = "URL")]
    page: Option<String>,
    /// New SVG file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// New PNG file
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// Draw on the terminal, which is dark or light [default: where no file is asked for]
    #[arg(long, value_name = "GROUND", num_args = 0..=1, require_equals = true, default_missing_value = "dark")]
    terminal: Option<Ground>,
    #[command(flatten)]
    symbol: SymbolArgs,
}

/// The background of a terminal.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Ground {
    Dark,
    Light,
}

impl Render {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let options = self
            .symbol
            .options(self.svg.is_some(), self.png.is_some())?;
        let terminal = self.terminal(out)?;
        let page = self.page.as_deref();
        page.map_or(Ok(()), check_page)?;
        for file in [&self.svg, &self.png].into_iter().flatten() {
            files::refuse_existing(file)?;
        }
        let given = Given::read(&self.input)?;
        let text = given.text(page).map_err(|error| self.blame(error))?;
        let drawing =
            Drawing::new(&text, given.key()?, &options).map_err(|error| self.blame(error))?;
        let blocks = terminal.map(|style| drawing.terminal(style)).transpose()?;
        self.write(&drawing)?;
        if let Some(blocks) = blocks {
            out.bytes(blocks.as_bytes())?;
        }
        self.report(&drawing, options, out)
    }

    /// Names the input in what the core says about it.
    fn blame(&self, error: CliError) -> CliError {
        match error {
            CliError::Core(source) if self.input.exists() => CliError::of_file(&self.input)(source),
            other => other,
        }
    }

    /// How to draw on the terminal, if at all.
    fn terminal(&self, out: &Output) -> Result<Option<TerminalStyle>, CliError> {
        let files = self.svg.is_some() || self.png.is_some();
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
                hint: "give --svg FILE, --png FILE or --terminal".to_owned(),
            }),
        }
    }

    fn write(&self, drawing: &Drawing) -> Result<(), CliError> {
        let svg = drawing.svg.as_deref().map(str::as_bytes);
        let pictures = [(&self.svg, svg), (&self.png, drawing.png.as_deref())];
        let pictures: Vec<(&Path, &[u8])> = pictures
            .into_iter()
            .filter_map(|(file, bytes)| Some((file.as_deref()?, bytes?)))
            .collect();
        files::write_all_new(&pictures)
    }

    fn report(
        &self,
        drawing: &Drawing,
        options: SymbolOptions,
        out: &mut Output,
    ) -> Result<Outcome, CliError> {
        let files = [&self.svg, &self.png].into_iter().flatten();
        let files = files.map(|file| file.display().to_string()).collect();
        let report = Report::new(drawing, options, files);
        if out.is_json() {
            out.json(&report)?;
        } else {
            report.print(out)?;
        }
        Ok(Outcome::Done)
    }
}

/// What is said about a symbol.
#[derive(Serialize)]
struct Report {
    files: Vec<String>,
    text: String,
    qr_version: u8,
    ecc: &'static str,
    /// Modules a side, without quiet zone.
    modules: usize,
    dots: u32,
    dpi: u32,
    /// Width of a module in millimetres.
    module_mm: f64,
    /// Edge with quiet zone in millimetres.
    edge_mm: f64,
}

impl Report {
    fn new(drawing: &Drawing, options: SymbolOptions, files: Vec<String>) -> Self {
        let Module { dots, dpi } = options.module;
        let symbol = &drawing.symbol;
        Self {
            files,
            text: drawing.text.clone(),
            qr_version: symbol.version(),
            ecc: symbol.ecc().as_str(),
            modules: symbol.width(),
            dots,
            dpi,
            module_mm: thousandths(options.module.millimetres()),
            edge_mm: thousandths(edge_mm(symbol, options.module)),
        }
    }

    fn print(&self, out: &mut Output) -> Result<(), CliError> {
        let mut fields = Vec::new();
        if !self.files.is_empty() {
            fields.push(("files", self.files.join(", ")));
        }
        let (version, ecc, modules) = (self.qr_version, self.ecc, self.modules);
        let (dots, dpi, module, edge) = (self.dots, self.dpi, self.module_mm, self.edge_mm);
        fields.push((
            "symbol",
            format!("version {version}, error correction {ecc}, {modules} modules"),
        ));
        fields.push((
            "module",
            format!("{module:.3} mm: {dots} dots of {dpi} dpi"),
        ));
        fields.push(("size", format!("{edge:.1} mm with quiet zone")));
        out.fields(&fields)
    }
}

fn thousandths(millimetres: f64) -> f64 {
    (millimetres * 1_000.0).round() / 1_000.0
}
