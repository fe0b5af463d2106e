//! The report of the daily job.

use label_desk::ends::Ends;
use label_desk::publish::Due;
use serde::Serialize;

use super::job::{Bundled, Job, Signed};
use crate::commands::trust::check::EndReport;
use crate::error::CliError;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;

/// The report, as data.
#[derive(Serialize)]
pub(super) struct Report {
    /// The time of the newest lists.
    lists_issued: Option<String>,
    /// The end of the first of them.
    lists_expire: Option<String>,
    /// The reason for which lists were signed; null where nothing was.
    signed: Option<Due>,
    /// Labels in the record; null where nothing was signed.
    labels: Option<usize>,
    left_out: u64,
    silent_signers: u64,
    /// Signers whose key is compromised, and that the trust list does not revoke.
    compromised: Vec<String>,
    bundle_changed: bool,
    /// True where the site was made anew; null where none is wanted.
    pub(super) site_changed: Option<bool>,
    /// Ends that only the roots can put off, the first one first.
    ends: Vec<EndReport>,
    /// True where somebody must look at what is warned of.
    attention: bool,
}

impl Report {
    pub(super) fn new(signed: &Signed, bundled: &Bundled, job: &Job) -> Result<Self, CliError> {
        let opened = &bundled.opened;
        let ends = Ends::of_opened(&bundled.bundle, opened)?;
        let silent = signed.silent.max(ends.silent.len() as u64);
        let needs_roots = ends.ends.iter().filter(|end| end.kind.needs_roots());
        let ends: Vec<EndReport> = needs_roots
            .map(|end| EndReport::new(end, bundled.at, job.within))
            .collect();
        let basis = signed.content.as_ref().map(|(basis, _)| basis);
        let left = basis.map(|basis| basis.left_out.iter().map(|left| left.labels).sum());
        let left_out: u64 = left.unwrap_or_default();
        let compromised = basis.map(|basis| basis.compromised.clone());
        let compromised = compromised.unwrap_or_default();
        let issued = opened.snapshots().map(|snapshot| snapshot.issued).max();
        let expires = opened.snapshots().map(|snapshot| snapshot.expires).min();
        Ok(Self {
            lists_issued: issued.map(|time| time.to_string()),
            lists_expire: expires.map(|time| time.to_string()),
            signed: signed.due,
            labels: basis.map(|basis| {
                basis
                    .issued
                    .values()
                    .map(std::collections::BTreeSet::len)
                    .sum()
            }),
            left_out,
            silent_signers: silent,
            attention: left_out > 0
                || silent > 0
                || !compromised.is_empty()
                || ends.iter().any(|end| !end.is_good()),
            compromised,
            bundle_changed: bundled.is_new,
            site_changed: None,
            ends,
        })
    }

    /// Says what waits for the roots.
    pub(super) fn warn(&self, out: &mut Output) -> Result<(), CliError> {
        let messages = Messages::new(out.language())?;
        self.ends
            .iter()
            .try_for_each(|end| end.warn(&messages, out))?;
        match self.ends.iter().all(EndReport::is_good) {
            true => Ok(()),
            false => out.warning(messages.word("waits_for_roots")),
        }
    }

    pub(super) fn print(&self, out: &mut Output) -> Result<(), CliError> {
        if out.is_json() {
            return out.json(self);
        }
        let messages = Messages::new(out.language())?;
        let word = |key| messages.word(key);
        let changed = |changed| word(if changed { "made_anew" } else { "unchanged" }).to_owned();
        let mut rows = vec![(word("lists_signed"), word(reason(self.signed)).to_owned())];
        rows.extend(
            self.labels
                .map(|labels| (word("labels"), labels.to_string())),
        );
        rows.push((word("bundle"), changed(self.bundle_changed)));
        rows.extend(self.site_changed.map(|site| (word("site"), changed(site))));
        let until = self.lists_expire.clone();
        rows.push((
            word("status_until"),
            until.unwrap_or_else(|| word("none").to_owned()),
        ));
        rows.extend(self.ends.first().map(|end| end.row(&messages)));
        out.fields(&rows)
    }

    pub(super) fn outcome(&self) -> Outcome {
        match self.attention {
            true => Outcome::Rejected,
            false => Outcome::Done,
        }
    }
}

/// The key of the sentence for a reason.
fn reason(due: Option<Due>) -> &'static str {
    match due {
        None => "due_not",
        Some(Due::First) => "due_first",
        Some(Due::Unfinished) => "due_unfinished",
        Some(Due::File) => "due_file",
        Some(Due::TrustList) => "due_trust_list",
        Some(Due::Register) => "due_register",
        _ => "due_day",
    }
}
