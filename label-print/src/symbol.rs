//! The look of a printed symbol.

use label_qr::{Ecc, Module};

/// The pictures of a symbol that are wanted, and its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SymbolOptions {
    /// Error correction level.
    pub ecc: Ecc,
    /// Width of a module.
    pub module: Module,
    /// Draws an SVG.
    pub svg: bool,
    /// Draws a PNG.
    pub png: bool,
}

#[cfg(test)]
mod sizes;
