//! All files of a batch appear, or none.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::testing::{code, names};

#[test]
fn staged_files_appear_together() {
    let directory = tempfile::tempdir().unwrap();
    for target in ["new", "empty"] {
        let target = directory.path().join(target);
        if target.ends_with("empty") {
            fs::create_dir(&target).unwrap();
        }
        let mut staging = Staging::new(&target).unwrap();
        staging.write("a", b"1").unwrap();
        staging.write("b", b"2").unwrap();
        assert!(!target.join("a").exists());
        assert_eq!(staging.commit(), Ok(()));
        assert_eq!(names(&target), ["a", "b"]);
        assert_eq!(fs::read(target.join("b")).unwrap(), b"2");
    }
    assert_eq!(names(directory.path()), ["empty", "new"]);
}

#[test]
fn a_batch_has_directories_and_secrets() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("target");
    let mut staging = Staging::new(&target).unwrap();
    staging.write("labels/a", b"1").unwrap();
    staging.write_secret("keys/b", b"2").unwrap();
    staging.commit().unwrap();
    assert_eq!(names(&target), ["keys", "labels"]);
    assert_eq!(fs::read(target.join("keys/b")).unwrap(), b"2");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(target.join("keys/b"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_failed_batch_leaves_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("target");
    let mut staging = Staging::new(&target).unwrap();
    staging.write("a", b"1").unwrap();
    for name in ["a", "..", "", ".", "/etc/x", "b/../c", "../x", "a/b"] {
        assert_eq!(code(staging.write(name, b"2")), "file_io", "{name}");
    }
    drop(staging);
    assert!(names(directory.path()).is_empty());

    let mut staging = Staging::new(&target).unwrap();
    staging.write("a", b"1").unwrap();
    fs::remove_dir_all(staging.directory.path()).unwrap();
    assert_eq!(code(staging.write("b", b"2")), "file_io");
    assert_eq!(code(staging.commit()), "file_io");
    assert!(names(directory.path()).is_empty());
}

#[test]
fn a_batch_keeps_out_of_what_is_there() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("target");
    let mut late = Staging::new(&target).unwrap();
    late.write("a", b"1").unwrap();
    fs::create_dir(&target).unwrap();
    fs::write(target.join("theirs"), b"2").unwrap();
    let error = IoError::DirectoryNotEmpty {
        directory: target.clone(),
    };
    assert_eq!(Staging::new(&target).err(), Some(error));
    assert_eq!(code(late.commit()), "file_io");
    assert_eq!(names(&target), ["theirs"]);
    assert_eq!(names(directory.path()), ["target"]);
}

#[test]
fn a_batch_takes_the_place_of_another() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("target");
    for name in ["a", "b"] {
        let held = Exclusive::open(&target, "a test").unwrap();
        let mut staging = Staging::replacing(&held).unwrap();
        staging.write(name, b"1").unwrap();
        staging.commit().unwrap();
        drop(held);
        assert_eq!(names(&target), [name]);
        assert_eq!(names(directory.path()), ["target"]);
    }
    let [new, old] = ["new", "old"].map(|name| directory.path().join(name));
    for path in [&new, &old] {
        fs::create_dir(path).unwrap();
        fs::write(path.join(path.file_name().unwrap()), b"1").unwrap();
    }
    exchange(&new, &old).unwrap();
    assert_eq!(
        (names(&new), names(&old)),
        (vec!["old".into()], vec!["new".into()])
    );
    rename_around(&new, &old).unwrap();
    assert_eq!(
        (names(&new), names(&old)),
        (vec!["new".into()], vec!["old".into()])
    );
    assert!(rename_around(&directory.path().join("none"), &old).is_err());
    assert_eq!(names(&old), ["old"]);
    assert_eq!(names(directory.path()), ["new", "old", "target"]);
}
