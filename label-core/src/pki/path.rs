//! Certification paths of fixed depth: a signer, at most one intermediate, a trusted root.
//!
//! The rules are those of RFC 5280, section 6.1, that apply here, each with its own error, and three
//! stricter ones: one purpose per signer, validity nested in the issuer's, keys of full strength.

use crate::base::time::UnixTime;
use crate::error::Error;
use crate::limits;
use crate::pki::certificate::{Certificate, check_time};
use crate::pki::key::PublicKey;
use crate::pki::purpose::Purpose;

/// A signer's key behind which a path to a trusted root has been checked, all but the time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Path {
    pub(crate) key: PublicKey,
    /// First second at which every certificate is valid.
    pub(crate) not_before: UnixTime,
    /// Last second at which every certificate is valid.
    pub(crate) not_after: UnixTime,
}

impl Path {
    /// Checks the path from a signer through its chain (signer first) to one of the anchors.
    pub(crate) fn check(
        chain: &[Certificate],
        anchors: &[Certificate],
        purpose: Purpose,
    ) -> Result<Self, Error> {
        let (signer, authorities) = chain.split_first().ok_or(Error::ChainLength)?;
        let authorities = without_anchors(authorities, anchors);
        if authorities.len() + 2 > limits::CHAIN {
            return Err(Error::ChainLength);
        }
        signer.check_signer(purpose)?;
        let key = signer.public_key()?;
        let mut issued = signer;
        for (below, authority) in authorities.iter().enumerate() {
            authority.check_authority(below)?;
            authority.check_allows(purpose)?;
            issued.check_issued_by(authority)?;
            issued = authority;
        }
        check_anchored(issued, anchors, authorities.len())?;
        // Validity is nested at every step, so the signer's is the path's.
        Ok(Self {
            key,
            not_before: signer.not_before(),
            not_after: signer.not_after(),
        })
    }

    /// Checks that a time lies in the validity of every certificate on the path.
    pub(crate) fn check_time(&self, at: UnixTime) -> Result<(), Error> {
        check_time(at, self.not_before, self.not_after)
    }
}

/// Checks a certificate that is to be trusted: a self-signed authority of version 3.
pub(crate) fn check_anchor(anchor: &Certificate) -> Result<(), Error> {
    anchor.public_key()?;
    anchor.check_authority(0)?;
    anchor.check_issued_by(anchor)
}

/// Checks that one of the anchors issued a certificate.
fn check_anchored(
    issued: &Certificate,
    anchors: &[Certificate],
    below: usize,
) -> Result<(), Error> {
    let mut fault = Error::ChainNoAnchor;
    for anchor in anchors
        .iter()
        .filter(|anchor| issued.check_names(anchor).is_ok())
    {
        let checked = anchor
            .check_authority(below)
            .and_then(|()| issued.check_issued_by(anchor));
        match checked {
            Ok(()) => return Ok(()),
            Err(error) => fault = error,
        }
    }
    Err(fault)
}

/// A chain may end with the root itself; the copy that counts is the anchor.
fn without_anchors<'a>(
    authorities: &'a [Certificate],
    anchors: &[Certificate],
) -> Vec<&'a Certificate> {
    let is_anchor =
        |authority: &&Certificate| anchors.iter().any(|anchor| anchor.der() == authority.der());
    authorities
        .iter()
        .filter(|authority| !is_anchor(authority))
        .collect()
}
