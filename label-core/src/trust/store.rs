//! Stores: the bundle that a verifier has, and what it remembers of it.

use ciborium::Value;

use crate::base::collect::try_map;
use crate::base::digest::{
    CertificateFingerprint, CertificateHint, Digest, certificate_hint, digest,
};
use crate::base::time::UnixTime;
use crate::error::Error;
use crate::limits;
use crate::lists::snapshot::{Snapshot, SnapshotToken};
use crate::lists::status::{StatusList, StatusToken};
use crate::trust::bundle::{self, Bundle};
use crate::trust::list::SignedTrustList;
use crate::trust::open::{Anchor, Opened};
use crate::trust::set::Trust;
use crate::trust::state::State;
use crate::wire::cbor;

const KIND: &str = "label-store";

/// A bundle that was opened, and the state after that.
///
/// ```
/// use label_core::{Bundle, Error, Filters, Store};
/// # use test_vectors::fixtures::owner::{DAY, NOW, Owner};
/// # let owner = Owner::new();
/// # let pin = owner.list.roots.fingerprint();
/// # let bundle = owner.bundle(NOW - 2 * DAY).encode()?;
/// # let part = owner.part(NOW - DAY).encode()?;
/// # let old = owner.part(NOW - 3 * DAY).encode()?;
///
/// // `pin` came another way than the bundle.
/// let (store, _) = Store::install(&Bundle::decode(&bundle)?, Some(&pin), NOW)?;
/// let (newer, opened) = store.update(&Bundle::decode(&part)?, NOW, Filters::Refuse)?;
/// assert_eq!(opened.trust().status_lists().len(), 1);
/// // A store that was kept refuses what is older.
/// let kept = Store::decode(&newer.encode()?)?;
/// let refused = kept.update(&Bundle::decode(&old)?, NOW, Filters::Refuse).unwrap_err();
/// assert!(matches!(refused, Error::SnapshotRollback { .. }));
/// # Ok::<(), Error>(())
/// ```
///
/// ```cddl
/// store = {
///   0 => "label-store"
///   1 => bstr .cbor bundle
///   2 => bstr .cbor state
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    bundle: Bundle,
    state: State,
}

/// The answer to an update that brings a filter in place of an exact record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filters {
    /// It is refused: a till would lose what protects it from a search for labels that a filter holds by chance.
    #[default]
    Refuse,
    /// It is taken, and that there was an exact record is forgotten. Only for a page: whoever serves its
    /// bundle serves its program too.
    Accept,
}

impl Store {
    /// True for bytes that say that they are a store, whatever else is wrong with them.
    pub fn is_store(bytes: &[u8]) -> bool {
        bundle::is_kind(bytes, KIND)
    }

    /// Decodes a store; its bundle is not verified.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::STORE_BYTES`]; [`Error::TrustMalformed`] for another kind of
    /// file; the errors of [`Bundle::decode`] and [`State::decode`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let mut fields = bundle::open_kind(bytes, KIND, limits::STORE_BYTES)?;
        let store = Self {
            bundle: Bundle::decode(&fields.required(1, "bundle", cbor::bytes)?)?,
            state: State::decode(&fields.required(2, "state", cbor::bytes)?)?,
        };
        fields.end()?;
        Ok(store)
    }

    /// Encodes the store in deterministic CBOR.
    ///
    /// # Errors
    ///
    /// The errors of [`Bundle::encode`] and [`State::encode`].
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        cbor::encode(&cbor::map([
            (0, KIND.into()),
            (1, Value::Bytes(self.bundle.encode()?)),
            (2, Value::Bytes(self.state.encode()?)),
        ]))
    }

    /// The bundle.
    pub fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    /// The state that is remembered.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Opens the bundle against its own state, at a time.
    ///
    /// # Errors
    ///
    /// The errors of [`Bundle::open`].
    pub fn open(&self, at: UnixTime) -> Result<Opened, Error> {
        self.bundle.open(Anchor::State(&self.state), at)
    }

    /// Installs the first bundle: against the fingerprint of its root set, or as it stands.
    ///
    /// # Errors
    ///
    /// The errors of [`Bundle::open`]; [`Error::ClockBeforeTrust`] where anything was issued after the time,
    /// [`Error::TrustExpired`] where the trust list has expired.
    pub fn install(
        bundle: &Bundle,
        pin: Option<&Digest>,
        at: UnixTime,
    ) -> Result<(Self, Opened), Error> {
        let anchor = pin.map_or(Anchor::Nothing, Anchor::RootSet);
        Self::settle(bundle.clone(), anchor, at)
    }

    /// Takes what is newer in a bundle or part, at a time.
    ///
    /// Refused, with the store as it was: the errors of [`Bundle::open`], a trust list that has expired,
    /// anything issued after the time, another snapshot of a second that is known, a revocation that is taken
    /// back, and, unless filters are accepted, an exact record that is not there any more.
    ///
    /// # Errors
    ///
    /// The errors of [`Bundle::open`]; [`Error::TrustExpired`] and [`Error::ClockBeforeTrust`];
    /// [`Error::SnapshotFork`]; [`Error::SignerUnrevoked`], [`Error::StatusMissing`] and
    /// [`Error::StatusUnrevoked`] where a revocation would be taken back; [`Error::RecordBaseMissing`] where
    /// only additions to records are offered that this store does not have, and [`Error::RecordWeaker`] where
    /// an exact record would be lost.
    pub fn update(
        &self,
        part: &Bundle,
        at: UnixTime,
        filters: Filters,
    ) -> Result<(Self, Opened), Error> {
        let before = self.open(at)?;
        let mut known = self.state.clone();
        if filters == Filters::Accept {
            known.exact.clear();
        }
        let merged = self.bundle.with(part)?;
        let (store, after) = Self::settle(merged, Anchor::State(&known), at)?;
        after.check_replaced(&before)?;
        before.state().check_revoked(after.trust_list())?;
        check_revocations(before.trust(), &after)?;
        check_records(&known, &after)?;
        Ok((store, after))
    }

    /// Opens a bundle that is to be kept.
    fn settle(bundle: Bundle, anchor: Anchor<'_>, at: UnixTime) -> Result<(Self, Opened), Error> {
        let (store, opened) = Self::of_bundle(bundle, anchor, at)?;
        opened.check_may_be_kept(at)?;
        Ok((store, opened))
    }

    /// Opens a bundle; the store has of it what is still needed, and what is to be remembered.
    pub(crate) fn of_bundle(
        mut bundle: Bundle,
        anchor: Anchor<'_>,
        at: UnixTime,
    ) -> Result<(Self, Opened), Error> {
        // Once, for what is opened and for what is kept.
        bundle.resolve(&[])?;
        let opened = bundle.open(anchor, at)?;
        bundle.keep_needed(&opened);
        let state = opened.state().clone();
        Ok((Self { bundle, state }, opened))
    }
}

impl Opened {
    /// Checks that this may be kept: not where anything was issued later, nor after the trust list expired.
    pub(crate) fn check_may_be_kept(&self, at: UnixTime) -> Result<(), Error> {
        let list = self.trust_list();
        let issued = self.snapshots().map(|snapshot| snapshot.issued);
        let issued = issued.chain([list.issued]).max().unwrap_or_default();
        if at < issued {
            return Err(Error::ClockBeforeTrust { at, issued });
        }
        if at >= list.expires {
            let expires = list.expires;
            return Err(Error::TrustExpired { at, expires });
        }
        Ok(())
    }
}

impl Bundle {
    /// This bundle with what a part has instead: all trust lists, and the snapshots of the part's signers.
    ///
    /// [`Bundle::open`] says what follows from it.
    fn with(&self, part: &Self) -> Result<Self, Error> {
        let lists = match part.trust_lists.is_empty() {
            true => &self.trust_lists,
            false => &part.trust_lists,
        };
        let signing = signing_lists(lists)?;
        let replaced = hints(&part.snapshots)?;
        let kept = self.snapshots.iter().zip(hints(&self.snapshots)?);
        let kept = kept.filter(|(_, hint)| signing.contains(hint) && !replaced.contains(hint));
        let mut merged = Self {
            trust_lists: lists.clone(),
            snapshots: kept.map(|(snapshot, _)| snapshot.clone()).collect(),
            ..self.clone()
        };
        // The new snapshots count too: a part need not repeat a record that is as it was.
        merged.add(&Self {
            snapshots: part.snapshots.clone(),
            ..Self::default()
        });
        let snapshots = try_map(&merged.snapshots, |bytes| {
            SnapshotToken::decode(bytes)?.unverified()
        })?;
        merged.keep_named(&snapshots.iter().collect::<Vec<_>>());
        merged.add(&Self {
            trust_lists: Vec::new(),
            ..part.clone()
        });
        merged.resolve(&self.records)?;
        Ok(merged)
    }

    /// Checks that status lists take back no revocation that the lists at the same addresses of an earlier
    /// bundle state. Neither bundle is verified: this is a check of the desk that publishes.
    ///
    /// # Errors
    ///
    /// [`Error::StatusUnrevoked`]; the errors of [`StatusToken::decode`] and [`StatusList::decode`].
    pub fn check_revocations(&self, before: &Self) -> Result<(), Error> {
        let lists = |bundle: &Self| {
            try_map(&bundle.status_lists, |token| {
                StatusToken::decode(token)?.unverified()
            })
        };
        let (old, new) = (lists(before)?, lists(self)?);
        for list in &old {
            if let Some(new) = new.iter().find(|other| other.uri == list.uri) {
                check_revoked_still(list, new)?;
            }
        }
        Ok(())
    }

    /// Drops lists and records that none of these snapshots names.
    fn keep_named(&mut self, snapshots: &[&Snapshot]) {
        let mut named: Vec<Digest> = Vec::new();
        for (_, published) in snapshots.iter().flat_map(|snapshot| &snapshot.signers) {
            named.push(published.status_list);
            named.extend(published.filter);
            named.extend(published.record);
        }
        let is_named = |blob: &Vec<u8>| named.contains(&digest(blob));
        for blobs in [&mut self.status_lists, &mut self.filters, &mut self.records] {
            blobs.retain(is_named);
        }
    }

    /// Drops the snapshots that say nothing new, and what only they name.
    fn keep_needed(&mut self, opened: &Opened) {
        let mut needed = Vec::new();
        let mut snapshots = opened.snapshots().enumerate();
        self.snapshots.retain(|_| {
            let next = snapshots.next();
            let next = next.filter(|(index, _)| opened.used(*index));
            needed.extend(next.map(|(_, snapshot)| snapshot));
            next.is_some()
        });
        self.keep_named(&needed);
    }
}

/// The hints of the list signers that the last trust list names and does not revoke.
fn signing_lists(lists: &[Vec<u8>]) -> Result<Vec<CertificateHint>, Error> {
    let list = SignedTrustList::decode(lists.last().ok_or(Error::TrustListMissing)?)?;
    let signers = list.unverified().list_signers.iter();
    let signers = signers.filter(|signer| !signer.state.is_revoked());
    let certificates = signers.filter_map(|signer| signer.chain.first());
    Ok(certificates.map(|der| certificate_hint(der)).collect())
}

fn hints(snapshots: &[Vec<u8>]) -> Result<Vec<CertificateHint>, Error> {
    try_map(snapshots, |bytes| {
        SnapshotToken::decode(bytes).map(|token| token.hint())
    })
}

/// Checks that the next status list of a signer revokes what the last one did; there must be a next one,
/// or what was revoked would be forgotten on the way.
fn check_revocations(before: &Trust, after: &Opened) -> Result<(), Error> {
    for signer in &after.trust_list().label_signers {
        let certificate = signer.chain.first().ok_or(Error::ChainLength)?;
        let fingerprint = CertificateFingerprint::of(certificate);
        let revoked = signer.state.is_revoked();
        let Some(old) = before.status_list_of(fingerprint).filter(|_| !revoked) else {
            continue;
        };
        let new = after.trust().status_list_of(fingerprint);
        let new = new.ok_or(Error::StatusMissing)?;
        check_revoked_still(old, new)?;
    }
    Ok(())
}

/// Checks that every exact record that was known is at hand still, as it was or as a newer one.
fn check_records(known: &State, after: &Opened) -> Result<(), Error> {
    for signer in &after.state().exact {
        if known.exact.contains(signer) && !after.trust().is_exact((*signer).into()) {
            return Err(Error::RecordWeaker);
        }
    }
    Ok(())
}

/// Checks that the next list revokes what the last one did.
fn check_revoked_still(old: &StatusList, new: &StatusList) -> Result<(), Error> {
    match old.revoked().find(|index| !new.is_revoked(*index)) {
        Some(index) => Err(Error::StatusUnrevoked { index }),
        None => Ok(()),
    }
}
