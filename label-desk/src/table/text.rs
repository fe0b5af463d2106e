//! Tables in CSV: characters, quotation marks, rows.

use std::borrow::Cow;
use std::path::Path;

use csv::{Position, ReaderBuilder, StringRecord};

use crate::error::DeskError;

/// The first bytes of an old workbook, or of one with a password.
const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// The first bytes of files that Excel calls "Unicode text".
const UTF_16: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// Decodes CSV in UTF-8, with or without a byte order mark, or else in Shift_JIS as Windows writes it.
///
/// Japanese text in Shift_JIS is never UTF-8 by chance. Line ends become `\n`. `shift_jis` knows the characters of that
/// encoding as the Encoding Standard has them, and gives nothing for bytes that are none.
///
/// # Errors
///
/// Fails for a spreadsheet, and for bytes that are neither.
pub fn decode<'a>(
    file: &Path,
    bytes: &'a [u8],
    shift_jis: impl Fn(&'a [u8]) -> Option<Cow<'a, str>>,
) -> Result<Cow<'a, str>, DeskError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if is_xlsx(bytes) {
        return Err(DeskError::Spreadsheet {
            file: file.to_owned(),
            reason: "a spreadsheet where CSV is expected".to_owned(),
        });
    }
    refuse_compound(file, bytes)?;
    let utf_8 = str::from_utf8(bytes).ok().map(Cow::Borrowed);
    let text = utf_8.or_else(|| shift_jis(bytes));
    let text = text.ok_or_else(|| DeskError::TableEncoding {
        file: file.to_owned(),
        broken: broken(bytes, shift_jis),
    })?;
    if text.contains('\r') {
        return Ok(Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")));
    }
    Ok(text)
}

/// Tells whether a file is a ZIP archive, as XLSX files are.
pub(crate) fn is_xlsx(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Refuses workbooks that are encrypted, or of the form before XLSX.
fn refuse_compound(file: &Path, bytes: &[u8]) -> Result<(), DeskError> {
    if !bytes.starts_with(COMPOUND_FILE) {
        return Ok(());
    }
    let name = "EncryptedPackage".encode_utf16();
    let name: Vec<u8> = name.flat_map(u16::to_le_bytes).collect();
    let is_encrypted = bytes.windows(name.len()).any(|part| part == name);
    let reason = match is_encrypted {
        true => "protected with a password",
        false => "a workbook of Excel 97 to 2003 (.xls)",
    };
    Err(DeskError::Spreadsheet {
        file: file.to_owned(),
        reason: reason.to_owned(),
    })
}

/// The encoding that most lines are in, and the first line that is not; none where no line is.
fn broken<'a>(
    bytes: &'a [u8],
    shift_jis: impl Fn(&'a [u8]) -> Option<Cow<'a, str>>,
) -> Option<(&'static str, u64)> {
    if UTF_16.iter().any(|mark| bytes.starts_with(mark)) {
        return None;
    }
    let count = |name: &'static str, is_read: &dyn Fn(&'a [u8]) -> bool| {
        let (mut first, mut foreign, mut own) = (None, 0_u64, 0_u64);
        for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1..) {
            if is_read(line) {
                own += u64::from(!line.is_ascii());
            } else {
                foreign += 1;
                first.get_or_insert(number);
            }
        }
        (foreign, own, first.map(|first| (name, first)))
    };
    let counted = [
        count("UTF-8", &|line| str::from_utf8(line).is_ok()),
        count("Shift_JIS", &|line| shift_jis(line).is_some()),
    ];
    let (foreign, own, first) = counted.into_iter().min_by_key(|(foreign, ..)| *foreign)?;
    first.filter(|_| foreign <= own)
}

/// The row in which a quotation mark begins a cell that never ends, and the place of that row in the text.
pub(crate) fn unclosed(text: &str) -> Option<(u64, usize)> {
    let mut row = (1_u64, 0);
    let mut open = None;
    let mut is_start = true;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match (open, character) {
            (None, '"') if is_start => open = Some(row),
            (Some(_), '"') if characters.next_if(|(_, next)| *next == '"').is_some() => {}
            (Some(_), '"') => open = None,
            (None, '\n') => row = (row.0 + 1, at + 1),
            // A line end inside quotes begins no row.
            _ => {}
        }
        is_start = open.is_none() && matches!(character, ',' | '\n');
    }
    open
}

/// Gives the records of a text to a function, each with its row as spreadsheets count.
///
/// A line end inside quotes begins no row. Line ends are `\n`. The first error of the function ends it.
pub(crate) fn records(
    text: &str,
    mut take: impl FnMut(u64, &StringRecord) -> Result<(), DeskError>,
) -> Result<(), DeskError> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut inside = 0;
    // Text in memory, with records of any length, cannot fail to be read.
    for record in reader.records().map_while(Result::ok) {
        let start = record.position().map_or(0, Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let rest = text.get(start..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches('\n').len();
        let line = record.position().map_or(0, Position::line);
        let row = (line + blank as u64).saturating_sub(inside);
        inside += record
            .iter()
            .map(|cell| cell.matches('\n').count() as u64)
            .sum::<u64>();
        take(row, &record)?;
    }
    Ok(())
}

#[cfg(all(test, feature = "tables"))]
mod tests {
    use encoding_rs::SHIFT_JIS;

    use super::*;

    fn broken(bytes: &[u8]) -> Option<(&'static str, u64)> {
        super::broken(bytes, |bytes| {
            SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes)
        })
    }

    #[test]
    fn quotes_that_never_close_have_a_row() {
        for (text, expected) in [
            ("a,b\n1,\"2\n3,4\n", Some(2)),
            ("a,\"b\nc\"\n\"\"\"x\"\n", None),
            ("a,\"b\nc\"\n\"x\n", Some(2)),
            ("a,b\"c\n", None),
            ("\"", Some(1)),
            ("", None),
        ] {
            assert_eq!(unclosed(text).map(|(row, _)| row), expected, "{text}");
        }
        assert_eq!(unclosed("a,b\n1,\"2\n"), Some((2, 4)));
    }

    #[test]
    fn a_broken_byte_has_a_row() {
        let (sjis, ..) = SHIFT_JIS.encode("登録番号,製品名\nA,見本\nB,電機\n");
        let mut bytes = sjis.into_owned();
        let at = bytes.len() - 4;
        bytes.splice(at..at, [0xff]);
        assert_eq!(broken(&bytes), Some(("Shift_JIS", 3)));
        let mut bytes = "登録番号,製品名\nA,見本\nB,電機\n".as_bytes().to_vec();
        bytes.insert(0, 0xff);
        assert_eq!(broken(&bytes), Some(("UTF-8", 1)));
        assert_eq!(broken(b"\xff\xfea\0"), None);
        assert_eq!(broken(b"a,\xfd\xfe\xff"), None);
    }
}
