//! Other people's programs.

use std::path::{Path, PathBuf};
use std::process::Command;

use image::GrayImage;
use label_qr::read_all_luma;

/// Runs a program that `cargo xtask setup` installs and returns its standard output.
pub(crate) fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output =
        output.unwrap_or_else(|error| panic!("{program}: {error}; run 'cargo xtask setup'"));
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {output:?}"
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Draws a vector file in dots; of a PDF the page of a number.
pub(crate) fn rasterised(file: &Path, dpi: u32, page: u32) -> PathBuf {
    let picture = file.with_extension(format!("{}.{page}.png", kind(file)));
    let (from, to) = (text(file), text(&picture));
    let (dpi, page) = (dpi.to_string(), page.to_string());
    match kind(file) {
        "svg" => run("rsvg-convert", &["-d", &dpi, "-p", &dpi, "-o", to, from]),
        "eps" => {
            let resolution = format!("-r{dpi}");
            let arguments = [
                "-q",
                "-dNOPAUSE",
                "-dBATCH",
                "-dSAFER",
                "-dEPSCrop",
                "-sDEVICE=pnggray",
            ];
            run(
                "gs",
                &[&arguments[..], &[&resolution, "-o", to, from]].concat(),
            )
        }
        "pdf" => {
            let stem = picture.with_extension("");
            let arguments = [
                "-r",
                &dpi,
                "-gray",
                "-png",
                "-singlefile",
                "-f",
                &page,
                "-l",
                &page,
            ];
            run("pdftoppm", &[&arguments[..], &[from, text(&stem)]].concat())
        }
        other => panic!("{other}"),
    };
    picture
}

fn kind(file: &Path) -> &str {
    file.extension().unwrap().to_str().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The texts that ZBar reads in a picture, sorted.
pub(crate) fn zbar(picture: &Path) -> Vec<String> {
    let found = run("zbarimg", &["--quiet", "--nodbus", "--raw", text(picture)]);
    let mut texts: Vec<String> = found.lines().map(str::to_owned).collect();
    texts.sort();
    texts
}

/// The texts that the reader of label-core reads in a picture, sorted.
pub(crate) fn read(picture: &GrayImage) -> Vec<String> {
    let readings = read_all_luma(picture.as_raw(), picture.width(), picture.height()).unwrap();
    let mut texts: Vec<String> = readings.into_iter().map(|reading| reading.text).collect();
    texts.sort();
    texts
}

/// A picture in grey levels on white.
pub(crate) fn grey(picture: &Path) -> GrayImage {
    let rgba = image::open(picture).unwrap().into_rgba8();
    GrayImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0.map(u32::from);
        let grey = (299 * red + 587 * green + 114 * blue) / 1_000;
        let on_white = (grey * alpha + 255 * (255 - alpha)) / 255;
        [u8::try_from(on_white).unwrap()].into()
    })
}
