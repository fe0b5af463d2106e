//! The shipped files, made twice, and installed in a system that has nothing else.

use super::check::one;
use super::{PROFILE, build, make, shipped};
use crate::command::{Outcome, program, remove, target};
use crate::setup;

/// The directory of the clean system, below the target directory.
const CLEAN: &str = "clean-root";

/// Builds what is shipped twice, in two target directories: the packages are the same, byte for byte.
pub(crate) fn twice() -> Outcome {
    let directory = target().join("dist-twice");
    let first = make(&shipped()?, &directory.join("first"))?;
    let target = directory.join("target");
    build().env("CARGO_TARGET_DIR", &target).run()?;
    let again = make(
        &target.join(PROFILE).join("label"),
        &directory.join("again"),
    )?;
    same(&first, &again)?;
    println!("{first}");
    remove(&directory)
}

fn same(first: &str, again: &str) -> Outcome {
    match first == again {
        true => Ok(()),
        false => Err(format!("not the same bytes again:\n{first}\n{again}")),
    }
}

/// Installs the package in a system that has nothing but Debian's minimum, runs it, and removes it without a trace.
pub(crate) fn clean_root() -> Outcome {
    setup::debian(&["debootstrap"])?;
    let packages = target().join("dist-clean");
    make(&shipped()?, &packages)?;
    let system = target().join(CLEAN);
    setup::as_root("rm").args(["-rf"]).args([&system]).run()?;
    let release = program("sh")
        .args(["-c", ". /etc/os-release && echo $VERSION_CODENAME"])
        .output()?;
    setup::as_root("debootstrap")
        .args(["--variant=minbase", &release])
        .args([&system])
        .args([mirror()?])
        .run()?;
    let package = one(&packages, "deb")?;
    setup::as_root("cp")
        .args([&package, &system.join("label.deb")])
        .run()?;
    let script = [
        "set -eu",
        // A program finds its own place, and the modules beside it, there.
        "mount -t proc proc /proc",
        "trap 'umount /proc' EXIT",
        "cd /root",
        "find /usr /etc | sort > before",
        "dpkg --install /label.deb",
        "label --version",
        "label --quiet demo > printed",
        "label --quiet site build --host label.example.jp --bundle demo/trust.cbor --out site",
        "gzip --test /usr/share/man/man1/label*.gz",
        "bash -c '. /usr/share/bash-completion/completions/label; complete -p label'",
        "dpkg --verify label",
        "dpkg --purge label",
        "find /usr /etc | sort | diff before -",
    ];
    setup::as_root("chroot")
        .args([&system])
        .args(["sh", "-c", &script.join("\n")])
        .run()?;
    setup::as_root("rm").args(["-rf"]).args([&system]).run()?;
    remove(&packages)
}

/// The mirror that this machine's apt uses.
fn mirror() -> Outcome<String> {
    let printed = program("apt-get")
        .args([
            "indextargets",
            "--format",
            "$(SITE)",
            "Created-By: Packages",
        ])
        .output()?;
    let first = printed.lines().next();
    first
        .map(str::to_owned)
        .ok_or_else(|| "apt-get knows no mirror".to_owned())
}
