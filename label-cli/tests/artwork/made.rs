//! Labels under a key of their own, and runs of the command.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use label_core::certify::{CertificateRequest, DistinguishedName, Role, certify};
use label_core::scheme::Schemes;
use label_core::{
    Algorithm, Assessment, Certificate, Claims, Code, Credential, Error, Gtin, Label, Purpose,
    QrText, Signer, SigningKey, SupplyChain, SupplyChainStatus, UnixTime, issue,
};
use zeroize::Zeroizing;

pub(crate) const PAGE: &str = "https://label.example.jp";
const ISSUED: UnixTime = UnixTime::from_seconds(1_790_780_400);
/// 2028-10-01T00:00:00+09:00.
const EXPIRES: UnixTime = UnixTime::from_seconds(1_853_938_800);

/// Somebody who signs labels.
pub(crate) struct Desk {
    key: SigningKey,
    signer: Vec<u8>,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::named("Signer")
    }

    /// Somebody whose certificate has this name.
    pub(crate) fn named(name: &str) -> Self {
        let key = |seed| SigningKey::from_bytes(Algorithm::Ed25519, &Zeroizing::new([seed; 32]));
        let (root, key) = (key(1).unwrap(), key(2).unwrap());
        let request = |name: &str, public_key, role| CertificateRequest {
            subject: DistinguishedName {
                common_name: name.into(),
                organization: None,
                country: None,
            },
            public_key,
            serial: vec![1],
            not_before: ISSUED - 1_000,
            not_after: EXPIRES + 1_000,
            role,
        };
        let anchor = certify(&request("Root", root.public_key(), Role::Root), &root).unwrap();
        let role = Role::Signer {
            issuer: &anchor,
            purpose: Purpose::LabelSigning,
        };
        let signer = certify(&request(name, key.public_key(), role), &root).unwrap();
        Self { key, signer }
    }

    pub(crate) fn issue(&self, claims: &Claims) -> Result<Credential, Error> {
        let signer = Certificate::from_der(&self.signer).unwrap();
        issue(claims, &signer, &Schemes::builtin(), &self.key)
    }

    /// Issues a label into a directory as `ID.txt` and `ID.cbor`; returns the QR text.
    pub(crate) fn write(&self, claims: &Claims, page: &str, directory: &Path, id: &str) -> String {
        let credential = self.issue(claims).unwrap();
        let compact = credential.to_compact().unwrap();
        let gtin = claims.label.gtins.first().copied();
        let text = QrText::new(page, gtin, &compact).unwrap().to_string();
        let full = credential
            .to_full(std::slice::from_ref(&self.signer))
            .unwrap();
        fs::write(directory.join(format!("{id}.txt")), format!("{text}\n")).unwrap();
        fs::write(directory.join(format!("{id}.cbor")), full).unwrap();
        text
    }
}

/// A typical label.
pub(crate) fn claims() -> Claims {
    Claims {
        registration: "JC26-0001".into(),
        expires: Some(EXPIRES),
        issued: ISSUED,
        label: Label {
            scheme: Code::Number(1),
            level: Some(1),
            assessment: Assessment::SelfDeclared,
            criteria: Some(Code::Number(1)),
            holder: Some("見本電機株式会社".into()),
            holder_id: None,
            product: "ホームゲートウェイ".into(),
            models: vec!["HG-1".into()],
            gtins: vec![Gtin::parse("4901234567894").unwrap()],
            category: None,
            supply_chain: Some(SupplyChain {
                status: SupplyChainStatus::Cleared,
                day: None,
            }),
            support_end: None,
            status_index: None,
            evaluator: None,
        },
    }
}

/// Runs the command in a directory.
pub(crate) fn label(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_label"))
        .args(arguments)
        .current_dir(directory)
        .env("TZ", "PST8PDT")
        .env("LC_ALL", "C")
        .output()
        .unwrap()
}

/// Runs the command, which must succeed, and returns its JSON.
pub(crate) fn done(directory: &Path, arguments: &[&str]) -> serde_json::Value {
    let output = label(directory, &[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{arguments:?} {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Runs the command, which must fail, and returns the machine code.
pub(crate) fn refused(directory: &Path, arguments: &[&str]) -> String {
    let output = label(directory, &[arguments, &["--json"]].concat());
    assert_eq!(output.status.code(), Some(2), "{arguments:?} {output:?}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    report["error"]["code"].as_str().unwrap().to_owned()
}
