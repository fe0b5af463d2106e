//! Who acts, when and why: what the journal is told.

use clap::Args;
use label_io::time::{self, Edge};

use super::RegisterError;
use super::journal::Act;
use crate::error::CliError;

/// Who acts, and why.
#[derive(Args, Clone, Debug)]
pub(crate) struct DoerArgs {
    /// Who does this [default: the user of the operating system]
    #[arg(long, value_name = "NAME", help_heading = JOURNAL)]
    by: Option<String>,
    /// Why it is done
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true, help_heading = JOURNAL)]
    why: String,
}

/// What the journal is told about an action.
#[derive(Args, Clone, Debug)]
pub(crate) struct OperatorArgs {
    #[command(flatten)]
    doer: DoerArgs,
    /// Time to act at: RFC 3339, a day in UTC, or @ and seconds since 1970 [default: now]
    #[arg(long, value_name = "TIME", help_heading = JOURNAL)]
    at: Option<String>,
}

const JOURNAL: &str = "For the journal";

impl OperatorArgs {
    /// The action, as the journal is told.
    pub(crate) fn act(&self) -> Result<Act, CliError> {
        self.doer.act(match &self.at {
            Some(text) => time::parse(text, Edge::Start)?,
            None => time::now(),
        })
    }
}

impl DoerArgs {
    /// The action, as the journal is told.
    pub(crate) fn act(&self, at: u64) -> Result<Act, CliError> {
        let who = self.by.clone().or_else(user);
        let who = who.filter(|name| !name.trim().is_empty());
        Ok(Act {
            at,
            who: who.ok_or(RegisterError::ByMissing)?,
            why: self.why.clone(),
        })
    }
}

/// What the program does of itself.
pub(super) fn itself() -> Act {
    Act {
        at: time::now(),
        who: user().unwrap_or_else(|| "unknown".to_owned()),
        why: String::new(),
    }
}

/// The name of the user that this process runs as.
#[cfg(target_os = "linux")]
fn user() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let number = std::fs::metadata("/proc/self").ok()?.uid().to_string();
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == number).then(|| name.to_owned())
    });
    Some(named.unwrap_or_else(|| format!("user {number}")))
}

/// The name of the user, as the environment says it.
#[cfg(not(target_os = "linux"))]
fn user() -> Option<String> {
    ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok())
}
