//! The site of the daily job: the arguments of `label site build`, as the desk's settings have them.

use std::ffi::OsString;
use std::path::Path;

use label_core::UnixTime;
use label_desk::settings::DailySite;

use super::PageArgs;
use super::build::Build;
use super::help_url;
use crate::commands::trust::{AtArgs, fingerprint};
use crate::error::CliError;
use crate::site::{Base, Contact, host};

impl Build {
    /// The build that settings ask for, of a bundle and as of a time.
    pub(in crate::commands) fn of_settings(
        settings: &DailySite,
        bundle: &Path,
        at: UnixTime,
    ) -> Result<Self, CliError> {
        let root_set = settings.root_set.as_deref();
        let base = settings.base.as_deref().unwrap_or("/");
        Ok(Self {
            page: PageArgs {
                bundle: bundle.to_owned(),
                root_set: read("root_set", root_set, fingerprint)?,
                modules: settings.modules.clone(),
                host: read("host", settings.host.as_deref(), host)?,
                policy: OsString::from(settings.policy.as_deref().unwrap_or("page")),
                title_ja: settings.title_ja.clone(),
                title_en: settings.title_en.clone(),
                help_url: read("help_url", settings.help_url.as_deref(), help_url)?,
                at: AtArgs::of(at),
            },
            out: directory(settings)?.to_owned(),
            base: Base::parse(base).map_err(|reason| fault("base", base, &reason))?,
            contact: read("contact", settings.contact.as_deref(), Contact::parse)?,
            stop: None,
        })
    }
}

/// The directory of the site.
pub(in crate::commands) fn directory(settings: &DailySite) -> Result<&Path, CliError> {
    settings
        .out
        .as_deref()
        .ok_or_else(|| fault("out", "", "missing: the directory of the site"))
}

fn read<T, E: ToString>(
    name: &str,
    text: Option<&str>,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, CliError> {
    let parse = |text: &str| parse(text).map_err(|reason| fault(name, text, &reason.to_string()));
    text.map(parse).transpose()
}

fn fault(name: &str, text: &str, reason: &str) -> CliError {
    CliError::Usage {
        message: format!("[daily.site] {name} '{text}': {reason}"),
        hint: "write it into the settings as 'label site build' takes it".to_owned(),
    }
}
