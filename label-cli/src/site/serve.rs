//! A site shown on this machine, for trying: the files and the headers of the build, and no more.

use std::convert::Infallible;
use std::fs;
use std::net::{IpAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::HOST;
use hyper::http::uri::Authority;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use label_io::files;
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time;

use super::directory::{self, Installed};
use super::headers::{HIDDEN, content_type, is_file_name};
use super::{servers, well_known};
use crate::error::CliError;

/// Bytes of the files that say how to serve the others.
const SETTINGS_BYTES: usize = 64 * 1_024;
/// Connections at a time: browsers open six each.
const CONNECTIONS: usize = 64;
/// The time that a visitor has to ask.
const ASKING: Duration = Duration::from_secs(5);
/// The time that a visitor has in all: the page has some megabytes.
const CONNECTED: Duration = Duration::from_secs(30);
/// The time to wait after a connection could not be taken: the system has no more of something.
const EXHAUSTED: Duration = Duration::from_millis(100);

/// A directory that `label site build` made.
pub(crate) struct Served {
    directory: PathBuf,
    base: String,
    /// The build's own `_headers`.
    headers: String,
}

/// The fields of `config.json` that matter here.
#[derive(Deserialize)]
struct Config {
    base: String,
}

impl Served {
    /// Opens a directory.
    pub(crate) fn open(directory: &Path) -> Result<Self, CliError> {
        let foreign = || CliError::SiteForeign {
            file: directory.to_owned(),
        };
        let read = |name: &str| {
            let path = directory.join(name);
            match directory.is_dir() && !path.exists() {
                true => Err(foreign()),
                false => Ok(files::read(&path, SETTINGS_BYTES)?),
            }
        };
        let config: Config =
            serde_json::from_slice(&read("config.json")?).map_err(|_| foreign())?;
        Installed::build(directory)?;
        Ok(Self {
            headers: String::from_utf8(read("_headers")?).map_err(|_| foreign())?,
            base: config.base,
            directory: fs::canonicalize(directory)
                .map_err(|error| CliError::io(directory, "read", &error))?,
        })
    }

    /// The path below which the site stands.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Answers requests until somebody presses Ctrl-C.
    pub(crate) fn run(self, listener: TcpListener) -> Result<(), CliError> {
        let failed = |error: std::io::Error| CliError::io(&self.directory, "serve", &error);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let directory = self.directory.clone();
        let failed = |error: std::io::Error| CliError::io(&directory, "serve", &error);
        runtime.block_on(self.accept(listener)).map_err(failed)
    }

    async fn accept(self, listener: TcpListener) -> std::io::Result<()> {
        let site = Arc::new(self);
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let free = Arc::new(Semaphore::new(CONNECTIONS));
        let mut ended = std::pin::pin!(tokio::signal::ctrl_c());
        loop {
            let accepted = async {
                // The semaphore is never closed.
                let permit = Arc::clone(&free).acquire_owned().await.ok();
                (permit, listener.accept().await)
            };
            let (permit, accepted) = tokio::select! {
                accepted = accepted => accepted,
                result = &mut ended => return result,
            };
            let Ok((stream, _)) = accepted else {
                time::sleep(EXHAUSTED).await;
                continue;
            };
            let connection = Arc::clone(&site).connection(stream);
            tokio::spawn(async move {
                connection.await;
                drop(permit);
            });
        }
    }

    /// Answers one request; a visitor who goes away early, or is slow, is no fault of the site.
    async fn connection(self: Arc<Self>, stream: TcpStream) {
        let service = service_fn(move |request| {
            let answer = self.response(&request);
            async move { Ok::<_, Infallible>(answer) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(ASKING)
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), service);
        drop(time::timeout(CONNECTED, connection).await);
    }

    fn response(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path();
        let (status, kind, body) = match *request.method() {
            _ if !is_for_this_machine(request) => empty(StatusCode::MISDIRECTED_REQUEST),
            Method::GET | Method::HEAD => self.get(path),
            _ => empty(StatusCode::METHOD_NOT_ALLOWED),
        };
        let mut response = Response::builder()
            .status(status)
            .header("Content-Type", kind);
        if status == StatusCode::METHOD_NOT_ALLOWED {
            response = response.header("Allow", "GET, HEAD");
        }
        for (name, value) in servers::headers_of(&self.headers, path) {
            response = response.header(name, value);
        }
        let failed = |_| {
            let mut response = Response::new(Full::default());
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            response
        };
        response.body(Full::new(body.into())).unwrap_or_else(failed)
    }

    /// The file that a path means, `index.html` where it means none, and its type.
    fn get(&self, path: &str) -> (StatusCode, String, Vec<u8>) {
        let is_known = |name: &&str| name.starts_with(well_known::DIRECTORY);
        let at_top = path.strip_prefix('/').filter(is_known);
        let name = path.strip_prefix(&self.base).or(at_top);
        let name = name.filter(|name| !HIDDEN.contains(name));
        let found = name.and_then(|name| match self.read(name) {
            Some(bytes) => Some((name, bytes)),
            None if is_known(&name) || is_file_name(name) => None,
            None => Some(("index.html", self.read("index.html")?)),
        });
        match found {
            Some((name, bytes)) => (StatusCode::OK, content_type(name), bytes),
            None => empty(StatusCode::NOT_FOUND),
        }
    }

    /// A file of the build; whatever else lies in the directory is nobody's business.
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        // Read anew each time: a new build may have replaced the directory.
        let build = Installed::build(&self.directory).ok()?;
        let mut names = build.files.keys().chain(build.others.keys());
        if name != directory::BUILD && !names.any(|listed| listed == name) {
            return None;
        }
        // The list is a file like others: what it names must still be in the directory.
        let path = fs::canonicalize(self.directory.join(name)).ok()?;
        let inside = path.starts_with(&self.directory) && path.is_file();
        inside.then(|| fs::read(path).ok())?
    }
}

/// An answer without a body.
fn empty(status: StatusCode) -> (StatusCode, String, Vec<u8>) {
    (status, content_type("txt"), Vec::new())
}

/// Tells whether a browser asked for this machine, and not for a name that somebody else pointed at it.
fn is_for_this_machine(request: &Request<Incoming>) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    let host = host.to_str().ok().and_then(|host| host.parse().ok());
    let asked = request.uri().authority();
    host.is_some_and(|host: Authority| is_loopback(&host)) && asked.is_none_or(is_loopback)
}

/// Tells whether an authority is a name or an address of the machine itself.
fn is_loopback(authority: &Authority) -> bool {
    let host = authority.host();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    let is_plain = !authority.as_str().contains('@');
    is_plain && (host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|ip| ip.is_loopback()))
}
