//! The whole test run, and the long checks beside it.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::command::{Outcome, cargo, compile, compiled, program, remove, root, target};
use crate::steps::{Lane, Run, Step, run};
use crate::{browser, deny, dist, fuzz, interop, layers, processes, setup, soak, vectors, wasm};

const STEPS: &[Step] = &[
    front("format", &[], || cargo(["fmt", "--all", "--check"]).run()),
    front("layers", &[], layers::check),
    front("clippy", &[], clippy),
    front("docs", &[], docs),
    // The modules are checked with the demonstration's labels, beside the tests.
    front("compile", &[], compile),
    front("demo", &[], demo),
    front("tests", &["setup"], || cargo(["test", "--workspace"]).run()),
    front("vectors", &[], vectors::up_to_date),
    front("second", &["setup"], interop::second_verifier),
    front("interop", &["setup"], || interop::check(interop::DEMO)),
    front("browser", &["setup", "wasm"], browser::all),
    front("dist", &["wasm"], dist::check),
    side("setup", &[], setup::all),
    side("deny", &[], deny::check),
    side("fuzz", &[], fuzz::check),
    side("wasm", &["demo"], wasm::all),
];

/// The directory for the output of the steps beside, below the target directory.
const LOGS: &str = "steps";

const fn front(name: &'static str, after: &'static [&'static str], run: fn() -> Outcome) -> Step {
    Step {
        name,
        lane: Lane::Front,
        after,
        run,
    }
}

const fn side(name: &'static str, after: &'static [&'static str], run: fn() -> Outcome) -> Step {
    Step {
        name,
        lane: Lane::Side,
        after,
        run,
    }
}

/// Runs every step of what each change must pass, or only those `asked` for by name.
pub(crate) fn test(asked: &[&str]) -> Outcome {
    // Formatting and clippy come first.
    setup::components()?;
    of_list(STEPS, asked, "test")
}

/// Runs every long check, or only those `asked` for by name.
pub(crate) fn soak(asked: &[&str]) -> Outcome {
    of_list(soak::STEPS, asked, "soak")
}

fn of_list(steps: &[Step], asked: &[&str], list: &str) -> Outcome {
    let (table, outcome) = run(steps, asked, |step| {
        let start = Instant::now();
        let (outcome, busy, printed) = match process(step, list) {
            Ok(parts) => parts,
            Err(error) => (Err(error), None, String::new()),
        };
        Run {
            outcome,
            time: start.elapsed(),
            busy,
            printed,
        }
    });
    println!("\n{table}");
    outcome
}

/// Runs a step in a process of its own, so that its work can be told from that of the other lane.
fn process(step: &Step, list: &str) -> Outcome<(Outcome, Option<f64>, String)> {
    let failed = |error: io::Error| error.to_string();
    let log = log(step.name);
    // Not by its path: the tests compile this program anew in its place.
    let mut command = Command::new("/proc/self/exe");
    command.args(["step", list, step.name]).stdin(Stdio::null());
    if step.lane == Lane::Side {
        fs::create_dir_all(target().join(LOGS)).map_err(failed)?;
        let file = File::create(&log).map_err(failed)?;
        command
            .stdout(file.try_clone().map_err(failed)?)
            .stderr(file);
    }
    let mut child = command.spawn().map_err(failed)?;
    let (status, busy) = processes::finish(&mut child)?;
    let printed = match step.lane {
        Lane::Front => String::new(),
        Lane::Side => String::from_utf8_lossy(&fs::read(&log).map_err(failed)?).into_owned(),
    };
    let outcome = match status.success() {
        true => Ok(()),
        false => Err(status.to_string()),
    };
    Ok((outcome, busy, printed))
}

/// Runs one step of a list in this process.
pub(crate) fn step(list: &str, name: &str) -> Outcome {
    let steps = match list {
        "soak" => soak::STEPS,
        _ => STEPS,
    };
    let step = steps.iter().find(|step| step.name == name);
    (step.ok_or_else(|| format!("no step {name}"))?.run)()
}

fn log(name: &str) -> PathBuf {
    target().join(LOGS).join(name)
}

fn clippy() -> Outcome {
    cargo([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ])
    .run()
}

fn docs() -> Outcome {
    cargo([
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ])
    .env("RUSTDOCFLAGS", "-D warnings")
    .run()
}

/// Makes the demonstration anew, so that the checks after it see this build's output.
fn demo() -> Outcome {
    remove(&root().join(interop::DEMO))?;
    program(compiled("label")?)
        .args(["demo", interop::DEMO])
        .run()
}
