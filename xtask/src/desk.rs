//! The desk at work: 100,000 labels applied for, granted, planned, signed and stored; some drawn.

#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::bench;
use crate::command::{Outcome, cargo, target};

/// Labels that are signed.
const LABELS: usize = 100_000;
/// Labels that are drawn.
const DRAWN: usize = 2_000;
/// Models of a registration: about as many as those of the first JC-STAR labels had.
const MODELS: usize = 20;
/// Where everything is written, below the target directory.
const DIRECTORY: &str = "bench-desk";
/// Where the figures are written as JSON, below the target directory.
const JSON: &str = "bench-desk.json";
/// The raw operation that signing is a multiple of.
const RAW: &str = "Ed25519/raw_sign";

/// Measures every step; memory is the largest resident set (VmHWM).
pub(crate) fn run() -> Outcome {
    cargo(["build", "--release", "-p", "label-cli", "--bin", "label"]).run()?;
    cargo(["bench", "-p", "label-core", "--bench", "label", "--", RAW]).output()?;
    let raw = bench::median(RAW)? / 1e9;
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut figures = Vec::new();
    for (labels, draws) in [(LABELS, false), (DRAWN, true)] {
        let desk = Desk::new(labels)?;
        println!("\n{labels} labels, {cores} cores");
        for step in Desk::steps(draws) {
            let figure = desk.measure(&step, labels)?;
            println!("{figure}");
            figures.push(figure.json(labels));
            if step.name == "sign" {
                let ratio = figure.seconds / (raw * labels as f64 / cores as f64);
                println!(
                    "  {ratio:.2} x raw signing on all cores ({:.1} us each)",
                    raw * 1e6
                );
                figures.push(json!({ "labels": labels, "sign_of_raw": ratio, "raw_seconds": raw }));
            }
        }
    }
    fs::write(target().join(JSON), Value::Array(figures).to_string())
        .map_err(|error| format!("{JSON}: {error}"))
}

struct Desk {
    directory: PathBuf,
}

/// A command of the desk.
struct Step {
    name: &'static str,
    arguments: Vec<&'static str>,
}

/// What a step took.
struct Figure {
    name: &'static str,
    seconds: f64,
    labels: usize,
    kilobytes: u64,
}

impl Desk {
    /// A directory with keys and a table of so many labels.
    fn new(labels: usize) -> Outcome<Self> {
        let directory = target().join(DIRECTORY);
        let failed = |error: std::io::Error| format!("{}: {error}", directory.display());
        if directory.exists() {
            fs::remove_dir_all(&directory).map_err(failed)?;
        }
        fs::create_dir_all(&directory).map_err(failed)?;
        fs::write(directory.join("table.csv"), table(labels)).map_err(failed)?;
        let desk = Self { directory };
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

    /// From the application to the audit.
    fn steps(draws: bool) -> Vec<Step> {
        let step = |name, line: &'static str| Step {
            name,
            arguments: line.split(' ').collect(),
        };
        let mut steps = vec![
            step("apply", "registration apply table.csv --at 2026-11-01"),
            step("inquire", "registration inquire --all --at 2026-11-02"),
            step(
                "answer",
                "registration answer --all --answer cleared --day 2026-11-03 --at 2026-11-03",
            ),
            step("grant", "registration grant --all --at 2026-11-04"),
            step(
                "plan",
                "batch plan table.csv --signer desk.pem --page https://label.example.jp --out plan.jsonl --at 2026-11-05",
            ),
            step(
                "sign",
                "batch sign plan.jsonl --key desk.key --at 2026-11-05",
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

    fn measure(&self, step: &Step, labels: usize) -> Outcome<Figure> {
        let start = Instant::now();
        let mut child = self.start(&step.arguments)?;
        let mut kilobytes = 0;
        let status = loop {
            kilobytes = peak(child.id()).unwrap_or_default().max(kilobytes);
            match child.try_wait().map_err(|error| error.to_string())? {
                Some(status) => break status,
                None => thread::sleep(Duration::from_millis(5)),
            }
        };
        match status.success() {
            true => Ok(Figure {
                name: step.name,
                seconds: start.elapsed().as_secs_f64(),
                labels,
                kilobytes,
            }),
            false => Err(format!("{}: {status}", step.arguments.join(" "))),
        }
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        let status = self
            .start(arguments)?
            .wait()
            .map_err(|error| error.to_string())?;
        match status.success() {
            true => Ok(()),
            false => Err(format!("{}: {status}", arguments.join(" "))),
        }
    }

    fn start(&self, arguments: &[&str]) -> Outcome<Child> {
        Command::new(target().join("release/label"))
            .args(arguments)
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())
    }
}

impl Figure {
    fn json(&self, labels: usize) -> Value {
        json!({
            "labels": labels,
            "step": self.name,
            "seconds": self.seconds,
            "peak_kilobytes": self.kilobytes,
        })
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rate = self.labels as f64 / self.seconds;
        let megabytes = self.kilobytes / 1_000;
        write!(
            f,
            "{:<8} {:>8.2} s {rate:>9.0} labels/s {megabytes:>5} MB",
            self.name, self.seconds
        )
    }
}

/// A table of so many typical labels.
fn table(labels: usize) -> String {
    let mut table = "registration,scheme,level,assessment,criteria,holder,holder_id,product,model,support_end\n".to_owned();
    for label in 0..labels {
        let registration = label / MODELS;
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
