//! The steps inside a transaction: what may follow what, and what each changes.

use std::collections::HashMap;

use label_core::scheme::{Lang, Scheme, Schemes};
use label_core::{Claims, Code, Status, UnixTime};
use label_io::time;

use super::{Done, OldLabels, Owner};
use crate::error::DeskError;
use crate::label_fields::{self, Moment};
use crate::register::journal::GRANT;
use crate::register::states::{ApplicationKind, RegistrationState, Stage, Standing};
use crate::register::{
    Application, Model, Registration, StatusEntry, Transaction, demands_inquiry, scheme_of,
};

impl Registration {
    /// Fails where it is not in force at a time, for a step that needs that.
    pub(crate) fn in_force(&self, at: UnixTime, step: &'static str) -> Done {
        self.timely(at)?;
        match self.standing(at) {
            Standing::Valid => Ok(()),
            other => Err(state(&self.number, other.as_str(), step)),
        }
    }

    /// Fails where a time is before its grant.
    pub(super) fn timely(&self, at: UnixTime) -> Done {
        match self.granted {
            Some(granted) if at < granted => Err(DeskError::ActEarly {
                number: self.number.clone(),
                granted: time::format(granted),
            }),
            _ => Ok(()),
        }
    }
}

impl Transaction<'_> {
    pub(crate) fn registration(&mut self, number: &str) -> Result<Registration, DeskError> {
        let found = self.db.registration(number)?;
        found.ok_or_else(|| DeskError::RegistrationUnknown {
            number: number.to_owned(),
        })
    }

    pub(crate) fn in_force(
        &mut self,
        number: &str,
        step: &'static str,
    ) -> Result<Registration, DeskError> {
        let registration = self.registration(number)?;
        registration.in_force(self.at(), step)?;
        Ok(registration)
    }

    /// The application that is not decided yet, in one of these stages.
    pub(crate) fn open(
        &mut self,
        number: &str,
        step: &'static str,
        stages: &[Stage],
    ) -> Result<Application, DeskError> {
        let registration = self.registration(number)?;
        let open = self.db.open_application(number)?;
        let open = open.ok_or_else(|| state(number, registration.state.as_str(), step))?;
        if stages.contains(&open.stage) {
            Ok(open)
        } else {
            Err(state(number, open.stage.as_str(), step))
        }
    }

    /// Writes models under an application; of those that are known, only refused ones, and none with a
    /// GTIN of another.
    pub(crate) fn take_models(
        &mut self,
        application: &Application,
        models: &[Model],
        gtins: &mut HashMap<String, Owner>,
    ) -> Result<(), DeskError> {
        let number = &application.registration;
        let known = self.db.known(number)?;
        for model in models {
            let mut model = model.clone();
            model.application = application.number;
            free_gtins(number, &model.model, model.gtins.split(';'), gtins)?;
            let before = known.as_ref().and_then(|known| {
                let model = known.models.get(&model.model)?;
                known.application(model)
            });
            match before {
                None => self.insert(&model)?,
                Some(asked) if asked.stage.is_over() => self.replace(&model)?,
                Some(_) => {
                    return Err(DeskError::ModelRegistered {
                        number: number.clone(),
                    });
                }
            }
        }
        Ok(())
    }

    pub(crate) fn grant(
        &mut self,
        number: &str,
        expires: Option<Moment>,
        old: Option<OldLabels>,
        schemes: &Schemes,
    ) -> Done {
        let mut registration = self.registration(number)?;
        let scheme = scheme_of(&registration.scheme, schemes)?;
        let step = "granted";
        let mut open = self.open(number, step, Stage::UNDECIDED)?;
        let unanswered = match open.stage {
            Stage::Applied => demands_inquiry(scheme),
            stage => stage == Stage::Inquired,
        };
        if unanswered {
            return Err(unanswered_inquiry(number));
        }
        self.may_grant(&registration, open.kind)?;
        if open.kind == ApplicationKind::New {
            self.replace_old(number)?;
        }
        open.granted = Some(self.at());
        open.stage = Stage::Granted;
        self.replace(&open)?;
        if open.kind != ApplicationKind::Models {
            let longest = scheme.latest_expiry(self.at());
            let expires = expires.map(|expires| expires.end(scheme.zone()));
            match open.kind {
                ApplicationKind::Transfer => {
                    registration.holder.clone_from(&open.holder);
                    registration.holder_id.clone_from(&open.holder_id);
                    registration.expires = expires.or(registration.expires);
                }
                _ => registration.expires = expires.or(longest),
            }
            check_validity(scheme, self.at(), registration.expires)?;
            self.begin_term(&mut registration, &open, old)?;
        }
        self.record(GRANT, &subject(number))?;
        Ok(())
    }

    /// Fails where there is nothing in force that a grant could be added to.
    fn may_grant(&mut self, registration: &Registration, kind: ApplicationKind) -> Done {
        let step = "granted";
        match kind {
            ApplicationKind::New => Ok(()),
            // Asked for in time, and answered after the end.
            ApplicationKind::Renewal if registration.state == RegistrationState::Valid => {
                registration.timely(self.at())
            }
            _ => self.in_force(&registration.number, step).map(drop),
        }
    }

    fn begin_term(
        &mut self,
        registration: &mut Registration,
        open: &Application,
        old: Option<OldLabels>,
    ) -> Result<(), DeskError> {
        let number = registration.number.clone();
        let default = match open.kind {
            ApplicationKind::Transfer => OldLabels::Supersede,
            _ => OldLabels::Keep,
        };
        if old.unwrap_or(default) == OldLabels::Supersede {
            self.set_statuses(&number, RegistrationState::Superseded)?;
        }
        self.cancel_pending("registration", &number)?;
        registration.term += 1;
        registration.granted = Some(self.at());
        registration.state = RegistrationState::Valid;
        self.replace(registration)?;
        self.wake(registration)?;
        let Some(known) = self.db.known(&number)? else {
            return Ok(());
        };
        // All that was granted before is asked about and granted anew.
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

    /// Sets the status of every index of a registration that may take it.
    pub(crate) fn set_statuses(
        &mut self,
        number: &str,
        to: RegistrationState,
    ) -> Result<(), DeskError> {
        let Some(to) = to.status() else {
            return Ok(());
        };
        let entries: Vec<StatusEntry> = self.db.select(
            // Those of a term whose grant was taken back rest.
            "WHERE registration = ?1 AND term <= (SELECT term FROM registrations WHERE number = ?1)
             ORDER BY list, position",
            &[number.into()],
        )?;
        for mut entry in entries {
            let may = match entry.status {
                Status::Valid | Status::Suspended => to != entry.status,
                Status::Revoked => false,
                // Final, but for a revocation.
                Status::Withdrawn | Status::Superseded => to == Status::Revoked,
            };
            if may {
                entry.status = to;
                entry.since = self.at();
                self.replace(&entry)?;
            }
        }
        Ok(())
    }
}

/// Notes a model as the owner of GTINs; fails where one belongs to another model.
pub(super) fn free_gtins<'a>(
    number: &str,
    model: &str,
    gtins: impl Iterator<Item = &'a str>,
    owners: &mut HashMap<String, Owner>,
) -> Done {
    let own = (number.to_owned(), model.to_owned());
    for gtin in gtins.filter(|gtin| !gtin.is_empty()) {
        let owner = owners.entry(gtin.to_owned()).or_insert_with(|| own.clone());
        if *owner != own {
            return Err(DeskError::GtinRegistered {
                number: number.to_owned(),
            });
        }
    }
    Ok(())
}

fn unanswered_inquiry(number: &str) -> DeskError {
    DeskError::SupplyChainUnanswered {
        number: number.to_owned(),
    }
}

/// The row of a registration that is applied for.
pub(crate) fn registration(claims: &Claims, schemes: &Schemes) -> Done<Registration> {
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
        assessment: label_fields::assessment_words(&[label.assessment]),
        criteria: criteria
            .map(|criteria| document(criteria).unwrap_or_else(|| criteria.to_string())),
        holder: label.holder.clone(),
        holder_id: label.holder_id.as_ref().map(label_fields::holder_id_text),
        evaluator: label.evaluator.clone(),
        state: RegistrationState::Applied,
        reason: None,
        successor: None,
        term: 0,
        granted: None,
        expires: None,
    })
}

/// The row of a model, of a label that has this model alone or none.
pub fn model(claims: &Claims, schemes: &Schemes) -> Model {
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

pub(crate) fn subject(number: &str) -> String {
    format!("registration:{number}")
}

pub(crate) fn state(number: &str, state: &str, step: &'static str) -> DeskError {
    DeskError::State {
        number: number.to_owned(),
        state: state.to_owned(),
        step,
    }
}

pub(crate) fn known_already(number: &str) -> DeskError {
    DeskError::RegistrationExists {
        number: number.to_owned(),
    }
}

fn check_validity(scheme: &Scheme, at: UnixTime, expires: Option<UnixTime>) -> Done {
    let fits = match (scheme.latest_expiry(at), expires) {
        (Some(longest), Some(expires)) => at < expires && expires <= longest,
        (None, None) => true,
        _ => false,
    };
    match fits {
        true => Ok(()),
        false => Err(label_core::Error::SchemeValidity.into()),
    }
}
