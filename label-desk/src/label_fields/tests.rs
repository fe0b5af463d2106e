//! Every field, right and wrong, and every fault at once.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use label_core::scheme::Schemes;
use label_core::{Assessment, Code, HolderId, SupplyChainStatus};

use super::*;
use crate::error::DeskError;

const ISSUED: UnixTime = UnixTime::from_seconds(1_793_491_200); // 2026-11-01T00:00:00Z

fn complete() -> Draft {
    let mut draft = Draft::default();
    for (column, text) in [
        (Column::Registration, "R-1"),
        (Column::Scheme, "jc-star"),
        (Column::Level, "1"),
        (Column::Assessment, "self"),
        (Column::Criteria, "JST-CR-01-01-2024R1"),
        (Column::Product, "Router"),
        (Column::Models, "M"),
        (Column::SupplyChain, "cleared"),
    ] {
        draft.set(column, [text]);
    }
    draft
}

fn parse(draft: &Draft) -> Result<Parsed, Vec<Fault>> {
    draft.parse(Rules {
        schemes: &Schemes::builtin(),
        issued: ISSUED,
    })
}

/// The claims with one field set to a text.
fn with(column: Column, text: &str) -> Result<Claims, String> {
    let mut draft = complete();
    draft.set(column, [text]);
    match parse(&draft) {
        Ok(parsed) => Ok(parsed.whole()),
        Err(faults) => Err(faults.into_iter().map(|fault| fault.message).collect()),
    }
}

#[test]
fn what_is_not_written_comes_from_the_scheme() {
    let claims = parse(&complete()).unwrap().whole();
    assert_eq!(claims.issued, ISSUED);
    assert_eq!(
        label_io::time::format(claims.expires.unwrap()),
        "2028-11-01T15:00:00Z"
    );
    assert_eq!(claims.label.scheme, Code::Number(1));
    assert_eq!(claims.label.criteria, Some(Code::Number(1)));
    let mut draft = complete();
    draft.set(Column::Level, ["3"]);
    draft.0.remove(&Column::Assessment);
    let claims = parse(&draft).unwrap().claims;
    assert_eq!(claims.label.assessment, Assessment::Certified);
    draft.set(Column::Level, ["2"]);
    let faults = parse(&draft).unwrap_err();
    assert_eq!(faults[0].message, "missing; expected self or reviewed");
}

#[test]
fn codes_are_known_by_their_names() {
    let label = |column, text| with(column, text).unwrap().label;
    assert_eq!(label(Column::Scheme, "JC-STAR").scheme, Code::Number(1));
    assert_eq!(label(Column::Scheme, "1").scheme, Code::Number(1));
    assert_eq!(label(Column::Level, "★2").level, Some(2));
    for text in ["２", "★２", "レベル2", "レベル２", "Level 2", "☆2"] {
        assert_eq!(label(Column::Level, text).level, Some(2), "{text}");
    }
    let title = Schemes::builtin();
    let title = title.get(&Code::Number(1)).unwrap();
    let title = title.title(label_core::scheme::Lang::Ja);
    assert_eq!(label(Column::Scheme, title).scheme, Code::Number(1));
    for (text, expected) in [
        ("自己適合宣言", Assessment::SelfDeclared),
        ("自己適合宣言（検証事業者確認）", Assessment::Reviewed),
    ] {
        assert_eq!(
            label(Column::Assessment, text).assessment,
            expected,
            "{text}"
        );
    }
    assert_eq!(
        label(Column::Assessment, "1").assessment,
        Assessment::Reviewed
    );
    let category = |text| label(Column::Category, text).category.unwrap();
    for name in ["2", "２", "ネットワークカメラ", "Network camera"] {
        assert_eq!(category(name), Code::Number(2), "{name}");
    }
    assert_eq!(category("Camera 2"), Code::Text("Camera 2".to_owned()));
    let criteria = label(Column::Criteria, "JST-CR-02").criteria;
    assert_eq!(criteria, Some(Code::Text("JST-CR-02".to_owned())));
}

#[test]
fn holders_are_identified() {
    let id = |text| with(Column::HolderId, text).map(|claims| claims.label.holder_id.unwrap());
    let corporate = HolderId {
        icd: 188,
        id: Code::Number(7_123_456_789_012),
    };
    for text in [
        "0188:7123456789012",
        "7123456789012",
        "７１２３４５６７８９０１２",
    ] {
        assert_eq!(id(text), Ok(corporate.clone()), "{text}");
    }
    let lei = id("0199:529900T8BM49AURSDO55").unwrap();
    assert_eq!(lei.id, Code::Text("529900T8BM49AURSDO55".to_owned()));
    assert_eq!(
        id("0060:012345678").unwrap().id,
        Code::Text("012345678".to_owned())
    );
    for (wrong, message) in [
        (
            "8123456789012",
            "8123456789012 has a wrong check digit; expected 7 in front",
        ),
        (
            "0188:123",
            "'123' is no corporate number; expected 13 digits",
        ),
        (
            "188:7123456789012",
            "'188:7123456789012' is no holder id; expected four digits, ':' and a number, for example 0188:1234567890123",
        ),
        (
            "7.12346E+12",
            "7.12346E+12: Excel changed this number; format the column as Text",
        ),
    ] {
        assert_eq!(id(wrong), Err(message.to_owned()));
    }
}

#[test]
fn gtins_are_checked_to_the_last_digit() {
    let gtins = |text| with(Column::Gtins, text).map(|claims| claims.label.gtins);
    for text in [
        "4901234567894",
        "４９０１２３４５６７８９４",
        "04901234567894",
    ] {
        assert_eq!(
            gtins(text).unwrap()[0].number(),
            4_901_234_567_894,
            "{text}"
        );
    }
    for (wrong, message) in [
        (
            "4901234567890",
            "4901234567890 has a wrong check digit; expected 4 at the end",
        ),
        (
            "490123456789",
            "490123456789 has a wrong check digit; expected 3 at the end",
        ),
        (
            "49012345678",
            "'49012345678' is no JAN or GTIN; expected 8, 12, 13 or 14 digits",
        ),
        (
            "4901234-567894",
            "'4901234-567894' is no JAN or GTIN; expected 8, 12, 13 or 14 digits",
        ),
        ("0000000000000", "0000000000000 is no JAN or GTIN"),
        (
            "4.90E+12",
            "4.90E+12: Excel changed this number; format the column as Text",
        ),
        (
            "4.90123E+12",
            "4.90123E+12: Excel changed this number; format the column as Text",
        ),
        (
            "４．９Ｅ＋１２",
            "4.9E+12: Excel changed this number; format the column as Text",
        ),
    ] {
        assert_eq!(gtins(wrong), Err(message.to_owned()));
    }
}

#[test]
fn dates_are_read_as_people_and_spreadsheets_write_them() {
    let end = |text| {
        with(Column::SupportEnd, text).map(|claims| claims.label.support_end.unwrap().to_string())
    };
    for (text, shown) in [
        ("2029-03-31", "2029-03-31"),
        ("2029/3/31", "2029-03-31"),
        ("2029-03", "2029-03"),
        ("2029/3", "2029-03"),
        ("２０２９－０３", "2029-03"),
        ("Unsupported", "unsupported"),
        ("サポートなし", "unsupported"),
        ("令和11年3月31日", "2029-03-31"),
        ("R11.3.31", "2029-03-31"),
        ("２０２９年３月", "2029-03"),
    ] {
        assert_eq!(end(text).as_deref(), Ok(shown), "{text}");
    }
    for wrong in [
        "0",
        "2029",
        "2029-3-31",
        "2029-02-29",
        "2029-13",
        "2029-03-00",
        "29/3/31",
        "3/31/2029",
        "Mar-29",
        "2029-03-31-1",
        "2029--03",
        "2029/03/",
    ] {
        let message =
            format!("'{wrong}' is no end of support; expected YYYY-MM-DD, YYYY-MM or unsupported");
        assert_eq!(end(wrong), Err(message));
    }
    let times = |text| {
        with(Column::Expires, text).map(|claims| label_io::time::format(claims.expires.unwrap()))
    };
    assert_eq!(times("2028/1/5").as_deref(), Ok("2028-01-05T15:00:00Z"));
    assert_eq!(
        times("2028-01-05T09:00:00+09:00").as_deref(),
        Ok("2028-01-05T00:00:00Z")
    );
    assert!(times("2028-01").is_err());
    let issued = with(Column::Issued, "2027/1/5").unwrap().issued;
    assert_eq!(label_io::time::format(issued), "2027-01-04T15:00:00Z");
}

#[test]
fn supply_chain_checks_have_words_and_days() {
    let check =
        |text| with(Column::SupplyChain, text).map(|claims| claims.label.supply_chain.unwrap());
    for (text, status) in [
        ("not-performed", SupplyChainStatus::NotPerformed),
        ("Cleared", SupplyChainStatus::Cleared),
        ("conditions", SupplyChainStatus::ClearedWithConditions),
        ("declared", SupplyChainStatus::Declared),
        ("none", SupplyChainStatus::NotPartOfScheme),
        ("問題なし", SupplyChainStatus::Cleared),
        ("条件付き", SupplyChainStatus::ClearedWithConditions),
        ("未実施", SupplyChainStatus::NotPerformed),
    ] {
        assert_eq!(check(text).unwrap().status, status);
    }
    for text in ["cleared:2026/10/1", "問題なし：令和8年10月1日"] {
        assert_eq!(
            check(text).unwrap().day.unwrap().number(),
            20_261_001,
            "{text}"
        );
    }
    assert_eq!(
        check("cleared:2026-10").unwrap_err(),
        "'2026-10' is no day; expected YYYY-MM-DD"
    );
    assert!(check("clear").is_err() && check("1").is_err() && check("cleared:").is_err());
}

#[test]
fn texts_are_trimmed_and_composed_but_never_cleaned() {
    let product = |text| with(Column::Product, text).map(|claims| claims.label.product);
    assert_eq!(
        product("\u{3000}か\u{3099}くせい \t").as_deref(),
        Ok("がくせい")
    );
    assert_eq!(product("ﾙｰﾀ ㈱").as_deref(), Ok("ﾙｰﾀ ㈱"));
    for (text, message) in [
        ("a\u{200b}b", "U+200B is not allowed in labels"),
        ("a\u{202e}b", "U+202E is not allowed in labels"),
        ("a\u{1b}[2J", "U+001B is not allowed in labels"),
        ("a\tb", "U+0009 is not allowed in labels"),
        ("\u{feff}a", "U+FEFF is not allowed in labels"),
        ("a\u{e000}", "U+E000 is not allowed in labels"),
        ("a\u{10ffff}", "U+10FFFF is not allowed in labels"),
    ] {
        assert_eq!(product(text), Err(message.to_owned()));
    }
    assert_eq!(
        product(&"長".repeat(86)),
        Err(
            "258 bytes; at most 256 are taken, which is 256 Latin or 85 Japanese characters"
                .to_owned()
        )
    );
}

#[test]
fn numbers_stay_in_their_range() {
    let index = |text| with(Column::StatusIndex, text).map(|claims| claims.label.status_index);
    assert_eq!(index("16777215"), Ok(Some(16_777_215)));
    for wrong in [
        "16777216",
        "-1",
        "1.0",
        "1 000",
        "99999999999999999999",
        "0x1",
        "1E+3",
    ] {
        assert!(index(wrong).is_err(), "{wrong}");
    }
    let level = with(Column::Level, "-1");
    let message = "'-1' is no level; expected a number, or one of ★1, ★2, ★3, ★4";
    assert_eq!(level, Err(message.to_owned()));
}

#[test]
fn every_fault_is_reported() {
    let mut draft = Draft::default();
    draft.set(Column::Scheme, ["x"]);
    draft.set(Column::Gtins, ["1", "2"]);
    draft.set(Column::Models, ["a", "", "a"]);
    draft.set(Column::Issued, ["soon"]);
    let faults = parse(&draft).unwrap_err();
    let columns: Vec<Column> = faults.iter().filter_map(|fault| fault.column).collect();
    assert_eq!(
        columns,
        [
            Column::Registration,
            Column::Scheme,
            Column::Issued,
            Column::Product,
            Column::Models,
            Column::Models,
            Column::Gtins,
            Column::Gtins
        ]
    );
    let codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes[..2], ["claim_missing", "scheme_unknown"]);
    let known: Vec<&str> = Schemes::SOURCES.iter().map(|(name, _)| *name).collect();
    let known = format!("expected one of {}", known.join(", "));
    assert!(faults[1].message.ends_with(&known));
}

#[test]
fn json_holds_the_same_fields() {
    let json = r#"{"registration":"R-1","scheme":"jc-star","level":1,"assessment":0,
        "criteria":"JST-CR-01-01-2024R1","product":"Router","models":["M"],"gtins":["4901234567894"],
        "supply_chain":"cleared","holder":null}"#;
    let file = std::path::Path::new("label.json");
    let read = |json: &str| Draft::from_json(file, json.as_bytes());
    let mut expected = complete();
    expected.set(Column::Gtins, ["4901234567894"]);
    let claims = parse(&read(json).unwrap()).unwrap();
    assert_eq!(claims, parse(&expected).unwrap());
    for (wrong, part) in [
        ("", "EOF"),
        ("[]", "expected an object with the fields of a label"),
        (r#"{"jna":1}"#, "no field is called 'jna'"),
        (r#"{"level":1,"level":2}"#, "field level stands twice"),
        (r#"{"jan":[],"gtins":[]}"#, "field gtins stands twice"),
        (
            r#"{"level":[1]}"#,
            "field level: expected a text or a number",
        ),
        (
            r#"{"level":1.5}"#,
            "field level: expected a text or a number",
        ),
        (
            r#"{"models":[{}]}"#,
            "field models: expected a list of texts",
        ),
        (r#"{"level":1} {}"#, "trailing characters"),
    ] {
        let Err(DeskError::Labels { problems, more: 0 }) = read(wrong) else {
            unreachable!("{wrong}");
        };
        assert!(
            problems[0].to_string().starts_with("label.json: "),
            "{wrong}"
        );
        assert!(problems[0].message.contains(part), "{}", problems[0]);
    }
}
