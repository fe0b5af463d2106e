//! Opening a bundle: from bytes that somebody handed over to what a verifier trusts.

use alloc::vec::Vec;

use crate::bundle::{self, Bundle};
use crate::certificate::Certificate;
use crate::filter::IssuedFilter;
use crate::path::{self, Path};
use crate::purpose::Purpose;
use crate::root_set::RootSet;
use crate::scheme::Schemes;
use crate::snapshot::{Digest, Snapshot, SnapshotToken};
use crate::state::State;
use crate::status::{StatusList, StatusToken};
use crate::trust::{Listed, PublishedLists, SignerEntry, Specimen, Trust};
use crate::trust_list::{ListSigner, SignedTrustList, TrustList};
use crate::{Error, limits};

/// What the first trust list of a bundle must follow.
#[derive(Clone, Copy, Debug)]
pub enum Anchor<'a> {
    /// What this verifier has seen before.
    State(&'a State),
    /// A list of the root set with this fingerprint ([`RootSet::fingerprint`]), known another way.
    RootSet(&'a Digest),
    /// Nothing: the first list is believed as it stands.
    Nothing,
}

/// A bundle whose every object was verified, and what is to be remembered of it.
#[derive(Clone, Debug)]
pub struct Opened {
    trust: Trust,
    state: State,
    list: SignedTrustList,
    snapshots: Vec<OpenSnapshot>,
}

impl Opened {
    /// What a verifier trusts.
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// The same, owned.
    pub fn into_trust(self) -> Trust {
        self.trust
    }

    /// What is to be remembered.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The trust list of today.
    pub fn trust_list(&self) -> &TrustList {
        self.list.unverified()
    }

    /// The snapshots, as they stand in the bundle.
    pub fn snapshots(&self) -> impl Iterator<Item = &Snapshot> {
        self.snapshots.iter().map(|open| &open.snapshot)
    }

    /// Which snapshots of the bundle say something that no newer one says.
    pub(crate) fn used(&self, index: usize) -> bool {
        let Some(open) = self.snapshots.get(index) else {
            return false;
        };
        let mut signers = open.snapshot.signers.iter();
        signers.any(|(signer, _)| newest(&self.snapshots, signer).is_some_and(|n| n.0 == index))
    }
}

/// A snapshot and who signed it.
#[derive(Clone, Debug)]
struct OpenSnapshot {
    snapshot: Snapshot,
    signer: Digest,
}

impl Bundle {
    /// Verifies everything in the bundle against what is known already, at a time in seconds since 1970.
    ///
    /// A clock that is behind is no error here: the verdicts say it. Nothing faulty is passed over;
    /// a list or filter that is named and not there leaves its check open.
    pub fn open(&self, anchor: Anchor<'_>, at: u64) -> Result<Opened, Error> {
        let list = self.chain(anchor)?;
        let said = list.unverified();
        let anchors = anchors(said)?;
        let list_signers = OpenListSigner::all(said, &anchors)?;
        let snapshots = self.snapshots(said, &list_signers)?;
        let known = match anchor {
            Anchor::State(state) => Some(state),
            _ => None,
        };
        check_snapshot_rollback(known, &list_signers, &snapshots)?;
        let lists = self.referenced(&self.status_lists, &snapshots, |of| of.status_list)?;
        let filters = self.referenced(&self.filters, &snapshots, |of| of.filter)?;
        let state = next_state(known, &list, &list_signers, &snapshots, at);
        let mut trust = Trust::of_list(said, state.last_good);
        let mut blobs = Blobs {
            lists: &lists,
            filters: &filters,
            inflated: 0,
            list_signers: &list_signers,
            snapshots: &snapshots,
        };
        for signer in &said.label_signers {
            let chain = certificates(&signer.chain)?;
            let path = Path::check(&chain, &anchors, Purpose::LabelSigning)?;
            let certificate = chain.first().ok_or(Error::ChainLength)?;
            let published = blobs.published(&certificate.fingerprint(), &signer.status_uri)?;
            let (status, published) = match published {
                Some((status, published)) => (status, Some(published)),
                None => (None, None),
            };
            let listed = Listed {
                signer: signer.clone(),
                published,
            };
            trust.add(SignerEntry::listed(certificate, path, listed), status);
        }
        for signer in &list_signers {
            trust.add(SignerEntry::of_lists(&signer.certificate, &signer.path), None);
        }
        Ok(Opened {
            trust,
            state,
            list,
            snapshots,
        })
    }

    /// Follows the trust lists from what is known to the last one, which must not be an old one.
    fn chain(&self, anchor: Anchor<'_>) -> Result<SignedTrustList, Error> {
        let mut known = match anchor {
            Anchor::State(state) => Some(Known::of_state(state)),
            _ => None,
        };
        let lists = self.trust_lists.iter();
        let lists: Vec<_> = lists
            .map(|bytes| SignedTrustList::decode(bytes))
            .collect::<Result<_, _>>()?;
        let last = lists.last().ok_or(Error::TrustListMissing)?.clone();
        for (index, list) in lists.iter().enumerate() {
            let said = list.unverified();
            let is_last = index + 1 == lists.len();
            match (&known, anchor) {
                // Changes that this verifier has been through already.
                (Some(known), _) if !is_last && said.order() <= known.order => {
                    list.verify(None)?;
                    continue;
                }
                (Some(known), _) => known.check_follows(list)?,
                (None, Anchor::RootSet(pin)) if said.roots.fingerprint() != *pin => {
                    list.verify(None)?;
                    continue;
                }
                (None, _) => list.verify(None)?,
            }
            known = Some(Known::of_list(list));
        }
        known.map(|_| last).ok_or(Error::RootPin)
    }

    fn snapshots(
        &self,
        list: &TrustList,
        signers: &[OpenListSigner<'_>],
    ) -> Result<Vec<OpenSnapshot>, Error> {
        let tokens = self.snapshots.iter();
        tokens
            .map(|bytes| OpenSnapshot::verify(&SnapshotToken::decode(bytes)?, list, signers))
            .collect()
    }

    /// The lists or filters by their digests; each must be named by a snapshot and be there once.
    fn referenced<'a>(
        &self,
        blobs: &'a [Vec<u8>],
        snapshots: &[OpenSnapshot],
        name: impl Fn(&crate::snapshot::Published) -> Digest,
    ) -> Result<Vec<(Digest, &'a [u8])>, Error> {
        let named: Vec<Digest> = snapshots
            .iter()
            .flat_map(|open| open.snapshot.signers.iter().map(|(_, of)| name(of)))
            .collect();
        let mut found: Vec<(Digest, &[u8])> = Vec::new();
        for blob in blobs {
            let digest = bundle::digest(blob);
            if !named.contains(&digest) || found.iter().any(|(other, _)| *other == digest) {
                return Err(Error::BundleUnreferenced);
            }
            found.push((digest, blob));
        }
        Ok(found)
    }
}

/// What a trust list must follow.
struct Known<'a> {
    order: (u64, u64),
    digest: Digest,
    roots: &'a RootSet,
    specimen: Specimen,
}

impl<'a> Known<'a> {
    fn of_state(state: &'a State) -> Self {
        Self {
            order: state.version(),
            digest: state.digest,
            roots: &state.roots,
            specimen: state.specimen,
        }
    }

    fn of_list(list: &'a SignedTrustList) -> Self {
        let said = list.unverified();
        Self {
            order: said.order(),
            digest: bundle::digest(list.payload()),
            roots: &said.roots,
            specimen: said.specimen,
        }
    }

    /// Checks the order of a list, its root set and its signatures.
    fn check_follows(&self, list: &SignedTrustList) -> Result<(), Error> {
        let said = list.unverified();
        let (seen_epoch, seen_version) = self.order;
        if said.order() < self.order {
            return Err(Error::TrustRollback {
                seen_epoch,
                seen_version,
                epoch: said.epoch,
                version: said.version,
            });
        }
        if said.specimen != self.specimen {
            return Err(Error::SpecimenMixed);
        }
        if said.order() == self.order && bundle::digest(list.payload()) != self.digest {
            return Err(Error::TrustFork);
        }
        match said.epoch - seen_epoch {
            0 if said.roots.is(self.roots) => list.verify(None),
            1 => list.verify(Some(self.roots)),
            _ => Err(Error::RootEpoch),
        }
    }
}

/// A list signer whose certificate chain was checked.
struct OpenListSigner<'a> {
    said: &'a ListSigner,
    certificate: Certificate,
    fingerprint: Digest,
    path: Path,
}

impl<'a> OpenListSigner<'a> {
    fn all(list: &'a TrustList, anchors: &[Certificate]) -> Result<Vec<Self>, Error> {
        let signers = list.list_signers.iter();
        signers
            .map(|said| {
                let chain = certificates(&said.chain)?;
                let certificate = chain.first().ok_or(Error::ChainLength)?.clone();
                Ok(Self {
                    said,
                    fingerprint: certificate.fingerprint(),
                    path: Path::check(&chain, anchors, Purpose::StatusSigning)?,
                    certificate,
                })
            })
            .collect()
    }

    fn is_revoked(&self) -> bool {
        self.said.state.check(0).is_err()
    }

    fn signs_for(&self, address: &str) -> bool {
        let mut addresses = self.said.addresses.iter();
        addresses.any(|allowed| allowed == address)
    }

    /// Checks that what this signer issued at a time counts.
    fn check_time(&self, issued: u64) -> Result<(), Error> {
        self.said.state.check(issued)?;
        self.path.check_time(issued)
    }
}

impl OpenSnapshot {
    fn verify(
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
    let named = (snapshot.epoch, snapshot.version);
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
        let named = snapshot.published(&bundle::digest(certificate)).is_some();
        if named && !signer.signs_for(&label_signer.status_uri) {
            return Err(Error::ListSigner);
        }
    }
    Ok(())
}

/// Refuses a snapshot older than the newest that was seen of its signer.
fn check_snapshot_rollback(
    known: Option<&State>,
    signers: &[OpenListSigner<'_>],
    snapshots: &[OpenSnapshot],
) -> Result<(), Error> {
    for signer in signers {
        let mut seen = known.into_iter().flat_map(|state| &state.snapshots);
        let seen = seen.find(|(name, _)| *name == signer.fingerprint);
        match (seen, latest(snapshots, &signer.fingerprint)) {
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

/// The issue of the newest snapshot of a list signer.
fn latest(snapshots: &[OpenSnapshot], signer: &Digest) -> Option<u64> {
    let of_signer = snapshots.iter().filter(|open| open.signer == *signer);
    of_signer.map(|open| open.snapshot.issued).max()
}

/// The newest snapshot that names a label signer.
fn newest<'a>(snapshots: &'a [OpenSnapshot], signer: &Digest) -> Option<(usize, &'a Snapshot)> {
    snapshots
        .iter()
        .map(|open| &open.snapshot)
        .enumerate()
        .filter(|(_, snapshot)| snapshot.published(signer).is_some())
        .max_by_key(|(_, snapshot)| snapshot.issued)
}

/// What is to be remembered after this bundle was opened.
///
/// A new epoch forgets the last good time: it ends what ran too far forward.
fn next_state(
    known: Option<&State>,
    list: &SignedTrustList,
    signers: &[OpenListSigner<'_>],
    snapshots: &[OpenSnapshot],
    at: u64,
) -> State {
    let said = list.unverified();
    let same_epoch = known.filter(|state| state.epoch == said.epoch);
    let issued = snapshots.iter().map(|open| open.snapshot.issued);
    let floor = issued
        .chain([said.issued])
        .chain(same_epoch.map(|state| state.last_good))
        .max()
        .unwrap_or_default();
    let ends = snapshots.iter().map(|open| open.snapshot.expires);
    let end = ends.chain([said.expires]).min().unwrap_or_default();
    let plausible = (floor..end).contains(&at);
    let mut state = State::after(list, if plausible { at } else { floor });
    for signer in signers.iter().filter(|signer| !signer.is_revoked()) {
        let mut seen = known.into_iter().flat_map(|state| &state.snapshots);
        let seen = seen.find(|(name, _)| *name == signer.fingerprint);
        let newest = latest(snapshots, &signer.fingerprint).max(seen.map(|(_, issued)| *issued));
        state
            .snapshots
            .extend(newest.map(|issued| (signer.fingerprint, issued)));
    }
    state
}

/// The status lists and filters of a bundle, looked up for one label signer after the other.
struct Blobs<'a> {
    lists: &'a [(Digest, &'a [u8])],
    filters: &'a [(Digest, &'a [u8])],
    inflated: usize,
    list_signers: &'a [OpenListSigner<'a>],
    snapshots: &'a [OpenSnapshot],
}

impl Blobs<'_> {
    /// What the newest snapshot names for a label signer, verified.
    fn published(
        &mut self,
        signer: &Digest,
        address: &str,
    ) -> Result<Option<(Option<StatusList>, PublishedLists)>, Error> {
        let Some((_, snapshot)) = newest(self.snapshots, signer) else {
            return Ok(None);
        };
        let Some(named) = snapshot.published(signer) else {
            return Ok(None);
        };
        let status = find(self.lists, &named.status_list);
        let status = status.map(|bytes| self.status(bytes, address)).transpose()?;
        let filter = find(self.filters, &named.filter);
        let published = PublishedLists {
            issued: snapshot.issued,
            expires: snapshot.expires,
            filter: filter.map(IssuedFilter::decode).transpose()?,
        };
        Ok(Some((status, published)))
    }

    fn status(&mut self, bytes: &[u8], address: &str) -> Result<StatusList, Error> {
        let token = StatusToken::decode(bytes)?;
        let mut fault = Error::ListSigner;
        for signer in self.list_signers {
            let hinted = token.hint() == signer.certificate.hint();
            if !hinted || !signer.signs_for(address) {
                continue;
            }
            match token.verify(&signer.path.key) {
                Ok(list) => {
                    signer.check_time(list.issued)?;
                    self.inflated += list.inflated_bytes();
                    if self.inflated > limits::BUNDLE_INFLATED_BYTES {
                        return Err(Error::StatusTooLarge);
                    }
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
    blobs.find(|(name, _)| name == digest).map(|(_, blob)| *blob)
}

/// Every root that a signer may lead to: those of the set, and the earlier ones.
fn anchors(list: &TrustList) -> Result<Vec<Certificate>, Error> {
    let mut anchors = list.roots.certificates().to_vec();
    for der in &list.earlier_roots {
        let root = Certificate::from_der(der)?;
        path::check_anchor(&root)?;
        anchors.push(root);
    }
    Ok(anchors)
}

fn certificates(ders: &[Vec<u8>]) -> Result<Vec<Certificate>, Error> {
    ders.iter().map(|der| Certificate::from_der(der)).collect()
}

impl Trust {
    fn of_list(list: &TrustList, floor: u64) -> Self {
        let builder = Self::builder()
            .times(Some(list.issued), Some(list.expires))
            .specimen(list.specimen);
        let hosts = list.hosts.iter();
        let builder = hosts.fold(builder, |builder, host| builder.host(host));
        builder.of_list(Schemes::builtin(), floor)
    }
}
