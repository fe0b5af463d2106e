//! Numbers whose check digit would not show a likely mistake.

use std::collections::HashSet;

use label_core::{Code, Gtin};
use serde::Serialize;

use crate::label_fields::{Place, blind_corporate_number, blind_gtin};
use crate::table::Entry;

/// Something to look at twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The stable machine code.
    pub code: &'static str,
    /// The first row with the number.
    pub row: Option<u64>,
    /// The same in words.
    pub message: String,
}

/// Warns of each number once, at its first row.
pub fn warnings(entries: &[Entry]) -> Vec<Warning> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for entry in entries {
        let row = match entry.place {
            Place::Row(_, row) => Some(row),
            _ => None,
        };
        let label = &entry.claims.label;
        if let Some(id) = &label.holder_id
            && id.icd == 188
            && let Code::Number(number) = id.id
            && seen.insert(number)
            && let Some(reason) = blind_corporate_number(number)
        {
            let message = format!(
                "corporate number {number}: {reason}; compare it with the register of companies"
            );
            found.push(Warning {
                code: "check_digit_blind",
                row,
                message,
            });
        }
        for gtin in label.gtins.iter().copied().map(Gtin::number) {
            if seen.insert(gtin)
                && let Some(reason) = blind_gtin(gtin)
            {
                let message = format!("JAN {gtin:013}: {reason}; compare it with the box");
                found.push(Warning {
                    code: "check_digit_blind",
                    row,
                    message,
                });
            }
        }
    }
    found
}
