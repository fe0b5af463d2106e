//! ZPL II, which Zebra's printers and compatible ones speak.

use super::comment::comment;
use super::dots::{Rows, hex};

/// Writes dots in ZPL II as a graphic field: the very ones that were checked.
///
/// `^BQ` would leave version and mask to the printer's firmware. The dots are compressed as ASCII:
/// run lengths, and `:` for a row like the one before. `title` is a comment without any character
/// that ZPL gives a meaning.
pub(crate) fn zpl(rows: &Rows, title: &str) -> String {
    let (bytes, total) = (rows.bytes(), rows.bytes() * rows.count());
    let mut zpl = format!(
        "^XA\n^CI28\n^FX {} ^FS\n^FO0,0^GFA,{total},{total},{bytes},",
        comment(title)
    );
    let mut above = None;
    for row in &rows.bits {
        if above == Some(row) {
            zpl.push(':');
        } else {
            zpl.push_str(&compressed(row));
        }
        above = Some(row);
        let again = rows.times.saturating_sub(1);
        zpl.extend(std::iter::repeat_n(':', again));
    }
    zpl.push_str("^FS\n^PQ1\n^XZ\n");
    zpl
}

/// A row in ZPL's alternative compression: letters count how often the next digit stands there.
fn compressed(row: &[u8]) -> String {
    let digits = hex(row);
    let mut text = String::new();
    let mut rest = digits.as_str();
    while let Some(first) = rest.chars().next() {
        let after = rest.trim_start_matches(first);
        let count = rest.len() - after.len();
        match first {
            // The rest of the row is light.
            '0' if after.is_empty() => text.push(','),
            _ => {
                text.push_str(&repeats(count));
                text.push(first);
            }
        }
        rest = after;
    }
    text
}

/// `g` to `z` are 20 to 400, `G` to `Y` are 1 to 19; they add up.
fn repeats(mut count: usize) -> String {
    let mut text = String::new();
    if count < 2 {
        return text;
    }
    let letter = |first: u8, steps: usize| char::from(first + u8::try_from(steps).unwrap_or(0));
    while count >= 20 {
        let twenties = (count / 20).min(20);
        text.push(letter(b'g', twenties - 1));
        count -= 20 * twenties;
    }
    if count > 0 {
        text.push(letter(b'G', count - 1));
    }
    text
}
