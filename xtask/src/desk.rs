//! The desk at work: 100,000 labels applied for, granted, planned, signed and stored; some drawn.

#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::command::{Outcome, target};
use crate::dist;
use crate::processes::of_children;

/// Labels that are signed.
const LABELS: usize = 100_000;
/// Labels that are drawn.
const DRAWN: usize = 5_000;
/// Models of a registration: about as many as those of the first JC-STAR labels had.
const MODELS: usize = 20;
/// The runs that are measured: labels, models of a registration, and true if they are drawn.
const RUNS: [(usize, usize, bool); 3] = [
    (LABELS, MODELS, false),
    (LABELS, 1, false),
    (DRAWN, MODELS, true),
];
/// Memory that no step may exceed, in kilobytes.
const KILOBYTES: u64 = 300_000;
/// The directory for everything, below the target directory.
const DIRECTORY: &str = "bench-desk";
/// The file with the output of the commands, there.
const PRINTED: &str = "printed";
/// The file with the figures as JSON, below the target directory.
const JSON: &str = "bench-desk.json";

/// Measures every step; fails where one takes too much memory, or none draws.
///
/// A label that is drawn here is also verified, read back and brought to the disk, with its credential and text;
/// drawing alone is in the benchmarks of label-core.
pub(crate) fn run() -> Outcome {
    let command = dist::shipped()?;
    let mut figures = Vec::new();
    for (labels, models, draws) in RUNS {
        let desk = Desk::new(&command, labels, models)?;
        for step in Desk::steps(draws, labels.div_ceil(models)) {
            let figure = desk.measure(&step, (labels, models))?;
            println!("{figure}");
            figures.push(figure);
        }
    }
    let table = in_markdown(&figures);
    println!(
        "\n{} cores; seconds of the clock are longer where others work too\n\n{table}",
        cores()
    );
    let all: Vec<Value> = figures.iter().map(Figure::json).collect();
    fs::write(target().join(JSON), Value::Array(all).to_string())
        .map_err(|error| format!("{JSON}: {error}"))?;
    check(&figures)
}

/// Fails where a figure is not as wanted.
fn check(figures: &[Figure]) -> Outcome {
    if !figures.iter().any(Figure::draws) {
        return Err("nothing was drawn".to_owned());
    }
    for figure in figures {
        let name = figure.name;
        if figure.kilobytes > KILOBYTES {
            return Err(format!(
                "{name}: takes {} kB, more than {KILOBYTES}",
                figure.kilobytes
            ));
        }
    }
    Ok(())
}

/// The table of the documentation.
fn in_markdown(figures: &[Figure]) -> String {
    let mut table = "| labels | models each | step | s of a core | labels/s of a core | s | MB | of bare signatures |\n\
                     |---:|---:|---|---:|---:|---:|---:|---:|\n".to_owned();
    for figure in figures {
        let of_raw = figure.of_raw().map(|of_raw| format!("{of_raw:.1}"));
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "| {} | {} | {} | {:.2} | {:.0} | {:.2} | {} | {} |",
            figure.labels,
            figure.models,
            figure.name,
            figure.busy,
            figure.rate(),
            figure.seconds,
            figure.kilobytes / 1_000,
            of_raw.unwrap_or_default(),
        );
    }
    table
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

struct Desk {
    command: PathBuf,
    directory: PathBuf,
}

/// A command of the desk.
struct Step {
    name: &'static str,
    arguments: Vec<String>,
}

/// Time and memory of a step.
struct Figure {
    name: &'static str,
    seconds: f64,
    /// Seconds of all cores together.
    busy: f64,
    labels: usize,
    /// Of each registration.
    models: usize,
    /// The largest resident set.
    kilobytes: u64,
    /// The output of the command, if it is JSON.
    report: Value,
}

impl Desk {
    /// A directory with keys and a table of so many labels.
    fn new(command: &Path, labels: usize, models: usize) -> Outcome<Self> {
        let directory = target().join(DIRECTORY);
        let failed = |error: std::io::Error| format!("{}: {error}", directory.display());
        if directory.exists() {
            fs::remove_dir_all(&directory).map_err(failed)?;
        }
        fs::create_dir_all(&directory).map_err(failed)?;
        fs::write(directory.join("table.csv"), table(labels, models)).map_err(failed)?;
        let command = command.to_owned();
        let desk = Self { command, directory };
        for line in [
            "key new --alg ed25519 --unencrypted --out root.key",
            "ca root --key root.key --name Bench --from 2026-01-01 --years 20 --out root.pem",
            "key new --alg ed25519 --unencrypted --out desk.key",
            "ca signer --ca-key root.key --ca root.pem --key desk.key --purpose label --name Desk --from 2026-01-01 --years 8 --out desk.pem",
            "register init",
            "register add-signer --signer desk.pem --status-list https://label.example.jp/status/1 --entries 200000",
        ] {
            desk.run(&line.split(' ').collect::<Vec<_>>())?;
        }
        Ok(desk)
    }

    /// From the application of so many registrations to the audit.
    fn steps(draws: bool, registrations: usize) -> Vec<Step> {
        let step = |name, line: &str| Step {
            name,
            arguments: line.split(' ').map(str::to_owned).collect(),
        };
        let all = format!("--all --expect {registrations}");
        let mut steps = vec![
            step("apply", "registration apply table.csv --at 2026-11-01"),
            step("inquire", "registration inquire --all --at 2026-11-02"),
            step(
                "answer",
                &format!(
                    "registration answer {all} --answer cleared --day 2026-11-03 --at 2026-11-03"
                ),
            ),
            step(
                "grant",
                &format!("registration grant {all} --at 2026-11-04"),
            ),
            step(
                "plan",
                "batch plan table.csv --signer desk.pem --page https://label.example.jp --out plan.jsonl --at 2026-11-05",
            ),
            step(
                "sign",
                "batch sign plan.jsonl --key desk.key --at 2026-11-05 --json",
            ),
            step("audit", "register audit"),
        ];
        if draws {
            steps.push(step(
                "svg",
                "batch resume plan.jsonl --key desk.key --out labels --svg",
            ));
        }
        steps
    }

    fn measure(&self, step: &Step, (labels, models): (usize, usize)) -> Outcome<Figure> {
        let (start, busy) = (Instant::now(), of_children()?);
        let mut child = self.start(&step.arguments)?;
        let mut kilobytes = 0;
        while child
            .try_wait()
            .map_err(|error| error.to_string())?
            .is_none()
        {
            kilobytes = peak(child.id()).unwrap_or_default().max(kilobytes);
            thread::sleep(Duration::from_millis(5));
        }
        let seconds = start.elapsed().as_secs_f64();
        let status = child.wait().map_err(|error| error.to_string())?;
        if !status.success() || kilobytes == 0 {
            let line = step.arguments.join(" ");
            return Err(format!("{line}: {status}, {kilobytes} kB"));
        }
        let printed = fs::read(self.directory.join(PRINTED)).map_err(|error| error.to_string())?;
        Ok(Figure {
            name: step.name,
            seconds,
            busy: of_children()? - busy,
            labels,
            models,
            kilobytes,
            report: serde_json::from_slice(&printed).unwrap_or_default(),
        })
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        let status = self.start(arguments)?.wait();
        let status = status.map_err(|error| error.to_string())?;
        match status.success() {
            true => Ok(()),
            false => Err(format!("{}: {status}", arguments.join(" "))),
        }
    }

    fn start<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Outcome<Child> {
        let printed = File::create(self.directory.join(PRINTED));
        let printed = printed.map_err(|error| error.to_string())?;
        Command::new(&self.command)
            .args(arguments)
            .arg("--quiet")
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(printed)
            .spawn()
            .map_err(|error| error.to_string())
    }
}

impl Figure {
    fn json(&self) -> Value {
        json!({
            "labels": self.labels,
            "models": self.models,
            "step": self.name,
            "seconds": self.seconds,
            "cpu_seconds": self.busy,
            "peak_kilobytes": self.kilobytes,
            "sign_of_raw": self.of_raw(),
        })
    }

    /// Labels in a second of a core's work: waiting for the disk, or for others, does not count.
    fn rate(&self) -> f64 {
        self.labels as f64 / self.busy
    }

    fn draws(&self) -> bool {
        self.name == "svg"
    }

    /// The work of signing as a multiple of that for the bare signatures, which the same process made.
    fn of_raw(&self) -> Option<f64> {
        let raw = self.report.get("key_cpu_seconds")?.as_f64()?;
        Some(self.busy / raw).filter(|_| self.name == "sign")
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:>7} labels, {:>2} each  {:<8} {:>8.2} s, {:>8.2} s of a core, {:>5} MB",
            self.labels,
            self.models,
            self.name,
            self.seconds,
            self.busy,
            self.kilobytes / 1_000
        )?;
        match self.of_raw() {
            Some(of_raw) => write!(f, ", {of_raw:.1} x the bare signatures"),
            None => Ok(()),
        }
    }
}

/// A table of so many typical labels.
fn table(labels: usize, models: usize) -> String {
    let mut table = "registration,scheme,level,assessment,criteria,holder,holder_id,product,model,support_end\n".to_owned();
    for label in 0..labels {
        let registration = label / models;
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "JC-26-{registration:06},jc-star,1,self,JST-CR-01-01-2024R1,見本電機株式会社,7123456789012,ホームゲートウェイ（見本）,HG-{label:06},2031-03"
        );
    }
    table
}

/// The largest resident set of a process so far, in kilobytes.
fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(Path::new("/proc").join(process.to_string()).join("status"));
    let status = status.ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(name: &'static str, busy: f64, kilobytes: u64) -> Figure {
        Figure {
            name,
            seconds: 9.0,
            busy,
            labels: 7_000,
            models: 20,
            kilobytes,
            report: json!({ "key_cpu_seconds": 2.0 }),
        }
    }

    #[test]
    fn too_large_fails() {
        assert_eq!(
            check(&[figure("sign", 99.0, KILOBYTES), figure("svg", 10.0, 9)]),
            Ok(())
        );
        assert!(check(&[figure("svg", 9.0, 9), figure("audit", 1.0, KILOBYTES + 1)]).is_err());
        assert!(check(&[figure("sign", 1.0, 9)]).is_err());
        assert_eq!(figure("sign", 8.0, 9).of_raw(), Some(4.0));
    }
}
