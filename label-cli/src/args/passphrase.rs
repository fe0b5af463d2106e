//! Keys on the command line: the sources of passphrases and PINs, and the questions for them.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::Args;
use label_keys::{Ask, KeySource, Notice, Passphrase, PassphraseSource, Question};
use zeroize::Zeroizing;

use crate::output::Output;
use crate::visible::Visible;

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

impl PassphraseArgs {
    /// The sources that the arguments name, or else files that settings name.
    pub(crate) fn source_or(
        &self,
        passphrase: Option<&PathBuf>,
        pin: Option<&PathBuf>,
        module: Option<PathBuf>,
    ) -> KeySource {
        let mut source = self.source();
        for (own, file) in [(&mut source.passphrase, passphrase), (&mut source.pin, pin)] {
            if *own == PassphraseSource::Terminal {
                *own = PassphraseSource::new(file, None);
            }
        }
        source.module = source.module.or(module);
        source
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

impl Ask for Output {
    fn secret(&mut self, question: &Question<'_>) -> io::Result<Option<Passphrase>> {
        if !io::stdin().is_terminal() && !io::stderr().is_terminal() {
            return Ok(None);
        }
        let prompt = match question {
            Question::Again => "The same again: ".to_owned(),
            Question::NewPassphrase { key } => format!("New passphrase of {}: ", key.display()),
            Question::Passphrase { key } => format!("Passphrase of {}: ", key.display()),
            Question::Pin { token } => format!("PIN of {token}: "),
            _ => return Ok(None),
        };
        let typed = rpassword::prompt_password(Visible(self.told(prompt)))?;
        Ok(Some(Zeroizing::new(typed)))
    }

    fn tell(&mut self, notice: &Notice<'_>) -> io::Result<()> {
        match notice {
            Notice::EnterPin { .. } => self.try_next(notice),
            _ => self.try_warning(notice),
        }
    }
}
