//! Records: the rows of each table as types.

use label_core::{Status, UnixTime};

use super::states::{
    Allocation, ApplicationKind, GivenBy, InquiryAnswer, PlanState, RegistrationState, Retirement,
    Stage, Word,
};
use super::value::{Row, Value};
use crate::error::DeskError;

/// A table: its name and its columns, those of the key first.
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [&'static str],
    pub key: usize,
    /// True for a table of so many rows that the journal keeps only their digests.
    pub bulk: bool,
}

/// A row of a table.
pub trait Record: Sized {
    /// The table.
    const TABLE: Table;
    /// The cells, in the order of the columns.
    fn cells(&self) -> Vec<Value>;
    /// Takes the cells of a row.
    ///
    /// # Errors
    ///
    /// Fails where a cell holds another kind of value than its column.
    fn take(row: &mut Row) -> Result<Self, DeskError>;
}

/// Declares a record: each field, its column and how its cell is taken.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident in $table:literal, key $key:literal, bulk $bulk:literal {
        $($(#[$field_doc:meta])* $field:ident: $ty:ty = $take:ident,)*
    }) => {
        $(#[$doc])*
        #[allow(clippy::struct_field_names, reason = "columns are called as in the tables")]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $ty,)*
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

            fn take(row: &mut Row) -> Result<Self, DeskError> {
                Ok(Self { $($field: row.$take()?,)* })
            }
        }
    };
}

/// A value that can be a cell.
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

impl Cell for UnixTime {
    fn value(&self) -> Value {
        Value::from(*self)
    }
}

impl<W: Word> Cell for W {
    fn value(&self) -> Value {
        Value::from(self.word())
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
    /// The register itself.
    Identity in "register", key 1, bulk false {
        /// The identity that distinguishes it from every other.
        id: String = text,
        /// The time when it was made.
        made: UnixTime = time,
    }
}

record! {
    /// A migration that the register went through.
    Migration in "migrations", key 1, bulk false {
        /// The version that it leads to.
        version: u64 = number,
        /// The time.
        at: UnixTime = time,
    }
}

record! {
    /// A status list.
    List in "lists", key 1, bulk false {
        /// The address that it is published at.
        address: String = text,
        /// The number of its indices.
        entries: u64 = number,
        /// Bits of a status.
        bits: u64 = number,
        /// The order of its indices.
        allocation: Allocation = word,
        /// The place that gives out its indices.
        given_by: GivenBy = word,
    }
}

record! {
    /// A label signer.
    Key in "keys", key 1, bulk false {
        /// The SHA-256 of the certificate, in hexadecimal digits.
        certificate: String = text,
        /// The subject of the certificate.
        subject: String = text,
        /// The certificate and those between it and the root, in PEM.
        chain: String = text,
        /// The address of its status list.
        list: String = text,
        /// The time when it was added.
        added: UnixTime = time,
        /// The highest index that the trust list gives it, as of the newest publication.
        highest: Option<u64> = optional_number,
        /// The time when it was retired; it signs nothing since.
        retired: Option<UnixTime> = optional_time,
        /// The reason for which it was retired.
        reason: Option<Retirement> = optional_word,
    }
}

record! {
    /// A registration, as it stands.
    Registration in "registrations", key 1, bulk false {
        /// Its number.
        number: String = text,
        /// The scheme's name.
        scheme: String = text,
        /// The level.
        level: Option<u64> = optional_number,
        /// The kind of the assessment.
        assessment: String = text,
        /// The criteria document.
        criteria: Option<String> = optional_text,
        /// The holder.
        holder: Option<String> = optional_text,
        /// The identifier of the holder.
        holder_id: Option<String> = optional_text,
        /// The body that evaluated the product.
        evaluator: Option<String> = optional_text,
        /// The state that it is in.
        state: RegistrationState = word,
        /// The reason for which it is not valid any more.
        reason: Option<String> = optional_text,
        /// The registration that replaced it.
        successor: Option<String> = optional_text,
        /// The number of grants: a renewal or a new holder begins a term.
        term: u64 = number,
        /// The time of the grant of this term.
        granted: Option<UnixTime> = optional_time,
        /// The end of the validity.
        expires: Option<UnixTime> = optional_time,
    }
}

record! {
    /// An application.
    Application in "applications", key 1, bulk false {
        /// Its number, from 1.
        number: u64 = number,
        /// The registration that it is about.
        registration: String = text,
        /// Its kind.
        kind: ApplicationKind = word,
        /// The stage that it is in.
        stage: Stage = word,
        /// The time when it was recorded.
        applied: UnixTime = time,
        /// The time of the supply-chain inquiry.
        inquired: Option<UnixTime> = optional_time,
        /// The answer to the inquiry.
        answer: Option<InquiryAnswer> = optional_word,
        /// The day of the answer, YYYY-MM-DD.
        answered: Option<String> = optional_text,
        /// The conditions of the answer.
        conditions: Option<String> = optional_text,
        /// The time of the grant.
        granted: Option<UnixTime> = optional_time,
        /// The new holder, for a change of holder.
        holder: Option<String> = optional_text,
        /// The identifier of the new holder.
        holder_id: Option<String> = optional_text,
    }
}

record! {
    /// A model of a registration.
    Model in "models", key 2, bulk false {
        /// The registration.
        registration: String = text,
        /// Its number; empty for a registration without models.
        model: String = text,
        /// Its GTINs, separated by `;`.
        gtins: String = text,
        /// The name of the product.
        product: String = text,
        /// The category of the product.
        category: Option<String> = optional_text,
        /// The end of support.
        support_end: Option<String> = optional_text,
        /// The application that asked for it last.
        application: u64 = number,
    }
}

record! {
    /// An index of a status list that was given out.
    StatusEntry in "statuses", key 2, bulk false {
        /// The address of the list.
        list: String = text,
        /// The index.
        position: u64 = number,
        /// The registration that has it.
        registration: String = text,
        /// The term that it counts for.
        term: u64 = number,
        /// The status.
        status: Status = word,
        /// The time of the last change.
        since: UnixTime = time,
        /// The model that has it, the first of its label; none where labels of a term share it.
        model: Option<String> = optional_text,
    }
}

record! {
    /// A plan whose signing was begun.
    PlanEntry in "plans", key 1, bulk false {
        /// The digest of the plan.
        id: String = text,
        /// The number of its labels.
        labels: u64 = number,
        /// The state that it is in.
        state: PlanState = word,
        /// The time when its signing was begun.
        begun: UnixTime = time,
    }
}

record! {
    /// A label: planned, and signed once there is a credential.
    Label in "credentials", key 1, bulk true {
        /// Its number in the register, from 1.
        number: u64 = number,
        /// The plan that it belongs to.
        plan: String = text,
        /// Its line in the plan.
        line: u64 = number,
        /// The stem of the names of its files.
        name: String = text,
        /// The certificate of its signer.
        certificate: String = text,
        /// The registration.
        registration: String = text,
        /// The term.
        term: u64 = number,
        /// The address of its status list.
        list: String = text,
        /// Its index there.
        position: u64 = number,
        /// The time of issue.
        issued: UnixTime = time,
        /// The end of the validity.
        expires: Option<UnixTime> = optional_time,
        /// The SHA-256 of what is signed, in hexadecimal digits.
        identity: String = text,
        /// The bytes that are signed.
        to_be_signed: Vec<u8> = bytes,
        /// The signed label, in the compact form.
        credential: Option<Vec<u8>> = optional_bytes,
        /// The time of the signature.
        signed: Option<UnixTime> = optional_time,
        /// The time when it was given up.
        cancelled: Option<UnixTime> = optional_time,
    }
}

record! {
    /// The label of a model in a term.
    Labelled in "labelled", key 3, bulk true {
        /// The registration.
        registration: String = text,
        /// The term.
        term: u64 = number,
        /// The model.
        model: String = text,
        /// The number of the label.
        credential: u64 = number,
    }
}

record! {
    /// A publication of lists.
    Publication in "publications", key 1, bulk false {
        /// Its number, from 1.
        number: u64 = number,
        /// The time of its lists.
        at: UnixTime = time,
        /// The number of labels in its record.
        labels: u64 = number,
        /// The SHA-256 of the part, in hexadecimal digits.
        part: String = text,
        /// The time when the part stood in its file.
        written: Option<UnixTime> = optional_time,
    }
}

/// Every table whose changes the journal records.
pub(crate) const TABLES: [Table; 12] = [
    Identity::TABLE,
    Migration::TABLE,
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
