//! The labels of a recorded plan that wait for their signature, as a file for signing elsewhere.

use std::path::Path;

use label_core::Claims;

use super::file::PlanFile;
use super::signing::pending;
use super::write::NewPlan;
use crate::error::DeskError;
use crate::register::{Register, payload};

/// Writes what is left to be signed of a plan to a new file; gives the number of its labels.
///
/// Each row has its status index and its name: whoever has the signer's key can sign it without the
/// register, which takes it back as it was recorded.
///
/// # Errors
///
/// Fails where nothing is left, where a registration is not in force any more, where the file exists or
/// cannot be written, and where the register fails.
pub fn export(register: &mut Register, plan: &PlanFile, to: &Path) -> Result<u64, DeskError> {
    let mut rows = Vec::new();
    let mut after = 0;
    loop {
        let chunk = register.read(|db| pending(db, &plan.id, after))?;
        let Some(last) = chunk.last() else {
            break;
        };
        after = last.line;
        for label in chunk {
            let claims = payload(&label.to_be_signed).ok_or(label_core::Error::CoseShape)?;
            rows.push((Claims::decode(&claims)?, label.name));
        }
    }
    if rows.is_empty() {
        let what = format!("{}: nothing of this plan is pending", plan.path.display());
        return Err(DeskError::Nothing { what });
    }
    let labels = rows.len() as u64;
    let header = plan.header.of_rows(&plan.id, labels);
    let rows = rows
        .iter()
        .map(|(claims, name)| (claims, Some(name.as_str())));
    NewPlan::of_rows(&header, rows)?.write(to)?;
    Ok(labels)
}
