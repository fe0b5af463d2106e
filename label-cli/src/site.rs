//! The consumer's page and the issuing page as files: a directory for a web server, or one file to keep.

mod base;
mod bundle;
mod config;
mod directory;
mod headers;
mod issuer;
mod manifest;
mod modules;
mod page;
mod serve;
mod servers;
mod single;
mod well_known;

use std::collections::BTreeMap;

use label_core::hex;
use serde::{Deserialize, Serialize};

use crate::error::CliError;

pub(crate) use base::Base;
pub(crate) use bundle::SiteBundle;
pub(crate) use config::{Config, Titles, host};
pub(crate) use directory::{Installed, replace, stands};
pub(crate) use issuer::{IssuerParts, issuer};
pub(crate) use modules::{CHECKING, ISSUING, Modules};
pub(crate) use serve::Served;
pub(crate) use single::{CHECKING as CHECKING_FILE, ISSUING as ISSUING_FILE, single};
pub(crate) use well_known::Contact;

/// Files by their paths below the base, with `/` between the parts.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The service worker.
const WORKER: &str = "sw.js";

/// Everything that the page is made of.
pub(crate) struct Parts<'a> {
    /// The compiled modules.
    pub(crate) modules: &'a Modules,
    /// The trust bundle.
    pub(crate) bundle: &'a SiteBundle,
    /// The settings of the page.
    pub(crate) config: &'a Config,
    /// The contact for faults of the page.
    pub(crate) contact: Option<&'a Contact>,
    /// True where pages that are open or installed are to stop.
    pub(crate) stop: bool,
}

/// A site, ready to be written.
pub(crate) struct Site {
    /// Every file.
    pub(crate) files: Files,
    /// The build: the [`build_id`] of the files that are kept for use without a network.
    pub(crate) build: String,
}

impl Site {
    /// The bytes of all files together.
    pub(crate) fn bytes(&self) -> usize {
        self.files.values().map(Vec::len).sum()
    }
}

/// `version.json`: asked for past every cache.
#[derive(Serialize)]
pub(crate) struct VersionFile {
    pub(crate) build: String,
    pub(crate) version: String,
    /// The kill switch.
    pub(crate) stop: bool,
}

/// `build.json`: what the directory holds, for whoever compares it and for the next build.
#[derive(Serialize, Deserialize)]
pub(crate) struct BuildFile {
    pub(crate) version: String,
    pub(crate) build: String,
    pub(crate) specimen: bool,
    /// True for a page that issues labels.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) issuing: bool,
    /// SHA-256 of the files that the build is of.
    pub(crate) files: BTreeMap<String, String>,
    /// SHA-256 of every other file but this one.
    pub(crate) others: BTreeMap<String, String>,
}

/// The kind of a site, beside its files.
struct Frame<'a> {
    base: &'a Base,
    host: Option<&'a str>,
    specimen: bool,
    issuing: bool,
    stop: bool,
}

/// Makes the site; the same parts make the same bytes.
pub(crate) fn site(parts: &Parts<'_>) -> Result<Site, CliError> {
    let mut others = well_known::files(parts)?;
    others.insert("bundle.cbor".into(), parts.bundle.bytes.clone());
    let frame = Frame {
        base: &parts.config.base,
        host: parts.config.host.as_deref(),
        specimen: parts.config.specimen,
        issuing: false,
        stop: parts.stop,
    };
    framed(kept(parts)?, others, &frame)
}

/// A site of files that are kept for use without a network, the worker not yet filled in, and others.
fn framed(mut files: Files, others: Files, frame: &Frame<'_>) -> Result<Site, CliError> {
    let worker = files.remove(WORKER).unwrap_or_default();
    let digests = digests(&files);
    let build = build_id(&digests);
    let version = pretty(&VersionFile {
        build: build.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
        stop: frame.stop,
    })?;
    let index = files.get("index.html").cloned().unwrap_or_default();
    let mut others = others;
    others.extend([
        (WORKER.into(), page::worker(&worker, &build, &digests)?),
        (headers::VERSION.into(), version),
        // For hosts that rewrite no addresses.
        ("404.html".into(), index),
    ]);
    others.extend(servers::files(frame.base, frame.host));
    let listed = pretty(&BuildFile {
        version: env!("CARGO_PKG_VERSION").into(),
        build: build.clone(),
        specimen: frame.specimen,
        issuing: frame.issuing,
        files: digests,
        others: self::digests(&others),
    })?;
    files.extend(others);
    files.insert(directory::BUILD.into(), listed);
    Ok(Site { files, build })
}

/// The files that are kept for use without a network, and the worker that keeps them, not yet filled in.
fn kept(parts: &Parts<'_>) -> Result<Files, CliError> {
    let mut files = page::files();
    files.extend(parts.modules.files());
    let title = &parts.config.title;
    let manifest = manifest::named(&files, title)?;
    let index = page::index(&files, &parts.config.base)?;
    files.extend([
        ("config.json".into(), pretty(parts.config)?),
        (manifest::NAME.into(), manifest),
        ("index.html".into(), index),
    ]);
    Ok(files)
}

/// SHA-256 of each file, in hex.
fn digests(files: &Files) -> BTreeMap<String, String> {
    let digest = |bytes: &Vec<u8>| hex(&label_core::digest(bytes));
    files
        .iter()
        .map(|(path, bytes)| (path.clone(), digest(bytes)))
        .collect()
}

/// SHA-256 of the lines that `sha256sum` prints of the files in the order of their paths.
fn build_id(digests: &BTreeMap<String, String>) -> String {
    let lines = digests.iter();
    let lines: Vec<_> = lines
        .map(|(path, sha)| format!("{sha}  {path}\n"))
        .collect();
    hex(&label_core::digest(lines.concat().as_bytes()))
}

/// JSON that people read, ending in a line feed.
fn pretty(value: &impl Serialize) -> Result<Vec<u8>, CliError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|error| CliError::Output {
        reason: error.to_string(),
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests;
