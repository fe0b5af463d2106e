//! Symbols alone, in every format.

use std::fs;
use std::path::Path;

use image::GrayImage;

use crate::made::{Desk, PAGE, claims, done, refused};
use crate::programs::{grey, rasterised, read, run, zbar};
use crate::{made, printer};

const FORMATS: [&str; 6] = ["svg", "png", "pdf", "eps", "zpl", "sbpl"];

/// Draws a label in every format; returns the report.
fn draw(directory: &Path, more: &[&str]) -> serde_json::Value {
    let files: Vec<String> = FORMATS
        .iter()
        .flat_map(|kind| [format!("--{kind}"), format!("symbol.{kind}")])
        .collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    done(
        directory,
        &[&["render", "label.txt"], more, &files].concat(),
    )
}

/// A file as another program, or a decoder of these tests, reads it.
fn picture(directory: &Path, kind: &str, dpi: u32) -> GrayImage {
    let file = directory.join(format!("symbol.{kind}"));
    match kind {
        "png" => grey(&file),
        "zpl" => printer::zpl(&fs::read_to_string(file).unwrap()),
        "sbpl" => printer::sbpl(&fs::read_to_string(file).unwrap()),
        _ => grey(&rasterised(&file, dpi, 1)),
    }
}

#[test]
fn every_format_is_read_by_others() {
    for (more, dpi, module) in [
        (&["--ecc", "L", "--dpi", "203"][..], 203, 4),
        (
            &["--ecc", "M", "--dpi", "300", "--module-mm", "0.5"],
            300,
            6,
        ),
        (&["--ecc", "Q"], 600, 10),
        (
            &["--ecc", "H", "--dots", "3", "--dpi", "203", "--allow-small"],
            203,
            3,
        ),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let text = Desk::new().write(&claims(), PAGE, directory.path(), "label");
        let report = draw(directory.path(), more);
        let edge = u32::try_from(report["modules"].as_u64().unwrap() + 8).unwrap() * module;
        assert_eq!(report["dots"], module);
        for kind in FORMATS {
            let picture = picture(directory.path(), kind, dpi);
            // librsvg rounds up; SBPL counts in eights, ZPL a row in eights.
            let over = if kind == "sbpl" || kind == "zpl" {
                7
            } else {
                1
            };
            for length in [picture.width(), picture.height()] {
                assert!(
                    (edge..=edge + over).contains(&length),
                    "{kind} {length} {edge}"
                );
            }
            assert_eq!(read(&picture), [text.as_str()], "{kind} {more:?}");
            let dots = directory.path().join(format!("{kind}.dots.png"));
            picture.save(&dots).unwrap();
            assert_eq!(zbar(&dots), [text.as_str()], "{kind} {more:?}");
        }
    }
}

#[test]
fn all_formats_show_the_same_dots() {
    let directory = tempfile::tempdir().unwrap();
    Desk::new().write(&claims(), PAGE, directory.path(), "label");
    draw(directory.path(), &["--dpi", "300"]);
    let drawn = picture(directory.path(), "png", 300);
    for kind in ["svg", "pdf", "eps", "zpl", "sbpl"] {
        let other = picture(directory.path(), kind, 300);
        let mut differ = 0;
        for (x, y, dot) in drawn.enumerate_pixels() {
            differ += u32::from(dot.0[0].abs_diff(other.get_pixel(x, y).0[0]) > 127);
        }
        assert_eq!(differ, 0, "{kind}");
    }
}

#[test]
fn vectors_are_exactly_as_large_as_they_are() {
    let directory = tempfile::tempdir().unwrap();
    Desk::new().write(&claims(), PAGE, directory.path(), "label");
    let report = draw(directory.path(), &["--dpi", "203"]);
    // 4 dots of 203 dpi; a point is 1/72 inch.
    let modules = report["modules"].as_f64().unwrap() + 8.0;
    let points = modules * 4.0 / 203.0 * 72.0;
    let eps = fs::read_to_string(directory.path().join("symbol.eps")).unwrap();
    let boxes = |name: &str| {
        let line = eps
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap();
        let numbers = line
            .split_whitespace()
            .map(|number| number.parse().unwrap());
        numbers.collect::<Vec<f64>>()
    };
    let whole = points.ceil();
    assert_eq!(boxes("%%BoundingBox:"), [0.0, 0.0, whole, whole]);
    let exact = boxes("%%HiResBoundingBox:");
    assert!(
        exact[2..].iter().all(|edge| (edge - points).abs() < 1e-3),
        "{exact:?}"
    );
    let pdf = directory.path().join("symbol.pdf");
    let info = run("pdfinfo", &[pdf.to_str().unwrap()]);
    let size = info
        .lines()
        .find_map(|line| line.strip_prefix("Page size:"))
        .unwrap();
    let size: f64 = size.split_whitespace().next().unwrap().parse().unwrap();
    assert!((size - points).abs() < 0.01, "{info}");
    let svg = fs::read_to_string(directory.path().join("symbol.svg")).unwrap();
    let millimetres = points * 25.4 / 72.0;
    assert!(
        svg.contains(&format!("width=\"{millimetres:.3}mm\"")),
        "{millimetres}"
    );
}

#[test]
fn colours_come_out_and_are_checked() {
    let directory = tempfile::tempdir().unwrap();
    let text = Desk::new().write(&claims(), PAGE, directory.path(), "label");
    let colours = ["--dark", "002b5c", "--light", "fff4d6"];
    let report = draw(directory.path(), &colours);
    assert_eq!(report["print_check"]["contrast"], 88);
    for kind in ["svg", "pdf", "eps"] {
        let file = directory.path().join(format!("symbol.{kind}"));
        if kind != "svg" {
            // The helper asks for grey levels; the colours themselves are in the SVG.
            assert_eq!(
                read(&grey(&rasterised(&file, 300, 1))),
                [text.as_str()],
                "{kind}"
            );
            continue;
        }
        let picture = image::open(rasterised(&file, 300, 1)).unwrap().into_rgb8();
        assert_eq!(picture.get_pixel(0, 0).0, [255, 244, 214]);
        let dark = picture
            .pixels()
            .filter(|pixel| pixel.0 == [0, 43, 92])
            .count();
        assert!(dark > 10_000, "{dark}");
    }
    for (more, code) in [
        (["--dark", "ff0000"], "contrast_low"),
        (["--light", "555555"], "contrast_low"),
    ] {
        let arguments = [&["render", "label.txt", "--svg", "new.svg"], &more[..]].concat();
        assert_eq!(refused(directory.path(), &arguments), code);
    }
}

#[test]
fn what_would_not_survive_printing_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    Desk::new().write(&claims(), PAGE, directory.path(), "label");
    for (more, code) in [
        (&["--dots", "9"][..], "module_small"),
        (&["--dots", "24"], "module_large"),
        (&["--dots", "1", "--allow-small"], "print_unreadable"),
        (
            &["--dots", "100", "--dpi", "4800", "--ecc", "H"],
            "picture_too_large",
        ),
    ] {
        let arguments = [&["render", "label.txt", "--png", "new.png"], more].concat();
        assert_eq!(refused(directory.path(), &arguments), code, "{more:?}");
        assert!(!directory.path().join("new.png").exists());
    }
    let screen = [
        "render",
        "label.txt",
        "--png",
        "new.png",
        "--dots",
        "1",
        "--allow-small",
        "--no-print-check",
    ];
    assert!(done(directory.path(), &screen)["print_check"].is_null());
    let large = [
        "render",
        "label.txt",
        "--png",
        "large.png",
        "--dots",
        "24",
        "--allow-large",
    ];
    assert_eq!(
        done(directory.path(), &large)["print_check"]["retail"],
        false
    );
}

#[test]
fn a_directory_is_drawn_on_all_cores_in_order() {
    let directory = tempfile::tempdir().unwrap();
    let labels = directory.path().join("labels");
    fs::create_dir(&labels).unwrap();
    let desk = Desk::new();
    let mut texts = Vec::new();
    for number in 0..20 {
        let mut claims = claims();
        claims.label.models = vec![format!("HG-{number}")];
        texts.push(desk.write(&claims, PAGE, &labels, &format!("R-{number:03}")));
    }
    let arguments = [
        "render",
        "labels",
        "--out",
        "symbols",
        "--format",
        "pdf,svg,pdf",
    ];
    let reports = done(directory.path(), &arguments);
    let reports = reports.as_array().unwrap();
    assert_eq!(reports.len(), 20);
    for (number, (report, text)) in reports.iter().zip(&texts).enumerate() {
        let names = [format!("R-{number:03}.svg"), format!("R-{number:03}.pdf")];
        assert_eq!(report["files"], serde_json::json!(names));
        assert_eq!(report["text"], text.as_str());
    }
    assert_eq!(
        fs::read_dir(directory.path().join("symbols"))
            .unwrap()
            .count(),
        41,
        "two files for each, and their list"
    );
    // A credential that belongs to another text is not believed, and nothing is left.
    fs::copy(labels.join("R-001.cbor"), labels.join("R-002.cbor")).unwrap();
    let arguments = ["render", "labels", "--out", "other"];
    assert_eq!(refused(directory.path(), &arguments), "signature");
    assert!(!directory.path().join("other").exists());
    let output = made::label(directory.path(), &["render", "labels", "--svg", "one.svg"]);
    assert_eq!(output.status.code(), Some(2));
}
