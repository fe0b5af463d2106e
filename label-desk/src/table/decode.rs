//! The characters of a table.

use std::borrow::Cow;
use std::path::Path;

use encoding_rs::{SHIFT_JIS, UTF_8};

use crate::error::DeskError;

/// Decodes UTF-8, with or without a byte order mark, or else Shift_JIS as Windows writes it.
///
/// Japanese text in Shift_JIS is never UTF-8 by chance. Line ends become `\n`.
pub(crate) fn decode<'a>(file: &Path, bytes: &'a [u8]) -> Result<Cow<'a, str>, DeskError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = [UTF_8, SHIFT_JIS]
        .into_iter()
        .find_map(|encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes));
    let text = text.ok_or_else(|| DeskError::TableEncoding {
        file: file.to_owned(),
    })?;
    if text.contains('\r') {
        return Ok(Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")));
    }
    Ok(text)
}
