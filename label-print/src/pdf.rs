//! Drawings as PDF: vectors, and text in embedded subsets of its fonts.

use krilla::color::{luma, rgb};
use krilla::geom::{Path, PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Paint};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};
use label_qr::Run;

use crate::colour::{BLACK, Rgb};
use crate::error::PrintError;
use crate::font::Fonts;
use crate::outline::Step;
use crate::scene::{Item, PlacedSymbol, Rule, Scene, Shape, Text};
use crate::units::{POINTS, modules};

/// Writes one page for each drawing; the same drawings give the same bytes.
pub(crate) fn write(
    pages: &[Scene],
    fonts: &Fonts,
    language: Option<&str>,
) -> Result<Vec<u8>, PrintError> {
    let mut document = Document::new_with(SerializeSettings::default());
    for page in pages {
        let size = PageSettings::from_wh(points(page.width), points(page.height));
        let size = size.ok_or_else(|| failed("a page without size"))?;
        let mut sheet = document.start_page_with(size);
        let mut surface = sheet.surface();
        for item in &page.items {
            draw(&mut surface, item, fonts);
        }
        surface.finish();
        sheet.finish();
    }
    let title = pages.first().map(|page| page.title.clone());
    let mut metadata = Metadata::new().creator("label".to_owned());
    if let Some(title) = title {
        metadata = metadata.title(title);
    }
    if let Some(language) = language {
        metadata = metadata.language(language.to_owned());
    }
    document.set_metadata(metadata);
    document
        .finish()
        .map_err(|error| failed(&format!("{error:?}")))
}

fn failed(reason: &str) -> PrintError {
    PrintError::Pdf {
        reason: reason.to_owned(),
    }
}

fn draw(surface: &mut Surface<'_>, item: &Item, fonts: &Fonts) {
    match item {
        Item::Shape { shape, .. } => fill(surface, outline(&shape.steps), shape.colour, shape.rule),
        Item::Text(text) => write_text(surface, text, fonts),
        Item::Symbol(symbol) => {
            let ground = Shape::bar(symbol.x, symbol.y, symbol.edge(), symbol.edge());
            fill(
                surface,
                outline(&ground.steps),
                symbol.colours.light,
                Rule::NonZero,
            );
            fill(surface, dark(symbol), symbol.colours.dark, Rule::NonZero);
        }
    }
}

fn fill(surface: &mut Surface<'_>, path: Option<Path>, colour: Rgb, rule: Rule) {
    let Some(path) = path else { return };
    surface.set_stroke(None);
    surface.set_fill(Some(Fill {
        paint: paint(colour),
        opacity: NormalizedF32::ONE,
        rule: match rule {
            Rule::NonZero => FillRule::NonZero,
            Rule::EvenOdd => FillRule::EvenOdd,
        },
    }));
    surface.draw_path(&path);
}

/// Greys go to paper in black ink alone, so that no plate can be out of register.
fn paint([red, green, blue]: Rgb) -> Paint {
    if red == green && green == blue {
        luma::Color::new(red).into()
    } else {
        rgb::Color::new(red, green, blue).into()
    }
}

/// The dark modules as one path: filled at once, neighbours leave no seam.
fn dark(symbol: &PlacedSymbol) -> Option<Path> {
    let mut path = PathBuilder::new();
    let x = |module: usize| points(symbol.x + modules(module) * symbol.module_mm);
    let y = |module: usize| points(symbol.y + modules(module) * symbol.module_mm);
    for Run {
        x: left,
        y: top,
        length,
    } in symbol.symbol.runs()
    {
        path.move_to(x(left), y(top));
        path.line_to(x(left + length), y(top));
        path.line_to(x(left + length), y(top + 1));
        path.line_to(x(left), y(top + 1));
        path.close();
    }
    path.finish()
}

fn outline(steps: &[Step]) -> Option<Path> {
    let mut path = PathBuilder::new();
    let at = |(x, y): (f64, f64)| (points(x), points(y));
    for step in steps {
        match *step {
            Step::Move(to) => {
                let to = at(to);
                path.move_to(to.0, to.1);
            }
            Step::Line(to) => {
                let to = at(to);
                path.line_to(to.0, to.1);
            }
            Step::Quad(control, to) => {
                let (control, to) = (at(control), at(to));
                path.quad_to(control.0, control.1, to.0, to.1);
            }
            Step::Cubic(first, second, to) => {
                let (first, second, to) = (at(first), at(second), at(to));
                path.cubic_to(first.0, first.1, second.0, second.1, to.0, to.1);
            }
            Step::Close => path.close(),
        }
    }
    path.finish()
}

fn write_text(surface: &mut Surface<'_>, text: &Text, fonts: &Fonts) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill {
        paint: paint(BLACK),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }));
    let mut x = text.x;
    for run in &text.line.runs {
        let Some(face) = fonts.face(text.line.weight, run) else {
            continue;
        };
        let glyphs = glyphs(run);
        let start = Point::from_xy(points(x), points(text.y));
        let size = points(text.size);
        surface.draw_glyphs(
            start,
            &glyphs,
            face.pdf().clone(),
            &text.line.text,
            size,
            false,
        );
        let advance: f64 = run.glyphs.iter().map(|glyph| glyph.advance).sum();
        x += advance * text.size;
    }
}

/// The glyphs of a run with the parts of the text that they show.
fn glyphs(run: &crate::font::Run) -> Vec<KrillaGlyph> {
    let mut starts: Vec<usize> = run.glyphs.iter().map(|glyph| glyph.cluster).collect();
    starts.push(run.range.end);
    starts.sort_unstable();
    starts.dedup();
    let end = |start: usize| {
        let after = starts.iter().find(|next| **next > start);
        after.copied().unwrap_or(run.range.end)
    };
    let em = |length: f64| narrow(length);
    run.glyphs
        .iter()
        .map(|glyph| KrillaGlyph {
            glyph_id: GlyphId::new(glyph.id),
            text_range: glyph.cluster..end(glyph.cluster),
            x_advance: em(glyph.advance),
            x_offset: em(glyph.x),
            y_offset: em(glyph.y),
            y_advance: 0.0,
            location: None,
        })
        .collect()
}

/// Millimetres in points.
fn points(millimetres: f64) -> f32 {
    narrow(millimetres * POINTS)
}

/// PDF calculates in single precision: some 0.2 micrometres on an A3 page.
#[expect(clippy::cast_possible_truncation, reason = "stated")]
fn narrow(length: f64) -> f32 {
    length as f32
}
