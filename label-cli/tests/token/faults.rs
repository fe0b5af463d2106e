//! Modules that fail, lie or differ: nothing wrong gets out, and nothing half-written stays.

use std::fs;
use std::path::Path;

use crate::softhsm::{MODULE, SoftHsm};
use crate::{ALGORITHMS, FIXTURES, findings};

/// A token, a key in it behind the faulty module, and a certificate for the key.
pub(crate) struct Faulty {
    pub(crate) hsm: SoftHsm,
    pub(crate) key: String,
}

impl Faulty {
    pub(crate) fn new(algorithm: &str) -> Self {
        let hsm = SoftHsm::new();
        hsm.faulty();
        hsm.key(algorithm, "labels", "./faulty.so");
        let key =
            "pkcs11:token=Desk;object=labels?module-path=./faulty.so&pin-source=pin".to_owned();
        let root = Path::new(FIXTURES).join("root");
        let root = root.display();
        hsm.label(&format!(
            "ca signer --ca-key {root}.key --ca {root}.pem --key {key} --purpose label --name Desk \
             --from 2026-01-01 --years 4 --out labels.pem"
        ));
        Self { hsm, key }
    }

    fn issue(&self) -> String {
        let key = &self.key;
        format!(
            "issue --csv {FIXTURES}/products.csv --key {key} --signer labels.pem \
             --page https://label.example.jp --out labels --svg"
        )
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.hsm.path()).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

#[test]
fn a_session_that_is_lost_leaves_nothing_behind() {
    let desk = Faulty::new("ed25519");
    desk.hsm.fault("none");
    let before = desk.names();
    for value in ["0xB3", "0xB0", "0x32", "0xE0", "0x30", "0x101"] {
        for signatures in [0, 2] {
            desk.hsm.fault(&format!("lost {value} {signatures}"));
            assert_eq!(desk.hsm.code(&desk.issue()), "token_lost", "{value}");
            assert_eq!(desk.names(), before, "{value}");
        }
    }
    desk.hsm.fault("lost 0x5 2");
    assert_eq!(desk.hsm.code(&desk.issue()), "token_failed");
    assert_eq!(desk.names(), before);
    desk.hsm.fault("none");
    desk.hsm.label(&desk.issue());
    assert!(desk.hsm.has("labels"));
}

#[test]
fn a_module_that_lies_is_found_out_everywhere() {
    for algorithm in ALGORITHMS {
        let desk = Faulty::new(algorithm);
        let (hsm, key) = (&desk.hsm, &desk.key);
        hsm.label(&format!(
            "ca root --key {key} --name Root --years 20 --from 2026-01-01 --out root-a.pem"
        ));
        for purpose in ["labels-1", "lists-1"] {
            hsm.label(&format!(
                "key new --alg ed25519 --out {purpose}.key --unencrypted"
            ));
            let kind = if purpose == "lists-1" {
                "status"
            } else {
                "label"
            };
            hsm.label(&format!(
                "ca signer --ca-key {key} --ca root-a.pem --key {purpose}.key --purpose {kind} \
                 --name X --from 2026-01-01 --years 4 --out {purpose}.pem"
            ));
        }
        hsm.label("trust init trust.toml --root root-a.pem --threshold 1 --host label.example.jp --specimen");
        hsm.label("trust prepare trust.toml --at 2026-04-01 --out draft.cbor");
        hsm.label(&format!(
            "trust sign draft.cbor --key {key} --root root-a.pem --out signed.cbor"
        ));
        hsm.label("trust finish signed.cbor --out list.cbor");
        hsm.label(
            "status set status.json --new --address https://label.example.jp/status/1 --entries 10",
        );
        let root = Path::new(FIXTURES).join("root");
        let root = root.display();
        hsm.label(&format!(
            "ca signer --ca-key {root}.key --ca {root}.pem --key {key} --purpose status --name Lists \
             --from 2026-01-01 --years 4 --out lists.pem"
        ));
        hsm.fault("lie");
        let before = desk.names();
        for words in [
            desk.issue(),
            format!("ca root --key {key} --name Root --years 1 --out new.pem"),
            format!(
                "ca signer --ca-key {key} --ca root-a.pem --key {FIXTURES}/signer.pub --purpose label --name X --from 2026-01-01 --years 1 --out new.pem"
            ),
            format!("trust sign draft.cbor --key {key} --root root-a.pem --out new.cbor"),
            format!(
                "status publish --list list.cbor --status status.json --key {key} --signer lists.pem --at 2026-04-03 --out new.cbor"
            ),
            format!(
                "key new --alg {algorithm} --pkcs11 pkcs11:token=Desk;object=new --pkcs11-module ./faulty.so --pin-file pin"
            ),
        ] {
            assert_eq!(hsm.code(&words), "token_signature", "{words}");
            assert_eq!(desk.names(), before, "{words}");
        }
        let output = hsm.run(&format!("key doctor {key} --json"));
        assert_eq!(findings(&output, false).last().unwrap(), "token_signature");
        let listed = hsm.label(&format!(
            "key list pkcs11:token=Desk --pkcs11-module {MODULE} --pin-file pin"
        ));
        assert_eq!(
            listed.lines().count(),
            1,
            "the new key was removed: {listed}"
        );
    }
}

#[test]
fn what_a_module_may_differ_in() {
    for algorithm in ALGORITHMS {
        let desk = Faulty::new(algorithm);
        let (hsm, key) = (&desk.hsm, &desk.key);
        let public = hsm.label(&format!("key public {key}"));
        hsm.fault("raw");
        assert_eq!(hsm.label(&format!("key public {key}")), public);
        hsm.label(&format!("key doctor {key}"));
        hsm.fault("alone");
        assert_eq!(
            hsm.code(&format!("key show {key}")),
            "token_key_public_missing"
        );
        hsm.fault("sha256");
        hsm.label(&format!("key doctor {key}"));
        hsm.fault("mechanisms");
        assert_eq!(hsm.code(&desk.issue()), "token_mechanism_missing");
        hsm.fault("lost 0x68 0");
        assert_eq!(hsm.code(&desk.issue()), "token_key_no_signing");
        for (value, code) in [
            ("0xA0", "pin_wrong"),
            ("0xA2", "pin_wrong"),
            ("0xA3", "pin_expired"),
            ("0xA4", "pin_locked"),
            ("0x102", "pin_unset"),
            ("0x32", "token_lost"),
            ("0x6", "token_failed"),
        ] {
            hsm.fault(&format!("login {value}"));
            assert_eq!(hsm.code(&desk.issue()), code, "{value}");
        }
        hsm.fault("curve");
        let make = "key new --pkcs11 pkcs11:token=Desk;object=new --pkcs11-module ./faulty.so --pin-file pin --alg";
        match algorithm {
            "ed25519" => drop(hsm.label(&format!("{make} {algorithm}"))),
            _ => assert_eq!(hsm.code(&format!("{make} {algorithm}")), "token_failed"),
        }
        hsm.fault("readonly");
        assert_eq!(
            hsm.code(&format!("{make} {algorithm}").replace("=new", "=newer")),
            "token_read_only"
        );
        assert!(!hsm.has("labels"));
    }
}
