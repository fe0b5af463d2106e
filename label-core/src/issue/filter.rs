//! Making issued filters.

use xorf::{BinaryFuse16, Filter};

use crate::base::digest::CredentialId;
use crate::error::Error;
use crate::limits;
use crate::lists::filter::{IssuedFilter, key};

impl IssuedFilter {
    /// Makes the filter of these credentials, each named by its identity ([`Credential::identity`](crate::Credential::identity)).
    ///
    /// Order and repetitions do not matter. The salt must be random, unknown before publication, and
    /// a new one for every publication that changes the filter.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] for more credentials than [`limits::FILTER_SLOTS`];
    /// [`Error::FilterMalformed`] where no filter can be made.
    pub fn build(identities: &[CredentialId], salt: [u8; 16]) -> Result<Vec<u8>, Error> {
        let limit = limits::FILTER_SLOTS;
        if identities.len() > limit {
            return Err(Error::InputTooLarge { limit });
        }
        let mut keys: Vec<_> = identities.iter().map(|one| key(&salt, one)).collect();
        keys.sort_unstable();
        keys.dedup();
        let filter = BinaryFuse16::try_from(&keys).map_err(|_| Error::FilterMalformed)?;
        let bytes = Self { salt, filter }.encode()?;
        let read = Self::decode(&bytes)?;
        match keys.iter().all(|key| read.filter.contains(key)) {
            true => Ok(bytes),
            false => Err(Error::FilterMalformed),
        }
    }
}
