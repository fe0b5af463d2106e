//! Japanese for what is said in English, looked up by the English.

use std::collections::BTreeMap;

use serde_json::Error;

use super::template::Template;

/// Phrases that wait inside each other: a reason in an error in an error.
const DEPTH: usize = 4;

/// The phrases of every area: English as the source has it, with named places, and the Japanese.
#[derive(Debug)]
pub(crate) struct Phrases {
    fixed: BTreeMap<String, String>,
    /// Those with places, the longest English first: it says most about what it stands for.
    filled: Vec<(Template, Template)>,
}

impl Phrases {
    /// The phrases of some files.
    pub(crate) fn new(files: &[&str]) -> Result<Self, Error> {
        let mut phrases = Self {
            fixed: BTreeMap::new(),
            filled: Vec::new(),
        };
        for json in files {
            let file: BTreeMap<String, String> = serde_json::from_str(json)?;
            for (english, japanese) in file {
                let template = Template::parse(&english);
                if template.places().next().is_some() {
                    phrases.filled.push((template, Template::parse(&japanese)));
                } else {
                    phrases.fixed.insert(english, japanese);
                }
            }
        }
        phrases
            .filled
            .sort_by_key(|(english, _)| std::cmp::Reverse(english.fixed()));
        Ok(phrases)
    }

    /// Adds a phrase without values, unless there is one of its English.
    pub(crate) fn add(&mut self, english: String, japanese: String) {
        self.fixed.entry(english).or_insert(japanese);
    }

    /// The Japanese of a phrase, filled as the English is; `None` where there is none.
    pub(crate) fn find(&self, english: &str) -> Option<String> {
        Some(self.best(english, "", DEPTH)?.japanese)
    }

    /// The Japanese of a text: of the whole, or of what follows the place that it speaks of.
    pub(crate) fn say(&self, english: &str) -> String {
        self.say_within(english, DEPTH).japanese
    }

    /// The Japanese of a value that is a phrase in its context; the value itself where it is none.
    pub(crate) fn word(&self, context: &str, value: &str) -> String {
        self.word_within(context, value, DEPTH).japanese
    }

    /// The Japanese of a value beside its name, where it is one that the command makes: `size: {bytes} bytes`.
    ///
    /// Phrases of other names do not count: what comes from a label or a file stays as it is.
    pub(crate) fn value(&self, name: &str, value: &str) -> Option<String> {
        let head = format!("{name}: ");
        Some(self.best(&format!("{head}{value}"), &head, DEPTH)?.japanese)
    }

    fn word_within(&self, context: &str, value: &str, depth: usize) -> Found {
        let head = format!("{context}: ");
        let own = match context.is_empty() {
            true => None,
            false => self.best(&format!("{head}{value}"), &head, depth),
        };
        own.unwrap_or_else(|| self.say_within(value, depth))
    }

    /// The phrase that says most about a text, of those that begin with a head.
    fn best(&self, english: &str, head: &str, depth: usize) -> Option<Found> {
        if let Some(japanese) = self.fixed.get(english) {
            return Some(Found::whole(english, japanese));
        }
        let depth = depth.checked_sub(1)?;
        let mut filled = self.filled.iter();
        let (values, english, japanese) = filled.find_map(|(template, japanese)| {
            let values = template.values(english)?;
            template
                .begins(head)
                .then_some((values, template, japanese))
        })?;
        let mut fixed = english.fixed();
        let japanese = japanese.fill(|place| {
            let (_, value) = values.iter().find(|(name, _)| *name == place.name)?;
            let Some(context) = &place.context else {
                return Some((*value).to_owned());
            };
            let found = self.word_within(context, value, depth);
            fixed += found.fixed;
            Some(found.japanese)
        })?;
        Some(Found { fixed, japanese })
    }

    /// The Japanese of the whole text, or of what follows a place in it: whichever phrase says more.
    fn say_within(&self, english: &str, depth: usize) -> Found {
        let mut said = self.best(english, "", depth);
        for (at, _) in english.match_indices(": ") {
            let Some((head, tail)) = english.split_at_checked(at + 2) else {
                continue;
            };
            let least = said.as_ref().map_or(0, |found| found.fixed);
            if let Some(found) = self
                .best(tail, "", depth)
                .filter(|found| found.fixed > least)
            {
                let japanese = format!("{head}{}", found.japanese);
                said = Some(Found { japanese, ..found });
            }
        }
        said.unwrap_or_else(|| Found {
            fixed: 0,
            japanese: english.to_owned(),
        })
    }
}

/// The Japanese that was found for a text.
struct Found {
    /// The length of the English that it stands for, without values: how much it says.
    fixed: usize,
    japanese: String,
}

impl Found {
    /// A phrase without values.
    fn whole(english: &str, japanese: &str) -> Self {
        Self {
            fixed: english.len(),
            japanese: japanese.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn phrases_are_found_by_their_english() {
        let phrases = Phrases::new(&[r#"{
            "is gone": "なくなりました",
            "{number} is {state}": "{number}は{state:state}です",
            "cannot {deed}: {reason}": "{deed:deed}できません: {reason:}",
            "state: valid": "有効",
            "deed: read": "読め",
            "valid": "妥当"
        }"#])
        .unwrap();
        for (english, japanese) in [
            ("is gone", "なくなりました"),
            ("R-1 is valid", "R-1は有効です"),
            ("valid", "妥当"),
            ("a.db: row 3: is gone", "a.db: row 3: なくなりました"),
            (
                "cannot read: label: is gone",
                "読めできません: label: なくなりました",
            ),
            ("cannot eat: {deed}", "eatできません: {deed}"),
            ("no phrase", "no phrase"),
        ] {
            assert_eq!(phrases.say(english), japanese);
        }
        assert_eq!(phrases.find("no phrase"), None);
    }
}
