//! Invariants that hold whatever the journal says: it may have been written along with the rows.

use label_core::scheme::Schemes;

use crate::error::DeskError;
use crate::register::backup::BACKUP;
use crate::register::claims::{demands_inquiry, scheme_of};
use crate::register::departure::CLOSING;
use crate::register::findings::{Audit, Finding};
use crate::register::{Db, journal};

pub(crate) fn check(db: &mut Db, audit: &mut Audit) -> Result<(), DeskError> {
    answers(db, audit)?;
    copy_mark(db, audit)?;
    clock(db, audit)
}

/// Checks that the register is marked as a copy, or as moved, where the journal says so.
///
/// No entry covers the mark itself: a copy has the entries of its register.
fn copy_mark(db: &mut Db, audit: &mut Audit) -> Result<(), DeskError> {
    let mut rows = db.rows("SELECT copied FROM register", &[])?;
    let copied = rows.pop().map_or(Ok(None), |mut row| row.optional_time())?;
    let last = journal::last_deed(db)?;
    let wrong = match (copied, &last) {
        (None, Some(last)) if CLOSING.contains(&&*last.action) => {
            "was moved, and can be written again"
        }
        (None, _) => return Ok(()),
        (Some(copied), Some(last))
            if last.at == copied && (last.action == BACKUP || CLOSING.contains(&&*last.action)) =>
        {
            return Ok(());
        }
        (Some(_), _) => "is marked as a copy, of which its journal says nothing",
    };
    audit.find("copy_mark", "register", wrong);
    Ok(())
}

/// Checks that nothing was granted without an answer, where the scheme demands one.
fn answers(db: &mut Db, audit: &mut Audit) -> Result<(), DeskError> {
    let schemes = Schemes::builtin();
    let sql = "SELECT applications.number, registrations.number, registrations.scheme
               FROM applications JOIN registrations
               ON registrations.number = applications.registration
               WHERE applications.stage = 'granted'
               AND (applications.answer IS NULL OR applications.answer = 'refused')
               ORDER BY applications.number";
    db.each(sql, &[], &mut |mut row| {
        let (number, registration, scheme) = (row.number()?, row.text()?, row.text()?);
        if scheme_of(&scheme, &schemes).is_ok_and(demands_inquiry) {
            let subject = format!("application {number} of {registration}");
            let message = "was granted without an answer to the supply-chain inquiry";
            audit.find("answer_missing", subject, message);
        }
        Ok(())
    })
}

/// Warns where entries are dated before those that they follow: people state dates, and may be wrong.
fn clock(db: &mut Db, audit: &mut Audit) -> Result<(), DeskError> {
    let sql = "SELECT later.number FROM journal AS later JOIN journal AS earlier
               ON earlier.number = later.number - 1 WHERE later.at < earlier.at
               ORDER BY later.number";
    let mut rows = db.rows(sql, &[])?.into_iter();
    let Some(mut first) = rows.next() else {
        return Ok(());
    };
    audit.warnings.push(Finding {
        code: "clock_backwards",
        subject: format!("journal entry {}", first.number()?),
        message: format!(
            "is dated before the entry it follows, as are {} more",
            rows.len()
        ),
    });
    Ok(())
}
