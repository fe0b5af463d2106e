//! The content of a label, as rows of a name and a value for people.

use label_core::scheme::{Scheme, Schemes};
use label_core::{Claims, Code, SupplyChain};
use label_print::short_gtin;

use crate::local_time::Local;
use crate::messages::Messages;

/// A name and a value; a value that belongs to the name above has an empty name.
pub(crate) type Row<'a> = (&'a str, String);

/// The words that rows are made of.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) messages: &'a Messages,
    pub(crate) schemes: &'a Schemes,
}

impl<'a> Words<'a> {
    /// The zone of the label's scheme.
    fn local(&self, claims: &Claims) -> Local {
        self.messages.local(self.schemes.zone(&claims.label.scheme))
    }

    /// The scheme's table, where there is one.
    pub(crate) fn scheme(&self, claims: &Claims) -> Option<&'a Scheme> {
        self.schemes.get(&claims.label.scheme)
    }

    /// A level, as its scheme marks it.
    pub(crate) fn mark(scheme: Option<&Scheme>, level: u64) -> String {
        let known = scheme.and_then(|scheme| scheme.level(level));
        known.map_or_else(|| level.to_string(), |level| level.mark().to_owned())
    }

    /// The owner of the scheme, who granted the label.
    pub(crate) fn owner(&self, claims: &Claims) -> Vec<Row<'a>> {
        let lang = self.messages.lang();
        let owner = self.scheme(claims).map(|scheme| {
            let (owner, short) = (scheme.owner(lang), scheme.short_owner(lang));
            if owner == short {
                owner.to_owned()
            } else {
                format!("{owner} ({short})")
            }
        });
        rows([(self.messages.word("granted_by"), owner)])
    }

    /// The rows about the label that was granted, and its holder.
    pub(crate) fn grant(&self, claims: &Claims) -> Vec<Row<'a>> {
        let label = &claims.label;
        let claim = |name| self.messages.claim(name);
        let id = label.holder_id.as_ref();
        let mut grant = rows([
            (claim("scheme"), Some(self.scheme_name(claims))),
            (claim("registration"), Some(claims.registration.clone())),
            (claim("holder"), label.holder.clone()),
            (
                claim("holder_id"),
                id.map(|id| format!("{:04}:{}", id.icd, id.id)),
            ),
        ]);
        grant.extend(self.level(claims));
        let assessed = self.messages.assessment(label.assessment.number());
        grant.push((claim("assessment"), assessed.to_owned()));
        grant
    }

    /// The rows about the product.
    pub(crate) fn product(&self, claims: &Claims) -> Vec<Row<'a>> {
        let (label, scheme) = (&claims.label, self.scheme(claims));
        let claim = |name| self.messages.claim(name);
        let category = label.category.as_ref().map(|code| {
            let lang = self.messages.lang();
            named(
                scheme.and_then(|scheme| scheme.category_name(code, lang)),
                code,
            )
        });
        let mut product = rows([
            (claim("product"), Some(label.product.clone())),
            (claim("category"), category),
        ]);
        product.extend(list(claim("models"), label.models.clone()));
        let gtins = label.gtins.iter().map(|gtin| short_gtin(*gtin));
        product.extend(list(claim("gtins"), gtins.collect()));
        product
    }

    /// The assessment, the body that made it, and its end.
    pub(crate) fn terms(&self, claims: &Claims) -> Vec<Row<'a>> {
        let (label, local) = (&claims.label, self.local(claims));
        let claim = |name| self.messages.claim(name);
        let criteria = label.criteria.as_ref().map(|code| {
            let scheme = self.scheme(claims);
            named(
                scheme.and_then(|scheme| scheme.criteria_document(code)),
                code,
            )
        });
        let expires = claims.expires.map(|end| local.until(end));
        let expires = expires.unwrap_or_else(|| self.messages.word("no_expiry").to_owned());
        let support = label.support_end.map(|end| {
            let end = local.support_end(end);
            end.unwrap_or_else(|| self.messages.word("unsupported").to_owned())
        });
        let supply_chain = label
            .supply_chain
            .map(|check| self.supply_chain(check, local));
        rows([
            (claim("criteria"), criteria),
            (claim("evaluator"), label.evaluator.clone()),
            (claim("supply_chain"), supply_chain),
            (claim("issued"), Some(local.minute(claims.issued))),
            (claim("expires"), Some(expires)),
            (claim("support_end"), support),
        ])
    }

    fn scheme_name(&self, claims: &Claims) -> String {
        let code = &claims.label.scheme;
        match (self.scheme(claims), code) {
            (Some(scheme), _) => scheme.short_title(self.messages.lang()).to_owned(),
            (None, Code::Number(number)) => named(Schemes::name_of(*number), code),
            (None, Code::Text(name)) => name.clone(),
        }
    }

    /// The level with its meaning and the words that the scheme's owner wants beside it.
    fn level(&self, claims: &Claims) -> Vec<Row<'a>> {
        let (lang, scheme) = (self.messages.lang(), self.scheme(claims));
        let stated = claims.label.level;
        let known = scheme
            .zip(stated)
            .and_then(|(scheme, level)| scheme.level(level));
        let meaning = match (known, scheme) {
            (Some(level), _) => level.meaning(lang),
            (None, Some(scheme)) => scheme.meaning(lang),
            (None, None) => "",
        };
        let level = match known {
            Some(level) if level.name(lang).contains(level.mark()) => {
                Some(level.name(lang).to_owned())
            }
            Some(level) => Some(format!("{} {}", level.mark(), level.name(lang))),
            None => stated.map(|level| level.to_string()),
        };
        let must_say = scheme
            .into_iter()
            .flat_map(|scheme| scheme.must_say(stated, lang));
        let unsaid = must_say.filter(|statement| !meaning.contains(statement));
        let said = [meaning]
            .into_iter()
            .chain(unsaid)
            .filter(|text| !text.is_empty());
        let lines = level.into_iter().chain(said.map(str::to_owned));
        let name = match stated {
            Some(_) => self.messages.claim("level"),
            None => self.messages.word("meaning"),
        };
        list(name, lines.collect())
    }

    fn supply_chain(&self, check: SupplyChain, local: Local) -> String {
        let result = self.messages.supply_chain(check.status.number());
        match check.day {
            Some(day) => format!("{result} ({})", local.day(day)),
            None => result.to_owned(),
        }
    }
}

/// The rows that have a value.
fn rows<const N: usize>(rows: [(&str, Option<String>); N]) -> Vec<Row<'_>> {
    let rows = rows.into_iter();
    rows.filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

/// One row for each value, all under one name.
pub(crate) fn list(name: &str, values: Vec<String>) -> Vec<Row<'_>> {
    let names = std::iter::once(name).chain(std::iter::repeat(""));
    names.zip(values).collect()
}

fn named(name: Option<&str>, code: &Code) -> String {
    name.map_or_else(|| code.to_string(), str::to_owned)
}
