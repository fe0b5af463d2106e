//! One run at a time; links, stopped runs and strangers.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::testing::{code, names};

#[test]
fn nothing_is_lost_among_many() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("count");
    let add = || {
        for _ in 0..50 {
            let held = Exclusive::open(&path, "a test").unwrap();
            let before = held.read_if_there(1_000).unwrap().unwrap_or_default().len();
            held.replace(&vec![b'.'; before + 1], Access::Public)
                .unwrap();
        }
    };
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(add);
        }
    });
    assert_eq!(fs::read(&path).unwrap().len(), 200);
    assert_eq!(names(directory.path()), ["count"]);
}

#[test]
fn who_holds_it_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    let held = Exclusive::open(&path, "a test").unwrap();
    let error = IoError::Locked {
        file: path.clone(),
        holder: Some(format!("process {} (a test)", process::id())),
    };
    assert_eq!(Exclusive::open(&path, "another").err(), Some(error));
    drop(held);
    assert!(Exclusive::open(&path, "another").is_ok());
}

#[test]
fn a_note_with_anything_else_is_not_shown() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("note");
    for note in ["", "12", "12 x", "x y\n", "1 \u{1b}[31mred\n", "1 a\nb\n"] {
        fs::write(&path, note).unwrap();
        assert_eq!(holder(File::open(&path).unwrap()), None, "{note:?}");
    }
    fs::write(&path, "12 a deed\n").unwrap();
    let shown = holder(File::open(&path).unwrap());
    assert_eq!(shown.as_deref(), Some("process 12 (a deed)"));
}

/// The lock file of a stopped run is there, and nobody has locked it.
#[test]
fn a_stopped_run_holds_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    fs::write(directory.path().join(".file.lock"), "1 a stopped run\n").unwrap();
    fs::write(directory.path().join(".file.abcdefghi012.tmp"), "half").unwrap();
    let held = Exclusive::open(&path, "a test").unwrap();
    held.replace(b"1", Access::Public).unwrap();
    drop(held);
    assert_eq!(names(directory.path()), ["file"]);
}

/// Two runs that want the same two files in another order and spelling: neither waits for ever for the other.
#[test]
fn several_files_are_held_in_one_order() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    fs::create_dir(path("x")).unwrap();
    let orders = [[path("a"), path("b")], [path("x/../b"), path("x/../a")]];
    let held = |paths: &[PathBuf; 2]| {
        for _ in 0..50 {
            let held = Exclusive::open_all(paths.iter().map(PathBuf::as_path), "a test").unwrap();
            assert!(held.is_sorted_by_key(Exclusive::real));
        }
    };
    thread::scope(|scope| {
        for paths in &orders {
            scope.spawn(|| held(paths));
        }
    });
    let same = [path("a"), path("x/../a")];
    let error = Exclusive::open_all(same.iter().map(PathBuf::as_path), "a test").err();
    let [_, file] = same;
    assert_eq!(error, Some(IoError::FileTwice { file }));
    assert_eq!(names(directory.path()), ["x"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_once() {
    use std::os::unix::fs::symlink;
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    fs::create_dir(path("real")).unwrap();
    fs::write(path("real/file"), b"1").unwrap();
    symlink(path("real/file"), path("link")).unwrap();
    symlink(path("link"), path("links")).unwrap();
    symlink(path("real"), path("directory")).unwrap();
    for name in ["link", "links", "directory/file"] {
        let held = Exclusive::open(&path(name), "a test").unwrap();
        assert!(path("real/.file.lock").exists());
        held.replace(name.as_bytes(), Access::Public).unwrap();
        assert_eq!(fs::read(path("real/file")).unwrap(), name.as_bytes());
    }
    assert!(fs::symlink_metadata(path("link")).unwrap().is_symlink());
    assert_eq!(names(&path("real")), ["file"]);

    symlink(path("nowhere"), path("dangling")).unwrap();
    let error = IoError::LinkDangling {
        file: path("dangling"),
    };
    assert_eq!(Exclusive::open(&path("dangling"), "").err(), Some(error));
    symlink(path("circle"), path("circle")).unwrap();
    assert_eq!(code(Exclusive::open(&path("circle"), "")), "file_io");
    let missing = Exclusive::open(&path("none/file"), "");
    assert_eq!(code(missing), "file_io");
}

/// A link in place of the lock file would have something else written to.
#[cfg(unix)]
#[test]
fn a_lock_file_is_no_link() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    for target in ["mine", "none"] {
        fs::write(path("mine"), b"mine").unwrap();
        std::os::unix::fs::symlink(path(target), path(".file.lock")).unwrap();
        assert_eq!(code(Exclusive::open(&path("file"), "a test")), "file_io");
        fs::remove_file(path(".file.lock")).unwrap();
    }
    assert_eq!(names(directory.path()), ["mine"]);
    assert_eq!(fs::read(path("mine")).unwrap(), b"mine");
}

#[test]
fn errors_name_the_path_that_was_given() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    let held = Exclusive::open(&path, "a test").unwrap();
    assert_eq!(code(held.read(9)), "file_io");
    assert_eq!(held.refuse_existing(), Ok(()));
    held.replace(&[7; 10], Access::Public).unwrap();
    let error = IoError::FileTooLarge {
        file: path.clone(),
        limit: 9,
    };
    assert_eq!(held.read_if_there(9), Err(error));
    let error = IoError::FileExists { file: path };
    assert_eq!(held.refuse_existing(), Err(error));
}
