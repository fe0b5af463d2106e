//! The order of trust lists: which may follow which.

use crate::base::digest::{Digest, digest};
use crate::base::version::ListVersion;
use crate::error::{Error, Rollback};
use crate::label::specimen::Specimen;
use crate::trust::list::SignedTrustList;
use crate::trust::root_set::RootSet;
use crate::trust::state::State;

/// The base that a trust list must follow.
pub(super) struct Known<'a> {
    pub(super) order: ListVersion,
    digest: Digest,
    pub(super) roots: &'a RootSet,
    specimen: Specimen,
}

impl<'a> Known<'a> {
    pub(super) fn of_state(state: &'a State) -> Self {
        Self {
            order: state.version(),
            digest: state.digest,
            roots: &state.roots,
            specimen: state.specimen,
        }
    }

    pub(super) fn of_list(list: &'a SignedTrustList) -> Self {
        let said = list.unverified();
        Self {
            order: said.order(),
            digest: digest(list.payload()),
            roots: &said.roots,
            specimen: said.specimen,
        }
    }

    /// Checks the order of a list, its root set and its signatures.
    pub(super) fn check_follows(&self, list: &SignedTrustList) -> Result<(), Error> {
        let said = list.unverified();
        let (seen, found) = (self.order, said.order());
        if found < seen {
            let lists = Box::new(Rollback { seen, found });
            return Err(Error::TrustRollback { lists });
        }
        if said.specimen != self.specimen {
            return Err(Error::SpecimenMixed);
        }
        if said.order() == self.order && digest(list.payload()) != self.digest {
            return Err(Error::TrustFork);
        }
        match said.epoch - seen.epoch {
            0 if said.roots.is(self.roots) => list.verify(None),
            1 => list.verify(Some(self.roots)),
            _ => Err(Error::RootEpoch),
        }
    }
}

impl SignedTrustList {
    /// Checks that this list may follow another, with the signatures that it needs for that.
    ///
    /// # Errors
    ///
    /// [`Error::TrustRollback`], [`Error::SpecimenMixed`], [`Error::TrustFork`] or [`Error::RootEpoch`], in
    /// that order; then the errors of [`verify`](Self::verify).
    pub fn check_follows(&self, before: &Self) -> Result<(), Error> {
        Known::of_list(before).check_follows(self)
    }
}
