//! A verdict for programs to read.

use label_core::{Report, Trust, UnixTime};
use label_qr::QrError;
use serde::Serialize;

use super::{Answer, Run};

/// One line of output: the report of the core, what it is about, and how fresh its grounds are.
#[derive(Serialize)]
pub(super) struct VerdictLine<'a> {
    /// The argument, `-` for standard input.
    input: &'a str,
    /// The line of standard input, counted from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(flatten)]
    report: Report,
    trust_made: Option<String>,
    trust_until: Option<String>,
    /// The status list that covers the label, if its signature is right and there is one.
    status_made: Option<String>,
    status_until: Option<String>,
}

impl<'a> VerdictLine<'a> {
    pub(super) fn new(
        input: &'a str,
        line: Option<usize>,
        answer: &Answer<'_>,
        run: &Run<'_>,
    ) -> Self {
        let trust = answer.trust();
        let (report, status) = match answer {
            Answer::Verdict(verdict, _) => {
                let label = verdict.authentic_label();
                let list = label.and_then(|l| trust.status_list_of(l.signer_fingerprint()));
                let listed = label.is_some_and(|l| l.claims().label.status_index.is_some());
                let report = Report::new(verdict, trust);
                (report, list.filter(|_| listed))
            }
            Answer::NoSymbol(_) => (no_symbol(run.at, trust), None),
        };
        Self {
            input,
            line,
            report,
            trust_made: trust.issued().map(|time| time.to_string()),
            trust_until: trust.expires().map(|time| time.to_string()),
            status_made: status.map(|list| list.issued.to_string()),
            status_until: status
                .and_then(|list| list.expires)
                .map(|time| time.to_string()),
        }
    }
}

/// The report of a picture without a symbol: nothing but that was found out.
fn no_symbol(at: UnixTime, trust: &Trust) -> Report {
    let error = QrError::PictureNoSymbol;
    Report::unread("picture", error.code(), error.to_string(), at, trust)
}
