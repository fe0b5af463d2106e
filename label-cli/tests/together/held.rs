//! A file that another run holds, and file systems without locks.

use std::process::{self, Command};
use std::time::{Duration, Instant};

use label_io::Exclusive;

use crate::world::World;

const UPDATE: &str = "trust update newer-part.cbor --trust store.cbor --at 2026-11-22";
const PUBLISH: &str = "status publish --list list.cbor --status status.json --issued labels --key lists.key --signer lists.pem --out part.cbor --at 2026-11-22";

#[test]
fn whoever_waits_learns_who_holds_it() {
    let world = World::new();
    let before = world.read("store.cbor");
    let held = Exclusive::open(&world.path("store.cbor"), "label trust update").unwrap();
    let begun = Instant::now();
    let output = world.run(UPDATE);
    let waited = begun.elapsed();
    assert_eq!(output.status.code(), Some(2));
    let said = format!(
        "label: error: store.cbor: in use by process {} (label trust update)\nlabel: hint: wait for it to end, and try again\n",
        process::id()
    );
    assert_eq!(String::from_utf8(output.stderr).unwrap(), said);
    assert!(waited >= Duration::from_secs(4), "{waited:?}");
    assert_eq!(world.error(UPDATE)["code"], "locked");
    assert_eq!(world.read("store.cbor"), before);
    // Readers ask for no lock.
    for line in [
        "trust show store.cbor --at 2026-11-22",
        "verify genuine.txt --trust store.cbor --at 2026-11-22",
    ] {
        world.done(line);
    }
    drop(held);
    world.done(UPDATE);
}

/// Others wait no longer than the work takes: nobody types a passphrase meanwhile.
#[test]
fn passphrases_are_asked_for_before() {
    let world = World::new();
    std::fs::write(world.path("right"), "correct horse battery\n").unwrap();
    std::fs::write(world.path("wrong"), "wrong horse battery\n").unwrap();
    world.done("key new --alg ed25519 --out other.key --passphrase-file right");
    let held = Exclusive::open(&world.path("part.cbor"), "a test").unwrap();
    let publish = PUBLISH.replace("lists.key", "other.key");
    let error = world.error(&format!("{publish} --passphrase-file wrong"));
    assert_eq!(error["code"], "passphrase_wrong", "{error}");
    let error = world.error(&format!("{publish} --passphrase-file right"));
    assert_eq!(error["code"], "locked", "{error}");
    drop(held);
}

/// A library that has the system refuse every lock, as some network file systems do.
const NO_LOCKS: &str = "\
#include <errno.h>
int flock(int file, int operation) { (void)file; (void)operation; errno = ENOLCK; return -1; }
";

#[test]
fn a_file_system_without_locks_is_refused() {
    let world = World::new();
    let (source, library) = (world.path("locks.c"), world.path("locks.so"));
    std::fs::write(&source, NO_LOCKS).unwrap();
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", "-o"])
        .arg(&library)
        .arg(&source);
    let made = cc.status().unwrap();
    assert!(made.success());
    let before = world.read("store.cbor");
    let output = world
        .command(UPDATE)
        .env("LD_PRELOAD", &library)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = "label: error: store.cbor: the file system gives no lock: no locks available\nlabel: hint: keep it on a disk of this machine, and copy it from there\n";
    assert_eq!(String::from_utf8(output.stderr).unwrap(), said);
    assert_eq!(world.read("store.cbor"), before);
    // New files need none.
    let new = world
        .command("key new --alg ed25519 --out new.key --unencrypted")
        .env("LD_PRELOAD", &library)
        .status();
    assert_eq!(new.unwrap().code(), Some(0));
}
