#![allow(clippy::unwrap_used)]

use super::*;

const LATER: &str = "ALTER TABLE lists ADD COLUMN note TEXT; CREATE TABLE notes (line TEXT){table}";

fn act() -> Act {
    Act {
        at: 1_793_491_200,
        who: "sato".to_owned(),
        why: String::new(),
    }
}

/// A register of this version becomes one of a later version, once, with what it holds.
#[test]
fn an_older_register_is_brought_up_to_date() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::File(directory.path().join("register.db"));
    let id = Register::init(&location, &act()).unwrap().id;
    let all = [MIGRATIONS, &[LATER]].concat();
    let mut db = Db::open(&location, false).unwrap();
    let mut other = Db::open(&location, false).unwrap();
    let before = version(&mut db).unwrap();
    assert_eq!(before, VERSION as u64);
    upgrade(&mut db, before, &all).unwrap();
    // Another program that saw the old version comes too late, and changes nothing.
    upgrade(&mut other, before, &all).unwrap();
    assert_eq!(version(&mut other).unwrap(), before + 1);
    assert!(other.has_table("notes").unwrap());
    let mut rows = other.rows("SELECT id FROM register", &[]).unwrap();
    assert_eq!(rows.pop().unwrap().text().unwrap(), id);
    assert_eq!(journal::head(&mut other, &id).unwrap().0, 1);
    // To this program, it is now one of a newer version.
    let error = Register::open(&location).err().unwrap();
    assert_eq!(error.code(), "register_newer");
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::File(directory.path().join("register.db"));
    drop(Register::init(&location, &act()).unwrap());
    let mut db = Db::open(&location, false).unwrap();
    let before = version(&mut db).unwrap();
    let all = [MIGRATIONS, &[LATER, "ALTER TABLE nothing ADD x"]].concat();
    let error = upgrade(&mut db, before, &all).unwrap_err();
    assert_eq!(error.code(), "register_storage");
    assert_eq!(version(&mut db).unwrap(), before);
    assert!(!db.has_table("notes").unwrap());
    assert_eq!(
        Register::open(&location)
            .unwrap()
            .audit(None)
            .unwrap()
            .findings,
        []
    );
}
