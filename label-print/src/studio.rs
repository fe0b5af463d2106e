//! The place where labels are drawn: fonts, words and mark, and the files that come of them.

use label_qr::{Module, QrError};

use crate::drawing::Drawing;
use crate::error::PrintError;
use crate::font::Fonts;
use crate::format::Format;
use crate::label::{Artist, DrawnLabel, LabelOptions};
use crate::printer::Rows;
use crate::read_back;
use crate::scene::{PlacedSymbol, Scene};
use crate::sheet::{FootWords, Pages, Sheet};
use crate::source::ReadyLabel;
use crate::svg::Letters;
use crate::{dots, pdf, printer, svg};

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

    /// Sets the size of the names on every label, in millimetres: the least of [`DrawnLabel::names`] suits all
    /// labels of a batch.
    pub fn set_names(&mut self, size: Option<f64>) {
        self.artist.names = size;
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

    /// Draws symbols in boxes of one size, with number, models and GTIN below each.
    ///
    /// # Errors
    ///
    /// Fails where no font has a character, and where a text runs from right to left.
    pub fn captioned(
        &self,
        label: &ReadyLabel,
        symbol: PlacedSymbol,
        edge_mm: f64,
    ) -> Result<Scene, PrintError> {
        self.artist.captioned(label, symbol, edge_mm)
    }

    /// Writes the line below the labels of one of some pages, counted from nought.
    ///
    /// # Errors
    ///
    /// Fails where no font has a character, and where a text runs from right to left.
    pub fn foot(
        &self,
        sheet: Sheet,
        pages: &mut Pages,
        index: usize,
        words: FootWords<'_>,
    ) -> Result<(), PrintError> {
        sheet.write_foot(pages, index, &self.artist.fonts, words)
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

    /// Writes a label in a printer's language, dot by dot, and reads it back.
    ///
    /// # Errors
    ///
    /// Fails where the label is larger than the language allows, where the format is no printer's language,
    /// and where any dot, or the symbol, does not read back.
    pub fn printer(
        &self,
        format: Format,
        scene: &Scene,
        drawing: &Drawing,
        module: Module,
    ) -> Result<Vec<u8>, PrintError> {
        let drawn = dots::dots(scene, &self.artist.fonts, module)?;
        let rows = Rows::of_raster(&drawn);
        let file = match format {
            Format::Zpl => Some(printer::zpl(&rows, &drawing.title)),
            Format::Sbpl => printer::sbpl(&rows),
            Format::Svg | Format::Png | Format::Pdf | Format::Eps => None,
        };
        let file = file.ok_or(QrError::PictureTooLarge)?;
        let what = format.name();
        let differs = || PrintError::ReadBack { what };
        let read = read_back::dots(format, &file).ok_or_else(differs)?;
        if !read.begins_with(&drawn) {
            return Err(differs());
        }
        let place = scene.symbols().next();
        let place = place.and_then(|symbol| dots::place_of(symbol, module));
        let [left, top, edge] = place.ok_or_else(differs)?;
        drawing.check(what, &read_back::raster(&read.cropped(left, top, edge))?)?;
        Ok(file.into_bytes())
    }

    /// Pages as PDF.
    fn pages(&self, pages: &[Scene]) -> Result<Vec<u8>, PrintError> {
        pdf::write(pages, &self.artist.fonts, self.language)
    }
}

/// Writes pages as PDF and reads them back: each symbol is where it must be and holds its label.
///
/// `drawings` are those of the symbols, page by page.
///
/// # Errors
///
/// Fails where the PDF cannot be written, and with [`PrintError::ReadBack`] where a symbol is missing or
/// holds another label.
pub fn write_pages(
    pages: &[Scene],
    studio: &Studio,
    drawings: &[&Drawing],
) -> Result<Vec<u8>, PrintError> {
    let pdf = studio.pages(pages)?;
    let what = "sheet";
    let found = read_back::pdf_symbols(&pdf, pages).unwrap_or_default();
    if found.len() != drawings.len() {
        return Err(PrintError::ReadBack { what });
    }
    let mut found = found.iter().zip(drawings);
    found.try_for_each(|(text, drawing)| drawing.check(what, text))?;
    Ok(pdf)
}
