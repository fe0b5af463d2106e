//! A PostgreSQL server for these tests alone; gone when they end.

use std::net::TcpListener;
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
    /// The port on localhost, where connections are encrypted.
    port: u16,
    /// Ends the server when its standard input is closed, which the end of this process does.
    _watch: Child,
}

/// Stops the server once standard input ends, and removes its files.
const WATCH: &str = r#"
"$1/postgres" -D "$2/data" -k "$2" -p "$3" -c listen_addresses=localhost -c fsync=off -c max_connections=50 \
  -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=64MB \
  -c ssl=on -c ssl_cert_file="$2/server.pem" -c ssl_key_file="$2/server.key" >"$2/log" 2>&1 &
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

/// Removes a database, whoever is still connected: a run makes hundreds, of 8 MB each.
pub(crate) fn remove(place: &str) {
    let name = place.rsplit('/').next().unwrap();
    psql(
        "postgres",
        &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
    );
}

/// Puts a copy in the place of a database.
pub(crate) fn put_back(place: &str, copy: &str) {
    empty_with(
        place,
        &format!(" TEMPLATE {}", copy.rsplit('/').next().unwrap()),
    );
}

/// Empties a database.
pub(crate) fn empty(place: &str) {
    empty_with(place, "");
}

fn empty_with(place: &str, more: &str) {
    let name = place.rsplit('/').next().unwrap();
    // The server may not know yet that a run was killed.
    psql("postgres", &format!("DROP DATABASE {name} WITH (FORCE)"));
    psql("postgres", &format!("CREATE DATABASE {name}{more}"));
}

/// Runs statements as the superuser.
pub(crate) fn run(address: &str, sql: &str) {
    psql(address.rsplit('/').next().unwrap(), sql);
}

fn name() -> String {
    format!("register{}", DATABASES.fetch_add(1, Ordering::SeqCst))
}

fn address(name: &str) -> String {
    let server = server();
    let directory = server.directory.to_str().unwrap().replace('/', "%2F");
    format!("postgres://postgres@{directory}:{}/{name}", server.port)
}

/// The address of the same database by the network, and the root certificate of the server.
pub(crate) fn by_network(address: &str, host: &str) -> (String, PathBuf) {
    let server = server();
    let name = address.rsplit('/').next().unwrap();
    let address = format!("postgres://postgres@{host}:{}/{name}", server.port);
    (address, server.directory.join("root.pem"))
}

/// Keys and certificates of a root and, under it, of a server that is called localhost.
const CERTIFICATES: &str = r#"
cd "$1" && umask 077 && for name in root server; do openssl ecparam -name prime256v1 -genkey -noout -out $name.key; done
openssl req -x509 -new -key root.key -subj /CN=Root -days 2 -out root.pem \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=keyCertSign
printf 'subjectAltName=DNS:localhost\nbasicConstraints=critical,CA:FALSE\n' > extensions
openssl req -new -key server.key -subj /CN=localhost |
  openssl x509 -req -CA root.pem -CAkey root.key -CAcreateserial -days 2 -extfile extensions -out server.pem
"#;

fn psql(database: &str, sql: &str) {
    let server = server();
    let output = Command::new(server.binaries.join("psql"))
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-h"])
        .arg(&server.directory)
        .args(["-p", &server.port.to_string()])
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
        let certified = as_postgres("sh")
            .args(["-c", CERTIFICATES, "sh"])
            .arg(&directory)
            .output()
            .unwrap();
        assert!(certified.status.success(), "{certified:?}");
        let port = free_port();
        let watch = as_postgres("sh")
            .args(["-c", WATCH, "sh"])
            .args([&binaries, &directory])
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let server = Server {
            directory,
            binaries,
            port,
            _watch: watch,
        };
        wait(&server);
        server
    })
}

/// A port that nobody listens on.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn wait(server: &Server) {
    let start = Instant::now();
    loop {
        let ready = Command::new(server.binaries.join("pg_isready"))
            .args(["-q", "-h"])
            .arg(&server.directory)
            .args(["-p", &server.port.to_string()])
            .status();
        if ready.unwrap().success() {
            return;
        }
        assert!(
            start.elapsed() < Duration::from_mins(1),
            "the server does not start: {:?}",
            fs::read_to_string(server.directory.join("log"))
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
