//! Words that may not be said about a label.

use std::ops::Range;

use super::lang::Lang;
use super::table::Table;

impl Table {
    pub(super) fn forbidden_in(&self, text: &str) -> Option<&str> {
        let text = text.to_ascii_lowercase();
        let counts = |place: Range<usize>| !self.names().any(|name| covers(&text, &name, &place));
        let words = self.must_not_say.iter().map(AsRef::as_ref);
        words
            .into_iter()
            .find(|word| places(&text, word).any(counts))
    }

    /// The names of the scheme and its owner, in lower case.
    fn names(&self) -> impl Iterator<Item = String> {
        [
            &self.title,
            &self.short_title,
            &self.owner,
            &self.short_owner,
        ]
        .into_iter()
        .flat_map(|name| Lang::ALL.map(|lang| name.get(lang).to_ascii_lowercase()))
    }
}

/// The places of a word in a text of lower case.
fn places<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices(word)
        .map(|(start, found)| start..start + found.len())
        .filter(|place| is_whole(text, word, place))
}

/// True where no ASCII letter or digit continues an ASCII word at either end.
fn is_whole(text: &str, word: &str, place: &Range<usize>) -> bool {
    let goes_on = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let before = place.start.checked_sub(1);
    !word.is_ascii()
        || !(before.is_some_and(|at| goes_on(text.as_bytes().get(at)))
            || goes_on(text.as_bytes().get(place.end)))
}

/// True where a name stands in the text around a place.
fn covers(text: &str, name: &str, place: &Range<usize>) -> bool {
    text.match_indices(name)
        .any(|(start, name)| start <= place.start && place.end <= start + name.len())
}
