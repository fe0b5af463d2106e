//! Consent to what cannot be taken back: asked for on a terminal, or given as an argument.

use std::io::{self, BufRead, IsTerminal, Write};

use clap::Args;
use serde_json::Value as Json;

use crate::error::CliError;
use crate::messages::Messages;
use crate::output::Output;

/// The answers that are consent.
const YES: [&str; 2] = ["yes", "はい"];

/// Consent that is given beforehand.
#[derive(Args, Clone, Debug)]
pub(crate) struct ConsentArgs {
    /// Do it without a question; needed where no terminal can be asked
    #[arg(long)]
    yes: bool,
}

impl ConsentArgs {
    /// Fails where nobody consents to what was shown; `would` is the same as data.
    pub(crate) fn ask(&self, would: Json, out: &mut Output) -> Result<(), CliError> {
        if self.yes {
            return Ok(());
        }
        let asked = io::stdin().is_terminal() && io::stderr().is_terminal();
        if !asked || out.is_json() {
            return Err(CliError::ConsentMissing { would });
        }
        let messages = Messages::new(out.language())?;
        out.flush()?;
        let typed = answer(messages.word("consent")).map_err(|error| CliError::Output {
            reason: error.to_string(),
        })?;
        match YES.contains(&typed.trim().to_lowercase().as_str()) {
            true => Ok(()),
            false => Err(CliError::ConsentRefused),
        }
    }
}

/// The line that somebody types after a question.
fn answer(question: &str) -> io::Result<String> {
    let mut terminal = io::stderr();
    write!(terminal, "{question} ")?;
    terminal.flush()?;
    let mut typed = String::new();
    io::stdin().lock().read_line(&mut typed)?;
    Ok(typed)
}
