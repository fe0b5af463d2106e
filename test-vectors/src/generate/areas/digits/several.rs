//! Texts of which nobody can say which label is meant.

use label_core::digits;

use super::{ADDRESS, WHITE, full_width};
use crate::generate::case::{Case, qr_text};
use crate::generate::draft::Draft;
use crate::generate::world::World;

pub(super) fn cases(world: &World, sound: &[u8]) -> Vec<Case> {
    let mut cases = [lines(world, sound), reads(world, sound)].concat();
    cases.push(blank_lines(sound));
    cases
}

fn refused(name: &str, description: &str, text: &str) -> Case {
    let id = format!("digits_several_{name}");
    Case::bare_text(&id, description, text).rejected("text", "text_several")
}

/// Several lines, with a label on none, one or each of them.
fn lines(world: &World, sound: &[u8]) -> Vec<Case> {
    let text = qr_text(sound);
    let other = qr_text(&Draft::minimal(&world.ed25519).encode());
    [
        (
            "two_lines",
            "Two labels stand on two lines.",
            format!("{text}\n{other}"),
        ),
        (
            "line_twice",
            "One label stands on two lines.",
            format!("{text}\r\n{text}\r\n"),
        ),
        (
            "line_of_text",
            "A line of text follows the label.",
            format!("{text}\nSR-100"),
        ),
        (
            "line_of_address",
            "The address and the digits stand on two lines.",
            text.replace('#', "\n#"),
        ),
        (
            "line_no_label",
            "Two lines hold no label.",
            "SR-100\nSR-200".to_owned(),
        ),
        (
            "line_feed",
            "A line feed stands inside the digits.",
            broken(&text, '\n'),
        ),
        (
            "carriage_return",
            "A carriage return stands inside the digits.",
            broken(&text, '\r'),
        ),
    ]
    .map(|(name, description, text)| refused(name, description, &text))
    .to_vec()
}

/// Several labels on one line, or one that was read twice.
fn reads(world: &World, sound: &[u8]) -> Vec<Case> {
    let text = qr_text(sound);
    let digits = format!("1{}", digits::encode(sound));
    let other = qr_text(&Draft::minimal(&world.ed25519).encode());
    let unknown = format!("{ADDRESS}#2{}", digits::encode(sound));
    [
        (
            "twice",
            "The text was read twice, with nothing between.",
            format!("{text}{text}"),
        ),
        (
            "twice_tab",
            "The text was read twice, with a tabulator between.",
            format!("{text}\t{text}"),
        ),
        (
            "two_labels",
            "Two labels stand on one line.",
            format!("{text} {other}"),
        ),
        (
            "twice_full_width",
            "The text was read twice with full-width characters.",
            full_width(&format!("{text}{text}")),
        ),
        (
            "twice_bare",
            "Bare digits were read twice.",
            format!("{digits}{digits}"),
        ),
        (
            "twice_digits",
            "The digits stand twice behind the #.",
            format!("{ADDRESS}#{digits}{digits}"),
        ),
        (
            "in_address",
            "The address holds #1 too.",
            text.replace("/01/", "/#1/01/"),
        ),
        (
            "twice_unknown",
            "A label of an unknown version was read twice.",
            format!("{unknown}{unknown}"),
        ),
        (
            "known_and_unknown",
            "A label of an unknown version follows one of this version.",
            format!("{text} {unknown}"),
        ),
    ]
    .map(|(name, description, text)| refused(name, description, &text))
    .to_vec()
}

/// White space around a text is no line of it.
fn blank_lines(sound: &[u8]) -> Case {
    let text = format!("\r\n\n{}\r\n \t\n", qr_text(sound));
    Case::text(
        "digits_several_blank_lines",
        "Blank lines stand around one label.",
        &text,
        sound,
    )
    .repairs(&[WHITE])
}

/// A text with a character in place of one of its last digits.
fn broken(text: &str, character: char) -> String {
    let mut broken: Vec<char> = text.chars().collect();
    let place = broken.len() - 40;
    broken.splice(place..=place, [character]);
    broken.into_iter().collect()
}
