//! Many labels on one page, with marks to cut by.

use super::error::ArtworkError;
use super::scene::Scene;

/// The width of a cut mark: a hairline, thinner than a cut.
const HAIRLINE: f64 = 0.1;
/// Length of a cut mark, and its distance from the labels.
const MARK: f64 = 4.0;
const AWAY: f64 = 1.5;

/// How labels lie on pages; lengths are in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sheet {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) margin: f64,
    /// Between labels.
    pub(crate) gap: f64,
    pub(crate) cut_marks: CutMarks,
}

/// Whether cut marks are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CutMarks {
    Drawn,
    Absent,
}

/// How many labels lie on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Grid {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
}

/// A cell, as large as the largest label.
#[derive(Clone, Copy)]
struct Cell {
    width: f64,
    height: f64,
}

impl Sheet {
    /// Lays labels on as many pages as they need, row by row; cells are as large as the largest label.
    pub(crate) fn lay(
        self,
        labels: Vec<Scene>,
        title: &str,
    ) -> Result<(Vec<Scene>, Grid), ArtworkError> {
        let largest = |length: fn(&Scene) -> f64| labels.iter().map(length).fold(0.0, f64::max);
        let cell = Cell {
            width: largest(|label| label.width),
            height: largest(|label| label.height),
        };
        let grid = self.grid(cell)?;
        let mut pages = Vec::new();
        let mut labels = labels.into_iter().peekable();
        while labels.peek().is_some() {
            let mut page = Scene {
                width: self.width,
                height: self.height,
                title: title.to_owned(),
                items: Vec::new(),
            };
            for (at, label) in labels.by_ref().take(grid.columns * grid.rows).enumerate() {
                let (x, y) = self.corner(cell, grid, at % grid.columns, at / grid.columns);
                page.place(label, x, y);
            }
            if self.cut_marks == CutMarks::Drawn {
                self.mark(cell, grid, &mut page);
            }
            pages.push(page);
        }
        Ok((pages, grid))
    }

    /// As many columns and rows as there is room for.
    fn grid(self, cell: Cell) -> Result<Grid, ArtworkError> {
        let fit = |room: f64, length: f64| {
            count((room - 2.0 * self.margin + self.gap) / (length + self.gap))
        };
        let grid = Grid {
            columns: fit(self.width, cell.width),
            rows: fit(self.height, cell.height),
        };
        if grid.columns == 0 || grid.rows == 0 {
            let micrometres =
                |length: f64| u32::try_from(count(length * 1_000.0)).unwrap_or(u32::MAX);
            return Err(ArtworkError::SheetSmall {
                width_um: micrometres(cell.width),
                height_um: micrometres(cell.height),
            });
        }
        Ok(grid)
    }

    /// The upper left corner of a cell; the grid lies in the middle of the page.
    fn corner(self, cell: Cell, grid: Grid, column: usize, row: usize) -> (f64, f64) {
        let start = |room: f64, cells: usize, length: f64| {
            (room - real(cells) * (length + self.gap) + self.gap) / 2.0
        };
        (
            start(self.width, grid.columns, cell.width) + real(column) * (cell.width + self.gap),
            start(self.height, grid.rows, cell.height) + real(row) * (cell.height + self.gap),
        )
    }

    /// Marks outside the grid on the lines along which it is cut.
    fn mark(self, cell: Cell, grid: Grid, page: &mut Scene) {
        let (left, top) = self.corner(cell, grid, 0, 0);
        let (last_left, last_top) = self.corner(cell, grid, grid.columns - 1, grid.rows - 1);
        let (right, bottom) = (last_left + cell.width, last_top + cell.height);
        let half = HAIRLINE / 2.0;
        let before = |edge: f64| (edge - AWAY - MARK).max(0.0);
        for column in 0..grid.columns {
            let (x, _) = self.corner(cell, grid, column, 0);
            for x in [x, x + cell.width] {
                page.bar(x - half, before(top), HAIRLINE, top - AWAY - before(top));
                page.bar(x - half, bottom + AWAY, HAIRLINE, MARK);
            }
        }
        for row in 0..grid.rows {
            let (_, y) = self.corner(cell, grid, 0, row);
            for y in [y, y + cell.height] {
                page.bar(before(left), y - half, left - AWAY - before(left), HAIRLINE);
                page.bar(right + AWAY, y - half, MARK, HAIRLINE);
            }
        }
    }
}

fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Whole ones, rounded down; none where there is no room.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "kept above zero"
)]
fn count(number: f64) -> usize {
    (number + 1e-6).max(0.0) as usize
}
