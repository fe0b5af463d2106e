//! Words about tables for the people who fill them in, in Japanese and in English; they are data.

use std::collections::BTreeMap;

use label_desk::label_fields::{Column, Problem};
use serde::Deserialize;

use crate::error::CliError;
use crate::language::Language;

/// The words for columns, and for what may be wrong in them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IntakeWords {
    columns: BTreeMap<String, ColumnWords>,
    /// Codes of faults that are mended by a look at what a column takes.
    of_values: Vec<String>,
    /// Japanese sentences, by code; in English problems speak for themselves.
    faults: BTreeMap<String, String>,
}

/// The words for a column in each language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnWords {
    ja: Words,
    en: Words,
}

/// The words for a column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// The meaning of the column.
    pub(crate) what: String,
    /// The values that it takes.
    pub(crate) values: String,
    /// A value.
    pub(crate) example: String,
}

impl IntakeWords {
    /// The words of both languages.
    pub(crate) fn new() -> Result<Self, CliError> {
        let json = include_str!("../intake/words.json");
        serde_json::from_str(json).map_err(|error| CliError::Output {
            reason: error.to_string(),
        })
    }

    /// The words for a column.
    pub(crate) fn column(&self, column: Column, language: Language) -> Option<&Words> {
        let words = self.columns.get(column.name())?;
        Some(match language {
            Language::Ja => &words.ja,
            Language::En => &words.en,
        })
    }

    /// A problem in one Japanese sentence, with its place; `detail` is its own message in Japanese.
    pub(crate) fn japanese(&self, problem: &Problem, detail: &str) -> String {
        let file = problem
            .place
            .file()
            .map(|file| format!("{}: ", file.display()));
        let row = problem.place.row().map(|row| format!("{row}行目: "));
        let field = problem.field.as_ref().map(|field| format!("{field}: "));
        let place: String = [file, row, field].into_iter().flatten().collect();
        match self.faults.get(problem.code) {
            Some(told) if told.contains(detail) => format!("{place}{told}"),
            // The detail holds the value, and what is expected in its place.
            Some(told) => format!("{place}{told}（{}）", detail.trim_end_matches('。')),
            None => format!("{place}{detail}"),
        }
    }

    /// A problem in one sentence, without its place.
    pub(crate) fn fault(&self, problem: &Problem, language: Language) -> String {
        let known = self.faults.get(problem.code);
        let (Some(sentence), Language::Ja) = (known, language) else {
            return problem.message.clone();
        };
        let column = problem.field.as_deref().and_then(Column::parse);
        let values = column.and_then(|column| self.column(column, language));
        match values.filter(|_| self.of_values.iter().any(|code| code == problem.code)) {
            Some(words) => format!("{sentence}書ける値：{}", words.values),
            None => sentence.clone(),
        }
    }
}

/// The name of a column in a language, as headers have it.
pub(crate) fn heading(column: Column, language: Language) -> String {
    match language {
        Language::Ja => column.japanese().to_uppercase(),
        Language::En => column.name().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use label_desk::label_fields::{Fault, Place};

    use super::*;

    #[test]
    fn every_column_is_explained_in_both_languages() {
        let words = IntakeWords::new().unwrap();
        let is_japanese = |text: &str| !text.is_ascii();
        assert_eq!(words.columns.len(), Column::all().count());
        for column in Column::all() {
            let [ja, en] =
                [Language::Ja, Language::En].map(|lang| words.column(column, lang).unwrap());
            assert!(
                is_japanese(&ja.what) && is_japanese(&ja.values),
                "{}",
                column.name()
            );
            assert!(!en.what.is_empty() && !en.values.is_empty() && ja.what != en.what);
            assert_eq!(Column::parse(&heading(column, Language::Ja)), Some(column));
            assert_eq!(Column::parse(&heading(column, Language::En)), Some(column));
        }
        assert!(words.faults.values().all(|sentence| is_japanese(sentence)));
    }

    #[test]
    fn faults_are_told_in_japanese_with_the_values_that_a_column_takes() {
        let words = IntakeWords::new().unwrap();
        let fault = Fault::new(
            Column::Gtins,
            "gtin_invalid",
            "4912345000003 has a wrong check digit",
        );
        let mut problem = Problem::new(Place::Row("t.csv".into(), 2), fault);
        problem.field = Some("JANコード".to_owned());
        let told = words.fault(&problem, Language::Ja);
        assert!(
            told.starts_with("JANコード（GTIN）として") && told.contains("8、12、13、14桁"),
            "{told}"
        );
        assert_eq!(words.fault(&problem, Language::En), problem.message);
    }
}
