//! Digits of other versions of the format, and numbers that are no label.

use label_core::digits;

use super::ADDRESS;
use crate::generate::case::Case;

pub(super) fn cases(sound: &[u8]) -> Vec<Case> {
    [unknown(sound), none(), bar_codes()].concat()
}

/// Digits that another version of the format might have.
fn unknown(sound: &[u8]) -> Vec<Case> {
    let body = digits::encode(sound);
    [
        (
            "0",
            "The fragment states version 0 of the format.",
            format!("{ADDRESS}#0{body}"),
        ),
        (
            "2",
            "The fragment states version 2 of the format.",
            format!("{ADDRESS}#2{body}"),
        ),
        (
            "9",
            "The fragment states version 9 of the format.",
            format!("{ADDRESS}#9{body}"),
        ),
        (
            "2_bare",
            "A bare digit string states version 2 of the format.",
            format!("2{body}"),
        ),
        (
            "2_100_digits",
            "The fragment states version 2 of the format in 100 digits.",
            format!("{ADDRESS}#2{}", "0".repeat(99)),
        ),
        (
            "2_bare_100_digits",
            "A bare digit string of 100 digits states version 2 of the format.",
            format!("2{}", "0".repeat(99)),
        ),
        (
            "2_and_more",
            "The fragment states version 2 of the format, and more than digits follow.",
            format!("{ADDRESS}#2{}.ab", "0".repeat(99)),
        ),
    ]
    .map(|(name, description, text)| {
        Case::bare_text(&format!("digits_version_{name}"), description, &text)
            .undecided("text", "digits_version")
    })
    .to_vec()
}

/// Too few digits for a label of any version, and the fewest of a label of this one.
fn none() -> Vec<Case> {
    let shortest = Case::bare_text(
        "digits_version_1_bare_100_digits",
        "A bare digit string of 100 digits begins with 1: this version, with a wrong length.",
        &format!("1{}", "0".repeat(99)),
    )
    .rejected("text", "digits_length");
    let none = [
        (
            "2_99_digits",
            "The fragment is 99 digits and begins with 2: no label of any version.",
            format!("{ADDRESS}#2{}", "0".repeat(98)),
        ),
        (
            "2_bare_99_digits",
            "A bare digit string has 99 digits and begins with 2.",
            format!("2{}", "0".repeat(98)),
        ),
        (
            "1_bare_99_digits",
            "A bare digit string has 99 digits and begins with 1.",
            format!("1{}", "0".repeat(98)),
        ),
        (
            "2_letter",
            "A letter stands among the first 100 characters of a fragment that begins with 2.",
            format!("{ADDRESS}#2{}O{}", "0".repeat(98), "0".repeat(300)),
        ),
        (
            "2_bare_letter",
            "A letter follows 100 bare digits that begin with 2.",
            format!("2{}O", "0".repeat(99)),
        ),
    ]
    .map(|(name, description, text)| {
        Case::bare_text(&format!("digits_version_{name}"), description, &text)
            .rejected("text", "text_no_credential")
    });
    [none.to_vec(), vec![shortest]].concat()
}

/// Numbers of bar codes, which are no label, and what only looks like one.
fn bar_codes() -> Vec<Case> {
    let codes = [
        ("8", "A GTIN-8 was scanned.", "49012347"),
        ("12", "A GTIN-12 was scanned.", "614141007349"),
        ("13", "A GTIN-13 was scanned.", "4901234567894"),
        (
            "14",
            "A GTIN-14 was scanned that begins with the digit of this version.",
            "14901234567891",
        ),
        (
            "aim",
            "A GTIN-13 was scanned with a symbology identifier of QR codes, and a line end.",
            "]Q14901234567894\r\n",
        ),
        (
            "full_width",
            "A GTIN-8 was typed with full-width digits.",
            "４９０１２３４７",
        ),
    ]
    .map(|(name, description, text)| {
        Case::bare_text(&format!("digits_gtin_{name}"), description, text)
            .undecided("text", "text_gtin")
    });
    let others = [
        (
            "check_digit",
            "Thirteen digits have a wrong check digit.",
            "4901234567895",
        ),
        ("zero", "Eight digits are zero.", "00000000"),
        ("9_digits", "Nine digits were scanned.", "049012347"),
        (
            "fragment",
            "A GTIN-13 stands behind a #.",
            "https://label.example.jp/#4901234567894",
        ),
        ("hash", "A # stands before a GTIN-13.", "#4901234567894"),
        (
            "aim_linear",
            "A GTIN-13 was scanned with the symbology identifier of its bar code.",
            "]E04901234567894",
        ),
    ]
    .map(|(name, description, text)| {
        Case::bare_text(&format!("digits_gtin_{name}"), description, text)
            .rejected("text", "text_no_credential")
    });
    [codes, others].concat()
}
