//! Every label once more: its bytes, its signature, and what it claims.

use std::collections::{BTreeMap, HashMap, HashSet};

use label_core::scheme::Schemes;
use label_core::{
    Certificate, CertificateFingerprint, Claims, Credential, CredentialId, PublicKey,
};
use label_io::parallel;

use crate::error::DeskError;
use crate::register::claims::Known;
use crate::register::credentials::{CHUNK, RESTORED, payload};
use crate::register::findings::Audit;
use crate::register::{Db, Key, Label, Labelled, StatusEntry, Value, faults};

/// The label of each model, by registration, term and model.
type Owners = HashMap<(String, u64, String), u64>;

/// The owner of each index, by list and position.
type Indices = HashMap<(String, u64), StatusEntry>;

pub(crate) fn check(db: &mut Db, audit: &mut Audit) -> Result<(), DeskError> {
    let keys = keys(db, audit)?;
    let indices = indices(db)?;
    let kept = kept(db, audit)?;
    let stolen: Vec<Key> = db.select("WHERE reason = 'key-compromise'", &[])?;
    let mut owners = Owners::new();
    db.each_record("", &[], &mut |row: Labelled| {
        owners.insert((row.registration, row.term, row.model), row.credential);
        Ok(())
    })?;
    let (mut after, mut known) = (0, BTreeMap::new());
    let schemes = Schemes::builtin();
    loop {
        let condition = "WHERE number > ?1 ORDER BY number LIMIT ?2";
        let limit = Value::from(CHUNK as u64);
        let labels: Vec<Label> = db.select(condition, &[after.into(), limit])?;
        if labels.is_empty() {
            break;
        }
        load(db, &labels, &mut known)?;
        let look = Look {
            keys: &keys,
            indices: &indices,
            known: &known,
            kept: &kept,
            schemes: &schemes,
        };
        let (seen, ()) = parallel::map(&labels, |label| look.at(label), || ());
        for (label, seen) in labels.iter().zip(seen) {
            let stolen = stolen
                .iter()
                .any(|key| key.certificate == label.certificate);
            note((label, stolen), seen, &mut owners, &mut after, audit);
        }
    }
    let mut strays: Vec<_> = owners.into_iter().collect();
    strays.sort();
    for ((registration, term, model), number) in strays {
        let subject = format!("{registration}, term {term}, '{model}'");
        let message = format!("is said to have label {number}, which does not name it");
        audit.find("labelled_stray", subject, message);
    }
    Ok(())
}

/// Adds a label, whose key may be stolen, to the audit, and takes its models off the owners.
fn note(
    (label, stolen): (&Label, bool),
    seen: Seen,
    owners: &mut Owners,
    after: &mut u64,
    audit: &mut Audit,
) {
    let subject = format!("label {}", label.number);
    // Numbers are left out where a copy was restored: labels since were given up, or are lost.
    if label.number != *after + 1 && !label.plan.starts_with(RESTORED) {
        let message = format!("follows label {after}: those between are gone");
        audit.find("number_gap", &subject, message);
    }
    *after = label.number;
    match (&label.credential, label.cancelled) {
        (Some(_), _) => audit.signed += 1,
        (None, Some(_)) => audit.cancelled += 1,
        (None, None) => audit.pending += 1,
    }
    for (code, message) in seen.faults {
        audit.find(code, &subject, message);
    }
    for model in seen.models {
        let place = (label.registration.clone(), label.term, model);
        forget_kept(&place, label.number, owners);
        if stolen || label.cancelled.is_some() {
            // Its models may have another label since, or be without one.
            if owners.get(&place) == Some(&label.number) {
                owners.remove(&place);
            }
            continue;
        }
        match owners.remove(&place) {
            Some(owner) if owner == label.number => {}
            Some(owner) => {
                let message = format!("its model '{}' has label {owner} as well", place.2);
                audit.find("label_twice", &subject, message);
            }
            None => {
                let message = format!("its model '{}' does not say that it has it", place.2);
                audit.find("labelled_missing", &subject, message);
            }
        }
    }
}

/// Takes a label off the terms after its own in which it was kept.
fn forget_kept(place: &(String, u64, String), label: u64, owners: &mut Owners) {
    let mut later = place.clone();
    later.1 += 1;
    while owners.get(&later) == Some(&label) {
        owners.remove(&later);
        later.1 += 1;
    }
}

/// Reads the labels that are kept from an earlier term; each must have the status of its registration.
fn kept(db: &mut Db, audit: &mut Audit) -> Result<HashSet<u64>, DeskError> {
    let sql = "SELECT credentials.number, registrations.state,
               CASE WHEN credentials.credential IS NULL THEN 'pending' ELSE statuses.status END
               FROM labelled
               JOIN registrations ON registrations.number = labelled.registration
               AND registrations.term = labelled.term
               JOIN credentials ON credentials.number = labelled.credential
               JOIN statuses ON statuses.list = credentials.list
               AND statuses.position = credentials.position
               WHERE credentials.term < labelled.term ORDER BY credentials.number";
    let mut found = HashSet::new();
    db.each(sql, &[], &mut |mut row| {
        let (number, state, status) = (row.number()?, row.text()?, row.text()?);
        if state != status {
            let message = "is kept from an earlier term, and its index has another status";
            audit.find("index_status", format!("label {number}"), message);
        }
        found.insert(number);
        Ok(())
    })?;
    Ok(found)
}

/// The public keys, by certificate; a chain that does not begin with the certificate is a finding.
fn keys(db: &mut Db, audit: &mut Audit) -> Result<HashMap<String, PublicKey>, DeskError> {
    let mut found = HashMap::new();
    let keys: Vec<Key> = db.select("ORDER BY certificate", &[])?;
    for key in keys {
        let chain = label_keys::certificates::from_pem("register".as_ref(), &key.chain);
        let der = chain.ok().and_then(|chain| chain.into_iter().next());
        let certificate =
            der.filter(|der| CertificateFingerprint::of(der).to_string() == key.certificate);
        let public =
            certificate.and_then(|der| Certificate::from_der(&der).ok()?.public_key().ok());
        if let Some(public) = public {
            found.insert(key.certificate, public);
        } else {
            let subject = format!("signer {}", key.certificate);
            audit.find("key_other", subject, "its certificate is another one");
        }
    }
    Ok(found)
}

/// Reads the owner of each index.
fn indices(db: &mut Db) -> Result<Indices, DeskError> {
    let mut found = HashMap::new();
    db.each_record("", &[], &mut |entry: StatusEntry| {
        found.insert((entry.list.clone(), entry.position), entry);
        Ok(())
    })?;
    Ok(found)
}

/// Reads the registrations of some labels, and forgets the others.
fn load(
    db: &mut Db,
    labels: &[Label],
    known: &mut BTreeMap<String, Known>,
) -> Result<(), DeskError> {
    known.retain(|number, _| labels.iter().any(|label| label.registration == *number));
    for label in labels {
        if !known.contains_key(&label.registration)
            && let Some(found) = db.known(&label.registration)?
        {
            known.insert(label.registration.clone(), found);
        }
    }
    Ok(())
}

/// The data that labels are compared with.
struct Look<'a> {
    keys: &'a HashMap<String, PublicKey>,
    indices: &'a Indices,
    known: &'a BTreeMap<String, Known>,
    /// The labels that are kept from an earlier term.
    kept: &'a HashSet<u64>,
    schemes: &'a Schemes,
}

/// The result of looking at a label.
#[derive(Default)]
struct Seen {
    faults: Vec<(&'static str, String)>,
    /// The models that it names; an empty one where it names none.
    models: Vec<String>,
}

impl Seen {
    fn fault(&mut self, code: &'static str, message: impl Into<String>) {
        self.faults.push((code, message.into()));
    }
}

impl Look<'_> {
    fn at(&self, label: &Label) -> Seen {
        let mut seen = Seen::default();
        if CredentialId::of(&label.to_be_signed).to_string() != label.identity {
            seen.fault(
                "identity",
                "its identity is not that of what is to be signed",
            );
        }
        if let Some(bytes) = &label.credential {
            self.signature(label, bytes, &mut seen);
        }
        match payload(&label.to_be_signed).and_then(|payload| Claims::decode(&payload).ok()) {
            None => seen.fault("to_be_signed", "what is to be signed is no label"),
            Some(claims) => self.claims(label, &claims, &mut seen),
        }
        seen
    }

    fn index(&self, label: &Label, seen: &mut Seen) {
        let entry = self.indices.get(&(label.list.clone(), label.position));
        let own = |entry: &StatusEntry| {
            let model = entry.model.as_ref();
            entry.is_of(&label.registration, label.term)
                && model.is_none_or(|model| seen.models.contains(model))
        };
        if !entry.is_some_and(own) {
            seen.fault(
                "index_other",
                "its index belongs to another registration, term or model",
            );
        }
    }

    fn signature(&self, label: &Label, bytes: &[u8], seen: &mut Seen) {
        let Ok(credential) = Credential::decode(bytes) else {
            return seen.fault("credential", "its bytes are no credential");
        };
        if credential.to_compact().as_deref() != Ok(bytes) {
            seen.fault("credential", "its bytes are not those of the compact form");
        }
        if credential.to_be_signed() != label.to_be_signed {
            seen.fault("credential_other", "it is not what was to be signed");
        }
        let key = self.keys.get(&label.certificate);
        let verified = key.is_some_and(|key| {
            key.algorithm() == credential.algorithm()
                && key
                    .verify(credential.to_be_signed(), credential.signature())
                    .is_ok()
        });
        if !verified {
            seen.fault("signature", "its signature does not verify");
        }
    }

    fn claims(&self, label: &Label, claims: &Claims, seen: &mut Seen) {
        let same = claims.registration == label.registration
            && claims.label.status_index == Some(label.position)
            && claims.issued == label.issued
            && claims.expires == label.expires;
        if !same {
            seen.fault("claims_row", "its claims are not those of its row");
        }
        let scheme = self.schemes.get(&claims.label.scheme);
        if scheme.is_none_or(|scheme| scheme.check(claims).is_err()) {
            seen.fault("claims_scheme", "its scheme would not grant it");
        }
        let known = self.known.get(&label.registration);
        let present = known.filter(|known| {
            known.registration.term == label.term || self.kept.contains(&label.number)
        });
        // Given up before this grant: an earlier one of the same term was taken back.
        let before = |known: &&Known| label.cancelled > known.registration.granted;
        let present = present.filter(|known| label.cancelled.is_none() || before(known));
        let wrong = present.map(|known| faults(claims, known, self.schemes));
        for fault in wrong.into_iter().flatten() {
            seen.fault("claims_register", fault.text());
        }
        seen.models.clone_from(&claims.label.models);
        if seen.models.is_empty() {
            seen.models.push(String::new());
        }
        self.index(label, seen);
    }
}
