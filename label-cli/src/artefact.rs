//! What is handed over for a label: credential, QR text and pictures.
//!
//! Nothing leaves unread: each picture is read back from its own bytes by a QR reader, and the text
//! in it must hold the very credential, whose signature is verified once more.

mod read_back;

use label_core::qr::{SvgOptions, Symbol, TerminalStyle};
use label_core::{Certificate, Claims, Credential, Error, Gtin, PublicKey, QrText};

use crate::error::CliError;
use crate::symbol::SymbolOptions;

/// Everything made for one label.
pub(crate) struct Artefacts {
    /// The credential in its full form, with the signer's chain.
    pub(crate) cbor: Vec<u8>,
    /// The text in the QR symbol.
    pub(crate) text: String,
    /// The symbol as SVG, if asked for.
    pub(crate) svg: Option<String>,
    /// The symbol as PNG, if asked for.
    pub(crate) png: Option<Vec<u8>>,
    /// The symbol itself.
    pub(crate) symbol: Symbol,
}

/// Makes everything for one label and checks it.
///
/// `chain` starts with the signer's certificate. With a GTIN the address in the symbol is a GS1
/// Digital Link below `page`.
pub(crate) fn artefacts(
    credential: &Credential,
    chain: &[Vec<u8>],
    page: &str,
    gtin: Option<Gtin>,
    options: &SymbolOptions,
) -> Result<Artefacts, CliError> {
    let signer = chain.first().ok_or(Error::ChainLength)?;
    let key = Certificate::from_der(signer)?.public_key()?;
    let compact = credential.to_compact()?;
    let drawing = Drawing::new(&QrText::new(page, gtin, &compact)?, Some(key), options)?;
    let cbor = credential.to_full(chain)?;
    let full = Credential::decode(&cbor)?;
    if full.to_compact()? != compact || full.chain() != chain {
        return Err(CliError::ReadBack { what: "credential" });
    }
    Ok(Artefacts {
        cbor,
        text: drawing.text,
        svg: drawing.svg,
        png: drawing.png,
        symbol: drawing.symbol,
    })
}

/// A QR text and its pictures, each of which was read back.
pub(crate) struct Drawing {
    /// The text in the symbol.
    pub(crate) text: String,
    /// The symbol as SVG, if asked for.
    pub(crate) svg: Option<String>,
    /// The symbol as PNG, if asked for.
    pub(crate) png: Option<Vec<u8>>,
    /// The symbol itself.
    pub(crate) symbol: Symbol,
    credential: Vec<u8>,
    key: Option<PublicKey>,
}

impl Drawing {
    /// Draws a QR text; the signature is verified where the signer's key is at hand.
    pub(crate) fn new(
        text: &QrText,
        key: Option<PublicKey>,
        options: &SymbolOptions,
    ) -> Result<Self, CliError> {
        let symbol = Symbol::encode(&text.prefix(), text.digits(), options.ecc)?;
        let drawing = Self {
            text: text.to_string(),
            svg: None,
            png: None,
            symbol,
            credential: text.credential().to_vec(),
            key,
        };
        drawing.check("text", &drawing.text)?;
        drawing.draw(options)
    }

    fn draw(mut self, options: &SymbolOptions) -> Result<Self, CliError> {
        let module = options.module;
        if options.svg {
            let claims = Credential::decode(&self.credential)?.unverified_claims()?;
            let svg = self.symbol.to_svg(&SvgOptions {
                module_mm: module.millimetres(),
                title: title(&claims),
            });
            self.check("SVG", &read_back::svg(&svg)?)?;
            self.svg = Some(svg);
        }
        if options.png {
            let png = self.symbol.to_png(module.dots, module.dpi)?;
            self.check("PNG", &read_back::png(&png)?)?;
            self.png = Some(png);
        }
        Ok(self)
    }

    /// Draws the symbol in half blocks for a terminal.
    pub(crate) fn terminal(&self, style: TerminalStyle) -> Result<String, CliError> {
        let blocks = self.symbol.to_terminal(style);
        self.check("drawing", &read_back::terminal(&blocks, style)?)?;
        Ok(blocks)
    }

    /// Checks what was read against what was to be drawn, down to the signature.
    fn check(&self, what: &'static str, read: &str) -> Result<(), CliError> {
        let text = QrText::parse(read)?;
        let same =
            read == self.text && text.repairs().is_empty() && text.credential() == self.credential;
        if !same {
            return Err(CliError::ReadBack { what });
        }
        let credential = Credential::decode(text.credential())?;
        credential.unverified_claims()?;
        if let Some(key) = &self.key {
            key.verify(credential.to_be_signed(), credential.signature())?;
        }
        Ok(())
    }
}

/// What a screen reader says: registration number, product and, where there is one, the model.
fn title(claims: &Claims) -> String {
    let model = match claims.label.models.as_slice() {
        [model] => format!(" {model}"),
        _ => String::new(),
    };
    let (registration, product) = (&claims.registration, &claims.label.product);
    format!("{registration} {product}{model}")
}

#[cfg(test)]
mod tests;
