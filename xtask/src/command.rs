//! Programs run from the root of the workspace; a failure names the command.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The result of a developer command; the error is one line for people.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// A program with its arguments, run from [`root`].
pub(crate) struct Program(Command);

/// The directory of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}

/// The directory for builds and test results.
pub(crate) fn target() -> PathBuf {
    root().join("target")
}

/// The cargo that runs this command.
pub(crate) fn cargo<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Program {
    let mut cargo = program(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // The package that this command was built as is nothing to the builds that it starts: build scripts
    // that look at it (ring's) would run, and what depends on them compile, again each time.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            cargo.0.env_remove(&name);
        }
    }
    cargo.args(arguments)
}

/// A program by name or path.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Program {
    let mut command = Command::new(name);
    command.current_dir(root());
    Program(command)
}

/// Compiles all that the tests consist of, and the programs that they start.
///
/// These are the programs of the other steps too: alone, or optimised, each would be compiled once more.
pub(crate) fn compile() -> Outcome {
    cargo(["test", "--workspace", "--no-run"]).run()
}

/// The path of a program of the workspace, once [`compile`] has made it.
pub(crate) fn compiled(name: &str) -> Outcome<PathBuf> {
    compile()?;
    Ok(target().join("debug").join(name))
}

/// Removes a directory and everything in it; none is as good.
pub(crate) fn remove(directory: &Path) -> Outcome {
    match directory.exists() {
        true => fs::remove_dir_all(directory)
            .map_err(|error| format!("{}: {error}", directory.display())),
        false => Ok(()),
    }
}

impl Program {
    pub(crate) fn args(mut self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.0.args(arguments);
        self
    }

    /// Runs the program from another directory.
    pub(crate) fn inside(mut self, directory: &Path) -> Self {
        self.0.current_dir(directory);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(name, value);
        self
    }

    /// Runs the program with the terminal of this one.
    pub(crate) fn run(mut self) -> Outcome {
        match self.0.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("{}: {status}", self.line())),
            Err(error) => Err(format!("{}: {error}", self.line())),
        }
    }

    /// Runs the program without output; true if it can be run and succeeds.
    pub(crate) fn succeeds(mut self) -> bool {
        let status = self
            .0
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success())
    }

    /// Runs the program and returns its output, without white space at either end; an error holds its complaint.
    pub(crate) fn output(mut self) -> Outcome<String> {
        let output = self.0.output();
        let output = output.map_err(|error| format!("{}: {error}", self.line()))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        let complaint = String::from_utf8_lossy(&output.stderr);
        Err(format!("{}: {}", self.line(), complaint.trim()))
    }

    fn line(&self) -> String {
        let words = std::iter::once(self.0.get_program()).chain(self.0.get_args());
        words
            .map(OsStr::to_string_lossy)
            .collect::<Vec<_>>()
            .join(" ")
    }
}
