//! `label site issuer`: the page that issues labels, as a directory or as one file.

use std::path::PathBuf;

use clap::Args;
use label_io::Exclusive;
use serde_json::json;

use super::{Choice, file_rows, is_stopped, keep, kind, site_rows};
use crate::commands::{help, issue};
use crate::error::CliError;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::site::{
    Base, ISSUING, ISSUING_FILE, Installed, IssuerParts, Modules, Site, host, issuer, replace,
    single,
};

/// Make the page that issues labels in a browser
///
/// For trials and for owners of few labels: labels are typed, or come from a table or from a plan of the
/// register; they are checked as 'label issue' checks them, signed with a key file or a key that the
/// browser keeps, drawn and read back. Nothing is sent. docs/ISSUER.md says what it is good for; a real
/// scheme needs the register.
#[derive(Args, Debug)]
#[command(after_help = help!("  label site issuer --host issue.example.jp --page https://label.example.jp --out issuer\n  label site issuer --single --out issuer.html"))]
pub(crate) struct Issuer {
    /// Directory for the site: new, empty, or made by this command; with --single a file
    #[arg(long, value_name = "DIR|FILE")]
    out: PathBuf,
    /// Make one file that is kept and opened from disk; one that is there is replaced
    #[arg(long, conflicts_with_all = ["base", "host", "stop"])]
    single: bool,
    /// Package of compiled modules [default: label-web/, ../wasm-pkg or ../share/label/web from this program]
    #[arg(long, value_name = "DIR")]
    modules: Option<PathBuf>,
    /// Address that symbols lead to, which the page proposes
    #[arg(long, value_name = "URL")]
    page: Option<String>,
    /// Host of the issuing page, in small letters; best one of its own
    #[arg(long, value_parser = host)]
    host: Option<String>,
    /// Path below which the site will stand
    #[arg(long, value_name = "PATH", default_value = "/", value_parser = Base::parse)]
    base: Base,
    /// Stop pages that are open or installed [default: as in the directory, else no]
    #[arg(long, value_name = "YES|NO", hide_possible_values = true)]
    stop: Option<Choice>,
}

impl Issuer {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        self.page.as_deref().map_or(Ok(()), issue::check_page)?;
        match self.single {
            true => self.file(out),
            false => self.directory(out),
        }
    }

    fn file(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let modules = Modules::find(self.modules.as_deref(), &ISSUING)?;
        let site = self.site(&modules, false)?;
        let html = single(&site, modules.single(), &ISSUING_FILE)?;
        let (file, sha256) = keep(&self.out, &html, "label site issuer")?;
        if out.is_json() {
            out.json(&json!({
                "file": file,
                "sha256": sha256,
                "bytes": html.len(),
                "build": site.build,
            }))?;
            return Ok(Outcome::Done);
        }
        let messages = Messages::new(out.language())?;
        out.fields(&file_rows((file, sha256), &site, &messages))?;
        Ok(Outcome::Done)
    }

    fn directory(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let held = Exclusive::open(&self.out, "label site issuer")?;
        let there = Installed::find(&held)?;
        if let Some(there) = there.as_ref().filter(|there| !there.issuing) {
            return Err(CliError::SiteMixed {
                directory: self.out.clone(),
                there: kind(false, there.specimen),
                new: kind(true, false),
            });
        }
        let modules = Modules::find(self.modules.as_deref(), &ISSUING)?;
        let stop = is_stopped(self.stop, there.as_ref());
        if stop {
            out.warning("the site is stopped: pages that are open or installed do not issue")?;
        }
        let site = self.site(&modules, stop)?;
        replace(&held, &site.files)?;
        self.print(&site, stop, out)?;
        Ok(Outcome::Done)
    }

    fn site(&self, modules: &Modules, stop: bool) -> Result<Site, CliError> {
        issuer(&IssuerParts {
            modules,
            base: &self.base,
            host: self.host.as_deref(),
            page: self.page.as_deref(),
            stop,
        })
    }

    fn print(&self, site: &Site, stop: bool, out: &mut Output) -> Result<(), CliError> {
        let directory = self.out.display().to_string();
        if out.is_json() {
            return out.json(&json!({
                "directory": directory,
                "build": site.build,
                "files": site.files.len(),
                "bytes": site.bytes(),
                "base": self.base,
                "host": self.host,
                "page": self.page,
                "stop": stop,
            }));
        }
        let messages = Messages::new(out.language())?;
        out.fields(&site_rows(site, &directory, &messages))?;
        out.next(format_args!("label site serve {directory}"))
    }
}
