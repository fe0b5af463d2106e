//! Signers that issue outside of the register: no index of theirs was given out here, and no other is taken.

use crate::error::DeskError;
use crate::register::Db;
use crate::register::credentials::RESTORED;
use crate::register::findings::Audit;
use crate::register::import::OUTSIDE;

pub(crate) fn check(db: &mut Db, audit: &mut Audit) -> Result<(), DeskError> {
    let sql = "SELECT credentials.number, credentials.plan, lists.given_by FROM credentials
               JOIN lists ON lists.address = credentials.list
               WHERE lists.given_by <> 'register' OR credentials.plan LIKE ?1
               ORDER BY credentials.number";
    let imported = format!("{OUTSIDE}%");
    db.each(sql, &[(&imported).into()], &mut |mut row| {
        let (number, plan, given_by) = (row.number()?, row.text()?, row.text()?);
        let wrong = match (plan.starts_with(OUTSIDE), given_by.as_str()) {
            (true, "register") => "was imported, and its signer issues none outside of plans",
            // A register that was restored has what was imported since among the others.
            (false, "outside") if !plan.starts_with(RESTORED) => {
                "was planned here, and its signer issues outside"
            }
            _ => return Ok(()),
        };
        audit.find("label_origin", format!("label {number}"), wrong);
        Ok(())
    })
}
