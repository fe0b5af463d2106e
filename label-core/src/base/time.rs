//! Times, in seconds since 1970.

/// A time in seconds since 1970 as RFC 3339 in UTC; the bare number after the year 9999.
pub fn rfc3339(seconds: u64) -> String {
    let time = der::DateTime::from_unix_duration(std::time::Duration::from_secs(seconds));
    time.map_or_else(|_| seconds.to_string(), |time| time.to_string())
}
