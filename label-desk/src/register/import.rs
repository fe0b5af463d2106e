//! Labels that were signed outside of the register, taken back: all of them, or none.
//!
//! Only two kinds are taken. A label that the register recorded for a plan, byte for byte, is stored as if
//! it had been signed here. A label of a signer that issues outside of the register is taken where the
//! register would have granted it. Neither may be dated at or before the newest publication: a key that was
//! stolen since could have made it, and dated it back.

mod check;
mod store;

use std::collections::BTreeMap;

use check::{Check, Found};

use super::{Act, PlanState, Register};
use crate::error::DeskError;
use crate::issued::IssuedLabels;

/// Begins the name of the plan of labels that were issued outside, before the digest of their identities.
pub(crate) const OUTSIDE: &str = "imported:";

/// The outcome of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The labels that are stored now.
    pub labels: Vec<ImportedLabel>,
    /// The number of those that the register had with the same bytes.
    pub known: u64,
    /// The plans of the labels, and the state that each is in now.
    pub plans: BTreeMap<String, PlanState>,
}

/// A label that is stored now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedLabel {
    /// The name that it came with.
    pub id: Option<String>,
    /// The name that the register gave it.
    pub name: String,
    /// The registration.
    pub registration: String,
    /// The plan.
    pub plan: String,
    /// The identity.
    pub identity: String,
}

impl Register {
    /// Takes labels back that were signed outside of the register.
    ///
    /// All are checked before the first is stored, in one transaction. Those that the register has already,
    /// with the same signature, are counted and left as they are.
    ///
    /// # Errors
    ///
    /// Fails with every fault of every label, and where the database does; then nothing is changed.
    pub fn import_issued(
        &mut self,
        act: &Act,
        issued: &IssuedLabels,
    ) -> Result<Imported, DeskError> {
        self.write(act, |transaction| {
            let mut check = Check::new(transaction.db, act.at)?;
            let mut faults = issued.faults.clone();
            let (mut planned, mut outside) = (Vec::new(), Vec::new());
            let mut imported = Imported::default();
            for issued in &issued.labels {
                match check.label(issued)? {
                    Ok(Found::Known) => imported.known += 1,
                    Ok(Found::Planned(label)) => planned.push((issued, *label)),
                    Ok(Found::Outside(place)) => outside.push((issued, place)),
                    Err(found) => found
                        .into_iter()
                        .for_each(|fault| faults.push(issued.problem(fault))),
                }
            }
            faults.check()?;
            transaction.store_planned(planned, &mut imported)?;
            transaction.store_outside(&outside, &mut imported)?;
            Ok(imported)
        })
    }
}
