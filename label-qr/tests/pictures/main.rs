//! Symbols drawn by this crate are read back by this crate, also from bad pictures.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
#![allow(clippy::cast_sign_loss, clippy::cast_possible_wrap)]

mod distortions;
mod hostile;
mod round_trip;
mod shots;

use label_qr::{Ecc, Symbol};

const PREFIX: &str = "https://label.example.jp/01/04901234567894#";

/// Digits that look like a credential's.
fn digits(length: usize) -> String {
    let mut random = shots::Random(length as u64 + 1);
    (0..length)
        .map(|_| char::from(b'0' + random.below(10) as u8))
        .collect()
}

/// The symbol of exactly this version with as many digits as it holds, and its text.
fn full_symbol(version: u8, ecc: Ecc) -> (Symbol, String) {
    let fits = |length: usize| match Symbol::encode(PREFIX, &digits(length), ecc) {
        Ok(symbol) if symbol.version() <= version => Some(symbol),
        _ => None,
    };
    let (mut low, mut high) = (0, 7_000);
    while low + 1 < high {
        let middle = usize::midpoint(low, high);
        if fits(middle).is_some() {
            low = middle;
        } else {
            high = middle;
        }
    }
    (fits(low).unwrap(), format!("{PREFIX}{}", digits(low)))
}
