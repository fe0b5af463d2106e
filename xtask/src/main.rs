//! Developer commands: `cargo xtask <command>`.

mod bench;
mod browser;
mod command;
mod deny;
mod desk;
mod dist;
mod fuzz;
mod interop;
mod layers;
mod processes;
mod setup;
mod soak;
mod steps;
mod vectors;
mod wasm;
mod whole;

use std::env;
use std::process::ExitCode;

use command::Outcome;

const USAGE: &str = "\
usage: cargo xtask <command>

  test [STEP]...            run everything that must hold, or only the steps named
  soak [STEP]...            run the checks that take long, or only the steps named
  setup                     install what the tests need: Debian packages, a Python environment
  wasm [--toolchain debian] make the npm package of label-wasm in target/wasm-pkg and check it
  wasm --reproduce          build its modules in another directory too, and compare
  browser                   build the page's site and test it in Chromium
  layers                    check which crate and module names which, and how long they are
  vectors                   write the test vectors anew
  bench [ARGUMENT]...       run the benchmarks of label-core
  bench desk                measure a register and a batch of 100,000 labels
  fuzz [ARGUMENT]...        run cargo-fuzz; without arguments, list its targets
  deny                      hold what the product is built from to deny.toml
  advisories                look for known faults of dependencies, in the network
  dist                      make what people install in target/dist
  interop DIRECTORY         check labels and their trust bundle with other implementations";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let Some((name, rest)) = arguments.split_first() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match dispatch(name, rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(name: &str, rest: &[&str]) -> Outcome {
    match (name, rest) {
        ("test", steps) => whole::test(steps),
        ("soak", steps) => whole::soak(steps),
        // One step of a list in a process of its own: `whole` starts it.
        ("step", [list, name]) => whole::step(list, name),
        ("setup", []) => setup::all(),
        ("wasm", []) => wasm::all(),
        ("wasm", ["--reproduce"]) => wasm::reproduce(),
        ("wasm", ["--toolchain", "debian"]) => wasm::all_with(wasm::Toolchain::Debian),
        ("browser", []) => browser::all(),
        ("layers", []) => layers::check(),
        ("vectors", []) => vectors::generate(),
        ("bench", ["desk"]) => desk::run(),
        ("bench", rest) => bench::run(rest),
        ("fuzz", rest) => fuzz::run(rest),
        ("deny", []) => deny::check(),
        ("advisories", []) => deny::advisories(),
        ("dist", []) => dist::all(),
        ("interop", [directory]) => interop::check(directory),
        ("help" | "--help" | "-h", []) => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(format!(
            "no such command or argument: {name} {}\n{USAGE}",
            rest.join(" ")
        )),
    }
}
