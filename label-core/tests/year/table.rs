//! `docs/YEAR.md`: what was answered when.

use std::fmt::Write;

use crate::oracle::Answer;
use crate::script::{DAY, DAYS, EVENTS, FITTED, Label, START};
use crate::till::{Syncs, policies};

/// Under which of the policies the tables show each till.
const SHOWN: [usize; 3] = [0, 1, 0];

const INTRODUCTION: &str = "\
# A year at three tills

One year of a scheme owner, from 1 April 2026 to 31 March 2027, played day by day with the code of this project: labels are issued,
withdrawn and revoked, keys change every quarter, one key is stolen, nothing is published for nine days, the root set changes, and for
one day every clock is wrong. Three tills are asked about every label on every day at noon (UTC). A test (`label-core/tests/year`)
compares each answer with what the till can know according to a plain model that does not use the verifier, and this page with what
came out.

One till syncs every day, one on the 15th of every month, one never after it was set up. The desk publishes at 6:00, tills sync at
7:00, labels are issued at 9:00. Each till has the exact record of issued labels; what it syncs holds only what is new in it. A trust list
holds for 120 days, what is published every day for 40. The policy is the preset `shop`: lists of 7 days or more decide nothing, those
of a day give a warning. For the monthly till it is the same with 35 and 32 days.
";

const READING: &str = "\
## How to read it

- **Nothing forged is accepted, on any day, at any till.** A label of the stolen key that is dated before the till's record of issued
  labels is not in it, and is rejected (`not_issued`) before anybody knows of the theft. Dated later, it is undecided (`issued_later`)
  until the next sync, like a genuine label of that day. After the revocation everything of that key is rejected (`signer_revoked`),
  the genuine labels too: they are issued anew.
- **A filter is weaker, and says so.** The thief who has a page's bundle finds in seconds a label that its filter holds by chance. The page accepts
  it, as passed by a filter with a strength of 1 in 65,536, until the next bundle comes with another salt. A till has the exact
  record, in which nobody finds anything, and takes no filter in its place (`record_weaker`).
- **A genuine label is never called forged or expired for the age of the lists.** A till that cannot know says so: `status_stale`
  when its lists are older than its policy allows, `trust_expired` when its trust list has ended, `signer_unknown` for a key that came
  later, `clock_before_trust` when its clock is behind what it has seen.
- **What a till knows to be bad stays bad** without a sync and with a wrong clock: revoked, withdrawn, not issued. What was revoked
  after its last sync it cannot know; that is what the age limits are for.
- **A key that retires takes nothing with it**: its labels stay accepted to the end of the year.
- **A new root set needs no visit**: each till follows it at its next sync, the one that slept all year through the change itself. The fingerprint
  that the till was set up with stays the right one to give.
";

/// One answer, from a day on.
type Span = (u64, Answer);

/// The answers: by till, policy and label.
pub struct Record {
    labels: Vec<Label>,
    spans: [[Vec<Vec<Span>>; 2]; 3],
    counts: [[Counts; 2]; 3],
    /// The answers of a page to the label that was fitted to its filter.
    page: Vec<Span>,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    accepted: u64,
    stale: u64,
    rejected: u64,
    undecided: u64,
}

impl Record {
    pub fn new(labels: Vec<Label>) -> Self {
        let empty = || [(); 2].map(|()| vec![Vec::new(); labels.len()]);
        Self {
            spans: [(); 3].map(|()| empty()),
            counts: [[Counts::default(); 2]; 3],
            page: Vec::new(),
            labels,
        }
    }

    pub fn add(&mut self, till: usize, policy: usize, label: usize, day: u64, answer: Answer) {
        let counts = &mut self.counts[till][policy];
        match answer.outcome {
            "accepted" => {
                counts.accepted += 1;
                counts.stale += u64::from(answer.stale);
            }
            "rejected" => counts.rejected += 1,
            _ => counts.undecided += 1,
        }
        add(&mut self.spans[till][policy][label], day, answer);
    }

    pub fn add_page(&mut self, day: u64, answer: Answer) {
        add(&mut self.page, day, answer);
    }

    pub fn to_markdown(&self) -> String {
        let mut page = INTRODUCTION.to_owned();
        page.push_str("\n## What happens\n\n| day | what |\n|---|---|\n");
        for (day, what) in EVENTS {
            writeln!(page, "| {} | {what} |", date(day)).unwrap();
        }
        for (till, syncs) in Syncs::ALL.into_iter().enumerate() {
            let policy = policies()[SHOWN[till]].name;
            let title = format!("The till that {}, policy `{policy}`", syncs.name());
            writeln!(page, "\n## {title}\n\n| label | answers |\n|---|---|").unwrap();
            for (label, spans) in self.labels.iter().zip(&self.spans[till][SHOWN[till]]) {
                if let Some(name) = label.name {
                    writeln!(page, "| {name} | {} |", answers(spans)).unwrap();
                }
            }
        }
        let title = "A page that has a filter, policy `page`, opened anew every day";
        let row = format!("| {FITTED} | {} |", answers(&self.page));
        writeln!(
            page,
            "\n## {title}\n\n| label | answers |\n|---|---|\n{row}"
        )
        .unwrap();
        self.totals(&mut page);
        page + "\n" + READING
    }

    fn totals(&self, page: &mut String) {
        let labels = self.labels.len();
        let forged = self.labels.iter().filter(|label| !label.genuine).count();
        let columns =
            "| till | policy | answers | accepted | of these stale | rejected | cannot decide |";
        writeln!(
            page,
            "\n## All answers\n\nOf {labels} labels, {forged} of them forged.\n\n{columns}\n|---|---|--:|--:|--:|--:|--:|"
        )
        .unwrap();
        for (till, syncs) in Syncs::ALL.into_iter().enumerate() {
            for (policy, counts) in policies().iter().zip(self.counts[till]) {
                let Counts {
                    accepted,
                    stale,
                    rejected,
                    undecided,
                } = counts;
                let (till, policy) = (syncs.name(), policy.name);
                let all = accepted + rejected + undecided;
                writeln!(
                    page,
                    "| {till} | `{policy}` | {all} | {accepted} | {stale} | {rejected} | {undecided} |"
                )
                .unwrap();
            }
        }
    }
}

/// Notes an answer if it is another than that of the day before.
fn add(spans: &mut Vec<Span>, day: u64, answer: Answer) {
    let shown = Answer {
        stale: answer.stale && answer.outcome == "accepted",
        ..answer
    };
    if spans.last().is_none_or(|(_, last)| *last != shown) {
        spans.push((day, shown));
    }
}

fn answers(spans: &[Span]) -> String {
    let ends = spans
        .iter()
        .skip(1)
        .map(|(day, _)| day - 1)
        .chain([DAYS - 1]);
    let spans = spans.iter().zip(ends).map(|((from, answer), to)| {
        let days = match *from == to {
            true => date(to),
            false => format!("{} – {}", date(*from), date(to)),
        };
        format!("{days} {}", words(*answer))
    });
    spans.collect::<Vec<_>>().join("; ")
}

fn words(answer: Answer) -> String {
    match answer.outcome {
        "accepted" if answer.stale => "accepted, stale".into(),
        "accepted" => "accepted".into(),
        "rejected" => format!("**rejected** `{}`", answer.code),
        _ => format!("cannot decide `{}`", answer.code),
    }
}

/// A day for people: `6 Apr`.
fn date(day: u64) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let date = (START + day * DAY).to_string();
    let number = |at| date[at..at + 2].parse::<usize>().unwrap();
    format!("{} {}", number(8), MONTHS[number(5) - 1])
}
