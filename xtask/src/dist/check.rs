//! The packages, opened and run as people do.

use std::path::{Path, PathBuf};

use super::{NPM, SUMS, VERSION, anew, files, make, read};
use crate::command::{Outcome, compiled, program, remove, target};

/// Files that the package must have, below its prefix.
const EXPECTED: &[&str] = &[
    "bin/label",
    "share/bash-completion/completions/label",
    "share/doc/label/THIRD-PARTY",
    "share/doc/label/changelog.gz",
    "share/fish/vendor_completions.d/label.fish",
    "share/label/web/build.json",
    "share/label/web/web/label_wasm_bg.wasm",
    "share/man/man1/label.1.gz",
    "share/man/man1/label-verify.1.gz",
    "share/zsh/vendor-completions/_label",
];

/// Packages the command of the test run; unpacks and runs it. What is shipped is made, twice, by the soak.
pub(crate) fn check() -> Outcome {
    let directory = target().join("dist-check");
    anew(&directory)?;
    let command = directory.join("label");
    // The compiler's notes for debuggers are half of it, and take longest to pack.
    program("strip")
        .args([compiled("label")?])
        .args(["-o".as_ref(), command.as_os_str()])
        .run()?;
    let packages = directory.join("packages");
    let sums = make(&command, &packages)?;
    program("sha256sum")
        .inside(&packages)
        .args(["--quiet", "--check", SUMS])
        .run()?;
    let open = directory.join("open");
    anew(&open)?;
    from_debian(&packages, &open.join("deb"))?;
    from_tarball(&packages, &open.join("tar"))?;
    from_npm(&packages, &open.join("npm"))?;
    println!("{sums}");
    remove(&directory)
}

/// The file of a directory with an extension.
pub(super) fn one(directory: &Path, extension: &str) -> Outcome<PathBuf> {
    let mut found = files(directory)?.into_iter();
    let found = found.find(|path| path.extension().is_some_and(|end| end == extension));
    found.ok_or_else(|| format!("{}: no .{extension}", directory.display()))
}

fn from_debian(packages: &Path, to: &Path) -> Outcome {
    let package = one(packages, "deb")?;
    let contents = program("dpkg-deb")
        .args(["--contents"])
        .args([&package])
        .output()?;
    for line in contents.lines() {
        let rights = line.split_whitespace().next().unwrap_or_default();
        if !line.contains(" root/root ") || !matches!(rights.get(4..), Some("r-xr-x" | "r--r--")) {
            return Err(format!("owner or rights: {line}"));
        }
    }
    program("dpkg-deb")
        .args(["--raw-extract"])
        .args([&package, to])
        .run()?;
    program("md5sum")
        .inside(to)
        .args(["--quiet", "--check", "DEBIAN/md5sums"])
        .run()?;
    let control = read(&to.join("DEBIAN/control"))?;
    for field in ["Depends: libc6 (>= ", &format!("Version: {VERSION}-")] {
        if !control.contains(field) {
            return Err(format!("no {field} in:\n{control}"));
        }
    }
    prefix(&to.join("usr"))
}

fn from_tarball(packages: &Path, to: &Path) -> Outcome {
    let file = files(packages)?.into_iter().find(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".tar.gz")
    });
    let file = file.ok_or("no tarball")?;
    anew(to)?;
    program("tar")
        .inside(to)
        .args(["--extract", "--strip-components=1", "--file"])
        .args([&file])
        .run()?;
    prefix(to)
}

/// The npm package holds the files that were checked, and nothing else.
fn from_npm(packages: &Path, to: &Path) -> Outcome {
    anew(to)?;
    program("tar")
        .inside(to)
        .args(["--extract", "--file"])
        .args([one(packages, "tgz")?])
        .run()?;
    program("diff")
        .args(["--recursive"])
        .args([to.join("package"), target().join(NPM)])
        .run()
}

/// An unpacked prefix has its files, and its command works.
fn prefix(prefix: &Path) -> Outcome {
    for file in EXPECTED {
        if !prefix.join(file).is_file() {
            return Err(format!("no {file} in {}", prefix.display()));
        }
    }
    let command = prefix.join("bin/label");
    let version = program(&command).args(["--version"]).output()?;
    if version != format!("label {VERSION}") {
        return Err(format!("--version: {version}"));
    }
    let demo = prefix.join("demo");
    program(&command)
        .args(["--quiet", "demo"])
        .args([&demo])
        .output()?;
    // The page's modules are found where the package has them.
    program(&command)
        .args(["--quiet", "site", "build", "--host", "label.example.jp"])
        .args(["--bundle".as_ref(), demo.join("trust.cbor").as_os_str()])
        .args(["--out".as_ref(), prefix.join("site").as_os_str()])
        .output()
        .map(drop)
}
