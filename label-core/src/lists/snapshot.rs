//! Snapshots: what was published together at one time.

use ciborium::Value;

use crate::base::collect::try_map;
use crate::base::digest::CertificateHint;
use crate::base::digest::{CertificateFingerprint, Digest};
use crate::base::time::UnixTime;
use crate::cose::sign1::Sign1;
use crate::error::Error;
use crate::limits;
use crate::pki::key::PublicKey;
use crate::wire::cbor::{self, Fields};

/// The type in the protected header of a snapshot.
pub(crate) const TYP: &str = "application/vnd.label.snapshot+cose";

/// The content of a snapshot; not signed itself.
///
/// ```cddl
/// snapshot = {
///   1 => 1                       ; version of this object's format
///   2 => uint .ge 1              ; epoch of the trust list of that time
///   3 => uint .ge 1              ; its version
///   4 => seconds                 ; issued
///   5 => seconds                 ; expires
///   6 => { 1*256 digest => published } ; by the SHA-256 of a label signer's certificate
///   ? 7 => digest                ; head of the register's journal at that time
/// }
/// published = {
///   1 => digest                  ; of the signed status list at the signer's address
///   ? 2 => digest                ; of the issued filter
///   ? 3 => digest                ; of the exact record; at least one of the two is named
/// }
/// digest = bstr .size 32         ; SHA-256
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The epoch of the trust list of that time.
    pub epoch: u64,
    /// The version of the trust list of that time.
    pub version: u64,
    /// The time at which it was made.
    pub issued: UnixTime,
    /// The end of its lists: they are not relied on from then on.
    pub expires: UnixTime,
    /// The lists of each label signer, by the SHA-256 of the certificate, in that order.
    pub signers: Vec<(CertificateFingerprint, Published)>,
    /// The head of the register's journal at that time.
    pub journal: Option<Digest>,
}

/// The lists that were published for one label signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The SHA-256 of its signed status list.
    pub status_list: Digest,
    /// The SHA-256 of its issued filter.
    pub filter: Option<Digest>,
    /// The SHA-256 of its exact record; where both are named, this one counts.
    pub record: Option<Digest>,
}

impl Published {
    /// True where another names another list of one kind. A publication and its page, of one second, have
    /// records of different kinds.
    pub(crate) fn contradicts(&self, other: &Self) -> bool {
        let differ = |(one, other)| one != other;
        self.status_list != other.status_list
            || self.filter.zip(other.filter).is_some_and(differ)
            || self.record.zip(other.record).is_some_and(differ)
    }
}

impl Snapshot {
    /// Encodes the snapshot in core deterministic CBOR; its signers need not be in order.
    ///
    /// # Errors
    ///
    /// The errors of [`decode`](Self::decode).
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let digest = |digest: Digest| Some(Value::Bytes(digest.to_vec()));
        let mut signers = self.signers.clone();
        signers.sort_unstable_by_key(|(signer, _)| *signer);
        let signers = signers.into_iter().map(|(signer, published)| {
            let entries = [
                (1, digest(published.status_list)),
                (2, published.filter.and_then(digest)),
                (3, published.record.and_then(digest)),
            ];
            (
                Value::Bytes(signer.as_bytes().to_vec()),
                cbor::map_of(entries),
            )
        });
        let bytes = cbor::encode(&cbor::map_of([
            (1, Some(Value::from(1))),
            (2, Some(self.epoch.into())),
            (3, Some(self.version.into())),
            (4, Some(self.issued.to_value())),
            (5, Some(self.expires.to_value())),
            (6, Some(Value::Map(signers.collect()))),
            (7, self.journal.and_then(digest)),
        ]))?;
        Self::decode(&bytes).map(|_| bytes)
    }

    /// Decodes a snapshot from strict CBOR; every key must be known and every value in range.
    ///
    /// # Errors
    ///
    /// [`Error::TrustMalformed`] for another version of the format; else the codes of CBOR and of claims.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let mut fields = Fields::new("snapshot", cbor::decode(bytes)?)?;
        if fields.optional(1, "format", cbor::uint)? != Some(1) {
            return Err(Error::TrustMalformed);
        }
        let (epoch, version) = cbor::counters(&mut fields)?;
        let (issued, expires) = cbor::period(&mut fields)?;
        let signers = fields.required(6, "signers", published)?;
        let journal = fields.optional(7, "journal", cbor::fixed)?;
        fields.end()?;
        Ok(Self {
            epoch,
            version,
            issued,
            expires,
            signers,
            journal,
        })
    }

    /// The lists that the snapshot names for a label signer.
    pub fn published(&self, signer: CertificateFingerprint) -> Option<&Published> {
        let mut signers = self.signers.iter();
        signers.find(|(name, _)| *name == signer).map(|(_, of)| of)
    }
}

fn published(
    claim: &'static str,
    value: Value,
) -> Result<Vec<(CertificateFingerprint, Published)>, Error> {
    let entries = value.into_map().map_err(|_| Error::ClaimType { claim })?;
    match entries.len() {
        0 => return Err(Error::ClaimEmpty { claim }),
        length if length > limits::SIGNERS => return Err(Error::ClaimTooLong { claim }),
        _ => {}
    }
    let decode = |(signer, value)| {
        let mut fields = Fields::new("published", value)?;
        let mut digests = [None; 3];
        for (key, digest) in (1..).zip(&mut digests) {
            *digest = fields.optional(key, claim, cbor::fixed)?;
        }
        let [Some(status_list), filter, record] = digests else {
            return Err(Error::ClaimMissing { claim });
        };
        if filter.or(record).is_none() {
            return Err(Error::ClaimMissing { claim });
        }
        let published = Published {
            status_list,
            filter,
            record,
        };
        fields.end()?;
        let signer: Digest = cbor::fixed(claim, signer)?;
        Ok((signer.into(), published))
    };
    try_map(entries, decode)
}

/// A signed snapshot, decoded; its signature is not checked.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotToken(Sign1);

impl SnapshotToken {
    /// Decodes a signed snapshot.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::SNAPSHOT_BYTES`]; else the code of the first broken rule
    /// of CBOR or COSE.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let sign1 = Sign1::decode(bytes, Some(TYP), limits::SNAPSHOT_BYTES)?;
        match sign1.is_compact {
            true => Ok(Self(sign1)),
            false => Err(Error::CoseUnprotectedLabel),
        }
    }

    /// The hint at the certificate that signed the snapshot.
    pub fn hint(&self) -> CertificateHint {
        self.0.hint
    }

    /// Verifies the signature and only then decodes the snapshot.
    ///
    /// # Errors
    ///
    /// [`Error::AlgKeyMismatch`], [`Error::Signature`], and the errors of [`Snapshot::decode`].
    pub fn verify(&self, key: &PublicKey) -> Result<Snapshot, Error> {
        if key.algorithm() != self.0.algorithm {
            return Err(Error::AlgKeyMismatch);
        }
        key.verify(&self.0.to_be_signed(), &self.0.signature)?;
        self.unverified()
    }

    /// The decoded snapshot; the signature is unchecked.
    ///
    /// # Errors
    ///
    /// The errors of [`Snapshot::decode`].
    pub fn unverified(&self) -> Result<Snapshot, Error> {
        Snapshot::decode(self.0.payload())
    }
}
