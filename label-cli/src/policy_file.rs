//! Policies: presets by name, and files in TOML.

use std::ffi::OsStr;
use std::path::Path;

use label_core::{Policy, Preset};
use label_desk::toml_file;
use label_io::files;

use crate::error::CliError;

/// Bytes of a policy file: far more than every field takes.
const LIMIT: usize = 64 * 1_024;

/// The policy that an argument means: a preset by its name, or a file.
pub(crate) fn read(argument: &OsStr) -> Result<Policy, CliError> {
    match argument.to_str() {
        Some(name) if !name.contains(['.', '/', '\\']) => preset(name),
        _ => file(Path::new(argument)),
    }
}

/// The preset with a name.
pub(crate) fn preset(name: &str) -> Result<Policy, CliError> {
    let preset = Preset::named(name).ok_or_else(|| {
        let presets = Preset::all();
        let names: Vec<_> = presets.iter().map(Preset::name).collect();
        CliError::Usage {
            message: format!("there is no preset '{name}'"),
            hint: format!(
                "give a file such as ./{name}.toml, or one of {}",
                names.join(", ")
            ),
        }
    })?;
    Ok(preset.policy().clone())
}

fn file(path: &Path) -> Result<Policy, CliError> {
    Ok(toml_file::parse(path, &files::read(path, LIMIT)?)?)
}
