//! Faults on purpose, for tests of what a stop in the middle leaves behind; only in debug builds.
//!
//! `LABEL_FAULT=kill:N` kills the process at its N-th write, as `kill -9` does; `full:N` fails that
//! write and every later one, as a full disk does; `count` only counts. For each write that was counted
//! or went wrong the file that `LABEL_FAULT_LOG` names grows by a byte. `LABEL_CHUNK=N` makes batches
//! write N labels in one go.

use std::io;

/// A place where something is about to be written, or just was.
///
/// # Errors
///
/// Fails where a test asks for a full disk.
#[cfg(not(debug_assertions))]
#[expect(clippy::unnecessary_wraps, reason = "debug builds can fail here")]
pub fn point() -> io::Result<()> {
    Ok(())
}

/// A place where something is about to be written, or just was.
///
/// # Errors
///
/// Fails where a test asks for a full disk.
#[cfg(debug_assertions)]
pub fn point() -> io::Result<()> {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};
    static WANTED: OnceLock<Option<Fault>> = OnceLock::new();
    static MET: AtomicU64 = AtomicU64::new(0);
    let Some(fault) = WANTED.get_or_init(wanted) else {
        return Ok(());
    };
    let met = MET.fetch_add(1, Ordering::SeqCst) + 1;
    match fault {
        Fault::Count => log(),
        Fault::Kill(number) if met == *number => {
            log()?;
            die()
        }
        Fault::Full(number) if met >= *number => {
            log()?;
            Err(io::ErrorKind::StorageFull.into())
        }
        _ => Ok(()),
    }
}

#[cfg(debug_assertions)]
enum Fault {
    Count,
    Kill(u64),
    Full(u64),
}

#[cfg(debug_assertions)]
fn wanted() -> Option<Fault> {
    let text = std::env::var("LABEL_FAULT").ok()?;
    match text.split_once(':') {
        None => (text == "count").then_some(Fault::Count),
        Some(("kill", number)) => number.parse().ok().map(Fault::Kill),
        Some(("full", number)) => number.parse().ok().map(Fault::Full),
        Some(_) => None,
    }
}

#[cfg(debug_assertions)]
fn log() -> io::Result<()> {
    use std::io::Write as _;
    let Some(path) = std::env::var_os("LABEL_FAULT_LOG") else {
        return Ok(());
    };
    let mut options = std::fs::OpenOptions::new();
    options
        .create(true)
        .append(true)
        .open(path)?
        .write_all(b".")
}

#[cfg(debug_assertions)]
fn die() -> ! {
    let own = std::process::id().to_string();
    let killed = std::process::Command::new("kill")
        .args(["-9", &own])
        .status();
    drop(killed);
    std::process::abort()
}

/// The number of labels that are written in one go: the usual one, or what a test wants.
pub fn chunk(usual: usize) -> usize {
    let wanted = match cfg!(debug_assertions) {
        true => std::env::var("LABEL_CHUNK").ok(),
        false => None,
    };
    let wanted = wanted.and_then(|text| text.parse().ok());
    wanted.unwrap_or(usual)
}
