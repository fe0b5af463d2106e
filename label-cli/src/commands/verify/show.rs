//! A verdict for people to read: the outcome first, then why, the label, and every check.

use label_core::scheme::Scheme;
use label_core::{
    Check, CheckName, Error, Finding, Outcome, RecordKind, Specimen, Status, StatusList, Trust,
    Verdict, VerifiedLabel, Weight, Zone,
};
use label_qr::QrError;
use unicode_width::UnicodeWidthStr;

use super::{Answer, Run};
use crate::error::CliError;
use crate::fields::{Row, Words};
use crate::local_time::Local;
use crate::messages::Messages;
use crate::output::{Output, padded};

/// Prints verdicts.
pub(super) struct Printer<'a> {
    run: &'a Run<'a>,
    trust: &'a Trust,
    out: &'a mut Output,
}

/// One line of the list of checks.
struct Line<'a> {
    check: &'a str,
    result: &'a str,
    text: String,
    code: &'a str,
}

impl<'a> Printer<'a> {
    pub(super) fn new(run: &'a Run<'a>, trust: &'a Trust, out: &'a mut Output) -> Self {
        Self { run, trust, out }
    }

    /// Prints an answer; `name` tells it from others.
    pub(super) fn answer(
        &mut self,
        answer: &Answer<'_>,
        name: Option<&str>,
    ) -> Result<(), CliError> {
        match answer {
            Answer::Verdict(verdict, _) => self.verdict(verdict, name),
            Answer::NoSymbol(_) => self.no_symbol(name),
        }
    }

    fn verdict(&mut self, verdict: &Verdict, name: Option<&str>) -> Result<(), CliError> {
        self.outcome(verdict.outcome(), name)?;
        self.reason(verdict)?;
        if verdict.authentic_label().is_none() {
            let word = match verdict.outcome() {
                Outcome::Rejected => "nothing_believed",
                _ => "nothing_known",
            };
            self.indented(self.messages().word(word))?;
        }
        self.specimen()?;
        if let Some(label) = verdict.authentic_label() {
            self.label(verdict, label)?;
        }
        self.freshness(verdict)?;
        self.repairs(verdict)?;
        let lines = verdict
            .checks()
            .iter()
            .map(|check| self.check(verdict, check));
        let lines: Vec<Line<'_>> = lines.collect();
        self.checks(&lines)
    }

    fn no_symbol(&mut self, name: Option<&str>) -> Result<(), CliError> {
        let code = QrError::PictureNoSymbol.code();
        let why = self.messages().why_of(code).to_owned();
        self.outcome(Outcome::CannotDecide, name)?;
        self.because(&why, code, self.messages().advice_of(code))?;
        self.specimen()?;
        self.checks(&[Line {
            check: "picture",
            result: "not_checked",
            text: why,
            code,
        }])
    }

    /// Prints the outcome with a sign, a word and, on a terminal, a colour.
    fn outcome(&mut self, outcome: Outcome, name: Option<&str>) -> Result<(), CliError> {
        let (sign, word, colour) = match outcome {
            Outcome::Accepted => ("✓", "accepted", "1;32"),
            Outcome::Rejected => ("✗", "rejected", "1;31"),
            Outcome::CannotDecide => ("?", "cannot_decide", "1;33"),
        };
        let mut line = format!("{sign} {}", self.messages().word(word));
        if self.trust.specimen() == Specimen::Yes {
            line = format!("{line} [{}]", self.messages().word("specimen"));
        }
        if let Some(name) = name {
            line = format!("{line}  {name}");
        }
        self.out.painted(colour, line)
    }

    /// Prints that the label is no real one, whatever the outcome.
    fn specimen(&mut self) -> Result<(), CliError> {
        match self.trust.specimen() {
            Specimen::Yes => self.indented(self.messages().word("specimen_note")),
            Specimen::No => Ok(()),
        }
    }

    /// Prints the reason, what to do, and what else is to be minded.
    fn reason(&mut self, verdict: &Verdict) -> Result<(), CliError> {
        let messages = self.messages();
        match verdict.decisive() {
            None => {
                let scheme = self.scheme(verdict);
                let till = scheme.map_or("", |scheme| scheme.till(messages.lang()));
                self.because(messages.word("all_passed"), "ok", till)?;
            }
            Some(check) => {
                let why = self.check(verdict, check).text;
                self.because(&why, check.code(), messages.advice_on(check))?;
            }
        }
        self.warnings(verdict)
    }

    /// Prints what speaks against the label without deciding.
    fn warnings(&mut self, verdict: &Verdict) -> Result<(), CliError> {
        let messages = self.messages();
        let decisive = verdict.decisive().and_then(Check::error);
        let advisory = verdict.checks().iter();
        for check in advisory.filter(|check| check.weight == Weight::Advisory) {
            if check.error().is_some_and(|error| Some(error) != decisive) {
                let why = self.said(verdict, check);
                let warning = format!("! {}: {why}", messages.word("warning"));
                self.because(&warning, check.code(), messages.advice_on(check))?;
            }
        }
        Ok(())
    }

    fn because(&mut self, why: &str, code: &str, advice: &str) -> Result<(), CliError> {
        self.indented(&format!("{why} [{code}]"))?;
        if advice.is_empty() {
            return Ok(());
        }
        self.indented(&format!("→ {advice}"))
    }

    /// Prints the content of the label, under a heading that tells what that is worth.
    fn label(&mut self, verdict: &Verdict, label: &VerifiedLabel) -> Result<(), CliError> {
        let (messages, claims) = (self.messages(), label.claims());
        let words = Words {
            messages,
            schemes: self.trust.schemes(),
        };
        let mut rows = words.owner(claims);
        rows.extend(words.grant(claims));
        rows.extend(words.product(claims));
        if verdict.outcome() != Outcome::Rejected {
            rows.push(("", messages.word("compare").to_owned()));
        }
        rows.extend(words.terms(claims));
        rows.push((messages.word("status"), self.status(verdict)));
        rows.push((messages.word("signer"), label.signer().to_owned()));
        let algorithm = label.algorithm().name();
        rows.push((messages.word("algorithm"), algorithm.to_owned()));
        let fingerprint = label.signer_fingerprint();
        rows.push((
            messages.word("fingerprint"),
            format!("sha256:{fingerprint}"),
        ));
        let heading = match verdict.outcome() {
            Outcome::Accepted => "label",
            Outcome::Rejected => "label_rejected",
            Outcome::CannotDecide => "label_undecided",
        };
        self.out.section(messages.word(heading), &rows)
    }

    /// The status in the scheme's own word, as far as it is known.
    fn status(&self, verdict: &Verdict) -> String {
        let status = match verdict.check(CheckName::Status).map(|check| &check.finding) {
            Some(Finding::Passed) => Some(Status::Valid),
            Some(Finding::Failed(Error::Revoked)) => Some(Status::Revoked),
            Some(Finding::Failed(Error::Suspended)) => Some(Status::Suspended),
            Some(Finding::Failed(Error::Withdrawn)) => Some(Status::Withdrawn),
            Some(Finding::Failed(Error::Superseded)) => Some(Status::Superseded),
            _ => None,
        };
        let lang = self.messages().lang();
        let word = status
            .zip(self.scheme(verdict))
            .map(|(status, scheme)| scheme.status_word(status, lang));
        word.unwrap_or_else(|| self.messages().word("status_unknown"))
            .to_owned()
    }

    /// Prints the time of the check, and how old what it rests on is.
    fn freshness(&mut self, verdict: &Verdict) -> Result<(), CliError> {
        let (messages, local, trust) = (self.messages(), self.local(verdict), self.trust);
        let made = trust.issued().map(|issued| local.minute(issued));
        let made = made.unwrap_or_else(|| messages.word("undated").to_owned());
        let mut rows = vec![
            (messages.word("checked_at"), local.minute(verdict.at())),
            (messages.word("trust_made"), made),
        ];
        if let Some(expires) = trust.expires() {
            rows.push((messages.word("trust_until"), local.last(expires)));
        }
        let listed = |label: &&VerifiedLabel| label.claims().label.status_index.is_some();
        if let Some(label) = verdict.authentic_label().filter(listed) {
            let list = trust.status_list_of(label.signer_fingerprint());
            rows.extend(status_rows(messages, local, list));
        }
        self.out.section(messages.word("freshness"), &rows)
    }

    /// Prints the repairs, and how to set the scanner.
    fn repairs(&mut self, verdict: &Verdict) -> Result<(), CliError> {
        if verdict.repairs().is_empty() {
            return Ok(());
        }
        let messages = self.messages();
        self.out.section(messages.word("reading"), &[])?;
        for repair in verdict.repairs() {
            let text = messages.repair(*repair);
            self.indented(&format!("{text} [{}]", repair.code()))?;
        }
        Ok(())
    }

    /// A check in words.
    fn check<'c>(&self, verdict: &Verdict, check: &'c Check) -> Line<'c> {
        let messages = self.messages();
        let mut text = self.said(verdict, check);
        if check.weight == Weight::Advisory && check.error().is_some() {
            text = format!("{text} {}", messages.word("only_warning"));
        }
        Line {
            check: check.name.code(),
            result: check.result(),
            text,
            code: check.code(),
        }
    }

    /// Prints every check as a line of its own.
    fn checks(&mut self, lines: &[Line<'_>]) -> Result<(), CliError> {
        let messages = self.messages();
        let width =
            |words: &mut dyn Iterator<Item = &str>| words.map(str::width).max().unwrap_or(0);
        let results = width(&mut lines.iter().map(|line| messages.word(line.result)));
        let names = width(&mut lines.iter().map(|line| messages.check(line.check)));
        self.out.section(messages.word("checks"), &[])?;
        for Line {
            check,
            result,
            text,
            code,
        } in lines
        {
            let sign = match *result {
                "passed" => "✓",
                "failed" => "✗",
                _ => "–",
            };
            let result = padded(messages.word(result), results);
            let check = padded(messages.check(check), names);
            self.indented(&format!("{sign} {result}  {check}  {text} [{code}]"))?;
        }
        Ok(())
    }

    /// A check in a sentence that speaks of levels as the label's scheme does.
    fn said(&self, verdict: &Verdict, check: &Check) -> String {
        let filter = verdict.record() == Some(RecordKind::Filter);
        if check.name == CheckName::Issued && check.finding == Finding::Passed && filter {
            return self.messages().passed_by_filter().to_owned();
        }
        let scheme = self.scheme(verdict);
        let mark = |level| Words::mark(scheme, level);
        self.messages().said(check, self.local(verdict), mark)
    }

    /// The scheme of a label whose signature is right.
    fn scheme(&self, verdict: &Verdict) -> Option<&'a Scheme> {
        let label = verdict.authentic_label()?;
        self.trust.schemes().get(&label.claims().label.scheme)
    }

    fn indented(&mut self, text: &str) -> Result<(), CliError> {
        self.out.line(format_args!("  {text}"))
    }

    fn messages(&self) -> &'a Messages {
        self.run.messages
    }

    /// The zone of the label's scheme, as far as the label is known.
    fn local(&self, verdict: &Verdict) -> Local {
        let zone = self.scheme(verdict).map_or(Zone::UTC, Scheme::zone);
        self.messages().local(zone)
    }
}

fn status_rows<'a>(
    messages: &'a Messages,
    local: Local,
    list: Option<&StatusList>,
) -> Vec<Row<'a>> {
    let Some(list) = list else {
        let none = messages.word("none").to_owned();
        return vec![(messages.word("status_made"), none)];
    };
    let mut rows = vec![(messages.word("status_made"), local.minute(list.issued))];
    if let Some(expires) = list.expires {
        rows.push((messages.word("status_until"), local.last(expires)));
    }
    rows
}
