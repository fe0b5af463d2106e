//! The consumer's page: what is built, what is refused, and what a browser is sent.
//!
//! Each file in `tests/site` is one run among `tests/site/fixtures`, which
//! `LABEL_BLESS=1 cargo test -p label-cli --test site` makes anew. After a wanted change,
//! `TRYCMD=overwrite cargo test -p label-cli --test site` writes the transcripts; put `[..]` back
//! for the build and for sizes, which change with the page.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

mod site_world;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use label_core::{digest, hex};
use serde_json::{Value, json};

use site_world::{BUILD, Files, between, fixtures, ok, refused, run_label, sha256, tree, world};

const FIXTURES: &str = "tests/site/fixtures";

#[test]
fn transcripts() {
    trycmd::TestCases::new()
        .env("LC_ALL", "C")
        .case("tests/site/*.toml");
}

#[test]
fn the_fixtures_are_those_that_are_made() {
    let files = fixtures();
    if env::var_os("LABEL_BLESS").is_some() {
        for (path, bytes) in &files {
            let path = Path::new(FIXTURES).join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    assert_eq!(tree(Path::new(FIXTURES)), files);
}

fn read_json(files: &Files, name: &str) -> Value {
    serde_json::from_slice(&files[name]).unwrap()
}

/// Names in which two sites differ.
fn differences(one: &Files, other: &Files) -> Vec<String> {
    let names = one
        .keys()
        .chain(other.keys().filter(|name| !one.contains_key(*name)));
    let different = names.filter(|name| one.get(*name) != other.get(*name));
    different.cloned().collect()
}

#[test]
fn the_same_parts_make_the_same_bytes() {
    let world = world();
    let world = world.path();
    ok(world, &format!("{BUILD} --out one"));
    ok(world, &format!("{BUILD} --out two"));
    let one = tree(&world.join("one"));
    assert_eq!(
        differences(&one, &tree(&world.join("two"))),
        Vec::<String>::new()
    );

    let single = "single --bundle bundle.cbor --modules package --at 2026-11-22 --json --out";
    let first = ok(world, &format!("{single} one.html"));
    let second = ok(world, &format!("{single} two.html"));
    assert_eq!(first["sha256"], second["sha256"]);
    let html = fs::read(world.join("one.html")).unwrap();
    assert_eq!(first["sha256"], hex(&digest(&html)));
}

#[test]
fn a_new_bundle_alone_is_no_new_build() {
    let world = world();
    let world = world.path();
    ok(
        world,
        &format!("{BUILD} --out one --contact mailto:security@example.jp"),
    );
    let before = tree(&world.join("one"));
    let tomorrow = BUILD.replace("bundle.cbor", "tomorrow.cbor");
    ok(
        world,
        &format!("{tomorrow} --out one --contact mailto:security@example.jp"),
    );
    assert_eq!(
        differences(&before, &tree(&world.join("one"))),
        [
            ".well-known/label-trust.json",
            ".well-known/security.txt",
            "build.json",
            "bundle.cbor"
        ]
    );
    let titled = ok(world, &format!("{BUILD} --out two --title-en Look"));
    assert_ne!(titled["build"], read_json(&before, "build.json")["build"]);
}

#[test]
fn the_lists_of_a_site_are_right() {
    let world = world();
    let said = ok(
        world.path(),
        &format!("{BUILD} --out site --base /check/ --host label.example.jp"),
    );
    let files = tree(&world.path().join("site"));
    let build = read_json(&files, "build.json");
    let listed = |field: &str| -> BTreeMap<String, String> {
        serde_json::from_value(build[field].clone()).unwrap()
    };
    let (kept, others) = (listed("files"), listed("others"));
    let mut all = sha256(&files);
    all.remove("build.json");
    assert_eq!(
        kept.clone()
            .into_iter()
            .chain(others)
            .collect::<BTreeMap<_, _>>(),
        all
    );

    let lines: Vec<_> = kept
        .iter()
        .map(|(path, sha)| format!("{sha}  {path}\n"))
        .collect();
    let id = hex(&digest(lines.concat().as_bytes()));
    assert_eq!(build["build"], id);
    assert_eq!(said["build"], id);
    assert_eq!(
        read_json(&files, "version.json"),
        json!({ "build": id, "version": env!("CARGO_PKG_VERSION"), "stop": false })
    );
    let worker = String::from_utf8(files["sw.js"].clone()).unwrap();
    assert!(worker.contains(&format!("\"{id}\"")));
    assert!(worker.contains(&serde_json::to_string(&kept).unwrap()));
    assert!(!worker.contains("@BUILD@") && !worker.contains("@FILES@"));

    let index = String::from_utf8(files["index.html"].clone()).unwrap();
    assert!(index.contains("<base href=\"/check/\">"));
    assert_eq!(files["404.html"], files["index.html"]);
    let trust = read_json(&files, ".well-known/label-trust.json");
    assert_eq!(trust["bundle"], "/check/bundle.cbor");
    assert_eq!(trust["sha256"], hex(&digest(&files["bundle.cbor"])));
    let config = read_json(&files, "config.json");
    assert_eq!(config["root_set"], trust["root_set"]);
    assert_eq!(config["specimen"], true);
    assert_eq!(config["title"]["ja"], "見本: ラベルの確認");
    assert_eq!(
        read_json(&files, "manifest.webmanifest")["name"],
        config["title"]["ja"]
    );
    for kept in [
        "index.html",
        "label_wasm_bg.wasm",
        "label_reader.js",
        "messages/ja.json",
        "schemes/jc-star.json",
    ] {
        assert!(build["files"][kept].is_string(), "{kept}");
    }
}

#[test]
fn a_site_takes_the_place_of_a_site_and_of_nothing_else() {
    let world = world();
    let world = world.path();
    let site = world.join("site");
    fs::create_dir(&site).unwrap();
    ok(world, &format!("{BUILD} --out site"));
    fs::write(site.join("own.txt"), "mine").unwrap();
    let before = tree(&site);
    assert_eq!(
        refused(world, &format!("{BUILD} --out site")),
        "site_foreign"
    );
    assert_eq!(tree(&site), before);
    fs::remove_file(site.join("own.txt")).unwrap();
    let real = BUILD.replace("bundle.cbor", "real.cbor");
    assert_eq!(refused(world, &format!("{real} --out site")), "site_mixed");
    let expired = BUILD.replace("2026-11-22", "2030-01-01");
    assert_eq!(
        refused(world, &format!("{expired} --out site")),
        "trust_expired"
    );
    let real_site = ok(world, &format!("{real} --out real-site"));
    assert_eq!(real_site["specimen"], false);
    assert_eq!(
        refused(world, &format!("{BUILD} --out real-site")),
        "site_mixed"
    );
    let config = read_json(&tree(&world.join("real-site")), "config.json");
    assert_eq!(config["title"]["en"], "Label check");

    fs::create_dir(site.join("own")).unwrap();
    assert_eq!(
        refused(world, &format!("{BUILD} --out site")),
        "site_foreign"
    );
    fs::remove_dir(site.join("own")).unwrap();
    // From inside, the directory has no name of its own.
    ok(
        &site,
        &format!(
            "{} --out .",
            BUILD
                .replace("bundle.cbor", "../bundle.cbor")
                .replace("package", "../package")
        ),
    );
    let left = fs::read_dir(world).unwrap();
    let names = left.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name.starts_with('.')).count(), 0);
}

#[test]
fn a_stopped_site_stays_so_until_it_is_told() {
    let world = world();
    let world = world.path();
    let stopped = |arguments: &str| {
        ok(world, &format!("{BUILD} --out site{arguments}"));
        read_json(&tree(&world.join("site")), "version.json")["stop"].clone()
    };
    for (arguments, stop) in [
        ("", false),
        (" --stop yes", true),
        ("", true),
        (" --stop no", false),
        ("", false),
    ] {
        assert_eq!(stopped(arguments), stop);
    }
    let version = world.join("site/version.json");
    let by_hand = fs::read_to_string(&version)
        .unwrap()
        .replace("false", "true");
    fs::write(&version, by_hand).unwrap();
    assert_eq!(stopped(""), true);
    for (stop, kept) in [("{\"stop\": false}", false), ("{\"stop\": true}", true)] {
        fs::write(&version, stop).unwrap();
        assert_eq!(stopped(""), kept);
    }
    for unreadable in ["", "{}", "stop", "{\"stop\": \"true\"}"] {
        fs::write(&version, unreadable).unwrap();
        let before = tree(&world.join("site"));
        assert_eq!(refused(world, &format!("{BUILD} --out site")), "site_stop");
        assert_eq!(tree(&world.join("site")), before);
    }
    fs::remove_file(&version).unwrap();
    assert_eq!(refused(world, &format!("{BUILD} --out site")), "site_stop");
}

/// The lines of the documents that begin with `$`, less what only a test has to say.
#[test]
fn the_documents_say_what_works() {
    let world = world();
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let mut count = 0;
    for name in ["SITE.md", "SECOND-OPINION.md"] {
        let text = fs::read_to_string(documents.join(name)).unwrap();
        for line in text
            .lines()
            .filter_map(|line| line.strip_prefix("$ label "))
        {
            let modules = if line.starts_with("site ") {
                " --modules package"
            } else {
                ""
            };
            let arguments = format!("{line}{modules} --at 2026-11-22");
            let output = run_label(world.path(), &arguments);
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{line}: {said}");
            count += 1;
        }
    }
    assert_eq!(count, 5);
    let files = tree(&world.path().join("site"));
    assert_eq!(read_json(&files, "version.json")["stop"], true);
    let trust = read_json(&files, ".well-known/label-trust.json");
    let members: Vec<_> = trust.as_object().unwrap().keys().collect();
    let text = fs::read_to_string(documents.join("SITE.md")).unwrap();
    for member in members {
        assert!(text.contains(&format!("`{member}`")), "{member}");
    }
}

#[test]
fn a_single_file_holds_everything_and_names_its_script() {
    let world = world();
    let arguments =
        "single --bundle bundle.cbor --modules package --at 2026-11-22 --json --out label.html";
    ok(world.path(), arguments);
    let html = fs::read_to_string(world.path().join("label.html")).unwrap();
    let policy = between(
        &html,
        "http-equiv=\"Content-Security-Policy\" content=\"",
        "\"",
    );
    assert_eq!(html.matches("<script").count(), 2);
    assert_eq!(html.matches("<style").count(), 1);
    for (element, open) in [("script", "<script type=\"module\">"), ("style", "<style>")] {
        let inner = between(&html, open, &format!("</{element}>"));
        let sha = STANDARD.encode(digest(inner.as_bytes()));
        assert!(
            policy.contains(&format!("{element}-src 'sha256-{sha}'")),
            "{element}"
        );
    }
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("connect-src"));
    for outside in ["<link", "<base", " src=", "\nimport ", "\nexport "] {
        assert!(!html.contains(outside), "{outside}");
    }
    let assets = between(
        &html,
        "<script type=\"application/json\" id=\"files\">",
        "<",
    );
    let assets: BTreeMap<String, String> = serde_json::from_str(assets).unwrap();
    let bundle = STANDARD.decode(&assets["bundle.cbor"]).unwrap();
    assert_eq!(bundle, fs::read(world.path().join("bundle.cbor")).unwrap());
    for name in [
        "config.json",
        "label_wasm_bg.wasm",
        "version.json",
        "words/easy.json",
    ] {
        assert!(assets.contains_key(name), "{name}");
    }
    let script = fs::read_to_string(world.path().join("package/page/single.js")).unwrap();
    assert!(html.contains(&format!("<script type=\"module\">{script}</script>")));
}
