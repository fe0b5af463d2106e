//! Lengths on a label, in millimetres.

use crate::error::PrintError;
use crate::units::micrometres;

/// Millimetres in a typographic point.
const POINT: f64 = 25.4 / 72.0;
/// Sizes on a label of the usual width: the scheme's name, the address, values, and their captions.
pub(super) const TITLE: f64 = 9.0 * POINT;
pub(super) const ADDRESS: f64 = 8.5 * POINT;
pub(super) const VALUE: f64 = 7.5 * POINT;
pub(super) const ASSESSMENT: f64 = 5.5 * POINT;
pub(super) const CAPTION: f64 = 5.0 * POINT;
/// The least size of a value and of its caption, which thermal printers still print sharply.
pub(super) const LEAST: f64 = 5.5 * POINT;
pub(super) const LEAST_CAPTION: f64 = 4.5 * POINT;
/// The width of a label that the sizes above are made for.
const USUAL: f64 = 60.0;
/// Between a rule and the quiet zone below it.
pub(super) const CLEAR: f64 = 0.2;
/// The least room for texts beside a symbol.
pub(super) const COLUMN: f64 = 17.0;

/// Lengths that follow from the width of a label.
#[derive(Clone, Copy)]
pub(super) struct Metrics {
    pub(super) margin: f64,
    pub(super) header: f64,
    pub(super) rule: f64,
    pub(super) gap: f64,
    pub(super) scale: f64,
    /// Between the margins.
    pub(super) room: f64,
}

impl Metrics {
    pub(super) fn new(width: f64) -> Self {
        let scale = (width / USUAL).clamp(0.8, 3.0);
        let margin = 3.0 * scale.max(1.0);
        Self {
            margin,
            header: 7.2 * scale,
            rule: 0.2,
            gap: 1.4 * scale,
            scale,
            room: width - 2.0 * margin,
        }
    }

    /// The room beside a symbol; fails where the symbol has no room itself.
    pub(super) fn beside(self, edge: f64, overlap: f64) -> Result<f64, PrintError> {
        let dark = edge - 2.0 * overlap;
        if dark > self.room {
            let sides = 2.0 * self.margin;
            return Err(PrintError::LabelNarrow {
                width_um: micrometres(self.room + sides),
                needed_um: micrometres(dark + sides),
            });
        }
        Ok(self.room - (edge - overlap) - self.gap)
    }
}
