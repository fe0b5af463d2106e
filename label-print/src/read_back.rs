//! Reading pictures back from the very bytes that are handed over.

mod modules;
mod pdf;
mod printer;
mod scan;

use label_qr::{Module, QrError, TerminalStyle, read_picture};

use self::scan::read;
use crate::format::Format;
use crate::raster::Raster;

pub(crate) use self::pdf::symbols as pdf_symbols;

/// The dots of a label in a printer's language; none for another format.
pub(crate) fn dots(format: Format, file: &str) -> Option<Raster> {
    match format {
        Format::Zpl => printer::zpl(file),
        Format::Sbpl => printer::sbpl(file),
        Format::Svg | Format::Png | Format::Pdf | Format::Eps => None,
    }
}

/// The text in the symbol of a picture.
pub(crate) fn raster(raster: &Raster) -> Result<String, QrError> {
    read(raster)
}

/// The text in a file of any format; a module's width is only needed where a page has no dots.
pub(crate) fn file(format: Format, file: &[u8], module: Module) -> Result<String, QrError> {
    let text = || str::from_utf8(file).map_err(|_| QrError::PictureMalformed);
    let raster = match format {
        Format::Png => return png(file),
        Format::Svg => modules::svg(text()?),
        Format::Eps => modules::eps(text()?),
        Format::Zpl => printer::zpl(text()?),
        Format::Sbpl => printer::sbpl(text()?),
        Format::Pdf => pdf::page(file, module.millimetres()),
    };
    read(&raster.ok_or(QrError::PictureMalformed)?)
}

/// The text in a PNG file.
pub(crate) fn png(file: &[u8]) -> Result<String, QrError> {
    read_picture(file).map(|reading| reading.text)
}

/// The text in an SVG picture, whose dark modules are the boxes of its path.
pub(crate) fn svg(svg: &str) -> Result<String, QrError> {
    read(&modules::svg(svg).ok_or(QrError::PictureMalformed)?)
}

/// The text in half blocks.
pub(crate) fn terminal(blocks: &str, style: TerminalStyle) -> Result<String, QrError> {
    read(&modules::terminal(blocks, style)?)
}
