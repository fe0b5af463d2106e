//! The digits in the text, and what scanners and keyboards do to it.

mod several;
mod versions;

use label_core::digits;

use crate::generate::case::{Case, fragment, qr_text};
use crate::generate::draft::Draft;
use crate::generate::item::text;
use crate::generate::world::World;

const ADDRESS: &str = "https://label.example.jp/01/04901234567894";

pub(super) fn cases(world: &World) -> Vec<Case> {
    let sound = Draft::full(&world.ed25519).encode();
    [
        no_credential(),
        versions::cases(&sound),
        several::cases(world, &sound),
        characters(&sound),
        lengths(&sound),
        ranges(world),
        damaged(world, &sound),
        repairs(&sound),
    ]
    .concat()
}

/// A label whose credential has a length of so many bytes beyond a multiple of seven.
pub(super) fn with_tail(world: &World, tail: usize) -> Vec<u8> {
    let credential = |length| {
        let mut draft = Draft::minimal(&world.ed25519);
        *draft.label().get(7) = text(&"R".repeat(length));
        draft.encode()
    };
    let lengths = (1..8).map(credential);
    let mut fitting = lengths.filter(|bytes| bytes.len() % 7 == tail);
    fitting.next().unwrap_or_default()
}

fn no_credential() -> Vec<Case> {
    [
        ("text_empty", "The text is empty.", ""),
        ("white_space", "The text is white space.", " \t\r\n"),
        (
            "address_only",
            "The text is an address without fragment.",
            ADDRESS,
        ),
        (
            "hash_only",
            "Nothing follows the #.",
            "https://label.example.jp/#",
        ),
        (
            "anchor",
            "The fragment is a word.",
            "https://label.example.jp/#about",
        ),
        (
            "other_code",
            "The text is of another code.",
            "見本ルータ SR-100",
        ),
        (
            "sign_in_front",
            "A sign stands before the digits.",
            "https://label.example.jp/#-1000",
        ),
        (
            "space_after_hash",
            "A space stands after the #.",
            "https://label.example.jp/# 1000",
        ),
    ]
    .map(|(name, description, text)| {
        Case::bare_text(&format!("digits_{name}"), description, text)
            .rejected("text", "text_no_credential")
    })
    .into_iter()
    .chain([Case::bare_text(
        "digits_words_twice",
        "The text is the same words twice, without digits.",
        &"見本ルータ".repeat(40),
    )
    .rejected("text", "text_no_credential")])
    .chain([Case::bare_text(
        "digits_no_hash",
        "The address ends in the digits without a # between them.",
        &format!("{ADDRESS}/1{}", digits::encode(&[0; 7])),
    )
    .rejected("text", "text_no_credential")])
    .collect()
}

fn characters(sound: &[u8]) -> Vec<Case> {
    let body = digits::encode(sound);
    let (head, tail) = body.split_at(40);
    [
        ("letter", "A letter O stands for a zero.", 'O'),
        ("space", "A space stands inside the digits.", ' '),
        ("point", "A point stands inside the digits.", '.'),
        (
            "arabic_indic",
            "An Arabic-Indic digit stands inside the digits.",
            '\u{661}',
        ),
        (
            "superscript",
            "A superscript two stands inside the digits.",
            '²',
        ),
        ("null", "U+0000 stands inside the digits.", '\0'),
    ]
    .map(|(name, description, character)| {
        let rest = tail.get(1..).unwrap_or_default();
        let text = format!("{ADDRESS}#1{head}{character}{rest}");
        Case::text(&format!("digits_{name}"), description, &text, sound)
            .rejected("text", "digits_character")
    })
    .into_iter()
    .chain([Case::text(
        "digits_query_after",
        "A query follows the digits.",
        &format!("{ADDRESS}#1{body}?utm=1"),
        sound,
    )
    .rejected("text", "digits_character")])
    .collect()
}

/// Every number of digits in the last group that no bytes have.
fn lengths(sound: &[u8]) -> Vec<Case> {
    let body = digits::encode(sound);
    let whole = body.len() / 17 * 17;
    let head = body.get(..whole).unwrap_or_default();
    let empty = Case::bare_text(
        "digits_none",
        "Nothing follows the version.",
        &format!("{ADDRESS}#1"),
    );
    let mut cases: Vec<_> = [1, 2, 4, 6, 7, 9, 11, 12, 14, 16]
        .map(|length| {
            let id = format!("digits_last_group_{length:02}");
            let description = format!("The last group has {length} digits.");
            let text = format!("{ADDRESS}#1{head}{}", "0".repeat(length));
            Case::text(&id, &description, &text, sound)
        })
        .to_vec();
    cases.push(empty);
    let rejected = |case: Case| case.rejected("text", "digits_length");
    cases.into_iter().map(rejected).collect()
}

/// Groups whose number does not fit their bytes.
fn ranges(world: &World) -> Vec<Case> {
    let replace = |credential: &[u8], from: usize, group: &str| {
        let mut body = digits::encode(credential);
        body.replace_range(from..from + group.len(), group);
        format!("{ADDRESS}#1{body}")
    };
    let groups = [
        ("first", "The first group is 2^56.", 0),
        ("middle", "A group in the middle is 2^56.", 5 * 17),
    ];
    let sound = Draft::full(&world.ed25519).encode();
    let whole = groups.map(|(name, description, from)| {
        let text = replace(&sound, from, "72057594037927936");
        Case::text(&format!("digits_range_{name}"), description, &text, &sound)
    });
    let tails = [
        "256",
        "65536",
        "16777216",
        "4294967296",
        "1099511627776",
        "281474976710656",
    ];
    let tails = (1..).zip(tails).map(|(bytes, group)| {
        let credential = with_tail(world, bytes);
        let from = digits::encode(&credential).len() - group.len();
        let id = format!("digits_range_tail_{bytes}");
        let description = format!("The last group is 2^{} for {bytes} bytes.", 8 * bytes);
        Case::text(
            &id,
            &description,
            &replace(&credential, from, group),
            &credential,
        )
    });
    let cases = whole.into_iter().chain(tails);
    cases
        .map(|case| case.rejected("text", "digits_range"))
        .collect()
}

/// Digits that are sound and hold another credential than was meant.
fn damaged(world: &World, sound: &[u8]) -> Vec<Case> {
    let body = digits::encode(sound);
    let last = if body.ends_with('9') { '8' } else { '9' };
    let cut = body.get(..body.len() - 1).unwrap_or_default();
    let shorter = digits::encode(sound.get(..sound.len() / 7 * 7 - 7).unwrap_or_default());
    let whole = with_tail(world, 0);
    vec![
        Case::text(
            "digits_last_digit_wrong",
            "The last digit is another one.",
            &format!("{ADDRESS}#1{cut}{last}"),
            sound,
        )
        .rejected("signature", "signature"),
        Case::text(
            "digits_last_groups_lost",
            "The scanner lost the last groups.",
            &format!("{ADDRESS}#1{shorter}"),
            sound,
        )
        .rejected("format", "cbor_truncated"),
        Case::text(
            "digits_group_more",
            "A group of zeros follows.",
            &format!("{ADDRESS}{}{}", fragment(&whole), "0".repeat(17)),
            &whole,
        )
        .rejected("format", "cbor_trailing"),
    ]
}

/// Accidents of a text, given as it stands in the symbol and as bare digits, and the repairs.
type Mishap = (
    &'static str,
    &'static str,
    fn(&str, &str) -> String,
    &'static [&'static str],
);

const AIM: &str = "aim_prefix";
const CASE: &str = "case";
const WIDE: &str = "full_width";
const LAYOUT: &str = "keyboard_layout";
const WHITE: &str = "whitespace";

const MISHAPS: &[Mishap] = &[
    (
        "clean",
        "The text is as it stands in the symbol.",
        |text, _| text.into(),
        &[],
    ),
    (
        "aim_q1",
        "The symbology identifier ]Q1 stands in front.",
        |text, _| format!("]Q1{text}"),
        &[AIM],
    ),
    (
        "aim_q3",
        "The symbology identifier ]Q3 stands in front.",
        |text, _| format!("]Q3{text}"),
        &[AIM],
    ),
    (
        "aim_bare",
        "The symbology identifier stands before bare digits.",
        |_, digits| format!("]Q1{digits}"),
        &[AIM],
    ),
    (
        "crlf",
        "A carriage return and a line feed follow.",
        |text, _| format!("{text}\r\n"),
        &[WHITE],
    ),
    (
        "tab",
        "A tabulator follows.",
        |text, _| format!("{text}\t"),
        &[WHITE],
    ),
    (
        "space",
        "Spaces stand around the text.",
        |text, _| format!("  {text} "),
        &[WHITE],
    ),
    (
        "wide_space",
        "An ideographic space stands in front.",
        |text, _| format!("\u{3000}{text}"),
        &[WIDE, WHITE],
    ),
    (
        "upper",
        "The address is in upper case.",
        |text, _| text.to_uppercase(),
        &[CASE],
    ),
    (
        "full_width",
        "All characters are full-width.",
        |text, _| full_width(text),
        &[WIDE],
    ),
    (
        "full_width_digits",
        "The digits are full-width.",
        |_, digits| full_width(digits),
        &[WIDE],
    ),
    (
        "keyboard",
        "The address went through a Japanese keyboard layout.",
        |text, _| keyboard(text),
        &[LAYOUT],
    ),
    (
        "keyboard_underscore",
        "An underscore in the path went through a Japanese keyboard layout.",
        |text, _| keyboard(&text.replace(".jp/", ".jp/a_b/")),
        &[LAYOUT],
    ),
    (
        "keyboard_upper",
        "A Japanese keyboard layout and CapsLock were on.",
        |text, _| keyboard(text).to_uppercase(),
        &[CASE, LAYOUT],
    ),
    (
        "keyboard_aim",
        "The identifier went through a Japanese keyboard layout.",
        |text, _| format!("[Q1{}", keyboard(text)),
        &[AIM, LAYOUT],
    ),
    (
        "upper_aim",
        "The identifier and the address went through CapsLock.",
        |text, _| format!("]q1{}", text.to_uppercase()),
        &[AIM, CASE],
    ),
    (
        "full_width_crlf",
        "All characters are full-width, a line end follows.",
        |text, _| format!("{}\r\n", full_width(text)),
        &[WIDE, WHITE],
    ),
    (
        "every",
        "Everything at once that a reader puts right.",
        |text, _| full_width(&format!(" [q1{}\r", keyboard(text).to_uppercase())),
        &[AIM, CASE, WIDE, LAYOUT, WHITE],
    ),
];

/// Repairs of a reader, alone and together.
fn repairs(sound: &[u8]) -> Vec<Case> {
    let clean = qr_text(sound);
    let digits = format!("1{}", digits::encode(sound));
    MISHAPS
        .iter()
        .map(|(name, description, happen, repairs)| {
            let id = format!("digits_repair_{name}");
            Case::text(&id, description, &happen(&clean, &digits), sound).repairs(repairs)
        })
        .collect()
}

/// The keystrokes of a scanner that is set to a US layout, under a Japanese one.
fn keyboard(text: &str) -> String {
    text.replace(':', "+").replace('_', "=")
}

fn full_width(text: &str) -> String {
    let wide = |character: char| match character {
        '!'..='~' => char::from_u32(u32::from(character) + 0xfee0).unwrap_or(character),
        _ => character,
    };
    text.chars().map(wide).collect()
}
