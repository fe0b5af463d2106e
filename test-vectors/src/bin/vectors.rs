//! `vectors generate` writes the test vectors anew; `vectors run` runs them, also with another client.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use test_vectors::{Error, Report, answer_files, ask, generate, read, root, run, run_with};

const USAGE: &str = "\
usage: vectors generate                        write every vector anew
       vectors run [DIR]                       run them with this project's verifier
       vectors run [DIR] --client COMMAND      run them with another one (README.md)
       vectors VECTOR TRUST [PART]             be such a client";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["generate"] => write(),
        ["run"] => run(&root()).map(|report| show(&report)),
        ["run", "--client", client] => check(&root(), client),
        ["run", directory] => run(Path::new(directory)).map(|report| show(&report)),
        ["run", directory, "--client", client] => check(Path::new(directory), client),
        [vector, files @ ..] if (1..=2).contains(&files.len()) => reply(vector, files),
        ["--help" | "-h"] => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            eprintln!("{USAGE}");
            Ok(ExitCode::from(2))
        }
    };
    done.unwrap_or_else(|error| {
        eprintln!("vectors: error: {error}");
        ExitCode::from(2)
    })
}

fn write() -> Result<ExitCode, Error> {
    let count = generate(&root())?;
    println!("{count} vectors written");
    Ok(ExitCode::SUCCESS)
}

fn check(directory: &Path, client: &str) -> Result<ExitCode, Error> {
    let report = run_with(directory, |vector, files| ask(client, vector, files))?;
    Ok(show(&report))
}

/// Prints the answer to one vector; the exit code is that of the outcome.
fn reply(vector: &str, files: &[&str]) -> Result<ExitCode, Error> {
    let files: Vec<_> = [&vector]
        .into_iter()
        .chain(files)
        .map(PathBuf::from)
        .collect();
    let answer = answer_files(&read(Path::new(vector))?, &files)?;
    println!("{}", answer.to_json());
    Ok(ExitCode::from(answer.exit_code()))
}

/// Exit code 0 where every answer is right, 1 where one is not.
fn show(report: &Report) -> ExitCode {
    for line in &report.mismatches {
        println!("{line}");
    }
    let (vectors, wrong) = (report.vectors, report.mismatches.len());
    println!("{vectors} vectors, {wrong} mismatches");
    ExitCode::from(u8::from(wrong > 0))
}
