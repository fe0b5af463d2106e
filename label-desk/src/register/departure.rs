//! The state of a register's move, by its journal.

use super::Db;
use super::journal::{self, Entry};
use crate::error::DeskError;

/// The action that closes a register; its subject is the new place.
pub(crate) const MOVE: &str = "register.move";
/// The action that makes a move final, as the last of the old register's journal.
pub(crate) const DONE: &str = "register.move-done";
/// The action that takes back a move that was not done.
pub(crate) const BACK: &str = "register.move-back";
/// The action that makes the closed copy at the new place.
pub(crate) const ARRIVED: &str = "register.arrived";
/// The action that opens the register at the new place.
pub(crate) const MOVED: &str = "register.moved";
/// The actions that leave a register closed.
pub(crate) const CLOSING: [&str; 3] = [MOVE, DONE, ARRIVED];

/// Begins the subject of a move. Earlier programs wrote `place:` and the place as it was typed, and did not note
/// the end of a move: theirs count as done.
pub(crate) const TO: &str = "to:";

/// The place that a register has in its move.
pub(crate) enum Departure {
    /// It was closed by this entry, and may be opened again.
    Begun(Entry),
    /// It went on elsewhere, having been closed by this entry.
    Done(Entry),
    /// It is the closed copy at the new place.
    Arrived,
}

/// The place that a register has in its move, by the last action of its journal.
pub(crate) fn departure(db: &mut Db) -> Result<Option<Departure>, DeskError> {
    let Some(last) = journal::last_deed(db)? else {
        return Ok(None);
    };
    Ok(match last.action.as_str() {
        MOVE if last.subject.starts_with(TO) => Some(Departure::Begun(last)),
        MOVE => Some(Departure::Done(last)),
        DONE => journal::last_of(db, MOVE)?.map(Departure::Done),
        ARRIVED => Some(Departure::Arrived),
        _ => None,
    })
}
