//! `label register show`: all that is known of a registration.

use clap::Args;
use label_core::hex;
use serde_json::{Value as Json, json};

use super::super::help;
use crate::cli::Outcome;
use crate::error::CliError;
use crate::messages::Messages;
use crate::output::Output;
use crate::register::{
    Application, Entry, Known, Label, Register, RegisterArgs, RegisterError, StatusEntry,
};
use crate::time;

/// Show a registration: what it is, what was asked, its models, labels, indices and history
#[derive(Args, Debug)]
#[command(after_help = help!("  label register show SPEC-26-0001"))]
pub(crate) struct Show {
    /// Registration number
    number: String,
    #[command(flatten)]
    register: RegisterArgs,
}

/// All that is shown.
struct Shown {
    known: Known,
    statuses: Vec<StatusEntry>,
    labels: Vec<Label>,
    journal: Vec<Entry>,
}

impl Show {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let mut register = Register::open(&self.register.location()?)?;
        let number = &self.number;
        let (known, statuses, labels) = register.read(|db| {
            let known = db.known(number)?;
            let known = known.ok_or_else(|| RegisterError::Registration {
                number: number.clone(),
                problem: "the register has no such registration",
                code: "registration_unknown",
            })?;
            let of = [number.into()];
            let statuses = db.select("WHERE registration = ?1 ORDER BY list, position", &of)?;
            let labels = db.select("WHERE registration = ?1 ORDER BY number", &of)?;
            Ok::<_, RegisterError>((known, statuses, labels))
        })?;
        let journal = register.journal(&format!("registration:{number}"))?;
        let shown = Shown {
            known,
            statuses,
            labels,
            journal,
        };
        if out.is_json() {
            out.json(&shown.json())?;
        } else {
            shown.print(out)?;
        }
        Ok(Outcome::Done)
    }
}

impl Shown {
    fn print(&self, out: &mut Output) -> Result<(), CliError> {
        let messages = Messages::new(out.language())?;
        self.registration(&messages, out)?;
        let of_models: Vec<_> = self
            .known
            .models
            .values()
            .map(|model| {
                let (product, gtins) = (&model.product, model.gtins.replace(';', ", "));
                (
                    model.model.as_str(),
                    format!("{product}  {gtins}").trim_end().to_owned(),
                )
            })
            .collect();
        out.section(messages.claim("models"), &of_models)?;
        let words: Vec<(String, String)> = self
            .known
            .applications
            .iter()
            .map(|one| {
                (
                    messages.word(kind(one)).to_owned(),
                    application(one, &messages),
                )
            })
            .collect();
        section(messages.word("applications"), &words, out)?;
        let words: Vec<(String, String)> = self
            .statuses
            .iter()
            .map(|entry| {
                let status = messages.word(&entry.status);
                let since = time::format(entry.since);
                (
                    entry.position.to_string(),
                    format!("{status}, {since}, {}", entry.list),
                )
            })
            .collect();
        section(messages.claim("status_index"), &words, out)?;
        let words: Vec<(String, String)> = self
            .labels
            .iter()
            .map(|label| {
                let state = messages.word(state(label));
                (label.name.clone(), format!("{state}, {}", label.identity))
            })
            .collect();
        section(messages.word("labels"), &words, out)?;
        let words: Vec<(String, String)> = self
            .journal
            .iter()
            .map(|entry| {
                let why = match entry.why.as_str() {
                    "" => String::new(),
                    why => format!(": {why}"),
                };
                let text = format!("{}, {}{why}", entry.action, entry.who);
                (time::format(entry.at), text)
            })
            .collect();
        section(messages.word("journal"), &words, out)
    }

    fn registration(&self, messages: &Messages, out: &mut Output) -> Result<(), CliError> {
        let registration = &self.known.registration;
        let level = registration.level.map(|level| level.to_string());
        let fields = [
            (
                messages.claim("registration"),
                Some(registration.number.clone()),
            ),
            (messages.claim("scheme"), Some(registration.scheme.clone())),
            (messages.claim("level"), level),
            (messages.claim("criteria"), registration.criteria.clone()),
            (messages.claim("holder"), registration.holder.clone()),
            (messages.claim("holder_id"), registration.holder_id.clone()),
            (messages.claim("evaluator"), registration.evaluator.clone()),
            (
                messages.word("state"),
                Some(messages.word(&registration.state).to_owned()),
            ),
            (messages.word("reason"), registration.reason.clone()),
            (messages.word("successor"), registration.successor.clone()),
            (
                messages.word("granted"),
                registration.granted.map(time::format),
            ),
            (
                messages.claim("expires"),
                registration.expires.map(time::format),
            ),
        ];
        let fields: Vec<_> = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        out.fields(&fields)
    }

    fn json(&self) -> Json {
        let Known {
            registration,
            applications,
            models,
        } = &self.known;
        json!({
            "registration": registration.number,
            "scheme": registration.scheme,
            "level": registration.level,
            "assessment": registration.assessment,
            "criteria": registration.criteria,
            "holder": registration.holder,
            "holder_id": registration.holder_id,
            "evaluator": registration.evaluator,
            "state": registration.state,
            "reason": registration.reason,
            "successor": registration.successor,
            "term": registration.term,
            "granted": registration.granted.map(time::format),
            "expires": registration.expires.map(time::format),
            "applications": applications.iter().map(|one| json!({
                "number": one.number,
                "kind": one.kind,
                "stage": one.stage,
                "applied": time::format(one.applied),
                "inquired": one.inquired.map(time::format),
                "answer": one.answer,
                "answered": one.answered,
                "conditions": one.conditions,
                "granted": one.granted.map(time::format),
                "holder": one.holder,
                "holder_id": one.holder_id,
            })).collect::<Vec<_>>(),
            "models": models.values().map(|model| json!({
                "model": model.model,
                "gtins": model.gtins.split(';').filter(|gtin| !gtin.is_empty()).collect::<Vec<_>>(),
                "product": model.product,
                "category": model.category,
                "support_end": model.support_end,
            })).collect::<Vec<_>>(),
            "indices": self.statuses.iter().map(|entry| json!({
                "list": entry.list,
                "index": entry.position,
                "term": entry.term,
                "status": entry.status,
                "since": time::format(entry.since),
            })).collect::<Vec<_>>(),
            "labels": self.labels.iter().map(|label| json!({
                "number": label.number,
                "name": label.name,
                "term": label.term,
                "state": state(label),
                "identity": label.identity,
                "credential": label.credential.as_ref().map(|bytes| hex(bytes)),
            })).collect::<Vec<_>>(),
            "journal": self.journal.iter().map(|entry| json!({
                "number": entry.number,
                "at": time::format(entry.at),
                "who": entry.who,
                "action": entry.action,
                "why": entry.why,
            })).collect::<Vec<_>>(),
        })
    }
}

fn section(heading: &str, words: &[(String, String)], out: &mut Output) -> Result<(), CliError> {
    if words.is_empty() {
        return Ok(());
    }
    let fields: Vec<_> = words
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    out.section(heading, &fields)
}

fn application(one: &Application, messages: &Messages) -> String {
    let mut words = vec![format!(
        "{} {}",
        time::format(one.applied),
        messages.word("applied")
    )];
    words.extend(
        one.inquired
            .map(|at| format!("{} {}", time::format(at), messages.word("inquired"))),
    );
    if let (Some(answer), Some(day)) = (&one.answer, &one.answered) {
        words.push(format!("{day} {}", messages.word(answer)));
    }
    words.extend(one.conditions.clone());
    words.extend(
        one.granted
            .map(|at| format!("{} {}", time::format(at), messages.word("granted"))),
    );
    words.join(", ")
}

/// The word for how far a label is.
fn state(label: &Label) -> &'static str {
    match (&label.credential, label.cancelled) {
        (Some(_), _) => "signed",
        (None, Some(_)) => "cancelled",
        (None, None) => "pending",
    }
}

/// The word for what was applied for.
fn kind(one: &Application) -> &str {
    match one.kind.as_str() {
        "models" => "models_more",
        other => other,
    }
}
