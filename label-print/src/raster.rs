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
        self.combined([(0, 0), (1, 0), (0, 1), (1, 1)], u8::max)
    }

    /// Ink that spread: every dark area gains a dot to the left and above.
    pub(crate) fn dilated(&self) -> Self {
        self.combined([(0, 0), (1, 0), (0, 1), (1, 1)], u8::min)
    }

    fn combined(&self, places: [(usize, usize); 4], combine: impl Fn(u8, u8) -> u8) -> Self {
        let mut out = self.clone();
        for (at, dot) in out.luma.iter_mut().enumerate() {
            let (x, y) = (at % self.width, at / self.width);
            for (right, down) in places {
                *dot = combine(*dot, self.at(x + right, y + down));
            }
        }
        out
    }

    /// A picture seen through an aperture: every dot becomes the mean of a box around it.
    pub(crate) fn blurred(&self, radius: usize) -> Self {
        let across = self.box_blurred(radius).transposed();
        across.box_blurred(radius).transposed()
    }

    /// Every dot black or white, by the middle between the darkest and the lightest (ISO/IEC 15415).
    pub(crate) fn in_black_and_white(&self) -> Self {
        let levels = || self.luma.iter().copied().map(u16::from);
        let sum = levels().min().unwrap_or(0) + levels().max().unwrap_or(0);
        let mut out = self.clone();
        for dot in &mut out.luma {
            *dot = if 2 * u16::from(*dot) < sum {
                0
            } else {
                u8::MAX
            };
        }
        out
    }

    /// Every row blurred by a running sum; paper is all around.
    fn box_blurred(&self, radius: usize) -> Self {
        let mut out = self.clone();
        let span = 2 * radius + 1;
        for (row, target) in self
            .luma
            .chunks(self.width.max(1))
            .zip(out.luma.chunks_mut(self.width.max(1)))
        {
            let at = |x: Option<usize>| {
                let dot = x.and_then(|x| row.get(x)).copied();
                usize::from(dot.unwrap_or(u8::MAX))
            };
            let mut sum = (0..span).map(|x| at(x.checked_sub(radius))).sum::<usize>();
            for (x, dot) in target.iter_mut().enumerate() {
                *dot = u8::try_from(sum / span).unwrap_or(u8::MAX);
                sum += at(Some(x + radius + 1));
                sum -= at(x.checked_sub(radius));
            }
        }
        out
    }

    fn transposed(&self) -> Self {
        let mut out = Self::new(self.height, self.width);
        for (at, dot) in out.luma.iter_mut().enumerate() {
            *dot = self.at(at / self.height.max(1), at % self.height.max(1));
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
        assert_eq!(dot().transposed().transposed(), dot());
    }
}
