//! Issue, scan and verify: the way of a label through every public door.
#![cfg(feature = "issue")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

use label_core::certify::{CertificateRequest, DistinguishedName, Role, certify};
use label_core::scheme::Schemes;
use label_core::{
    Algorithm, Assessment, Certificate, CheckName, Claims, Code, Credential, Error, Finding, Gap,
    Gtin, Input, Label, Outcome, Policy, Purpose, QrText, Repair, Signer, SignerRecord, SigningKey,
    Status, StatusList, SupplyChain, SupplyChainStatus, Trust, TrustFile, Verdict, issue,
    sign_status_list, verify,
};

const NOW: u64 = 1_795_305_600; // 2026-11-22
const YEAR: u64 = 31_536_000;
const URI: &str = "https://label.example.jp/status/1";

struct World {
    signer: Certificate,
    key: SigningKey,
    status_key: SigningKey,
    file: TrustFile,
}

fn name(common: &str) -> DistinguishedName {
    DistinguishedName {
        common_name: common.into(),
        organization: None,
        country: None,
    }
}

fn world(algorithm: Algorithm) -> World {
    let root_key = SigningKey::generate(Algorithm::Ed25519).unwrap();
    let (key, status_key) = (
        SigningKey::generate(algorithm).unwrap(),
        SigningKey::generate(algorithm).unwrap(),
    );
    let make = |role, subject: &str, key: &SigningKey, serial| {
        let request = CertificateRequest {
            subject: name(subject),
            public_key: key.public_key(),
            serial: vec![serial],
            not_before: NOW - YEAR,
            not_after: NOW + 4 * YEAR,
            role,
        };
        certify(&request, &root_key).unwrap()
    };
    let root = make(Role::Root, "Root", &root_key, 1);
    let issuer = root.as_slice();
    let signer = make(
        Role::Signer {
            issuer,
            purpose: Purpose::LabelSigning,
        },
        "Labels",
        &key,
        2,
    );
    let status = make(
        Role::Signer {
            issuer,
            purpose: Purpose::StatusSigning,
        },
        "Status",
        &status_key,
        3,
    );
    let mut list = StatusList::new(URI, NOW - 60, 2, 16).unwrap();
    list.expires = Some(NOW + 30 * 86_400);
    list.set(7, Status::Revoked).unwrap();
    let list =
        sign_status_list(&list, &Certificate::from_der(&status).unwrap(), &status_key).unwrap();
    let record = |der: &[u8], uri: Option<&str>| SignerRecord {
        chain: vec![der.to_vec()],
        status_uri: uri.map(Into::into),
    };
    let file = TrustFile {
        issued: Some(NOW - 30),
        expires: Some(NOW + YEAR),
        signers: vec![record(&signer, Some(URI)), record(&status, None)],
        anchors: vec![root],
        status_lists: vec![list],
        hosts: vec!["label.example.jp".into()],
        ..TrustFile::default()
    };
    World {
        signer: Certificate::from_der(&signer).unwrap(),
        key,
        status_key,
        file,
    }
}

fn claims(status_index: u64) -> Claims {
    Claims {
        registration: "JC-0001".into(),
        expires: Some(NOW + YEAR),
        issued: NOW - 3_600,
        label: Label {
            scheme: Code::Number(1),
            level: Some(1),
            assessment: Assessment::SelfDeclared,
            criteria: Some(Code::Number(1)),
            holder: Some("株式会社見本".into()),
            holder_id: None,
            product: "見本ルータ".into(),
            models: vec!["SR-1".into()],
            gtins: vec![Gtin::parse("4901234567894").unwrap()],
            category: None,
            supply_chain: Some(SupplyChain {
                status: SupplyChainStatus::Cleared,
                day: None,
            }),
            support_end: None,
            status_index: Some(status_index),
            evaluator: None,
        },
    }
}

fn text(world: &World, claims: &Claims) -> String {
    let credential = issue(claims, &world.signer, &Schemes::builtin(), &world.key).unwrap();
    let gtin = claims.label.gtins.first().copied();
    let compact = credential.to_compact().unwrap();
    QrText::new("https://label.example.jp", gtin, &compact)
        .unwrap()
        .to_string()
}

fn trust(world: &World) -> Trust {
    let file = TrustFile::decode(&world.file.encode().unwrap()).unwrap();
    assert_eq!(file, world.file);
    let trust = file.to_builder().build().unwrap();
    assert_eq!(trust.faults(), []);
    trust
}

#[test]
fn an_issued_label_is_accepted_by_both_algorithms() {
    for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
        let world = world(algorithm);
        let verdict = verify(
            Input::Text(&text(&world, &claims(3))),
            &trust(&world),
            NOW,
            &Policy::default(),
        );
        assert_eq!(verdict.outcome(), Outcome::Accepted, "{verdict:#?}");
        assert_eq!(verdict.accepted_label().unwrap().claims(), &claims(3));
        assert_eq!(verdict.repairs(), []);
    }
}

#[test]
fn every_single_flipped_bit_is_refused() {
    let world = world(Algorithm::Ed25519);
    let trust = trust(&world);
    let credential = issue(&claims(3), &world.signer, &Schemes::builtin(), &world.key).unwrap();
    for bytes in [
        credential.to_compact().unwrap(),
        credential.to_full(&world.file.signers[0].chain).unwrap(),
    ] {
        for bit in 0..bytes.len() * 8 {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let verdict = verify(Input::Credential(&bytes), &trust, NOW, &Policy::default());
            assert_ne!(verdict.outcome(), Outcome::Accepted, "bit {bit}");
        }
    }
}

#[test]
fn the_two_forms_share_signature_and_identity() {
    let world = world(Algorithm::Ed25519);
    let compact = issue(&claims(3), &world.signer, &Schemes::builtin(), &world.key).unwrap();
    let chain = &world.file.signers[0].chain;
    let full = Credential::decode(&compact.to_full(chain).unwrap()).unwrap();
    assert_eq!(full.chain(), chain);
    assert_eq!(full.identity(), compact.identity());
    assert_eq!(full.signature(), compact.signature());
    assert_eq!(full.to_compact(), compact.to_compact());
}

#[test]
fn what_scanners_do_to_the_text_is_put_right_and_named() {
    let world = world(Algorithm::Ed25519);
    let (trust, clean) = (trust(&world), text(&world, &claims(3)));
    let wide: String = clean
        .chars()
        .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
        .collect();
    let digits = clean.rsplit_once('#').unwrap().1;
    let cases: [(String, &[Repair]); 8] = [
        (
            format!("]Q1{clean}\r\n"),
            &[Repair::AimPrefix, Repair::Whitespace],
        ),
        (
            format!("]Q3{clean}\t"),
            &[Repair::AimPrefix, Repair::Whitespace],
        ),
        (clean.to_uppercase(), &[Repair::Case]),
        (wide, &[Repair::FullWidth]),
        (clean.replace("https:", "https+"), &[Repair::KeyboardLayout]),
        (
            clean.replace("https:", "https+").to_uppercase(),
            &[Repair::Case, Repair::KeyboardLayout],
        ),
        (digits.into(), &[]),
        (format!("https://elsewhere.example/any#{digits}"), &[]),
    ];
    for (scanned, repairs) in cases {
        let verdict = verify(Input::Text(&scanned), &trust, NOW, &Policy::default());
        assert_eq!(
            verdict.outcome(),
            Outcome::Accepted,
            "{scanned}: {:?}",
            verdict.decisive()
        );
        assert_eq!(verdict.repairs(), repairs, "{scanned}");
    }
}

#[test]
fn a_missing_answer_is_never_a_pass() {
    let world = world(Algorithm::Ed25519);
    let text = text(&world, &claims(3));
    let mut bare = world.file.clone();
    bare.status_lists.clear();
    let verdict = verify(
        Input::Text(&text),
        &bare.to_builder().build().unwrap(),
        NOW,
        &Policy::default(),
    );
    assert_eq!(verdict.outcome(), Outcome::CannotDecide);
    let status = verdict.check(CheckName::Status).unwrap();
    assert_eq!(
        status.finding,
        Finding::NotChecked(Gap::Because(Error::StatusMissing))
    );
    assert_eq!(verdict.accepted_label(), None);
    assert!(verdict.authentic_label().is_some());
}

#[test]
fn a_trust_file_that_cannot_be_loaded_decides_nothing() {
    let fault = Trust::from_file(&[0xa1, 0x01, 0x01]).unwrap_err();
    let verdict = Verdict::without_trust(NOW, fault);
    assert_eq!(verdict.outcome(), Outcome::CannotDecide);
    let decisive = verdict.decisive().unwrap();
    assert_eq!(
        (decisive.name, decisive.code()),
        (CheckName::Trust, "trust_malformed")
    );
}

#[test]
fn a_revoked_label_stays_rejected_whatever_the_clock_says() {
    let world = world(Algorithm::Ed25519);
    let (trust, text) = (trust(&world), text(&world, &claims(7)));
    for at in [NOW, NOW + 40 * 86_400, NOW - YEAR, 0, u64::MAX] {
        let verdict = verify(Input::Text(&text), &trust, at, &Policy::default());
        assert_eq!(verdict.outcome(), Outcome::Rejected, "{at}");
    }
}

#[test]
fn a_clock_before_the_trust_set_decides_nothing() {
    let world = world(Algorithm::Ed25519);
    let verdict = verify(
        Input::Text(&text(&world, &claims(3))),
        &trust(&world),
        NOW - 86_400,
        &Policy::default(),
    );
    assert_eq!(verdict.outcome(), Outcome::CannotDecide);
    assert_eq!(verdict.decisive().unwrap().code(), "clock_before_trust");
}

#[test]
fn an_unknown_signer_is_rejected_only_where_the_list_must_name_it() {
    let (world, stranger) = (world(Algorithm::Ed25519), world(Algorithm::Ed25519));
    let trust = trust(&world);
    let old = text(&stranger, &claims(3));
    let verdict = verify(Input::Text(&old), &trust, NOW, &Policy::default());
    assert_eq!(verdict.outcome(), Outcome::Rejected);
    assert_eq!(verdict.decisive().unwrap().code(), "signer_unknown");
    let verdict = verify(
        Input::Text(&old),
        &trust,
        NOW + 2 * YEAR,
        &Policy::default(),
    );
    assert_eq!(
        verdict.outcome(),
        Outcome::CannotDecide,
        "the trust set is too old"
    );
    let mut later = claims(3);
    later.issued = NOW;
    let verdict = verify(
        Input::Text(&text(&stranger, &later)),
        &trust,
        NOW,
        &Policy::default(),
    );
    assert_eq!(
        verdict.outcome(),
        Outcome::CannotDecide,
        "the signer may be newer than the list"
    );
}

#[test]
fn a_status_list_that_nobody_could_read_is_not_signed() {
    let world = world(Algorithm::Ed25519);
    let status = Certificate::from_der(&world.file.signers[1].chain[0]).unwrap();
    let mut list = StatusList::new(URI, NOW, 2, 16).unwrap();
    list.expires = Some(u64::MAX);
    assert_eq!(
        sign_status_list(&list, &status, &world.status_key),
        Err(Error::ClaimRange { claim: "expires" })
    );
}
