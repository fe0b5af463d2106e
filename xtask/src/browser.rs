//! The verification page and the issuing page in Chromium, Firefox and WebKit: their sites are built, and opened as
//! people open them.

use std::path::{Path, PathBuf};

use crate::command::{Outcome, compiled, program, root, target};
use crate::{setup, wasm};

/// The tests in JavaScript, with what they need from npm.
const TESTS: &str = "xtask/browser";
/// The compiled modules of the page.
const MODULES: &str = "target/wasm-pkg";
/// The moment of the newest lists of the fixtures, at which their bundle is opened.
const AT: &str = "2026-04-05T06:00:00Z";

/// Makes fixtures and a site, and runs the tests; pictures of the page go to `target/page-shots`, those of Firefox
/// and WebKit to directories of their own there.
pub(crate) fn all() -> Outcome {
    run(false)
}

/// Every state in every engine, dark colours in every language, and a table of 477 labels; the test run has some.
pub(crate) fn whole() -> Outcome {
    wasm::all()?;
    run(true)
}

fn run(is_whole: bool) -> Outcome {
    setup::node(TESTS)?;
    // It makes labels, bundles and the site.
    let label = compiled("label")?;
    let place = |name: &str| target().join("page").join(name);
    let (fixtures, site, kept) = (place("fixtures"), place("site"), place("label.html"));
    program("node")
        .args([&script("fixtures.mjs"), &label, &fixtures])
        .run()?;
    let bundle = fixtures.join("bundle.cbor");
    let build = |kind: &str, out: &Path| {
        program(&label)
            .args(["--quiet", "site", kind, "--at", AT, "--modules", MODULES])
            .args(["--host", "label.example.jp"])
            .args(["--help-url", "https://label.example.jp/help"])
            .args(["--bundle".as_ref(), bundle.as_os_str()])
            .args(["--out".as_ref(), out.as_os_str()])
            .run()
    };
    build("build", &site)?;
    build("single", &kept)?;
    let issuer = place("issuer");
    issuing(&label, &issuer)?;
    program("node")
        .args([&script("run.mjs"), &site, &kept, &fixtures])
        .args([target().join("page-shots"), issuer])
        .env("LABEL_COMMAND", &label)
        .env("LABEL_WHOLE", if is_whole { "1" } else { "" })
        .run()
}

/// Makes the issuing page as a site and as one file, and what is handed to it.
fn issuing(label: &Path, to: &Path) -> Outcome {
    program("node")
        .args([script("issuer-fixtures.mjs"), label.to_owned()])
        .args([to.join("fixtures")])
        .run()?;
    let build = |name: &str| {
        program(label)
            .args(["--quiet", "site", "issuer", "--modules", MODULES])
            .args(["--out".as_ref(), to.join(name).as_os_str()])
    };
    build("site").run()?;
    build("kept.html").args(["--single"]).run()
}

fn script(name: &str) -> PathBuf {
    root().join(TESTS).join(name)
}
