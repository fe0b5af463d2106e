//! `label site build`: the page as a directory for a web server.

use std::path::PathBuf;

use clap::Args;
use label_core::hex;
use label_io::Exclusive;
use serde_json::json;

use super::{Choice, Page, PageArgs, bundle_rows, is_stopped, kind, site_rows};
use crate::commands::help;
use crate::error::CliError;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::site::{Base, Contact, Installed, Parts, Site, replace, site};

/// Make the page as a directory to put on a web server
///
/// The bundle is opened and checked first. The directory has the page, the compiled modules, the
/// bundle, and headers for nginx, Caddy and hosts of static files. The same files and arguments
/// make the same bytes. A directory that this command made is replaced as a whole.
#[derive(Args, Debug)]
#[command(after_help = help!("  label site build --bundle bundle.cbor --host label.example.jp --out site\n  label site build --bundle bundle.cbor --root-set 5f0c… --contact mailto:security@example.jp --out site"))]
pub(crate) struct Build {
    #[command(flatten)]
    pub(super) page: PageArgs,
    /// Directory for the site: new, empty, or made by this command
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Path below which the site will stand
    #[arg(long, value_name = "PATH", default_value = "/", value_parser = Base::parse)]
    pub(super) base: Base,
    /// Whom to tell about faults, for security.txt; mailto:, https: or tel:
    #[arg(long, value_name = "ADDRESS", value_parser = Contact::parse)]
    pub(super) contact: Option<Contact>,
    /// Stop pages that are open or installed [default: as in the directory, else no]
    #[arg(long, value_name = "YES|NO", hide_possible_values = true)]
    pub(super) stop: Option<Choice>,
}

/// A site that was made, and what it was made of.
pub(in crate::commands) struct Made {
    page: Page,
    pub(in crate::commands) site: Site,
    stop: bool,
}

impl Build {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let held = Exclusive::open(&self.out, "label site build")?;
        let made = self.make(&held, out)?;
        replace(&held, &made.site.files)?;
        self.print(&made, out)?;
        Ok(Outcome::Done)
    }

    /// Makes the site for a directory that is held; nothing is written.
    pub(in crate::commands) fn make(
        &self,
        held: &Exclusive,
        out: &mut Output,
    ) -> Result<Made, CliError> {
        let there = Installed::find(held)?;
        let page = self.page.read(self.base.clone())?;
        if let Some(there) = &there {
            self.refuse_mixed(there, page.bundle.specimen)?;
        }
        self.page.warn(&page.bundle, out)?;
        let stop = is_stopped(self.stop, there.as_ref());
        if stop {
            out.warning(
                "the site is stopped: pages that are open or installed do not check labels",
            )?;
        }
        let site = site(&Parts {
            modules: &page.modules,
            bundle: &page.bundle,
            config: &page.config,
            contact: self.contact.as_ref(),
            stop,
        })?;
        Ok(Made { page, site, stop })
    }

    fn refuse_mixed(&self, there: &Installed, specimen: bool) -> Result<(), CliError> {
        let new = kind(false, specimen);
        match kind(there.issuing, there.specimen) {
            same if same == new => Ok(()),
            there => Err(CliError::SiteMixed {
                directory: self.out.clone(),
                there,
                new,
            }),
        }
    }

    fn print(&self, made: &Made, out: &mut Output) -> Result<(), CliError> {
        let Made { page, site, stop } = made;
        let directory = self.out.display().to_string();
        let bundle = &page.bundle;
        if out.is_json() {
            return out.json(&json!({
                "directory": directory,
                "build": site.build,
                "files": site.files.len(),
                "bytes": site.bytes(),
                "base": page.config.base,
                "host": page.config.host,
                "root_set": hex(&bundle.root_set),
                "epoch": bundle.epoch,
                "version": bundle.version,
                "specimen": bundle.specimen,
                "stop": stop,
            }));
        }
        let messages = Messages::new(out.language())?;
        let mut rows = site_rows(site, &directory, &messages);
        rows.extend(bundle_rows(bundle, &messages));
        out.fields(&rows)?;
        out.next(format_args!("label site serve {directory}"))
    }
}
