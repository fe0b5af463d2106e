//! The dots in printers' languages.

use label_core::limits;

use super::scan::{between, numbers};
use crate::raster::Raster;

/// The graphic field of a label in ZPL.
pub(super) fn zpl(zpl: &str) -> Option<Raster> {
    let field = between(zpl, "^GFA,", "^FS")?;
    let mut parts = field.splitn(4, ',');
    let [total, _, bytes] = numbers([parts.next()?, parts.next()?, parts.next()?])?;
    let rows = total.checked_div(bytes)?;
    let mut dots = Vec::new();
    let (mut row, mut count) = (String::new(), 0);
    for letter in parts.next()?.chars() {
        match letter {
            'G'..='Y' => count += letter as usize - 'F' as usize,
            'g'..='z' => count += 20 * (letter as usize - 'f' as usize),
            ':' => dots.push(dots.last().cloned()?),
            ',' => row.extend(std::iter::repeat_n(
                '0',
                (2 * bytes).checked_sub(row.len())?,
            )),
            '0'..='9' | 'A'..='F' => {
                let count = std::mem::take(&mut count).max(1);
                row.extend(std::iter::repeat_n(letter, count.min(2 * bytes)));
            }
            _ => return None,
        }
        if row.len() == 2 * bytes {
            dots.push(std::mem::take(&mut row));
        }
    }
    (dots.len() == rows && row.is_empty()).then_some(())?;
    raster(&dots, bytes)
}

/// The graphic of a label in SBPL.
pub(super) fn sbpl(sbpl: &str) -> Option<Raster> {
    let field = between(sbpl, "\u{1b}GH", "\u{1b}")?;
    let (size, digits) = field.split_at_checked(6)?;
    let (bytes, blocks) = size.split_at_checked(3)?;
    let [bytes, blocks] = numbers([bytes, blocks])?;
    (bytes > 0 && digits.len() == 2 * bytes * 8 * blocks && digits.is_ascii()).then_some(())?;
    let rows = (0..8 * blocks).map(|row| digits.get(2 * bytes * row..2 * bytes * (row + 1)));
    raster(&rows.collect::<Option<Vec<_>>>()?, bytes)
}

/// Dots from rows of hexadecimal digits.
fn raster(rows: &[impl AsRef<str>], bytes: usize) -> Option<Raster> {
    let edge = usize::try_from(limits::PICTURE_EDGE).ok()?;
    (8 * bytes <= edge + 8 && rows.len() <= edge + 8).then_some(())?;
    let mut raster = Raster::new(8 * bytes, rows.len());
    for (y, row) in rows.iter().enumerate() {
        for (digit, letter) in row.as_ref().chars().enumerate() {
            let four = letter.to_digit(16)?;
            for dot in (0..4).filter(|dot| four >> (3 - dot) & 1 == 1) {
                let x = 4 * digit + dot;
                raster.fill(x, y, x + 1, y + 1, 0);
            }
        }
    }
    Some(raster)
}
