//! `label status publish`: status lists, the record of issued labels, and a snapshot of both.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use label_core::{
    Anchor, Bundle, Certificate, Credential, Digest, Error, IssuedFilter, LabelSigner, Published,
    SignedTrustList, Snapshot, SnapshotToken, TrustList, digest, limits, sign_snapshot,
    sign_status_list,
};

use super::super::help;
use super::super::trust::{AtArgs, in_file, read_list};
use crate::certificates;
use crate::cli::Outcome;
use crate::error::CliError;
use crate::files::{self, Access};
use crate::keys;
use crate::output::Output;
use crate::passphrase::PassphraseArgs;
use crate::random;
use crate::status_file::StatusFile;

const DAY: u64 = 86_400;

/// The identities of issued credentials, by the signer that made them.
type Register = BTreeMap<Digest, BTreeSet<Digest>>;

/// Sign status lists, the record of issued labels and a snapshot, as one part
///
/// The record is made of the credentials that --issued finds; whatever a signer signed and is not
/// among them is rejected by verifiers. A label must not be dated before the newest part that is
/// published when it is signed.
#[derive(Args, Debug)]
#[command(after_help = help!("  label status publish --list list.cbor --status status.json --issued labels --key lists.key --signer lists.pem --out part.cbor"))]
pub(crate) struct Publish {
    /// Trust list of today
    #[arg(long, value_name = "FILE")]
    list: PathBuf,
    /// Status file; one for each address
    #[arg(long, value_name = "FILE", required = true)]
    status: Vec<PathBuf>,
    /// Issued credential, or a directory that is searched for them
    #[arg(long, value_name = "FILE|DIR")]
    issued: Vec<PathBuf>,
    /// Private key of the list signer: a file, or a pkcs11: URI
    #[arg(long, value_name = "KEY")]
    key: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// Certificate of the list signer
    #[arg(long, value_name = "FILE")]
    signer: PathBuf,
    /// The part published before; it must be older, and what it revoked must still be revoked
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
    /// How many days verifiers may rely on it
    #[arg(long, value_name = "N", default_value_t = 8)]
    days: u64,
    /// File for the part; one that is there is replaced
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    at: AtArgs,
}

impl Publish {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let at = self.at.seconds()?;
        let list = read_list(&self.list)?;
        let issued = self.register(list.unverified(), at)?;
        let part = self.part(list.unverified(), &issued, at, out)?;
        self.check(&list, &part, at)?;
        files::write_atomic(&self.out, &part.encode()?, Access::Public)?;
        report(&part, &issued, out)
    }

    /// Signs the status lists, and a snapshot that names them and the filters.
    fn part(
        &self,
        list: &TrustList,
        issued: &Register,
        at: u64,
        out: &mut Output,
    ) -> Result<Bundle, CliError> {
        let signer = certificates::read(&self.signer)?;
        let signer = Certificate::from_der(signer.first().map(Vec::as_slice).unwrap_or_default())?;
        let key = keys::load_signing_key(&self.key, &self.passphrase.source(), out)?;
        let faulty = |source| in_file(&self.signer, source);
        let mut part = Bundle::default();
        let mut snapshot = Snapshot {
            epoch: list.epoch,
            version: list.version,
            issued: at,
            expires: at.saturating_add(self.days.saturating_mul(DAY)),
            signers: Vec::new(),
        };
        let mut lists: BTreeMap<String, Digest> = BTreeMap::new();
        for path in &self.status {
            let file = StatusFile::read(path)?;
            check_address(path, &file.address, list)?;
            let mut status = file.list(at)?;
            status.expires = Some(snapshot.expires);
            status.ttl = Some(DAY);
            let token = key
                .lend(|key| sign_status_list(&status, &signer, key))?
                .map_err(faulty)?;
            lists.insert(file.address.clone(), digest(&token));
            part.status_lists.push(token);
        }
        for label_signer in &list.label_signers {
            let Some(status_list) = lists.get(&label_signer.status_uri) else {
                warn_of_silence(label_signer, out)?;
                continue;
            };
            let name = name(label_signer);
            let identities: Vec<_> = issued.get(&name).into_iter().flatten().copied().collect();
            let filter = IssuedFilter::build(&identities, random::bytes()?)?;
            let published = Published {
                status_list: *status_list,
                filter: digest(&filter),
            };
            snapshot.signers.push((name, published));
            part.filters.push(filter);
        }
        part.snapshots = vec![
            key.lend(|key| sign_snapshot(&snapshot, &signer, key))?
                .map_err(faulty)?,
        ];
        Ok(part)
    }

    /// The identities of every credential, by the signer that made it.
    fn register(&self, list: &TrustList, at: u64) -> Result<Register, CliError> {
        let mut signers = Vec::new();
        for signer in &list.label_signers {
            signers.push((name(signer), Certificate::from_der(certificate(signer))?));
        }
        let mut files = Vec::new();
        for path in &self.issued {
            walk(path, &mut files)?;
        }
        let mut issued = Register::new();
        for path in &files {
            let credential = Credential::decode(&files::read(path, limits::FULL_BYTES)?)
                .map_err(|source| in_file(path, source))?;
            let signer = signed_by(&credential, &signers);
            let signer = signer.ok_or_else(|| in_file(path, Error::SignerUnknown))?;
            let dated = credential
                .unverified_claims()
                .map_err(|source| in_file(path, source))?;
            if dated.issued > at {
                let issued = dated.issued;
                return Err(in_file(path, Error::NotYetValid { at, issued }));
            }
            issued
                .entry(signer)
                .or_default()
                .insert(credential.identity());
        }
        Ok(issued)
    }

    /// What verifiers will check, and that what the part before revoked is still revoked.
    fn check(&self, list: &SignedTrustList, part: &Bundle, at: u64) -> Result<(), CliError> {
        list.verify(None)
            .map_err(|source| in_file(&self.list, source))?;
        let whole = Bundle {
            trust_lists: vec![list.encode()?],
            ..part.clone()
        };
        whole
            .open(Anchor::Nothing, at)
            .map_err(|source| in_file(&self.signer, source))?;
        let Some(path) = &self.previous else {
            return Ok(());
        };
        let bytes = files::read(path, limits::BUNDLE_BYTES)?;
        let fault = |source| in_file(path, source);
        let before = Bundle::decode(&bytes).map_err(fault)?;
        for token in &before.snapshots {
            let snapshot = SnapshotToken::decode(token).and_then(|token| token.unverified());
            let issued = snapshot.map_err(fault)?.issued;
            if at < issued {
                return Err(fault(Error::ClockBeforeTrust { at, issued }));
            }
        }
        part.check_revocations(&before)
            .map_err(|source| in_file(&self.out, source))
    }
}

fn certificate(signer: &LabelSigner) -> &[u8] {
    signer.chain.first().map(Vec::as_slice).unwrap_or_default()
}

/// The name of a signer in snapshots.
fn name(signer: &LabelSigner) -> Digest {
    digest(certificate(signer))
}

/// Warns that nothing is published for a signer, unless it is revoked anyway.
fn warn_of_silence(signer: &LabelSigner, out: &mut Output) -> Result<(), CliError> {
    if signer.state.is_revoked() {
        return Ok(());
    }
    out.warning(format_args!(
        "{}: no status file, so labels of this signer cannot be decided",
        signer.status_uri
    ))
}

/// Errs where no signer has its status list at an address.
fn check_address(path: &Path, address: &str, list: &TrustList) -> Result<(), CliError> {
    let mut signers = list.label_signers.iter();
    match signers.any(|signer| signer.status_uri == address) {
        true => Ok(()),
        false => Err(CliError::Usage {
            message: format!(
                "{}: no signer of the trust list has this address",
                path.display()
            ),
            hint: "compare it with status_list in the description of the list".into(),
        }),
    }
}

/// The signer whose key verifies a credential.
fn signed_by(credential: &Credential, signers: &[(Digest, Certificate)]) -> Option<Digest> {
    let mut named = signers
        .iter()
        .filter(|(_, signer)| signer.hint() == credential.hint());
    let verifies = |signer: &Certificate| {
        let key = signer.public_key().ok()?;
        let matches = key.algorithm() == credential.algorithm();
        let verified = key.verify(credential.to_be_signed(), credential.signature());
        (matches && verified.is_ok()).then_some(())
    };
    named
        .find(|(_, signer)| verifies(signer).is_some())
        .map(|(name, _)| *name)
}

/// Every `.cbor` file below a directory, or the file itself.
fn walk(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), CliError> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let failed = |error| CliError::io(path, "read", &error);
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?.path();
        if entry.is_dir()
            || entry
                .extension()
                .is_some_and(|extension| extension == "cbor")
        {
            walk(&entry, files)?;
        }
    }
    Ok(())
}

fn report(part: &Bundle, issued: &Register, out: &mut Output) -> Result<Outcome, CliError> {
    let labels: usize = issued.values().map(BTreeSet::len).sum();
    let filters: usize = part.filters.iter().map(Vec::len).sum();
    let size = part.encode()?.len();
    if out.is_json() {
        out.json(&serde_json::json!({
            "labels": labels,
            "status_lists": part.status_lists.len(),
            "filters": part.filters.len(),
            "filter_bytes": filters,
            "bytes": size,
        }))?;
    } else {
        out.fields(&[
            ("labels", labels.to_string()),
            ("status lists", part.status_lists.len().to_string()),
            (
                "issued filters",
                format!("{} ({filters} bytes)", part.filters.len()),
            ),
            ("size", format!("{size} bytes")),
        ])?;
        out.next("'label trust build' puts it into a bundle, 'label trust update' into a store")?;
    }
    Ok(Outcome::Done)
}
