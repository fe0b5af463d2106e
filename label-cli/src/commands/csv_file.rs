//! Tables in CSV for Excel: UTF-8 with a byte order mark, and no cell that a spreadsheet takes for a formula.

use crate::error::CliError;

/// The bytes of a table; its cells are made harmless.
pub(crate) fn bytes(
    rows: impl Iterator<Item = impl IntoIterator<Item = String>>,
) -> Result<Vec<u8>, CliError> {
    let failed = |reason: String| CliError::Output { reason };
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        // Also where a semicolon or a tab separates cells.
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    for row in rows {
        let cells = row.into_iter().map(|cell| guarded(&cell));
        writer
            .write_record(cells)
            .map_err(|error| failed(error.to_string()))?;
    }
    writer
        .into_inner()
        .map_err(|error| failed(error.to_string()))
}

/// A cell that no spreadsheet takes for a formula (CWE-1236).
///
/// Long numbers become formulas that give them as text: spreadsheets round them otherwise.
fn guarded(text: &str) -> String {
    if text.len() >= 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("=\"{text}\"");
    }
    let first = text.trim_start_matches([' ', '\u{3000}']).chars().next();
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            format!("'{text}")
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn formulas_are_no_formulas() {
        for text in ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", " =1", "\u{3000}=1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        assert_eq!(guarded("04912345000002"), "=\"04912345000002\"");
        for text in ["", "A-1", "2031", "見本"] {
            assert_eq!(guarded(text), text);
        }
    }
}
