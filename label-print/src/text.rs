//! Texts in the room that there is: made smaller first, then set in more lines, then cut.

use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::error::PrintError;
use crate::font::{Fonts, Line, Weight, clusters};

/// The sign of a text that was cut.
const ELLIPSIS: &str = "…";

/// The room for a text, and the sizes that it may have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fit {
    /// Room from left to right, in millimetres.
    pub(crate) width: f64,
    /// Edge of the em square as wished, and the least.
    pub(crate) size: f64,
    pub(crate) least: f64,
    /// Lines at most; none for a text that must not be cut, such as a number or an address.
    pub(crate) lines: Option<usize>,
    pub(crate) weight: Weight,
}

/// A text that fits.
#[derive(Clone, Debug)]
pub(crate) struct Fitted {
    pub(crate) size: f64,
    pub(crate) lines: Vec<Line>,
    /// True where some of the text is missing.
    pub(crate) cut: bool,
}

impl Fit {
    /// Fits a text: in one line down to the least size, then in several of that size, then cut.
    pub(crate) fn text(&self, fonts: &Fonts, text: &str) -> Result<Fitted, PrintError> {
        let line = fonts.shape(text, self.weight)?;
        let size = self.size.min(self.width / line.width.max(f64::EPSILON));
        if size >= self.least {
            return Ok(Fitted {
                size,
                lines: vec![line],
                cut: false,
            });
        }
        let room = self.width / self.least;
        // Smaller before more lines: two lines cost height, a smaller size does not.
        let mut broken = self.broken(fonts, text, room)?;
        let most = self.lines.unwrap_or(usize::MAX).max(1);
        if broken.len() <= most {
            broken = self.balanced(fonts, text, broken)?;
        }
        let last = broken.get(most - 1).filter(|_| broken.len() > most);
        let rest = last.and_then(|(start, _)| text.get(*start..));
        let ending = rest
            .map(|rest| self.with_ellipsis(fonts, rest))
            .transpose()?;
        let whole = if ending.is_some() { most - 1 } else { most };
        let lines = broken.into_iter().take(whole).map(|(_, line)| line);
        Ok(Fitted {
            size: self.least,
            cut: ending.is_some(),
            lines: lines.chain(ending).collect(),
        })
    }

    /// Fits as many of the texts as there is room for, and counts the others.
    pub(crate) fn list(
        &self,
        fonts: &Fonts,
        texts: &[String],
        more: impl Fn(usize) -> String,
    ) -> Result<Fitted, PrintError> {
        let mut fitted = self.text(fonts, &texts.join(", "))?;
        let mut kept = texts;
        while let (Some((_, before @ [_, ..])), true) = (kept.split_last(), fitted.cut) {
            kept = before;
            let text = format!("{} {}", kept.join(", "), more(texts.len() - kept.len()));
            fitted = self.text(fonts, &text)?;
        }
        fitted.cut |= kept.len() < texts.len();
        Ok(fitted)
    }

    /// The same number of lines, about as long as each other: no last line of one letter.
    fn balanced(
        &self,
        fonts: &Fonts,
        text: &str,
        lines: Vec<(usize, Line)>,
    ) -> Result<Vec<(usize, Line)>, PrintError> {
        for share in 10..20_u8 {
            let room = self.width / self.least * f64::from(share) / 20.0;
            let narrower = self.broken(fonts, text, room)?;
            if narrower.len() == lines.len() {
                return Ok(narrower);
            }
        }
        Ok(lines)
    }

    /// The lines of a text in a room in em, and where each begins.
    fn broken(
        &self,
        fonts: &Fonts,
        text: &str,
        room: f64,
    ) -> Result<Vec<(usize, Line)>, PrintError> {
        let mut lines = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let end = self.line_end(fonts, rest, room)?;
            let (line, after) = rest.split_at(end);
            let start = text.len() - rest.len();
            lines.push((start, fonts.shape(line.trim_end(), self.weight)?));
            rest = after.trim_start();
        }
        Ok(lines)
    }

    /// The end of the first line of a text: the last place to break that fits, or any place.
    fn line_end(&self, fonts: &Fonts, text: &str, room: f64) -> Result<usize, PrintError> {
        let whole = fonts.shape(text, self.weight)?;
        let fits = |end: usize| width_before(&whole, end) <= room;
        if fits(text.trim_end().len()) {
            return Ok(text.len());
        }
        let breaks = linebreaks(text).filter(|(_, kind)| *kind == BreakOpportunity::Allowed);
        let breaks = breaks.map(|(at, _)| at);
        let fitting =
            breaks.take_while(|at| fits(text.get(..*at).unwrap_or(text).trim_end().len()));
        if let Some(last) = fitting.last() {
            return Ok(last);
        }
        let last = ends(text).take_while(|at| fits(*at)).last();
        // At least one character, however wide.
        Ok(last.or_else(|| ends(text).next()).unwrap_or(text.len()))
    }

    /// As much of a text as fits with an ellipsis behind it.
    fn with_ellipsis(&self, fonts: &Fonts, text: &str) -> Result<Line, PrintError> {
        let room = self.width / self.least;
        let ellipsis = fonts.shape(ELLIPSIS, self.weight)?;
        let whole = fonts.shape(text, self.weight)?;
        let fits = |end: &usize| width_before(&whole, *end) + ellipsis.width <= room;
        let end = ends(text).take_while(fits).last().unwrap_or(0);
        let kept = text.get(..end).unwrap_or_default().trim_end();
        fonts.shape(&format!("{kept}{ELLIPSIS}"), self.weight)
    }
}

/// The width of the glyphs that stand for the bytes before `end`.
fn width_before(line: &Line, end: usize) -> f64 {
    let glyphs = line.runs.iter().flat_map(|run| &run.glyphs);
    let before = glyphs.filter(|glyph| glyph.cluster < end);
    before.map(|glyph| glyph.advance).sum()
}

/// The ends of what must stay together.
fn ends(text: &str) -> impl Iterator<Item = usize> {
    clusters(text).map(|(start, cluster)| start + cluster.len())
}
