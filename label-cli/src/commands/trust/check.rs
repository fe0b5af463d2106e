//! `label trust check`: what ends soon, for alarms.

use std::path::{Path, PathBuf};

use clap::Args;
use label_core::{Anchor, Bundle, Error, SignedTrustList, Store, UnixTime, limits};
use label_desk::ends::{End, Ends, Kind, Span};
use label_io::files;
use label_keys::certificates;
use serde::Serialize;

use super::{AtArgs, in_file};
use crate::error::CliError;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;

/// The mark of a certificate in PEM (RFC 7468).
const PEM: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// Fail where lists, certificates or a bundle end soon
///
/// Of a bundle or a store everything in it is looked at: the trust list, the published lists, the roots, and
/// the certificates of all signers that still sign. A label signer for which nothing is published is found,
/// too. Nothing is decided about a label.
#[derive(Args, Debug)]
#[command(
    after_help = "EXAMPLES\n  label trust check bundle.cbor --within 72h\n  label trust check bundle.cbor lists.pem --within 30d --json\n\nEXIT CODES\n  0  nothing ends within that time\n  1  something ended, or ends within that time\n  2  not done: wrong use, or a file that cannot be used"
)]
pub(crate) struct Check {
    /// Bundles, stores, parts, trust lists or certificates in PEM
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The time within which nothing may end, in hours or days
    #[arg(long, value_name = "72h|30d", default_value = "72h")]
    within: Span,
    #[command(flatten)]
    at: AtArgs,
}

/// Everything that was looked at.
#[derive(Serialize)]
struct Report {
    at: String,
    within_hours: u64,
    /// True where nothing ends within that time, and nothing is missing.
    good: bool,
    ends: Vec<EndReport>,
    silent_signers: Vec<Silent>,
}

/// An end, as data.
#[derive(Serialize)]
pub(in crate::commands) struct EndReport {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    kind: Kind,
    name: String,
    ends: String,
    hours_left: u64,
    state: State,
}

/// The state of a thing that ends.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::commands) enum State {
    /// It goes on longer than was asked for.
    Good,
    /// It ends within the time.
    Soon,
    /// It has ended.
    Ended,
}

/// A signer for which nothing is published.
#[derive(Serialize)]
struct Silent {
    file: String,
    signer: String,
}

impl Check {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let at = self.at.time()?;
        let (mut ends, mut silent_signers) = (Vec::new(), Vec::new());
        for path in &self.files {
            let found = read(path, at)?;
            let file = path.display().to_string();
            ends.extend(found.ends.iter().map(|end| EndReport {
                file: Some(file.clone()),
                ..EndReport::new(end, at, self.within)
            }));
            silent_signers.extend(found.silent.into_iter().map(|signer| Silent {
                file: file.clone(),
                signer,
            }));
        }
        let report = Report {
            at: at.to_string(),
            within_hours: self.within.hours(),
            good: silent_signers.is_empty() && ends.iter().all(|end| end.state == State::Good),
            ends,
            silent_signers,
        };
        report.print(out)?;
        Ok(match report.good {
            true => Outcome::Done,
            false => Outcome::Rejected,
        })
    }
}

impl Report {
    fn print(&self, out: &mut Output) -> Result<(), CliError> {
        if out.is_json() {
            return out.json(self);
        }
        let messages = Messages::new(out.language())?;
        let rows: Vec<_> = self.ends.iter().map(|end| end.row(&messages)).collect();
        out.fields(&rows)?;
        for end in &self.ends {
            end.warn(&messages, out)?;
        }
        self.silent_signers.iter().try_for_each(|silent| {
            out.warning(format_args!(
                "{}: {}",
                silent.file,
                messages
                    .word("nothing_published")
                    .replace("{signer}", &silent.signer)
            ))
        })
    }
}

impl EndReport {
    /// An end as it is seen at a time.
    pub(in crate::commands) fn new(end: &End, at: UnixTime, within: Span) -> Self {
        Self {
            file: None,
            kind: end.kind,
            name: end.name.clone(),
            ends: end.at.to_string(),
            hours_left: end.hours_left(at),
            state: match () {
                () if end.at <= at => State::Ended,
                () if end.is_within(at, within) => State::Soon,
                () => State::Good,
            },
        }
    }

    /// Tells whether nobody has to do anything yet.
    pub(in crate::commands) fn is_good(&self) -> bool {
        self.state == State::Good
    }

    /// The row about it: the kind, the end and the name.
    pub(in crate::commands) fn row<'a>(&self, messages: &'a Messages) -> (&'a str, String) {
        let file = self.file.iter().map(|file| format!(", {file}"));
        let file: String = file.collect();
        let text = format!("{}, {}{file}", self.ends, self.name);
        (messages.word(word(self.kind)), text)
    }

    /// Warns where it ended, or ends soon.
    pub(in crate::commands) fn warn(
        &self,
        messages: &Messages,
        out: &mut Output,
    ) -> Result<(), CliError> {
        let sentence = match self.state {
            State::Good => return Ok(()),
            State::Soon => "ends_soon",
            State::Ended => "has_ended",
        };
        let file = self.file.iter().map(|file| format!("{file}: "));
        let file: String = file.collect();
        let sentence = messages
            .word(sentence)
            .replace("{what}", messages.word(word(self.kind)))
            .replace("{name}", &self.name)
            .replace("{at}", &self.ends)
            .replace("{hours}", &self.hours_left.to_string());
        out.warning(format_args!("{file}{sentence}"))
    }
}

/// The key of the word for a kind.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Lists => "end_lists",
        Kind::TrustList => "trust_list",
        Kind::Root => "end_root",
        Kind::Authority => "end_authority",
        Kind::LabelSigner => "end_label_signer",
        Kind::ListSigner => "end_list_signer",
        _ => "end_certificate",
    }
}

/// The ends in a file, whichever kind it says that it is of.
fn read(path: &Path, at: UnixTime) -> Result<Ends, CliError> {
    let bytes = files::read(path, limits::STORE_BYTES)?;
    if bytes.windows(PEM.len()).any(|window| window == PEM) {
        let chain = certificates::from_bytes(path, bytes)?;
        return Ends::of_certificates(&chain).map_err(|source| in_file(path, source));
    }
    of_trust(&bytes, at).map_err(|source| in_file(path, source))
}

fn of_trust(bytes: &[u8], at: UnixTime) -> Result<Ends, Error> {
    if Store::is_store(bytes) {
        let store = Store::decode(bytes)?;
        return Ends::of_opened(store.bundle(), &store.open(at)?);
    }
    if !Bundle::is_bundle(bytes) {
        let list = SignedTrustList::decode(bytes)?;
        list.verify(None)?;
        return Ends::of_list(list.unverified());
    }
    let bundle = Bundle::decode(bytes)?;
    if bundle.trust_lists.is_empty() {
        return Ends::of_part(&bundle);
    }
    let opened = bundle.open(Anchor::Nothing, at)?;
    if let Some(fault) = opened.trust().faults().first() {
        return Err(fault.clone());
    }
    Ends::of_opened(&bundle, &opened)
}
