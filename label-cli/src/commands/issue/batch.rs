//! Signing: many labels, all of them or none.

use std::path::Path;

use label_core::scheme::Schemes;
use label_core::{Certificate, Credential, PreparedLabel, Purpose, Signer};
use label_desk::table::{self, Entry};
use label_io::Staging;
use label_io::parallel;
use label_keys::certificates;
use label_keys::{Key, KeySource};
use label_print::{LabelFiles, SymbolOptions};
use serde::Serialize;

use crate::error::CliError;
use crate::output::Output;
use crate::progress::Progress;

/// The settings that all labels of a run share.
pub(super) struct Desk<'a> {
    file: &'a Path,
    signer: Certificate,
    chain: Vec<Vec<u8>>,
    page: &'a str,
    options: SymbolOptions,
}

impl<'a> Desk<'a> {
    /// Reads the signer's certificates and checks that each issued the one before.
    pub(super) fn new(
        file: &'a Path,
        page: &'a str,
        options: SymbolOptions,
    ) -> Result<Self, CliError> {
        let chain = certificates::read(file)?;
        let signer = certificates::signer(file, &chain, Purpose::LabelSigning)?;
        Ok(Self {
            file,
            signer,
            chain,
            page,
            options,
        })
    }

    /// Checks every label against the signer's certificate; nothing is signed yet.
    pub(super) fn prepare(
        &'a self,
        entries: Vec<Entry>,
        schemes: &Schemes,
    ) -> Result<Batch<'a>, CliError> {
        let labels = table::prepare(entries, (self.file, &self.signer), schemes)?;
        Ok(Batch { desk: self, labels })
    }

    /// Reads the signer's key, which must be the one in its certificate.
    pub(super) fn key(
        &self,
        file: &Path,
        source: &KeySource,
        out: &mut Output,
    ) -> Result<Key, CliError> {
        let key = label_keys::load_signing_key(file, source, out)?;
        certificates::check_key((file, &key.public_key()), (self.file, &self.signer))?;
        Ok(key)
    }
}

/// Labels ready to be signed.
pub(super) struct Batch<'a> {
    desk: &'a Desk<'a>,
    labels: Vec<(Entry, PreparedLabel)>,
}

impl Batch<'_> {
    /// Signs every label and makes its files on all cores; they appear together at the end, or never.
    pub(super) fn sign(self, key: &Key, directory: Option<&Path>) -> Result<Vec<Made>, CliError> {
        let mut staging = directory.map(Staging::new).transpose()?;
        let progress = Progress::new(self.labels.len());
        let mut made = Vec::with_capacity(self.labels.len());
        let sign = |(entry, label): (Entry, PreparedLabel)| {
            let signature = key.sign(label.to_be_signed())?;
            Ok((entry, label.finish(signature)?))
        };
        let signed: Vec<(Entry, Credential)> = self
            .labels
            .into_iter()
            .map(sign)
            .collect::<Result<_, CliError>>()?;
        let draw = |(entry, credential): &(Entry, Credential)| self.desk.draw(entry, credential);
        parallel::in_order(&signed, draw, |_, (mut one, files)| {
            if let Some(staging) = &mut staging {
                one.write(&files, staging)?;
            }
            made.push(one);
            progress.step();
            Ok(())
        })?;
        staging.map_or(Ok(()), Staging::commit)?;
        Ok(made)
    }
}

impl Desk<'_> {
    fn draw(&self, entry: &Entry, credential: &Credential) -> Result<(Made, LabelFiles), CliError> {
        let gtin = entry.claims.label.only_gtin();
        let files = LabelFiles::new(credential, &self.chain, self.page, gtin, &self.options)?;
        let made = Made {
            id: entry.id.clone(),
            registration: entry.claims.registration.clone(),
            models: entry.claims.label.models.clone(),
            files: Vec::new(),
            identity: credential.identity().to_string(),
            bytes: credential.to_compact()?.len(),
            qr_version: files.symbol.version(),
            edge_mm: self.options.module.edge_mm(&files.symbol),
            text: files.text.clone(),
        };
        Ok((made, files))
    }
}

/// A label that was issued.
#[derive(Serialize)]
pub(super) struct Made {
    id: String,
    registration: String,
    models: Vec<String>,
    /// Names in the directory.
    files: Vec<String>,
    /// The SHA-256 of what was signed.
    identity: String,
    /// Size of the compact credential.
    bytes: usize,
    qr_version: u8,
    /// The text in the symbol.
    pub(super) text: String,
    #[serde(skip)]
    edge_mm: f64,
}

impl Made {
    /// Writes the files of the label.
    fn write(&mut self, made: &LabelFiles, staging: &mut Staging) -> Result<(), CliError> {
        let text = format!("{}\n", made.text);
        let files = [
            ("cbor", Some(made.cbor.as_slice())),
            ("txt", Some(text.as_bytes())),
            ("svg", made.svg.as_deref().map(str::as_bytes)),
            ("png", made.png.as_deref()),
        ];
        for (kind, bytes) in files {
            if let Some(bytes) = bytes {
                let name = format!("{}.{kind}", self.id);
                staging.write(&name, bytes)?;
                self.files.push(name);
            }
        }
        Ok(())
    }

    /// Prints the facts about one label that people want to know.
    pub(super) fn print(&self, out: &mut Output) -> Result<(), CliError> {
        out.fields(&[
            ("registration", self.registration.clone()),
            ("models", self.models.join(", ")),
            ("files", self.files.join(", ")),
            ("identity", self.identity.clone()),
            ("credential", format!("{} bytes", self.bytes)),
            ("symbol", self.symbol()),
        ])
    }

    fn symbol(&self) -> String {
        format!("version {}, {:.1} mm", self.qr_version, self.edge_mm)
    }
}

/// Prints the facts about many labels that people want to know.
pub(super) fn print_summary(made: &[Made], out: &mut Output) -> Result<(), CliError> {
    let mut registrations: Vec<&str> = made.iter().map(|made| made.registration.as_str()).collect();
    registrations.sort_unstable();
    registrations.dedup();
    let largest = made.iter().max_by_key(|made| (made.qr_version, made.bytes));
    let largest =
        largest.map(|made| format!("{}: {} bytes, {}", made.id, made.bytes, made.symbol()));
    out.fields(&[
        ("labels", made.len().to_string()),
        ("registrations", registrations.len().to_string()),
        ("largest", largest.unwrap_or_default()),
    ])
}
