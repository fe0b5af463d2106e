//! Trust sets: roots, signers, status lists, page hosts and scheme tables.
//!
//! Trust is loaded once, every path checked at load, and then asked for each label. Where it comes
//! from is another matter: [`TrustBuilder`] takes the parts, [`TrustFile`](crate::TrustFile) reads
//! them from one file.

use crate::base::collect::try_map;
use crate::base::digest::CertificateHint;
use crate::error::Error;
use crate::label::claims::Code;
use crate::label::specimen::Specimen;
use crate::limits;
use crate::lists::filter::IssuedFilter;
use crate::lists::foreign::ForeignStatusToken;
use crate::lists::status::{StatusList, StatusToken};
use crate::pki::certificate::{Certificate, certificates};
use crate::pki::key::PublicKey;
use crate::pki::path::{self, Path};
use crate::pki::purpose::Purpose;
use crate::scheme::{Schemes, same};
use crate::trust::list::{LabelSigner, SignerState};

/// Everything that a verdict rests on, checked once when it is loaded.
#[derive(Clone, Debug)]
pub struct Trust {
    issued: Option<u64>,
    expires: Option<u64>,
    /// No clock that is right shows less.
    floor: Option<u64>,
    version: Option<(u64, u64)>,
    specimen: Specimen,
    hosts: Vec<String>,
    schemes: Schemes,
    signers: Vec<SignerEntry>,
    statuses: Vec<StatusList>,
    faults: Vec<Error>,
}

/// A certificate of the trust set and what its path allows.
#[derive(Clone, Debug)]
pub(crate) struct SignerEntry {
    pub(crate) hint: CertificateHint,
    pub(crate) certificate: Certificate,
    pub(crate) subject: String,
    pub(crate) fingerprint: [u8; 32],
    /// The path for signing labels, or why there is none.
    pub(crate) path: Result<Path, Error>,
    status_path: Result<Path, Error>,
    /// The place of this signer's list in `statuses`.
    status: Option<usize>,
    status_uri: Option<String>,
    /// The entry of a label signer in the trust list; nothing in an unsigned trust file.
    pub(crate) listed: Option<Listed>,
}

/// The entries of a label signer in a trust list and a snapshot.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) signer: LabelSigner,
    /// The lists that the newest snapshot names; nothing where none names the signer.
    pub(crate) published: Option<PublishedLists>,
}

/// The lists that were published for a label signer.
#[derive(Clone, Debug)]
pub(crate) struct PublishedLists {
    /// The time that the lists speak of, in seconds since 1970.
    pub(crate) issued: u64,
    /// The time up to which they may be relied on.
    pub(crate) expires: u64,
    /// The record of issued labels; nothing where it is not at hand.
    pub(crate) filter: Option<IssuedFilter>,
}

impl Trust {
    /// Starts an empty trust set.
    pub fn builder() -> TrustBuilder {
        TrustBuilder::default()
    }

    /// The time at which the trust set was made, in seconds since 1970; the clock cannot be earlier.
    pub fn issued(&self) -> Option<u64> {
        self.issued
    }

    /// The time by which the trust set must be renewed, in seconds since 1970.
    pub fn expires(&self) -> Option<u64> {
        self.expires
    }

    /// The latest time that is known to have been, in seconds since 1970; a clock that is behind it is wrong.
    pub fn floor(&self) -> Option<u64> {
        self.floor
    }

    /// The epoch and version of the trust list; nothing for an unsigned trust file.
    pub fn version(&self) -> Option<(u64, u64)> {
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
    pub fn status_list_of(&self, signer: &[u8; 32]) -> Option<&StatusList> {
        self.status_of(self.signer(signer)?)
    }

    /// The time that the lists for the labels of a signer speak of, and their end, in seconds since
    /// 1970; nothing where none is at hand. A snapshot speaks for the status list that it names.
    pub fn list_times_of(&self, signer: &[u8; 32]) -> Option<(u64, Option<u64>)> {
        let signer = self.signer(signer)?;
        let list = self.status_of(signer)?;
        Some((signer.spoken(list), signer.end(list)))
    }

    fn signer(&self, fingerprint: &[u8; 32]) -> Option<&SignerEntry> {
        let mut signers = self.signers.iter();
        signers.find(|entry| entry.fingerprint == *fingerprint)
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
            signer.status = Some(self.statuses.len());
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

    /// The status list of a signer.
    pub(crate) fn status_of(&self, signer: &SignerEntry) -> Option<&StatusList> {
        self.statuses.get(signer.status?)
    }
}

/// Collects the parts of a trust set.
#[must_use]
#[derive(Clone, Debug, Default)]
pub struct TrustBuilder {
    issued: Option<u64>,
    expires: Option<u64>,
    specimen: Specimen,
    hosts: Vec<String>,
    schemes: Option<Schemes>,
    anchors: Vec<Vec<u8>>,
    signers: Vec<(Vec<Vec<u8>>, Option<String>)>,
    statuses: Vec<Vec<u8>>,
}

impl TrustBuilder {
    /// States when the set was made and until when it holds, in seconds since 1970.
    pub fn times(mut self, issued: Option<u64>, expires: Option<u64>) -> Self {
        self.issued = issued;
        self.expires = expires;
        self
    }

    /// Marks the set as specimen or real.
    pub fn specimen(mut self, specimen: Specimen) -> Self {
        self.specimen = specimen;
        self
    }

    /// Adds one of the scheme owner's page hosts.
    pub fn host(mut self, host: &str) -> Self {
        self.hosts.push(host.to_ascii_lowercase());
        self
    }

    /// Takes other scheme tables than the built-in ones.
    pub fn schemes(mut self, schemes: Schemes) -> Self {
        self.schemes = Some(schemes);
        self
    }

    /// Adds a root certificate in DER.
    pub fn anchor(mut self, der: &[u8]) -> Self {
        self.anchors.push(der.to_owned());
        self
    }

    /// Adds a signer's chain in DER, signer first, and the address of its status list.
    pub fn signer(mut self, chain: &[Vec<u8>], status_uri: Option<&str>) -> Self {
        self.signers
            .push((chain.to_owned(), status_uri.map(str::to_owned)));
        self
    }

    /// Adds a signed status list.
    pub fn status_list(mut self, token: &[u8]) -> Self {
        self.statuses.push(token.to_owned());
        self
    }

    /// Makes the set of a trust list without signers, which are added one by one.
    pub(crate) fn of_list(self, schemes: Schemes, version: (u64, u64), floor: u64) -> Trust {
        Trust {
            issued: self.issued,
            expires: self.expires,
            floor: Some(floor),
            version: Some(version),
            specimen: self.specimen,
            hosts: self.hosts,
            schemes,
            signers: Vec::new(),
            statuses: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Checks everything and makes the set.
    ///
    /// A faulty root is an error, and so is anything in place of a certificate that is not one in DER.
    /// A faulty signer stays in the set with its fault, so that its labels are rejected with that; a
    /// faulty status list is left out ([`Trust::faults`]).
    ///
    /// # Errors
    ///
    /// [`Error::TrustMalformed`] without a root, or with more roots, signers or hosts than their limits;
    /// the `Cert…` code of a root that is faulty, or of anything that is no certificate;
    /// [`Error::ChainLength`] for a signer without one.
    pub fn build(self) -> Result<Trust, Error> {
        if self.anchors.is_empty()
            || self.anchors.len() > limits::ANCHORS
            || self.signers.len() > limits::SIGNERS
            || self.hosts.len() > limits::HOSTS
        {
            return Err(Error::TrustMalformed);
        }
        let anchors = certificates(&self.anchors)?;
        anchors.iter().try_for_each(path::check_anchor)?;
        let mut signers = try_map(&self.signers, |(chain, uri)| {
            SignerEntry::new(chain, uri.clone(), &anchors)
        })?;
        let (statuses, faults) = verify_statuses(&self.statuses, &signers);
        for signer in &mut signers {
            signer.status = newest(&statuses, signer.status_uri.as_deref());
        }
        Ok(Trust {
            issued: self.issued,
            expires: self.expires,
            floor: self.issued,
            version: None,
            specimen: self.specimen,
            hosts: self.hosts,
            schemes: self.schemes.unwrap_or_else(Schemes::builtin),
            signers,
            statuses,
            faults,
        })
    }
}

impl SignerEntry {
    fn new(
        chain: &[Vec<u8>],
        status_uri: Option<String>,
        anchors: &[Certificate],
    ) -> Result<Self, Error> {
        let chain = certificates(chain)?;
        let certificate = chain.first().ok_or(Error::ChainLength)?.clone();
        Ok(Self {
            status_uri,
            ..Self::with(
                &certificate,
                Path::check(&chain, anchors, Purpose::LabelSigning),
                Path::check(&chain, anchors, Purpose::StatusSigning),
            )
        })
    }

    /// A label signer of a trust list.
    pub(crate) fn listed(certificate: &Certificate, path: Path, listed: Listed) -> Self {
        Self {
            listed: Some(listed),
            ..Self::with(certificate, Ok(path), Err(Error::CertExtendedKeyUsage))
        }
    }

    /// A list signer of a trust list; it signs no labels.
    pub(crate) fn of_lists(certificate: &Certificate, path: &Path) -> Self {
        Self::with(
            certificate,
            Err(Error::CertExtendedKeyUsage),
            Ok(path.clone()),
        )
    }

    fn with(
        certificate: &Certificate,
        path: Result<Path, Error>,
        status_path: Result<Path, Error>,
    ) -> Self {
        Self {
            hint: certificate.hint(),
            subject: certificate.subject(),
            fingerprint: certificate.fingerprint(),
            path,
            status_path,
            certificate: certificate.clone(),
            status: None,
            status_uri: None,
            listed: None,
        }
    }

    /// The lists that a snapshot names for this signer.
    pub(crate) fn published(&self) -> Option<&PublishedLists> {
        self.listed.as_ref()?.published.as_ref()
    }

    /// The end of a list of this signer.
    pub(crate) fn end(&self, list: &StatusList) -> Option<u64> {
        let snapshot = self.published().map(|lists| lists.expires);
        snapshot.into_iter().chain(list.expires).min()
    }

    /// The time that a list of this signer speaks of: a later snapshot says that it still holds.
    pub(crate) fn spoken(&self, list: &StatusList) -> u64 {
        let confirmed = self.published().map(|lists| lists.issued);
        confirmed.unwrap_or_default().max(list.issued)
    }

    /// The path for signing labels, unless there is none or the signer was revoked.
    pub(crate) fn label_path(&self) -> Result<&Path, Error> {
        let path = self.path.as_ref().map_err(Clone::clone)?;
        match self.listed.as_ref().map(|listed| listed.signer.state) {
            Some(SignerState::Revoked { since }) => Err(Error::SignerRevoked { since }),
            _ => Ok(path),
        }
    }
}

/// Verifies the status lists; those that cannot be used leave their fault.
fn verify_statuses(tokens: &[Vec<u8>], signers: &[SignerEntry]) -> (Vec<StatusList>, Vec<Error>) {
    let (mut lists, mut faults) = (Vec::new(), Vec::new());
    for token in tokens {
        match verify_status(token, signers) {
            Ok(list) => lists.push(list),
            Err(fault) => faults.push(fault),
        }
    }
    (lists, faults)
}

/// A list of this format, or else one that the draft allows and another program wrote.
fn verify_status(token: &[u8], signers: &[SignerEntry]) -> Result<StatusList, Error> {
    let Ok(own) = StatusToken::decode(token) else {
        return verify_foreign(token, signers);
    };
    let of_hint = signers.iter().filter(|signer| signer.hint == own.hint());
    let list = verified(of_hint, |key| own.verify(key));
    list.or_else(|fault| verify_foreign(token, signers).map_err(|_| fault))
}

fn verify_foreign(token: &[u8], signers: &[SignerEntry]) -> Result<StatusList, Error> {
    let token = ForeignStatusToken::decode(token)?;
    let may_sign = signers
        .iter()
        .filter(|signer| signer.status_path.is_ok() && token.may_be_of(&signer.certificate));
    verified(may_sign, |key| token.verify(key))
}

/// The list under the first key that verifies it, if that may sign lists and could at its time.
fn verified<'a>(
    signers: impl Iterator<Item = &'a SignerEntry>,
    verify: impl Fn(&PublicKey) -> Result<StatusList, Error>,
) -> Result<StatusList, Error> {
    let mut fault = Error::SignerUnknown;
    for signer in signers {
        let list = signer.status_path.clone().and_then(|path| {
            let list = verify(&path.key)?;
            path.check_time(list.issued).map(|()| list)
        });
        match list {
            Ok(list) => return Ok(list),
            Err(error) => fault = error,
        }
    }
    Err(fault)
}

/// The newest list at an address.
fn newest(lists: &[StatusList], uri: Option<&str>) -> Option<usize> {
    let lists = lists.iter().enumerate();
    let at_address = lists.filter(|(_, list)| Some(list.uri.as_str()) == uri);
    at_address
        .max_by_key(|(_, list)| list.issued)
        .map(|(index, _)| index)
}

#[cfg(all(test, feature = "issue"))]
mod tests;
