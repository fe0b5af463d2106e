//! The time that the register is looked at for: after the end of its validity, a registration is expired.

use clap::Args;
use label_core::UnixTime;
use label_io::time::{self, Edge};

use crate::error::CliError;

/// The time at which the end of a validity counts.
#[derive(Args, Clone, Debug)]
pub(crate) struct AsOfArgs {
    /// Time that tells what is expired: RFC 3339, a day in UTC, or @ and seconds since 1970 [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

impl AsOfArgs {
    /// The time.
    pub(crate) fn at(&self) -> Result<UnixTime, CliError> {
        match &self.at {
            Some(text) => Ok(time::parse(text, Edge::Start)?),
            None => Ok(time::now()),
        }
    }
}
