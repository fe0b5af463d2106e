//! Records: the rows of each table as types.

use super::RegisterError;
use super::value::{Row, Value};

/// A table: its name and its columns, those of the key first.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [&'static str],
    pub(crate) key: usize,
    /// Whether it has so many rows that the journal keeps only their digests.
    pub(crate) bulk: bool,
}

/// A row of a table.
pub(crate) trait Record: Sized {
    const TABLE: Table;
    /// The cells, in the order of the columns.
    fn cells(&self) -> Vec<Value>;
    /// Takes the cells of a row.
    fn take(row: &mut Row) -> Result<Self, RegisterError>;
}

/// Declares a record: each field, its column and how its cell is taken.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident in $table:literal, key $key:literal, bulk $bulk:literal {
        $($(#[$field_doc:meta])* $field:ident: $ty:ty = $take:ident,)*
    }) => {
        $(#[$doc])*
        #[allow(clippy::struct_field_names, reason = "columns are called as in the tables")]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(crate) struct $name {
            $($(#[$field_doc])* pub(crate) $field: $ty,)*
        }

        impl Record for $name {
            const TABLE: Table = Table {
                name: $table,
                columns: &[$(stringify!($field),)*],
                key: $key,
                bulk: $bulk,
            };

            fn cells(&self) -> Vec<Value> {
                vec![$(cell(&self.$field),)*]
            }

            fn take(row: &mut Row) -> Result<Self, RegisterError> {
                Ok(Self { $($field: row.$take()?,)* })
            }
        }
    };
}

/// What can be a cell.
trait Cell {
    fn value(&self) -> Value;
}

fn cell(value: &impl Cell) -> Value {
    value.value()
}

impl Cell for u64 {
    fn value(&self) -> Value {
        Value::from(*self)
    }
}

impl Cell for String {
    fn value(&self) -> Value {
        Value::from(self)
    }
}

impl Cell for Vec<u8> {
    fn value(&self) -> Value {
        Value::from(self.as_slice())
    }
}

impl<T: Cell> Cell for Option<T> {
    fn value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Cell::value)
    }
}

record! {
    /// A status list.
    List in "lists", key 1, bulk false {
        /// Where it is published.
        address: String = text,
        entries: u64 = number,
        bits: u64 = number,
        /// `sequential` or `random`.
        allocation: String = text,
    }
}

record! {
    /// A label signer.
    Key in "keys", key 1, bulk false {
        /// The SHA-256 of the certificate, in hexadecimal digits.
        certificate: String = text,
        subject: String = text,
        /// The certificate and those between it and the root, in PEM.
        chain: String = text,
        /// The address of its status list.
        list: String = text,
        added: u64 = number,
        /// The highest index that the trust list gives it, as of the newest publication.
        highest: Option<u64> = optional_number,
        /// When it was retired; it signs nothing since.
        retired: Option<u64> = optional_number,
        /// Why: `end-of-use` or `key-compromise`.
        reason: Option<String> = optional_text,
    }
}

record! {
    /// A registration, as it stands.
    Registration in "registrations", key 1, bulk false {
        number: String = text,
        /// The scheme's name.
        scheme: String = text,
        level: Option<u64> = optional_number,
        assessment: String = text,
        criteria: Option<String> = optional_text,
        holder: Option<String> = optional_text,
        holder_id: Option<String> = optional_text,
        evaluator: Option<String> = optional_text,
        state: String = text,
        /// Why it is not valid any more.
        reason: Option<String> = optional_text,
        /// The registration that replaced it.
        successor: Option<String> = optional_text,
        /// How often it was granted: a renewal or a new holder begins a term.
        term: u64 = number,
        granted: Option<u64> = optional_number,
        expires: Option<u64> = optional_number,
    }
}

record! {
    /// What was applied for.
    Application in "applications", key 1, bulk false {
        number: u64 = number,
        registration: String = text,
        kind: String = text,
        stage: String = text,
        applied: u64 = number,
        inquired: Option<u64> = optional_number,
        answer: Option<String> = optional_text,
        /// The day of the answer, YYYY-MM-DD.
        answered: Option<String> = optional_text,
        conditions: Option<String> = optional_text,
        granted: Option<u64> = optional_number,
        /// The new holder, for a change of holder.
        holder: Option<String> = optional_text,
        holder_id: Option<String> = optional_text,
    }
}

record! {
    /// A model of a registration.
    Model in "models", key 2, bulk false {
        registration: String = text,
        /// Its number; empty for a registration without models.
        model: String = text,
        /// Its GTINs, separated by `;`.
        gtins: String = text,
        product: String = text,
        category: Option<String> = optional_text,
        support_end: Option<String> = optional_text,
        /// The application that asked for it last.
        application: u64 = number,
    }
}

record! {
    /// An index of a status list that was given out.
    StatusEntry in "statuses", key 2, bulk false {
        list: String = text,
        position: u64 = number,
        registration: String = text,
        term: u64 = number,
        status: String = text,
        since: u64 = number,
    }
}

record! {
    /// A plan whose signing was begun.
    PlanEntry in "plans", key 1, bulk false {
        id: String = text,
        labels: u64 = number,
        state: String = text,
        begun: u64 = number,
    }
}

record! {
    /// A label: planned, and signed once there is a credential.
    Label in "credentials", key 1, bulk true {
        number: u64 = number,
        plan: String = text,
        line: u64 = number,
        /// What its files are called.
        name: String = text,
        certificate: String = text,
        registration: String = text,
        term: u64 = number,
        list: String = text,
        position: u64 = number,
        issued: u64 = number,
        expires: Option<u64> = optional_number,
        identity: String = text,
        to_be_signed: Vec<u8> = bytes,
        credential: Option<Vec<u8>> = optional_bytes,
        signed: Option<u64> = optional_number,
        cancelled: Option<u64> = optional_number,
    }
}

record! {
    /// The label of a model in a term.
    Labelled in "labelled", key 3, bulk true {
        registration: String = text,
        term: u64 = number,
        model: String = text,
        credential: u64 = number,
    }
}

record! {
    /// A publication of lists.
    Publication in "publications", key 1, bulk false {
        number: u64 = number,
        at: u64 = number,
        labels: u64 = number,
        /// The SHA-256 of the part, in hexadecimal digits.
        part: String = text,
    }
}

/// Every table that the journal speaks of.
pub(crate) const TABLES: [Table; 10] = [
    List::TABLE,
    Key::TABLE,
    Registration::TABLE,
    Application::TABLE,
    Model::TABLE,
    StatusEntry::TABLE,
    PlanEntry::TABLE,
    Label::TABLE,
    Labelled::TABLE,
    Publication::TABLE,
];
