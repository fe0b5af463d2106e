//! A PostgreSQL server for these tests alone; gone when they end.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use std::{fs, thread};

static SERVER: OnceLock<Server> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

struct Server {
    directory: PathBuf,
    binaries: PathBuf,
    /// Ends the server when its standard input is closed, which the end of this process does.
    _watch: Child,
}

/// Stops the server once standard input ends, and removes its files.
const WATCH: &str = r#"
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c max_connections=50 >"$2/log" 2>&1 &
server=$!
cat >/dev/null
kill -INT $server
wait $server
rm -rf "$2"
"#;

/// The address of a new, empty database.
pub(crate) fn database() -> String {
    let name = name();
    psql("postgres", &format!("CREATE DATABASE {name}"));
    address(&name)
}

/// The address of a copy of a database that nobody uses.
pub(crate) fn copy(of: &str) -> String {
    let name = name();
    let template = of.rsplit('/').next().unwrap();
    psql(
        "postgres",
        &format!("CREATE DATABASE {name} TEMPLATE {template}"),
    );
    address(&name)
}

/// Runs statements as the superuser.
pub(crate) fn run(address: &str, sql: &str) {
    psql(address.rsplit('/').next().unwrap(), sql);
}

fn name() -> String {
    format!("register{}", DATABASES.fetch_add(1, Ordering::SeqCst))
}

fn address(name: &str) -> String {
    let directory = server().directory.to_str().unwrap().replace('/', "%2F");
    format!("postgres://postgres@{directory}/{name}")
}

fn psql(database: &str, sql: &str) {
    let server = server();
    let output = Command::new(server.binaries.join("psql"))
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-h"])
        .arg(&server.directory)
        .args(["-d", database, "-c", sql])
        .output()
        .unwrap();
    assert!(output.status.success(), "{sql}: {output:?}");
}

fn server() -> &'static Server {
    SERVER.get_or_init(|| {
        let binaries = binaries();
        // A path short enough for a Unix socket, in a place that the server's user may enter.
        let made = as_postgres("mktemp")
            .args(["-d", "/tmp/label-pg.XXXXXX"])
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        let directory = PathBuf::from(String::from_utf8(made.stdout).unwrap().trim());
        let initialised = as_postgres(binaries.join("initdb").to_str().unwrap())
            .args([
                "-A",
                "trust",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--no-locale",
                "-D",
            ])
            .arg(directory.join("data"))
            .output()
            .unwrap();
        assert!(initialised.status.success(), "{initialised:?}");
        let watch = as_postgres("sh")
            .args(["-c", WATCH, "sh"])
            .args([&binaries, &directory])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let server = Server {
            directory,
            binaries,
            _watch: watch,
        };
        wait(&server);
        server
    })
}

fn wait(server: &Server) {
    let start = Instant::now();
    loop {
        let ready = Command::new(server.binaries.join("pg_isready"))
            .args(["-q", "-h"])
            .arg(&server.directory)
            .status();
        if ready.unwrap().success() {
            return;
        }
        assert!(
            start.elapsed() < Duration::from_mins(1),
            "the server does not start"
        );
        thread::sleep(Duration::from_millis(50));
    }
}

/// The newest version's programs, where Debian puts them.
fn binaries() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql");
    let versions = versions.expect("PostgreSQL is not installed: run 'cargo xtask setup'");
    let mut versions: Vec<u32> = versions
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok())
        .collect();
    versions.sort_unstable();
    let newest = versions.last().expect("PostgreSQL has no version");
    Path::new("/usr/lib/postgresql")
        .join(newest.to_string())
        .join("bin")
}

/// A program as the user that may run the server: root may not.
fn as_postgres(program: &str) -> Command {
    let id = Command::new("id").arg("-u").output().unwrap();
    if id.stdout.trim_ascii() == b"0" {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", program]);
        command.current_dir("/");
        command
    } else {
        Command::new(program)
    }
}
