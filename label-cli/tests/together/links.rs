//! Symbolic links: what they lead to is changed, and one that leads nowhere is refused.

use std::fs;
use std::os::unix::fs::symlink;

use crate::world::{NEWLY, World};

#[test]
fn the_file_behind_a_link_is_replaced() {
    let world = World::new();
    fs::create_dir(world.path("real")).unwrap();
    for name in ["store.cbor", "status.json", "part.cbor"] {
        fs::rename(world.path(name), world.path("real").join(name)).unwrap();
        symlink(format!("real/{name}"), world.path(&format!("one-{name}"))).unwrap();
        symlink(format!("one-{name}"), world.path(name)).unwrap();
    }
    let part = world.read("part.cbor");
    world.done("trust update newer-part.cbor --trust store.cbor --at 2026-11-22");
    world.done("status set status.json 5 --to revoked");
    world.done("status publish --list list.cbor --status status.json --issued labels --key lists.key --signer lists.pem --previous part.cbor --out part.cbor --at 2026-11-22");
    for name in ["store.cbor", "status.json", "part.cbor"] {
        let link = fs::symlink_metadata(world.path(name)).unwrap();
        assert!(link.is_symlink(), "{name}");
    }
    assert!(world.is_revoked("real/store.cbor", NEWLY));
    let status = String::from_utf8(world.read("real/status.json")).unwrap();
    assert!(status.contains(r#""5": "revoked""#), "{status}");
    assert_ne!(world.read("real/part.cbor"), part);
    let names = fs::read_dir(world.path("real")).unwrap().count();
    assert_eq!(names, 3);
}

/// A store at the other end of a link that broke is no first bundle: its memory would be gone.
#[test]
fn a_link_that_leads_nowhere_is_refused() {
    let world = World::new();
    symlink("nowhere.cbor", world.path("link.cbor")).unwrap();
    for line in [
        "trust update bundle.cbor --trust link.cbor --trust-on-first-use --at 2026-11-22",
        "status set link.cbor 5 --to revoked",
        "status set link.cbor --new --address https://label.example.jp/status/1 --entries 10",
        "trust build --list list.cbor --part part.cbor --out link.cbor --at 2026-11-22",
        "site single --bundle bundle.cbor --modules package --out link.cbor --at 2026-11-22",
        "site build --bundle bundle.cbor --modules package --out link.cbor --at 2026-11-22",
    ] {
        let error = world.error(line);
        assert_eq!(error["code"], "link_dangling", "{line}: {error}");
    }
    let output = world.run("trust update bundle.cbor --trust link.cbor --trust-on-first-use");
    let said = "label: error: link.cbor: a symbolic link that leads nowhere\nlabel: hint: make what it leads to, or remove the link\n";
    assert_eq!(String::from_utf8(output.stderr).unwrap(), said);
    assert!(!world.path("nowhere.cbor").exists());
    assert_eq!(world.hidden(), [""; 0]);
}

#[test]
fn a_site_behind_a_link_is_replaced() {
    let world = World::new();
    let build = "site build --bundle bundle.cbor --modules package --out site --at 2026-11-22";
    fs::create_dir(world.path("release")).unwrap();
    symlink("release", world.path("site")).unwrap();
    for line in [build, &*format!("{build} --stop yes")] {
        world.done(line);
    }
    assert!(
        fs::symlink_metadata(world.path("site"))
            .unwrap()
            .is_symlink()
    );
    let version = String::from_utf8(world.read("release/version.json")).unwrap();
    assert!(version.contains("true"), "{version}");
}
