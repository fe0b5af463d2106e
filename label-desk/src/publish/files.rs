//! The basis of a publication in files.

use std::path::{Path, PathBuf};

use label_core::{
    Certificate, CertificateFingerprint, Credential, Error, TrustList, UnixTime, limits,
};
use label_io::files;

use super::basis::Basis;
use super::{Issued, certificate, name};
use crate::error::DeskError;
use crate::status_file::StatusFile;

impl Basis {
    /// Status files as they stand, and the credentials that are found, by the signer that made each.
    ///
    /// # Errors
    ///
    /// Fails where a file cannot be read, an address is not in the trust list, a credential is of no
    /// signer of it, or dated later.
    pub fn of_files(
        statuses: &[PathBuf],
        credentials: &[PathBuf],
        list: &TrustList,
        at: UnixTime,
    ) -> Result<Self, DeskError> {
        let mut files = Vec::new();
        for path in statuses {
            let file = StatusFile::read(path)?;
            check_address(path, &file.address, list)?;
            files.push(file);
        }
        Ok(Self {
            statuses: files,
            issued: issued(credentials, list, at)?,
            highest: Vec::new(),
            keys: None,
            left_out: Vec::new(),
            compromised: Vec::new(),
            unfinished: None,
        })
    }
}

/// The identities of every credential, by the signer that made it.
fn issued(credentials: &[PathBuf], list: &TrustList, at: UnixTime) -> Result<Issued, DeskError> {
    let mut signers = Vec::new();
    for signer in &list.label_signers {
        signers.push((name(signer), Certificate::from_der(certificate(signer))?));
    }
    let mut issued = Issued::new();
    for path in credentials {
        let credential = Credential::decode(&files::read(path, limits::FULL_BYTES)?)
            .map_err(DeskError::of_file(path))?;
        let signer = signed_by(&credential, &signers);
        let signer = signer.ok_or_else(|| DeskError::of_file(path)(Error::SignerUnknown))?;
        let dated = credential
            .unverified_claims()
            .map_err(DeskError::of_file(path))?;
        if dated.issued > at {
            let issued = dated.issued;
            return Err(DeskError::of_file(path)(Error::NotYetValid { at, issued }));
        }
        issued
            .entry(signer)
            .or_default()
            .insert(credential.identity());
    }
    Ok(issued)
}

/// Errs where no signer has its status list at an address.
fn check_address(path: &Path, address: &str, list: &TrustList) -> Result<(), DeskError> {
    let mut signers = list.label_signers.iter();
    match signers.any(|signer| signer.status_uri == address) {
        true => Ok(()),
        false => Err(DeskError::AddressUnknown {
            file: path.to_owned(),
        }),
    }
}

/// The signer whose key verifies a credential.
fn signed_by(
    credential: &Credential,
    signers: &[(CertificateFingerprint, Certificate)],
) -> Option<CertificateFingerprint> {
    let mut named = signers
        .iter()
        .filter(|(_, signer)| signer.hint() == credential.hint());
    let verifies = |signer: &Certificate| {
        let key = signer.public_key().ok()?;
        let matches = key.algorithm() == credential.algorithm();
        let verified = key.verify(credential.to_be_signed(), credential.signature());
        (matches && verified.is_ok()).then_some(())
    };
    named
        .find(|(_, signer)| verifies(signer).is_some())
        .map(|(name, _)| *name)
}
