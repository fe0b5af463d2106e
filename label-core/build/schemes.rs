//! Turns the scheme tables from JSON into static data, so that nobody has to parse them at run time.
//!
//! Without the feature `wording` the texts for people are left out, except the names of product types in English.
//!
//! The rules of a table are checked by the tests, which read the same JSON with the rules of
//! everybody's tables and compare; here a field of another shape becomes code that does not compile.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

const DIRECTORY: &str = "schemes";
const ASSESSMENTS: &[&str] = &["SelfDeclared", "Reviewed", "Evaluated", "Certified"];
const SUPPLY_CHAIN: &[&str] = &[
    "NotPerformed",
    "Cleared",
    "ClearedWithConditions",
    "Declared",
    "NotPartOfScheme",
];

/// Codes that are assigned to schemes without a table yet; append-only. A table states its own code.
const WITHOUT_TABLE: [(u64, &str); 8] = [
    (2, "sg-cls"),
    (3, "uk-psti"),
    (5, "eu-cra"),
    (6, "eucc"),
    (7, "de-bsi"),
    (8, "fi-label"),
    (9, "kr-cic"),
    (11, "ccds"),
];

/// The tables as Rust, in three expressions.
pub(crate) struct Generated {
    /// The tables.
    pub(crate) tables: String,
    /// Their names with their JSON.
    pub(crate) sources: String,
    /// Every code with the name of its scheme, in order.
    pub(crate) codes: String,
}

/// Reads the tables; fails where two schemes share a code or a name has two.
pub(crate) fn generate() -> Result<Generated, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={DIRECTORY}");
    let mut paths = fs::read_dir(DIRECTORY)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<PathBuf>, std::io::Error>>()?;
    paths.sort();
    let mut tables = String::new();
    let mut sources = String::new();
    let mut codes: BTreeMap<u64, String> =
        WITHOUT_TABLE.map(|(code, name)| (code, name.into())).into();
    for path in &paths {
        let json: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
        let name = json.get("name").and_then(Value::as_str).unwrap_or_default();
        if let Some(code) = json.get("code").and_then(Value::as_u64) {
            assign(&mut codes, code, name)?;
        }
        writeln!(tables, "Scheme({}),", table(&json))?;
        let path = fs::canonicalize(path)?.display().to_string();
        writeln!(sources, "({name:?}, include_str!({path:?})),")?;
    }
    let codes = codes.iter().map(|pair| format!("{pair:?},\n"));
    Ok(Generated {
        tables: format!("&[\n{tables}]"),
        sources: format!("&[\n{sources}]"),
        codes: format!("&[\n{}]", codes.collect::<String>()),
    })
}

/// Notes the code that a table states; one that is assigned already must be this scheme's.
fn assign(codes: &mut BTreeMap<u64, String>, code: u64, name: &str) -> Result<(), Box<dyn Error>> {
    let differs = |(known, other): &(&u64, &String)| (**known == code) != (*other == name);
    if let Some((known, other)) = codes.iter().find(differs) {
        return Err(format!("{name} states the code {code}; {other} has {known}").into());
    }
    codes.insert(code, name.to_owned());
    Ok(())
}

fn table(json: &Value) -> String {
    let statuses = ["valid", "suspended", "withdrawn", "revoked", "superseded"];
    let statuses = statuses.map(|status| {
        (
            status,
            text(json["statuses"].get(status).unwrap_or(&Value::Null)),
        )
    });
    fields(
        "Table",
        &[
            ("code", option(&json["code"], number)),
            ("name", string(&json["name"])),
            ("title", text(&json["title"])),
            ("short_title", text(&json["short_title"])),
            ("owner", text(&json["owner"])),
            ("short_owner", text(&json["short_owner"])),
            ("meaning", text(&json["meaning"])),
            ("zone", zone(&json["zone"])),
            (
                "kinds",
                list(&json["kinds"], |kind| word("ProductKind", kind)),
            ),
            ("levels", list(&json["levels"], level)),
            ("assessments", list(&json["assessments"], assessment)),
            ("criteria", list(&json["criteria"], criteria)),
            ("categories", list(&json["categories"], category)),
            ("validity", validity(&json["validity"])),
            (
                "required",
                list(&json["required"], |claim| word("Field", claim)),
            ),
            (
                "forbidden",
                list(&json["forbidden"], |claim| word("Field", claim)),
            ),
            ("supply_chain", list(&json["supply_chain"], supply_chain)),
            ("till", text(&json["till"])),
            ("statuses", fields("Statuses", &statuses)),
            ("must_say", list(&json["must_say"], statement)),
            ("must_not_say", list(&json["must_not_say"], words)),
            ("sources", list(&json["sources"], words)),
        ],
    )
}

fn level(json: &Value) -> String {
    fields(
        "Level",
        &[
            ("number", number(&json["number"])),
            ("mark", string(&json["mark"])),
            ("name", text(&json["name"])),
            ("assessments", list(&json["assessments"], assessment)),
            ("meaning", text(&json["meaning"])),
        ],
    )
}

fn criteria(json: &Value) -> String {
    let levels = option(&json["levels"], |levels| list(levels, number));
    fields(
        "Criteria",
        &[
            ("code", number(&json["code"])),
            ("document", string(&json["document"])),
            ("levels", levels),
        ],
    )
}

fn category(json: &Value) -> String {
    fields(
        "Category",
        &[
            ("code", number(&json["code"])),
            ("name", category_name(&json["name"])),
        ],
    )
}

/// Reports name product types in English.
fn category_name(json: &Value) -> String {
    let ja = words(&json["ja"]);
    fields("Text", &[("ja", ja), ("en", string(&json["en"]))])
}

fn statement(json: &Value) -> String {
    let levels = option(&json["levels"], |levels| list(levels, number));
    fields(
        "Statement",
        &[("levels", levels), ("text", text(&json["text"]))],
    )
}

/// An offset, `+hh:mm` or `-hh:mm`, in minutes.
fn zone(json: &Value) -> String {
    let text = json.as_str().unwrap_or_default();
    let (hours, minutes) = text.split_once(':').unwrap_or_default();
    let number = |text: &str| text.parse::<i16>().unwrap_or(i16::MAX / 120);
    let (hours, minutes) = (number(hours), number(minutes));
    let minutes = if text.starts_with('-') {
        -minutes
    } else {
        minutes
    };
    format!("Zone::from_minutes({}).unwrap()", hours * 60 + minutes)
}

fn validity(json: &Value) -> String {
    match json["kind"].as_str() {
        Some("at_most") => format!(
            "Validity::AtMostYears(NonZeroU8::new({}).unwrap())",
            json["years"]
        ),
        _ => "Validity::NoExpiry".to_owned(),
    }
}

fn assessment(json: &Value) -> String {
    numbered("Assessment", ASSESSMENTS, json)
}

fn supply_chain(json: &Value) -> String {
    numbered("SupplyChainStatus", SUPPLY_CHAIN, json)
}

fn fields(name: &str, fields: &[(&str, String)]) -> String {
    let fields = fields
        .iter()
        .map(|(field, value)| format!("{field}: {value}, "));
    format!("{name} {{ {}}}", fields.collect::<String>())
}

fn text(json: &Value) -> String {
    fields(
        "Text",
        &[("ja", words(&json["ja"])), ("en", words(&json["en"]))],
    )
}

/// A text that only people read.
fn words(json: &Value) -> String {
    match std::env::var_os("CARGO_FEATURE_WORDING") {
        Some(_) => string(json),
        None => string(&Value::Null),
    }
}

fn string(json: &Value) -> String {
    format!("Cow::Borrowed({:?})", json.as_str().unwrap_or_default())
}

fn number(json: &Value) -> String {
    json.to_string()
}

fn list(json: &Value, item: impl Fn(&Value) -> String) -> String {
    let items = json.as_array().into_iter().flatten();
    let items = items.map(|json| format!("{}, ", item(json)));
    format!("Cow::Borrowed(&[{}])", items.collect::<String>())
}

fn option(json: &Value, value: impl Fn(&Value) -> String) -> String {
    match json {
        Value::Null => "None".to_owned(),
        json => format!("Some({})", value(json)),
    }
}

/// A variant by its number on the wire.
fn numbered(kind: &str, variants: &[&str], json: &Value) -> String {
    let number = json
        .as_u64()
        .and_then(|number| usize::try_from(number).ok());
    let variant = number.and_then(|number| variants.get(number));
    format!("{kind}::{}", variant.unwrap_or(&"Unknown"))
}

/// A variant by its word in snake case.
fn word(kind: &str, json: &Value) -> String {
    let parts = json.as_str().unwrap_or_default().split('_');
    let variant = parts.map(|part| {
        let (first, rest) = part.split_at(part.len().min(1));
        first.to_ascii_uppercase() + rest
    });
    format!("{kind}::{}", variant.collect::<String>())
}
