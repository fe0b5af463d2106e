//! Many labels on one page, with marks to cut by.

use crate::error::PrintError;
use crate::scene::Scene;
use crate::units::micrometres;

/// The width of a cut mark: a hairline, thinner than a cut.
const HAIRLINE: f64 = 0.1;
/// Length of a cut mark, and its distance from the labels.
const MARK: f64 = 4.0;
const AWAY: f64 = 1.5;
/// The error of calculated lengths that is let pass.
const OVER: f64 = 1e-6;

/// The layout of pages; lengths are in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sheet {
    /// Width of a page.
    pub width: f64,
    /// Height of a page.
    pub height: f64,
    /// Room that stays free along the edges.
    pub margin: f64,
    /// Between labels; one below zero counts as zero.
    pub gap: f64,
    /// Marks to cut by.
    pub cut_marks: CutMarks,
}

/// The presence of cut marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutMarks {
    /// A mark at both ends of every cut.
    Drawn,
    /// No marks.
    Absent,
}

/// From one cut to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Span {
    start: f64,
    end: f64,
}

impl Sheet {
    /// Lays labels on as many pages as they need, row by row; returns the number of columns too.
    ///
    /// Columns are as wide as the widest label, a row is as high as its highest, so that a page is cut
    /// along straight lines.
    ///
    /// # Errors
    ///
    /// Fails where a page has no room for the widest or for the tallest label.
    pub fn lay(self, labels: Vec<Scene>, title: &str) -> Result<(Vec<Scene>, usize), PrintError> {
        let width = labels.iter().map(|label| label.width).fold(0.0, f64::max);
        let columns = self.columns(width);
        let tallest = labels.iter().map(|label| label.height).fold(0.0, f64::max);
        if columns.is_empty() || tallest > self.height - 2.0 * self.margin + OVER {
            return Err(PrintError::SheetSmall {
                width_um: micrometres(width),
                height_um: micrometres(tallest),
            });
        }
        let mut pages = Vec::new();
        let (mut page, mut rows) = (self.page(title), Vec::new());
        let mut labels = labels.into_iter().peekable();
        while labels.peek().is_some() {
            let row: Vec<Scene> = labels.by_ref().take(columns.len()).collect();
            let height = row.iter().map(|label| label.height).fold(0.0, f64::max);
            let mut span = self.next_row(&rows, height);
            if span.end > self.height - self.margin + OVER {
                self.mark(&columns, &rows, &mut page);
                pages.push(std::mem::replace(&mut page, self.page(title)));
                rows.clear();
                span = self.next_row(&rows, height);
            }
            for (label, column) in row.into_iter().zip(&columns) {
                page.place(label, column.start, span.start);
            }
            rows.push(span);
        }
        self.mark(&columns, &rows, &mut page);
        pages.push(page);
        Ok((pages, columns.len()))
    }

    fn page(self, title: &str) -> Scene {
        Scene {
            width: self.width,
            height: self.height,
            title: title.to_owned(),
            items: Vec::new(),
        }
    }

    /// As many columns as there is room for, in the middle of the page.
    fn columns(self, width: f64) -> Vec<Span> {
        let mut columns = Vec::new();
        let mut start = self.margin;
        while width > 0.0 && start + width <= self.width - self.margin + OVER {
            let end = start + width;
            columns.push(Span { start, end });
            start = end + self.gap.max(0.0);
        }
        let end = columns.last().map_or(0.0, |last| last.end);
        let aside = (self.width - self.margin - end) / 2.0;
        for column in &mut columns {
            column.start += aside;
            column.end += aside;
        }
        columns
    }

    fn next_row(self, rows: &[Span], height: f64) -> Span {
        let start = rows
            .last()
            .map_or(self.margin, |last| last.end + self.gap.max(0.0));
        Span {
            start,
            end: start + height,
        }
    }

    /// Marks around the labels on the lines along which the page is cut.
    fn mark(self, columns: &[Span], rows: &[Span], page: &mut Scene) {
        let all = |spans: &[Span]| {
            let first = spans.first()?;
            Some((first.start, spans.last()?.end))
        };
        let (Some((left, right)), Some((top, bottom))) = (all(columns), all(rows)) else {
            return;
        };
        if self.cut_marks == CutMarks::Absent {
            return;
        }
        let half = HAIRLINE / 2.0;
        let before = |edge: f64| {
            let start = (edge - AWAY - MARK).max(0.0);
            (start, (edge - AWAY - start).max(0.0))
        };
        let (above, before_length) = before(top);
        for x in columns.iter().flat_map(|span| [span.start, span.end]) {
            page.bar(x - half, above, HAIRLINE, before_length);
            page.bar(x - half, bottom + AWAY, HAIRLINE, MARK);
        }
        let (aside, before_length) = before(left);
        for y in rows.iter().flat_map(|span| [span.start, span.end]) {
            page.bar(aside, y - half, before_length, HAIRLINE);
            page.bar(right + AWAY, y - half, MARK, HAIRLINE);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::scene::Item;

    const A4: Sheet = Sheet {
        width: 210.0,
        height: 297.0,
        margin: 10.0,
        gap: 5.0,
        cut_marks: CutMarks::Absent,
    };

    /// A label with a bar as large as itself, to see where it goes.
    fn label(width: f64, height: f64) -> Scene {
        let mut label = Scene {
            width,
            height,
            title: String::new(),
            items: Vec::new(),
        };
        label.bar(0.0, 0.0, width, height);
        label
    }

    /// The upper left corners of everything on a page.
    fn corners(page: &Scene) -> Vec<(f64, f64)> {
        let shapes = page.items.iter().map(|item| match item {
            Item::Shape { shape, .. } => shape.steps[0],
            _ => unreachable!(),
        });
        shapes
            .map(|step| match step {
                crate::outline::Step::Move((x, y)) => {
                    ((x * 1e3).round() / 1e3, (y * 1e3).round() / 1e3)
                }
                _ => unreachable!(),
            })
            .collect()
    }

    #[test]
    fn columns_are_centred_and_rows_as_high_as_their_labels() {
        let heights = [50.0, 60.0, 40.0, 100.0, 90.0, 90.0, 100.0];
        let labels = heights.map(|height| label(60.0, height)).to_vec();
        let (pages, columns) = A4.lay(labels, "").unwrap();
        assert_eq!((pages.len(), columns), (1, 3));
        let expected = [
            (10.0, 10.0),
            (75.0, 10.0),
            (140.0, 10.0),
            (10.0, 75.0),
            (75.0, 75.0),
            (140.0, 75.0),
            (10.0, 180.0),
        ];
        assert_eq!(corners(&pages[0]), expected);
        let (pages, _) = A4.lay(vec![label(80.0, 150.0); 4], "").unwrap();
        let two = [(22.5, 10.0), (107.5, 10.0)];
        assert_eq!(pages.iter().map(corners).collect::<Vec<_>>(), [two, two]);
    }

    #[test]
    fn a_page_that_just_fits_is_used_up() {
        let sheet = Sheet { gap: 0.0, ..A4 };
        let (pages, columns) = sheet
            .lay(vec![label(190.0 / 3.0, 277.0 / 7.0); 21], "")
            .unwrap();
        assert_eq!((pages.len(), columns), (1, 3));
        let error = sheet.lay(vec![label(190.1, 10.0)], "");
        assert!(matches!(error, Err(PrintError::SheetSmall { .. })));
        let error = sheet.lay(vec![label(10.0, 277.1)], "");
        assert!(matches!(error, Err(PrintError::SheetSmall { .. })));
    }

    #[test]
    fn marks_stand_on_every_cut_and_off_the_labels() {
        let sheet = Sheet {
            cut_marks: CutMarks::Drawn,
            ..A4
        };
        let (pages, _) = sheet.lay(vec![label(60.0, 50.0); 6], "").unwrap();
        let marks = &corners(&pages[0])[6..];
        // Six cuts across and four down, a mark at each end.
        assert_eq!(marks.len(), 2 * (6 + 4));
        for (x, y) in marks {
            let inside = (10.0..200.0).contains(x) && (10.0..115.0).contains(y);
            assert!(!inside, "{x} {y}");
        }
    }
}
