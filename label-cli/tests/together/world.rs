//! A directory with the keys, lists and stores of the transcripts, and commands in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use label_core::{Status, Store, UnixTime};
use serde_json::Value;
use tempfile::TempDir;
use test_vectors::fixtures::owner::{DAY, NOW, Owner};

/// The index that the older part of two does not revoke, and the newer one does.
pub(crate) const NEWLY: u64 = 5;

pub(crate) struct World {
    pub(crate) directory: TempDir,
}

impl World {
    /// The fixtures of the transcripts of trust lists and of sites, and two parts and bundles of later hours.
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        copy(&tests.join("trust/fixtures"), directory.path());
        let package = directory.path().join("package");
        copy(&tests.join("site/fixtures/package"), &package);
        let world = Self { directory };
        let mut owner = Owner::new();
        owner.status.set(17, Status::Revoked).unwrap();
        world.write_lists("older", &owner, NOW - DAY / 2);
        owner.status.set(NEWLY, Status::Revoked).unwrap();
        world.write_lists("newer", &owner, NOW - DAY / 4);
        world
    }

    fn write_lists(&self, name: &str, owner: &Owner, issued: UnixTime) {
        let (part, bundle) = (owner.part(issued), owner.bundle(issued));
        let part = part.encode().unwrap();
        fs::write(self.path(&format!("{name}-part.cbor")), part).unwrap();
        let bundle = bundle.encode().unwrap();
        fs::write(self.path(&format!("{name}-bundle.cbor")), bundle).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_label"));
        command
            .args(line.split(' '))
            .current_dir(self.directory.path())
            .env_remove("LABEL_FAULT")
            .env_remove("LABEL_FAULT_LOG")
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, line: &str) -> Output {
        self.command(line).output().unwrap()
    }

    /// Runs a command that must succeed.
    pub(crate) fn done(&self, line: &str) {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(0), "{line}: {output:?}");
    }

    /// Runs a command that must fail; gives its error.
    pub(crate) fn error(&self, line: &str) -> Value {
        let output = self.run(&format!("{line} --json"));
        assert_eq!(output.status.code(), Some(2), "{line}: {output:?}");
        let mut said: Value = serde_json::from_slice(&output.stdout).unwrap();
        said["error"].take()
    }

    /// Runs two commands at once, the second begun a little later; gives their exit codes.
    pub(crate) fn both(&self, lines: [&str; 2], later: Duration) -> [Option<i32>; 2] {
        let start = |line: &str| -> Child {
            let mut command = self.command(line);
            command.stdout(Stdio::null()).stderr(Stdio::piped());
            command.spawn().unwrap()
        };
        let first = start(lines[0]);
        thread::sleep(later);
        let second = start(lines[1]);
        [first, second].map(|child| {
            let output = child.wait_with_output().unwrap();
            print!("{}", String::from_utf8_lossy(&output.stderr));
            output.status.code()
        })
    }

    /// True where a store says that an index is revoked.
    pub(crate) fn is_revoked(&self, store: &str, index: u64) -> bool {
        let store = Store::decode(&self.read(store)).unwrap();
        let opened = store.open(NOW).unwrap();
        let lists = opened.trust().status_lists();
        lists.iter().any(|list| list.is_revoked(index))
    }

    /// The names of everything in the directory, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.directory.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The names that begin with a point: locks, and what is not finished.
    pub(crate) fn hidden(&self) -> Vec<String> {
        let mut names = self.names();
        names.retain(|name| name.starts_with('.'));
        names
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
}
