//! A batch with a key in a token: what fails leaves nothing wrong, and the plan goes on.

use serde_json::Value;

use crate::faults::Faulty;
use crate::{ALGORITHMS, FIXTURES};

const MODELS: u64 = 6;

/// Makes a register, grants a registration and plans its labels.
fn planned(desk: &Faulty) {
    let rows: String = (0..MODELS)
        .map(|model| format!("R-1,jc-star,1,self,JST-CR-01-01-2024R1,Router,M-{model}\n"))
        .collect();
    let header = "registration,scheme,level,assessment,criteria,product,model\n";
    desk.hsm
        .write("apply.csv", format!("{header}{rows}").as_bytes());
    for words in [
        "register init --at 2026-11-01",
        "register add-signer --signer labels.pem --status-list https://label.example.jp/status/1 --entries 9 --at 2026-11-01",
        "registration apply apply.csv --at 2026-11-02",
        "registration inquire R-1 --at 2026-11-03",
        "registration answer R-1 --answer cleared --day 2026-11-04 --at 2026-11-04",
        "registration grant R-1 --at 2026-11-05",
        "batch plan apply.csv --signer labels.pem --page https://label.example.jp --out plan.jsonl --at 2026-11-06",
    ] {
        desk.hsm.label(words);
    }
}

/// The numbers of signed and unsigned labels, by an audit that finds nothing.
fn audit(desk: &Faulty) -> (u64, u64) {
    let report = desk.hsm.label("register audit --json");
    let report: Value = serde_json::from_str(&report).unwrap();
    let number = |name: &str| report[name].as_u64().unwrap();
    (number("signed"), number("pending"))
}

/// True if a verifier finds the signature of a label right.
fn is_right(desk: &Faulty, label: &str) -> bool {
    let root = std::fs::read(format!("{FIXTURES}/root.pem")).unwrap();
    let signer = std::fs::read(desk.hsm.path().join("labels.pem")).unwrap();
    desk.hsm.write("trust.pem", &[root, signer].concat());
    let words = format!("verify --trust trust.pem --at 2026-11-08 --json {label}");
    let report: Value = serde_json::from_slice(&desk.hsm.run(&words).stdout).unwrap();
    let mut checks = report["checks"].as_array().unwrap().iter();
    checks.any(|check| check["check"] == "signature" && check["result"] == "passed")
}

#[test]
fn a_batch_goes_on_after_a_lost_session() {
    for algorithm in ALGORITHMS {
        let desk = Faulty::new(algorithm);
        desk.hsm.fault("none");
        planned(&desk);
        let words =
            |verb: &str| format!("batch {verb} plan.jsonl --key {} --at 2026-11-07", desk.key);
        // What fails before the first signature leaves a plan that was never begun.
        for (key, code) in [
            (desk.key.replace("source=pin", "source=wrong"), "pin_wrong"),
            (desk.key.replace("faulty.so", "none.so"), "module_missing"),
            (
                desk.key.replace("object=labels", "object=none"),
                "token_key_missing",
            ),
        ] {
            desk.hsm.write("wrong", b"00000000\n");
            let words = format!("batch sign plan.jsonl --key {key} --at 2026-11-07");
            assert_eq!(desk.hsm.code(&words), code);
            assert_eq!(audit(&desk), (0, 0));
        }
        // The session, the token or the device is gone, at once or after a signature more each time.
        let mut done = 0;
        for (round, value) in ["0xB3", "0xB0", "0x32", "0xE0", "0x30"].iter().enumerate() {
            let verb = if round == 0 { "sign" } else { "resume" };
            desk.hsm.fault(&format!("lost {value} {}", round.min(1)));
            assert_eq!(desk.hsm.code(&words(verb)), "batch_interrupted", "{value}");
            let (signed, pending) = audit(&desk);
            assert_eq!(signed + pending, MODELS, "{value}");
            assert_eq!(signed - done, round.min(1) as u64, "{value}");
            done = signed;
        }
        let (signed, pending) = (done, MODELS - done);
        // Signatures that do not verify are not stored.
        desk.hsm.fault("lie");
        assert_eq!(desk.hsm.code(&words("resume")), "batch_interrupted");
        assert_eq!(audit(&desk), (signed, pending));
        desk.hsm.fault("none");
        desk.hsm.label(&format!("{} --out labels", words("resume")));
        assert_eq!(audit(&desk), (MODELS, 0));
        for number in 1..=MODELS {
            assert!(
                is_right(&desk, &format!("labels/R-1-{number:06}.txt")),
                "{number}"
            );
        }
    }
}
