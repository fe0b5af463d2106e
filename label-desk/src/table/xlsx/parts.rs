//! The parts of a workbook, looked through before calamine reads them.
//!
//! calamine takes references, counts and sizes as they stand in the file: some overflow, others allocate
//! whatever they say.

use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Inflated bytes of a part: a sheet of 100,000 rows has some 80 MiB.
pub(super) const PART_BYTES: u64 = 128 * 1_024 * 1_024;
/// Inflated bytes of all parts.
const INFLATED_BYTES: u64 = 256 * 1_024 * 1_024;
/// Bytes of a cell or a shared text: Excel's 32,767 characters, each written as a reference of eight.
const CELL_BYTES: u64 = 256 * 1_024;
/// Shared texts: ten of their own in each of 100,000 rows.
const TEXTS: u64 = 1_000_000;
/// Bytes of all shared texts: what a table may have in CSV, and as much again around them.
const TEXTS_BYTES: u64 = 2 * super::super::FILE_BYTES as u64;
/// Elements of a part that are neither cells nor texts: Excel has at most 65,490 formats and as many links.
const OTHERS: u64 = 200_000;
/// Bytes of a tag that names a font or a form of numbers: Excel takes 255 characters.
const NAME_BYTES: usize = 1_024;
/// The last row of a sheet, and its last column (XFD).
const LAST: (u32, u32) = (1_048_576, 16_384);

/// Elements of which tables have any number: rows, cells, their texts, and how these are read and look.
const OF_TABLES: [&str; 25] = [
    "row",
    "c",
    "v",
    "f",
    "is",
    "t",
    "si",
    "r",
    "rPr",
    "rPh",
    "phoneticPr",
    "rFont",
    "sz",
    "color",
    "family",
    "charset",
    "scheme",
    "b",
    "i",
    "u",
    "strike",
    "vertAlign",
    "condense",
    "extend",
    "outline",
];

/// Looks through every part, whatever its name: relations decide which of them is the sheet.
///
/// # Errors
///
/// Fails with the part and the first thing in it that is not read.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    let reason = |error: zip::result::ZipError| label_io::reason(&io::Error::from(error));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(reason)?;
    let mut left = INFLATED_BYTES;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(reason)?;
        let name = part.name().map_err(reason)?.into_owned();
        let extension = Path::new(&name).extension();
        let is_xml = extension.is_some_and(|extension| extension.eq_ignore_ascii_case("xml"));
        let inflated = Part::default()
            .read(part, is_xml)
            .map_err(|fault| format!("{name}: {fault}"))?;
        left = left
            .checked_sub(inflated)
            .ok_or("larger than any table when unpacked")?;
    }
    Ok(())
}

/// A part that is being looked through.
#[derive(Default)]
struct Part {
    /// The element of the cell or shared text that is open, and its place in the part.
    open: Option<(&'static str, u64)>,
    texts: u64,
    texts_bytes: u64,
    others: u64,
}

impl Part {
    /// Looks through a part and gives its size; in XML, no run without markup is longer than a cell.
    fn read(mut self, part: impl Read, is_xml: bool) -> Result<u64, String> {
        let longest = if is_xml { CELL_BYTES } else { PART_BYTES };
        let mut reader = Reader::from_reader(BufReader::new(Bounded::new(part, longest)));
        // As calamine reads: what it comes to is what is looked at here.
        let config = reader.config_mut();
        config.check_end_names = false;
        config.expand_empty_elements = true;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Eof) => break,
                Ok(Event::Start(element)) => self.begin(&element)?,
                Ok(Event::End(element)) => {
                    let position = reader.buffer_position();
                    self.end(element.local_name().as_ref(), position);
                }
                Ok(_) => {}
                Err(quick_xml::Error::Io(error)) => return Err(label_io::reason(&error)),
                // No XML, or not from here on: calamine stops here as well.
                Err(_) => break,
            }
            self.check_sizes(reader.buffer_position())?;
            if let Some((_, start @ 0)) = &mut self.open {
                *start = reader.buffer_position();
            }
        }
        let mut rest = reader.into_inner();
        io::copy(&mut rest, &mut io::sink()).map_err(|error| label_io::reason(&error))?;
        Ok(rest.get_ref().bytes)
    }

    fn begin(&mut self, element: &BytesStart<'_>) -> Result<(), String> {
        let name = element.local_name();
        let name = name.as_ref();
        match name {
            "c" => check_attribute(element, "r", |text| cell(text).is_some())?,
            "row" => check_attribute(element, "r", |text| row(text).is_some())?,
            "dimension" | "mergeCell" => check_attribute(element, "ref", is_area)?,
            "sst" => check_attribute(element, "uniqueCount", |text| {
                text.parse().is_ok_and(|count: u64| count <= TEXTS)
            })?,
            "font" | "name" | "numFmt" if element.len() > NAME_BYTES => {
                return Err(format!("a name of more than {NAME_BYTES} bytes"));
            }
            _ => {}
        }
        self.texts += u64::from(name == "si");
        self.others += u64::from(!OF_TABLES.contains(&name));
        if self.open.is_none() {
            let named = ["c", "si"].into_iter().find(|open| *open == name);
            self.open = named.map(|name| (name, 0));
        }
        Ok(())
    }

    fn end(&mut self, name: &str, position: u64) {
        if let Some((open, start)) = self.open
            && open == name
        {
            if open == "si" {
                self.texts_bytes += position.saturating_sub(start);
            }
            self.open = None;
        }
    }

    fn check_sizes(&self, position: u64) -> Result<(), String> {
        let started = |(_, start): (_, u64)| start > 0 && position - start > CELL_BYTES;
        if self.open.is_some_and(started) {
            return Err(TOO_LONG.to_owned());
        }
        if self.texts > TEXTS || self.texts_bytes > TEXTS_BYTES {
            return Err("more shared texts than any table has".to_owned());
        }
        if self.others > OTHERS {
            return Err("more elements besides cells than any table has".to_owned());
        }
        Ok(())
    }
}

/// The fault of a cell that is too large.
const TOO_LONG: &str = "a cell with more text than Excel takes";

/// Fails where an attribute of this name has another value than those that are read.
fn check_attribute(
    element: &BytesStart<'_>,
    name: &str,
    is_right: impl Fn(&str) -> bool,
) -> Result<(), String> {
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if attribute.key.local_name().as_ref() == name && !is_right(&attribute.value) {
            let shown: String = attribute.value.chars().take(32).collect();
            let element = element.local_name();
            return Err(format!(
                "{name}='{shown}' of <{}> is not in any sheet",
                element.as_ref()
            ));
        }
    }
    Ok(())
}

/// The row and column of a cell, from 1; `None` where no sheet has such a cell.
pub(super) fn cell(reference: &str) -> Option<(u32, u32)> {
    let split = reference.find(|c: char| !c.is_ascii_alphabetic())?;
    let (letters, digits) = reference.split_at_checked(split)?;
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let letters = letters.bytes().map(|byte| byte.to_ascii_uppercase() - b'A');
    let column = letters.fold(0, |column, letter| column * 26 + u32::from(letter) + 1);
    (column <= LAST.1).then_some((row(digits)?, column))
}

/// The number of a row; `None` where no sheet has such a row.
fn row(text: &str) -> Option<u32> {
    let plain = text.len() <= 7 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = plain.then(|| text.parse().ok())?;
    number.filter(|number| (1..=LAST.0).contains(number))
}

/// Tells whether a text is a cell, or two of which the second is not before the first.
fn is_area(text: &str) -> bool {
    area(text).is_some()
}

/// The first row and column of an area and the last of each, from 1.
pub(super) fn area(text: &str) -> Option<(u32, u32, u32, u32)> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (cell(first)?, cell(last)?);
    let is_one = first.0 <= last.0 && first.1 <= last.1;
    is_one.then_some((first.0, first.1, last.0, last.1))
}

/// A reader that fails beyond the size of a part, and at a run of bytes without markup that is too long.
struct Bounded<R> {
    inner: R,
    bytes: u64,
    run: u64,
    longest: u64,
}

impl<R: Read> Bounded<R> {
    fn new(inner: R, longest: u64) -> Self {
        Self {
            inner,
            bytes: 0,
            run: 0,
            longest,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let new = buffer.get(..read).unwrap_or_default();
        self.bytes += new.len() as u64;
        let is_markup = |byte: &u8| matches!(byte, b'<' | b'>');
        self.run = match new.iter().rposition(is_markup) {
            Some(at) => (read - at) as u64,
            None => self.run + read as u64,
        };
        if self.bytes > PART_BYTES {
            return Err(io::Error::other("larger than any table when unpacked"));
        }
        if self.run > self.longest {
            return Err(io::Error::other(TOO_LONG));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_those_of_sheets() {
        for (text, expected) in [
            ("A1", Some((1, 1))),
            ("xfd1048576", Some((1_048_576, 16_384))),
            ("AA10", Some((10, 27))),
            ("XFE1", None),
            ("A1048577", None),
            ("A0", None),
            ("A", None),
            ("1", None),
            ("", None),
            ("A-1", None),
            ("A1B", None),
            ("Ａ1", None),
            ("ZZZZZZZ2", None),
            ("A4294967296", None),
        ] {
            assert_eq!(cell(text), expected, "{text}");
        }
        assert!(is_area("A1") && is_area("A1:B2"));
        for text in ["", "B1:A2", "A2:B1", "A:B", "A1:B2:C3", "A1:ZZZZZZZ9"] {
            assert!(!is_area(text), "{text}");
        }
    }

    fn look(xml: &str) -> Option<String> {
        Part::default().read(xml.as_bytes(), true).err()
    }

    #[test]
    fn sizes_are_those_of_tables() {
        let limit = usize::try_from(CELL_BYTES).unwrap_or_default();
        let cell = |length| format!("<c r=\"A1\"><is><t>{}</t></is></c>", "x".repeat(length));
        assert_eq!(look(&cell(32_767 * 3)), None);
        assert_eq!(look(&cell(limit + 1)), Some(TOO_LONG.to_owned()));
        let run = "<r><t>あ</t></r>".repeat(limit / 10);
        assert_eq!(look(&format!("<si>{run}</si>")), Some(TOO_LONG.to_owned()));
        assert_eq!(look(&"<si><t/></si>".repeat(100_000)), None);
        let texts = look(&"<si/>".repeat(1_000_001));
        assert_eq!(
            texts.as_deref(),
            Some("more shared texts than any table has")
        );
        let others = look(&"<xf/>".repeat(200_001));
        assert_eq!(
            others.as_deref(),
            Some("more elements besides cells than any table has")
        );
        let font = format!("<name val=\"{}\"/>", "x".repeat(NAME_BYTES));
        assert_eq!(
            look(&font).as_deref(),
            Some("a name of more than 1024 bytes")
        );
    }
}
