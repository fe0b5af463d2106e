//! The fonts of labels: embedded, chosen, refused.

use std::fs;

use crate::labels::svg_text;
use crate::made::{Desk, PAGE, claims, done, refused};
use crate::programs::{grey, rasterised, run};

#[test]
fn text_is_text_in_an_embedded_subset_of_the_font() {
    let directory = tempfile::tempdir().unwrap();
    Desk::new().write(&claims(), PAGE, directory.path(), "label");
    done(
        directory.path(),
        &["artwork", "label.txt", "--pdf", "label.pdf"],
    );
    let pdf = directory.path().join("label.pdf");
    let fonts = run("pdffonts", &[pdf.to_str().unwrap()]);
    let fonts: Vec<&str> = fonts.lines().skip(2).collect();
    assert_eq!(fonts.len(), 2, "{fonts:?}");
    for font in fonts {
        assert!(font.contains("+BIZUDPGothic"), "{font}");
        // Embedded, a subset, with the characters of its glyphs.
        assert_eq!(
            font.split_whitespace()
                .filter(|word| *word == "yes")
                .count(),
            3,
            "{font}"
        );
    }
    let size = fs::metadata(&pdf).unwrap().len();
    assert!(size < 100_000, "{size}");
}

#[test]
fn outlines_look_like_the_text() {
    let directory = tempfile::tempdir().unwrap();
    Desk::new().write(&claims(), PAGE, directory.path(), "label");
    done(
        directory.path(),
        &[
            "artwork",
            "label.txt",
            "--pdf",
            "text.pdf",
            "--svg",
            "outlines.svg",
            "--outlines",
        ],
    );
    let svg = directory.path().join("outlines.svg");
    assert!(svg_text(&svg).is_empty());
    let source = fs::read_to_string(&svg).unwrap();
    assert!(source.contains("aria-label=\"見本電機株式会社\""));
    // Programs round edges differently, by a fifth of a dot of 300 dpi.
    let outlines = grey(&rasterised(&svg, 1_200, 1));
    let text = grey(&rasterised(&directory.path().join("text.pdf"), 1_200, 1));
    // Right of the symbol; its edges fall between the dots, which programs round differently.
    let letters = text
        .enumerate_pixels()
        .filter(|(x, _, _)| *x > 40 * 1_200 * 10 / 254);
    let (mut dark, mut differ) = (0, 0);
    for (x, y, dot) in letters {
        let other = outlines.get_pixel_checked(x, y).map_or(255, |dot| dot.0[0]);
        dark += u32::from(dot.0[0] < 128);
        differ += u32::from(dot.0[0].abs_diff(other) > 160);
    }
    assert!(dark > 100_000, "{dark}");
    assert!(differ * 12 < dark, "{differ} of {dark}");
}

#[test]
fn fonts_are_chosen_and_refused() {
    let directory = tempfile::tempdir().unwrap();
    Desk::new().write(&claims(), PAGE, directory.path(), "label");
    let biz = "/usr/share/fonts/truetype/bizud-gothic/BIZUDGothic-Regular.ttf";
    done(
        directory.path(),
        &["artwork", "label.txt", "--font", biz, "--pdf", "own.pdf"],
    );
    let pdf = directory.path().join("own.pdf");
    let fonts = run("pdffonts", &[pdf.to_str().unwrap()]);
    assert!(
        fonts.contains("+BIZUDGothic") && !fonts.contains("Bold"),
        "{fonts}"
    );
    fs::write(directory.path().join("none.ttf"), "no font").unwrap();
    for (font, code) in [("none.ttf", "font_unusable"), ("missing.ttf", "file_io")] {
        let arguments = ["artwork", "label.txt", "--font", font, "--pdf", "new.pdf"];
        assert_eq!(refused(directory.path(), &arguments), code);
    }
    let narrow = [
        "artwork",
        "label.txt",
        "--width-mm",
        "30",
        "--pdf",
        "new.pdf",
    ];
    assert_eq!(refused(directory.path(), &narrow), "label_narrow");
    assert!(!directory.path().join("new.pdf").exists());
}
