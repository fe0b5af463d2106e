//! Sentences for people, in Japanese and in English; they are data.
//!
//! Those about labels stand in both languages under one key. Everything else is written in English where it is
//! said, and [`japanese`] has the Japanese for it.

pub(crate) mod help;
pub(crate) mod japanese;
mod phrases;
mod template;

use std::collections::BTreeMap;

use label_core::scheme::Lang;
use label_core::{Check, CheckName, Error, ErrorValue, Finding, Gap, Repair, Zone};
use serde::Deserialize;

use crate::error::CliError;
use crate::language::Language;
use crate::local_time::Local;

/// The sentences of one language; both languages hold the same keys.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Messages {
    #[serde(skip)]
    language: Option<Language>,
    words: BTreeMap<String, String>,
    claims: BTreeMap<String, String>,
    assessments: Vec<String>,
    supply_chain: Vec<String>,
    checks: BTreeMap<String, CheckText>,
    repairs: BTreeMap<String, String>,
    advice: BTreeMap<String, String>,
    codes: BTreeMap<String, CodeText>,
    findings: BTreeMap<String, String>,
}

/// The sentences about one check.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckText {
    name: String,
    passed: String,
    /// In place of it, where a label passed by a filter.
    filter: Option<String>,
    not_stated: Option<String>,
}

/// The sentence about one error code, and the advice that follows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeText {
    why: String,
    advice: String,
    /// The advice where the check failed, for a code that may also leave one open.
    failed: Option<String>,
}

/// Advice about a label's own faults. Sentences that go with it speak of a label that is wrong: they
/// are never said of a check that could not be made.
const OF_FAULTS: [&str; 5] = ["ask_item", "forged", "malformed", "out_of_force", "scan"];
/// The code that speaks instead: such an error then tells why the trust set cannot be used.
const TRUST_UNUSABLE: &str = "trust_malformed";

impl Messages {
    /// The sentences of a language.
    pub(crate) fn new(language: Language) -> Result<Self, CliError> {
        let json = match language {
            Language::Ja => include_str!("../messages/ja.json"),
            Language::En => include_str!("../messages/en.json"),
        };
        let mut messages: Self = serde_json::from_str(json).map_err(|error| CliError::Output {
            reason: error.to_string(),
        })?;
        messages.language = Some(language);
        Ok(messages)
    }

    /// The language, as scheme tables name it.
    pub(crate) fn lang(&self) -> Lang {
        match self.language {
            Some(Language::Ja) => Lang::Ja,
            _ => Lang::En,
        }
    }

    /// The way in which the language writes times and days of a zone.
    pub(crate) fn local(&self, zone: Zone) -> Local {
        Local::new(self.language.unwrap_or(Language::En), zone)
    }

    /// A word or a fixed sentence; the key itself where there is none.
    pub(crate) fn word<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.get(key).map_or(key, String::as_str)
    }

    /// People's name for a claim that errors call `claim`.
    pub(crate) fn claim<'a>(&'a self, claim: &'a str) -> &'a str {
        self.claims.get(claim).map_or(claim, String::as_str)
    }

    /// The kind of assessment, by the number on the wire.
    pub(crate) fn assessment(&self, number: u64) -> &str {
        nth(&self.assessments, number)
    }

    /// The result of the supply-chain check, by the number on the wire.
    pub(crate) fn supply_chain(&self, number: u64) -> &str {
        nth(&self.supply_chain, number)
    }

    /// The sentence of a finding about a key, by its code; `None` for errors that speak for themselves.
    pub(crate) fn finding(
        &self,
        code: &str,
        values: &BTreeMap<&'static str, String>,
    ) -> Option<String> {
        let mut text = self.findings.get(code)?.clone();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        Some(text)
    }

    /// The name of a check.
    pub(crate) fn check<'a>(&'a self, code: &'a str) -> &'a str {
        self.checks.get(code).map_or(code, |text| &text.name)
    }

    /// The sentence that a check passed.
    pub(crate) fn passed(&self, check: CheckName) -> &str {
        let text = self.checks.get(check.code());
        text.map_or_else(|| self.word("passed"), |text| &text.passed)
    }

    /// The sentence that a label is in a record of issued labels that is a filter.
    pub(crate) fn passed_by_filter(&self) -> &str {
        let name = CheckName::Issued;
        let own = self.checks.get(name.code());
        let own = own.and_then(|text| text.filter.as_deref());
        own.unwrap_or_else(|| self.passed(name))
    }

    /// The sentence that there was nothing to check.
    pub(crate) fn not_stated(&self, check: CheckName) -> &str {
        let text = self.checks.get(check.code());
        let own = text.and_then(|text| text.not_stated.as_deref());
        own.unwrap_or_else(|| self.word("not_stated"))
    }

    /// The repair of a scanned text, and what to do about the scanner.
    pub(crate) fn repair(&self, repair: Repair) -> &str {
        let text = self.repairs.get(repair.code());
        text.map_or(repair.code(), String::as_str)
    }

    /// The meaning of an error in one sentence; `mark` writes a level as the label's scheme does.
    pub(crate) fn why(&self, error: &Error, local: Local, mark: impl Fn(u64) -> String) -> String {
        let Some(text) = self.codes.get(error.code()) else {
            return error.to_string();
        };
        let mut why = text.why.clone();
        for (name, value) in error.values().iter() {
            let value = match (error, value) {
                // A label ends with a day of its scheme; a list ends at a time.
                (Error::Expired { .. }, ErrorValue::Until(end)) => local.until(end),
                (_, value) => self.value(value, local, &mark),
            };
            why = why.replace(&format!("{{{name}}}"), &value);
        }
        why
    }

    /// A check in one sentence; `mark` tells how the label's scheme marks a level.
    pub(crate) fn said(&self, check: &Check, local: Local, mark: impl Fn(u64) -> String) -> String {
        match &check.finding {
            Finding::Passed => self.passed(check.name).to_owned(),
            Finding::Failed(error) => self.why(error, local, mark),
            Finding::NotChecked(Gap::Because(error)) => self
                .open_text(error)
                .map_or_else(|| self.why(error, local, mark), |text| text.why.clone()),
            Finding::NotChecked(Gap::NotAsked) => self.word("not_asked").to_owned(),
            Finding::NotChecked(Gap::NotReached) => self.word("not_reached").to_owned(),
            Finding::NotChecked(Gap::NotStated) => self.not_stated(check.name).to_owned(),
        }
    }

    /// The advice about a check that speaks against a label.
    pub(crate) fn advice_on(&self, check: &Check) -> &str {
        let named = match &check.finding {
            Finding::Failed(error) => {
                let text = self.codes.get(error.code());
                text.map(|text| text.failed.as_ref().unwrap_or(&text.advice))
            }
            Finding::NotChecked(Gap::Because(error)) => {
                let text = self.open_text(error);
                text.or_else(|| self.codes.get(error.code()))
                    .map(|text| &text.advice)
            }
            Finding::Passed | Finding::NotChecked(_) => None,
        };
        self.advice_named(named.map_or("ask_trust", String::as_str))
    }

    /// The words for a check that an error left open, where the error's own are those of a faulty label.
    fn open_text(&self, error: &Error) -> Option<&CodeText> {
        let own = self.codes.get(error.code())?;
        let misleads = OF_FAULTS.contains(&own.advice.as_str());
        misleads.then(|| self.codes.get(TRUST_UNUSABLE)).flatten()
    }

    /// The sentence of a code whose error has no values.
    pub(crate) fn why_of<'a>(&'a self, code: &'a str) -> &'a str {
        self.codes.get(code).map_or(code, |text| &text.why)
    }

    /// The advice of a code.
    pub(crate) fn advice_of(&self, code: &str) -> &str {
        let text = self.codes.get(code);
        text.map_or("", |text| self.advice_named(&text.advice))
    }

    /// One piece of advice by its own key.
    pub(crate) fn advice_named(&self, key: &str) -> &str {
        self.advice.get(key).map_or("", String::as_str)
    }

    /// A value of a sentence in words.
    fn value(&self, value: ErrorValue, local: Local, mark: impl Fn(u64) -> String) -> String {
        match value {
            ErrorValue::Assessment(number) => self.assessment(number).to_owned(),
            ErrorValue::Claim(claim) => self.claim(claim).to_owned(),
            ErrorValue::Kind(kind) => kind.to_owned(),
            ErrorValue::Level(level) => mark(level),
            ErrorValue::Number(number) => number.to_string(),
            ErrorValue::Time(seconds) => local.minute(seconds),
            ErrorValue::Until(seconds) => local.last(seconds),
        }
    }
}

fn nth(texts: &[String], number: u64) -> &str {
    let index = usize::try_from(number).unwrap_or(usize::MAX);
    texts.get(index).map_or("", String::as_str)
}

#[cfg(test)]
mod tests;
