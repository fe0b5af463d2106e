//! Workbooks in XLSX, good and bad.

use std::io::{Cursor, Write};

/// A cell, as Excel keeps it.
pub(crate) enum Cell {
    None,
    Text(String),
    Number(String),
    Day(String),
    /// Text that is struck through.
    Struck(String),
    /// Elements inside of the cell.
    Raw(String),
}

/// Parts of a hostile workbook, in place of those that Excel writes.
#[derive(Default)]
pub(crate) struct Parts {
    /// Elements before the rows.
    pub(crate) head: String,
    /// Elements of the workbook before its sheets.
    pub(crate) workbook: String,
    /// The shared texts, if there are any.
    pub(crate) texts: Option<String>,
    /// The rows.
    pub(crate) rows: String,
    /// Elements after the rows.
    pub(crate) tail: String,
    /// The state of the first sheet, if it is not the usual one.
    pub(crate) state: String,
    /// The rows of a second sheet, if there is one.
    pub(crate) second: Option<String>,
}

/// The smallest workbook that has these cells; a row is left out after the first.
pub(crate) fn xlsx(rows: &[Vec<Cell>]) -> Vec<u8> {
    book(&Parts {
        rows: sheet(rows),
        ..Parts::default()
    })
}

/// Rows as a sheet has them.
pub(crate) fn sheet(rows: &[Vec<Cell>]) -> String {
    let mut sheet = String::new();
    for (index, row) in rows.iter().enumerate() {
        let number = if index == 0 { 1 } else { index + 2 };
        sheet += &format!("<row r=\"{number}\">");
        for (column, cell) in (b'A'..).map(char::from).zip(row) {
            let at = format!("{column}{number}");
            sheet += &match cell {
                Cell::None => String::new(),
                Cell::Text(text) => {
                    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
                }
                Cell::Number(number) => format!("<c r=\"{at}\"><v>{number}</v></c>"),
                Cell::Day(day) => format!("<c r=\"{at}\" s=\"1\"><v>{day}</v></c>"),
                Cell::Struck(text) => {
                    format!("<c r=\"{at}\" s=\"2\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
                }
                Cell::Raw(inside) => format!("<c r=\"{at}\">{inside}</c>"),
            };
        }
        sheet += "</row>";
    }
    sheet
}

/// The workbook of these parts.
pub(crate) fn book(parts: &Parts) -> Vec<u8> {
    let Parts {
        head, rows, tail, ..
    } = parts;
    let second = match parts.second {
        Some(_) => "<sheet name=\"二枚目\" sheetId=\"2\" r:id=\"u\"/>",
        None => "",
    };
    let state = match parts.state.as_str() {
        "" => String::new(),
        state => format!(" state=\"{state}\""),
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let written = [
        (
            "[Content_Types].xml",
            format!("<Types xmlns=\"{package}/content-types\"/>"),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"s\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"u\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet2.xml\"/><Relationship Id=\"t\" Type=\"{office}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\">{}<sheets><sheet name=\"S\" sheetId=\"1\"{state} r:id=\"s\"/>{second}</sheets></workbook>",
                parts.workbook
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{main}\"><fonts><font/><font><strike/></font></fonts><cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"0\" fontId=\"1\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(
                "<worksheet xmlns=\"{main}\">{head}<sheetData>{rows}</sheetData>{tail}</worksheet>"
            ),
        ),
    ];
    let texts = parts.texts.iter();
    let texts = texts.map(|texts| ("xl/sharedStrings.xml", texts.clone()));
    let second = parts.second.iter().map(|rows| {
        let sheet =
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
        ("xl/worksheets/sheet2.xml", sheet)
    });
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in written.into_iter().chain(texts).chain(second) {
        writer
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A small file that unpacks to more than any table.
pub(crate) fn bomb() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let zeros = vec![0; 1 << 20];
    for part in 0..9 {
        writer.start_file(format!("xl/{part}"), options).unwrap();
        (0..64).for_each(|_| writer.write_all(&zeros).unwrap());
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    bytes
}
