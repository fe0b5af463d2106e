//! Makes static data of what would be slow or large to work out at run time.

mod normalisation;
mod schemes;

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let (tables, texts) = schemes::generate()?;
    fs::write(out.join("tables.rs"), tables)?;
    fs::write(out.join("texts.rs"), texts)?;
    fs::write(out.join("normalisation.rs"), normalisation::generate())?;
    Ok(())
}
