//! The reason to publish anew, for a job that runs every day.

use label_core::scheme::Schemes;
use label_core::{
    Bundle, Day, Error, ListVersion, Rollback, Snapshot, TrustList, UnixTime, Zone, digest, hex,
};
use serde::Serialize;

use crate::error::DeskError;
use crate::part::snapshots;
use crate::register::{Db, PRINT, Value};

/// Actions that change nothing of what is published.
const SILENT: [&str; 3] = ["status.written", "register.backup", PRINT];

/// The reason to publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Due {
    /// Nothing was published yet.
    First,
    /// The publication before was stopped, and nobody knows whether its part was written.
    Unfinished,
    /// The last part is not in its file, or one that belongs to it is not of the same time.
    File,
    /// The last publication is of another day.
    Day,
    /// There is another trust list.
    TrustList,
    /// The register says more than it did.
    Register,
}

/// The files of the last publication, as they stand.
#[derive(Clone, Copy, Debug)]
pub struct LastFiles<'a> {
    /// The part.
    pub part: Option<&'a [u8]>,
    /// The other forms that are wanted of it; nothing for one that is not there.
    pub others: &'a [Option<&'a [u8]>],
}

impl LastFiles<'_> {
    /// The reason to publish at a time, if there is one.
    ///
    /// # Errors
    ///
    /// Fails where the register does, and where the trust list is older than that of the part.
    pub fn due(
        &self,
        db: &mut Db,
        list: &TrustList,
        at: UnixTime,
    ) -> Result<Option<Due>, DeskError> {
        let Some(newest) = db.last_publication()? else {
            return Ok(Some(Due::First));
        };
        if newest.written.is_none() {
            return Ok(Some(Due::Unfinished));
        }
        let part = self.part.filter(|part| hex(&digest(part)) == newest.part);
        let Some(snapshot) = part.and_then(snapshot_of) else {
            return Ok(Some(Due::File));
        };
        let (epoch, version) = (snapshot.epoch, snapshot.version);
        let (seen, found) = (ListVersion { epoch, version }, list.order());
        if found < seen {
            let lists = Box::new(Rollback { seen, found });
            return Err(Error::TrustRollback { lists }.into());
        }
        let same = |other: Option<&[u8]>| {
            let other = other.and_then(snapshot_of);
            other.is_some_and(|other| other.issued == snapshot.issued)
        };
        if !self.others.iter().copied().all(same) {
            return Ok(Some(Due::File));
        }
        let zone = zone(list);
        if Day::of(newest.at, zone) != Day::of(at, zone) {
            return Ok(Some(Due::Day));
        }
        if found != seen {
            return Ok(Some(Due::TrustList));
        }
        Ok(says_more(db)?.then_some(Due::Register))
    }
}

/// The snapshot of a part; its signature is not verified.
fn snapshot_of(part: &[u8]) -> Option<Snapshot> {
    let read = |part| Bundle::decode(part).and_then(|part| snapshots(&part));
    let all: Result<Vec<Snapshot>, Error> = read(part);
    all.ok()?.pop()
}

/// Tells whether something was done since the last publication that the next one may say.
fn says_more(db: &mut Db) -> Result<bool, DeskError> {
    let sql = "SELECT count(*) FROM journal WHERE action NOT IN (?1, ?2, ?3) AND number >
        (SELECT coalesce(max(number), 0) FROM journal WHERE action = 'status.publish')";
    Ok(db.count(sql, &SILENT.map(Value::from))? > 0)
}

/// The zone in which the days of a trust list's labels are counted: that of its first signer's first scheme.
pub fn zone(list: &TrustList) -> Zone {
    let mut schemes = list.label_signers.iter().flat_map(|signer| &signer.schemes);
    let scheme = schemes.next();
    scheme.map_or(Zone::UTC, |scheme| Schemes::builtin().zone(scheme))
}
