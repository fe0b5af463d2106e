//! The formats that a symbol alone is drawn in.

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Scalable Vector Graphics.
    Svg,
    /// Portable Network Graphics.
    Png,
    /// Portable Document Format.
    Pdf,
    /// Encapsulated PostScript, level 2.
    Eps,
    /// ZPL II, for Zebra and compatible printers.
    Zpl,
    /// SBPL, for SATO printers.
    Sbpl,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 6] = [
        Self::Svg,
        Self::Png,
        Self::Pdf,
        Self::Eps,
        Self::Zpl,
        Self::Sbpl,
    ];

    /// The format of files that end so.
    pub fn of_extension(extension: &str) -> Option<Self> {
        let mut known = Self::ALL.into_iter();
        known.find(|format| format.extension() == extension)
    }

    /// The ending of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Pdf => "pdf",
            Self::Eps => "eps",
            Self::Zpl => "zpl",
            Self::Sbpl => "sbpl",
        }
    }

    /// The name that people give it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Svg => "SVG",
            Self::Png => "PNG",
            Self::Pdf => "PDF",
            Self::Eps => "EPS",
            Self::Zpl => "ZPL",
            Self::Sbpl => "SBPL",
        }
    }
}
