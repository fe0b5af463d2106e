//! Faults that were accepted: refused now, or warned of.

use super::Planted;
use super::good::{
    CATEGORY, CRITERIA, HOLDER, ID, JAN, LEVEL, MODEL, NUMBER, PRODUCT, SUPPORT, cell, cells, csv,
    good, jan, merged, with, xlsx,
};
use crate::workbook::{Cell, Parts, book, sheet};

/// Texts that were accepted, and can only be wrong.
pub(super) fn refused_now() -> Vec<Planted> {
    let one = |row, column, text: &str| csv(&with(row, column, text));
    let formula = || Cell::Raw("<f>A1</f><v></v>".to_owned());
    vec![
        ("F39", one(1, PRODUCT, "#N/A"), "cell_error", "#N/A"),
        (
            "F43",
            one(1, PRODUCT, "=HYPERLINK(\"http://x\",\"y\")"),
            "cell_formula",
            "=HYPERLINK",
        ),
        (
            "F49",
            one(3, HOLDER, "見本\u{fffd}"),
            "text_replaced",
            "U+FFFD",
        ),
        (
            "F51",
            one(3, NUMBER, "../../etc/passwd"),
            "registration_characters",
            "../../etc/passwd",
        ),
        (
            "F70",
            one(2, MODEL, "ＦＧ－０００１"),
            "model_duplicate",
            "row 2",
        ),
        ("w1", one(3, HOLDER, "同上"), "cell_filler", "同上"),
        ("w1", one(1, PRODUCT, "-"), "cell_filler", "'-'"),
        ("w2", one(1, MODEL, "別紙参照"), "cell_filler", "別紙参照"),
        ("w2", one(1, MODEL, "各種"), "cell_filler", "各種"),
        ("w2", one(1, MODEL, "〃"), "cell_filler", "〃"),
        (
            "w3",
            one(1, MODEL, "FG-0001〜FG-0010"),
            "model_range",
            "write each model",
        ),
        ("w4", one(3, NUMBER, "未定"), "cell_filler", "未定"),
        ("w4", one(3, NUMBER, "-"), "cell_filler", "'-'"),
        ("mJ", merged(JAN), "cell_merged", "merged"),
        ("mL", merged(SUPPORT), "cell_merged", "merged"),
        ("f9", cell(1, JAN, formula()), "cell_no_result", "formula"),
        (
            "f9",
            cell(3, HOLDER, formula()),
            "cell_no_result",
            "formula",
        ),
        ("f9", cell(3, ID, formula()), "cell_no_result", "formula"),
        (
            "f9",
            cell(1, SUPPORT, Cell::Raw("<f>A1</f>".into())),
            "cell_no_result",
            "formula",
        ),
    ]
}

/// Texts in CSV that were accepted, and are warned of.
pub(super) fn warned_in_csv() -> Vec<Planted> {
    let one = |row, column, text: &str| csv(&with(row, column, text));
    let mut two = good();
    two[2][LEVEL] = "2".into();
    two[1][LEVEL] = "2".into();
    vec![
        (
            "F05",
            one(1, SUPPORT, "2024-03"),
            "support_over",
            "ended 2024-03",
        ),
        ("F06", csv(&two), "criteria_level", "for level 1"),
        ("F13", one(3, HOLDER, ""), "holder_missing", "missing"),
        (
            "F16",
            one(1, MODEL, "FG\u{a0}0001"),
            "text_changed",
            "is taken as 'FG 0001'",
        ),
        (
            "F17",
            one(3, NUMBER, "ＳＰＥＣ－２６－００１７"),
            "text_changed",
            "is taken as 'SPEC-26-0017'",
        ),
        (
            "F18",
            one(1, MODEL, "FGー0001"),
            "text_changed",
            "is taken as 'FG-0001'",
        ),
        (
            "F24",
            one(1, PRODUCT, "安全ゲートウェイ"),
            "word_forbidden",
            "'安全'",
        ),
        (
            "F30",
            one(3, CRITERIA, "JST-CR-99"),
            "criteria_unknown",
            "JST-CR-99",
        ),
        (
            "F31",
            one(1, CATEGORY, "れいぞうこ"),
            "category_unknown",
            "れいぞうこ",
        ),
        (
            "F37",
            one(1, SUPPORT, "2027-03"),
            "support_short",
            "before the label does on 2028-11-08",
        ),
    ]
}

/// The same, about what labels have to do with each other and with numbers of others.
pub(super) fn warned_of_relations() -> Vec<Planted> {
    let one = |row, column, text: &str| csv(&with(row, column, text));
    let mut id = with(3, HOLDER, "別の見本株式会社");
    id[3][ID] = "7123456789012".into();
    let mut elsewhere = with(3, HOLDER, "見本電機株式会社");
    elsewhere[3][ID] = "7123456789012".into();
    elsewhere[3][MODEL] = "FG-0001".into();
    vec![
        (
            "F41",
            one(1, MODEL, "FG-0001、FG-0003"),
            "model_list",
            "separate them by ';'",
        ),
        (
            "F50",
            one(1, PRODUCT, "ゲートウェイ\u{1f600}"),
            "text_no_glyph",
            "U+1F600",
        ),
        ("F52", csv(&id), "holder_differs", "見本電機株式会社"),
        (
            "F53",
            one(3, HOLDER, "見本電機株式会社"),
            "holder_id_missing",
            "0188:7123456789012",
        ),
        (
            "F55",
            one(1, SUPPORT, "9999-12-31"),
            "support_far",
            "25 years",
        ),
        (
            "F58",
            one(1, JAN, &jan(978_412_345_678)),
            "gtin_publication",
            "ISBN",
        ),
        (
            "F59",
            one(1, JAN, &jan(201_234_567_890)),
            "gtin_in_store",
            "shop",
        ),
        ("F62", csv(&elsewhere), "model_elsewhere", "SPEC-26-1001"),
        (
            "F69",
            one(3, NUMBER, "spec-26-1001"),
            "registration_case",
            "capital letters",
        ),
    ]
}

/// Looks of workbooks that were accepted, and are warned of.
pub(super) fn warned_in_books() -> Vec<Planted> {
    let rows = sheet(&cells(&good())).replace("<row r=\"4\"", "<row r=\"4\" hidden=\"1\"");
    let hidden = book(&Parts {
        rows: rows.clone(),
        ..Parts::default()
    });
    let struck = xlsx(|grid, _| {
        for cell in &mut grid[2] {
            if let Cell::Text(text) = cell {
                *cell = Cell::Struck(text.clone());
            }
        }
    });
    let two = |state: &str| {
        let (first, second) = (sheet(&cells(&good())), sheet(&cells(&good())));
        book(&Parts {
            rows: first,
            state: state.to_owned(),
            second: Some(second),
            ..Parts::default()
        })
    };
    let column = xlsx(|_, parts| {
        parts.head = "<cols><col min=\"9\" max=\"9\" hidden=\"1\"/></cols>".into();
    });
    vec![
        ("x06", hidden, "row_hidden", "hidden or filtered"),
        ("x28", struck, "row_struck", "struck through"),
        ("x07", two(""), "sheet_ignored", "'二枚目' is not read"),
        ("x08", two("hidden"), "sheet_hidden", "'S' is hidden"),
        ("column", column, "column_hidden", "column is hidden"),
    ]
}
