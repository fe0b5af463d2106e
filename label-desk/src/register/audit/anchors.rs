//! Earlier ends of the journal, kept outside of the database: each must still be in it.

use std::path::{Path, PathBuf};

use label_core::{Bundle, digest, hex, limits};
use label_io::files;

use crate::error::DeskError;
use crate::part::snapshots;
use crate::register::findings::{Anchor, Audit, Finding, Head, Kept};
use crate::register::memory::Memory;
use crate::register::{Db, Publication, is_copy};

/// Earlier ends of the journal that an audit is given; it looks for the one that is remembered by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchors {
    /// One that was noted elsewhere.
    pub noted: Option<Head>,
    /// A part that was published; a signer of lists signed the end of the journal of that time with it, which is
    /// taken on trust: the signature is not verified.
    pub published: Option<PathBuf>,
}

/// An earlier end of the journal that is looked for.
pub(crate) struct Wanted {
    kept: Kept,
    /// The number of the entry, where that was kept as well.
    number: Option<u64>,
    hash: String,
    /// The place where it was kept, for findings.
    subject: String,
}

impl Wanted {
    /// Every end of the journal that is known of a register.
    pub(crate) fn all(
        id: &str,
        given: &Anchors,
        memory: Option<&Memory>,
        audit: &mut Audit,
    ) -> Result<Vec<Self>, DeskError> {
        let mut wanted = Vec::new();
        if let Some(noted) = &given.noted {
            wanted.push(Self {
                kept: Kept::Noted,
                number: Some(noted.number),
                hash: noted.hash.clone(),
                subject: format!("journal entry {}", noted.number),
            });
        }
        if let Some(file) = &given.published {
            let heads = heads_of(file)?;
            if heads.is_empty() {
                audit.warnings.push(Finding {
                    code: "published_no_journal",
                    subject: file.display().to_string(),
                    message: "names no end of a journal, and so vouches for no entry".to_owned(),
                });
            }
            wanted.extend(heads.into_iter().map(|hash| Self {
                kept: Kept::Published,
                number: None,
                hash,
                subject: file.display().to_string(),
            }));
        }
        if let Some(memory) = memory {
            wanted.extend(Self::remembered(id, memory, audit)?);
        }
        Ok(wanted)
    }

    /// The end of the journal that is remembered; a memory that tells none of this register is a finding.
    fn remembered(id: &str, memory: &Memory, audit: &mut Audit) -> Result<Option<Self>, DeskError> {
        let subject = memory.file().display().to_string();
        match memory.recall() {
            Ok(Some(last)) if last.id == id => Ok(Some(Self {
                kept: Kept::Remembered,
                number: Some(last.head.number),
                hash: last.head.hash,
                subject,
            })),
            Ok(Some(_)) => {
                let message = "remembers another register in this place";
                audit.find("journal_head", subject, message);
                Ok(None)
            }
            Ok(None) => Ok(None),
            Err(ref error @ DeskError::MemoryDamaged { ref reason, .. }) => {
                audit.find(error.code(), subject, reason);
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    /// Takes those off the list that this entry is.
    pub(crate) fn meet(wanted: &mut Vec<Self>, number: u64, hash: &str, audit: &mut Audit) {
        wanted.retain(|one| {
            let met = one.hash == hash && one.number.is_none_or(|wanted| wanted == number);
            if met {
                let kept = one.kept;
                audit.anchors.push(Anchor { kept, number });
            }
            !met
        });
    }

    /// Reports those that no entry was.
    ///
    /// # Errors
    ///
    /// Fails where one that was noted is among them.
    pub(crate) fn missed(wanted: Vec<Self>, audit: &mut Audit) -> Result<(), DeskError> {
        for one in wanted {
            match (one.kept, one.number) {
                (Kept::Noted, Some(number)) => return Err(DeskError::HeadUnknown { number }),
                (kept, Some(number)) => {
                    let message =
                        format!("journal entry {number} is not the one that was {kept} here");
                    audit.find("journal_head", one.subject, message);
                }
                (_, None) => {
                    let message = "no journal entry is the one that was published with it";
                    audit.find("journal_head", one.subject, message);
                }
            }
        }
        Ok(())
    }
}

/// The ends of the journal that a part was published with, in hexadecimal digits; nobody verifies its signature here.
fn heads_of(file: &Path) -> Result<Vec<String>, DeskError> {
    let part = Bundle::decode(&files::read(file, limits::BUNDLE_BYTES)?);
    let part = part.map_err(DeskError::of_file(file))?;
    let snapshots = snapshots(&part).map_err(DeskError::of_file(file))?;
    let heads = snapshots.iter().filter_map(|snapshot| snapshot.journal);
    Ok(heads.map(|head| hex(&head)).collect())
}

/// Checks that the register knows a part that was published.
pub(crate) fn publication(
    db: &mut Db,
    given: &Anchors,
    audit: &mut Audit,
) -> Result<(), DeskError> {
    let Some(file) = &given.published else {
        return Ok(());
    };
    let part = hex(&digest(&files::read(file, limits::BUNDLE_BYTES)?));
    let known: Vec<Publication> = db.select("WHERE part = ?1", &[(&part).into()])?;
    if known.is_empty() {
        let message = "the register knows of no such publication";
        audit.find("publication_unknown", file.display().to_string(), message);
    }
    Ok(())
}

/// Warns where nothing outside of the database vouches for the end of the journal.
pub(crate) fn newest(db: &mut Db, audit: &mut Audit) -> Result<(), DeskError> {
    // Nothing is remembered of a copy.
    if is_copy(db)? {
        return Ok(());
    }
    let anchors = audit.anchors.iter();
    let newest = anchors.map(|anchor| anchor.number).max().unwrap_or(0);
    let last = audit.head.as_ref().map_or(0, |head| head.number);
    if newest < last {
        audit.warnings.push(Finding {
            code: "anchor_behind",
            subject: "journal".to_owned(),
            message: format!(
                "nothing outside of the register vouches for the entries after {newest}"
            ),
        });
    }
    Ok(())
}
