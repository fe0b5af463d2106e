//! Relations between labels of different registrations that should not be.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use label_core::{Claims, Code, HolderId};

use crate::label_fields::{
    Column, Fault, exchanged_corporate_numbers, exchanged_gtins, holder_id_text,
};

/// International code designator of the Japanese corporate number (ISO 6523).
const CORPORATE_NUMBER: u64 = 188;

/// Digits of a JAN after the seven that its company begins with.
const ITEM: u64 = 1_000_000;

/// The labels so far, and the registrations that are known besides.
#[derive(Debug, Default)]
pub(crate) struct Relations {
    /// Each holder's name by its number, and the registration where it was met.
    names: BTreeMap<String, (String, String)>,
    /// Each holder's number by its name, if it has one, and the registration where it was met.
    ids: BTreeMap<String, (Option<String>, String)>,
    /// The registration of each holder's model.
    models: BTreeMap<(String, String), String>,
    /// Each number by the same in small letters.
    numbers: BTreeMap<String, String>,
    /// The number of GTINs of a holder that begin alike.
    companies: BTreeMap<(String, u64), BTreeSet<u64>>,
    /// The number of registrations with a corporate number.
    corporate: BTreeMap<u64, BTreeSet<String>>,
    /// The faults that were said already.
    said: HashSet<(&'static str, String)>,
}

impl Relations {
    /// Takes a registration that is known, without a word about it.
    pub(crate) fn know(&mut self, number: &str, holder: Option<&str>, id: Option<&str>) {
        let at = || number.to_owned();
        self.numbers.entry(number.to_lowercase()).or_insert_with(at);
        let Some(holder) = holder else {
            return;
        };
        let known = self.ids.entry(holder.to_owned());
        let known = known.or_insert_with(|| (None, number.to_owned()));
        if let Some(id) = id {
            *known = (Some(id.to_owned()), number.to_owned());
            let name = || (holder.to_owned(), number.to_owned());
            self.names.entry(id.to_owned()).or_insert_with(name);
        }
    }

    /// Takes a model that is known, without a word about it.
    pub(crate) fn know_model(&mut self, number: &str, holder: &str, model: &str) {
        let key = (holder.to_owned(), model.to_owned());
        self.models.entry(key).or_insert_with(|| number.to_owned());
    }

    /// Counts the numbers of a label, against which others are held.
    pub(crate) fn count(&mut self, claims: &Claims) {
        let holder = claims.label.holder.clone().unwrap_or_default();
        for gtin in &claims.label.gtins {
            let company = (holder.clone(), gtin.number() / ITEM);
            self.companies
                .entry(company)
                .or_default()
                .insert(gtin.number());
        }
        if let Some(number) = corporate_number(claims) {
            let of = self.corporate.entry(number).or_default();
            of.insert(claims.registration.clone());
        }
    }

    /// Finds what speaks against a label, once, and takes it in.
    pub(crate) fn meet(&mut self, claims: &Claims) -> Vec<Fault> {
        let found = self.against(claims);
        let label = &claims.label;
        let id = label.holder_id.as_ref().map(holder_id_text);
        self.know(&claims.registration, label.holder.as_deref(), id.as_deref());
        if let Some(holder) = &label.holder {
            for model in &label.models {
                self.know_model(&claims.registration, holder, model);
            }
        }
        found
    }

    /// Finds what speaks against a label, once.
    pub(crate) fn against(&mut self, claims: &Claims) -> Vec<Fault> {
        let mut found = Vec::new();
        let number = &claims.registration;
        let known = self.numbers.get(&number.to_lowercase());
        if let Some(known) = known.filter(|known| *known != number) {
            let message = format!("{number} differs from {known} in capital letters alone");
            found.push(Fault::new(
                Column::Registration,
                "registration_case",
                message,
            ));
        }
        self.compare_holder(claims, &mut found);
        self.compare_models(claims, &mut found);
        self.compare_digits(claims, &mut found);
        let new = |fault: &Fault| {
            let about = format!("{number} {}", fault.message);
            self.said.insert((fault.code, about))
        };
        found.retain(new);
        found
    }

    fn compare_holder(&self, claims: &Claims, found: &mut Vec<Fault>) {
        let Some(holder) = &claims.label.holder else {
            return;
        };
        let id = claims.label.holder_id.as_ref().map(holder_id_text);
        if let Some(id) = &id
            && let Some((name, at)) = self.names.get(id)
            && name != holder
        {
            let message = format!("'{holder}' has the number {id}, as '{name}' has under {at}");
            found.push(Fault::new(Column::Holder, "holder_differs", message));
        }
        let message = match (self.ids.get(holder), &id) {
            (Some((Some(known), at)), None) => {
                format!("missing; '{holder}' has the number {known} under {at}")
            }
            (Some((None, at)), Some(_)) => format!("'{holder}' has no number under {at}"),
            _ => return,
        };
        found.push(Fault::new(Column::HolderId, "holder_id_missing", message));
    }

    fn compare_models(&self, claims: &Claims, found: &mut Vec<Fault>) {
        let Some(holder) = &claims.label.holder else {
            return;
        };
        for model in &claims.label.models {
            let known = self.models.get(&(holder.clone(), model.clone()));
            if let Some(at) = known.filter(|at| **at != claims.registration) {
                let message = format!("'{holder}' has the model {model} under {at} too");
                found.push(Fault::new(Column::Models, "model_elsewhere", message));
            }
        }
    }

    /// Looks at exchanges that a check digit does not show, where another number speaks for one.
    fn compare_digits(&self, claims: &Claims, found: &mut Vec<Fault>) {
        let holder = claims.label.holder.clone().unwrap_or_default();
        let alike = |gtin: u64| {
            let company = self.companies.get(&(holder.clone(), gtin / ITEM));
            company.map_or(0, |gtins| gtins.len() - usize::from(gtins.contains(&gtin)))
        };
        for gtin in claims.label.gtins.iter().map(|gtin| gtin.number()) {
            let own = alike(gtin);
            let exchanged = exchanged_gtins(gtin).find(|other| own == 0 && alike(*other) > 1);
            if let Some(exchanged) = exchanged {
                let message = format!(
                    "{gtin}: begins like no other of this holder, and the check digit of {exchanged} is the same; compare it with the box"
                );
                found.push(Fault::new(Column::Gtins, "check_digit_blind", message));
            }
        }
        if let Some(number) = corporate_number(claims) {
            let times = |number: &u64| self.corporate.get(number).map_or(0, BTreeSet::len);
            let own = times(&number);
            let exchanged =
                exchanged_corporate_numbers(number).find(|other| times(other) >= own.max(1));
            if let Some(exchanged) = exchanged {
                let message = format!(
                    "{number}: only a 0 in place of a 9 keeps it from {exchanged}, which stands here too; compare both with the register of companies"
                );
                found.push(Fault::new(Column::HolderId, "check_digit_blind", message));
            }
        }
    }
}

fn corporate_number(claims: &Claims) -> Option<u64> {
    match claims.label.holder_id.as_ref()? {
        HolderId {
            icd: CORPORATE_NUMBER,
            id: Code::Number(number),
        } => Some(*number),
        _ => None,
    }
}
