//! A token of SoftHSM 2 in a temporary directory, and a module before it that makes faults.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The module, where Debian puts it.
pub(crate) const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
pub(crate) const PIN: &str = "98765432";

/// A directory with a token named Desk, its PIN in the file `pin`.
pub(crate) struct SoftHsm {
    directory: tempfile::TempDir,
}

impl SoftHsm {
    pub(crate) fn new() -> Self {
        assert!(
            Path::new(MODULE).exists(),
            "SoftHSM 2 is missing: 'cargo xtask setup' installs it"
        );
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path();
        fs::create_dir(path.join("tokens")).unwrap();
        let tokens = path.join("tokens");
        let conf = format!(
            "directories.tokendir = {}\nlog.level = ERROR\n",
            tokens.display()
        );
        fs::write(path.join("softhsm2.conf"), &conf).unwrap();
        fs::write(path.join("faulty.so.conf"), &conf).unwrap();
        secret(&path.join("pin"), PIN);
        let hsm = Self { directory };
        hsm.token("Desk");
        hsm
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Makes a token.
    pub(crate) fn token(&self, label: &str) {
        self.program(&format!(
            "softhsm2-util --init-token --free --label {label} --so-pin 12345678 --pin {PIN}"
        ));
    }

    /// Runs pkcs11-tool on the token named Desk, logged in.
    pub(crate) fn tool(&self, words: &str) -> Vec<u8> {
        let token = format!("--module {MODULE} --token-label Desk --login --pin {PIN}");
        self.program(&format!("pkcs11-tool {token} {words}"))
    }

    /// Runs another program on the token, which must succeed, and gives what it printed.
    pub(crate) fn program(&self, words: &str) -> Vec<u8> {
        let mut line = words.split_whitespace();
        let output = Command::new(line.next().unwrap())
            .args(line)
            .current_dir(self.path())
            .env("SOFTHSM2_CONF", self.path().join("softhsm2.conf"))
            .output()
            .unwrap_or_else(|error| panic!("{words}: {error}: 'cargo xtask setup' installs it"));
        assert!(output.status.success(), "{words}: {output:?}");
        output.stdout
    }

    /// Builds the module that makes faults.
    pub(crate) fn faulty(&self) -> PathBuf {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/token/faulty.c");
        self.program(&format!(
            "cc -std=gnu11 -shared -fPIC -o faulty.so {source} -ldl"
        ));
        self.path().join("faulty.so")
    }

    /// Asks for a fault, or for none.
    pub(crate) fn fault(&self, fault: &str) {
        fs::write(self.path().join("faulty.so.fault"), fault).unwrap();
    }
}

/// Writes a file for its owner alone.
pub(crate) fn secret(path: &Path, text: &str) {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

/// The words of a program, for messages.
pub(crate) fn said(output: &Output) -> String {
    let [stdout, stderr] =
        [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    format!("{stdout}{stderr}")
}
