//! Sentences with places for values: what they look like, and how they are filled and taken apart.

/// The text between the places of a sentence, and the places.
///
/// A place is `{name}`, or `{name:context}` where the value is itself a phrase: `{state:state}` is filled
/// with the Japanese of `state: valid`, `{reason:}` with that of the reason as it stands.
#[derive(Debug)]
pub(crate) struct Template {
    /// The text before the first place.
    head: String,
    /// The places, each with the text behind it.
    rest: Vec<(Place, String)>,
}

/// A place for a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The name of the value.
    pub(crate) name: String,
    /// The context in which the value is a phrase; none where it stays as it is.
    pub(crate) context: Option<String>,
}

impl Template {
    /// Finds the places in a sentence; other braces are text.
    pub(crate) fn parse(text: &str) -> Self {
        let mut template = Self {
            head: String::new(),
            rest: Vec::new(),
        };
        let mut left = text;
        while let Some((before, behind)) = left.split_once('{') {
            let place = behind.split_once('}');
            let place = place.and_then(|(place, behind)| Some((Place::parse(place)?, behind)));
            template.last().push_str(before);
            if let Some((place, behind)) = place {
                template.rest.push((place, String::new()));
                left = behind;
            } else {
                template.last().push('{');
                left = behind;
            }
        }
        template.last().push_str(left);
        template
    }

    /// The text behind the last place.
    fn last(&mut self) -> &mut String {
        match self.rest.last_mut() {
            Some((_, text)) => text,
            None => &mut self.head,
        }
    }

    /// The places.
    pub(crate) fn places(&self) -> impl Iterator<Item = &Place> {
        self.rest.iter().map(|(place, _)| place)
    }

    /// True where the text before the first place begins so.
    pub(crate) fn begins(&self, head: &str) -> bool {
        self.head.starts_with(head)
    }

    /// The length of the text that is always the same.
    pub(crate) fn fixed(&self) -> usize {
        let rest = self.rest.iter().map(|(_, text)| text.len());
        self.head.len() + rest.sum::<usize>()
    }

    /// The values of a sentence that was filled, by name; `None` where it is another sentence.
    pub(crate) fn values<'a>(&'a self, text: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
        let mut left = text.strip_prefix(&self.head)?;
        let mut values = Vec::new();
        for (index, (place, behind)) in self.rest.iter().enumerate() {
            let value;
            (value, left) = match index + 1 == self.rest.len() {
                true => (left.strip_suffix(behind.as_str())?, ""),
                false => left.split_once(behind.as_str())?,
            };
            values.push((place.name.as_str(), value));
        }
        left.is_empty().then_some(values)
    }

    /// The sentence with a value in each place; `None` where one is missing.
    pub(crate) fn fill(&self, mut value: impl FnMut(&Place) -> Option<String>) -> Option<String> {
        let mut filled = self.head.clone();
        for (place, behind) in &self.rest {
            filled.push_str(&value(place)?);
            filled.push_str(behind);
        }
        Some(filled)
    }
}

impl Place {
    fn parse(text: &str) -> Option<Self> {
        let (name, context) = match text.split_once(':') {
            Some((name, context)) => (name, Some(context.to_owned())),
            None => (text, None),
        };
        let is_name = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit())
        };
        (!name.is_empty() && is_name(name)).then(|| Self {
            name: name.to_owned(),
            context,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_taken_apart_and_filled() {
        let english = Template::parse("{file}: line {line}: {reason}");
        let values = english
            .values("a: b.jsonl: line 3: it {file}")
            .map(|values| values.into_iter().collect::<Vec<_>>());
        assert_eq!(
            values,
            Some(vec![
                ("file", "a: b.jsonl"),
                ("line", "3"),
                ("reason", "it {file}")
            ])
        );
        assert_eq!(english.values("a: row 3: x"), None);
        assert_eq!(Template::parse("all").values("all"), Some(vec![]));
        assert_eq!(Template::parse("all").values("alley"), None);

        let japanese = Template::parse("{line}行目 {\"stop\": true} {reason:}");
        let places: Vec<_> = japanese
            .places()
            .map(|place| (place.name.as_str(), place.context.as_deref()))
            .collect();
        assert_eq!(places, [("line", None), ("reason", Some(""))]);
        let filled = japanese.fill(|place| (place.name == "line").then(|| "3".to_owned()));
        assert_eq!(filled, None);
        let filled = japanese.fill(|place| Some(format!("<{}>", place.name)));
        assert_eq!(
            filled.as_deref(),
            Some("<line>行目 {\"stop\": true} <reason>")
        );
    }
}
