//! Leftovers of a stopped run go; the files of anybody else stay.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::testing::names;

#[test]
fn only_names_of_our_own_are_temporary() {
    let target = |name| target_of(name);
    assert_eq!(target(".store.cbor.abcdefABC012.tmp"), Some("store.cbor"));
    assert_eq!(target("..hidden.abcdefABC012.tmp"), Some(".hidden"));
    for other in [
        ".label-notes.txt",
        ".label-abcdef",
        ".store.cbor.lock",
        "store.cbor.abcdefABC012.tmp",
        ".store.cbor.abcdefABC01.tmp",
        ".store.cbor.abcdefABC0123.tmp",
        ".store.cbor.abcdef-BC012.tmp",
        "..abcdefABC012.tmp",
        ".abcdefABC012.tmp",
    ] {
        assert_eq!(target(other), None, "{other}");
    }
}

#[test]
fn what_stopped_runs_left_goes() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    let ours = [".store.abcdefghi012.tmp", ".store.abcdefghi013.tmp"];
    fs::write(path(ours[0]), b"half").unwrap();
    fs::create_dir(path(ours[1])).unwrap();
    fs::write(path(ours[1]).join("file"), b"half").unwrap();
    let theirs = [".label-notes.txt", ".other.abcdefghi012.tmp", ".store.lock"];
    for name in theirs {
        fs::write(path(name), b"theirs").unwrap();
    }
    clear(&path("store"));
    assert_eq!(names(directory.path()), theirs);
}

#[test]
fn what_a_run_still_fills_stays() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("store");
    let file = file(&target, 0o666).unwrap();
    let filled = Directory::new(&target, 0o777).unwrap();
    assert!(target_of(file.path().file_name().unwrap().to_str().unwrap()) == Some("store"));
    clear(&target);
    assert_eq!(names(directory.path()).len(), 2);
    file.persist(&target).unwrap();
    filled.close().unwrap();
    clear(&target);
    assert_eq!(names(directory.path()), ["store"]);
}

#[test]
fn long_names_have_room_for_what_is_added() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("ラ".repeat(80));
    drop(file(&target, 0o666).unwrap());
    assert_eq!(stem(&target).len(), 198);
}

/// Two runs that clear and write at once never take each other's file away.
#[test]
fn clearing_beside_writing_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("store");
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..200 {
                    clear(&target);
                    let file = file(&target, 0o666).unwrap();
                    file.persist(&target).unwrap();
                }
            });
        }
    });
    assert_eq!(names(directory.path()), ["store"]);
}
