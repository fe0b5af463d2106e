//! Moving a register: it goes on at another place, and the old one is only read from then on.
//!
//! Four steps, so that never two of them are written, whatever stops it: the old register is closed, with the new
//! place in its last entry; a copy that is closed as well is made there; the old one notes that it is done, and only
//! then is the copy opened. Before the third step the move may go to another place instead, or be taken back: a copy
//! that was made by then stays closed, as nothing opens it but the old register's word.

use super::db::Mode;
use super::departure::{ARRIVED, BACK, DONE, Departure, MOVE, MOVED, TO, departure};
use super::journal::Entry;
use super::{Act, Db, Location, Register, Transaction, backup, is_copy, journal, writable};
use crate::error::DeskError;

/// The content of a place that a register is moved to.
enum Standing {
    Vacant,
    /// The closed copy of this move.
    Arrived(Register),
    /// The register that was opened there.
    Open(Register),
}

impl Register {
    /// Moves a register to an empty place. The old one is closed first, so that never two are written.
    ///
    /// A move that was stopped after that goes on where it is asked for once more, also to another place; one that
    /// was done makes nothing a second time.
    ///
    /// # Errors
    ///
    /// Fails where the new place cannot hold a register or holds one, where the old one is a copy or went on at
    /// another place, and where a database fails; the old one may be closed then ([`Register::take_back`]).
    pub fn relocate(from: &Location, to: &Location, act: &Act) -> Result<Self, DeskError> {
        let subject = format!("{TO}{}", to.canonical()?);
        let mut old = Self::open_any(from, Mode::Write)?;
        match old.read(departure)? {
            Some(Departure::Done(deed)) => return old.find(to, &deed, &subject, act),
            Some(Departure::Begun(deed)) if deed.subject == subject => {}
            Some(Departure::Begun(deed)) => {
                backup::probe(to)?;
                old.leave(act, &subject, |db| unmoved(db, &deed))?;
            }
            Some(Departure::Arrived) | None => {
                // Whatever can be known to fail must fail before the register is closed.
                writable(&mut old.db)?;
                backup::probe(to)?;
                old.leave(act, &subject, writable)?;
            }
        }
        old.arrive(to, &subject, act)
    }

    /// Opens a register again whose move was begun and not done.
    ///
    /// # Errors
    ///
    /// Fails where no move was begun, where it was done, and where the database fails.
    pub fn take_back(from: &Location, act: &Act) -> Result<Self, DeskError> {
        let mut old = Self::open_any(from, Mode::Write)?;
        let Some(Departure::Begun(deed)) = old.read(departure)? else {
            writable(&mut old.db)?;
            let what = format!("{}: no move of this register was begun", old.place());
            return Err(DeskError::Nothing { what });
        };
        old.write_if(
            act,
            |db| unmoved(db, &deed),
            |transaction| {
                transaction.mark(None)?;
                transaction.record(BACK, &deed.subject)
            },
        )?;
        Ok(old)
    }

    /// Closes the register: its last entry, and the mark of what is only read.
    fn leave(
        &mut self,
        act: &Act,
        subject: &str,
        allowed: impl FnOnce(&mut Db) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        self.write_if(act, allowed, |transaction| {
            transaction.record(MOVE, subject)?;
            transaction.mark(Some(act))
        })
    }

    /// Makes the closed copy, unless it is there, makes the move final, and opens the copy.
    fn arrive(&mut self, to: &Location, subject: &str, act: &Act) -> Result<Self, DeskError> {
        let deed = match self.read(departure)? {
            Some(Departure::Begun(deed)) if deed.subject == subject => deed,
            // Somebody else went on with it meanwhile.
            _ => return Err(self.moved()),
        };
        let standing = self.standing(to, &deed)?;
        if let Standing::Vacant = standing {
            let id = self.id.clone();
            self.read(|from| {
                backup::make(to, Some(&id), |db| {
                    backup::copy(db, from)?;
                    let mut transaction = Transaction::new(db, &id, act);
                    transaction.mark(Some(act))?;
                    transaction.record(ARRIVED, &head(&deed))
                })
            })?;
        }
        self.write_if(
            act,
            |db| unmoved(db, &deed),
            |transaction| {
                transaction.record(DONE, subject)?;
                transaction.mark(Some(act))
            },
        )?;
        self.find(to, &deed, subject, act)
    }

    /// The register at the place that this one was moved to, opened if it is closed still.
    fn find(
        &mut self,
        to: &Location,
        deed: &Entry,
        subject: &str,
        act: &Act,
    ) -> Result<Self, DeskError> {
        let by_this_program = deed.subject.starts_with(TO);
        if by_this_program && deed.subject != subject {
            return Err(self.moved());
        }
        match self.standing(to, deed)? {
            Standing::Open(new) => Ok(new),
            Standing::Arrived(mut new) if by_this_program => {
                let arrived = |db: &mut Db| match arrival(db, deed)? {
                    true => Ok(()),
                    false => writable(db),
                };
                new.write_if(act, arrived, |transaction| {
                    if !is_copy(transaction.db)? {
                        return Ok(());
                    }
                    transaction.mark(None)?;
                    transaction.record(MOVED, &head(deed))
                })?;
                Ok(new)
            }
            _ => Err(self.moved()),
        }
    }

    /// The content of the place that an entry moved this register to.
    fn standing(&mut self, to: &Location, deed: &Entry) -> Result<Standing, DeskError> {
        let mut new = match Self::open_any(to, Mode::Write) {
            Err(DeskError::Missing { .. }) => return Ok(Standing::Vacant),
            opened => opened?,
        };
        if new.id != self.id || new.journal(&head(deed))?.is_empty() {
            return Err(DeskError::Exists {
                place: to.to_string(),
            });
        }
        if new.read(|db| arrival(db, deed))? {
            return Ok(Standing::Arrived(new));
        }
        writable(&mut new.db)?;
        Ok(Standing::Open(new))
    }

    fn moved(&self) -> DeskError {
        DeskError::Moved {
            place: self.place().to_owned(),
        }
    }
}

impl Transaction<'_> {
    /// Marks the register as one that is only read, since the time of an action, or takes the mark away.
    fn mark(&mut self, closed: Option<&Act>) -> Result<(), DeskError> {
        let sql = "UPDATE register SET copied = ?1";
        let closed = closed.map(|act| act.at.seconds());
        self.db.execute(sql, &[closed.into()]).map(drop)
    }
}

/// Fails where a register was not closed last by this entry: somebody went on with its move, or took it back.
fn unmoved(db: &mut Db, deed: &Entry) -> Result<(), DeskError> {
    match departure(db)? {
        Some(Departure::Begun(last)) if last.hash == deed.hash => Ok(()),
        _ => Err(DeskError::Moved {
            place: db.place().to_owned(),
        }),
    }
}

/// Tells whether a register is the closed copy that the move of this entry made.
fn arrival(db: &mut Db, deed: &Entry) -> Result<bool, DeskError> {
    let last = journal::last_deed(db)?;
    Ok(last.is_some_and(|last| last.action == ARRIVED && last.subject == head(deed)))
}

/// The subject of what follows from an entry.
fn head(deed: &Entry) -> String {
    format!("head:{}:{}", deed.number, label_core::hex(&deed.hash))
}
