//! The issuing page: what is built, what is refused, and what the documents say.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

mod site_world;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use label_core::digest;
use serde_json::{Value, json};

use site_world::{BUILD, ISSUER, between, ok, refused, run_label, sha256, tree, world};

fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn the_same_parts_make_the_same_bytes() {
    let world = world();
    let world = world.path();
    for out in ["one", "two"] {
        ok(world, &format!("{ISSUER} --out {out}"));
        ok(world, &format!("{ISSUER} --single --out {out}.html"));
    }
    assert_eq!(tree(&world.join("one")), tree(&world.join("two")));
    let read = |name: &str| fs::read(world.join(name)).unwrap();
    assert_eq!(read("one.html"), read("two.html"));
}

#[test]
fn the_lists_of_a_site_are_right() {
    let world = world();
    let page = "--page https://label.example.jp/one";
    let said = ok(
        world.path(),
        &format!("{ISSUER} --out site --base /issue/ --host issue.example.jp {page}"),
    );
    let site = world.path().join("site");
    let files = tree(&site);
    let build = read_json(&site.join("build.json"));
    let mut listed: BTreeMap<String, String> =
        serde_json::from_value(build["files"].clone()).unwrap();
    let others: BTreeMap<String, String> = serde_json::from_value(build["others"].clone()).unwrap();
    listed.extend(others);
    let mut all = sha256(&files);
    all.remove("build.json");
    assert_eq!(listed, all);
    assert_eq!(
        (&build["issuing"], &build["specimen"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(said["build"], build["build"]);
    assert_eq!(
        read_json(&site.join("config.json")),
        json!({ "base": "/issue/", "page": "https://label.example.jp/one" })
    );
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    assert!(text("index.html").contains("<base href=\"/issue/\">"));
    assert!(text("sw.js").contains(build["build"].as_str().unwrap()));
    assert!(text("Caddyfile").contains("issue.example.jp"));
    for kept in [
        "app.js",
        "icon.svg",
        "issuer-worker.js",
        "issuer.css",
        "messages/ja.json",
        "modules/label_issuer_bg.wasm",
        "modules/label_reader_bg.wasm",
        "style.css",
        "words/ja.json",
    ] {
        assert!(build["files"][kept].is_string(), "{kept}");
    }
    // Nothing of the page that checks labels: it has a place of its own.
    for other in ["bundle.cbor", "label_wasm_bg.wasm", "words/easy.json"] {
        assert!(!files.contains_key(other), "{other}");
    }
}

#[test]
fn the_two_pages_never_take_each_others_place() {
    let world = world();
    let world = world.path();
    ok(world, &format!("{ISSUER} --out issuer"));
    ok(world, &format!("{ISSUER} --out issuer"));
    ok(world, &format!("{BUILD} --out site"));
    for arguments in [
        format!("{ISSUER} --out site"),
        format!("{BUILD} --out issuer"),
    ] {
        let before = (tree(&world.join("site")), tree(&world.join("issuer")));
        assert_eq!(refused(world, &arguments), "site_mixed", "{arguments}");
        assert_eq!(
            (tree(&world.join("site")), tree(&world.join("issuer"))),
            before
        );
    }
}

#[test]
fn a_stopped_page_stays_so_until_it_is_told() {
    let world = world();
    let world = world.path();
    for (arguments, stop) in [
        ("", false),
        (" --stop yes", true),
        ("", true),
        (" --stop no", false),
    ] {
        let said = ok(world, &format!("{ISSUER} --out site{arguments}"));
        assert_eq!(said["stop"], stop, "{arguments}");
        assert_eq!(read_json(&world.join("site/version.json"))["stop"], stop);
    }
}

#[test]
fn a_package_without_the_issuer_is_refused() {
    let world = world();
    let world = world.path();
    for name in ["web/label_issuer_bg.wasm", "page/issuer-worker.js"] {
        let file = world.join("package").join(name);
        let bytes = fs::read(&file).unwrap();
        fs::write(&file, "something else").unwrap();
        assert_eq!(
            refused(world, &format!("{ISSUER} --out site")),
            "modules_damaged"
        );
        fs::write(&file, bytes).unwrap();
    }
    assert!(!world.join("site").exists());
    let bad = format!("{ISSUER} --page label.example.jp --out site");
    assert_eq!(refused(world, &bad), "usage");
}

#[test]
fn a_single_file_holds_everything_and_starts_its_worker_from_itself() {
    let world = world();
    ok(world.path(), &format!("{ISSUER} --single --out page.html"));
    let html = fs::read_to_string(world.path().join("page.html")).unwrap();
    let start = "http-equiv=\"Content-Security-Policy\" content=\"";
    let policy = between(&html, start, "\"");
    for (element, open) in [("script", "<script type=\"module\">"), ("style", "<style>")] {
        let inner = between(&html, open, &format!("</{element}>"));
        let sha = STANDARD.encode(digest(inner.as_bytes()));
        let named = format!("{element}-src 'sha256-{sha}'");
        assert!(policy.contains(&named), "{element}");
    }
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("connect-src"));
    assert!(policy.contains("; worker-src blob:; "));
    for outside in ["<link", "<base", " src=", "\nimport ", "\nexport "] {
        assert!(!html.contains(outside), "{outside}");
    }
    let files = "<script type=\"application/json\" id=\"files\">";
    let assets: BTreeMap<String, String> =
        serde_json::from_str(between(&html, files, "<")).unwrap();
    let names: Vec<_> = assets.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "config.json",
            "intake/words.json",
            "issuer-worker.js",
            "messages/en.json",
            "messages/ja.json",
            "modules/label_issuer_bg.wasm",
            "modules/label_reader_bg.wasm",
            "words/en.json",
            "words/ja.json"
        ]
    );
}

/// The lines of the document that begin with `$`.
#[test]
fn the_document_says_what_works() {
    let world = world();
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/ISSUER.md");
    let text = fs::read_to_string(document).unwrap();
    let lines = text.lines();
    let lines: Vec<_> = lines
        .filter_map(|line| line.strip_prefix("$ label site issuer "))
        .collect();
    assert_eq!(lines.len(), 2);
    for line in lines {
        let output = run_label(
            world.path(),
            &format!("site issuer {line} --modules package"),
        );
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{line}: {said}");
    }
}
