//! Trust sets: roots, signers, status lists, page hosts and scheme tables.
//!
//! Trust is loaded once, every path checked at load, and then asked for each label. Where it comes
//! from is another matter: [`TrustBuilder`](crate::TrustBuilder) takes the parts,
//! [`TrustFile`](crate::TrustFile) reads them from one file.

use crate::base::digest::{CertificateFingerprint, CertificateHint};
use crate::base::time::UnixTime;
use crate::base::version::ListVersion;
use crate::error::Error;
use crate::label::claims::Code;
use crate::label::specimen::Specimen;
use crate::lists::record::RecordKind;
use crate::lists::status::{Status, StatusList};
use crate::pki::certificate::Certificate;
use crate::scheme::{Schemes, same};
use crate::trust::signer::SignerEntry;

/// Everything that a verdict rests on, checked once when it is loaded.
#[derive(Clone, Debug)]
pub struct Trust {
    pub(super) issued: Option<UnixTime>,
    pub(super) expires: Option<UnixTime>,
    /// No clock that is right shows less.
    pub(super) floor: Option<UnixTime>,
    pub(super) version: Option<ListVersion>,
    pub(super) specimen: Specimen,
    pub(super) hosts: Vec<String>,
    pub(super) schemes: Schemes,
    pub(super) signers: Vec<SignerEntry>,
    pub(super) statuses: Vec<StatusList>,
    pub(super) faults: Vec<Error>,
}

impl Trust {
    /// The time at which the trust set was made; the clock cannot be earlier.
    pub fn issued(&self) -> Option<UnixTime> {
        self.issued
    }

    /// The time by which the trust set must be renewed.
    pub fn expires(&self) -> Option<UnixTime> {
        self.expires
    }

    /// The latest time that is known to have been; a clock that is behind it is wrong.
    pub fn floor(&self) -> Option<UnixTime> {
        self.floor
    }

    /// The epoch and version of the trust list; nothing for an unsigned trust file.
    pub fn version(&self) -> Option<ListVersion> {
        self.version
    }

    /// Tells demonstration and test labels under this trust from real ones.
    pub fn specimen(&self) -> Specimen {
        self.specimen
    }

    /// The scheme owner's page hosts, in lower case.
    pub fn hosts(&self) -> &[String] {
        &self.hosts
    }

    /// The scheme tables.
    pub fn schemes(&self) -> &Schemes {
        &self.schemes
    }

    /// The status lists whose signatures were verified.
    pub fn status_lists(&self) -> &[StatusList] {
        &self.statuses
    }

    /// The status list for the labels of a signer, named by the SHA-256 of its certificate.
    pub fn status_list_of(&self, signer: CertificateFingerprint) -> Option<&StatusList> {
        self.status_of(self.signer(signer)?, None)
    }

    /// The time that the lists for the labels of a signer speak of, and their end;
    /// nothing where none is at hand. A snapshot speaks for the status list that it names.
    pub fn list_times_of(
        &self,
        signer: CertificateFingerprint,
    ) -> Option<(UnixTime, Option<UnixTime>)> {
        let signer = self.signer(signer)?;
        let list = self.status_of(signer, None)?;
        Some((signer.spoken(list), signer.end(list)))
    }

    /// The kind of the record of issued labels for a signer; nothing where none is at hand.
    pub fn record_kind_of(&self, signer: CertificateFingerprint) -> Option<RecordKind> {
        let record = self.signer(signer)?.published()?.record.as_ref()?;
        Some(record.kind())
    }

    /// True where an exact record of a signer is at hand.
    pub(crate) fn is_exact(&self, signer: CertificateFingerprint) -> bool {
        self.record_kind_of(signer) == Some(RecordKind::Exact)
    }

    fn signer(&self, fingerprint: CertificateFingerprint) -> Option<&SignerEntry> {
        let mut signers = self.signers.iter();
        signers.find(|entry| entry.fingerprint == fingerprint)
    }

    /// Every signer certificate with the fault that keeps it from signing, if there is one.
    ///
    /// A signer of status lists is without fault if it may sign those.
    pub fn signers(&self) -> impl Iterator<Item = (&Certificate, Option<&Error>)> {
        self.signers.iter().map(|entry| {
            let fault = match &entry.status_path {
                Ok(_) => None,
                Err(_) => entry.path.as_ref().err(),
            };
            (&entry.certificate, fault)
        })
    }

    /// The schemes that the trust list names: those that its label signers may sign.
    pub(crate) fn named_schemes(&self) -> impl Iterator<Item = &Code> {
        let listed = self
            .signers
            .iter()
            .filter_map(|entry| entry.listed.as_ref());
        listed.flat_map(|listed| &listed.signer.schemes)
    }

    /// True where the trust list names a scheme, by its code or by its name.
    pub(crate) fn names(&self, scheme: &Code) -> bool {
        self.named_schemes().any(|named| same(named, scheme))
    }

    /// Adds a signer and its status list.
    pub(crate) fn add(&mut self, mut signer: SignerEntry, status: Option<StatusList>) {
        if let Some(list) = status {
            signer.statuses.push(self.statuses.len());
            self.statuses.push(list);
        }
        self.signers.push(signer);
    }

    /// Status lists that could not be used, and why.
    pub fn faults(&self) -> &[Error] {
        &self.faults
    }

    /// The certificates that a hint may mean.
    pub(crate) fn candidates(&self, hint: CertificateHint) -> impl Iterator<Item = &SignerEntry> {
        self.signers.iter().filter(move |entry| entry.hint == hint)
    }

    /// The status list of a signer, for an index; of several the last that revokes it, else the last that does
    /// not say valid, else the last.
    pub(crate) fn status_of(
        &self,
        signer: &SignerEntry,
        index: Option<u64>,
    ) -> Option<&StatusList> {
        let places = signer.statuses.iter();
        let lists = places.filter_map(|place| self.statuses.get(*place));
        lists.max_by_key(|list| {
            let status = index.map(|index| list.get(index));
            (
                status == Some(Ok(Status::Revoked)),
                status != Some(Ok(Status::Valid)),
            )
        })
    }
}
