//! `label site`: the page that consumers open, and the page that issues labels.

pub(super) mod build;
pub(super) mod daily;
mod issuer;
mod serve;
mod single;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use label_core::scheme::Schemes;
use label_core::{Digest, digest, hex};
use label_io::Exclusive;
use label_io::files::Access;

use super::trust::{AtArgs, fingerprint};
use crate::error::CliError;
use crate::fields::Row;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::policy_file;
use crate::site::{Base, CHECKING, Config, Installed, Modules, Site, SiteBundle, Titles, host};

/// Make and show the page that consumers open
///
/// docs/SITE.md goes through what a scheme owner must do to put it on the web and to keep it there.
#[derive(Debug, Subcommand)]
pub(crate) enum SiteCommand {
    Build(build::Build),
    Single(single::Single),
    Issuer(issuer::Issuer),
    Serve(serve::Serve),
}

impl SiteCommand {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        match self {
            Self::Build(command) => command.run(out),
            Self::Single(command) => command.run(out),
            Self::Issuer(command) => command.run(out),
            Self::Serve(command) => command.run(out),
        }
    }
}

/// Yes or no, where neither is the same as not to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Choice {
    Yes,
    No,
}

/// The kind of a site, as people call it.
fn kind(issuing: bool, specimen: bool) -> &'static str {
    match (issuing, specimen) {
        (true, _) => "the issuing page",
        (false, true) => "specimen labels",
        (false, false) => "real labels",
    }
}

/// What the page is made of.
#[derive(Args, Debug)]
struct PageArgs {
    /// The trust bundle of today, of 'label trust build'
    #[arg(long, value_name = "FILE")]
    bundle: PathBuf,
    /// Fingerprint of the root set that the bundle must lead from
    #[arg(long, value_name = "HEX", value_parser = fingerprint)]
    root_set: Option<Digest>,
    /// Package of compiled modules [default: label-web/, ../wasm-pkg or ../share/label/web from this program]
    #[arg(long, value_name = "DIR")]
    modules: Option<PathBuf>,
    /// Host of the page, which the trust list must name; in small letters
    #[arg(long, value_parser = host)]
    host: Option<String>,
    /// What the page expects of a label: a preset or a file
    #[arg(long, value_name = "FILE|PRESET", default_value = "page")]
    policy: OsString,
    /// Title in Japanese
    #[arg(long, value_name = "TEXT")]
    title_ja: Option<String>,
    /// Title in English
    #[arg(long, value_name = "TEXT")]
    title_en: Option<String>,
    /// Where people get help
    #[arg(long, value_name = "URL", value_parser = help_url)]
    help_url: Option<String>,
    #[command(flatten)]
    at: AtArgs,
}

/// Tells whether pages are to stop: as asked, or else as in the directory.
fn is_stopped(asked: Option<Choice>, there: Option<&Installed>) -> bool {
    match asked {
        Some(choice) => choice == Choice::Yes,
        None => there.is_some_and(|there| there.stop),
    }
}

/// The rows about a site in a directory.
fn site_rows<'a>(site: &Site, directory: &str, messages: &'a Messages) -> Vec<Row<'a>> {
    let count = messages
        .word("site_files")
        .replace("{files}", &site.files.len().to_string())
        .replace("{bytes}", &site.bytes().to_string());
    vec![
        (messages.word("directory"), directory.to_owned()),
        (messages.word("site_size"), count),
        (messages.word("build"), site.build.clone()),
    ]
}

/// Puts a page of one file in its place, held by a command; gives the name of the file and its SHA-256.
fn keep(file: &Path, html: &[u8], command: &'static str) -> Result<(String, String), CliError> {
    Exclusive::open(file, command)?.replace(html, Access::Public)?;
    Ok((file.display().to_string(), hex(&digest(html))))
}

/// The rows about a page of one file.
fn file_rows<'a>(
    (file, sha256): (String, String),
    site: &Site,
    messages: &'a Messages,
) -> Vec<Row<'a>> {
    vec![
        (messages.word("file"), file),
        (messages.word("sha256"), sha256),
        (messages.word("build"), site.build.clone()),
    ]
}

/// The files that were read for the page.
struct Page {
    bundle: SiteBundle,
    modules: Modules,
    config: Config,
}

impl PageArgs {
    /// Reads everything.
    fn read(&self, base: Base) -> Result<Page, CliError> {
        let policy = policy_file::read(&self.policy)?;
        let bundle = SiteBundle::read(&self.bundle, self.root_set.as_ref(), self.at.time()?)?;
        self.check_host(&bundle)?;
        let modules = Modules::find(self.modules.as_deref(), &CHECKING)?;
        let (ja, en) = (self.title_ja.as_deref(), self.title_en.as_deref());
        let title = Titles::new(ja, en, bundle.specimen);
        [&title.ja, &title.en]
            .into_iter()
            .try_for_each(|text| check_title(text))?;
        let config = Config::new(
            &bundle,
            base,
            self.host.clone(),
            policy,
            title,
            self.help_url.clone(),
        );
        Ok(Page {
            bundle,
            modules,
            config,
        })
    }

    /// Warns of what deserves a second look.
    fn warn(&self, bundle: &SiteBundle, out: &mut Output) -> Result<(), CliError> {
        if bundle.specimen {
            out.warning(
                "the bundle is a specimen: no label under it is real, and the page says so",
            )?;
        }
        if self.root_set.is_none() {
            out.warning("the root set was not compared with anything; compare its fingerprint, or give --root-set")?;
        }
        if bundle.lists.is_none() {
            out.warning(
                "the bundle has no status lists: the page cannot tell whether a label was revoked",
            )?;
        }
        Ok(())
    }

    fn check_host(&self, bundle: &SiteBundle) -> Result<(), CliError> {
        match &self.host {
            Some(host) if !bundle.hosts.is_empty() && !bundle.hosts.contains(host) => {
                Err(CliError::SiteHost {
                    host: host.clone(),
                    hosts: bundle.hosts.clone(),
                })
            }
            _ => Ok(()),
        }
    }
}

/// Fails where a title is no plain text, or says what a scheme forbids.
fn check_title(text: &str) -> Result<(), CliError> {
    label_core::check_text("title", text)?;
    let schemes = Schemes::builtin();
    match schemes.iter().find_map(|scheme| scheme.forbidden_in(text)) {
        None => Ok(()),
        Some(word) => Err(CliError::Usage {
            message: format!("the title says '{word}', which must not be said of a label"),
            hint: "see 'must not be said' in 'label scheme show'".into(),
        }),
    }
}

/// The report about a bundle.
fn bundle_rows<'a>(bundle: &SiteBundle, messages: &'a Messages) -> Vec<Row<'a>> {
    let word = |key| messages.word(key);
    let list = word("trust_list_number")
        .replace("{epoch}", &bundle.epoch.to_string())
        .replace("{version}", &bundle.version.to_string());
    let lists = bundle.lists.map(|(_, expires)| expires.to_string());
    let mut rows = vec![
        (word("root_set"), hex(&bundle.root_set)),
        (word("trust_list"), list),
        (word("trust_until"), bundle.expires.to_string()),
        (
            word("status_until"),
            lists.unwrap_or_else(|| word("none").to_owned()),
        ),
    ];
    if bundle.specimen {
        rows.push((word("specimen"), word("specimen_note").to_owned()));
    }
    rows
}

fn help_url(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").unwrap_or_default();
    match !host.is_empty() && text.chars().all(|c| c.is_ascii_graphic()) {
        true => Ok(text.to_owned()),
        false => Err("not an address that begins with https://".to_owned()),
    }
}
