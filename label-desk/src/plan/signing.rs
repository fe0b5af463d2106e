//! Signing what is recorded, chunk by chunk, on all cores.

use label_core::scheme::Schemes;
use label_core::{Certificate, Claims, Error, Issuer, SignatureBytes, UnixTime};
use label_io::parallel;

use crate::error::DeskError;
use crate::register::{Act, Label, PlanEntry, PlanState, Register, payload};

/// Signs a message with a key, wherever it is; on several threads at once.
pub type SignWith<'a> = &'a (dyn Fn(&[u8]) -> Result<SignatureBytes, DeskError> + Sync);

/// Signs every label of a plan that is not signed yet, and stores it.
///
/// Labels signed before a stop stay, with their own signatures. While one chunk is signed, the one
/// before is stored.
///
/// # Errors
///
/// Fails where the key or the register does, where a registration goes out of force or somebody cancels
/// the plan; labels that were signed until then stay.
pub fn sign(
    register: &mut Register,
    act: &Act,
    plan: &PlanEntry,
    key: SignWith<'_>,
    certificate: &Certificate,
    progress: &mut dyn FnMut(usize),
) -> Result<(), DeskError> {
    let schemes = Schemes::builtin();
    let issuer = Issuer::new(certificate, &schemes)?;
    let work = |label: &Label| sign_one(label, act.at, key, &issuer);
    let (mut after, mut previous) = (0, Vec::new());
    loop {
        let chunk = match register.read(|db| pending(db, &plan.id, after)) {
            Ok(chunk) => chunk,
            Err(error) => {
                register.store(act, &plan.id, &previous)?;
                return Err(error);
            }
        };
        let Some(last) = chunk.last() else {
            break;
        };
        after = last.line;
        let before = std::mem::take(&mut previous);
        let store = || register.store(act, &plan.id, &before);
        let (signed, stored) = parallel::map(&chunk, work, store);
        stored?;
        progress(before.len());
        let (signed, failed): (Vec<_>, Vec<_>) = signed.into_iter().partition(Result::is_ok);
        previous = signed.into_iter().flatten().collect();
        if let Some(Err(error)) = failed.into_iter().next() {
            register.store(act, &plan.id, &previous)?;
            return Err(interrupted(register, plan, error.to_string())?);
        }
    }
    register.store(act, &plan.id, &previous)?;
    match register.finish(act, &plan.id)? {
        Some(PlanState::Cancelled) => Err(interrupted(
            register,
            plan,
            "somebody cancelled the plan".to_owned(),
        )?),
        Some(PlanState::Begun) => {
            let reason = "a registration is not in force any more".to_owned();
            Err(interrupted(register, plan, reason)?)
        }
        _ => Ok(()),
    }
}

/// The next labels to be signed, all of registrations in force.
pub(super) fn pending(
    db: &mut crate::register::Db,
    plan: &str,
    after: u64,
) -> Result<Vec<Label>, DeskError> {
    let chunk = db.pending(plan, after)?;
    if let (Some(first), Some(last)) = (chunk.first(), chunk.last())
        && let Some((number, state)) = db.out_of_force(plan, first.line, last.line)?
    {
        return Err(DeskError::State {
            number,
            state,
            step: "labelled",
        });
    }
    Ok(chunk)
}

fn sign_one(
    label: &Label,
    at: UnixTime,
    key: SignWith<'_>,
    issuer: &Issuer<'_>,
) -> Result<Label, DeskError> {
    let claims = payload(&label.to_be_signed).ok_or(Error::CoseShape)?;
    let prepared = issuer.prepare(&Claims::decode(&claims)?)?;
    if prepared.to_be_signed() != label.to_be_signed {
        return Err(DeskError::ReadBack { what: "label" });
    }
    let signature = key(prepared.to_be_signed())?;
    // Verifies the signature before anything is stored.
    let credential = prepared.finish(signature)?;
    Ok(Label {
        credential: Some(credential.to_compact()?),
        signed: Some(at),
        ..label.clone()
    })
}

/// The error of a plan that was stopped, with the numbers of labels that are signed and left.
fn interrupted(
    register: &mut Register,
    plan: &PlanEntry,
    reason: String,
) -> Result<DeskError, DeskError> {
    let counts = register.read(|db| db.counts(&plan.id))?;
    Ok(DeskError::Interrupted {
        signed: counts.signed,
        left: counts.pending,
        reason,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::format_push_string)]

    use std::path::Path;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use label_core::certify::{CertificateRequest, DistinguishedName, Role, certify};
    use label_core::scheme::Schemes;
    use label_core::{Algorithm, Purpose, Signer, SigningKey};
    use label_io::time;
    use label_keys::certificates;
    use zeroize::Zeroizing;

    use super::*;
    use crate::label_fields::{Draft, Rules};
    use crate::plan::Planned;
    use crate::register::Anchors;
    use crate::register::{
        Allocation, Answer, Change, GivenBy, InquiryAnswer, Key, List, Location, Registration,
        Signing, model,
    };
    use crate::table::{self, Grouping};

    const AT: UnixTime = UnixTime::from_seconds(1_793_491_200);
    const LABELS: usize = 700;

    fn act(at: UnixTime) -> Act {
        Act {
            at,
            who: "intake".to_owned(),
            why: String::new(),
        }
    }

    /// A register with one registration of so many models, all granted.
    fn register(directory: &Path) -> (Register, Vec<Claims>) {
        let location = Location::File(directory.join("register.db"));
        let mut register = Register::init(&location, &act(AT)).unwrap();
        let mut text =
            "registration,scheme,level,assessment,criteria,product,model,supply_chain\n".to_owned();
        for model in 0..LABELS {
            text += &format!("R-1,jc-star,1,self,X,P,M-{model},cleared:2026-11-01\n");
        }
        let schemes = Schemes::builtin();
        let rules = Rules {
            schemes: &schemes,
            issued: AT,
        };
        let defaults = Draft::default();
        let grouping = Grouping::PerModel;
        let entries = table::read(Path::new("t"), text.as_bytes(), &defaults, rules, grouping);
        let claims: Vec<Claims> = entries
            .unwrap()
            .into_iter()
            .map(|entry| entry.claims)
            .collect();
        let models = claims
            .iter()
            .map(|claims| model(claims, &schemes))
            .collect();
        let first = claims.first().unwrap().clone();
        register.apply(&act(AT), &[(first, models)], &[]).unwrap();
        let number = ["R-1".to_owned()];
        register.inquire(&act(AT), &number).unwrap();
        let answer = Answer {
            word: InquiryAnswer::Cleared,
            day: label_core::Day::new(20_261_101).unwrap(),
            conditions: None,
        };
        register.answer(&act(AT), &number, &answer).unwrap();
        let expires = claims.first().unwrap().expires;
        register
            .grant(
                &act(AT),
                &number,
                (expires.map(crate::label_fields::Moment::Time), None),
            )
            .unwrap();
        (register, claims)
    }

    /// Adds a signer; gives its entry, its certificate and its key.
    fn signer(register: &mut Register) -> (Key, Certificate, SigningKey) {
        let [root_key, secret] = [7, 8].map(|byte| {
            let secret = Zeroizing::new([byte; 32]);
            SigningKey::from_bytes(Algorithm::Ed25519, &secret).unwrap()
        });
        let request = |name: &str, key: &SigningKey, role| CertificateRequest {
            subject: DistinguishedName {
                common_name: name.to_owned(),
                organization: None,
                country: None,
            },
            public_key: key.public_key(),
            serial: vec![1; 8],
            not_before: UnixTime::from_seconds(1_700_000_000),
            not_after: UnixTime::from_seconds(2_000_000_000),
            role,
        };
        let root = certify(&request("Root", &root_key, Role::Root), &root_key).unwrap();
        let role = Role::Signer {
            issuer: &root,
            purpose: Purpose::LabelSigning,
        };
        let chain = vec![certify(&request("Desk", &secret, role), &root_key).unwrap()];
        let certificate = Certificate::from_der(chain.first().unwrap()).unwrap();
        let list = List {
            address: "https://label.example.jp/status/1".to_owned(),
            entries: 10_000,
            bits: 4,
            allocation: Allocation::Sequential,
            given_by: GivenBy::Register,
        };
        let key = Key {
            certificate: certificate.fingerprint().to_string(),
            subject: certificate.subject(),
            chain: certificates::to_pem(&chain).unwrap(),
            list: list.address.clone(),
            added: AT,
            highest: None,
            retired: None,
            reason: None,
        };
        register
            .add_signer(Path::new("desk.pem"), (&key, &list), &act(AT))
            .unwrap();
        (key, certificate, secret)
    }

    /// Records the labels of a plan.
    fn reserve(
        register: &mut Register,
        (key, certificate): (&Key, &Certificate),
        claims: Vec<Claims>,
    ) -> PlanEntry {
        let plan = PlanEntry {
            id: "plan".to_owned(),
            labels: LABELS as u64,
            state: PlanState::Begun,
            begun: AT,
        };
        let signing = Signing {
            key,
            certificate,
            file: Path::new("plan"),
        };
        let mut labels = (2..).zip(claims).map(|(line, claims)| {
            let name = None;
            Ok(Planned { line, claims, name })
        });
        register
            .reserve(&act(AT), &plan, &signing, &mut labels)
            .unwrap()
    }

    /// A label that goes out of force while the key is at work is not stored.
    #[test]
    fn a_registration_suspended_while_its_labels_are_signed_gets_none() {
        let directory = tempfile::tempdir().unwrap();
        let (mut register, claims) = register(directory.path());
        let (key, certificate, secret) = signer(&mut register);
        let plan = reserve(&mut register, (&key, &certificate), claims);
        let location = Location::File(directory.path().join("register.db"));
        let signed = AtomicUsize::new(0);
        let suspending = |message: &[u8]| {
            if signed.fetch_add(1, Ordering::SeqCst) == 0 {
                let change = Change::Suspend;
                Register::open(&location)?.change(&act(AT), &["R-1".to_owned()], &change, None)?;
            }
            Ok(secret.sign(message)?)
        };
        let error = sign(
            &mut register,
            &act(AT),
            &plan,
            &suspending,
            &certificate,
            &mut |_| {},
        )
        .unwrap_err();
        assert_eq!(error.code(), "registration_state");
        let audit = register.audit(&Anchors::default()).unwrap();
        assert_eq!(
            (audit.findings.len(), audit.signed, audit.pending),
            (0, 0, 700)
        );
    }

    /// Labels that are recorded hold to the end that was promised to them: their term keeps it.
    #[test]
    fn a_term_with_labels_keeps_its_end_when_its_register_is_brought_up_to_date() {
        let directory = tempfile::tempdir().unwrap();
        let (mut register, mut claims) = register(directory.path());
        let old = UnixTime::from_seconds(1_856_649_599); // 2028-10-31T23:59:59Z
        let mut granted: Vec<Registration> = register
            .read(|db| db.select("ORDER BY number", &[]))
            .unwrap();
        granted.first_mut().unwrap().expires = Some(old);
        register
            .write(&act(AT), |transaction| {
                transaction.replace(granted.first().unwrap())?;
                transaction.record("test", "test")
            })
            .unwrap();
        for claims in &mut claims {
            claims.expires = Some(old);
        }
        let (key, certificate, _) = signer(&mut register);
        reserve(&mut register, (&key, &certificate), claims);
        let path = directory.path().join("register.db");
        let database = rusqlite::Connection::open(&path).unwrap();
        let forget = "DELETE FROM migrations WHERE version >= 2;
            ALTER TABLE publications DROP COLUMN written;
            ALTER TABLE lists DROP COLUMN given_by;
            DROP INDEX statuses_model;
            DROP INDEX credentials_index;
            ALTER TABLE statuses DROP COLUMN model";
        database.execute_batch(forget).unwrap();
        let mut register = Register::open(&Location::File(path)).unwrap();
        let after: Vec<Registration> = register
            .read(|db| db.select("ORDER BY number", &[]))
            .unwrap();
        assert_eq!(after, granted);
        assert_eq!(register.audit(&Anchors::default()).unwrap().findings, []);
    }

    /// A key that fails in the middle, as a token does that is pulled out, loses nothing.
    #[test]
    fn a_key_that_is_lost_in_the_middle_loses_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let (mut register, claims) = register(directory.path());
        let (key, certificate, secret) = signer(&mut register);
        let plan = reserve(&mut register, (&key, &certificate), claims);
        let signed = AtomicUsize::new(0);
        let failing = |message: &[u8]| match signed.fetch_add(1, Ordering::SeqCst) {
            ..600 => Ok(secret.sign(message)?),
            _ => Err(DeskError::from(label_io::IoError::Random {
                reason: "the token is gone".to_owned(),
            })),
        };
        let error = sign(
            &mut register,
            &act(AT),
            &plan,
            &failing,
            &certificate,
            &mut |_| {},
        )
        .unwrap_err();
        assert_eq!(error.code(), "batch_interrupted");
        let DeskError::Interrupted {
            signed,
            left,
            reason,
        } = error
        else {
            unreachable!("another error");
        };
        assert_eq!((signed, left), (600, 100));
        assert!(reason.contains("the token is gone"), "{reason}");
        let audit = register.audit(&Anchors::default()).unwrap();
        assert_eq!(
            (audit.findings.len(), audit.signed, audit.pending),
            (0, 600, 100)
        );

        // A signature that does not verify is not stored.
        let wrong = |_: &[u8]| Ok([0; 64]);
        let error = sign(
            &mut register,
            &act(AT),
            &plan,
            &wrong,
            &certificate,
            &mut |_| {},
        )
        .unwrap_err();
        assert_eq!(error.code(), "batch_interrupted");
        assert_eq!(register.audit(&Anchors::default()).unwrap().signed, 600);

        let again = |message: &[u8]| Ok(secret.sign(message)?);
        sign(
            &mut register,
            &act(time::now()),
            &plan,
            &again,
            &certificate,
            &mut |_| {},
        )
        .unwrap();
        let audit = register.audit(&Anchors::default()).unwrap();
        assert_eq!(
            (audit.findings.len(), audit.signed, audit.pending),
            (0, 700, 0)
        );
    }
}
