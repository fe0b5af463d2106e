//! Unicode's tables of normalisation form C, of which a library has more than is needed here.

use std::fmt::{Debug, Write};

use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// Hangul syllables, which are composed by calculation.
const HANGUL: std::ops::RangeInclusive<char> = '\u{ac00}'..='\u{d7a3}';

/// The tables as Rust code.
pub(crate) fn generate() -> String {
    let quick = ranges(|character| match is_nfc_quick([character].into_iter()) {
        IsNormalized::Yes => None,
        IsNormalized::No => Some(false),
        IsNormalized::Maybe => Some(true),
    });
    let classes = ranges(|character| match canonical_combining_class(character) {
        0 => None,
        class => Some(class),
    });
    let pairs: Vec<_> = all().filter_map(pair).collect();
    let mut code = String::new();
    table(&mut code, "QUICK", "(char, u16, bool)", &counted(quick));
    table(&mut code, "CLASSES", "(char, u16, u8)", &counted(classes));
    // By column, which compresses better.
    let column = |of: fn(&(char, char, char)) -> char| pairs.iter().map(of).collect::<Vec<_>>();
    table(&mut code, "COMPOSED", "char", &column(|pair| pair.0));
    table(&mut code, "FIRST", "char", &column(|pair| pair.1));
    table(&mut code, "SECOND", "char", &column(|pair| pair.2));
    code
}

/// Every character that never stands in normalised text, with the one to three that stand there instead, as Rust code.
///
/// Needed to make texts, not to judge them.
pub(crate) fn replacements() -> Result<String, &'static str> {
    let never =
        all().filter(|character| is_nfc_quick([*character].into_iter()) == IsNormalized::No);
    let rows: Option<Vec<[char; 4]>> = never.map(replacement).collect();
    let rows = rows.ok_or("a character is decomposed to more than three")?;
    let mut code = String::new();
    for (place, name) in ["NEVER", "FIRST", "SECOND", "THIRD"]
        .into_iter()
        .enumerate()
    {
        let column: Vec<char> = rows
            .iter()
            .filter_map(|row| row.get(place).copied())
            .collect();
        table(&mut code, name, "char", &column);
    }
    Ok(code)
}

/// A character and its canonical decomposition, with NUL for what is not there; none where that is longer.
fn replacement(character: char) -> Option<[char; 4]> {
    let mut row = vec![character];
    decompose_canonical(character, |part| row.push(part));
    row.extend(['\0'; 4].iter().skip(row.len()));
    row.try_into().ok()
}

fn all() -> impl Iterator<Item = char> {
    char::MIN..=char::MAX
}

/// The first and last characters of the longest ranges in which a property has one value.
fn ranges<T: Copy + PartialEq>(property: impl Fn(char) -> Option<T>) -> Vec<(char, char, T)> {
    let mut ranges: Vec<(char, char, T)> = Vec::new();
    for character in all() {
        let Some(value) = property(character) else {
            continue;
        };
        match ranges.last_mut() {
            Some((_, last, known))
                if *known == value && u32::from(*last) + 1 == u32::from(character) =>
            {
                *last = character;
            }
            _ => ranges.push((character, character, value)),
        }
    }
    ranges
}

/// The same with the number of characters after the first one.
fn counted<T>(ranges: Vec<(char, char, T)>) -> Vec<(char, u32, T)> {
    let ranges = ranges.into_iter();
    ranges
        .map(|(first, last, value)| (first, u32::from(last) - u32::from(first), value))
        .collect()
}

/// A character and the two that it is composed of.
fn pair(character: char) -> Option<(char, char, char)> {
    let mut parts = Vec::new();
    decompose_canonical(character, |part| parts.push(part));
    let (last, first) = parts.split_last()?;
    let mut first = first.iter().copied();
    let start = first.next()?;
    let first = first.try_fold(start, compose)?;
    (compose(first, *last) == Some(character) && !HANGUL.contains(&character))
        .then_some((character, first, *last))
}

fn table<T: Debug>(code: &mut String, name: &str, kind: &str, rows: &[T]) {
    let count = rows.len();
    let rows: String = format!("{rows:?}")
        .chars()
        .flat_map(|character| {
            let escaped = (!character.is_ascii()).then(|| character.escape_unicode());
            let plain = escaped.is_none().then_some(character);
            escaped.into_iter().flatten().chain(plain)
        })
        .collect();
    // Writing to a string does not fail.
    let _ = writeln!(code, "static {name}: [{kind}; {count}] = {rows};");
}
