//! Faults that were found before.

use super::Planted;
use super::good::{
    ASSESSMENT, CATEGORY, HOLDER, ID, JAN, MODEL, NUMBER, PRODUCT, SCHEME, SUPPORT, cell, cells,
    csv, good, jan, merged, with,
};
use crate::workbook::{Cell, Parts, book, sheet};

/// Faults in cells of CSV that can only be wrong, and were found before.
pub(super) fn cells_found() -> Vec<Planted> {
    let one = |row, column, text: &str| csv(&with(row, column, text));
    vec![
        (
            "F01",
            one(1, JAN, "4912345009013"),
            "gtin_invalid",
            "check digit",
        ),
        (
            "F02",
            one(3, ID, "7123456789013"),
            "corporate_number",
            "check digit",
        ),
        (
            "F03",
            one(1, JAN, "4.91E+12"),
            "excel_number",
            "Excel changed",
        ),
        ("F09", one(1, SCHEME, "jc-str"), "scheme_unknown", "jc-star"),
        ("F12", one(1, PRODUCT, ""), "claim_missing", "missing"),
        ("F14", one(1, NUMBER, ""), "claim_missing", "missing"),
        (
            "F21",
            one(1, PRODUCT, "ゲート\nウェイ"),
            "text_character",
            "U+000A",
        ),
        (
            "F23",
            one(3, HOLDER, "見本\u{7}照明"),
            "text_character",
            "U+0007",
        ),
        ("F25", one(1, JAN, "491234500901"), "gtin_invalid", ""),
        (
            "F26",
            one(1, JAN, "49123450O9011"),
            "gtin_invalid",
            "digits",
        ),
        (
            "F28",
            one(1, ASSESSMENT, "じこ"),
            "choice",
            "self, reviewed",
        ),
        ("F33", one(1, SUPPORT, "2031/13"), "date", "2031/13"),
        ("F36", one(1, SUPPORT, "未定"), "date", "未定"),
        ("F38", one(3, ID, "#REF!"), "cell_error", "#REF!"),
        (
            "F40",
            one(2, JAN, &jan(491_234_500_901)),
            "gtin_duplicate",
            "row 2",
        ),
        (
            "F42",
            one(3, ID, "712345678901"),
            "corporate_number",
            "13 digits",
        ),
        (
            "F45",
            one(1, MODEL, "FG\u{202e}1"),
            "text_character",
            "U+202E",
        ),
        (
            "F46",
            one(3, NUMBER, "SPEC\u{200b}-26"),
            "registration_characters",
            "u{200b}",
        ),
        ("F47", one(1, JAN, "0000000000000"), "gtin_invalid", ""),
        (
            "F60",
            one(3, JAN, &jan(491_234_500_901)),
            "gtin_duplicate",
            "row 2",
        ),
        ("F61", one(2, MODEL, "FG-0001"), "model_duplicate", "row 2"),
        (
            "F63",
            one(2, HOLDER, "別会社"),
            "registration_differs",
            "row 2",
        ),
        (
            "v12",
            one(1, PRODUCT, "ゲート\0"),
            "text_character",
            "U+0000",
        ),
    ]
}

/// Faults of whole tables in CSV, and against the register, that were found before.
pub(super) fn tables_found() -> Vec<Planted> {
    let mut short = good();
    short[2].pop();
    let mut long = good();
    long[2].push("x".to_owned());
    let mut twice = good();
    twice[0][CATEGORY] = "型番".into();
    let alone = vec![good().swap_remove(0)];
    vec![
        ("F67", csv(&short), "cell_count", "11 cells"),
        ("F68", csv(&long), "cell_count", "13 cells"),
        ("x17", csv(&twice), "column_duplicate", "twice"),
        ("x21", csv(&alone), "table_empty", "no labels"),
        (
            "r1",
            csv(&with(3, NUMBER, "SPEC-2")),
            "registration_exists",
            "SPEC-2",
        ),
        (
            "r2",
            csv(&with(3, JAN, "4912345000002")),
            "gtin_registered",
            "SPEC-1",
        ),
    ]
}

/// Faults of workbooks that were found before.
pub(super) fn books_found() -> Vec<Planted> {
    let raw = |text: &str| Cell::Raw(text.to_owned());
    let truth = "<v>1</v>".to_owned();
    let of_kind = |kind: &str, value: &str| {
        let grid = sheet(&cells(&good()));
        let text = "<c r=\"I3\" t=\"inlineStr\"><is><t>FG-0001</t></is></c>";
        let rows = grid.replace(
            text,
            &format!("<c r=\"I3\" t=\"{kind}\"><v>{value}</v></c>"),
        );
        book(&Parts {
            rows,
            ..Parts::default()
        })
    };
    vec![
        ("x10", of_kind("b", "1"), "cell_not_text", "TRUE"),
        ("x11", of_kind("e", "#N/A"), "cell_error", "#N/A"),
        (
            "x14",
            cell(1, JAN, Cell::Number("4912345009011123".into())),
            "gtin_invalid",
            "digits",
        ),
        (
            "x26",
            cell(1, MODEL, raw(&truth)),
            "cell_not_text",
            "not text",
        ),
        (
            "x27",
            cell(1, MODEL, Cell::Day("47938".into())),
            "cell_not_text",
            "not text",
        ),
        ("mF", merged(HOLDER), "cell_merged", "merged"),
    ]
}
