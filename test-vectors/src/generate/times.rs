//! The fixed times of the vectors, in seconds since 1970.

pub(crate) const DAY: u64 = 86_400;
/// 2026-11-22T00:00:00Z: when most vectors are checked.
pub(crate) const NOW: u64 = 1_795_305_600;
/// 2026-04-01T00:00:00Z.
pub(crate) const LABEL_ISSUED: u64 = 1_775_001_600;
/// 2028-03-31T15:00:00Z: the end of that day in Japan.
pub(crate) const LABEL_EXPIRES: u64 = 1_838_127_600;
/// 2028-04-01T15:00:00Z: the end in Japan of the last day that two years from the issue allow.
pub(crate) const TWO_YEARS: u64 = 1_838_214_000;
/// 2031-04-01T15:00:00Z: the same for five years.
pub(crate) const FIVE_YEARS: u64 = 1_932_822_000;
/// 2026-11-20T00:00:00Z.
pub(crate) const TRUST_ISSUED: u64 = NOW - 2 * DAY;
/// 2026-12-20T00:00:00Z.
pub(crate) const TRUST_EXPIRES: u64 = NOW + 28 * DAY;
/// 2026-11-21T00:00:00Z.
pub(crate) const STATUS_ISSUED: u64 = NOW - DAY;
/// 2026-11-28T00:00:00Z.
pub(crate) const STATUS_EXPIRES: u64 = NOW + 6 * DAY;
/// 2024-01-01T00:00:00Z.
pub(crate) const ROOT_START: u64 = 1_704_067_200;
/// 2044-01-01T00:00:00Z.
pub(crate) const ROOT_END: u64 = 2_335_219_200;
/// 2025-01-01T00:00:00Z.
pub(crate) const INTERMEDIATE_START: u64 = 1_735_689_600;
/// 2040-01-01T00:00:00Z.
pub(crate) const INTERMEDIATE_END: u64 = 2_208_988_800;
/// 2026-01-01T00:00:00Z.
pub(crate) const SIGNER_START: u64 = 1_767_225_600;
/// 2032-01-01T00:00:00Z.
pub(crate) const SIGNER_END: u64 = 1_956_528_000;
