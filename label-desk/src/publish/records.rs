//! Records of issued labels, whole or as what is new in them.

use label_core::{
    Additions, Bundle, CertificateFingerprint, Digest, ExactRecord, IssuedFilter, RecordKind,
    Snapshot, digest,
};
use label_io::random;

use super::{Basis, Publication};
use crate::error::DeskError;
use crate::part::snapshots;

/// Adds the record of a signer to a part, and gives its digest.
pub(super) fn add(
    basis: &Basis,
    signer: CertificateFingerprint,
    kind: RecordKind,
    part: &mut Bundle,
) -> Result<Digest, DeskError> {
    let identities = basis.issued.get(&signer).into_iter().flatten();
    let identities: Vec<_> = identities.copied().collect();
    let (records, record) = match kind {
        RecordKind::Exact => {
            let record = ExactRecord::build(&identities)?;
            (&mut part.records, record.as_bytes().to_vec())
        }
        RecordKind::Filter => {
            let filter = IssuedFilter::build(&identities, random::bytes()?)?;
            (&mut part.filters, filter)
        }
    };
    let digest = digest(&record);
    // Exact records have no salt: those of two signers that issued nothing are one.
    if !records.contains(&record) {
        records.push(record);
    }
    Ok(digest)
}

/// A publication that was made before.
struct Before {
    part: Bundle,
    snapshots: Vec<Snapshot>,
    additions: Vec<Additions>,
}

impl Publication<'_> {
    /// A part with what its exact records have more than those of the part before.
    pub(super) fn changes(&self, part: &Bundle) -> Result<Bundle, DeskError> {
        let before = self.before()?;
        let mut changes = Bundle {
            records: Vec::new(),
            ..part.clone()
        };
        for snapshot in snapshots(part)? {
            for (signer, published) in &snapshot.signers {
                let Some(record) = published.record.and_then(|name| find(&part.records, name))
                else {
                    continue;
                };
                let (to, item) = match before.additions(*signer, record)? {
                    Some(additions) => (&mut changes.additions, additions.encode()?),
                    None => (&mut changes.records, record.clone()),
                };
                if !to.contains(&item) {
                    to.push(item);
                }
            }
        }
        Ok(changes)
    }

    fn before(&self) -> Result<Before, DeskError> {
        let read = |file: Option<(&std::path::Path, &[u8])>| match file {
            Some((path, bytes)) => Bundle::decode(bytes).map_err(DeskError::of_file(path)),
            None => Ok(Bundle::default()),
        };
        let (part, changes) = (read(self.previous)?, read(self.previous_changes)?);
        let additions = changes.additions.iter();
        let additions: Result<_, _> = additions.map(|bytes| Additions::decode(bytes)).collect();
        Ok(Before {
            snapshots: snapshots(&part)?,
            additions: additions?,
            part,
        })
    }
}

impl Before {
    /// The additions from the record of a signer, or from the empty one where there was none.
    fn additions(
        &self,
        signer: CertificateFingerprint,
        record: &[u8],
    ) -> Result<Option<Additions>, DeskError> {
        let named = self.snapshots.iter().find_map(|of| of.published(signer));
        let earlier = named
            .and_then(|published| published.record)
            .and_then(|name| find(&self.part.records, name));
        let earlier = ExactRecord::decode(earlier.map_or(&[], Vec::as_slice))?;
        let record = ExactRecord::decode(record)?;
        Ok(Additions::new(&earlier, &record, &self.additions))
    }
}

fn find(records: &[Vec<u8>], name: Digest) -> Option<&Vec<u8>> {
    records.iter().find(|record| digest(record) == name)
}
