//! Texts in the room that there is: made smaller first, then set in more lines, then cut.
//!
//! Lines end between words, which Japanese does not show: a dictionary knows them.

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;
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
    /// True where a line ends inside a word, because the word is longer than the line.
    pub(crate) torn: bool,
}

impl Fitted {
    /// The width of the longest line.
    pub(crate) fn width(&self) -> f64 {
        let widths = self.lines.iter().map(|line| line.width * self.size);
        widths.fold(0.0, f64::max)
    }
}

/// A text in lines, and where each begins.
struct Broken {
    lines: Vec<(usize, Line)>,
    /// Lines that end inside a word.
    torn: usize,
}

/// The places where a line of a text may end, in order.
struct Places {
    /// Places at which the rules of Unicode let it end.
    all: Vec<usize>,
    /// Those of them that are between words.
    words: Vec<usize>,
}

impl Places {
    fn of(text: &str) -> Self {
        let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
        let ends: Vec<usize> = segmenter.segment_str(text).collect();
        let allowed = linebreaks(text).filter(|(_, kind)| *kind == BreakOpportunity::Allowed);
        let all: Vec<usize> = allowed.map(|(at, _)| at).collect();
        let between = |at: &&usize| ends.binary_search(at).is_ok();
        Self {
            words: all.iter().filter(between).copied().collect(),
            all,
        }
    }
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
                torn: false,
            });
        }
        let room = self.width / self.least;
        // Smaller before more lines: two lines cost height, a smaller size does not.
        let mut broken = self.broken(fonts, text, room)?;
        let most = self.lines.unwrap_or(usize::MAX).max(1);
        if broken.lines.len() <= most {
            broken = self.balanced(fonts, text, broken)?;
        }
        let Broken { lines, torn } = broken;
        let last = lines.get(most - 1).filter(|_| lines.len() > most);
        let rest = last.and_then(|(start, _)| text.get(*start..));
        let ending = rest
            .map(|rest| self.with_ellipsis(fonts, rest))
            .transpose()?;
        let whole = if ending.is_some() { most - 1 } else { most };
        let lines = lines.into_iter().take(whole).map(|(_, line)| line);
        Ok(Fitted {
            size: self.least,
            cut: ending.is_some(),
            torn: torn > 0,
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
    fn balanced(&self, fonts: &Fonts, text: &str, broken: Broken) -> Result<Broken, PrintError> {
        for share in 10..20_u8 {
            let room = self.width / self.least * f64::from(share) / 20.0;
            let narrower = self.broken(fonts, text, room)?;
            if narrower.lines.len() == broken.lines.len() && narrower.torn <= broken.torn {
                return Ok(narrower);
            }
        }
        Ok(broken)
    }

    /// The lines of a text in a room in em.
    fn broken(&self, fonts: &Fonts, text: &str, room: f64) -> Result<Broken, PrintError> {
        let places = Places::of(text);
        let (mut lines, mut torn) = (Vec::new(), 0);
        let mut rest = text;
        while !rest.is_empty() {
            let start = text.len() - rest.len();
            let (end, is_torn) = self.line_end(fonts, rest, start, &places, room)?;
            let (line, after) = rest.split_at(end);
            lines.push((start, fonts.shape(line.trim_end(), self.weight)?));
            torn += usize::from(is_torn);
            rest = after.trim_start();
        }
        Ok(Broken { lines, torn })
    }

    /// The end of the first line of what is left of a text from `start` on, and true where a word is torn: the
    /// last place between words that fits, or the last place at all, or any.
    fn line_end(
        &self,
        fonts: &Fonts,
        text: &str,
        start: usize,
        places: &Places,
        room: f64,
    ) -> Result<(usize, bool), PrintError> {
        let whole = fonts.shape(text, self.weight)?;
        let fits = |end: usize| width_before(&whole, end) <= room;
        if fits(text.trim_end().len()) {
            return Ok((text.len(), false));
        }
        let last = |places: &[usize]| {
            let after = places.iter().filter_map(|at| at.checked_sub(start));
            let after = after.filter(|at| *at > 0);
            let fitting =
                after.take_while(|at| fits(text.get(..*at).unwrap_or(text).trim_end().len()));
            fitting.last()
        };
        if let Some(end) = last(&places.words) {
            return Ok((end, false));
        }
        let end = last(&places.all).or_else(|| ends(text).take_while(|at| fits(*at)).last());
        // At least one character, however wide.
        let end = end.or_else(|| ends(text).next());
        Ok((end.unwrap_or(text.len()), true))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts that a text is broken into where every place between words is used.
    fn parts(text: &str) -> Vec<&str> {
        let places = Places::of(text);
        let mut start = 0;
        let ends = places.words.iter().copied().chain([text.len()]);
        let parts = ends.map(|end| {
            let part = text.get(start..end).unwrap_or_default();
            start = end;
            part
        });
        parts.filter(|part| !part.is_empty()).collect()
    }

    #[test]
    fn lines_end_between_words() {
        for (text, expected) in [
            // Words of katakana that stand together stay together.
            (
                "屋内ネットワークカメラ",
                &["屋内", "ネットワークカメラ"][..],
            ),
            (
                "ホームオートメーション装置",
                &["ホームオートメーション", "装置"],
            ),
            ("MIHON JAPAN株式会社", &["MIHON ", "JAPAN", "株式会社"]),
            ("Specimen Camera", &["Specimen ", "Camera"]),
        ] {
            assert_eq!(parts(text), expected);
        }
    }
}
