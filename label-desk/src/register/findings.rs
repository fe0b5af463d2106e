//! The report of an audit: counts, faults, and the ends of the journal that it knows of.

use std::fmt;

use serde::Serialize;

/// At most this many findings are reported; the others are counted.
const FINDINGS: usize = 200;

/// A fault that an audit found, or a fact that is worth a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The stable machine code.
    pub code: &'static str,
    /// The subject.
    pub subject: String,
    /// The fault, in words.
    pub message: String,
}

/// The end of the journal: noted elsewhere, it shows later that nothing before was rewritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The number of the last entry.
    pub number: u64,
    /// The hash of that entry, in hexadecimal digits.
    pub hash: String,
}

/// The place outside of the database where an end of the journal was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kept {
    /// By somebody who wrote it down.
    Noted,
    /// In a part that was published.
    Published,
    /// In the file in which the program remembers it.
    Remembered,
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Noted => "noted",
            Self::Published => "published",
            Self::Remembered => "remembered",
        })
    }
}

/// An earlier end of the journal that is still in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Anchor {
    /// The place where it was kept.
    pub kept: Kept,
    /// The number of the entry.
    pub number: u64,
}

/// The counts and the findings of an audit.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Audit {
    /// Entries of the journal.
    pub entries: u64,
    /// The end of the journal; none where it is empty.
    pub head: Option<Head>,
    /// Earlier ends that were kept outside of the database, and are in the journal.
    pub anchors: Vec<Anchor>,
    /// Registrations.
    pub registrations: u64,
    /// Models.
    pub models: u64,
    /// Indices of status lists.
    pub indices: u64,
    /// Labels that are signed.
    pub signed: u64,
    /// Labels that wait for their signature.
    pub pending: u64,
    /// Labels that were given up.
    pub cancelled: u64,
    /// The faults.
    pub findings: Vec<Finding>,
    /// Circumstances that may be right, and are worth a look.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Finding>,
    /// The number of findings beyond those in the list.
    pub more: usize,
}

impl Audit {
    pub(super) fn find(
        &mut self,
        code: &'static str,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) {
        if self.findings.len() >= FINDINGS {
            self.more += 1;
            return;
        }
        self.findings.push(Finding {
            code,
            subject: subject.into(),
            message: message.into(),
        });
    }
}
