//! Many labels on pages.

use std::fs;
use std::path::Path;

use crate::made::{Desk, PAGE, claims, done, refused};
use crate::programs::{grey, rasterised, read, run};

/// Labels of several heights in `labels`; returns their texts.
fn labels(directory: &Path, number: usize) -> Vec<String> {
    let labels = directory.join("labels");
    fs::create_dir(&labels).unwrap();
    let desk = Desk::new();
    let mut texts: Vec<String> = (0..number)
        .map(|number| {
            let mut claims = claims();
            claims.label.models = vec![format!("HG-{number:03}")];
            if number % 3 == 0 {
                claims.label.product = "ながい製品名".repeat(5);
            }
            desk.write(&claims, PAGE, &labels, &format!("R-{number:03}"))
        })
        .collect();
    texts.sort();
    texts
}

#[test]
fn every_symbol_on_every_page_is_read_by_others() {
    let directory = tempfile::tempdir().unwrap();
    let texts = labels(directory.path(), 17);
    for (more, pages, on_first) in [
        (&[][..], 2, 12),
        (&["--symbols", "--gap-mm", "0"], 1, 17),
        (&["--paper", "a3", "--landscape"], 1, 17),
        (&["--width-mm", "95", "--margin-mm", "5"], 3, 6),
    ] {
        let pdf = directory.path().join("sheet.pdf");
        drop(fs::remove_file(&pdf));
        let arguments = [
            &["sheet", "labels", "--pdf", "sheet.pdf", "--no-print-check"],
            more,
        ]
        .concat();
        let report = done(directory.path(), &arguments);
        assert_eq!(
            (&report["pages"], &report["labels"]),
            (&pages.into(), &17.into()),
            "{more:?}"
        );
        let mut found = Vec::new();
        for page in 1..=pages {
            let on_page = read(&grey(&rasterised(&pdf, 250, page)));
            if page == 1 {
                assert_eq!(on_page.len(), on_first, "{more:?}");
            }
            found.extend(on_page);
        }
        found.sort();
        assert_eq!(found, texts, "{more:?}");
    }
}

#[test]
fn pages_are_as_large_as_the_paper_and_cut_marks_are_hairlines() {
    let directory = tempfile::tempdir().unwrap();
    labels(directory.path(), 4);
    let marks = |name: &str, more: &[&str]| {
        let file = format!("{name}.pdf");
        let arguments = [
            &["sheet", "labels", "--no-print-check", "--pdf", &file],
            more,
        ]
        .concat();
        let report = done(directory.path(), &arguments);
        let pdf = directory.path().join(file);
        let info = run("pdfinfo", &[pdf.to_str().unwrap()]);
        assert!(info.contains("595.276 x 841.89 pts (A4)"), "{info}");
        let page = grey(&rasterised(&pdf, 600, 1));
        // Dark dots within the outer 9 mm on the left: marks alone.
        let margin = 9 * 600 * 10 / 254;
        let dark = |x: u32, y: u32| page.get_pixel(x, y).0[0] < 128;
        let rows = (0..page.height())
            .filter(|y| (0..margin).any(|x| dark(x, *y)))
            .count();
        assert_eq!(report["columns"], 3);
        rows
    };
    // Two rows of labels are cut four times; 0.1 mm is 2.4 dots.
    let dark = marks("with", &["--gap-mm", "5"]);
    assert!((8..=16).contains(&dark), "{dark}");
    assert_eq!(marks("without", &["--no-cut-marks"]), 0);
}

#[test]
fn copies_fill_pages() {
    let directory = tempfile::tempdir().unwrap();
    let texts = labels(directory.path(), 2);
    let arguments = [
        "sheet",
        "labels/R-001.txt",
        "--copies",
        "24",
        "--pdf",
        "copies.pdf",
    ];
    let report = done(directory.path(), &arguments);
    assert_eq!(
        (&report["labels"], &report["pages"]),
        (&24.into(), &2.into())
    );
    let pdf = directory.path().join("copies.pdf");
    let found = read(&grey(&rasterised(&pdf, 250, 2)));
    assert!(found.len() == 1 && texts.contains(&found[0]));
}

#[test]
fn what_cannot_be_laid_out_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    labels(directory.path(), 2);
    fs::create_dir(directory.path().join("empty")).unwrap();
    for (arguments, code) in [
        (&["labels", "--width-mm", "300"][..], "sheet_small"),
        (&["labels", "--margin-mm", "90"], "sheet_small"),
        (&["empty"], "usage"),
        (&["labels", "labels"], "usage"),
        (&["labels", "--copies", "0"], "usage"),
        (&["labels", "--dots", "3"], "module_small"),
    ] {
        let arguments = [&["sheet", "--pdf", "new.pdf"], arguments].concat();
        assert_eq!(refused(directory.path(), &arguments), code, "{arguments:?}");
    }
    assert!(!directory.path().join("new.pdf").exists());
}
