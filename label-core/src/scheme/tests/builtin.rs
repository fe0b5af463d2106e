//! The content of the built-in tables.

use super::*;
use crate::error::Error;
use crate::lists::status::Status;
use crate::scheme::{Field, Lang, ProductKind, SCHEME_CODES, Validity};

/// Words that no table may use, whatever its owner forbids (the statement that the label proves
/// more than it does).
const NEVER: [&str; 8] = [
    "安全",
    "お墨付き",
    "脆弱性がない",
    "完全なセキュリティ",
    "safe",
    "secure",
    "no vulnerabilities",
    "official guarantee",
];

#[test]
fn every_table_is_readable() {
    let schemes = Schemes::builtin();
    for (scheme, (name, json)) in schemes.iter().zip(Schemes::SOURCES) {
        assert_eq!(scheme.name(), *name);
        assert_eq!(Scheme::from_json(json).as_ref(), Ok(scheme));
    }
    assert_eq!(schemes.iter().count(), Schemes::SOURCES.len());
}

#[test]
fn codes_are_the_assigned_ones() {
    let schemes = Schemes::builtin();
    for (code, name) in SCHEME_CODES.iter().copied() {
        assert_eq!(Schemes::code_of(name), Some(code));
        assert_eq!(Schemes::name_of(code), Some(name));
        let by_code = schemes.get(&Code::Number(code));
        assert_eq!(by_code, schemes.get(&Code::Text(name.to_string())));
        assert!(by_code.is_none_or(|scheme| scheme.name() == name));
    }
    assert_eq!(Schemes::code_of("sg-cls"), Some(2));
    assert_eq!(Schemes::code_of("harbour-mark"), None);
    assert_eq!(Schemes::name_of(12), None);
    assert_eq!(schemes.get(&Code::Number(2)), None);
}

/// Labels in the field carry these codes: a change here is a change of what they say.
#[test]
fn codes_in_tables_keep_their_meaning() {
    let known = |name: &str| {
        let scheme = builtin(name);
        let criteria = scheme.criteria().iter();
        let categories = scheme.categories().iter();
        let criteria: Vec<_> = criteria
            .map(|known| (known.code(), known.document().to_string()))
            .collect();
        let categories: Vec<_> = categories
            .map(|known| (known.code(), known.name(Lang::En).to_string()))
            .collect();
        (criteria, categories)
    };
    let owned = |pairs: &[(u64, &str)]| -> Vec<(u64, String)> {
        let pairs = pairs.iter();
        pairs
            .map(|(code, text)| (*code, (*text).to_string()))
            .collect()
    };
    let (criteria, categories) = known("jc-star");
    assert!(criteria.starts_with(&owned(&[(1, "JST-CR-01-01-2024R1")])));
    assert!(categories.starts_with(&owned(&[
        (1, "Communication equipment"),
        (2, "Network camera"),
        (3, "Smart-home product"),
        (4, "Storage battery"),
        (5, "Water heater"),
        (6, "Power conditioner"),
        (7, "Battery management system"),
        (8, "Energy management system"),
    ])));
    let (criteria, categories) = known("siotp");
    assert!(criteria.starts_with(&owned(&[(1, "IoTセキュリティ手引書 Ver2.0")])));
    assert!(categories.starts_with(&owned(&[
        (1, "Industrial system"),
        (2, "Business system"),
        (3, "Consumer device"),
        (4, "Part"),
        (5, "Software"),
    ])));
}

#[test]
fn codes_and_texts_are_named() {
    let scheme = builtin("jc-star");
    let (code, text) = (Code::Number(2), Code::Text("Doorbell".to_string()));
    assert_eq!(
        scheme.category_name(&code, Lang::Ja),
        Some("ネットワークカメラ")
    );
    assert_eq!(scheme.category_name(&text, Lang::Ja), Some("Doorbell"));
    assert_eq!(scheme.category_name(&Code::Number(99), Lang::Ja), None);
    let document = Some("JST-CR-01-01-2024R1");
    assert_eq!(scheme.criteria_document(&Code::Number(1)), document);
    assert_eq!(scheme.criteria_document(&text), Some("Doorbell"));
    assert_eq!(scheme.criteria_document(&Code::Number(99)), None);
}

#[test]
fn levels_stand_in_order() {
    let marks = |name: &str| -> Vec<(u64, String)> {
        let scheme = builtin(name);
        let levels = scheme.levels().iter();
        levels
            .map(|level| (level.number(), level.mark().to_string()))
            .collect()
    };
    let owned = |pairs: &[(u64, &str)]| -> Vec<(u64, String)> {
        let pairs = pairs.iter();
        pairs
            .map(|(number, mark)| (*number, (*mark).to_string()))
            .collect()
    };
    assert_eq!(
        marks("jc-star"),
        owned(&[(1, "★1"), (2, "★2"), (3, "★3"), (4, "★4")])
    );
    assert_eq!(
        marks("siotp"),
        owned(&[(1, "Bronze"), (2, "Silver"), (3, "Gold")])
    );
    assert!(marks("us-ctm").is_empty());
}

#[test]
fn rules_are_those_of_the_schemes() {
    let years = |name: &str| match builtin(name).validity() {
        Validity::AtMostYears(years) => Some(years.get()),
        Validity::NoExpiry => None,
    };
    assert_eq!(
        [years("jc-star"), years("siotp"), years("us-ctm")],
        [Some(2), Some(5), None]
    );
    assert!(builtin("jc-star").demands_supply_chain());
    assert!(!builtin("siotp").demands_supply_chain());
    assert!(!builtin("siotp").required().contains(&Field::Gtins));
    assert_eq!(
        builtin("us-ctm").forbidden(),
        [Field::Expires, Field::Level]
    );
    assert_eq!(
        builtin("siotp").kinds(),
        [
            ProductKind::Device,
            ProductKind::Part,
            ProductKind::Software,
            ProductKind::System,
        ]
    );
}

/// Every text that a table has for people, in one language.
fn texts(scheme: &Scheme, lang: Lang) -> Vec<&str> {
    let mut all = vec![
        scheme.title(lang),
        scheme.short_title(lang),
        scheme.owner(lang),
        scheme.short_owner(lang),
        scheme.meaning(lang),
        scheme.till(lang),
    ];
    let statuses = (0..=u8::MAX).filter_map(Status::from_value);
    all.extend(statuses.map(|status| scheme.status_word(status, lang)));
    for level in scheme.levels() {
        all.extend([level.mark(), level.name(lang), level.meaning(lang)]);
        all.extend(scheme.must_say(Some(level.number()), lang));
    }
    all.extend(scheme.must_say(None, lang));
    all.extend(scheme.categories().iter().map(|known| known.name(lang)));
    all
}

#[test]
fn no_text_says_what_is_forbidden() {
    for scheme in Schemes::builtin().iter() {
        let forbidden = scheme.must_not_say();
        for word in NEVER {
            assert!(
                forbidden.iter().any(|known| word.contains(known.as_ref())),
                "{word}"
            );
        }
        for text in Lang::ALL.into_iter().flat_map(|lang| texts(scheme, lang)) {
            assert_eq!(scheme.forbidden_in(text), None, "{text}");
        }
    }
}

#[test]
fn texts_are_in_their_language() {
    let is_japanese = |text: &str| text.chars().any(|c| ('\u{3040}'..='\u{9fff}').contains(&c));
    for scheme in Schemes::builtin().iter() {
        for text in texts(scheme, Lang::En) {
            assert!(!is_japanese(text), "{text}");
        }
        let meanings = scheme.levels().iter().map(|level| level.meaning(Lang::Ja));
        for text in meanings.chain([scheme.meaning(Lang::Ja), scheme.till(Lang::Ja)]) {
            assert!(is_japanese(text) && text.ends_with('。'), "{text}");
        }
    }
}

#[test]
fn forbidden_words_are_found() {
    let scheme = builtin("siotp");
    let cases = [
        ("This product is SAFE.", Some("safe")),
        ("safe", Some("safe")),
        ("It has no vulnerabilities", Some("no vulnerabilities")),
        ("この製品は安全です", Some("安全")),
        ("公的なお墨付きを得ています", Some("お墨付き")),
        ("A safeguard, a vouchsafed unsafety", None),
        ("Security label", None),
        ("Granted by the Secure IoT Platform Consortium", None),
        ("A secure IoT platform consortium", None),
        ("A secure IoT platform", Some("secure")),
        ("セキュアIoT認定", None),
        ("セキュアIoT認定を受けたセキュアな製品", Some("セキュア")),
        ("", None),
    ];
    for (text, expected) in cases {
        assert_eq!(scheme.forbidden_in(text), expected, "{text}");
    }
}

#[test]
fn level_texts_say_what_is_demanded() {
    let scheme = builtin("jc-star");
    for lang in Lang::ALL {
        for level in scheme.levels() {
            let number = Some(level.number());
            assert_eq!(scheme.unsaid_in(level.meaning(lang), number, lang), None);
        }
        let demanded = |level| scheme.must_say(Some(level), lang).count();
        assert_eq!([1, 2, 3, 4].map(demanded), [2, 1, 0, 0]);
    }
    let unsaid = scheme.unsaid_in("★1", Some(1), Lang::En);
    assert_eq!(
        unsaid,
        Some("The label rests on the vendor's own declaration of conformity.")
    );
}

#[test]
fn a_scheme_joins_once() {
    let schemes = Schemes::builtin().with(own()).unwrap();
    assert_eq!(schemes.iter().count(), Schemes::SOURCES.len() + 1);
    let table = |reason: &str| Error::SchemeTable {
        reason: reason.to_string(),
    };
    let again = table("name: there is another table for harbour-mark");
    assert_eq!(schemes.with(own()), Err(again));
    let again = table("name: there is another table for jc-star");
    assert_eq!(Schemes::builtin().with(builtin("jc-star")), Err(again));
}

#[test]
fn languages_have_tags() {
    for (tag, lang) in [
        ("ja", Some(Lang::Ja)),
        ("JA-jp", Some(Lang::Ja)),
        ("ja_JP.UTF-8", Some(Lang::Ja)),
        ("en", Some(Lang::En)),
        ("en-GB", Some(Lang::En)),
        ("C", None),
        ("jav", None),
        ("", None),
    ] {
        assert_eq!(Lang::parse(tag), lang, "{tag}");
    }
    for lang in Lang::ALL {
        assert_eq!(Lang::parse(lang.tag()), Some(lang));
    }
}
