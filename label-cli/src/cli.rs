//! The arguments that every command shares, and what becomes of a command's result.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, ValueEnum};

use crate::commands::Command;
use crate::error::CliError;
use crate::language::Language;
use crate::messages::help;
use crate::messages::japanese::Japanese;
use crate::outcome::Outcome;
use crate::output::{Format, Output};

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
    /// Language of everything that people read [default: from LC_ALL, LC_MESSAGES or LANG]
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
    let language = wanted_language(arguments);
    match parse(arguments, language) {
        Ok(cli) => {
            let shared = &cli.shared;
            let language = shared.lang.unwrap_or(language);
            let mut out = Output::new(format(shared.json), language, shared.quiet);
            let result = cli.command.run(Cli::command, &mut out);
            finish(&mut out, result)
        }
        Err(error) => explain(&error, arguments, language),
    }
}

/// Parses the arguments by a command that helps in a language.
pub(crate) fn parse(arguments: &[OsString], language: Language) -> Result<Cli, clap::Error> {
    let (Language::Ja, Ok(japanese)) = (language, Japanese::new()) else {
        return Cli::try_parse_from(arguments);
    };
    let command = help::localised(Cli::command(), japanese.phrases());
    let matches = command.try_get_matches_from(arguments)?;
    Cli::from_arg_matches(&matches)
}

/// The language of help and of errors in the arguments themselves: what --lang says, wherever it stands.
fn wanted_language(arguments: &[OsString]) -> Language {
    let mut named = None;
    let mut arguments = arguments.iter().map(|argument| argument.to_string_lossy());
    while let Some(argument) = arguments.next() {
        named = match argument.split_once('=') {
            _ if argument == "--" => break,
            _ if argument == "--lang" => arguments.next().and_then(|name| language(&name)),
            Some(("--lang", name)) => language(name),
            _ => named,
        };
    }
    named.unwrap_or_else(Language::from_environment)
}

fn language(name: &str) -> Option<Language> {
    Language::from_str(name, false).ok()
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
fn explain(error: &clap::Error, arguments: &[OsString], language: Language) -> ExitCode {
    let help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if help {
        print_help(error, language);
        return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(CliError::EXIT));
    }
    let format = format(wants_json(arguments));
    let mut out = Output::new(format, language, false);
    out.error(&usage(error, arguments));
    ExitCode::from(CliError::EXIT)
}

/// Prints help; there is nowhere to report that it cannot be printed.
fn print_help(error: &clap::Error, language: Language) {
    let (Language::Ja, Ok(japanese)) = (language, Japanese::new()) else {
        drop(error.print());
        return;
    };
    let styled = help::rendered(&error.render().ansi().to_string(), japanese.phrases());
    drop(match error.use_stderr() {
        true => anstream::stderr().write_all(styled.as_bytes()),
        false => anstream::stdout().write_all(styled.as_bytes()),
    });
}

/// Turns clap's report of several lines into one message and one hint.
pub(crate) fn usage(error: &clap::Error, arguments: &[OsString]) -> CliError {
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
