//! `label sheet`: many labels on pages to print and cut.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use label_core::Day;
use label_core::scheme::Schemes;
use label_io::files::{self, Access};
use label_io::parallel;
use label_print::{
    Colours, CutMarks, Drawing, Foot, FootWords, Gap, Pages, PlacedSymbol, PrintError, ReadyLabel,
    Scene, Sheet, Source, Studio, SymbolOptions, sources, write_pages,
};
use serde::Serialize;

use super::drawing::{self, LeftOut};
use super::help;
use super::issue::check_page;
use crate::args::{ColourArgs, LabelArgs, PrintCheckArgs, PrintedArgs, SymbolArgs, millimetres};
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::progress::Progress;

/// Lay labels on pages as PDF, with marks to cut by
///
/// Columns are as wide as the widest label, a row is as high as its highest: pages are cut along straight
/// lines, from mark to mark. Pages are upright, or on their sides where that takes fewer. Below the labels stand
/// batch, holders, the days of issue and the page. Every symbol on every page is read back before the file is
/// written.
///
/// A label with a character that no font has is named and left out, and the exit code is 2. Names have one size on
/// all labels.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command")]
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
    /// Lay out the symbols, with number, model and GTIN below each, in place of whole labels
    #[arg(long)]
    symbols: bool,
    /// Begin a page with each holder
    #[arg(long)]
    by_holder: bool,
    /// Name of the batch below the labels [default: the names of the inputs]
    #[arg(long, value_name = "NAME")]
    batch: Option<String>,
    /// Leave out the line below the labels
    #[arg(long)]
    no_foot: bool,
    /// Copies of each label, one after the other
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    copies: u16,
    /// Size of the pages
    #[arg(long, value_name = "SIZE", default_value = "a4")]
    paper: Paper,
    /// Turn the pages on their sides, also where that takes no fewer
    #[arg(long)]
    landscape: bool,
    /// Room that stays free along the edges of a page [default: 10, or 8 where that takes fewer pages]
    #[arg(long, value_name = "MM", value_parser = room)]
    margin_mm: Option<f64>,
    /// Room between labels [default: 4, or down to 2 where that takes fewer pages]
    #[arg(long, value_name = "MM", value_parser = room)]
    gap_mm: Option<f64>,
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
    #[command(flatten)]
    printed: PrintedArgs,
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

/// Room between labels and along the edges of a page, in millimetres, where none is asked for.
const GAP: f64 = 4.0;
const MARGINS: [f64; 2] = [10.0, 8.0];

/// The style of everything that is drawn.
struct Style {
    studio: Studio,
    options: SymbolOptions,
    colours: Colours,
}

/// A label as it will stand on a page.
struct Cell {
    id: String,
    label: ReadyLabel,
    scene: Scene,
    cut: bool,
}

impl SheetCommand {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let mut style = Style {
            options: self.symbol.options(false, false)?,
            colours: self.colours.colours()?,
            studio: self.label.studio()?,
        };
        self.page.as_deref().map_or(Ok(()), check_page)?;
        files::refuse_existing(&self.pdf)?;
        let sources = sources(&self.inputs)?;
        let form = format!("sheets, pdf, {} of each", self.copies);
        self.printed.record(&self.inputs, &sources, &form, out)?;
        let labels = self.ready(&sources, &style)?;
        if !self.symbols {
            let names = names(&labels, &style);
            style.studio.set_names(names);
        }
        let (cells, left_out) = self.cells(labels, &style, out)?;
        let pages = self.pages(&cells, &style.studio, out)?;
        let copies = usize::from(self.copies);
        let drawings: Vec<&Drawing> = cells
            .iter()
            .flat_map(|cell| std::iter::repeat_n(&cell.label.drawing, copies))
            .collect();
        let pdf = write_pages(&pages.scenes, &style.studio, &drawings)?;
        files::write_new(&self.pdf, &pdf, Access::Public)?;
        let outcome = drawing::outcome(left_out.len());
        let cut = cells.iter().filter(|cell| cell.cut);
        let report = Report {
            file: self.pdf.display().to_string(),
            labels: drawings.len(),
            pages: pages.scenes.len(),
            columns: pages.columns,
            cut: cut.map(|cell| cell.id.clone()).collect(),
            left_out,
        };
        report.print(out)?;
        Ok(outcome)
    }

    /// Reads all labels and checks their symbols.
    fn ready<'a>(
        &self,
        sources: &'a [Source],
        style: &Style,
    ) -> Result<Vec<(&'a Source, ReadyLabel)>, CliError> {
        let progress = Progress::new(sources.len());
        let ready = |source: &Source| {
            let label = source.ready(self.page.as_deref(), &style.options)?;
            let module = style.options.module;
            self.check.run(&label.drawing, module, style.colours)?;
            Ok::<_, CliError>(label)
        };
        let mut labels = Vec::new();
        parallel::in_order(sources, ready, |_, label| {
            labels.push(label);
            progress.step();
            Ok(())
        })?;
        let mut labels: Vec<(&Source, ReadyLabel)> = sources.iter().zip(labels).collect();
        if self.by_holder {
            // Stable: the labels of a holder keep their order.
            labels.sort_by(|(_, a), (_, b)| holder(a).cmp(holder(b)));
        }
        Ok(labels)
    }

    /// Draws every label, or its symbol in a box as large as the largest; a label with a text that cannot be set
    /// is named and left out.
    fn cells(
        &self,
        labels: Vec<(&Source, ReadyLabel)>,
        style: &Style,
        out: &mut Output,
    ) -> Result<(Vec<Cell>, Vec<LeftOut>), CliError> {
        let edges = labels.iter().map(|(_, label)| style.placed(label).edge());
        let edge = edges.fold(0.0, f64::max);
        let draw = |(_, label): &(&Source, ReadyLabel)| {
            let symbol = style.placed(label);
            if self.symbols {
                let scene = style.studio.captioned(label, symbol, edge)?;
                return Ok((scene, false));
            }
            let drawn = style.studio.draw(label, symbol)?;
            Ok((drawn.scene, !drawn.cut.is_empty()))
        };
        let (scenes, ()) = parallel::map(&labels, draw, || ());
        let (mut cells, mut left_out) = (Vec::new(), Vec::new());
        let (mut errors, number) = (Vec::new(), labels.len());
        for ((source, label), drawn) in labels.into_iter().zip(scenes) {
            match drawing::tolerant(drawn.map_err(|error: PrintError| error.into()))? {
                Ok((scene, cut)) => cells.push(Cell {
                    id: source.id.clone(),
                    label,
                    scene,
                    cut,
                }),
                Err(error) => {
                    left_out.push(LeftOut::new(source, &error, out)?);
                    errors.push(error);
                }
            }
        }
        drawing::unless_all(errors, number)?;
        Ok((cells, left_out))
    }

    /// Lays labels on pages, upright or on their sides, whichever takes fewer.
    fn pages(&self, cells: &[Cell], studio: &Studio, out: &mut Output) -> Result<Pages, CliError> {
        let groups: Vec<&[Cell]> = if self.by_holder {
            let alike = |a: &Cell, b: &Cell| holder(&a.label) == holder(&b.label);
            cells.chunk_by(alike).collect()
        } else {
            vec![cells]
        };
        let sheets = self.sheets().into_iter();
        let mut laid: Vec<(Sheet, Result<Pages, PrintError>)> = sheets
            .map(|sheet| (sheet, self.lay(sheet, &groups, cells.len())))
            .collect();
        // Stable: what is tried first, where nothing takes fewer.
        laid.sort_by_key(|(_, pages)| pages.as_ref().map_or(usize::MAX, |p| p.scenes.len()));
        let best = laid.into_iter().next();
        let Some((sheet, pages)) = best else {
            return Ok(Pages::default());
        };
        let mut pages = pages?;
        if !self.no_foot {
            self.write_feet(sheet, &mut pages, cells, studio, out)?;
        }
        Ok(pages)
    }

    /// Lays groups of labels, each from a page of its own on.
    fn lay(&self, sheet: Sheet, groups: &[&[Cell]], count: usize) -> Result<Pages, PrintError> {
        let copies = usize::from(self.copies);
        let title = format!("{} labels", count * copies);
        let mut all = Pages::default();
        for group in groups {
            let scenes = group.iter().map(|cell| &cell.scene);
            let scenes = scenes.flat_map(|scene| std::iter::repeat_n(scene, copies));
            let pages = sheet.lay(scenes.cloned().collect(), &title)?;
            all.append(pages);
        }
        Ok(all)
    }

    /// Writes below the labels of every page the batch, whose labels they are, when they were issued, and which
    /// page it is.
    fn write_feet(
        &self,
        sheet: Sheet,
        pages: &mut Pages,
        cells: &[Cell],
        studio: &Studio,
        out: &mut Output,
    ) -> Result<(), CliError> {
        let batch = self.batch.clone().unwrap_or_else(|| names_of(&self.inputs));
        let (number, copies) = (pages.scenes.len(), usize::from(self.copies));
        let mut before = 0;
        for (index, count) in pages.counts.clone().into_iter().enumerate() {
            let range = before / copies..(before + count).div_ceil(copies);
            before += count;
            let on_page = cells.get(range).unwrap_or_default();
            let page = joined(&[&days(on_page), &format!("{} / {number}", index + 1)]);
            let words = FootWords {
                batch: &batch,
                holders: &holders(on_page),
                page: &page,
            };
            match studio.foot(sheet, pages, index, words) {
                Err(error) if error.is_of_text() => {
                    let number = index + 1;
                    out.warning(format!(
                        "the line below page {number} is without names: {error}"
                    ))?;
                    let words = FootWords {
                        batch: "",
                        holders: &[],
                        ..words
                    };
                    studio.foot(sheet, pages, index, words)?;
                }
                written => written?,
            }
        }
        Ok(())
    }

    /// The layouts that are tried, the usual one first.
    fn sheets(&self) -> Vec<Sheet> {
        let sides: &[bool] = if self.landscape {
            &[true]
        } else {
            &[false, true]
        };
        let margins = self
            .margin_mm
            .map_or(MARGINS.to_vec(), |margin| vec![margin]);
        let sheets = sides.iter().flat_map(|on_side| {
            let margins = margins.iter();
            margins.map(|margin| self.sheet(*on_side, *margin))
        });
        sheets.collect()
    }

    fn sheet(&self, on_side: bool, margin: f64) -> Sheet {
        let (width, height) = self.paper.millimetres();
        let (width, height) = if on_side {
            (height, width)
        } else {
            (width, height)
        };
        Sheet {
            width,
            height,
            margin,
            gap: self.gap_mm.map_or(Gap::About(GAP), Gap::Exactly),
            cut_marks: if self.no_cut_marks {
                CutMarks::Absent
            } else {
                CutMarks::Drawn
            },
            foot: if self.no_foot {
                Foot::Absent
            } else {
                Foot::Line
            },
        }
    }
}

impl Style {
    fn placed(&self, label: &ReadyLabel) -> PlacedSymbol {
        label.drawing.placed(self.options.module, self.colours)
    }
}

/// The size in which the names on every label have room; what cannot be drawn is not asked.
fn names(labels: &[(&Source, ReadyLabel)], style: &Style) -> Option<f64> {
    let name = |(_, label): &(&Source, ReadyLabel)| {
        style.studio.draw(label, style.placed(label)).ok()?.names
    };
    let (sizes, ()) = parallel::map(labels, name, || ());
    sizes.into_iter().flatten().reduce(f64::min)
}

fn holder(label: &ReadyLabel) -> &str {
    label.claims.label.holder.as_deref().unwrap_or_default()
}

/// The holders of some labels, each once.
fn holders(cells: &[Cell]) -> Vec<String> {
    let mut holders: Vec<String> = Vec::new();
    for holder in cells.iter().map(|cell| holder(&cell.label)) {
        if !holder.is_empty() && holders.iter().all(|known| known != holder) {
            holders.push(holder.to_owned());
        }
    }
    holders
}

/// The days on which some labels were issued, in the zone of their scheme: the first and the last.
fn days(cells: &[Cell]) -> String {
    let schemes = Schemes::builtin();
    let day = |cell: &Cell| {
        let claims = &cell.label.claims;
        Day::of(claims.issued, schemes.zone(&claims.label.scheme))
    };
    let days = || cells.iter().filter_map(day);
    match (days().min(), days().max()) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) => format!("{first} - {last}"),
        _ => String::new(),
    }
}

/// The names of files and directories.
fn names_of(inputs: &[PathBuf]) -> String {
    let there = inputs.iter().filter(|input| input.exists());
    let names = there.filter_map(|input| Some(input.file_name()?.to_string_lossy()));
    names.collect::<Vec<_>>().join(", ")
}

/// The parts of a line that say something.
fn joined(parts: &[&str]) -> String {
    let parts = parts.iter().copied().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("  |  ")
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<LeftOut>,
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
        if !self.left_out.is_empty() {
            fields.push(("left out", self.left_out.len().to_string()));
        }
        if !self.cut.is_empty() {
            fields.push(("cut", self.cut.join(", ")));
        }
        out.fields(&fields)
    }
}

fn room(text: &str) -> Result<f64, String> {
    millimetres(text, 0..=100)
}
