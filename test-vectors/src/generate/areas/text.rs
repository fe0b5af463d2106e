//! The text profile, in each kind of text claim.

use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::{Item, text};
use crate::generate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    [characters(world), places(world), lengths(world)].concat()
}

/// A kind of text claim: its name and how a text is put there.
type Place = (&'static str, fn(&mut Draft, Item));

const PLACES: [Place; 9] = [
    ("registration", |d, text| *d.payload.get(2) = text),
    ("scheme", |d, text| *d.label().get(1) = text),
    ("criteria", |d, text| *d.label().get(4) = text),
    ("holder", |d, text| *d.label().get(5) = text),
    ("holder_id", |d, text| *d.label().get(6).at(1) = text),
    ("product", |d, text| *d.label().get(7) = text),
    ("model", |d, text| *d.label().get(8).at(1) = text),
    ("category", |d, text| *d.label().get(10) = text),
    ("evaluator", |d, text| *d.label().get(14) = text),
];

/// Every kind of character that does not belong in a label: name, description, text, code.
const CHARACTERS: [(&str, &str, &str, &str); 30] = [
    (
        "escape",
        "an escape sequence that clears a terminal",
        "a\u{1b}[2Jb",
        "text_character",
    ),
    (
        "csi",
        "the one-byte control sequence introducer U+009B",
        "a\u{9b}2Jb",
        "text_character",
    ),
    ("null", "U+0000", "a\0b", "text_character"),
    ("line_feed", "a line feed", "a\nb", "text_character"),
    ("delete", "U+007F", "a\u{7f}b", "text_character"),
    (
        "next_line",
        "U+0085 (next line)",
        "a\u{85}b",
        "text_character",
    ),
    (
        "bidi_override",
        "U+202E (right-to-left override)",
        "a\u{202e}b",
        "text_character",
    ),
    (
        "bidi_isolate",
        "U+2066 (left-to-right isolate)",
        "a\u{2066}b",
        "text_character",
    ),
    (
        "bidi_mark",
        "U+200F (right-to-left mark)",
        "a\u{200f}b",
        "text_character",
    ),
    (
        "zero_width_space",
        "U+200B (zero width space)",
        "a\u{200b}b",
        "text_character",
    ),
    (
        "hangul_filler",
        "U+3164 (Hangul filler)",
        "a\u{3164}b",
        "text_character",
    ),
    (
        "zero_width_joiner",
        "U+200D (zero width joiner)",
        "a\u{200d}b",
        "text_character",
    ),
    (
        "word_joiner",
        "U+2060 (word joiner)",
        "a\u{2060}b",
        "text_character",
    ),
    (
        "byte_order_mark",
        "U+FEFF (byte order mark)",
        "\u{feff}ab",
        "text_character",
    ),
    (
        "soft_hyphen",
        "U+00AD (soft hyphen)",
        "a\u{ad}b",
        "text_character",
    ),
    (
        "line_separator",
        "U+2028 (line separator)",
        "a\u{2028}b",
        "text_character",
    ),
    (
        "paragraph_separator",
        "U+2029 (paragraph separator)",
        "a\u{2029}b",
        "text_character",
    ),
    (
        "private_use",
        "U+E000 (private use)",
        "a\u{e000}b",
        "text_character",
    ),
    (
        "private_use_plane_16",
        "U+10FFFD (private use)",
        "a\u{10fffd}b",
        "text_character",
    ),
    (
        "noncharacter",
        "the noncharacter U+FFFE",
        "a\u{fffe}b",
        "text_character",
    ),
    (
        "noncharacter_block",
        "the noncharacter U+FDD0",
        "a\u{fdd0}b",
        "text_character",
    ),
    (
        "noncharacter_plane_1",
        "the noncharacter U+1FFFF",
        "a\u{1ffff}b",
        "text_character",
    ),
    (
        "tag_character",
        "the tag character U+E0041",
        "a\u{e0041}b",
        "text_character",
    ),
    ("leading_space", "a space in front", " ab", "text_character"),
    (
        "trailing_space",
        "a space at the end",
        "ab ",
        "text_character",
    ),
    (
        "trailing_space_wide",
        "an ideographic space at the end",
        "見本\u{3000}",
        "text_character",
    ),
    (
        "not_nfc",
        "a letter and a combining accent in place of one character",
        "e\u{301}",
        "text_not_nfc",
    ),
    (
        "not_nfc_kana",
        "a kana and a combining sound mark in place of one character",
        "か\u{3099}",
        "text_not_nfc",
    ),
    (
        "not_nfc_singleton",
        "U+212B (angstrom sign), which normalisation replaces",
        "\u{212b}",
        "text_not_nfc",
    ),
    (
        "not_nfc_compatibility",
        "the compatibility ideograph U+F900",
        "\u{f900}",
        "text_not_nfc",
    ),
];

fn characters(world: &World) -> Vec<Case> {
    CHARACTERS
        .map(|(name, what, value, code)| {
            let mut draft = Draft::full(&world.ed25519);
            *draft.label().get(7) = text(value);
            let description = format!("The product name holds {what}.");
            Case::draft(&format!("text_{name}"), &description, &draft).rejected("claims", code)
        })
        .to_vec()
}

/// The same four faults in each kind of text claim.
fn places(world: &World) -> Vec<Case> {
    let values = [
        (
            "escape",
            "an escape character",
            "a\u{1b}b",
            "text_character",
        ),
        (
            "bidi",
            "a right-to-left override",
            "a\u{202e}b",
            "text_character",
        ),
        (
            "not_nfc",
            "text that is not in normalisation form C",
            "e\u{301}",
            "text_not_nfc",
        ),
        ("empty", "no character", "", "claim_empty"),
    ];
    let each = PLACES
        .iter()
        .flat_map(|place| values.map(|value| (place, value)));
    each.map(|((place, put), (name, what, value, code))| {
        let mut draft = Draft::full(&world.ed25519);
        put(&mut draft, text(value));
        let description = format!("The claim {place} holds {what}.");
        Case::draft(&format!("text_{place}_{name}"), &description, &draft).rejected("claims", code)
    })
    .collect()
}

/// One byte more than a text may have, in each kind of text claim.
fn lengths(world: &World) -> Vec<Case> {
    let ascii = "a".repeat(257);
    let kana = "あ".repeat(86); // 258 bytes in 86 characters
    let mut wide = Draft::full(&world.ed25519);
    *wide.label().get(7) = text(&kana);
    let wide = Case::draft(
        "text_product_258_bytes_in_kana",
        "The product name has 86 characters in 258 bytes.",
        &wide,
    );
    let mut cases: Vec<_> = PLACES
        .iter()
        .map(|(place, put)| {
            let mut draft = Draft::full(&world.ed25519);
            put(&mut draft, text(&ascii));
            let description = format!("The claim {place} has 257 bytes.");
            Case::draft(&format!("text_{place}_257_bytes"), &description, &draft)
        })
        .collect();
    cases.push(wide);
    let rejected = |case: Case| case.rejected("claims", "claim_too_long");
    cases.into_iter().map(rejected).collect()
}
