//! Labels as they are shown before something becomes of them.

use label_desk::register::SignedLabel;
use serde_json::{Value as Json, json};

use crate::error::CliError;
use crate::messages::Messages;
use crate::output::Output;

/// Prints labels with the models that they name, one a line.
pub(super) fn print(
    labels: &[SignedLabel],
    messages: &Messages,
    out: &mut Output,
) -> Result<(), CliError> {
    if labels.is_empty() {
        return out.line(format_args!("  {}", messages.word("labels_none")));
    }
    let fields: Vec<(String, String)> = labels.iter().map(|label| row(label, messages)).collect();
    let fields: Vec<(&str, String)> = fields
        .iter()
        .map(|(name, text)| (name.as_str(), text.clone()))
        .collect();
    out.indented(&fields)
}

fn row(label: &SignedLabel, messages: &Messages) -> (String, String) {
    let status = messages.word(label.status.code());
    let models = label.models.join(", ");
    let text = match models.as_str() {
        "" => status.to_owned(),
        models => format!("{models}, {status}"),
    };
    (label.name.clone(), text)
}

/// The numbers of labels in the register.
pub(super) fn numbers(labels: &[SignedLabel]) -> Vec<u64> {
    labels.iter().map(|label| label.number).collect()
}

/// Labels as data.
pub(super) fn values(labels: &[SignedLabel]) -> Vec<Json> {
    let value = |label: &SignedLabel| {
        json!({
            "label": label.name,
            "models": label.models,
            "status": label.status.code(),
            "index": label.position,
        })
    };
    labels.iter().map(value).collect()
}
