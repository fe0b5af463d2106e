//! Many labels on one page, with marks to cut by and a line that says what the page holds.

use crate::error::PrintError;
use crate::font::{Fonts, Weight};
use crate::scene::{Item, Scene, Text};
use crate::text::{Fit, Fitted};
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
    /// Between labels.
    pub gap: Gap,
    /// Marks to cut by.
    pub cut_marks: CutMarks,
    /// The line below the labels, which stands in the margin where that is wide enough.
    pub foot: Foot,
}

/// The room between labels, in millimetres; less than nothing counts as nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gap {
    /// Just so much.
    Exactly(f64),
    /// So much, or down to half of it where one more row or column finds room so.
    About(f64),
}

/// The line below the labels of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foot {
    /// Room for it.
    Line,
    /// No line.
    Absent,
}

/// Labels on pages.
#[derive(Default)]
pub struct Pages {
    /// The pages.
    pub scenes: Vec<Scene>,
    /// The number of labels on each.
    pub counts: Vec<usize>,
    /// Labels beside each other, at most.
    pub columns: usize,
    /// The columns of each page.
    spans: Vec<Vec<Span>>,
}

impl Pages {
    /// Adds further pages behind these.
    pub fn append(&mut self, pages: Self) {
        self.scenes.extend(pages.scenes);
        self.counts.extend(pages.counts);
        self.columns = self.columns.max(pages.columns);
        self.spans.extend(pages.spans);
    }
}

/// The words below the labels of a page.
#[derive(Clone, Copy, Debug)]
pub struct FootWords<'a> {
    /// The batch.
    pub batch: &'a str,
    /// The holders of the labels.
    pub holders: &'a [String],
    /// The number of the page, as it is printed.
    pub page: &'a str,
}

/// The presence of cut marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutMarks {
    /// A mark at both ends of every cut.
    Drawn,
    /// No marks.
    Absent,
}

/// Room for the line below the labels, and the distance of its base line from the edge of the page, where printers
/// still print.
const FOOT: f64 = 8.0;
const FOOT_EDGE: f64 = 4.5;
/// From the first cut to that line: beside its mark.
const FOOT_ASIDE: f64 = 1.0;
/// Size of its letters, and the least.
const FOOT_SIZE: f64 = 2.5;
const FOOT_LEAST: f64 = 1.9;

/// From one cut to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Span {
    start: f64,
    end: f64,
}

/// Columns, and for each page its rows.
#[derive(Default)]
struct Plan {
    columns: Vec<Span>,
    pages: Vec<Vec<Span>>,
}

impl Sheet {
    /// Lays labels on as many pages as they need, row by row.
    ///
    /// Columns are as wide as the widest label, a row is as high as its highest, so that a page is cut
    /// along straight lines.
    ///
    /// # Errors
    ///
    /// Fails where a page has no room for the widest or for the tallest label.
    pub fn lay(self, labels: Vec<Scene>, title: &str) -> Result<Pages, PrintError> {
        let sizes: Vec<(f64, f64)> = labels
            .iter()
            .map(|label| (label.width, label.height))
            .collect();
        let gaps: &[f64] = match self.gap {
            Gap::Exactly(_) => &[1.0],
            Gap::About(_) => &[1.0, 0.75, 0.5],
        };
        let plans = gaps.iter().map(|share| self.plan(&sizes, *share));
        let plans: Vec<Plan> = plans.collect::<Result<_, _>>()?;
        // The first of the fewest pages: the widest gap that needs no more.
        let plan = plans.into_iter().min_by_key(|plan| plan.pages.len());
        let plan = plan.unwrap_or_default();
        let mut labels = labels.into_iter();
        let (mut scenes, mut counts) = (Vec::new(), Vec::new());
        for rows in &plan.pages {
            let (mut page, mut count) = (self.page(title), 0);
            for row in rows {
                let row_labels = labels.by_ref().take(plan.columns.len());
                for (label, column) in row_labels.zip(&plan.columns) {
                    page.place(label, column.start, row.start);
                    count += 1;
                }
            }
            self.mark(&plan.columns, rows, &mut page);
            scenes.push(page);
            counts.push(count);
        }
        Ok(Pages {
            spans: vec![plan.columns.clone(); scenes.len()],
            scenes,
            counts,
            columns: plan.columns.len(),
        })
    }

    /// Columns and rows for labels of these sizes, with so much of the gap.
    fn plan(self, sizes: &[(f64, f64)], share: f64) -> Result<Plan, PrintError> {
        let (Gap::Exactly(gap) | Gap::About(gap)) = self.gap;
        let gap = gap.max(0.0) * share;
        let width = sizes.iter().map(|(width, _)| *width).fold(0.0, f64::max);
        let tallest = sizes.iter().map(|(_, height)| *height).fold(0.0, f64::max);
        let columns = self.columns(width, gap);
        if columns.is_empty() || self.margin + tallest > self.bottom() + OVER {
            return Err(PrintError::SheetSmall {
                width_um: micrometres(width),
                height_um: micrometres(tallest),
            });
        }
        let (mut pages, mut rows) = (Vec::new(), Vec::<Span>::new());
        for row in sizes.chunks(columns.len()) {
            let height = row.iter().map(|(_, height)| *height).fold(0.0, f64::max);
            let start = rows.last().map_or(self.margin, |last| last.end + gap);
            let mut span = Span {
                start,
                end: start + height,
            };
            if span.end > self.bottom() + OVER {
                pages.push(std::mem::take(&mut rows));
                span = Span {
                    start: self.margin,
                    end: self.margin + height,
                };
            }
            rows.push(span);
        }
        pages.push(rows);
        Ok(Plan { columns, pages })
    }

    /// The end of the room for labels.
    fn bottom(self) -> f64 {
        let foot = match self.foot {
            Foot::Line => FOOT,
            Foot::Absent => 0.0,
        };
        self.height - self.margin.max(foot)
    }

    /// Writes the line below the labels of a page, between its cut marks: batch, holders and page in columns of
    /// their own where there are three, the page at the right.
    pub(crate) fn write_foot(
        self,
        pages: &mut Pages,
        index: usize,
        fonts: &Fonts,
        words: FootWords<'_>,
    ) -> Result<(), PrintError> {
        let (Some(page), Some(spans)) = (pages.scenes.get_mut(index), pages.spans.get(index))
        else {
            return Ok(());
        };
        let FootWords {
            batch,
            holders,
            page: which,
        } = words;
        let inner = spans.iter().map(|span| Span {
            start: span.start + FOOT_ASIDE,
            end: span.end - FOOT_ASIDE,
        });
        let inner: Vec<Span> = inner.collect();
        let (Some(first), Some(last)) = (inner.first().copied(), inner.last().copied()) else {
            return Ok(());
        };
        let more = |number: usize| format!("+{number}");
        let right = fit(last).text(fonts, which)?;
        let start = last.end - right.width();
        let before = Span {
            end: start - 2.0 * FOOT_ASIDE,
            ..first
        };
        let batch = [batch.to_owned()];
        if let [_, second, _, ..] = *inner.as_slice() {
            self.write(fit(first).list(fonts, &batch, more)?, first.start, page);
            self.write(fit(second).list(fonts, holders, more)?, second.start, page);
        } else {
            let room = if inner.len() == 1 { before } else { first };
            let mut both = [&batch[..], holders].concat();
            both.retain(|text| !text.is_empty());
            self.write(fit(room).list(fonts, &both, more)?, room.start, page);
        }
        self.write(right, start, page);
        Ok(())
    }

    /// Writes a text of one line below the labels.
    fn write(self, text: Fitted, x: f64, page: &mut Scene) {
        let (y, size) = (self.height - FOOT_EDGE, text.size);
        let lines = text.lines.into_iter();
        page.items
            .extend(lines.map(|line| Item::Text(Text { x, y, size, line })));
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
    fn columns(self, width: f64, gap: f64) -> Vec<Span> {
        let mut columns = Vec::new();
        let mut start = self.margin;
        while width > 0.0 && start + width <= self.width - self.margin + OVER {
            let end = start + width;
            columns.push(Span { start, end });
            start = end + gap;
        }
        let end = columns.last().map_or(0.0, |last| last.end);
        let aside = (self.width - self.margin - end) / 2.0;
        for column in &mut columns {
            column.start += aside;
            column.end += aside;
        }
        columns
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

/// The fit of a text below the labels.
fn fit(span: Span) -> Fit {
    Fit {
        width: (span.end - span.start).max(FOOT_SIZE),
        size: FOOT_SIZE,
        least: FOOT_LEAST,
        lines: Some(1),
        weight: Weight::Regular,
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
        gap: Gap::Exactly(5.0),
        cut_marks: CutMarks::Absent,
        foot: Foot::Absent,
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
        let pages = A4.lay(labels, "").unwrap();
        assert_eq!((pages.counts, pages.columns), (vec![7], 3));
        let pages = pages.scenes;
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
        let pages = A4.lay(vec![label(80.0, 150.0); 4], "").unwrap().scenes;
        let two = [(22.5, 10.0), (107.5, 10.0)];
        assert_eq!(pages.iter().map(corners).collect::<Vec<_>>(), [two, two]);
    }

    #[test]
    fn a_page_that_just_fits_is_used_up() {
        let sheet = Sheet {
            gap: Gap::Exactly(0.0),
            ..A4
        };
        let pages = sheet
            .lay(vec![label(190.0 / 3.0, 277.0 / 7.0); 21], "")
            .unwrap();
        assert_eq!((pages.counts, pages.columns), (vec![21], 3));
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
        let pages = sheet.lay(vec![label(60.0, 50.0); 6], "").unwrap().scenes;
        let marks = &corners(&pages[0])[6..];
        // Six cuts across and four down, a mark at each end.
        assert_eq!(marks.len(), 2 * (6 + 4));
        for (x, y) in marks {
            let inside = (10.0..200.0).contains(x) && (10.0..115.0).contains(y);
            assert!(!inside, "{x} {y}");
        }
    }

    #[test]
    fn a_narrower_gap_makes_room_for_one_more_row() {
        // Five rows of 53 mm have room with 3 mm between them, not with 4 mm.
        let labels = || vec![label(60.0, 53.0); 15];
        let laid = |gap| Sheet { gap, ..A4 }.lay(labels(), "").unwrap();
        assert_eq!(laid(Gap::Exactly(4.0)).counts, [12, 3]);
        let close = laid(Gap::About(4.0));
        assert_eq!(close.counts, [15]);
        assert_eq!(corners(&close.scenes[0])[3], (12.0, 10.0 + 53.0 + 3.0));
        // Where it saves no page, the gap stays.
        let sheet = Sheet {
            gap: Gap::About(4.0),
            ..A4
        };
        let wide = sheet.lay(vec![label(60.0, 53.0); 12], "").unwrap();
        assert_eq!(corners(&wide.scenes[0])[3], (11.0, 10.0 + 53.0 + 4.0));
    }

    #[test]
    fn a_line_below_the_labels_has_room_of_its_own() {
        let sheet = Sheet {
            foot: Foot::Line,
            gap: Gap::Exactly(0.0),
            ..A4
        };
        let counts = |height| sheet.lay(vec![label(190.0, height); 2], "").unwrap().counts;
        // In the margin of 10 mm; below labels that leave less, 8 mm are kept free.
        assert_eq!(counts(277.0 / 2.0), [2]);
        let narrow = Sheet {
            margin: 5.0,
            ..sheet
        };
        let counts = |height| {
            narrow
                .lay(vec![label(190.0, height); 2], "")
                .unwrap()
                .counts
        };
        assert_eq!(counts(284.0 / 2.0), [2]);
        assert_eq!(counts(287.0 / 2.0), [1, 1]);
    }
}
