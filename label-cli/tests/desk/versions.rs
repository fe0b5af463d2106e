//! Registers of another version than the program's.

use rusqlite::Connection;

use crate::server;
use crate::world::{Desk, KINDS, table};

#[test]
fn a_register_of_a_newer_program_is_left_alone() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(1, 1));
        let newer = "INSERT INTO migrations (version, at) VALUES (1000, 0)";
        if desk.register.starts_with("postgres") {
            server::run(&desk.register, newer);
        } else {
            let connection = Connection::open(desk.path(&desk.register)).unwrap();
            connection.execute(newer, []).unwrap();
        }
        for words in [
            &["register", "list"][..],
            &["register", "audit"],
            &["register", "backup", "copy.db"],
            &["registration", "suspend", "R-0"],
        ] {
            assert_eq!(desk.fails(words), "register_newer", "{words:?}");
        }
    }
}

/// A database of another program is no register, and is not made one.
#[test]
fn the_database_of_another_program_is_left_alone() {
    for kind in KINDS {
        let desk = Desk::empty(kind);
        let other = "CREATE TABLE journal (line TEXT)";
        if desk.register.starts_with("postgres") {
            server::run(&desk.register, other);
        } else {
            let connection = Connection::open(desk.path(&desk.register)).unwrap();
            connection.execute_batch(other).unwrap();
        }
        assert_eq!(desk.fails(&["register", "list"]), "register_missing");
        let init = desk.run(&["register", "init"]);
        assert_eq!(init.status.code(), Some(2), "{init:?}");
        assert_eq!(desk.fails(&["register", "list"]), "register_missing");
    }
}
