//! Publications: status lists, the record of issued labels, and a snapshot of both, signed as one part.

mod basis;
mod due;
mod files;
mod records;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use label_core::{
    Anchor, Bundle, Certificate, CertificateFingerprint, CredentialId, Digest, Error, LabelSigner,
    Published, RecordKind, SignedTrustList, Snapshot, UnixTime, digest, hex, sign_snapshot,
    sign_status_list,
};
use label_io::time;
use label_keys::{Key, KeysError};

use crate::error::DeskError;
use crate::part::snapshots;
use crate::register::{Act, Db, Register, is_ahead};

pub use basis::{Basis, LeftOut};
pub use due::{Due, LastFiles, zone};

const DAY: u64 = 86_400;
/// Labels up to which a page gets exact records: 60 KB, a third of what its first load takes without them.
pub const PAGE_LABELS: usize = 5_000;

/// The identities of issued credentials, by the signer that made them.
pub type Issued = BTreeMap<CertificateFingerprint, BTreeSet<CredentialId>>;

/// The digests of signed status lists by their addresses, and the lists.
type Statuses = (BTreeMap<String, Digest>, Vec<Vec<u8>>);

/// A publication that is to be made.
#[derive(Clone, Copy)]
pub struct Publication<'a> {
    /// The trust list of today.
    pub list: &'a SignedTrustList,
    /// The file of the trust list, for errors.
    pub list_file: &'a Path,
    /// The certificate of the list signer.
    pub signer: &'a Certificate,
    /// The file of the certificate, for errors.
    pub signer_file: &'a Path,
    /// The key of the list signer.
    pub key: &'a Key,
    /// The part that was published before: its file and its bytes.
    pub previous: Option<(&'a Path, &'a [u8])>,
    /// The changes that were published before ([`Parts::changes`]): their file and their bytes.
    pub previous_changes: Option<(&'a Path, &'a [u8])>,
    /// The kinds of records of issued labels.
    pub records: Records,
    /// The head of the register's journal, which the snapshot then names.
    pub journal: Option<Digest>,
    /// The time of the lists.
    pub at: UnixTime,
    /// Days that verifiers may rely on the part.
    pub days: u64,
    /// The file that the part is for, for errors.
    pub file: &'a Path,
}

/// The kinds of records of issued labels that are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Records {
    /// The kind for bundles.
    pub bundle: RecordKind,
    /// The kind for a page; `None` for an exact record of up to [`PAGE_LABELS`] labels, then a filter.
    pub page: Option<RecordKind>,
}

impl Default for Records {
    fn default() -> Self {
        Self {
            bundle: RecordKind::Exact,
            page: None,
        }
    }
}

/// A publication in its three forms.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The part with whole records, of which bundles are made.
    pub part: Bundle,
    /// The same with what exact records have more than before in place of the whole, for a daily update.
    pub changes: Bundle,
    /// The part of which a page's bundle is made: the same, or one with another kind of record.
    pub page: Bundle,
}

/// Rules of the register that a publication is exempt from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exemptions {
    /// The part before is lost, or was never written.
    pub previous_lost: bool,
    /// The lists are of a time that is still to come.
    pub future: bool,
}

/// A signer for which nothing is published, so that its labels cannot be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Silence {
    /// The register does not know the signer.
    SignerUnknown {
        /// The subject of its certificate.
        subject: String,
    },
    /// There is no status file for the address of the signer.
    StatusMissing {
        /// The address.
        address: String,
    },
}

impl Publication<'_> {
    /// Publishes all that a register says: notes in it what is to be published, has `store` write the
    /// part, and notes that it stands.
    ///
    /// Nothing that the part would lack is recorded in the register before it is noted. Stopped
    /// anywhere, it is followed by the next publication, whether or not its part was written. `warn` is
    /// told of signers for which nothing is published.
    ///
    /// # Errors
    ///
    /// Fails where the part would not follow the one that the register noted last, where verifiers
    /// would refuse it, where the key or the register fails, and where `warn` or `store` does.
    pub fn of_register<E: From<DeskError>>(
        &self,
        register: &mut Register,
        act: &Act,
        exemptions: Exemptions,
        warn: &mut dyn FnMut(&Silence) -> Result<(), E>,
        store: &mut dyn FnMut(&Parts) -> Result<(), E>,
    ) -> Result<(Basis, Parts), E> {
        let (basis, parts, mut noted) = register.write(act, |transaction| {
            let unfinished = self.order(transaction.db, exemptions)?;
            let mut basis = Basis::registered(transaction.db, self.list.unverified(), self.at)?;
            basis.unfinished = unfinished;
            let journal = Some(transaction.end_of_journal()?);
            let parts = Self { journal, ..*self }.parts(&basis, warn)?;
            let bytes = parts.part.encode().map_err(DeskError::from)?;
            let noted = basis.note(transaction, &bytes)?;
            Ok::<_, E>((basis, parts, noted))
        })?;
        // The register first: a part that is out and that it does not know could not be followed.
        store(&parts)?;
        noted.written = Some(act.at);
        register.write(act, |transaction| {
            transaction.update(&noted, &["written"])?;
            let subject = format!("publication:{}", noted.number);
            transaction.record("status.written", &subject)
        })?;
        Ok((basis, parts))
    }

    /// Publishes what stands in files.
    ///
    /// # Errors
    ///
    /// Fails where verifiers would refuse the part, where the key fails, and where `warn` does.
    pub fn parts<E: From<DeskError>>(
        &self,
        basis: &Basis,
        warn: &mut dyn FnMut(&Silence) -> Result<(), E>,
    ) -> Result<Parts, E> {
        let expires = self.at.saturating_add(self.days.saturating_mul(DAY));
        let (lists, tokens) = self.status_lists(basis, expires)?;
        let named = self.named(basis, &lists, warn)?;
        let sign = |kind| {
            let part = Bundle {
                status_lists: tokens.clone(),
                ..Bundle::default()
            };
            let part = self.sign(basis, &named, kind, expires, part)?;
            self.check(&part).map(|()| part)
        };
        let part = sign(self.records.bundle)?;
        let page = match self.page_kind(basis) {
            kind if kind == self.records.bundle => part.clone(),
            kind => sign(kind)?,
        };
        Ok(Parts {
            changes: self.changes(&part)?,
            part,
            page,
        })
    }

    /// The kind of record for a page.
    fn page_kind(&self, basis: &Basis) -> RecordKind {
        let labels: usize = basis.issued.values().map(BTreeSet::len).sum();
        self.records.page.unwrap_or(match labels {
            ..=PAGE_LABELS => RecordKind::Exact,
            _ => RecordKind::Filter,
        })
    }

    /// Checks that this publication follows the one that the register noted last; gives the number of
    /// one that was not finished.
    ///
    /// After one that was stopped nobody knows whether its part was written, so both it and the last
    /// one that was are good to follow: no label is dated before either, and what the register says
    /// is published whole.
    fn order(&self, db: &mut Db, exemptions: Exemptions) -> Result<Option<u64>, DeskError> {
        if !exemptions.future && is_ahead(self.at) {
            let at = time::format(self.at);
            return Err(DeskError::PublicationAhead { at });
        }
        let Some(last) = db.last_publication()? else {
            return Ok(None);
        };
        if self.at < last.at {
            let (at, published) = (time::format(self.at), time::format(last.at));
            return Err(DeskError::PublicationOlder { at, published });
        }
        let unfinished = Some(last.number).filter(|_| last.written.is_none());
        if exemptions.previous_lost {
            return Ok(unfinished);
        }
        let known = db.publications_since_written()?;
        match self.previous {
            None if known.iter().all(|one| one.written.is_none()) => Ok(unfinished),
            None => Err(DeskError::PreviousMissing),
            Some((file, bytes)) => {
                let part = hex(&digest(bytes));
                match known.iter().any(|one| one.part == part) {
                    true => Ok(unfinished),
                    false => Err(DeskError::PreviousOther {
                        file: file.to_owned(),
                    }),
                }
            }
        }
    }

    /// The label signers that something is published for, each with the digest of its status list.
    fn named<E: From<DeskError>>(
        &self,
        basis: &Basis,
        lists: &BTreeMap<String, Digest>,
        warn: &mut dyn FnMut(&Silence) -> Result<(), E>,
    ) -> Result<Vec<(CertificateFingerprint, Digest)>, E> {
        let mut named = Vec::new();
        for label_signer in &self.list.unverified().label_signers {
            let name = name(label_signer);
            let unknown = basis.keys.is_some() && !basis.issued.contains_key(&name);
            let status_list = lists.get(&label_signer.status_uri);
            match status_list.filter(|_| !unknown) {
                Some(status_list) => named.push((name, *status_list)),
                None => {
                    if let Some(silence) = silence(label_signer, unknown)? {
                        warn(&silence)?;
                    }
                }
            }
        }
        Ok(named)
    }

    /// Adds records of a kind to a part, and a snapshot that names them and the status lists.
    fn sign(
        &self,
        basis: &Basis,
        named: &[(CertificateFingerprint, Digest)],
        kind: RecordKind,
        expires: UnixTime,
        mut part: Bundle,
    ) -> Result<Bundle, DeskError> {
        let list = self.list.unverified();
        let mut snapshot = Snapshot {
            epoch: list.epoch,
            version: list.version,
            issued: self.at,
            expires,
            signers: Vec::new(),
            journal: self.journal,
        };
        for (name, status_list) in named {
            let record = Some(records::add(basis, *name, kind, &mut part)?);
            let of = |wanted| record.filter(|_| kind == wanted);
            let published = Published {
                status_list: *status_list,
                filter: of(RecordKind::Filter),
                record: of(RecordKind::Exact),
            };
            snapshot.signers.push((*name, published));
        }
        let token = sign_snapshot(&snapshot, self.signer, self.key);
        part.snapshots = vec![token.map_err(|error| self.unsigned(error))?];
        Ok(part)
    }

    /// Signs the status lists; gives the digest of each by its address.
    fn status_lists(&self, basis: &Basis, expires: UnixTime) -> Result<Statuses, DeskError> {
        let (mut lists, mut tokens) = (BTreeMap::new(), Vec::new());
        for file in &basis.statuses {
            let mut status = file.list(self.at)?;
            status.expires = Some(expires);
            status.ttl = Some(DAY);
            let token = sign_status_list(&status, self.signer, self.key);
            let token = token.map_err(|error| self.unsigned(error))?;
            lists.insert(file.address.clone(), digest(&token));
            tokens.push(token);
        }
        Ok((lists, tokens))
    }

    /// Checks what verifiers will check, and that what the part before revoked is still revoked.
    fn check(&self, part: &Bundle) -> Result<(), DeskError> {
        self.list
            .verify(None)
            .map_err(DeskError::of_file(self.list_file))?;
        let whole = Bundle {
            trust_lists: vec![self.list.encode()?],
            ..part.clone()
        };
        whole
            .open(Anchor::Nothing, self.at)
            .map_err(DeskError::of_file(self.signer_file))?;
        let Some((path, bytes)) = self.previous else {
            return Ok(());
        };
        let fault = DeskError::of_file(path);
        let before = Bundle::decode(bytes).map_err(&fault)?;
        for snapshot in snapshots(&before).map_err(&fault)? {
            let issued = snapshot.issued;
            if self.at < issued {
                let at = self.at;
                return Err(fault(Error::ClockBeforeTrust { at, issued }));
            }
        }
        part.check_revocations(&before)
            .map_err(DeskError::of_file(self.file))
    }

    /// The error of a step that signs: a refusal of the core is about the certificate.
    fn unsigned(&self, error: KeysError) -> DeskError {
        match error {
            KeysError::Core(source) => DeskError::of_file(self.signer_file)(source),
            other => other.into(),
        }
    }
}

fn certificate(signer: &LabelSigner) -> &[u8] {
    signer.chain.first().map(Vec::as_slice).unwrap_or_default()
}

/// The name of a signer in snapshots.
fn name(signer: &LabelSigner) -> CertificateFingerprint {
    CertificateFingerprint::of(certificate(signer))
}

/// The reason to warn of a signer for which nothing is published, unless it is revoked anyway.
fn silence(signer: &LabelSigner, unknown: bool) -> Result<Option<Silence>, DeskError> {
    if signer.state.is_revoked() {
        return Ok(None);
    }
    Ok(Some(if unknown {
        let subject = Certificate::from_der(certificate(signer))?.subject();
        Silence::SignerUnknown { subject }
    } else {
        let address = signer.status_uri.clone();
        Silence::StatusMissing { address }
    }))
}
