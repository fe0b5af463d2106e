use crate::encode::Symbol;

/// The colours that a terminal writes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TerminalStyle {
    /// Dark text on a light ground: dark modules are written.
    DarkOnLight,
    /// Light text on a dark ground: light modules are written.
    Inverse,
}

impl Symbol {
    /// Draws the symbol with its quiet zone in half blocks, two rows of modules a line.
    pub fn to_terminal(&self, style: TerminalStyle) -> String {
        let inverse = style == TerminalStyle::Inverse;
        let written = |x, y| self.is_dark_framed(x, y) != inverse;
        let mut text = String::new();
        for y in (0..self.framed_width()).step_by(2) {
            let blocks =
                (0..self.framed_width()).map(|x| half_block(written(x, y), written(x, y + 1)));
            text.extend(blocks);
            text.push('\n');
        }
        text
    }
}

fn half_block(upper: bool, lower: bool) -> char {
    match (upper, lower) {
        (false, false) => ' ',
        (true, false) => '▀',
        (false, true) => '▄',
        (true, true) => '█',
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::ecc::Ecc;

    #[test]
    fn both_styles_show_every_module() {
        let symbol = Symbol::encode("", "12345", Ecc::M).unwrap();
        for (style, dark) in [
            (TerminalStyle::DarkOnLight, true),
            (TerminalStyle::Inverse, false),
        ] {
            let text = symbol.to_terminal(style);
            let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
            assert_eq!(lines.len(), 15);
            assert!(lines.iter().all(|line| line.len() == 29));
            for (x, y) in (0..30).flat_map(|y| (0..29).map(move |x| (x, y))) {
                let block = *lines.get(y / 2).unwrap().get(x).unwrap();
                let written = block == '█' || block == if y % 2 == 0 { '▀' } else { '▄' };
                assert_eq!(written == dark, symbol.is_dark_framed(x, y), "{x} {y}");
            }
        }
    }
}
