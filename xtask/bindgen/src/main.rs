//! Makes the JavaScript doors of a wasm-bindgen module: `xtask-bindgen MODULE.wasm OUTPUT-DIRECTORY`.
//!
//! `OUTPUT-DIRECTORY/node` gets a CommonJS module for Node, `OUTPUT-DIRECTORY/web` an ES module for browsers.

use std::env;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [module, output] = arguments.as_slice() else {
        eprintln!("xtask-bindgen: error: expected a module and an output directory");
        return ExitCode::from(2);
    };
    match make_doors(Path::new(module), Path::new(output)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask-bindgen: error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn make_doors(module: &Path, output: &Path) -> Result<(), Box<dyn Error>> {
    bindgen(module)
        .nodejs(true)?
        .generate(output.join("node"))?;
    bindgen(module).web(true)?.generate(output.join("web"))?;
    Ok(())
}

fn bindgen(module: &Path) -> Bindgen {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .typescript(true)
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen
}
