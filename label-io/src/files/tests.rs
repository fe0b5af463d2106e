//! A failed write leaves the directory as it was.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::testing::{code, names};

#[test]
fn reading_stops_at_the_limit() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    fs::write(&path, [7; 10]).unwrap();
    assert_eq!(read(&path, 10), Ok(vec![7; 10]));
    let error = IoError::FileTooLarge {
        file: path.clone(),
        limit: 9,
    };
    assert_eq!(read(&path, 9), Err(error));
    assert_eq!(code(read(directory.path(), 9)), "file_io");
    assert_eq!(code(read(&directory.path().join("none"), 9)), "file_io");
}

#[test]
fn new_files_never_replace_others() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    assert_eq!(write_new(&path, b"one", Access::Public), Ok(()));
    let error = IoError::FileExists { file: path.clone() };
    assert_eq!(write_new(&path, b"two", Access::Public), Err(error));
    assert_eq!(fs::read(&path).unwrap(), b"one");
    assert_eq!(names(directory.path()), ["file"]);
}

#[cfg(unix)]
#[test]
fn secrets_are_for_their_owner() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    assert_eq!(write_new(&path, b"secret", Access::Secret), Ok(()));
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let link = directory.path().join("link");
    symlink(directory.path().join("nowhere"), &link).unwrap();
    assert_eq!(
        code(write_new(&link, b"secret", Access::Secret)),
        "file_exists"
    );
    assert_eq!(names(directory.path()), ["file", "link"]);
}

#[test]
fn failed_writes_leave_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("taken");
    fs::create_dir(&path).unwrap();
    let replaced = replace(&path, &path, b"x", Access::Public);
    assert_eq!(code(replaced), "file_io");
    assert_eq!(code(write_new(&path, b"x", Access::Public)), "file_exists");
    let missing = directory.path().join("none").join("file");
    assert_eq!(code(write_new(&missing, b"x", Access::Public)), "file_io");
    assert_eq!(names(directory.path()), ["taken"]);
    assert!(names(&path).is_empty());
}

#[test]
fn several_files_are_all_written_or_none() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    let (one, two, lost) = (path("one"), path("two"), path("none").join("x"));
    assert_eq!(
        code(write_all_new(&[(&one, b"1"), (&lost, b"2")])),
        "file_io"
    );
    assert!(names(directory.path()).is_empty());
    assert_eq!(
        code(write_all_new(&[(&one, b"1"), (&one, b"2")])),
        "file_exists"
    );
    assert!(names(directory.path()).is_empty());
    assert_eq!(write_all_new(&[(&one, b"1"), (&two, b"2")]), Ok(()));
    assert_eq!(names(directory.path()), ["one", "two"]);
}

#[test]
fn runs_fill_a_directory_beside_each_other() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("labels");
    let own = |name: &str| {
        Path::new(name)
            .extension()
            .is_some_and(|kind| kind == "svg")
    };
    let first = Outputs::open(&path, own).unwrap();
    let left = [".a.svg.abcdefghi012.tmp", ".a.toml.abcdefghi012.tmp"];
    for name in left {
        fs::write(path.join(name), b"half").unwrap();
    }
    let second = Outputs::open(&path, own).unwrap();
    for outputs in [&first, &second] {
        outputs.write("a.svg", b"whole", Access::Public).unwrap();
        outputs.sync().unwrap();
    }
    assert_eq!(names(&path), [left[1], "a.svg"]);
}
