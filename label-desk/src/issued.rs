//! Labels that were issued outside of the register: `issued.csv` of the issuing page, or credentials in files.
//!
//! The credential decides. Whatever else a row says is compared with it, and every fault is reported with
//! its row and column.

mod columns;

use std::path::Path;

use csv::StringRecord;
use label_core::scheme::Schemes;
use label_core::{Certificate, Claims, Credential, CredentialId, Issuer};
use label_io::parallel;

use crate::error::{DeskError, PROBLEMS};
use crate::label_fields::{Fault, Place, Problem};
use crate::table::{csv_records, decode_csv};
use columns::{Column, Header};

pub use crate::table::FILE_BYTES;

/// Rows that are checked in one go.
const CHUNK: usize = 512;
/// The first byte of a credential in a file: CBOR's tag 18.
const TAG: u8 = 0xd2;

/// A label in its full form, whose signature is verified under the certificate in it.
///
/// Nothing is said about that certificate: whoever takes the label must know it.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The place where it stands.
    pub place: Place,
    /// Its name there.
    pub id: Option<String>,
    /// The certificate of its signer.
    pub certificate: Certificate,
    /// Its claims.
    pub claims: Claims,
    /// The label in the compact form.
    pub compact: Vec<u8>,
    /// The bytes that are signed.
    pub to_be_signed: Vec<u8>,
    /// The identity of the label.
    pub identity: CredentialId,
}

/// Labels of one or more files, and all that is wrong with the others.
#[derive(Debug, Default)]
pub struct IssuedLabels {
    /// The labels, in the order of the rows.
    pub labels: Vec<Issued>,
    pub(crate) faults: Faults,
}

impl IssuedLabels {
    /// Reads a table or a credential; faults of rows are kept.
    ///
    /// # Errors
    ///
    /// Fails where the bytes are neither.
    pub fn add(&mut self, file: &Path, bytes: &[u8]) -> Result<(), DeskError> {
        if bytes.first() == Some(&TAG) {
            let place = Place::File(file.to_owned());
            let id = file.file_stem().map(|stem| stem.to_string_lossy().into());
            match Issued::open(place.clone(), id, bytes, &Schemes::builtin()) {
                Ok(label) => self.labels.push(label),
                Err(fault) => self.faults.push(Problem::new(place, fault)),
            }
            return Ok(());
        }
        self.table(file, bytes)
    }

    fn table(&mut self, file: &Path, bytes: &[u8]) -> Result<(), DeskError> {
        let text = decode_csv(file, bytes)?;
        let schemes = Schemes::builtin();
        let (mut header, mut rows) = (None, Vec::new());
        let before = self.labels.len();
        csv_records(&text, |row, record| {
            let blank = record.iter().all(|cell| cell.trim().is_empty());
            match &header {
                _ if blank => {}
                None => header = Some(Header::read(file, row, record, &mut self.faults)),
                Some(header) if rows.len() < CHUNK => rows.push((row, record.clone())),
                Some(header) => {
                    self.rows((file, header), &rows, &schemes);
                    rows = vec![(row, record.clone())];
                }
            }
            Ok(())
        })?;
        if let Some(header) = &header {
            self.rows((file, header), &rows, &schemes);
        }
        if self.labels.len() == before && self.faults.is_empty() {
            let fault = Fault::of_table("table_empty", "the table holds no labels");
            let place = Place::Row(file.to_owned(), 1);
            self.faults.push(Problem::new(place, fault));
        }
        Ok(())
    }

    /// Checks some rows on all cores.
    fn rows(
        &mut self,
        (file, header): (&Path, &Header),
        rows: &[(u64, StringRecord)],
        schemes: &Schemes,
    ) {
        let work = |(row, record): &(u64, StringRecord)| {
            let place = Place::Row(file.to_owned(), *row);
            header.label(place, record, schemes)
        };
        let (read, ()) = parallel::map(rows, work, || ());
        for one in read {
            match one {
                Ok(label) => self.labels.push(label),
                Err(problems) => problems
                    .into_iter()
                    .for_each(|problem| self.faults.push(problem)),
            }
        }
    }
}

impl Issued {
    /// Takes a credential apart as its issuer put it together, and verifies its signature.
    fn open(
        place: Place,
        id: Option<String>,
        bytes: &[u8],
        schemes: &Schemes,
    ) -> Result<Self, Fault> {
        let credential = Credential::decode(bytes).map_err(Fault::from)?;
        let Some(first) = credential.chain().first() else {
            let message = "holds no certificate; the full form is wanted, as in ID.cbor";
            return Err(Fault::of_table("certificate_missing", message));
        };
        let certificate = Certificate::from_der(first).map_err(Fault::from)?;
        let claims = credential.unverified_claims().map_err(Fault::from)?;
        let issuer = Issuer::new(&certificate, schemes).map_err(Fault::from)?;
        let prepared = issuer.prepare(&claims).map_err(Fault::from)?;
        if prepared.to_be_signed() != credential.to_be_signed() {
            let message = "is not as an issuer would have made it of its claims";
            return Err(Fault::of_table("read_back", message));
        }
        // Verifies the signature.
        let finished = prepared
            .finish(*credential.signature())
            .map_err(Fault::from)?;
        Ok(Self {
            place,
            id,
            compact: finished.to_compact().map_err(Fault::from)?,
            to_be_signed: finished.to_be_signed().to_vec(),
            identity: finished.identity(),
            claims,
            certificate,
        })
    }

    /// Puts a fault in the place of the label; one of a claim that has no column is the credential's.
    pub(crate) fn problem(&self, fault: Fault) -> Problem {
        problem(self.place.clone(), fault)
    }
}

/// A fault of a label in its place, with the column of its table.
fn problem(place: Place, mut fault: Fault) -> Problem {
    let Place::Row(..) = place else {
        return Problem::new(place, fault);
    };
    let claim = fault.column.take().map(crate::label_fields::Column::name);
    let column = claim.and_then(Column::of_claim);
    if column.is_none()
        && let Some(claim) = claim
    {
        fault.message = format!("{claim}: {}", fault.message);
    }
    let mut problem = Problem::new(place, fault);
    let column = column.unwrap_or(Column::Credential);
    problem.field = Some(column.name().to_owned());
    problem
}

/// The first of all faults, and the number of the others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    problems: Vec<Problem>,
    more: usize,
}

impl Faults {
    pub(crate) fn push(&mut self, problem: Problem) {
        match self.problems.len() < PROBLEMS {
            true => self.problems.push(problem),
            false => self.more += 1,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Fails where there are any, row by row.
    pub(crate) fn check(mut self) -> Result<(), DeskError> {
        if self.is_empty() {
            return Ok(());
        }
        self.problems.sort_by_key(|problem| match problem.place {
            Place::Row(_, row) => row,
            _ => 0,
        });
        let Self { problems, more } = self;
        Err(DeskError::Labels { problems, more })
    }
}
