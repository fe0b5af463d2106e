//! The one error type of this crate and its stable machine codes.

pub(crate) mod field;
pub(crate) mod value;

use crate::base::time::UnixTime;
use crate::base::version::ListVersion;

macro_rules! errors {
    ($( $(#[doc = $doc:literal])+ $name:ident $({ $($(#[doc = $fdoc:literal])+ $field:ident: $ty:ty),+ $(,)? })? = $code:literal, $text:literal $(, $time:ident)*; )+) => {
        /// The fault of an input, a certificate or a label.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[non_exhaustive]
        pub enum Error {
            $( $(#[doc = $doc])+ #[error($text, $($time = .$time.seconds()),*)] $name $({ $($(#[doc = $fdoc])+ $field: $ty),+ })?, )+
        }

        impl Error {
            /// Every code that [`Error::code`] can return, in the order of the variants.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// One error of each code, with empty values: for tests of what is said about them.
            #[doc(hidden)]
            pub fn samples() -> Vec<Self> {
                vec![$( Self::$name $({ $($field: Default::default()),+ })? ),+]
            }

            #[cfg(test)]
            const NAMES: &[&str] = &[$(stringify!($name)),+];

            /// The stable machine code: lower case words joined by underscores, never reused.
            pub fn code(&self) -> &'static str {
                match self { $( Self::$name $({ $($field: _),+ })? => $code, )+ }
            }
        }
    };
}

/// A trust list and the newer one that was seen before it.
///
/// Boxed, so that every other error stays small.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rollback {
    /// The newest one seen.
    pub seen: ListVersion,
    /// This one.
    pub found: ListVersion,
}

impl std::fmt::Display for Rollback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is older than {}", self.found, self.seen)
    }
}

errors! {
    /// The algorithm in the header is not the one that the signer's key implies.
    AlgKeyMismatch = "alg_key_mismatch", "the algorithm does not belong to the signer's key";
    /// The assessment is not the one asked for.
    AssessmentBelow {
        /// The assessment that the policy asks for.
        asked: u64,
        /// The assessment that the label states.
        stated: u64,
    } = "assessment_below", "assessment {stated} is below the asked {asked}";
    /// A status list or filter that no snapshot of the bundle names, or that stands there twice.
    BundleUnreferenced = "bundle_unreferenced", "the bundle holds a list or filter that no snapshot names, or one twice";
    /// A CBOR item nests deeper than [`limits::NESTING`](crate::limits::NESTING).
    CborDepth {
        /// Byte offset in the item.
        at: usize,
    } = "cbor_depth", "byte {at}: arrays and maps nest too deep";
    /// A CBOR map names one key twice.
    CborDuplicateKey {
        /// Byte offset in the item.
        at: usize,
    } = "cbor_duplicate_key", "byte {at}: a map names the same key twice";
    /// A CBOR floating-point number.
    CborFloat {
        /// Byte offset in the item.
        at: usize,
    } = "cbor_float", "byte {at}: floating-point numbers are not allowed";
    /// A CBOR item of indefinite length.
    CborIndefinite {
        /// Byte offset in the item.
        at: usize,
    } = "cbor_indefinite", "byte {at}: indefinite lengths are not allowed";
    /// The keys of a CBOR map are not in bytewise order (RFC 8949, section 4.2.1).
    CborMapOrder {
        /// Byte offset in the item.
        at: usize,
    } = "cbor_map_order", "byte {at}: map keys are not in bytewise order";
    /// A CBOR integer or length is not in its shortest form.
    CborNotShortest {
        /// Byte offset in the item.
        at: usize,
    } = "cbor_not_shortest", "byte {at}: an integer or length is not in its shortest form";
    /// A reserved additional information value (28 to 30) or a stray break.
    CborReserved {
        /// Byte offset in the item.
        at: usize,
    } = "cbor_reserved", "byte {at}: reserved CBOR byte";
    /// A CBOR simple value other than false, true and null.
    CborSimple {
        /// Byte offset in the item.
        at: usize,
    } = "cbor_simple", "byte {at}: this simple value is not allowed";
    /// A CBOR tag where none is allowed.
    CborTag {
        /// Byte offset in the item.
        at: usize,
    } = "cbor_tag", "byte {at}: a tag is not allowed here";
    /// Bytes stand after the CBOR item.
    CborTrailing {
        /// Byte offset in the input.
        at: usize,
    } = "cbor_trailing", "byte {at}: bytes stand after the item";
    /// The CBOR item ends early.
    CborTruncated {
        /// Byte offset in the item.
        at: usize,
    } = "cbor_truncated", "byte {at}: the item ends early";
    /// A CBOR text string is not UTF-8.
    CborUtf8 {
        /// Byte offset in the item.
        at: usize,
    } = "cbor_utf8", "byte {at}: text is not UTF-8";
    /// The signature algorithm of a certificate does not suit its issuer's key.
    CertAlgorithm = "cert_algorithm", "a certificate is signed with an algorithm that is not allowed here";
    /// A certificate carries a critical extension that is not understood.
    CertCriticalExtension = "cert_critical_extension", "a certificate carries an unknown critical extension";
    /// A certificate carries one extension twice.
    CertDuplicateExtension = "cert_duplicate_extension", "a certificate carries an extension twice";
    /// A certificate has expired.
    CertExpired {
        /// The time of the check.
        at: UnixTime,
        /// The end of the path's validity.
        not_after: UnixTime,
    } = "cert_expired", "a certificate expired at {not_after}, before {at}", not_after, at;
    /// The extended key usage does not allow this use.
    CertExtendedKeyUsage = "cert_extended_key_usage", "the signer certificate is not for this use";
    /// The extended key usage extension is missing.
    CertExtendedKeyUsageMissing = "cert_extended_key_usage_missing", "the signer certificate does not state its use";
    /// A signer certificate says that it is a certification authority.
    CertIsCa = "cert_is_ca", "the signer certificate is a certification authority";
    /// A certificate does not name its issuer.
    CertIssuer = "cert_issuer", "a certificate was issued under another name";
    /// A key is not in its one canonical encoding.
    CertKeyEncoding = "cert_key_encoding", "a certificate key is not in its canonical encoding";
    /// The signing key is not the key of the issuing certificate.
    CertKeyMismatch = "cert_key_mismatch", "the key is not the one in the issuing certificate";
    /// A key has a component of small order.
    CertKeyMixedOrder = "cert_key_mixed_order", "a certificate key has a component of small order";
    /// A key of another kind than Ed25519 or P-256.
    CertKeyUnsupported = "cert_key_unsupported", "a certificate key is neither Ed25519 nor P-256";
    /// The key usage does not allow this use.
    CertKeyUsage = "cert_key_usage", "the key usage of a certificate does not allow this";
    /// A key of small order: anybody can sign for it.
    CertKeyWeak = "cert_key_weak", "a certificate key is of small order";
    /// Bytes that are not a certificate in DER.
    CertMalformed = "cert_malformed", "not a certificate in DER";
    /// An issuing certificate is not a certification authority.
    CertNotCa = "cert_not_ca", "an issuing certificate is not a certification authority";
    /// A certificate outlives, or starts before, its issuer.
    CertNotNested = "cert_not_nested", "a certificate is not valid within its issuer's validity";
    /// A certificate is not valid yet.
    CertNotYetValid {
        /// The time of the check.
        at: UnixTime,
        /// The start of the path's validity.
        not_before: UnixTime,
    } = "cert_not_yet_valid", "a certificate is valid from {not_before}, after {at}", not_before, at;
    /// A path is longer than a certificate on it allows.
    CertPathLength = "cert_path_length", "the path is longer than a certificate allows";
    /// A certificate's signature is wrong.
    CertSignature = "cert_signature", "the signature of a certificate is wrong";
    /// A certificate of another version than 3.
    CertVersion = "cert_version", "a certificate is not of version 3";
    /// A chain is empty or longer than [`limits::CHAIN`](crate::limits::CHAIN).
    ChainLength = "chain_length", "a certificate chain is empty or too long";
    /// No chain leads to an anchor.
    ChainNoAnchor = "chain_no_anchor", "the signer certificate does not lead to a trusted root";
    /// A claim that must not be empty is empty.
    ClaimEmpty {
        /// Name of the claim.
        claim: &'static str,
    } = "claim_empty", "{claim}: must not be empty";
    /// A claim of a label is missing.
    ClaimMissing {
        /// Name of the claim.
        claim: &'static str,
    } = "claim_missing", "{claim}: missing";
    /// A claim has a value outside its range.
    ClaimRange {
        /// Name of the claim.
        claim: &'static str,
    } = "claim_range", "{claim}: value out of range";
    /// A claim has too many entries or too many bytes.
    ClaimTooLong {
        /// Name of the claim.
        claim: &'static str,
    } = "claim_too_long", "{claim}: too long";
    /// A claim has a value of the wrong type.
    ClaimType {
        /// Name of the claim.
        claim: &'static str,
    } = "claim_type", "{claim}: wrong type";
    /// A claim key that this version of the format does not know.
    ClaimUnknown {
        /// Name of the map that holds the key.
        map: &'static str,
    } = "claim_unknown", "{map}: unknown key";
    /// The clock shows a time before the trust set was made.
    ClockBeforeTrust {
        /// The time of the check.
        at: UnixTime,
        /// The time at which the trust set was made.
        issued: UnixTime,
    } = "clock_before_trust", "the clock shows {at}, before the trust set was made at {issued}", at, issued;
    /// The header names no algorithm.
    CoseAlgMissing = "cose_alg_missing", "the protected header names no algorithm";
    /// The algorithm is not an integer.
    CoseAlgType = "cose_alg_type", "the algorithm is not an integer";
    /// An algorithm other than Ed25519 (-19) and ESP256 (-9).
    CoseAlgUnsupported = "cose_alg_unsupported", "the algorithm is neither -19 (Ed25519) nor -9 (ESP256)";
    /// A header lists critical labels; this format has none.
    CoseCrit = "cose_crit", "critical header parameters are not understood";
    /// A label stands in both header buckets.
    CoseLabelInBoth = "cose_label_in_both", "a header label stands in both buckets";
    /// The payload is nil, detached, empty, or not a byte string.
    CosePayload = "cose_payload", "the payload is missing";
    /// A protected header label that this object must not carry.
    CoseProtectedLabel = "cose_protected_label", "the protected header carries a label that is not allowed";
    /// The protected header is missing, empty or not a map in a byte string.
    CoseProtectedShape = "cose_protected_shape", "the protected header is not a map in a byte string";
    /// Not an array of four elements as COSE_Sign1 demands.
    CoseShape = "cose_shape", "not a COSE_Sign1 array";
    /// The signature is not a byte string of 64 bytes.
    CoseSignatureLength = "cose_signature_length", "the signature is not 64 bytes";
    /// The outer tag is not 18 (COSE_Sign1).
    CoseTag = "cose_tag", "not tagged as COSE_Sign1";
    /// The header carries another content type than this object needs, or a label carries one.
    CoseTyp = "cose_typ", "the type in the header is not the one expected here";
    /// An unprotected header label other than 33 and 394.
    CoseUnprotectedLabel = "cose_unprotected_label", "the unprotected header carries a label that is not allowed";
    /// The unprotected header is not a map, or one of its values has a wrong shape.
    CoseUnprotectedShape = "cose_unprotected_shape", "the unprotected header is malformed";
    /// The certificate chain in the credential does not start with the certificate that signed it.
    CoseX5chainMismatch = "cose_x5chain_mismatch", "the enclosed certificate is not the one named in the signed header";
    /// The certificate hint is missing or malformed.
    CoseX5t = "cose_x5t", "the certificate hint is missing or malformed";
    /// The criteria are not among those asked for.
    CriteriaMismatch = "criteria_mismatch", "the label was granted against other criteria than asked";
    /// The digits are not decimal digits only.
    DigitsCharacter {
        /// Offset in the digits, in characters.
        at: usize,
    } = "digits_character", "character {at}: not a decimal digit";
    /// The digits have a length that no credential has.
    DigitsLength {
        /// Number of digits after the format version.
        digits: usize,
    } = "digits_length", "no credential has {digits} digits";
    /// A group of digits does not fit its bytes.
    DigitsRange {
        /// Index of the group, from zero.
        group: usize,
    } = "digits_range", "digit group {group} is out of range";
    /// The digits state a format version other than 1; a newer verifier may know it.
    DigitsVersion = "digits_version", "unknown format version";
    /// The label has expired.
    Expired {
        /// The time of the check.
        at: UnixTime,
        /// The time at which the label expired.
        expires: UnixTime,
    } = "expired", "the label expired at {expires}, before {at}", expires, at;
    /// An issued filter whose elements do not fit each other.
    FilterMalformed = "filter_malformed", "the issued filter is malformed";
    /// A GTIN has a wrong check digit or length.
    GtinInvalid = "gtin_invalid", "not a GTIN: wrong length or check digit";
    /// The GTIN is not one that was signed.
    GtinMismatch = "gtin_mismatch", "the label was granted for other GTINs";
    /// The address in the symbol names a GTIN that was not signed.
    GtinPathMismatch = "gtin_path_mismatch", "the address names a GTIN that was not signed";
    /// The address in the symbol is not one of the scheme owner's.
    HostUnknown = "host_unknown", "the address is not one of the scheme owner's";
    /// The label's status index is above the highest one that its signer was given.
    IndexAboveIssued {
        /// The index in the label.
        index: u64,
        /// The highest index of the signer.
        highest: u64,
    } = "index_above_issued", "the status index {index} is above {highest}, the highest of this signer";
    /// An input is larger than its limit.
    InputTooLarge {
        /// The limit, in bytes, characters or items.
        limit: usize,
    } = "input_too_large", "larger than the limit of {limit}";
    /// The label was issued at or after the time of the record of issued labels.
    IssuedLater = "issued_later", "the label is newer than the record of issued labels";
    /// No record of the labels that this signer issued is at hand.
    IssuedMissing = "issued_missing", "no record of issued labels is at hand";
    /// One key stands in two certificates of a trust list.
    KeyRepeated = "key_repeated", "a key stands in two certificates of the trust list";
    /// The label is not valid within the validity of its signer's certificates.
    LabelNotNested = "label_not_nested", "the label is not valid within its signer's validity";
    /// The level is below the one asked for.
    LevelBelow {
        /// The level that the policy asks for.
        asked: u64,
        /// The level that the label states.
        stated: u64,
    } = "level_below", "level {stated} is below the asked {asked}";
    /// The scheme has no levels to compare, or none was asked for in it.
    LevelNotComparable = "level_not_comparable", "the level cannot be compared in this scheme";
    /// A snapshot or status list is signed by nobody who may sign it for its address.
    ListSigner = "list_signer", "a snapshot or status list is signed by nobody who may sign it";
    /// The lists are older than they should be, and still count.
    ListsStale {
        /// The time of the check.
        at: UnixTime,
        /// Since when a newer list is due.
        since: UnixTime,
    } = "lists_stale", "at {at} newer lists are due since {since}", at, since;
    /// The model is not one that was signed.
    ModelMismatch = "model_mismatch", "the label was granted for other models";
    /// The label carries a right signature, but the scheme owner's record does not have it.
    NotIssued = "not_issued", "the label is not in the scheme owner's record of issued labels";
    /// The label claims to be issued after the time of the check.
    NotYetValid {
        /// The time of the check.
        at: UnixTime,
        /// The issue time that the label states.
        issued: UnixTime,
    } = "not_yet_valid", "the label says it was issued at {issued}, after {at}", issued, at;
    /// The page address for a QR symbol is not usable.
    PrefixInvalid = "prefix_invalid", "not a lower-case https address without query and fragment";
    /// Additions to records of issued labels of which none is at hand.
    RecordBaseMissing = "record_base_missing", "the record of issued labels that the additions follow is not at hand";
    /// An exact record that is not in order, or additions to one of another shape.
    RecordMalformed = "record_malformed", "the record of issued labels is malformed";
    /// Additions that do not lead to the record that they name.
    RecordMismatch = "record_mismatch", "the additions do not lead to the record of issued labels that they name";
    /// A filter where an exact record is asked for.
    RecordNotExact = "record_not_exact", "the record of issued labels is a filter, not exact";
    /// An exact record in place of which there is none, or a filter.
    RecordWeaker = "record_weaker", "a signer has no exact record of issued labels any more";
    /// The label has been revoked.
    Revoked = "revoked", "the label has been revoked";
    /// The root set changed within an epoch, or the epoch is not the next one.
    RootEpoch = "root_epoch", "the root set and the epoch of the trust list do not follow the known ones";
    /// A store trusts another root set than the one that was asked for, and did not come from it.
    RootOther = "root_other", "the store trusts another root set than that of the given fingerprint";
    /// The root set is not the one that was asked for, or the fingerprint of it is none.
    RootPin = "root_pin", "no trust list of the root set with the given fingerprint";
    /// One root key stands or signs twice.
    RootRepeated = "root_repeated", "a root key stands or signs twice";
    /// A signature that names a known root is wrong.
    RootSignature = "root_signature", "the signature of a root is wrong";
    /// Too few roots signed the trust list.
    RootThreshold {
        /// The number of roots that must sign.
        needed: usize,
        /// The number of roots that did.
        found: usize,
    } = "root_threshold", "{found} of the {needed} roots needed signed the trust list";
    /// The scheme's assessment for this level is another one.
    SchemeAssessment = "scheme_assessment", "the scheme does not assess this level that way";
    /// The scheme demands a claim that the label lacks.
    SchemeClaimMissing {
        /// Name of the claim.
        claim: &'static str,
    } = "scheme_claim_missing", "{claim}: the scheme demands it";
    /// The scheme does not have this claim.
    SchemeClaimUnexpected {
        /// Name of the claim.
        claim: &'static str,
    } = "scheme_claim_unexpected", "{claim}: the scheme does not have it";
    /// The scheme has no such level, or has levels and the label states none.
    SchemeLevel = "scheme_level", "the scheme has no such level";
    /// A scheme table is malformed.
    SchemeTable {
        /// The field at fault, and the rule that it breaks.
        reason: String,
    } = "scheme_table", "scheme table: {reason}";
    /// No table for the label's scheme is at hand.
    SchemeUnknown = "scheme_unknown", "no table for this scheme";
    /// The label is valid longer than the scheme allows.
    SchemeValidity = "scheme_validity", "the validity is not what the scheme allows";
    /// The signer may not sign labels with this registration number.
    ScopeNumber = "scope_number", "the signer may not sign this registration number";
    /// The signer may not sign labels of this scheme.
    ScopeScheme = "scope_scheme", "the signer may not sign labels of this scheme";
    /// The label's signature is wrong.
    Signature = "signature", "the signature is wrong";
    /// The signer had retired when this was signed.
    SignerRetired {
        /// Since when it signs nothing.
        since: UnixTime,
    } = "signer_retired", "the signer retired at {since}, before this was issued", since;
    /// The signer has been revoked; nothing that it ever signed counts.
    SignerRevoked {
        /// Since when.
        since: UnixTime,
    } = "signer_revoked", "the signer was revoked at {since}", since;
    /// No certificate in the trust set matches the label's hint.
    SignerUnknown = "signer_unknown", "the signer is not in the trust set";
    /// A trust list takes back the revocation of a signer, or names its key again.
    SignerUnrevoked = "signer_unrevoked", "the trust list takes back the revocation of a signer or its key";
    /// A key refused or failed to sign.
    SigningFailed {
        /// The message of the key.
        reason: String,
    } = "signing_failed", "signing failed: {reason}";
    /// Two snapshots of one second name different lists for a label signer.
    SnapshotFork = "snapshot_fork", "two snapshots of one second name different lists for a signer";
    /// A snapshot names a later trust list than the one at hand, or an earlier one that was replaced before it.
    SnapshotMixed = "snapshot_mixed", "the snapshot and the trust list are of different times";
    /// A snapshot is older than one that was seen already.
    SnapshotRollback {
        /// The issue time of the newest one seen.
        seen: UnixTime,
        /// The issue time of this one.
        issued: UnixTime,
    } = "snapshot_rollback", "the snapshot of {issued} is older than one of {seen} seen before", issued, seen;
    /// Specimen and real trust are mixed.
    SpecimenMixed = "specimen_mixed", "specimen and real trust are mixed";
    /// The label is newer than the status list, which has no entry for it yet.
    StatusLater = "status_later", "the label is newer than the status list and not in it";
    /// The status list has a wrong structure.
    StatusMalformed = "status_malformed", "the status list is malformed";
    /// The label has a status index, but no status list of its signer is at hand.
    StatusMissing = "status_missing", "no status list of this signer is at hand";
    /// The status list that a snapshot names is for another signer's address.
    StatusOtherSigner = "status_other_signer", "the status list is for another address than the signer's";
    /// The label's index is outside the status list.
    StatusOutOfRange = "status_out_of_range", "the label's index is outside the status list";
    /// The status list is too old to rely on.
    StatusStale {
        /// The time of the check.
        at: UnixTime,
        /// The time at which the status list expired.
        expires: UnixTime,
    } = "status_stale", "the status list expired at {expires}, before {at}", expires, at;
    /// The status list is larger than its limit once inflated.
    StatusTooLarge = "status_too_large", "the status list is too large";
    /// The status list holds a value that no word is assigned to.
    StatusUnknown {
        /// The value.
        value: u8,
    } = "status_unknown", "status value {value} has no meaning";
    /// A status list takes back a revocation.
    StatusUnrevoked {
        /// The index of the label.
        index: u64,
    } = "status_unrevoked", "the status list takes back the revocation of index {index}";
    /// More trust sets than [`limits::STORES`](crate::limits::STORES).
    StoreLimit = "store_limit", "more trust sets than a verifier takes";
    /// Two trust sets name one scheme.
    StoreScheme = "store_scheme", "two trust sets name one scheme";
    /// A newer label replaced this one.
    Superseded = "superseded", "the label has been superseded";
    /// The supply-chain check was not performed or not cleared.
    SupplyChain = "supply_chain", "the supply-chain check is not cleared";
    /// The supply-chain check is cleared with conditions only.
    SupplyChainConditions = "supply_chain_conditions", "the supply-chain check is cleared with conditions only";
    /// The product's support has ended.
    SupportEnded = "support_ended", "the product's support has ended";
    /// The label has been suspended.
    Suspended = "suspended", "the label is suspended";
    /// A text holds a control, format, bidirectional, private-use or separator character.
    TextCharacter {
        /// Name of the claim.
        claim: &'static str,
    } = "text_character", "{claim}: holds a character that is not allowed in labels";
    /// The scanned text is the number of a bar code and holds no credential.
    TextGtin = "text_gtin", "the text is the number of a bar code";
    /// The scanned text holds no credential.
    TextNoCredential = "text_no_credential", "no credential found in the text";
    /// A text is not in Unicode normalisation form C.
    TextNotNfc {
        /// Name of the claim.
        claim: &'static str,
    } = "text_not_nfc", "{claim}: not in normalisation form C";
    /// The scanned text has several lines, or holds several credentials or one twice.
    TextSeveral = "text_several", "the text has several lines or holds several codes";
    /// The trust set has expired.
    TrustExpired {
        /// The time of the check.
        at: UnixTime,
        /// The time at which the trust set expired.
        expires: UnixTime,
    } = "trust_expired", "the trust set expired at {expires}, before {at}", expires, at;
    /// A trust list of the same epoch and version says something else.
    TrustFork = "trust_fork", "two trust lists of the same version differ";
    /// There is no trust list: none was installed before, or one of several trust sets is a file without.
    TrustListMissing = "trust_list_missing", "there is no trust list";
    /// A trust file has a wrong structure.
    TrustMalformed = "trust_malformed", "the trust file is malformed";
    /// The trust list expires after one of its roots.
    TrustNotNested = "trust_not_nested", "the trust list expires after one of its roots";
    /// The trust list is older than one that was seen already.
    TrustRollback {
        /// Both lists.
        lists: Box<Rollback>,
    } = "trust_rollback", "trust list {lists} seen before";
    /// The holder withdrew the label.
    Withdrawn = "withdrawn", "the label has been withdrawn by its holder";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_stand_in_alphabetical_order() {
        assert!(Error::NAMES.is_sorted(), "{:?}", Error::NAMES);
    }

    #[test]
    fn a_code_is_the_name_of_its_variant() {
        for (name, code) in Error::NAMES.iter().zip(Error::CODES) {
            let plain = code.replace('_', "");
            assert_eq!(name.to_lowercase(), plain);
        }
        assert!(Error::CODES.is_sorted());
    }
}
