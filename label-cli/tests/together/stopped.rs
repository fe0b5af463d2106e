//! Commands that are stopped at every write, by `kill -9` and by a full disk.

use std::fs;
use std::os::unix::process::ExitStatusExt;

use label_core::{Bundle, SignedTrustList, Store};
use serde_json::Value;

use crate::world::World;

/// A command, the file that it writes, and the code with which it is refused once the file is written, if it is.
const COMMANDS: [(&str, &str, Option<&str>); 9] = [
    (
        "store.cbor",
        "trust update newer-part.cbor --trust store.cbor --at 2026-11-22",
        None,
    ),
    (
        "new.cbor",
        "trust update bundle.cbor --trust new.cbor --trust-on-first-use --at 2026-11-22",
        None,
    ),
    ("status.json", "status set status.json 5 --to revoked", None),
    (
        "part.cbor",
        "status publish --list list.cbor --status status.json --issued labels --key lists.key --signer lists.pem --previous part.cbor --out part.cbor --at 2026-11-22",
        None,
    ),
    (
        "changes.cbor",
        "status publish --list list.cbor --status status.json --issued labels --key lists.key --signer lists.pem --previous exact-part.cbor --out exact-part.cbor --changes changes.cbor --page part.cbor --at 2026-11-22",
        None,
    ),
    (
        "bundle.cbor",
        "trust build --list list.cbor --part newer-part.cbor --out bundle.cbor --at 2026-11-22",
        None,
    ),
    (
        "signed.cbor",
        "trust sign draft.cbor --key root-a.key --root root-a.pem --out signed.cbor",
        Some("file_exists"),
    ),
    (
        "new.key",
        "key new --alg ed25519 --out new.key --unencrypted",
        Some("file_exists"),
    ),
    (
        "label.html",
        "site single --bundle bundle.cbor --modules package --out label.html --at 2026-11-22",
        None,
    ),
];

const LOG: &str = "faults.log";

/// Runs a command with a fault; gives the number of writes that were counted or went wrong.
fn faulty(world: &World, line: &str, fault: &str) -> u64 {
    let mut command = world.command(line);
    command
        .env("LABEL_FAULT", fault)
        .env("LABEL_FAULT_LOG", world.path(LOG));
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    match fault.split(':').next() {
        Some("kill") => assert_eq!(output.status.signal(), Some(9), "{line}: {said}"),
        Some("full") => {
            assert_eq!(output.status.code(), Some(2), "{line}, {fault}: {said}");
            assert!(said.contains("no storage space"), "{line}: {said}");
        }
        _ => assert_eq!(output.status.code(), Some(0), "{line}: {said}"),
    }
    let fired = fs::metadata(world.path(LOG)).unwrap().len();
    fs::remove_file(world.path(LOG)).unwrap();
    fired
}

/// True for a file that can be read to its end.
fn is_whole(name: &str, bytes: &[u8]) -> bool {
    match name.rsplit_once('.').unwrap().1 {
        "json" => serde_json::from_slice::<Value>(bytes).is_ok(),
        "html" => bytes.trim_ascii_end().ends_with(b"</html>"),
        "key" => bytes.ends_with(b"-----END PRIVATE KEY-----\n"),
        _ if Store::is_store(bytes) => Store::decode(bytes).is_ok(),
        _ if Bundle::is_bundle(bytes) => Bundle::decode(bytes).is_ok(),
        _ => SignedTrustList::decode(bytes).is_ok(),
    }
}

/// Stops every command at every write; the next run of it finds nothing in its way, and leaves nothing.
fn every_write(fault: &str) {
    let mut locked = 0;
    for (name, line, refused) in COMMANDS {
        let writes = faulty(&World::new(), line, "count");
        assert!(writes >= 3, "{line}: only {writes} writes");
        for number in 1..=writes {
            let world = World::new();
            let before = fs::read(world.path(name)).ok();
            let mut names = world.names();
            let fired = faulty(&world, line, &format!("{fault}:{number}"));
            assert!(fired > 0, "{line}: no write for {fault}:{number}");
            let after = fs::read(world.path(name)).ok();
            let whole = after.iter().all(|bytes| is_whole(name, bytes));
            assert!(whole, "{line}: half a file after {fault}:{number}");
            let lock = world.path(&format!(".{name}.lock"));
            locked += usize::from(lock.exists());
            if fault == "full" {
                // It ended by itself, so that it left nothing.
                assert_eq!(world.hidden(), [""; 0], "{line}, {number}");
            }

            let again = world.run(&format!("{line} --json"));
            let refused = refused.filter(|_| after != before);
            let said: Value = serde_json::from_slice(&again.stdout).unwrap();
            assert_eq!(said["error"]["code"].as_str(), refused, "{line}: {said}");
            let code = if refused.is_some() { 2 } else { 0 };
            assert_eq!(again.status.code(), Some(code), "{line}: {again:?}");
            if before.is_none() {
                names.push(name.to_owned());
                names.sort();
            }
            // A file that is new is never replaced: the next run ends before it looks for what was left.
            assert_eq!(world.names(), names, "{line}, {fault}:{number}");
        }
    }
    if fault == "kill" {
        assert!(locked > 10, "only {locked} locks of stopped runs");
    }
}

#[test]
fn killed_at_every_write() {
    every_write("kill");
}

#[test]
fn the_disk_is_full_at_every_write() {
    every_write("full");
}

/// Files of others in the directory are never taken for those that a stopped run left.
#[test]
fn files_of_others_stay() {
    let world = World::new();
    let theirs = [
        ".label-aBcDeF",
        ".label-notes.txt",
        ".other.cbor.abcdefghi012.tmp",
        ".store.cbor.notes.tmp",
        ".store.cbor.swp",
    ];
    for name in theirs {
        fs::write(world.path(name), "somebody's own\n").unwrap();
    }
    let left = ".store.cbor.abcdefghi012.tmp";
    fs::write(world.path(left), "half").unwrap();
    for (_, line, _) in COMMANDS {
        world.done(line);
    }
    assert_eq!(world.hidden(), theirs);
}
