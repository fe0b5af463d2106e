//! Trust as a verifier has it: opened from whatever it was given, and brought up to date.

use serde::Serialize;

use crate::base::digest::Digest;
use crate::base::hex::hex;
use crate::error::Error;
use crate::label::specimen::Specimen;
use crate::trust::bundle::Bundle;
use crate::trust::open::{Anchor, Opened};
use crate::trust::set::Trust;
use crate::trust::store::Store;

/// A trust set with what is to be kept of it.
#[derive(Clone, Debug)]
pub struct Installed {
    kind: TrustKind,
    trust: Trust,
    store: Option<Store>,
    /// Whether the store may be kept: not a bundle whose time is over, or has not come.
    kept: bool,
}

/// What a trust set was opened from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TrustKind {
    /// A store: it counts with what it remembers.
    Store,
    /// A bundle: the signatures of its own roots were checked.
    Bundle,
    /// A trust file, which is not signed.
    File,
}

/// What a trust set says of itself, as data.
#[derive(Clone, Debug, Serialize)]
pub struct TrustReport {
    /// What it was opened from.
    pub kind: TrustKind,
    /// Whether labels under it are demonstration or test labels.
    pub specimen: bool,
    /// When it was made, in seconds since 1970.
    pub issued: Option<u64>,
    /// When it must be renewed, in seconds since 1970.
    pub expires: Option<u64>,
    /// The version of the trust list within its epoch; null for a trust file.
    pub version: Option<u64>,
    /// The epoch of the trust list; null for a trust file.
    pub epoch: Option<u64>,
    /// The fingerprint of the root set in hex; null for a trust file.
    pub root_set: Option<String>,
    /// The scheme owner's page hosts.
    pub hosts: Vec<String>,
    /// How many signers it has.
    pub signers: usize,
    /// The codes of what keeps status lists in it from being used.
    pub faults: Vec<&'static str>,
}

impl Installed {
    /// Opens a store, a bundle or a trust file, whichever the bytes say they are, at a time in seconds since 1970.
    ///
    /// With the fingerprint of a root set, only a bundle of that root set is opened: what is not signed
    /// by roots that are known another way is [`Error::RootPin`]. Without one, a bundle is believed as it stands.
    pub fn open(bytes: &[u8], root_set: Option<&Digest>, at: u64) -> Result<Self, Error> {
        if Bundle::is_bundle(bytes) {
            let bundle = Bundle::decode(bytes)?;
            let anchor = root_set.map_or(Anchor::Nothing, Anchor::RootSet);
            let opened = bundle.open(anchor, at)?;
            let kept = opened.check_kept(at).is_ok();
            let store = Store::of_opened(&bundle, &opened);
            return Ok(Self::new(TrustKind::Bundle, store, opened, kept));
        }
        if root_set.is_some() {
            return Err(Error::RootPin);
        }
        if Store::is_store(bytes) {
            let store = Store::decode(bytes)?;
            let opened = store.open(at)?;
            return Ok(Self::new(TrustKind::Store, store, opened, true));
        }
        Ok(Self {
            kind: TrustKind::File,
            trust: Trust::from_file(bytes)?,
            store: None,
            kept: false,
        })
    }

    fn new(kind: TrustKind, store: Store, opened: Opened, kept: bool) -> Self {
        Self {
            kind,
            trust: opened.into_trust(),
            store: Some(store),
            kept,
        }
    }

    /// Takes what is newer in a bundle or part ([`Store::update`]); an error leaves everything as it was.
    ///
    /// A trust file cannot be brought up to date: [`Error::TrustListMissing`].
    pub fn update(&mut self, part: &[u8], at: u64) -> Result<(), Error> {
        let store = self.store.as_ref().ok_or(Error::TrustListMissing)?;
        let (store, opened) = store.update(&Bundle::decode(part)?, at)?;
        *self = Self::new(self.kind, store, opened, true);
        Ok(())
    }

    /// What a verifier trusts.
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// The same, owned.
    pub fn into_trust(self) -> Trust {
        self.trust
    }

    /// What is to be kept; nothing of a trust file, nor of a bundle that has expired or is of a later time.
    pub fn store(&self) -> Option<&Store> {
        self.store.as_ref().filter(|_| self.kept)
    }

    /// What the trust set says of itself.
    pub fn report(&self) -> TrustReport {
        let trust = &self.trust;
        let list = trust.version();
        let roots = self.store.as_ref().map(|store| store.state().roots());
        TrustReport {
            kind: self.kind,
            specimen: trust.specimen() == Specimen::Yes,
            issued: trust.issued(),
            expires: trust.expires(),
            version: list.map(|(_, version)| version),
            epoch: list.map(|(epoch, _)| epoch),
            root_set: roots.map(|roots| hex(&roots.fingerprint())),
            hosts: trust.hosts().to_vec(),
            signers: trust.signers().count(),
            faults: trust.faults().iter().map(Error::code).collect(),
        }
    }
}
