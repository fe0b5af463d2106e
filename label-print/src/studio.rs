//! The place where labels are drawn: fonts, words and mark, and the files that come of them.

use crate::drawing::Drawing;
use crate::error::PrintError;
use crate::font::Fonts;
use crate::label::{Artist, DrawnLabel, LabelOptions};
use crate::read_back;
use crate::scene::{PlacedSymbol, Scene};
use crate::source::ReadyLabel;
use crate::svg::Letters;
use crate::{pdf, svg};

/// Fonts, words and mark in one place, for all labels of a run.
pub struct Studio {
    artist: Artist,
    letters: Letters,
    language: Option<&'static str>,
}

impl Studio {
    /// Gets ready for labels of one kind.
    pub fn new(fonts: Fonts, options: LabelOptions) -> Self {
        let language = options.words.first().map(|words| words.lang().tag());
        Self {
            letters: options.letters,
            artist: Artist::new(fonts, options),
            language,
        }
    }

    /// Draws a label around its symbol.
    ///
    /// # Errors
    ///
    /// Fails where the label is too narrow for its symbol, where no font has a character, and where a text
    /// runs from right to left.
    pub fn draw(&self, label: &ReadyLabel, symbol: PlacedSymbol) -> Result<DrawnLabel, PrintError> {
        self.artist.draw(label, symbol)
    }

    /// Writes a label as SVG and reads it back.
    ///
    /// # Errors
    ///
    /// Fails where the symbol in it does not read back as the one of `drawing`.
    pub fn svg(&self, scene: &Scene, drawing: &Drawing) -> Result<Vec<u8>, PrintError> {
        let svg = svg::write(scene, &self.artist.fonts, self.letters, self.language);
        drawing.check("SVG", &read_back::svg(&svg)?)?;
        Ok(svg.into_bytes())
    }

    /// Writes a label as PDF and reads it back.
    ///
    /// # Errors
    ///
    /// Fails where the PDF cannot be written, and where the symbol in it does not read back as the one of
    /// `drawing`.
    pub fn pdf(&self, scene: &Scene, drawing: &Drawing) -> Result<Vec<u8>, PrintError> {
        let scene = std::slice::from_ref(scene);
        let pdf = self.pages(scene)?;
        let symbols = read_back::pdf_symbols(&pdf, scene).unwrap_or_default();
        let [text] = symbols.as_slice() else {
            return Err(PrintError::ReadBack { what: "PDF" });
        };
        drawing.check("PDF", text)?;
        Ok(pdf)
    }

    /// Pages as PDF.
    fn pages(&self, pages: &[Scene]) -> Result<Vec<u8>, PrintError> {
        pdf::write(pages, &self.artist.fonts, self.language)
    }
}

/// Writes pages as PDF and reads them back: each symbol is where it must be and holds its label.
///
/// Without a studio the pages hold symbols alone. `drawings` are those of the symbols, page by page.
///
/// # Errors
///
/// Fails where the PDF cannot be written, and with [`PrintError::ReadBack`] where a symbol is missing or
/// holds another label.
pub fn write_pages(
    pages: &[Scene],
    studio: Option<&Studio>,
    drawings: &[&Drawing],
) -> Result<Vec<u8>, PrintError> {
    let pdf = match studio {
        Some(studio) => studio.pages(pages)?,
        None => pdf::write(pages, &Fonts::none(), None)?,
    };
    let what = "sheet";
    let found = read_back::pdf_symbols(&pdf, pages).unwrap_or_default();
    if found.len() != drawings.len() {
        return Err(PrintError::ReadBack { what });
    }
    let mut found = found.iter().zip(drawings);
    found.try_for_each(|(text, drawing)| drawing.check(what, text))?;
    Ok(pdf)
}
