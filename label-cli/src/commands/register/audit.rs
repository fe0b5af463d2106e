//! `label register audit` and `journal`: whether everything holds, and who did what.

use std::path::PathBuf;

use clap::Args;
use label_desk::register::{Anchors, Audit, Head, Register};
use label_io::time;
use serde_json::json;

use crate::args::register::RegisterArgs;
use crate::commands::help;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Check the journal, every row, every label and every index
///
/// Each label is verified once more and compared with its registration; each row is compared with
/// what the journal says of it, and the database with what the program makes. The end of the journal is
/// remembered outside of the database, so that a cut or rewritten one is found the next time. What is
/// found is printed, and the exit code is 1.
#[derive(Args, Debug)]
#[command(after_help = "EXAMPLES
  label register audit
  label register audit --published part.cbor
  label register audit --head 812:5b1c…

EXIT CODES
  0  everything holds
  1  something does not
  2  not done: wrong use, or a register that cannot be read")]
pub(crate) struct AuditCommand {
    /// An earlier end of the journal, as a backup or an audit printed it; it must still be there
    #[arg(long, value_name = "NUMBER:HASH", value_parser = head)]
    head: Option<Head>,
    /// The part that was published last; the register must know it. Take it from where it was published: its
    /// signature is not verified here
    #[arg(long, value_name = "FILE")]
    published: Option<PathBuf>,
    #[command(flatten)]
    register: RegisterArgs,
}

impl AuditCommand {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let mut register = Register::open_read(&self.register.location(out)?)?;
        let audit = register.audit(&Anchors {
            noted: self.head.clone(),
            published: self.published.clone(),
        })?;
        print(&audit, out)?;
        match audit.findings.is_empty() {
            true => Ok(Outcome::Done),
            false => Ok(Outcome::Rejected),
        }
    }
}

/// Prints what was looked at and found.
pub(super) fn print(audit: &Audit, out: &mut Output) -> Result<(), CliError> {
    if out.is_json() {
        return out.json(audit);
    }
    let head = audit.head.as_ref();
    let head = head.map(|head| format!("{}:{}", head.number, head.hash));
    out.fields(&[
        ("journal", format!("{} entries", audit.entries)),
        ("head", head.unwrap_or_default()),
        ("vouched for", vouched(audit, out)),
        ("registrations", audit.registrations.to_string()),
        ("models", audit.models.to_string()),
        ("indices", audit.indices.to_string()),
        ("labels signed", audit.signed.to_string()),
        ("labels pending", audit.pending.to_string()),
        ("labels cancelled", audit.cancelled.to_string()),
        ("findings", (audit.findings.len() + audit.more).to_string()),
    ])?;
    for warning in &audit.warnings {
        let (subject, message) = (out.told(&warning.subject), out.told(&warning.message));
        out.warning(format_args!("{}: {subject}: {message}", warning.code))?;
    }
    for finding in &audit.findings {
        let (subject, message) = (out.told(&finding.subject), out.told(&finding.message));
        out.line(format_args!("{}: {subject}: {message}", finding.code))?;
    }
    if audit.more > 0 {
        out.line(out.told(format_args!("and {} more", audit.more)))?;
    }
    Ok(())
}

/// The earlier ends of the journal that are in it, and where they were kept.
fn vouched(audit: &Audit, out: &Output) -> String {
    let anchors = audit.anchors.iter();
    let anchors: Vec<String> = anchors
        .map(|anchor| out.told(format_args!("entry {} ({})", anchor.number, anchor.kept)))
        .collect();
    match anchors.is_empty() {
        true => out.told("nothing"),
        false => anchors.join(", "),
    }
}

fn head(text: &str) -> Result<Head, String> {
    let wrong = || "not a number, ':' and 64 hexadecimal digits".to_owned();
    let (number, hash) = text.split_once(':').ok_or_else(wrong)?;
    let number = number.parse().map_err(|_| wrong())?;
    let digits = hash.len() == 64 && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
    match digits {
        true => Ok(Head {
            number,
            hash: hash.to_ascii_lowercase(),
        }),
        false => Err(wrong()),
    }
}

/// Show who did what, when and why
#[derive(Args, Debug)]
#[command(after_help = help!("  label register journal\n  label register journal --after 800"))]
pub(crate) struct Journal {
    /// Only what came after this entry
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    after: u64,
    #[command(flatten)]
    register: RegisterArgs,
}

impl Journal {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let mut register = Register::open_read(&self.register.location(out)?)?;
        let entries = register.entries(self.after)?;
        if out.is_json() {
            let entries: Vec<_> = entries
                .iter()
                .map(|entry| {
                    json!({
                        "number": entry.number,
                        "at": time::format(entry.at),
                        "who": entry.who,
                        "action": entry.action,
                        "subject": entry.subject,
                        "why": entry.why,
                        "hash": label_core::hex(&entry.hash),
                    })
                })
                .collect();
            out.json(&entries)?;
            return Ok(Outcome::Done);
        }
        for entry in entries {
            let why = match entry.why.as_str() {
                "" => String::new(),
                why => format!("  ({why})"),
            };
            let (at, who) = (time::format(entry.at), &entry.who);
            let action = out.word("journal", &entry.action);
            let subject = out.word("subject", &entry.subject);
            out.line(format_args!(
                "{}  {at}  {who}  {action}  {subject}{why}",
                entry.number
            ))?;
        }
        Ok(Outcome::Done)
    }
}
