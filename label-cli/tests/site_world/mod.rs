//! The world of the tests of the consumer's page: every file of `tests/site/fixtures`, and the command.
#![allow(dead_code, missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use test_vectors::fixtures::owner;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use label_core::{Bundle, Specimen, digest, hex};
use serde_json::{Value, json};
use tempfile::TempDir;

use owner::{DAY, NOW, Owner};

pub type Files = BTreeMap<String, Vec<u8>>;

/// Bundles, each but the first with one fault, packages of modules, and directories.
pub fn fixtures() -> Files {
    let good = Owner::new().bundle(NOW - DAY);
    let bytes = good.encode().unwrap();
    let mut forged = good.clone();
    *forged.trust_lists[0].last_mut().unwrap() ^= 1;
    let unlisted = Bundle {
        trust_lists: good.trust_lists.clone(),
        ..Bundle::default()
    };
    let site = |specimen| json!({ "version": "0", "build": "", "specimen": specimen, "files": {}, "others": {} });
    let mut real = site(false);
    real["others"] = json!({ "version.json": "0".repeat(64) });
    let text = |text: &str| text.as_bytes().to_vec();
    let mut files = Files::from([
        ("bundle.cbor".into(), bytes),
        ("forged.cbor".into(), forged.encode().unwrap()),
        ("unlisted.cbor".into(), unlisted.encode().unwrap()),
        ("text.cbor".into(), text("not a bundle\n")),
        ("foreign/notes.txt".into(), text("somebody's own\n")),
        ("real/build.json".into(), text(&real.to_string())),
        ("real/version.json".into(), text("{\"stop\": false}\n")),
        ("more/build.json".into(), text(&site(true).to_string())),
        ("more/notes.txt".into(), text("somebody's own\n")),
    ]);
    files.extend(package("package", env!("CARGO_PKG_VERSION"), |_| {}));
    files.extend(package("older", "0.0.9", |_| {}));
    files.extend(package("changed", env!("CARGO_PKG_VERSION"), |files| {
        files.get_mut("web/label_wasm_bg.wasm").unwrap().push(0);
    }));
    files.extend(package("short", env!("CARGO_PKG_VERSION"), |files| {
        files.remove("web/label_reader.js");
    }));
    files
}

/// A package of modules in the shape of the real one, with stand-ins, changed after it was listed.
pub fn package(name: &str, version: &str, change: impl Fn(&mut Files)) -> Files {
    let script = |export: &str| {
        format!(
            "let wasm;\nexport function {export}() {{\n    return wasm;\n}}\nasync function init() {{}}\nexport {{ init as default }};\n"
        )
    };
    let module = b"\0asm\x01\0\0\0".to_vec();
    let text = |text: &str| text.as_bytes().to_vec();
    let mut files = Files::from([
        ("page/app.js".into(), text("import \"./opened.js\";\n")),
        ("page/issuer.js".into(), text("self.onmessage = null;\n")),
        (
            "page/issuer-single.js".into(),
            text("globalThis.labelEmbedded = null;\n"),
        ),
        (
            "page/issuer-worker.js".into(),
            text("self.onmessage = null;\n"),
        ),
        (
            "page/opened.js".into(),
            text("export const opened = null;\n"),
        ),
        (
            "page/reader-worker.js".into(),
            text("self.onmessage = null;\n"),
        ),
        (
            "page/single.js".into(),
            text("globalThis.labelEmbedded = null;\n"),
        ),
        (
            "page/sw.js".into(),
            text("const BUILD = \"@BUILD@\";\nconst FILES = \"@FILES@\";\n"),
        ),
        ("web/label_issuer_bg.wasm".into(), module.clone()),
        (
            "web/label_reader.js".into(),
            script("readLuma").into_bytes(),
        ),
        ("web/label_reader_bg.wasm".into(), module.clone()),
        ("web/label_wasm.js".into(), script("inspect").into_bytes()),
        ("web/label_wasm_bg.wasm".into(), module),
    ]);
    let list = json!({ "version": version, "files": sha256(&files) });
    files.insert("build.json".into(), list.to_string().into_bytes());
    change(&mut files);
    let files = files.into_iter();
    files
        .map(|(path, bytes)| (format!("{name}/{path}"), bytes))
        .collect()
}

pub fn sha256(files: &Files) -> BTreeMap<String, String> {
    let files = files.iter();
    files
        .map(|(path, bytes)| (path.clone(), hex(&digest(bytes))))
        .collect()
}

/// Every file below a directory.
pub fn tree(top: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![top.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(top).unwrap();
                let name = name.to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// Runs `label site` in a directory.
pub fn label(directory: &Path, arguments: &str) -> Output {
    run_label(directory, &format!("site {arguments}"))
}

/// Runs `label` in a directory.
pub fn run_label(directory: &Path, arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_label"))
        .args(arguments.split(' '))
        .current_dir(directory)
        .env("LC_ALL", "C")
        .output()
        .unwrap()
}

pub fn ok(directory: &Path, arguments: &str) -> Value {
    let output = label(directory, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The code of a command that fails.
pub fn refused(directory: &Path, arguments: &str) -> String {
    let output = label(directory, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments}");
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    value["error"]["code"].as_str().unwrap().to_owned()
}

pub const ISSUER: &str = "issuer --modules package --json";
pub const BUILD: &str = "build --bundle bundle.cbor --modules package --at 2026-11-22 --json";

/// A directory with the fixtures and a bundle of a day later.
pub fn world() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let mut files = fixtures();
    let mut owner = Owner::new();
    files.insert("tomorrow.cbor".into(), owner.bundle(NOW).encode().unwrap());
    owner.list.specimen = Specimen::No;
    files.insert(
        "real.cbor".into(),
        owner.bundle(NOW - DAY).encode().unwrap(),
    );
    for (path, bytes) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    directory
}

/// The text between two words.
pub fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap();
    rest.split_once(to).unwrap().0
}
