//! `label status publish`: status lists, the record of issued labels, and a snapshot of both.

mod basis;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use label_core::{
    Bundle, Certificate, Credential, Digest, Error, IssuedFilter, Published, Snapshot, TrustList,
    digest, limits, sign_snapshot, sign_status_list,
};

use self::basis::Basis;
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
use crate::register::{DoerArgs, OptionalRegisterArgs};
use crate::status_file::StatusFile;

const DAY: u64 = 86_400;

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
    /// Private key of the list signer
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// Certificate of the list signer
    #[arg(long, value_name = "FILE")]
    signer: PathBuf,
    /// The part published before; what it revoked must still be revoked
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
        let list = list.unverified();
        let signer = certificates::read(&self.signer)?;
        let signer = Certificate::from_der(signer.first().map(Vec::as_slice).unwrap_or_default())?;
        let key = keys::load_signing_key(&self.key, &self.passphrase.source(), out)?;
        let Basis {
            statuses,
            issued,
            highest,
        } = self.basis(list, at)?;
        let mut part = Bundle::default();
        let mut snapshot = Snapshot {
            epoch: list.epoch,
            version: list.version,
            issued: at,
            expires: at.saturating_add(self.days.saturating_mul(DAY)),
            signers: Vec::new(),
        };
        let mut lists: BTreeMap<String, Digest> = BTreeMap::new();
        for file in &statuses {
            let mut status = file.list(at)?;
            status.expires = Some(snapshot.expires);
            status.ttl = Some(DAY);
            let token = sign_status_list(&status, &signer, &key)?;
            lists.insert(file.address.clone(), digest(&token));
            part.status_lists.push(token);
        }
        for label_signer in &list.label_signers {
            let Some(status_list) = lists.get(&label_signer.status_uri) else {
                continue;
            };
            let name = digest(
                label_signer
                    .chain
                    .first()
                    .map(Vec::as_slice)
                    .unwrap_or_default(),
            );
            let identities: Vec<_> = issued.get(&name).into_iter().flatten().copied().collect();
            let filter = IssuedFilter::build(&identities, random::bytes()?)?;
            let published = Published {
                status_list: *status_list,
                filter: digest(&filter),
            };
            snapshot.signers.push((name, published));
            part.filters.push(filter);
        }
        part.snapshots = vec![sign_snapshot(&snapshot, &signer, &key)?];
        self.check(&part)?;
        files::write_atomic(&self.out, &part.encode()?, Access::Public)?;
        report(&part, &issued, &highest, out)
    }

    /// What is to be published: of the register, or of files.
    fn basis(&self, list: &TrustList, at: u64) -> Result<Basis, CliError> {
        match self.register.location()? {
            Some(location) => Basis::of_register(&location, list, &self.doer.act(at)?),
            None => Ok(Basis {
                statuses: self
                    .status
                    .iter()
                    .map(|path| StatusFile::read(path))
                    .collect::<Result<_, _>>()?,
                issued: self.found(list, at)?,
                highest: Vec::new(),
            }),
        }
    }

    /// The identities of every credential that --issued finds, by the signer that made it.
    fn found(
        &self,
        list: &TrustList,
        at: u64,
    ) -> Result<BTreeMap<Digest, BTreeSet<Digest>>, CliError> {
        let mut signers = Vec::new();
        for signer in &list.label_signers {
            let der = signer.chain.first().map(Vec::as_slice).unwrap_or_default();
            signers.push((digest(der), Certificate::from_der(der)?));
        }
        let mut files = Vec::new();
        for path in &self.issued {
            walk(path, &mut files)?;
        }
        let mut issued: BTreeMap<Digest, BTreeSet<Digest>> = BTreeMap::new();
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

    /// What the part before revoked, this one must revoke.
    fn check(&self, part: &Bundle) -> Result<(), CliError> {
        let Some(path) = &self.previous else {
            return Ok(());
        };
        let bytes = files::read(path, limits::BUNDLE_BYTES)?;
        let before = Bundle::decode(&bytes).map_err(|source| in_file(path, source))?;
        part.check_revocations(&before)
            .map_err(|source| in_file(&self.out, source))
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

fn report(
    part: &Bundle,
    issued: &BTreeMap<Digest, BTreeSet<Digest>>,
    highest: &[(String, u64)],
    out: &mut Output,
) -> Result<Outcome, CliError> {
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
            "highest_indices": highest.iter().cloned().collect::<BTreeMap<_, _>>(),
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
        for (signer, index) in highest {
            out.fields(&[("highest index", format!("{index} of {signer}"))])?;
        }
        out.next("'label trust build' puts it into a bundle, 'label trust update' into a store")?;
    }
    Ok(Outcome::Done)
}
