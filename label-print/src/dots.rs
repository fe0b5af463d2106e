//! Drawings in a printer's dots: black or nothing.

use label_core::limits;
use label_qr::{Module, QrError};
use tiny_skia::{FillRule, Mask, Transform};
use usvg::tiny_skia_path::{Path, PathBuilder};

use crate::error::PrintError;
use crate::font::Fonts;
use crate::outline::Step;
use crate::raster::Raster;
use crate::scene::{Item, PlacedSymbol, Rule, Scene, Shape};

/// Millimetres in an inch.
const INCH: f64 = 25.4;
/// The order in which the dots of a square become black as a grey gets darker: in clusters, which heat prints
/// more evenly than single dots.
const SCREEN: [[u8; 4]; 4] = [[12, 5, 6, 13], [4, 0, 1, 7], [11, 3, 2, 8], [15, 10, 9, 14]];

/// Draws a scene in dots; the modules of its symbols are whole dots, as wide as `module` has it.
pub(crate) fn dots(scene: &Scene, fonts: &Fonts, module: Module) -> Result<Raster, PrintError> {
    let scale = f64::from(module.dpi) / INCH;
    let edge = |length: f64| whole((length * scale).ceil()).ok_or(QrError::PictureTooLarge);
    let mut raster = Raster::new(edge(scene.width)?, edge(scene.height)?);
    for item in &scene.items {
        match item {
            Item::Shape { shape, .. } => fill(&mut raster, shape, scale),
            Item::Text(text) => fill(&mut raster, &text.outlines(fonts), scale),
            Item::Symbol(symbol) => place(&mut raster, symbol, module),
        }
    }
    Ok(raster)
}

/// The place of a symbol in dots: left, top and edge.
pub(crate) fn place_of(symbol: &PlacedSymbol, module: Module) -> Option<[usize; 3]> {
    let scale = f64::from(module.dpi) / INCH;
    let dots = usize::try_from(module.dots).ok()?;
    let [left, top] = [symbol.x, symbol.y].map(|at| whole((at * scale).round()));
    Some([left?, top?, symbol.symbol.framed_width().checked_mul(dots)?])
}

/// A number of dots within the largest picture.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded"
)]
fn whole(dots: f64) -> Option<usize> {
    let most = f64::from(limits::PICTURE_EDGE);
    (0.0..=most).contains(&dots).then_some(dots as usize)
}

fn place(raster: &mut Raster, symbol: &PlacedSymbol, module: Module) {
    let dots = usize::try_from(module.dots).unwrap_or(1);
    if let Some([left, top, _]) = place_of(symbol, module) {
        raster.lay(&Raster::of_symbol(&symbol.symbol, dots), left, top);
    }
}

/// Fills a shape: a dot is in it where half of the dot is.
fn fill(raster: &mut Raster, shape: &Shape, scale: f64) {
    let Some((left, top, mask)) = masked(shape, scale) else {
        return;
    };
    let grey = grey(shape);
    let width = usize::try_from(mask.width()).unwrap_or(1).max(1);
    for (row, covers) in mask.data().chunks(width).enumerate() {
        for (column, cover) in covers.iter().enumerate() {
            if *cover >= 128 {
                let (x, y) = (left + column, top + row);
                let luma = if is_black(grey, x, y) { 0 } else { u8::MAX };
                raster.fill(x, y, x + 1, y + 1, luma);
            }
        }
    }
}

/// The dots that a shape covers, from the first column and row on that it reaches.
fn masked(shape: &Shape, scale: f64) -> Option<(usize, usize, Mask)> {
    let path = outline(&shape.steps, scale)?;
    let bounds = path.bounds();
    let [left, top] = [bounds.left(), bounds.top()].map(|at| whole(f64::from(at).floor().max(0.0)));
    let (left, top) = (left?, top?);
    let edge = |end: f32, start: usize| {
        let end = whole(f64::from(end).ceil())?;
        u32::try_from(end.checked_sub(start)?).ok()
    };
    let mut mask = Mask::new(edge(bounds.right(), left)?, edge(bounds.bottom(), top)?)?;
    let offset = |at: usize| u16::try_from(at).map(|at| -f32::from(at)).ok();
    let rule = match shape.rule {
        Rule::NonZero => FillRule::Winding,
        Rule::EvenOdd => FillRule::EvenOdd,
    };
    let moved = Transform::from_translate(offset(left)?, offset(top)?);
    mask.fill_path(&path, rule, true, moved);
    Some((left, top, mask))
}

/// An outline in dots.
fn outline(steps: &[Step], scale: f64) -> Option<Path> {
    let mut path = PathBuilder::new();
    let at = |(x, y): (f64, f64)| (narrow(x * scale), narrow(y * scale));
    for step in steps {
        match *step {
            Step::Move(to) => {
                let (x, y) = at(to);
                path.move_to(x, y);
            }
            Step::Line(to) => {
                let (x, y) = at(to);
                path.line_to(x, y);
            }
            Step::Quad(control, to) => {
                let ((ax, ay), (x, y)) = (at(control), at(to));
                path.quad_to(ax, ay, x, y);
            }
            Step::Cubic(first, second, to) => {
                let ((ax, ay), (bx, by), (x, y)) = (at(first), at(second), at(to));
                path.cubic_to(ax, ay, bx, by, x, y);
            }
            Step::Close => path.close(),
        }
    }
    path.finish()
}

/// Thousandths of a dot on the largest label.
#[expect(clippy::cast_possible_truncation, reason = "stated")]
fn narrow(length: f64) -> f32 {
    length as f32
}

/// The lightness of a shape: 0 is black.
fn grey(shape: &Shape) -> u8 {
    let [red, green, blue] = shape.colour.map(u32::from);
    u8::try_from((299 * red + 587 * green + 114 * blue) / 1_000).unwrap_or(u8::MAX)
}

/// True for the dots of a grey that are black.
fn is_black(grey: u8, x: usize, y: usize) -> bool {
    let order = SCREEN.get(y % 4).and_then(|row| row.get(x % 4));
    let order = order.copied().unwrap_or(0);
    u16::from(order) * 16 + 8 < u16::from(u8::MAX - grey)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::colour::Rgb;

    const MODULE: Module = Module { dots: 3, dpi: 254 };

    fn scene(bars: &[(f64, f64, Rgb)]) -> Scene {
        let mut scene = Scene {
            width: 4.0,
            height: 2.0,
            title: String::new(),
            items: Vec::new(),
        };
        for (x, width, colour) in bars {
            scene.items.push(Item::Shape {
                shape: Shape {
                    colour: *colour,
                    ..Shape::bar(*x, 0.5, *width, 1.0)
                },
                says: String::new(),
            });
        }
        scene
    }

    fn black(raster: &Raster) -> usize {
        raster.dark().into_iter().filter(|dark| *dark).count()
    }

    #[test]
    fn shapes_cover_the_dots_that_they_are_on() {
        // Ten dots a millimetre.
        let draw = |bars: &[(f64, f64, Rgb)]| dots(&scene(bars), &Fonts::none(), MODULE).unwrap();
        let bar = draw(&[(1.0, 2.0, [0; 3])]);
        assert_eq!((bar.width, bar.height, black(&bar)), (40, 20, 20 * 10));
        assert_eq!(bar.cropped(10, 5, 10).luma, [0; 100]);
        let hole = draw(&[(1.0, 2.0, [0; 3]), (1.5, 1.0, [255; 3])]);
        assert_eq!(black(&hole), 10 * 10);
        // A fifth of the dots of a light grey, spread over all of it.
        let grey = draw(&[(0.0, 4.0, [0xc8; 3])]);
        assert!((40 * 10 / 6..=40 * 10 / 4).contains(&black(&grey)));
        // What reaches out is left out.
        assert_eq!(black(&draw(&[(3.0, 9.0, [0; 3])])), 10 * 10);
    }
}
