//! Normalisation form C (UAX #15), judged with no more tables than that takes.
//!
//! The crate unicode-normalization, with which the tests compare every answer, would make the page's verifier
//! 40,783 bytes larger (Brotli: 161,623 against 120,840), a third of what it may have.

// Made by the build script: `QUICK` (first, how many more, whether the neighbours decide) of the characters that
// do not or may not stand in normalised text, `CLASSES` (first, how many more, combining class), and `COMPOSED`
// of `FIRST` and `SECOND`.
include!(concat!(env!("OUT_DIR"), "/normalisation.rs"));

/// Hangul syllables and their parts (Unicode, section 3.12).
const SYLLABLES: u32 = 0xac00;
const LEADS: u32 = 0x1100;
const VOWELS: u32 = 0x1161;
const TAILS: u32 = 0x11a7;
const SYLLABLE_COUNT: u32 = 11_172;
const LEAD_COUNT: u32 = 19;
const VOWEL_COUNT: u32 = 21;
const TAIL_COUNT: u32 = 28;

/// True for a text in normalisation form C.
pub(crate) fn is_nfc(text: &str) -> bool {
    let mut certain = true;
    let mut before = 0;
    for character in text.chars() {
        let class = class(character);
        if class != 0 && class < before {
            return false;
        }
        before = class;
        match find(&QUICK, character) {
            Some(false) => return false,
            Some(true) => certain = false,
            None => {}
        }
    }
    // Nearly every text is certain; only where a character depends on its neighbours is it composed anew.
    certain || text.chars().eq(composed(&decomposed(text)))
}

/// The value of the range that a character is in.
fn find<T: Copy>(ranges: &[(char, u16, T)], character: char) -> Option<T> {
    let after = ranges.partition_point(|(first, _, _)| *first <= character);
    let (first, more, value) = ranges.get(after.checked_sub(1)?)?;
    let place = u32::from(character).checked_sub(u32::from(*first))?;
    (place <= u32::from(*more)).then_some(*value)
}

/// The canonical combining class.
fn class(character: char) -> u8 {
    find(&CLASSES, character).unwrap_or_default()
}

/// The canonical decomposition, in canonical order.
pub(crate) fn decomposed(text: &str) -> Vec<(u8, char)> {
    let mut parts = Vec::new();
    for character in text.chars() {
        decompose(character, &mut parts);
    }
    for run in parts.chunk_by_mut(|(_, _), (class, _)| *class != 0) {
        // The sort is stable; what has class 0 stands first.
        run.sort_by_key(|(class, _)| *class);
    }
    parts
}

fn decompose(character: char, parts: &mut Vec<(u8, char)>) {
    let syllable = u32::from(character).wrapping_sub(SYLLABLES);
    if syllable < SYLLABLE_COUNT {
        let (lead, tail) = (syllable / TAIL_COUNT, syllable % TAIL_COUNT);
        let lead_and_vowel = [LEADS + lead / VOWEL_COUNT, VOWELS + lead % VOWEL_COUNT];
        let tail = (tail > 0).then_some(TAILS + tail);
        let hangul = lead_and_vowel.into_iter().chain(tail);
        parts.extend(hangul.filter_map(char::from_u32).map(|part| (0, part)));
        return;
    }
    let pair = COMPOSED.binary_search(&character).ok();
    match pair.and_then(|index| Some((FIRST.get(index)?, SECOND.get(index)?))) {
        Some((first, second)) => {
            decompose(*first, parts);
            decompose(*second, parts);
        }
        None => parts.push((class(character), character)),
    }
}

/// The canonical composition.
pub(crate) fn composed(parts: &[(u8, char)]) -> Vec<char> {
    let mut text: Vec<char> = Vec::new();
    let mut starter = None;
    // The class of what stands between the starter and here.
    let mut between = None;
    for (class, character) in parts {
        // A character between them with the same class or a higher one blocks the way to the starter
        // (Unicode, D115): composing past it would change the order in which marks are drawn.
        let open = between.is_none_or(|between| between < *class);
        let last = starter.and_then(|index: usize| text.get_mut(index));
        let pair = last.filter(|_| open);
        if let Some((last, whole)) = pair.and_then(|last| Some((compose(*last, *character)?, last)))
        {
            *whole = last;
            continue;
        }
        // A mark that was composed is gone and blocks nothing; only what is kept does.
        between = Some(*class);
        if *class == 0 {
            starter = Some(text.len());
            between = None;
        }
        text.push(*character);
    }
    text
}

/// The character that two are composed to.
fn compose(first: char, second: char) -> Option<char> {
    let offset = |character: char, base| u32::from(character).wrapping_sub(base);
    let (lead, vowel) = (offset(first, LEADS), offset(second, VOWELS));
    if lead < LEAD_COUNT && vowel < VOWEL_COUNT {
        return char::from_u32(SYLLABLES + (lead * VOWEL_COUNT + vowel) * TAIL_COUNT);
    }
    let (syllable, tail) = (offset(first, SYLLABLES), offset(second, TAILS));
    let open = syllable < SYLLABLE_COUNT && syllable % TAIL_COUNT == 0;
    if open && (1..TAIL_COUNT).contains(&tail) {
        return char::from_u32(u32::from(first) + tail);
    }
    // The table is sorted by the composed character, since it is searched that way more often; few texts
    // come here, so that a search from the front is worth a second table's bytes in a browser.
    let mut pairs = FIRST.iter().zip(&SECOND);
    let index = pairs.position(|pair| pair == (&first, &second))?;
    COMPOSED.get(index).copied()
}
