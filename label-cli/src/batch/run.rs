//! Signing what is recorded, chunk by chunk, on all cores.

use label_core::scheme::Schemes;
use label_core::{Certificate, Claims, Error, PreparedLabel, Signer, SigningKey};

use crate::error::CliError;
use crate::parallel;
use crate::progress::Progress;
use crate::register::{Act, Label, PlanEntry, Register, RegisterError, payload};

/// Signs every label of a plan that is not signed yet, and stores it.
///
/// What was signed before a stop stays, with its own signature. While one chunk is signed, the one
/// before is stored.
pub(crate) fn sign(
    register: &mut Register,
    act: &Act,
    plan: &PlanEntry,
    key: &SigningKey,
    certificate: &Certificate,
) -> Result<(), CliError> {
    let counts = register.read(|db| db.counts(&plan.id))?;
    let progress = Progress::new(usize::try_from(counts.pending).unwrap_or(usize::MAX));
    let schemes = Schemes::builtin();
    let work = |label: &Label| sign_one(label, act.at, key, certificate, &schemes);
    let (mut after, mut previous) = (0, Vec::new());
    loop {
        let chunk = register.read(|db| pending(db, &plan.id, after));
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(error) => {
                register.store(act, &plan.id, &previous)?;
                return Err(error.into());
            }
        };
        let Some(last) = chunk.last() else {
            break;
        };
        after = last.number;
        let stored = std::mem::take(&mut previous);
        let done = stored.len();
        let (signed, stored) =
            parallel::map(&chunk, work, || register.store(act, &plan.id, &stored));
        stored?;
        progress.advance(done);
        let (signed, failed): (Vec<_>, Vec<_>) = signed.into_iter().partition(Result::is_ok);
        previous = signed.into_iter().flatten().collect();
        if let Some(Err(error)) = failed.into_iter().next() {
            return Err(interrupted(register, act, plan, &previous, &error)?.into());
        }
    }
    register.store(act, &plan.id, &previous)?;
    if plan.state == "begun" {
        register.finish(act, plan.clone())?;
    }
    Ok(())
}

/// The next labels to be signed, all of registrations in force.
fn pending(
    db: &mut crate::register::Db,
    plan: &str,
    after: u64,
) -> Result<Vec<Label>, RegisterError> {
    let chunk = db.pending(plan, after)?;
    if let (Some(first), Some(last)) = (chunk.first(), chunk.last())
        && let Some((number, state)) = db.out_of_force(plan, first.number, last.number)?
    {
        return Err(RegisterError::State {
            number,
            state,
            step: "labelled",
        });
    }
    Ok(chunk)
}

fn sign_one(
    label: &Label,
    at: u64,
    key: &SigningKey,
    certificate: &Certificate,
    schemes: &Schemes,
) -> Result<Label, CliError> {
    let claims = payload(&label.to_be_signed).ok_or(Error::CoseShape)?;
    let prepared = PreparedLabel::new(&Claims::decode(&claims)?, certificate, schemes)?;
    if prepared.to_be_signed() != label.to_be_signed {
        return Err(CliError::ReadBack { what: "label" });
    }
    let signature = key.sign(prepared.to_be_signed())?;
    // Verifies the signature before anything is stored.
    let credential = prepared.finish(signature)?;
    Ok(Label {
        credential: Some(credential.to_compact()?),
        signed: Some(at),
        ..label.clone()
    })
}

/// Stores what was signed, and says how far the plan is.
fn interrupted(
    register: &mut Register,
    act: &Act,
    plan: &PlanEntry,
    signed: &[Label],
    error: &CliError,
) -> Result<RegisterError, RegisterError> {
    register.store(act, &plan.id, signed)?;
    let counts = register.read(|db| db.counts(&plan.id))?;
    Ok(RegisterError::Interrupted {
        signed: counts.signed,
        left: counts.pending,
        reason: error.to_string(),
    })
}
