//! The trust sets of a command: stores and bundles, or a trust file, or certificates in PEM.

use std::path::{Path, PathBuf};

use label_core::{Certificate, Error, Trust, UnixTime, Verifier, limits};
use label_io::files;
use label_keys::certificates;

use crate::error::CliError;
use crate::output::Output;

/// Loads trust sets for a time, and warns of status lists in them that cannot be used.
///
/// A file with a PEM boundary is a bundle of certificates: self-signed authorities are the roots,
/// other authorities the intermediates, everything else signers. It has no date and no status list,
/// and like a trust file it stands alone.
pub(crate) fn load(
    paths: &[PathBuf],
    at: UnixTime,
    out: &mut Output,
) -> Result<Verifier, CliError> {
    let Some((first, others)) = paths.split_first() else {
        return Err(unusable(Path::new(""), Error::TrustListMissing));
    };
    let bytes = files::read(first, limits::STORE_BYTES)?;
    let mut verifier = match pem(&bytes) {
        Some(text) => Verifier::of_trust(certificates_only(first, text)?),
        // A store counts with what it remembers; a bundle alone is believed as it stands, like a trust file.
        None => Verifier::open(&bytes, None, at).map_err(|source| unusable(first, source))?,
    };
    for path in others {
        let bytes = files::read(path, limits::STORE_BYTES)?;
        let added = match pem(&bytes) {
            Some(_) => Err(Error::TrustListMissing),
            None => verifier.add(&bytes, None, at),
        };
        added.map_err(|source| unusable(path, source))?;
    }
    for (trust, path) in verifier.trusts().zip(paths) {
        for fault in trust.faults() {
            let file = path.display();
            out.warning(format_args!(
                "{file}: a status list cannot be used: {fault}"
            ))?;
        }
    }
    Ok(verifier)
}

/// The text of a file of certificates.
fn pem(bytes: &[u8]) -> Option<&str> {
    let text = str::from_utf8(bytes).ok()?;
    text.contains("-----BEGIN ").then_some(text)
}

pub(crate) fn certificates_only(path: &Path, pem: &str) -> Result<Trust, CliError> {
    let mut roots = Vec::new();
    let mut intermediates = Vec::new();
    let mut signers = Vec::new();
    let ders = certificates::from_pem(path, pem)?;
    let limit = limits::PEM_CERTIFICATES;
    if ders.len() > limit {
        return Err(unusable(path, Error::InputTooLarge { limit }));
    }
    for der in ders {
        let certificate = Certificate::from_der(&der);
        let certificate = certificate.map_err(|source| unusable(path, source))?;
        match (certificate.is_ca(), certificate.is_self_issued()) {
            (true, true) => roots.push(certificate),
            (true, false) => intermediates.push((certificate.subject(), certificate)),
            (false, _) => signers.push(certificate),
        }
    }
    if roots.is_empty() {
        let file = path.to_owned();
        return Err(CliError::RootMissing { file });
    }
    let builder = roots
        .iter()
        .fold(Trust::builder(), |builder, root| builder.anchor(root.der()));
    let builder = signers
        .iter()
        .flat_map(|signer| chains(signer, &intermediates))
        // Each signer with each intermediate may be too many: one above the limit is refused.
        .take(limits::SIGNERS + 1)
        .fold(builder, |builder, chain| builder.signer(&chain, None));
    builder.build().map_err(|source| unusable(path, source))
}

fn unusable(path: &Path, source: Error) -> CliError {
    let file = path.to_owned();
    CliError::TrustUnusable { file, source }
}

/// The chains that a signer may have: one for each intermediate, given with its name, that has its issuer's.
fn chains(signer: &Certificate, intermediates: &[(String, Certificate)]) -> Vec<Vec<Vec<u8>>> {
    let issuer = signer.issuer();
    let named = intermediates.iter().filter(|(name, _)| *name == issuer);
    let mut chains: Vec<Vec<Vec<u8>>> = named
        .map(|(_, authority)| vec![signer.der().to_vec(), authority.der().to_vec()])
        .collect();
    if chains.is_empty() {
        chains.push(vec![signer.der().to_vec()]);
    }
    chains
}

#[cfg(test)]
mod tests;
