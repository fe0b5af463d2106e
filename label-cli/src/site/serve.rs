//! A site shown on this machine, for trying: the files and the headers of the build, and no more.

use std::convert::Infallible;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use label_io::files;
use serde::Deserialize;

use super::headers::{HIDDEN, content_type, is_file_name};
use super::{servers, well_known};
use crate::error::CliError;

/// Bytes of the files that say how to serve the others.
const SETTINGS_BYTES: usize = 64 * 1_024;

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
        let mut ended = std::pin::pin!(tokio::signal::ctrl_c());
        loop {
            let stream = tokio::select! {
                accepted = listener.accept() => accepted?.0,
                result = &mut ended => return result,
            };
            let site = Arc::clone(&site);
            let service = service_fn(move |request| {
                let answer = site.response(&request);
                async move { Ok::<_, Infallible>(answer) }
            });
            // A visitor who goes away early is no fault of the site.
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            tokio::spawn(async move { drop(connection.await) });
        }
    }

    fn response(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path();
        let (status, kind, body) = match *request.method() {
            Method::GET | Method::HEAD => self.get(path),
            _ => (
                StatusCode::METHOD_NOT_ALLOWED,
                content_type("txt"),
                Vec::new(),
            ),
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
            None => (StatusCode::NOT_FOUND, content_type("txt"), Vec::new()),
        }
    }

    /// A file of the site; no name leads out of its directory.
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        let plain = |part: &str| {
            let character = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
            part.chars().all(character) && part.chars().any(|c| c != '.')
        };
        if !name.split('/').all(plain) {
            return None;
        }
        let path = fs::canonicalize(self.directory.join(name)).ok()?;
        let inside = path.starts_with(&self.directory) && path.is_file();
        inside.then(|| fs::read(path).ok())?
    }
}
