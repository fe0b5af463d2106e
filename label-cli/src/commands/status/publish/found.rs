//! What is published, from files.

use std::path::{Path, PathBuf};

use label_core::{Certificate, Credential, Digest, Error, TrustList, limits};
use label_io::files;

use super::super::super::trust::in_file;
use super::basis::Basis;
use super::{Issued, certificate, name};
use crate::error::CliError;
use crate::search;
use crate::status_file::StatusFile;

impl Basis {
    /// Status files as they stand, and the credentials that are found, by the signer that made each.
    pub(super) fn found(
        statuses: &[PathBuf],
        credentials: &[PathBuf],
        list: &TrustList,
        at: u64,
    ) -> Result<Self, CliError> {
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
        })
    }
}

/// The identities of every credential, by the signer that made it.
fn issued(credentials: &[PathBuf], list: &TrustList, at: u64) -> Result<Issued, CliError> {
    let mut signers = Vec::new();
    for signer in &list.label_signers {
        signers.push((name(signer), Certificate::from_der(certificate(signer))?));
    }
    let mut found = Vec::new();
    for path in credentials {
        search::walk(path, &mut found)?;
    }
    let mut issued = Issued::new();
    for path in &found {
        let credential = Credential::decode(&files::read(path, limits::FULL_BYTES)?)
            .map_err(|source| in_file(path, source))?;
        let signer = signed_by(&credential, &signers);
        let signer = signer.ok_or_else(|| in_file(path, Error::SignerUnknown))?;
        let dated = credential
            .unverified_claims()
            .map_err(|source| in_file(path, source))?;
        if dated.issued > at {
            let issued = dated.issued;
            return Err(in_file(path, Error::NotYetValid { at, issued }));
        }
        issued
            .entry(signer)
            .or_default()
            .insert(credential.identity());
    }
    Ok(issued)
}

/// Errs where no signer has its status list at an address.
fn check_address(path: &Path, address: &str, list: &TrustList) -> Result<(), CliError> {
    let mut signers = list.label_signers.iter();
    match signers.any(|signer| signer.status_uri == address) {
        true => Ok(()),
        false => Err(CliError::Usage {
            message: format!(
                "{}: no signer of the trust list has this address",
                path.display()
            ),
            hint: "compare it with status_list in the description of the list".into(),
        }),
    }
}

/// The signer whose key verifies a credential.
fn signed_by(credential: &Credential, signers: &[(Digest, Certificate)]) -> Option<Digest> {
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
