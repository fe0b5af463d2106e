//! The benchmark table: every step beside a raw signature operation, measured in the same run.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::command::{Outcome, cargo, target};

/// Benchmark, what people call it, and the benchmark that it is a multiple of.
const ROWS: &[(&str, &str, &str)] = &[
    (
        "Ed25519/raw_verify",
        "raw Ed25519 verify_strict",
        "Ed25519/raw_verify",
    ),
    (
        "Ed25519/verify_text",
        "QR text to verdict, Ed25519",
        "Ed25519/raw_verify",
    ),
    ("Ed25519/raw_sign", "raw Ed25519 sign", "Ed25519/raw_sign"),
    ("Ed25519/issue", "issue, Ed25519", "Ed25519/raw_sign"),
    (
        "Ed25519/load_trust",
        "load a trust file",
        "Ed25519/raw_verify",
    ),
    ("ESP256/raw_verify", "raw P-256 verify", "ESP256/raw_verify"),
    (
        "ESP256/verify_text",
        "QR text to verdict, ESP256",
        "ESP256/raw_verify",
    ),
    ("ESP256/raw_sign", "raw P-256 sign", "ESP256/raw_sign"),
    ("ESP256/issue", "issue, ESP256", "ESP256/raw_sign"),
    (
        "bundle/raw_hash",
        "SHA-256 of a bundle, 50,000 labels",
        "Ed25519/raw_verify",
    ),
    ("bundle/load", "load that bundle", "bundle/raw_hash"),
    (
        "bundle/verify_text",
        "QR text to verdict, every check",
        "Ed25519/raw_verify",
    ),
    (
        "codec/parse",
        "QR text to claims, no signature",
        "Ed25519/raw_verify",
    ),
    (
        "codec/digits_encode",
        "bytes to digits",
        "Ed25519/raw_verify",
    ),
    (
        "codec/digits_decode",
        "digits to bytes",
        "Ed25519/raw_verify",
    ),
    ("symbol/encode", "QR encode", "Ed25519/raw_verify"),
    ("symbol/svg", "SVG render", "Ed25519/raw_verify"),
    (
        "symbol/encode_svg",
        "QR encode and SVG render",
        "Ed25519/raw_sign",
    ),
    ("symbol/png", "PNG render, 600 dpi", "Ed25519/raw_verify"),
    ("symbol/read_png", "PNG read back", "Ed25519/raw_verify"),
];
/// The file with the table as JSON, below the target directory.
const JSON: &str = "bench.json";
/// SVG pictures that one core draws in a second, at least; the mask is chosen by its score.
const PICTURES: f64 = 700.0;

/// Runs the benchmarks of label-core, prints the table and writes it as JSON.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let output = cargo(["bench", "-p", "label-core", "--bench", "label", "--"])
        .args(arguments)
        .output()?;
    let mut times = Map::new();
    println!(
        "{:<34} {:>12} {:>8}  of",
        "typical label, median", "time", "ratio"
    );
    for (name, title, reference) in ROWS {
        let (time, base) = (median(name)?, median(reference)?);
        let ratio = time / base;
        println!(
            "{title:<34} {:>12} {ratio:>7.2}x  {reference}",
            micros(time)
        );
        let row = json!({ "nanoseconds": time, "of": reference, "ratio": ratio });
        times.insert((*name).to_owned(), row);
    }
    let sizes = sizes(&output)?;
    let bundle = bundle(&output)?;
    let records = records(&output)?;
    let pictures = 1e9 / median("symbol/encode_svg")?;
    println!("\nSVG pictures in a second on one core, the mask chosen by its score: {pictures:.0}");
    let json = json!({
        "times": times,
        "sizes": sizes,
        "bundle": bundle,
        "records": records,
        "svg_per_second": pictures,
    });
    fs::write(target().join(JSON), json.to_string()).map_err(|error| format!("{JSON}: {error}"))?;
    match pictures >= PICTURES {
        true => Ok(()),
        false => Err(format!("fewer than {PICTURES} SVG pictures in a second")),
    }
}

/// The median of a benchmark in nanoseconds, from criterion's estimates.
pub(crate) fn median(name: &str) -> Outcome<f64> {
    let path = target()
        .join("criterion")
        .join(name)
        .join("new/estimates.json");
    let text = read(&path)?;
    let estimates: Value =
        serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
    let median = estimates
        .pointer("/median/point_estimate")
        .and_then(Value::as_f64);
    median.ok_or_else(|| format!("{name}: no median in criterion's estimates"))
}

/// Prints and returns the size that the benchmark states as `bundle BYTES FILTERS`.
fn bundle(output: &str) -> Outcome<Value> {
    let mut lines = output.lines();
    let line = lines.find_map(|line| line.strip_prefix("bundle "));
    let Some((bytes, filters)) = line.and_then(|line| line.split_once(' ')) else {
        return Err("the benchmark does not state the size of its bundle".into());
    };
    println!("\nbundle of 50,000 labels: {bytes} bytes, of which issued filters {filters}");
    Ok(json!({ "bytes": bytes, "filters": filters }))
}

/// Prints and returns what exact records cost: sizes that the benchmark states as `record LABELS BYTES DAY`, and times.
fn records(output: &str) -> Outcome<Vec<Value>> {
    println!(
        "\n{:>12} {:>12} {:>10} {:>12} {:>12} {:>12} {:>12}",
        "exact record", "store bytes", "per label", "a day's part", "load", "look up", "take a day"
    );
    let mut rows = Vec::new();
    for line in output
        .lines()
        .filter_map(|line| line.strip_prefix("record "))
    {
        let numbers: Vec<u32> = line
            .split(' ')
            .filter_map(|text| text.parse().ok())
            .collect();
        let [labels, bytes, day] = numbers[..] else {
            return Err(format!("unexpected line: record {line}"));
        };
        let of = |what: &str| median(&format!("record/{what}_{labels}"));
        let (load, look_up, update) = (of("load")?, of("look_up")?, of("update")?);
        let each = f64::from(bytes) / f64::from(labels);
        let (a, b, c) = (micros(load), micros(look_up), micros(update));
        println!("{labels:>12} {bytes:>12} {each:>10.1} {day:>12} {a:>12} {b:>12} {c:>12}");
        rows.push(json!({
            "labels": labels, "bytes": bytes, "day": day,
            "load": load, "look_up": look_up, "update": update,
        }));
    }
    Ok(rows)
}

/// Prints and returns the sizes that the benchmark states as `size NAME BYTES VERSION MODULES`.
fn sizes(output: &str) -> Outcome<Vec<Value>> {
    println!(
        "\n{:<34} {:>6} {:>8} {:>8}",
        "reference label, ECC M", "bytes", "version", "modules"
    );
    let mut rows = Vec::new();
    for line in output.lines().filter_map(|line| line.strip_prefix("size ")) {
        let [name, bytes, version, modules] = line.split(' ').collect::<Vec<_>>()[..] else {
            return Err(format!("unexpected line: size {line}"));
        };
        println!("{name:<34} {bytes:>6} {version:>8} {modules:>8}");
        rows.push(json!({ "label": name, "bytes": bytes, "version": version, "modules": modules }));
    }
    Ok(rows)
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn micros(nanoseconds: f64) -> String {
    format!("{:.2} us", nanoseconds / 1_000.0)
}
