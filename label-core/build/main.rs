//! Makes static data of what would be slow or large to work out at run time.

mod normalisation;
mod schemes;

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let schemes = schemes::generate()?;
    fs::write(out.join("tables.rs"), schemes.tables)?;
    fs::write(out.join("sources.rs"), schemes.sources)?;
    fs::write(out.join("codes.rs"), schemes.codes)?;
    fs::write(out.join("normalisation.rs"), normalisation::generate())?;
    fs::write(out.join("replacements.rs"), normalisation::replacements()?)?;
    Ok(())
}
