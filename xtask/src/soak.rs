//! The checks that take long: run once for each change of what they look at, beside the test run.

use crate::command::{Outcome, cargo, remove, target};
use crate::steps::{Lane, Step};
use crate::{bench, browser, desk, dist, fuzz, interop, setup, wasm};

/// One after the other, because some of them measure.
pub(crate) const STEPS: &[Step] = &[
    step("setup", setup::all),
    step("release", release),
    step("hostile", hostile),
    step("fuzz", fuzz::soak),
    step("reproduce", wasm::reproduce),
    step("race", race),
    step("writes", writes),
    step("twice", dist::twice),
    step("clean", dist::clean_root),
    step("engines", browser::whole),
    step("bench", || bench::run(&[])),
    step("desk", desk::run),
];

const fn step(name: &'static str, run: fn() -> Outcome) -> Step {
    Step {
        name,
        lane: Lane::Front,
        after: &[],
        run,
    }
}

/// The first command of the README: its labels and lists are checked by the other implementations.
fn release() -> Outcome {
    let directory = target().join("demo-release");
    remove(&directory)?;
    cargo(["run", "--release", "--bin", "label", "--", "demo"])
        .args([&directory])
        .run()?;
    interop::check("target/demo-release")
}

/// A million inputs into every parser, at the speed of release; the test run has some thousands.
fn hostile() -> Outcome {
    let test = |package, arguments: &[&str]| {
        cargo(["test", "--release", "-p", package])
            .args(arguments)
            .run()
    };
    test("label-core", &["--test", "hostile"])?;
    test("label-qr", &["--test", "pictures", "hostile"])?;
    test("label-print", &["--lib", "hostile"])?;
    test("label-cli", &["--bin", "label", "hostile"])
}

/// Every pair of commands that write one file, 200 times at once; the test run has twenty.
fn race() -> Outcome {
    let test = |program, name| {
        cargo(["test", "-p", "label-cli", "--test", program, name])
            .env("LABEL_ROUNDS", "200")
            .run()
    };
    test("together", "pairs")?;
    test("desk", "two_publications")
}

/// The commands of the desk, stopped and out of space at every write of either database; the test run has a fourth.
fn writes() -> Outcome {
    cargo(["test", "-p", "label-cli", "--test", "desk", "--"])
        .args(["every_write", "every_system_call", "a_move_that"])
        .env("LABEL_WHOLE", "1")
        .run()
}
