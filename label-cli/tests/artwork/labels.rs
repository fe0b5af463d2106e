//! Whole labels as SVG and PDF.

use std::fs;
use std::path::Path;

use label_core::Code;

use crate::made::{Desk, PAGE, claims, done, refused};
use crate::programs::{grey, rasterised, read, run, zbar};

/// A word or a line of a PDF page in points from the upper left corner.
#[derive(Debug)]
struct Word {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    #[expect(dead_code, reason = "for messages")]
    text: String,
}

/// The text of a PDF, spaces and line ends left out.
pub(crate) fn pdf_text(pdf: &Path) -> String {
    let text = run("pdftotext", &["-raw", pdf.to_str().unwrap(), "-"]);
    text.split_whitespace().collect()
}

/// The words of the first page and where Poppler finds them.
fn words(pdf: &Path) -> Vec<Word> {
    let html = run("pdftotext", &["-bbox", pdf.to_str().unwrap(), "-"]);
    let start = html.find("<html").unwrap();
    let document = roxmltree::Document::parse(&html[start..]).unwrap();
    let words = document
        .descendants()
        .filter(|node| node.has_tag_name("word"));
    let words = words.map(|word| {
        let at = |name| word.attribute(name).unwrap().parse().unwrap();
        Word {
            left: at("xMin"),
            top: at("yMin"),
            right: at("xMax"),
            bottom: at("yMax"),
            text: word.text().unwrap_or_default().to_owned(),
        }
    });
    words.collect()
}

/// Checks that no text lies over another one, over the symbol, or over the edge.
///
/// A font's boxes are higher than its letters, so a quarter at top and bottom may lie over another.
fn check_layout(pdf: &Path, width_mm: f64, height_mm: f64) {
    let words = words(pdf);
    assert!(words.len() > 8, "{words:?}");
    let inner = |word: &Word| {
        let quarter = (word.bottom - word.top) / 4.0;
        (word.top + quarter, word.bottom - quarter)
    };
    for (index, word) in words.iter().enumerate() {
        let (top, bottom) = inner(word);
        let points = 72.0 / 25.4;
        let inside = word.left > 0.0 && word.right < width_mm * points && top > 0.0;
        assert!(inside && bottom < height_mm * points, "{word:?}");
        for other in &words[index + 1..] {
            let (other_top, other_bottom) = inner(other);
            let apart = word.right <= other.left + 0.1 || other.right <= word.left + 0.1;
            let above = bottom <= other_top || other_bottom <= top;
            assert!(apart || above, "{word:?} {other:?}");
        }
    }
}

fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn labels_say_what_they_must_in_every_language() {
    let directory = tempfile::tempdir().unwrap();
    let text = Desk::new().write(&claims(), PAGE, directory.path(), "label");
    let cases: [(&str, &str, &[&str]); 4] = [
        (
            "ja",
            "60",
            &[
                "登録番号",
                "取得者",
                "製品",
                "型番",
                "有効期限",
                "2028年9月30日",
                "ベンダー自身による適合の宣言",
            ],
        ),
        (
            "en",
            "60",
            &[
                "Registration no.",
                "Label holder",
                "Product",
                "Model",
                "Valid until",
                "2028-09-30",
                "The vendor's own declaration",
            ],
        ),
        (
            "both",
            "40.5",
            &[
                "登録番号 Registration no.",
                "有効期限 Valid until",
                "2028-09-30",
                "Check this label at",
            ],
        ),
        (
            "both",
            "95",
            &[
                "型番 Model",
                "ベンダー自身による適合の宣言",
                "The vendor's own declaration",
            ],
        ),
    ];
    for (words, width, says) in cases {
        let stem = format!("{words}-{width}");
        let (svg, pdf) = (format!("{stem}.svg"), format!("{stem}.pdf"));
        let arguments = [
            "artwork",
            "label.txt",
            "--words",
            words,
            "--width-mm",
            width,
            "--svg",
            &svg,
            "--pdf",
            &pdf,
        ];
        let report = done(directory.path(), &arguments);
        let height = report["height_mm"].as_f64().unwrap();
        let (svg, pdf) = (directory.path().join(svg), directory.path().join(pdf));
        let found = pdf_text(&pdf);
        let everywhere = [
            "JC-STAR ★1",
            "JC26-0001",
            "見本電機株式会社",
            "ホームゲートウェイ",
            "HG-1",
            "label.example.jp",
        ];
        for wanted in says.iter().chain(&everywhere) {
            assert!(found.contains(&without_spaces(wanted)), "{wanted}: {found}");
        }
        check_layout(&pdf, width.parse().unwrap(), height);
        for file in [&svg, &pdf] {
            let picture = rasterised(file, 300, 1);
            assert_eq!(read(&grey(&picture)), [text.as_str()], "{file:?}");
            assert_eq!(zbar(&picture), [text.as_str()], "{file:?}");
        }
        assert_eq!(
            svg_text(&svg)
                .iter()
                .filter(|text| *text == "JC26-0001")
                .count(),
            1
        );
    }
}

/// The texts of an SVG picture, which must hold nothing foreign.
pub(crate) fn svg_text(svg: &Path) -> Vec<String> {
    let svg = fs::read_to_string(svg).unwrap();
    let document = roxmltree::Document::parse(&svg).unwrap();
    let mut texts = Vec::new();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name();
        assert_eq!(name.namespace(), Some("http://www.w3.org/2000/svg"));
        assert!(
            ["svg", "title", "rect", "path", "text"].contains(&name.name()),
            "{name:?}"
        );
        for attribute in node.attributes() {
            let name = attribute.name();
            assert!(name != "href" && !name.starts_with("on"), "{name}");
        }
        if name.name() == "text" {
            texts.push(node.text().unwrap().to_owned());
        }
    }
    texts
}

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
fn long_names_shrink_then_break_then_are_cut() {
    let directory = tempfile::tempdir().unwrap();
    let desk = Desk::new();
    let mut long = claims();
    let cut = |claims: &label_core::Claims, width: &str| {
        desk.write(claims, PAGE, directory.path(), "label");
        drop(fs::remove_file(directory.path().join("label.pdf")));
        let report = done(
            directory.path(),
            &[
                "artwork",
                "label.txt",
                "--width-mm",
                width,
                "--pdf",
                "label.pdf",
            ],
        );
        let pdf = directory.path().join("label.pdf");
        check_layout(
            &pdf,
            width.parse().unwrap(),
            report["height_mm"].as_f64().unwrap(),
        );
        (report["cut"].clone(), pdf_text(&pdf))
    };
    long.label.product = "ハイブリッド通信ゲートウェイ（屋外設置用・拡張型）".into();
    let (fields, text) = cut(&long, "60");
    assert_eq!(fields, serde_json::json!([]));
    assert!(text.contains(&long.label.product), "{text}");

    long.label.product = "超".repeat(85);
    long.label.models = (1..=40).map(|number| format!("HG-{number:04}")).collect();
    let (fields, text) = cut(&long, "60");
    assert_eq!(fields, serde_json::json!(["product", "models"]));
    assert!(
        text.contains("超…") && text.contains("HG-0001,HG-0002,"),
        "{text}"
    );
    let shown = text.matches("HG-").count();
    assert!(text.contains(&format!("+{}", 40 - shown)), "{shown} {text}");

    // Numbers and addresses are never cut.
    long.registration = "R".repeat(200);
    let (_, text) = cut(&long, "60");
    assert!(text.contains(&long.registration), "{text}");
    let host = format!("{}.example.jp", ["label"; 30].join("."));
    let page = format!("https://{host}");
    desk.write(&long, &page, directory.path(), "host");
    done(
        directory.path(),
        &[
            "artwork",
            "host.txt",
            "--width-mm",
            "95",
            "--pdf",
            "host.pdf",
        ],
    );
    assert!(pdf_text(&directory.path().join("host.pdf")).contains(&host));
}

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
        fs::write(&mark, svg(bad)).unwrap();
        let arguments = [
            "artwork",
            "label.txt",
            "--mark",
            "mark.svg",
            "--svg",
            "new.svg",
        ];
        assert_eq!(
            refused(directory.path(), &arguments),
            "mark_unusable",
            "{bad}"
        );
    }
    let entities = "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&x;</svg>";
    for bad in ["", "no SVG", entities] {
        fs::write(&mark, bad).unwrap();
        let arguments = [
            "artwork",
            "label.txt",
            "--mark",
            "mark.svg",
            "--svg",
            "new.svg",
        ];
        assert_eq!(
            refused(directory.path(), &arguments),
            "mark_unusable",
            "{bad}"
        );
    }
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

#[test]
fn the_same_label_gives_the_same_bytes() {
    let directory = tempfile::tempdir().unwrap();
    Desk::new().write(&claims(), PAGE, directory.path(), "label");
    for name in ["a", "b"] {
        let (svg, pdf) = (format!("{name}.svg"), format!("{name}.pdf"));
        done(
            directory.path(),
            &["artwork", "label.txt", "--svg", &svg, "--pdf", &pdf],
        );
    }
    for kind in ["svg", "pdf"] {
        let read = |name: &str| fs::read(directory.path().join(format!("{name}.{kind}"))).unwrap();
        assert!(read("a") == read("b"), "{kind}");
    }
}
