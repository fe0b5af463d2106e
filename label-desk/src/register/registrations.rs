//! The life of a registration: applied for, asked about, granted, changed, and out of force.

mod amend;
mod query;
mod replacing;
mod shown;
mod steps;
mod ungrant;

use label_core::scheme::Schemes;
use label_core::{Claims, Day};
pub(crate) use steps::subject;
use steps::{known_already, registration, state};

use super::journal::SUPERSEDE;
use super::states::{ApplicationKind, InquiryAnswer, RegistrationState, Stage, Standing};
use super::{Act, Application, Model, Register, Transaction, answers, scheme_of};
use crate::error::DeskError;
use crate::label_fields::Moment;

pub(crate) use amend::AMENDED;
pub use query::Owner;
pub use shown::SignedLabel;
pub use steps::model;

type Done<T = ()> = Result<T, DeskError>;

/// An answer to a supply-chain inquiry.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The answer.
    pub word: InquiryAnswer,
    /// The day of the answer, where the scheme is.
    pub day: Day,
    /// The conditions, where there are any.
    pub conditions: Option<String>,
}

/// The fate of the labels of the terms before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldLabels {
    /// They hold until they expire.
    Keep,
    /// They are superseded, those of earlier terms as well.
    Supersede,
}

/// A step that takes a registration out of force, or back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Back in force after a suspension.
    Resume,
    /// Taken away for good.
    Revoke {
        /// The class of the reason.
        reason: String,
    },
    /// Replaced by another registration in force.
    Supersede {
        /// Its number.
        successor: String,
    },
    /// Out of force for now.
    Suspend,
    /// Given back by the holder.
    Withdraw,
}

impl Change {
    /// The action, as the journal has it.
    fn action(&self) -> &'static str {
        match self {
            Self::Resume => "registration.resume",
            Self::Revoke { .. } => "registration.revoke",
            Self::Supersede { .. } => SUPERSEDE,
            Self::Suspend => "registration.suspend",
            Self::Withdraw => "registration.withdraw",
        }
    }

    /// The state that it leads to.
    fn to(&self) -> RegistrationState {
        match self {
            Self::Resume => RegistrationState::Valid,
            Self::Revoke { .. } => RegistrationState::Revoked,
            Self::Supersede { .. } => RegistrationState::Superseded,
            Self::Suspend => RegistrationState::Suspended,
            Self::Withdraw => RegistrationState::Withdrawn,
        }
    }

    /// The same in words, for errors.
    fn step(&self) -> &'static str {
        match self {
            Self::Resume => "put in force again",
            other => other.to().as_str(),
        }
    }

    /// The states that it may begin in.
    fn from(&self) -> &'static [Standing] {
        use Standing::{Expired, Superseded, Suspended, Valid, Withdrawn};
        match self {
            Self::Resume => &[Suspended],
            // One that has ended can turn out to have been granted wrongly.
            Self::Revoke { .. } => &[Valid, Suspended, Expired, Withdrawn, Superseded],
            Self::Supersede { .. } => &[Valid, Suspended, Expired],
            Self::Withdraw => &[Valid, Suspended],
            Self::Suspend => &[Valid],
        }
    }

    /// The class of the reason, where it has one.
    fn reason(&self) -> Option<&String> {
        match self {
            Self::Revoke { reason } => Some(reason),
            _ => None,
        }
    }

    /// The registration that takes the place, where one does.
    fn successor(&self) -> Option<&String> {
        match self {
            Self::Supersede { successor } => Some(successor),
            _ => None,
        }
    }

    /// Tells whether there is no way back into force.
    fn is_final(&self) -> bool {
        !matches!(self, Self::Resume | Self::Suspend)
    }
}

impl Register {
    /// Records an application for a new registration, with its models.
    ///
    /// A number that was refused may be applied for again. Those in `replacing` are in force until the
    /// grant of the one that replaces them: of the same holder, with a GTIN of theirs, or alone.
    ///
    /// # Errors
    ///
    /// Fails where the register has the registration, where a GTIN of it belongs to another model, and
    /// where nothing could replace a registration that is to be replaced.
    pub fn apply(
        &mut self,
        act: &Act,
        asked: &[(Claims, Vec<Model>)],
        replacing: &[String],
    ) -> Done {
        let schemes = Schemes::builtin();
        self.write(act, |transaction| {
            let mut gtins = transaction.db.gtins_in_use()?.into_iter().collect();
            let mut olds = transaction.db.to_replace(replacing)?;
            let alone = asked.len() == 1;
            for (claims, models) in asked {
                let registration = registration(claims, &schemes)?;
                let number = registration.number.clone();
                match transaction.db.registration(&number)? {
                    None => transaction.insert(&registration)?,
                    Some(known) if known.state == RegistrationState::Refused => {
                        transaction.replace(&registration)?;
                    }
                    Some(_) => return Err(known_already(&number)),
                }
                let application = Application::only(transaction, &number, ApplicationKind::New)?;
                transaction.insert(&application)?;
                let new = (&registration, models.as_slice());
                let replaced = replacing::replaced(&mut olds, new, alone, &mut gtins);
                transaction.take_models(&application, models, &mut gtins)?;
                transaction.record("registration.apply", &subject(&number))?;
                transaction.name_successor(replaced, &number)?;
            }
            match olds.first() {
                None => Ok(()),
                Some(old) => Err(DeskError::ReplacesNothing {
                    number: old.number.clone(),
                }),
            }
        })
    }

    /// Records an application for more models under a registration in force.
    ///
    /// # Errors
    ///
    /// Fails where the registration is not in force, has an open application, one of the models, or a
    /// GTIN of another.
    pub fn add_models(&mut self, act: &Act, number: &str, models: &[Model]) -> Done {
        self.write(act, |transaction| {
            transaction.in_force(number, "given more models")?;
            let application = Application::only(transaction, number, ApplicationKind::Models)?;
            transaction.insert(&application)?;
            let mut gtins = transaction.db.gtins_in_use()?.into_iter().collect();
            transaction.take_models(&application, models, &mut gtins)?;
            transaction.record("registration.add-models", &subject(number))?;
            Ok(())
        })
    }

    /// Records an application for a new term.
    ///
    /// # Errors
    ///
    /// Fails where the registration is not in force, or has an open application.
    pub fn renew(&mut self, act: &Act, number: &str) -> Done {
        self.write(act, |transaction| {
            transaction.in_force(number, "renewed")?;
            let application = Application::only(transaction, number, ApplicationKind::Renewal)?;
            transaction.insert(&application)?;
            transaction.record("registration.renew", &subject(number))?;
            Ok(())
        })
    }

    /// Records an application for another holder.
    ///
    /// # Errors
    ///
    /// Fails where the registration is not in force, or has an open application.
    pub fn transfer(
        &mut self,
        act: &Act,
        number: &str,
        (holder, holder_id): (&str, Option<&str>),
    ) -> Done {
        self.write(act, |transaction| {
            transaction.in_force(number, "transferred")?;
            let mut application =
                Application::only(transaction, number, ApplicationKind::Transfer)?;
            application.holder = Some(holder.to_owned());
            application.holder_id = holder_id.map(str::to_owned);
            transaction.insert(&application)?;
            transaction.record("registration.transfer", &subject(number))?;
            Ok(())
        })
    }

    /// Records that the supply-chain inquiry was sent.
    ///
    /// # Errors
    ///
    /// Fails where a registration has no application at that stage.
    pub fn inquire(&mut self, act: &Act, numbers: &[String]) -> Done {
        self.write(act, |transaction| {
            for number in numbers {
                let mut open = transaction.open(number, "asked about", &[Stage::Applied])?;
                open.stage = Stage::Inquired;
                open.inquired = Some(transaction.at());
                transaction.replace(&open)?;
                transaction.record("registration.inquire", &subject(number))?;
            }
            Ok(())
        })
    }

    /// Records the answer to an inquiry, or another in its place; a refusal ends the application.
    ///
    /// # Errors
    ///
    /// Fails where a registration has no application at that stage, where its scheme has no such
    /// answer, and where the answer is dated before the inquiry or after today, where the scheme is.
    pub fn answer(&mut self, act: &Act, numbers: &[String], answer: &Answer) -> Done {
        let schemes = Schemes::builtin();
        self.write(act, |transaction| {
            for number in numbers {
                let mut open = transaction.open(number, "answered", Stage::ANSWERABLE)?;
                let mut registration = transaction.registration(number)?;
                let scheme = scheme_of(&registration.scheme, &schemes)?;
                let day = |time| Day::of(time, scheme.zone());
                if open
                    .inquired
                    .and_then(day)
                    .is_some_and(|asked| answer.day < asked)
                {
                    let number = number.clone();
                    return Err(DeskError::AnswerEarly { number });
                }
                if day(transaction.at()).is_none_or(|today| answer.day > today) {
                    let number = number.clone();
                    return Err(DeskError::AnswerAhead { number });
                }
                let refused = answer.word == InquiryAnswer::Refused;
                if !refused && !answers(scheme).contains(&answer.word) {
                    let (number, answer) = (number.clone(), answer.word.to_string());
                    return Err(DeskError::AnswerUnexpected { number, answer });
                }
                open.stage = answer.word.stage();
                open.answer = Some(answer.word);
                open.answered = Some(answer.day.to_string());
                open.conditions.clone_from(&answer.conditions);
                transaction.replace(&open)?;
                if refused && open.kind == ApplicationKind::New {
                    registration.state = RegistrationState::Refused;
                    registration.reason = Some("supply-chain".to_owned());
                    transaction.replace(&registration)?;
                }
                transaction.record("registration.answer", &subject(number))?;
                if refused && open.kind == ApplicationKind::New {
                    transaction.forget_successor(number)?;
                }
            }
            Ok(())
        })
    }

    /// Ends applications that are not decided yet; a registration that was never granted ends with it.
    ///
    /// # Errors
    ///
    /// Fails where a registration has no open application.
    pub fn close(&mut self, act: &Act, numbers: &[String], reason: &str) -> Done {
        self.write(act, |transaction| {
            for number in numbers {
                let mut open = transaction.open(number, "closed", Stage::UNDECIDED)?;
                open.stage = Stage::Withdrawn;
                transaction.replace(&open)?;
                if open.kind == ApplicationKind::New {
                    let mut registration = transaction.registration(number)?;
                    registration.state = RegistrationState::Refused;
                    registration.reason = Some(reason.to_owned());
                    transaction.replace(&registration)?;
                }
                transaction.record(&format!("registration.close-{reason}"), &subject(number))?;
                if open.kind == ApplicationKind::New {
                    transaction.forget_successor(number)?;
                }
            }
            Ok(())
        })
    }

    /// Grants what was applied for, once the scheme's questions are answered.
    ///
    /// # Errors
    ///
    /// Fails where a registration has no open application, where its inquiry has no answer, and where
    /// the term is not one that the scheme grants.
    pub fn grant(
        &mut self,
        act: &Act,
        numbers: &[String],
        (expires, old): (Option<Moment>, Option<OldLabels>),
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
    ///
    /// `shown` are the numbers of the signed labels of each, where somebody has looked at them.
    ///
    /// # Errors
    ///
    /// Fails where the step does not lead on from the state of a registration or is dated before its
    /// grant, where there are other labels than were shown, and where the successor is not in force.
    pub fn change(
        &mut self,
        act: &Act,
        numbers: &[String],
        change: &Change,
        shown: Option<&[Vec<u64>]>,
    ) -> Done {
        self.write(act, |transaction| {
            if let Some(successor) = change.successor() {
                transaction.in_force(successor, "a successor")?;
            }
            for (number, shown) in numbers.iter().zip(shown.into_iter().flatten()) {
                transaction.as_shown(number, shown)?;
            }
            numbers
                .iter()
                .try_for_each(|number| transaction.change(number, change))
        })
    }
}

impl Transaction<'_> {
    /// Takes a registration out of force, or back.
    fn change(&mut self, number: &str, change: &Change) -> Done {
        let mut registration = self.registration(number)?;
        registration.timely(self.at())?;
        let standing = registration.standing(self.at());
        let own = change.successor().is_some_and(|other| other == number);
        if own || !change.from().contains(&standing) {
            return Err(state(number, standing.as_str(), change.step()));
        }
        registration.state = change.to();
        registration.reason = change.reason().cloned();
        if change.is_final() {
            registration.successor = change.successor().cloned();
        }
        self.replace(&registration)?;
        match change.is_final() {
            true => self.end(number, change.to())?,
            false => self.set_statuses(number, change.to())?,
        }
        self.record(change.action(), &subject(number))
    }
}
