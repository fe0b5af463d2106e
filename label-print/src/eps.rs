//! Symbols in Encapsulated PostScript, for a press.

use std::fmt::Write;

use label_qr::{Module, Run, Symbol};

use crate::colour::{Colours, Rgb};
use crate::printer::comment;
use crate::units::{POINTS, decimal, modules};

/// Draws a symbol in Encapsulated PostScript, level 2, exactly as large as it is.
///
/// The coordinates are modules, so that the file holds whole numbers alone; all dark modules are one
/// path. `title` is reduced to characters that mean nothing to PostScript.
pub(crate) fn eps(symbol: &Symbol, module: Module, title: &str, colours: Colours) -> String {
    let edge = symbol.framed_width();
    let module_points = module.millimetres() * POINTS;
    let size = modules(edge) * module_points;
    let mut eps = format!(
        "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 {0:.0} {0:.0}\n%%HiResBoundingBox: 0 0 {size:.4} {size:.4}\n\
         %%Creator: label\n%%Title: {1}\n%%LanguageLevel: 2\n%%Pages: 1\n%%EndComments\n%%Page: 1 1\ngsave\n\
         % edge: {edge} modules\n0 {size:.4} translate {module_points:.6} dup neg scale\n\
         {2} setrgbcolor 0 0 {edge} {edge} rectfill\n{3} setrgbcolor\n\
         /b {{ /n exch def moveto n 0 rlineto 0 1 rlineto n neg 0 rlineto closepath }} bind def\nnewpath\n",
        size.ceil(),
        comment(title),
        shares(colours.light),
        shares(colours.dark),
    );
    for Run { x, y, length } in symbol.runs() {
        // Writing to a string cannot fail.
        let _ = writeln!(eps, "{x} {y} {length} b");
    }
    eps.push_str("fill\ngrestore\nshowpage\n%%EOF\n");
    eps
}

/// A colour in shares of one.
fn shares(colour: Rgb) -> String {
    let [red, green, blue] = colour.map(|part| decimal(f64::from(part) / 255.0));
    format!("{red} {green} {blue}")
}
