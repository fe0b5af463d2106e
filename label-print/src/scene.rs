//! A drawing as a list of things; every vector format is written from it.
//!
//! Lengths are in millimetres, from the upper left corner to the right and down.

use label_qr::Symbol;

use crate::colour::{BLACK, Colours, Rgb};
use crate::font::{Fonts, Line};
use crate::outline::Step;
use crate::units::modules;

/// A drawing.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Width in millimetres.
    pub width: f64,
    /// Height in millimetres.
    pub height: f64,
    /// The words of a screen reader and of a file's properties.
    pub(crate) title: String,
    pub(crate) items: Vec<Item>,
}

/// One thing that is drawn; later ones lie over earlier ones.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// A filled shape, and the words of a screen reader.
    Shape { shape: Shape, says: String },
    /// A line of text from its left end on its base line.
    Text(Text),
    /// A QR symbol with its quiet zone.
    Symbol(Box<PlacedSymbol>),
}

/// A filled shape.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) steps: Vec<Step>,
    pub(crate) colour: Rgb,
    pub(crate) rule: Rule,
}

/// The parts of crossing outlines that are inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    NonZero,
    EvenOdd,
}

/// A text in place.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// Edge of the em square.
    pub(crate) size: f64,
    pub(crate) line: Line,
}

/// A symbol in place.
#[derive(Clone, Debug)]
pub struct PlacedSymbol {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) module_mm: f64,
    pub(crate) symbol: Symbol,
    pub(crate) colours: Colours,
}

impl Scene {
    /// A drawing of nothing but a symbol.
    pub fn of_symbol(symbol: PlacedSymbol, title: String) -> Self {
        let edge = symbol.edge();
        Self {
            width: edge,
            height: edge,
            title,
            items: vec![Item::Symbol(Box::new(symbol))],
        }
    }

    /// Adds a bar.
    pub(crate) fn bar(&mut self, x: f64, y: f64, width: f64, height: f64) {
        self.items.push(Item::Shape {
            shape: Shape::bar(x, y, width, height),
            says: String::new(),
        });
    }

    /// The symbols, in the order in which they are drawn.
    pub(crate) fn symbols(&self) -> impl Iterator<Item = &PlacedSymbol> {
        self.items.iter().filter_map(|item| match item {
            Item::Symbol(symbol) => Some(symbol.as_ref()),
            _ => None,
        })
    }

    /// Moves everything of another drawing to a place in this one.
    pub(crate) fn place(&mut self, other: Self, x: f64, y: f64) {
        let moved = other.items.into_iter().map(|item| item.moved(x, y));
        self.items.extend(moved);
    }
}

impl Item {
    /// The same thing so far to the right and down.
    pub(crate) fn moved(self, x: f64, y: f64) -> Self {
        match self {
            Self::Shape { shape, says } => Self::Shape {
                shape: shape.mapped(|(a, b)| (a + x, b + y)),
                says,
            },
            Self::Text(text) => Self::Text(Text {
                x: text.x + x,
                y: text.y + y,
                ..text
            }),
            Self::Symbol(mut symbol) => {
                symbol.x += x;
                symbol.y += y;
                Self::Symbol(symbol)
            }
        }
    }
}

impl Text {
    /// The outlines of the text.
    pub(crate) fn outlines(&self, fonts: &Fonts) -> Shape {
        let mut steps = Vec::new();
        let mut x = self.x;
        for run in &self.line.runs {
            for glyph in &run.glyphs {
                let at = (x + glyph.x * self.size, self.y - glyph.y * self.size);
                if let Some(face) = fonts.face(self.line.weight, run) {
                    face.outline(glyph.id, at, self.size, &mut steps);
                }
                x += glyph.advance * self.size;
            }
        }
        Shape {
            steps,
            colour: BLACK,
            rule: Rule::NonZero,
        }
    }
}

impl Shape {
    /// A black bar.
    pub(crate) fn bar(x: f64, y: f64, width: f64, height: f64) -> Self {
        let corners = [(x + width, y), (x + width, y + height), (x, y + height)];
        let mut steps = vec![Step::Move((x, y))];
        steps.extend(corners.map(Step::Line));
        steps.push(Step::Close);
        Self {
            steps,
            colour: BLACK,
            rule: Rule::NonZero,
        }
    }

    /// The shape with every point mapped.
    pub(crate) fn mapped(mut self, map: impl Fn((f64, f64)) -> (f64, f64)) -> Self {
        for step in &mut self.steps {
            *step = step.mapped(&map);
        }
        self
    }
}

impl PlacedSymbol {
    /// The edge with quiet zone, in millimetres.
    pub fn edge(&self) -> f64 {
        modules(self.symbol.framed_width()) * self.module_mm
    }
}
