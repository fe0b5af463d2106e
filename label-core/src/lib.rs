//! Signed IoT security labels: the format, the certificates behind it and the verdict.
//!
//! [`verify()`] answers whether a label holds, from what is trusted ([`Trust`]), a time and a
//! [`Policy`]; only it makes a [`VerifiedLabel`]. [`issue()`] makes a [`Credential`]. Neither reads
//! a file, a clock, the network or a terminal: everything is an argument.
//!
//! The wire format is specified in `docs/FORMAT.md`; the CDDL there is the CDDL above the types here.

extern crate alloc;

mod bundle;
mod cbor;
mod certificate;
#[cfg(feature = "issue")]
pub mod certify;
mod claims;
mod claims_codec;
mod collect;
mod cose;
mod cose_sign;
mod credential;
mod diagnostic;
pub mod digits;
mod elements;
mod error;
mod error_value;
mod filter;
mod foreign_status;
mod inspect;
mod installed;
#[cfg(feature = "issue")]
mod issue;
mod key;
pub mod limits;
mod name;
mod nfc;
mod open;
mod path;
mod policy;
mod preset;
mod purpose;
pub mod qr;
mod qr_text;
mod report;
mod root_set;
pub mod scheme;
#[cfg(feature = "issue")]
mod sign;
mod snapshot;
mod state;
mod status;
mod store;
mod text;
mod trust;
mod trust_file;
mod trust_list;
mod values;
mod verdict;
mod verify;

pub use bundle::{Bundle, digest};
pub use certificate::Certificate;
pub use claims::{Assessment, Claims, Code, HolderId, Label, SupplyChain, SupplyChainStatus};
pub use cose::{CertificateHint, certificate_hint};
pub use credential::Credential;
pub use diagnostic::diagnostic;
pub use error::{Error, Rollback};
pub use error_value::{ErrorValue, ErrorValues};
pub use filter::IssuedFilter;
pub use foreign_status::ForeignStatusToken;
pub use inspect::Inspection;
pub use installed::{Installed, TrustKind, TrustReport};
#[cfg(feature = "issue")]
pub use issue::{Issuer, PreparedLabel, issue, sign_snapshot, sign_status_list};
pub use key::{Algorithm, PublicKey, SignatureBytes};
pub use open::{Anchor, Opened};
pub use policy::{
    Data, DataError, HostRule, IssuedRule, MinLevel, Policy, StatusRule, SupplyChainRule,
    SupportRule,
};
pub use preset::Preset;
pub use purpose::Purpose;
pub use qr_text::{Address, QrText, Repair};
pub use report::{
    CheckReport, ClaimsReport, FreshnessReport, LabelReport, Report, SignerReport,
    SupplyChainReport, hex, rfc3339,
};
pub use root_set::RootSet;
#[cfg(feature = "issue")]
pub use sign::{Signer, SigningKey};
pub use snapshot::{Digest, Published, Snapshot, SnapshotToken};
pub use state::State;
pub use status::{Status, StatusList, StatusToken};
pub use store::Store;
pub use text::{check_text, is_forbidden};
pub use trust::{Specimen, Trust, TrustBuilder};
pub use trust_file::{SignerRecord, TrustFile};
pub use trust_list::{
    LabelSigner, ListSigner, Numbers, Recognition, SignedTrustList, SignerState, TrustList,
};
pub use values::{Day, Gtin, SupportEnd};
pub use verdict::{Check, CheckName, Finding, Gap, Outcome, Verdict, VerifiedLabel, Weight};
pub use verify::{Input, verify};
