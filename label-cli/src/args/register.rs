//! The register on the command line.

use std::path::PathBuf;

use clap::Args;
use label_desk::register::{Location, ServerFiles};
use label_io::files;
use label_keys::Notice;

use crate::error::CliError;
use crate::output::Output;

/// The register that a command uses.
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
    pub(crate) fn location(&self, out: &mut Output) -> Result<Location, CliError> {
        self.server.location(&self.register, out)
    }

    /// Another place, reached with the same files.
    pub(crate) fn other(&self, name: &str) -> Result<Location, CliError> {
        self.server.place(name)
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
    pub(crate) fn location(&self, out: &mut Output) -> Result<Option<Location>, CliError> {
        let register = self.register.as_ref();
        let location = register.map(|text| self.server.location(text, out));
        location.transpose()
    }

    /// The register of the arguments, or else the one that settings name.
    pub(crate) fn or(
        &self,
        register: String,
        password_file: Option<PathBuf>,
        root: Option<PathBuf>,
    ) -> RegisterArgs {
        match &self.register {
            Some(register) => RegisterArgs {
                register: register.clone(),
                server: self.server.clone(),
            },
            None => RegisterArgs {
                register,
                server: ServerArgs {
                    register_password_file: password_file,
                    register_ca: root,
                },
            },
        }
    }
}

/// The files that a server is reached with.
#[derive(Args, Clone, Debug)]
struct ServerArgs {
    /// Read the password of the database from the first line of this file
    #[arg(long, value_name = "FILE", requires = "register")]
    register_password_file: Option<PathBuf>,
    /// Root certificate that the server of the database must be under; needed on another machine
    #[arg(long, value_name = "FILE", requires = "register")]
    register_ca: Option<PathBuf>,
}

impl ServerArgs {
    fn location(&self, name: &str, out: &mut Output) -> Result<Location, CliError> {
        let password = self.register_password_file.as_deref();
        if let Some(file) = password.filter(|file| files::others_can_read(file)) {
            out.warning(Notice::Exposed { file })?;
        }
        self.place(name)
    }

    /// The place of this name, without a warning.
    fn place(&self, name: &str) -> Result<Location, CliError> {
        let state = state_directory();
        let files = ServerFiles {
            password: self.register_password_file.as_deref(),
            root: self.register_ca.as_deref(),
            state: state.as_deref(),
        };
        Ok(Location::new(name, files)?)
    }
}

/// The directory for what this user's runs remember of databases, where the system names one.
fn state_directory() -> Option<PathBuf> {
    let of = |name: &str| {
        let path = std::env::var_os(name).map(PathBuf::from);
        path.filter(|path| path.is_absolute())
    };
    let state = of("XDG_STATE_HOME").or_else(|| Some(of("HOME")?.join(".local/state")));
    let state = state.or_else(|| of("LOCALAPPDATA"));
    state.map(|directory| directory.join("label"))
}
