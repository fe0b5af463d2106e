//! A table that nothing is wrong with, and the ways to change it.

use crate::workbook::{Cell, Parts, book, sheet};

const HEADER: [&str; 12] = [
    "登録番号",
    "制度",
    "レベル",
    "評価方式",
    "適合基準",
    "事業者名",
    "法人番号",
    "製品名",
    "型番",
    "JANコード",
    "製品類型",
    "サポート終了日",
];
pub(super) const NUMBER: usize = 0;
pub(super) const SCHEME: usize = 1;
pub(super) const LEVEL: usize = 2;
pub(super) const ASSESSMENT: usize = 3;
pub(super) const CRITERIA: usize = 4;
pub(super) const HOLDER: usize = 5;
pub(super) const ID: usize = 6;
pub(super) const PRODUCT: usize = 7;
pub(super) const MODEL: usize = 8;
pub(super) const JAN: usize = 9;
pub(super) const CATEGORY: usize = 10;
pub(super) const SUPPORT: usize = 11;

pub(super) type Grid = Vec<Vec<String>>;

/// A JAN with its check digit.
pub(super) fn jan(body: u64) -> String {
    let digits = format!("{body:012}");
    let weighed = digits.bytes().zip([1_u32, 3].into_iter().cycle());
    let sum: u32 = weighed
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// A table that nothing is wrong with: two models of one registration, and one of another holder.
pub(super) fn good() -> Grid {
    let row = |number: &str, holder: &str, id: &str, model: &str, item: u64| {
        [
            number,
            "jc-star",
            "★1",
            "自己適合宣言",
            "JST-CR-01-01-2024R1",
            holder,
            id,
            "ゲートウェイ",
            model,
            &jan(491_234_500_900 + item),
            "通信機器",
            "令和13年3月31日",
        ]
        .map(str::to_owned)
        .to_vec()
    };
    vec![
        HEADER.map(str::to_owned).to_vec(),
        row(
            "SPEC-26-1001",
            "見本電機株式会社",
            "7123456789012",
            "FG-0001",
            1,
        ),
        row(
            "SPEC-26-1001",
            "見本電機株式会社",
            "7123456789012",
            "FG-0002",
            2,
        ),
        row("SPEC-26-1002", "見本照明株式会社", "", "SL-0001", 3),
    ]
}

pub(super) fn with(row: usize, column: usize, text: &str) -> Grid {
    let mut grid = good();
    grid[row][column] = text.into();
    grid
}

pub(super) fn csv(grid: &Grid) -> Vec<u8> {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let lines = grid
        .iter()
        .map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n");
    lines.collect::<String>().into_bytes()
}

pub(super) fn plain(grid: &Grid) -> String {
    grid.iter().map(|row| row.join(",") + "\n").collect()
}

pub(super) fn cells(grid: &Grid) -> Vec<Vec<Cell>> {
    let cell = |text: &String| match text.as_str() {
        "" => Cell::None,
        text => Cell::Text(text.to_owned()),
    };
    grid.iter()
        .map(|row| row.iter().map(cell).collect())
        .collect()
}

/// The good table as a workbook, changed.
pub(super) fn xlsx(change: impl FnOnce(&mut Vec<Vec<Cell>>, &mut Parts)) -> Vec<u8> {
    let mut grid = cells(&good());
    let mut parts = Parts::default();
    change(&mut grid, &mut parts);
    parts.rows = sheet(&grid) + &parts.rows;
    book(&parts)
}

/// One cell of the workbook changed.
pub(super) fn cell(row: usize, column: usize, cell: Cell) -> Vec<u8> {
    xlsx(|grid, _| grid[row][column] = cell)
}

/// The cells of the first registration merged in a column: rows 3 and 4 of the sheet.
pub(super) fn merged(column: usize) -> Vec<u8> {
    xlsx(|grid, parts| {
        grid[2][column] = Cell::None;
        let letter = char::from(b'A' + u8::try_from(column).unwrap());
        parts.tail = format!("<mergeCells><mergeCell ref=\"{letter}3:{letter}4\"/></mergeCells>");
    })
}
