//! Warnings about labels that break no rule.

use label_core::scheme::{Criteria, Scheme, Schemes};
use label_core::{Claims, Code, Day, SupportEnd};

use super::Entry;
use super::relations::Relations;
use crate::label_fields::{Column, Fault, Problem};

/// Years that a product is supported at most, as far as anybody promises.
const SUPPORTED_YEARS: u64 = 25;

/// Pictures of the emoji blocks, which the fonts of labels do not have.
const PICTURES: std::ops::Range<char> = '\u{1f000}'..'\u{1fb00}';

/// Characters between the models of a list.
const LIST_MARKS: [char; 4] = ['、', '，', ',', '､'];

/// Warnings about labels, each at the place of the first that it is about.
pub fn warnings(entries: &[Entry], schemes: &Schemes) -> Vec<Problem> {
    let labels = entries.iter().map(|entry| (&entry.place, &entry.claims));
    let found = find(labels, schemes).into_iter();
    found
        .map(|(place, fault)| Problem::new(place.clone(), fault))
        .collect()
}

/// Warnings about the labels of a table, each with its row.
#[cfg(feature = "tables")]
pub(super) fn of_labels(labels: &[(u64, Claims)], schemes: &Schemes) -> Vec<(u64, Fault)> {
    find(labels.iter().map(|(row, claims)| (*row, claims)), schemes)
}

fn find<'a, P: Clone>(
    labels: impl Iterator<Item = (P, &'a Claims)> + Clone,
    schemes: &Schemes,
) -> Vec<(P, Fault)> {
    let mut relations = Relations::default();
    labels
        .clone()
        .for_each(|(_, claims)| relations.count(claims));
    let mut found = Vec::new();
    for (place, claims) in labels {
        let own = schemes
            .get(&claims.label.scheme)
            .map(|scheme| of_label(claims, scheme));
        let faults = own.into_iter().flatten().chain(relations.meet(claims));
        found.extend(faults.map(|fault| (place.clone(), fault)));
    }
    found
}

/// Warnings about a label by itself.
fn of_label(claims: &Claims, scheme: &Scheme) -> Vec<Fault> {
    let mut found = Vec::new();
    let label = &claims.label;
    let mut warn = |column, code, message: String| found.push(Fault::new(column, code, message));
    if label.holder.is_none()
        && !scheme
            .forbidden()
            .iter()
            .any(|field| field.name() == "holder")
    {
        let message = "missing; the label will not say who holds it";
        warn(Column::Holder, "holder_missing", message.to_owned());
    }
    of_codes(claims, scheme, &mut warn);
    of_support(claims, scheme, &mut warn);
    if let Some(word) = scheme.forbidden_in(&label.product) {
        let message = format!(
            "'{}' says '{word}', which may not be said of a label",
            label.product
        );
        warn(Column::Product, "word_forbidden", message);
    }
    of_pictures(claims, &mut warn);
    for model in label
        .models
        .iter()
        .filter(|model| model.contains(LIST_MARKS))
    {
        let message = format!("'{model}' looks like several models; separate them by ';'");
        warn(Column::Models, "model_list", message);
    }
    for gtin in &label.gtins {
        if let Some((code, what)) = special_gtin(gtin.number()) {
            let message = format!("{}: {what}", gtin.number());
            warn(Column::Gtins, code, message);
        }
    }
    found
}

/// Warns of characters that cannot be printed.
fn of_pictures(claims: &Claims, warn: &mut impl FnMut(Column, &'static str, String)) {
    let label = &claims.label;
    let names = [
        (Column::Product, Some(&label.product)),
        (Column::Holder, label.holder.as_ref()),
    ];
    let models = label
        .models
        .iter()
        .map(|model| (Column::Models, Some(model)));
    for (column, text) in names.into_iter().chain(models) {
        let picture = text.and_then(|text| text.chars().find(|one| PICTURES.contains(one)));
        if let Some(picture) = picture {
            let message = format!(
                "U+{:04X} is a picture that no font of labels has",
                u32::from(picture)
            );
            warn(column, "text_no_glyph", message);
        }
    }
}

/// Warns of documents and product types that the scheme's table does not have.
fn of_codes(claims: &Claims, scheme: &Scheme, warn: &mut impl FnMut(Column, &'static str, String)) {
    let label = &claims.label;
    let name = scheme.name();
    match &label.criteria {
        Some(Code::Text(document)) if !scheme.criteria().is_empty() => {
            let known: Vec<&str> = scheme.criteria().iter().map(Criteria::document).collect();
            let known = known.join(", ");
            let message = format!(
                "'{document}' is no document that is known of scheme {name}, unlike {known}"
            );
            warn(Column::Criteria, "criteria_unknown", message);
        }
        Some(Code::Number(code)) => {
            let known = scheme.criteria().iter().find(|known| known.code() == *code);
            let levels = known.and_then(|known| Some((known.document(), known.levels()?)));
            if let Some(((document, levels), level)) = levels.zip(label.level)
                && !levels.contains(&level)
            {
                let levels: Vec<String> = levels.iter().map(u64::to_string).collect();
                let levels = levels.join(", ");
                let message =
                    format!("{document} is for level {levels}, and the label has level {level}");
                warn(Column::Criteria, "criteria_level", message);
            }
        }
        _ => {}
    }
    if let Some(Code::Text(category)) = &label.category
        && !scheme.categories().is_empty()
    {
        let message = format!("'{category}' is no product type that is known of scheme {name}");
        warn(Column::Category, "category_unknown", message);
    }
}

/// Warns of support that ends too early, or so late that nobody means it.
fn of_support(
    claims: &Claims,
    scheme: &Scheme,
    warn: &mut impl FnMut(Column, &'static str, String),
) {
    let Some(end) = claims
        .label
        .support_end
        .filter(|end| *end != SupportEnd::Unsupported)
    else {
        return;
    };
    let zone = scheme.zone();
    let Some(issued) = Day::of(claims.issued, zone) else {
        return;
    };
    let expires = claims
        .expires
        .and_then(|expires| Day::last_before(expires, zone));
    let far = issued.number() + SUPPORTED_YEARS * 10_000;
    if !end.covers(issued) {
        let message = format!("support ended {end}, before the label begins on {issued}");
        warn(Column::SupportEnd, "support_over", message);
    } else if let Some(expires) = expires.filter(|expires| !end.covers(*expires)) {
        let message = format!("support ends {end}, before the label does on {expires}");
        warn(Column::SupportEnd, "support_short", message);
    } else if end.number() > far {
        let message = format!("{end} is more than {SUPPORTED_YEARS} years away");
        warn(Column::SupportEnd, "support_far", message);
    }
}

/// The codes that are no trade items': the shop's own, and those of publications (GS1 General Specifications, 1.4.2).
fn special_gtin(number: u64) -> Option<(&'static str, &'static str)> {
    let prefix = number / 10_000_000_000;
    match prefix {
        977 => Some(("gtin_publication", "an ISSN, the number of a periodical")),
        978 | 979 => Some(("gtin_publication", "an ISBN, the number of a book")),
        20..=29 | 40..=49 | 200..=299 => {
            Some(("gtin_in_store", "a code that each shop gives out itself"))
        }
        // In eight digits.
        _ if number < 100_000_000 && matches!(number / 10_000_000, 0 | 2) => {
            Some(("gtin_in_store", "a code that each shop gives out itself"))
        }
        _ => None,
    }
}
