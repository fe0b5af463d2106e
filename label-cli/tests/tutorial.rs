//! Runs `docs/DESK.md`: every command in it, in order, and compares what is printed with what it shows.
//!
//! In the document, `…` stands for anything in a line, and a line of its own for any lines. A block with
//! a file name after its language is that file.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The sign for anything.
const ANY: &str = "…";

/// A fenced block of the document.
enum Block {
    /// A file, by its name.
    File(String, String),
    Commands(Vec<Step>),
}

/// A command, and what it prints.
struct Step {
    command: String,
    exit: i32,
    printed: Vec<String>,
}

/// The blocks of a document that are files or commands.
fn blocks(document: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else {
            continue;
        };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push(if let Some((_, name)) = info.split_once(' ') {
            Block::File(name.to_owned(), body.join("\n") + "\n")
        } else {
            assert_eq!(info, "console", "a block that is neither file nor commands");
            Block::Commands(steps(&body))
        });
    }
    blocks
}

fn steps(lines: &[&str]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut continued = false;
    for line in lines {
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step {
                command: command.to_owned(),
                exit: 0,
                printed: Vec::new(),
            });
        } else if continued {
            let step = steps.last_mut().unwrap();
            step.command.push('\n');
            step.command += line;
        } else {
            let step = steps.last_mut().expect("a block begins with a command");
            step.printed.push((*line).to_owned());
            continue;
        }
        continued = line.ends_with('\\');
    }
    for step in &mut steps {
        if let Some((_, code)) = step.command.rsplit_once(" # exit ") {
            step.exit = code.parse().unwrap();
        }
    }
    steps
}

/// True if lines are as the document shows them.
fn shown(expected: &[String], actual: &[&str]) -> bool {
    match expected.split_first() {
        None => actual.is_empty(),
        Some((first, rest)) if first == ANY => {
            (0..=actual.len()).any(|skipped| shown(rest, actual.get(skipped..).unwrap()))
        }
        Some((first, rest)) => actual
            .split_first()
            .is_some_and(|(line, others)| line_shown(first, line) && shown(rest, others)),
    }
}

fn line_shown(expected: &str, actual: &str) -> bool {
    let Some((before, after)) = expected.split_once(ANY) else {
        return expected == actual;
    };
    let Some(rest) = actual.strip_prefix(before) else {
        return false;
    };
    let mut ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    ends.any(|at| line_shown(after, rest.get(at..).unwrap()))
}

#[test]
fn what_stands_for_anything() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(shown(&lines("a\n…\nb …c"), &["a", "x", "y", "b 1c"]));
    assert!(shown(&lines("a\n…"), &["a"]));
    assert!(!shown(&lines("a\n…\nb"), &["a", "x"]));
    assert!(!shown(&lines("a …c"), &["a 1"]));
    assert!(!shown(&lines("a"), &["a", "b"]));
}

#[test]
fn the_tutorial_goes_as_it_is_written() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/DESK.md");
    let blocks = blocks(&fs::read_to_string(document).unwrap());
    let directory = tempfile::tempdir().unwrap();
    let label = Path::new(env!("CARGO_BIN_EXE_label")).parent().unwrap();
    let path = format!("{}:{}", label.display(), env::var("PATH").unwrap());
    let (mut files, mut commands) = (0, 0);
    for block in blocks {
        let steps = match block {
            Block::File(name, text) => {
                fs::write(directory.path().join(name), text).unwrap();
                files += 1;
                continue;
            }
            Block::Commands(steps) => steps,
        };
        for step in steps {
            // Both streams in one, as a terminal has them.
            let output = Command::new("sh")
                .args(["-c", &format!("exec 2>&1\n{}", step.command)])
                .current_dir(directory.path())
                .env("PATH", &path)
                .env("LC_ALL", "C.UTF-8")
                .stdin(Stdio::null())
                .output()
                .unwrap();
            let printed = String::from_utf8(output.stdout).unwrap();
            let command = &step.command;
            assert_eq!(
                output.status.code(),
                Some(step.exit),
                "{command}\n{printed}"
            );
            let lines: Vec<&str> = printed.lines().collect();
            let expected = step.printed.join("\n");
            assert!(
                shown(&step.printed, &lines),
                "$ {command}\n{printed}\nin place of\n{expected}"
            );
            commands += 1;
        }
    }
    assert!(
        files >= 2 && commands >= 45,
        "{files} files, {commands} commands"
    );
}
