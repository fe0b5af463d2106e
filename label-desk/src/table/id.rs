//! Names of files.

use std::collections::{HashMap, HashSet};

/// Characters of a registration number that make it into a name; longer ones are cut.
const LONGEST: usize = 64;

/// Makes names of files: the registration number made harmless, `-` and a running number.
///
/// A name has ASCII letters, digits, `.`, `_` and `-` only, begins with a letter or digit, and is
/// unlike every other also where a file system takes capitals for small letters.
#[derive(Debug, Default)]
pub struct Ids {
    used: HashSet<String>,
    counts: HashMap<String, usize>,
}

impl Ids {
    /// The name of the next label under a registration number.
    pub fn next(&mut self, registration: &str) -> String {
        let stem = harmless(registration);
        let count = self.counts.entry(registration.to_owned()).or_default();
        loop {
            *count += 1;
            let id = format!("{stem}-{count:03}");
            if self.used.insert(id.to_ascii_lowercase()) {
                return id;
            }
        }
    }
}

/// Replaces what may not stand in a file name.
pub fn harmless(text: &str) -> String {
    let replace = |character: char| match character {
        'A'..='Z' | 'a'..='z' | '0'..='9' | '.' | '_' | '-' => character,
        _ => '_',
    };
    let stem: String = text.chars().map(replace).take(LONGEST).collect();
    let begins_well = stem.starts_with(|first: char| first.is_ascii_alphanumeric());
    if begins_well && !stem.contains("..") && !is_reserved(&stem) {
        stem
    } else {
        format!("label-{}", stem.trim_matches(['.', '-']).replace("..", "_"))
    }
}

/// Tells whether a name is one that this program gives: a harmless stem, `-` and a number.
pub fn is_id(name: &str) -> bool {
    let parts = name.rsplit_once('-');
    parts.is_some_and(|(stem, number)| {
        harmless(stem) == stem
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Tells whether Windows takes the name for a device, whatever follows its first dot.
fn is_reserved(name: &str) -> bool {
    let base = name
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    let numbered = |device| {
        let number = base.strip_prefix(device);
        number.is_some_and(|number| number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(base.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_numbers_stay() {
        let mut ids = Ids::default();
        assert_eq!(ids.next("SPEC-26-0001"), "SPEC-26-0001-001");
        assert_eq!(ids.next("SPEC-26-0002"), "SPEC-26-0002-001");
        assert_eq!(ids.next("SPEC-26-0001"), "SPEC-26-0001-002");
    }

    #[test]
    fn only_names_that_are_given_are_taken() {
        for good in ["SPEC-26-0001-001", "R_2.1-000003", "label-1"] {
            assert!(is_id(good), "{good}");
        }
        for bad in [
            "", "-1", "R", "R-", "R-1x", "R-１", "../R-1", "a/b-1", "NUL-1", "NUL.x-1", "..-1",
            "R\\x-1",
        ] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn names_are_harmless_and_distinct() {
        let mut ids = Ids::default();
        let mut seen = HashSet::new();
        for registration in [
            "../../etc/passwd",
            "..",
            ".",
            "...",
            "/",
            "\\",
            "C:\\x",
            "CON",
            "con.x",
            "NUL.",
            "lpt1",
            "COM9.cbor",
            "-rf",
            "--help",
            "~",
            ".hidden",
            "a/b",
            "a_b",
            "A_B",
            "a\u{202e}b",
            "登録番号",
            "番号登録",
            "a b",
            "$(x)",
            "`x`",
            "x;y|z&",
            "*?",
            "👍",
            "",
            &"長".repeat(80),
            &"x".repeat(300),
        ] {
            let id = ids.next(registration);
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
            assert!(id.chars().all(plain), "{id}");
            assert!(id.starts_with(|c: char| c.is_ascii_alphanumeric()), "{id}");
            assert!(!id.contains("..") && id.len() < 90, "{id}");
            assert!(!is_reserved(&id), "{id}");
            assert!(seen.insert(id.to_lowercase()), "{id}");
        }
    }
}
