//! The Debian package: the tree in `/usr`, and what dpkg wants to know.

use std::fs;
use std::path::Path;

use super::prefix::DOC;
use super::{VERSION, failed, remove, write};
use crate::command::{Outcome, program};
use crate::setup;

/// The maintainer of the package.
const MAINTAINER: &str = "label developers <developers@label.example>";
/// The package's own count behind the version.
const REVISION: u32 = 1;
/// The daily job and the alarm, each with its timer.
const UNITS: [&str; 4] = [
    "label-check.service",
    "label-check.timer",
    "label-daily.service",
    "label-daily.timer",
];

/// Makes the package beside what else is distributed.
pub(super) fn package(stage: &Path, tree: &Path, to: &Path, moment: &str) -> Outcome {
    // It tells which system libraries a program needs, and since which version they will do.
    setup::debian(&["dpkg-dev"])?;
    let package = stage.join("package");
    fs::create_dir_all(&package).map_err(failed(&package))?;
    let usr = package.join("usr");
    fs::rename(tree, &usr).map_err(failed(tree))?;
    units(&usr)?;
    let doc = usr.join(DOC);
    write(&doc.join("copyright"), COPYRIGHT)?;
    let changelog = doc.join("changelog.Debian");
    write(&changelog, changelog_of(&date(moment)?))?;
    program("gzip").args(["-n9"]).args([&changelog]).run()?;
    // Debian has the licence in common-licenses; the other is in the copyright file.
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let file = doc.join(licence);
        fs::remove_file(&file).map_err(failed(&file))?;
    }
    let architecture = program("dpkg").args(["--print-architecture"]).output()?;
    let control = control(&architecture, &libraries(stage, &usr)?, &kilobytes(&usr)?);
    write(&package.join("DEBIAN/control"), control)?;
    write(&package.join("DEBIAN/md5sums"), md5sums(&package)?)?;
    program("chmod")
        .args(["-R", "u=rwX,go=rX"])
        .args([&package])
        .run()?;
    let file = to.join(format!("label_{VERSION}-{REVISION}_{architecture}.deb"));
    program("dpkg-deb")
        .args(["--root-owner-group", "-Zxz", "--build"])
        .args([&package, &file])
        .env("SOURCE_DATE_EPOCH", moment)
        .output()?;
    remove(&package)
}

/// Puts the units of the daily job where systemd finds them; nothing switches them on.
fn units(usr: &Path) -> Outcome {
    let to = usr.join("lib/systemd/system");
    fs::create_dir_all(&to).map_err(failed(&to))?;
    for unit in UNITS {
        let from = usr.join(DOC).join("docs/systemd").join(unit);
        fs::rename(&from, to.join(unit)).map_err(failed(&from))?;
    }
    Ok(())
}

/// The system libraries that the command is linked with, as a package names them.
fn libraries(stage: &Path, usr: &Path) -> Outcome<String> {
    // The tool wants the sources of a package around it.
    write(
        &stage.join("debian/control"),
        "Source: label\n\nPackage: label\nArchitecture: any\n",
    )?;
    let printed = program("dpkg-shlibdeps")
        .inside(stage)
        .args(["-O"])
        .args([usr.join("bin/label")])
        .output()?;
    let depends = printed
        .lines()
        .find_map(|line| line.strip_prefix("shlibs:Depends="));
    depends
        .map(str::to_owned)
        .ok_or_else(|| format!("dpkg-shlibdeps: {printed}"))
}

fn kilobytes(tree: &Path) -> Outcome<String> {
    let printed = program("du")
        .args(["-sk", "--apparent-size"])
        .args([tree])
        .output()?;
    let size = printed.split_whitespace().next();
    size.map(str::to_owned)
        .ok_or_else(|| format!("du: {printed}"))
}

fn control(architecture: &str, libraries: &str, kilobytes: &str) -> String {
    format!(
        "Package: label
Version: {VERSION}-{REVISION}
Architecture: {architecture}
Maintainer: {MAINTAINER}
Installed-Size: {kilobytes}
Depends: {libraries}
Suggests: fonts-morisawa-bizud-gothic, opensc
Section: utils
Priority: optional
Homepage: https://label.example
Description: signed security labels for products, in QR codes
 Issues, prints and checks the security labels of IoT products. The label
 itself, signed, is in the QR code, and is checked without a network.
 .
 The command has the desk of a scheme owner (keys in files or PKCS#11 modules,
 register, batches, artwork, status and trust lists), the check of a till, and
 the page that phones open.
"
    )
}

fn md5sums(package: &Path) -> Outcome<String> {
    let printed = program("find")
        .inside(package)
        .args(["usr", "-type", "f", "-exec", "md5sum", "{}", "+"])
        .output()?;
    let mut lines: Vec<&str> = printed.lines().collect();
    lines.sort_by_key(|line| line.split_once("  ").map(|(_, path)| path));
    Ok(lines.join("\n") + "\n")
}

fn changelog_of(date: &str) -> String {
    format!(
        "label ({VERSION}-{REVISION}) unstable; urgency=medium

  * Made from the sources of this version; changelog.gz tells what is new.

 -- {MAINTAINER}  {date}
"
    )
}

/// As changelogs and RFC 5322 write it, in UTC.
fn date(moment: &str) -> Outcome<String> {
    program("date")
        .args(["--utc", "--rfc-email", &format!("--date=@{moment}")])
        .env("LC_ALL", "C")
        .output()
}

const COPYRIGHT: &str = "\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: label
Source: https://label.example/source
Comment: The program also holds Rust crates and SQLite. Their licences and notices
 are in THIRD-PARTY beside this file.

Files: *
Copyright: the label developers
License: Expat or Apache-2.0

License: Expat
 Permission is hereby granted, free of charge, to any person obtaining a copy
 of this software and associated documentation files (the \"Software\"), to deal
 in the Software without restriction, including without limitation the rights
 to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
 copies of the Software, and to permit persons to whom the Software is
 furnished to do so, subject to the following conditions:
 .
 The above copyright notice and this permission notice shall be included in
 all copies or substantial portions of the Software.
 .
 THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
 IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
 FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
 AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
 LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
 OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
 SOFTWARE.

License: Apache-2.0
 On Debian systems the full text of the Apache License 2.0 is in
 /usr/share/common-licenses/Apache-2.0.
";
