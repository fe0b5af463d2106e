//! The desk's own settings: a file in TOML beside the register.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::ends::Span;
use crate::error::DeskError;
use crate::label_fields::{Intake, Kana, NumberForm, NumberRule};
use crate::toml_file;

/// The largest file of settings.
pub const FILE_BYTES: usize = 64 * 1_024;

/// The settings of a desk, each of which may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The forms of registration numbers; without one, only safe characters are taken.
    registration_numbers: Vec<NumberForm>,
    /// Half-width katakana in names become full-width.
    wide_kana: bool,
    /// The job of every day.
    daily: Option<Daily>,
}

/// The job of every day: where everything is. Paths are taken from the directory of the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Daily {
    /// The register: a file, or an address.
    pub register: Option<String>,
    /// The file with the password of its database.
    pub register_password_file: Option<PathBuf>,
    /// The root certificate of its server.
    pub register_ca: Option<PathBuf>,
    /// The name that the journal gets.
    pub by: Option<String>,
    /// The trust list of today.
    pub list: Option<PathBuf>,
    /// Trust lists that changed the root set, oldest first.
    pub change: Vec<PathBuf>,
    /// The key of the list signer: a file, or a `pkcs11:` URI.
    pub key: Option<PathBuf>,
    /// The file with its passphrase.
    pub passphrase_file: Option<PathBuf>,
    /// The file with the PIN of its token.
    pub pin_file: Option<PathBuf>,
    /// The module of its token.
    pub pkcs11_module: Option<PathBuf>,
    /// The certificate of the list signer.
    pub signer: Option<PathBuf>,
    /// The part.
    pub part: Option<PathBuf>,
    /// The bundle.
    pub bundle: Option<PathBuf>,
    /// The part with only what is new, for tills.
    pub changes: Option<PathBuf>,
    /// The part of a page.
    pub page: Option<PathBuf>,
    /// The bundle of a page.
    pub page_bundle: Option<PathBuf>,
    /// Days that verifiers may rely on a publication.
    pub days: Option<u64>,
    /// The time before the end of what only the roots can renew, from which on it is warned of.
    pub within: Option<Span>,
    /// The site.
    pub site: Option<DailySite>,
}

/// The site that the job of every day makes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DailySite {
    /// Its directory.
    pub out: Option<PathBuf>,
    /// The fingerprint of the root set.
    pub root_set: Option<String>,
    /// The package of compiled modules.
    pub modules: Option<PathBuf>,
    /// The host of the page.
    pub host: Option<String>,
    /// The policy of the page: a preset or a file.
    pub policy: Option<String>,
    /// The title in Japanese.
    pub title_ja: Option<String>,
    /// The title in English.
    pub title_en: Option<String>,
    /// The address of help.
    pub help_url: Option<String>,
    /// The path below which it stands.
    pub base: Option<String>,
    /// Whom to tell about faults.
    pub contact: Option<String>,
}

impl Daily {
    /// The same with every path taken from a directory.
    fn below(mut self, directory: &Path) -> Self {
        if let Some(site) = &mut self.site {
            for path in [&mut site.out, &mut site.modules].into_iter().flatten() {
                *path = directory.join(&*path);
            }
            // A preset has neither an ending nor a directory.
            if let Some(policy) = site
                .policy
                .as_mut()
                .filter(|name| name.contains(['.', '/']))
            {
                *policy = joined(directory, policy);
            }
        }
        let paths = [
            &mut self.register_password_file,
            &mut self.register_ca,
            &mut self.list,
            &mut self.key,
            &mut self.passphrase_file,
            &mut self.pin_file,
            &mut self.pkcs11_module,
            &mut self.signer,
            &mut self.part,
            &mut self.bundle,
            &mut self.changes,
            &mut self.page,
            &mut self.page_bundle,
        ];
        let paths = paths.into_iter().flatten().chain(&mut self.change);
        for path in paths.filter(|path| !is_address(path)) {
            *path = directory.join(&*path);
        }
        let register = self.register.as_mut();
        if let Some(register) = register.filter(|register| !is_address(Path::new(register))) {
            *register = joined(directory, register);
        }
        self
    }
}

/// A path below a directory, as text; as it was written where the directory is no text.
fn joined(directory: &Path, path: &str) -> String {
    let joined = directory.join(path).into_os_string().into_string();
    joined.unwrap_or_else(|_| path.to_owned())
}

/// True for what names a key in a token, or a database, and no file.
fn is_address(path: &Path) -> bool {
    let schemes = ["pkcs11:", "postgres:", "postgresql:"];
    let text = path.to_str().unwrap_or_default().to_ascii_lowercase();
    schemes.iter().any(|scheme| text.starts_with(scheme))
}

impl Settings {
    /// Reads the settings in a file.
    ///
    /// # Errors
    ///
    /// Fails where the bytes are no such settings.
    pub fn parse(file: &Path, bytes: &[u8]) -> Result<Self, DeskError> {
        toml_file::parse(file, bytes)
    }

    /// The job of every day; its paths are taken from the directory of the settings' file.
    ///
    /// Files that it does not name are called as in the manual.
    pub fn daily(&self, file: &Path) -> Daily {
        let directory = file.parent().unwrap_or_else(|| Path::new(""));
        let mut daily = self.daily.clone().unwrap_or_default();
        daily
            .register
            .get_or_insert_with(|| "register.db".to_owned());
        for (path, name) in [
            (&mut daily.list, "list.cbor"),
            (&mut daily.part, "part.cbor"),
            (&mut daily.bundle, "bundle.cbor"),
        ] {
            path.get_or_insert_with(|| PathBuf::from(name));
        }
        daily.below(directory)
    }

    /// The rules for texts.
    pub fn intake(&self) -> Intake {
        Intake {
            numbers: match self.registration_numbers.as_slice() {
                [] => NumberRule::Safe,
                forms => NumberRule::Forms(forms.to_vec()),
            },
            kana: match self.wide_kana {
                true => Kana::Widened,
                false => Kana::Kept,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn paths_of_the_daily_job_are_those_beside_the_settings() {
        let file = Path::new("/srv/label/desk.toml");
        let text = "[daily]\nregister = 'r.db'\nkey = 'pkcs11:token=Desk'\npart = '/out/part.cbor'\n\
            change = ['epoch-2.cbor']\nwithin = '21d'\n[daily.site]\nout = 'site'\nhost = 'label.example.jp'";
        let daily = Settings::parse(file, text.as_bytes()).unwrap().daily(file);
        assert_eq!(daily.register.as_deref(), Some("/srv/label/r.db"));
        assert_eq!(daily.key, Some(PathBuf::from("pkcs11:token=Desk")));
        assert_eq!(daily.part, Some(PathBuf::from("/out/part.cbor")));
        assert_eq!(daily.change, [PathBuf::from("/srv/label/epoch-2.cbor")]);
        assert_eq!(daily.within, Some(Span::days(21)));
        let site = daily.site.unwrap();
        assert_eq!(site.out, Some(PathBuf::from("/srv/label/site")));
        assert_eq!(site.host.as_deref(), Some("label.example.jp"));
        let server = "[daily]\nregister = 'postgres://desk@localhost/register'";
        let server = Settings::parse(file, server.as_bytes())
            .unwrap()
            .daily(file);
        assert_eq!(
            server.register.as_deref(),
            Some("postgres://desk@localhost/register")
        );
        assert_eq!(server.list, Some(PathBuf::from("/srv/label/list.cbor")));
    }

    #[test]
    fn settings_may_be_left_out_and_not_misspelt() {
        let parse = |text: &str| Settings::parse(Path::new("desk.toml"), text.as_bytes());
        assert_eq!(parse("").unwrap().intake(), Intake::default());
        let set = parse("registration_numbers = ['SPEC-##-####']\nwide_kana = true").unwrap();
        let form = NumberForm::new("SPEC-##-####").unwrap();
        assert_eq!(set.intake().numbers, NumberRule::Forms(vec![form]));
        assert_eq!(set.intake().kana, Kana::Widened);
        for text in [
            "registration_number = []",
            "registration_numbers = ['']",
            "wide_kana = 1",
            "[daily]\nlists = 'list.cbor'",
            "[daily]\nwithin = '3 days'",
            "[daily.site]\nhosts = []",
            "x",
        ] {
            assert_eq!(parse(text).unwrap_err().code(), "toml", "{text}");
        }
    }
}
