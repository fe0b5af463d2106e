#![doc = include_str!("lib.md")]
#![warn(clippy::missing_errors_doc)]

mod base;
mod cose;
mod error;
#[cfg(feature = "issue")]
mod issue;
mod label;
pub mod limits;
mod lists;
mod pki;
mod report;
pub mod scheme;
mod trust;
mod verifier;
mod verify;
mod wire;

// Verification: trust and a policy in, a verdict out.
pub use label::qr_text::{Address, QrText, Repair};
pub use report::inspect::Inspection;
pub use report::{
    CheckReport, ClaimsReport, FreshnessReport, LabelReport, Report, SignerReport,
    SupplyChainReport,
};
pub use verifier::{TrustKind, TrustReport, Verifier};
pub use verify::policy::{
    Data, DataError, HostRule, IssuedRule, MinLevel, Policy, RecordRule, StatusRule,
    SupplyChainRule, SupportRule,
};
pub use verify::preset::Preset;
pub use verify::verdict::{
    Check, CheckName, Finding, Gap, Outcome, Verdict, VerifiedLabel, Weight,
};
pub use verify::{Input, verify};

// Errors: one enum, with stable codes.
pub use error::field::Field;
pub use error::value::{ErrorValue, ErrorValues};
pub use error::{Error, Rollback};

// The label.
pub use label::claims::{
    Assessment, Claims, Code, HolderId, Label, SupplyChain, SupplyChainStatus,
};
pub use label::credential::Credential;
pub use label::specimen::Specimen;
pub use label::values::{Day, Gtin, SupportEnd};

// Trust: lists of signers, bundles and stores.
pub use base::version::ListVersion;
pub use trust::builder::TrustBuilder;
pub use trust::bundle::Bundle;
pub use trust::file::{SignerRecord, TrustFile};
pub use trust::list::{
    LabelSigner, ListSigner, Numbers, Recognition, SignedTrustList, SignerState, TrustList,
};
pub use trust::open::{Anchor, Opened};
pub use trust::root_set::RootSet;
pub use trust::set::Trust;
pub use trust::state::State;
pub use trust::store::{Filters, Store};

// Published lists: status, issued labels, snapshots.
pub use lists::filter::IssuedFilter;
pub use lists::foreign::ForeignStatusToken;
pub use lists::record::{Additions, ExactRecord, RecordKind};
pub use lists::snapshot::{Published, Snapshot, SnapshotToken};
pub use lists::status::{Status, StatusList, StatusToken};

// Keys and certificates.
pub use pki::certificate::Certificate;
pub use pki::key::{Algorithm, PublicKey, SignatureBytes};
pub use pki::purpose::Purpose;
pub use pki::signer::Signer;

// Issuing, with feature `issue`.
#[cfg(feature = "issue")]
pub use issue::{
    certificate as certify,
    key::SigningKey,
    label::{Issuer, PreparedLabel, issue, sign_snapshot, sign_status_list},
    nfc::nfc,
};

// Bytes, digits and texts.
pub use base::digest::{
    CertificateFingerprint, CertificateHint, CredentialId, Digest, certificate_hint, digest,
};
pub use base::hex::{from_hex, hex};
pub use base::time::UnixTime;
pub use base::zone::Zone;
pub use wire::cbor::diagnostic::diagnostic;
pub use wire::digits;
pub use wire::text::{check_text, is_forbidden};
