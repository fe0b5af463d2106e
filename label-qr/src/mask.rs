//! The choice of a data mask by penalty score (ISO/IEC 18004, evaluation of data masking results).

use qrcode::canvas::{Canvas, MaskPattern};

use crate::grid::{Grid, Line};

/// The eight masks, in the order of their numbers.
const PATTERNS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

/// A symbol under one mask.
pub(super) struct Masked {
    /// Number of the mask, 0 to 7.
    pub(super) mask: u8,
    /// The finished modules.
    pub(super) grid: Grid,
    penalty: u32,
}

/// Masks a canvas of `width` modules in all eight ways and keeps the lowest penalty, then the lowest number.
pub(super) fn best(canvas: &Canvas, width: usize) -> Masked {
    let [first, rest @ ..] = PATTERNS;
    let mut best = apply(canvas, width, first);
    for pattern in rest {
        let next = apply(canvas, width, pattern);
        // Strictly below: of equal penalties the lowest number stays, so that every run draws the same symbol.
        if next.penalty < best.penalty {
            best = next;
        }
    }
    best
}

fn apply(canvas: &Canvas, width: usize, pattern: MaskPattern) -> Masked {
    let mut canvas = canvas.clone();
    canvas.apply_mask(pattern);
    let colors = canvas.into_colors();
    let grid = Grid::new(width, |x, y| {
        colors.get(y * width + x) == Some(&qrcode::Color::Dark)
    });
    Masked {
        mask: pattern as u8,
        penalty: penalty(&grid),
        grid,
    }
}

/// The sum of the four rules, N1 to N4.
///
/// The choice of the mask takes nearly all the time of encoding, so that each rule looks at a whole line of
/// modules at once: a line is a set of bits, and shifted copies of it are compared.
fn penalty(grid: &Grid) -> u32 {
    // A module and the one after it: the last module of a line has none.
    let inside = Line::filled(grid.width());
    let pairs = Line::filled(grid.width().saturating_sub(1));
    let lines = grid.rows.iter().chain(&grid.columns);
    let in_lines: u32 = lines
        .map(|line| runs(*line, pairs) + finders(*line, inside))
        .sum();
    in_lines + blocks(grid, pairs) + balance(grid)
}

/// N1: a run of five or more modules of one colour costs its length less two.
fn runs(line: Line, pairs: Line) -> u32 {
    // Doubling: a module and its next agree, three agree, five agree from here on.
    let same = !(line ^ line.after(1)) & pairs;
    let two = same & same.after(1);
    let five = two & two.after(2);
    let starts = five & !five.before(1);
    // A run of n modules holds n - 4 runs of five, and one start.
    five.count() + 2 * starts.count()
}

/// N3: dark 1:1:3:1:1 with four light modules before or after it costs 40; all is light outside.
fn finders(line: Line, inside: Line) -> u32 {
    let three = line.after(2) & line.after(3) & line.after(4);
    let core = line & !line.after(1) & three & !line.after(5) & line.after(6);
    // A pattern between two dark neighbours within four modules is none; at an edge the quiet zone is light.
    let dark_before = line.before(1) | line.before(2) | line.before(3) | line.before(4);
    let dark_after = line.after(7) | line.after(8) | line.after(9) | line.after(10);
    40 * (core & !(dark_before & dark_after) & inside).count()
}

/// N2: every two by two modules of one colour cost 3, overlaps counted.
fn blocks(grid: &Grid, pairs: Line) -> u32 {
    let squares = grid
        .rows
        .iter()
        .zip(grid.rows.iter().skip(1))
        .map(|(upper, lower)| {
            let side_by_side = !(*upper ^ upper.after(1)) & !(*lower ^ lower.after(1));
            (side_by_side & !(*upper ^ *lower) & pairs).count()
        });
    3 * squares.sum::<u32>()
}

/// N4: every full 5 % between the share of dark modules and one half costs 10.
fn balance(grid: &Grid) -> u32 {
    let dark: u32 = grid.rows.iter().map(|row| row.count()).sum();
    let total = grid.rows.iter().zip(&grid.columns).count().pow(2);
    let total = u32::try_from(total).unwrap_or(u32::MAX);
    10 * ((20 * dark).abs_diff(10 * total) / total.max(1))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;
    use qrcode::bits::Bits;
    use qrcode::{EcLevel, Version, ec};

    use super::*;

    /// The same rules, module by module.
    fn plain_penalty(width: usize, dark: &dyn Fn(usize, usize) -> bool) -> u32 {
        let across = |line: usize, at: usize| dark(at, line);
        let down = |line: usize, at: usize| dark(line, at);
        let lines: u32 = (0..width)
            .map(|line| {
                plain_line(width, &|at| across(line, at)) + plain_line(width, &|at| down(line, at))
            })
            .sum();
        let mut blocks = 0;
        for y in 1..width {
            for x in 1..width {
                let colours = [
                    dark(x, y),
                    dark(x - 1, y),
                    dark(x, y - 1),
                    dark(x - 1, y - 1),
                ];
                blocks += if colours == [true; 4] || colours == [false; 4] {
                    3
                } else {
                    0
                };
            }
        }
        let cells = (0..width).flat_map(|y| (0..width).map(move |x| (x, y)));
        let count = cells.filter(|(x, y)| dark(*x, *y)).count();
        let total = width * width;
        let deviation = (2 * count).abs_diff(total);
        let steps = (1..=10)
            .filter(|step| 10 * deviation >= step * total)
            .count();
        lines + blocks + 10 * u32::try_from(steps).unwrap()
    }

    fn plain_line(width: usize, dark: &dyn Fn(usize) -> bool) -> u32 {
        let mut penalty = 0;
        let mut run = 1;
        for at in 1..=width {
            if at < width && dark(at) == dark(at - 1) {
                run += 1;
                continue;
            }
            penalty += if run >= 5 { run - 2 } else { 0 };
            run = 1;
        }
        let text: String = (0..width)
            .map(|at| if dark(at) { '#' } else { '.' })
            .collect();
        let framed = format!("....{text}....");
        for start in 4..=framed.len() - 4 {
            let Some(core) = framed.get(start..start + 7) else {
                break;
            };
            let free_before = framed.get(start - 4..start) == Some("....");
            let free_after = framed.get(start + 7..start + 11) == Some("....");
            let wanted = core == "#.###.#" && (free_before || free_after);
            penalty += if wanted { 40 } else { 0 };
        }
        penalty
    }

    proptest! {
        #[test]
        fn equals_the_plain_scorer(
            version in 1_usize..=40,
            weights in prop::collection::vec(any::<u64>(), 177 * 3),
            streaks in 0_usize..5,
        ) {
            // Bits repeated over a few places make long runs and finder patterns likely.
            let width = 17 + 4 * version;
            let dark = |x: usize, y: usize| {
                let at = x >> (streaks & 1);
                weights.get((y >> (streaks >> 1)) * 3 + at / 64).is_some_and(|w| w >> (at % 64) & 1 == 1)
            };
            let grid = Grid::new(width, dark);
            prop_assert_eq!(penalty(&grid), plain_penalty(width, &dark));
        }

        #[test]
        fn finder_patterns_are_found_anywhere(
            at in 0_usize..170, other in 0_usize..170, noise in any::<[u64; 3]>(), thin in 0_u32..4,
        ) {
            let shape = [true, false, true, true, true, false, true];
            let dark = |x: usize| {
                let stamp = [at, other].iter().find_map(|from| shape.get(x.checked_sub(*from)?));
                let speck = noise.get(x / 64).is_some_and(|w| w >> (x % 64) & 1 == 1);
                stamp.copied().unwrap_or(thin == 0 && speck)
            };
            let line: Line = (0..177).filter(|x| dark(*x)).collect();
            let fast = runs(line, Line::filled(176)) + finders(line, Line::filled(177));
            prop_assert_eq!(fast, plain_line(177, &dark));
        }
    }

    /// A canvas with these bytes, as many of them as a version holds.
    fn canvas(version: u8, level: EcLevel, bytes: &[u8]) -> Canvas {
        let version = Version::Normal(i16::from(version));
        let mut bits = Bits::new(version);
        let room = (bits.max_len(level).unwrap() - 20) / 8;
        bits.push_byte_data(bytes.get(..room).unwrap_or(bytes))
            .unwrap();
        bits.push_terminator(level).unwrap();
        let (data, correction) =
            ec::construct_codewords(&bits.into_bytes(), version, level).unwrap();
        let mut canvas = Canvas::new(version, level);
        canvas.draw_all_functional_patterns();
        canvas.draw_data(&data, &correction);
        canvas
    }

    /// The penalty with N4 as the `qrcode` crate counts it: by half percents, where the standard has full
    /// steps of 5 %.
    fn unrounded(masked: &Masked) -> u32 {
        let grid = &masked.grid;
        let dark: u32 = grid.rows.iter().map(|row| row.count()).sum();
        let total = u32::try_from(grid.width().pow(2)).unwrap();
        masked.penalty - balance(grid) + (200 * dark / total).abs_diff(100)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(192))]
        #[test]
        fn the_qrcode_crate_agrees_but_for_rounding(
            version in 1_u8..=20,
            level in prop::sample::select(vec![EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H]),
            bytes in prop::collection::vec(any::<u8>(), 0..860),
        ) {
            let (canvas, width) = (canvas(version, level, &bytes), 17 + 4 * usize::from(version));
            let mut masked = PATTERNS.map(|pattern| apply(&canvas, width, pattern));
            // Stable: of equal ones the first.
            masked.sort_by_key(unrounded);
            let [first, ..] = &masked;
            prop_assert!(first.grid == theirs(&canvas, width), "{version} {level:?}");
        }
    }

    /// The crate's own choice.
    fn theirs(canvas: &Canvas, width: usize) -> Grid {
        let colors = canvas.apply_best_mask().into_colors();
        Grid::new(width, |x, y| {
            colors.get(y * width + x) == Some(&qrcode::Color::Dark)
        })
    }

    #[test]
    fn rounding_by_the_standard_seldom_changes_the_choice() {
        let width = 17 + 4 * 12;
        let same = (0..200_u32).filter(|seed| {
            let byte = |at: u32| (seed * 977 + at).wrapping_mul(2_654_435_761).to_le_bytes()[3];
            let bytes: Vec<u8> = (0..280).map(byte).collect();
            let canvas = canvas(12, EcLevel::M, &bytes);
            best(&canvas, width).grid == theirs(&canvas, width)
        });
        let same = same.count();
        assert!(same >= 190, "{same} of 200");
    }

    #[test]
    fn one_colour_scores_what_the_rules_say() {
        for width in [21_u32, 177] {
            let grid = Grid::new(usize::try_from(width).unwrap(), |_, _| true);
            let expected = 2 * width * (width - 2) + 3 * (width - 1).pow(2) + 100;
            assert_eq!(penalty(&grid), expected);
        }
    }
}
