//! Lengths on paper: millimetres, points, micrometres, modules.

/// Points in a millimetre.
pub(crate) const POINTS: f64 = 72.0 / 25.4;

/// A number of modules, to calculate with.
pub(crate) fn modules(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A length with as many decimals as it needs, at most three: a micrometre, where it is in millimetres.
pub(crate) fn decimal(length: f64) -> String {
    let text = format!("{length:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// A length in whole micrometres, for a message.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "labels are small"
)]
pub(crate) fn micrometres(millimetres: f64) -> u32 {
    (millimetres * 1_000.0).round() as u32
}

/// A length in millimetres, rounded to micrometres.
pub fn thousandths(millimetres: f64) -> f64 {
    (millimetres * 1_000.0).round() / 1_000.0
}
