//! Recording the labels of a plan, before the first is signed.

use std::collections::BTreeMap;
use std::path::Path;

use label_core::scheme::Schemes;
use label_core::{Certificate, Claims, CredentialId, Issuer, UnixTime};
use label_io::{parallel, time, write_points};

use super::claims::Known;
use super::credentials::CHUNK;
use super::keys::Indices;
use super::states::RegistrationState;
use super::{Act, Key, Label, Labelled, PlanEntry, Register, Transaction, Value, faults};
use crate::error::DeskError;
use crate::plan::Planned;
use crate::table;

/// The signer of a plan.
pub struct Signing<'a> {
    /// The signer, as the register knows it.
    pub key: &'a Key,
    /// Its certificate.
    pub certificate: &'a Certificate,
    /// The plan's file, for errors.
    pub file: &'a Path,
}

impl Register {
    /// Records every label of a plan, with its number, its index and what is to be signed.
    ///
    /// Either all are recorded or, where one does not fit the register any more, none. A plan that is
    /// begun already is given as it is.
    ///
    /// # Errors
    ///
    /// Fails where a label does not fit the register any more, where the signer was retired or has no
    /// index left, and where the database does.
    pub fn reserve(
        &mut self,
        act: &Act,
        plan: &PlanEntry,
        signing: &Signing<'_>,
        labels: &mut dyn Iterator<Item = Result<Planned, DeskError>>,
    ) -> Result<PlanEntry, DeskError> {
        let schemes = Schemes::builtin();
        self.write(act, |transaction| {
            if let Some(begun) = transaction.db.plan(&plan.id)? {
                return Ok(begun);
            }
            // As it stands now: another operator may have retired it.
            let certificate = &signing.key.certificate;
            let key = transaction.db.key(certificate)?;
            let key = key.unwrap_or_else(|| signing.key.clone());
            key.in_use()?;
            transaction.insert(plan)?;
            let subject = format!("plan:{}", plan.id);
            transaction.record("plan.begin", &subject)?;
            let address = &signing.key.list;
            let list = transaction.db.list(address)?;
            let list = list.ok_or_else(|| DeskError::Damaged {
                place: transaction.db.place().to_owned(),
                what: format!("no status list {address}"),
            })?;
            key.given_here(&list)?;
            let mut reservation = Reservation {
                signing,
                schemes: &schemes,
                issuer: Issuer::new(signing.certificate, &schemes)?,
                indices: Indices::new(list, &key, transaction.db)?,
                plan: &plan.id,
                published: transaction.db.last_publication()?.map(|last| last.at),
                number: transaction
                    .db
                    .count("SELECT max(number) FROM credentials", &[])?,
                known: BTreeMap::new(),
            };
            loop {
                let chunk = labels
                    .take(write_points::chunk(CHUNK))
                    .collect::<Result<Vec<_>, _>>()?;
                if chunk.is_empty() {
                    return Ok(plan.clone());
                }
                // One entry for each chunk, so that no entry lists all labels of a large plan.
                reservation.take(&chunk, transaction)?;
                transaction.record("label.reserve", &subject)?;
            }
        })
    }
}

/// The state of a reservation, from label to label.
struct Reservation<'a> {
    signing: &'a Signing<'a>,
    schemes: &'a Schemes,
    issuer: Issuer<'a>,
    indices: Indices,
    plan: &'a str,
    published: Option<UnixTime>,
    number: u64,
    known: BTreeMap<String, Known>,
}

impl Reservation<'_> {
    fn take(
        &mut self,
        chunk: &[Planned],
        transaction: &mut Transaction<'_>,
    ) -> Result<(), DeskError> {
        if self.known.values().map(Known::weight).sum::<usize>() > Known::CACHE {
            self.known.clear();
        }
        let mut placed = Vec::with_capacity(chunk.len());
        for planned in chunk {
            let term = self.check(planned, transaction)?;
            let position = self.indices.of(&planned.claims, term, transaction)?;
            placed.push((planned, position, term));
        }
        let work = |(planned, position, _): &(&Planned, u64, u64)| self.prepare(planned, *position);
        let (prepared, ()) = parallel::map(&placed, work, || ());
        for ((planned, position, term), prepared) in placed.iter().zip(prepared) {
            self.write(planned, (*position, *term), prepared?, transaction)?;
        }
        Ok(())
    }

    /// Checks that a label may be made at all; gives its term.
    fn check(
        &mut self,
        planned: &Planned,
        transaction: &mut Transaction<'_>,
    ) -> Result<u64, DeskError> {
        let claims = &planned.claims;
        let number = &claims.registration;
        if let Some(published) = self.published
            && claims.issued <= published
        {
            let (issued, published) = (time::format(claims.issued), time::format(published));
            return Err(DeskError::PlanPublished { issued, published });
        }
        if !self.known.contains_key(number) {
            let known = transaction.db.known(number)?;
            let gone = || self.differs(planned, format!("no registration {number}"));
            self.known.insert(number.clone(), known.ok_or_else(gone)?);
        }
        match self.known.get(number).map(|known| &known.registration) {
            Some(registration) if registration.state == RegistrationState::Valid => {
                Ok(registration.term)
            }
            Some(registration) => {
                Err(self.differs(planned, format!("{number} is {}", registration.state)))
            }
            None => Err(self.differs(planned, format!("no registration {number}"))),
        }
    }

    /// Compares a label with the register and makes what is to be signed.
    fn prepare(&self, planned: &Planned, position: u64) -> Result<Vec<u8>, DeskError> {
        let mut claims = planned.claims.clone();
        let known = self.known.get(&claims.registration);
        let known = known.ok_or_else(|| self.differs(planned, "not registered".to_owned()))?;
        if let Some(fault) = faults(&claims, known, self.schemes).first() {
            return Err(self.differs(planned, fault.text()));
        }
        claims.label.status_index = Some(position);
        let prepared = self.issuer.prepare(&claims)?;
        Ok(prepared.to_be_signed().to_vec())
    }

    fn write(
        &mut self,
        planned: &Planned,
        (position, term): (u64, u64),
        to_be_signed: Vec<u8>,
        transaction: &mut Transaction<'_>,
    ) -> Result<(), DeskError> {
        let claims = &planned.claims;
        self.number += 1;
        let none = [String::new()];
        let models = match claims.label.models.as_slice() {
            [] => &none[..],
            models => models,
        };
        let mut owned = Vec::with_capacity(models.len());
        for model in models {
            owned.push(self.is_owned(planned, (term, model), transaction)?);
        }
        transaction.insert(&Label {
            number: self.number,
            plan: self.plan.to_owned(),
            line: planned.line,
            name: format!(
                "{}-{:06}",
                table::harmless(&claims.registration),
                self.number
            ),
            certificate: self.signing.key.certificate.clone(),
            registration: claims.registration.clone(),
            term,
            list: self.signing.key.list.clone(),
            position,
            issued: claims.issued,
            expires: claims.expires,
            identity: CredentialId::of(&to_be_signed).to_string(),
            to_be_signed,
            credential: None,
            signed: None,
            cancelled: None,
        })?;
        for (model, owned) in models.iter().zip(owned) {
            self.label(claims, (term, model), owned, transaction)?;
        }
        Ok(())
    }

    /// Notes that a model has the newest label, in place of one that was cancelled or of none.
    fn label(
        &self,
        claims: &Claims,
        (term, model): (u64, &str),
        owned: bool,
        transaction: &mut Transaction<'_>,
    ) -> Result<(), DeskError> {
        let labelled = Labelled {
            registration: claims.registration.clone(),
            term,
            model: model.to_owned(),
            credential: self.number,
        };
        match owned {
            true => transaction.replace(&labelled),
            false => transaction.insert(&labelled),
        }
    }

    /// Tells whether a model had a label, which was cancelled or is of a compromised key; fails where
    /// it has
    /// one.
    fn is_owned(
        &self,
        planned: &Planned,
        (term, model): (u64, &str),
        transaction: &mut Transaction<'_>,
    ) -> Result<bool, DeskError> {
        let sql = "SELECT CASE WHEN keys.reason = 'key-compromise' THEN keys.retired
                   ELSE credentials.cancelled END FROM labelled
                   JOIN credentials ON credentials.number = labelled.credential
                   JOIN keys ON keys.certificate = credentials.certificate
                   WHERE labelled.registration = ?1 AND labelled.term = ?2 AND labelled.model = ?3";
        let registration = Value::from(&planned.claims.registration);
        let key = [registration, term.into(), model.into()];
        match transaction.db.rows(sql, &key)?.pop() {
            None => Ok(false),
            Some(mut row) => match row.optional_number()? {
                Some(_) => Ok(true),
                None => Err(self.differs(planned, format!("'{model}' has a label"))),
            },
        }
    }

    fn differs(&self, planned: &Planned, reason: String) -> DeskError {
        DeskError::PlanDiffers {
            file: self.signing.file.to_owned(),
            line: planned.line,
            reason,
        }
    }
}
