//! The word that marks a specimen: large and aslant, below everything else.

use crate::colour::Rgb;
use crate::error::PrintError;
use crate::font::{Fonts, Line, Weight};
use crate::scene::{Item, Scene, Shape, Text};

/// Light enough for the smallest text on it, dark enough to be seen.
const GREY: Rgb = [0xc8; 3];
/// From a base line to the top of the letters, in em, and from one row to the next.
const TALL: f64 = 0.8;
const ROW: f64 = 1.7;
/// Size of the words beside the large ones, as a share of those.
const SMALL: f64 = 0.6;
/// The largest size, as a share of the diagonal.
const LARGEST: f64 = 0.125;
/// Free along the edges of a label, in millimetres.
const EDGE: f64 = 1.0;
/// Between two words of a row, in em.
const BETWEEN: f64 = 0.8;
/// Steps in which room for a word is looked for, in millimetres.
const STEP: f64 = 0.5;

/// The slope of a label's diagonal, and the symbol, which hides what it lies on: left, top and edge.
struct Slope {
    symbol: Option<[f64; 3]>,
    width: f64,
    height: f64,
    sine: f64,
    cosine: f64,
}

/// Marks a label as a specimen: the words once across the whole of it, and smaller above and below as often as the
/// symbol leaves room for them. What is drawn already lies over them.
pub(super) fn mark(scene: &mut Scene, words: &[String], fonts: &Fonts) -> Result<(), PrintError> {
    let slope = Slope::new(scene);
    let shaped = |text: &str| fonts.shape(text, Weight::Bold);
    let mut lines = vec![shaped(&words.join(" "))?];
    for word in words {
        lines.push(shaped(word)?);
    }
    lines.sort_by(|a, b| b.width.total_cmp(&a.width));
    let longest = lines.first();
    let Some((longest, size)) = longest.and_then(|line| Some((line, slope.largest(line)?))) else {
        return Ok(());
    };
    let (middle, along) = slope.best(longest, size);
    let mut items = vec![slope.item(along, middle + TALL * size / 2.0, longest, size, fonts)];
    let small = SMALL * size;
    for side in [-1.0, 1.0] {
        let mut away = f64::midpoint(TALL * size, ROW * small);
        while away < slope.diagonal() {
            let row = middle + side * away;
            let placed = slope.row(row, &lines, small);
            away += if placed.is_empty() { STEP } else { ROW * small };
            let base = row + TALL * small / 2.0;
            let drawn = placed.into_iter();
            items.extend(drawn.map(|(along, line)| slope.item(along, base, line, small, fonts)));
        }
    }
    items.append(&mut scene.items);
    scene.items = items;
    Ok(())
}

impl Slope {
    fn new(scene: &Scene) -> Self {
        let Scene { width, height, .. } = *scene;
        let diagonal = width.hypot(height).max(f64::EPSILON);
        let symbol = scene.symbols().next();
        Self {
            symbol: symbol.map(|symbol| [symbol.x, symbol.y, symbol.edge()]),
            width,
            height,
            sine: height / diagonal,
            cosine: width / diagonal,
        }
    }

    fn diagonal(&self) -> f64 {
        self.width.hypot(self.height)
    }

    /// A place along the rising diagonal and beside it, seen from the middle of the label.
    fn point(&self, along: f64, below: f64) -> (f64, f64) {
        (
            self.width / 2.0 + along * self.cosine + below * self.sine,
            self.height / 2.0 - along * self.sine + below * self.cosine,
        )
    }

    /// True where a box that begins so far along and ends at a base line is on the label.
    fn has_room(&self, along: f64, base: f64, width: f64, tall: f64) -> bool {
        let corners = [
            (along, base),
            (along + width, base),
            (along, base - tall),
            (along + width, base - tall),
        ];
        corners.into_iter().all(|(along, below)| {
            let (x, y) = self.point(along, below);
            (EDGE..=self.width - EDGE).contains(&x) && (EDGE..=self.height - EDGE).contains(&y)
        })
    }

    /// The largest size in which a line fits across the middle of the label.
    fn largest(&self, line: &Line) -> Option<f64> {
        let most = (self.diagonal() / line.width.max(1.0)).min(LARGEST * self.diagonal());
        let mut sizes = (0..20_u8).map(|step| most * (1.0 - 0.05 * f64::from(step)));
        sizes.find(|size| {
            let (width, tall) = (line.width * size, TALL * size);
            self.has_room(-width / 2.0, tall / 2.0, width, tall)
        })
    }

    /// The row and the start of a line where it can be seen, as near to the middle as may be, or else across it.
    fn best(&self, line: &Line, size: f64) -> (f64, f64) {
        let mut away = 0.0;
        while away < self.diagonal() / 2.0 {
            for row in [away, -away] {
                let placed = self.row(row, std::slice::from_ref(line), size);
                if let Some((along, _)) = placed.first() {
                    return (row, *along);
                }
            }
            away += STEP;
        }
        (0.0, -line.width * size / 2.0)
    }

    /// The longest lines that fit into a row and can be seen there, from its lower end, and where each starts.
    fn row<'a>(&self, row: f64, lines: &'a [Line], size: f64) -> Vec<(f64, &'a Line)> {
        let (tall, base) = (TALL * size, row + TALL * size / 2.0);
        let mut placed = Vec::new();
        let mut along = -self.diagonal() / 2.0;
        while along < self.diagonal() / 2.0 {
            let fits = |line: &&Line| {
                let width = line.width * size;
                self.has_room(along, base, width, tall) && !self.is_hidden(along, base, width, tall)
            };
            if let Some(line) = lines.iter().find(fits) {
                placed.push((along, line));
                along += (line.width + BETWEEN) * size;
            } else {
                along += STEP;
            }
        }
        placed
    }

    /// True where the symbol hides some of a box.
    fn is_hidden(&self, along: f64, base: f64, width: f64, tall: f64) -> bool {
        let Some([left, top, edge]) = self.symbol else {
            return false;
        };
        // Boxes are far longer than a tenth of themselves is wide of a symbol's corner.
        let shares = (0..=20_u8).map(|step| f64::from(step) / 20.0);
        let mut points = shares.flat_map(|share| {
            [0.0, 0.5, 1.0].map(|up| self.point(along + share * width, base - up * tall))
        });
        points.any(|(x, y)| (left..=left + edge).contains(&x) && (top..=top + edge).contains(&y))
    }

    fn item(&self, along: f64, base: f64, line: &Line, size: f64, fonts: &Fonts) -> Item {
        let text = Text {
            x: along,
            y: base,
            size,
            line: line.clone(),
        };
        let shape = text.outlines(fonts);
        Item::Shape {
            shape: Shape {
                colour: GREY,
                ..shape.mapped(|(along, below)| self.point(along, below))
            },
            says: line.text.clone(),
        }
    }
}
