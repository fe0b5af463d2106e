//! The trust bundle of a site: nothing is published that a page would refuse.

use std::path::Path;

use label_core::{Anchor, Bundle, Digest, Error, Specimen, UnixTime, limits};
use label_io::files;

use crate::error::CliError;

/// A bundle that was opened, and what it says of itself.
pub(crate) struct SiteBundle {
    /// The file as it was read.
    pub(crate) bytes: Vec<u8>,
    /// Fingerprint of the root set.
    pub(crate) root_set: Digest,
    pub(crate) epoch: u64,
    pub(crate) version: u64,
    /// The time of the trust list, and its end.
    pub(crate) issued: UnixTime,
    pub(crate) expires: UnixTime,
    /// The time of the newest lists, and their end.
    pub(crate) lists: Option<(UnixTime, UnixTime)>,
    /// The end of the list that ends first.
    pub(crate) first_end: Option<UnixTime>,
    /// The hosts of the page.
    pub(crate) hosts: Vec<String>,
    pub(crate) specimen: bool,
}

impl SiteBundle {
    /// Reads a bundle and opens it at a time.
    ///
    /// With a fingerprint, it must lead from the root set that has it.
    pub(crate) fn read(
        path: &Path,
        root_set: Option<&Digest>,
        at: UnixTime,
    ) -> Result<Self, CliError> {
        let bytes = files::read(path, limits::BUNDLE_BYTES)?;
        if !Bundle::is_bundle(&bytes) {
            return Err(CliError::BundleMissing {
                file: path.to_owned(),
            });
        }
        Self::open(bytes, root_set, at).map_err(CliError::of_file(path))
    }

    fn open(bytes: Vec<u8>, root_set: Option<&Digest>, at: UnixTime) -> Result<Self, Error> {
        let anchor = root_set.map_or(Anchor::Nothing, Anchor::RootSet);
        let opened = Bundle::decode(&bytes)?.open(anchor, at)?;
        if let Some(fault) = opened.trust().faults().first() {
            return Err(fault.clone());
        }
        let list = opened.trust_list();
        let newest = opened.snapshots().max_by_key(|snapshot| snapshot.issued);
        let lists = newest.map(|snapshot| (snapshot.issued, snapshot.expires));
        let site = Self {
            root_set: list.roots.fingerprint(),
            epoch: list.epoch,
            version: list.version,
            issued: list.issued,
            expires: list.expires,
            lists,
            first_end: opened.snapshots().map(|snapshot| snapshot.expires).min(),
            hosts: list.hosts.clone(),
            specimen: list.specimen == Specimen::Yes,
            bytes,
        };
        site.check(at).map(|()| site)
    }

    /// Fails where a page that opens it now could decide nothing.
    fn check(&self, at: UnixTime) -> Result<(), Error> {
        let issued = self.made();
        if at < issued {
            return Err(Error::ClockBeforeTrust { at, issued });
        }
        if self.expires <= at {
            let expires = self.expires;
            return Err(Error::TrustExpired { at, expires });
        }
        match self.lists {
            Some((_, since)) if since <= at => Err(Error::ListsStale { at, since }),
            _ => Ok(()),
        }
    }

    /// The time of the newest thing in it.
    pub(crate) fn made(&self) -> UnixTime {
        let lists = self.lists.map(|(issued, _)| issued);
        self.issued.max(lists.unwrap_or_default())
    }
}
