use core::fmt::Write;

use label_core::Claims;

use crate::encode::{Run, Symbol};

/// The look of a symbol as an SVG picture.
#[derive(Clone, Debug, PartialEq)]
pub struct SvgOptions {
    /// Width of one module in millimetres, kept within 0.01 to 100.
    pub module_mm: f64,
    /// The words of a screen reader; characters that XML does not allow are replaced.
    pub title: String,
    /// Colour of the dark modules: red, green and blue in sRGB.
    pub dark: [u8; 3],
    /// Colour of the light modules and of the quiet zone.
    pub light: [u8; 3],
}

/// The smallest module that a retail point of sale accepts (GS1 General Specifications), black on white, without
/// a title.
impl Default for SvgOptions {
    fn default() -> Self {
        Self {
            module_mm: 0.396,
            title: String::new(),
            dark: [0; 3],
            light: [255; 3],
        }
    }
}

impl Symbol {
    /// Draws the symbol with its quiet zone; the same symbol gives the same bytes.
    ///
    /// Width and height are in millimetres, the view box is in modules.
    pub fn to_svg(&self, options: &SvgOptions) -> String {
        let edge = self.framed_width();
        let module_mm = if options.module_mm.is_nan() {
            0.0
        } else {
            options.module_mm
        };
        let size =
            module_mm.clamp(0.01, 100.0) * f64::from(u32::try_from(edge).unwrap_or(u32::MAX));
        let title = xml_text(&options.title);
        let (dark, light) = (hex(options.dark), hex(options.light));
        let path = self.path();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size:.3}mm\" height=\"{size:.3}mm\" \
             viewBox=\"0 0 {edge} {edge}\" role=\"img\" shape-rendering=\"crispEdges\">\
             <title>{title}</title><rect width=\"{edge}\" height=\"{edge}\" fill=\"{light}\"/>\
             <path d=\"{path}\" fill=\"{dark}\"/></svg>\n"
        )
    }

    /// Every run as one closed box.
    fn path(&self) -> String {
        let mut path = String::new();
        for Run { x, y, length } in self.runs() {
            // Writing to a string cannot fail.
            let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
        }
        path
    }
}

/// A colour as SVG writes it, in three digits where they say it all.
fn hex([red, green, blue]: [u8; 3]) -> String {
    let digits = format!("{red:02x}{green:02x}{blue:02x}");
    let pairs = digits.as_bytes().chunks_exact(2);
    if pairs.clone().all(|pair| pair.first() == pair.last()) {
        let short = pairs.filter_map(|pair| pair.first().copied().map(char::from));
        return core::iter::once('#').chain(short).collect();
    }
    format!("#{digits}")
}

/// The words of a screen reader about a label: registration number, product and, where there is one, the model.
pub fn title(claims: &Claims) -> String {
    let model = match claims.label.models.as_slice() {
        [model] => format!(" {model}"),
        _ => String::new(),
    };
    let (registration, product) = (&claims.registration, &claims.label.product);
    format!("{registration} {product}{model}")
}

/// Escapes text for XML 1.0 and replaces the characters that it does not allow.
pub fn xml_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::ecc::Ecc;

    fn symbol() -> Symbol {
        Symbol::encode("https://label.example/s#", "1234567890", Ecc::M).unwrap()
    }

    /// Paints the boxes of a path, as drawn, on a list of dark modules.
    fn paint(svg: &str) -> Vec<(usize, usize)> {
        let path = svg
            .split_once("<path d=\"")
            .unwrap()
            .1
            .split_once('"')
            .unwrap()
            .0;
        let mut dark = Vec::new();
        for run in path.split('z').filter(|run| !run.is_empty()) {
            let (start, rest) = run.strip_prefix('M').unwrap().split_once('h').unwrap();
            let (x, y) = start.split_once(' ').unwrap();
            let (length, back) = rest.split_once("v1h-").unwrap();
            assert_eq!(length, back);
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            dark.extend((x..x + length.parse::<usize>().unwrap()).map(|x| (x, y)));
        }
        dark
    }

    #[test]
    fn path_covers_the_dark_modules_once() {
        let symbol = symbol();
        let edge = symbol.framed_width();
        let cells = (0..edge).flat_map(|y| (0..edge).map(move |x| (x, y)));
        let expected: Vec<_> = cells
            .filter(|(x, y)| symbol.is_dark_framed(*x, *y))
            .collect();
        assert_eq!(paint(&symbol.to_svg(&SvgOptions::default())), expected);
    }

    #[test]
    fn size_is_in_millimetres_and_bounded() {
        let size = |module_mm| {
            let svg = symbol().to_svg(&SvgOptions {
                module_mm,
                ..SvgOptions::default()
            });
            svg.split_once("width=\"")
                .unwrap()
                .1
                .split_once('"')
                .unwrap()
                .0
                .to_owned()
        };
        assert_eq!(symbol().framed_width(), 37);
        assert_eq!(size(0.5), "18.500mm");
        assert_eq!(size(f64::NAN), "0.370mm");
        assert_eq!(size(-1.0), "0.370mm");
        assert_eq!(size(f64::INFINITY), "3700.000mm");
    }

    #[test]
    fn colours_are_written() {
        let svg = |dark, light| {
            symbol().to_svg(&SvgOptions {
                dark,
                light,
                ..SvgOptions::default()
            })
        };
        assert!(svg([0; 3], [255; 3]).contains("fill=\"#fff\"/><path"));
        let navy = svg([0, 0x11, 0x2a], [255, 255, 240]);
        assert!(navy.contains("fill=\"#fffff0\"/><path"), "{navy}");
        assert!(navy.contains("fill=\"#00112a\"/></svg>"), "{navy}");
    }

    #[test]
    fn title_cannot_leave_its_element() {
        let title = "</title><script>\"&'\u{0}\u{1b}\n★1 登録".to_owned();
        let svg = symbol().to_svg(&SvgOptions {
            title,
            ..SvgOptions::default()
        });
        let wanted =
            "<title>&lt;/title&gt;&lt;script&gt;&quot;&amp;&#39;\u{fffd}\u{fffd} ★1 登録</title>";
        assert!(svg.contains(wanted), "{svg}");
    }
}
