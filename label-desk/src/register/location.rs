//! The place of a register: a file, or a database of a PostgreSQL server.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use label_core::hex;
use label_io::files;
use label_keys::certificates;
use postgres::config::{Host, SslMode};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use sha2::{Digest, Sha256};
use tokio_postgres_rustls::MakeRustlsConnect;
use zeroize::Zeroizing;

use super::memory::Memory;
use crate::error::DeskError;

/// The port of a server where its address names none.
const PORT: u16 = 5_432;
/// Bytes of a password file.
const PASSWORD_BYTES: usize = 4_096;

/// The place of a register; shown without a password.
pub enum Location {
    /// A file of SQLite.
    File(PathBuf),
    /// A database of a PostgreSQL server.
    Server(Box<Server>),
}

/// The files that a server is reached with, where they are needed.
#[derive(Clone, Copy, Debug, Default)]
pub struct ServerFiles<'a> {
    /// The first line of this file is the password.
    pub password: Option<&'a Path>,
    /// The certificate of the server must be under this root; needed on another machine.
    pub root: Option<&'a Path>,
    /// The end of the journal is remembered in this directory, which the server cannot write to.
    pub state: Option<&'a Path>,
}

impl Location {
    /// The place of this name: an address such as `postgres://desk@localhost/register`, or a file.
    ///
    /// # Errors
    ///
    /// Fails where the address is none or has a password in it, where a file beside it cannot be read, and
    /// where no root is given to encrypt under although the database is on another machine or the address
    /// demands encryption.
    pub fn new(name: &str, files: ServerFiles<'_>) -> Result<Self, DeskError> {
        if !is_address(name) {
            return Ok(Self::File(PathBuf::from(name)));
        }
        let config = name.parse::<postgres::Config>();
        let mut config = config.map_err(|_| DeskError::ServerAddress)?;
        // Everybody on the machine can read the arguments of a program.
        if config.get_password().is_some() {
            return Err(DeskError::ServerPassword);
        }
        if let Some(file) = files.password {
            let bytes = Zeroizing::new(files::read(file, PASSWORD_BYTES)?);
            let line = bytes
                .split(|byte| *byte == b'\n')
                .next()
                .unwrap_or_default();
            config.password(line.strip_suffix(b"\r").unwrap_or(line));
        }
        let encryption = files.root.map(encryption).transpose()?;
        match encryption {
            Some(_) => drop(config.ssl_mode(SslMode::Require)),
            None if config.get_ssl_mode() == SslMode::Require => {
                return Err(DeskError::NotEncrypted);
            }
            None if is_local(&config) => drop(config.ssl_mode(SslMode::Disable)),
            None => return Err(DeskError::NotLocal),
        }
        config.application_name("label");
        let memory = files
            .state
            .map(|directory| directory.join(memory_name(&config)));
        Ok(Self::Server(Box::new(Server {
            config,
            encryption,
            memory,
        })))
    }

    /// The name of the place, the same wherever it is asked from: a path without links, or hosts with their ports and a
    /// database.
    pub(crate) fn canonical(&self) -> Result<String, DeskError> {
        Ok(match self {
            Self::File(path) => {
                let real = files::resolve(path)?;
                // A path that is no text is written by its bytes, so that it is not taken for another one.
                let text = real.to_str().map(str::to_owned);
                let text = text.unwrap_or_else(|| hex(real.as_os_str().as_encoded_bytes()));
                format!("file:{text}")
            }
            Self::Server(server) => format!("postgres:{}", canonical(&server.config)),
        })
    }

    /// The place where the end of the journal is remembered: beside the file itself, or in the state of this user.
    pub(crate) fn memory(&self) -> Option<Memory> {
        let file = match self {
            Self::File(path) => {
                // One register has one memory, whatever link leads to it.
                let real = files::resolve(path).unwrap_or_else(|_| path.clone());
                let mut name = real.file_name()?.to_owned();
                name.push(".head");
                Some(real.with_file_name(name))
            }
            Self::Server(server) => server.memory.clone(),
        };
        file.map(Memory::new)
    }
}

/// The hosts that a database is asked at, each with its port, and its name.
fn canonical(config: &postgres::Config) -> String {
    let (hosts, ports) = (config.get_hosts(), config.get_ports());
    let addresses = config.get_hostaddrs();
    let places = (0..hosts.len().max(addresses.len())).map(|index| {
        // An address is asked in place of the name beside it.
        let address = addresses.get(index).map(IpAddr::to_string);
        let name = address.or_else(|| {
            Some(match hosts.get(index)? {
                Host::Tcp(name) => name.to_ascii_lowercase(),
                Host::Unix(directory) => directory.display().to_string(),
            })
        });
        // One port is that of every host.
        let port = ports.get(index).or(ports.first()).unwrap_or(&PORT);
        format!("{}:{port}", name.unwrap_or_default())
    });
    let places: Vec<String> = places.collect();
    let database = config.get_dbname().or(config.get_user());
    format!("{}/{}", places.join(","), database.unwrap_or_default())
}

/// The name of the memory of a database: one for each address, whoever asks it.
fn memory_name(config: &postgres::Config) -> String {
    let (hosts, ports) = (config.get_hosts(), config.get_ports());
    let addresses = config.get_hostaddrs();
    let name = config.get_dbname().or(config.get_user());
    let digest = Sha256::digest(format!("{hosts:?} {addresses:?} {ports:?} {name:?}"));
    let digits = hex(digest.get(..16).unwrap_or_default());
    format!("{digits}.head")
}

/// A database of a server.
pub struct Server {
    config: postgres::Config,
    /// The encryption of connections; without it, they are not encrypted.
    encryption: Option<ClientConfig>,
    /// The file in which the end of the journal is remembered.
    memory: Option<PathBuf>,
}

impl Server {
    /// Connects.
    pub(crate) fn connect(&self) -> Result<postgres::Client, postgres::Error> {
        match &self.encryption {
            Some(encryption) => self
                .config
                .connect(MakeRustlsConnect::new(encryption.clone())),
            None => self.config.connect(postgres::NoTls),
        }
    }
}

/// Encrypts with servers that have a certificate under these roots, and its name in it.
fn encryption(roots: &Path) -> Result<ClientConfig, DeskError> {
    let refused = |error: rustls::Error| DeskError::Authority {
        file: roots.to_owned(),
        reason: error.to_string(),
    };
    let mut store = RootCertStore::empty();
    for root in certificates::read(roots)? {
        store.add(root.into()).map_err(refused)?;
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(refused)?;
    Ok(builder.with_root_certificates(store).with_no_client_auth())
}

/// Tells an address of a server from the name of a file, in whatever case its scheme was typed.
fn is_address(name: &str) -> bool {
    let scheme = name.split_once(':').map(|(scheme, _)| scheme);
    let known = ["postgres", "postgresql"];
    scheme.is_some_and(|scheme| known.iter().any(|known| scheme.eq_ignore_ascii_case(known)))
}

/// Tells whether nothing leaves this machine.
fn is_local(config: &postgres::Config) -> bool {
    let local = |host: &Host| match host {
        Host::Tcp(name) => {
            let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
            name == "localhost" || address.is_ok_and(|address| address.is_loopback())
        }
        Host::Unix(_) => true,
    };
    let hosts = config.get_hosts();
    let addresses = config.get_hostaddrs();
    hosts.iter().all(local)
        && addresses.iter().all(IpAddr::is_loopback)
        && (!hosts.is_empty() || !addresses.is_empty())
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Server(server) => {
                let name = server.config.get_dbname().or(server.config.get_user());
                write!(f, "postgres database {}", name.unwrap_or_default())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(address: &str) -> Option<&'static str> {
        Location::new(address, ServerFiles::default())
            .err()
            .map(|error| error.code())
    }

    #[test]
    fn only_local_servers_are_asked_without_encryption() {
        for address in [
            "register.db",
            "postgres://desk@localhost/register",
            "postgresql://desk@127.0.0.1:5433/register?sslmode=disable",
            "postgres://desk@[::1]/register",
            "postgres://desk@%2Frun%2Fpostgresql/register",
        ] {
            assert_eq!(code(address), None, "{address}");
        }
        for address in [
            "postgres://desk@db.example/register",
            "postgres://desk@192.0.2.1/register",
            "postgres://desk@localhost,db.example/register",
            "postgres:///register?hostaddr=192.0.2.1",
            "postgres:///register",
        ] {
            assert_eq!(code(address), Some("register_not_local"), "{address}");
        }
        for address in [
            "postgres://localhost:x/register",
            "Postgres://desk:secret@localhost/register",
            "postgres:desk:secret@localhost",
        ] {
            assert_eq!(code(address), Some("usage"), "{address}");
        }
    }

    #[test]
    fn passwords_in_addresses_are_refused_and_not_shown() {
        for address in [
            "postgres://desk:secret@localhost/register",
            "postgresql://desk:secret@db.example/register",
            "postgres://desk@localhost/register?password=secret",
            "postgres://desk:@localhost/register",
        ] {
            let refused = Location::new(address, ServerFiles::default()).err();
            assert_eq!(refused, Some(DeskError::ServerPassword), "{address}");
        }
        let name = "postgres://desk@localhost/register";
        let location = Location::new(name, ServerFiles::default());
        assert_eq!(
            location.map(|location| location.to_string()).ok(),
            Some("postgres database register".to_owned())
        );
    }

    /// A name of a database alone, or a path as it was typed, is the same for several places.
    #[test]
    fn places_have_names_of_their_own() {
        let named = |name: &str| {
            let location = Location::new(name, ServerFiles::default());
            location.and_then(|location| location.canonical()).ok()
        };
        let here = named("register.db");
        assert!(here.as_ref().is_some_and(|name| name.starts_with("file:/")));
        assert_eq!(named("./src/../register.db"), here);
        assert_ne!(named("src/register.db"), here);
        let database = "postgres:localhost:5432/register";
        for same in [
            "postgres://desk@localhost/register",
            "postgresql://other@localhost:5432/register?sslmode=disable",
        ] {
            assert_eq!(named(same).as_deref(), Some(database), "{same}");
        }
        for (address, name) in [
            (
                "postgres://desk@localhost:5433/register",
                "postgres:localhost:5433/register",
            ),
            (
                "postgres://desk@%2Frun/register",
                "postgres:/run:5432/register",
            ),
            (
                "postgres://desk@localhost/other",
                "postgres:localhost:5432/other",
            ),
            (
                "postgres://desk@localhost/register?hostaddr=127.0.0.2",
                "postgres:127.0.0.2:5432/register",
            ),
        ] {
            assert_eq!(named(address).as_deref(), Some(name), "{address}");
        }
    }

    #[test]
    fn encryption_that_is_asked_for_is_not_dropped() {
        for host in ["localhost", "db.example"] {
            let address = format!("postgres://desk@{host}/register?sslmode=require");
            assert_eq!(code(&address), Some("register_not_encrypted"), "{host}");
        }
    }
}
