//! Where a register is: a file, or a database of a PostgreSQL server.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use label_io::files;
use label_keys::certificates;
use postgres::config::{Host, SslMode};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tokio_postgres_rustls::MakeRustlsConnect;
use zeroize::Zeroizing;

use super::RegisterError;
use crate::error::CliError;

/// Bytes of a password file.
const PASSWORD_BYTES: usize = 4_096;

/// Which register a command uses.
#[derive(Args, Clone, Debug)]
pub(crate) struct RegisterArgs {
    /// Register: a file, or postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "PATH|URL", default_value = "register.db")]
    register: String,
    #[command(flatten)]
    server: ServerArgs,
}

impl RegisterArgs {
    /// The place that the arguments name.
    pub(crate) fn location(&self) -> Result<Location, CliError> {
        location(&self.register, &self.server)
    }
}

/// The same for commands that can do without a register.
#[derive(Args, Clone, Debug)]
pub(crate) struct OptionalRegisterArgs {
    /// Register: a file, or postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "PATH|URL")]
    register: Option<String>,
    #[command(flatten)]
    server: ServerArgs,
}

impl OptionalRegisterArgs {
    /// The place that the arguments name, if they name one.
    pub(crate) fn location(&self) -> Result<Option<Location>, CliError> {
        let register = self.register.as_ref();
        register
            .map(|text| location(text, &self.server))
            .transpose()
    }
}

/// How a server is reached.
#[derive(Args, Clone, Debug, Default)]
struct ServerArgs {
    /// Read the password of the database from the first line of this file
    #[arg(long, value_name = "FILE", requires = "register")]
    register_password_file: Option<PathBuf>,
    /// Root certificate that the server of the database must be under; needed on another machine
    #[arg(long, value_name = "FILE", requires = "register")]
    register_ca: Option<PathBuf>,
}

/// Where a register is; shown without a password.
pub(crate) enum Location {
    File(PathBuf),
    Server(Box<Server>),
}

/// A database of a server.
pub(crate) struct Server {
    config: postgres::Config,
    /// How connections are encrypted; without it, they are not.
    encryption: Option<ClientConfig>,
}

impl Server {
    /// Connects.
    pub(super) fn connect(&self) -> Result<postgres::Client, postgres::Error> {
        match &self.encryption {
            Some(encryption) => self
                .config
                .connect(MakeRustlsConnect::new(encryption.clone())),
            None => self.config.connect(postgres::NoTls),
        }
    }
}

fn location(text: &str, server: &ServerArgs) -> Result<Location, CliError> {
    if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
        return Ok(Location::File(PathBuf::from(text)));
    }
    let mut config: postgres::Config = text.parse().map_err(|_| CliError::Usage {
        message: "--register: not an address of a PostgreSQL database".to_owned(),
        hint: "give for example postgres://desk@localhost/register".to_owned(),
    })?;
    if let Some(file) = &server.register_password_file {
        let bytes = Zeroizing::new(files::read(file, PASSWORD_BYTES)?);
        let line = bytes
            .split(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default();
        config.password(line.strip_suffix(b"\r").unwrap_or(line));
    }
    let encryption = server.register_ca.as_deref().map(encryption).transpose()?;
    match encryption {
        Some(_) => drop(config.ssl_mode(SslMode::Require)),
        None if is_local(&config) => drop(config.ssl_mode(SslMode::Disable)),
        None => return Err(RegisterError::NotLocal.into()),
    }
    config.application_name("label");
    Ok(Location::Server(Box::new(Server { config, encryption })))
}

/// Encrypts with servers that have a certificate under these roots, and its name in it.
fn encryption(roots: &Path) -> Result<ClientConfig, CliError> {
    let refused = |error: rustls::Error| RegisterError::Authority {
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

/// Whether nothing leaves this machine.
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
        location(address, &ServerArgs::default())
            .err()
            .map(|error| error.code())
    }

    #[test]
    fn only_local_servers_are_asked_without_encryption() {
        for address in [
            "register.db",
            "postgres://desk@localhost/register",
            "postgresql://desk:secret@127.0.0.1:5433/register",
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
        assert_eq!(code("postgres://localhost:x/register"), Some("usage"));
    }

    #[test]
    fn passwords_are_not_shown() {
        let server = ServerArgs::default();
        let location = location("postgres://desk:secret@localhost/register", &server);
        assert_eq!(
            location.map(|location| location.to_string()).ok(),
            Some("postgres database register".to_owned())
        );
    }
}
