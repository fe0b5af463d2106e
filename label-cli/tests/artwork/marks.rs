//! Marks of levels: the neutral ones and an owner's.

use std::fs;

use label_core::Code;

use crate::labels::pdf_text;
use crate::made::{Desk, PAGE, claims, done, refused};
use crate::programs::{grey, rasterised, read};

#[test]
fn every_kind_of_level_has_a_mark() {
    let directory = tempfile::tempdir().unwrap();
    let desk = Desk::new();
    let mut gold = claims();
    gold.label.scheme = Code::Number(10);
    gold.label.level = Some(3);
    gold.label.assessment = label_core::Assessment::Evaluated;
    gold.label.criteria = None;
    gold.label.supply_chain = None;
    gold.label.evaluator = Some("見本検査".into());
    desk.write(&gold, PAGE, directory.path(), "gold");
    done(
        directory.path(),
        &["artwork", "gold.txt", "--words", "ja", "--pdf", "gold.pdf"],
    );
    let text = pdf_text(&directory.path().join("gold.pdf"));
    assert!(
        text.contains("セキュアIoT認定Gold") && text.matches("Gold").count() == 2,
        "{text}"
    );
    // Stars are shapes, not letters: one solid, three hollow.
    desk.write(&claims(), PAGE, directory.path(), "star");
    done(
        directory.path(),
        &["artwork", "star.txt", "--svg", "star.svg"],
    );
    let svg = fs::read_to_string(directory.path().join("star.svg")).unwrap();
    let (before, _) = svg.split_once("aria-label=\"★1\"").unwrap();
    let (_, stars) = before.rsplit_once("<path d=\"").unwrap();
    assert_eq!(stars.matches('M').count(), 7);
}

#[test]
fn an_owners_mark_is_drawn_if_it_is_harmless() {
    let directory = tempfile::tempdir().unwrap();
    let text = Desk::new().write(&claims(), PAGE, directory.path(), "label");
    let mark = directory.path().join("mark.svg");
    let svg = |inner: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 40 20\">{inner}</svg>"
        )
    };
    let good = svg(
        "<g transform=\"scale(2)\"><circle cx=\"5\" cy=\"5\" r=\"4\" fill=\"#c00000\"/><path d=\"M12 2h6v6\" fill=\"none\" stroke=\"#0000c0\"/></g>",
    );
    fs::write(&mark, good).unwrap();
    let arguments = [
        "artwork",
        "label.txt",
        "--mark",
        "mark.svg",
        "--svg",
        "own.svg",
        "--pdf",
        "own.pdf",
    ];
    done(directory.path(), &arguments);
    for file in ["own.svg", "own.pdf"] {
        let picture = rasterised(&directory.path().join(file), 300, 1);
        assert_eq!(read(&grey(&picture)), [text.as_str()]);
    }
    let drawn = image::open(rasterised(&directory.path().join("own.svg"), 300, 1))
        .unwrap()
        .into_rgb8();
    for colour in [[0xc0, 0, 0], [0, 0, 0xc0]] {
        let dots = drawn.pixels().filter(|pixel| pixel.0 == colour).count();
        assert!(dots > 100, "{colour:?} {dots}");
    }
    let refuse = |bad: &str| {
        fs::write(&mark, bad).unwrap();
        let line = "artwork label.txt --mark mark.svg --svg new.svg";
        let words: Vec<&str> = line.split(' ').collect();
        assert_eq!(refused(directory.path(), &words), "mark_unusable", "{bad}");
    };
    for bad in [
        "<script>alert(1)</script><rect width=\"9\" height=\"9\"/>",
        "<image href=\"https://example.net/x.png\" width=\"9\" height=\"9\"/>",
        "<use xlink:href=\"mark.svg#x\"/>",
        "<rect width=\"9\" height=\"9\" onload=\"alert(1)\"/>",
        "<rect width=\"9\" height=\"9\" fill=\"url(#a)\"/>",
        "<rect width=\"9\" height=\"9\" style=\"fill:url(https://example.net)\"/>",
        "<style>@import 'x.css';</style><rect width=\"9\" height=\"9\"/>",
        "<text x=\"1\" y=\"9\">text</text>",
        "<foreignObject width=\"9\" height=\"9\"/>",
        "<rect width=\"9\" height=\"9\" opacity=\"0.5\"/>",
        "<a><rect width=\"9\" height=\"9\"/></a>",
        "",
    ] {
        refuse(&svg(bad));
    }
    let entities = "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&x;</svg>";
    for bad in ["", "no SVG", entities] {
        refuse(bad);
    }
}
