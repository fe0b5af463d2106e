//! The daily job with the key of the lists in a token, as a service runs it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::faults::Faulty;
use crate::softhsm::said;
use crate::{ALGORITHMS, FIXTURES};

const ADDRESS: &str = "https://label.example.jp/status/1";

/// A desk without labels whose list signer is in the token.
fn desk(algorithm: &str) -> Faulty {
    let desk = Faulty::new(algorithm);
    let hsm = &desk.hsm;
    hsm.fault("none");
    for name in ["root.key", "root.pem", "desk.pem"] {
        fs::copy(Path::new(FIXTURES).join(name), hsm.path().join(name)).unwrap();
    }
    hsm.label(&format!(
        "ca signer --ca-key root.key --ca root.pem --key {} --purpose status --name Lists \
         --from 2026-01-01 --years 4 --out lists.pem",
        desk.key
    ));
    let list = format!(
        "threshold = 1\nroots = [\"root.pem\"]\ndays = 400\nspecimen = true\n\
         [[label_signer]]\ncertificate = \"desk.pem\"\nschemes = [\"jc-star\"]\nstatus_list = \"{ADDRESS}\"\n\
         [[list_signer]]\ncertificate = \"lists.pem\"\naddresses = [\"{ADDRESS}\"]\n"
    );
    hsm.write("trust.toml", list.as_bytes());
    for words in [
        "trust prepare trust.toml --at 2026-10-01 --out draft.cbor",
        "trust sign draft.cbor --key root.key --root root.pem --out signed.cbor",
        "trust finish signed.cbor --out list.cbor",
        "register init --at 2026-11-01",
        &format!(
            "register add-signer --signer desk.pem --status-list {ADDRESS} --entries 9 --at 2026-11-01"
        ),
    ] {
        hsm.label(words);
    }
    // The settings name the module and the PIN by their files beside them.
    let settings = "[daily]\nby = 'timer'\nkey = 'pkcs11:token=Desk;object=labels'\n\
        pkcs11_module = 'faulty.so'\npin_file = 'pin'\nsigner = 'lists.pem'\n";
    hsm.write("desk.toml", settings.as_bytes());
    desk
}

/// Runs the job with nothing in the environment but the place of the token.
fn job(desk: &Faulty, at: &str) -> (Option<i32>, Value) {
    let path = desk.hsm.path();
    let output: Output = Command::new("setsid")
        .arg("--wait")
        .arg(env!("CARGO_BIN_EXE_label"))
        .args(["publish", "daily", "--json", "--future", "--at", at])
        .arg("--settings")
        .arg(path.join("desk.toml"))
        .env_clear()
        .env("SOFTHSM2_CONF", path.join("softhsm2.conf"))
        .current_dir("/")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let report = serde_json::from_slice(&output.stdout);
    let report = report.unwrap_or_else(|_| panic!("{}", said(&output)));
    (output.status.code(), report)
}

#[test]
fn a_timer_publishes_with_a_key_in_a_module() {
    for algorithm in ALGORITHMS {
        let desk = desk(algorithm);
        let hsm = &desk.hsm;
        // A wrong PIN, and a session that is lost before and between the signatures: nothing is published.
        hsm.write("right", &fs::read(hsm.path().join("pin")).unwrap());
        hsm.write("pin", b"00000000\n");
        let (code, report) = job(&desk, "2026-11-02");
        assert_eq!(code, Some(2));
        assert_eq!(report["error"]["code"], "pin_wrong");
        hsm.write("pin", &fs::read(hsm.path().join("right")).unwrap());
        for signatures in [0, 1] {
            hsm.fault(&format!("lost 0xE0 {signatures}"));
            let (code, report) = job(&desk, "2026-11-02");
            assert_eq!(code, Some(2), "{report:#}");
            assert_eq!(report["error"]["code"], "token_lost");
            assert!(!hsm.has("part.cbor") && !hsm.has("bundle.cbor"));
        }
        hsm.fault("none");
        let (code, report) = job(&desk, "2026-11-02");
        assert_eq!(code, Some(0), "{report:#}");
        assert_eq!(report["signed"], "first");
        let bundle = fs::read(hsm.path().join("bundle.cbor")).unwrap();
        hsm.label("trust check bundle.cbor --within 72h --at 2026-11-02");
        // Once it is done, the module may be away: there is nothing to sign.
        hsm.fault("lost 0xE0 0");
        fs::remove_file(hsm.path().join("bundle.cbor")).unwrap();
        let (code, report) = job(&desk, "2026-11-02");
        assert_eq!(code, Some(0), "{report:#}");
        assert_eq!(report["signed"], Value::Null);
        assert_eq!(fs::read(hsm.path().join("bundle.cbor")).unwrap(), bundle);
        // The next day there is: the bundle of the day before stays, and ends when it ends.
        let (code, report) = job(&desk, "2026-11-03");
        assert_eq!(code, Some(2), "{report:#}");
        assert_eq!(fs::read(hsm.path().join("bundle.cbor")).unwrap(), bundle);
        hsm.fault("none");
        let (code, report) = job(&desk, "2026-11-03");
        assert_eq!((code, &report["signed"]), (Some(0), &Value::from("day")));
    }
}
