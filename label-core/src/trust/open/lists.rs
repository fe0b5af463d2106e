//! Snapshots, and the status lists and records that they name.

use crate::base::collect::try_map;
use crate::base::digest::{CertificateFingerprint, Digest, digest};
use crate::base::time::UnixTime;
use crate::base::version::ListVersion;
use crate::error::Error;
use crate::lists::filter::IssuedFilter;
use crate::lists::record::{ExactRecord, IssuedRecord};
use crate::lists::snapshot::{Published, Snapshot, SnapshotToken};
use crate::lists::status::{StatusList, StatusToken};
use crate::pki::certificate::{Certificate, certificates};
use crate::pki::path::Path;
use crate::pki::purpose::Purpose;
use crate::trust::list::{ListSigner, TrustList};
use crate::trust::signer::PublishedLists;
use crate::trust::state::State;

/// A snapshot and who signed it.
#[derive(Clone, Debug)]
pub(super) struct OpenSnapshot {
    pub(super) snapshot: Snapshot,
    pub(super) signer: CertificateFingerprint,
}

/// A list signer whose certificate chain was checked.
pub(super) struct OpenListSigner<'a> {
    said: &'a ListSigner,
    pub(super) certificate: Certificate,
    pub(super) fingerprint: CertificateFingerprint,
    pub(super) path: Path,
}

impl<'a> OpenListSigner<'a> {
    pub(super) fn all(list: &'a TrustList, anchors: &[Certificate]) -> Result<Vec<Self>, Error> {
        try_map(&list.list_signers, |said| {
            let chain = certificates(&said.chain)?;
            let certificate = chain.first().ok_or(Error::ChainLength)?.clone();
            Ok(Self {
                said,
                fingerprint: certificate.fingerprint(),
                path: Path::check(&chain, anchors, Purpose::StatusSigning)?,
                certificate,
            })
        })
    }

    pub(super) fn is_revoked(&self) -> bool {
        self.said.state.is_revoked()
    }

    fn signs_for(&self, address: &str) -> bool {
        let mut addresses = self.said.addresses.iter();
        addresses.any(|allowed| allowed == address)
    }

    /// Checks that what this signer issued at a time counts.
    fn check_time(&self, issued: UnixTime) -> Result<(), Error> {
        self.said.state.check(issued)?;
        self.path.check_time(issued)
    }
}

impl OpenSnapshot {
    pub(super) fn verify(
        token: &SnapshotToken,
        list: &TrustList,
        signers: &[OpenListSigner<'_>],
    ) -> Result<Self, Error> {
        let mut fault = Error::ListSigner;
        for signer in signers
            .iter()
            .filter(|signer| signer.certificate.hint() == token.hint())
        {
            match token.verify(&signer.path.key) {
                Ok(snapshot) => {
                    signer.check_time(snapshot.issued)?;
                    check_mixed(&snapshot, list)?;
                    check_addresses(&snapshot, list, signer)?;
                    return Ok(Self {
                        snapshot,
                        signer: signer.fingerprint,
                    });
                }
                Err(error) => fault = error,
            }
        }
        Err(fault)
    }
}

/// A snapshot names the trust list of its time: the one at hand, or one that this replaced later.
fn check_mixed(snapshot: &Snapshot, list: &TrustList) -> Result<(), Error> {
    let (epoch, version) = (snapshot.epoch, snapshot.version);
    let named = ListVersion { epoch, version };
    let earlier = named < list.order() && snapshot.issued <= list.issued;
    match named == list.order() || earlier {
        true => Ok(()),
        false => Err(Error::SnapshotMixed),
    }
}

fn check_addresses(
    snapshot: &Snapshot,
    list: &TrustList,
    signer: &OpenListSigner<'_>,
) -> Result<(), Error> {
    for label_signer in &list.label_signers {
        let certificate = label_signer.chain.first().ok_or(Error::ChainLength)?;
        let named = snapshot
            .published(CertificateFingerprint::of(certificate))
            .is_some();
        if named && !signer.signs_for(&label_signer.status_uri) {
            return Err(Error::ListSigner);
        }
    }
    Ok(())
}

/// Refuses a snapshot older than the newest that was seen of its signer.
pub(super) fn check_snapshot_rollback(
    known: Option<&State>,
    signers: &[OpenListSigner<'_>],
    snapshots: &[OpenSnapshot],
) -> Result<(), Error> {
    for signer in signers {
        let mut seen = known.into_iter().flat_map(|state| &state.snapshots);
        let seen = seen.find(|(name, _)| *name == signer.fingerprint);
        match (seen, latest(snapshots, signer.fingerprint)) {
            (Some((_, seen)), Some(issued)) if issued < *seen => {
                return Err(Error::SnapshotRollback {
                    seen: *seen,
                    issued,
                });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Refuses two snapshots of the newest second of a label signer that name different lists for it: neither is
/// the newer one, and one of them may revoke less.
pub(super) fn check_seconds(list: &TrustList, snapshots: &[OpenSnapshot]) -> Result<(), Error> {
    for signer in &list.label_signers {
        let certificate = signer.chain.first().ok_or(Error::ChainLength)?;
        let name = CertificateFingerprint::of(certificate);
        let Some((_, newest)) = newest(snapshots, name) else {
            continue;
        };
        let snapshots = snapshots.iter().map(|open| &open.snapshot);
        let of_second = snapshots.filter(|other| other.issued == newest.issued);
        let mut named = of_second.filter_map(|other| other.published(name));
        if named.any(|other| Some(other) != newest.published(name)) {
            return Err(Error::SnapshotFork);
        }
    }
    Ok(())
}

/// Refuses a snapshot that replaces another one of its signer and second, and contradicts it.
pub(super) fn check_replaced(before: &[OpenSnapshot], after: &[OpenSnapshot]) -> Result<(), Error> {
    for old in before {
        let at = |open: &OpenSnapshot| (open.signer, open.snapshot.issued);
        for new in after.iter().filter(|new| at(new) == at(old)) {
            for (name, published) in &old.snapshot.signers {
                let other = new.snapshot.published(*name);
                if other.is_some_and(|other| published.contradicts(other)) {
                    return Err(Error::SnapshotFork);
                }
            }
        }
    }
    Ok(())
}

/// The issue of the newest snapshot of a list signer.
pub(super) fn latest(
    snapshots: &[OpenSnapshot],
    signer: CertificateFingerprint,
) -> Option<UnixTime> {
    let of_signer = snapshots.iter().filter(|open| open.signer == signer);
    of_signer.map(|open| open.snapshot.issued).max()
}

/// The newest snapshot that names a label signer.
pub(super) fn newest(
    snapshots: &[OpenSnapshot],
    signer: CertificateFingerprint,
) -> Option<(usize, &Snapshot)> {
    snapshots
        .iter()
        .map(|open| &open.snapshot)
        .enumerate()
        .filter(|(_, snapshot)| snapshot.published(signer).is_some())
        .max_by_key(|(_, snapshot)| snapshot.issued)
}

/// The label signers that have an exact record; one that had one has one still.
pub(super) fn exact_signers(
    known: Option<&State>,
    list: &TrustList,
    snapshots: &[OpenSnapshot],
) -> Result<Vec<Digest>, Error> {
    let mut exact = Vec::new();
    for name in counting(list) {
        let had = known.is_some_and(|state| state.exact.contains(name.as_bytes()));
        let named = newest(snapshots, name).and_then(|(_, snapshot)| snapshot.published(name));
        match named.map_or(had, |named| named.record.is_some()) {
            true => exact.push(*name.as_bytes()),
            false if had => return Err(Error::RecordWeaker),
            false => {}
        }
    }
    Ok(exact)
}

/// The label signers that are not revoked.
fn counting(list: &TrustList) -> impl Iterator<Item = CertificateFingerprint> {
    let signers = list.label_signers.iter();
    signers
        .filter(|signer| !signer.state.is_revoked())
        .filter_map(|signer| Some(CertificateFingerprint::of(signer.chain.first()?)))
}

/// True for a snapshot that is the newest for a label signer that counts.
pub(super) fn is_needed(snapshots: &[OpenSnapshot], index: usize, list: &TrustList) -> bool {
    counting(list).any(|name| newest(snapshots, name).is_some_and(|(at, _)| at == index))
}

/// The status lists and records of a bundle, looked up for one label signer after the other.
pub(super) struct Blobs<'a> {
    pub(super) lists: &'a [(Digest, &'a [u8])],
    pub(super) filters: &'a [(Digest, &'a [u8])],
    pub(super) records: &'a [(Digest, &'a [u8])],
    /// Bytes to which further status lists may inflate.
    pub(super) room: usize,
    pub(super) list_signers: &'a [OpenListSigner<'a>],
    pub(super) snapshots: &'a [OpenSnapshot],
}

impl Blobs<'_> {
    /// The lists that the newest snapshot names for a label signer, verified.
    pub(super) fn published(
        &mut self,
        signer: CertificateFingerprint,
        address: &str,
    ) -> Result<(Option<StatusList>, Option<PublishedLists>), Error> {
        let snapshot = newest(self.snapshots, signer).map(|(_, snapshot)| snapshot);
        let named = snapshot.and_then(|snapshot| Some((snapshot, snapshot.published(signer)?)));
        let Some((snapshot, named)) = named else {
            return Ok((None, None));
        };
        let status = find(self.lists, &named.status_list);
        let status = status
            .map(|bytes| self.status(bytes, address))
            .transpose()?;
        let published = PublishedLists {
            issued: snapshot.issued,
            expires: snapshot.expires,
            record: self.record(named)?,
        };
        Ok((status, Some(published)))
    }

    /// The record that counts: a filter never answers in place of an exact one that is named.
    fn record(&self, named: &Published) -> Result<Option<IssuedRecord>, Error> {
        if let Some(digest) = &named.record {
            return match find(self.records, digest) {
                Some(bytes) => Ok(Some(IssuedRecord::Exact(ExactRecord::decode(bytes)?))),
                None => Ok(None),
            };
        }
        match named.filter.and_then(|digest| find(self.filters, &digest)) {
            Some(bytes) => Ok(Some(IssuedRecord::Filter(IssuedFilter::decode(bytes)?))),
            None => Ok(None),
        }
    }

    fn status(&mut self, bytes: &[u8], address: &str) -> Result<StatusList, Error> {
        let token = StatusToken::decode(bytes)?;
        let mut fault = Error::ListSigner;
        for signer in self.list_signers {
            let hinted = token.hint() == signer.certificate.hint();
            if !hinted || !signer.signs_for(address) {
                continue;
            }
            match token.verify_packed(&signer.path.key) {
                Ok(list) => {
                    signer.check_time(list.issued())?;
                    let list = list.inflate(&mut self.room)?;
                    return match list.uri == address {
                        true => Ok(list),
                        false => Err(Error::StatusOtherSigner),
                    };
                }
                Err(error) => fault = error,
            }
        }
        Err(fault)
    }
}

fn find<'a>(blobs: &[(Digest, &'a [u8])], digest: &Digest) -> Option<&'a [u8]> {
    let mut blobs = blobs.iter();
    blobs
        .find(|(name, _)| name == digest)
        .map(|(_, blob)| *blob)
}

/// The lists or records by their digests; each must be named by a snapshot and be there once.
pub(super) fn referenced<'a>(
    blobs: &'a [Vec<u8>],
    snapshots: &[OpenSnapshot],
    name: fn(&Published) -> Option<Digest>,
) -> Result<Vec<(Digest, &'a [u8])>, Error> {
    let mut named: Vec<Digest> = Vec::new();
    for open in snapshots {
        for (_, published) in &open.snapshot.signers {
            named.extend(name(published));
        }
    }
    let mut found: Vec<(Digest, &[u8])> = Vec::new();
    for blob in blobs {
        let digest = digest(blob);
        if !named.contains(&digest) || found.iter().any(|(other, _)| *other == digest) {
            return Err(Error::BundleUnreferenced);
        }
        found.push((digest, blob));
    }
    Ok(found)
}
