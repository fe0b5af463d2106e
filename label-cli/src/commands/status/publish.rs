//! `label status publish`: status lists, the record of issued labels, and a snapshot of both.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use label_core::{Bundle, Certificate, RecordKind, limits};
use label_desk::publish::{Basis, Exemptions, Parts, Publication, Records, Silence};
use label_desk::register::Register;
use label_io::Exclusive;
use label_io::files::{self, Access};
use label_keys::certificates;

use crate::args::operator::DoerArgs;
use crate::args::passphrase::PassphraseArgs;
use crate::args::register::OptionalRegisterArgs;
use crate::commands::help;
use crate::commands::trust::{AtArgs, read_list, records};
use crate::credential_files;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Sign status lists, the record of issued labels and a snapshot, as one part
///
/// The record is made of the credentials that --issued finds, or of those in the register; whatever
/// a signer signed and is not among them is rejected by verifiers. A label must not be dated before
/// the newest part that is published when it is signed: with a register, that is seen to.
#[derive(Args, Debug)]
#[command(after_help = help!("  label status publish --list list.cbor --register register.db --key lists.key --signer lists.pem --out part.cbor\n  label status publish --list list.cbor --status status.json --issued labels --key lists.key --signer lists.pem --out part.cbor"))]
pub(crate) struct Publish {
    /// Trust list of today
    #[arg(long, value_name = "FILE")]
    list: PathBuf,
    /// Status file; one for each address
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "register",
        conflicts_with = "register"
    )]
    status: Vec<PathBuf>,
    /// Issued credential, or a directory that is searched for them
    #[arg(long, value_name = "FILE|DIR", conflicts_with = "register")]
    issued: Vec<PathBuf>,
    #[command(flatten)]
    register: OptionalRegisterArgs,
    #[command(flatten)]
    doer: DoerArgs,
    /// Private key of the list signer: a file, or a pkcs11: URI
    #[arg(long, value_name = "KEY")]
    key: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// Certificate of the list signer
    #[arg(long, value_name = "FILE")]
    signer: PathBuf,
    /// The part published before; it must be older, and what it revoked must still be revoked.
    /// With a register, needed after the first
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
    /// The part that the register noted last is lost, or was never written
    #[arg(long, requires = "register")]
    previous_lost: bool,
    /// Publish as of a time that is still to come: no label can be dated before it
    #[arg(long, requires = "register")]
    future: bool,
    /// Kind of the record of issued labels
    #[arg(long, value_name = "KIND", default_value = "exact")]
    record: KindName,
    /// File for the same part with only what is new in its exact records, for a daily update of stores that have one;
    /// one that is there is read first, and replaced
    #[arg(long, value_name = "FILE")]
    changes: Option<PathBuf>,
    /// File for the part of a page: with an exact record of up to 5,000 labels, else with a filter
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
    /// Kind of the record in the part of a page, whatever the number of labels
    #[arg(long, value_name = "KIND", requires = "page")]
    page_record: Option<KindName>,
    /// How many days verifiers may rely on it
    #[arg(long, value_name = "N", default_value_t = 8)]
    days: u64,
    /// File for the part; one that is there is replaced
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    at: AtArgs,
}

/// The kinds of records of issued labels.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum KindName {
    /// 12 bytes for each label, for certain
    Exact,
    /// 2.2 bytes for each label; one in 65,536 forged labels is in it too
    Filter,
}

impl From<KindName> for RecordKind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Exact => Self::Exact,
            KindName::Filter => Self::Filter,
        }
    }
}

impl Publish {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let at = self.at.time()?;
        let list = read_list(&self.list)?;
        let signer = certificates::read(&self.signer)?;
        let signer = Certificate::from_der(signer.first().map(Vec::as_slice).unwrap_or_default())?;
        let key = label_keys::load_signing_key(&self.key, &self.passphrase.source(), out)?;
        // From the part before to the new one: two that publish at once would follow the same part.
        let held = self.hold()?;
        let previous = read(self.previous.as_deref())?;
        let changes = self.previous_changes(&held)?;
        let publication = Publication {
            list: &list,
            list_file: &self.list,
            signer: &signer,
            signer_file: &self.signer,
            key: &key,
            previous: previous.as_ref().map(|(path, bytes)| (*path, &**bytes)),
            previous_changes: changes.as_ref().map(|(path, bytes)| (*path, &**bytes)),
            records: Records {
                bundle: self.record.into(),
                page: self.page_record.map(RecordKind::from),
            },
            journal: None,
            at,
            days: self.days,
            file: &self.out,
        };
        let (basis, parts) = self.publish(&publication, &held, out)?;
        self.report(&parts, &basis, out)
    }

    /// Writes every file that is asked for; the next publication follows the part, so that it comes last: a run that
    /// is stopped before leaves changes that lead on from the part that is there.
    fn store(&self, parts: &Parts, held: &[Exclusive]) -> Result<(), CliError> {
        let outputs = [
            (self.changes.as_ref(), &parts.changes),
            (self.page.as_ref(), &parts.page),
            (Some(&self.out), &parts.part),
        ];
        for (path, part) in outputs {
            if let Some(held) = path.and_then(|path| of(held, path)) {
                held.replace(&part.encode()?, Access::Public)?;
            }
        }
        Ok(())
    }

    /// Holds every file that is written.
    fn hold(&self) -> Result<Vec<Exclusive>, CliError> {
        let paths = [&self.out].into_iter().chain(&self.changes);
        let paths = paths.chain(&self.page).map(PathBuf::as_path);
        Ok(Exclusive::open_all(paths, "label status publish")?)
    }

    /// The changes that were published before, if there are any.
    fn previous_changes(&self, held: &[Exclusive]) -> Result<Option<(&Path, Vec<u8>)>, CliError> {
        let changes = self.changes.as_ref();
        let Some((path, held)) = changes.and_then(|path| Some((path, of(held, path)?))) else {
            return Ok(None);
        };
        let bytes = held.read_if_there(limits::BUNDLE_BYTES)?;
        Ok(bytes.map(|bytes| (path.as_path(), bytes)))
    }

    fn publish(
        &self,
        publication: &Publication<'_>,
        held: &[Exclusive],
        out: &mut Output,
    ) -> Result<(Basis, Parts), CliError> {
        let (list, at) = (publication.list.unverified(), publication.at);
        let location = self.register.location(out)?;
        let mut warn = |silence: &Silence| warn_of_silence(silence, out);
        let Some(location) = location else {
            let mut issued = Vec::new();
            for path in &self.issued {
                credential_files::walk(path, &mut issued)?;
            }
            let basis = Basis::of_files(&self.status, &issued, list, at)?;
            let parts = publication.parts(&basis, &mut warn)?;
            self.store(&parts, held)?;
            return Ok((basis, parts));
        };
        let act = self.doer.act(at)?;
        let exemptions = Exemptions {
            previous_lost: self.previous_lost,
            future: self.future,
        };
        let mut register = Register::open(&location)?;
        let mut store = |parts: &Parts| self.store(parts, held);
        publication.of_register(&mut register, &act, exemptions, &mut warn, &mut store)
    }

    fn report(&self, parts: &Parts, basis: &Basis, out: &mut Output) -> Result<Outcome, CliError> {
        warn_of_left_out(basis, out)?;
        let highest = &basis.highest;
        let labels: usize = basis.issued.values().map(BTreeSet::len).sum();
        let size = |part: &Bundle| part.encode().map(|bytes| bytes.len());
        let changes = self.changes.as_ref().map(|_| size(&parts.changes));
        let changes = changes.transpose()?;
        let page = self.page.as_ref().map(|_| size(&parts.page));
        let page = page.transpose()?.map(|bytes| (bytes, kind(&parts.page)));
        let (part, bytes) = (&parts.part, size(&parts.part)?);
        if out.is_json() {
            let mut value = serde_json::json!({
                "labels": labels,
                "left_out": basis.left_out.iter().map(|left| left.labels).sum::<u64>(),
                "status_lists": part.status_lists.len(),
                "bytes": bytes,
                "changes_bytes": changes,
                "page_bytes": page.map(|(bytes, _)| bytes),
                "page_record": page.map(|(_, kind)| kind),
                "highest_indices": highest.iter().cloned().collect::<BTreeMap<_, _>>(),
            });
            records::add_to(&mut value, part);
            out.json(&value)?;
        } else {
            let mut fields = vec![
                ("labels", labels.to_string()),
                ("status lists", part.status_lists.len().to_string()),
            ];
            fields.extend(records::rows(part));
            fields.push(("size", format!("{bytes} bytes")));
            fields.extend(changes.map(|bytes| ("changes", format!("{bytes} bytes"))));
            fields.extend(page.map(|(bytes, kind)| ("page", format!("{bytes} bytes, {kind}"))));
            fields.extend(
                highest
                    .iter()
                    .map(|(signer, index)| ("highest index", format!("{index} of {signer}"))),
            );
            out.fields(&fields)?;
            out.next(
                "'label trust build' puts it into a bundle, 'label trust update' into a store",
            )?;
        }
        Ok(Outcome::Done)
    }
}

/// The file of a path, among those that are held.
pub(in crate::commands) fn of<'a>(held: &'a [Exclusive], path: &Path) -> Option<&'a Exclusive> {
    held.iter().find(|held| held.shown() == path)
}

/// A file that was published before, and its bytes.
fn read(path: Option<&Path>) -> Result<Option<(&Path, Vec<u8>)>, CliError> {
    let read = |path| Ok((path, files::read(path, limits::BUNDLE_BYTES)?));
    path.map(read).transpose()
}

/// Warns that nothing is published for a signer.
pub(in crate::commands) fn warn_of_silence(
    silence: &Silence,
    out: &mut Output,
) -> Result<(), CliError> {
    match silence {
        Silence::SignerUnknown { subject } => out.warning(format_args!(
            "{subject}: the register does not know this signer, so its labels cannot be decided"
        )),
        Silence::StatusMissing { address } => out.warning(format_args!(
            "{address}: no status file, so labels of this signer cannot be decided"
        )),
        _ => Ok(()),
    }
}

/// Warns of labels that verifiers reject because the trust list does not let their signer sign them,
/// of those that they should reject and do not, and of a publication that was stopped before this one.
pub(in crate::commands) fn warn_of_left_out(
    basis: &Basis,
    out: &mut Output,
) -> Result<(), CliError> {
    if let Some(number) = basis.unfinished {
        out.warning(format_args!(
            "publication {number} was stopped before its part was known to be written; this one takes its place"
        ))?;
    }
    for signer in &basis.compromised {
        out.warning(format_args!(
            "{signer}: its key is compromised, and the trust list does not revoke it"
        ))?;
    }
    basis.left_out.iter().try_for_each(|left| {
        out.warning(format_args!(
            "{}: {} of its labels left out, the first {}: {}",
            left.signer, left.labels, left.first, left.error
        ))
    })
}

/// The kind of the records in a part, by its code.
fn kind(part: &Bundle) -> &'static str {
    match part.filters.is_empty() {
        true => RecordKind::Exact.code(),
        false => RecordKind::Filter.code(),
    }
}
