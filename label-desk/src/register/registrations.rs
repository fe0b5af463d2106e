//! The life of a registration: applied for, asked about, granted, changed, and out of force.

mod query;
mod steps;

use label_core::scheme::Schemes;
use label_core::{Claims, Day};
use steps::{UNDECIDED, application, known_already, registration, state, subject};

use super::{Act, Model, Register, answer_words, scheme_of};
use crate::error::DeskError;

pub use query::Owner;
pub use steps::{is_over, model};

/// Stages in which an answer is recorded, or corrected.
const ANSWERABLE: &[&str] = &["inquired", "cleared", "conditions", "declared"];

type Done<T = ()> = Result<T, DeskError>;

/// An answer to a supply-chain inquiry.
#[derive(Clone, Debug)]
pub struct Answer {
    /// `cleared`, `conditions`, `declared` or `refused`.
    pub word: String,
    /// The day of the answer, YYYY-MM-DD.
    pub day: String,
    /// The conditions, where there are any.
    pub conditions: Option<String>,
}

/// What becomes of the labels of the terms before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldLabels {
    /// They hold until they expire.
    Keep,
    /// They are superseded, those of earlier terms as well.
    Supersede,
}

/// How a registration goes out of force, or comes back.
#[derive(Clone, Debug)]
pub struct Change {
    /// What the journal calls it.
    pub action: &'static str,
    /// The state that it leads to.
    pub to: &'static str,
    /// The same in words, for errors.
    pub step: &'static str,
    /// States that it may begin in.
    pub from: &'static [&'static str],
    /// The reason.
    pub reason: Option<String>,
    /// The registration that takes its place.
    pub successor: Option<String>,
}

impl Register {
    /// Records an application for a new registration, with its models.
    ///
    /// A number that was refused may be applied for again.
    pub fn apply(&mut self, act: &Act, asked: &[(Claims, Vec<Model>)]) -> Done {
        let schemes = Schemes::builtin();
        self.write(act, |transaction| {
            let mut gtins = transaction.db.gtins_in_use()?.into_iter().collect();
            for (claims, models) in asked {
                let registration = registration(claims, &schemes)?;
                let number = registration.number.clone();
                match transaction.db.registration(&number)? {
                    None => transaction.insert(&registration)?,
                    Some(known) if known.state == "refused" => {
                        transaction.replace(&registration)?;
                    }
                    Some(_) => return Err(known_already(&number).into()),
                }
                let application = application(transaction, &number, "new")?;
                transaction.insert(&application)?;
                transaction.take_models(&application, models, &mut gtins)?;
                transaction.record("registration.apply", &subject(&number))?;
            }
            Ok(())
        })
    }

    /// Records an application for more models under a registration in force.
    pub fn add_models(&mut self, act: &Act, number: &str, models: &[Model]) -> Done {
        self.write(act, |transaction| {
            transaction.in_force(number, "given more models")?;
            let application = application(transaction, number, "models")?;
            transaction.insert(&application)?;
            let mut gtins = transaction.db.gtins_in_use()?.into_iter().collect();
            transaction.take_models(&application, models, &mut gtins)?;
            transaction.record("registration.add-models", &subject(number))?;
            Ok(())
        })
    }

    /// Records an application for a new term.
    pub fn renew(&mut self, act: &Act, number: &str) -> Done {
        self.write(act, |transaction| {
            transaction.in_force(number, "renewed")?;
            let application = application(transaction, number, "renewal")?;
            transaction.insert(&application)?;
            transaction.record("registration.renew", &subject(number))?;
            Ok(())
        })
    }

    /// Records an application for another holder.
    pub fn transfer(
        &mut self,
        act: &Act,
        number: &str,
        (holder, holder_id): (&str, Option<&str>),
    ) -> Done {
        self.write(act, |transaction| {
            transaction.in_force(number, "transferred")?;
            let mut application = application(transaction, number, "transfer")?;
            application.holder = Some(holder.to_owned());
            application.holder_id = holder_id.map(str::to_owned);
            transaction.insert(&application)?;
            transaction.record("registration.transfer", &subject(number))?;
            Ok(())
        })
    }

    /// Records that the supply-chain inquiry was sent.
    pub fn inquire(&mut self, act: &Act, numbers: &[String]) -> Done {
        self.write(act, |transaction| {
            for number in numbers {
                let mut open = transaction.open(number, "asked about", &["applied"])?;
                "inquired".clone_into(&mut open.stage);
                open.inquired = Some(transaction.at());
                transaction.replace(&open)?;
                transaction.record("registration.inquire", &subject(number))?;
            }
            Ok(())
        })
    }

    /// Records the answer to an inquiry, or another in its place; a refusal ends the application.
    pub fn answer(&mut self, act: &Act, numbers: &[String], answer: &Answer) -> Done {
        let schemes = Schemes::builtin();
        self.write(act, |transaction| {
            for number in numbers {
                let mut open = transaction.open(number, "answered", ANSWERABLE)?;
                let asked = open.inquired.and_then(Day::of_seconds);
                if asked.is_some_and(|asked| answer.day < asked.to_string()) {
                    return Err(DeskError::AnswerEarly {
                        number: number.clone(),
                    }
                    .into());
                }
                let mut registration = transaction.registration(number)?;
                let scheme = scheme_of(&registration.scheme, &schemes)?;
                let refused = answer.word == "refused";
                if !refused && !answer_words(scheme).contains(&answer.word.as_str()) {
                    let (number, answer) = (number.clone(), answer.word.clone());
                    return Err(DeskError::AnswerUnexpected { number, answer }.into());
                }
                open.stage.clone_from(&answer.word);
                open.answer = Some(answer.word.clone());
                open.answered = Some(answer.day.clone());
                open.conditions.clone_from(&answer.conditions);
                transaction.replace(&open)?;
                if refused && open.kind == "new" {
                    "refused".clone_into(&mut registration.state);
                    registration.reason = Some("supply-chain".to_owned());
                    transaction.replace(&registration)?;
                }
                transaction.record("registration.answer", &subject(number))?;
            }
            Ok(())
        })
    }

    /// Ends applications that are not decided yet; a registration that was never granted ends with it.
    pub fn close(&mut self, act: &Act, numbers: &[String], reason: &str) -> Done {
        self.write(act, |transaction| {
            for number in numbers {
                let mut open = transaction.open(number, "closed", UNDECIDED)?;
                "withdrawn".clone_into(&mut open.stage);
                transaction.replace(&open)?;
                if open.kind == "new" {
                    let mut registration = transaction.registration(number)?;
                    "refused".clone_into(&mut registration.state);
                    registration.reason = Some(reason.to_owned());
                    transaction.replace(&registration)?;
                }
                transaction.record(&format!("registration.close-{reason}"), &subject(number))?;
            }
            Ok(())
        })
    }

    /// Grants what was applied for, once the scheme's questions are answered.
    pub fn grant(
        &mut self,
        act: &Act,
        numbers: &[String],
        (expires, old): (Option<u64>, Option<OldLabels>),
    ) -> Done {
        let schemes = Schemes::builtin();
        self.write(act, |transaction| {
            for number in numbers {
                transaction.grant(number, expires, old, &schemes)?;
            }
            Ok(())
        })
    }

    /// Takes registrations out of force, or back.
    pub fn change(&mut self, act: &Act, numbers: &[String], change: &Change) -> Done {
        self.write(act, |transaction| {
            if let Some(successor) = &change.successor {
                transaction.in_force(successor, "a successor")?;
            }
            for number in numbers {
                let mut registration = transaction.registration(number)?;
                let own = change.successor.as_ref() == Some(number);
                if own || !change.from.contains(&registration.state.as_str()) {
                    return Err(state(number, &registration.state, change.step).into());
                }
                change.to.clone_into(&mut registration.state);
                registration.reason.clone_from(&change.reason);
                registration.successor.clone_from(&change.successor);
                transaction.replace(&registration)?;
                transaction.set_statuses(number, change.to)?;
                let is_final = !matches!(change.to, "valid" | "suspended");
                if is_final {
                    transaction.cancel_pending("registration", number)?;
                }
                if let Some(mut open) = transaction
                    .db
                    .open_application(number)?
                    .filter(|_| is_final)
                {
                    "withdrawn".clone_into(&mut open.stage);
                    transaction.replace(&open)?;
                }
                transaction.record(change.action, &subject(number))?;
            }
            Ok(())
        })
    }
}
