//! Installs the programs and files that the tests need beside a Rust toolchain, if they are missing.

use std::fs;
use std::path::Path;

use crate::command::{Outcome, Program, cargo, program, root, target};

/// A program or file that the tests use, how to see that it is there, and the Debian package that has it.
struct Need {
    package: &'static str,
    probe: &'static [&'static str],
}

const NEEDS: &[Need] = &[
    Need {
        package: "ca-certificates",
        probe: &["test", "-s", "/etc/ssl/certs/ca-certificates.crt"],
    },
    Need {
        package: "chromium",
        probe: &["chromium", "--version"],
    },
    Need {
        package: "firefox-esr",
        probe: &["firefox-esr", "--version"],
    },
    Need {
        package: "fonts-noto-cjk",
        probe: &["test", "-d", "/usr/share/fonts/opentype/noto"],
    },
    Need {
        package: "fonts-morisawa-bizud-gothic",
        probe: &[
            "test",
            "-s",
            "/usr/share/fonts/truetype/bizud-gothic/BIZUDPGothic-Regular.ttf",
        ],
    },
    Need {
        package: "ghostscript",
        probe: &["gs", "--version"],
    },
    Need {
        package: "librsvg2-bin",
        probe: &["rsvg-convert", "--version"],
    },
    Need {
        package: "nodejs",
        probe: &[
            "node",
            "-e",
            "process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)",
        ],
    },
    Need {
        package: "npm",
        probe: &["npm", "--version"],
    },
    Need {
        package: "opensc",
        probe: &["sh", "-c", "command -v pkcs11-tool"],
    },
    Need {
        package: "openssl",
        probe: &["openssl", "version"],
    },
    Need {
        package: "postgresql",
        probe: &["sh", "-c", "ls /usr/lib/postgresql/*/bin/initdb"],
    },
    Need {
        package: "poppler-utils",
        probe: &["pdftoppm", "-v"],
    },
    Need {
        package: "python3",
        probe: &["python3", "--version"],
    },
    Need {
        package: "python3-venv",
        probe: &["python3", "-c", "import ensurepip, venv"],
    },
    Need {
        package: "softhsm2",
        probe: &["softhsm2-util", "--version"],
    },
    Need {
        package: "webkit2gtk-driver",
        probe: &["sh", "-c", "command -v WebKitWebDriver"],
    },
    Need {
        package: "xauth",
        probe: &["sh", "-c", "command -v xauth"],
    },
    Need {
        package: "xvfb",
        probe: &["sh", "-c", "command -v xvfb-run"],
    },
    Need {
        package: "zbar-tools",
        probe: &["zbarimg", "--version"],
    },
];

const REQUIREMENTS: &str = "xtask/interop/requirements.txt";

/// Installs everything that `cargo xtask test` needs.
pub(crate) fn all() -> Outcome {
    components()?;
    packages()?;
    python()
}

/// Installs Debian packages that are not installed yet.
pub(crate) fn debian(packages: &[&str]) -> Outcome {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| !installed(package))
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        apt(&missing)
    }
}

/// rustfmt and clippy, which a minimal toolchain lacks.
pub(crate) fn components() -> Outcome {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if !cargo([subcommand, "--version"]).succeeds() {
            println!("setup: rustup installs {component}");
            program("rustup")
                .args(["component", "add", component])
                .run()?;
        }
    }
    Ok(())
}

fn packages() -> Outcome {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    apt(&missing)?;
    let still = self::missing();
    if still.is_empty() {
        Ok(())
    } else {
        Err(format!("installed, but does not work: {}", still.join(" ")))
    }
}

fn missing() -> Vec<&'static str> {
    let lacks = |need: &&Need| match need.probe {
        [name, arguments @ ..] => !program(name).args(arguments).succeeds(),
        [] => true,
    };
    NEEDS
        .iter()
        .filter(lacks)
        .map(|need| need.package)
        .collect()
}

fn installed(package: &str) -> bool {
    let status = program("dpkg-query")
        .args(["-W", "-f", "${db:Status-Status}", package])
        .output();
    status.is_ok_and(|status| status == "installed")
}

fn apt(packages: &[&str]) -> Outcome {
    if !program("apt-get").args(["--version"]).succeeds() {
        return Err(format!(
            "not a Debian system: install what these packages hold: {}",
            packages.join(" ")
        ));
    }
    println!("setup: apt-get installs {}", packages.join(" "));
    as_root("apt-get").args(["update", "-qq"]).run()?;
    as_root("apt-get")
        .args(["install", "-qq", "-y", "--no-install-recommends"])
        .args(packages)
        .run()
}

/// `name` with the rights to install, and without questions.
pub(crate) fn as_root(name: &str) -> Program {
    let root = program("id")
        .args(["-u"])
        .output()
        .is_ok_and(|id| id == "0");
    let words = ["env", "DEBIAN_FRONTEND=noninteractive", name];
    if root {
        program("env").args(words.iter().skip(1))
    } else {
        program("sudo").args(words)
    }
}

/// A Python environment in `target/venv` with exactly the packages that [`REQUIREMENTS`] pins.
pub(crate) fn python() -> Outcome {
    let venv = target().join("venv");
    let stamp = venv.join("requirements.txt");
    let wanted = read(&root().join(REQUIREMENTS))?;
    if read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    program("python3")
        .args(["-m", "venv", "--clear"])
        .args([&venv])
        .run()?;
    let pip = program(venv.join("bin/python")).args([
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
    ]);
    pip.args([
        "--no-deps",
        "--only-binary=:all:",
        "--requirement",
        REQUIREMENTS,
    ])
    .run()?;
    fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))
}

/// The npm packages that the lock file in a directory pins, in `node_modules` beside it.
pub(crate) fn node(directory: &str) -> Outcome {
    let directory = root().join(directory);
    let stamp = directory.join("node_modules/.installed-lock.json");
    let wanted = read(&directory.join("package-lock.json"))?;
    if read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    program("npm")
        .args(["ci", "--silent", "--prefix"])
        .args([&directory])
        .run()?;
    fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
