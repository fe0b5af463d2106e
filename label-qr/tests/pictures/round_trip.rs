use label_qr::{Ecc, Mode, Step, Symbol, read_all_luma, read_all_picture, read_picture};

use crate::shots::{Shot, shoot};
use crate::{PREFIX, digits, full_symbol};

#[test]
fn every_version_and_level_reads_back() {
    for ecc in Ecc::ALL {
        // The lead is 43 bytes: smaller versions hold it only at a lower level.
        let least = match ecc {
            Ecc::L => 3,
            Ecc::M => 4,
            Ecc::Q => 5,
            Ecc::H => 6,
        };
        for version in least..=40 {
            if ecc != Ecc::M && version % 5 != 0 {
                continue;
            }
            let (symbol, text) = full_symbol(version, ecc);
            assert_eq!((symbol.version(), symbol.ecc()), (version, ecc));
            let reading = read_picture(&symbol.to_png(4, 300).unwrap()).unwrap();
            assert_eq!(
                (reading.text, reading.step),
                (text, Step::Raw),
                "version {version}-{ecc}"
            );
        }
    }
}

#[test]
fn one_segment_reads_back() {
    for version in 1..=3_u8 {
        let length = [0, 34, 63, 101][usize::from(version)];
        let symbol = Symbol::encode("", &digits(length), Ecc::M).unwrap();
        assert_eq!((symbol.version(), symbol.segments().len()), (version, 1));
        assert_eq!(symbol.segments()[0].mode, Mode::Numeric);
        assert_eq!(
            read_picture(&symbol.to_png(4, 0).unwrap()).unwrap().text,
            digits(length)
        );
    }
    let symbol = Symbol::encode(PREFIX, "", Ecc::M).unwrap();
    assert_eq!(symbol.segments()[0].mode, Mode::Byte);
    assert_eq!(
        read_picture(&symbol.to_png(4, 0).unwrap()).unwrap().text,
        PREFIX
    );
}

#[test]
fn all_masks_come_up_and_read_back() {
    let mut seen = [false; 8];
    for length in 1..80 {
        let symbol = Symbol::encode("https://label.example/s#", &digits(length), Ecc::Q).unwrap();
        let mask = usize::from(symbol.mask());
        if !std::mem::replace(&mut seen[mask], true) {
            let reading = read_picture(&symbol.to_png(3, 0).unwrap()).unwrap();
            assert_eq!(
                reading.text,
                format!("https://label.example/s#{}", digits(length))
            );
        }
    }
    assert_eq!(seen, [true; 8]);
}

#[test]
fn a_sheet_of_symbols_reads_back_whole() {
    let texts: Vec<String> = (0..24).map(|n| digits(400 + n)).collect();
    let mut sheet = Shot {
        luma: vec![255; 2_100 * 1_300],
        width: 2_100,
        height: 1_300,
    };
    for (n, text) in texts.iter().enumerate() {
        let symbol = Symbol::encode(PREFIX, text, Ecc::M).unwrap();
        shoot(&symbol, 4.0, 0.0).paste_on(&mut sheet, 30 + n % 6 * 340, 30 + n / 6 * 310);
    }
    let readings = read_all_luma(&sheet.luma, 2_100, 1_300).unwrap();
    let mut found: Vec<String> = readings.into_iter().map(|reading| reading.text).collect();
    let mut wanted: Vec<String> = texts.iter().map(|text| format!("{PREFIX}{text}")).collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn clear_pixels_are_paper() {
    let (symbol, text) = full_symbol(8, Ecc::M);
    let shot = shoot(&symbol, 4.0, 0.0);
    // Black everywhere; what would be white is clear.
    let pixels = shot
        .luma
        .iter()
        .flat_map(|level| [0, 0, 0, 255 - level])
        .collect();
    let picture =
        image::RgbaImage::from_raw(shot.width as u32, shot.height as u32, pixels).unwrap();
    let mut file = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut file, image::ImageFormat::Png)
        .unwrap();
    assert_eq!(read_picture(file.get_ref()).unwrap().text, text);
    assert_eq!(read_all_picture(file.get_ref()).unwrap()[0].text, text);
}

#[test]
fn jpeg_reads_back() {
    let (symbol, text) = full_symbol(13, Ecc::M);
    let shot = shoot(&symbol, 3.3, 0.0);
    let picture =
        image::GrayImage::from_raw(shot.width as u32, shot.height as u32, shot.luma).unwrap();
    let mut file = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut file, image::ImageFormat::Jpeg)
        .unwrap();
    assert_eq!(read_picture(file.get_ref()).unwrap().text, text);
}
