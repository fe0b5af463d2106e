//! Workbooks in XLSX, good and bad.

use std::io::{Cursor, Write};

/// A cell, as Excel keeps it.
pub(crate) enum Cell {
    None,
    Text(String),
    Number(String),
    Day(u32),
}

/// The smallest workbook that has these cells; a row is left out after the first.
pub(crate) fn xlsx(rows: &[Vec<Cell>]) -> Vec<u8> {
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
            };
        }
        sheet += "</row>";
    }
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let parts = [
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
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"s\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"t\" Type=\"{office}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
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
