//! Passphrases and PINs: typed by a person, or from a file or an open descriptor.
//!
//! Never from an argument or the environment, which other users of the machine can read.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use label_io::{IoError, files, reason};
use zeroize::Zeroizing;

use crate::error::KeysError;
use crate::pkcs8::Passphrase;
use crate::token_fault::TokenFault;
use crate::uri::TokenUri;

/// Characters that a new passphrase needs: scrypt at a cost that OpenSSL 3.0 can read is cheap to
/// guess against.
const MINIMUM: usize = 12;
/// Bytes of a passphrase file.
const FILE_BYTES: usize = 4_096;

/// The person at the desk: types secrets, and is told what matters before a secret is used.
pub trait Ask {
    /// Asks for a secret, which is not shown while it is typed; `None` where nobody is there.
    ///
    /// # Errors
    ///
    /// Fails where the terminal does.
    fn secret(&mut self, question: &Question<'_>) -> io::Result<Option<Passphrase>>;

    /// Tells the person something.
    ///
    /// # Errors
    ///
    /// Fails where it cannot be written.
    fn tell(&mut self, notice: &Notice<'_>) -> io::Result<()>;
}

/// A secret that a person is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question<'a> {
    /// The new passphrase once more, against slips.
    Again,
    /// The passphrase for a key file that is to be written.
    NewPassphrase {
        /// The file.
        key: &'a Path,
    },
    /// The passphrase of a key file.
    Passphrase {
        /// The file.
        key: &'a Path,
    },
    /// The PIN of a token.
    Pin {
        /// The label of the token.
        token: &'a str,
    },
}

/// A circumstance that a person must know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice<'a> {
    /// The device has keys of its own for the PIN and waits for it.
    EnterPin {
        /// The URI of the key.
        uri: &'a TokenUri,
    },
    /// Others can read the file that a secret comes from.
    Exposed {
        /// The file.
        file: &'a Path,
    },
    /// The next wrong PIN locks the token.
    LastTry {
        /// The URI of the key.
        uri: &'a TokenUri,
    },
}

impl fmt::Display for Notice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EnterPin { uri } => write!(f, "{uri}: enter the PIN at the device"),
            Self::Exposed { file } => write!(f, "{}: others can read this file", file.display()),
            Self::LastTry { uri } => write!(f, "{uri}: a wrong PIN now locks the token"),
        }
    }
}

/// Hands a notice over.
pub(crate) fn tell(ask: &mut dyn Ask, notice: &Notice<'_>) -> Result<(), KeysError> {
    ask.tell(notice).map_err(|error| KeysError::Untold {
        reason: reason(&error),
    })
}

/// The sources of the secrets that open a key, whichever kind it is.
#[derive(Clone, Debug)]
pub struct KeySource {
    /// The passphrase of a file.
    pub passphrase: PassphraseSource,
    /// The PIN of a token whose URI has no `pin-source`.
    pub pin: PassphraseSource,
    /// The module of a token whose URI has no `module-path`.
    pub module: Option<PathBuf>,
}

/// The source of a passphrase or a PIN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassphraseSource {
    /// A person, who types it.
    Terminal,
    /// The first line of a file.
    File(PathBuf),
    /// The first line of an open file descriptor (Unix).
    Descriptor(u32),
}

impl PassphraseSource {
    /// The file, the descriptor, or else the terminal.
    pub fn new(file: Option<&PathBuf>, descriptor: Option<u32>) -> Self {
        match (file, descriptor) {
            (Some(file), _) => Self::File(file.clone()),
            (None, Some(number)) => Self::Descriptor(number),
            (None, None) => Self::Terminal,
        }
    }

    /// Gets the passphrase that opens a key file.
    ///
    /// # Errors
    ///
    /// Fails where nobody is there to type it, and where its source cannot be read.
    pub fn open(&self, key: &Path, ask: &mut dyn Ask) -> Result<Passphrase, KeysError> {
        self.get(
            "passphrase",
            &Question::Passphrase { key },
            || missing(key),
            ask,
        )
    }

    /// Gets the PIN that opens the token of this name, for a key.
    ///
    /// # Errors
    ///
    /// Fails where nobody is there to type it, and where its source cannot be read.
    pub fn pin(
        &self,
        key: &TokenUri,
        token: &str,
        ask: &mut dyn Ask,
    ) -> Result<Passphrase, KeysError> {
        let missing = || TokenFault::PinMissing.of(key);
        self.get("PIN", &Question::Pin { token }, missing, ask)
    }

    /// Reads the secret, or asks for it.
    fn get(
        &self,
        secret: &'static str,
        question: &Question<'_>,
        missing: impl FnOnce() -> KeysError,
        ask: &mut dyn Ask,
    ) -> Result<Passphrase, KeysError> {
        match self {
            Self::Terminal => typed(secret, question, missing, ask),
            Self::File(file) => {
                if files::others_can_read(file) {
                    tell(ask, &Notice::Exposed { file })?;
                }
                self.first_line(secret, file)
            }
            Self::Descriptor(number) => self.first_line(secret, &descriptor(*number)),
        }
    }

    /// Gets the passphrase for a new key file; a person types it twice.
    ///
    /// # Errors
    ///
    /// Fails as [`PassphraseSource::open`] does, where the two differ, and where it is too short.
    pub fn choose(&self, key: &Path, ask: &mut dyn Ask) -> Result<Passphrase, KeysError> {
        let passphrase = match self {
            Self::Terminal => {
                let missing = || missing(key);
                let question = Question::NewPassphrase { key };
                let first = typed("passphrase", &question, missing, ask)?;
                // Before the second time, which would be in vain.
                check_length(&first)?;
                if *typed("passphrase", &Question::Again, missing, ask)? != *first {
                    return Err(KeysError::PassphraseMismatch);
                }
                first
            }
            Self::File(_) | Self::Descriptor(_) => self.open(key, ask)?,
        };
        check_length(&passphrase)?;
        Ok(passphrase)
    }

    /// Reads a file up to the end of its first line.
    fn first_line(&self, secret: &'static str, file: &Path) -> Result<Passphrase, KeysError> {
        let failed = |reason: &str| KeysError::PassphraseSource {
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
            Self::Terminal => TERMINAL.to_owned(),
            Self::File(file) => file.display().to_string(),
            Self::Descriptor(number) => format!("descriptor {number}"),
        }
    }
}

const TERMINAL: &str = "the terminal";

fn check_length(passphrase: &Passphrase) -> Result<(), KeysError> {
    if passphrase.chars().count() < MINIMUM {
        return Err(KeysError::PassphraseShort { minimum: MINIMUM });
    }
    Ok(())
}

/// The error where there is nobody to ask for a passphrase.
fn missing(key: &Path) -> KeysError {
    KeysError::PassphraseMissing {
        file: key.to_owned(),
    }
}

/// Has a person type a secret, if one is there; else gives the error.
fn typed(
    secret: &'static str,
    question: &Question<'_>,
    missing: impl FnOnce() -> KeysError,
    ask: &mut dyn Ask,
) -> Result<Passphrase, KeysError> {
    let typed = ask.secret(question);
    let typed = typed.map_err(|error| KeysError::PassphraseSource {
        secret,
        origin: TERMINAL.to_owned(),
        reason: reason(&error),
    });
    typed?.ok_or_else(missing)
}

/// The name under which Unix opens a descriptor of this process again.
fn descriptor(number: u32) -> PathBuf {
    PathBuf::from(format!("/dev/fd/{number}"))
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

    use super::*;

    /// Types these secrets one after the other, and keeps what it was told.
    #[derive(Default)]
    pub(crate) struct Typist {
        pub(crate) secrets: Vec<&'static str>,
        pub(crate) told: Vec<String>,
    }

    impl Ask for Typist {
        fn secret(&mut self, _: &Question<'_>) -> io::Result<Option<Passphrase>> {
            let secret = self.secrets.pop();
            Ok(secret.map(|secret| Zeroizing::new(secret.to_owned())))
        }

        fn tell(&mut self, notice: &Notice<'_>) -> io::Result<()> {
            self.told.push(notice.to_string());
            Ok(())
        }
    }

    fn from_file(bytes: &[u8]) -> Result<String, &'static str> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("passphrase");
        files::write_new(&path, bytes, files::Access::Secret).unwrap();
        open(&PassphraseSource::File(path))
    }

    fn open(source: &PassphraseSource) -> Result<String, &'static str> {
        choose(source, &mut Typist::default())
    }

    fn choose(source: &PassphraseSource, typist: &mut Typist) -> Result<String, &'static str> {
        source
            .choose(Path::new("test.key"), typist)
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

    #[test]
    fn a_person_types_a_new_passphrase_twice() {
        let terminal = PassphraseSource::Terminal;
        let typed = |secrets: &[&'static str]| {
            let secrets = secrets.iter().rev().copied().collect();
            let told = Vec::new();
            choose(&terminal, &mut Typist { secrets, told })
        };
        let horse = "correct horse";
        assert_eq!(typed(&[horse, horse]), Ok(horse.to_owned()));
        assert_eq!(
            typed(&[horse, "incorrect horse"]),
            Err("passphrase_mismatch")
        );
        assert_eq!(typed(&["horse", "horse"]), Err("passphrase_short"));
        assert_eq!(typed(&[horse]), Err("passphrase_missing"));
        assert_eq!(typed(&[]), Err("passphrase_missing"));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_told_of() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("passphrase");
        fs::write(&path, "correct horse\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let mut typist = Typist::default();
        let source = PassphraseSource::File(path.clone());
        assert_eq!(choose(&source, &mut typist).unwrap(), "correct horse");
        let notice = format!("{}: others can read this file", path.display());
        assert_eq!(typist.told, [notice]);
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
