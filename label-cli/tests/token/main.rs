//! Keys in a token: SoftHSM 2 as it is, and behind a module that makes faults.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::format_collect,
    clippy::panic,
    clippy::indexing_slicing
)]

mod batch;
mod daily;
mod faults;
mod keys;
mod softhsm;
mod threads;

use std::fs;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use softhsm::{MODULE, SoftHsm, said};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cmd/fixtures");
const ALGORITHMS: [&str; 2] = ["ed25519", "p256"];

impl SoftHsm {
    /// Runs `label` in the directory of the token; the words hold no spaces.
    fn run(&self, words: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_label"))
            .args(words.split_whitespace())
            .current_dir(self.path())
            .env("SOFTHSM2_CONF", self.path().join("softhsm2.conf"))
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs `label`, which must succeed.
    fn label(&self, words: &str) -> String {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(0), "{words}\n{}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs `label`, which must fail with a message and a hint, and gives the code of the error.
    fn code(&self, words: &str) -> String {
        let output = self.run(&format!("{words} --json"));
        assert_eq!(output.status.code(), Some(2), "{words}\n{}", said(&output));
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.contains("label: error: "), "{stderr}");
        let mut lines = output.stdout.split(|byte| *byte == b'\n');
        let last = lines.rfind(|line| !line.is_empty()).unwrap();
        let report: Value = serde_json::from_slice(last).unwrap();
        report["error"]["code"].as_str().unwrap().to_owned()
    }

    /// Makes a key and gives the URI that `label` names it by.
    fn key(&self, algorithm: &str, label: &str, module: &str) -> String {
        let uri = format!("pkcs11:token=Desk;object={label}");
        let made = self.label(&format!(
            "key new --alg {algorithm} --pkcs11 {uri} --pkcs11-module {module} --pin-file pin --json"
        ));
        let made: Value = serde_json::from_str(&made).unwrap();
        let named = made["uri"].as_str().unwrap();
        assert!(named.starts_with(&format!("{uri};id=%")), "{named}");
        named.to_owned()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path().join(name), bytes).unwrap();
    }

    fn has(&self, name: &str) -> bool {
        self.path().join(name).exists()
    }
}

fn uri(label: &str) -> String {
    format!("pkcs11:token=Desk;object={label}?module-path={MODULE}&pin-source=pin")
}

/// The codes of what `label key doctor` found.
fn findings(output: &Output, usable: bool) -> Vec<String> {
    assert_eq!(
        output.status.code(),
        Some(if usable { 0 } else { 2 }),
        "{}",
        said(output)
    );
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["usable"], usable);
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| {
            assert!(!finding["text"].as_str().unwrap().contains(['{', '}']));
            finding["code"].as_str().unwrap().to_owned()
        })
        .collect()
}

/// A scheme owner whose every key is in the token: certificates, trust list, labels and lists.
#[test]
fn a_whole_scheme_lives_in_a_token() {
    for algorithm in ALGORITHMS {
        let hsm = SoftHsm::new();
        for label in ["root", "labels", "lists"] {
            hsm.key(algorithm, label, MODULE);
        }
        let [root, labels, lists] = ["root", "labels", "lists"].map(uri);
        hsm.label(&format!(
            "ca root --key {root} --name Root --from 2026-01-01 --years 20 --out root-a.pem"
        ));
        for (key, purpose, file) in [
            (&labels, "label", "labels-1.pem"),
            (&lists, "status", "lists-1.pem"),
        ] {
            hsm.label(&format!(
                "ca signer --ca-key {root} --ca root-a.pem --key {key} --purpose {purpose} \
                 --name {purpose} --from 2026-01-01 --years 4 --out {file}"
            ));
            hsm.program(&format!(
                "openssl verify -x509_strict -CAfile root-a.pem {file}"
            ));
        }
        hsm.label("trust init trust.toml --root root-a.pem --threshold 1 --host label.example.jp --specimen");
        hsm.label("trust prepare trust.toml --at 2026-04-01 --out draft.cbor");
        hsm.label(&format!(
            "trust sign draft.cbor --key {root} --root root-a.pem --out signed.cbor"
        ));
        hsm.label("trust finish signed.cbor --out list.cbor");
        hsm.label("status set status.json --new --address https://label.example.jp/status/1 --entries 100");
        hsm.label(&format!(
            "issue --registration JC-26-000001 --scheme jc-star --level 1 --assessment self \
             --criteria JST-CR-01-01-2024R1 --product Router --model SR-1 --jan 4901234567894 \
             --supply-chain cleared:2026-03-01 --status-index 17 --issued 2026-04-02 \
             --expires 2028-03-31 --key {labels} --signer labels-1.pem \
             --page https://label.example.jp --out labels"
        ));
        hsm.label(&format!(
            "status publish --list list.cbor --status status.json --issued labels --key {lists} \
             --signer lists-1.pem --at 2026-04-03 --out part.cbor"
        ));
        hsm.label(
            "trust build --list list.cbor --part part.cbor --at 2026-04-03 --out bundle.cbor",
        );
        let shown = hsm.label("trust show bundle.cbor --at 2026-04-03 --json");
        let shown: Value = serde_json::from_str(&shown).unwrap();
        let root_set = shown["root_set"].as_str().unwrap();
        hsm.label(&format!(
            "trust update bundle.cbor --trust store.cbor --root-set {root_set} --at 2026-04-03"
        ));
        let text = fs::read_dir(hsm.path().join("labels"))
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let text = text.filter(|path| path.extension().is_some_and(|kind| kind == "txt"));
        let text = text.map(|path| path.display().to_string()).next().unwrap();
        let verdict = hsm.label(&format!(
            "verify --trust store.cbor --at 2026-04-04 --lang en {text}"
        ));
        assert!(verdict.contains("ACCEPTED"), "{verdict}");
    }
}
