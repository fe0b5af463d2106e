//! The arguments that every command shares, and what becomes of a command's result.

use std::ffi::{OsStr, OsString};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser};

use crate::commands::Command;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::{Format, Language, Output};

/// Signed security labels for IoT products
///
/// Makes the keys and certificates of a scheme owner, issues labels, and checks them without a
/// network.
#[derive(Debug, Parser)]
#[command(name = "label", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Command,
}

/// Arguments of every command.
#[derive(Args, Debug)]
struct Shared {
    /// Print JSON, errors included
    #[arg(long, global = true, help_heading = SHARED)]
    json: bool,
    /// Language of verdicts [default: from LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, global = true, value_name = "LANG", help_heading = SHARED)]
    lang: Option<Language>,
    /// Leave out advice on what to do next
    #[arg(long, short, global = true, help_heading = SHARED)]
    quiet: bool,
}

const SHARED: &str = "Options of every command";

const EXIT_CODES: &str = "\
EXIT CODES
  0  done; a label: accepted
  1  a label: rejected
  2  not done: wrong use, or a file or key that cannot be used
  3  a label: cannot decide";

/// Parses the arguments, runs the command and reports how it went.
pub(crate) fn run(arguments: &[OsString]) -> ExitCode {
    match Cli::try_parse_from(arguments) {
        Ok(cli) => {
            let shared = &cli.shared;
            let language = shared.lang.unwrap_or_else(Language::from_environment);
            let mut out = Output::new(format(shared.json), language, shared.quiet);
            let result = cli.command.run(Cli::command, &mut out);
            finish(&mut out, result)
        }
        Err(error) => explain(&error, arguments),
    }
}

fn format(json: bool) -> Format {
    if json { Format::Json } else { Format::Text }
}

/// Tells whether JSON is asked for, for errors in the arguments themselves.
fn wants_json(arguments: &[OsString]) -> bool {
    arguments
        .iter()
        .take_while(|argument| *argument != OsStr::new("--"))
        .any(|argument| argument == OsStr::new("--json"))
}

fn finish(out: &mut Output, result: Result<Outcome, CliError>) -> ExitCode {
    match result.and_then(|outcome| out.flush().map(|()| outcome)) {
        Ok(outcome) => ExitCode::from(outcome as u8),
        Err(error) => {
            out.error(&error);
            ExitCode::from(CliError::EXIT)
        }
    }
}

/// Prints help that was asked for, or else what is wrong with the arguments.
fn explain(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    let help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if help {
        // There is nowhere to report that help cannot be printed.
        drop(error.print());
        return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(CliError::EXIT));
    }
    let format = format(wants_json(arguments));
    let mut out = Output::new(format, Language::from_environment(), false);
    out.error(&usage(error, arguments));
    ExitCode::from(CliError::EXIT)
}

/// Turns clap's report of several lines into one message and one hint.
fn usage(error: &clap::Error, arguments: &[OsString]) -> CliError {
    let report = error.render().to_string();
    let mut lines = report.lines();
    let first = lines.next().unwrap_or_default();
    let first = first.strip_prefix("error: ").unwrap_or(first);
    let rest: Vec<&str> = lines
        .take_while(|line| !line.is_empty())
        .map(str::trim)
        .collect();
    let message = if rest.is_empty() {
        first.to_owned()
    } else {
        format!("{first} {}", rest.join(", "))
    };
    let hint = report
        .lines()
        .find_map(|line| line.trim().strip_prefix("tip: "));
    let hint = hint.map_or_else(|| see_help(arguments), str::to_owned);
    CliError::Usage { message, hint }
}

/// Points to the help of the command that the arguments name.
fn see_help(arguments: &[OsString]) -> String {
    let root = Cli::command();
    let mut words = vec![root.get_name()];
    let mut command = &root;
    for argument in arguments.iter().skip(1) {
        if let Some(next) = command.find_subcommand(argument) {
            words.push(next.get_name());
            command = next;
        }
    }
    format!("see '{} --help'", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_contradict_nothing() {
        Cli::command().debug_assert();
    }
}
