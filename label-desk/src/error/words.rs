//! The parts of messages that depend on what an error carries.

/// The fault of a model that is not there.
#[cfg(feature = "register")]
pub(super) fn model_unknown(model: &str) -> String {
    match model {
        "" => "has not one model alone".to_owned(),
        model => format!("has no model '{model}' that was granted"),
    }
}

/// The fault of bytes that are no text.
pub(super) fn encoding(broken: Option<(&'static str, u64)>) -> String {
    match broken {
        Some((encoding, row)) => {
            format!("row {row}: holds a byte that is no {encoding}, as the other rows are")
        }
        None => "neither UTF-8 nor Shift_JIS".to_owned(),
    }
}

/// The sheets of a workbook.
pub(super) fn named(sheets: &[String]) -> String {
    match sheets {
        [] => "a table in CSV has none".to_owned(),
        sheets => format!("there are {}", sheets.join(", ")),
    }
}
