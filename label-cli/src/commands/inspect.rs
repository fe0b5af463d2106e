//! `label inspect`: what a label is made of, layer by layer, without judging it.

mod layers;
mod parts;
mod show;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Args;
use label_core::Error;
use label_io::files::{self, Access};
use label_keys::certificates;
use label_qr::QrError;

use self::layers::Layers;
use crate::error::CliError;
use crate::input::{self, Form, Scan};
use crate::outcome::Outcome;
use crate::output::Output;
use crate::secrets::is_private_key;

/// Show every layer of a label, UNVERIFIED
///
/// From the scanned text down to the claims and certificates. Nothing is checked against a trust
/// set: what is shown can have been written by anybody. Malformed labels are shown as far as they
/// can be decoded, with the fault.
#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct Inspect {
    /// Text or file; - or nothing reads standard input
    #[arg(value_name = "INPUT", default_value = "-", hide_default_value = true)]
    input: OsString,
    /// Take INPUT as the text itself, never as a file
    #[arg(long)]
    text: bool,
    /// Write the bytes that the signature covers (the Sig_structure) to a new file
    #[arg(long, value_name = "FILE")]
    tbs: Option<PathBuf>,
    /// Write the enclosed signer certificate in PEM to a new file
    #[arg(long, value_name = "FILE")]
    cert: Option<PathBuf>,
}

const HELP: &str = "\
EXAMPLES
  label inspect --text -- \"$TEXT\"
  label inspect label.cbor --tbs label.tbs --cert signer.pem
  label inspect box.png --json

With --json, standard output has one JSON object on a line for each label; \"verified\" is false.

EXIT CODES
  0  it could be shown, faulty or not
  2  nothing could be read, wrong use, or a file that cannot be used";

impl Inspect {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let form = if self.text { Form::Text } else { Form::Any };
        let scan = input::read(&self.input, form)?;
        if holds_private_key(&scan) {
            return Err(self.secret());
        }
        let all = match scan {
            Scan::Text(text) => vec![Layers::of_text(&text)],
            Scan::Credential(bytes) => vec![Layers::of_bytes(&bytes)],
            Scan::Picture(texts) => texts.iter().map(|text| Layers::of_text(text)).collect(),
        };
        if all.is_empty() {
            return Err(self.unseen());
        }
        self.write(&all)?;
        let mut unread = None;
        for (index, layers) in all.iter().enumerate() {
            if index > 0 && !out.is_json() {
                out.line("")?;
            }
            match layers.unreadable() {
                Some(error) => unread = Some(error.clone()),
                None if out.is_json() => out.json(layers)?,
                None => {}
            }
            if !out.is_json() {
                show::print(layers, out)?;
            }
        }
        match unread {
            Some(error) if all.len() == 1 => Err(self.named(error)),
            _ => Ok(Outcome::Done),
        }
    }

    /// Writes the files that were asked for.
    fn write(&self, all: &[Layers]) -> Result<(), CliError> {
        if self.tbs.is_none() && self.cert.is_none() {
            return Ok(());
        }
        let [layers] = all else {
            return Err(CliError::Usage {
                message: "there are several labels to take it from".into(),
                hint: "cut the picture to one code, or give its text".into(),
            });
        };
        let missing = |what: &str| CliError::Usage {
            message: format!("{what} cannot be had from this label"),
            hint: "see what it holds with 'label inspect'".into(),
        };
        for path in [&self.tbs, &self.cert].into_iter().flatten() {
            files::refuse_existing(path)?;
        }
        if let Some(path) = &self.tbs {
            let tbs = layers
                .to_be_signed()
                .ok_or_else(|| missing("the Sig_structure"))?;
            files::write_new(path, tbs, Access::Public)?;
        }
        if let Some(path) = &self.cert {
            let signer = layers.signer().ok_or_else(|| missing("a certificate"))?;
            let pem = certificates::to_pem(&[signer.to_vec()])?;
            files::write_new(path, pem.as_bytes(), Access::Public)?;
        }
        Ok(())
    }

    /// The error of a private key, which names the file, or else the argument.
    fn secret(&self) -> CliError {
        let path = Path::new(&self.input);
        let is_file = !self.text && path.exists() || self.input == "-";
        CliError::InputPrivateKey {
            input: match is_file {
                true => path.display().to_string(),
                false => "INPUT".to_owned(),
            },
        }
    }

    /// The error of a picture without a symbol, which names the file.
    fn unseen(&self) -> CliError {
        CliError::QrFile {
            file: PathBuf::from(&self.input),
            source: QrError::PictureNoSymbol,
        }
    }

    fn named(&self, error: Error) -> CliError {
        let path = Path::new(&self.input);
        if self.text || !path.exists() {
            CliError::Core(error)
        } else {
            CliError::of_file(path)(error)
        }
    }
}

/// Tells whether an input holds a private key: somebody took the wrong file.
fn holds_private_key(scan: &Scan) -> bool {
    match scan {
        Scan::Text(text) => is_private_key(text.as_bytes()),
        Scan::Credential(bytes) => is_private_key(bytes),
        Scan::Picture(texts) => texts.iter().any(|text| is_private_key(text.as_bytes())),
    }
}
