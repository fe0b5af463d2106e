//! The form of registration numbers: the desk's own, or else characters that are safe everywhere.

use serde::{Deserialize, Deserializer};

/// Characters that stand singly between letters and digits.
const BETWEEN: [char; 4] = ['-', '.', '_', '/'];

/// The registration numbers that are taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NumberRule {
    /// ASCII letters and digits, with single `-`, `.`, `_` or `/` between them.
    #[default]
    Safe,
    /// Numbers of one of these forms.
    Forms(Vec<NumberForm>),
    /// Any number: somebody else knows which there are.
    Known,
}

/// The form of a number: `#` stands for a digit, `@` for a capital letter, `*` for one or more of both, and every other
/// character for itself, as does one after `\`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberForm(String);

/// A character of a form.
#[derive(Clone, Copy)]
enum Part {
    Digit,
    Capital,
    Several,
    Is(char),
}

impl NumberForm {
    /// Characters of the longest form: a number has as many at most.
    const LONGEST: usize = 256;

    /// A form; none where it is empty, too long, or has `*` twice.
    pub fn new(form: &str) -> Option<Self> {
        let read = Self(form.to_owned());
        let is_several = |part: &Part| matches!(part, Part::Several);
        let several = read.parts().filter(is_several).count();
        let is_form = read.parts().count() <= Self::LONGEST && several <= 1;
        (is_form && !form.trim().is_empty() && form.trim() == form).then_some(read)
    }

    fn parts(&self) -> impl Iterator<Item = Part> {
        let mut characters = self.0.chars();
        std::iter::from_fn(move || {
            Some(match characters.next()? {
                '#' => Part::Digit,
                '@' => Part::Capital,
                '*' => Part::Several,
                '\\' => Part::Is(characters.next().unwrap_or('\\')),
                other => Part::Is(other),
            })
        })
    }

    /// Tells whether a number has this form.
    pub fn fits(&self, number: &str) -> bool {
        let parts: Vec<Part> = self.parts().collect();
        let number: Vec<char> = number.chars().collect();
        let place = parts.iter().position(|part| matches!(part, Part::Several));
        let Some((before, after)) = place.and_then(|place| parts.split_at_checked(place)) else {
            return fit(&parts, &number);
        };
        let after = after.split_first().map_or(after, |(_, after)| after);
        let Some((head, rest)) = number.split_at_checked(before.len()) else {
            return false;
        };
        let at = rest.len().checked_sub(after.len());
        let Some((middle, tail)) = at.and_then(|at| rest.split_at_checked(at)) else {
            return false;
        };
        let any = |one: &char| one.is_ascii_digit() || one.is_ascii_uppercase();
        !middle.is_empty() && middle.iter().all(any) && fit(before, head) && fit(after, tail)
    }
}

/// Tells whether characters are those of a form without `*`.
fn fit(parts: &[Part], number: &[char]) -> bool {
    let one = |(part, character): (&Part, &char)| match part {
        Part::Digit => character.is_ascii_digit(),
        Part::Capital => character.is_ascii_uppercase(),
        Part::Several => false,
        Part::Is(other) => character == other,
    };
    parts.len() == number.len() && parts.iter().zip(number).all(one)
}

impl<'de> Deserialize<'de> for NumberForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = String::deserialize(deserializer)?;
        Self::new(&form).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "'{form}' is no form of a number; # is a digit, @ a capital letter, * any of both"
            ))
        })
    }
}

impl NumberRule {
    /// The words against a number that is not taken.
    pub(super) fn complaint(&self, number: &str) -> Option<String> {
        match self {
            Self::Known => None,
            Self::Forms(forms) if forms.iter().any(|form| form.fits(number)) => None,
            Self::Forms(forms) => {
                let forms: Vec<&str> = forms.iter().map(|form| form.0.as_str()).collect();
                let forms = forms.join(", ");
                Some(format!(
                    "'{}' is no registration number here; expected {forms} (# is a digit, @ a capital letter)",
                    number.escape_debug()
                ))
            }
            Self::Safe if is_safe(number) => None,
            Self::Safe => Some(format!(
                "'{}' is no registration number; expected letters A to Z and digits, with single - . _ / between them",
                number.escape_debug()
            )),
        }
    }
}

fn is_safe(number: &str) -> bool {
    let mut parts = number.split(BETWEEN);
    parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn safe_numbers_hold_letters_and_digits() {
        for number in ["SPEC-26-0001", "CSA/221231/00321", "R-1", "A", "a.b_c"] {
            assert_eq!(NumberRule::Safe.complaint(number), None, "{number}");
        }
        for number in [
            "../../etc/passwd",
            "-",
            "A--1",
            "A-",
            "番号1",
            "A 1",
            "A\\1",
            "A;1",
            "",
        ] {
            assert!(NumberRule::Safe.complaint(number).is_some(), "{number}");
            assert_eq!(NumberRule::Known.complaint(number), None);
        }
    }

    #[test]
    fn forms_say_what_a_number_is() {
        let form = NumberForm::new("SPEC-##-####").unwrap();
        assert!(form.fits("SPEC-26-0001"));
        for number in [
            "SPEC-26-001",
            "SPEC-26-00011",
            "SPEC-2A-0001",
            "spec-26-0001",
            "",
        ] {
            assert!(!form.fits(number), "{number}");
        }
        let form = NumberForm::new("第*号-@").unwrap();
        assert!(
            form.fits("第12A号-X")
                && !form.fits("第号-X")
                && !form.fits("第12号-x")
                && !form.fits("第")
        );
        for form in ["", " ", " A", "*-*", &"#".repeat(257)] {
            assert_eq!(NumberForm::new(form), None, "{form}");
        }
        let literal = NumberForm::new("\\@\\#\\*-#").unwrap();
        assert!(literal.fits("@#*-1") && !literal.fits("A1A-1"));
        let rule = NumberRule::Forms(vec![form]);
        assert!(rule.complaint("A").unwrap().contains("第*号-@"));
    }
}
