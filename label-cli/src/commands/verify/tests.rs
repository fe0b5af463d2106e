//! No text contradicts the outcome that it stands under.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Write;
use std::rc::Rc;

use label_core::{Check, Finding, Gap, UnixTime, Verifier, Weight};
use test_vectors::{Judged, Vector, files, judge_files, load, root};

use super::*;
use crate::language::Language;
use crate::local_time::Local;

/// Codes that leave a check open (docs/FORMAT.md, section 10). An unknown signer may also be a rejection.
const OPEN: [&str; 13] = [
    "clock_before_trust",
    "digits_version",
    "issued_later",
    "issued_missing",
    "level_not_comparable",
    "record_not_exact",
    "scheme_unknown",
    "signer_unknown",
    "status_later",
    "status_missing",
    "status_stale",
    "text_gtin",
    "trust_expired",
];

/// Phrases that belong to a label that is rejected.
const REJECTS: [&str; 9] = [
    "Do not rely",
    "do not treat",
    "Do not treat",
    "Nothing in this code",
    "has expired",
    "was altered",
    "信用しないで",
    "扱わないで",
    "信用できません",
];

/// Phrases that belong to what could not be found out.
const LEAVES_OPEN: [&str; 8] = [
    "not known",
    "cannot be looked up",
    "Update this program",
    "Get the current trust set",
    "分かりません",
    "確認できません",
    "このプログラムを更新",
    "最新の信頼情報を入手",
];

fn languages() -> [(Language, Messages); 2] {
    [Language::Ja, Language::En].map(|language| (language, Messages::new(language).unwrap()))
}

fn found<'a>(text: &str, phrases: &'a [&str]) -> Option<&'a str> {
    phrases.iter().copied().find(|phrase| text.contains(phrase))
}

/// The sentence about a check, and the advice.
fn said(check: &Check, language: Language, messages: &Messages) -> String {
    let local = Local::utc(language);
    let said = messages.said(check, local, |level| level.to_string());
    format!("{said} {}", messages.advice_on(check))
}

#[test]
fn no_open_check_is_told_like_a_fault() {
    for (language, messages) in languages() {
        for name in label_core::CheckName::ALL {
            for error in Error::samples() {
                let what = format!("{name:?} {}", error.code());
                let check = Check {
                    name: *name,
                    weight: Weight::Required,
                    finding: Finding::NotChecked(Gap::Because(error)),
                };
                let said = said(&check, language, &messages);
                assert_eq!(found(&said, &REJECTS), None, "{what}: {said}");
                assert!(!said.contains(messages.word("only_warning")), "{what}");
            }
        }
    }
}

/// The text that the command prints about a verdict.
fn printed(judged: &Judged, at: UnixTime, language: Language) -> Option<String> {
    struct Sink(Rc<RefCell<Vec<u8>>>);
    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.borrow_mut().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let written = Rc::new(RefCell::new(Vec::new()));
    let mut out = Output::to(Box::new(Sink(Rc::clone(&written))), language);
    let trust = judged.trust.as_ref().ok()?;
    let run = Run {
        verifier: &Verifier::of_trust(trust.clone()),
        at,
        policy: &Policy::default(),
        messages: &Messages::new(language).unwrap(),
    };
    let answer = Answer::Verdict(Box::new(judged.verdict.clone()), trust);
    Printer::new(&run, trust, &mut out)
        .answer(&answer, None)
        .unwrap();
    drop(out);
    Some(String::from_utf8(written.take()).unwrap())
}

/// Asserts that the text about a vector says one thing; returns which of its states it showed.
fn agrees(
    vector: &Vector,
    judged: &Judged,
    language: Language,
    messages: &Messages,
) -> Option<String> {
    let verdict = &judged.verdict;
    let text = printed(judged, verdict.at(), language)?;
    let (id, outcome) = (&vector.id, verdict.outcome());
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].contains(messages.word(outcome.code())),
        "{id}: {text}"
    );
    // The reason, and the advice where there is some.
    let advised = lines[2].starts_with("  →");
    let reason = lines[1..if advised { 3 } else { 2 }].concat();
    assert!(
        !reason.contains(messages.word("only_warning")),
        "{id}: {reason}"
    );
    let head = text
        .split(messages.word("checks"))
        .next()
        .unwrap_or_default();
    let (forbidden, word) = match outcome {
        label_core::Outcome::Accepted => {
            (&[&REJECTS[..], &LEAVES_OPEN].concat(), "nothing_believed")
        }
        label_core::Outcome::Rejected => (&LEAVES_OPEN.to_vec(), "nothing_known"),
        label_core::Outcome::CannotDecide => (&REJECTS.to_vec(), "nothing_believed"),
    };
    assert_eq!(found(&reason, forbidden), None, "{id}: {reason}");
    assert!(!head.contains(messages.word(word)), "{id}: {head}");
    let decisive = verdict.decisive();
    if let Some(check) = decisive {
        let code = format!("[{}]", check.code());
        let name = format!("  {}  ", messages.check(check.name.code()));
        let own = lines
            .iter()
            .filter(|line| line.contains(&name) && line.ends_with(&code));
        let warned = own.filter(|line| line.contains(messages.word("only_warning")));
        assert_eq!(warned.count(), 0, "{id}: {text}");
    }
    let decisive = decisive.map(|check| (check.name.code(), check.result(), check.code()));
    Some(format!("{outcome:?} {decisive:?}"))
}

#[test]
fn every_vector_is_told_without_contradiction() {
    let (root, mut states) = (root(), BTreeSet::new());
    let languages = languages();
    for vector in load(&root).unwrap().values() {
        let judged = judge_files(vector, &files::of(&root, vector)).unwrap();
        for (language, messages) in &languages {
            states.extend(agrees(vector, &judged, *language, messages));
        }
        for check in judged.verdict.checks() {
            let open = matches!(check.finding, Finding::NotChecked(Gap::Because(_)));
            // Whatever keeps a trust set from being loaded leaves the check of it open.
            if open && judged.trust.is_ok() {
                assert!(
                    OPEN.contains(&check.code()),
                    "{}: {}",
                    vector.id,
                    check.code()
                );
            }
            if matches!(check.finding, Finding::Failed(_)) && check.weight == Weight::Required {
                for (language, messages) in &languages {
                    let said = said(check, *language, messages);
                    assert_eq!(found(&said, &LEAVES_OPEN), None, "{}: {said}", vector.id);
                }
            }
        }
    }
    assert!(states.len() >= 120, "{} states", states.len());
}
