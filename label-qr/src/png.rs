use miniz_oxide::deflate::compress_to_vec_zlib;

use crate::encode::Symbol;
use crate::error::QrError;
use label_core::limits;

/// The effort to compress, of 10: beyond this nothing is gained.
const LEVEL: u8 = 6;

impl Symbol {
    /// Draws the symbol with its quiet zone as a PNG of one bit a dot.
    ///
    /// The same symbol gives the same bytes in every program: the library of most of them, `png`, compresses as the
    /// features of other crates decide. Every module is `dots_per_module` dots wide; `dpi` states the printed size, 0 leaves it out.
    ///
    /// # Errors
    ///
    /// [`QrError::PictureMalformed`] for no dots, [`QrError::PictureTooLarge`] above
    /// [`limits::PICTURE_EDGE`].
    pub fn to_png(&self, dots_per_module: u32, dpi: u32) -> Result<Vec<u8>, QrError> {
        let edge = self.edge(dots_per_module)?;
        let dots = self.dots(dots_per_module as usize);
        Ok(write(edge, dpi, &dots))
    }

    /// The dots of [`to_png`](Self::to_png) as grey levels, row by row, and how many stand in a row.
    ///
    /// # Errors
    ///
    /// As [`to_png`](Self::to_png).
    pub fn to_luma(&self, dots_per_module: u32) -> Result<(Vec<u8>, u32), QrError> {
        let edge = self.edge(dots_per_module)?;
        let bytes = (edge as usize).div_ceil(8);
        let dots = self.dots(dots_per_module as usize);
        let grey = |byte: &u8| [7, 6, 5, 4, 3, 2, 1, 0].map(|bit| (byte >> bit & 1) * 255);
        let rows = dots.chunks_exact(bytes);
        let luma = rows.flat_map(|row| row.iter().flat_map(grey).take(edge as usize));
        Ok((luma.collect(), edge))
    }

    /// The dots a side of a picture, if it can be drawn.
    fn edge(&self, dots_per_module: u32) -> Result<u32, QrError> {
        if dots_per_module == 0 {
            return Err(QrError::PictureMalformed);
        }
        let modules = u32::try_from(self.framed_width()).map_err(|_| QrError::PictureTooLarge)?;
        let edge = modules
            .checked_mul(dots_per_module)
            .filter(|edge| *edge <= limits::PICTURE_EDGE);
        edge.ok_or(QrError::PictureTooLarge)
    }

    /// The rows of the picture, eight dots a byte, white is 1.
    fn dots(&self, dots_per_module: usize) -> Vec<u8> {
        let edge = self.framed_width() * dots_per_module;
        let mut dots = Vec::with_capacity(edge.div_ceil(8) * edge);
        for y in 0..self.framed_width() {
            let byte = |first: usize| {
                (first..first + 8).fold(0, |byte, dot| {
                    byte << 1 | u8::from(!self.is_dark_framed(dot / dots_per_module, y))
                })
            };
            let row: Vec<u8> = (0..edge).step_by(8).map(byte).collect();
            dots.extend(core::iter::repeat_n(row, dots_per_module).flatten());
        }
        dots
    }
}

/// The file of a square picture of one bit a dot (PNG, third edition); `dots` are its rows in whole bytes.
fn write(edge: u32, dpi: u32, dots: &[u8]) -> Vec<u8> {
    let size = edge.to_be_bytes();
    // One bit of grey, and the only compression, filters and order of rows that every reader knows.
    let header = [&size[..], &size, &[1, 0, 0, 0, 0]].concat();
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, *b"IHDR", &header);
    if let Some(per_metre) = resolution(dpi) {
        let per_metre = per_metre.to_be_bytes();
        chunk(
            &mut file,
            *b"pHYs",
            &[&per_metre[..], &per_metre, &[1]].concat(),
        );
    }
    let rows = filtered(dots, (edge as usize).div_ceil(8));
    chunk(&mut file, *b"IDAT", &compress_to_vec_zlib(&rows, LEVEL));
    chunk(&mut file, *b"IEND", &[]);
    file
}

/// Adds a chunk with its length and checksum.
fn chunk(file: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    file.extend(length.to_be_bytes());
    let start = file.len();
    file.extend(name);
    file.extend(data);
    let sum = crc32fast::hash(file.get(start..).unwrap_or_default());
    file.extend(sum.to_be_bytes());
}

/// The rows of a picture, each less the one above: most repeat it.
fn filtered(dots: &[u8], bytes: usize) -> Vec<u8> {
    const UP: u8 = 2;
    let mut above = vec![0; bytes];
    let mut rows = Vec::with_capacity(dots.len() + dots.len() / bytes.max(1));
    for row in dots.chunks_exact(bytes.max(1)) {
        rows.push(UP);
        rows.extend(
            row.iter()
                .zip(&above)
                .map(|(dot, above)| dot.wrapping_sub(*above)),
        );
        row.clone_into(&mut above);
    }
    rows
}

/// Dots per metre, rounded, where a size is stated; an inch is 0.0254 m.
fn resolution(dpi: u32) -> Option<u32> {
    let per_metre = (u64::from(dpi) * 10_000 + 127) / 254;
    u32::try_from(per_metre).ok().filter(|dots| *dots > 0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use png::{BitDepth, ColorType};

    use super::*;
    use crate::ecc::Ecc;

    fn decode(file: &[u8]) -> (png::Info<'static>, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(file))
            .read_info()
            .unwrap();
        let mut dots = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut dots).unwrap();
        (reader.info().clone(), dots)
    }

    #[test]
    fn every_dot_is_its_module() {
        let symbol = Symbol::encode("https://label.example/s#", "1234567890", Ecc::M).unwrap();
        for dots_per_module in [1, 3, 8] {
            let (info, dots) = decode(&symbol.to_png(dots_per_module, 300).unwrap());
            let edge = symbol.framed_width() * dots_per_module as usize;
            assert_eq!((info.width as usize, info.height as usize), (edge, edge));
            assert_eq!(
                (info.color_type, info.bit_depth),
                (ColorType::Grayscale, BitDepth::One)
            );
            assert_eq!(info.pixel_dims.unwrap().xppu, 11_811);
            let (luma, width) = symbol.to_luma(dots_per_module).unwrap();
            assert_eq!((luma.len(), width as usize), (edge * edge, edge));
            for (x, y) in (0..edge).flat_map(|y| (0..edge).map(move |x| (x, y))) {
                let white = dots[y * edge.div_ceil(8) + x / 8] >> (7 - x % 8) & 1 == 1;
                let module = (x / dots_per_module as usize, y / dots_per_module as usize);
                assert_eq!(white, !symbol.is_dark_framed(module.0, module.1), "{x} {y}");
                assert_eq!(luma[y * edge + x], if white { 255 } else { 0 }, "{x} {y}");
            }
        }
    }

    #[test]
    fn size_and_resolution_are_bounded() {
        let symbol = Symbol::encode("", "1", Ecc::L).unwrap();
        assert_eq!(symbol.to_png(0, 300), Err(QrError::PictureMalformed));
        assert_eq!(
            symbol.to_png(limits::PICTURE_EDGE / 29 + 1, 300),
            Err(QrError::PictureTooLarge)
        );
        assert_eq!(symbol.to_png(u32::MAX, 300), Err(QrError::PictureTooLarge));
        assert!(symbol.to_png(limits::PICTURE_EDGE / 29, u32::MAX).is_ok());
        assert!(decode(&symbol.to_png(2, 0).unwrap()).0.pixel_dims.is_none());
    }
}
