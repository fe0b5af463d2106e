//! The column of fields: captions, and below each what people compare with the box.

use super::{CAPTION, LEAST, LEAST_CAPTION, VALUE};
use crate::artwork::error::ArtworkError;
use crate::artwork::font::{Fonts, Weight};
use crate::artwork::scene::{Item, Scene, Text};
use crate::artwork::text::{Fit, Fitted};
use crate::artwork::words::Words;

/// Sizes of values that are tried in order, as shares of the usual one, and the lines that a name may have.
///
/// A name in one line is worth some size; a name of several lines gives it back.
const ATTEMPTS: [(f64, usize); 9] = [
    (1.0, 1),
    (0.94, 1),
    (0.88, 1),
    (1.0, MOST),
    (0.94, MOST),
    (0.88, MOST),
    (0.82, MOST),
    (0.76, MOST),
    (0.74, MOST),
];
/// Lines of a name at most.
pub(super) const MOST: usize = 3;
/// Between two fields, in millimetres at the usual width.
const BETWEEN: f64 = 1.1;
const WIDELY_BETWEEN: f64 = 2.4;

/// A caption and what stands below it.
pub(super) struct Field {
    pub(super) claim: &'static str,
    pub(super) caption: String,
    pub(super) value: Value,
    pub(super) weight: Weight,
}

pub(super) enum Value {
    /// A number or a date, which is never cut.
    Whole(String),
    /// A name of several lines at most.
    Name(String, usize),
    /// Models: those that find no room are counted.
    List(Vec<String>),
}

/// Room for fields, in millimetres.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) width: f64,
    /// The height over which they are spread; more is taken where it does not suffice.
    pub(super) tall: f64,
    pub(super) scale: f64,
}

/// Fields as they will stand, and the claims of which not everything found room.
pub(super) struct Filled {
    blocks: Vec<Block>,
    gap: f64,
    pub(super) cut: Vec<&'static str>,
}

/// A caption and a value in their sizes.
pub(super) struct Block {
    pub(super) caption: Fitted,
    pub(super) value: Fitted,
}

impl Column {
    /// Finds the largest size in which every name is whole and the fields fill the height at most; where there
    /// is none, each field gets the size that it needs.
    pub(super) fn fill(
        self,
        fields: &[Field],
        fonts: &Fonts,
        words: &Words,
    ) -> Result<Filled, ArtworkError> {
        let usual = VALUE * self.scale;
        for (share, lines) in ATTEMPTS {
            let size = usual * share;
            if size < LEAST {
                continue;
            }
            let filled = self.filled(fields, fonts, words, size, Some(lines))?;
            let fits = self.tall == 0.0 || filled.height() <= self.tall;
            if fits && filled.cut.is_empty() {
                return Ok(filled);
            }
        }
        self.filled(fields, fonts, words, usual, None)
    }

    /// The fields in one size: names in so many lines of exactly that size, or each down to the least size.
    fn filled(
        self,
        fields: &[Field],
        fonts: &Fonts,
        words: &Words,
        size: f64,
        lines: Option<usize>,
    ) -> Result<Filled, ArtworkError> {
        let mut filled = Filled {
            blocks: Vec::new(),
            gap: BETWEEN * self.scale,
            cut: Vec::new(),
        };
        for field in fields {
            let fit = Fit {
                width: self.width,
                size,
                least: LEAST,
                lines: None,
                weight: field.weight,
            };
            let value = match (&field.value, lines) {
                (Value::Whole(text), _) => fit.text(fonts, text)?,
                (Value::Name(text, most), Some(lines)) => {
                    let (least, lines) = (size, Some(lines.min(*most)));
                    Fit {
                        least,
                        lines,
                        ..fit
                    }
                    .text(fonts, text)?
                }
                (Value::Name(text, most), None) => {
                    let lines = Some(*most);
                    Fit { lines, ..fit }.text(fonts, text)?
                }
                (Value::List(texts), _) => {
                    let lines = Some(MOST);
                    Fit { lines, ..fit }.list(fonts, texts, |more| words.more(more))?
                }
            };
            if value.cut {
                filled.cut.push(field.claim);
            }
            let caption = caption(self.width, self.scale).text(fonts, &field.caption)?;
            filled.blocks.push(Block { caption, value });
        }
        filled.spread(self);
        Ok(filled)
    }
}

impl Filled {
    /// How many gaps there are.
    fn gaps(&self) -> f64 {
        let gaps = self.blocks.len().saturating_sub(1);
        f64::from(u32::try_from(gaps).unwrap_or(0))
    }

    fn height(&self) -> f64 {
        let blocks: f64 = self.blocks.iter().map(Block::height).sum();
        blocks + self.gap * self.gaps()
    }

    /// Widens the gaps to fill the height.
    fn spread(&mut self, column: Column) {
        let free = (column.tall - self.height()).max(0.0) / self.gaps().max(1.0);
        self.gap = (self.gap + free).min(WIDELY_BETWEEN * column.scale);
    }

    /// Sets everything; returns where it ends.
    pub(super) fn place(self, x: f64, y: f64, scene: &mut Scene) -> f64 {
        let mut at = y;
        for block in self.blocks {
            at = block.place(x, at, scene) + self.gap;
        }
        at - self.gap
    }
}

/// How a caption is fitted.
pub(super) fn caption(width: f64, scale: f64) -> Fit {
    Fit {
        width,
        size: CAPTION * scale,
        least: LEAST_CAPTION,
        lines: None,
        weight: Weight::Regular,
    }
}

impl Block {
    /// Between a caption and its value.
    const INNER: f64 = 0.25;

    pub(super) fn height(&self) -> f64 {
        self.caption.height() + Self::INNER + self.value.height()
    }

    pub(super) fn width(&self) -> f64 {
        self.caption.width().max(self.value.width())
    }

    /// Sets caption and value; returns where they end.
    pub(super) fn place(self, x: f64, y: f64, scene: &mut Scene) -> f64 {
        let below = self.caption.place(x, y, scene) + Self::INNER;
        self.value.place(x, below, scene)
    }
}

impl Fitted {
    /// From one base line to the next, in em.
    const LEADING: f64 = 1.2;
    /// From the top of a line to its base line, in em: Japanese letters fill the em square.
    const ASCENT: f64 = 0.88;

    /// The width of the longest line.
    pub(super) fn width(&self) -> f64 {
        let lines = self.lines.iter().map(|line| line.width * self.size);
        lines.fold(0.0, f64::max)
    }

    /// From the top of the first line to the bottom of the last.
    pub(super) fn height(&self) -> f64 {
        let lines = u32::try_from(self.lines.len()).unwrap_or(0);
        self.size * (1.0 + Self::LEADING * f64::from(lines.saturating_sub(1)))
    }

    /// Sets the lines; returns where they end.
    pub(super) fn place(self, x: f64, y: f64, scene: &mut Scene) -> f64 {
        let end = y + self.height();
        let mut base = y + Self::ASCENT * self.size;
        for line in self.lines {
            scene.items.push(Item::Text(Text {
                x,
                y: base,
                size: self.size,
                line,
            }));
            base += Self::LEADING * self.size;
        }
        end
    }
}
