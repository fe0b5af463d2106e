//! A whole label: mark, scheme, what a person compares with the box, and the symbol.
//!
//! The symbol stands on the left with the texts beside it, or above them where the label is narrow.

use label_core::Claims;
use label_core::scheme::Schemes;

use super::error::ArtworkError;
use super::font::{Fonts, Weight};
use super::mark::{self, Mark};
use super::scene::{Item, PlacedSymbol, Scene, Text};
use super::sheet::micrometres;
use super::text::{Fit, Fitted};
use super::words::{Wording, Words};
use crate::error::CliError;
use crate::fields::Words as OneLanguage;

/// Millimetres in a typographic point.
const POINT: f64 = 25.4 / 72.0;
/// The least size of a value and of its caption, which thermal printers still print sharply.
const LEAST: f64 = 5.5 * POINT;
const LEAST_CAPTION: f64 = 4.5 * POINT;
/// The width of a label that the sizes below are made for.
const USUAL: f64 = 60.0;
/// Between a rule and the quiet zone below it.
const CLEAR: f64 = 0.2;
/// The least room for texts beside a symbol.
const COLUMN: f64 = 21.0;

/// How labels are drawn.
pub(crate) struct LabelOptions {
    /// Width in millimetres.
    pub(crate) width: f64,
    pub(crate) wording: Wording,
    /// The owner's own mark.
    pub(crate) mark: Option<Mark>,
}

/// A label as drawn.
pub(crate) struct DrawnLabel {
    pub(crate) scene: Scene,
    /// Fields of which not everything found room, by their claims' names.
    pub(crate) cut: Vec<&'static str>,
}

/// What labels are made of, for all labels of a run.
pub(crate) struct Artist {
    pub(crate) fonts: Fonts,
    options: LabelOptions,
    words: Words,
    schemes: Schemes,
}

/// A caption and what stands below it.
struct Field {
    claim: &'static str,
    caption: String,
    value: Value,
    weight: Weight,
    /// Lines at most; none where nothing may be cut.
    lines: Option<usize>,
}

enum Value {
    Text(String),
    List(Vec<String>),
}

/// A field in its size.
struct Block {
    caption: Fitted,
    value: Fitted,
}

/// Lengths that follow from the width of a label.
#[derive(Clone, Copy)]
struct Metrics {
    margin: f64,
    header: f64,
    rule: f64,
    gap: f64,
    scale: f64,
}

impl Artist {
    /// Gets ready for labels of one kind.
    pub(crate) fn new(fonts: Fonts, options: LabelOptions) -> Result<Self, CliError> {
        Ok(Self {
            words: Words::new(options.wording)?,
            fonts,
            options,
            schemes: Schemes::builtin(),
        })
    }

    /// Draws a label around a symbol; `host` is where people can check it.
    pub(crate) fn draw(
        &self,
        claims: &Claims,
        host: &str,
        title: &str,
        symbol: PlacedSymbol,
    ) -> Result<DrawnLabel, ArtworkError> {
        let metrics = Metrics::new(self.options.width);
        let mut drawn = DrawnLabel {
            scene: Scene {
                width: self.options.width,
                height: 0.0,
                title: title.to_owned(),
                items: Vec::new(),
            },
            cut: Vec::new(),
        };
        let top = self.header(claims, metrics, &mut drawn)?;
        let below = self.body(claims, metrics, symbol, top, &mut drawn)?;
        self.footer(host, metrics, below, &mut drawn)?;
        Ok(drawn)
    }

    /// Mark, scheme and assessment above a rule; returns where the rest begins.
    fn header(
        &self,
        claims: &Claims,
        metrics: Metrics,
        drawn: &mut DrawnLabel,
    ) -> Result<f64, ArtworkError> {
        let Metrics {
            margin,
            header,
            rule,
            gap,
            scale,
        } = metrics;
        let level = claims.label.level;
        let scheme = self.schemes.get(&claims.label.scheme);
        let says = level.map_or_else(String::new, |level| OneLanguage::mark(scheme, level));
        let left = margin + self.mark(claims, &says, metrics, drawn)?;
        let name = self.words.scheme(&self.schemes, &claims.label.scheme);
        let name = [name, says].join(" ");
        let assessed = self.words.assessment(claims.label.assessment);
        let fit = Fit {
            width: self.options.width - margin - left,
            size: 9.0 * POINT * scale,
            least: LEAST,
            lines: None,
            weight: Weight::Bold,
        };
        let title = fit.text(&self.fonts, name.trim())?;
        let fit = Fit {
            size: 5.5 * POINT * scale,
            least: LEAST_CAPTION,
            weight: Weight::Regular,
            ..fit
        };
        let below = assessed.iter().map(|text| fit.text(&self.fonts, text));
        let below = below.collect::<Result<Vec<_>, _>>()?;
        let space = 0.4 * scale;
        let tall = title.height() + below.iter().map(|text| text.height() + space).sum::<f64>();
        let mut y = title.place(
            left,
            margin + ((header - tall) / 2.0).max(0.0),
            &mut drawn.scene,
        );
        for text in below {
            y = text.place(left, y + space, &mut drawn.scene);
        }
        let end = margin + header.max(tall) + gap;
        drawn
            .scene
            .bar(margin, end, self.options.width - 2.0 * margin, rule);
        Ok(end + rule + gap)
    }

    /// The mark in the upper left corner; returns the room that it takes.
    fn mark(
        &self,
        claims: &Claims,
        says: &str,
        metrics: Metrics,
        drawn: &mut DrawnLabel,
    ) -> Result<f64, ArtworkError> {
        let Metrics { margin, header, .. } = metrics;
        let at = (margin, margin);
        let mark = match &self.options.mark {
            Some(mark) => {
                let room = (self.options.width - 2.0 * margin) * 0.4;
                Some(mark.placed(at, room, header, says))
            }
            None => {
                let scheme = self.schemes.get(&claims.label.scheme);
                mark::neutral(scheme, claims.label.level, &self.fonts, at, header)?
            }
        };
        Ok(mark.map_or(0.0, |mark| {
            drawn.scene.items.extend(mark.items);
            mark.width + 2.0 * metrics.scale
        }))
    }

    /// Symbol and fields; returns where the rest begins.
    fn body(
        &self,
        claims: &Claims,
        metrics: Metrics,
        mut symbol: PlacedSymbol,
        top: f64,
        drawn: &mut DrawnLabel,
    ) -> Result<f64, ArtworkError> {
        let (margin, width) = (metrics.margin, self.options.width);
        let (edge, quiet) = (symbol.edge(), 4.0 * symbol.module_mm);
        // The dark modules stand in line with the texts, the quiet zone reaches into the margin.
        let overlap = quiet.min(margin - 1.0);
        let needed = edge - 2.0 * overlap + 2.0 * margin;
        if needed > width {
            return Err(ArtworkError::LabelNarrow {
                width_um: micrometres(width),
                needed_um: micrometres(needed),
            });
        }
        let column = width - 2.0 * margin - (edge - overlap) - metrics.gap;
        let fields = self.fields(claims);
        if column >= COLUMN * metrics.scale.min(1.0) {
            (symbol.x, symbol.y) = (margin - overlap, top - overlap.min(metrics.gap - CLEAR));
            let (first, tall) = (symbol.y + quiet, edge - 2.0 * quiet);
            let bottom = symbol.y + edge;
            let left = symbol.x + edge + metrics.gap;
            let end = self.column(&fields, (left, first), column, tall, metrics, drawn)?;
            drawn.scene.items.push(Item::Symbol(Box::new(symbol)));
            return Ok(bottom.max(end + metrics.gap));
        }
        (symbol.x, symbol.y) = ((width - edge) / 2.0, top - overlap.min(metrics.gap - CLEAR));
        let below = symbol.y + edge;
        drawn.scene.items.push(Item::Symbol(Box::new(symbol)));
        let room = width - 2.0 * margin;
        let end = self.column(&fields, (margin, below), room, 0.0, metrics, drawn)?;
        Ok(end + metrics.gap)
    }

    /// Fields below each other, spread over a height if that is little; returns where they end.
    fn column(
        &self,
        fields: &[Field],
        (x, y): (f64, f64),
        width: f64,
        tall: f64,
        metrics: Metrics,
        drawn: &mut DrawnLabel,
    ) -> Result<f64, ArtworkError> {
        let mut blocks = Vec::new();
        for field in fields {
            let block = self.block(field, width, metrics.scale)?;
            if block.value.cut {
                drawn.cut.push(field.claim);
            }
            blocks.push(block);
        }
        let heights: f64 = blocks.iter().map(Block::height).sum();
        let between = f64::from(
            u32::try_from(blocks.len().saturating_sub(1))
                .unwrap_or(0)
                .max(1),
        );
        let least = 1.1 * metrics.scale;
        let gap = ((tall - heights) / between).clamp(least, 2.4 * metrics.scale);
        let mut at = y;
        for block in blocks {
            at = block.place(x, at, &mut drawn.scene) + gap;
        }
        Ok(at - gap)
    }

    fn block(&self, field: &Field, width: f64, scale: f64) -> Result<Block, ArtworkError> {
        let fit = Fit {
            width,
            size: 7.5 * POINT * scale,
            least: LEAST,
            lines: field.lines,
            weight: field.weight,
        };
        let value = match &field.value {
            Value::Text(text) => fit.text(&self.fonts, text)?,
            Value::List(texts) => fit.list(&self.fonts, texts, |more| self.words.more(more))?,
        };
        let caption = Fit {
            size: 5.0 * POINT * scale,
            least: LEAST_CAPTION,
            lines: None,
            weight: Weight::Regular,
            ..fit
        };
        let caption = caption.text(&self.fonts, &field.caption)?;
        Ok(Block { caption, value })
    }

    fn fields(&self, claims: &Claims) -> Vec<Field> {
        let field = |claim: &'static str, word: &str, value, weight, lines| Field {
            claim,
            caption: self.words.word(word, " "),
            value,
            weight,
            lines,
        };
        let text = |text: &str| Value::Text(text.to_owned());
        let label = &claims.label;
        let (regular, bold) = (Weight::Regular, Weight::Bold);
        let number = text(&claims.registration);
        let mut fields = vec![field(
            "registration",
            "art_registration",
            number,
            bold,
            None,
        )];
        if let Some(holder) = &label.holder {
            fields.push(field(
                "holder",
                "art_holder",
                text(holder),
                regular,
                Some(2),
            ));
        }
        let product = text(&label.product);
        fields.push(field("product", "art_product", product, regular, Some(3)));
        if !label.models.is_empty() {
            let models = Value::List(label.models.clone());
            fields.push(field("models", "art_models", models, regular, Some(3)));
        }
        let until = Value::Text(self.words.until(claims.expires));
        fields.push(field("expires", "art_expires", until, regular, None));
        fields
    }

    /// Where the label can be checked, below a rule; sets the height.
    fn footer(
        &self,
        host: &str,
        metrics: Metrics,
        top: f64,
        drawn: &mut DrawnLabel,
    ) -> Result<(), ArtworkError> {
        let Metrics {
            margin,
            rule,
            gap,
            scale,
            ..
        } = metrics;
        let width = self.options.width - 2.0 * margin;
        drawn.scene.bar(margin, top, width, rule);
        let y = top + rule + gap;
        let caption = Fit {
            width,
            size: 5.0 * POINT * scale,
            least: LEAST_CAPTION,
            lines: None,
            weight: Weight::Regular,
        };
        let ask = self.words.word("art_check", " ");
        let block = Block {
            caption: caption.text(&self.fonts, &ask)?,
            value: Fit {
                size: 8.5 * POINT * scale,
                least: LEAST,
                weight: Weight::Bold,
                ..caption
            }
            .text(&self.fonts, host)?,
        };
        drawn.scene.height = block.place(margin, y, &mut drawn.scene) + margin;
        Ok(())
    }
}

impl Metrics {
    fn new(width: f64) -> Self {
        let scale = (width / USUAL).clamp(0.8, 3.0);
        Self {
            margin: 3.0 * scale.max(1.0),
            header: 7.2 * scale,
            rule: 0.2,
            gap: 1.4 * scale,
            scale,
        }
    }
}

impl Block {
    /// Between a caption and its value.
    const INNER: f64 = 0.25;

    fn height(&self) -> f64 {
        self.caption.height() + Self::INNER + self.value.height()
    }

    /// Sets caption and value; returns where they end.
    fn place(self, x: f64, y: f64, scene: &mut Scene) -> f64 {
        let below = self.caption.place(x, y, scene) + Self::INNER;
        self.value.place(x, below, scene)
    }
}

impl Fitted {
    /// From the top of the first line to the bottom of the last.
    fn height(&self) -> f64 {
        let lines = u32::try_from(self.lines.len()).unwrap_or(0);
        self.size * (1.0 + Self::LEADING * f64::from(lines.saturating_sub(1)))
    }

    /// From one base line to the next, in em.
    const LEADING: f64 = 1.2;
    /// From the top of a line to its base line, in em: Japanese letters fill the em square.
    const ASCENT: f64 = 0.88;

    /// Sets the lines; returns where they end.
    fn place(self, x: f64, y: f64, scene: &mut Scene) -> f64 {
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
