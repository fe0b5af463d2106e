//! The column of fields: captions, and below each the value that people compare with the box.

use super::metrics::{CAPTION, LEAST, LEAST_CAPTION, VALUE};
use crate::error::PrintError;
use crate::font::{Fonts, Weight};
use crate::scene::{Item, Scene, Text};
use crate::text::{Fit, Fitted};
use crate::words::Words;

/// Names stand in one line each down to this share of the usual size.
const ONE_LINE: f64 = 0.8;
/// Otherwise in a few lines, in the first of these shares in which everything fits.
const FEW_LINES: [f64; 6] = [1.0, 0.94, 0.88, 0.82, 0.78, 0.74];
/// Lines of a name at most.
const MOST: usize = 3;
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

impl Field {
    fn is_name(&self) -> bool {
        matches!(self.value, Value::Name(_))
    }
}

pub(super) enum Value {
    /// A number or a date, which is never cut.
    Whole(String),
    /// A name of a few lines.
    Name(String),
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
    /// The size of all names, where other labels have one that these are to match.
    pub(super) names: Option<f64>,
}

/// Fields as they will stand.
#[derive(Clone)]
pub(super) struct Filled {
    blocks: Vec<Block>,
    gap: f64,
    /// Claims of which not everything found room.
    pub(super) cut: Vec<&'static str>,
    /// True where a line ends inside a word.
    pub(super) torn: bool,
    /// The size of all names, where they have one.
    pub(super) names: Option<f64>,
}

/// A caption and a value in their sizes.
#[derive(Clone)]
pub(super) struct Block {
    pub(super) caption: Fitted,
    pub(super) value: Fitted,
}

impl Column {
    /// Fills the column: all names in one size, the largest in which they are whole, no word is torn and nothing
    /// is higher than the column, or else the smallest in which they are whole, or else each in the size that it
    /// needs.
    pub(super) fn fill(
        self,
        fields: &[Field],
        fonts: &Fonts,
        words: &Words,
    ) -> Result<Filled, PrintError> {
        let mut each = Vec::new();
        for field in fields {
            let caption = caption(self.width, self.scale).text(fonts, &field.caption)?;
            let fit = self.fit(field);
            let value = match &field.value {
                Value::Whole(text) | Value::Name(text) => fit.text(fonts, text)?,
                Value::List(texts) => fit.list(fonts, texts, |more| words.more(more))?,
            };
            each.push(Block { caption, value });
        }
        // One size for all names looks tidy; a size for each is the last resort.
        let mut smallest = None;
        for (size, lines) in self.sizes(fields, fonts)? {
            let mut blocks = each.clone();
            for (block, field) in blocks.iter_mut().zip(fields) {
                if let Value::Name(text) = &field.value {
                    let fit = Fit {
                        size,
                        least: size,
                        lines: Some(lines),
                        ..self.fit(field)
                    };
                    block.value = fit.text(fonts, text)?;
                }
            }
            let names = fields.iter().any(Field::is_name).then_some(size);
            let filled = Filled {
                names,
                ..self.filled(fields, blocks)
            };
            let whole = filled.cut.iter().all(|claim| is_list(fields, claim));
            let low = self.tall == 0.0 || filled.height() <= self.tall;
            if whole && low && !filled.torn {
                return Ok(filled);
            }
            let better = |known: &Filled| filled.torn <= known.torn;
            if whole && smallest.as_ref().is_none_or(better) {
                smallest = Some(filled);
            }
        }
        Ok(smallest.unwrap_or_else(|| self.filled(fields, each)))
    }

    /// The fit of a field that stands for itself.
    fn fit(self, field: &Field) -> Fit {
        Fit {
            width: self.width,
            size: VALUE * self.scale,
            least: LEAST,
            lines: match field.value {
                Value::Whole(_) => None,
                Value::Name(_) | Value::List(_) => Some(MOST),
            },
            weight: field.weight,
        }
    }

    /// The sizes in which all names are tried, and lines for them.
    fn sizes(self, fields: &[Field], fonts: &Fonts) -> Result<Vec<(f64, usize)>, PrintError> {
        if let Some(size) = self.names {
            return Ok(vec![(size, MOST)]);
        }
        let usual = VALUE * self.scale;
        let mut one_line = usual;
        for field in fields {
            if let Value::Name(text) = &field.value {
                let width = fonts.shape(text, field.weight)?.width;
                one_line = one_line.min(self.width / width.max(f64::EPSILON));
            }
        }
        let one_line = (one_line >= ONE_LINE * usual).then_some((one_line, 1));
        let few_lines = FEW_LINES.iter().map(|share| (share * usual, MOST));
        let sizes = one_line.into_iter().chain(few_lines);
        Ok(sizes.filter(|(size, _)| *size >= LEAST).collect())
    }

    /// Spreads fields over the height.
    fn filled(self, fields: &[Field], blocks: Vec<Block>) -> Filled {
        let cut = blocks.iter().zip(fields);
        let cut = cut.filter(|(block, _)| block.value.cut);
        let mut filled = Filled {
            cut: cut.map(|(_, field)| field.claim).collect(),
            torn: blocks.iter().any(|block| block.value.torn),
            names: None,
            gap: BETWEEN * self.scale,
            blocks,
        };
        let free = (self.tall - filled.height()).max(0.0) / filled.gaps().max(1.0);
        filled.gap = (filled.gap + free).min(WIDELY_BETWEEN * self.scale);
        filled
    }
}

/// True for a list, which is shortened in any size.
fn is_list(fields: &[Field], claim: &str) -> bool {
    let mut lists = fields
        .iter()
        .filter(|field| matches!(field.value, Value::List(_)));
    lists.any(|field| field.claim == claim)
}

impl Filled {
    /// The number of gaps.
    fn gaps(&self) -> f64 {
        let gaps = self.blocks.len().saturating_sub(1);
        f64::from(u32::try_from(gaps).unwrap_or(0))
    }

    fn height(&self) -> f64 {
        let blocks: f64 = self.blocks.iter().map(Block::height).sum();
        blocks + self.gap * self.gaps()
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

/// The fit of a caption.
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

    /// True where caption and value have one line each.
    pub(super) fn is_flat(&self) -> bool {
        self.caption.lines.len() == 1 && self.value.lines.len() == 1
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
