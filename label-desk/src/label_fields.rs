//! A label as people write it down: in arguments, in JSON or in a row of a table.
//!
//! Whatever the source, each field is a text, read and checked here and nowhere else. Every fault is
//! reported, not the first only.

mod calendar;
mod check_digit;
mod column;
mod intake;
mod json;
mod moment;
mod normal;
mod number_rule;
mod parse;
mod problem;
mod sense;
mod value;
mod words;

use std::collections::BTreeMap;

use label_core::scheme::Schemes;
use label_core::{Claims, Gtin, UnixTime, nfc};

pub use check_digit::{exchanged_corporate_numbers, exchanged_gtins};
pub use column::Column;
pub use intake::{Change, Intake};
pub use json::FILE_BYTES as JSON_BYTES;
pub use moment::Moment;
pub use normal::Kana;
pub use number_rule::{NumberForm, NumberRule};
pub use problem::{Fault, Place, Problem};
pub use value::{assessment_words, holder_id_text, read_holder_id};
pub(crate) use words::level_digits;

/// The texts of a label's fields, trimmed and in normalisation form C.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft(BTreeMap<Column, Vec<String>>);

/// The rules that texts are read by.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The schemes at hand.
    pub schemes: &'a Schemes,
    /// The time of issue of labels that do not say it.
    pub issued: UnixTime,
}

/// A draft that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The claims that all models share; its models and GTINs are empty.
    pub claims: Claims,
    /// The models.
    pub models: Vec<String>,
    /// The GTINs; none where a text among others is empty.
    pub gtins: Vec<Option<Gtin>>,
}

impl Draft {
    /// Sets a field; empty texts alone leave it unset.
    ///
    /// An empty text among others keeps its place: models and GTINs belong together by position.
    pub fn set<T: AsRef<str>>(&mut self, column: Column, texts: impl IntoIterator<Item = T>) {
        let clean = |text: T| nfc(text.as_ref().trim());
        let texts: Vec<String> = texts.into_iter().map(clean).collect();
        if texts.iter().any(|text| !text.is_empty()) {
            self.0.insert(column, texts);
        }
    }

    /// Sets a field to texts as they were typed, but for the spaces around them; empty texts alone leave it unset.
    pub(crate) fn set_as_typed<T: AsRef<str>>(
        &mut self,
        column: Column,
        texts: impl IntoIterator<Item = T>,
    ) {
        let texts = texts
            .into_iter()
            .map(|text| text.as_ref().trim().to_owned());
        let texts: Vec<String> = texts.collect();
        if texts.iter().any(|text| !text.is_empty()) {
            self.0.insert(column, texts);
        }
    }

    /// The fields that are set.
    pub fn columns(&self) -> impl Iterator<Item = Column> {
        self.0.keys().copied()
    }

    /// Unsets a field.
    pub fn unset(&mut self, column: Column) {
        self.0.remove(&column);
    }

    /// Takes every field that is not set here from another draft.
    pub fn fill(&mut self, defaults: &Self) {
        for (column, texts) in &defaults.0 {
            self.0.entry(*column).or_insert_with(|| texts.clone());
        }
    }

    /// The texts of a field; none where it is not set.
    pub fn texts(&self, column: Column) -> &[String] {
        self.0.get(&column).map(Vec::as_slice).unwrap_or_default()
    }
}

impl Parsed {
    /// One label for all models.
    pub fn whole(self) -> Claims {
        let mut claims = self.claims;
        claims.label.models = self.models;
        claims.label.gtins = self.gtins.into_iter().flatten().collect();
        claims
    }

    /// One label for each model, with the GTIN at the same position; all GTINs for a single model.
    ///
    /// # Errors
    ///
    /// Fails where there are several models and another number of GTINs.
    pub fn each(self) -> Result<Vec<Claims>, Fault> {
        let (models, gtins) = (self.models.len(), self.gtins.len());
        if models < 2 {
            return Ok(vec![self.whole()]);
        }
        if gtins > 0 && gtins != models {
            let message = format!("{gtins} GTINs for {models} models; expected one each, in order");
            return Err(Fault::new(Column::Gtins, "gtin_count", message));
        }
        let gtins = self.gtins.into_iter().chain(std::iter::repeat(None));
        let labels = self.models.into_iter().zip(gtins).map(|(model, gtin)| {
            let mut claims = self.claims.clone();
            claims.label.models = vec![model];
            claims.label.gtins = gtin.into_iter().collect();
            claims
        });
        Ok(labels.collect())
    }
}

#[cfg(test)]
mod tests;
