//! Text for human eyes: whatever cannot be seen, or changes how the rest is seen, is spelled out.
//!
//! Text from labels, certificates and files may hold terminal commands, reversed writing or
//! invisible characters. Every line that the command prints passes through here.

use std::fmt::{self, Display, Write};

use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};

/// A text with every hidden character written as `\u{…}`.
pub(crate) struct Visible<T>(pub(crate) T);

impl<T: Display> Display for Visible<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaper(f), "{}", self.0)
    }
}

struct Escaper<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl Write for Escaper<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|character| {
            if is_hidden(character) {
                write!(self.0, "\\u{{{:x}}}", u32::from(character))
            } else {
                self.0.write_char(character)
            }
        })
    }
}

/// Spells out hidden characters inside the strings of a JSON text, as JSON spells them.
///
/// Line ends between values stay: inside strings they are spelled out already.
pub(crate) fn visible_json(json: &str) -> String {
    let mut visible = String::with_capacity(json.len());
    for character in json.chars() {
        if character != '\n' && is_hidden(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(visible, "\\u{unit:04x}");
            }
        } else {
            visible.push(character);
        }
    }
    visible
}

/// Tells whether a character is not itself seen where it stands.
///
/// Control, format (bidirectional among them), private-use, unassigned and line-separating
/// characters; spaces other than the two that Latin and Japanese text use; and characters of other
/// classes that Unicode displays as nothing.
fn is_hidden(character: char) -> bool {
    match character.general_category() {
        Category::Control
        | Category::Format
        | Category::PrivateUse
        | Category::Surrogate
        | Category::Unassigned
        | Category::LineSeparator
        | Category::ParagraphSeparator => true,
        Category::SpaceSeparator => !matches!(character, ' ' | '\u{3000}'),
        _ => is_blank(character),
    }
}

/// Letters, marks and symbols that are displayed as nothing: joiners, fillers, variation selectors.
fn is_blank(character: char) -> bool {
    matches!(
        character,
        '\u{34f}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{ffa0}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn hidden_characters_are_spelled_out() {
        for (text, shown) in [
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("\u{feff}a", "\\u{feff}a"),
            ("a\nb\r\tc\0", "a\\u{a}b\\u{d}\\u{9}c\\u{0}"),
            ("a\u{2028}b\u{a0}c", "a\\u{2028}b\\u{a0}c"),
            ("\u{e000}\u{e0041}\u{fe0f}", "\\u{e000}\\u{e0041}\\u{fe0f}"),
            ("\u{3164}\u{200b}\u{ad}", "\\u{3164}\\u{200b}\\u{ad}"),
        ] {
            assert_eq!(Visible(text).to_string(), shown);
        }
    }

    #[test]
    fn ordinary_text_stays() {
        let text = "JC-STAR ★1 「見本 製品」\u{3000}é ﾗﾍﾞﾙ \\u 👍";
        assert_eq!(Visible(text).to_string(), text);
    }

    #[test]
    fn no_command_to_a_terminal_leaves() {
        let mut state = 1_u32;
        for _ in 0..20_000 {
            let text: String = (0..8).map(|_| character(&mut state)).collect();
            let json = visible_json(&serde_json::to_string(&text).unwrap());
            for shown in [Visible(&text).to_string(), json.clone()] {
                assert!(!shown.chars().any(char::is_control), "{text:?}");
                assert!(!shown.contains(['\u{202e}', '\u{2066}', '\u{feff}']));
            }
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }

    /// A pseudo-random character, half of them from the first 256.
    fn character(state: &mut u32) -> char {
        *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let number = *state >> 8;
        let number = if number & 1 == 0 {
            number % 0x100
        } else {
            number % 0x11_0000
        };
        char::from_u32(number).unwrap_or('\u{1b}')
    }
}
