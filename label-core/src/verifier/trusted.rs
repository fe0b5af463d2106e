//! One trust set as a verifier has it: opened from whatever it was given, and brought up to date.

use serde::Serialize;

use crate::base::digest::Digest;
use crate::base::hex::hex;
use crate::base::time::UnixTime;
use crate::error::Error;
use crate::label::specimen::Specimen;
use crate::trust::bundle::Bundle;
use crate::trust::open::{Anchor, Opened};
use crate::trust::set::Trust;
use crate::trust::store::{Filters, Store};

/// A trust set, and the store that is to be kept of it.
#[derive(Clone, Debug)]
pub(super) struct Trusted {
    kind: TrustKind,
    trust: Trust,
    store: Option<Store>,
    /// False for a bundle that has expired or is of a later time: it is used, and not kept.
    kept: bool,
}

/// The file that a trust set was opened from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TrustKind {
    /// A store: it counts with what it remembers.
    Store,
    /// A bundle: the signatures of its own roots were checked.
    Bundle,
    /// A trust file or certificates, which are not signed.
    File,
}

/// A trust set as data.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct TrustReport {
    /// The file that it was opened from.
    pub kind: TrustKind,
    /// True where labels under it are demonstration or test labels.
    pub specimen: bool,
    /// The time at which it was made.
    pub issued: Option<UnixTime>,
    /// The time by which it must be renewed.
    pub expires: Option<UnixTime>,
    /// The version of the trust list within its epoch; null for a trust file.
    pub version: Option<u64>,
    /// The epoch of the trust list; null for a trust file.
    pub epoch: Option<u64>,
    /// The fingerprint of the root set in hex; null for a trust file.
    pub root_set: Option<String>,
    /// The scheme owner's page hosts.
    pub hosts: Vec<String>,
    /// The number of its signers.
    pub signers: usize,
    /// The codes of what keeps status lists in it from being used.
    pub faults: Vec<&'static str>,
}

impl Trusted {
    /// Opens a store, a bundle or a trust file, whichever the bytes say they are.
    pub(super) fn open(
        bytes: &[u8],
        root_set: Option<&Digest>,
        at: UnixTime,
    ) -> Result<Self, Error> {
        if Bundle::is_bundle(bytes) {
            let bundle = Bundle::decode(bytes)?;
            let anchor = root_set.map_or(Anchor::Nothing, Anchor::RootSet);
            let (store, opened) = Store::of_bundle(bundle, anchor, at)?;
            let kept = opened.check_may_be_kept(at).is_ok();
            return Ok(Self::of_opened(TrustKind::Bundle, store, opened, kept));
        }
        // Only a bundle shows signatures of its roots for a fingerprint to be compared with.
        if root_set.is_some() {
            return Err(Error::RootPin);
        }
        if Store::is_store(bytes) {
            let store = Store::decode(bytes)?;
            let opened = store.open(at)?;
            return Ok(Self::of_opened(TrustKind::Store, store, opened, true));
        }
        Ok(Self::of_trust(Trust::from_file(bytes)?))
    }

    /// A trust set that nobody signed.
    pub(super) fn of_trust(trust: Trust) -> Self {
        Self {
            kind: TrustKind::File,
            trust,
            store: None,
            kept: false,
        }
    }

    fn of_opened(kind: TrustKind, store: Store, opened: Opened, kept: bool) -> Self {
        Self {
            kind,
            trust: opened.into_trust(),
            store: Some(store),
            kept,
        }
    }

    /// The set after what is newer in a bundle or part.
    pub(super) fn updated(
        &self,
        part: &[u8],
        at: UnixTime,
        filters: Filters,
    ) -> Result<Self, Error> {
        let store = self.store.as_ref().ok_or(Error::TrustListMissing)?;
        let (store, opened) = store.update(&Bundle::decode(part)?, at, filters)?;
        Ok(Self::of_opened(self.kind, store, opened, true))
    }

    pub(super) fn trust(&self) -> &Trust {
        &self.trust
    }

    /// The part of it that is to be kept.
    pub(super) fn store(&self) -> Option<&Store> {
        self.store.as_ref().filter(|_| self.kept)
    }

    /// The set as data.
    pub(super) fn report(&self) -> TrustReport {
        let trust = &self.trust;
        let list = trust.version();
        let roots = self.store.as_ref().map(|store| store.state().roots());
        TrustReport {
            kind: self.kind,
            specimen: trust.specimen() == Specimen::Yes,
            issued: trust.issued(),
            expires: trust.expires(),
            version: list.map(|list| list.version),
            epoch: list.map(|list| list.epoch),
            root_set: roots.map(|roots| hex(&roots.fingerprint())),
            hosts: trust.hosts().to_vec(),
            signers: trust.signers().count(),
            faults: trust.faults().iter().map(Error::code).collect(),
        }
    }
}
