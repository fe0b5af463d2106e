//! A whole label: mark, scheme, the values that a person compares with the box, and the symbol.
//!
//! The symbol stands on the left with the texts beside it, or above them where the label is narrow.

mod captioned;
mod column;
mod metrics;
mod specimen;

use label_core::Claims;
use label_core::scheme::Schemes;

use self::column::{Block, Column, Field, Filled, Value, caption};
use self::metrics::{ADDRESS, ASSESSMENT, CLEAR, COLUMN, LEAST, LEAST_CAPTION, Metrics, TITLE};
use crate::error::PrintError;
use crate::font::{Fonts, Weight};
use crate::mark::{self, Mark, PlacedMark};
use crate::scene::{Item, PlacedSymbol, Scene};
use crate::source::ReadyLabel;
use crate::svg::Letters;
use crate::text::{Fit, Fitted};
use crate::words::{LabelWords, Phrase, Words, short_gtin};

/// The style of the labels of a run.
pub struct LabelOptions {
    /// Width in millimetres.
    pub width: f64,
    /// The words of each language, in the order in which they are set.
    pub words: Vec<Box<dyn LabelWords>>,
    /// Letters in SVG files.
    pub letters: Letters,
    /// The owner's own mark, in place of neutral stars.
    pub mark: Option<Mark>,
}

/// A label as drawn.
pub struct DrawnLabel {
    /// The drawing.
    pub scene: Scene,
    /// Fields that were cut for want of room, by their claims' names.
    pub cut: Vec<&'static str>,
    /// The size of all names in millimetres, where they have one.
    pub names: Option<f64>,
}

/// The parts that all labels of a run share.
pub(crate) struct Artist {
    pub(crate) fonts: Fonts,
    words: Words,
    width: f64,
    mark: Option<Mark>,
    schemes: Schemes,
    /// The size of the names on every label.
    pub(crate) names: Option<f64>,
}

/// The end of a part of a label.
struct End {
    y: f64,
    /// The left edge of the texts beside the symbol.
    column: Option<f64>,
}

impl Artist {
    /// Gets ready for labels of one kind.
    pub(crate) fn new(fonts: Fonts, options: LabelOptions) -> Self {
        Self {
            words: Words::new(options.words),
            fonts,
            width: options.width,
            mark: options.mark,
            schemes: Schemes::builtin(),
            names: None,
        }
    }

    /// Draws a label around its symbol.
    pub(crate) fn draw(
        &self,
        label: &ReadyLabel,
        symbol: PlacedSymbol,
    ) -> Result<DrawnLabel, PrintError> {
        let metrics = Metrics::new(self.width);
        let mut drawn = DrawnLabel {
            scene: Scene {
                width: self.width,
                height: 0.0,
                title: label.drawing.title.clone(),
                items: Vec::new(),
            },
            cut: Vec::new(),
            names: None,
        };
        let top = self.header(&label.claims, metrics, &mut drawn.scene)?;
        let below = self.body(&label.claims, metrics, symbol, top, &mut drawn)?;
        self.footer(label, metrics, &below, &mut drawn.scene)?;
        if label.specimen {
            let words = self.words.each_phrase(Phrase::Specimen);
            specimen::mark(&mut drawn.scene, &words, &self.fonts)?;
        }
        Ok(drawn)
    }

    /// Draws mark, scheme and assessment above a rule; returns the top of the rest.
    fn header(
        &self,
        claims: &Claims,
        metrics: Metrics,
        scene: &mut Scene,
    ) -> Result<f64, PrintError> {
        let Metrics {
            margin,
            header,
            rule,
            gap,
            ..
        } = metrics;
        let level = claims.label.level;
        let scheme = self.schemes.get(&claims.label.scheme);
        let says = level.map_or_else(String::new, |level| mark::of_level(scheme, level));
        let mark = self.mark(claims, &says, metrics)?;
        let left = mark
            .as_ref()
            .map_or(margin, |mark| margin + mark.width + 2.0 * metrics.scale);
        let texts = self.titles(claims, &says, metrics, margin + metrics.room - left)?;
        let space = 0.4 * metrics.scale;
        let spaces: f64 = texts.iter().skip(1).map(|_| space).sum();
        let tall = texts.iter().map(Fitted::height).sum::<f64>() + spaces;
        let height = header.max(tall);
        if let Some(mark) = mark {
            let down = (height - header) / 2.0;
            let items = mark.items.into_iter();
            scene.items.extend(items.map(|item| item.moved(0.0, down)));
        }
        let mut y = margin + (height - tall) / 2.0;
        for text in texts {
            y = text.place(left, y, scene) + space;
        }
        let end = margin + height + gap;
        scene.bar(margin, end, metrics.room, rule);
        Ok(end + rule + gap)
    }

    /// The scheme with its level, and how the product was assessed.
    fn titles(
        &self,
        claims: &Claims,
        says: &str,
        metrics: Metrics,
        width: f64,
    ) -> Result<Vec<Fitted>, PrintError> {
        let name = self.words.scheme(&self.schemes, &claims.label.scheme);
        let name = [&name, says].join(" ");
        let title = Fit {
            width,
            size: TITLE * metrics.scale,
            least: LEAST,
            lines: None,
            weight: Weight::Bold,
        };
        let mut texts = vec![title.text(&self.fonts, name.trim())?];
        let below = Fit {
            size: ASSESSMENT * metrics.scale,
            least: LEAST_CAPTION,
            weight: Weight::Regular,
            ..title
        };
        for text in self.words.assessment(claims.label.assessment) {
            texts.push(below.text(&self.fonts, &text)?);
        }
        Ok(texts)
    }

    /// The mark in the upper left corner.
    fn mark(
        &self,
        claims: &Claims,
        says: &str,
        metrics: Metrics,
    ) -> Result<Option<PlacedMark>, PrintError> {
        let at = (metrics.margin, metrics.margin);
        if let Some(mark) = &self.mark {
            let room = metrics.room * 0.4;
            return Ok(Some(mark.placed(at, room, metrics.header, says)));
        }
        let scheme = self.schemes.get(&claims.label.scheme);
        mark::neutral(scheme, claims.label.level, &self.fonts, at, metrics.header)
    }

    /// Draws symbol and fields; returns the top of the rest.
    fn body(
        &self,
        claims: &Claims,
        metrics: Metrics,
        mut symbol: PlacedSymbol,
        top: f64,
        drawn: &mut DrawnLabel,
    ) -> Result<End, PrintError> {
        let quiet = 4.0 * symbol.module_mm;
        let edge = symbol.edge();
        // The dark modules stand in line with the texts, the quiet zone reaches into the margin.
        let overlap = quiet.min(metrics.margin - 1.0);
        let room = metrics.beside(edge, overlap)?;
        let (is_beside, filled) =
            self.filled(&self.fields(claims), metrics, room, edge - 2.0 * quiet)?;
        symbol.y = top - overlap.min(metrics.gap - CLEAR);
        symbol.x = if is_beside {
            metrics.margin - overlap
        } else {
            metrics.margin + (metrics.room - edge) / 2.0
        };
        let bottom = symbol.y + edge;
        let (x, y) = if is_beside {
            (symbol.x + edge + metrics.gap, symbol.y + quiet)
        } else {
            (metrics.margin, bottom)
        };
        drawn.scene.items.push(Item::Symbol(Box::new(symbol)));
        drawn.cut.extend(&filled.cut);
        drawn.names = filled.names;
        let end = filled.place(x, y, &mut drawn.scene) + metrics.gap;
        Ok(End {
            y: bottom.max(end),
            column: is_beside.then_some(x),
        })
    }

    /// The fields, and true where they stand beside a symbol of a height: where there is enough room, and no
    /// more of them is cut or torn than below it.
    fn filled(
        &self,
        fields: &[Field],
        metrics: Metrics,
        beside: f64,
        tall: f64,
    ) -> Result<(bool, Filled), PrintError> {
        let scale = metrics.scale;
        let fill = |width, tall| {
            let column = Column {
                width,
                tall,
                scale,
                names: self.names,
            };
            column.fill(fields, &self.fonts, &self.words)
        };
        let mut filled = None;
        if beside >= COLUMN * scale.min(1.0) {
            let beside = fill(beside, tall)?;
            if beside.cut.is_empty() && !beside.torn {
                return Ok((true, beside));
            }
            filled = Some(beside);
        }
        let below = fill(metrics.room, 0.0)?;
        let faults = |filled: &Filled| (filled.cut.len(), filled.torn);
        match filled {
            Some(beside) if faults(&beside) <= faults(&below) => Ok((true, beside)),
            _ => Ok((false, below)),
        }
    }

    fn fields(&self, claims: &Claims) -> Vec<Field> {
        let field = |claim: &'static str, caption, value| Field {
            claim,
            caption: self.words.phrase(caption, " "),
            value,
            weight: Weight::Regular,
        };
        let label = &claims.label;
        let number = Value::Whole(claims.registration.clone());
        let mut fields = vec![Field {
            weight: Weight::Bold,
            ..field("registration", Phrase::Registration, number)
        }];
        if let Some(holder) = &label.holder {
            let holder = Value::Name(holder.clone());
            fields.push(field("holder", Phrase::Holder, holder));
        }
        let product = Value::Name(label.product.clone());
        fields.push(field("product", Phrase::Product, product));
        if !label.models.is_empty() {
            let models = Value::List(label.models.clone());
            fields.push(field("models", Phrase::Models, models));
        }
        let zone = self.schemes.zone(&label.scheme);
        let until = Value::Whole(self.words.until(claims.expires, zone));
        fields.push(field("expires", Phrase::Expires, until));
        fields
    }

    /// Draws the address at which the label can be checked, and its GTIN, below a rule; sets the height.
    fn footer(
        &self,
        label: &ReadyLabel,
        metrics: Metrics,
        above: &End,
        scene: &mut Scene,
    ) -> Result<(), PrintError> {
        let Metrics { margin, room, .. } = metrics;
        scene.bar(margin, above.y, room, metrics.rule);
        let y = above.y + metrics.rule + metrics.gap;
        let host = |width| self.pair(Phrase::Check, &label.host, Weight::Bold, width, metrics);
        let number = label.gtin.map(short_gtin);
        let gtin = |x: f64| {
            let pair = |number: &String| {
                let width = margin + room - x;
                self.pair(Phrase::Gtin, number, Weight::Regular, width, metrics)
            };
            number.as_ref().map(pair).transpose()
        };
        // The GTIN in line with the texts above, where neither it nor the address has to give way.
        if let Some(x) = above.column {
            let least = 0.8 * ADDRESS * metrics.scale;
            let host = host(x - 2.0 * metrics.gap - margin)?;
            let is_easy = host.is_flat() && host.value.size >= least;
            if let Some(gtin) = gtin(x)?.filter(|gtin| is_easy && gtin.is_flat()) {
                let end = host.place(margin, y, scene).max(gtin.place(x, y, scene));
                scene.height = end + margin;
                return Ok(());
            }
        }
        let mut end = host(room)?.place(margin, y, scene);
        if let Some(gtin) = gtin(margin)? {
            end = gtin.place(margin, end + metrics.gap, scene);
        }
        scene.height = end + margin;
        Ok(())
    }

    /// A caption and a value of the footer.
    fn pair(
        &self,
        word: Phrase,
        value: &str,
        weight: Weight,
        width: f64,
        metrics: Metrics,
    ) -> Result<Block, PrintError> {
        let caption = caption(width, metrics.scale);
        let fit = Fit {
            size: ADDRESS * metrics.scale,
            least: LEAST,
            weight,
            ..caption
        };
        Ok(Block {
            caption: caption.text(&self.fonts, &self.words.phrase(word, " "))?,
            value: fit.text(&self.fonts, value)?,
        })
    }
}
