//! The words for assessments, supply-chain checks, levels and the lack of support.

use label_core::scheme::Scheme;
use label_core::{Assessment, SupplyChainStatus};

/// Each assessment: its word, and what Japanese desks write for it.
pub(super) const ASSESSMENTS: [(&str, Assessment, &[&str]); 4] = [
    (
        "self",
        Assessment::SelfDeclared,
        &["自己適合宣言", "自己宣言", "ベンダー自身による適合の宣言"],
    ),
    (
        "reviewed",
        Assessment::Reviewed,
        &[
            "自己適合宣言(検証事業者確認)",
            "検証事業者確認",
            "ベンダー自身による適合の宣言(検証事業者などの確認あり)",
        ],
    ),
    (
        "evaluated",
        Assessment::Evaluated,
        &["評価機関による評価", "第三者評価"],
    ),
    ("certified", Assessment::Certified, &["認証", "第三者認証"]),
];

/// Each result of a supply-chain check: its word, and what Japanese desks write for it.
pub(super) const SUPPLY_CHAIN: [(&str, SupplyChainStatus, &[&str]); 5] = [
    (
        "not-performed",
        SupplyChainStatus::NotPerformed,
        &["未実施", "実施していない"],
    ),
    (
        "cleared",
        SupplyChainStatus::Cleared,
        &["問題なし", "懸念なし"],
    ),
    (
        "conditions",
        SupplyChainStatus::ClearedWithConditions,
        &["条件付き", "条件付きで問題なし"],
    ),
    (
        "declared",
        SupplyChainStatus::Declared,
        &["申請者の申告", "申告"],
    ),
    (
        "none",
        SupplyChainStatus::NotPartOfScheme,
        &["対象外", "この制度の対象外"],
    ),
];

/// Words for a product whose support has no end because there is none.
pub(super) const UNSUPPORTED: [&str; 3] = ["unsupported", "サポートなし", "サポート無し"];

/// Words that stand before the number of a level.
const LEVEL: [&str; 6] = ["★", "☆", "レベル", "ﾚﾍﾞﾙ", "level", "lv"];

/// The words of a kind that tables may hold, in order: the one of the program, then the others.
pub(super) fn choose<T: Copy>(choices: &[(&str, T, &[&str])], word: &str) -> Option<T> {
    let is_it = |known: &&str| known.eq_ignore_ascii_case(word);
    let mut choices = choices.iter();
    let found = choices.find(|(known, _, others)| is_it(known) || others.iter().any(is_it));
    found.map(|(_, value, _)| *value)
}

/// The words of the program, in order.
pub(super) fn list<T>(choices: &[(&str, T, &[&str])]) -> String {
    let words: Vec<&str> = choices.iter().map(|(word, ..)| *word).collect();
    words.join(", ")
}

/// The digits of a level without the word before them: `★1`, `レベル1`.
pub(crate) fn level_digits(text: &str) -> &str {
    let rest = LEVEL.iter().find_map(|word| {
        let begins = text.get(..word.len())?.eq_ignore_ascii_case(word);
        begins.then(|| text.get(word.len()..))?
    });
    rest.map_or(text, |rest| rest.trim_start_matches(['.', ' ']))
}

/// The levels of a scheme, by their marks.
pub(super) fn levels(scheme: &Scheme) -> String {
    let marks: Vec<&str> = scheme
        .levels()
        .iter()
        .map(label_core::scheme::Level::mark)
        .collect();
    marks.join(", ")
}
