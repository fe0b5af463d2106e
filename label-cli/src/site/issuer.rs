//! The page that issues labels: it has no bundle, because it judges nothing.

use serde::Serialize;

use super::{Base, Files, Frame, Modules, Site, framed, page, pretty};
use crate::error::CliError;

/// Everything that the issuing page is made of.
pub(crate) struct IssuerParts<'a> {
    /// The compiled modules.
    pub(crate) modules: &'a Modules,
    /// The path below which it stands.
    pub(crate) base: &'a Base,
    /// Its own host, where it is known.
    pub(crate) host: Option<&'a str>,
    /// The address of symbols that it proposes.
    pub(crate) page: Option<&'a str>,
    /// True where pages that are open or installed are to stop.
    pub(crate) stop: bool,
}

/// `config.json`.
#[derive(Serialize)]
struct Config<'a> {
    base: &'a Base,
    page: Option<&'a str>,
}

/// Makes the site; the same parts make the same bytes.
pub(crate) fn issuer(parts: &IssuerParts<'_>) -> Result<Site, CliError> {
    let mut files = page::issuing_files();
    files.extend(parts.modules.files());
    let config = Config {
        base: parts.base,
        page: parts.page,
    };
    files.extend([
        ("config.json".into(), pretty(&config)?),
        ("index.html".into(), page::index(&files, parts.base)?),
    ]);
    let frame = Frame {
        base: parts.base,
        host: parts.host,
        specimen: false,
        issuing: true,
        stop: parts.stop,
    };
    framed(files, Files::new(), &frame)
}
