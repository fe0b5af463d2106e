//! The life of a registration: applied for, asked about, granted, changed, and out of force.

use std::collections::BTreeSet;

use label_core::scheme::{Lang, Scheme, Schemes, Validity};
use label_core::{Claims, Code};

use super::{
    Application, Db, Model, Register, RegisterError, Registration, StatusEntry, Transaction,
    answer_words, demands_inquiry, scheme_of,
};
use crate::draft;
use crate::error::CliError;
use crate::register::Act;
use crate::time;

type Done<T = ()> = Result<T, CliError>;

/// An answer to a supply-chain inquiry.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// `cleared`, `conditions`, `declared` or `refused`.
    pub(crate) word: String,
    /// The day of the answer, YYYY-MM-DD.
    pub(crate) day: String,
    pub(crate) conditions: Option<String>,
}

/// What becomes of the labels of the term before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum OldLabels {
    /// They hold until they expire.
    Keep,
    /// They are superseded.
    Supersede,
}

/// How a registration goes out of force, or comes back.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// What the journal calls it.
    pub(crate) action: &'static str,
    /// The state that it leads to.
    pub(crate) to: &'static str,
    /// The same in words, for errors.
    pub(crate) step: &'static str,
    /// States that it may begin in.
    pub(crate) from: &'static [&'static str],
    pub(crate) reason: Option<String>,
    pub(crate) successor: Option<String>,
}

impl Register {
    /// Records an application for a new registration, with its models.
    ///
    /// A number that was refused may be applied for again.
    pub(crate) fn apply(&mut self, act: &Act, asked: &[(Claims, Vec<Model>)]) -> Done {
        let schemes = Schemes::builtin();
        self.write(act, |transaction| {
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
                transaction.take_models(&number, models, &application)?;
                transaction.record("registration.apply", &subject(&number))?;
            }
            Ok(())
        })
    }

    /// Records an application for more models under a registration in force.
    pub(crate) fn add_models(&mut self, act: &Act, number: &str, models: &[Model]) -> Done {
        self.write(act, |transaction| {
            transaction.in_force(number, "given more models")?;
            let application = application(transaction, number, "models")?;
            transaction.insert(&application)?;
            transaction.take_models(number, models, &application)?;
            transaction.record("registration.add-models", &subject(number))?;
            Ok(())
        })
    }

    /// Records an application for a new term.
    pub(crate) fn renew(&mut self, act: &Act, number: &str) -> Done {
        self.write(act, |transaction| {
            transaction.in_force(number, "renewed")?;
            let application = application(transaction, number, "renewal")?;
            transaction.insert(&application)?;
            transaction.record("registration.renew", &subject(number))?;
            Ok(())
        })
    }

    /// Records an application for another holder.
    pub(crate) fn transfer(
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
    pub(crate) fn inquire(&mut self, act: &Act, numbers: &[String]) -> Done {
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

    /// Records the answer to an inquiry; a refusal ends the application.
    pub(crate) fn answer(&mut self, act: &Act, numbers: &[String], answer: &Answer) -> Done {
        let schemes = Schemes::builtin();
        self.write(act, |transaction| {
            for number in numbers {
                let mut open = transaction.open(number, "answered", &["inquired"])?;
                let mut registration = transaction.registration(number)?;
                let scheme = scheme_of(&registration.scheme, &schemes)?;
                let refused = answer.word == "refused";
                if !refused && !answer_words(scheme).contains(&answer.word.as_str()) {
                    let (number, answer) = (number.clone(), answer.word.clone());
                    return Err(RegisterError::AnswerUnexpected { number, answer }.into());
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

    /// Grants what was applied for, once the scheme's questions are answered.
    pub(crate) fn grant(
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
    pub(crate) fn change(&mut self, act: &Act, numbers: &[String], change: &Change) -> Done {
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
                transaction.set_statuses(number, change.to, None)?;
                let is_final = !matches!(change.to, "valid" | "suspended");
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

impl Transaction<'_> {
    fn registration(&mut self, number: &str) -> Result<Registration, RegisterError> {
        let found = self.db.registration(number)?;
        found.ok_or_else(|| RegisterError::Registration {
            number: number.to_owned(),
            problem: "the register has no such registration",
            code: "registration_unknown",
        })
    }

    fn in_force(
        &mut self,
        number: &str,
        step: &'static str,
    ) -> Result<Registration, RegisterError> {
        let registration = self.registration(number)?;
        match registration.state.as_str() {
            "valid" => Ok(registration),
            other => Err(state(number, other, step)),
        }
    }

    /// The application that is not decided yet, in one of these stages.
    fn open(
        &mut self,
        number: &str,
        step: &'static str,
        stages: &[&str],
    ) -> Result<Application, RegisterError> {
        let registration = self.registration(number)?;
        let open = self.db.open_application(number)?;
        let open = open.ok_or_else(|| state(number, &registration.state, step))?;
        if stages.contains(&open.stage.as_str()) {
            Ok(open)
        } else {
            Err(state(number, &open.stage, step))
        }
    }

    /// Writes models under an application; of those that are known, only refused ones.
    fn take_models(
        &mut self,
        number: &str,
        models: &[Model],
        application: &Application,
    ) -> Result<(), RegisterError> {
        let known = self.db.known(number)?;
        for model in models {
            let mut model = model.clone();
            model.application = application.number;
            let before = known.as_ref().and_then(|known| {
                let model = known.models.get(&model.model)?;
                known.application(model)
            });
            match before {
                None => self.insert(&model)?,
                Some(asked) if is_over(asked) => self.replace(&model)?,
                Some(_) => {
                    return Err(RegisterError::Registration {
                        number: number.to_owned(),
                        problem: "has one of these models already",
                        code: "model_registered",
                    });
                }
            }
        }
        Ok(())
    }

    fn grant(
        &mut self,
        number: &str,
        expires: Option<u64>,
        old: Option<OldLabels>,
        schemes: &Schemes,
    ) -> Done {
        let mut registration = self.registration(number)?;
        let scheme = scheme_of(&registration.scheme, schemes)?;
        let step = "granted";
        let stages: &[&str] = match demands_inquiry(scheme) {
            true => &["cleared", "conditions", "declared"],
            false => &["applied", "cleared", "conditions", "declared"],
        };
        let mut open = self.open(number, step, stages)?;
        if open.kind != "new" {
            self.in_force(number, step)?;
        }
        open.granted = Some(self.at());
        step.clone_into(&mut open.stage);
        self.replace(&open)?;
        if open.kind != "models" {
            let longest = longest(scheme, self.at());
            match open.kind.as_str() {
                "transfer" => {
                    registration.holder.clone_from(&open.holder);
                    registration.holder_id.clone_from(&open.holder_id);
                    registration.expires = expires.or(registration.expires);
                }
                _ => registration.expires = expires.or(longest),
            }
            check_validity(scheme, self.at(), registration.expires)?;
            self.begin_term(&mut registration, &open, old)?;
        }
        self.record("registration.grant", &subject(number))?;
        Ok(())
    }

    fn begin_term(
        &mut self,
        registration: &mut Registration,
        open: &Application,
        old: Option<OldLabels>,
    ) -> Result<(), RegisterError> {
        let number = registration.number.clone();
        let default = match open.kind.as_str() {
            "transfer" => OldLabels::Supersede,
            _ => OldLabels::Keep,
        };
        if old.unwrap_or(default) == OldLabels::Supersede {
            self.set_statuses(&number, "superseded", Some(registration.term))?;
        }
        registration.term += 1;
        registration.granted = Some(self.at());
        "valid".clone_into(&mut registration.state);
        self.replace(registration)?;
        let Some(known) = self.db.known(&number)? else {
            return Ok(());
        };
        // What was granted before is asked about and granted anew.
        for model in known
            .granted()
            .filter(|model| model.application != open.number)
        {
            let mut model = model.clone();
            model.application = open.number;
            self.replace(&model)?;
        }
        Ok(())
    }

    /// Sets the status of every index of a registration that may take it, or of one term's.
    fn set_statuses(
        &mut self,
        number: &str,
        to: &str,
        term: Option<u64>,
    ) -> Result<(), RegisterError> {
        let entries: Vec<StatusEntry> = self.db.select(
            "WHERE registration = ?1 ORDER BY list, position",
            &[number.into()],
        )?;
        for mut entry in entries {
            let wanted = term.is_none_or(|term| term == entry.term);
            let may = match entry.status.as_str() {
                "valid" => to != "valid",
                "suspended" => to != "suspended",
                "revoked" => false,
                // Final, but for a revocation.
                _ => to == "revoked",
            };
            if wanted && may {
                to.clone_into(&mut entry.status);
                entry.since = self.at();
                self.replace(&entry)?;
            }
        }
        Ok(())
    }
}

impl Db {
    /// The registration of a number.
    pub(crate) fn registration(
        &mut self,
        number: &str,
    ) -> Result<Option<Registration>, RegisterError> {
        Ok(self.select("WHERE number = ?1", &[number.into()])?.pop())
    }

    /// What was applied for under a number, in order.
    pub(crate) fn applications(&mut self, number: &str) -> Result<Vec<Application>, RegisterError> {
        self.select("WHERE registration = ?1 ORDER BY number", &[number.into()])
    }

    /// The application under a number that is not decided yet.
    pub(crate) fn open_application(
        &mut self,
        number: &str,
    ) -> Result<Option<Application>, RegisterError> {
        let condition =
            "WHERE registration = ?1 AND stage NOT IN ('refused', 'granted', 'withdrawn')";
        Ok(self.select(condition, &[number.into()])?.pop())
    }

    /// The models of a registration, in order.
    pub(crate) fn models(&mut self, number: &str) -> Result<Vec<Model>, RegisterError> {
        let condition = "WHERE registration = ?1 ORDER BY application, model";
        self.select(condition, &[number.into()])
    }

    /// GTINs of registrations in force or applied for, and whose each is.
    pub(crate) fn gtins_in_use(&mut self) -> Result<Vec<(String, String)>, RegisterError> {
        let sql = "SELECT models.gtins, models.registration FROM models
                   JOIN registrations ON registrations.number = models.registration
                   WHERE models.gtins <> ''
                   AND registrations.state IN ('applied', 'valid', 'suspended')";
        let mut found = Vec::new();
        self.each(sql, &[], &mut |mut row| {
            let (gtins, registration) = (row.text()?, row.text()?);
            found.extend(
                gtins
                    .split(';')
                    .map(|gtin| (gtin.to_owned(), registration.clone())),
            );
            Ok(())
        })?;
        Ok(found)
    }

    /// The numbers whose open application is in one of these stages.
    pub(crate) fn numbers_in(&mut self, stages: &[&str]) -> Result<Vec<String>, RegisterError> {
        let open: Vec<Application> = self.select(
            "WHERE stage NOT IN ('refused', 'granted', 'withdrawn') ORDER BY number",
            &[],
        )?;
        let open = open.into_iter();
        let wanted = open.filter(|one| stages.contains(&one.stage.as_str()));
        let numbers: BTreeSet<String> = wanted.map(|one| one.registration).collect();
        Ok(numbers.into_iter().collect())
    }
}

/// The row of a registration that is applied for.
fn registration(claims: &Claims, schemes: &Schemes) -> Done<Registration> {
    let label = &claims.label;
    let scheme = schemes
        .get(&label.scheme)
        .ok_or(label_core::Error::SchemeUnknown)?;
    let criteria = label.criteria.as_ref();
    let document = |criteria| scheme.criteria_document(criteria).map(str::to_owned);
    Ok(Registration {
        number: claims.registration.clone(),
        scheme: scheme.name().to_owned(),
        level: label.level,
        assessment: draft::assessment_words(&[label.assessment]),
        criteria: criteria
            .map(|criteria| document(criteria).unwrap_or_else(|| criteria.to_string())),
        holder: label.holder.clone(),
        holder_id: label.holder_id.as_ref().map(draft::holder_id_text),
        evaluator: label.evaluator.clone(),
        state: "applied".to_owned(),
        reason: None,
        successor: None,
        term: 0,
        granted: None,
        expires: None,
    })
}

/// The row of a model, of a label that has this model alone or none.
pub(crate) fn model(claims: &Claims, schemes: &Schemes) -> Model {
    let label = &claims.label;
    let scheme = schemes.get(&label.scheme);
    let name = |category: &Code| {
        let named = scheme.and_then(|scheme| scheme.category_name(category, Lang::En));
        named.map_or_else(|| category.to_string(), str::to_owned)
    };
    let gtins: Vec<String> = label.gtins.iter().map(ToString::to_string).collect();
    Model {
        registration: claims.registration.clone(),
        model: label.models.first().cloned().unwrap_or_default(),
        gtins: gtins.join(";"),
        product: label.product.clone(),
        category: label.category.as_ref().map(name),
        support_end: label.support_end.map(|end| end.to_string()),
        application: 0,
    }
}

fn application(
    transaction: &mut Transaction<'_>,
    number: &str,
    kind: &str,
) -> Result<Application, RegisterError> {
    if let Some(open) = transaction.db.open_application(number)? {
        return Err(state(number, &open.stage, "applied for again"));
    }
    let last = transaction
        .db
        .count("SELECT max(number) FROM applications", &[])?;
    Ok(Application {
        number: last + 1,
        registration: number.to_owned(),
        kind: kind.to_owned(),
        stage: "applied".to_owned(),
        applied: transaction.at(),
        inquired: None,
        answer: None,
        answered: None,
        conditions: None,
        granted: None,
        holder: None,
        holder_id: None,
    })
}

/// Whether nothing came of an application.
pub(crate) fn is_over(application: &Application) -> bool {
    matches!(application.stage.as_str(), "refused" | "withdrawn")
}

fn subject(number: &str) -> String {
    format!("registration:{number}")
}

fn state(number: &str, state: &str, step: &'static str) -> RegisterError {
    RegisterError::State {
        number: number.to_owned(),
        state: state.to_owned(),
        step,
    }
}

fn known_already(number: &str) -> RegisterError {
    RegisterError::Registration {
        number: number.to_owned(),
        problem: "the register has this registration already",
        code: "registration_exists",
    }
}

/// When a registration that is granted now expires at the latest.
fn longest(scheme: &Scheme, at: u64) -> Option<u64> {
    match scheme.validity() {
        Validity::AtMostYears(years) => time::last_day_after_years(at, years.get()),
        Validity::NoExpiry => None,
    }
}

fn check_validity(scheme: &Scheme, at: u64, expires: Option<u64>) -> Done {
    let fits = match (longest(scheme, at), expires) {
        (Some(longest), Some(expires)) => at < expires && expires <= longest,
        (None, None) => true,
        _ => false,
    };
    match fits {
        true => Ok(()),
        false => Err(label_core::Error::SchemeValidity.into()),
    }
}
