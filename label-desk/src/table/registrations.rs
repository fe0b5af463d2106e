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

/// Splits rows by registration, in the order of their first rows.
pub(crate) fn split(rows: Vec<(u64, Parsed)>) -> Vec<Vec<(u64, Parsed)>> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut split: Vec<Vec<(u64, Parsed)>> = Vec::new();
    for (row, parsed) in rows {
        let registration = parsed.claims.registration.clone();
        let place = *places.entry(registration).or_insert(split.len());
        match split.get_mut(place) {
            Some(rows) => rows.push((row, parsed)),
            None => split.push(vec![(row, parsed)]),
        }
    }
    split
}

/// One label for all rows of a registration, at the place of the first.
pub(crate) fn merge(rows: Vec<(u64, Parsed)>) -> Option<(u64, Claims)> {
    let mut rows = rows.into_iter();
    let (row, mut all) = rows.next()?;
    for (_, parsed) in rows {
        all.models.extend(parsed.models);
        all.gtins.extend(parsed.gtins);
    }
    Some((row, all.whole()))
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
