//! Faults whose message said too little.

use super::Planted;
use super::good::{
    HOLDER, JAN, LEVEL, MODEL, NUMBER, SCHEME, SUPPORT, cell, csv, good, merged, plain, with,
};
use crate::workbook::Cell;

/// Faults in CSV whose message said too little.
pub(super) fn csv_poor() -> Vec<Planted> {
    let one = |row, column, text: &str| csv(&with(row, column, text));
    let mut levels = good();
    levels[2][LEVEL] = "3".into();
    let mut header = good();
    header[0][MODEL] = "型番\n（必須）".into();
    let mut model = good();
    model[0][MODEL] = "モデル".into();
    let mut titled = good();
    titled.insert(0, vec!["申請一覧".to_owned()]);
    let tabs = plain(&good()).replace(',', "\t");
    let (sjis, ..) = encoding_rs::SHIFT_JIS.encode("登録番号,製品名\nA,見本\nB,電機\n");
    let mut broken = sjis.into_owned();
    let at = broken.len() - 3;
    broken.splice(at..at, [0xff]);
    let open = plain(&good()).replacen("FG-0002", "\"FG-0002", 1);
    let mut sum = good();
    sum.push(
        std::iter::once("合計 3件".to_owned())
            .chain(vec![String::new(); 11])
            .collect(),
    );
    vec![
        (
            "F04",
            one(1, SUPPORT, "47938"),
            "excel_date",
            "Excel counts 2031-03-31",
        ),
        (
            "F07",
            one(1, LEVEL, "5"),
            "scheme_level",
            "'5' is no level of scheme jc-star; expected one of ★1",
        ),
        ("F11", one(1, MODEL, ""), "scheme_claim_missing", "missing"),
        (
            "F19",
            one(1, MODEL, &"X".repeat(300)),
            "claim_too_long",
            "at most 256",
        ),
        (
            "F20",
            one(3, HOLDER, &"見".repeat(240)),
            "claim_too_long",
            "720 bytes; at most 256",
        ),
        (
            "F44",
            one(1, MODEL, "  "),
            "scheme_claim_missing",
            "the cell holds spaces alone",
        ),
        (
            "F64",
            csv(&levels),
            "registration_differs",
            "is not that of row 2",
        ),
        (
            "F56",
            one(1, SCHEME, "us-ctm"),
            "scheme_level",
            "us-ctm has no levels; is the scheme right?",
        ),
        (
            "x12",
            csv(&titled),
            "header_below",
            "the header stands in row 2",
        ),
        (
            "x19",
            csv(&header),
            "column_unknown",
            "write models or 型番",
        ),
        (
            "x20",
            csv(&model),
            "column_unknown",
            "known are registration or 登録番号",
        ),
        ("v05", tabs.into_bytes(), "table_separator", "tabs"),
        (
            "v07",
            broken,
            "table_encoding",
            "row 3: holds a byte that is no Shift_JIS",
        ),
        ("v09", open.into_bytes(), "quote_open", "never ends"),
        ("v17", csv(&sum), "row_sum", "'合計 3件'"),
        (
            "v14",
            one(1, JAN, "'4912345009011"),
            "gtin_invalid",
            "apostrophe",
        ),
    ]
}

/// Faults in workbooks whose message said too little.
pub(super) fn books_poor() -> Vec<Planted> {
    let formula = || Cell::Raw("<f>A1</f>".to_owned());
    let compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    vec![
        (
            "x05",
            merged(NUMBER),
            "cell_merged",
            "merged with another cell",
        ),
        (
            "mC",
            merged(LEVEL),
            "cell_merged",
            "merged with another cell",
        ),
        (
            "x09",
            cell(1, NUMBER, formula()),
            "cell_no_result",
            "a formula without its result",
        ),
        ("x36", compound.clone(), "spreadsheet", "(.xls)"),
        (
            "x36",
            [compound, vec![0; 99], name].concat(),
            "spreadsheet",
            "password",
        ),
    ]
}
