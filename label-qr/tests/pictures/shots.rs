//! Pictures of symbols, clean and spoilt in the ways that print, light and cameras spoil them.

use label_qr::{QUIET_ZONE, Symbol};

/// Grey levels, row by row.
#[derive(Clone)]
pub(crate) struct Shot {
    pub(crate) luma: Vec<u8>,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// A symbol with its quiet zone, `scale` dots a module, turned by `degrees` on white paper.
///
/// Each dot is the mean of a 4 by 4 grid of points, as a sensor sees it.
pub(crate) fn shoot(symbol: &Symbol, scale: f64, degrees: f64) -> Shot {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let modules = (symbol.width() + 2 * QUIET_ZONE) as f64;
    let edge = (modules * scale * (sin.abs() + cos.abs())).ceil() as usize;
    let dark = |x: f64, y: f64| {
        let (x, y) = (x - edge as f64 / 2.0, y - edge as f64 / 2.0);
        let column = (x * cos + y * sin) / scale + symbol.width() as f64 / 2.0;
        let row = (y * cos - x * sin) / scale + symbol.width() as f64 / 2.0;
        column >= 0.0 && row >= 0.0 && symbol.is_dark(column as usize, row as usize)
    };
    let dot = |x: usize, y: usize| {
        let points = (0..16).map(|n| (n % 4, n / 4));
        let offset = |at: usize, n: usize| at as f64 + (n as f64 + 0.5) / 4.0;
        let light = points
            .filter(|(i, j)| !dark(offset(x, *i), offset(y, *j)))
            .count();
        (light * 255 / 16) as u8
    };
    let luma = (0..edge * edge)
        .map(|at| dot(at % edge, at / edge))
        .collect();
    Shot {
        luma,
        width: edge,
        height: edge,
    }
}

impl Shot {
    /// Applies a function to every dot: level, column, row.
    pub(crate) fn map(mut self, mut change: impl FnMut(f64, usize, usize) -> f64) -> Self {
        for (at, level) in self.luma.iter_mut().enumerate() {
            *level =
                change(f64::from(*level), at % self.width, at / self.width).clamp(0.0, 255.0) as u8;
        }
        self
    }

    /// Ink at level `dark` on paper at level `light`.
    pub(crate) fn levels(self, dark: f64, light: f64) -> Self {
        self.map(|level, _, _| dark + level * (light - dark) / 255.0)
    }

    /// Light that falls off to `rest` of itself from one corner to the other.
    pub(crate) fn shade(self, rest: f64) -> Self {
        let far = (self.width + self.height) as f64;
        self.map(|level, x, y| level * (1.0 - (1.0 - rest) * (x + y) as f64 / far))
    }

    /// Adds noise of about this standard deviation.
    pub(crate) fn noise(self, deviation: f64, seed: u64) -> Self {
        let mut random = Random(seed);
        // Twelve uniform numbers make a good bell.
        self.map(|level, _, _| {
            level + deviation * ((0..12).map(|_| random.unit()).sum::<f64>() - 6.0)
        })
    }

    /// Turns this share of the dots black or white.
    pub(crate) fn specks(self, share: f64, seed: u64) -> Self {
        let mut random = Random(seed);
        self.map(|level, _, _| {
            let (hit, white) = (random.unit() < share, random.unit() < 0.5);
            if hit {
                f64::from(u8::from(white)) * 255.0
            } else {
                level
            }
        })
    }

    /// Blurs with a bell of this standard deviation in dots.
    pub(crate) fn blur(self, deviation: f64) -> Self {
        let reach = (deviation * 3.0).ceil() as isize;
        let weight = |at: isize| (-(at * at) as f64 / (2.0 * deviation * deviation)).exp();
        let total: f64 = (-reach..=reach).map(weight).sum();
        let pass = |shot: Self, (right, down): (isize, isize)| {
            let old = shot.clone();
            let level = |x: isize, y: isize| {
                let x = x.clamp(0, old.width as isize - 1) as usize;
                let y = y.clamp(0, old.height as isize - 1) as usize;
                f64::from(old.luma[y * old.width + x])
            };
            shot.map(|_, x, y| {
                let near = |at: isize| level(x as isize + at * right, y as isize + at * down);
                (-reach..=reach)
                    .map(|at| weight(at) * near(at))
                    .sum::<f64>()
                    / total
            })
        };
        pass(pass(self, (1, 0)), (0, 1))
    }

    /// Cuts this many dots off every side.
    pub(crate) fn crop(self, by: usize) -> Self {
        let (width, height) = (self.width - 2 * by, self.height - 2 * by);
        let old = |at: usize| self.luma[(at / width + by) * self.width + at % width + by];
        Self {
            luma: (0..width * height).map(old).collect(),
            width,
            height,
        }
    }

    /// Puts the picture on a sheet at column `left` and row `top`.
    pub(crate) fn paste_on(&self, sheet: &mut Self, left: usize, top: usize) {
        for (y, row) in self.luma.chunks(self.width).enumerate() {
            let start = (top + y) * sheet.width + left;
            sheet.luma[start..start + self.width].copy_from_slice(row);
        }
    }
}

/// A small generator, the same on every machine (xorshift64*).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number from 0 to 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}
