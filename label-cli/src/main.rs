//! The `label` command: keys, certificates, issuing and checking of signed IoT security labels.
//!
//! `label-core` decides, the other libraries do the work; this crate reads arguments and shows results.
//! [`cli`] holds the arguments that every command shares, [`commands`] one module per command, [`args`]
//! what several share. Commands print through [`output`] alone, write through [`label_io::files`] alone
//! and fail with [`error::CliError`], for which [`mod@advice`] knows what to do.

mod advice;
mod args;
mod cli;
mod commands;
mod credential_files;
mod demo;
mod error;
mod fields;
#[cfg(test)]
mod hostile;
mod input;
mod intake_words;
mod language;
mod local_time;
mod messages;
mod outcome;
mod output;
mod policy_file;
mod progress;
mod secrets;
mod site;
mod trust;
mod visible;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(&std::env::args_os().collect::<Vec<_>>())
}
