//! Relations between the rows of one registration, and of different ones.

use std::collections::HashMap;

use label_core::Claims;

use super::Grouping;
use crate::label_fields::{Column, Fault, Parsed};

/// Reports rows that contradict each other; each fault names the later row.
pub(crate) fn check(
    rows: &[(u64, Parsed)],
    grouping: Grouping,
    mut report: impl FnMut((u64, Fault)),
) {
    let mut known = Known::default();
    for (row, parsed) in rows {
        for fault in known.meet(*row, parsed, grouping) {
            report((*row, fault));
        }
    }
}

/// Brings the rows of a registration together, in the order of their first rows.
pub(crate) fn sort(rows: &mut [(u64, Parsed)]) {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut order = Vec::with_capacity(rows.len());
    for (_, parsed) in rows.iter() {
        let number = &parsed.claims.registration;
        let new = places.len();
        let place = match places.get(number) {
            Some(place) => *place,
            None => *places.entry(number.clone()).or_insert(new),
        };
        order.push(place);
    }
    if !order.is_sorted() {
        let place = |(_, parsed): &(u64, Parsed)| places.get(&parsed.claims.registration).copied();
        rows.sort_by_key(place);
    }
}

/// One label for all rows of each registration, at the place of the first; the rows are sorted.
pub(crate) fn merge(rows: Vec<(u64, Parsed)>) -> Vec<(u64, Claims)> {
    let mut merged: Vec<(u64, Parsed)> = Vec::new();
    for (row, parsed) in rows {
        match merged.last_mut() {
            Some((_, all)) if all.claims.registration == parsed.claims.registration => {
                all.models.extend(parsed.models);
                all.gtins.extend(parsed.gtins);
            }
            _ => merged.push((row, parsed)),
        }
    }
    merged
        .into_iter()
        .map(|(row, all)| (row, all.whole()))
        .collect()
}

/// The values of the rows so far, and the row of each.
#[derive(Default)]
struct Known<'a> {
    registrations: HashMap<&'a str, (u64, &'a Claims)>,
    models: HashMap<(&'a str, Option<&'a str>), u64>,
    gtins: HashMap<u64, u64>,
    indexes: HashMap<u64, (u64, &'a str)>,
}

impl<'a> Known<'a> {
    fn meet(&mut self, row: u64, parsed: &'a Parsed, grouping: Grouping) -> Vec<Fault> {
        let claims = &parsed.claims;
        let registration = claims.registration.as_str();
        let mut faults = self.meet_items(row, parsed);
        let known = self.registrations.entry(registration);
        let (first_row, first) = *known.or_insert((row, claims));
        for column in differences(first, claims, grouping) {
            let message =
                format!("is not that of row {first_row}, which has the same registration");
            faults.push(Fault::new(column, "registration_differs", message));
        }
        if let Some(index) = claims.label.status_index {
            let (other, owner) = *self.indexes.entry(index).or_insert((row, registration));
            if owner != registration {
                let message = format!("{index}: belongs to another registration, in row {other}");
                let code = "status_index_duplicate";
                faults.push(Fault::new(Column::StatusIndex, code, message));
            }
        }
        faults
    }

    /// Takes the models and GTINs of a row; each that an earlier row has is a fault.
    fn meet_items(&mut self, row: u64, parsed: &'a Parsed) -> Vec<Fault> {
        let registration = parsed.claims.registration.as_str();
        let mut faults = Vec::new();
        let models = parsed.models.iter().map(|model| Some(model.as_str()));
        let none = parsed.models.is_empty().then_some(None);
        for model in models.chain(none) {
            let other = *self.models.entry((registration, model)).or_insert(row);
            if other != row {
                let model = model.unwrap_or("without a model");
                let message = format!("{model}: stands twice, also in row {other}");
                faults.push(Fault::new(Column::Models, "model_duplicate", message));
            }
        }
        for gtin in parsed.gtins.iter().flatten() {
            let other = *self.gtins.entry(gtin.number()).or_insert(row);
            if other != row {
                let message = format!("{}: stands twice, also in row {other}", gtin.number());
                faults.push(Fault::new(Column::Gtins, "gtin_duplicate", message));
            }
        }
        faults
    }
}

/// The fields that two rows of a registration should share and do not.
///
/// Labels of different models may name another product, type and end of support.
fn differences(a: &Claims, b: &Claims, grouping: Grouping) -> Vec<Column> {
    let (x, y) = (&a.label, &b.label);
    let shared = [
        (Column::Scheme, x.scheme == y.scheme),
        (Column::Level, x.level == y.level),
        (Column::Assessment, x.assessment == y.assessment),
        (Column::Criteria, x.criteria == y.criteria),
        (Column::Holder, x.holder == y.holder),
        (Column::HolderId, x.holder_id == y.holder_id),
        (Column::SupplyChain, x.supply_chain == y.supply_chain),
        (Column::StatusIndex, x.status_index == y.status_index),
        (Column::Evaluator, x.evaluator == y.evaluator),
        (Column::Issued, a.issued == b.issued),
        (Column::Expires, a.expires == b.expires),
    ];
    let of_models = [
        (Column::Product, x.product == y.product),
        (Column::Category, x.category == y.category),
        (Column::SupportEnd, x.support_end == y.support_end),
    ];
    let whole = grouping == Grouping::PerRegistration;
    let all = shared
        .into_iter()
        .chain(of_models.into_iter().filter(|_| whole));
    all.filter(|(_, same)| !same)
        .map(|(column, _)| column)
        .collect()
}
