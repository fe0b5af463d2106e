//! `label trust update`: what a verifier keeps, brought up to date.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use label_core::{Bundle, Digest, Filters, RootSet, SignedTrustList, Store, hex, limits};
use label_io::Exclusive;
use label_io::files::{self, Access};

use super::{AtArgs, in_file, show};
use crate::commands::help;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Install a bundle, or take what is newer in one
///
/// A store holds the bundle and what was seen of it, so that nobody can hand over an older one.
/// The store stays as it was when anything is refused. The fingerprint of the root set, given the first time or
/// any other, is compared: the store must have that root set, or have come from it by changes that
/// its roots signed.
#[derive(Args, Debug)]
#[command(after_help = help!("  label trust update bundle.cbor --trust store.cbor --root-set 5f0c…\n  label trust update today/ --trust store.cbor"))]
pub(crate) struct Update {
    /// Bundle, part, trust list, or a directory with such files
    #[arg(value_name = "FILE|DIR")]
    new: PathBuf,
    /// The store; made where there is none
    #[arg(long, value_name = "FILE")]
    trust: PathBuf,
    /// Fingerprint of the root set, which came another way than the bundle
    #[arg(long, value_name = "HEX", value_parser = fingerprint)]
    root_set: Option<Digest>,
    /// Believe the first bundle as it stands, without a fingerprint
    #[arg(long, conflicts_with = "root_set")]
    trust_on_first_use: bool,
    #[command(flatten)]
    at: AtArgs,
}

impl Update {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let at = self.at.time()?;
        let part = self.part()?;
        // Held before it is read: two updates at once would both follow the same store, and one undo the other.
        let held = Exclusive::open(&self.trust, "label trust update")?;
        let installed = self.installed(&held)?;
        let result = match &installed {
            Some(store) => store.update(&part, at, Filters::Refuse),
            None if self.root_set.is_none() && !self.trust_on_first_use => {
                return Err(CliError::RootSetMissing {
                    file: self.trust.clone(),
                });
            }
            None => Store::install(&part, self.root_set.as_ref(), at),
        };
        let (store, opened) = result.map_err(|source| in_file(&self.new, source))?;
        if let Some(root_set) = &self.root_set {
            let compared = store.state().check_root_set(root_set);
            compared.map_err(|source| in_file(&self.trust, source))?;
        }
        held.replace(&store.encode()?, Access::Public)?;
        if installed.is_none() && self.root_set.is_none() {
            out.warning(format_args!(
                "the root set {} was not compared with anything; compare it with the scheme owner's",
                hex(&store.state().roots().fingerprint())
            ))?;
        }
        show::print_opened(store.bundle(), &opened, out)?;
        Ok(Outcome::Done)
    }

    /// The store as it stands, if there is one.
    fn installed(&self, held: &Exclusive) -> Result<Option<Store>, CliError> {
        let Some(bytes) = held.read_if_there(limits::STORE_BYTES)? else {
            return Ok(None);
        };
        if Bundle::is_bundle(&bytes) {
            return Err(CliError::Usage {
                message: format!("{}: a bundle, not a store", self.trust.display()),
                hint: "name a new file; the store is made of the first bundle".into(),
            });
        }
        let store = Store::decode(&bytes).map_err(|source| in_file(&self.trust, source))?;
        Ok(Some(store))
    }

    /// Everything that was handed over, as one part.
    fn part(&self) -> Result<Bundle, CliError> {
        if !self.new.is_dir() {
            return read_part(&self.new);
        }
        let failed = |error| CliError::io(&self.new, "read", &error);
        let mut paths = fs::read_dir(&self.new)
            .and_then(|entries| {
                entries
                    .map(|entry| Ok(entry?.path()))
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(failed)?;
        paths.retain(|path| {
            path.extension()
                .is_some_and(|extension| extension == "cbor")
        });
        paths.sort();
        let mut whole = Bundle::default();
        for path in &paths {
            whole.add(&read_part(path)?);
            // Refuses what is too much before more is read.
            whole
                .encode()
                .map_err(|source| in_file(&self.new, source))?;
        }
        if whole == Bundle::default() {
            return Err(CliError::Usage {
                message: format!("{}: holds no file in .cbor", self.new.display()),
                hint: "give a directory with a bundle, a part or trust lists".into(),
            });
        }
        whole.trust_lists = in_order(&whole.trust_lists)?;
        Ok(whole)
    }
}

/// Trust lists as they follow one another, whatever their files are called.
fn in_order(lists: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, CliError> {
    let mut ordered = Vec::new();
    for bytes in lists {
        let list = SignedTrustList::decode(bytes)?;
        ordered.push((list.unverified().order(), bytes.clone()));
    }
    ordered.sort();
    Ok(ordered.into_iter().map(|(_, bytes)| bytes).collect())
}

/// A bundle, a part, or a trust list alone.
fn read_part(path: &Path) -> Result<Bundle, CliError> {
    let bytes = files::read(path, limits::BUNDLE_BYTES)?;
    if Bundle::is_bundle(&bytes) {
        return Bundle::decode(&bytes).map_err(|source| in_file(path, source));
    }
    SignedTrustList::decode(&bytes).map_err(|source| in_file(path, source))?;
    Ok(Bundle {
        trust_lists: vec![bytes],
        ..Bundle::default()
    })
}

/// Reads the fingerprint of a root set.
pub(in crate::commands) fn fingerprint(text: &str) -> Result<Digest, &'static str> {
    RootSet::parse_fingerprint(text).map_err(|_| "not 64 hexadecimal digits")
}
