//! The rules that a scheme table must keep.

use super::lang::{Lang, Text};
use super::set::Schemes;
use super::table::{Field, Table};
use super::validity::Validity;
use crate::error::Error;
use crate::label::claims::SupplyChainStatus;
use crate::limits;
use crate::wire::text::is_forbidden;
use crate::wire::text::nfc::is_nfc;

/// Checks a table; the reason names the first field at fault.
pub(super) fn validate(table: &Table) -> Result<(), Error> {
    name(table)?;
    forbidden_words(table)?;
    texts(table)?;
    levels(table)?;
    codes(table)?;
    claims(table)?;
    statements(table)
}

/// The name is one that fits a claim and a command line, with the code assigned to it.
fn name(table: &Table) -> Result<(), Error> {
    let name = &table.name;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let ends_plain = !name.starts_with('-') && !name.ends_with('-');
    let fits = (1..=limits::TEXT_BYTES).contains(&name.len());
    demand(
        fits && ends_plain && name.bytes().all(plain),
        "name",
        "must be lower-case letters, digits and inner hyphens",
    )?;
    demand(
        table.code == Schemes::code_of(name),
        "code",
        "must be the one assigned to the name, or absent where none is",
    )
}

/// Every text is there, in a printable form and without forbidden words.
fn texts(table: &Table) -> Result<(), Error> {
    for (field, text) in spoken(table) {
        for lang in Lang::ALL {
            let field = format!("{field}.{}", lang.tag());
            line(&field, text.get(lang), limits::SCHEME_TEXT_BYTES)?;
            if let Some(word) = table.forbidden_in(text.get(lang)) {
                return Err(fault(
                    &field,
                    &format!("says {word:?}, which must_not_say forbids"),
                ));
            }
        }
    }
    for (index, level) in table.levels.iter().enumerate() {
        let field = format!("levels[{index}].mark");
        line(&field, &level.mark, limits::TEXT_BYTES)?;
    }
    for (index, criteria) in table.criteria.iter().enumerate() {
        let field = format!("criteria[{index}].document");
        line(&field, &criteria.document, limits::TEXT_BYTES)?;
        let mut levels = criteria.levels.iter().flat_map(|levels| levels.iter());
        let known = |number: &u64| table.levels.iter().any(|level| level.number == *number);
        let field = format!("criteria[{index}].levels");
        demand(levels.all(known), &field, "the scheme has no such level")?;
    }
    demand(!table.sources.is_empty(), "sources", "must not be empty")?;
    for (index, source) in table.sources.iter().enumerate() {
        let field = format!("sources[{index}]");
        line(&field, source, limits::SCHEME_TEXT_BYTES)?;
    }
    Ok(())
}

/// The texts for people, with the paths of their fields.
fn spoken(table: &Table) -> Vec<(String, &Text)> {
    let statuses = &table.statuses;
    let fixed = [
        ("title", &table.title),
        ("short_title", &table.short_title),
        ("owner", &table.owner),
        ("short_owner", &table.short_owner),
        ("meaning", &table.meaning),
        ("till", &table.till),
        ("statuses.valid", &statuses.valid),
        ("statuses.suspended", &statuses.suspended),
        ("statuses.withdrawn", &statuses.withdrawn),
        ("statuses.revoked", &statuses.revoked),
        ("statuses.superseded", &statuses.superseded),
    ];
    let mut all: Vec<_> = fixed.map(|(field, text)| (field.to_owned(), text)).into();
    for (index, level) in table.levels.iter().enumerate() {
        all.push((format!("levels[{index}].name"), &level.name));
        all.push((format!("levels[{index}].meaning"), &level.meaning));
    }
    for (index, category) in table.categories.iter().enumerate() {
        all.push((format!("categories[{index}].name"), &category.name));
    }
    for (index, statement) in table.must_say.iter().enumerate() {
        all.push((format!("must_say[{index}].text"), &statement.text));
    }
    all
}

/// Levels ascend, each with its own mark; assessments stand at the levels or, without any, once.
fn levels(table: &Table) -> Result<(), Error> {
    demand(
        ascend(table.levels.iter().map(|level| level.number)),
        "levels",
        "numbers must ascend",
    )?;
    demand(
        !repeats(table.levels.iter().map(|level| &level.mark)),
        "levels",
        "a mark stands twice",
    )?;
    for (index, level) in table.levels.iter().enumerate() {
        let field = format!("levels[{index}].assessments");
        demand(!level.assessments.is_empty(), &field, "must not be empty")?;
        demand(ascend(level.assessments.iter()), &field, "must ascend")?;
    }
    demand(
        table.levels.is_empty() != table.assessments.is_empty(),
        "assessments",
        "must stand at the levels or, in a scheme without levels, here",
    )?;
    demand(
        ascend(table.assessments.iter()),
        "assessments",
        "must ascend",
    )
}

/// Codes ascend, and no document or product type has two.
fn codes(table: &Table) -> Result<(), Error> {
    let (criteria, categories) = (&table.criteria, &table.categories);
    demand(
        ascend(criteria.iter().map(|known| known.code)),
        "criteria",
        "codes must ascend",
    )?;
    demand(
        !repeats(criteria.iter().map(|known| &known.document)),
        "criteria",
        "a document has two codes",
    )?;
    demand(
        ascend(categories.iter().map(|known| known.code)),
        "categories",
        "codes must ascend",
    )?;
    for lang in Lang::ALL {
        let names = categories.iter().map(|known| known.name.get(lang));
        demand(
            !repeats(names),
            "categories",
            "a product type has two codes",
        )?;
    }
    demand(!table.kinds.is_empty(), "kinds", "must not be empty")?;
    demand(!repeats(table.kinds.iter()), "kinds", "a kind stands twice")
}

/// The lists of claims agree with each other and with the rules that read them.
fn claims(table: &Table) -> Result<(), Error> {
    let (required, forbidden) = (&table.required, &table.forbidden);
    demand(
        !repeats(required.iter()),
        "required",
        "a claim stands twice",
    )?;
    demand(
        !repeats(forbidden.iter()),
        "forbidden",
        "a claim stands twice",
    )?;
    let always = [Field::Registration, Field::Product];
    if let Some(field) = forbidden
        .iter()
        .find(|&field| required.contains(field) || always.contains(field))
    {
        return Err(fault("forbidden", &format!("{} is demanded", field.name())));
    }
    let rules = [
        (Field::Level, !table.levels.is_empty()),
        (Field::Expires, table.validity != Validity::NoExpiry),
    ];
    for (field, demanded) in rules {
        let (list, list_name) = if demanded {
            (required, "required")
        } else {
            (forbidden, "forbidden")
        };
        demand(
            list.contains(&field),
            list_name,
            &format!("must name {}", field.name()),
        )?;
    }
    supply_chain(table)
}

/// A scheme has a supply-chain check or it has none.
fn supply_chain(table: &Table) -> Result<(), Error> {
    let (field, listed) = ("supply_chain", &table.supply_chain);
    let none = listed.contains(&SupplyChainStatus::NotPartOfScheme);
    demand(!listed.is_empty(), field, "must not be empty")?;
    demand(!repeats(listed.iter()), field, "a status stands twice")?;
    demand(
        !none || listed.len() == 1,
        field,
        "4 (not part of the scheme) must stand alone",
    )
}

/// Each forbidden word is one that can be found.
fn forbidden_words(table: &Table) -> Result<(), Error> {
    for (index, word) in table.must_not_say.iter().enumerate() {
        let field = format!("must_not_say[{index}]");
        line(&field, word, limits::TEXT_BYTES)?;
        let lower = word.to_ascii_lowercase();
        demand(*word == lower, &field, "must be in lower case")?;
    }
    let words = &table.must_not_say;
    demand(
        !repeats(words.iter()),
        "must_not_say",
        "a word stands twice",
    )
}

/// Each demanded statement belongs to levels that there are.
fn statements(table: &Table) -> Result<(), Error> {
    let known = |number: &u64| table.levels.iter().any(|level| level.number == *number);
    for (index, statement) in table.must_say.iter().enumerate() {
        let field = format!("must_say[{index}].levels");
        if let Some(levels) = &statement.levels {
            demand(!levels.is_empty(), &field, "must not be empty")?;
            demand(
                levels.iter().all(known),
                &field,
                "the scheme has no such level",
            )?;
        }
    }
    Ok(())
}

/// One line of text as it may be shown to people.
fn line(field: &str, text: &str, limit: usize) -> Result<(), Error> {
    demand(!text.is_empty(), field, "must not be empty")?;
    demand(text.len() <= limit, field, "too long")?;
    demand(
        text.trim() == text,
        field,
        "must not start or end with a space",
    )?;
    demand(
        !text.chars().any(is_forbidden),
        field,
        "holds a character that is not allowed in labels",
    )?;
    demand(is_nfc(text), field, "not in normalisation form C")
}

fn demand(kept: bool, field: &str, rule: &str) -> Result<(), Error> {
    if kept {
        Ok(())
    } else {
        Err(fault(field, rule))
    }
}

fn fault(field: &str, rule: &str) -> Error {
    let reason = format!("{field}: {rule}");
    Error::SchemeTable { reason }
}

/// True where each value is above the one before it.
fn ascend<T: PartialOrd>(values: impl IntoIterator<Item = T>) -> bool {
    values.into_iter().is_sorted_by(|low, high| low < high)
}

fn repeats<T: PartialEq>(values: impl IntoIterator<Item = T>) -> bool {
    let mut seen = Vec::new();
    values.into_iter().any(|value| {
        let again = seen.contains(&value);
        seen.push(value);
        again
    })
}
