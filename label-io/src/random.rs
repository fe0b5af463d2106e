//! Random numbers of the operating system.

use crate::IoError;

/// Returns this many random bytes.
///
/// # Errors
///
/// Fails where the operating system has no random numbers.
pub fn bytes<const N: usize>() -> Result<[u8; N], IoError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| IoError::Random {
        reason: error.to_string(),
    })?;
    Ok(bytes)
}

/// A certificate's serial number of 126 random bits: positive and always 16 bytes long.
///
/// # Errors
///
/// Fails where the operating system has no random numbers.
pub fn serial() -> Result<Vec<u8>, IoError> {
    let mut serial: [u8; 16] = bytes()?;
    let [first, ..] = &mut serial;
    *first = *first & 0x7f | 0x40;
    Ok(serial.to_vec())
}
