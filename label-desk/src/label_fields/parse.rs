//! From texts to claims.

use std::collections::HashSet;

use label_core::scheme::Scheme;
use label_core::{Assessment, Claims, Code, Error, Gtin, Label, Zone};

use super::value::{self, Complaint};
use super::{Column, Draft, Fault, Parsed, Rules, words};

impl Draft {
    /// Reads every field; the faults of all of them are reported together.
    ///
    /// The scheme and its table supply what is not written: the assessment where the level allows
    /// one only, and the longest validity.
    ///
    /// # Errors
    ///
    /// Fails with every fault of every field.
    pub fn parse(&self, rules: Rules<'_>) -> Result<Parsed, Vec<Fault>> {
        let mut reader = Reader {
            draft: self,
            faults: Vec::new(),
        };
        let claims = reader.claims(rules);
        let (models, gtins) = (reader.models(), reader.gtins());
        match claims {
            Some(claims) if reader.faults.is_empty() => Ok(Parsed {
                claims,
                models,
                gtins,
            }),
            _ => Err(reader.faults),
        }
    }
}

/// The fault of a level that a scheme does not have.
fn no_level(scheme: &Scheme, level: Option<u64>) -> Fault {
    let name = scheme.name();
    let levels = words::levels(scheme);
    let message = match level {
        Some(level) if levels.is_empty() => {
            format!("'{level}': scheme {name} has no levels; is the scheme right?")
        }
        Some(level) => format!("'{level}' is no level of scheme {name}; expected one of {levels}"),
        None => format!("missing; scheme {name} has the levels {levels}"),
    };
    Fault::new(Column::Level, Error::SchemeLevel.code(), message)
}

struct Reader<'a> {
    draft: &'a Draft,
    faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    fn claims(&mut self, rules: Rules<'_>) -> Option<Claims> {
        let registration = self.required(Column::Registration, value::text);
        let scheme = self.required(Column::Scheme, |text| value::scheme(text, rules.schemes));
        let zone = scheme.map_or(Zone::UTC, Scheme::zone);
        let issued = self.optional(Column::Issued, value::moment);
        let issued = issued.map_or(rules.issued, |issued| issued.start(zone));
        let expires = self.optional(Column::Expires, value::moment);
        let expires = expires.map(|expires| expires.end(zone));
        let label = self.label(scheme);
        let scheme = scheme?;
        // Fields of another scheme than the one that was meant would only lead astray.
        let is_other = |fault: &Fault| fault.code == Error::SchemeLevel.code();
        if !(scheme.levels().is_empty() && self.faults.iter().any(is_other)) {
            self.fields_of(scheme);
        }
        Some(Claims {
            registration: registration?,
            expires: expires.or_else(|| scheme.latest_expiry(issued)),
            issued,
            label: label?,
        })
    }

    fn label(&mut self, scheme: Option<&Scheme>) -> Option<Label> {
        let level = self.optional(Column::Level, |text| value::level(text, scheme));
        let product = self.required(Column::Product, value::text);
        let holder = self.optional(Column::Holder, value::text);
        let holder_id = self.optional(Column::HolderId, value::holder_id);
        let supply_chain = self.optional(Column::SupplyChain, value::supply_chain);
        let support_end = self.optional(Column::SupportEnd, value::support_end);
        let status_index = self.optional(Column::StatusIndex, value::status_index);
        let evaluator = self.optional(Column::Evaluator, value::text);
        let scheme = scheme?;
        let criteria = self.optional(Column::Criteria, |text| value::criteria(text, scheme));
        let category = self.optional(Column::Category, |text| value::category(text, scheme));
        Some(Label {
            scheme: scheme
                .code()
                .map_or_else(|| Code::Text(scheme.name().to_owned()), Code::Number),
            assessment: self.assessment(scheme, level)?,
            level,
            criteria,
            holder,
            holder_id,
            product: product?,
            models: Vec::new(),
            gtins: Vec::new(),
            category,
            supply_chain,
            support_end,
            status_index,
            evaluator,
        })
    }

    /// The assessment, or the only one that the scheme has at this level.
    fn assessment(&mut self, scheme: &Scheme, level: Option<u64>) -> Option<Assessment> {
        let column = Column::Assessment;
        let stated = self.optional(column, value::assessment);
        let written = !self.draft.texts(column).is_empty();
        let Some(allowed) = scheme.assessments(level) else {
            // A level that was written wrongly is a fault already.
            if level.is_some() || self.draft.texts(Column::Level).is_empty() {
                self.faults.push(no_level(scheme, level));
            }
            return None;
        };
        match (stated, allowed) {
            (Some(stated), _) if allowed.contains(&stated) => return Some(stated),
            (Some(stated), several) => {
                let stated = value::assessment_words(&[stated]);
                let expected = value::assessment_words(several);
                let of = level
                    .map(|level| format!(" at level {level}"))
                    .unwrap_or_default();
                let message = format!(
                    "scheme {} has no '{stated}'{of}; expected {expected}",
                    scheme.name()
                );
                self.faults
                    .push(Fault::new(column, Error::SchemeAssessment.code(), message));
            }
            (None, [only]) if !written => return Some(*only),
            (None, several) if !written => {
                let words = value::assessment_words(several);
                let code = Error::ClaimMissing { claim: "" }.code();
                let message = format!("missing; expected {words}");
                self.faults.push(Fault::new(column, code, message));
            }
            (None, _) => {}
        }
        None
    }

    /// Finds fields that the scheme demands or does not have.
    fn fields_of(&mut self, scheme: &Scheme) {
        let missing = |claim| (claim, Error::SchemeClaimMissing { claim });
        let unexpected = |claim| (claim, Error::SchemeClaimUnexpected { claim });
        let demanded = scheme.required().iter().map(|field| missing(field.name()));
        let refused = scheme
            .forbidden()
            .iter()
            .map(|field| unexpected(field.name()));
        for (claim, error) in demanded.chain(refused) {
            let fault = Fault::from(error);
            let empty = fault
                .column
                .is_some_and(|column| self.draft.texts(column).is_empty());
            let known = self.faults.iter().any(|other| other.column == fault.column);
            let wrong = empty == (fault.code == Error::SchemeClaimMissing { claim }.code());
            // An expiry that is not written comes from the scheme.
            if wrong && !known && !(empty && fault.column == Some(Column::Expires)) {
                let verb = if empty {
                    "missing; scheme"
                } else {
                    "has no place here; scheme"
                };
                let rest = if empty {
                    "demands it"
                } else {
                    "does not have it"
                };
                let message = format!("{verb} {} {rest}", scheme.name());
                self.faults.push(Fault { message, ..fault });
            }
        }
    }

    fn models(&mut self) -> Vec<String> {
        let texts = self.draft.texts(Column::Models).iter();
        let models = texts.filter_map(|text| self.read(Column::Models, text, value::text));
        let models: Vec<String> = models.collect();
        self.refuse_twice(Column::Models, "model_duplicate", &models);
        models
    }

    fn gtins(&mut self) -> Vec<Option<Gtin>> {
        let texts = self.draft.texts(Column::Gtins).iter();
        let gtins = texts.map(|text| {
            let text = Some(text).filter(|text| !text.is_empty())?;
            self.read(Column::Gtins, text, value::gtin)
        });
        let gtins: Vec<Option<Gtin>> = gtins.collect();
        let numbers = gtins.iter().flatten();
        let numbers: Vec<String> = numbers.map(|gtin| gtin.number().to_string()).collect();
        self.refuse_twice(Column::Gtins, "gtin_duplicate", &numbers);
        gtins
    }

    fn refuse_twice(&mut self, column: Column, code: &'static str, values: &[String]) {
        let mut seen = HashSet::new();
        for value in values {
            // Owned, as in other sets of texts: one code for all of them, where its size counts.
            if !seen.insert(value.clone()) {
                let message = format!("{value}: stands twice");
                self.faults.push(Fault::new(column, code, message));
            }
        }
    }

    fn required<T>(
        &mut self,
        column: Column,
        read: impl FnOnce(&'a str) -> Result<T, Complaint>,
    ) -> Option<T> {
        if self.draft.texts(column).is_empty() {
            let code = Error::ClaimMissing { claim: "" }.code();
            self.faults.push(Fault::new(column, code, "missing"));
        }
        self.optional(column, read)
    }

    fn optional<T>(
        &mut self,
        column: Column,
        read: impl FnOnce(&'a str) -> Result<T, Complaint>,
    ) -> Option<T> {
        let draft = self.draft;
        let text = draft.texts(column).first()?;
        self.read(column, text, read)
    }

    fn read<T>(
        &mut self,
        column: Column,
        text: &'a str,
        read: impl FnOnce(&'a str) -> Result<T, Complaint>,
    ) -> Option<T> {
        match read(text) {
            Ok(value) => Some(value),
            Err((code, message)) => {
                self.faults.push(Fault::new(column, code, message));
                None
            }
        }
    }
}
