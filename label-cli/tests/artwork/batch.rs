//! The labels of a batch: alike, listed, and drawn though one of them cannot be.

use std::fs;
use std::path::{Path, PathBuf};

use label_core::Claims;

use crate::labels::pdf_text;
use crate::made::{Desk, PAGE, claims, done, label};
use crate::printer;
use crate::programs::{grey, rasterised, read, run};

/// Labels of two holders in `labels`, one of them with a long name.
fn labels(directory: &Path) -> Vec<String> {
    let labels = directory.join("labels");
    fs::create_dir(&labels).unwrap();
    let holders = ["見本電機株式会社", "MIHON JAPAN株式会社"];
    let names = ["カメラ", "ネットワークカメラ 屋外用ドーム型 全天候対応"];
    let texts = (1..=4).map(|number: usize| {
        let mut claims = claims();
        claims.registration = format!("R-{number}");
        claims.label.holder = Some(holders[number % 2].into());
        claims.label.product = names[usize::from(number == 3)].into();
        claims.label.models = vec![format!("HG-{number}")];
        Desk::new().write(&claims, PAGE, &labels, &format!("R-{number}"))
    });
    texts.collect()
}

/// Texts in an SVG file with their sizes.
fn sizes(svg: &Path) -> Vec<(String, String)> {
    let svg = fs::read_to_string(svg).unwrap();
    let document = roxmltree::Document::parse(&svg).unwrap();
    let texts = document
        .descendants()
        .filter(|node| node.has_tag_name("text"));
    let texts = texts.map(|node| {
        let size = node.attribute("font-size").unwrap();
        (node.text().unwrap_or_default().to_owned(), size.to_owned())
    });
    texts.collect()
}

#[test]
fn names_have_one_size_on_all_labels() {
    let directory = tempfile::tempdir().unwrap();
    labels(directory.path());
    let arguments = [
        "artwork",
        "labels",
        "--format",
        "svg",
        "--no-print-check",
        "--out",
        "art",
    ];
    done(directory.path(), &arguments);
    let names: Vec<String> = (1..=4)
        .flat_map(|number| sizes(&directory.path().join(format!("art/R-{number}.svg"))))
        .filter(|(text, _)| {
            ["カメラ", "屋外", "見本電機", "MIHON"]
                .iter()
                .any(|name| text.contains(name))
        })
        .map(|(_, size)| size)
        .collect();
    assert!(names.len() >= 8, "{names:?}");
    assert!(names.iter().all(|size| *size == names[0]), "{names:?}");
}

#[test]
fn words_stay_whole() {
    let directory = tempfile::tempdir().unwrap();
    let names = [
        ("ネットワークカメラ", "MIHON JAPAN株式会社"),
        (
            "ホームオートメーションコントローラー",
            "架空ホームオートメーション株式会社",
        ),
        (
            "家庭用ネットワークカメラ録画装置",
            "例示通信機器株式会社ネットワーク事業本部",
        ),
    ];
    let whole = [
        "ネットワーク",
        "カメラ",
        "MIHON",
        "JAPAN",
        "株式会社",
        "ホーム",
        "オートメーション",
        "コントローラー",
    ];
    for (number, (product, holder)) in names.into_iter().enumerate() {
        let mut claims = claims();
        (claims.label.product, claims.label.holder) = (product.into(), Some(holder.into()));
        Desk::new().write(&claims, PAGE, directory.path(), "label");
        for width in ["45", "52", "60", "80"] {
            let svg = format!("{number}-{width}.svg");
            let arguments = [
                "artwork",
                "label.txt",
                "--width-mm",
                width,
                "--no-print-check",
                "--svg",
                &svg,
            ];
            done(directory.path(), &arguments);
            let lines = sizes(&directory.path().join(&svg));
            for word in whole {
                let wanted = product.contains(word) || holder.contains(word);
                let found = lines.iter().any(|(line, _)| line.contains(word));
                assert!(found || !wanted, "{word} at {width} mm: {lines:?}");
            }
        }
    }
}

#[test]
fn a_list_says_which_file_is_which_label() {
    let directory = tempfile::tempdir().unwrap();
    labels(directory.path());
    let arguments = [
        "artwork",
        "labels",
        "--out",
        "art",
        "--by-holder",
        "--no-print-check",
    ];
    let report = done(directory.path(), &arguments);
    assert_eq!(report[1]["files"][0], "02-見本電機株式会社/R-2.pdf");
    assert!(
        directory
            .path()
            .join("art/01-MIHON_JAPAN株式会社/R-3.pdf")
            .exists()
    );
    let list = fs::read_to_string(directory.path().join("art/list.csv")).unwrap();
    let rows: Vec<&str> = list.lines().collect();
    assert_eq!(rows.len(), 5);
    assert_eq!(
        rows[2],
        "\"02-見本電機株式会社/R-2.pdf\",\"R-2\",\"HG-2\",\"=\"\"4901234567894\"\"\",\"見本電機株式会社\""
    );
    let arguments = [
        "render",
        "labels",
        "--out",
        "symbols",
        "--format",
        "svg,eps",
        "--no-print-check",
    ];
    done(directory.path(), &arguments);
    let list = fs::read_to_string(directory.path().join("symbols/list.csv")).unwrap();
    assert_eq!(list.lines().count(), 9);
    assert!(list.contains("\"R-4.eps\",\"R-4\""), "{list}");
}

/// Labels in `labels`, of which R-2 has a character that no font has.
fn with_a_stranger(directory: &Path) {
    labels(directory);
    let mut claims = claims();
    claims.registration = "R-2".into();
    claims.label.product = "Camera \u{13080}".into();
    Desk::new().write(&claims, PAGE, &directory.join("labels"), "R-2");
}

#[test]
fn a_missing_glyph_names_its_label_and_the_others_are_drawn() {
    let directory = tempfile::tempdir().unwrap();
    with_a_stranger(directory.path());
    let runs: [&[&str]; 2] = [
        &["artwork", "labels", "--out", "art", "--no-print-check"],
        &["sheet", "labels", "--pdf", "sheet.pdf", "--no-print-check"],
    ];
    for arguments in runs {
        let output = label(directory.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            said.starts_with("label: warning: R-2 is left out: "),
            "{said}"
        );
        assert!(said.contains("U+13080"), "{said}");
        let report = String::from_utf8(output.stdout).unwrap();
        assert!(report.contains("left out  1"), "{report}");
        assert!(report.contains("labels    3"), "{report}");
    }
    for (number, there) in [(1, true), (2, false), (3, true), (4, true)] {
        let file = directory.path().join(format!("art/R-{number}.pdf"));
        assert_eq!(file.exists(), there, "{number}");
    }
    let texts = read(&grey(&rasterised(
        &directory.path().join("sheet.pdf"),
        250,
        1,
    )));
    assert_eq!(texts.len(), 3);
    let json = [&[
        "artwork",
        "labels",
        "--out",
        "json",
        "--no-print-check",
        "--json",
    ][..]]
    .concat();
    let output = label(directory.path(), &json);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&report[1]["id"], &report[1]["error"]["code"]),
        (&"R-2".into(), &"font_character".into())
    );
    // Where nothing is left to draw, nothing is made.
    let alone = [
        "artwork",
        "labels/R-2.txt",
        "--out",
        "alone",
        "--no-print-check",
    ];
    assert_eq!(label(directory.path(), &alone).status.code(), Some(2));
    assert!(!directory.path().join("alone").exists());
}

/// A whole label in a printer's dots, drawn from its ZPL and from its SBPL.
fn in_dots(directory: &Path, dpi: &str) -> [image::GrayImage; 2] {
    let files = ["label.zpl", "label.sbpl"].map(|name| directory.join(name));
    for file in &files {
        drop(fs::remove_file(file));
    }
    let arguments = [
        "artwork",
        "label.txt",
        "--zpl",
        "label.zpl",
        "--sbpl",
        "label.sbpl",
        "--dpi",
        dpi,
    ];
    done(directory, &arguments);
    let [zpl, sbpl] = files.map(|file| fs::read_to_string(file).unwrap());
    [printer::zpl(&zpl), printer::sbpl(&sbpl)]
}

#[test]
fn printers_get_the_whole_label() {
    let directory = tempfile::tempdir().unwrap();
    let text = Desk::new().write(&claims(), PAGE, directory.path(), "label");
    done(
        directory.path(),
        &["artwork", "label.txt", "--pdf", "label.pdf"],
    );
    for (dpi, resolution) in [("203", 203), ("300", 300), ("600", 600)] {
        let [zpl, sbpl] = in_dots(directory.path(), dpi);
        assert_eq!(read(&zpl), std::slice::from_ref(&text), "{dpi}");
        // SBPL counts in eight dots: what is over is paper.
        for (x, y, dot) in sbpl.enumerate_pixels() {
            let other = zpl.get_pixel_checked(x, y).map_or(255, |dot| dot.0[0]);
            assert_eq!(dot.0[0], other, "{dpi}: {x} {y}");
        }
        assert!(
            zpl.width().abs_diff(60 * resolution * 10 / 254) <= 8,
            "{}",
            zpl.width()
        );
        // The words are there: another program puts ink on about the same dots beside the symbol.
        if resolution == 600 {
            let page = grey(&rasterised(
                &directory.path().join("label.pdf"),
                resolution,
                1,
            ));
            let beside = page
                .enumerate_pixels()
                .filter(|(x, _, _)| *x > 40 * resolution * 10 / 254);
            let (mut dark, mut differ) = (0, 0);
            for (x, y, dot) in beside {
                let other = zpl.get_pixel_checked(x, y).map_or(255, |dot| dot.0[0]);
                dark += u32::from(dot.0[0] < 128);
                differ += u32::from(dot.0[0].abs_diff(other) > 200);
            }
            assert!(dark > 10_000 && differ * 12 < dark, "{differ} of {dark}");
        }
    }
}

/// Draws a label that somebody of this name signed; returns its files.
fn signed_by(name: &str, directory: &Path) -> (String, PathBuf, PathBuf) {
    let place = directory.join(name.replace(' ', "-"));
    fs::create_dir(&place).unwrap();
    let text = Desk::named(name).write(&claims(), PAGE, &place, "label");
    fs::create_dir(place.join("labels")).unwrap();
    for file in ["label.txt", "label.cbor"] {
        fs::copy(place.join(file), place.join("labels").join(file)).unwrap();
    }
    let arguments = ["artwork", "labels", "--format", "svg,pdf", "--out", "art"];
    done(&place, &arguments);
    (
        text,
        place.join("art/label.svg"),
        place.join("art/label.pdf"),
    )
}

#[test]
fn specimens_say_so_across_the_label_and_are_read_all_the_same() {
    let directory = tempfile::tempdir().unwrap();
    for (name, words) in [
        ("Specimen signer", true),
        ("JC-STAR 見本", true),
        ("Specimens", false),
        ("Signer", false),
    ] {
        let (text, svg, pdf) = signed_by(name, directory.path());
        let source = fs::read_to_string(&svg).unwrap();
        assert_eq!(
            source.contains("aria-label=\"見本 SPECIMEN\""),
            words,
            "{name}"
        );
        // In full, where nothing hides them.
        assert_eq!(source.contains("aria-label=\"見本\""), words, "{name}");
        let page = grey(&rasterised(&pdf, 300, 1));
        assert_eq!(read(&page), [text], "{name}");
        let share = page
            .pixels()
            .filter(|dot| (0xc0..0xd0).contains(&dot.0[0]))
            .count()
            * 100
            / page.pixels().count();
        assert_eq!((3..30).contains(&share), words, "{name}: {share} %");
    }
    let place = directory.path().join("Specimen-signer");
    let [zpl, _] = in_dots(&place.join("labels"), "203");
    assert_eq!(read(&zpl).len(), 1);
    done(
        &place,
        &["sheet", "labels", "--symbols", "--pdf", "symbols.pdf"],
    );
    assert!(pdf_text(&place.join("symbols.pdf")).contains("見本SPECIMEN"));
}

#[test]
fn sheets_of_symbols_say_which_is_which() {
    let directory = tempfile::tempdir().unwrap();
    labels(directory.path());
    let mut long: Claims = claims();
    // Larger than its neighbours.
    long.label.product = "ながい製品名".repeat(9);
    long.registration = "R-0".into();
    Desk::new().write(&long, PAGE, &directory.path().join("labels"), "R-0");
    let arguments = [
        "sheet",
        "labels",
        "--symbols",
        "--pdf",
        "symbols.pdf",
        "--batch",
        "B-7",
    ];
    done(directory.path(), &arguments);
    let pdf = directory.path().join("symbols.pdf");
    let text = pdf_text(&pdf);
    for number in 1..=4 {
        assert!(
            text.contains(&format!("R-{number}HG-{number}JAN/GTIN4901234567894")),
            "{text}"
        );
    }
    for words in ["B-7", "見本電機株式会社+1", "2026-10-01|1/1"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // Captions of one row stand on one line, whatever the sizes of their symbols.
    let html = run("pdftotext", &["-bbox", pdf.to_str().unwrap(), "-"]);
    let document = roxmltree::Document::parse(&html[html.find("<html").unwrap()..]).unwrap();
    let tops = document
        .descendants()
        .filter(|node| node.text().is_some_and(|text| text.starts_with("R-")));
    let tops: Vec<&str> = tops.filter_map(|node| node.attribute("yMin")).collect();
    assert_eq!(tops.len(), 5);
    assert!(tops[1..4].iter().all(|top| *top == tops[0]), "{tops:?}");
}
