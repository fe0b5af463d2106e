//! SBPL, which SATO's printers speak.

use super::dots::{Rows, hex};

/// Writes dots in SBPL as a graphic in hexadecimal: the very ones that were checked.
///
/// `2D30` would leave version and mask to the printer's firmware. Height and width are counted in
/// eight dots, in three digits each; what is over is light. None where three digits are too few.
pub(crate) fn sbpl(rows: &Rows) -> Option<String> {
    let (bytes, blocks) = (rows.bytes(), rows.count().div_ceil(8));
    if bytes > 999 || blocks > 999 {
        return None;
    }
    let mut sbpl = format!("\u{1b}A\u{1b}V0001\u{1b}H0001\u{1b}GH{bytes:03}{blocks:03}");
    for row in &rows.bits {
        let row = hex(row);
        sbpl.extend(std::iter::repeat_n(row.as_str(), rows.times));
    }
    let over = (blocks * 8).saturating_sub(rows.count());
    sbpl.push_str(&"00".repeat(over * bytes));
    sbpl.push_str("\u{1b}Q1\u{1b}Z");
    Some(sbpl)
}
