//! The desk's own settings: a file in TOML beside the register.

use std::path::Path;

use serde::Deserialize;

use crate::error::DeskError;
use crate::label_fields::{Intake, Kana, NumberForm, NumberRule};
use crate::toml_file;

/// The largest file of settings.
pub const FILE_BYTES: usize = 64 * 1_024;

/// The settings of a desk, each of which may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The forms of registration numbers; without one, only safe characters are taken.
    registration_numbers: Vec<NumberForm>,
    /// Half-width katakana in names become full-width.
    wide_kana: bool,
}

impl Settings {
    /// Reads the settings in a file.
    ///
    /// # Errors
    ///
    /// Fails where the bytes are no such settings.
    pub fn parse(file: &Path, bytes: &[u8]) -> Result<Self, DeskError> {
        toml_file::parse(file, bytes)
    }

    /// The rules for texts.
    pub fn intake(&self) -> Intake {
        Intake {
            numbers: match self.registration_numbers.as_slice() {
                [] => NumberRule::Safe,
                forms => NumberRule::Forms(forms.to_vec()),
            },
            kana: match self.wide_kana {
                true => Kana::Widened,
                false => Kana::Kept,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn settings_may_be_left_out_and_not_misspelt() {
        let parse = |text: &str| Settings::parse(Path::new("desk.toml"), text.as_bytes());
        assert_eq!(parse("").unwrap().intake(), Intake::default());
        let set = parse("registration_numbers = ['SPEC-##-####']\nwide_kana = true").unwrap();
        let form = NumberForm::new("SPEC-##-####").unwrap();
        assert_eq!(set.intake().numbers, NumberRule::Forms(vec![form]));
        assert_eq!(set.intake().kana, Kana::Widened);
        for text in [
            "registration_number = []",
            "registration_numbers = ['']",
            "wide_kana = 1",
            "x",
        ] {
            assert_eq!(parse(text).unwrap_err().code(), "toml", "{text}");
        }
    }
}
