//! Titles as comments.

/// A text without anything that a printer's language gives a meaning: the rest becomes `_`.
pub(crate) fn comment(text: &str) -> String {
    const LENGTH: usize = 100;
    let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '.');
    let characters = text.chars().take(LENGTH);
    characters
        .map(|c| if harmless(c) { c } else { '_' })
        .collect()
}
