//! The tree below a prefix: what a tarball holds and a package puts into `/usr`.

use std::fs;
use std::path::Path;

use super::{NPM, failed, notices, write};
use crate::command::{Outcome, program, root, target};

/// Completion scripts by shell, where each looks for them.
const COMPLETIONS: [(&str, &str); 3] = [
    ("bash", "share/bash-completion/completions/label"),
    ("fish", "share/fish/vendor_completions.d/label.fish"),
    ("zsh", "share/zsh/vendor-completions/_label"),
];
/// For people, as they are.
const DOCUMENTS: [&str; 5] = [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
    "docs",
];
/// Documents and completions, below the prefix.
pub(super) const DOC: &str = "share/doc/label";

/// Lays the tree of a compiled command; the manual pages and the changelog are compressed, as Debian wants them.
pub(super) fn lay(tree: &Path, command: &Path) -> Outcome {
    copy(command, &tree.join("bin/label"))?;
    let run = || program(command).env("LC_ALL", "C.UTF-8");
    for (shell, to) in COMPLETIONS {
        let script = run().args(["completions", shell]).output()?;
        write(&tree.join(to), script + "\n")?;
    }
    let manual = tree.join("share/man/man1");
    fs::create_dir_all(&manual).map_err(failed(&manual))?;
    run().args(["--quiet", "man"]).args([&manual]).output()?;
    for name in DOCUMENTS {
        copy_all(&root().join(name), &tree.join(DOC).join(name))?;
    }
    copy(
        &root().join("CHANGELOG.md"),
        &tree.join(DOC).join("changelog"),
    )?;
    write(&tree.join(DOC).join("THIRD-PARTY"), notices::of_command()?)?;
    let modules = tree.join("share/label/web");
    copy_all(&target().join(NPM), &modules)?;
    // A site is for browsers.
    super::remove(&modules.join("node"))?;
    let changelog = tree.join(DOC).join("changelog");
    program("gzip")
        .args(["-n9"])
        .args(super::files(&manual)?)
        .args([changelog])
        .run()
}

fn copy_all(from: &Path, to: &Path) -> Outcome {
    if !from.is_dir() {
        return copy(from, to);
    }
    for entry in fs::read_dir(from).map_err(failed(from))? {
        let entry = entry.map_err(failed(from))?;
        copy_all(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Outcome {
    let directory = to.parent().unwrap_or(to);
    fs::create_dir_all(directory).map_err(failed(directory))?;
    fs::copy(from, to).map(drop).map_err(failed(from))
}
