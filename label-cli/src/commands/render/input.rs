//! What is to be drawn: a credential, or a text that holds one.

use std::path::Path;

use label_core::{Certificate, Credential, Error, Gtin, PublicKey, QrText, limits};

use crate::error::CliError;
use crate::files;

/// The first byte of a credential in CBOR, tag 18; no text in UTF-8 that holds one begins with it.
const TAG: u8 = 0xd2;

/// What is given.
pub(super) struct Given {
    credential: Credential,
    text: Option<QrText>,
}

impl Given {
    /// Reads a file, standard input, or the argument itself where it is a text and no file.
    pub(super) fn read(input: &Path) -> Result<Self, CliError> {
        let text = input.to_str().filter(|text| is_text(text));
        if let (Some(text), false) = (text, input.exists()) {
            return Self::of_text(text).map_err(CliError::from);
        }
        let bytes = files::read(input, limits::FULL_BYTES)?;
        let given = if bytes.first() == Some(&TAG) {
            Credential::decode(&bytes).map(|credential| Self {
                credential,
                text: None,
            })
        } else {
            let text = str::from_utf8(&bytes).map_err(|_| Error::TextNoCredential);
            text.and_then(Self::of_text)
        };
        given.map_err(CliError::of_file(input))
    }

    fn of_text(text: &str) -> Result<Self, Error> {
        let text = QrText::parse(text)?;
        Ok(Self {
            credential: Credential::decode(text.credential())?,
            text: Some(text),
        })
    }

    /// The signer's key, where the credential carries the certificate.
    pub(super) fn key(&self) -> Result<Option<PublicKey>, CliError> {
        let signer = self.credential.chain().first();
        let key = signer.map(|der| Certificate::from_der(der)?.public_key());
        Ok(key.transpose()?)
    }

    /// The text to draw: below a page, or below the address that it came with.
    pub(super) fn text(&self, page: Option<&str>) -> Result<QrText, CliError> {
        let gtins = self.credential.unverified_claims()?.label.gtins;
        let address = self.text.as_ref().and_then(QrText::address);
        let stated = address.and_then(|address| address.gtin);
        let stated = stated.map(|number| {
            let signed = gtins.iter().find(|gtin| gtin.number() == number);
            signed.copied().ok_or(Error::GtinPathMismatch)
        });
        let stated = stated.transpose()?;
        if let Some(page) = page {
            let compact = self.credential.to_compact()?;
            return Ok(QrText::new(
                page,
                stated.or_else(|| only(&gtins)),
                &compact,
            )?);
        }
        let text = self.text.as_ref();
        let text = text.filter(|_| address.is_some_and(|address| address.host.is_some()));
        let text = text.ok_or_else(|| CliError::Usage {
            message: "the label comes without an address".to_owned(),
            hint: "give --page, for example https://label.example.jp".to_owned(),
        })?;
        // What had to be put right is drawn right.
        Ok(QrText::parse(&text.to_string())?)
    }
}

/// The GTIN, where there is exactly one.
fn only(gtins: &[Gtin]) -> Option<Gtin> {
    match gtins {
        [only] => Some(*only),
        _ => None,
    }
}

/// Whether an argument looks like a QR text rather than a name.
fn is_text(argument: &str) -> bool {
    argument.contains('#') || argument.len() > 100 && argument.bytes().all(|b| b.is_ascii_digit())
}
