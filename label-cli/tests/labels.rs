//! Whole transcripts of the commands that read labels, in both languages.
//!
//! Each file in `tests/labels` is one run among `tests/labels/fixtures`, which
//! `LABEL_BLESS=1 cargo test -p label-cli --test labels` makes anew. After a wanted change,
//! `TRYCMD=overwrite cargo test -p label-cli --test labels` writes the transcripts.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod fixture;

use std::env;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const FIXTURES: &str = "tests/labels/fixtures";

#[test]
fn transcripts() {
    // The zone of a machine in California: no day and no time that is shown is its own.
    trycmd::TestCases::new()
        .env("TZ", "PST8PDT")
        .env("LC_ALL", "C")
        .case("tests/labels/*.toml");
}

#[test]
fn the_fixtures_are_those_that_are_made() {
    let files = fixture::files();
    let directory = Path::new(FIXTURES);
    if env::var_os("LABEL_BLESS").is_some() {
        for (name, bytes) in &files {
            fs::write(directory.join(name), bytes).unwrap();
        }
    }
    for (name, bytes) in &files {
        assert_eq!(&fs::read(directory.join(name)).unwrap(), bytes, "{name}");
    }
    assert_eq!(fs::read_dir(directory).unwrap().count(), files.len());
}

/// Runs the command among the fixtures with bytes on standard input.
fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_label"))
        .args(arguments)
        .current_dir(FIXTURES)
        .env("TZ", "PST8PDT")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

const VERIFY: [&str; 6] = [
    "verify",
    "--trust",
    "trust.cbor",
    "--at",
    "2026-11-22",
    "--json",
];

#[test]
fn standard_input_takes_every_form() {
    let files = fixture::files();
    for name in [
        "good.txt",
        "good.cbor",
        "good-full.cbor",
        "good.png",
        "good.jpg",
    ] {
        for more in [&[][..], &["-"]] {
            let output = run(&[&VERIFY[..], more].concat(), &files[name]);
            assert_eq!(output.status.code(), Some(0), "{name}");
            assert_eq!(json(&output)["outcome"], "accepted");
            assert_eq!(json(&output)["input"], "-");
        }
    }
    let output = run(&[&VERIFY[..], &["--text"]].concat(), &files["good.txt"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(json(&output)["repairs"], serde_json::json!([]));
    assert_eq!(json(&output)["line"], 1);
}

/// The line and the code of each verdict on standard input, and the exit code.
fn judged(input: &str) -> (Vec<(u64, String)>, Option<i32>) {
    let output = run(&VERIFY, input.as_bytes());
    let lines = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
    let verdicts = lines.map(|value: Result<serde_json::Value, _>| {
        let value = value.unwrap();
        let code = value["code"].as_str().unwrap_or("ok").to_owned();
        assert_eq!(value["input"], "-");
        (value["line"].as_u64().unwrap(), code)
    });
    (verdicts.collect(), output.status.code())
}

#[test]
fn standard_input_is_judged_line_by_line() {
    let files = fixture::files();
    let text = |name: &str| {
        String::from_utf8(files[name].clone())
            .unwrap()
            .trim_end()
            .to_owned()
    };
    let (good, revoked) = (text("good.txt"), text("revoked.txt"));
    let (bar_code, web) = ("4901234567894", "https://example.jp/");
    let doubled = format!("{good}{good}");
    let cases = [
        (format!("{good}\n{good}\n"), vec![(1, "ok"), (2, "ok")], 0),
        (
            format!("{good}\r\n\r\n{good}\r\n"),
            vec![(1, "ok"), (3, "ok")],
            0,
        ),
        (
            format!("{good}\r{bar_code}\r"),
            vec![(1, "ok"), (2, "text_gtin")],
            3,
        ),
        (format!(" \n\u{3000}\t\n{good}"), vec![(3, "ok")], 0),
        (
            format!("{bar_code}\n{revoked}\n{good}"),
            vec![(1, "text_gtin"), (2, "revoked"), (3, "ok")],
            1,
        ),
        (
            format!("{revoked}\n{bar_code}"),
            vec![(1, "revoked"), (2, "text_gtin")],
            1,
        ),
        (format!("{web}\n"), vec![(1, "text_no_credential")], 1),
        (
            format!("{doubled}\n{good}"),
            vec![(1, "text_several"), (2, "ok")],
            1,
        ),
    ];
    for (input, expected, exit) in cases {
        let (found, code) = judged(&input);
        let found: Vec<_> = found
            .iter()
            .map(|(line, code)| (*line, code.as_str()))
            .collect();
        assert_eq!((found, code), (expected, Some(exit)), "{input:?}");
    }
    for blank in ["\n", " \r\n\t\n"] {
        let output = run(&VERIFY, blank.as_bytes());
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(json(&output)["error"]["code"], "input_empty");
    }
}

#[test]
fn several_lines_are_refused_where_one_label_is_given() {
    let files = fixture::files();
    let good = String::from_utf8(files["good.txt"].clone()).unwrap();
    let several = format!("{good}{good}");
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("several.txt");
    fs::write(&file, &several).unwrap();
    for argument in [file.to_str().unwrap(), &several] {
        let output = run(&[&VERIFY[..], &[argument]].concat(), b"");
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(json(&output)["code"], "text_several");
        assert_eq!(json(&output).get("line"), None);
    }
}

#[test]
fn a_text_is_an_argument() {
    let files = fixture::files();
    let text = String::from_utf8(files["good.txt"].clone()).unwrap();
    let digits = text.trim_end().split('#').nth(1).unwrap();
    let wide: String = digits
        .chars()
        .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
        .collect();
    for (text, repairs) in [
        (digits, serde_json::json!([])),
        (&wide, serde_json::json!(["full_width"])),
    ] {
        let output = run(&[&VERIFY[..], &[text]].concat(), b"");
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(json(&output)["repairs"], repairs);
        assert_eq!(json(&output)["input"], text);
    }
    let output = run(&[&VERIFY[..], &["--text", "good.txt"]].concat(), b"");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json(&output)["code"], "text_no_credential");
}

#[test]
fn json_has_its_shape() {
    let output = run(&[&VERIFY[..], &["good.txt"]].concat(), b"");
    let value = json(&output);
    let mut keys: Vec<&str> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    let expected = [
        "at",
        "check",
        "checks",
        "code",
        "freshness",
        "input",
        "label",
        "outcome",
        "repairs",
        "specimen",
        "status_made",
        "status_until",
        "trust_made",
        "trust_until",
    ];
    assert_eq!(keys, expected);
    assert_eq!(value["specimen"], true);
    assert_eq!(value["at"], "2026-11-22T00:00:00Z");
    assert_eq!(value["trust_made"], "2026-11-21T00:00:00Z");
    assert_eq!(value["status_made"], "2026-11-21T23:00:00Z");
    assert_eq!(value["label"]["registration"], "JC-0001");
    assert_eq!(value["label"]["expires"], "2028-09-30T15:00:00Z");
    for check in value["checks"].as_array().unwrap() {
        assert_eq!(check.as_object().unwrap().len(), 5);
    }
}

#[test]
fn an_unverified_label_leaves_no_field_in_a_verdict() {
    for name in [
        "forged.txt",
        "stranger.txt",
        "newer.txt",
        "trailing.cbor",
        "order.cbor",
    ] {
        for lang in ["ja", "en"] {
            let verify = [
                "verify",
                "--trust",
                "trust.cbor",
                "--at",
                "2026-11-22",
                "--lang",
                lang,
            ];
            let output = run(&[&verify[..], &[name]].concat(), b"");
            let shown = String::from_utf8(output.stdout).unwrap();
            for field in [
                "JC-0001",
                "株式会社見本",
                "見本ルータ",
                "SR-",
                "Specimen Signer",
            ] {
                assert!(!shown.contains(field), "{name}: {field}");
            }
        }
        let output = run(&[&VERIFY[..], &[name]].concat(), b"");
        assert_eq!(json(&output)["label"], serde_json::Value::Null);
    }
}

#[test]
fn every_output_says_that_it_is_a_specimen() {
    let mut seen = 0;
    for entry in fs::read_dir("tests/labels").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let verdict = name.strip_prefix("verify_");
        let verdict = verdict.filter(|rest| !rest.starts_with("error") && *rest != "help.toml");
        if verdict.is_none() {
            continue;
        }
        seen += 1;
        let text = fs::read_to_string(&path).unwrap();
        let outcomes = text.lines().filter(|line| {
            let mut signs = ["✓ ", "✗ ", "? ", "{\"input\""].into_iter();
            signs.any(|sign| line.starts_with(sign))
        });
        let specimen = text.contains("\"trust.cbor\"");
        for line in outcomes {
            let mut marks = ["[SPECIMEN]", "[見本]", "\"specimen\":true"].into_iter();
            assert_eq!(
                marks.any(|mark| line.contains(mark)),
                specimen,
                "{name}: {line}"
            );
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn no_transcript_holds_a_forbidden_word() {
    let words = [
        "safe",
        "secure",
        "no vulnerabilities",
        "guarantee",
        "endorse",
        "安全",
        "安心",
        "セキュア",
        "脆弱性",
        "保証",
        "お墨付",
    ];
    let mut seen = 0;
    for entry in fs::read_dir("tests/labels").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        // A scheme's own page names the words that it forbids.
        if !name.starts_with("verify") && !name.starts_with("inspect") {
            continue;
        }
        seen += 1;
        let text = fs::read_to_string(&path).unwrap().to_lowercase();
        let found = words.iter().find(|word| text.contains(**word));
        assert_eq!(found, None, "{name}");
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn inspect_writes_what_the_signature_covers() {
    let directory = tempfile::tempdir().unwrap();
    let (tbs, cert) = (
        directory.path().join("label.tbs"),
        directory.path().join("signer.pem"),
    );
    let paths = [tbs.to_str().unwrap(), cert.to_str().unwrap()];
    let arguments = [
        "inspect",
        "good-full.cbor",
        "--tbs",
        paths[0],
        "--cert",
        paths[1],
        "--json",
    ];
    let output = run(&arguments, b"");
    assert_eq!(output.status.code(), Some(0));
    let value = json(&output);
    assert_eq!(value["verified"], false);
    let written = fs::read(&tbs).unwrap();
    assert_eq!(
        value["identity"]["sig_structure"],
        label_core::hex(&written)
    );
    let signers = fs::read_to_string(Path::new(FIXTURES).join("signers.pem")).unwrap();
    assert!(signers.ends_with(&fs::read_to_string(&cert).unwrap()));
    // A second run finds the files there and leaves them.
    assert_eq!(run(&arguments, b"").status.code(), Some(2));
}

#[test]
fn nothing_reaches_a_terminal_unseen() {
    let files = fixture::files();
    let text = String::from_utf8(files["good.txt"].clone()).unwrap();
    let (_, digits) = text.trim_end().split_once('#').unwrap();
    let nasty = format!("https://label.example.jp/\u{1b}[31m\u{202e}\u{9b}x#{digits}");
    for lang in ["ja", "en"] {
        let inspect = run(&["inspect", "--text", &nasty, "--lang", lang], b"");
        assert_eq!(inspect.status.code(), Some(0));
        let verify = [
            "verify",
            "--trust",
            "trust.cbor",
            "--at",
            "2026-11-22",
            "--lang",
            lang,
        ];
        let verify = run(
            &[&verify[..], &["--text", &nasty, "x\u{1b}y"]].concat(),
            b"",
        );
        let mixed = run(&["inspect", "x\u{1b}[2Jy\u{202e}"], b"");
        for output in [inspect, verify, mixed] {
            for bytes in [output.stdout, output.stderr] {
                let shown = String::from_utf8(bytes).unwrap();
                let hidden = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
                assert!(!shown.contains(hidden), "{shown:?}");
            }
        }
    }
}
