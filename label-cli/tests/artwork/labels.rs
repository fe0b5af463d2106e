//! Whole labels as SVG and PDF.

use std::path::Path;
use std::{env, fs};

use crate::made::{Desk, PAGE, claims, done};
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

/// Checks that the quiet zone is paper and nothing else: no rule, no letter, no edge of the label.
fn check_quiet_zone(svg: &Path, pdf: &Path) {
    let source = fs::read_to_string(svg).unwrap();
    let document = roxmltree::Document::parse(&source).unwrap();
    let symbols = document
        .descendants()
        .filter(|node| node.has_tag_name("svg"));
    let symbols: Vec<_> = symbols.skip(1).collect();
    let [symbol] = symbols[..] else {
        panic!("{} symbols", symbols.len())
    };
    let at = |name| symbol.attribute(name).unwrap().parse::<f64>().unwrap();
    let (x, y, edge) = (at("x"), at("y"), at("width"));
    let view = symbol.attribute("viewBox").unwrap();
    let modules: f64 = view.rsplit_once(' ').unwrap().1.parse().unwrap();
    let module = edge / modules;
    let page = grey(&rasterised(pdf, 600, 1));
    let dots = |millimetres: f64| millimetres * 600.0 / 25.4;
    let (mut paper, mut ink) = (0, 0);
    for (column, row, dot) in page.enumerate_pixels() {
        // From the middle of a dot to the nearest edge of the symbol, in modules.
        let from = |dot: u32, start: f64| (f64::from(dot) + 0.5 - dots(start)) / dots(module);
        let (right, down) = (from(column, x), from(row, y));
        let inside = [right, down, modules - right, modules - down];
        let depth = inside.into_iter().fold(f64::MAX, f64::min);
        if (0.1..3.9).contains(&depth) {
            paper += 1;
            ink += u32::from(dot.0[0] < 250);
        }
    }
    let expected = 4.0 * (modules - 4.0) * dots(module).powi(2) * 3.8;
    assert!(f64::from(paper) > expected * 0.98, "{paper} {expected}");
    assert_eq!(ink, 0, "{}", pdf.display());
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
            "JAN/GTIN",
            "4901234567894",
        ];
        for wanted in says.iter().chain(&everywhere) {
            assert!(found.contains(&without_spaces(wanted)), "{wanted}: {found}");
        }
        check_layout(&pdf, width.parse().unwrap(), height);
        check_quiet_zone(&svg, &pdf);
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

/// `LABEL_BLESS=1` draws it anew.
#[test]
fn the_picture_in_the_docs_is_what_the_command_draws() {
    const PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/label.svg");
    let directory = tempfile::tempdir().unwrap();
    Desk::new().write(&claims(), PAGE, directory.path(), "label");
    let arguments = ["artwork", "label.txt", "--svg", "label.svg", "--outlines"];
    done(directory.path(), &arguments);
    let drawn = fs::read_to_string(directory.path().join("label.svg")).unwrap();
    if env::var_os("LABEL_BLESS").is_some() {
        fs::write(PICTURE, &drawn).unwrap();
    }
    assert!(drawn == fs::read_to_string(PICTURE).unwrap());
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
