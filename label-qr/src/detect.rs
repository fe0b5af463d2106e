//! Symbols among black and white dots, in a bounded number of tries.

use rxing::common::BitMatrix;
use rxing::common::cpp_essentials::ConcentricPattern;
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{
    FindFinderPatterns, FinderPatternSet, GenerateFinderPatternSets, SampleQR,
};

use label_core::limits;

/// The number of symbols to look for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Wanted {
    First,
    Every,
}

/// The texts of the symbols found, most plausible first.
///
/// A symbol has three finder patterns in its corners. Looking for them takes time that grows with
/// the square of their number, so a picture with too much that looks like them is not tried.
pub(super) fn detect(dots: &BitMatrix, wanted: Wanted) -> Vec<String> {
    let mut texts = Vec::new();
    if finder_runs(dots) > limits::FINDER_RUNS {
        return texts;
    }
    let mut used: Vec<ConcentricPattern> = Vec::new();
    let mut tries = 0;
    for set in GenerateFinderPatternSets(&mut FindFinderPatterns(dots, true, 0)) {
        let corners = [set.bl, set.tl, set.tr];
        if corners.iter().any(|corner| used.contains(corner)) {
            continue;
        }
        if tries == limits::FINDER_SETS || (wanted == Wanted::First && !texts.is_empty()) {
            break;
        }
        tries += 1;
        if let Some(text) = decode(dots, &set) {
            used.extend(corners);
            texts.push(text);
        }
    }
    texts
}

fn decode(dots: &BitMatrix, set: &FinderPatternSet) -> Option<String> {
    let modules = SampleQR(dots, set).ok()?;
    let decoded = Decode(rxing::common::DetectorRXingResult::getBits(&modules)).ok()?;
    // Codewords of zeros, as smudges may give, are without error and say nothing.
    Some(decoded.text()).filter(|text| decoded.isValid() && !text.is_empty())
}

/// Number of places in every third row where dark and light alternate like across a finder pattern.
fn finder_runs(dots: &BitMatrix) -> usize {
    (0..dots.height())
        .skip(2)
        .step_by(3)
        .map(|y| finder_runs_in_row(dots, y))
        .sum()
}

fn finder_runs_in_row(dots: &BitMatrix, y: u32) -> usize {
    let mut runs = [0_u32; 5];
    let mut was_dark = false;
    let mut found = 0;
    for x in 0..dots.width() {
        let dark = dots.get(x, y);
        if dark == was_dark {
            runs[4] += 1;
            continue;
        }
        found += usize::from(was_dark && looks_like_finder(runs));
        runs = [runs[1], runs[2], runs[3], runs[4], 1];
        was_dark = dark;
    }
    found + usize::from(was_dark && looks_like_finder(runs))
}

/// True where dark, light, dark, light, dark of these lengths may be 1:1:3:1:1, seen badly.
fn looks_like_finder([dark, light, core, other_light, other_dark]: [u32; 5]) -> bool {
    dark > 0 && core >= 3 && core >= 2 * dark.max(other_dark) && core >= light.max(other_light)
}
