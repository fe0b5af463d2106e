//! The error of a command: of its own, or of the crates below it.

use std::io;
use std::path::{Path, PathBuf};

use label_desk::DeskError;
use label_desk::label_fields::Problem;
use label_io::IoError;
use label_keys::KeysError;
use label_print::PrintError;
use label_qr::QrError;

use crate::advice::{arguments, core, desk};
use crate::secrets::masked;

label_core::with_fields! {
/// A command that could not run; its exit code is 2.
///
/// The message says what is wrong in one line, [`CliError::hint`] what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum CliError {
    /// A file is no bundle.
    #[error("{}: not a bundle", file.display())]
    BundleMissing {
        /// The file.
        file: PathBuf,
    },
    /// Nobody can be asked for consent, and none was given.
    #[error("this needs consent, and nobody can be asked for it")]
    ConsentMissing {
        /// The labels and registrations that it would change, as data.
        would: serde_json::Value,
    },
    /// Somebody was asked for consent, and did not give it.
    #[error("nothing was done")]
    ConsentRefused,
    /// The core refused something that no file is to blame for.
    #[error("{}", core::message(.0))]
    Core(#[from] label_core::Error),
    /// The core refused what a file holds.
    #[error("{}: {}", file.display(), core::message(source))]
    CoreFile {
        /// The file.
        file: PathBuf,
        /// The reason.
        source: label_core::Error,
    },
    /// A symbol that cannot be drawn, or a picture that no file is to blame for.
    #[error(transparent)]
    Qr(#[from] QrError),
    /// A picture file that cannot be read.
    #[error("{}: {source}", file.display())]
    QrFile {
        /// The file.
        file: PathBuf,
        /// The reason.
        source: QrError,
    },
    /// A table, the register, a plan or a publication that cannot be used.
    #[error("{}", desk::message(.0))]
    Desk(DeskError),
    /// There is nothing to check in an input.
    #[error("{}: empty", file.display())]
    InputEmpty {
        /// The file.
        file: PathBuf,
    },
    /// An input in a format that is not read.
    #[error("{}: {form}, which cannot be read", file.display())]
    InputForm {
        /// The file.
        file: PathBuf,
        /// The format.
        form: &'static str,
    },
    /// An input that must not be shown.
    #[error("{input}: a private key, which is never shown")]
    InputPrivateKey {
        /// The file, or how the text was given.
        input: String,
    },
    /// A file, the clock or random numbers that cannot be used.
    #[error(transparent)]
    Io(#[from] IoError),
    /// A key, certificate or passphrase that cannot be used.
    #[error(transparent)]
    Keys(KeysError),
    /// The key to certify is that of an authority above it.
    #[error("the key to certify is an authority's own key")]
    KeyIsAuthority,
    /// There are more or fewer labels than expected.
    #[error("{}: holds {found} labels, not {expected}", file.display())]
    LabelCount {
        /// The table.
        file: PathBuf,
        /// Labels that it holds.
        found: usize,
        /// Labels that were expected.
        expected: usize,
    },
    /// Labels that people wrote down are wrong.
    #[error("{}", problems.first().map_or_else(String::new, ToString::to_string))]
    Labels {
        /// The first of all faults.
        problems: Vec<Problem>,
        /// The number of further ones.
        more: usize,
    },
    /// A network address cannot be listened on.
    #[error("cannot listen on {address}: {reason}")]
    Listen {
        /// The address.
        address: String,
        /// The words of the operating system.
        reason: String,
    },
    /// A compiled module, or the list of them, is not what it should be.
    #[error("{}: {reason}", file.display())]
    ModulesDamaged {
        /// The file.
        file: PathBuf,
        /// The fault.
        reason: String,
    },
    /// There are no compiled modules.
    #[error("no compiled modules in {}", list(places))]
    ModulesMissing {
        /// The places where they were looked for.
        places: Vec<PathBuf>,
    },
    /// The compiled modules are of another version than this command.
    #[error("{}: modules of version {version}", directory.display())]
    ModulesVersion {
        /// The directory.
        directory: PathBuf,
        /// Their version.
        version: String,
    },
    /// Standard output cannot be written to.
    #[error("cannot write the output: {reason}")]
    Output {
        /// The words of the operating system.
        reason: String,
    },
    /// A file of the page, or a script of the modules, is of a form that is not known.
    #[error("{name}: {reason}")]
    Page {
        /// The file.
        name: String,
        /// The fault.
        reason: String,
    },
    /// A drawing that cannot be made, or must not be handed over.
    #[error(transparent)]
    Print(PrintError),
    /// Something that was drawn or encoded does not come back when it is read.
    #[error("the {what} does not read back as it was made")]
    ReadBack {
        /// The thing that was read.
        what: &'static str,
    },
    /// A step is about more or fewer registrations than expected, or nobody said how many.
    #[error("{}", registration_count(registrations.len(), *expected))]
    RegistrationCount {
        /// The registrations.
        registrations: Vec<String>,
        /// The number that was expected, where one was.
        expected: Option<usize>,
    },
    /// A bundle of certificates without a root.
    #[error("{}: holds no root certificate", file.display())]
    RootMissing {
        /// The file.
        file: PathBuf,
    },
    /// A first bundle whose root set nobody has compared.
    #[error("{}: no store yet, and no fingerprint to compare the root set with", file.display())]
    RootSetMissing {
        /// The store that would be made.
        file: PathBuf,
    },
    /// A site would replace something else.
    #[error("{}: not made by 'label site build'", file.display())]
    SiteForeign {
        /// The directory, or what stands in it.
        file: PathBuf,
    },
    /// A site does not say whether it is stopped.
    #[error("{}: does not say whether the site is stopped", file.display())]
    SiteStop {
        /// Its version file.
        file: PathBuf,
    },
    /// The trust list does not name the host of a page.
    #[error("the trust list does not name {host} as a host of the page")]
    SiteHost {
        /// The host.
        host: String,
        /// The hosts that it names.
        hosts: Vec<String>,
    },
    /// A site of one kind would replace one of another: of real labels, of specimens, or the issuing page.
    #[error("{}: holds a site of {there}, and the new one is of {new}", directory.display())]
    SiteMixed {
        /// The directory.
        directory: PathBuf,
        /// The kind of the site in it.
        there: &'static str,
        /// The kind of the new one.
        new: &'static str,
    },
    /// A trust set that cannot be used.
    #[error("{}: not a usable trust set: {source}", file.display())]
    TrustUnusable {
        /// The file.
        file: PathBuf,
        /// The reason.
        source: label_core::Error,
    },
    /// The arguments are wrong; a secret among them is not repeated.
    #[error("{}", masked(message))]
    Usage {
        /// The fault.
        message: String,
        /// The advice.
        hint: String,
    },
}
}

impl CliError {
    /// Faults of labels that are shown one by one.
    pub(crate) const SHOWN: usize = 50;

    /// The exit code of every command that could not run.
    pub(crate) const EXIT: u8 = 2;

    /// The stable machine code: lower case words joined by underscores, never reused.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Core(source)
            | Self::CoreFile { source, .. }
            | Self::TrustUnusable { source, .. } => source.code(),
            Self::Qr(source) | Self::QrFile { source, .. } => source.code(),
            Self::BundleMissing { .. } => "bundle_missing",
            Self::ConsentMissing { .. } => "consent_missing",
            Self::ConsentRefused => "consent_refused",
            Self::Io(source) => source.code(),
            Self::Desk(source) => source.code(),
            Self::Keys(source) => source.code(),
            Self::InputEmpty { .. } => "input_empty",
            Self::InputForm { .. } => "input_form",
            Self::InputPrivateKey { .. } => "input_private_key",
            Self::KeyIsAuthority => "key_is_authority",
            Self::LabelCount { .. } => "label_count",
            Self::Labels { .. } => "labels",
            Self::Listen { .. } => "listen",
            Self::ModulesDamaged { .. } => "modules_damaged",
            Self::ModulesMissing { .. } => "modules_missing",
            Self::ModulesVersion { .. } => "modules_version",
            Self::Output { .. } => "output",
            Self::Page { .. } => "page",
            Self::Print(source) => source.code(),
            Self::ReadBack { .. } => "read_back",
            Self::RegistrationCount { .. } => "registration_count",
            Self::SiteForeign { .. } => "site_foreign",
            Self::SiteHost { .. } => "site_host",
            Self::SiteMixed { .. } => "site_mixed",
            Self::SiteStop { .. } => "site_stop",
            Self::RootMissing { .. } => "root_missing",
            Self::RootSetMissing { .. } => "root_set_missing",
            Self::Usage { .. } => "usage",
        }
    }

    /// The lines that say what is wrong: one, or one for each fault.
    pub(crate) fn messages(&self) -> Vec<String> {
        match self {
            Self::Labels { problems, .. } => {
                let problems = problems.iter().take(Self::SHOWN);
                problems
                    .map(ToString::to_string)
                    .chain(self.rest())
                    .collect()
            }
            other => vec![other.to_string()],
        }
    }

    /// The line about the faults that are not shown.
    pub(crate) fn rest(&self) -> Option<String> {
        let Self::Labels { problems, more } = self else {
            return None;
        };
        let more = more + problems.len().saturating_sub(Self::SHOWN);
        (more > 0).then(|| format!("and {more} more"))
    }

    /// Fails where there are problems.
    pub(crate) fn check(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Self::of_problems(problems))
        }
    }

    /// The error of these problems.
    pub(crate) fn of_problems(problems: Vec<Problem>) -> Self {
        DeskError::of_problems(problems).into()
    }

    /// Wraps an error of the operating system about a file.
    pub(crate) fn io(file: &Path, action: &'static str, error: &io::Error) -> Self {
        IoError::of(file, action, error).into()
    }

    /// Wraps an error of the core about a file.
    pub(crate) fn of_file(file: &Path) -> impl FnOnce(label_core::Error) -> Self {
        |source| Self::CoreFile {
            file: file.to_owned(),
            source,
        }
    }
}

impl From<KeysError> for CliError {
    /// Unwraps errors of files and the core, so that they are reported in one way.
    fn from(error: KeysError) -> Self {
        match error {
            KeysError::Core(source) => Self::Core(source),
            KeysError::CoreFile { file, source } => Self::CoreFile { file, source },
            KeysError::Io(source) => Self::Io(source),
            KeysError::Untold { reason } => Self::Output { reason },
            other => Self::Keys(other),
        }
    }
}

impl From<DeskError> for CliError {
    /// Unwraps errors of files, keys, labels and the core, so that they are reported in one way.
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Core(source) => Self::Core(source),
            DeskError::CoreFile { file, source } => Self::CoreFile { file, source },
            DeskError::Io(source) => Self::Io(source),
            DeskError::Keys(source) => source.into(),
            DeskError::Labels { problems, more } => Self::Labels {
                problems: problems.into_iter().map(arguments::named).collect(),
                more,
            },
            DeskError::ReadBack { what } => Self::ReadBack { what },
            DeskError::Unwritable { reason } => Self::Output { reason },
            other => Self::Desk(other),
        }
    }
}

impl From<PrintError> for CliError {
    /// Errors of the core and of files stay what they are; labels that were given wrongly are wrong arguments.
    fn from(error: PrintError) -> Self {
        let hint = match error {
            PrintError::Core(source) => return source.into(),
            PrintError::CoreFile { file, source } => return Self::CoreFile { file, source },
            PrintError::Io(source) => return source.into(),
            PrintError::Qr(source) => return source.into(),
            PrintError::QrFile { file, source } => return Self::QrFile { file, source },
            PrintError::AddressMissing { .. } => {
                "give --page, for example https://label.example.jp"
            }
            PrintError::LabelRepeated { .. } => "give each label once",
            PrintError::LabelsMissing { .. } => "give a directory that 'label issue --out' made",
            other => return Self::Print(other),
        };
        Self::Usage {
            message: error.to_string(),
            hint: hint.to_owned(),
        }
    }
}

/// The number of registrations that a step is about.
fn registration_count(found: usize, expected: Option<usize>) -> String {
    let not = expected.map(|expected| format!(", not {expected}"));
    format!(
        "this is about {found} registrations{}",
        not.unwrap_or_default()
    )
}

/// Paths in one line.
fn list(paths: &[PathBuf]) -> String {
    let paths = paths.iter().map(|path| path.display().to_string());
    paths.collect::<Vec<_>>().join(", ")
}
