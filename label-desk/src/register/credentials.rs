//! Labels that are recorded: stored with their signature, or given up.

use std::collections::{BTreeMap, BTreeSet};

use label_io::write_points;

use super::states::PlanState;
use super::{Act, Db, Label, PlanEntry, Publication, Register, Transaction, Value};
use crate::error::DeskError;

/// Labels that are written in one go.
pub(crate) const CHUNK: usize = 512;
/// Begins the name of the plan of labels that were taken over, before the head of the copy.
pub(crate) const RESTORED: &str = "restored:";
/// Labels of some lines of a plan that are neither signed nor cancelled.
const PENDING: &str = "FROM credentials
    JOIN registrations ON registrations.number = credentials.registration
    JOIN statuses ON statuses.list = credentials.list AND statuses.position = credentials.position
    WHERE plan = ?1 AND line BETWEEN ?2 AND ?3 AND credential IS NULL AND cancelled IS NULL";
/// Selects labels whose registration, term or index is not in force.
const OUT_OF_FORCE: &str = "(registrations.state <> 'valid'
    OR credentials.term <> registrations.term OR statuses.status <> 'valid')";

/// The progress of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub signed: u64,
    pub pending: u64,
    pub cancelled: u64,
}

impl Register {
    /// Stores signed labels; those that were signed or cancelled in the meantime stay as they are,
    /// and those of a registration that is no longer in force.
    ///
    /// # Errors
    ///
    /// Fails where the database does; then nothing is changed.
    pub fn store(&mut self, act: &Act, plan: &str, labels: &[Label]) -> Result<(), DeskError> {
        let (Some(first), Some(last)) = (labels.first(), labels.last()) else {
            return Ok(());
        };
        let range = [plan.into(), first.line.into(), last.line.into()];
        self.write(act, |transaction| {
            let sql = format!("SELECT credentials.number {PENDING} AND NOT {OUT_OF_FORCE}");
            let mut pending = BTreeSet::new();
            for mut row in transaction.db.rows(&sql, &range)? {
                pending.insert(row.number()?);
            }
            if pending.is_empty() {
                return Ok(());
            }
            for label in labels
                .iter()
                .filter(|label| pending.contains(&label.number))
            {
                transaction.update(label, &["credential", "signed"])?;
            }
            transaction.record("label.sign", &format!("plan:{plan}"))
        })
    }

    /// Marks a plan as done, once nothing of it is pending; gives the state that it is in.
    ///
    /// # Errors
    ///
    /// Fails where the database does; then nothing is changed.
    pub fn finish(&mut self, act: &Act, id: &str) -> Result<Option<PlanState>, DeskError> {
        self.write(act, |transaction| {
            let plan = transaction.db.plan(id)?;
            let mut plan = match plan {
                Some(plan) if plan.state == PlanState::Begun => plan,
                other => return Ok(other.map(|plan| plan.state)),
            };
            if transaction.db.counts(id)?.pending > 0 {
                return Ok(Some(plan.state));
            }
            plan.state = PlanState::Done;
            transaction.replace(&plan)?;
            transaction.record("plan.done", &format!("plan:{id}"))?;
            Ok(Some(plan.state))
        })
    }

    /// Gives up the labels that a plan has not signed; their numbers are not used again.
    ///
    /// Gives how many labels that are: `None` where the plan is not begun, or done.
    ///
    /// # Errors
    ///
    /// Fails where the database does; then nothing is changed.
    pub fn cancel(&mut self, act: &Act, id: &str) -> Result<Option<u64>, DeskError> {
        self.write(act, |transaction| {
            let plan = transaction.db.plan(id)?;
            let Some(mut plan) = plan.filter(|plan| plan.state == PlanState::Begun) else {
                return Ok(None);
            };
            let subject = format!("plan:{id}");
            let (mut after, mut cancelled) = (0, 0);
            loop {
                let pending = transaction.db.pending(id, after)?;
                let Some(last) = pending.last() else {
                    break;
                };
                after = last.line;
                for mut label in pending {
                    label.cancelled = Some(transaction.at());
                    transaction.update(&label, &["cancelled"])?;
                    cancelled += 1;
                }
                transaction.record("label.cancel", &subject)?;
            }
            plan.state = PlanState::Cancelled;
            transaction.replace(&plan)?;
            transaction.record("plan.cancel", &subject)?;
            Ok(Some(cancelled))
        })
    }
}

impl Transaction<'_> {
    /// Gives up labels that are not signed: those of a registration whose term is over, or of a
    /// certificate that is retired.
    pub(crate) fn cancel_pending(&mut self, column: &str, of: &str) -> Result<(), DeskError> {
        let condition = format!(
            "WHERE {column} = ?1 AND credential IS NULL AND cancelled IS NULL ORDER BY number"
        );
        let labels: Vec<Label> = self.db.select(&condition, &[of.into()])?;
        for mut label in labels {
            label.cancelled = Some(self.at());
            self.update(&label, &["cancelled"])?;
        }
        Ok(())
    }
}

impl Db {
    /// The plan of an id, if its signing was begun.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn plan(&mut self, id: &str) -> Result<Option<PlanEntry>, DeskError> {
        Ok(self.select("WHERE id = ?1", &[id.into()])?.pop())
    }

    /// The next labels of a plan that are not signed, after a line.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn pending(&mut self, plan: &str, after: u64) -> Result<Vec<Label>, DeskError> {
        let condition = "WHERE plan = ?1 AND line > ?2 AND credential IS NULL
                         AND cancelled IS NULL ORDER BY line LIMIT ?3";
        let limit = Value::from(write_points::chunk(CHUNK) as u64);
        self.select(condition, &[plan.into(), after.into(), limit])
    }

    /// The next labels of a plan that are signed, after a line.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn signed(&mut self, plan: &str, after: u64) -> Result<Vec<Label>, DeskError> {
        let condition = "WHERE plan = ?1 AND line > ?2 AND credential IS NOT NULL
                         ORDER BY line LIMIT ?3";
        let limit = Value::from(write_points::chunk(CHUNK) as u64);
        self.select(condition, &[plan.into(), after.into(), limit])
    }

    /// The progress of a plan.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn counts(&mut self, plan: &str) -> Result<Counts, DeskError> {
        let mut count = |condition: &str| {
            let sql = format!("SELECT count(*) FROM credentials WHERE plan = ?1 AND {condition}");
            self.count(&sql, &[plan.into()])
        };
        Ok(Counts {
            signed: count("credential IS NOT NULL")?,
            pending: count("credential IS NULL AND cancelled IS NULL")?,
            cancelled: count("cancelled IS NOT NULL")?,
        })
    }

    /// A registration whose labels among some lines of a plan are to be signed and may not be; and why.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn out_of_force(
        &mut self,
        plan: &str,
        first: u64,
        last: u64,
    ) -> Result<Option<(String, String)>, DeskError> {
        let sql = format!(
            "SELECT registrations.number, CASE
               WHEN registrations.state <> 'valid' THEN registrations.state
               WHEN credentials.term <> registrations.term THEN 'in another term'
               ELSE statuses.status END
             {PENDING} AND {OUT_OF_FORCE} ORDER BY line LIMIT 1"
        );
        let mut rows = self.rows(&sql, &[plan.into(), first.into(), last.into()])?;
        let row = rows.pop();
        row.map(|mut row| Ok((row.text()?, row.text()?)))
            .transpose()
    }

    /// The models that have a label in a term of a registration, and the name of each label.
    ///
    /// Labels of a compromised key do not count: they are made anew.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn labelled(
        &mut self,
        registration: &str,
        term: u64,
    ) -> Result<BTreeMap<String, String>, DeskError> {
        let sql = "SELECT labelled.model, credentials.name FROM labelled
                   JOIN credentials ON credentials.number = labelled.credential
                   JOIN keys ON keys.certificate = credentials.certificate
                   WHERE labelled.registration = ?1 AND labelled.term = ?2
                   AND credentials.cancelled IS NULL
                   AND coalesce(keys.reason, '') <> 'key-compromise'";
        let rows = self
            .rows(sql, &[registration.into(), term.into()])?
            .into_iter();
        rows.map(|mut row| Ok((row.text()?, row.text()?))).collect()
    }

    /// The newest publication, by the time that its lists are of.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn last_publication(&mut self) -> Result<Option<Publication>, DeskError> {
        Ok(self
            .select("ORDER BY at DESC, number DESC LIMIT 1", &[])?
            .pop())
    }

    /// The last publication whose part was written, and those since.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn publications_since_written(&mut self) -> Result<Vec<Publication>, DeskError> {
        let condition = "WHERE number >= (SELECT coalesce(max(number), 0) FROM publications
                         WHERE written IS NOT NULL) ORDER BY number";
        self.select(condition, &[])
    }
}

/// The payload of a Sig_structure (RFC 9052, section 4.4).
pub fn payload(to_be_signed: &[u8]) -> Option<Vec<u8>> {
    let structure: ciborium::Value = ciborium::from_reader(to_be_signed).ok()?;
    structure.into_array().ok()?.pop()?.into_bytes().ok()
}
