//! A symbol with the words below it that say which label it is.

use label_core::Claims;

use super::Artist;
use super::metrics::{CAPTION, LEAST_CAPTION, VALUE};
use crate::error::PrintError;
use crate::font::Weight;
use crate::scene::{Item, PlacedSymbol, Scene};
use crate::source::ReadyLabel;
use crate::text::Fit;
use crate::words::{Phrase, short_gtin};

/// Between two lines, and below the last, in millimetres.
const BETWEEN: f64 = 0.5;
const BELOW: f64 = 1.0;
/// Lines for models at most.
const MODELS: usize = 2;

impl Artist {
    /// Draws a symbol in the middle of the bottom of a square box, so that symbols of several sizes stand on one
    /// line, and below it number, models and GTIN.
    pub(crate) fn captioned(
        &self,
        label: &ReadyLabel,
        mut symbol: PlacedSymbol,
        edge: f64,
    ) -> Result<Scene, PrintError> {
        let aside = (edge - symbol.edge()) / 2.0;
        let quiet = 4.0 * symbol.module_mm;
        (symbol.x, symbol.y) = (aside, 2.0 * aside);
        let mut scene = Scene {
            width: edge,
            height: edge,
            title: label.drawing.title.clone(),
            items: vec![Item::Symbol(Box::new(symbol))],
        };
        // In line with the dark modules of the largest symbol, below its quiet zone.
        let (left, width) = (quiet, edge - 2.0 * quiet);
        for (text, fit) in self.lines(label, width) {
            let more = |number| self.words.more(number);
            let fitted = fit.list(&self.fonts, &text, more)?;
            scene.height = fitted.place(left, scene.height, &mut scene) + BETWEEN;
        }
        scene.height += BELOW;
        Ok(scene)
    }

    /// The lines below a symbol: number, models, GTIN.
    fn lines(&self, label: &ReadyLabel, width: f64) -> Vec<(Vec<String>, Fit)> {
        let fit = Fit {
            width,
            size: CAPTION,
            least: LEAST_CAPTION,
            lines: None,
            weight: Weight::Regular,
        };
        let number = Fit {
            size: VALUE,
            weight: Weight::Bold,
            ..fit
        };
        let models = Fit {
            lines: Some(MODELS),
            ..fit
        };
        let Claims {
            registration,
            label: claims,
            ..
        } = &label.claims;
        let mut lines = Vec::new();
        if label.specimen {
            lines.push((vec![self.words.phrase(Phrase::Specimen, " ")], number));
        }
        lines.push((vec![registration.clone()], number));
        if !claims.models.is_empty() {
            lines.push((claims.models.clone(), models));
        }
        if let Some(gtin) = label.gtin {
            let caption = self.words.phrase(Phrase::Gtin, " ");
            lines.push((vec![format!("{caption} {}", short_gtin(gtin))], fit));
        }
        lines
    }
}
