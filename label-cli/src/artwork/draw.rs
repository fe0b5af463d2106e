//! Fonts, words and mark in one place, and the files that come of them.

use std::path::PathBuf;

use clap::Args;

use super::error::ArtworkError;
use super::font::Fonts;
use super::label::{Artist, DrawnLabel, LabelOptions};
use super::mark::Mark;
use super::scene::{PlacedSymbol, Scene};
use super::svg::Letters;
use super::words::Wording;
use super::{pdf, svg};
use crate::artefact::{Drawing, read_back};
use crate::error::CliError;
use crate::given::Ready;
use crate::symbol::millimetres;

/// How whole labels are drawn.
#[derive(Args, Debug)]
pub(crate) struct LabelArgs {
    /// Languages of the words on the label
    #[arg(long, value_name = "LANG", default_value = "both")]
    words: Wording,
    /// Width of the label; its height follows
    #[arg(long, value_name = "MM", default_value = "60", value_parser = width)]
    width_mm: f64,
    /// Font file, TTF or OTF; several are tried in order for each character [default: BIZ UDPGothic,
    /// Noto Sans JP or IPAexGothic, where installed]
    #[arg(long, value_name = "FILE")]
    font: Vec<PathBuf>,
    /// Font file for what is set in bold [default: the bold one of the font that was found]
    #[arg(long, value_name = "FILE")]
    bold_font: Option<PathBuf>,
    /// Mark of the level as SVG, in place of neutral stars
    #[arg(long, value_name = "FILE")]
    mark: Option<PathBuf>,
    /// Turn text in SVG files into outlines, which look the same where the font is missing
    #[arg(long)]
    outlines: bool,
}

/// Everything that draws labels.
pub(crate) struct Studio {
    artist: Artist,
    letters: Letters,
    language: &'static str,
}

impl LabelArgs {
    /// Reads fonts and mark.
    pub(crate) fn studio(&self) -> Result<Studio, CliError> {
        let options = LabelOptions {
            width: self.width_mm,
            wording: self.words,
            mark: self.mark.as_deref().map(Mark::read).transpose()?,
        };
        Ok(Studio {
            artist: Artist::new(Fonts::new(&self.font, self.bold_font.as_deref())?, options)?,
            letters: if self.outlines {
                Letters::Outlines
            } else {
                Letters::Text
            },
            language: match self.words {
                Wording::En => "en",
                Wording::Ja | Wording::Both => "ja",
            },
        })
    }
}

impl Studio {
    /// Draws a label around its symbol.
    pub(crate) fn draw(
        &self,
        label: &Ready,
        symbol: PlacedSymbol,
    ) -> Result<DrawnLabel, ArtworkError> {
        self.artist.draw(label, symbol)
    }

    /// A label as SVG, read back.
    pub(crate) fn svg(&self, scene: &Scene, drawing: &Drawing) -> Result<Vec<u8>, CliError> {
        let svg = svg::write(scene, &self.artist.fonts, self.letters, self.language);
        drawing.check("SVG", &read_back::svg(&svg)?)?;
        Ok(svg.into_bytes())
    }

    /// A label as PDF, read back.
    pub(crate) fn pdf(&self, scene: &Scene, drawing: &Drawing) -> Result<Vec<u8>, CliError> {
        let scene = std::slice::from_ref(scene);
        let pdf = self.pages(scene)?;
        let symbols = read_back::pdf_symbols(&pdf, scene).unwrap_or_default();
        let [text] = symbols.as_slice() else {
            return Err(CliError::ReadBack { what: "PDF" });
        };
        drawing.check("PDF", text)?;
        Ok(pdf)
    }

    /// Pages as PDF.
    pub(crate) fn pages(&self, pages: &[Scene]) -> Result<Vec<u8>, ArtworkError> {
        pdf::write(pages, &self.artist.fonts, Some(self.language))
    }
}

fn width(text: &str) -> Result<f64, String> {
    millimetres(text, 20..=1_000)
}
