//! `label register show`: all that is known of a registration.

use clap::Args;
use label_core::hex;
use label_desk::DeskError;
use label_desk::register::{
    Application, ApplicationKind, Entry, Known, Label, Model, Register, Stage, Standing,
    StatusEntry,
};
use label_io::time;
use serde_json::{Value as Json, json};

use crate::args::as_of::AsOfArgs;
use crate::args::register::RegisterArgs;
use crate::commands::help;
use crate::commands::registration::expires_day;
use crate::error::CliError;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;

/// Show a registration: what it is, what was asked, its models, labels, indices and history
#[derive(Args, Debug)]
#[command(after_help = help!("  label register show SPEC-26-0001"))]
pub(crate) struct Show {
    /// Registration number
    number: String,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    register: RegisterArgs,
}

/// All that is shown.
struct Shown {
    known: Known,
    standing: Standing,
    statuses: Vec<StatusEntry>,
    labels: Vec<Label>,
    journal: Vec<Entry>,
}

impl Show {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let at = self.as_of.at()?;
        let mut register = Register::open_read(&self.register.location(out)?)?;
        let number = &self.number;
        let (known, statuses, labels) = register.read(|db| {
            let known = db.known(number)?;
            let known = known.ok_or_else(|| DeskError::RegistrationUnknown {
                number: number.clone(),
            })?;
            let of = [number.into()];
            let statuses = db.select("WHERE registration = ?1 ORDER BY list, position", &of)?;
            let labels = db.select("WHERE registration = ?1 ORDER BY number", &of)?;
            Ok::<_, DeskError>((known, statuses, labels))
        })?;
        let journal = register.journal(&format!("registration:{number}"))?;
        let shown = Shown {
            standing: known.registration.standing(at),
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
        let models = self.known.models.values();
        let models: Vec<_> = models
            .map(|model| {
                let given_up = Some(messages.word("given_up")).filter(|_| !self.known.has(model));
                (model.model.clone(), about(model, given_up))
            })
            .collect();
        section(messages.claim("models"), &models, out)?;
        let applications = self.known.applications.iter();
        let applications = applications.map(|one| {
            let kind = messages.word(kind(one)).to_owned();
            (kind, application(one, &messages))
        });
        section(
            messages.word("applications"),
            &applications.collect::<Vec<_>>(),
            out,
        )?;
        let indices = self.statuses.iter().map(|entry| {
            let (status, since) = (
                messages.word(entry.status.code()),
                time::format(entry.since),
            );
            let text = format!("{status}, {since}, {}", entry.list);
            let text = match entry.model.as_deref() {
                None | Some("") => text,
                Some(model) => format!("{model}, {text}"),
            };
            (entry.position.to_string(), text)
        });
        section(
            messages.claim("status_index"),
            &indices.collect::<Vec<_>>(),
            out,
        )?;
        let labels = self.labels.iter().map(|label| {
            let state = messages.word(state(label));
            (label.name.clone(), format!("{state}, {}", label.identity))
        });
        section(messages.word("labels"), &labels.collect::<Vec<_>>(), out)?;
        let journal = self.journal.iter();
        let journal = journal.map(|entry| (time::format(entry.at), done(entry, out)));
        section(messages.word("journal"), &journal.collect::<Vec<_>>(), out)
    }

    fn registration(&self, messages: &Messages, out: &mut Output) -> Result<(), CliError> {
        let registration = &self.known.registration;
        let level = registration.level.map(|level| level.to_string());
        let reason = registration.reason.as_ref();
        let reason = reason.map(|reason| out.word("reason", reason));
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
                Some(messages.word(self.standing.as_str()).to_owned()),
            ),
            (messages.word("reason"), reason),
            (messages.word("successor"), registration.successor.clone()),
            (
                messages.word("granted"),
                registration.granted.map(time::format),
            ),
            (messages.claim("expires"), expires_day(registration)),
        ];
        let fields: Vec<_> = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        out.fields(&fields)
    }

    /// The models that the registration has, or those that were given up.
    fn models(&self, has: bool) -> impl Iterator<Item = &Model> {
        let models = self.known.models.values();
        models.filter(move |model| self.known.has(model) == has)
    }

    fn json(&self) -> Json {
        let registration = &self.known.registration;
        json!({
            "registration": registration.number,
            "scheme": registration.scheme,
            "level": registration.level,
            "assessment": registration.assessment,
            "criteria": registration.criteria,
            "holder": registration.holder,
            "holder_id": registration.holder_id,
            "evaluator": registration.evaluator,
            "state": self.standing,
            "reason": registration.reason,
            "successor": registration.successor,
            "term": registration.term,
            "granted": registration.granted.map(time::format),
            "expires": registration.expires.map(time::format),
            "expires_day": expires_day(registration),
            "applications": list(&self.known.applications, application_json),
            "models": list(self.models(true), model_json),
            "models_given_up": list(self.models(false), model_json),
            "indices": list(&self.statuses, index_json),
            "labels": list(&self.labels, label_json),
            "journal": list(&self.journal, entry_json),
        })
    }
}

fn list<'a, T: 'a>(all: impl IntoIterator<Item = &'a T>, json: fn(&T) -> Json) -> Json {
    Json::Array(all.into_iter().map(json).collect())
}

fn application_json(one: &Application) -> Json {
    json!({
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
    })
}

fn model_json(model: &Model) -> Json {
    let gtins = model.gtins.split(';').filter(|gtin| !gtin.is_empty());
    json!({
        "model": model.model,
        "gtins": gtins.collect::<Vec<_>>(),
        "product": model.product,
        "category": model.category,
        "support_end": model.support_end,
    })
}

fn index_json(entry: &StatusEntry) -> Json {
    json!({
        "list": entry.list,
        "index": entry.position,
        "term": entry.term,
        "model": entry.model,
        "status": entry.status.code(),
        "since": time::format(entry.since),
    })
}

fn label_json(label: &Label) -> Json {
    json!({
        "number": label.number,
        "name": label.name,
        "term": label.term,
        "state": state(label),
        "identity": label.identity,
        "credential": label.credential.as_ref().map(|bytes| hex(bytes)),
    })
}

fn entry_json(entry: &Entry) -> Json {
    json!({
        "number": entry.number,
        "at": time::format(entry.at),
        "who": entry.who,
        "action": entry.action,
        "why": entry.why,
    })
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

/// A model's product and GTINs, and the word for one that was given up.
fn about(model: &Model, given_up: Option<&str>) -> String {
    let gtins = model.gtins.replace(';', ", ");
    let text = format!("{}  {gtins}", model.product);
    match given_up {
        None => text.trim_end().to_owned(),
        Some(word) => format!("{}, {word}", text.trim_end()),
    }
}

/// The action, its doer and the reason.
fn done(entry: &Entry, out: &Output) -> String {
    let why = match entry.why.as_str() {
        "" => String::new(),
        why => format!(": {why}"),
    };
    format!("{}, {}{why}", out.word("journal", &entry.action), entry.who)
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
        words.push(format!("{day} {}", messages.word(answer.as_str())));
    }
    words.extend(one.conditions.clone());
    words.extend(
        one.granted
            .map(|at| format!("{} {}", time::format(at), messages.word("granted"))),
    );
    if one.stage == Stage::Withdrawn {
        words.push(messages.word("given_up").to_owned());
    }
    words.join(", ")
}

/// The word for the state of a label.
fn state(label: &Label) -> &'static str {
    match (&label.credential, label.cancelled) {
        (Some(_), _) => "signed",
        (None, Some(_)) => "cancelled",
        (None, None) => "pending",
    }
}

/// The word for what was applied for.
fn kind(one: &Application) -> &'static str {
    match one.kind {
        ApplicationKind::Models => "models_more",
        other => other.as_str(),
    }
}
