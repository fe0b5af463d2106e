//! Dots on paper, and what printing does to them.

use label_qr::Symbol;

/// Grey levels row by row from the top; 0 is black.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Raster {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) luma: Vec<u8>,
}

impl Raster {
    /// White paper.
    pub(crate) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            luma: vec![u8::MAX; width * height],
        }
    }

    /// A symbol with its quiet zone, so many dots a module.
    pub(crate) fn of_symbol(symbol: &Symbol, dots: usize) -> Self {
        let edge = symbol.framed_width() * dots;
        let mut raster = Self::new(edge, edge);
        for run in symbol.runs() {
            let (left, top) = (run.x * dots, run.y * dots);
            raster.fill(left, top, left + run.length * dots, top + dots, 0);
        }
        raster
    }

    /// Fills a box; what lies outside is left out.
    pub(crate) fn fill(&mut self, left: usize, top: usize, right: usize, bottom: usize, luma: u8) {
        let (left, right) = (left.min(self.width), right.min(self.width));
        for y in top..bottom.min(self.height) {
            let row = y * self.width;
            if let Some(dots) = self.luma.get_mut(row + left..row + right) {
                dots.fill(luma);
            }
        }
    }

    /// Lays another over it; what reaches over is left out.
    pub(crate) fn lay(&mut self, other: &Self, left: usize, top: usize) {
        let width = other.width.min(self.width.saturating_sub(left));
        for (row, dots) in other.luma.chunks(other.width.max(1)).enumerate() {
            let start = (top + row) * self.width + left;
            let target = self.luma.get_mut(start..start + width);
            if let (Some(target), Some(dots)) = (target, dots.get(..width)) {
                target.copy_from_slice(dots);
            }
        }
    }

    /// True where it begins, row by row, as another does, and paper is all that is over.
    pub(crate) fn begins_with(&self, other: &Self) -> bool {
        let mut padded = Self::new(self.width, self.height);
        padded.lay(other, 0, 0);
        self.width >= other.width && self.height >= other.height && padded == *self
    }

    /// A square of it; paper where it reaches over.
    pub(crate) fn cropped(&self, left: usize, top: usize, edge: usize) -> Self {
        let mut out = Self::new(edge, edge);
        for (at, dot) in out.luma.iter_mut().enumerate() {
            *dot = self.at(left + at % edge, top + at / edge);
        }
        out
    }

    /// Ink that shrank: every dark area loses a dot to the right and below.
    pub(crate) fn eroded(&self) -> Self {
        self.combined(|dot, other| if dot > other { dot } else { other })
    }

    /// Ink that spread: every dark area gains a dot to the left and above.
    pub(crate) fn dilated(&self) -> Self {
        self.combined(|dot, other| if dot < other { dot } else { other })
    }

    /// Every dot combined with those to the right and below; paper is all around.
    ///
    /// Row by row over whole slices: a symbol has a million dots, and asking for each by its place takes longer
    /// than reading the symbol.
    fn combined(&self, combine: impl Fn(u8, u8) -> u8) -> Self {
        let width = self.width.max(1);
        let mut across = self.clone();
        for (row, target) in self.luma.chunks(width).zip(across.luma.chunks_mut(width)) {
            let right = row.get(1..).unwrap_or_default();
            for (dot, right) in target.iter_mut().zip(right) {
                *dot = combine(*dot, *right);
            }
            if let Some(last) = target.last_mut() {
                *last = combine(*last, u8::MAX);
            }
        }
        let mut out = across.clone();
        let below = across.luma.get(width..).unwrap_or_default();
        for (dot, below) in out.luma.iter_mut().zip(below) {
            *dot = combine(*dot, *below);
        }
        for last in out.luma.iter_mut().skip(below.len()) {
            *last = combine(*last, u8::MAX);
        }
        out
    }

    /// A picture seen through an aperture: every dot becomes the mean of a box around it.
    pub(crate) fn blurred(&self, radius: usize) -> Self {
        self.blurred_across(radius).blurred_down(radius)
    }

    /// The dots that are dark, by the middle between the darkest and the lightest (ISO/IEC 15415).
    pub(crate) fn dark(&self) -> Vec<bool> {
        let levels = || self.luma.iter().copied();
        let darkest = levels().fold(u8::MAX, u8::min);
        let lightest = levels().fold(0, u8::max);
        let sum = u16::from(darkest) + u16::from(lightest);
        levels().map(|level| 2 * u16::from(level) < sum).collect()
    }

    /// Every row blurred by a running sum; paper is all around.
    fn blurred_across(&self, radius: usize) -> Self {
        let mut out = self.clone();
        let (span, means) = means(radius);
        let width = self.width.max(1);
        for (row, target) in self.luma.chunks(width).zip(out.luma.chunks_mut(width)) {
            let at = |x: Option<usize>| {
                let dot = x.and_then(|x| row.get(x)).copied();
                usize::from(dot.unwrap_or(u8::MAX))
            };
            let mut sum = (0..span).map(|x| at(x.checked_sub(radius))).sum::<usize>();
            for (x, dot) in target.iter_mut().enumerate() {
                *dot = means.get(sum).copied().unwrap_or(u8::MAX);
                sum += at(Some(x + radius + 1));
                sum -= at(x.checked_sub(radius));
            }
        }
        out
    }

    /// Every column blurred, all at once: a row of sums goes down the picture.
    fn blurred_down(&self, radius: usize) -> Self {
        let mut out = self.clone();
        let (span, means) = means(radius);
        let width = self.width.max(1);
        let paper = vec![u8::MAX; self.width];
        let rows: Vec<&[u8]> = self.luma.chunks(width).collect();
        let row = |y: Option<usize>| y.and_then(|y| rows.get(y)).copied().unwrap_or(&paper);
        let mut sums = vec![0_usize; self.width];
        for y in 0..span {
            for (sum, dot) in sums.iter_mut().zip(row(y.checked_sub(radius))) {
                *sum += usize::from(*dot);
            }
        }
        for (y, target) in out.luma.chunks_mut(width).enumerate() {
            for (dot, sum) in target.iter_mut().zip(&sums) {
                *dot = means.get(*sum).copied().unwrap_or(u8::MAX);
            }
            let (enters, leaves) = (row(Some(y + radius + 1)), row(y.checked_sub(radius)));
            for ((sum, enters), leaves) in sums.iter_mut().zip(enters).zip(leaves) {
                *sum += usize::from(*enters);
                *sum -= usize::from(*leaves);
            }
        }
        out
    }

    /// The grey level at a place; paper outside.
    fn at(&self, x: usize, y: usize) -> u8 {
        let inside = x < self.width;
        let dot = inside.then(|| self.luma.get(y * self.width + x)).flatten();
        dot.copied().unwrap_or(u8::MAX)
    }
}

/// The dots that a blur of a radius takes in, and their mean for each sum that they may have.
fn means(radius: usize) -> (usize, Vec<u8>) {
    let span = 2 * radius + 1;
    let sums = 0..=span * usize::from(u8::MAX);
    let mean = |sum: usize| u8::try_from(sum / span).unwrap_or(u8::MAX);
    (span, sums.map(mean).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn dot() -> Raster {
        let mut raster = Raster::new(9, 7);
        raster.fill(3, 2, 6, 5, 0);
        raster
    }

    fn dark(raster: &Raster) -> Vec<(usize, usize)> {
        let dots = raster.luma.iter().enumerate();
        dots.filter(|(_, luma)| **luma < 128)
            .map(|(at, _)| (at % raster.width, at / raster.width))
            .collect()
    }

    #[test]
    fn ink_shrinks_and_spreads_by_one_dot() {
        assert_eq!(dark(&dot()).len(), 9);
        assert_eq!(dark(&dot().eroded()), [(3, 2), (4, 2), (3, 3), (4, 3)]);
        let spread = dark(&dot().dilated());
        assert_eq!((spread.len(), spread[0], spread[15]), (16, (2, 1), (5, 4)));
    }

    #[test]
    fn blur_keeps_the_ink_and_its_middle() {
        let blurred = dot().blurred(1);
        let ink = |raster: &Raster| raster.luma.iter().map(|l| 255 - u32::from(*l)).sum::<u32>();
        assert!(ink(&blurred).abs_diff(ink(&dot())) < 9 * 255 / 5);
        let darkest = blurred.luma.iter().min().unwrap();
        assert_eq!(
            blurred.luma.iter().position(|l| l == darkest),
            Some(3 * 9 + 4)
        );
        assert_eq!(dot().blurred(0), dot());
    }

    /// Prints dot by dot, as they are defined.
    fn by_definition(raster: &Raster, dot: impl Fn(&Raster, usize, usize) -> u8) -> Raster {
        let mut out = raster.clone();
        for at in 0..raster.luma.len() {
            out.luma[at] = dot(raster, at % raster.width, at / raster.width);
        }
        out
    }

    fn four(raster: &Raster, x: usize, y: usize) -> [u8; 4] {
        [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, down)| raster.at(x + right, y + down))
    }

    /// The mean of a row of dots around one, across or down.
    fn mean(raster: &Raster, (x, y): (usize, usize), down: bool, radius: usize) -> u8 {
        let dots = (0..=2 * radius).map(|step| {
            let place = if down { y } else { x } + step;
            let at = place.checked_sub(radius);
            let level = |at| {
                if down {
                    raster.at(x, at)
                } else {
                    raster.at(at, y)
                }
            };
            usize::from(at.map_or(u8::MAX, level))
        });
        u8::try_from(dots.sum::<usize>() / (2 * radius + 1)).unwrap()
    }

    #[test]
    fn whole_rows_give_what_single_dots_give() {
        let mut state = 7_u32;
        for (width, height) in [(1, 1), (1, 9), (9, 1), (2, 2), (13, 8), (40, 31)] {
            let mut raster = Raster::new(width, height);
            for level in &mut raster.luma {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *level = u8::try_from(state >> 24).unwrap();
            }
            let thin = by_definition(&raster, |r, x, y| four(r, x, y).into_iter().max().unwrap());
            assert_eq!(raster.eroded(), thin, "{width} {height}");
            let thick = by_definition(&raster, |r, x, y| four(r, x, y).into_iter().min().unwrap());
            assert_eq!(raster.dilated(), thick, "{width} {height}");
            for radius in [0, 1, 4] {
                let across = by_definition(&raster, |r, x, y| mean(r, (x, y), false, radius));
                let both = by_definition(&across, |r, x, y| mean(r, (x, y), true, radius));
                assert_eq!(raster.blurred(radius), both, "{width} {height} {radius}");
            }
        }
    }
}
