//! The schemes at hand, and the codes that schemes have.

use super::table::{BUILTIN, Scheme};
use crate::base::zone::Zone;
use crate::error::Error;
use crate::label::claims::Code;

/// The scheme codes that are assigned, with or without a table; append-only. The build script takes
/// them from the tables, and those of schemes without a table from a list of its own.
pub const SCHEME_CODES: &[(u64, &str)] = include!(concat!(env!("OUT_DIR"), "/codes.rs"));

/// True for two claims that mean one scheme, as an assigned code and its name do.
pub(crate) fn same(one: &Code, other: &Code) -> bool {
    let name = |code: &Code| match code {
        Code::Number(number) => Schemes::name_of(*number),
        Code::Text(_) => None,
    };
    match (one, other) {
        (Code::Number(_), Code::Text(text)) => name(one) == Some(text),
        (Code::Text(text), Code::Number(_)) => name(other) == Some(text),
        _ => one == other,
    }
}

/// The schemes at hand; a label of any other scheme cannot be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schemes {
    builtin: &'static [Scheme],
    added: Vec<Scheme>,
}

impl Schemes {
    /// The tables that are built in as they stand in JSON, by the names of their schemes.
    pub const SOURCES: &'static [(&'static str, &'static str)] =
        include!(concat!(env!("OUT_DIR"), "/sources.rs"));

    /// The schemes whose tables are built in.
    pub fn builtin() -> Self {
        Self {
            builtin: BUILTIN,
            added: Vec::new(),
        }
    }

    /// Adds a scheme; [`Error::SchemeTable`] if its name or code is already there.
    ///
    /// # Errors
    ///
    /// [`Error::SchemeTable`] where its name or its code is already there.
    pub fn with(mut self, scheme: Scheme) -> Result<Self, Error> {
        let name = scheme.name();
        let same_name = self.iter().any(|other| other.name() == name);
        let mut others = self.iter();
        let same_code =
            others.find(|other| other.code().is_some() && other.code() == scheme.code());
        let same_code = same_code.map(|other| format!("code: it is the one of {}", other.name()));
        let reason = match (same_name, same_code) {
            (true, _) => format!("name: there is another table for {name}"),
            (false, Some(reason)) => reason,
            (false, None) => {
                drop(others);
                self.added.push(scheme);
                return Ok(self);
            }
        };
        Err(Error::SchemeTable { reason })
    }

    /// The scheme that a label's scheme claim means, by code or by name.
    pub fn get(&self, scheme: &Code) -> Option<&Scheme> {
        self.iter().find(|known| known.is(scheme))
    }

    /// The zone in which a label's days are counted; UTC where its scheme has no table.
    pub fn zone(&self, scheme: &Code) -> Zone {
        self.get(scheme).map_or(Zone::UTC, Scheme::zone)
    }

    /// Every scheme at hand, the built-in ones first.
    pub fn iter(&self) -> impl Iterator<Item = &Scheme> {
        self.builtin.iter().chain(&self.added)
    }

    /// The code assigned to a scheme's name.
    pub fn code_of(name: &str) -> Option<u64> {
        let mut codes = SCHEME_CODES.iter();
        codes.find(|known| known.1 == name).map(|known| known.0)
    }

    /// The name of the scheme with a code.
    pub fn name_of(code: u64) -> Option<&'static str> {
        let mut codes = SCHEME_CODES.iter();
        codes.find(|known| known.0 == code).map(|known| known.1)
    }
}
