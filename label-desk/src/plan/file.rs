//! Plan files: a line for each label, between a head and a digest of everything before.
//!
//! JSON lines, for people to look at; `claims` in CBOR decides. A plan names the register that it
//! was checked against and the signer whose labels it plans, and holds no secret. Once the register has
//! given out its indices, the rows that are left can be written in the same form, for signing elsewhere.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use label_core::{Claims, from_hex, hex};
use label_io::IoError;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::DeskError;
use crate::table::is_id;

/// Bytes of a line: a credential is far smaller.
const LINE_BYTES: u64 = 16 * 1_024;
/// The version of the format.
const FORMAT: u64 = 1;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    plan: u64,
    /// The register that it was checked against.
    pub register: String,
    /// The SHA-256 of the signer's certificate, in hexadecimal digits.
    pub signer: String,
    /// The address that the symbols lead to.
    pub page: String,
    /// The number of labels.
    pub labels: u64,
    /// The plan in the register that these rows are of; none in a plan as it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserved: Option<String>,
}

impl Header {
    /// The head of a plan of so many labels.
    pub fn new(register: &str, signer: &str, page: &str, labels: u64) -> Self {
        Self {
            plan: FORMAT,
            register: register.to_owned(),
            signer: signer.to_owned(),
            page: page.to_owned(),
            labels,
            reserved: None,
        }
    }

    /// The head of so many rows of the plan of this id.
    #[cfg(feature = "register")]
    pub(super) fn of_rows(&self, id: &str, labels: u64) -> Self {
        Self {
            labels,
            reserved: Some(id.to_owned()),
            ..self.clone()
        }
    }
}

/// A label; what is not `claims` is for people.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub(super) registration: String,
    pub(super) models: Vec<String>,
    pub(super) claims: String,
    /// The name that the register gave it; none in a plan as it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
}

/// The last line: the digest of all lines before.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct End {
    pub(super) sha256: String,
}

/// A label of a plan.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Its line in the plan.
    pub line: u64,
    /// Its claims; without a status index until the register has recorded it.
    pub claims: Claims,
    /// The name that the register gave it, once it is recorded.
    pub name: Option<String>,
}

/// A plan, checked from the first line to the last.
pub struct PlanFile {
    /// The file.
    pub path: PathBuf,
    /// The head.
    pub header: Header,
    /// The digest of everything before the last line.
    pub id: String,
}

impl PlanFile {
    /// Reads a plan through.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be read, is no plan, or was changed.
    pub fn open(path: &Path) -> Result<Self, DeskError> {
        Self::check(path, Lines::open(path)?, &mut drop)
    }

    /// Reads a plan in memory through, which errors call `path`.
    ///
    /// # Errors
    ///
    /// Fails where it is no plan, or was changed.
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self, DeskError> {
        Self::parse_with(path, bytes, &mut drop)
    }

    /// Reads a plan in memory as [`parse`](Self::parse) does, and gives each label to a function.
    ///
    /// Only at the end is it known whether the plan is whole.
    ///
    /// # Errors
    ///
    /// Fails where it is no plan, or was changed.
    pub fn parse_with(
        path: &Path,
        bytes: &[u8],
        take: &mut dyn FnMut(Planned),
    ) -> Result<Self, DeskError> {
        let bytes = std::io::Cursor::new(bytes.to_vec());
        Self::check(path, Lines::new(path, Box::new(bytes)), take)
    }

    fn check(
        path: &Path,
        mut lines: Lines,
        take: &mut dyn FnMut(Planned),
    ) -> Result<Self, DeskError> {
        let header = lines.header()?;
        for planned in &mut lines {
            take(planned?);
        }
        let id = lines
            .id
            .clone()
            .ok_or_else(|| lines.fault("the plan was cut off"))?;
        let path = path.to_owned();
        Ok(Self { path, header, id })
    }

    /// Its labels, once more from the file; fails at the end where that has changed.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be read.
    pub fn labels(&self) -> Result<impl Iterator<Item = Result<Planned, DeskError>>, DeskError> {
        let mut lines = Lines::open(&self.path)?;
        lines.header()?;
        lines.wanted = Some(self.id.clone());
        Ok(lines)
    }
}

/// The lines of a plan.
struct Lines {
    path: PathBuf,
    file: BufReader<Box<dyn Read>>,
    number: u64,
    labels: u64,
    digest: Sha256,
    /// The names so far, in small letters.
    names: HashSet<String>,
    /// The id, once the end was read.
    id: Option<String>,
    wanted: Option<String>,
    /// True for rows that have an index and a name.
    reserved: bool,
    ended: bool,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, DeskError> {
        let file = File::open(path).map_err(|error| IoError::of(path, "read", &error))?;
        Ok(Self::new(path, Box::new(file)))
    }

    fn new(path: &Path, from: Box<dyn Read>) -> Self {
        Self {
            path: path.to_owned(),
            file: BufReader::new(from),
            number: 0,
            labels: 0,
            digest: Sha256::new(),
            names: HashSet::new(),
            id: None,
            wanted: None,
            reserved: false,
            ended: false,
        }
    }

    fn header(&mut self) -> Result<Header, DeskError> {
        let line = self.line()?;
        let header: Option<Header> = serde_json::from_slice(&line).ok();
        let header = header.filter(|header| header.plan == FORMAT);
        let header = header.ok_or_else(|| self.fault("not the head of a plan"))?;
        self.labels = header.labels;
        self.reserved = header.reserved.is_some();
        self.digest.update(&line);
        Ok(header)
    }

    /// One line with its end; empty at the end of the file.
    fn line(&mut self) -> Result<Vec<u8>, DeskError> {
        self.number += 1;
        let mut line = Vec::new();
        let mut limited = Read::by_ref(&mut self.file).take(LINE_BYTES);
        limited
            .read_until(b'\n', &mut line)
            .map_err(|error| IoError::of(&self.path, "read", &error))?;
        if line.ends_with(b"\n") {
            Ok(line)
        } else {
            Err(self.fault("the plan was cut off"))
        }
    }

    fn label(&mut self) -> Result<Option<Planned>, DeskError> {
        let line = self.line()?;
        if let Ok(end) = serde_json::from_slice::<End>(&line) {
            return self.end(&end).map(|()| None);
        }
        let read: Line = serde_json::from_slice(&line).map_err(|_| self.fault("not a label"))?;
        let claims = from_hex(&read.claims).and_then(|bytes| Claims::decode(&bytes).ok());
        let claims = claims.ok_or_else(|| self.fault("its claims cannot be read"))?;
        let same = claims.registration == read.registration && claims.label.models == read.models;
        let placed = [claims.label.status_index.is_some(), read.name.is_some()];
        if !same || placed != [self.reserved; 2] {
            return Err(self.fault("contradicts itself"));
        }
        if let Some(name) = &read.name {
            self.take(name)?;
        }
        self.digest.update(&line);
        self.labels = self
            .labels
            .checked_sub(1)
            .ok_or_else(|| self.fault("one label too many"))?;
        let (line, name) = (self.number, read.name);
        Ok(Some(Planned { line, claims, name }))
    }

    /// Refuses names that would leave a directory, or of which two are one file.
    fn take(&mut self, name: &str) -> Result<(), DeskError> {
        if !is_id(name) {
            return Err(self.fault("not a name that a register gives"));
        }
        match self.names.insert(name.to_ascii_lowercase()) {
            true => Ok(()),
            false => Err(self.fault("a name that another label has")),
        }
    }

    fn end(&mut self, end: &End) -> Result<(), DeskError> {
        let id = hex(&self.digest.clone().finalize());
        if id != end.sha256 {
            return Err(self.fault("the plan was changed after it was made"));
        }
        if self.wanted.as_ref().is_some_and(|wanted| *wanted != id) || self.labels > 0 {
            return Err(self.fault("the plan was changed meanwhile"));
        }
        let mut rest = [0];
        let more = self.file.read(&mut rest);
        match more.map_err(|error| IoError::of(&self.path, "read", &error))? {
            0 => self.id = Some(id),
            _ => return Err(self.fault("something follows the end of the plan")),
        }
        Ok(())
    }

    fn fault(&self, reason: &str) -> DeskError {
        DeskError::PlanMalformed {
            file: self.path.clone(),
            line: self.number,
            reason: reason.to_owned(),
        }
    }
}

impl Iterator for Lines {
    type Item = Result<Planned, DeskError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let label = self.label().transpose();
        self.ended = !matches!(label, Some(Ok(_)));
        label
    }
}
