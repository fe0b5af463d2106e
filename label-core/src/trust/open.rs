//! Opening a bundle: from bytes that somebody handed over to what a verifier trusts.

mod chain;
mod lists;

use crate::base::collect::try_map;
use crate::base::digest::{Digest, digest};
use crate::base::time::UnixTime;
use crate::error::Error;
use crate::limits;
use crate::lists::snapshot::{Snapshot, SnapshotToken};
use crate::pki::certificate::{Certificate, certificates};
use crate::pki::path::{self, Path};
use crate::pki::purpose::Purpose;
use crate::scheme::Schemes;
use crate::trust::bundle::Bundle;
use crate::trust::list::{SignedTrustList, TrustList};
use crate::trust::root_set::RootSet;
use crate::trust::set::Trust;
use crate::trust::signer::{Listed, SignerEntry};
use crate::trust::state::State;
use chain::Known;
use lists::{
    Blobs, OpenListSigner, OpenSnapshot, check_replaced, check_seconds, check_snapshot_rollback,
    exact_signers, is_needed, latest, referenced,
};

/// The base that the first trust list of a bundle must follow.
#[derive(Clone, Copy, Debug)]
pub enum Anchor<'a> {
    /// The lists that this verifier has seen before.
    State(&'a State),
    /// A list of the root set with this fingerprint ([`RootSet::fingerprint`](crate::RootSet::fingerprint)), known another way.
    RootSet(&'a Digest),
    /// Nothing: the first list is believed as it stands.
    Nothing,
}

impl<'a> Anchor<'a> {
    fn state(self) -> Option<&'a State> {
        match self {
            Self::State(state) => Some(state),
            _ => None,
        }
    }
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
    /// The trust set for a verifier.
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// The same, owned.
    pub fn into_trust(self) -> Trust {
        self.trust
    }

    /// The state to be remembered.
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

    /// Checks that the snapshots say nothing else of a second than those of the same signers that were here before.
    pub(crate) fn check_replaced(&self, before: &Self) -> Result<(), Error> {
        check_replaced(&before.snapshots, &self.snapshots)
    }

    /// True for a snapshot of the bundle that says something that counts and that no newer one says.
    pub(crate) fn used(&self, index: usize) -> bool {
        is_needed(&self.snapshots, index, self.trust_list())
    }
}

/// The end of a chain of trust lists.
struct Chain {
    /// The last list.
    list: SignedTrustList,
    /// The fingerprints of the root sets that were left on the way, oldest first.
    passed: Vec<Digest>,
}

impl Bundle {
    /// Verifies everything in the bundle against what is known already, at a time.
    ///
    /// A clock that is behind is no error here: the verdicts say it. Nothing faulty is passed over;
    /// a list or filter that is named and not there leaves its check open.
    ///
    /// # Errors
    ///
    /// With the verifier as it was: the code of the first object that cannot be opened, in the order of
    /// `docs/FORMAT.md`, section 13.
    pub fn open(&self, anchor: Anchor<'_>, at: UnixTime) -> Result<Opened, Error> {
        if self.additions.is_empty() {
            return self.open_whole(anchor, at);
        }
        // There is nothing to add them to but the empty record.
        let mut whole = self.clone();
        whole.resolve(&[])?;
        whole.open_whole(anchor, at)
    }

    fn open_whole(&self, anchor: Anchor<'_>, at: UnixTime) -> Result<Opened, Error> {
        let followed = self.chain(anchor)?;
        let said = followed.list.unverified();
        let known = anchor.state();
        let anchors = anchors(said)?;
        let list_signers = OpenListSigner::all(said, &anchors)?;
        let snapshots = self.open_snapshots(said, &list_signers)?;
        check_snapshot_rollback(known, &list_signers, &snapshots)?;
        check_seconds(said, &snapshots)?;
        let exact = exact_signers(known, said, &snapshots)?;
        let lists = referenced(&self.status_lists, &snapshots, |of| Some(of.status_list))?;
        let filters = referenced(&self.filters, &snapshots, |of| of.filter)?;
        let records = referenced(&self.records, &snapshots, |of| of.record)?;
        let mut state = next_state(known, &followed, &list_signers, &snapshots, at);
        state.exact = exact;
        state.revoke(known, said)?;
        let mut trust = Trust::of_list(said, state.last_good);
        let mut blobs = Blobs {
            lists: &lists,
            filters: &filters,
            records: &records,
            room: limits::INFLATED_BYTES,
            list_signers: &list_signers,
            snapshots: &snapshots,
        };
        for signer in &said.label_signers {
            let chain = certificates(&signer.chain)?;
            let path = Path::check(&chain, &anchors, Purpose::LabelSigning)?;
            let certificate = chain.first().ok_or(Error::ChainLength)?;
            let (status, published) =
                blobs.published(certificate.fingerprint(), &signer.status_uri)?;
            let listed = Listed {
                signer: signer.clone(),
                published,
            };
            trust.add(SignerEntry::listed(certificate, path, listed), status);
        }
        for signer in &list_signers {
            let entry = SignerEntry::of_lists(&signer.certificate, &signer.path);
            trust.add(entry, None);
        }
        Ok(Opened {
            trust,
            state,
            list: followed.list,
            snapshots,
        })
    }

    /// Follows the trust lists from what is known to the last one, which must not be an old one.
    fn chain(&self, anchor: Anchor<'_>) -> Result<Chain, Error> {
        let mut passed = Vec::new();
        let mut known = anchor.state().map(Known::of_state);
        let lists = try_map(&self.trust_lists, |bytes| SignedTrustList::decode(bytes))?;
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
            let before = known.as_ref().map(|known| known.roots);
            let left = before.filter(|before| !before.is(&said.roots));
            passed.extend(left.map(RootSet::fingerprint));
            known = Some(Known::of_list(list));
        }
        if known.is_none() {
            return Err(Error::RootPin);
        }
        // A list that this verifier trusts already stays in use until the next one.
        let trusted = anchor.state().map(|state| state.digest);
        if trusted != Some(digest(last.payload())) {
            last.unverified().check_keys()?;
        }
        Ok(Chain { list: last, passed })
    }

    fn open_snapshots(
        &self,
        list: &TrustList,
        signers: &[OpenListSigner<'_>],
    ) -> Result<Vec<OpenSnapshot>, Error> {
        try_map(&self.snapshots, |bytes| {
            OpenSnapshot::verify(&SnapshotToken::decode(bytes)?, list, signers)
        })
    }
}

/// The state to be remembered after this bundle was opened.
///
/// A new epoch forgets the last good time: it ends what ran too far forward.
fn next_state(
    known: Option<&State>,
    chain: &Chain,
    signers: &[OpenListSigner<'_>],
    snapshots: &[OpenSnapshot],
    at: UnixTime,
) -> State {
    let said = chain.list.unverified();
    let same_epoch = known.filter(|state| state.version.epoch == said.epoch);
    let issued = snapshots.iter().map(|open| open.snapshot.issued);
    let floor = issued
        .chain([said.issued])
        .chain(same_epoch.map(|state| state.last_good))
        .max()
        .unwrap_or_default();
    let needed = snapshots.iter().enumerate();
    let needed = needed.filter(|(index, _)| is_needed(snapshots, *index, said));
    let ends = needed.map(|(_, open)| open.snapshot.expires);
    let end = ends.chain([said.expires]).min().unwrap_or_default();
    let plausible = (floor..end).contains(&at);
    let mut state = State::after(&chain.list, if plausible { at } else { floor });
    let before = known.map_or(&[][..], |state| &state.earlier_roots);
    state.remember_roots(before, &chain.passed);
    for signer in signers.iter().filter(|signer| !signer.is_revoked()) {
        let mut seen = known.into_iter().flat_map(|state| &state.snapshots);
        let seen = seen.find(|(name, _)| *name == signer.fingerprint);
        let newest = latest(snapshots, signer.fingerprint).max(seen.map(|(_, issued)| *issued));
        state
            .snapshots
            .extend(newest.map(|issued| (signer.fingerprint, issued)));
    }
    state
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

impl Trust {
    fn of_list(list: &TrustList, floor: UnixTime) -> Self {
        let builder = Self::builder()
            .times(Some(list.issued), Some(list.expires))
            .specimen(list.specimen);
        let hosts = list.hosts.iter();
        let builder = hosts.fold(builder, |builder, host| builder.host(host));
        builder.of_list(Schemes::builtin(), list.order(), floor)
    }
}
