#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use label_core::scheme::Schemes;
use label_core::{Assessment, SupplyChainStatus, UnixTime};
use label_desk::register::{ApplicationKind, InquiryAnswer, Stage, Standing};
use label_io::IoError;
use label_keys::{KeysError, TokenFault, doctor};
use label_qr::QrError;
use serde_json::Value;

use super::*;

/// Words that must not be said about any label, whatever its scheme.
pub(super) const NEVER: [&str; 16] = [
    "safe",
    "secure",
    "no vulnerabilit",
    "guarantee",
    "endorse",
    "unhackable",
    "certified safe",
    "approved",
    "安全",
    "安心",
    "セキュア",
    "脆弱性",
    "保証",
    "お墨付",
    "お墨つき",
    "公認",
];

fn both() -> [Messages; 2] {
    [Language::Ja, Language::En].map(|language| Messages::new(language).unwrap())
}

fn json(language: Language) -> Value {
    serde_json::from_str(match language {
        Language::Ja => include_str!("../../messages/ja.json"),
        Language::En => include_str!("../../messages/en.json"),
    })
    .unwrap()
}

/// Every text, with the path to it.
fn texts(value: &Value, path: &str) -> Vec<(String, String)> {
    match value {
        Value::String(text) => vec![(path.to_owned(), text.clone())],
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items
                .flat_map(|(index, item)| texts(item, &format!("{path}/{index}")))
                .collect()
        }
        Value::Object(entries) => {
            let entries = entries.iter();
            entries
                .flat_map(|(key, item)| texts(item, &format!("{path}/{key}")))
                .collect()
        }
        _ => panic!("{path}: neither text nor list nor map"),
    }
}

/// Every code that a verdict, or a picture without one, can have.
fn every_code() -> BTreeSet<&'static str> {
    let codes = Error::CODES.iter().chain(QrError::CODES);
    codes.copied().collect()
}

/// The names in braces in a text.
fn placeholders(text: &str) -> BTreeSet<&str> {
    let parts = text.split('{').skip(1);
    parts
        .map(|part| part.split('}').next().unwrap_or_default())
        .collect()
}

#[test]
fn every_code_has_its_own_sentence_and_advice() {
    for messages in both() {
        let codes: BTreeSet<&str> = messages.codes.keys().map(String::as_str).collect();
        assert_eq!(codes, every_code());
        let sentences: BTreeSet<&str> = messages.codes.values().map(|t| t.why.as_str()).collect();
        assert_eq!(sentences.len(), codes.len(), "two codes say the same");
        let used: BTreeSet<&str> = messages.codes.values().map(|t| t.advice.as_str()).collect();
        assert_eq!(used, messages.advice.keys().map(String::as_str).collect());
    }
}

#[test]
fn every_check_repair_and_number_has_its_words() {
    for messages in both() {
        let mut checks: BTreeSet<&str> = CheckName::ALL.iter().map(|name| name.code()).collect();
        checks.insert("picture");
        assert_eq!(
            messages
                .checks
                .keys()
                .map(String::as_str)
                .collect::<BTreeSet<_>>(),
            checks
        );
        for repair in [
            Repair::AimPrefix,
            Repair::Case,
            Repair::FullWidth,
            Repair::KeyboardLayout,
            Repair::Whitespace,
        ] {
            assert_ne!(messages.repair(repair), repair.code());
        }
        for number in 0..8 {
            let assessed = Assessment::from_number(number).is_some();
            assert_eq!(!messages.assessment(number).is_empty(), assessed);
            let checked = SupplyChainStatus::from_number(number).is_some();
            assert_eq!(!messages.supply_chain(number).is_empty(), checked);
        }
    }
}

#[test]
fn the_languages_say_the_same_things() {
    let [ja, en] = [Language::Ja, Language::En].map(|language| texts(&json(language), ""));
    assert_eq!(ja.len(), en.len());
    for ((ja_path, ja), (en_path, en)) in ja.iter().zip(&en) {
        assert_eq!(ja_path, en_path);
        assert!(!ja.is_empty() && !en.is_empty(), "{ja_path}");
        assert_eq!(placeholders(ja), placeholders(en), "{ja_path}");
    }
}

#[test]
fn no_text_holds_a_forbidden_word() {
    let schemes = Schemes::builtin();
    for language in [Language::Ja, Language::En] {
        for (path, text) in texts(&json(language), "") {
            for scheme in schemes.iter() {
                assert_eq!(scheme.forbidden_in(&text), None, "{path}: {text}");
            }
            let lower = text.to_lowercase();
            let found = NEVER.iter().find(|word| lower.contains(**word));
            assert_eq!(found, None, "{path}: {text}");
        }
    }
}

#[test]
fn every_sentence_is_filled() {
    let claim = "holder";
    let [at, issued, expires] = [1, 2, 3].map(UnixTime::from_seconds);
    let samples = [
        Error::Expired { at, expires },
        Error::StatusStale { at, expires },
        Error::TrustExpired { at, expires },
        Error::ListsStale { at, since: issued },
        Error::RootThreshold {
            needed: 2,
            found: 1,
        },
        Error::CertExpired {
            at,
            not_after: expires,
        },
        Error::CertNotYetValid {
            at,
            not_before: issued,
        },
        Error::ClockBeforeTrust { at, issued },
        Error::NotYetValid { at, issued },
        Error::ClaimEmpty { claim },
        Error::ClaimMissing { claim },
        Error::ClaimRange { claim },
        Error::ClaimTooLong { claim },
        Error::ClaimType { claim },
        Error::SchemeClaimMissing { claim },
        Error::SchemeClaimUnexpected { claim },
        Error::TextCharacter { claim },
        Error::TextNotNfc { claim },
        Error::AssessmentBelow {
            asked: 3,
            stated: 0,
        },
        Error::LevelBelow {
            asked: 3,
            stated: 1,
        },
        Error::InputTooLarge { limit: 1 },
        Error::StatusUnknown { value: 9 },
    ];
    for messages in both() {
        let with_values = messages
            .codes
            .iter()
            .filter(|(_, text)| text.why.contains('{'));
        let with_values: BTreeSet<&str> = with_values.map(|(code, _)| code.as_str()).collect();
        assert_eq!(with_values, samples.iter().map(Error::code).collect());
        for error in &samples {
            let why = messages.why(error, Local::utc(Language::En), |level| format!("★{level}"));
            assert!(!why.contains(['{', '}']), "{why}");
        }
    }
}

#[test]
fn every_word_that_the_code_asks_for_is_there() {
    let sources = [
        include_str!("../fields.rs"),
        include_str!("../commands/verify/show.rs"),
        include_str!("../commands/inspect/show.rs"),
        include_str!("../commands/key/doctor.rs"),
        include_str!("../commands/scheme.rs"),
        include_str!("../commands/site.rs"),
        include_str!("../commands/site/build.rs"),
        include_str!("../commands/site/single.rs"),
        include_str!("../commands/drawing.rs"),
        include_str!("../commands/register/export.rs"),
        include_str!("../commands/publish/report.rs"),
        include_str!("../commands/register/list.rs"),
        include_str!("../commands/register/report.rs"),
        include_str!("../commands/register/report/tables.rs"),
        include_str!("../commands/register/show.rs"),
        include_str!("../commands/registration/amend.rs"),
        include_str!("../commands/registration/decide.rs"),
        include_str!("../commands/registration/end.rs"),
        include_str!("../commands/registration/shown.rs"),
        include_str!("../args/consent.rs"),
        include_str!("../commands/trust/check.rs"),
        include_str!("../args/label.rs"),
        include_str!("../messages.rs"),
    ]
    .concat();
    let words = [
        ApplicationKind::ALL
            .iter()
            .map(|kind| kind.as_str())
            .collect(),
        InquiryAnswer::ALL
            .iter()
            .map(|answer| answer.as_str())
            .collect(),
        Standing::ALL.iter().map(|state| state.as_str()).collect(),
        Stage::ALL
            .iter()
            .map(|stage| stage.as_str())
            .collect::<Vec<_>>(),
        // The state of what ended by its date, in reports.
        vec!["expired"],
    ]
    .concat();
    for messages in both() {
        // More models are called otherwise than models.
        let of_register = words.iter().filter(|word| **word != "models");
        let mut asked: BTreeSet<&str> = of_register.copied().collect();
        for part in sources.split("word(\"").skip(1) {
            asked.insert(part.split('"').next().unwrap());
        }
        assert!(asked.len() > 20);
        for key in &asked {
            assert!(messages.words.contains_key(*key), "{key}");
        }
        for key in messages.words.keys() {
            let said = asked.contains(key.as_str()) || sources.contains(&format!("\"{key}\""));
            assert!(said, "{key} is never said");
        }
    }
}

/// Findings are said by the doctor, and of faults by their errors; no fault of a token is left out.
#[test]
fn every_finding_has_its_sentence() {
    let file = PathBuf::from("key");
    let of_files = [
        KeysError::KeyEncryption { file: file.clone() },
        KeysError::KeyForm {
            file: file.clone(),
            form: String::new(),
        },
        KeysError::KeyMalformed { file: file.clone() },
        KeysError::KeyMissing { file: file.clone() },
        KeysError::KeyPublic { file: file.clone() },
        KeysError::KeyUnsupported { file: file.clone() },
        KeysError::PassphraseMissing { file: file.clone() },
        KeysError::PassphraseWrong { file: file.clone() },
        IoError::of(&file, "read", &io::ErrorKind::NotFound.into()).into(),
    ];
    let of_files = of_files.iter().map(KeysError::code);
    let codes = doctor::CODES.iter().chain(TokenFault::CODES).copied();
    let expected: BTreeSet<&str> = codes.chain(of_files).collect();
    for messages in both() {
        let said: BTreeSet<&str> = messages.findings.keys().map(String::as_str).collect();
        assert_eq!(said, expected);
    }
}
