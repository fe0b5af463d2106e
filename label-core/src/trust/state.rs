//! The memory of a verifier between two bundles.

use ciborium::Value;

use crate::base::collect::try_map;
use crate::base::digest::{CertificateFingerprint, Digest, digest};
use crate::base::time::UnixTime;
use crate::base::version::ListVersion;
use crate::error::Error;
use crate::label::specimen::Specimen;
use crate::limits;
use crate::pki::certificate::Certificate;
use crate::trust::list::{SignedTrustList, TrustList};
use crate::trust::root_set::RootSet;
use crate::wire::cbor::{self, Fields};

/// The newest that a verifier has seen: what later bundles must follow.
///
/// It is no secret, but who can change it can undo what it protects from.
///
/// ```cddl
/// state = {
///   1 => digest                  ; of the payload of the newest trust list seen
///   2 => uint .ge 1              ; its epoch
///   3 => uint .ge 1              ; its version
///   4 => [1*16 certificate]      ; its root set
///   5 => 1..16                   ; its threshold
///   6 => seconds                 ; last good time
///   ? 7 => { 1*64 digest => seconds } ; newest snapshot seen, by the SHA-256 of the list signer's certificate
///   ? 8 => true                  ; specimen
///   ? 9 => [1*512 digest]        ; keys of revoked signers, by the SHA-256 of SubjectPublicKeyInfo
///   ? 10 => [1*256 digest]       ; label signers that have an exact record, by the SHA-256 of the certificate
///   ? 11 => [1*16 digest]        ; fingerprints of the root sets before this one, oldest first
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub(crate) digest: Digest,
    pub(crate) version: ListVersion,
    pub(crate) roots: RootSet,
    pub(crate) last_good: UnixTime,
    pub(crate) snapshots: Vec<(CertificateFingerprint, UnixTime)>,
    pub(crate) specimen: Specimen,
    /// The digests of the keys of revoked signers, oldest first.
    pub(crate) revoked: Vec<Digest>,
    /// Label signers that have an exact record, by the SHA-256 of the certificate.
    pub(crate) exact: Vec<Digest>,
    /// The root sets that this verifier went through, by their fingerprints, oldest first.
    pub(crate) earlier_roots: Vec<Digest>,
}

impl State {
    /// The epoch and version of the newest trust list seen.
    pub fn version(&self) -> ListVersion {
        self.version
    }

    /// The root set of the newest trust list seen.
    pub fn roots(&self) -> &RootSet {
        &self.roots
    }

    /// The latest time known to have been.
    pub fn last_good(&self) -> UnixTime {
        self.last_good
    }

    /// Decodes a state from strict CBOR.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::STATE_BYTES`]; else the codes of CBOR, of claims and of
    /// [`RootSet::new`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > limits::STATE_BYTES {
            let limit = limits::STATE_BYTES;
            return Err(Error::InputTooLarge { limit });
        }
        let mut fields = Fields::new("state", cbor::decode(bytes)?)?;
        let digest = fields.required(1, "digest", cbor::fixed)?;
        let (epoch, version) = cbor::counters(&mut fields)?;
        let version = ListVersion { epoch, version };
        let state = Self {
            digest,
            version,
            roots: RootSet::take(&mut fields, 4, 5)?,
            last_good: fields.required(6, "last_good", cbor::time)?,
            snapshots: fields.optional(7, "snapshots", times)?.unwrap_or_default(),
            specimen: Specimen::take(&mut fields, 8)?,
            revoked: cbor::distinct(
                "revoked",
                fields.list(9, "revoked", limits::REVOKED_KEYS, cbor::fixed)?,
            )?,
            exact: fields.list(10, "exact", limits::SIGNERS, cbor::fixed)?,
            earlier_roots: fields.list(
                11,
                "earlier_roots",
                limits::EARLIER_ROOT_SETS,
                cbor::fixed,
            )?,
        };
        fields.end()?;
        Ok(state)
    }

    /// Encodes the state in deterministic CBOR.
    ///
    /// # Errors
    ///
    /// The codes of CBOR, where it cannot be encoded.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let mut snapshots = self.snapshots.clone();
        snapshots.sort_unstable();
        let snapshots = snapshots
            .into_iter()
            .map(|(signer, issued)| (Value::Bytes(signer.as_bytes().to_vec()), issued.to_value()))
            .collect::<Vec<_>>();
        cbor::encode(&cbor::map_of([
            (1, Some(Value::Bytes(self.digest.to_vec()))),
            (2, Some(self.version.epoch.into())),
            (3, Some(self.version.version.into())),
            (4, self.roots.to_value()),
            (5, Some(self.roots.threshold_value())),
            (6, Some(self.last_good.to_value())),
            (7, (!snapshots.is_empty()).then_some(Value::Map(snapshots))),
            (8, self.specimen.to_value()),
            (9, digests(&self.revoked)),
            (10, digests(&self.exact)),
            (11, digests(&self.earlier_roots)),
        ]))
    }

    /// Checks that a fingerprint is that of the root set, or of one that this verifier went through to it.
    ///
    /// # Errors
    ///
    /// [`Error::RootOther`] for any other.
    pub fn check_root_set(&self, fingerprint: &Digest) -> Result<(), Error> {
        let known =
            self.roots.fingerprint() == *fingerprint || self.earlier_roots.contains(fingerprint);
        known.then_some(()).ok_or(Error::RootOther)
    }

    /// Remembers root sets that were gone through; the oldest of too many are forgotten.
    pub(crate) fn remember_roots(&mut self, before: &[Digest], passed: &[Digest]) {
        let all = [before, passed].concat();
        let from = all.len().saturating_sub(limits::EARLIER_ROOT_SETS);
        self.earlier_roots = all.into_iter().skip(from).collect();
    }

    /// The state after a trust list, with no memory of snapshots, keys or earlier root sets.
    pub(crate) fn after(list: &SignedTrustList, last_good: UnixTime) -> Self {
        let said = list.unverified();
        Self {
            digest: digest(list.payload()),
            version: said.order(),
            roots: said.roots.clone(),
            last_good,
            snapshots: Vec::new(),
            specimen: said.specimen,
            revoked: Vec::new(),
            exact: Vec::new(),
            earlier_roots: Vec::new(),
        }
    }

    /// Remembers the keys of the signers that a list revokes, behind those that were known; beyond the limit
    /// the oldest are forgotten.
    pub(crate) fn revoke(&mut self, known: Option<&Self>, list: &TrustList) -> Result<(), Error> {
        self.revoked = known.map_or_else(Vec::new, |known| known.revoked.clone());
        for (der, _) in list.certificates().filter(|(_, revoked)| *revoked) {
            let key = Certificate::from_der(der)?.key_digest();
            // A key that a list names is none of the oldest.
            self.revoked.retain(|other| *other != key);
            self.revoked.push(key);
        }
        let beyond = self.revoked.len().saturating_sub(limits::REVOKED_KEYS);
        self.revoked.drain(..beyond);
        Ok(())
    }

    /// Checks that a list names no key of a signer that was revoked, but as revoked.
    pub(crate) fn check_revoked(&self, list: &TrustList) -> Result<(), Error> {
        for (der, revoked) in list.certificates() {
            let back = !revoked
                && self
                    .revoked
                    .contains(&Certificate::from_der(der)?.key_digest());
            if back {
                return Err(Error::SignerUnrevoked);
            }
        }
        Ok(())
    }
}

fn digests(digests: &[Digest]) -> Option<Value> {
    let digests = digests.iter();
    cbor::array_of(digests.map(|digest| Value::Bytes(digest.to_vec())))
}

fn times(
    claim: &'static str,
    value: Value,
) -> Result<Vec<(CertificateFingerprint, UnixTime)>, Error> {
    let entries = value.into_map().map_err(|_| Error::ClaimType { claim })?;
    match entries.len() {
        0 => Err(Error::ClaimEmpty { claim }),
        length if length > limits::LIST_SIGNERS => Err(Error::ClaimTooLong { claim }),
        _ => try_map(entries, |(signer, time)| {
            let signer: Digest = cbor::fixed(claim, signer)?;
            Ok((signer.into(), cbor::time(claim, time)?))
        }),
    }
}
