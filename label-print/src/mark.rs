//! The mark of a level: the owner's own drawing, or a neutral one.

use std::f64::consts::TAU;
use std::path::Path;

use label_core::scheme::Scheme;
use label_io::files;
use usvg::roxmltree::{Document, Node, ParsingOptions};
use usvg::tiny_skia_path::{Path as PathData, PathSegment};
use usvg::{Group, Options, Paint, Tree};

use crate::colour::{BLACK, Rgb};
use crate::error::PrintError;
use crate::font::{Fonts, Weight};
use crate::outline::Step;
use crate::scene::{Item, Rule, Shape, Text};

/// Bytes of an owner's drawing.
const MARK_BYTES: usize = 1024 * 1024;
/// Elements that a drawing may be made of.
const ELEMENTS: &[&str] = &[
    "svg", "g", "defs", "title", "desc", "metadata", "style", "path", "rect", "circle", "ellipse",
    "line", "polyline", "polygon",
];
/// Distance of a star's inner corners from its middle, as a share of the outer ones.
const INNER: f64 = 0.44;

/// Shapes on a ground of their own.
#[derive(Clone, Debug)]
pub struct Mark {
    width: f64,
    height: f64,
    shapes: Vec<Shape>,
}

/// A mark in its place.
pub(crate) struct PlacedMark {
    pub(crate) width: f64,
    pub(crate) items: Vec<Item>,
}

impl Mark {
    /// Reads an owner's drawing: plain shapes in solid colours, nothing that reaches outside.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be read, is no SVG, or holds anything but such shapes.
    pub fn read(file: &Path) -> Result<Self, PrintError> {
        let bytes = files::read(file, MARK_BYTES)?;
        Self::parse(&bytes).map_err(|reason| PrintError::MarkUnusable {
            file: file.to_owned(),
            reason,
        })
    }

    /// Parses a drawing; the error says what is wrong with it.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let text = str::from_utf8(bytes).map_err(|_| "not in UTF-8".to_owned())?;
        let options = ParsingOptions {
            allow_dtd: false,
            ..ParsingOptions::default()
        };
        let document =
            Document::parse_with_options(text, options).map_err(|error| error.to_string())?;
        document.descendants().try_for_each(check)?;
        let tree = Tree::from_xmltree(&document, &Options::default())
            .map_err(|error| error.to_string())?;
        let mut shapes = Vec::new();
        collect(tree.root(), &mut shapes)?;
        if shapes.is_empty() {
            return Err("it draws nothing".to_owned());
        }
        Ok(Self {
            width: f64::from(tree.size().width()),
            height: f64::from(tree.size().height()),
            shapes,
        })
    }

    /// The drawing in a box, as large as fits, at its left end and middle height.
    pub(crate) fn placed(
        &self,
        (x, y): (f64, f64),
        width: f64,
        height: f64,
        says: &str,
    ) -> PlacedMark {
        let scale = (width / self.width).min(height / self.height);
        let top = y + (height - self.height * scale) / 2.0;
        let mut says = says.to_owned();
        let items = self.shapes.iter().map(|shape| Item::Shape {
            shape: shape
                .clone()
                .mapped(|(a, b)| (x + a * scale, top + b * scale)),
            says: std::mem::take(&mut says),
        });
        PlacedMark {
            items: items.collect(),
            width: self.width * scale,
        }
    }
}

/// Refuses elements that a mark must not have.
fn check(node: Node<'_, '_>) -> Result<(), String> {
    if !node.is_element() {
        return Ok(());
    }
    let name = node.tag_name();
    let known = name.namespace() == Some("http://www.w3.org/2000/svg");
    // Editors leave notes of their own under <metadata> and beside it; they draw nothing.
    if known && !ELEMENTS.contains(&name.name()) {
        return Err(format!("it has an element <{}>", name.name()));
    }
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        let reaches_out = name == "href" || name.starts_with("on") || value.contains("url(");
        if known && reaches_out {
            return Err(format!(
                "it has an attribute '{name}' that refers to something"
            ));
        }
    }
    let style = known && name.name() == "style";
    if style
        && node
            .text()
            .is_some_and(|css| css.contains("url(") || css.contains('@'))
    {
        return Err("its style refers to something".to_owned());
    }
    Ok(())
}

/// Takes the shapes out of a group, strokes as the outlines that they have on paper.
fn collect(group: &Group, shapes: &mut Vec<Shape>) -> Result<(), String> {
    // Its colours would depend on the ground, and on how a press lays ink over ink.
    if group.opacity().get() < 1.0 {
        return Err("it has transparent parts".to_owned());
    }
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => collect(group, shapes)?,
            usvg::Node::Path(path) if path.is_visible() => collect_path(path, shapes)?,
            usvg::Node::Path(_) => {}
            _ => return Err("it has a picture or text".to_owned()),
        }
    }
    Ok(())
}

fn collect_path(path: &usvg::Path, shapes: &mut Vec<Shape>) -> Result<(), String> {
    let mut add = |data: &PathData, paint: &Paint, opacity: f32, rule| {
        let data = data.clone().transform(path.abs_transform());
        let data = data.ok_or("it has a shape out of bounds")?;
        shapes.push(Shape {
            steps: data.segments().map(step).collect(),
            colour: solid(paint, opacity)?,
            rule,
        });
        Ok::<_, String>(())
    };
    let fill = path.fill().map(|fill| {
        let rule = match fill.rule() {
            usvg::FillRule::NonZero => Rule::NonZero,
            usvg::FillRule::EvenOdd => Rule::EvenOdd,
        };
        (fill.paint(), fill.opacity().get(), rule)
    });
    if let Some((paint, opacity, rule)) = fill {
        add(path.data(), paint, opacity, rule)?;
    }
    if let Some(stroke) = path.stroke() {
        let outline = path.data().stroke(&stroke.to_tiny_skia(), 10.0);
        let outline = outline.ok_or("it has a line that cannot be drawn")?;
        add(
            &outline,
            stroke.paint(),
            stroke.opacity().get(),
            Rule::NonZero,
        )?;
    }
    Ok(())
}

/// The colour of a paint that covers what is below it.
fn solid(paint: &Paint, opacity: f32) -> Result<Rgb, String> {
    match paint {
        Paint::Color(_) if opacity < 1.0 => Err("it has transparent parts".to_owned()),
        Paint::Color(colour) => Ok([colour.red, colour.green, colour.blue]),
        _ => Err("it has a gradient or pattern".to_owned()),
    }
}

fn step(segment: PathSegment) -> Step {
    let p = |point: usvg::tiny_skia_path::Point| (f64::from(point.x), f64::from(point.y));
    match segment {
        PathSegment::MoveTo(to) => Step::Move(p(to)),
        PathSegment::LineTo(to) => Step::Line(p(to)),
        PathSegment::QuadTo(a, to) => Step::Quad(p(a), p(to)),
        PathSegment::CubicTo(a, b, to) => Step::Cubic(p(a), p(b), p(to)),
        PathSegment::Close => Step::Close,
    }
}

/// The characters by which a scheme marks a level: its number where there is no table.
pub(crate) fn of_level(scheme: Option<&Scheme>, level: u64) -> String {
    let known = scheme.and_then(|scheme| scheme.level(level));
    known.map_or_else(|| level.to_string(), |level| level.mark().to_owned())
}

/// The neutral mark of a level: full and empty stars where the scheme counts in stars, else its name
/// in a frame; none for a scheme without levels.
pub(crate) fn neutral(
    scheme: Option<&Scheme>,
    level: Option<u64>,
    fonts: &Fonts,
    at: (f64, f64),
    height: f64,
) -> Result<Option<PlacedMark>, PrintError> {
    let Some(level) = level else { return Ok(None) };
    let mark = of_level(scheme, level);
    let stars = scheme
        .map(|scheme| scheme.levels().len())
        .unwrap_or_default();
    if mark.starts_with('★') && (1..=5).contains(&stars) {
        return Ok(Some(star_row(stars, level, &mark, at, height)));
    }
    framed(&mark, fonts, at, height).map(Some)
}

fn star_row(stars: usize, level: u64, says: &str, (x, y): (f64, f64), height: f64) -> PlacedMark {
    let size = height * 0.62;
    let pitch = size * 1.12;
    let mut steps = Vec::new();
    let mut left = x;
    for number in 1..=stars {
        let middle = (left + size / 2.0, y + height / 2.0 + size * 0.03);
        star(middle, size / 2.0, &mut steps);
        if u64::try_from(number).is_ok_and(|number| number > level) {
            star(middle, size / 2.0 * 0.74, &mut steps);
        }
        left += pitch;
    }
    PlacedMark {
        width: left - pitch + size - x,
        items: vec![Item::Shape {
            shape: Shape {
                steps,
                colour: BLACK,
                rule: Rule::EvenOdd,
            },
            says: says.to_owned(),
        }],
    }
}

/// A star of five points.
fn star((x, y): (f64, f64), radius: f64, steps: &mut Vec<Step>) {
    for corner in 0..10_u8 {
        let angle = TAU * f64::from(corner) / 10.0;
        let reach = if corner % 2 == 0 {
            radius
        } else {
            radius * INNER
        };
        let to = (x + reach * angle.sin(), y - reach * angle.cos());
        steps.push(if corner == 0 {
            Step::Move(to)
        } else {
            Step::Line(to)
        });
    }
    steps.push(Step::Close);
}

/// A short text in a frame.
fn framed(
    text: &str,
    fonts: &Fonts,
    (x, y): (f64, f64),
    height: f64,
) -> Result<PlacedMark, PrintError> {
    let line = fonts.shape(text, Weight::Bold)?;
    let (size, inset, border) = (height * 0.46, height * 0.3, height * 0.05);
    let width = line.width * size + 2.0 * inset;
    let (top, tall) = (y + height * 0.12, height * 0.76);
    let mut frame = Shape::bar(x, top, width, tall);
    frame.steps.extend(
        Shape::bar(
            x + border,
            top + border,
            width - 2.0 * border,
            tall - 2.0 * border,
        )
        .steps,
    );
    frame.rule = Rule::EvenOdd;
    let base = y + height / 2.0 + size * 0.36;
    let text = Text {
        x: x + inset,
        y: base,
        size,
        line,
    };
    Ok(PlacedMark {
        width,
        items: vec![
            Item::Shape {
                shape: frame,
                says: String::new(),
            },
            Item::Text(text),
        ],
    })
}
