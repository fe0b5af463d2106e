//! The text profile: which texts a label may hold.

use alloc::string::String;

use ciborium::Value;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::{Error, cbor, limits};

/// Checks the text of a claim.
///
/// One to [`limits::TEXT_BYTES`] bytes of UTF-8 in normalisation form C, without control, format
/// (bidirectional controls are among them), private-use and line or paragraph separator characters,
/// without noncharacters, and without white space at either end.
///
/// ```cddl
/// text-claim = tstr .size (1..256)
/// ```
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
    if !unicode_normalization::is_nfc(text) {
        return Err(Error::TextNotNfc { claim });
    }
    Ok(())
}

/// Whether a character never belongs into a label, nor raw onto a screen.
pub fn is_forbidden(character: char) -> bool {
    use GeneralCategory::{
        Control, Format, LineSeparator, ParagraphSeparator, PrivateUse, Surrogate,
    };
    let noncharacter =
        u32::from(character) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&character);
    noncharacter
        || matches!(
            character.general_category(),
            Control | Format | LineSeparator | ParagraphSeparator | PrivateUse | Surrogate
        )
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
