//! The signers of a trust set, and what the lists say of each.

use crate::base::digest::{CertificateFingerprint, CertificateHint};
use crate::base::time::UnixTime;
use crate::error::Error;
use crate::lists::record::IssuedRecord;
use crate::lists::status::StatusList;
use crate::pki::certificate::{Certificate, certificates};
use crate::pki::path::Path;
use crate::pki::purpose::Purpose;
use crate::trust::list::{LabelSigner, SignerState};

/// A certificate of the trust set and what its path allows.
#[derive(Clone, Debug)]
pub(crate) struct SignerEntry {
    pub(crate) hint: CertificateHint,
    pub(crate) certificate: Certificate,
    pub(crate) subject: String,
    pub(crate) fingerprint: CertificateFingerprint,
    /// The path for signing labels, or why there is none.
    pub(crate) path: Result<Path, Error>,
    pub(super) status_path: Result<Path, Error>,
    /// The places of this signer's lists in the set's: one, or several of one second.
    pub(super) statuses: Vec<usize>,
    pub(super) status_uri: Option<String>,
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
    /// The time that the lists speak of.
    pub(crate) issued: UnixTime,
    /// The time up to which they may be relied on.
    pub(crate) expires: UnixTime,
    /// The record of issued labels; nothing where it is not at hand.
    pub(crate) record: Option<IssuedRecord>,
}

impl SignerEntry {
    /// A signer of an unsigned trust file.
    pub(super) fn new(
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
            statuses: Vec::new(),
            status_uri: None,
            listed: None,
        }
    }

    /// The lists that a snapshot names for this signer.
    pub(crate) fn published(&self) -> Option<&PublishedLists> {
        self.listed.as_ref()?.published.as_ref()
    }

    /// The end of a list of this signer.
    pub(crate) fn end(&self, list: &StatusList) -> Option<UnixTime> {
        let snapshot = self.published().map(|lists| lists.expires);
        snapshot.into_iter().chain(list.expires).min()
    }

    /// The time that a list of this signer speaks of: a later snapshot says that it still holds.
    pub(crate) fn spoken(&self, list: &StatusList) -> UnixTime {
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
