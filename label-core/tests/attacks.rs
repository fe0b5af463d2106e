//! Attacks on the decision: what must not be accepted, and what must not be rejected for it.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    unreachable_pub
)]

use test_vectors::fixtures::reference;

use label_core::scheme::Scheme;
use label_core::{
    Algorithm, CheckName, Code, Error, Finding, Input, MinLevel, Outcome, Policy, QrText,
    SignerRecord, Specimen, TrustFile, UnixTime, Verdict, limits, verify,
};
use reference::{NOW, Owner};

/// The GTIN of another product than the label's.
const OTHER: &str = "04912345678904";
const SIGNED: &str = "04901234567894";

fn verify_text(owner: &Owner, text: &str, policy: &Policy) -> Verdict {
    let trust = owner.trust.to_builder().build().unwrap();
    verify(Input::Text(text), &trust, NOW, policy)
}

#[test]
fn no_address_hides_the_gtin_of_another_product() {
    let owner = Owner::new(Algorithm::Ed25519).unwrap();
    let label = owner.text(&reference::full().unwrap()).unwrap();
    for address in [
        format!("https://label.example.jp/01/{OTHER}"),
        format!("http://label.example.jp/01/{OTHER}"),
        format!("label.example.jp/01/{OTHER}"),
        format!("x https://label.example.jp/01/{OTHER}"),
        format!("https://label.example.jp/01/01/{OTHER}"),
        format!("https://label.example.jp/01/{SIGNED}/01/{OTHER}"),
        format!("https://label.example.jp/01/{OTHER}/01/{SIGNED}"),
        format!("https://label.example.jp/01/{OTHER}/21/7?17=271231"),
        format!("https://label.example.jp/%30%31/{OTHER}"),
        format!("https://label.example.jp/01/%30{}", &OTHER[1..]),
    ] {
        let text = format!("{address}#{}", label.digits());
        let verdict = verify_text(&owner, &text, &Policy::default());
        let check = verdict.check(CheckName::AddressGtin).unwrap();
        let finding = &check.finding;
        assert_eq!(finding, &Finding::Failed(Error::GtinPathMismatch), "{text}");
        assert_eq!(verdict.outcome(), Outcome::Rejected, "{text}");
    }
    for address in [
        format!("https://label.example.jp/01/{SIGNED}/21/7"),
        format!("https://label.example.jp/01/01/{SIGNED}"),
        "https://label.example.jp/2025/01/news".to_owned(),
    ] {
        let text = format!("{address}#{}", label.digits());
        let verdict = verify_text(&owner, &text, &Policy::default());
        assert_eq!(verdict.outcome(), Outcome::Accepted, "{text}");
    }
}

#[test]
fn the_order_of_asked_levels_does_not_weaken_them() {
    let owner = Owner::new(Algorithm::Ed25519).unwrap();
    let text = owner.text(&reference::full().unwrap()).unwrap().to_string();
    let asked = |scheme: Option<&str>, level| MinLevel {
        scheme: scheme.map(|name| Code::Text(name.to_owned())),
        level,
    };
    for min_levels in [
        vec![asked(None, 1), asked(Some("jc-star"), 3)],
        vec![asked(Some("jc-star"), 3), asked(None, 1)],
        vec![asked(Some("jc-star"), 1), asked(Some("jc-star"), 3)],
    ] {
        let policy = Policy {
            min_levels,
            ..Policy::default()
        };
        let verdict = verify_text(&owner, &text, &policy);
        assert_eq!(verdict.decisive().unwrap().code(), "level_below");
    }
    let policy = Policy {
        min_levels: vec![asked(None, 3), asked(Some("jc-star"), 1)],
        ..Policy::default()
    };
    assert_eq!(
        verify_text(&owner, &text, &policy).outcome(),
        Outcome::Accepted,
        "what is asked of the label's own scheme comes before what is asked of any"
    );
}

#[test]
fn asked_criteria_do_not_reject_a_label_of_an_unknown_scheme() {
    let mut owner = Owner::new(Algorithm::Ed25519).unwrap();
    let mut claims = reference::full().unwrap();
    let text = owner.text(&claims).unwrap().to_string();
    let policy = Policy {
        criteria: vec!["Other 1".into()],
        ..Policy::default()
    };
    let verdict = verify_text(&owner, &text, &policy);
    assert_eq!(verdict.decisive().unwrap().code(), "criteria_mismatch");

    let table = include_str!("../schemes/jc-star.json")
        .replace("\"jc-star\"", "\"elsewhere\"")
        .replace("\"code\": 1,\n  \"name\"", "\"name\"");
    let elsewhere = Scheme::from_json(&table).unwrap();
    owner.schemes = owner.schemes.with(elsewhere).unwrap();
    claims.label.scheme = Code::Text("elsewhere".into());
    let text = owner.text(&claims).unwrap().to_string();
    let verdict = verify_text(&owner, &text, &policy);
    assert_eq!(verdict.outcome(), Outcome::CannotDecide);
    assert_eq!(verdict.decisive().unwrap().code(), "scheme_unknown");
}

#[test]
fn the_largest_trust_file_keeps_within_the_items() {
    let signer = SignerRecord {
        chain: vec![vec![1]; limits::CHAIN],
        status_uri: Some("u".into()),
    };
    let file = TrustFile {
        issued: Some(UnixTime::from_seconds(1)),
        expires: Some(UnixTime::from_seconds(2)),
        anchors: vec![vec![1]; limits::ANCHORS],
        signers: vec![signer; limits::SIGNERS],
        status_lists: vec![vec![1]; limits::SIGNERS],
        hosts: vec!["h".into(); limits::HOSTS],
        specimen: Specimen::Yes,
    };
    assert_eq!(TrustFile::decode(&file.encode().unwrap()), Ok(file));
}

#[test]
fn a_trust_file_without_roots_or_signers_is_no_trust_file() {
    let mut owner = Owner::new(Algorithm::Ed25519).unwrap();
    let whole = owner.trust.clone();
    owner.trust.signers.clear();
    // Dated and current, it would reject every label as one of an unknown signer.
    let bytes = owner.trust.encode().unwrap();
    assert_eq!(TrustFile::decode(&bytes), Err(Error::TrustMalformed));
    owner.trust = whole;
    owner.trust.anchors.clear();
    let bytes = owner.trust.encode().unwrap();
    assert_eq!(TrustFile::decode(&bytes), Err(Error::TrustMalformed));
}

#[test]
fn a_symbol_is_never_made_for_an_address_without_a_host() {
    for (page, sound) in [
        ("https://label.example.jp:8443/q", true),
        ("https://:8443/q", false),
        ("https://label.example.jp:/q", false),
        ("https://label.example.jp:q/q", false),
        ("https://label.example.jp:1:2/q", false),
    ] {
        let text = QrText::new(page, None, &[1]);
        let expected = if sound {
            Ok(())
        } else {
            Err(Error::PrefixInvalid)
        };
        assert_eq!(text.map(drop), expected, "{page}");
    }
}
