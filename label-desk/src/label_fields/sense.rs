//! Texts that can only be wrong: what stands for a value that is missing, and what a spreadsheet left behind.

use super::{Column, Fault, NumberRule};

/// Texts that people write where they have no value, in any case.
const FILLERS: [&str; 36] = [
    "-",
    "--",
    "---",
    "ー",
    "‐",
    "–",
    "—",
    "―",
    "−",
    "－",
    "─",
    "*",
    "?",
    "？",
    "同上",
    "同左",
    "〃",
    "々",
    "″",
    "\"",
    "別紙",
    "別紙参照",
    "別紙のとおり",
    "別添",
    "別添参照",
    "各種",
    "未定",
    "不明",
    "未記入",
    "該当なし",
    "n/a",
    "tbd",
    "tba",
    "unknown",
    "ditto",
    "various",
];

/// Columns of texts that no reader would find such a word in.
const TEXTS: [Column; 7] = [
    Column::Registration,
    Column::Criteria,
    Column::Holder,
    Column::Product,
    Column::Models,
    Column::Category,
    Column::Evaluator,
];

/// Values that spreadsheets show in place of a result.
const ERRORS: [&str; 11] = [
    "#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!", "#spill!", "#calc!",
    "#field!", "#busy!",
];

/// Marks between the first and the last of several.
const RANGES: [char; 4] = ['〜', '～', '~', '∼'];

/// Finds what can only be wrong in the texts of a field.
pub(super) fn check(column: Column, text: &str, numbers: &NumberRule, faults: &mut Vec<Fault>) {
    let mut found = |code, message: String| faults.push(Fault::new(column, code, message));
    let lower = text.to_lowercase();
    if ERRORS.contains(&lower.as_str()) {
        found(
            "cell_error",
            format!("{text}: an error of the spreadsheet, not a value"),
        );
    } else if text.contains('\u{fffd}') {
        let message = "U+FFFD stands for characters that were lost; ask for the text again";
        found("text_replaced", message.to_owned());
    } else if TEXTS.contains(&column) && FILLERS.contains(&lower.as_str()) {
        found(
            "cell_filler",
            format!("'{text}' is no value; write the value itself"),
        );
    } else if column == Column::Models && is_range(text) {
        found(
            "model_range",
            format!("'{text}' stands for several; write each model"),
        );
    } else if column == Column::Registration
        && let Some(message) = numbers.complaint(text)
    {
        found("registration_characters", message);
    }
}

/// Tells whether a text names the first and the last of several models.
fn is_range(text: &str) -> bool {
    let numbered = |part: &str| part.chars().any(|character| character.is_ascii_digit());
    text.split_once(RANGES)
        .is_some_and(|(first, last)| numbered(first) && numbered(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_value_is_found() {
        let code = |column, text: &str| {
            let mut faults = Vec::new();
            check(column, text, &NumberRule::Safe, &mut faults);
            faults.first().map(|fault| fault.code)
        };
        for (column, text, expected) in [
            (Column::Product, "#N/A", Some("cell_error")),
            (Column::Holder, "見本\u{fffd}", Some("text_replaced")),
            (Column::Holder, "同上", Some("cell_filler")),
            (Column::Product, "－", Some("cell_filler")),
            (Column::Models, "別紙参照", Some("cell_filler")),
            (Column::Models, "FG-1〜FG-9", Some("model_range")),
            (Column::Models, "FG-1～9", Some("model_range")),
            (Column::Models, "〜A", None),
            (Column::Models, "-A", None),
            (Column::Registration, "未定", Some("cell_filler")),
            (
                Column::Registration,
                "../../etc/passwd",
                Some("registration_characters"),
            ),
            (Column::Registration, "SPEC-26-0001", None),
            (Column::Evaluator, "-", Some("cell_filler")),
            (Column::Product, "Model N/A-1", None),
        ] {
            assert_eq!(code(column, text), expected, "{text}");
        }
    }
}
