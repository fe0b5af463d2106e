//! The tables that are read and those that are refused.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::error::Error;
use crate::limits;
use crate::lists::status::Status;
use crate::scheme::Lang;

/// The reason why a table is refused.
fn reason(json: &str) -> String {
    match Scheme::from_json(json) {
        Err(Error::SchemeTable { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

/// A table with one value set (or, for null, taken away) at a JSON pointer.
fn with(table: &str, pointer: &str, value: Value) -> String {
    let mut table: Value = serde_json::from_str(table).unwrap();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match (table.pointer_mut(parent).unwrap(), value) {
        (Value::Object(map), Value::Null) => {
            map.remove(key).unwrap();
        }
        (Value::Object(map), value) => {
            map.insert(key.to_string(), value);
        }
        (Value::Array(list), value) => list[key.parse::<usize>().unwrap()] = value,
        _ => panic!("{pointer}"),
    }
    table.to_string()
}

#[test]
fn a_table_from_elsewhere_is_read() {
    let scheme = own();
    assert_eq!(scheme.code(), None);
    assert_eq!(scheme.title(Lang::Ja), "港湾表示制度");
    assert_eq!(scheme.status_word(Status::Revoked, Lang::En), "struck off");
    assert_eq!(scheme.level(20).unwrap().mark(), "HH");
    assert_eq!(
        scheme.forbidden_in("An Unsinkable beacon"),
        Some("unsinkable")
    );
    assert_eq!(
        scheme.unsaid_in("", None, Lang::Ja),
        Some("港で使う機器の表示です。")
    );
    let said = "A mark for devices used in harbours.";
    assert_eq!(scheme.unsaid_in(said, Some(10), Lang::En), None);
    assert_eq!(
        scheme.unsaid_in(said, Some(20), Lang::En),
        Some("Renewed yearly.")
    );
}

#[test]
fn missing_and_unknown_fields_are_named() {
    let fields = [
        "name",
        "title",
        "short_title",
        "owner",
        "short_owner",
        "meaning",
        "zone",
        "kinds",
        "levels",
        "assessments",
        "criteria",
        "categories",
        "validity",
        "required",
        "forbidden",
        "supply_chain",
        "till",
        "statuses",
        "must_say",
        "must_not_say",
        "sources",
    ];
    for field in fields {
        let reason = reason(&with(OWN, &format!("/{field}"), Value::Null));
        assert!(
            reason.contains(&format!("missing field `{field}`")),
            "{reason}"
        );
    }
    for (pointer, path) in [
        ("/title/ja", "title"),
        ("/levels/1/meaning/en", "levels[1].meaning"),
        ("/statuses/revoked", "statuses"),
        ("/categories/0/name/ja", "categories[0].name"),
        ("/must_say/1/text/en", "must_say[1].text"),
    ] {
        let reason = reason(&with(OWN, pointer, Value::Null));
        assert!(
            reason.starts_with(&format!("{path}: missing field")),
            "{reason}"
        );
    }
    for pointer in [
        "/extra",
        "/title/fr",
        "/levels/0/extra",
        "/validity/extra",
        "/must_say/0/extra",
    ] {
        let reason = reason(&with(OWN, pointer, json!("x")));
        assert!(reason.contains("unknown field `"), "{reason}");
    }
}

/// Sets each value at its pointer; the reason must start as expected.
fn refused(cases: &[(&str, Value, &str)]) {
    for (pointer, value, expected) in cases {
        let reason = reason(&with(OWN, pointer, value.clone()));
        assert!(reason.starts_with(expected), "{pointer}: {reason}");
    }
}

#[test]
fn wrong_names_and_texts_are_named() {
    let long = "a".repeat(limits::SCHEME_TEXT_BYTES + 1);
    refused(&[
        ("/code", json!(1), "code: must be the one assigned"),
        ("/code", json!(99), "code: must be the one assigned"),
        ("/name", json!("jc-star"), "code: must be the one assigned"),
        ("/name", json!(""), "name: must be"),
        ("/name", json!("Harbour"), "name: must be"),
        ("/name", json!("-harbour"), "name: must be"),
        ("/name", json!(5), "name: invalid type"),
        (
            "/zone",
            json!("Asia/Tokyo"),
            "zone: 'Asia/Tokyo' is no zone",
        ),
        ("/zone", json!("+14:01"), "zone: '+14:01' is no zone"),
        ("/zone", json!("-12:01"), "zone: '-12:01' is no zone"),
        ("/zone", json!("-00:00"), "zone: '-00:00' is no zone"),
        ("/zone", json!(540), "zone: invalid type"),
        ("/title/ja", json!(""), "title.ja: must not be empty"),
        ("/title/en", json!(" x"), "title.en: must not start or end"),
        (
            "/till/en",
            json!("a\u{1b}[2J"),
            "till.en: holds a character",
        ),
        (
            "/till/ja",
            json!("a\u{202e}b"),
            "till.ja: holds a character",
        ),
        (
            "/till/ja",
            json!("か\u{3099}"),
            "till.ja: not in normalisation",
        ),
        ("/owner/en", json!(long), "owner.en: too long"),
        (
            "/criteria/0/document",
            json!(""),
            "criteria[0].document: must not",
        ),
        ("/sources", json!([]), "sources: must not be empty"),
        ("/kinds", json!([]), "kinds: must not be empty"),
        (
            "/kinds",
            json!(["part", "part"]),
            "kinds: a kind stands twice",
        ),
        ("/kinds/0", json!("toy"), "kinds[0]: unknown variant"),
    ]);
}

#[test]
fn wrong_levels_are_named() {
    refused(&[
        ("/levels/1/mark", json!("H"), "levels: a mark stands twice"),
        (
            "/levels/1/mark",
            json!(""),
            "levels[1].mark: must not be empty",
        ),
        ("/levels/1/number", json!(10), "levels: numbers must ascend"),
        ("/levels/1/number", json!(9), "levels: numbers must ascend"),
        (
            "/levels/1/number",
            json!(-1),
            "levels[1].number: invalid value",
        ),
        (
            "/levels/0/assessments",
            json!([]),
            "levels[0].assessments: must not be",
        ),
        (
            "/levels/0/assessments",
            json!([1, 1]),
            "levels[0].assessments: must ascend",
        ),
        (
            "/levels/0/assessments",
            json!([4]),
            "levels[0].assessments: 4 has no",
        ),
        (
            "/levels",
            json!([]),
            "assessments: must stand at the levels",
        ),
        (
            "/assessments",
            json!([0]),
            "assessments: must stand at the levels",
        ),
    ]);
}

#[test]
fn wrong_rules_are_named() {
    refused(&[
        ("/validity/years", json!(0), "validity.years: invalid value"),
        (
            "/validity/years",
            json!(256),
            "validity.years: invalid value",
        ),
        (
            "/validity",
            json!({"kind": "at_most"}),
            "validity: at_most needs years",
        ),
        (
            "/validity/kind",
            json!("none"),
            "validity: none has no years",
        ),
        (
            "/validity",
            json!({"kind": "none"}),
            "forbidden: must name expires",
        ),
        (
            "/required/0",
            json!("holder"),
            "required: a claim stands twice",
        ),
        ("/required/0", json!("models"), "required: must name level"),
        (
            "/required/1",
            json!("models"),
            "required: must name expires",
        ),
        (
            "/required/0",
            json!("colour"),
            "required[0]: unknown variant",
        ),
        (
            "/forbidden",
            json!(["gtins", "gtins"]),
            "forbidden: a claim stands twice",
        ),
        (
            "/forbidden",
            json!(["holder"]),
            "forbidden: holder is demanded",
        ),
        (
            "/forbidden",
            json!(["product"]),
            "forbidden: product is demanded",
        ),
        (
            "/supply_chain",
            json!([]),
            "supply_chain: must not be empty",
        ),
        (
            "/supply_chain",
            json!([1, 1]),
            "supply_chain: a status stands twice",
        ),
        (
            "/supply_chain",
            json!([1, 4]),
            "supply_chain: 4 (not part of",
        ),
        (
            "/supply_chain",
            json!([5]),
            "supply_chain: 5 has no meaning",
        ),
    ]);
}

#[test]
fn wrong_wording_is_named() {
    refused(&[
        (
            "/meaning/en",
            json!("It is unsinkable."),
            "meaning.en: says \"unsinkable\"",
        ),
        (
            "/levels/1/name/ja",
            json!("沈まない"),
            "levels[1].name.ja: says",
        ),
        (
            "/must_say/1/levels",
            json!([]),
            "must_say[1].levels: must not be empty",
        ),
        (
            "/must_say/1/levels",
            json!([30]),
            "must_say[1].levels: the scheme has no",
        ),
        (
            "/must_not_say/0",
            json!(""),
            "must_not_say[0]: must not be empty",
        ),
        (
            "/must_not_say/0",
            json!("Upper"),
            "must_not_say[0]: must be in lower case",
        ),
        (
            "/must_not_say/0",
            json!("沈まない"),
            "must_not_say: a word stands twice",
        ),
    ]);
}

#[test]
fn codes_stand_once() {
    let criteria = |second: Value| json!([{ "code": 7, "document": "A" }, second]);
    let category =
        |code: u64, ja: &str| json!({ "code": code, "name": { "ja": ja, "en": "Beacon" } });
    let cases = [
        (
            "/criteria",
            criteria(json!({ "code": 7, "document": "B" })),
            "criteria: codes must ascend",
        ),
        (
            "/criteria",
            criteria(json!({ "code": 8, "document": "A" })),
            "criteria: a document has",
        ),
        (
            "/categories",
            json!([category(3, "灯"), category(3, "標")]),
            "categories: codes must",
        ),
        (
            "/categories",
            json!([category(3, "灯"), category(4, "標")]),
            "categories: a product type",
        ),
    ];
    for (pointer, value, expected) in cases {
        let reason = reason(&with(OWN, pointer, value));
        assert!(reason.starts_with(expected), "{reason}");
    }
}

#[test]
fn a_binary_scheme_excludes_levels() {
    let binary = with(&with(OWN, "/levels", json!([])), "/must_say", json!([]));
    assert!(reason(&binary).starts_with("assessments: must stand"));
    let binary = with(&binary, "/assessments", json!([2, 3]));
    assert!(reason(&binary).starts_with("forbidden: must name level"));
    let binary = with(&binary, "/required/0", json!("holder_id"));
    let binary = with(&binary, "/forbidden/0", json!("level"));
    let scheme = Scheme::from_json(&binary).unwrap();
    let both = [Assessment::Evaluated, Assessment::Certified];
    assert_eq!(scheme.assessments(None), Some(&both[..]));
    assert_eq!(scheme.assessments(Some(10)), None);
}

#[test]
fn text_around_and_twice_is_refused() {
    assert!(reason(&format!("{OWN} x")).contains("trailing characters"));
    assert!(reason(&format!("\u{feff}{OWN}")).contains("expected value"));
    assert!(reason("").contains("EOF"));
    assert!(reason("[]").contains("invalid length"));
    assert!(reason(&"[".repeat(10_000)).contains("invalid type"));
    let twice = OWN.replacen('{', "{\"name\": \"harbour-mark\",", 1);
    assert!(reason(&twice).contains("duplicate field `name`"));
    let hostile = OWN.replacen('{', "{\"a\\u001b[2J\u{202e}\": 1,", 1);
    assert!(reason(&hostile).contains("unknown field `a\\u{1b}[2J\\u{202e}`"));
}

#[test]
fn a_large_table_is_refused() {
    let limit = limits::SCHEME_TABLE_BYTES;
    let fill = |size: usize| format!("{OWN}{}", " ".repeat(size - OWN.len()));
    assert!(Scheme::from_json(&fill(limit)).is_ok());
    assert_eq!(
        Scheme::from_json(&fill(limit + 1)),
        Err(Error::InputTooLarge { limit })
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
        let text = String::from_utf8_lossy(&bytes);
        prop_assert!(Scheme::from_json(&text).is_err());
    }

    #[test]
    fn a_damaged_table_is_read_or_refused(
        at in any::<prop::sample::Index>(),
        cut in 0_usize..40,
        patch in "[\\[\\]{}\",:0-9a-z\u{0}-\u{1f}\u{202e}é]{0,8}",
    ) {
        let mut characters: Vec<char> = OWN.chars().collect();
        let start = at.index(characters.len());
        let end = (start + cut).min(characters.len());
        characters.splice(start..end, patch.chars());
        let text: String = characters.into_iter().collect();
        match Scheme::from_json(&text) {
            Ok(scheme) => prop_assert!(!scheme.name().is_empty()),
            Err(Error::SchemeTable { reason }) => prop_assert!(!reason.chars().any(char::is_control)),
            Err(other) => prop_assert!(false, "{other:?}"),
        }
    }
}
