//! `label policy`: what presets expect of a label.

use clap::{Args, Subcommand};
use label_core::Preset;
use serde_json::json;

use super::help;
use crate::error::CliError;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::policy_file;

/// Show what presets expect of a label
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    List(List),
    Show(Show),
}

impl PolicyCommand {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        match self {
            Self::List(command) => command.run(out),
            Self::Show(command) => command.run(out),
        }
    }
}

/// List the presets
#[derive(Args, Debug)]
#[command(after_help = help!("  label policy list\n  label policy list --lang ja"))]
pub(crate) struct List {}

impl List {
    fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let Self {} = self;
        let lang = Messages::new(out.language())?.lang();
        let presets = Preset::all();
        if out.is_json() {
            let rows = presets.iter().map(|preset| {
                json!({ "name": preset.name(), "purpose": preset.purpose(lang), "policy": preset.policy() })
            });
            out.json(&rows.collect::<Vec<_>>())?;
            return Ok(Outcome::Done);
        }
        let rows: Vec<_> = presets
            .iter()
            .map(|preset| (preset.name(), preset.purpose(lang).to_owned()))
            .collect();
        out.pairs(&rows)?;
        Ok(Outcome::Done)
    }
}

/// Print a preset as a policy file in TOML
#[derive(Args, Debug)]
#[command(after_help = help!("  label policy show shop > shop.toml\n  label verify --policy ./shop.toml --trust trust.cbor label.png"))]
pub(crate) struct Show {
    /// Name of the preset
    preset: String,
}

impl Show {
    fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let policy = policy_file::preset(&self.preset)?;
        if out.is_json() {
            out.json(&policy)?;
            return Ok(Outcome::Done);
        }
        let text = toml::to_string(&policy).map_err(|error| CliError::Usage {
            message: error.to_string(),
            hint: "use --json".into(),
        })?;
        out.bytes(text.as_bytes())?;
        Ok(Outcome::Done)
    }
}
