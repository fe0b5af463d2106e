//! The consumer's page as a browser gets it from `label site serve`.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

mod site_world;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use site_world::{BUILD, between, ok, refused, tree, world};

/// `label site serve`, ended when it is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(directory: &Path, arguments: &[&str]) -> Self {
        Self::run(
            Command::new(env!("CARGO_BIN_EXE_label"))
                .args(["site", "serve", "site"])
                .args(arguments)
                .current_dir(directory),
        )
    }

    fn run(command: &mut Command) -> Self {
        let mut child = command
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
        self.send(method, path, &format!("Host: {}\r\n", self.authority()))
    }

    /// Asks with these lines that say which host is meant.
    fn send(&self, method: &str, path: &str, hosts: &str) -> Answer {
        let mut stream = TcpStream::connect(self.authority()).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"
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
        "/.",
    ] {
        let answer = server.ask("GET", path);
        assert_eq!((answer.status, answer.body == index), (200, true), "{path}");
        assert!(
            answer.headers["content-type"].starts_with("text/html"),
            "{path}"
        );
    }
    for path in [
        "/nginx.conf",
        "/_headers",
        "/_redirects",
        "/Caddyfile",
        "/.well-known/security.txt",
        "/.well-known/",
        "/.well-known/else",
        "/old.js",
        "/words/xx.json",
        "/../secret.txt",
        "/words/../../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/..\\secret.txt",
        "//secret.txt",
        "/./app.js",
    ] {
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
    assert_eq!(server.ask("GET", "/link.cbor").status, 404);
    fs::write(world.path().join("site/version.json"), "{}").unwrap();
    assert_eq!(server.ask("GET", "/version.json").body, b"{}");
}

/// Whatever else lies in the directory, before the server starts or after, is not of the site.
#[test]
fn files_that_the_build_does_not_list_are_not_served() {
    let world = world();
    ok(world.path(), &format!("{BUILD} --out site"));
    let site = world.path().join("site");
    fs::create_dir_all(site.join(".git")).unwrap();
    let names = [
        ".env",
        ".git/config",
        "labels.key",
        "backup.db",
        "words/own.json",
    ];
    for name in &names[..3] {
        fs::write(site.join(name), "secret").unwrap();
    }
    let server = Server::start(world.path(), &[]);
    for name in &names[3..] {
        fs::write(site.join(name), "secret").unwrap();
    }
    for name in names {
        let answer = server.ask("GET", &format!("/{name}"));
        assert_ne!(answer.body, b"secret", "{name}");
    }
    assert_eq!(server.ask("GET", "/words/own.json").status, 404);
    assert_eq!(server.ask("GET", "/build.json").status, 200);
    fs::remove_file(site.join("build.json")).unwrap();
    assert_eq!(server.ask("GET", "/app.js").status, 404);
    drop(server);
    assert_eq!(refused(world.path(), "serve site --json"), "site_foreign");
}

/// A page of another name that leads to this machine reads nothing (DNS rebinding).
#[test]
fn only_this_machine_is_a_host() {
    let world = world();
    ok(world.path(), &format!("{BUILD} --out site"));
    let server = Server::start(world.path(), &[]);
    let port = server.authority().rsplit(':').next().unwrap().to_owned();
    for host in [
        &format!("Host: localhost:{port}\r\n"),
        &format!("Host: LOCALHOST:{port}\r\n"),
        &format!("Host: 127.0.0.1:{port}\r\n"),
        &format!("Host: [::1]:{port}\r\n"),
        "Host: localhost\r\n",
    ] {
        assert_eq!(server.send("GET", "/", host).status, 200, "{host}");
    }
    for host in [
        "",
        "Host:\r\n",
        "Host: attacker.example\r\n",
        &format!("Host: attacker.example:{port}\r\n"),
        "Host: localhost.attacker.example\r\n",
        "Host: 127.0.0.1.attacker.example\r\n",
        "Host: localhost@attacker.example\r\n",
        "Host: attacker.example@localhost\r\n",
        "Host: 192.0.2.1\r\n",
        "Host: localhost\r\nHost: attacker.example\r\n",
    ] {
        let answer = server.send("GET", "/", host);
        assert_eq!((answer.status, answer.body.len()), (421, 0), "{host}");
    }
    let answer = server.send("GET", "http://attacker.example/", "Host: localhost\r\n");
    assert_eq!(answer.status, 421);
}

/// Visitors who never ask are let go, and keep nobody else out.
#[test]
fn slow_visitors_are_let_go() {
    let world = world();
    ok(world.path(), &format!("{BUILD} --out site"));
    let server = Server::start(world.path(), &[]);
    let began = Instant::now();
    let mut slow: Vec<_> = (0..80)
        .map(|_| TcpStream::connect(server.authority()).unwrap())
        .collect();
    slow[0].write_all(b"GET / HTTP/1.1\r\nHost:").unwrap();
    assert_eq!(server.ask("GET", "/").status, 200);
    let mut rest = Vec::new();
    slow[0].read_to_end(&mut rest).unwrap();
    let end = Duration::from_secs(25);
    assert!(began.elapsed() < end, "{:?}", began.elapsed());
}

/// Visitors wait as long as the system has no more descriptors; the server goes on.
#[cfg(unix)]
#[test]
fn it_goes_on_after_it_ran_out_of_descriptors() {
    let world = world();
    ok(world.path(), &format!("{BUILD} --out site"));
    let server = Server::run(
        Command::new("sh")
            .args(["-c", "ulimit -n 24 && exec \"$0\" site serve site"])
            .arg(env!("CARGO_BIN_EXE_label"))
            .current_dir(world.path()),
    );
    let idle: Vec<_> = (0..60)
        .map(|_| TcpStream::connect(server.authority()).unwrap())
        .collect();
    std::thread::sleep(Duration::from_millis(500));
    drop(idle);
    assert_eq!(server.ask("GET", "/").status, 200);
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
