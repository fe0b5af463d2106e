//! The doer of an action on the command line: what the journal is told.

use clap::Args;
use label_core::UnixTime;
use label_desk::register::Act;
use label_io::time::{self, Edge};

use crate::error::CliError;

/// The doer, and the reason.
#[derive(Args, Clone, Debug)]
pub(crate) struct DoerArgs {
    /// Who does this [default: the user of the operating system]
    #[arg(long, value_name = "NAME", help_heading = JOURNAL)]
    by: Option<String>,
    /// Why it is done
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true, help_heading = JOURNAL)]
    why: String,
}

/// An action, as the journal is told of it.
#[derive(Args, Clone, Debug)]
pub(crate) struct OperatorArgs {
    #[command(flatten)]
    doer: DoerArgs,
    /// Time to act at: RFC 3339, a day in UTC, or @ and seconds since 1970 [default: now]
    #[arg(long, value_name = "TIME", help_heading = JOURNAL)]
    at: Option<String>,
}

/// An action on what was granted, which must not be dated ahead by mistake.
#[derive(Args, Clone, Debug)]
pub(crate) struct DeedArgs {
    #[command(flatten)]
    operator: OperatorArgs,
    /// The time to act at may be still to come
    #[arg(long, help_heading = JOURNAL)]
    future: bool,
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

impl DeedArgs {
    /// The action, as the journal is told.
    pub(crate) fn act(&self) -> Result<Act, CliError> {
        let act = self.operator.act()?;
        if !self.future {
            act.refuse_ahead()?;
        }
        Ok(act)
    }
}

impl DoerArgs {
    /// The same, done by somebody of this name where the arguments name nobody.
    pub(crate) fn or(&self, by: Option<String>) -> Self {
        Self {
            by: self.by.clone().or(by),
            why: self.why.clone(),
        }
    }

    /// The action, as the journal is told.
    pub(crate) fn act(&self, at: UnixTime) -> Result<Act, CliError> {
        Ok(Act::new(at, self.by.as_deref(), &self.why)?)
    }
}
