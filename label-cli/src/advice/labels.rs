//! Advice on labels and tables that are not taken.

use label_desk::label_fields::Problem;

/// The advice about the first of some problems on which there is some, or else about more than are shown.
pub(super) fn hint(problems: &[Problem], shown: usize) -> Option<&'static str> {
    let all = "--faults FILE writes all of them to a table, and --json prints them";
    let first = problems.iter().find_map(|problem| of_code(problem.code));
    first.or_else(|| (problems.len() > shown).then_some(all))
}

fn of_code(code: &str) -> Option<&'static str> {
    Some(match code {
        "certificate_missing" => "give the full form, as it stands in ID.cbor",
        "credential_base64" | "column_missing" => "give issued.csv as the issuing page wrote it",
        "gtin_registered" => {
            "if it replaces that registration of the same holder, say so with --supersedes NUMBER"
        }
        "index_differs" => {
            "give the model the index that it has, or an index of its own to a model that has none"
        }
        "issued_ahead" => {
            "compare the clocks of the two machines; if both are right, wait until then"
        }
        "label_signed" => "print the label that the register has; 'label register export' shows it",
        "plan_row_unknown" => {
            "export rows with 'label batch export', and sign them as they are; 'label register add-signer --outside' adds a signer that issues outside"
        }
        "signer_not_enrolled" => "enrol it with 'label register add-signer'",
        _ => return None,
    })
}
