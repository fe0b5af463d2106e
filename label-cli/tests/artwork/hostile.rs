//! Nasty names through everything that goes to the printer.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use label_core::{Claims, Error, check_text, is_forbidden};
use serde::Deserialize;

use crate::labels::{pdf_text, svg_text};
use crate::made::{Desk, PAGE, claims, done, label, refused};
use crate::programs::run;

/// A name of the corpus.
#[expect(clippy::struct_field_names, reason = "the names of the file's members")]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    id: String,
    name: String,
    #[expect(dead_code, reason = "for people")]
    why: String,
    /// The code with which the format refuses it.
    refused: Option<String>,
}

/// Names that the format takes and no label shows: what the font has no glyph for, or is not set.
const NOT_SET: &[(&str, &str)] = &[
    ("arabic_mixed", "text_direction"),
    ("chinese_rare", "font_character"),
    ("combining_stack", "font_character"),
    ("emoji", "font_character"),
    ("emoji_flag", "font_character"),
    ("emoji_skin", "font_character"),
    ("hebrew", "text_direction"),
    ("korean", "font_character"),
    ("mathematical", "font_character"),
    ("replacement", "font_character"),
    ("thai", "font_character"),
];

fn corpus() -> Vec<Name> {
    let names: Vec<Name> = serde_json::from_str(include_str!("../hostile-names.json")).unwrap();
    let ids: BTreeSet<&str> = names.iter().map(|name| name.id.as_str()).collect();
    assert!(names.len() >= 60 && ids.len() == names.len());
    names
}

/// A label that has a name wherever a label takes one: four times, or twice where that is too long.
fn named(name: &str) -> Claims {
    let mut claims = claims();
    claims.label.holder = Some(name.to_owned());
    name.clone_into(&mut claims.label.product);
    if times(name) == 4 {
        name.clone_into(&mut claims.registration);
        claims.label.models = vec![name.to_owned()];
    }
    claims
}

fn times(name: &str) -> usize {
    if name.len() > 200 { 2 } else { 4 }
}

/// The words for it where it cannot be seen.
fn title(name: &str) -> String {
    let Claims {
        registration,
        label,
        ..
    } = named(name);
    format!("{registration} {} {}", label.product, label.models[0])
}

#[test]
fn the_format_refuses_what_the_corpus_says() {
    let desk = Desk::new();
    for Name {
        id, name, refused, ..
    } in corpus()
    {
        let checked = check_text("product", &name);
        let code = checked.as_ref().err().map(Error::code);
        assert_eq!(code, refused.as_deref(), "{id}");
        let issued = desk.issue(&named(&name));
        assert_eq!(issued.is_err(), refused.is_some(), "{id}");
    }
}

/// Labels for the names that can be drawn, as the desk calls them: `name-NNN`.
fn labels(directory: &Path) -> Vec<(String, Name)> {
    let desk = Desk::new();
    let drawn = corpus()
        .into_iter()
        .filter(|name| name.refused.is_none() && NOT_SET.iter().all(|(id, _)| *id != name.id));
    let labels = drawn.enumerate().map(|(number, name)| {
        let id = format!("name-{number:03}");
        desk.write(&named(&name.name), PAGE, directory, &id);
        (id, name)
    });
    labels.collect()
}

#[test]
fn symbols_hold_no_name_that_means_something() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("labels")).unwrap();
    let labels = labels(&directory.path().join("labels"));
    assert!(labels.len() > 60);
    let arguments = [
        "render",
        "labels",
        "--out",
        "out",
        "--format",
        "svg,pdf,eps,zpl,sbpl",
        "--dpi",
        "203",
        "--no-print-check",
    ];
    done(directory.path(), &arguments);
    let out = directory.path().join("out");
    // And their list.
    assert_eq!(fs::read_dir(&out).unwrap().count(), 5 * labels.len() + 1);
    for (id, Name { name, .. }) in &labels {
        let read = |kind: &str| fs::read_to_string(out.join(format!("{id}.{kind}"))).unwrap();
        let svg = read("svg");
        assert!(svg_text(&out.join(format!("{id}.svg"))).is_empty());
        let document = roxmltree::Document::parse(&svg).unwrap();
        let title = document
            .descendants()
            .find(|node| node.has_tag_name("title"))
            .unwrap();
        assert_eq!(title.text().unwrap(), self::title(name));
        let eps = read("eps");
        assert!(
            eps.bytes()
                .all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)),
            "{id}"
        );
        let title = eps
            .lines()
            .find_map(|line| line.strip_prefix("%%Title: "))
            .unwrap();
        assert!(
            !title.contains(['(', ')', '<', '>', '\\', '%', '{', '}', '/']),
            "{id} {title}"
        );
        assert_eq!(eps.matches("%%EOF").count(), 1, "{id}");
        let zpl = read("zpl");
        // The decoder takes one label with the commands of one, and no other.
        crate::printer::zpl(&zpl);
        assert_eq!(
            zpl.matches("^XA").count() + zpl.matches("^XZ").count(),
            2,
            "{id}"
        );
        assert!(
            zpl.bytes()
                .all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)),
            "{id}"
        );
        crate::printer::sbpl(&read("sbpl"));
        let pdf = out.join(format!("{id}.pdf"));
        let info = run("pdfinfo", &["-enc", "UTF-8", pdf.to_str().unwrap()]);
        let title = info
            .lines()
            .find_map(|line| line.strip_prefix("Title:"))
            .unwrap();
        assert_eq!(squeezed(title), squeezed(&self::title(name)), "{id}");
    }
}

#[test]
fn labels_and_sheets_show_names_as_text_alone() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("labels")).unwrap();
    let labels = labels(&directory.path().join("labels"));
    let arguments = [
        "artwork",
        "labels",
        "--out",
        "out",
        "--format",
        "svg,pdf",
        "--width-mm",
        "150",
        "--no-print-check",
    ];
    let reports = done(directory.path(), &arguments);
    let out = directory.path().join("out");
    assert_eq!(fs::read_dir(&out).unwrap().count(), 2 * labels.len() + 1);
    for ((id, Name { name, .. }), report) in labels.iter().zip(reports.as_array().unwrap()) {
        let texts = svg_text(&out.join(format!("{id}.svg")));
        let found = pdf_text(&out.join(format!("{id}.pdf")));
        let texts: String = texts.concat();
        // What was cut is said.
        let cut = report["cut"].as_array().unwrap().len();
        let (name, least) = (squeezed(name), times(name) - cut);
        for text in [squeezed(&texts), squeezed(&found)] {
            assert!(text.matches(&name).count() >= least, "{id} {name} {text}");
            assert!(!text.chars().any(char::is_control), "{id}");
        }
    }
    let arguments = [
        "sheet",
        "labels",
        "--pdf",
        "sheet.pdf",
        "--width-mm",
        "150",
        "--no-print-check",
    ];
    let report = done(directory.path(), &arguments);
    assert_eq!(report["labels"], labels.len());
    let found = squeezed(&pdf_text(&directory.path().join("sheet.pdf")));
    for (id, Name { name, .. }) in &labels {
        let cut = report["cut"]
            .as_array()
            .unwrap()
            .contains(&id.as_str().into());
        assert!(cut || found.contains(&squeezed(name)), "{id}");
    }
}

#[test]
fn files_with_nasty_names_stay_where_they_belong() {
    let directory = tempfile::tempdir().unwrap();
    let [labels, out] = ["labels", "out"].map(|name| directory.path().join(name));
    fs::create_dir(&labels).unwrap();
    let desk = Desk::new();
    let harmless = |bytes: &[u8]| {
        let text = str::from_utf8(bytes).unwrap();
        !text.chars().any(|c| c != '\n' && is_forbidden(c))
    };
    let mut drawn = 0;
    for Name { id, name, .. } in corpus() {
        // What a file system takes as a name.
        if name.contains(['/', '\0']) || name.is_empty() || name.len() > 200 {
            continue;
        }
        drawn += 1;
        desk.write(&claims(), PAGE, &labels, &name);
        let arguments = ["render", "labels", "--out", "out", "--no-print-check"];
        let output = label(directory.path(), &arguments);
        assert!(output.status.success(), "{id} {output:?}");
        fs::remove_file(out.join("list.csv")).unwrap();
        let mut names = fs::read_dir(&out)
            .unwrap()
            .map(|file| file.unwrap().file_name());
        assert_eq!(names.next().unwrap(), format!("{name}.svg").as_str());
        assert!(names.next().is_none(), "{id}");
        fs::remove_dir_all(&out).unwrap();

        let text = labels.join(format!("{name}.txt"));
        fs::write(&text, "no label").unwrap();
        let refused = label(directory.path(), &arguments);
        assert_eq!(refused.status.code(), Some(2), "{id}");
        for bytes in [
            &output.stdout,
            &output.stderr,
            &refused.stdout,
            &refused.stderr,
        ] {
            assert!(harmless(bytes), "{id} {output:?} {refused:?}");
        }
        fs::remove_dir_all(&labels).unwrap();
        fs::create_dir(&labels).unwrap();
    }
    assert!(drawn >= 60, "{drawn}");
}

#[test]
fn what_the_font_cannot_show_is_refused_not_boxed() {
    let directory = tempfile::tempdir().unwrap();
    let desk = Desk::new();
    let names = corpus();
    for (id, code) in NOT_SET {
        let name = names.iter().find(|name| name.id == *id).unwrap();
        desk.write(&named(&name.name), PAGE, directory.path(), "label");
        for arguments in [&["artwork", "label.txt"][..], &["sheet", "label.txt"]] {
            let arguments = [arguments, &["--pdf", "new.pdf", "--no-print-check"]].concat();
            assert_eq!(refused(directory.path(), &arguments), *code, "{id}");
        }
        // The symbol alone has no text to show.
        done(
            directory.path(),
            &[
                "render",
                "label.txt",
                "--svg",
                &format!("{id}.svg"),
                "--no-print-check",
            ],
        );
    }
    assert!(!directory.path().join("new.pdf").exists());
}

/// A text without the white space that line ends and readers take.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
