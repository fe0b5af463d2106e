//! Every numeric limit of the format, each with its source.
//!
//! A number that bounds foreign input stands here and nowhere else.

use crate::base::time::UnixTime;

/// Bytes of a compact credential: what fits a QR symbol of a size that phones read (design, section 6).
pub const COMPACT_BYTES: usize = 1_024;
/// Bytes of a full credential: compact plus a chain of at most three certificates (design, section 6).
pub const FULL_BYTES: usize = 16 * 1_024;
/// Nesting of arrays and maps inside one CBOR item (design, section 6).
pub const NESTING: usize = 6;
/// Data items in one CBOR object, nested ones counted: no fewer than a full credential has room for, and
/// the largest trust file has 2,401. A decoded item takes 32 times the memory of its shortest encoding.
pub const CBOR_ITEMS: usize = 16 * 1_024;
/// Nesting of arrays, maps and tags in an object that another program wrote.
pub const FOREIGN_NESTING: usize = 16;
/// Data items in an object that another program wrote: the draft's examples have a dozen.
pub const FOREIGN_ITEMS: usize = 1_024;
/// UTF-8 bytes of one text claim (design, section 6).
pub const TEXT_BYTES: usize = 256;
/// Models in one credential (design, section 6).
pub const MODELS: usize = 64;
/// GTINs in one credential (design, section 6).
pub const GTINS: usize = 64;
/// Certificates from signer to root, both counted (design, section 6).
pub const CHAIN: usize = 3;
/// Bytes of one certificate: a P-256 certificate with generous names stays under 2 KiB.
pub const CERTIFICATE_BYTES: usize = 4 * 1_024;
/// Digits from which on they are a label of some version of the format, and below which they are none: a label
/// has 64 bytes of signature alone, which are 156 digits; the number of a bar code has at most 14.
pub const VERSION_DIGITS: usize = 100;
/// Characters of a scanned text: the digits of a compact credential are 2,488, the rest is address.
pub const INPUT_CHARACTERS: usize = 8 * 1_024;
/// Entries of a status list (design, section 6).
pub const STATUS_ENTRIES: usize = 1 << 24;
/// Bytes of a status list after inflation: the largest number of entries at eight bits each.
pub const STATUS_INFLATED_BYTES: usize = STATUS_ENTRIES;
/// Bytes of a signed status list: 2^24 one-bit entries that do not compress, and room for headers.
pub const STATUS_TOKEN_BYTES: usize = 3 * 1_024 * 1_024;
/// Bytes of a trust set without its status lists (design, section 6: a trust list is at most 1 MiB).
pub const TRUST_LIST_BYTES: usize = 1_024 * 1_024;
/// Bytes of a trust file with its status lists.
pub const TRUST_FILE_BYTES: usize = 16 * 1_024 * 1_024;
/// Bytes of a bundle: as of a trust file.
pub const BUNDLE_BYTES: usize = TRUST_FILE_BYTES;
/// Bytes of a store: a bundle and the state beside it.
pub const STORE_BYTES: usize = BUNDLE_BYTES + STATE_BYTES + 1_024;
/// Trust sets in one verifier: more scheme owners than a shop meets.
pub const STORES: usize = 16;
/// Bytes of a verifier's state: 16 roots of the largest size, 64 list signers and 512 keys.
pub const STATE_BYTES: usize = 96 * 1_024;
/// Bytes of a snapshot: 256 signers take 144 bytes each.
pub const SNAPSHOT_BYTES: usize = 64 * 1_024;
/// Earlier root sets that a state remembers: a change of the root set every year.
pub const EARLIER_ROOT_SETS: usize = 16;
/// Trust lists in one bundle: the list of today and a change of the root set every year.
pub const TRUST_LISTS: usize = 16;
/// Keys of revoked signers that a state remembers: all signers of a list, and half as many that are gone.
pub const REVOKED_KEYS: usize = 512;
/// Snapshots in one bundle.
pub const SNAPSHOTS: usize = 16;
/// Signatures of a trust list: two root sets of the largest size.
pub const ROOT_SIGNATURES: usize = 2 * ANCHORS;
/// List signers in one trust list.
pub const LIST_SIGNERS: usize = 64;
/// Schemes, number ranges or categories in one entry of a trust list.
pub const SCOPE_ENTRIES: usize = 64;
/// Levels that one recognition maps: more than any scheme has.
pub const RECOGNITION_LEVELS: usize = 16;
/// Inflated bytes of all status lists of a bundle or trust file together: what a phone can hold.
pub const INFLATED_BYTES: usize = 4 * STATUS_INFLATED_BYTES;
/// Bytes of an issued filter: some 3.5 million credentials at 2.2 bytes each.
pub const FILTER_BYTES: usize = 8 * 1_024 * 1_024;
/// Slots of an issued filter: it takes as much memory as its bytes may.
pub const FILTER_SLOTS: usize = FILTER_BYTES / 2;
/// Bytes of an exact record: 2^20 credentials at 12 bytes each, and room for other lists in a bundle.
pub const RECORD_BYTES: usize = 12 * 1_024 * 1_024;
/// Steps of additions, each from one base: those that a publisher keeps ([`RECORD_BASES`]), and room for more than
/// one a day.
pub const RECORD_STEPS: usize = 64;
/// Bases that a publisher keeps: one a day, for tills that sync once a month and missed it by a week (design, section 9).
pub const RECORD_BASES: usize = 40;
/// Anchors in one trust set: a scheme owner has one root and, while it is replaced, two.
pub const ANCHORS: usize = 16;
/// Signers in one trust set.
pub const SIGNERS: usize = 256;
/// Certificates in one file in PEM: the roots and signers of a trust set, and an intermediate for each signer.
pub const PEM_CERTIFICATES: usize = ANCHORS + 2 * SIGNERS;
/// Page hosts in one trust set.
pub const HOSTS: usize = 64;
/// Bytes of a scheme table: the built-in ones stay under 10 KiB.
pub const SCHEME_TABLE_BYTES: usize = 64 * 1_024;
/// Bytes of one text in a scheme table: some 300 Japanese characters, more than a label's page shows.
pub const SCHEME_TEXT_BYTES: usize = 1_024;
/// Characters of a QR symbol: the digits that version 40-L holds (ISO/IEC 18004, capacity table).
pub const SYMBOL_CHARACTERS: usize = 7_089;
/// Width or height of a picture in pixels: above a phone camera's longest edge (8,064 for 48 megapixels).
pub const PICTURE_EDGE: u32 = 8_192;
/// Bytes that a picture may take in memory while it is decoded.
pub const PICTURE_BYTES: u64 = 256 * 1_024 * 1_024;
/// Width or height of a picture that may be doubled to read it: a larger one has dots enough for every module.
pub const PICTURE_ENLARGE_EDGE: u32 = 2_048;
/// Places in one picture that look like a row of a finder pattern: 100 symbols have 10,000, and
/// the search, whose time grows with the square, stays within seconds.
pub const FINDER_RUNS: usize = 30_000;
/// Sets of three finder patterns that are tried as a symbol in one picture.
pub const FINDER_SETS: usize = 4_000;
/// The latest time that a claim can state: the end of the year 9999.
pub const LATEST_TIME: UnixTime = UnixTime::from_seconds(253_402_300_799);
/// Bytes of a diagnostic text before it is cut: a trust list of the largest size stays readable.
pub const DIAGNOSTIC_BYTES: usize = 1_024 * 1_024;
/// Nesting that a diagnostic text shows: more than any object of this format has.
pub const DIAGNOSTIC_DEPTH: usize = 32;
