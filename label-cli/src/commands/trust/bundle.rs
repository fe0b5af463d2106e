//! `label trust build`: everything that a verifier needs, in one file.

use std::path::{Path, PathBuf};

use clap::Args;
use label_core::{Anchor, Bundle, Opened, UnixTime, limits};
use label_io::Exclusive;
use label_io::files::{self, Access};

use super::{AtArgs, in_file, read_list, show};
use crate::commands::help;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Put trust lists, status lists and the record of issued labels into one file
///
/// The bundle is opened and checked before it is written.
#[derive(Args, Debug)]
#[command(after_help = help!("  label trust build --list list.cbor --part today.cbor --out bundle.cbor\n  label trust build --change epoch-2.cbor --list list.cbor --part today.cbor --out bundle.cbor"))]
pub(crate) struct Build {
    /// The trust list of today
    #[arg(long, value_name = "FILE")]
    list: PathBuf,
    /// A list that changed the root set, oldest first; for verifiers that missed it
    #[arg(long, value_name = "FILE")]
    change: Vec<PathBuf>,
    /// A part of 'label status publish'; may be repeated
    #[arg(long, value_name = "FILE")]
    part: Vec<PathBuf>,
    /// File for the bundle; one that is there is replaced
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    at: AtArgs,
}

impl Build {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let lists: Vec<&Path> = self.change.iter().map(PathBuf::as_path).collect();
        let lists = [&lists[..], &[&self.list]].concat();
        let parts: Vec<&Path> = self.part.iter().map(PathBuf::as_path).collect();
        let (bundle, opened) = put_together(&lists, &parts, self.at.time()?)?;
        let held = Exclusive::open(&self.out, "label trust build")?;
        held.replace(&bundle.encode()?, Access::Public)?;
        show::print_opened(&bundle, &opened, out)?;
        Ok(Outcome::Done)
    }
}

/// The bundle of trust lists, oldest first, and of parts; opened and checked.
pub(in crate::commands) fn put_together(
    lists: &[&Path],
    parts: &[&Path],
    at: UnixTime,
) -> Result<(Bundle, Opened), CliError> {
    let mut bundle = Bundle::default();
    for path in lists {
        let list = read_list(path)?;
        list.verify(None).map_err(|source| in_file(path, source))?;
        bundle.trust_lists.push(list.encode()?);
    }
    for path in parts {
        let bytes = files::read(path, limits::BUNDLE_BYTES)?;
        let part = Bundle::decode(&bytes).map_err(|source| in_file(path, source))?;
        bundle.add(&part);
    }
    let opened = bundle.open(Anchor::Nothing, at)?;
    Ok((bundle, opened))
}
