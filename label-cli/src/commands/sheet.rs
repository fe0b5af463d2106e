//! `label sheet`: many labels on pages to print and cut.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use label_io::files::{self, Access};
use label_io::parallel;
use label_print::{
    Colours, CutMarks, Drawing, Scene, Sheet, Source, Studio, SymbolOptions, sources, write_pages,
};
use serde::Serialize;

use super::help;
use super::issue::check_page;
use crate::args::{ColourArgs, LabelArgs, PrintCheckArgs, SymbolArgs, millimetres};
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::progress::Progress;

/// Lay labels on pages as PDF, with marks to cut by
///
/// Columns are as wide as the widest label, a row is as high as its highest: pages are cut along straight
/// lines, from mark to mark. Every symbol on every page is read back before the file is written.
#[derive(Args, Debug)]
#[command(after_help = help!("  label sheet labels --pdf sheet.pdf\n  label sheet labels/R-1-001.txt --copies 24 --gap-mm 0 --pdf R-1.pdf\n  label sheet labels --symbols --paper a3 --pdf symbols.pdf"))]
pub(crate) struct SheetCommand {
    /// Credentials or QR texts: files or the text itself; or directories of labels
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Address that the symbols lead to [default: the one in the text]
    #[arg(long, value_name = "URL")]
    page: Option<String>,
    /// New PDF file
    #[arg(long, value_name = "FILE")]
    pdf: PathBuf,
    /// Lay out the symbols alone, without texts
    #[arg(long)]
    symbols: bool,
    /// Copies of each label, one after the other
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    copies: u16,
    /// Size of the pages
    #[arg(long, value_name = "SIZE", default_value = "a4")]
    paper: Paper,
    /// Turn the pages on their sides
    #[arg(long)]
    landscape: bool,
    /// Room that stays free along the edges of a page
    #[arg(long, value_name = "MM", default_value = "10", value_parser = room)]
    margin_mm: f64,
    /// Room between labels
    #[arg(long, value_name = "MM", default_value = "4", value_parser = room)]
    gap_mm: f64,
    /// Leave out the cut marks
    #[arg(long)]
    no_cut_marks: bool,
    #[command(flatten)]
    label: LabelArgs,
    #[command(flatten)]
    symbol: SymbolArgs,
    #[command(flatten)]
    colours: ColourArgs,
    #[command(flatten)]
    check: PrintCheckArgs,
}

/// A size of paper.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Paper {
    A3,
    A4,
    Letter,
}

impl Paper {
    /// Width and height, upright (ISO 216, ANSI/ASME Y14.1).
    fn millimetres(self) -> (f64, f64) {
        match self {
            Self::A3 => (297.0, 420.0),
            Self::A4 => (210.0, 297.0),
            Self::Letter => (215.9, 279.4),
        }
    }
}

/// The style of everything that is drawn.
struct Style {
    /// None where there is no text.
    studio: Option<Studio>,
    options: SymbolOptions,
    colours: Colours,
}

impl SheetCommand {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let style = Style {
            options: self.symbol.options(false, false)?,
            colours: self.colours.colours()?,
            studio: (!self.symbols).then(|| self.label.studio()).transpose()?,
        };
        self.page.as_deref().map_or(Ok(()), check_page)?;
        files::refuse_existing(&self.pdf)?;
        let sources = sources(&self.inputs)?;
        let progress = Progress::new(sources.len());
        let (mut scenes, mut drawings, mut cut) = (Vec::new(), Vec::new(), Vec::new());
        let copies = usize::from(self.copies);
        let draw = |source: &Source| self.draw(source, &style);
        parallel::in_order(&sources, draw, |source, (scene, drawing, was_cut)| {
            if was_cut {
                cut.push(source.id.clone());
            }
            scenes.extend(std::iter::repeat_n(scene, copies));
            drawings.push(drawing);
            progress.step();
            Ok(())
        })?;
        let labels = scenes.len();
        let title = format!("{labels} labels");
        let (pages, columns) = self.sheet().lay(scenes, &title)?;
        let drawings: Vec<&Drawing> = drawings
            .iter()
            .flat_map(|drawing| std::iter::repeat_n(drawing, copies))
            .collect();
        let pdf = write_pages(&pages, style.studio.as_ref(), &drawings)?;
        files::write_new(&self.pdf, &pdf, Access::Public)?;
        let report = Report {
            file: self.pdf.display().to_string(),
            labels,
            pages: pages.len(),
            columns,
            cut,
        };
        report.print(out)?;
        Ok(Outcome::Done)
    }

    fn draw(&self, source: &Source, style: &Style) -> Result<(Scene, Drawing, bool), CliError> {
        let ready = source.ready(self.page.as_deref(), &style.options)?;
        let drawing = &ready.drawing;
        let module = style.options.module;
        self.check.run(drawing, module, style.colours)?;
        let symbol = drawing.placed(module, style.colours);
        let Some(studio) = &style.studio else {
            let scene = Scene::of_symbol(symbol, drawing.title.clone());
            return Ok((scene, ready.drawing, false));
        };
        let label = studio.draw(&ready, symbol)?;
        Ok((label.scene, ready.drawing, !label.cut.is_empty()))
    }

    fn sheet(&self) -> Sheet {
        let (width, height) = self.paper.millimetres();
        let (width, height) = if self.landscape {
            (height, width)
        } else {
            (width, height)
        };
        Sheet {
            width,
            height,
            margin: self.margin_mm,
            gap: self.gap_mm,
            cut_marks: if self.no_cut_marks {
                CutMarks::Absent
            } else {
                CutMarks::Drawn
            },
        }
    }
}

/// The report of a sheet.
#[derive(Serialize)]
struct Report {
    file: String,
    labels: usize,
    pages: usize,
    columns: usize,
    /// Labels of which not every text found room.
    cut: Vec<String>,
}

impl Report {
    fn print(&self, out: &mut Output) -> Result<(), CliError> {
        if out.is_json() {
            return out.json(self);
        }
        let mut fields = vec![
            ("file", self.file.clone()),
            ("labels", self.labels.to_string()),
            ("pages", self.pages.to_string()),
            ("columns", self.columns.to_string()),
        ];
        if !self.cut.is_empty() {
            fields.push(("cut", self.cut.join(", ")));
        }
        out.fields(&fields)
    }
}

fn room(text: &str) -> Result<f64, String> {
    millimetres(text, 0..=100)
}
