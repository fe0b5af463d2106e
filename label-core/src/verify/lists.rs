//! The checks that need lists: status, the record of issued labels, and how fresh both are.

use super::run::{Run, earliest, expect};
use crate::base::digest::CredentialId;
use crate::base::time::UnixTime;
use crate::error::Error;
use crate::label::claims::Claims;
use crate::lists::record::RecordKind;
use crate::lists::status::{Status, StatusList};
use crate::trust::signer::SignerEntry;
use crate::verify::policy::{IssuedRule, RecordRule, StatusRule};
use crate::verify::verdict::{CheckName, Finding, Gap, Weight};

use Finding::{Failed, NotChecked, Passed};
use Weight::{Advisory, Required};

impl Run<'_> {
    pub(crate) fn lists(&mut self, claims: &Claims, signer: &SignerEntry, identity: CredentialId) {
        self.status(claims, signer);
        self.issued(claims, signer, identity);
        // No catalogue is read in this version.
        self.set(CheckName::Catalogue, Advisory, NotChecked(Gap::NotStated));
        let finding = self.freshness(claims, signer);
        self.set(CheckName::Freshness, Advisory, finding);
    }

    fn status(&mut self, claims: &Claims, signer: &SignerEntry) {
        let list = self.trust.status_of(signer, claims.label.status_index);
        let finding = match (claims.label.status_index, list) {
            (None, _) => {
                self.set(CheckName::Status, Advisory, NotChecked(Gap::NotStated));
                return;
            }
            (Some(_), None) => NotChecked(Gap::Because(Error::StatusMissing)),
            (Some(index), Some(list)) => match list.get(index).and_then(status_error) {
                // A list made before the label cannot have an entry for it yet.
                Err(Error::StatusOutOfRange) if signer.spoken(list) < claims.issued => {
                    NotChecked(Gap::Because(Error::StatusLater))
                }
                Err(error) => Failed(error),
                Ok(()) => self
                    .status_time(list, signer)
                    .map_or_else(|error| NotChecked(Gap::Because(error)), |()| Passed),
            },
        };
        let weight = match &finding {
            NotChecked(_) => self.open_status(list, signer),
            _ => Required,
        };
        self.set(CheckName::Status, weight, finding);
    }

    /// The weight of an answer that is open: with a grace the policy forgives neither a list that ended
    /// longer ago nor one that is missing.
    fn open_status(&self, list: Option<&StatusList>, signer: &SignerEntry) -> Weight {
        let lately = |list: &StatusList, grace| {
            let end = self.status_end(list, signer);
            end.is_none_or(|end| self.at < end.saturating_add(grace))
        };
        match (self.policy.status, self.policy.status_grace) {
            (StatusRule::Required, _) => Required,
            (StatusRule::Warn, Some(grace)) if !list.is_some_and(|list| lately(list, grace)) => {
                Required
            }
            (StatusRule::Warn, _) => Advisory,
        }
    }

    /// The end of a list, by its own word or the policy's age; none where nothing limits it.
    fn status_end(&self, list: &StatusList, signer: &SignerEntry) -> Option<UnixTime> {
        let age = self.policy.max_status_age;
        earliest(signer.end(list), Some(signer.spoken(list)), age)
    }

    /// Checks that a list that says valid can be relied on now; what it revokes stays revoked anyway.
    fn status_time(&self, list: &StatusList, signer: &SignerEntry) -> Result<(), Error> {
        self.clock()?;
        let (at, issued) = (self.at, list.issued);
        if at < issued {
            return Err(Error::ClockBeforeTrust { at, issued });
        }
        match self.status_end(list, signer) {
            Some(expires) if at >= expires => Err(Error::StatusStale { at, expires }),
            _ => Ok(()),
        }
    }

    /// A label from before the record was made is in it, or was never issued.
    fn issued(&mut self, claims: &Claims, signer: &SignerEntry, identity: CredentialId) {
        let weight = match self.policy.issued {
            IssuedRule::Required => Required,
            IssuedRule::Warn => Advisory,
        };
        let lists = signer.published();
        let record = lists.and_then(|lists| Some((lists.issued, lists.record.as_ref()?)));
        self.verdict.record = record.map(|(_, record)| record.kind());
        let demanded = self.policy.record == RecordRule::Exact;
        let (weight, finding) = match record {
            _ if signer.listed.is_none() => (Advisory, NotChecked(Gap::NotStated)),
            None => (weight, NotChecked(Gap::Because(Error::IssuedMissing))),
            Some((_, record)) if record.contains(&identity) => match record.kind() {
                RecordKind::Filter if demanded => {
                    (weight, NotChecked(Gap::Because(Error::RecordNotExact)))
                }
                _ => (Required, Passed),
            },
            Some((issued, _)) if claims.issued < issued => (Required, Failed(Error::NotIssued)),
            Some(_) => (weight, NotChecked(Gap::Because(Error::IssuedLater))),
        };
        self.set(CheckName::Issued, weight, finding);
    }

    fn freshness(&self, claims: &Claims, signer: &SignerEntry) -> Finding {
        let index = claims.label.status_index;
        let Some(list) = self.trust.status_of(signer, index) else {
            return NotChecked(Gap::NotStated);
        };
        if let Err(error) = self.clock() {
            return NotChecked(Gap::Because(error));
        }
        let due = match (self.policy.stale_after, list.ttl) {
            (Some(age), _) => Some(signer.spoken(list).saturating_add(age)),
            (None, ttl) => ttl.map(|ttl| list.issued.saturating_add(ttl)),
        };
        let at = self.at;
        match due.into_iter().chain(signer.end(list)).min() {
            Some(since) => expect(at < since, Error::ListsStale { at, since }),
            None => NotChecked(Gap::NotStated),
        }
    }
}

fn status_error(status: Status) -> Result<(), Error> {
    match status {
        Status::Valid => Ok(()),
        Status::Revoked => Err(Error::Revoked),
        Status::Suspended => Err(Error::Suspended),
        Status::Withdrawn => Err(Error::Withdrawn),
        Status::Superseded => Err(Error::Superseded),
    }
}
