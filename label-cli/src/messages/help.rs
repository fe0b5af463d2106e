//! The help of commands in Japanese.

use clap::{Arg, ArgAction, Command};

use super::phrases::Phrases;

/// Texts that clap itself writes into help and usage, in the order in which it is replaced.
const OF_CLAP: [&str; 13] = [
    "Possible values:",
    "[possible values:",
    "[default:",
    "[aliases:",
    "[alias:",
    "Usage:",
    "Commands:",
    "Arguments:",
    "Options:",
    "[OPTIONS]",
    "<COMMAND>",
    "[COMMAND]",
    "[ARGS]",
];

/// A command and those below it, with Japanese help.
pub(crate) fn localised(command: Command, phrases: &Phrases) -> Command {
    let mut command = whole(command, phrases);
    // The help command, and its own copy of the others, are made here.
    command.build();
    of_help_commands(command, phrases)
}

/// A text of several paragraphs or lines in Japanese: examples of commands stay as they are.
pub(crate) fn block(text: &str, phrases: &Phrases) -> String {
    pieces(text)
        .map(|piece| match piece {
            Piece::Fixed(text) => text.to_owned(),
            Piece::Said { indent, text } => format!("{indent}{}", phrases.say(text)),
        })
        .collect()
}

/// A rendered help in Japanese: what clap puts between the other texts, and what it says of values.
pub(crate) fn rendered(text: &str, phrases: &Phrases) -> String {
    let text = OF_CLAP.iter().fold(text.to_owned(), |text, word| {
        let japanese = phrases.find(word);
        japanese.map_or_else(|| text.clone(), |japanese| text.replace(word, &japanese))
    });
    let value = |line: &str| {
        let (head, help) = line.split_once(": ")?;
        let is_value = head.trim_start().starts_with("- ");
        let japanese = phrases.find(help.trim()).filter(|_| is_value)?;
        Some(format!("{head}: {japanese}"))
    };
    let lines = text
        .split('\n')
        .map(|line| value(line).unwrap_or_else(|| line.to_owned()));
    lines.collect::<Vec<_>>().join("\n")
}

/// A part of a help text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Empty lines, and commands that can be typed.
    Fixed(&'a str),
    /// A paragraph or a line.
    Said {
        /// The spaces before it on its line.
        indent: &'a str,
        /// The text.
        text: &'a str,
    },
}

/// The parts of a help text.
///
/// A paragraph is a whole, unless it is a list: headings in capitals with indented lines below.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    text.split_inclusive("\n\n").flat_map(|paragraph| {
        let is_list = paragraph.lines().any(|line| line.starts_with("  "));
        let lines: Vec<&str> = if is_list {
            paragraph.split_inclusive('\n').collect()
        } else {
            let (said, end) = paragraph.split_at(paragraph.trim_end().len());
            vec![said, end]
        };
        lines.into_iter().flat_map(line)
    })
}

/// The indent of a line with the number of an exit code, its text, and its end.
fn line(line: &str) -> [Piece<'_>; 2] {
    let (said, end) = line.split_at(line.trim_end().len());
    let text = said.trim_start_matches([' ', '0', '1', '2', '3']);
    let (indent, text) = said.split_at(said.len() - text.len());
    let is_command = text.starts_with("label ") || text.contains(" | label ");
    match text.is_empty() || is_command {
        true => [Piece::Fixed(said), Piece::Fixed(end)],
        false => [Piece::Said { indent, text }, Piece::Fixed(end)],
    }
}

fn whole(command: Command, phrases: &Phrases) -> Command {
    let is_root = command.get_version().is_some();
    let has_own = command.get_after_help().is_some();
    let command = texts(command, phrases);
    let command = command
        .mut_args(|arg| argument(arg, phrases))
        .mut_subcommands(|command| whole(command, phrases))
        .disable_help_flag(true)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                // Not that of the arguments before it.
                .help_heading(None::<&str>)
                .help(phrases.say(match has_own {
                    true => "Print help (see more with '--help')",
                    false => "Print help",
                }))
                .long_help(phrases.say("Print help (see a summary with '-h')")),
        );
    if !is_root {
        return command;
    }
    let version = Arg::new("version").short('V').long("version");
    command.disable_version_flag(true).arg(
        version
            .action(ArgAction::Version)
            .help(phrases.say("Print version")),
    )
}

fn of_help_commands(command: Command, phrases: &Phrases) -> Command {
    let command = match command.get_name() {
        "help" => texts(command, phrases),
        _ => command,
    };
    command.mut_subcommands(|command| of_help_commands(command, phrases))
}

fn texts(mut command: Command, phrases: &Phrases) -> Command {
    let said = |text: Option<&clap::builder::StyledStr>| {
        text.map(|text| block(&text.to_string(), phrases))
    };
    if let Some(text) = said(command.get_about()) {
        command = command.about(text);
    }
    if let Some(text) = said(command.get_long_about()) {
        command = command.long_about(text);
    }
    if let Some(text) = said(command.get_after_help()) {
        command = command.after_help(text);
    }
    command
}

fn argument(mut arg: Arg, phrases: &Phrases) -> Arg {
    let said = |text: Option<&clap::builder::StyledStr>| {
        text.map(|text| block(&text.to_string(), phrases))
    };
    if let Some(text) = said(arg.get_help()) {
        arg = arg.help(text);
    }
    if let Some(text) = said(arg.get_long_help()) {
        arg = arg.long_help(text);
    }
    if let Some(heading) = arg.get_help_heading() {
        let heading = phrases.say(heading);
        arg = arg.help_heading(heading);
    }
    let names = arg.get_value_names().map(|names| {
        let names = names.iter().map(clap::builder::Str::as_str);
        names
            .map(|name| phrases.word("value", name))
            .collect::<Vec<_>>()
    });
    match names {
        Some(names) => arg.value_names(names),
        None => arg,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_in_help_stay() {
        let text = "Say it\nonce\n\nEXAMPLES\n  label demo\n\nEXIT CODES\n  0  done";
        let said: Vec<&str> = pieces(text)
            .filter_map(|piece| match piece {
                Piece::Said { text, .. } => Some(text),
                Piece::Fixed(_) => None,
            })
            .collect();
        assert_eq!(said, ["Say it\nonce", "EXAMPLES", "EXIT CODES", "done"]);
    }
}
