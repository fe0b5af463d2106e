//! A list of steps: each announced, timed, and named when it fails.
//!
//! Steps run in two lanes at once, because compilers keep every core busy and installers none.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::command::Outcome;

/// One part of the test run.
pub(crate) struct Step {
    /// One word by which the step can be asked for.
    pub(crate) name: &'static str,
    pub(crate) lane: Lane,
    /// Steps that must have passed before.
    pub(crate) after: &'static [&'static str],
    /// Does the work of the step.
    pub(crate) run: fn() -> Outcome,
}

/// The lane of a step; those of a lane follow each other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Its output is seen at once.
    Front,
    /// Beside the steps of the front; what it prints is seen when it ends.
    Side,
}

/// The result of a step.
pub(crate) struct Run {
    pub(crate) outcome: Outcome,
    pub(crate) time: Duration,
    /// Seconds of all cores together, where the system tells.
    pub(crate) busy: Option<f64>,
    /// The output of a step of the side.
    pub(crate) printed: String,
}

/// Runs `steps`, or only those `asked` for by name, each with `start`; gives the table of them.
///
/// After a failure no further step starts; the table says which did not run.
pub(crate) fn run(
    steps: &[Step],
    asked: &[&str],
    start: impl Fn(&Step) -> Run + Sync,
) -> (String, Outcome) {
    let names: Vec<&str> = steps.iter().map(|step| step.name).collect();
    if let Some(unknown) = asked.iter().find(|name| !names.contains(name)) {
        let error = format!("no step {unknown}; the steps are {}", names.join(" "));
        return (String::new(), Err(error));
    }
    let is_asked = |step: &&Step| asked.is_empty() || asked.contains(&step.name);
    let asked: Vec<&Step> = steps.iter().filter(is_asked).collect();
    let board = Board {
        asked: asked.iter().map(|step| step.name).collect(),
        runs: Mutex::default(),
        changed: Condvar::new(),
    };
    let begin = Instant::now();
    let lane = |lane: Lane| {
        for step in asked.iter().filter(|step| step.lane == lane) {
            if board.is_free(step) {
                announce(step);
                let run = start(step);
                print!("{}", run.printed);
                println!("== {} {}", step.name, row(&run).trim());
                board.note(step.name, run);
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| lane(Lane::Side));
        lane(Lane::Front);
    });
    let runs = board.lock();
    let table = table(steps, &board.asked, &runs, begin.elapsed());
    (table, failure(&asked, &runs))
}

/// The runs so far, seen by both lanes.
struct Board {
    asked: Vec<&'static str>,
    runs: Mutex<BTreeMap<&'static str, Run>>,
    changed: Condvar,
}

impl Board {
    /// Waits for what the step comes after; false where something failed.
    fn is_free(&self, step: &Step) -> bool {
        let mut runs = self.lock();
        loop {
            if runs.values().any(|run| run.outcome.is_err()) {
                return false;
            }
            let is_due = |name: &&&str| self.asked.contains(*name) && !runs.contains_key(**name);
            if !step.after.iter().any(|name| is_due(&name)) {
                return true;
            }
            runs = self
                .changed
                .wait(runs)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn note(&self, name: &'static str, run: Run) {
        self.lock().insert(name, run);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, Run>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn announce(step: &Step) {
    match step.lane {
        Lane::Front => println!("\n== {}", step.name),
        Lane::Side => println!("== {} (beside)", step.name),
    }
}

/// A line for each step, and one for all of them.
fn table(steps: &[Step], asked: &[&str], runs: &BTreeMap<&str, Run>, time: Duration) -> String {
    let mut lines = vec![format!(
        "{:<10} {:<13} {:>9} {:>14}",
        "step", "", "time", "of all cores"
    )];
    for step in steps {
        let columns = match runs.get(step.name) {
            Some(run) => row(run),
            None if asked.contains(&step.name) => "not run".to_owned(),
            None => "not asked for".to_owned(),
        };
        lines.push(format!("{:<10} {columns}", step.name));
    }
    let busy: f64 = runs.values().filter_map(|run| run.busy).sum();
    let time = seconds(time);
    lines.push(format!("{:<10} {:<13} {time:>9} {busy:>12.1} s", "all", ""));
    lines.join("\n")
}

fn row(run: &Run) -> String {
    let word = match run.outcome {
        Ok(()) => "passed",
        Err(_) => "FAILED",
    };
    let time = seconds(run.time);
    let busy = run.busy.map(|busy| format!("{busy:.1} s"));
    format!("{word:<13} {time:>9} {:>14}", busy.unwrap_or_default())
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

fn failure(steps: &[&Step], runs: &BTreeMap<&str, Run>) -> Outcome {
    let failed = steps.iter().find_map(|step| {
        let error = runs.get(step.name)?.outcome.as_ref().err()?;
        Some(format!("step {} failed: {error}", step.name))
    });
    failed.map_or(Ok(()), Err)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const fn step(
        name: &'static str,
        lane: Lane,
        after: &'static [&'static str],
        run: fn() -> Outcome,
    ) -> Step {
        Step {
            name,
            lane,
            after,
            run,
        }
    }

    const GOOD: fn() -> Outcome = || Ok(());
    const BAD: fn() -> Outcome = || Err("broken".to_owned());

    fn here(step: &Step) -> Run {
        Run {
            outcome: (step.run)(),
            time: Duration::from_secs(1),
            busy: Some(2.0),
            printed: String::new(),
        }
    }

    #[test]
    fn a_failing_step_is_named_and_ends_the_run() {
        let steps = [
            step("good", Lane::Front, &[], GOOD),
            step("bad", Lane::Front, &[], BAD),
            step("later", Lane::Front, &[], GOOD),
        ];
        let (table, outcome) = run(&steps, &[], here);
        assert_eq!(outcome, Err("step bad failed: broken".to_owned()));
        assert!(table.contains("bad        FAILED"), "{table}");
        assert!(table.contains("later      not run"), "{table}");
    }

    #[test]
    fn only_the_steps_asked_for_run() {
        let steps = [
            step("bad", Lane::Front, &[], BAD),
            step("good", Lane::Front, &["bad"], GOOD),
        ];
        let (table, outcome) = run(&steps, &["good"], here);
        assert_eq!(outcome, Ok(()));
        assert!(table.contains("bad        not asked for"), "{table}");
    }

    #[test]
    fn an_unknown_step_is_an_error() {
        let steps = [step("good", Lane::Front, &[], GOOD)];
        let (_, outcome) = run(&steps, &["goood"], here);
        assert_eq!(outcome, Err("no step goood; the steps are good".to_owned()));
    }

    #[test]
    fn a_step_waits_for_the_other_lane() {
        let order = Mutex::new(Vec::new());
        let steps = [
            step("last", Lane::Front, &["first"], GOOD),
            step("first", Lane::Side, &[], GOOD),
        ];
        let (_, outcome) = run(&steps, &[], |step| {
            if step.lane == Lane::Side {
                thread::sleep(Duration::from_millis(50));
            }
            order.lock().unwrap().push(step.name);
            here(step)
        });
        assert_eq!(outcome, Ok(()));
        assert_eq!(*order.lock().unwrap(), ["first", "last"]);
    }

    #[test]
    fn a_failure_beside_stops_the_front() {
        let steps = [
            step("last", Lane::Front, &["first"], GOOD),
            step("first", Lane::Side, &[], BAD),
        ];
        let (table, outcome) = run(&steps, &[], here);
        assert_eq!(outcome, Err("step first failed: broken".to_owned()));
        assert!(table.contains("last       not run"), "{table}");
    }
}
