//! `label scheme`: what the scheme tables say.

use clap::{Args, Subcommand};
use label_core::scheme::{Field, Lang, Level, SCHEME_CODES, Scheme, Schemes, Validity};
use label_core::{Code, Status};
use serde_json::{Value, json};

use super::help;
use crate::error::CliError;
use crate::fields::{Row, list};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;

/// Show the labelling schemes that are known
#[derive(Debug, Subcommand)]
pub(crate) enum SchemeCommand {
    List(List),
    Show(Show),
}

impl SchemeCommand {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        match self {
            Self::List(command) => command.run(out),
            Self::Show(command) => command.run(out),
        }
    }
}

/// List the schemes that have a code
#[derive(Args, Debug)]
#[command(after_help = help!("  label scheme list\n  label scheme list --json"))]
pub(crate) struct List {}

impl List {
    fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let Self {} = self;
        let schemes = Schemes::builtin();
        let messages = Messages::new(out.language())?;
        let mut rows = Vec::new();
        let mut values = Vec::new();
        for (code, name) in SCHEME_CODES.iter().copied() {
            let scheme = schemes.get(&Code::Number(code));
            let title = scheme.map(|scheme| scheme.title(messages.lang()));
            let title = title.unwrap_or_else(|| messages.word("no_table"));
            rows.push((name, format!("{code:>2}  {title}")));
            values.push(json!({
                "code": code,
                "name": name,
                "table": scheme.is_some(),
                "title": scheme.map(|scheme| both(|lang| scheme.title(lang))),
            }));
        }
        if out.is_json() {
            out.json(&json!({ "schemes": values }))?;
        } else {
            out.fields(&rows)?;
        }
        Ok(Outcome::Done)
    }
}

/// Show one scheme: levels, rules and words
#[derive(Args, Debug)]
#[command(after_help = help!("  label scheme show jc-star\n  label scheme show jc-star --lang ja"))]
pub(crate) struct Show {
    /// Name or code of the scheme
    name: String,
}

impl Show {
    fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let code = match self.name.parse() {
            Ok(number) => Code::Number(number),
            Err(_) => Code::Text(self.name.clone()),
        };
        let schemes = Schemes::builtin();
        let Some(scheme) = schemes.get(&code) else {
            let names: Vec<&str> = schemes.iter().map(Scheme::name).collect();
            return Err(CliError::Usage {
                message: format!("there is no table for the scheme '{}'", self.name),
                hint: format!("there are tables for {}", names.join(", ")),
            });
        };
        if out.is_json() {
            out.json(&to_json(scheme))?;
            return Ok(Outcome::Done);
        }
        let messages = Messages::new(out.language())?;
        out.fields(&rows(scheme, &messages))?;
        Ok(Outcome::Done)
    }
}

/// A text in both languages.
fn both<'a>(text: impl Fn(Lang) -> &'a str) -> Value {
    json!({ "ja": text(Lang::Ja), "en": text(Lang::En) })
}

const STATUSES: [Status; 5] = [
    Status::Valid,
    Status::Suspended,
    Status::Withdrawn,
    Status::Revoked,
    Status::Superseded,
];

fn to_json(scheme: &Scheme) -> Value {
    let criteria = scheme.criteria().iter();
    let criteria =
        criteria.map(|known| json!({"code": known.code(), "document": known.document()}));
    let categories = scheme.categories().iter();
    let categories = categories
        .map(|known| json!({"code": known.code(), "name": both(|lang| known.name(lang))}));
    let statuses = STATUSES.map(|status| {
        let words = both(|lang| scheme.status_word(status, lang));
        (status.code().to_owned(), words)
    });
    let fields = |fields: &[Field]| fields.iter().map(|field| field.name()).collect::<Vec<_>>();
    let supply_chain = scheme.supply_chain().iter().map(|check| check.number());
    json!({
        "code": scheme.code(),
        "name": scheme.name(),
        "title": both(|lang| scheme.title(lang)),
        "owner": both(|lang| scheme.owner(lang)),
        "meaning": both(|lang| scheme.meaning(lang)),
        "levels": levels(scheme),
        "criteria": criteria.collect::<Vec<_>>(),
        "categories": categories.collect::<Vec<_>>(),
        "zone": scheme.zone().to_string(),
        "validity_years": years(scheme),
        "required": fields(scheme.required()),
        "forbidden": fields(scheme.forbidden()),
        "supply_chain": supply_chain.collect::<Vec<_>>(),
        "till": both(|lang| scheme.till(lang)),
        "statuses": serde_json::Map::from_iter(statuses),
        "must_not_say": scheme.must_not_say(),
        "sources": scheme.sources(),
    })
}

fn levels(scheme: &Scheme) -> Vec<Value> {
    let level = |level: &Level| {
        let must_say = |lang| {
            let statements = scheme.must_say(Some(level.number()), lang);
            statements.collect::<Vec<_>>()
        };
        let assessments = level.assessments().iter().map(|assessed| assessed.number());
        json!({
            "number": level.number(),
            "mark": level.mark(),
            "name": both(|lang| level.name(lang)),
            "assessments": assessments.collect::<Vec<_>>(),
            "meaning": both(|lang| level.meaning(lang)),
            "must_say": { "ja": must_say(Lang::Ja), "en": must_say(Lang::En) },
        })
    };
    scheme.levels().iter().map(level).collect()
}

/// The most years that a label holds; none where labels do not expire.
fn years(scheme: &Scheme) -> Option<u8> {
    match scheme.validity() {
        Validity::AtMostYears(years) => Some(years.get()),
        Validity::NoExpiry => None,
    }
}

fn rows<'a>(scheme: &'a Scheme, messages: &'a Messages) -> Vec<Row<'a>> {
    let lang = messages.lang();
    let word = |key| messages.word(key);
    let code = scheme
        .code()
        .map_or_else(|| word("none").to_owned(), |code| code.to_string());
    let mut rows = vec![
        (word("scheme"), scheme.title(lang).to_owned()),
        (word("code"), format!("{code} ({})", scheme.name())),
        (word("owner"), scheme.owner(lang).to_owned()),
        (word("meaning"), scheme.meaning(lang).to_owned()),
    ];
    let levels = scheme.levels().iter();
    let levels = levels.map(|level| {
        format!(
            "{} = {}: {}",
            level.number(),
            level.mark(),
            level.meaning(lang)
        )
    });
    rows.extend(list(word("levels"), levels.collect()));
    let all = scheme.levels().iter().map(|level| Some(level.number()));
    let mut must_say = Vec::new();
    for level in all.chain([None]) {
        for statement in scheme.must_say(level, lang) {
            if !must_say.iter().any(|said| said == statement) {
                must_say.push(statement.to_owned());
            }
        }
    }
    rows.extend(list(word("must_say"), must_say));
    rows.extend(rules(scheme, messages));
    rows
}

fn rules<'a>(scheme: &'a Scheme, messages: &'a Messages) -> Vec<Row<'a>> {
    let lang = messages.lang();
    let word = |key| messages.word(key);
    let validity = match years(scheme) {
        Some(years) => word("years").replace("{years}", &years.to_string()),
        None => word("no_expiry").to_owned(),
    };
    let claims = |fields: &[Field]| match fields {
        [] => word("none").to_owned(),
        fields => {
            let names = fields.iter().map(|field| messages.claim(field.name()));
            names.collect::<Vec<_>>().join(", ")
        }
    };
    let mut rows = vec![
        (word("validity"), validity),
        (word("zone"), scheme.zone().to_string()),
        (word("required"), claims(scheme.required())),
        (word("forbidden"), claims(scheme.forbidden())),
    ];
    let numbered = |code: u64, name: &str| format!("{code} = {name}");
    let criteria = scheme.criteria().iter();
    let criteria = criteria.map(|known| numbered(known.code(), known.document()));
    rows.extend(list(messages.claim("criteria"), criteria.collect()));
    let categories = scheme.categories().iter();
    let categories = categories.map(|known| numbered(known.code(), known.name(lang)));
    rows.extend(list(word("categories"), categories.collect()));
    let results = scheme.supply_chain().iter().map(|check| check.number());
    let results = results.map(|number| numbered(number, messages.supply_chain(number)));
    rows.extend(list(messages.claim("supply_chain"), results.collect()));
    rows.push((word("till"), scheme.till(lang).to_owned()));
    let statuses =
        STATUSES.map(|status| format!("{}: {}", status.code(), scheme.status_word(status, lang)));
    rows.extend(list(word("statuses"), statuses.to_vec()));
    rows.push((word("must_not_say"), scheme.must_not_say().join(", ")));
    rows
}
