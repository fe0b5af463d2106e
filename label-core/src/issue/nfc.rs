//! Making texts what labels need: normalisation form C (UAX #15).

use crate::wire::text::nfc::{composed, decomposed, is_nfc};

// Made by the build script: the characters that `NEVER` stand in normalised text, and in three columns those that stand
// there instead, with NUL for none.
include!(concat!(env!("OUT_DIR"), "/replacements.rs"));

/// The text in normalisation form C, in which the texts of labels are.
///
/// ```
/// assert_eq!(label_core::nfc("ハ\u{3099}"), "バ");
/// ```
pub fn nfc(text: &str) -> String {
    if is_nfc(text) {
        return text.to_owned();
    }
    let replaced: String = text.chars().flat_map(replaced).collect();
    composed(&decomposed(&replaced)).into_iter().collect()
}

/// The characters in place of one, mostly itself.
fn replaced(character: char) -> impl Iterator<Item = char> {
    let never = NEVER.binary_search(&character).ok();
    let columns = [&FIRST, &SECOND, &THIRD];
    let parts = never.map(|index| columns.map(|column| column.get(index).copied()));
    let parts = parts.unwrap_or([Some(character), None, None]);
    let is_there = move |part: &char| *part != '\0' || character == '\0';
    parts.into_iter().flatten().filter(is_there)
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    fn is_right(text: &str) {
        let expected: String = text.nfc().collect();
        assert_eq!(nfc(text), expected, "{}", text.escape_unicode());
    }

    #[test]
    fn every_character_becomes_what_unicode_says() {
        for character in char::MIN..=char::MAX {
            is_right(&character.to_string());
            // Before a mark, and after something to stand on.
            is_right(&format!("e{character}\u{323}\u{301}"));
        }
    }

    proptest::proptest! {
        #[test]
        fn texts_become_what_unicode_says(
            text in "[a-eカハ\u{300}-\u{34f}\u{591}-\u{5c7}\u{93c}\u{958}\u{1100}-\u{11ff}\u{3099}\u{309a}\u{ac00}-\u{ac40}\u{f900}-\u{fb4f}]{0,12}"
        ) {
            is_right(&text);
        }
    }
}
