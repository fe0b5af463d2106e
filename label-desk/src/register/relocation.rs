//! Moving a register: it goes on at another place, and the old one is only read from then on.

use super::db::Mode;
use super::{Act, Db, Location, Register, Transaction, backup, journal};
use crate::error::DeskError;

/// The action that closes a register, as the last of its journal.
pub(crate) const MOVE: &str = "register.move";

impl Register {
    /// Moves a register to an empty place. The old one is closed first, so that never two are written.
    ///
    /// A move that was stopped after that goes on where it is asked for once more.
    ///
    /// # Errors
    ///
    /// Fails where the new place holds a register, where the old one is a copy or was moved to another
    /// place, and where a database fails; the old one may be closed then.
    pub fn relocate(from: &Location, to: &Location, act: &Act) -> Result<Self, DeskError> {
        let subject = format!("place:{to}");
        let mut old = match Self::open(from) {
            Ok(mut old) => {
                vacant(to)?;
                old.shut(act, &subject)?;
                old
            }
            Err(moved @ DeskError::Moved { .. }) => {
                let mut old = Self::open_read(from)?;
                // One that was moved elsewhere is not moved a second time.
                if old.journal(&subject)?.is_empty() {
                    return Err(moved);
                }
                if let Some(new) = old.found_at(to)? {
                    return Ok(new);
                }
                old
            }
            Err(error) => return Err(error),
        };
        let (id, head) = (old.id.clone(), old.head()?);
        old.read(|from| {
            backup::make(to, Some(&id), |db| {
                backup::copy(db, from)?;
                let mut transaction = Transaction::new(db, &id, act);
                let subject = format!("head:{}:{}", head.number, head.hash);
                transaction.record("register.moved", &subject)
            })
        })?;
        Self::open(to)
    }

    /// Closes the register: its last entry, and the mark of what is only read.
    fn shut(&mut self, act: &Act, subject: &str) -> Result<(), DeskError> {
        self.write(act, |transaction| {
            transaction.record(MOVE, subject)?;
            let sql = "UPDATE register SET copied = ?1";
            transaction.db.execute(sql, &[act.at.into()]).map(drop)
        })
    }

    /// The register that a stopped move made of this one, where it did.
    fn found_at(&mut self, to: &Location) -> Result<Option<Self>, DeskError> {
        let mut new = match Self::open(to) {
            Err(DeskError::Missing { .. }) => return Ok(None),
            opened => opened?,
        };
        let head = self.head()?;
        let subject = format!("head:{}:{}", head.number, head.hash);
        let same = new.id == self.id && !new.journal(&subject)?.is_empty();
        Ok(same.then_some(new))
    }
}

/// Fails where a place holds a register, or cannot be asked.
fn vacant(to: &Location) -> Result<(), DeskError> {
    let taken = match to {
        Location::File(path) => path.exists(),
        Location::Server(_) => Db::open(to, Mode::Create)?.has_table("register")?,
    };
    match taken {
        true => Err(DeskError::Exists {
            place: to.to_string(),
        }),
        false => Ok(()),
    }
}

/// Tells whether the last action of the journal closed the register.
pub(crate) fn is_moved(db: &mut Db) -> Result<bool, DeskError> {
    Ok(journal::last_deed(db)?.is_some_and(|last| last.action == MOVE))
}
