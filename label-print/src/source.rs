//! The labels that are to be drawn: credentials, texts that hold one, or a directory of labels.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use label_core::{
    Certificate, Claims, Credential, CredentialId, Error, Gtin, PublicKey, QrText, limits,
};
use label_io::{IoError, files};

use crate::drawing::Drawing;
use crate::error::PrintError;
use crate::symbol::SymbolOptions;

/// The first byte of a credential in CBOR, tag 18; no text in UTF-8 that holds one begins with it.
const TAG: u8 = 0xd2;

/// One label that is to be drawn.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name that its files get: the one of the file without its ending, or `label` where there is no file.
    pub id: String,
    path: PathBuf,
    /// The credential with its certificates beside a QR text.
    companion: Option<PathBuf>,
}

/// A label with its symbol.
pub struct ReadyLabel {
    /// The symbol and its text.
    pub drawing: Drawing,
    /// The claims of the credential; nothing is decided about them.
    pub claims: Claims,
    /// The host of the address in the symbol.
    pub host: String,
    /// The GTIN in that address.
    pub gtin: Option<Gtin>,
    /// True where the signer's certificate says in its name that it signs specimens.
    pub specimen: bool,
}

/// The contents of a source.
struct Contents {
    credential: Credential,
    text: Option<QrText>,
    chain: Vec<Vec<u8>>,
}

/// The labels of some inputs, in order: files, directories of labels, or QR texts themselves.
///
/// # Errors
///
/// Fails where a directory cannot be read or holds no label, and where two labels have one name.
pub fn sources(inputs: &[PathBuf]) -> Result<Vec<Source>, PrintError> {
    let mut sources: Vec<Source> = Vec::new();
    for input in inputs {
        if input.is_dir() {
            sources.extend(directory(input)?);
        } else {
            sources.push(Source::new(input));
        }
    }
    let mut ids: Vec<String> = sources
        .iter()
        .map(|source| source.id.to_lowercase())
        .collect();
    ids.sort_unstable();
    let twice = ids.windows(2).find(|pair| pair.first() == pair.last());
    match twice.and_then(|pair| pair.first()) {
        None => Ok(sources),
        Some(id) => Err(PrintError::LabelRepeated { id: id.clone() }),
    }
}

/// The labels in a directory by name: `ID.txt` with the credential in `ID.cbor`, or either alone.
fn directory(directory: &Path) -> Result<Vec<Source>, PrintError> {
    let failed = |error| IoError::of(directory, "read", &error);
    let mut found: BTreeMap<String, Source> = BTreeMap::new();
    for entry in fs::read_dir(directory).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let kind = path.extension().and_then(|kind| kind.to_str());
        let Some(kind @ ("txt" | "cbor")) = kind else {
            continue;
        };
        let is_text = kind == "txt";
        let new = Source::new(&path);
        match found.get_mut(&new.id) {
            None => {
                found.insert(new.id.clone(), new);
            }
            Some(known) if is_text => {
                known.companion = Some(std::mem::replace(&mut known.path, path));
            }
            Some(known) => known.companion = Some(path),
        }
    }
    if found.is_empty() {
        return Err(PrintError::LabelsMissing {
            directory: directory.to_owned(),
        });
    }
    Ok(found.into_values().collect())
}

impl Source {
    fn new(path: &Path) -> Self {
        let is_text = path.to_str().is_some_and(is_text) && !path.exists();
        let stem = path.file_stem().filter(|_| !is_text);
        let stem = stem.map(|stem| stem.to_string_lossy());
        Self {
            id: stem.map_or_else(|| "label".to_owned(), std::borrow::Cow::into_owned),
            path: path.to_owned(),
            companion: None,
        }
    }

    /// Its file, where it has one.
    fn file(&self) -> Option<&Path> {
        Some(self.path.as_path()).filter(|path| path.exists())
    }

    /// Reads the label and encodes its symbol, below a page or below the address that it came with.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be read or holds no credential, where the label comes without an
    /// address and no page is given, where its certificate did not sign it, and where its symbol does
    /// not read back.
    pub fn ready(
        &self,
        page: Option<&str>,
        options: &SymbolOptions,
    ) -> Result<ReadyLabel, PrintError> {
        let contents = Contents::read(self)?;
        let blame = |error| match error {
            PrintError::Core(source) if self.path.exists() => {
                PrintError::of_file(&self.path)(source)
            }
            PrintError::Qr(source) if self.path.exists() => PrintError::QrFile {
                file: self.path.clone(),
                source,
            },
            other => other,
        };
        let text = contents.text(page, self.file()).map_err(blame)?;
        let address = text.address();
        let gtin = address.and_then(|address| address.gtin);
        Ok(ReadyLabel {
            gtin: gtin.map(Gtin::new).transpose()?,
            host: address
                .and_then(|address| address.host.clone())
                .unwrap_or_default(),
            claims: contents
                .credential
                .unverified_claims()
                .map_err(PrintError::of_file(&self.path))?,
            specimen: contents.is_specimen()?,
            drawing: Drawing::new(&text, contents.key()?, options).map_err(blame)?,
        })
    }
}

/// The name by which a register knows a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelName {
    /// Its registration.
    pub registration: String,
    /// Its identity.
    pub identity: CredentialId,
}

impl Source {
    /// The registration and the identity of the label; nothing is decided about it.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be read or holds no credential.
    pub fn name(&self) -> Result<LabelName, PrintError> {
        let credential = Contents::read(self)?.credential;
        let claims = credential.unverified_claims();
        Ok(LabelName {
            registration: claims
                .map_err(PrintError::of_file(&self.path))?
                .registration,
            identity: credential.identity(),
        })
    }
}

impl Contents {
    /// Reads a file, standard input, or the argument itself where it is a text and no file.
    fn read(source: &Source) -> Result<Self, PrintError> {
        let input = source.path.as_path();
        let text = input.to_str().filter(|text| is_text(text));
        if let (Some(text), false) = (text, input.exists()) {
            return Self::of_text(text).map_err(PrintError::from);
        }
        let bytes = files::read(input, limits::FULL_BYTES)?;
        let contents = if bytes.first() == Some(&TAG) {
            Self::of_credential(&bytes)
        } else {
            let text = str::from_utf8(&bytes).map_err(|_| Error::TextNoCredential);
            text.and_then(Self::of_text)
        };
        let mut contents = contents.map_err(PrintError::of_file(input))?;
        if let Some(companion) = &source.companion {
            let bytes = files::read(companion, limits::FULL_BYTES)?;
            let full = Self::of_credential(&bytes).map_err(PrintError::of_file(companion))?;
            if full.credential.identity() != contents.credential.identity() {
                return Err(PrintError::of_file(companion)(Error::Signature));
            }
            contents.chain = full.chain;
        }
        Ok(contents)
    }

    fn of_credential(bytes: &[u8]) -> Result<Self, Error> {
        let credential = Credential::decode(bytes)?;
        Ok(Self {
            chain: credential.chain().to_vec(),
            credential,
            text: None,
        })
    }

    fn of_text(text: &str) -> Result<Self, Error> {
        let text = QrText::parse(text)?;
        Ok(Self {
            credential: Credential::decode(text.credential())?,
            text: Some(text),
            chain: Vec::new(),
        })
    }

    /// True where the certificate of the signer is at hand and names a specimen, as the issuing page knows them.
    fn is_specimen(&self) -> Result<bool, PrintError> {
        let Some(signer) = self.chain.first() else {
            return Ok(false);
        };
        let subject = Certificate::from_der(signer)?.subject();
        let mut words = subject.split(|letter: char| !letter.is_ascii_alphanumeric());
        let named = words.any(|word| word.eq_ignore_ascii_case("specimen"));
        Ok(named || subject.contains("見本"))
    }

    /// The signer's key, where the credential carries the certificate.
    fn key(&self) -> Result<Option<PublicKey>, PrintError> {
        let signer = self.chain.first();
        let key = signer.map(|der| Certificate::from_der(der)?.public_key());
        Ok(key.transpose()?)
    }

    /// The text to draw: below a page, or below the address that it came with.
    fn text(&self, page: Option<&str>, file: Option<&Path>) -> Result<QrText, PrintError> {
        let label = self.credential.unverified_claims()?.label;
        let address = self.text.as_ref().and_then(QrText::address);
        let stated = address.and_then(|address| address.gtin);
        let stated = stated.map(|number| {
            let signed = label.gtins.iter().find(|gtin| gtin.number() == number);
            signed.copied().ok_or(Error::GtinPathMismatch)
        });
        let stated = stated.transpose()?;
        if let Some(page) = page {
            let compact = self.credential.to_compact()?;
            return Ok(QrText::new(
                page,
                stated.or_else(|| label.only_gtin()),
                &compact,
            )?);
        }
        let text = self.text.as_ref();
        let text = text.filter(|_| address.is_some_and(|address| address.host.is_some()));
        let text = text.ok_or_else(|| PrintError::AddressMissing {
            file: file.map(Path::to_owned),
        })?;
        // What had to be put right is drawn right.
        Ok(QrText::parse(&text.to_string())?)
    }
}

/// An argument that looks like a QR text rather than a name.
fn is_text(argument: &str) -> bool {
    argument.contains('#') || argument.len() > 100 && argument.bytes().all(|b| b.is_ascii_digit())
}
