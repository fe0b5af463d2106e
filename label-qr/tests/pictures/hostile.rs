use std::io::Cursor;

use image::{GrayImage, ImageFormat};
use label_core::limits;
use label_qr::{Ecc, QrError, Symbol, read_all_luma, read_luma, read_picture};

use crate::digits;
use crate::shots::{Random, Shot, shoot};

/// Mutations of each kind: many where the code is fast.
const ROUNDS: usize = if cfg!(debug_assertions) { 200 } else { 4_000 };

fn small_shot() -> Shot {
    let symbol = Symbol::encode("https://label.example/s#", &digits(30), Ecc::L).unwrap();
    shoot(&symbol, 2.0, 0.0)
}

fn file(shot: &Shot, format: ImageFormat) -> Vec<u8> {
    let picture = GrayImage::from_raw(shot.width as u32, shot.height as u32, shot.luma.clone());
    let mut file = Cursor::new(Vec::new());
    picture.unwrap().write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// Changes, cuts or repeats a few bytes.
fn mutate(file: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(4) {
        let at = random.below(file.len());
        match random.below(4) {
            0 => file[at] = random.next() as u8,
            1 => file[at] ^= 1 << random.below(8),
            2 => file.truncate(at.max(1)),
            _ => file.insert(at, random.next() as u8),
        }
    }
}

fn is_picture_error(error: &QrError) -> bool {
    matches!(
        error,
        QrError::PictureMalformed | QrError::PictureNoSymbol | QrError::PictureTooLarge
    )
}

#[test]
fn mutated_files_are_read_or_refused() {
    let (shot, mut random) = (small_shot(), Random(11));
    let (mut read, mut refused) = (0, 0);
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let whole = file(&shot, format);
        for _ in 0..ROUNDS {
            let mut file = whole.clone();
            mutate(&mut file, &mut random);
            match read_picture(&file) {
                Ok(_) => read += 1,
                Err(error) => {
                    assert!(is_picture_error(&error), "{error:?}");
                    refused += 1;
                }
            }
        }
    }
    assert!(read > 0 && refused > 0, "{read} read, {refused} refused");
}

#[test]
fn random_bytes_are_refused() {
    let mut random = Random(12);
    for start in [
        &b""[..],
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    ] {
        for length in 0..500 {
            let mut file = start.to_vec();
            file.extend((0..length).map(|_| random.next() as u8));
            assert_eq!(read_picture(&file), Err(QrError::PictureMalformed));
        }
    }
}

#[test]
fn spoilt_modules_never_give_another_text() {
    let (shot, mut random) = (small_shot(), Random(13));
    let clean = read_luma(&shot.luma, shot.width as u32, shot.height as u32).unwrap();
    for _ in 0..ROUNDS {
        let mut shot = shot.clone();
        for _ in 0..random.below(8) {
            let (level, length) = (random.next() as u8, random.below(40));
            let start = random.below(shot.luma.len() - length);
            let stride = [1, shot.width][random.below(2)];
            shot.luma[start..]
                .iter_mut()
                .step_by(stride)
                .take(length)
                .for_each(|dot| *dot = level);
        }
        match read_luma(&shot.luma, shot.width as u32, shot.height as u32) {
            Ok(reading) => assert_eq!(reading.text, clean.text),
            Err(error) => assert_eq!(error, QrError::PictureNoSymbol),
        }
    }
}

#[test]
fn every_small_size_is_handled() {
    let mut random = Random(14);
    for (width, height) in (1..24).flat_map(|width| (1..24).map(move |height| (width, height))) {
        let noise: Vec<u8> = (0..width * height).map(|_| random.next() as u8).collect();
        for luma in [noise, vec![0; (width * height) as usize]] {
            assert_eq!(
                read_luma(&luma, width, height),
                Err(QrError::PictureNoSymbol)
            );
            assert_eq!(
                read_all_luma(&luma, width, height),
                Err(QrError::PictureNoSymbol)
            );
        }
    }
    for (width, height) in [
        (1, limits::PICTURE_EDGE),
        (limits::PICTURE_EDGE, 1),
        (3, 4_000),
    ] {
        let luma: Vec<u8> = (0..width * height).map(|_| random.next() as u8).collect();
        assert_eq!(
            read_luma(&luma, width, height),
            Err(QrError::PictureNoSymbol)
        );
    }
}

#[test]
fn a_field_of_finder_patterns_ends_soon() {
    // More than is tried: each 8 by 8 dots hold one finder pattern.
    let (width, height) = (2_100, 1_000);
    let dark = |at: usize| {
        let (x, y) = (at % width % 8, at / width % 8);
        let ring = x.abs_diff(3).max(y.abs_diff(3));
        ring != 2 && ring <= 3
    };
    let luma: Vec<u8> = (0..width * height)
        .map(|at| if dark(at) { 0 } else { 255 })
        .collect();
    let error = read_luma(&luma, width as u32, height as u32);
    assert_eq!(error, Err(QrError::PictureNoSymbol));
}

#[test]
fn sizes_are_bounded_before_decoding() {
    let header = |width: u32, height: u32| {
        let mut info = png::Info::with_size(width, height);
        (info.bit_depth, info.color_type) = (png::BitDepth::Sixteen, png::ColorType::Rgba);
        let mut file = Vec::new();
        let mut writer = png::Encoder::with_info(&mut file, info)
            .unwrap()
            .write_header()
            .unwrap();
        writer.write_chunk(png::chunk::IDAT, &[]).unwrap();
        drop(writer);
        file
    };
    let edge = limits::PICTURE_EDGE;
    assert_eq!(
        read_picture(&header(edge + 1, 1)),
        Err(QrError::PictureTooLarge)
    );
    assert_eq!(
        read_picture(&header(u32::MAX >> 1, u32::MAX >> 1)),
        Err(QrError::PictureTooLarge)
    );
    assert_eq!(
        read_picture(&header(edge, edge)),
        Err(QrError::PictureTooLarge)
    );
    assert_eq!(
        read_picture(&header(10, 10)),
        Err(QrError::PictureMalformed)
    );
}
