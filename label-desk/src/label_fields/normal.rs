//! Texts that Japanese desks write in several ways and mean the same.

use std::borrow::Cow;

use label_core::nfc;

use super::column::{Column, usual};

/// Half-width katakana in names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kana {
    /// They stay as they are.
    #[default]
    Kept,
    /// They become full-width.
    Widened,
}

/// Marks that stand for a hyphen where Latin letters or digits are on both sides: the long-vowel mark, dashes, minus.
const HYPHENS: [char; 11] = [
    'ー', 'ｰ', '‐', '\u{2011}', '‒', '–', '—', '―', '−', '－', '─',
];

/// Columns of codes, where width means nothing.
const CODES: [Column; 3] = [Column::Registration, Column::Models, Column::Criteria];

/// Columns of names, where half-width katakana are a matter of taste.
const NAMES: [Column; 5] = [
    Column::Models,
    Column::Holder,
    Column::Product,
    Column::Category,
    Column::Evaluator,
];

/// The text as the register is to have it: in normalisation form C, and in columns of codes in ASCII where that means
/// the same.
pub(super) fn normal(column: Column, text: &str, kana: Kana) -> String {
    let mut text: Cow<'_, str> = match text.is_ascii() {
        true => return text.to_owned(),
        false => nfc(text).into(),
    };
    if kana == Kana::Widened && NAMES.contains(&column) {
        text = widened(&text).into();
    }
    let is_code = CODES.contains(&column);
    let characters: Vec<char> = text
        .chars()
        .map(|character| spaced(character, is_code))
        .collect();
    match is_code {
        true => hyphenated(&characters),
        false => characters.into_iter().collect(),
    }
}

/// Spaces that do not break as ordinary ones; in codes every space, and full-width forms as ASCII.
fn spaced(character: char, is_code: bool) -> char {
    match character {
        '\u{a0}' | '\u{2007}' | '\u{202f}' => ' ',
        '\u{3000}' | '\u{2000}'..='\u{200a}' | '\u{205f}' if is_code => ' ',
        // The mark between hyphens is looked at with its neighbours.
        '－' => character,
        _ if is_code => super::value::narrow(character),
        _ => character,
    }
}

fn hyphenated(characters: &[char]) -> String {
    let is_latin = |at: Option<usize>| {
        let near = at.and_then(|at| characters.get(at));
        near.is_some_and(char::is_ascii_alphanumeric)
    };
    let one = |(at, character): (usize, &char)| match character {
        mark if HYPHENS.contains(mark)
            && is_latin(at.checked_sub(1))
            && is_latin(at.checked_add(1)) =>
        {
            '-'
        }
        '－' => '-',
        other => *other,
    };
    characters.iter().enumerate().map(one).collect()
}

/// Full-width forms of half-width katakana, each with its voice mark.
fn widened(text: &str) -> String {
    let is_half = |character: char| ('\u{ff61}'..='\u{ff9f}').contains(&character);
    let one = |character| match is_half(character) {
        true => usual(character),
        false => character,
    };
    let wide: String = text.chars().map(one).collect();
    nfc(&wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_written_in_one_way() {
        for (text, expected) in [
            ("ＭＮ－102/A0", "MN-102/A0"),
            ("FGー0018", "FG-0018"),
            ("FG−0018", "FG-0018"),
            ("FG‐0018", "FG-0018"),
            ("FG–ＡＢ", "FG-AB"),
            ("FG\u{a0}0016", "FG 0016"),
            ("FG\u{3000}0016", "FG 0016"),
            ("ＳＰＥＣ－２６－０００１", "SPEC-26-0001"),
            ("ルーター", "ルーター"),
            ("ルータA", "ルータA"),
            ("Aー", "Aー"),
            ("か\u{3099}A", "がA"),
            ("ﾙｰﾀ1", "ﾙｰﾀ1"),
        ] {
            assert_eq!(normal(Column::Models, text, Kana::Kept), expected, "{text}");
        }
        assert_eq!(normal(Column::Models, "ﾙｰﾀﾞ-1", Kana::Widened), "ルーダ-1");
    }

    #[test]
    fn names_keep_their_letters() {
        for text in ["ＮＴＴ見本", "見本\u{3000}電機", "ﾙｰﾀ①㈱髙", "Aー1"] {
            assert_eq!(normal(Column::Holder, text, Kana::Kept), text);
        }
        assert_eq!(
            normal(Column::Holder, "見本\u{a0}電機", Kana::Kept),
            "見本 電機"
        );
        assert_eq!(
            normal(Column::Product, "ｹﾞｰﾄｳｪｲ 2 ｶﾞ", Kana::Widened),
            "ゲートウェイ 2 ガ"
        );
    }
}
