//! The errors of tables, the register, plans and publications.
//!
//! Those of the register are not there without it: a page that issues labels downloads what stands here.

mod code;
mod made;
mod words;

use std::path::PathBuf;

use label_io::IoError;
#[cfg(feature = "register")]
use label_keys::KeysError;

use crate::label_fields::Problem;
pub(crate) use made::PROBLEMS;
use words::{encoding, named};

label_core::with_fields! {
/// Work at the desk that could not be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// An action is dated at a time that is still to come.
    #[cfg(feature = "register")]
    #[error("{at} is still to come")]
    ActAhead {
        /// The time.
        at: String,
    },
    /// An action on a registration is dated before its grant.
    #[cfg(feature = "register")]
    #[error("{number}: was granted only at {granted}")]
    ActEarly {
        /// The registration.
        number: String,
        /// The time of the grant.
        granted: String,
    },
    /// No signer of the trust list has its status list at the address of a status file.
    #[cfg(feature = "register")]
    #[error("{}: no signer of the trust list has this address", file.display())]
    AddressUnknown {
        /// The status file.
        file: PathBuf,
    },
    /// An answer is dated after the day on which it is recorded.
    #[cfg(feature = "register")]
    #[error("{number}: the answer is dated a day to come")]
    AnswerAhead {
        /// The registration.
        number: String,
    },
    /// An answer is dated before the inquiry that it answers.
    #[cfg(feature = "register")]
    #[error("{number}: the answer is dated before the inquiry")]
    AnswerEarly {
        /// The registration.
        number: String,
    },
    /// The answer to an inquiry is not one that the scheme has.
    #[cfg(feature = "register")]
    #[error("{number}: its scheme has no answer '{answer}'")]
    AnswerUnexpected {
        /// The registration.
        number: String,
        /// The word.
        answer: String,
    },
    /// Something was changed by others since it was shown.
    #[cfg(feature = "register")]
    #[error("{number}: was changed since it was shown")]
    ChangedSince {
        /// The registration.
        number: String,
    },
    /// A certificate that no server can be believed under.
    #[cfg(feature = "register")]
    #[error("{}: not a root certificate of a server: {reason}", file.display())]
    Authority {
        /// The file.
        file: PathBuf,
        /// The fault.
        reason: String,
    },
    /// Nobody is named for the journal.
    #[cfg(feature = "register")]
    #[error("nobody to name in the journal")]
    ByMissing,
    /// A copy that is only read.
    #[cfg(feature = "register")]
    #[error("{place}: a copy of a register, which is only read")]
    Copy {
        /// The copy.
        place: String,
    },
    /// The core refused something that no file is to blame for.
    #[error(transparent)]
    Core(#[from] label_core::Error),
    /// The core refused the content of a file.
    #[error("{}: {source}", file.display())]
    CoreFile {
        /// The file.
        file: PathBuf,
        /// The reason.
        source: label_core::Error,
    },
    /// The register holds something that it could not have written.
    #[cfg(feature = "register")]
    #[error("{place}: the register is damaged: {what}")]
    Damaged {
        /// The register.
        place: String,
        /// The fault.
        what: String,
    },
    /// There is a register already.
    #[cfg(feature = "register")]
    #[error("{place}: holds a register already")]
    Exists {
        /// The place.
        place: String,
    },
    /// A GTIN of a registration belongs to another model.
    #[cfg(feature = "register")]
    #[error("{number}: a GTIN of it belongs to another model")]
    GtinRegistered {
        /// The registration.
        number: String,
    },
    /// Something was done with a registration since its grant.
    #[cfg(feature = "register")]
    #[error("{number}: the last that was done with it is {action}, not a grant")]
    GrantNotLast {
        /// The registration.
        number: String,
        /// The action.
        action: String,
    },
    /// An earlier head of the journal is not in it.
    #[cfg(feature = "register")]
    #[error("journal entry {number} is not the one that was noted")]
    HeadUnknown {
        /// The number of the entry.
        number: u64,
    },
    /// The trust list gives a signer no more indices.
    #[cfg(feature = "register")]
    #[error("{signer}: the trust list gives it indices up to {highest}, and none of them is left")]
    IndexAbove {
        /// The signer.
        signer: String,
        /// The highest index in the trust list.
        highest: u64,
    },
    /// The key failed in the middle of a plan.
    #[cfg(feature = "register")]
    #[error("stopped after {signed} labels, {left} left: {reason}")]
    Interrupted {
        /// Labels of the plan that are signed and stored.
        signed: u64,
        /// Labels that are not.
        left: u64,
        /// The event.
        reason: String,
    },
    /// A file or random numbers that cannot be used.
    #[error(transparent)]
    Io(#[from] IoError),
    /// A key is known already.
    #[cfg(feature = "register")]
    #[error("{}: the register knows this certificate already", file.display())]
    KeyExists {
        /// The certificate.
        file: PathBuf,
    },
    /// A signer that signs nothing any more.
    #[cfg(feature = "register")]
    #[error("{signer}: this signer was retired ({reason})")]
    KeyRetired {
        /// The signer.
        signer: String,
        /// The reason.
        reason: String,
    },
    /// A key that the register does not know.
    #[cfg(feature = "register")]
    #[error("{}: the register does not know this signer", file.display())]
    KeyUnknown {
        /// The certificate.
        file: PathBuf,
    },
    /// A key, certificate or passphrase that cannot be used.
    #[cfg(feature = "register")]
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// A label was signed that rests on a grant.
    #[cfg(feature = "register")]
    #[error("{number}: its label {label} is signed")]
    LabelSigned {
        /// The registration.
        number: String,
        /// The label.
        label: String,
    },
    /// A label that was signed after a copy was made, and does not fit it.
    #[cfg(feature = "register")]
    #[error("{}: cannot be taken over: {reason}", file.display())]
    LabelSince {
        /// The label.
        file: PathBuf,
        /// The reason.
        reason: String,
    },
    /// A label that the register did not sign.
    #[cfg(feature = "register")]
    #[error("{number}: the register knows no label {identity}")]
    LabelUnknown {
        /// The registration that it states.
        number: String,
        /// Its identity.
        identity: String,
    },
    /// Labels that people wrote down are wrong.
    #[error("{}", problems.first().map_or_else(String::new, ToString::to_string))]
    Labels {
        /// The first of all faults.
        problems: Vec<Problem>,
        /// The number of further ones.
        more: usize,
    },
    /// A status list is known with another shape.
    #[cfg(feature = "register")]
    #[error("{address}: the register knows this status list with other entries, bits or order")]
    ListDiffers {
        /// The list.
        address: String,
    },
    /// A status list has no free index.
    #[cfg(feature = "register")]
    #[error("{address}: the status list has no index left")]
    ListFull {
        /// The list.
        address: String,
    },
    /// The memory of a register's journal is none.
    #[cfg(feature = "register")]
    #[error("{}: {reason}", file.display())]
    MemoryDamaged {
        /// The file.
        file: PathBuf,
        /// The fault.
        reason: String,
    },
    /// There is no register.
    #[cfg(feature = "register")]
    #[error("{place}: holds no register")]
    Missing {
        /// The place.
        place: String,
    },
    /// A registration has one of the models that are applied for.
    #[cfg(feature = "register")]
    #[error("{number}: has one of these models already")]
    ModelRegistered {
        /// The registration.
        number: String,
    },
    /// A model that was not granted, or is not named where there are several.
    #[cfg(feature = "register")]
    #[error("{number}: {}", words::model_unknown(model))]
    ModelUnknown {
        /// The registration.
        number: String,
        /// The model; empty where none is named.
        model: String,
    },
    /// The register was made by a newer program.
    #[cfg(feature = "register")]
    #[error("{place}: a register of version {version}, newer than this program")]
    Newer {
        /// The register.
        place: String,
        /// Its version.
        version: u64,
    },
    /// An address demands encryption, and nothing is given to encrypt under.
    #[cfg(feature = "register")]
    #[error("an encrypted connection is demanded, and no root certificate is given for it")]
    NotEncrypted,
    /// A database on another machine.
    #[cfg(feature = "register")]
    #[error("a database on another machine needs an encrypted connection")]
    NotLocal,
    /// A register that goes on at another place.
    #[cfg(feature = "register")]
    #[error("{place}: this register was moved to another place, and is only read")]
    Moved {
        /// The old place.
        place: String,
    },
    /// A register whose move to another place was begun and not done.
    #[cfg(feature = "register")]
    #[error("{place}: a move of this register was begun and not finished")]
    Moving {
        /// The place.
        place: String,
    },
    /// Nothing is left to be done.
    #[cfg(feature = "register")]
    #[error("{what}")]
    Nothing {
        /// The thing that there is none of.
        what: String,
    },
    /// A plan was begun before.
    #[cfg(feature = "register")]
    #[error("{}: signing of this plan was begun before", file.display())]
    PlanBegun {
        /// The plan.
        file: PathBuf,
    },
    /// A plan was cancelled.
    #[cfg(feature = "register")]
    #[error("{}: this plan was cancelled", file.display())]
    PlanCancelled {
        /// The plan.
        file: PathBuf,
    },
    /// A plan does not fit the register any more.
    #[cfg(feature = "register")]
    #[error("{}: line {line}: {reason}", file.display())]
    PlanDiffers {
        /// The plan.
        file: PathBuf,
        /// The line.
        line: u64,
        /// The change.
        reason: String,
    },
    /// Rows of a plan, for signing elsewhere, in the place of the plan.
    #[cfg(feature = "register")]
    #[error("{}: rows of a plan for signing elsewhere, not the plan", file.display())]
    PlanExported {
        /// The file.
        file: PathBuf,
    },
    /// A file is no plan, or was changed.
    #[error("{}: line {line}: {reason}", file.display())]
    PlanMalformed {
        /// The file.
        file: PathBuf,
        /// The line.
        line: u64,
        /// The fault.
        reason: String,
    },
    /// A plan that the register has given no indices to, where only those with them are signed.
    #[error("{}: the register has given its labels no indices yet", file.display())]
    PlanNotReserved {
        /// The plan.
        file: PathBuf,
    },
    /// A plan of another signer's labels.
    #[error("{}: made for another signer", file.display())]
    PlanOtherSigner {
        /// The plan.
        file: PathBuf,
    },
    /// A plan for another register.
    #[cfg(feature = "register")]
    #[error("{}: made for another register", file.display())]
    PlanOther {
        /// The plan.
        file: PathBuf,
    },
    /// Labels dated before what is published already.
    #[cfg(feature = "register")]
    #[error("labels dated {issued} would be older than the lists published as of {published}")]
    PlanPublished {
        /// The date of the labels.
        issued: String,
        /// The date of the newest lists.
        published: String,
    },
    /// A plan of the same labels and times was cancelled, and would be the same plan.
    #[cfg(feature = "register")]
    #[error("{}: a plan of the same labels for the same times was cancelled", file.display())]
    PlanRepeated {
        /// The file that the plan was to be written to.
        file: PathBuf,
    },
    /// The part that was published last is not given.
    #[cfg(feature = "register")]
    #[error("the part that was published last is missing")]
    PreviousMissing,
    /// Another part than the newest is given as the one before.
    #[cfg(feature = "register")]
    #[error("{}: not the part that was published last", file.display())]
    PreviousOther {
        /// The file.
        file: PathBuf,
    },
    /// A publication for a time that is still to come.
    #[cfg(feature = "register")]
    #[error("{at} is still to come")]
    PublicationAhead {
        /// The time of the lists.
        at: String,
    },
    /// A publication older than another.
    #[cfg(feature = "register")]
    #[error("lists as of {at} would be older than those published as of {published}")]
    PublicationOlder {
        /// The time of the lists.
        at: String,
        /// The time of the newest lists.
        published: String,
    },
    /// A part has labels that a restored register would not know.
    #[cfg(feature = "register")]
    #[error("{}: has {labels} labels that the register would not know", file.display())]
    PublishedUnknown {
        /// The part.
        file: PathBuf,
        /// Their number.
        labels: u64,
    },
    /// A signed label is not the one that was to be signed.
    #[error("the {what} does not read back as it was made")]
    ReadBack {
        /// The thing that was read.
        what: &'static str,
    },
    /// The register has a registration already.
    #[cfg(feature = "register")]
    #[error("{number}: the register has this registration already")]
    RegistrationExists {
        /// The registration.
        number: String,
    },
    /// The register has no such registration.
    #[cfg(feature = "register")]
    #[error("{number}: the register has no such registration")]
    RegistrationUnknown {
        /// The registration.
        number: String,
    },
    /// A registration is to be replaced, and nothing that is applied for could replace it.
    #[cfg(feature = "register")]
    #[error("{number}: nothing that is applied for has its holder and a GTIN of it")]
    ReplacesNothing {
        /// The registration that is to be replaced.
        number: String,
    },
    /// A text that should be the address of a database server.
    #[cfg(feature = "register")]
    #[error("not an address of a PostgreSQL database")]
    ServerAddress,
    /// An address of a database server with a password in it.
    #[cfg(feature = "register")]
    #[error("a password in an argument is seen by others")]
    ServerPassword,
    /// A workbook has no sheet of a name.
    #[error("{}: no sheet '{name}'; {}", file.display(), named(sheets))]
    SheetUnknown {
        /// The workbook.
        file: PathBuf,
        /// The name.
        name: String,
        /// The sheets that it has.
        sheets: Vec<String>,
    },
    /// A signer whose indices are given out elsewhere.
    #[cfg(feature = "register")]
    #[error("{signer}: its indices are given out elsewhere, not by this register")]
    SignerOutside {
        /// The signer.
        signer: String,
    },
    /// A spreadsheet that cannot be read.
    #[error("{}: {reason}", file.display())]
    Spreadsheet {
        /// The file.
        file: PathBuf,
        /// The fault.
        reason: String,
    },
    /// A registration is in a state from which the step does not lead.
    #[cfg(feature = "register")]
    #[error("{number}: {state}, so it cannot be {step}")]
    State {
        /// The registration.
        number: String,
        /// Its state.
        state: String,
        /// The step.
        step: &'static str,
    },
    /// The status of an index is final.
    #[cfg(feature = "register")]
    #[error("index {index} is {status}, which is final")]
    StatusFinal {
        /// The index.
        index: u64,
        /// Its status.
        status: &'static str,
    },
    /// A word that is no status.
    #[cfg(feature = "register")]
    #[error("'{text}' is no status")]
    StatusUnknown {
        /// The word.
        text: String,
    },
    /// The database refused.
    #[cfg(feature = "register")]
    #[error("{place}: {reason}")]
    Storage {
        /// The register.
        place: String,
        /// The words of the database.
        reason: String,
    },
    /// Another registration is to replace one already.
    #[cfg(feature = "register")]
    #[error("{number}: {successor} is to replace it already")]
    SuccessorNamed {
        /// The registration that is to be replaced.
        number: String,
        /// The one that is to replace it.
        successor: String,
    },
    /// The supply-chain inquiry about a registration has no answer yet.
    #[cfg(feature = "register")]
    #[error("{number}: the supply-chain inquiry has no answer yet")]
    SupplyChainUnanswered {
        /// The registration.
        number: String,
    },
    /// The bytes of a table are no text.
    #[error("{}: {}", file.display(), encoding(*broken))]
    TableEncoding {
        /// The file.
        file: PathBuf,
        /// The encoding of the other rows, and the first row that is not in it; none where the whole is in another.
        broken: Option<(&'static str, u64)>,
    },
    /// A file in TOML or JSON that cannot be read.
    #[cfg(feature = "register")]
    #[error("{}: line {line}, column {column}: {reason}", file.display())]
    Toml {
        /// The file.
        file: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// The fault, with the field.
        reason: String,
    },
    /// A value has no form in JSON.
    #[cfg(feature = "register")]
    #[error("cannot write the output: {reason}")]
    Unwritable {
        /// The fault.
        reason: String,
    },
}
}
