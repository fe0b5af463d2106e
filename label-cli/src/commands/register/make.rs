//! `label register init`, `add-signer`, `backup` and `restore`.

use std::path::PathBuf;

use clap::Args;
use label_core::certify::check_issued;
use label_core::{Certificate, Error, Purpose, hex, limits};
use serde_json::json;

use super::super::help;
use crate::certificates;
use crate::cli::Outcome;
use crate::error::CliError;
use crate::output::Output;
use crate::register::{Key, List, Location, OperatorArgs, Register, RegisterArgs, RegisterError};

/// Make a new, empty register
#[derive(Args, Debug)]
#[command(after_help = help!("  label register init\n  label register init --register postgres://desk@localhost/register"))]
pub(crate) struct Init {
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl Init {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let register = Register::init(&self.register.location()?, &act)?;
        if out.is_json() {
            out.json(&json!({ "register": register.place(), "id": register.id() }))?;
        } else {
            out.fields(&[
                ("register", register.place().to_owned()),
                ("id", register.id().to_owned()),
            ])?;
            out.next("'label register add-signer' says who signs, 'label registration apply' takes applications")?;
        }
        Ok(Outcome::Done)
    }
}

/// Say which certificate signs labels, and which status list their indices are of
#[derive(Args, Debug)]
#[command(after_help = help!("  label register add-signer --signer labels-1.pem --status-list https://label.example.jp/status/1 --entries 10000"))]
pub(crate) struct AddSigner {
    /// Certificate of the signer, and those between it and the root
    #[arg(long, value_name = "FILE")]
    signer: PathBuf,
    /// Address of its status list, as in the trust list
    #[arg(long, value_name = "URL")]
    status_list: String,
    /// How many indices the list has
    #[arg(long, value_name = "N")]
    entries: u64,
    /// Bits of a status: 2 for withdrawn, 4 for superseded
    #[arg(long, value_name = "BITS", default_value_t = 4)]
    bits: u64,
    /// Give out indices in random order
    #[arg(long)]
    random: bool,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl AddSigner {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let list = self.list()?;
        let chain = certificates::read(&self.signer)?;
        let certificate = check_chain(&self.signer, &chain)?;
        let key = Key {
            certificate: hex(&certificate.fingerprint()),
            subject: certificate.subject(),
            chain: certificates::to_pem(&chain)?,
            list: self.status_list.clone(),
            added: act.at,
        };
        let mut register = Register::open(&self.register.location()?)?;
        register.add_signer(&self.signer, (&key, &list), &act)?;
        if out.is_json() {
            out.json(&json!({
                "certificate": key.certificate,
                "subject": key.subject,
                "status_list": list.address,
                "entries": list.entries,
                "bits": list.bits,
                "allocation": list.allocation,
            }))?;
        } else {
            out.fields(&[
                ("certificate", key.certificate),
                ("subject", key.subject),
                ("status list", list.address),
                ("indices", format!("{}, {}", list.entries, list.allocation)),
            ])?;
        }
        Ok(Outcome::Done)
    }

    fn list(&self) -> Result<List, CliError> {
        let usage = |message: &str, hint: &str| CliError::Usage {
            message: message.to_owned(),
            hint: hint.to_owned(),
        };
        if !matches!(self.bits, 2 | 4 | 8) {
            return Err(usage(
                "--bits: a status has 2, 4 or 8 bits",
                "4 bits hold every status",
            ));
        }
        if self.entries == 0 || self.entries > limits::STATUS_ENTRIES as u64 {
            let hint = format!("give 1 to {}", limits::STATUS_ENTRIES);
            return Err(usage("--entries: no list has so many indices", &hint));
        }
        Ok(List {
            address: self.status_list.clone(),
            entries: self.entries,
            bits: self.bits,
            allocation: if self.random { "random" } else { "sequential" }.to_owned(),
        })
    }
}

/// Checks that each certificate issued the one before, and that the first signs labels.
fn check_chain(file: &std::path::Path, chain: &[Vec<u8>]) -> Result<Certificate, CliError> {
    for pair in chain.windows(2) {
        if let [certificate, issuer] = pair {
            check_issued(certificate, issuer).map_err(CliError::of_file(file))?;
        }
    }
    let first = chain.first().map(Vec::as_slice).unwrap_or_default();
    let certificate = Certificate::from_der(first).map_err(CliError::of_file(file))?;
    match certificate.purpose() {
        Some(Purpose::LabelSigning) => Ok(certificate),
        _ => Err(CliError::of_file(file)(Error::CertExtendedKeyUsage)),
    }
}

/// Copy the register, as of one moment, into a file
///
/// The copy is a register of its own in SQLite, also of one in PostgreSQL; its journal ends before
/// the entry about the copy.
#[derive(Args, Debug)]
#[command(after_help = help!("  label register backup backup-2026-11-22.db"))]
pub(crate) struct Backup {
    /// New file
    file: PathBuf,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl Backup {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let mut register = Register::open(&self.register.location()?)?;
        register.back_up(&self.file)?;
        let head = Register::open(&Location::File(self.file.clone()))?.head()?;
        register
            .write(&act, |transaction| {
                let subject = format!("head:{}:{}", head.number, head.hash);
                transaction.record("register.backup", &subject)
            })
            .map_err(|error: RegisterError| CliError::from(error))?;
        if out.is_json() {
            out.json(&json!({ "file": self.file, "head": head }))?;
        } else {
            out.fields(&[
                ("copy", self.file.display().to_string()),
                ("head", format!("{}:{}", head.number, head.hash)),
            ])?;
            out.next(
                "keep the head in another place: 'label register audit --head' compares with it",
            )?;
        }
        Ok(Outcome::Done)
    }
}

/// Make a new register of a copy, after an audit of the copy
#[derive(Args, Debug)]
#[command(after_help = help!("  label register restore backup-2026-11-22.db --register restored.db"))]
pub(crate) struct Restore {
    /// Copy, as 'label register backup' makes it
    file: PathBuf,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl Restore {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let mut copy = Register::open(&Location::File(self.file.clone()))?;
        let audit = copy.audit(None)?;
        if !audit.findings.is_empty() {
            super::audit::print(&audit, out)?;
            return Ok(Outcome::Rejected);
        }
        let head = copy.head()?;
        let mut register = Register::restore(&mut copy, &self.register.location()?)?;
        register
            .write(&act, |transaction| {
                let subject = format!("head:{}:{}", head.number, head.hash);
                transaction.record("register.restore", &subject)
            })
            .map_err(|error: RegisterError| CliError::from(error))?;
        if out.is_json() {
            out.json(&json!({ "register": register.place(), "id": register.id(), "head": head }))?;
        } else {
            out.fields(&[
                ("register", register.place().to_owned()),
                ("id", register.id().to_owned()),
                ("labels", audit.signed.to_string()),
            ])?;
        }
        Ok(Outcome::Done)
    }
}
