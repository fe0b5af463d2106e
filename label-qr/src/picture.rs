//! Pictures in grey levels and what makes a symbol in them easier to find.

use std::borrow::Cow;

use crate::error::QrError;
use label_core::limits;

/// Grey levels of a picture, row by row from the top, 0 is black; never empty.
pub(super) struct Picture<'a> {
    luma: Cow<'a, [u8]>,
    width: u32,
    height: u32,
}

impl<'a> Picture<'a> {
    /// Checks that the grey levels make up a picture of this size.
    pub(super) fn new(
        luma: impl Into<Cow<'a, [u8]>>,
        width: u32,
        height: u32,
    ) -> Result<Self, QrError> {
        let luma = luma.into();
        if width > limits::PICTURE_EDGE || height > limits::PICTURE_EDGE {
            return Err(QrError::PictureTooLarge);
        }
        if luma.is_empty() || luma.len() as u64 != u64::from(width) * u64::from(height) {
            return Err(QrError::PictureMalformed);
        }
        Ok(Self {
            luma,
            width,
            height,
        })
    }

    /// Takes red, green, blue and opacity of every dot; what is transparent lies on white paper.
    pub(super) fn of_rgba(
        rgba: &[u8],
        width: u32,
        height: u32,
    ) -> Result<Picture<'static>, QrError> {
        let (dots, []) = rgba.as_chunks() else {
            return Err(QrError::PictureMalformed);
        };
        if dots.len() as u64 != u64::from(width) * u64::from(height) {
            return Err(QrError::PictureMalformed);
        }
        let grey = dots.iter().map(|[red, green, blue, opacity]| {
            // Recommendation ITU-R BT.709-6, item 3.2.
            let [red, green, blue] = [*red, *green, *blue].map(u32::from);
            let level = (2_126 * red + 7_152 * green + 722 * blue) / 10_000;
            on_white(u8::try_from(level).unwrap_or(u8::MAX), *opacity)
        });
        Picture::new(grey.collect::<Vec<_>>(), width, height)
    }

    pub(super) fn luma(&self) -> &[u8] {
        &self.luma
    }

    pub(super) fn width(&self) -> u32 {
        self.width
    }

    pub(super) fn height(&self) -> u32 {
        self.height
    }

    /// Spreads the grey levels so that all but the outermost 1 % on each side fill the range.
    pub(super) fn stretched(&self) -> Picture<'static> {
        let mut histogram = [0_usize; 256];
        for level in self.luma.iter() {
            if let Some(count) = histogram.get_mut(usize::from(*level)) {
                *count += 1;
            }
        }
        let one_percent = self.luma.len() / 100;
        let low = percentile(histogram.iter(), one_percent);
        let high = 255 - percentile(histogram.iter().rev(), one_percent);
        let range = high.saturating_sub(low).max(1);
        self.with(self.luma.iter().map(|level| {
            let above = usize::from(*level).saturating_sub(low).min(range);
            u8::try_from(above * 255 / range).unwrap_or(u8::MAX)
        }))
    }

    /// Every dot becomes the mean of its 3 by 3 neighbourhood: against noise.
    pub(super) fn blurred(&self) -> Picture<'static> {
        self.filtered(mean)
    }

    /// Every dot becomes the median of its 3 by 3 neighbourhood: against specks.
    pub(super) fn despeckled(&self) -> Picture<'static> {
        self.filtered(|[left, middle, right]| {
            // Of the lows the highest, of the highs the lowest: the median of nine lies between these.
            let [left, centre, right] = [sorted(left), sorted(middle), sorted(right)];
            let low = left[0].max(centre[0]).max(right[0]);
            let middle = median(left[1], centre[1], right[1]);
            let high = left[2].min(centre[2]).min(right[2]);
            median(low, middle, high)
        })
    }

    /// Every dot moves away from the mean of its 3 by 3 neighbourhood, by six times the distance: against blur.
    pub(super) fn sharpened(&self) -> Picture<'static> {
        self.filtered(|columns| {
            let [_, [_, own, _], _] = columns;
            let sharp = 7 * i32::from(own) - 6 * i32::from(mean(columns));
            u8::try_from(sharp.clamp(0, 255)).unwrap_or(u8::MAX)
        })
    }

    /// Twice as wide and high; none for a picture above [`limits::PICTURE_ENLARGE_EDGE`].
    pub(super) fn enlarged(&self) -> Option<Picture<'static>> {
        if self.width.max(self.height) > limits::PICTURE_ENLARGE_EDGE {
            return None;
        }
        let rows: Vec<&[u8]> = self.luma.chunks(self.width as usize).collect();
        let mut luma = Vec::with_capacity(self.luma.len() * 4);
        let mut line = Vec::with_capacity(self.width as usize);
        for [far_above, above, own, below, far_below] in padded(&rows).array_windows() {
            for [far, near, other] in [[far_above, above, below], [far_below, below, above]] {
                let columns = far.iter().zip(*near).zip(own.iter().zip(*other));
                line.clear();
                line.extend(
                    columns.map(|((a, b), (c, d))| between([*a, *b, *c, *d].map(i32::from))),
                );
                for [a, b, c, d, e] in padded(&line).array_windows() {
                    let pair = [between([*a, *b, *c, *d]), between([*e, *d, *c, *b])];
                    luma.extend(pair.map(|sum| {
                        let level = (sum + (1 << 13)) >> 14;
                        u8::try_from(level.clamp(0, 255)).unwrap_or(u8::MAX)
                    }));
                }
            }
        }
        Some(Picture {
            luma: luma.into(),
            width: self.width * 2,
            height: self.height * 2,
        })
    }

    /// Applies a function to every 3 by 3 neighbourhood, given as columns; the edge repeats outwards.
    fn filtered(&self, dot: impl Fn([[u8; 3]; 3]) -> u8) -> Picture<'static> {
        let rows: Vec<&[u8]> = self.luma.chunks(self.width as usize).collect();
        let mut filtered = Vec::with_capacity(self.luma.len());
        let mut columns = Vec::with_capacity(self.width as usize + 2);
        for (y, row) in rows.iter().enumerate() {
            let above = y.checked_sub(1).and_then(|y| rows.get(y)).unwrap_or(row);
            let below = rows.get(y + 1).unwrap_or(row);
            let inner = above
                .iter()
                .zip(*row)
                .zip(*below)
                .map(|((a, b), c)| [*a, *b, *c]);
            columns.clear();
            columns.extend(inner.clone().take(1));
            columns.extend(inner);
            columns.extend(columns.last().copied());
            filtered.extend(columns.array_windows().map(|window| dot(*window)));
        }
        Picture {
            luma: filtered.into(),
            ..*self
        }
    }

    fn with(&self, luma: impl Iterator<Item = u8>) -> Picture<'static> {
        Picture {
            luma: luma.collect(),
            width: self.width,
            height: self.height,
        }
    }
}

/// A grey level with an opacity, on white paper.
pub(super) fn on_white(level: u8, opacity: u8) -> u8 {
    let (level, opacity) = (u16::from(level), u16::from(opacity));
    u8::try_from((level * opacity + 255 * (255 - opacity)) / 255).unwrap_or(u8::MAX)
}

/// A line whose ends are repeated twice outwards.
fn padded<T: Copy>(line: &[T]) -> Vec<T> {
    let first = line.first().into_iter().cycle().take(2);
    let last = line.last().into_iter().cycle().take(2);
    first.chain(line).chain(last).copied().collect()
}

/// A hundred and twenty-eight times the level a quarter of the way from a dot to its near neighbour, by
/// Catmull and Rom's cubic.
fn between([far, near, own, other]: [i32; 4]) -> i32 {
    111 * own + 29 * near - 9 * other - 3 * far
}

/// Number of levels at the start of a histogram that together count at most `count` dots.
fn percentile<'a>(histogram: impl Iterator<Item = &'a usize>, count: usize) -> usize {
    let sums = histogram.scan(0, |sum, dots| {
        *sum += dots;
        Some(*sum)
    });
    sums.take_while(|sum| *sum <= count).count().min(255)
}

fn mean(columns: [[u8; 3]; 3]) -> u8 {
    let sum: u16 = columns
        .iter()
        .flatten()
        .map(|level| u16::from(*level))
        .sum();
    u8::try_from(sum / 9).unwrap_or(u8::MAX)
}

fn sorted([a, b, c]: [u8; 3]) -> [u8; 3] {
    [a.min(b).min(c), median(a, b, c), a.max(b).max(c)]
}

fn median(a: u8, b: u8, c: u8) -> u8 {
    a.min(b).max(a.max(b).min(c))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn filters_equal_their_definition(width in 1_u32..9, height in 1_u32..9, seed in any::<[u8; 64]>()) {
            let size = width * height;
            let picture = Picture::new(&seed[..size as usize], width, height).unwrap();
            let (blurred, despeckled) = (picture.blurred(), picture.despeckled());
            for at in 0..size {
                let (x, y) = (at % width, at / width);
                let mut around = Vec::new();
                for y in [y.saturating_sub(1), y, (y + 1).min(height - 1)] {
                    for x in [x.saturating_sub(1), x, (x + 1).min(width - 1)] {
                        around.push(seed[(y * width + x) as usize]);
                    }
                }
                let at = at as usize;
                around.sort_unstable();
                prop_assert_eq!(despeckled.luma()[at], around[4]);
                let sum: u32 = around.iter().map(|level| u32::from(*level)).sum();
                prop_assert_eq!(u32::from(blurred.luma()[at]), sum / 9);
            }
        }
    }

    #[test]
    fn stretching_fills_the_range() {
        let levels: Vec<u8> = (0..200).map(|n| 100 + n % 20).collect();
        let picture = Picture::new(levels, 20, 10).unwrap();
        let stretched = picture.stretched();
        assert_eq!(stretched.luma().iter().min(), Some(&0));
        assert_eq!(stretched.luma().iter().max(), Some(&255));
        let flat = Picture::new(vec![7; 6], 2, 3).unwrap().stretched();
        assert_eq!(flat.luma().len(), 6);
    }

    #[test]
    fn sizes_are_checked() {
        let error =
            |length: usize, width, height| Picture::new(vec![0; length], width, height).err();
        assert_eq!(error(6, 2, 3), None);
        assert_eq!(error(0, 0, 0), Some(QrError::PictureMalformed));
        assert_eq!(error(5, 2, 3), Some(QrError::PictureMalformed));
        assert_eq!(error(6, u32::MAX, u32::MAX), Some(QrError::PictureTooLarge));
        assert_eq!(
            error(0, 0, limits::PICTURE_EDGE + 1),
            Some(QrError::PictureTooLarge)
        );
    }

    #[test]
    #[cfg(feature = "pictures")]
    fn a_picture_is_enlarged_as_image_does_it() {
        use image::imageops::{FilterType, resize};

        let (width, height) = (17, 11);
        let levels: Vec<u8> = (0..width * height).map(|n| (n * n % 251) as u8).collect();
        let own = image::GrayImage::from_raw(width, height, levels.clone()).unwrap();
        let expected = resize(&own, 2 * width, 2 * height, FilterType::CatmullRom);
        let picture = Picture::new(levels, width, height).unwrap();
        let found = picture.enlarged().unwrap();
        assert_eq!((found.width, found.height), expected.dimensions());
        // At the edge `image` leaves out what is not there.
        for (x, y) in (4..2 * height - 4).flat_map(|y| (4..2 * width - 4).map(move |x| (x, y))) {
            let found = found.luma()[(y * 2 * width + x) as usize];
            assert!(
                found.abs_diff(expected.get_pixel(x, y).0[0]) <= 1,
                "{x} {y}"
            );
        }
    }

    #[test]
    fn colours_become_grey_on_white() {
        let dots = [
            [255, 0, 0, 255],
            [0, 255, 0, 255],
            [0, 0, 0, 0],
            [0, 0, 0, 255],
        ];
        let picture = Picture::of_rgba(dots.as_flattened(), 2, 2).unwrap();
        assert_eq!(picture.luma(), [54, 182, 255, 0]);
        let error = |length: usize| Picture::of_rgba(&dots.as_flattened()[..length], 2, 2).err();
        assert_eq!(error(12), Some(QrError::PictureMalformed));
        assert_eq!(error(15), Some(QrError::PictureMalformed));
    }

    #[test]
    fn only_small_pictures_are_enlarged() {
        let edge = limits::PICTURE_ENLARGE_EDGE;
        let picture = |width: u32| Picture::new(vec![0; width as usize], width, 1).unwrap();
        assert_eq!(
            picture(edge).enlarged().map(|large| large.luma().len()),
            Some(edge as usize * 4)
        );
        assert!(picture(edge + 1).enlarged().is_none());
    }
}
