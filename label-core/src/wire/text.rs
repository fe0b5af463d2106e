//! The text profile: which texts a label may hold.

pub(crate) mod nfc;

use std::ops::RangeInclusive;

use ciborium::Value;

use crate::error::Error;
use crate::limits;
use crate::wire::cbor;
use crate::wire::text::nfc::is_nfc;

/// Checks the text of a claim.
///
/// One to [`limits::TEXT_BYTES`] bytes of UTF-8 in normalisation form C, without control, format
/// (bidirectional controls are among them), private-use and line or paragraph separator characters,
/// without noncharacters, and without white space at either end.
///
/// ```cddl
/// text-claim = tstr .size (1..256)
/// ```
///
/// # Errors
///
/// [`Error::ClaimEmpty`], [`Error::ClaimTooLong`], [`Error::TextCharacter`] or
/// [`Error::TextNotNfc`], in that order, each with the name of the claim.
pub fn check_text(claim: &'static str, text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::ClaimEmpty { claim });
    }
    if text.len() > limits::TEXT_BYTES {
        return Err(Error::ClaimTooLong { claim });
    }
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return match text.trim_matches(' ').len() == text.len() {
            true => Ok(()),
            false => Err(Error::TextCharacter { claim }),
        };
    }
    if text.chars().any(is_forbidden) || text.trim().len() != text.len() {
        return Err(Error::TextCharacter { claim });
    }
    if !is_nfc(text) {
        return Err(Error::TextNotNfc { claim });
    }
    Ok(())
}

/// Letters and symbols that show nothing: Hangul fillers, the blank Braille pattern, the grapheme joiner.
const INVISIBLE: [char; 6] = [
    '\u{34f}', '\u{115f}', '\u{1160}', '\u{2800}', '\u{3164}', '\u{ffa0}',
];

/// The general categories Cc, Cf, Zl, Zp and Co in Unicode 18.0; surrogates (Cs) are no characters.
const HIDDEN: [RangeInclusive<char>; 26] = [
    '\0'..='\u{1f}',
    '\u{7f}'..='\u{9f}',
    '\u{ad}'..='\u{ad}',
    '\u{600}'..='\u{605}',
    '\u{61c}'..='\u{61c}',
    '\u{6dd}'..='\u{6dd}',
    '\u{70f}'..='\u{70f}',
    '\u{890}'..='\u{891}',
    '\u{8e2}'..='\u{8e2}',
    '\u{180e}'..='\u{180e}',
    '\u{200b}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2060}'..='\u{2064}',
    '\u{2066}'..='\u{206f}',
    '\u{e000}'..='\u{f8ff}',
    '\u{feff}'..='\u{feff}',
    '\u{fff9}'..='\u{fffb}',
    '\u{110bd}'..='\u{110bd}',
    '\u{110cd}'..='\u{110cd}',
    '\u{13430}'..='\u{1343f}',
    '\u{1bca0}'..='\u{1bca3}',
    '\u{1d173}'..='\u{1d17a}',
    '\u{e0001}'..='\u{e0001}',
    '\u{e0020}'..='\u{e007f}',
    '\u{f0000}'..='\u{ffffd}',
    '\u{100000}'..='\u{10fffd}',
];

/// True for a character that never belongs into a label, nor raw onto a screen.
pub fn is_forbidden(character: char) -> bool {
    let noncharacter =
        u32::from(character) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&character);
    noncharacter
        || INVISIBLE.contains(&character)
        || HIDDEN.iter().any(|range| range.contains(&character))
}

/// The checked text in a value.
pub(crate) fn take(claim: &'static str, value: Value) -> Result<String, Error> {
    let text = cbor::raw_text(claim, value)?;
    check_text(claim, &text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two implementations of one Unicode version; what it adds, labels may carry.
    #[test]
    fn characters_are_judged_as_others_judge_them() {
        use unicode_properties::GeneralCategory::{
            Control, Format, LineSeparator, ParagraphSeparator, PrivateUse, Surrogate,
        };
        use unicode_properties::UnicodeGeneralCategory;

        assert_eq!(unicode_properties::UNICODE_VERSION.0, 18);
        assert_eq!(unicode_normalization::UNICODE_VERSION.0, 18);
        for character in char::MIN..=char::MAX {
            let hidden = matches!(
                character.general_category(),
                Control | Format | LineSeparator | ParagraphSeparator | PrivateUse | Surrogate
            );
            let listed = HIDDEN.iter().any(|range| range.contains(&character));
            assert_eq!(listed, hidden, "{character:?}");
            let text = format!("{character}\u{300}a{character}\u{323}\u{1ea1}\u{302}{character}");
            let expected = unicode_normalization::is_nfc(&text);
            assert_eq!(is_nfc(&text), expected, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn normalisation_is_judged_as_others_judge_it(text in "[\\p{M}\\p{L}a-e\u{1100}-\u{11ff}]{0,12}") {
            proptest::prop_assert_eq!(is_nfc(&text), unicode_normalization::is_nfc(&text));
        }
    }

    #[test]
    fn names_of_real_products_pass() {
        for text in [
            "Router 3000 (A/B)",
            "株式会社見本",
            "ほげ㈱ ﾙｰﾀ",
            "Ünïcode é",
            "전자",
            "a\u{3000}b",
        ] {
            assert_eq!(check_text("product", text), Ok(()), "{text}");
        }
    }

    #[test]
    fn hostile_text_is_refused() {
        let claim = "product";
        for text in [
            "a\nb",
            "a\u{1b}[2J",
            "a\u{9b}b",
            "a\u{202e}b",
            "a\u{2066}b",
            "a\u{200b}b",
            "\u{feff}a",
            "a\u{e000}b",
            "a\u{2028}b",
            "a\u{fffe}b",
            "a\u{3164}b",
            "a\u{2800}b",
            "a\u{e0041}b",
            " a",
            "a ",
            "a\u{3000}",
            "a\0",
        ] {
            assert_eq!(
                check_text(claim, text),
                Err(Error::TextCharacter { claim }),
                "{text:?}"
            );
        }
        assert_eq!(
            check_text(claim, "e\u{301}"),
            Err(Error::TextNotNfc { claim })
        );
        assert_eq!(
            check_text(claim, "か\u{3099}"),
            Err(Error::TextNotNfc { claim })
        );
        assert_eq!(check_text(claim, ""), Err(Error::ClaimEmpty { claim }));
        assert_eq!(
            check_text(claim, &"a".repeat(257)),
            Err(Error::ClaimTooLong { claim })
        );
    }
}
