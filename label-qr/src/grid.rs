//! The modules of a symbol as rows of bits, so that whole rows are compared at once.

use core::ops::{BitAnd, BitOr, BitXor, Not};

/// One row or column: module `i` is bit `i % 64` of word `i / 64`, dark is 1, unused bits are 0.
///
/// Three words hold the 177 modules of version 40.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Line([u64; 3]);

impl Line {
    /// A line whose first `length` modules are dark.
    pub(super) fn filled(length: usize) -> Self {
        (0..length).collect()
    }

    /// True where module `at` is dark; false outside.
    pub(super) fn is_dark(self, at: usize) -> bool {
        self.0
            .get(at / 64)
            .is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// Number of dark modules.
    pub(super) fn count(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Every module takes the colour of the one `by` (1 to 63) places after it; light enters at the end.
    pub(super) fn after(self, by: u32) -> Self {
        let Self([a, b, c]) = self;
        Self([a >> by | b << (64 - by), b >> by | c << (64 - by), c >> by])
    }

    /// Every module takes the colour of the one `by` (1 to 63) places before it; light enters at the start.
    pub(super) fn before(self, by: u32) -> Self {
        let Self([a, b, c]) = self;
        Self([a << by, b << by | a >> (64 - by), c << by | b >> (64 - by)])
    }

    fn darken(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    fn zip(self, other: Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        let (Self([a, b, c]), Self(others)) = (self, other);
        let [first, second, third] = others;
        Self([combine(a, first), combine(b, second), combine(c, third)])
    }
}

/// Collects the positions of the dark modules.
impl FromIterator<usize> for Line {
    fn from_iter<I: IntoIterator<Item = usize>>(dark: I) -> Self {
        let mut line = Self::default();
        dark.into_iter().for_each(|at| line.darken(at));
        line
    }
}

impl BitAnd for Line {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b)
    }
}

impl BitOr for Line {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        self.zip(other, |a, b| a | b)
    }
}

impl BitXor for Line {
    type Output = Self;
    fn bitxor(self, other: Self) -> Self {
        self.zip(other, |a, b| a ^ b)
    }
}

impl Not for Line {
    type Output = Self;
    fn not(self) -> Self {
        let Self([a, b, c]) = self;
        Self([!a, !b, !c])
    }
}

/// A square of modules, as rows from the top and as columns from the left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grid {
    pub(super) rows: Vec<Line>,
    pub(super) columns: Vec<Line>,
}

impl Grid {
    /// Builds a grid of `width` modules a side; `is_dark` takes column and row.
    pub(super) fn new(width: usize, is_dark: impl Fn(usize, usize) -> bool) -> Self {
        let mut columns = std::vec![Line::default(); width];
        let mut row = |y: usize| {
            let mut line = Line::default();
            for (x, column) in columns.iter_mut().enumerate() {
                if is_dark(x, y) {
                    line.darken(x);
                    column.darken(y);
                }
            }
            line
        };
        let rows = (0..width).map(&mut row).collect();
        Self { rows, columns }
    }

    /// Modules a side.
    pub(super) fn width(&self) -> usize {
        self.rows.len()
    }

    /// True where the module in column `x` and row `y` is dark; false outside.
    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        self.rows.get(y).is_some_and(|row| row.is_dark(x))
    }
}
