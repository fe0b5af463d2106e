//! Drawings as SVG.

use std::fmt::Write;

use label_qr::{Run, xml_text};

use crate::colour::{Rgb, WHITE};
use crate::font::{Fonts, Weight};
use crate::outline::Step;
use crate::scene::{Item, PlacedSymbol, Rule, Scene, Shape, Text};
use crate::units::decimal;

/// The form of texts in SVG files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// As text, which a viewer without the font sets in another one at the same width.
    Text,
    /// As outlines, which look the same everywhere and can only be read aloud.
    Outlines,
}

/// Writes a drawing on a white ground; the same drawing gives the same bytes.
pub(crate) fn write(
    scene: &Scene,
    fonts: &Fonts,
    letters: Letters,
    language: Option<&str>,
) -> String {
    let language = language.map_or_else(String::new, |tag| format!(" xml:lang=\"{tag}\""));
    let (width, height) = (decimal(scene.width), decimal(scene.height));
    let (title, family) = (xml_text(&scene.title), families(fonts));
    let ground = hex(WHITE);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" \
         viewBox=\"0 0 {width} {height}\"{language} role=\"img\" font-family=\"{family}\"><title>{title}</title>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>"
    );
    for item in &scene.items {
        match item {
            Item::Shape { shape, says } => write_shape(&mut svg, shape, says),
            Item::Text(text) if letters == Letters::Text => write_text(&mut svg, text),
            Item::Text(text) => write_outlines(&mut svg, text, fonts),
            Item::Symbol(symbol) => write_symbol(&mut svg, symbol),
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Font families in quotes, and a fallback.
fn families(fonts: &Fonts) -> String {
    let mut list = String::new();
    for family in fonts.families() {
        let family: String = family
            .chars()
            .filter(|c| !matches!(c, '\'' | '\\') && !c.is_control())
            .collect();
        let _ = write!(list, "'{family}', ");
    }
    list.push_str("sans-serif");
    xml_text(&list)
}

fn write_shape(svg: &mut String, shape: &Shape, says: &str) {
    let (path, fill) = (path(&shape.steps), hex(shape.colour));
    let rule = match shape.rule {
        Rule::NonZero => "",
        Rule::EvenOdd => " fill-rule=\"evenodd\"",
    };
    let says = match says {
        "" => String::new(),
        says => format!(" role=\"img\" aria-label=\"{}\"", xml_text(says)),
    };
    let _ = write!(svg, "<path d=\"{path}\" fill=\"{fill}\"{rule}{says}/>");
}

fn write_text(svg: &mut String, text: &Text) {
    let (x, y, size) = (decimal(text.x), decimal(text.y), decimal(text.size));
    let weight = match text.line.weight {
        Weight::Regular => "",
        Weight::Bold => " font-weight=\"700\"",
    };
    let (length, words) = (
        decimal(text.line.width * text.size),
        xml_text(&text.line.text),
    );
    let _ = write!(
        svg,
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight} textLength=\"{length}\" \
         lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\">{words}</text>"
    );
}

fn write_outlines(svg: &mut String, text: &Text, fonts: &Fonts) {
    let shape = text.outlines(fonts);
    write_shape(svg, &shape, &text.line.text);
}

/// A symbol as a picture within the picture, whose units are modules.
fn write_symbol(svg: &mut String, symbol: &PlacedSymbol) {
    let (x, y, size) = (decimal(symbol.x), decimal(symbol.y), decimal(symbol.edge()));
    let edge = symbol.symbol.framed_width();
    let [dark, light] = [symbol.colours.dark, symbol.colours.light].map(short_hex);
    let _ = write!(
        svg,
        "<svg x=\"{x}\" y=\"{y}\" width=\"{size}\" height=\"{size}\" viewBox=\"0 0 {edge} {edge}\" \
         shape-rendering=\"crispEdges\"><rect width=\"{edge}\" height=\"{edge}\" fill=\"{light}\"/><path d=\""
    );
    for Run { x, y, length } in symbol.symbol.runs() {
        let _ = write!(svg, "M{x} {y}h{length}v1h-{length}z");
    }
    let _ = write!(svg, "\" fill=\"{dark}\"/></svg>");
}

fn path(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        let _ = match step {
            Step::Move(to) => write!(path, "M{}", point(to)),
            Step::Line(to) => write!(path, "L{}", point(to)),
            Step::Quad(a, to) => write!(path, "Q{} {}", point(a), point(to)),
            Step::Cubic(a, b, to) => write!(path, "C{} {} {}", point(a), point(b), point(to)),
            Step::Close => {
                path.push('Z');
                Ok(())
            }
        };
    }
    path
}

fn point((x, y): &(f64, f64)) -> String {
    format!("{} {}", decimal(*x), decimal(*y))
}

fn hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A colour in three digits where they say it all.
fn short_hex(colour: Rgb) -> String {
    let [red, green, blue] = colour.map(|part| part & 0x0f);
    if colour == [red, green, blue].map(|digit| digit * 0x11) {
        format!("#{red:x}{green:x}{blue:x}")
    } else {
        hex(colour)
    }
}
