//! `label trust prepare`, `rotate`, `sign` and `finish`: from a description to a signed trust list.

use std::path::{Path, PathBuf};

use clap::Args;
use label_core::{Certificate, Error, ListVersion, SignedTrustList, UnixTime};
use label_desk::trust_spec::TrustSpec;
use label_io::files::{self, Access};
use label_keys::certificates;

use super::{AtArgs, in_file, read_list, show, unsigned};
use crate::args::passphrase::PassphraseArgs;
use crate::commands::help;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// The first list of all.
const FIRST: ListVersion = ListVersion {
    epoch: 1,
    version: 1,
};

/// Make a trust list of a description, for the roots to sign
///
/// Without --after it is the first list; with it, the next version of the same root set.
#[derive(Args, Debug)]
#[command(after_help = help!("  label trust prepare trust.toml --out draft.cbor\n  label trust prepare trust.toml --after list.cbor --out draft.cbor"))]
pub(crate) struct Prepare {
    /// Description of the list
    #[arg(value_name = "FILE")]
    description: PathBuf,
    /// The list that this one follows
    #[arg(long, value_name = "FILE")]
    after: Option<PathBuf>,
    /// New file for the draft
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    at: AtArgs,
}

impl Prepare {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let spec = TrustSpec::read(&self.description)?;
        let order = match &self.after {
            None => FIRST,
            Some(path) => {
                let list = read_list(path)?;
                let before = list.unverified();
                if before.roots.fingerprint() != spec.roots()?.fingerprint() {
                    return Err(CliError::Usage {
                        message: "the description has another root set than the list before".into(),
                        hint: "use 'label trust rotate' to change the root set".into(),
                    });
                }
                ListVersion {
                    version: before.version + 1,
                    ..before.order()
                }
            }
        };
        write_draft(&spec, order, self.at.time()?, &self.out, out)
    }
}

/// Make a trust list with another root set, for the old and the new roots to sign
///
/// It begins a new epoch. Former roots that still have signers below them belong into earlier_roots
/// of the description.
#[derive(Args, Debug)]
#[command(after_help = help!("  label trust rotate trust.toml --after list.cbor --out draft.cbor"))]
pub(crate) struct Rotate {
    /// Description of the list, with the new roots
    #[arg(value_name = "FILE")]
    description: PathBuf,
    /// The list that this one follows
    #[arg(long, value_name = "FILE")]
    after: PathBuf,
    /// New file for the draft
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    at: AtArgs,
}

impl Rotate {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let spec = TrustSpec::read(&self.description)?;
        let epoch = read_list(&self.after)?.unverified().epoch + 1;
        let order = ListVersion { epoch, version: 1 };
        write_draft(&spec, order, self.at.time()?, &self.out, out)
    }
}

fn write_draft(
    spec: &TrustSpec,
    order: ListVersion,
    at: UnixTime,
    path: &Path,
    out: &mut Output,
) -> Result<Outcome, CliError> {
    let draft = SignedTrustList::draft(&spec.list(order, at)?)?;
    files::write_new(path, &draft.encode()?, Access::Public)?;
    show::print_list(&draft, out)?;
    out.next("'label trust sign' adds the signature of a root")?;
    Ok(Outcome::Done)
}

/// Add the signature of a root to a trust list
///
/// Shows what is signed. Several roots may sign one after the other, or each a copy.
#[derive(Args, Debug)]
#[command(after_help = help!("  label trust sign draft.cbor --key root-a.key --root root-a.pem --out signed-a.cbor"))]
pub(crate) struct Sign {
    /// Trust list, signed by others or by nobody yet
    #[arg(value_name = "FILE")]
    list: PathBuf,
    /// Private key of the root: a file, or a pkcs11: URI
    #[arg(long, value_name = "KEY")]
    key: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// Certificate of the root
    #[arg(long, value_name = "FILE")]
    root: PathBuf,
    /// New file for the list with the signature
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Sign {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let mut list = read_list(&self.list)?;
        let ders = certificates::read(&self.root)?;
        let root = Certificate::from_der(ders.first().map(Vec::as_slice).unwrap_or_default())
            .map_err(|source| in_file(&self.root, source))?;
        let keys = list.unverified().check_keys();
        keys.map_err(|source| in_file(&self.list, source))?;
        files::refuse_existing(&self.out)?;
        // Before the key is asked for; the signatures are counted once this one is there.
        show::print_unsigned(&list, out)?;
        let key = label_keys::load_signing_key(&self.key, &self.passphrase.source(), out)?;
        list.sign(&root, &key).map_err(unsigned(&self.root))?;
        files::write_new(&self.out, &list.encode()?, Access::Public)?;
        show::print_signatures(&list, out)?;
        out.next("'label trust finish' checks that enough roots signed")?;
        Ok(Outcome::Done)
    }
}

/// Put the signatures together and check that enough roots signed
#[derive(Args, Debug)]
#[command(after_help = help!("  label trust finish signed-a.cbor signed-b.cbor --out list.cbor\n  label trust finish signed-*.cbor --after old-list.cbor --out list.cbor"))]
pub(crate) struct Finish {
    /// The same list, signed by one or more roots each
    #[arg(value_name = "FILE", required = true)]
    signed: Vec<PathBuf>,
    /// The list that this one follows; its root set must have signed where the root set changes
    #[arg(long, value_name = "FILE")]
    after: Option<PathBuf>,
    /// New file for the list
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Finish {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let mut merged: Option<SignedTrustList> = None;
        for path in &self.signed {
            let list = read_list(path)?;
            match &mut merged {
                None => merged = Some(list),
                Some(merged) => merged
                    .merge(&list)
                    .map_err(|source| in_file(path, source))?,
            }
        }
        let list = merged.ok_or(Error::TrustListMissing)?;
        list.unverified().check_keys()?;
        let before = self.after.as_deref().map(read_list).transpose()?;
        match &before {
            Some(before) => list.check_follows(before)?,
            None if list.unverified().order() == FIRST => list.verify(None)?,
            None => {
                return Err(CliError::Usage {
                    message: "this is not the first trust list".into(),
                    hint: "give the list that it follows with --after".into(),
                });
            }
        }
        files::write_new(&self.out, &list.encode()?, Access::Public)?;
        show::print_list(&list, out)?;
        out.next("'label trust build' puts it into a bundle")?;
        Ok(Outcome::Done)
    }
}
