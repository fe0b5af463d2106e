//! The consumer's page: what is built, what is refused, and what a browser is sent.
//!
//! Each file in `tests/site` is one run among `tests/site/fixtures`, which
//! `LABEL_BLESS=1 cargo test -p label-cli --test site` makes anew. After a wanted change,
//! `TRYCMD=overwrite cargo test -p label-cli --test site` writes the transcripts; put `[..]` back
//! for the build and for sizes, which change with the page.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../../label-core/tests/owner/mod.rs"]
mod owner;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use label_core::{Bundle, Specimen, digest, hex};
use serde_json::{Value, json};
use tempfile::TempDir;

use owner::{DAY, NOW, Owner};

const FIXTURES: &str = "tests/site/fixtures";

type Files = BTreeMap<String, Vec<u8>>;

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

/// Bundles, each but the first with one fault, packages of modules, and directories.
fn fixtures() -> Files {
    let good = Owner::new().bundle(NOW - DAY);
    let bytes = good.encode().unwrap();
    let mut forged = good.clone();
    *forged.trust_lists[0].last_mut().unwrap() ^= 1;
    let unlisted = Bundle {
        trust_lists: good.trust_lists.clone(),
        ..Bundle::default()
    };
    let site = |specimen| json!({ "version": "0", "build": "", "specimen": specimen, "files": {}, "others": {} });
    let text = |text: &str| text.as_bytes().to_vec();
    let mut files = Files::from([
        ("bundle.cbor".into(), bytes),
        ("forged.cbor".into(), forged.encode().unwrap()),
        ("unlisted.cbor".into(), unlisted.encode().unwrap()),
        ("text.cbor".into(), text("not a bundle\n")),
        ("foreign/notes.txt".into(), text("somebody's own\n")),
        ("real/build.json".into(), text(&site(false).to_string())),
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
fn package(name: &str, version: &str, change: impl Fn(&mut Files)) -> Files {
    let script = |export: &str| {
        format!(
            "let wasm;\nexport function {export}() {{\n    return wasm;\n}}\nasync function init() {{}}\nexport {{ init as default }};\n"
        )
    };
    let module = b"\0asm\x01\0\0\0".to_vec();
    let mut files = Files::from([
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

fn sha256(files: &Files) -> BTreeMap<String, String> {
    let files = files.iter();
    files
        .map(|(path, bytes)| (path.clone(), hex(&digest(bytes))))
        .collect()
}

/// Every file below a directory.
fn tree(top: &Path) -> Files {
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
fn label(directory: &Path, arguments: &str) -> Output {
    run_label(directory, &format!("site {arguments}"))
}

/// Runs `label` in a directory.
fn run_label(directory: &Path, arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_label"))
        .args(arguments.split(' '))
        .current_dir(directory)
        .env("LC_ALL", "C")
        .output()
        .unwrap()
}

fn ok(directory: &Path, arguments: &str) -> Value {
    let output = label(directory, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The code of a command that fails.
fn refused(directory: &Path, arguments: &str) -> String {
    let output = label(directory, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments}");
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    value["error"]["code"].as_str().unwrap().to_owned()
}

const BUILD: &str = "build --bundle bundle.cbor --modules package --at 2026-11-22 --json";

/// A directory with the fixtures and a bundle of a day later.
fn world() -> TempDir {
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
    assert_eq!(names.filter(|name| name.starts_with(".label-")).count(), 0);
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
    fs::write(version, by_hand).unwrap();
    assert_eq!(stopped(""), true);
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

/// What stands between two words.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap();
    rest.split_once(to).unwrap().0
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
    for (element, open) in [("script", "<script type=\"module\">"), ("style", "<style>")] {
        assert_eq!(html.matches(&format!("<{element}")).count(), 1);
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
    let assets = between(&html, "assets: ", ",\nmodules:");
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
    assert!(html.contains("\"label_wasm.js\": (() => {"));
    assert!(html.contains("return { readLuma, default: init };"));
}

/// `label site serve`, ended when it is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(directory: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_label"))
            .args(["site", "serve", "site"])
            .args(arguments)
            .current_dir(directory)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        Self {
            child,
            address: line.trim().to_owned(),
        }
    }

    /// Host and port.
    fn authority(&self) -> &str {
        between(&self.address, "http://", "/")
    }

    fn ask(&self, method: &str, path: &str) -> Answer {
        let host = self.authority();
        let mut stream = TcpStream::connect(host).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let (status, headers) = head.split_once("\r\n").unwrap();
        let headers = headers.lines().map(|line| line.split_once(": ").unwrap());
        Answer {
            status: status.split(' ').nth(1).unwrap().parse().unwrap(),
            headers: headers
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

#[test]
fn a_browser_gets_the_files_and_headers_of_the_build() {
    let world = world();
    ok(
        world.path(),
        &format!("{BUILD} --out site --contact mailto:security@example.jp"),
    );
    let files = tree(&world.path().join("site"));
    let server = Server::start(world.path(), &[]);
    let written = String::from_utf8(files["_headers"].clone()).unwrap();
    let hidden = ["_headers", "_redirects", "nginx.conf", "Caddyfile"];
    for (name, bytes) in files
        .iter()
        .filter(|(name, _)| !hidden.contains(&name.as_str()))
    {
        let answer = server.ask("GET", &format!("/{name}"));
        assert_eq!((answer.status, &answer.body), (200, bytes), "{name}");
        for line in written
            .lines()
            .skip(1)
            .filter(|line| line.starts_with("  "))
        {
            let (header, value) = line.trim().split_once(": ").unwrap();
            let value = match (header, name.as_str()) {
                ("Cache-Control", "version.json") => "no-cache, no-store",
                ("Cache-Control", _) => "no-cache",
                _ => value,
            };
            assert_eq!(
                answer.headers[&header.to_ascii_lowercase()],
                value,
                "{name}"
            );
        }
    }
    for (name, kind) in [
        ("", "text/html; charset=utf-8"),
        ("app.js", "text/javascript; charset=utf-8"),
        ("label_wasm_bg.wasm", "application/wasm"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("bundle.cbor", "application/cbor"),
        (".well-known/security.txt", "text/plain; charset=utf-8"),
    ] {
        assert_eq!(
            server.ask("GET", &format!("/{name}")).headers["content-type"],
            kind
        );
    }
}

#[test]
fn addresses_that_are_no_file_are_the_page() {
    let world = world();
    ok(world.path(), &format!("{BUILD} --out site"));
    fs::write(world.path().join("secret.txt"), "secret").unwrap();
    let index = fs::read(world.path().join("site/index.html")).unwrap();
    let server = Server::start(world.path(), &[]);
    for path in [
        "/",
        "/01/04901234567894",
        "/01/04901234567894?x=1",
        "/words",
        "/words/",
        "/app.js/",
        "/../secret.txt",
        "/words/../../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/..\\secret.txt",
        "//secret.txt",
        "/./app.js",
        "/.",
    ] {
        let answer = server.ask("GET", path);
        assert_eq!((answer.status, answer.body == index), (200, true), "{path}");
        assert!(
            answer.headers["content-type"].starts_with("text/html"),
            "{path}"
        );
    }
    for path in ["/nginx.conf", "/_headers", "/_redirects", "/Caddyfile"] {
        let answer = server.ask("GET", path);
        assert_eq!((answer.status, answer.body.len()), (404, 0), "{path}");
    }
    let head = server.ask("HEAD", "/");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.headers["content-length"], index.len().to_string());
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let answer = server.ask(method, "/");
        assert_eq!(
            (answer.status, answer.headers["allow"].as_str()),
            (405, "GET, HEAD")
        );
    }
}

/// A link in the directory leads nowhere, and a changed file is seen at once.
#[cfg(unix)]
#[test]
fn links_are_not_followed_out_of_the_directory() {
    let world = world();
    ok(world.path(), &format!("{BUILD} --out site"));
    let server = Server::start(world.path(), &[]);
    std::os::unix::fs::symlink("../real.cbor", world.path().join("site/link.cbor")).unwrap();
    let index = fs::read(world.path().join("site/index.html")).unwrap();
    assert_eq!(server.ask("GET", "/link.cbor").body, index);
    fs::write(world.path().join("site/version.json"), "{}").unwrap();
    assert_eq!(server.ask("GET", "/version.json").body, b"{}");
}

#[test]
fn a_site_below_a_path_is_served_there() {
    let world = world();
    ok(world.path(), &format!("{BUILD} --out site --base /check/"));
    let server = Server::start(world.path(), &["--address", "127.0.0.2"]);
    assert!(server.address.starts_with("http://127.0.0.2:") && server.address.ends_with("/check/"));
    assert_eq!(server.ask("GET", "/check/01/04901234567894").status, 200);
    assert_eq!(server.ask("GET", "/check/config.json").status, 200);
    assert_eq!(
        server.ask("GET", "/.well-known/label-trust.json").status,
        200
    );
    for path in ["/", "/check", "/other", "/config.json"] {
        assert_eq!(server.ask("GET", path).status, 404, "{path}");
    }
}

#[test]
fn a_port_that_is_taken_is_named() {
    let world = world();
    ok(world.path(), &format!("{BUILD} --out site"));
    let taken = Server::start(world.path(), &["--json"]);
    let address: Value = serde_json::from_str(&taken.address).unwrap();
    let address = address["address"].as_str().unwrap();
    let port = between(address, "http://127.0.0.1:", "/");
    assert_eq!(
        refused(world.path(), &format!("serve site --port {port} --json")),
        "listen"
    );
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it() {
    let world = world();
    ok(world.path(), &format!("{BUILD} --out site"));
    let mut server = Server::start(world.path(), &[]);
    assert_eq!(server.ask("GET", "/").status, 200);
    let pid = server.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}
