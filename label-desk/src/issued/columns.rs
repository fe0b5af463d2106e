//! The columns of `issued.csv`, and what each of them must agree with.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use csv::StringRecord;
use label_core::scheme::Schemes;
use label_core::{QrText, nfc};
use label_io::time::{self, Edge};

use super::{Faults, Issued, problem};
use crate::label_fields::{Fault, Place, Problem};
use crate::table::unguarded;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// The stem of the names of the files; for people.
    Id,
    Registration,
    Model,
    Gtin,
    StatusIndex,
    Issued,
    Identity,
    /// The label itself, in base64url.
    Credential,
    /// The text in the symbol.
    Text,
}

const COLUMNS: [(Column, &str); 9] = [
    (Column::Id, "id"),
    (Column::Registration, "registration"),
    (Column::Model, "model"),
    (Column::Gtin, "gtin"),
    (Column::StatusIndex, "status_index"),
    (Column::Issued, "issued"),
    (Column::Identity, "identity"),
    (Column::Credential, "credential"),
    (Column::Text, "text"),
];

impl Column {
    fn parse(header: &str) -> Option<Self> {
        let name = header.trim().to_ascii_lowercase();
        let mut columns = COLUMNS.iter();
        columns.find(|(_, known)| *known == name).map(|one| one.0)
    }

    /// The name in the header.
    pub(super) fn name(self) -> &'static str {
        let mut columns = COLUMNS.iter();
        columns
            .find(|(column, _)| *column == self)
            .map_or("", |one| one.1)
    }

    /// The column that shows a claim, if one does.
    pub(super) fn of_claim(name: &str) -> Option<Self> {
        match name {
            "models" => Some(Self::Model),
            "gtins" => Some(Self::Gtin),
            other => Self::parse(other),
        }
    }

    /// Tells whether a cell says the same as the label.
    fn agrees(self, cell: &str, label: &Issued) -> bool {
        let claims = &label.claims;
        let listed = || cell.split(';').map(str::trim);
        match self {
            Self::Id | Self::Credential => true,
            Self::Registration => cell == claims.registration,
            Self::Model => listed().eq(claims.label.models.iter()),
            Self::Gtin => {
                let numbers = claims.label.gtins.iter().map(|gtin| Some(gtin.number()));
                listed().map(|text| text.parse().ok()).eq(numbers)
            }
            Self::StatusIndex => cell.parse().ok() == claims.label.status_index,
            Self::Issued => time::parse(cell, Edge::Start) == Ok(claims.issued),
            Self::Identity => cell.eq_ignore_ascii_case(&label.identity.to_string()),
            Self::Text => QrText::parse(cell).is_ok_and(|text| text.credential() == label.compact),
        }
    }
}

/// The columns of a table, in order.
pub(super) struct Header(Vec<Option<Column>>);

impl Header {
    /// Reads the first row.
    pub(super) fn read(file: &Path, row: u64, record: &StringRecord, faults: &mut Faults) -> Self {
        let mut columns = Vec::new();
        let mut report = |code, message: String| {
            let fault = Fault::of_table(code, message);
            faults.push(Problem::new(Place::Row(file.to_owned(), row), fault));
        };
        for header in record {
            let column = Column::parse(header);
            if column.is_none() && !header.trim().is_empty() {
                report("column_unknown", format!("no column is called '{header}'"));
            }
            if column.is_some() && columns.contains(&column) {
                report("column_duplicate", format!("'{header}' stands twice"));
            }
            columns.push(column);
        }
        if !columns.contains(&Some(Column::Credential)) {
            let message = "no column is called 'credential', which decides".to_owned();
            report("column_missing", message);
        }
        Self(columns)
    }

    /// The label of a row, or all that is wrong with it.
    pub(super) fn label(
        &self,
        place: Place,
        record: &StringRecord,
        schemes: &Schemes,
    ) -> Result<Issued, Vec<Problem>> {
        let wrong = |fault| vec![problem(place.clone(), fault)];
        if record.len() != self.0.len() {
            let (cells, expected) = (record.len(), self.0.len());
            let message = format!("{cells} cells; expected {expected}, as in the header");
            let fault = Fault::of_table("cell_count", message);
            return Err(vec![Problem::new(place, fault)]);
        }
        let cells = || {
            let named = record.iter().zip(&self.0);
            named.filter_map(|(cell, column)| Some(((*column)?, unguarded(cell.trim()))))
        };
        let cell = |wanted| cells().find(|(column, _)| *column == wanted);
        let Some((_, credential)) = cell(Column::Credential) else {
            // The header was reported.
            return Err(Vec::new());
        };
        let id = cell(Column::Id).map(|(_, id)| id.to_owned());
        let label = URL_SAFE_NO_PAD
            .decode(credential)
            .map_err(|_| Fault::of_table("credential_base64", "not in base64url without padding"));
        let label = label.and_then(|bytes| Issued::open(place.clone(), id, &bytes, schemes));
        let label = label.map_err(wrong)?;
        let differs = |(column, _): &(Column, &str)| {
            let message = "is not what the credential says";
            let mut problem = label.problem(Fault::of_table("issued_differs", message));
            problem.field = Some(column.name().to_owned());
            problem
        };
        let others = cells().filter(|(_, cell)| !cell.is_empty());
        let others = others.filter(|(column, cell)| !column.agrees(&nfc(cell), &label));
        let problems: Vec<Problem> = others.map(|one| differs(&one)).collect();
        match problems.is_empty() {
            true => Ok(label),
            false => Err(problems),
        }
    }
}
