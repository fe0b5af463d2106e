//! A desk in a directory of its own, with a register of either kind.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::server;

pub(crate) const LIST: &str = "https://label.example.jp/status/1";
pub(crate) const PAGE: &str = "https://label.example.jp";

/// Which database a desk uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

pub(crate) const KINDS: [Kind; 2] = [Kind::Sqlite, Kind::Postgres];

/// A desk: its directory and its register.
pub(crate) struct Desk {
    pub(crate) directory: TempDir,
    pub(crate) register: String,
    kind: Kind,
}

/// A database would stay on the server, and hundreds of them fill a small disk.
impl Drop for Desk {
    fn drop(&mut self) {
        if self.register.starts_with("postgres") && !std::thread::panicking() {
            server::remove(&self.register);
        }
    }
}

impl Desk {
    /// A desk without a register.
    pub(crate) fn empty(kind: Kind) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/fixtures");
        for name in ["desk.key", "desk.pem"] {
            fs::copy(fixtures.join(name), directory.path().join(name)).unwrap();
        }
        let register = match kind {
            Kind::Sqlite => "register.db".to_owned(),
            Kind::Postgres => server::database(),
        };
        Self {
            directory,
            register,
            kind,
        }
    }

    /// A desk with a new register and a signer.
    pub(crate) fn new(kind: Kind) -> Self {
        let desk = Self::empty(kind);
        desk.done(&["register", "init", "--at", "2026-11-01"]);
        desk.done(&format!("register add-signer --signer desk.pem --status-list {LIST} --entries 1000 --at 2026-11-01"));
        desk
    }

    /// A desk where everything in a table is granted.
    pub(crate) fn granted(kind: Kind, table: &str) -> Self {
        let desk = Self::new(kind);
        desk.grant(table);
        desk
    }

    /// Applies for what is in a table, asks, and grants it.
    pub(crate) fn grant(&self, table: &str) {
        self.write("apply.csv", table);
        self.done(&["registration", "apply", "apply.csv", "--at", "2026-11-02"]);
        self.done(&["registration", "inquire", "--all", "--at", "2026-11-03"]);
        self.done("registration answer --all --answer cleared --day 2026-11-04 --at 2026-11-04");
        self.done(&["registration", "grant", "--all", "--at", "2026-11-05"]);
    }

    /// The same desk once more, on its own.
    pub(crate) fn copy(&self) -> Self {
        let directory = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(self.directory.path()).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), directory.path().join(entry.file_name())).unwrap();
            }
        }
        let register = match self.kind {
            Kind::Sqlite => self.register.clone(),
            Kind::Postgres => server::copy(&self.register),
        };
        Self {
            directory,
            register,
            kind: self.kind,
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// The command, at this desk, by somebody who means it: dates may be still to come, all are as many as there
    /// are, and every question is answered.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = self.plain(arguments);
        let words: Vec<&OsStr> = arguments.iter().map(AsRef::as_ref).collect();
        if words.first() != Some(&OsStr::new("registration")) {
            return command;
        }
        let is = |names: &[&str]| names.iter().any(|name| words[1] == *name);
        let has = |word: &str| words.iter().any(|own| *own == word);
        if is(&[
            "suspend",
            "resume",
            "withdraw",
            "revoke",
            "supersede",
            "amend",
            "ungrant",
        ]) {
            command.arg("--future");
        }
        if is(&["revoke", "amend"]) && !has("--yes") {
            command.arg("--yes");
        }
        if is(&["answer", "grant"]) && has("--all") && !has("--expect") {
            let refused = self.plain(arguments).arg("--json").output().unwrap();
            let said: Value = serde_json::from_slice(&refused.stdout).unwrap_or_default();
            if let Some(all) = said["error"]["registrations"].as_array() {
                command.args(["--expect", &all.len().to_string()]);
            }
        }
        command
    }

    /// The command with these arguments and no others but the register's, at this desk.
    pub(crate) fn plain<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_label"));
        command
            .current_dir(self.directory.path())
            .args(arguments)
            .env_remove("LABEL_FAULT")
            .env_remove("LABEL_FAULT_LOG")
            .env("LABEL_CHUNK", "2")
            // What is remembered of a database belongs to this desk.
            .env("XDG_STATE_HOME", self.directory.path())
            .stdin(Stdio::null());
        let words: Vec<&OsStr> = arguments.iter().map(AsRef::as_ref).take(2).collect();
        let of_register = ["register", "registration", "batch"].map(OsStr::new);
        let own = arguments
            .iter()
            .any(|argument| argument.as_ref() == "--register");
        if !own && words.first().is_some_and(|word| of_register.contains(word)) {
            command.args(["--register", &self.register]);
        }
        command
    }

    pub(crate) fn run(&self, line: &(impl Words + ?Sized)) -> Output {
        self.command(&line.words()).output().unwrap()
    }

    /// Runs a command that must succeed; gives its standard output.
    pub(crate) fn done(&self, line: &(impl Words + ?Sized)) -> String {
        let output = self.run(line);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{:?}: {said}", line.words());
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must succeed; gives its JSON.
    pub(crate) fn json(&self, line: &(impl Words + ?Sized)) -> Value {
        let words = [line.words(), vec!["--json"]].concat();
        serde_json::from_str(&self.done(&words)).unwrap()
    }

    /// Runs a command that must fail; gives the code of its error.
    pub(crate) fn fails(&self, line: &(impl Words + ?Sized)) -> String {
        self.error(line)["code"].as_str().unwrap().to_owned()
    }

    /// The codes of all problems of a command that must find some.
    pub(crate) fn problems(&self, line: &(impl Words + ?Sized)) -> Vec<String> {
        let error = self.error(line);
        let problems = error["problems"].as_array().unwrap().iter();
        problems
            .map(|problem| problem["code"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Runs a command that must fail; gives its error.
    pub(crate) fn error(&self, line: &(impl Words + ?Sized)) -> Value {
        let words = [line.words(), vec!["--json"]].concat();
        let output = self.run(&words);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {output:?}");
        let mut said: Value = serde_json::from_slice(&output.stdout).unwrap();
        said["error"].take()
    }

    /// Plans labels for everything that is granted and has none.
    pub(crate) fn plan(&self, file: &str) {
        self.done(&format!(
            "batch plan --granted --signer desk.pem --page {PAGE} --out {file} --at 2026-11-06"
        ));
    }

    /// Audits the register, which must be clean; gives what was counted.
    pub(crate) fn audit(&self) -> Value {
        let output = self.run(&["register", "audit", "--json"]);
        let audit: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        assert_eq!(output.status.code(), Some(0), "{audit:#} {output:?}");
        assert_eq!(audit["findings"], Value::Array(Vec::new()));
        audit
    }

    /// Checks that so many labels are signed, and none pending, each with its own files.
    pub(crate) fn check(&self, labels: u64) {
        let audit = self.audit();
        assert_eq!(audit["signed"], labels, "{audit:#}");
        assert_eq!(audit["pending"], 0, "{audit:#}");
        let rows = self.json(&["register", "export"]);
        let column = |name: &str| -> Vec<String> {
            let rows = rows.as_array().unwrap().iter();
            rows.filter_map(|row| Some(row[name].as_str()?.to_owned()))
                .collect()
        };
        let names: BTreeSet<String> = column("label").into_iter().collect();
        assert_eq!(column("credential").len() as u64, labels);
        assert_eq!(
            column("identity")
                .into_iter()
                .collect::<BTreeSet<_>>()
                .len() as u64,
            labels
        );
        assert_eq!(names.len() as u64, labels);
        let Ok(entries) = fs::read_dir(self.path("labels")) else {
            return;
        };
        let mut files = BTreeSet::new();
        for entry in entries {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(!name.starts_with('.'), "{name}");
            files.extend(name.strip_suffix(".cbor").map(str::to_owned));
        }
        assert_eq!(files, names);
    }
}

/// The words of a command, as a line without quoting or as a list.
pub(crate) trait Words {
    fn words(&self) -> Vec<&str>;
}

impl Words for str {
    fn words(&self) -> Vec<&str> {
        self.split(' ').collect()
    }
}

impl Words for String {
    fn words(&self) -> Vec<&str> {
        self.as_str().words()
    }
}

impl Words for [&str] {
    fn words(&self) -> Vec<&str> {
        self.to_vec()
    }
}

impl Words for Vec<&str> {
    fn words(&self) -> Vec<&str> {
        self.clone()
    }
}

impl<const N: usize> Words for [&str; N] {
    fn words(&self) -> Vec<&str> {
        self.to_vec()
    }
}

/// A table of so many registrations with so many models each.
pub(crate) fn table(registrations: u32, models: u32) -> String {
    let mut table =
        "registration,scheme,level,assessment,criteria,holder,product,model\n".to_owned();
    for registration in 0..registrations {
        for model in 0..models {
            table += &format!(
                "R-{registration},jc-star,1,self,JST-CR-01-01-2024R1,見本電機,ルータ,M-{registration}-{model}\n"
            );
        }
    }
    table
}
