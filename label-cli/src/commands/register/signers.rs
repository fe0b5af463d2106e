//! `label register add-signer` and `retire-signer`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use label_core::{Certificate, Purpose, limits};
use label_desk::register::{Allocation, GivenBy, Key, List, Register, Retirement};
use label_keys::certificates;
use serde_json::json;

use crate::args::operator::OperatorArgs;
use crate::args::register::RegisterArgs;
use crate::commands::help;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Say which certificate signs labels, and which status list their indices are of
#[derive(Args, Debug)]
#[command(after_help = help!("  label register add-signer --signer labels-1.pem --status-list https://label.example.jp/status/1 --entries 10000\n  label register add-signer --signer shop.pem --status-list https://label.example.jp/status/2 --entries 500 --outside"))]
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
    /// Bits of a status: 4 or 8; 4 hold every status
    #[arg(long, value_name = "BITS", default_value_t = 4)]
    bits: u64,
    /// Give out indices in random order
    #[arg(long)]
    random: bool,
    /// Give out none: it issues outside of the register, and its labels are imported
    #[arg(long, conflicts_with = "random")]
    outside: bool,
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
        let certificate = certificates::signer(&self.signer, &chain, Purpose::LabelSigning)?;
        let key = Key {
            certificate: certificate.fingerprint().to_string(),
            subject: certificate.subject(),
            chain: certificates::to_pem(&chain)?,
            list: self.status_list.clone(),
            added: act.at,
            highest: None,
            retired: None,
            reason: None,
        };
        let mut register = Register::open(&self.register.location(out)?)?;
        register.add_signer(&self.signer, (&key, &list), &act)?;
        if out.is_json() {
            out.json(&json!({
                "certificate": key.certificate,
                "subject": key.subject,
                "status_list": list.address,
                "entries": list.entries,
                "bits": list.bits,
                "allocation": list.allocation,
                "given_by": list.given_by,
            }))?;
        } else {
            let indices = format!("{}, {}", list.entries, order(&list));
            out.fields(&[
                ("certificate", key.certificate),
                ("subject", key.subject),
                ("status list", list.address),
                ("indices", indices),
            ])?;
        }
        Ok(Outcome::Done)
    }

    fn list(&self) -> Result<List, CliError> {
        let usage = |message: &str, hint: &str| CliError::Usage {
            message: message.to_owned(),
            hint: hint.to_owned(),
        };
        // Superseded is 12 (docs/FORMAT.md).
        if !matches!(self.bits, 4 | 8) {
            return Err(usage(
                "--bits: a status has 4 or 8 bits",
                "4 bits hold every status; 2 would not hold 'superseded'",
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
            allocation: match self.random {
                true => Allocation::Random,
                false => Allocation::Sequential,
            },
            given_by: match self.outside {
                true => GivenBy::Outside,
                false => GivenBy::Register,
            },
        })
    }
}

/// The order of the indices of a list, or that they are given out elsewhere.
fn order(list: &List) -> &'static str {
    match list.given_by {
        GivenBy::Register => list.allocation.as_str(),
        GivenBy::Outside => "given out elsewhere",
    }
}

/// Why a signer is retired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Reason {
    /// Another signer takes over; its labels stay as they are.
    EndOfUse,
    /// Its key may be stolen: the models that it labelled can be labelled anew.
    KeyCompromise,
}

/// Note that a certificate signs no labels any more
///
/// Nothing is planned or signed with it again, and what it has not signed is given up. Verifiers
/// learn of it from the trust list.
#[derive(Args, Debug)]
#[command(after_help = help!("  label register retire-signer --signer labels-1.pem --reason key-compromise --why 'report 26-9'"))]
pub(crate) struct RetireSigner {
    /// Certificate of the signer
    #[arg(long, value_name = "FILE")]
    signer: PathBuf,
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: Reason,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl RetireSigner {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let chain = certificates::read(&self.signer)?;
        let first = chain.first().map(Vec::as_slice).unwrap_or_default();
        let certificate = Certificate::from_der(first).map_err(CliError::of_file(&self.signer))?;
        let name = certificate.fingerprint().to_string();
        let reason = match self.reason {
            Reason::EndOfUse => Retirement::EndOfUse,
            Reason::KeyCompromise => Retirement::KeyCompromise,
        };
        let mut register = Register::open(&self.register.location(out)?)?;
        let key = register.retire_signer((&self.signer, &name), reason, &act)?;
        if out.is_json() {
            out.json(&json!({
                "certificate": key.certificate,
                "subject": key.subject,
                "reason": key.reason,
            }))?;
            return Ok(Outcome::Done);
        }
        out.fields(&[
            ("certificate", key.certificate),
            ("subject", key.subject),
            ("retired", reason.to_string()),
        ])?;
        out.next(match self.reason {
            Reason::EndOfUse => "'retired = …' in trust.toml, and a new trust list",
            Reason::KeyCompromise => {
                "'revoked = …' in trust.toml, a new trust list and publication; 'label batch plan --granted' plans the labels anew"
            }
        })?;
        Ok(Outcome::Done)
    }
}
