//! Making exact records, and what they have more than earlier ones.

use crate::base::digest::{CredentialId, digest};
use crate::error::Error;
use crate::limits;
use crate::lists::record::{Additions, ENTRY, ExactRecord};

impl ExactRecord {
    /// Makes the record of these credentials, each named by its identity ([`Credential::identity`](crate::Credential::identity)).
    ///
    /// Order and repetitions do not matter.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::RECORD_BYTES`].
    pub fn build(identities: &[CredentialId]) -> Result<Self, Error> {
        let entries = identities.iter();
        let mut entries: Vec<_> = entries
            .filter_map(|identity| identity.as_bytes().first_chunk::<ENTRY>())
            .collect();
        entries.sort_unstable();
        entries.dedup();
        let bytes: Vec<u8> = entries.into_iter().flatten().copied().collect();
        Self::decode(&bytes)
    }

    /// The entries that this record has more than an earlier one; `None` where it lacks one of those.
    fn since(&self, base: &Self) -> Option<Self> {
        let mut before = base.entries();
        let mut added = Vec::new();
        for entry in self.entries() {
            match before.split_first() {
                Some((first, rest)) if first == entry => before = rest,
                _ => added.extend_from_slice(entry),
            }
        }
        before.is_empty().then_some(Self(added))
    }
}

impl Additions {
    /// The additions that lead to a record from an earlier one, or from the empty one of a new signer, and from all
    /// the bases of what was published `before`, of any signers; the newest [`limits::RECORD_BASES`] are kept.
    ///
    /// A publication that was stopped may have brought out additions whose record nobody has whole: where they lead
    /// on from the earlier one, they are followed too. `None` where only the whole record will do, as something was
    /// taken from it.
    pub fn new(earlier: &ExactRecord, record: &ExactRecord, before: &[Self]) -> Option<Self> {
        let base = digest(earlier.as_bytes());
        let followed = before.iter().find_map(|before| {
            let newest = before.resolve(&[(base, earlier.as_bytes())]).ok()?;
            let added = record.since(&ExactRecord::decode(&newest).ok()?)?;
            Some((before.steps.clone(), before.record, added))
        });
        let (mut steps, base, added) = match followed {
            Some(followed) => followed,
            None => (Vec::new(), base, record.since(earlier)?),
        };
        if !added.is_empty() {
            steps.push((base, added));
        }
        let old = steps.len().saturating_sub(limits::RECORD_BASES);
        steps.drain(..old);
        Some(Self {
            record: digest(record.as_bytes()),
            steps,
        })
    }
}
