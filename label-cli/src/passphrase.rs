//! Passphrases and PINs: typed on a terminal, or from a file or an open descriptor.
//!
//! Never from an argument or the environment, which other users of the machine can read.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args;
use label_io::{IoError, files, reason};
use zeroize::Zeroizing;

use crate::error::CliError;
use crate::keys::{KeySource, TokenFault, TokenUri};
use crate::output::Output;

/// Characters that a new passphrase needs: scrypt at a cost that OpenSSL 3.0 can read is cheap to
/// guess against.
pub(crate) const MINIMUM: usize = 12;
/// Bytes of a passphrase file.
const FILE_BYTES: usize = 4_096;

/// A passphrase or a PIN; wiped when dropped.
pub(crate) type Passphrase = Zeroizing<String>;

/// What opens a key: the passphrase of its file, or the module and the PIN of its token.
#[derive(Args, Clone, Debug)]
pub(crate) struct PassphraseArgs {
    /// Read the passphrase from the first line of this file
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_fd")]
    passphrase_file: Option<PathBuf>,
    /// Read the passphrase from the first line of this open file descriptor
    #[arg(long, value_name = "N")]
    passphrase_fd: Option<u32>,
    #[command(flatten)]
    token: TokenArgs,
}

const TOKENS: &str = "Options for keys in tokens";

/// What opens a token.
#[derive(Args, Clone, Debug)]
pub(crate) struct TokenArgs {
    /// Library of the token's maker, where the pkcs11: URI has no module-path
    #[arg(long, value_name = "FILE", help_heading = TOKENS)]
    pkcs11_module: Option<PathBuf>,
    /// Read the PIN from the first line of this file, where the URI has no pin-source
    #[arg(long, value_name = "FILE", conflicts_with = "pin_fd", help_heading = TOKENS)]
    pin_file: Option<PathBuf>,
    /// Read the PIN from the first line of this open file descriptor
    #[arg(long, value_name = "N", help_heading = TOKENS)]
    pin_fd: Option<u32>,
}

impl PassphraseArgs {
    /// The sources that the arguments name; the terminal where they name none.
    pub(crate) fn source(&self) -> KeySource {
        KeySource {
            passphrase: PassphraseSource::new(self.passphrase_file.as_ref(), self.passphrase_fd),
            ..self.token.source()
        }
    }
}

impl TokenArgs {
    /// The module, and the source of the PIN.
    pub(crate) fn source(&self) -> KeySource {
        KeySource {
            passphrase: PassphraseSource::Terminal,
            pin: PassphraseSource::new(self.pin_file.as_ref(), self.pin_fd),
            module: self.pkcs11_module.clone(),
        }
    }
}

/// Where a passphrase or a PIN comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PassphraseSource {
    /// The terminal, without echo.
    Terminal,
    /// The first line of a file.
    File(PathBuf),
    /// The first line of an open file descriptor (Unix).
    Descriptor(u32),
}

impl PassphraseSource {
    /// The file, the descriptor, or else the terminal.
    pub(crate) fn new(file: Option<&PathBuf>, descriptor: Option<u32>) -> Self {
        match (file, descriptor) {
            (Some(file), _) => Self::File(file.clone()),
            (None, Some(number)) => Self::Descriptor(number),
            (None, None) => Self::Terminal,
        }
    }

    /// Gets the passphrase that opens a key file.
    pub(crate) fn open(&self, key: &Path, out: &mut Output) -> Result<Passphrase, CliError> {
        let ask = || {
            prompt(
                "passphrase",
                missing(key),
                &format!("Passphrase of {}: ", key.display()),
            )
        };
        self.get("passphrase", ask, out)
    }

    /// Gets the PIN that opens the token of this name, for a key.
    pub(crate) fn pin(
        &self,
        key: &TokenUri,
        token: &str,
        out: &mut Output,
    ) -> Result<Passphrase, CliError> {
        let ask = || {
            prompt(
                "PIN",
                TokenFault::PinMissing.of(key),
                &format!("PIN of {token}: "),
            )
        };
        self.get("PIN", ask, out)
    }

    /// Reads the secret, or asks for it.
    fn get(
        &self,
        secret: &'static str,
        ask: impl FnOnce() -> Result<Passphrase, CliError>,
        out: &mut Output,
    ) -> Result<Passphrase, CliError> {
        match self {
            Self::Terminal => ask(),
            Self::File(file) => {
                warn_readable(file, out)?;
                self.first_line(secret, file)
            }
            Self::Descriptor(number) => self.first_line(secret, &descriptor(*number)),
        }
    }

    /// Gets the passphrase for a new key file; on a terminal it is typed twice.
    pub(crate) fn choose(&self, key: &Path, out: &mut Output) -> Result<Passphrase, CliError> {
        let passphrase = match self {
            Self::Terminal => {
                let text = format!("New passphrase of {}: ", key.display());
                let first = prompt("passphrase", missing(key), &text)?;
                check_length(&first)?;
                if *prompt("passphrase", missing(key), "The same again: ")? != *first {
                    return Err(CliError::PassphraseMismatch);
                }
                first
            }
            Self::File(_) | Self::Descriptor(_) => self.open(key, out)?,
        };
        check_length(&passphrase)?;
        Ok(passphrase)
    }

    /// Reads a file up to the end of its first line.
    fn first_line(&self, secret: &'static str, file: &Path) -> Result<Passphrase, CliError> {
        let failed = |reason: &str| CliError::PassphraseSource {
            secret,
            origin: self.name(),
            reason: reason.to_owned(),
        };
        let bytes = Zeroizing::new(files::read(file, FILE_BYTES).map_err(|error| match error {
            IoError::FileIo { reason, .. } => failed(&reason),
            other => other.into(),
        })?);
        let text = str::from_utf8(&bytes).map_err(|_| failed("not UTF-8 text"))?;
        let line = text.split('\n').next().unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() {
            return Err(failed("the first line is empty"));
        }
        Ok(Zeroizing::new(line.to_owned()))
    }

    fn name(&self) -> String {
        match self {
            Self::Terminal => "the terminal".to_owned(),
            Self::File(file) => file.display().to_string(),
            Self::Descriptor(number) => format!("descriptor {number}"),
        }
    }
}

fn check_length(passphrase: &Passphrase) -> Result<(), CliError> {
    if passphrase.chars().count() < MINIMUM {
        return Err(CliError::PassphraseShort { minimum: MINIMUM });
    }
    Ok(())
}

/// The error where there is nobody to ask for a passphrase.
fn missing(key: &Path) -> CliError {
    CliError::PassphraseMissing {
        file: key.to_owned(),
    }
}

/// Asks on the terminal, if somebody sits at it; else gives the error.
fn prompt(secret: &'static str, missing: CliError, text: &str) -> Result<Passphrase, CliError> {
    if !io::stdin().is_terminal() && !io::stderr().is_terminal() {
        return Err(missing);
    }
    let text = crate::show::Visible(text);
    rpassword::prompt_password(text)
        .map(Zeroizing::new)
        .map_err(|error| CliError::PassphraseSource {
            secret,
            origin: "the terminal".to_owned(),
            reason: reason(&error),
        })
}

/// The name under which Unix opens a descriptor of this process again.
fn descriptor(number: u32) -> PathBuf {
    PathBuf::from(format!("/dev/fd/{number}"))
}

/// Warns where others can read a passphrase file.
fn warn_readable(file: &Path, out: &mut Output) -> Result<(), CliError> {
    if files::others_can_read(file) {
        out.warning(format_args!(
            "{}: others can read this file",
            file.display()
        ))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

    use super::*;
    use crate::output::{Format, Language};

    fn from_file(bytes: &[u8]) -> Result<String, &'static str> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("passphrase");
        files::write_new(&path, bytes, files::Access::Secret).unwrap();
        open(&PassphraseSource::File(path))
    }

    fn open(source: &PassphraseSource) -> Result<String, &'static str> {
        let mut out = Output::new(Format::Text, Language::En, true);
        source
            .choose(Path::new("test.key"), &mut out)
            .map(|passphrase| passphrase.to_string())
            .map_err(|error| error.code())
    }

    #[test]
    fn a_file_gives_its_first_line() {
        let expected = Ok("correct horse ".to_owned());
        for bytes in [
            "correct horse ",
            "correct horse \n",
            "correct horse \r\nsecond\n",
        ] {
            assert_eq!(from_file(bytes.as_bytes()), expected);
        }
        assert_eq!(
            from_file("パスフレーズは十二文字以上\n".as_bytes())
                .unwrap()
                .len(),
            39
        );
    }

    #[test]
    fn unusable_files_are_refused() {
        assert_eq!(from_file(b""), Err("passphrase_source"));
        assert_eq!(from_file(b"\nsecond line"), Err("passphrase_source"));
        assert_eq!(
            from_file(b"\xff\xfe correct horse"),
            Err("passphrase_source")
        );
        assert_eq!(from_file(b"eleven char"), Err("passphrase_short"));
        assert_eq!(from_file(&[b'a'; FILE_BYTES + 1]), Err("file_too_large"));
        let nowhere = PassphraseSource::File(PathBuf::from("no/such/file"));
        assert_eq!(open(&nowhere), Err("passphrase_source"));
    }

    #[cfg(unix)]
    #[test]
    fn a_descriptor_gives_its_first_line() {
        use std::os::fd::AsRawFd;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("passphrase");
        fs::write(&path, "correct horse\n").unwrap();
        let file = fs::File::open(&path).unwrap();
        let number = u32::try_from(file.as_raw_fd()).unwrap();
        let source = PassphraseSource::Descriptor(number);
        assert_eq!(open(&source), Ok("correct horse".to_owned()));
        drop(file);
        assert_eq!(
            open(&PassphraseSource::Descriptor(99_999)),
            Err("passphrase_source")
        );
    }
}
