//! A list of steps: each announced, timed, and named when it fails.

use std::time::{Duration, Instant};

use crate::command::Outcome;

/// One part of the test run.
pub(crate) struct Step {
    /// One word by which the step can be asked for.
    pub(crate) name: &'static str,
    /// What the step does.
    pub(crate) run: fn() -> Outcome,
}

/// Runs `steps` in order, or only those `asked` for by name, and prints a table of them.
///
/// The first failing step ends the run; the table says which steps did not run.
pub(crate) fn run(steps: &[Step], asked: &[&str]) -> Outcome {
    let names: Vec<&str> = steps.iter().map(|step| step.name).collect();
    if let Some(unknown) = asked.iter().find(|name| !names.contains(name)) {
        return Err(format!(
            "no step {unknown}; the steps are {}",
            names.join(" ")
        ));
    }
    let mut rows = Vec::new();
    let mut failure = None;
    for (number, step) in (1..).zip(steps) {
        let result = if failure.is_some() {
            Err("not run")
        } else if !asked.is_empty() && !asked.contains(&step.name) {
            Err("not asked for")
        } else {
            println!("\n== {number}/{} {}", steps.len(), step.name);
            let (outcome, time) = timed(step.run);
            failure = outcome
                .err()
                .map(|error| format!("step {} failed: {error}", step.name));
            println!(
                "== {} {} after {}",
                step.name,
                word(failure.is_none()),
                seconds(time)
            );
            Ok((failure.is_none(), time))
        };
        rows.push(row(step.name, result));
    }
    println!("\n{}", rows.join("\n"));
    failure.map_or(Ok(()), Err)
}

fn timed(run: fn() -> Outcome) -> (Outcome, Duration) {
    let start = Instant::now();
    (run(), start.elapsed())
}

fn row(name: &str, result: Result<(bool, Duration), &str>) -> String {
    match result {
        Ok((passed, time)) => format!("{name:<10} {:<13} {:>9}", word(passed), seconds(time)),
        Err(why) => format!("{name:<10} {why}"),
    }
}

fn word(passed: bool) -> &'static str {
    if passed { "passed" } else { "FAILED" }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::{Step, run};

    const STEPS: [Step; 2] = [
        Step {
            name: "good",
            run: || Ok(()),
        },
        Step {
            name: "bad",
            run: || Err("broken".to_owned()),
        },
    ];

    #[test]
    fn a_failing_step_is_named() {
        assert_eq!(run(&STEPS, &[]), Err("step bad failed: broken".to_owned()));
    }

    #[test]
    fn only_the_steps_asked_for_run() {
        assert_eq!(run(&STEPS, &["good"]), Ok(()));
    }

    #[test]
    fn an_unknown_step_is_an_error() {
        assert_eq!(
            run(&STEPS, &["goood"]),
            Err("no step goood; the steps are good bad".to_owned())
        );
    }
}
