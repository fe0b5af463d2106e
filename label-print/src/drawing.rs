//! A symbol with its text, and pictures of it.
//!
//! Nothing leaves unread: each picture is read back from its own bytes by a QR reader, and the text
//! in it must hold the very credential, whose signature is verified once more.

use label_core::{Credential, PublicKey, QrText};
use label_qr::{Module, QrError, SvgOptions, Symbol, TerminalStyle, title};

use crate::colour::Colours;
use crate::error::PrintError;
use crate::font::Fonts;
use crate::format::Format;
use crate::printer::Rows;
use crate::read_back;
use crate::scene::{PlacedSymbol, Scene};
use crate::symbol::SymbolOptions;
use crate::{eps, pdf, printer};

/// A QR text and its pictures, each of which was read back.
pub struct Drawing {
    /// The text in the symbol.
    pub text: String,
    /// The symbol as SVG, if asked for.
    pub svg: Option<String>,
    /// The symbol as PNG, if asked for.
    pub png: Option<Vec<u8>>,
    /// The symbol itself.
    pub symbol: Symbol,
    /// The words for those who cannot see it.
    pub title: String,
    credential: Vec<u8>,
    key: Option<PublicKey>,
}

impl Drawing {
    /// Draws a QR text; the signature is verified where the signer's key is at hand.
    ///
    /// # Errors
    ///
    /// Fails where the text holds no credential, or one that the key did not sign, where it is too long
    /// for a symbol, and where a picture does not read back.
    pub fn new(
        text: &QrText,
        key: Option<PublicKey>,
        options: &SymbolOptions,
    ) -> Result<Self, PrintError> {
        let symbol = Symbol::of_text(text, options.ecc)?;
        let claims = Credential::decode(text.credential())?.unverified_claims()?;
        let drawing = Self {
            text: text.to_string(),
            title: title(&claims),
            svg: None,
            png: None,
            symbol,
            credential: text.credential().to_vec(),
            key,
        };
        drawing.check("text", &drawing.text)?;
        drawing.draw(options)
    }

    fn draw(mut self, options: &SymbolOptions) -> Result<Self, PrintError> {
        let picture = |format| self.picture(format, options.module, Colours::default());
        let svg = options.svg.then(|| picture(Format::Svg)).transpose()?;
        let png = options.png.then(|| picture(Format::Png)).transpose()?;
        self.svg = svg.map(|svg| String::from_utf8_lossy(&svg).into_owned());
        self.png = png;
        Ok(self)
    }

    /// Draws the symbol as a file of its own; the colours are those of vector formats.
    ///
    /// # Errors
    ///
    /// Fails where the picture is larger than its format or a reader allows, and where it does not read back.
    pub fn picture(
        &self,
        format: Format,
        module: Module,
        colours: Colours,
    ) -> Result<Vec<u8>, PrintError> {
        let (symbol, title) = (&self.symbol, &self.title);
        module.check_picture(symbol)?;
        let file = match format {
            Format::Svg => self.svg(module, colours).into_bytes(),
            Format::Png => symbol.to_png(module.dots, module.dpi)?,
            Format::Pdf => {
                let scene = Scene::of_symbol(self.placed(module, colours), title.clone());
                pdf::write(&[scene], &Fonts::none(), None)?
            }
            Format::Eps => eps::eps(symbol, module, title, colours).into_bytes(),
            Format::Zpl => printer::zpl(&Rows::new(symbol, module.dots), title).into_bytes(),
            Format::Sbpl => printer::sbpl(&Rows::new(symbol, module.dots))
                .ok_or(QrError::PictureTooLarge)?
                .into_bytes(),
        };
        self.check(format.name(), &read_back::file(format, &file, module)?)?;
        Ok(file)
    }

    /// The symbol in the corner of a drawing.
    pub fn placed(&self, module: Module, colours: Colours) -> PlacedSymbol {
        PlacedSymbol {
            x: 0.0,
            y: 0.0,
            module_mm: module.millimetres(),
            symbol: self.symbol.clone(),
            colours,
        }
    }

    fn svg(&self, module: Module, Colours { dark, light }: Colours) -> String {
        self.symbol.to_svg(&SvgOptions {
            module_mm: module.millimetres(),
            title: self.title.clone(),
            dark,
            light,
        })
    }

    /// Draws the symbol in half blocks for a terminal.
    ///
    /// # Errors
    ///
    /// Fails where the blocks do not read back.
    pub fn terminal(&self, style: TerminalStyle) -> Result<String, PrintError> {
        let blocks = self.symbol.to_terminal(style);
        self.check("drawing", &read_back::terminal(&blocks, style)?)?;
        Ok(blocks)
    }

    /// Compares a text that was read with the one that was to be drawn, down to the signature.
    ///
    /// # Errors
    ///
    /// Fails with [`PrintError::ReadBack`], which names `what` was read, where the two differ in any byte.
    pub fn check(&self, what: &'static str, read: &str) -> Result<(), PrintError> {
        let text = QrText::parse(read)?;
        // The very bytes, not their meaning: a reader's repairs would hide a fault of the drawing.
        let same =
            read == self.text && text.repairs().is_empty() && text.credential() == self.credential;
        if !same {
            return Err(PrintError::ReadBack { what });
        }
        let credential = Credential::decode(text.credential())?;
        credential.unverified_claims()?;
        if let Some(key) = &self.key {
            key.verify(credential.to_be_signed(), credential.signature())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
