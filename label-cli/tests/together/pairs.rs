//! Pairs of commands that write one file: nothing is lost, and no success is without effect.

use std::env;
use std::time::Duration;

use label_core::{Bundle, SignedTrustList};
use serde_json::Value;

use crate::world::{NEWLY, World};

const UPDATE: &str = "trust update";
const PUBLISH: &str = "status publish --list list.cbor --status status.json --issued labels --key lists.key --signer lists.pem --previous part.cbor --out part.cbor";

/// Runs two commands at once, over and over, each begun first in half of the rounds, and looks at what came of it.
///
/// The check gets the exit codes in the order of the commands.
fn rounds(lines: [&str; 2], check: impl Fn(&World, [Option<i32>; 2])) {
    let rounds = env::var("LABEL_ROUNDS").map_or(20, |text| text.parse().unwrap());
    for round in 0..rounds {
        let world = World::new();
        let later = Duration::from_millis(round / 2 % 5);
        let codes = if round % 2 == 0 {
            world.both(lines, later)
        } else {
            let [second, first] = world.both([lines[1], lines[0]], later);
            [first, second]
        };
        check(&world, codes);
        assert_eq!(world.hidden(), [""; 0], "round {round}");
    }
}

/// One of two commands made the file, and the other one says that it did not.
fn one_of_both(lines: [&str; 2], made: impl Fn(&World) -> usize) {
    rounds(lines, |world, codes| {
        let winner = made(world);
        let mut expected = [Some(2); 2];
        expected[winner] = Some(0);
        assert_eq!(codes, expected);
    });
}

/// The newer of two lists is in the store; the older one came before it, or was refused.
fn newer_stays(store: &str, lines: [&str; 2]) {
    rounds(lines, |world, [older, newer]| {
        assert_eq!(newer, Some(0));
        assert!(matches!(older, Some(0 | 2)), "{older:?}");
        assert!(world.is_revoked(store, NEWLY), "rolled back: {older:?}");
    });
}

#[test]
fn updates_of_a_store() {
    newer_stays(
        "store.cbor",
        [
            &format!("{UPDATE} older-part.cbor --trust store.cbor --at 2026-11-22"),
            &format!("{UPDATE} newer-part.cbor --trust store.cbor --at 2026-11-22"),
        ],
    );
}

#[test]
fn first_updates_of_a_store() {
    let line = |name: &str| {
        format!("{UPDATE} {name}.cbor --trust new.cbor --trust-on-first-use --at 2026-11-22")
    };
    newer_stays("new.cbor", [&line("older-bundle"), &line("newer-bundle")]);
}

#[test]
fn changes_of_a_status_file() {
    let lines = [
        "status set status.json 5 --to revoked",
        "status set status.json 6 --to revoked",
    ];
    rounds(lines, |world, codes| {
        assert_eq!(codes, [Some(0); 2]);
        let file: Value = serde_json::from_slice(&world.read("status.json")).unwrap();
        for index in ["5", "6", "17"] {
            assert_eq!(file["statuses"][index], "revoked", "{index} is lost");
        }
    });
}

#[test]
fn new_status_files() {
    let line = |entries: &str| {
        format!(
            "status set new.json --new --address https://label.example.jp/status/1 --entries {entries}"
        )
    };
    one_of_both([&line("1000"), &line("2000")], |world| {
        let file: Value = serde_json::from_slice(&world.read("new.json")).unwrap();
        usize::from(file["entries"] == 2000)
    });
}

/// A publication follows the one before it: the newer part is there at the end.
#[test]
fn publications_after_one_another() {
    let lines = [
        &*format!("{PUBLISH} --at 2026-11-22T00:00:00Z"),
        &*format!("{PUBLISH} --at 2026-11-22T00:00:01Z"),
    ];
    rounds(lines, |world, [older, newer]| {
        assert_eq!(newer, Some(0));
        assert!(matches!(older, Some(0 | 2)), "{older:?}");
        // Nothing earlier than the part that is there can follow it.
        let error = world.error(&format!("{PUBLISH} --at 2026-11-22T00:00:00Z"));
        assert_eq!(error["code"], "clock_before_trust", "{error}");
    });
}

#[test]
fn drafts_of_a_list() {
    let line = |day: &str| format!("trust prepare trust.toml --out new.cbor --at 2026-11-{day}");
    one_of_both([&line("12"), &line("13")], |world| {
        let list = SignedTrustList::decode(&world.read("new.cbor")).unwrap();
        let first = SignedTrustList::decode(&world.read("draft.cbor")).unwrap();
        usize::from(list.unverified().issued != first.unverified().issued)
    });
}

#[test]
fn signatures_of_a_list() {
    let line = |root: &str| {
        format!("trust sign draft.cbor --key {root}.key --root {root}.pem --out new.cbor")
    };
    one_of_both([&line("root-a"), &line("root-b")], |world| {
        usize::from(world.read("new.cbor") == world.read("signed-b.cbor"))
    });
}

#[test]
fn finished_lists() {
    let line = |other: &str| format!("trust finish signed-a.cbor {other} --out new.cbor");
    let lines = [&*line("signed-b.cbor"), &*line("list.cbor")];
    rounds(lines, |world, codes| {
        assert_eq!(codes.iter().filter(|code| **code == Some(0)).count(), 1);
        assert_eq!(world.read("new.cbor"), world.read("list.cbor"));
    });
}

#[test]
fn bundles() {
    let line = |part: &str| {
        format!("trust build --list list.cbor --part {part} --out new.cbor --at 2026-11-22")
    };
    let lines = [&*line("older-part.cbor"), &*line("newer-part.cbor")];
    rounds(lines, |world, codes| {
        assert_eq!(codes, [Some(0); 2]);
        let built = Bundle::decode(&world.read("new.cbor")).unwrap();
        let parts = ["older-part.cbor", "newer-part.cbor"].map(|name| world.read(name));
        let parts = parts.map(|part| Bundle::decode(&part).unwrap().snapshots);
        assert!(parts.contains(&built.snapshots));
    });
}

#[test]
fn new_keys() {
    let line = |algorithm: &str| format!("key new --alg {algorithm} --out new.key --unencrypted");
    let lines = [&*line("ed25519"), &*line("p256")];
    rounds(lines, |world, codes| {
        let winner = codes.iter().position(|code| *code == Some(0)).unwrap();
        assert_eq!(codes[1 - winner], Some(2));
        let shown = world.run("key show new.key --json");
        let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
        assert_eq!(shown["algorithm"], ["Ed25519", "ESP256"][winner], "{shown}");
    });
}

/// A site that one operator stops does not come back by another's daily build.
#[test]
fn builds_of_a_site() {
    let build = "site build --bundle bundle.cbor --modules package --out site --at 2026-11-22";
    let lines = [build, &*format!("{build} --stop yes")];
    rounds(lines, |world, codes| {
        assert_eq!(codes, [Some(0); 2]);
        let version: Value = serde_json::from_slice(&world.read("site/version.json")).unwrap();
        assert_eq!(version["stop"], true);
    });
}

#[test]
fn pages_in_one_file() {
    let line = |name: &str| {
        format!(
            "site single --bundle {name}.cbor --modules package --out label.html --at 2026-11-22"
        )
    };
    let lines = [&*line("older-bundle"), &*line("newer-bundle")];
    rounds(lines, |world, codes| {
        assert_eq!(codes, [Some(0); 2]);
        let text = String::from_utf8(world.read("label.html")).unwrap();
        assert!(text.trim_end().ends_with("</html>"));
    });
}
