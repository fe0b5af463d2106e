//! `label site single`: the page as one file, to keep.

use std::path::PathBuf;

use clap::Args;
use label_core::hex;
use serde_json::json;

use super::{PageArgs, bundle_rows, file_rows, keep};
use crate::commands::help;
use crate::error::CliError;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::site::{Base, CHECKING_FILE, Parts, single, site};

/// Make the page as one file that is kept and opened from disk
///
/// A browser opens it without a server, and it asks no network: pictures, pasted text and scanners
/// that type are checked against the bundle in it. docs/SECOND-OPINION.md says what that is good for.
#[derive(Args, Debug)]
#[command(after_help = help!("  label site single --bundle bundle.cbor --out label.html"))]
pub(crate) struct Single {
    #[command(flatten)]
    page: PageArgs,
    /// File for the page; one that is there is replaced
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Single {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let page = self.page.read(Base::root())?;
        self.page.warn(&page.bundle, out)?;
        let site = site(&Parts {
            modules: &page.modules,
            bundle: &page.bundle,
            config: &page.config,
            contact: None,
            stop: false,
        })?;
        let html = single(&site, page.modules.single(), &CHECKING_FILE)?;
        let (file, sha256) = keep(&self.out, &html, "label site single")?;
        if out.is_json() {
            out.json(&json!({
                "file": file,
                "sha256": sha256,
                "bytes": html.len(),
                "build": site.build,
                "root_set": hex(&page.bundle.root_set),
                "epoch": page.bundle.epoch,
                "version": page.bundle.version,
                "specimen": page.bundle.specimen,
            }))?;
            return Ok(Outcome::Done);
        }
        let messages = Messages::new(out.language())?;
        let mut rows = file_rows((file, sha256), &site, &messages);
        rows.extend(bundle_rows(&page.bundle, &messages));
        out.fields(&rows)?;
        Ok(Outcome::Done)
    }
}
