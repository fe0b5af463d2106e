//! The demonstration: a scheme owner's whole work on a built-in table of invented products.

mod owner;
mod products;
mod refused;
mod report;
mod sheet;

use std::path::Path;
use std::time::Instant;

use label_core::{Anchor, Credential, Gtin, Input, Policy, Trust, UnixTime, Verdict, verify};
use label_desk::table::Entry;
use label_io::Staging;
use label_io::time;
use label_print::{LabelFiles, SymbolOptions};
use label_qr::{Ecc, Module, read_picture};
use owner::{LabelSigner, Owner};

use crate::error::CliError;
use crate::output::Output;
use crate::progress::Progress;

/// The address of the scheme owner's page; a name that nobody can register (RFC 2606).
const PAGE: &str = "https://label.example.jp";

/// A label of the demonstration with what was made of it and what the check said.
struct Specimen {
    entry: Entry,
    credential: Credential,
    made: LabelFiles,
    verdict: Verdict,
}

/// Everything that happens at one moment: the keys, the trust and the clock.
struct Stage {
    owner: Owner,
    trust: Trust,
    now: UnixTime,
}

/// Runs the demonstration and writes its results into a new directory.
pub(crate) fn run(directory: &Path, out: &mut Output) -> Result<(), CliError> {
    let start = Instant::now();
    let mut files = Staging::new(directory)?;
    let now = time::now();
    let entries = products::entries(now)?;
    let owner = Owner::new(now)?;
    let labels = entries
        .iter()
        .map(|entry| owner.issue(&entry.claims))
        .collect::<Result<Vec<_>, _>>()?;
    let bundle = owner.bundle(&labels, products::revoked(&entries))?;
    let stage = Stage {
        trust: bundle.open(Anchor::Nothing, now)?.into_trust(),
        owner,
        now,
    };
    let progress = Progress::new(entries.len());
    let specimens = entries
        .into_iter()
        .zip(labels)
        .map(|(entry, label)| {
            progress.step();
            stage.specimen(entry, label)
        })
        .collect::<Result<Vec<_>, _>>()?;
    drop(progress);
    products::check(&specimens)?;
    for specimen in &specimens {
        write(
            &mut files,
            &format!("labels/{}", specimen.entry.id),
            &specimen.made,
        )?;
    }
    let refusals = refused::all(&stage, &specimens)?;
    refused::write(&mut files, &refusals)?;
    stage.owner.write_keys(&mut files)?;
    files.write("trust.cbor", &bundle.encode()?)?;
    files.write("sheet.png", &sheet::draw(&specimens)?)?;
    files.commit()?;
    report::print(
        directory,
        &specimens,
        &refusals,
        &stage.trust,
        start.elapsed(),
        out,
    )
}

impl Stage {
    /// Draws a label, reads the picture back and checks what was read.
    fn specimen(&self, entry: Entry, credential: Credential) -> Result<Specimen, CliError> {
        let signer = self.owner.signer_for(&entry.claims);
        let made = make(
            &credential,
            signer,
            entry.claims.label.gtins.first().copied(),
        )?;
        let text = read_picture(made.png.as_deref().unwrap_or_default())?.text;
        let verdict = verify(
            Input::Text(&text),
            &self.trust,
            self.now,
            &Policy::default(),
        );
        Ok(Specimen {
            entry,
            credential,
            made,
            verdict,
        })
    }
}

/// Draws a credential and reads it back.
fn make(
    credential: &Credential,
    signer: &LabelSigner,
    gtin: Option<Gtin>,
) -> Result<LabelFiles, CliError> {
    let made = LabelFiles::new(credential, &signer.chain, PAGE, gtin, &symbol_options())?;
    Ok(made)
}

/// The options of every symbol of the demonstration.
fn symbol_options() -> SymbolOptions {
    SymbolOptions {
        ecc: Ecc::M,
        module: Module::default(),
        svg: true,
        png: true,
    }
}

/// Writes what was made for one label.
fn write(files: &mut Staging, stem: &str, made: &LabelFiles) -> Result<(), CliError> {
    files.write(&format!("{stem}.cbor"), &made.cbor)?;
    files.write(
        &format!("{stem}.txt"),
        format!("{}\n", made.text).as_bytes(),
    )?;
    files.write(
        &format!("{stem}.svg"),
        made.svg.as_deref().unwrap_or_default().as_bytes(),
    )?;
    files.write(
        &format!("{stem}.png"),
        made.png.as_deref().unwrap_or_default(),
    )?;
    Ok(())
}
