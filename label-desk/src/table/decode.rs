//! The characters of a table.

use std::borrow::Cow;
use std::path::Path;

use crate::error::DeskError;

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
    shift_jis: impl FnOnce(&'a [u8]) -> Option<Cow<'a, str>>,
) -> Result<Cow<'a, str>, DeskError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if is_xlsx(bytes) {
        return Err(DeskError::Spreadsheet {
            file: file.to_owned(),
            reason: "a spreadsheet where CSV is expected".to_owned(),
        });
    }
    let utf_8 = str::from_utf8(bytes).ok().map(Cow::Borrowed);
    let text = utf_8.or_else(|| shift_jis(bytes));
    let text = text.ok_or_else(|| DeskError::TableEncoding {
        file: file.to_owned(),
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
