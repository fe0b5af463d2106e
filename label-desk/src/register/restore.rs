//! Labels and publications made after a copy, taken over into the register made of the copy.
//!
//! Labels that are printed and that the register does not know would be rejected after the next
//! publication, and their numbers and indices given out again.

use std::collections::BTreeSet;
use std::path::PathBuf;

use label_core::scheme::Schemes;
use label_core::{
    Bundle, Certificate, Claims, Credential, CredentialId, ExactRecord, PublicKey, Snapshot,
    digest, hex, limits,
};
use label_io::files;
use label_keys::certificates;

use super::credentials::{RESTORED, payload};
use super::indices::IN_FORCE;
use super::states::PlanState;
use super::{
    Db, Head, Key, Label, Labelled, PlanEntry, Publication, StatusEntry, Transaction, Value, faults,
};
use crate::error::DeskError;
use crate::part::snapshots;

/// The events after a copy was made.
#[derive(Debug, Default)]
pub struct Since {
    /// Files of labels; those that the copy has are passed over.
    pub labels: Vec<PathBuf>,
    /// The part that was published last.
    pub published: Option<PathBuf>,
    /// True where no label is said to have been signed since: the part must not have more than the copy.
    pub nothing: bool,
}

/// The outcome of taking over what came after a copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Labels that the copy did not have, or not signed.
    pub labels: u64,
    /// Labels in the exact records of the part that the register does not know still.
    pub unknown: u64,
    /// Signers of the part whose exact record it does not have: what they signed since, it does not show.
    pub unseen: u64,
    /// True where the part does not name the end of a journal: whether it is newer than the copy, it does not show.
    pub untold: bool,
    /// True where the part was published after entries that the copy does not have.
    pub behind: bool,
}

impl Since {
    /// Takes everything over, or fails.
    pub(crate) fn take_over(
        &self,
        transaction: &mut Transaction<'_>,
        head: &Head,
    ) -> Result<Restored, DeskError> {
        let mut restored = Restored::default();
        let Some(file) = &self.published else {
            restored.labels = self.take_labels(transaction, head)?;
            return Ok(restored);
        };
        let bytes = files::read(file, limits::BUNDLE_BYTES)?;
        let fault = DeskError::of_file(file);
        let part = Bundle::decode(&bytes).map_err(&fault)?;
        let snapshots = snapshots(&part).map_err(&fault)?;
        publication(transaction, &bytes, &snapshots)?;
        restored.labels = self.take_labels(transaction, head)?;
        for snapshot in &snapshots {
            compare(transaction.db, &part, snapshot, &mut restored)?;
            restored.untold |= snapshot.journal.is_none();
            restored.behind |= is_behind(transaction.db, snapshot)?;
        }
        if self.nothing && restored.unknown > 0 {
            return Err(DeskError::PublishedUnknown {
                file: file.clone(),
                labels: restored.unknown,
            });
        }
        Ok(restored)
    }

    /// Takes the labels over; gives how many the copy did not have.
    fn take_labels(
        &self,
        transaction: &mut Transaction<'_>,
        head: &Head,
    ) -> Result<u64, DeskError> {
        let keys = keys(transaction.db)?;
        let mut plan = PlanEntry {
            id: format!("{RESTORED}{}", head.hash),
            labels: 0,
            state: PlanState::Done,
            begun: transaction.at(),
        };
        let mut found: Vec<Label> = Vec::new();
        let mut signed = 0;
        for file in &self.labels {
            let bytes = files::read(file, limits::FULL_BYTES)?;
            let lost = |reason: String| DeskError::LabelSince {
                file: file.clone(),
                reason,
            };
            let credential = Credential::decode(&bytes).map_err(DeskError::of_file(file))?;
            let key = signer(&credential, &keys);
            let key = key.ok_or_else(|| lost("no signer of the copy signed it".to_owned()))?;
            if known(transaction, &credential, &mut signed)? {
                continue;
            }
            let mut label = label(transaction, key, &credential).map_err(lost)?;
            label.number = number(file).map_err(lost)?;
            label.name = stem(file);
            label.plan.clone_from(&plan.id);
            found.push(label);
        }
        if found.is_empty() {
            return Ok(signed);
        }
        plan.labels = found.len() as u64;
        transaction.insert(&plan)?;
        found.sort_by_key(|label| label.number);
        for (line, mut label) in (1_u64..).zip(found) {
            label.line = line;
            insert(transaction, &label)?;
        }
        Ok(signed + plan.labels)
    }
}

/// Counts the labels in the exact records of a part that the register does not know, and the signers that have no
/// such record in it.
///
/// A filter does not tell how many labels it has, and what is new does not tell them all.
fn compare(
    db: &mut Db,
    part: &Bundle,
    snapshot: &Snapshot,
    restored: &mut Restored,
) -> Result<(), DeskError> {
    for (signer, published) in &snapshot.signers {
        let mut records = part.records.iter();
        let record = records.find(|bytes| Some(digest(bytes)) == published.record);
        let Some(record) = record else {
            restored.unseen += 1;
            continue;
        };
        let record = ExactRecord::decode(record)?;
        let mut known = 0;
        let sql = "SELECT to_be_signed FROM credentials WHERE certificate = ?1";
        let signer = Value::from(signer.to_string().as_str());
        let mut identities = BTreeSet::new();
        db.each(sql, &[signer], &mut |mut row| {
            let identity = CredentialId::of(&row.bytes()?);
            // A label that was given up is there once more where it was planned anew.
            known += u64::from(record.contains(&identity) && identities.insert(identity));
            Ok(())
        })?;
        restored.unknown += (record.len() as u64).saturating_sub(known);
    }
    Ok(())
}

/// Tells whether a snapshot was made after entries that the journal does not have.
fn is_behind(db: &mut Db, snapshot: &Snapshot) -> Result<bool, DeskError> {
    let Some(head) = snapshot.journal else {
        return Ok(false);
    };
    let sql = "SELECT count(*) FROM journal WHERE hash = ?1";
    Ok(db.count(sql, &[head.as_slice().into()])? == 0)
}

/// Notes a publication that the copy does not have.
fn publication(
    transaction: &mut Transaction<'_>,
    part: &[u8],
    snapshots: &[Snapshot],
) -> Result<(), DeskError> {
    let times = snapshots.iter().map(|snapshot| snapshot.issued);
    let at = times.max().unwrap_or_default();
    let part = hex(&digest(part));
    let last = transaction.db.last_publication()?;
    if last.is_some_and(|last| last.part == part || last.at > at) {
        return Ok(());
    }
    let sql = "SELECT max(number) FROM publications";
    let number = transaction.db.count(sql, &[])? + 1;
    transaction.insert(&Publication {
        number,
        at,
        labels: 0,
        part,
        written: Some(at),
    })
}

fn keys(db: &mut Db) -> Result<Vec<(Key, PublicKey)>, DeskError> {
    let mut found = Vec::new();
    let keys: Vec<Key> = db.select("ORDER BY certificate", &[])?;
    for key in keys {
        let chain = certificates::from_pem("register".as_ref(), &key.chain)?;
        let first = chain.first().map(Vec::as_slice).unwrap_or_default();
        found.push((key, Certificate::from_der(first)?.public_key()?));
    }
    Ok(found)
}

fn signer<'a>(credential: &Credential, keys: &'a [(Key, PublicKey)]) -> Option<&'a Key> {
    let verifies = |public: &PublicKey| {
        public.algorithm() == credential.algorithm()
            && public
                .verify(credential.to_be_signed(), credential.signature())
                .is_ok()
    };
    let mut keys = keys.iter();
    keys.find(|(_, public)| verifies(public))
        .map(|(key, _)| key)
}

/// Tells whether the copy has a label; one that it has as waiting is stored with its signature.
fn known(
    transaction: &mut Transaction<'_>,
    credential: &Credential,
    signed: &mut u64,
) -> Result<bool, DeskError> {
    let identity = credential.identity().to_string();
    let condition = "WHERE identity = ?1 AND cancelled IS NULL";
    let found: Vec<Label> = transaction.db.select(condition, &[(&identity).into()])?;
    let Some(mut label) = found.into_iter().next() else {
        return Ok(false);
    };
    if label.credential.is_none() {
        label.credential = Some(credential.to_compact()?);
        label.signed = Some(transaction.at());
        transaction.update(&label, &["credential", "signed"])?;
        *signed += 1;
    }
    Ok(true)
}

/// The row of a label that the copy does not have; the error says why there is none.
fn label(
    transaction: &mut Transaction<'_>,
    key: &Key,
    credential: &Credential,
) -> Result<Label, String> {
    let claims = credential.unverified_claims();
    let claims = claims.map_err(|error| error.to_string())?;
    let known = transaction.db.known(&claims.registration);
    let known = known.map_err(|error| error.to_string())?;
    let number = &claims.registration;
    let known = known.ok_or_else(|| format!("the copy has no registration {number}"))?;
    let mut compared = claims.clone();
    compared.label.status_index = None;
    if let Some(fault) = faults(&compared, &known, &Schemes::builtin()).first() {
        return Err(fault.text());
    }
    let position = claims.label.status_index;
    let compact = credential.to_compact().map_err(|error| error.to_string())?;
    Ok(Label {
        number: 0,
        plan: String::new(),
        line: 0,
        name: String::new(),
        certificate: key.certificate.clone(),
        registration: claims.registration,
        term: known.registration.term,
        list: key.list.clone(),
        position: position.ok_or_else(|| "it has no status index".to_owned())?,
        issued: claims.issued,
        expires: claims.expires,
        identity: credential.identity().to_string(),
        to_be_signed: credential.to_be_signed().to_vec(),
        credential: Some(compact),
        signed: Some(transaction.at()),
        cancelled: None,
    })
}

fn stem(file: &std::path::Path) -> String {
    let stem = file.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// The number of a label: the digits at the end of its file's name.
fn number(file: &std::path::Path) -> Result<u64, String> {
    let stem = stem(file);
    let number = stem
        .rsplit('-')
        .next()
        .and_then(|digits| digits.parse().ok());
    number.ok_or_else(|| "its file is not called as the register called it".to_owned())
}

/// Writes a label, its index and what its models have.
fn insert(transaction: &mut Transaction<'_>, label: &Label) -> Result<(), DeskError> {
    let of_number = [label.number.into(), (&label.name).into()];
    let sql = "SELECT count(*) FROM credentials WHERE number = ?1 OR name = ?2";
    if transaction.db.count(sql, &of_number)? > 0 {
        return Err(misfit(label, "the copy gave its number to another label"));
    }
    let payload = payload(&label.to_be_signed);
    let claims = payload.and_then(|payload| Claims::decode(&payload).ok());
    let mut models = claims.map(|claims| claims.label.models).unwrap_or_default();
    if models.is_empty() {
        models.push(String::new());
    }
    let first = models.first().map_or("", String::as_str);
    take_index(transaction, label, first)?;
    transaction.insert(label)?;
    for model in models {
        take_model(transaction, label, model)?;
    }
    Ok(())
}

fn misfit(label: &Label, reason: &str) -> DeskError {
    DeskError::LabelSince {
        file: PathBuf::from(&label.name),
        reason: reason.to_owned(),
    }
}

/// Notes the index of a label as given out to its model.
fn take_index(
    transaction: &mut Transaction<'_>,
    label: &Label,
    model: &str,
) -> Result<(), DeskError> {
    let condition = format!(
        "WHERE list = ?1 AND (position = ?2 OR registration = ?3 AND term = ?4 AND model = ?5 AND {IN_FORCE})"
    );
    let registration = &label.registration;
    let place = [(&label.list).into(), label.position.into()];
    let owner = [registration.into(), label.term.into(), model.into()];
    let values = [&place[..], &owner].concat();
    let entries: Vec<StatusEntry> = transaction.db.select(&condition, &values)?;
    let own = |entry: &StatusEntry| {
        entry.position == label.position && entry.is_of(registration, label.term)
    };
    if !entries.iter().all(own) {
        let reason = "the copy gave its index to another registration, or its model another index";
        return Err(misfit(label, reason));
    }
    let known = transaction.db.registration(registration)?;
    let status = known.and_then(|known| known.state.status());
    let entry = StatusEntry {
        list: label.list.clone(),
        position: label.position,
        registration: registration.clone(),
        term: label.term,
        status: status.ok_or_else(|| misfit(label, "its registration was never granted"))?,
        since: transaction.at(),
        model: Some(model.to_owned()),
    };
    transaction.take_index(&entry)
}

/// Notes that a model has a label.
fn take_model(
    transaction: &mut Transaction<'_>,
    label: &Label,
    model: String,
) -> Result<(), DeskError> {
    let registration = &label.registration;
    let labelled = transaction.db.labelled(registration, label.term)?;
    if labelled.contains_key(&model) {
        return Err(misfit(label, "the copy has another label of its model"));
    }
    let condition = "WHERE registration = ?1 AND term = ?2 AND model = ?3";
    let key = [registration.into(), label.term.into(), (&model).into()];
    let before: Vec<Labelled> = transaction.db.select(condition, &key)?;
    let row = Labelled {
        registration: registration.clone(),
        term: label.term,
        model,
        credential: label.number,
    };
    match before.is_empty() {
        true => transaction.insert(&row),
        false => transaction.replace(&row),
    }
}
