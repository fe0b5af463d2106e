//! A register that is moved goes on at one place, whatever stops the move.

use crate::faults::{count, stop};
use crate::server;
use crate::world::{Desk, KINDS, Kind, table};

/// A desk, and a place of the other kind.
fn desk(kind: Kind) -> (Desk, String) {
    (Desk::granted(kind, &table(1, 1)), place(kind))
}

fn place(kind: Kind) -> String {
    match kind {
        Kind::Sqlite => server::database(),
        Kind::Postgres => "moved.db".to_owned(),
    }
}

const AT: [&str; 2] = ["--at", "2026-11-09"];

#[test]
fn a_register_is_moved_and_the_old_one_closed() {
    for kind in KINDS {
        let (mut desk, to) = desk(kind);
        let rows = desk.json(&["register", "export"]);
        let words = [&["register", "move", &to][..], &AT].concat();
        let said = desk.json(&words);
        assert!(said["closed"].is_string(), "{said:#}");
        // The old one is read, and not written.
        assert_eq!(desk.json(&["register", "export"]), rows);
        desk.audit();
        let suspend = ["registration", "suspend", "R-0", "--at", "2026-11-10"];
        assert_eq!(desk.fails(&suspend), "register_moved");
        // Once more, it is where it was; elsewhere it does not go.
        desk.done(&words);
        let elsewhere = ["register", "move", "elsewhere.db"];
        assert_eq!(desk.fails(&elsewhere), "register_moved");
        assert!(!desk.path("elsewhere.db").exists());
        desk.register = to;
        assert_eq!(desk.json(&["register", "export"]), rows);
        desk.done(&suspend);
        desk.audit();
    }
}

/// A place that holds a register is none to move to, and the old one stays open.
#[test]
fn a_place_that_is_taken_closes_nothing() {
    for kind in KINDS {
        let (desk, to) = desk(kind);
        desk.done(&["register", "init", "--register", &to]);
        assert_eq!(desk.fails(&["register", "move", &to]), "register_exists");
        desk.done(&["registration", "suspend", "R-0", "--at", "2026-11-10"]);
        desk.audit();
    }
}

/// The mark of a moved register cannot be taken away in silence.
#[test]
fn a_moved_register_that_is_opened_again_is_found() {
    for kind in KINDS {
        let (desk, to) = desk(kind);
        desk.done(&["register", "move", &to]);
        let open = "UPDATE register SET copied = NULL";
        if kind == Kind::Postgres {
            server::run(&desk.register, open);
        } else {
            let file = rusqlite::Connection::open(desk.path("register.db")).unwrap();
            file.execute(open, []).unwrap();
        }
        let output = desk.run(&["register", "audit"]);
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("copy_mark: register: "), "{said}");
    }
}

fn every_write(kind: Kind, fault: &str) {
    let base = Desk::granted(kind, &table(1, 1));
    let counted = base.copy();
    let to = place(kind);
    let writes = count(&counted, &["register", "move", &to, "--at", "2026-11-09"]);
    println!("{kind:?}, {fault}: {writes} writes");
    assert!(writes > 20, "only {writes} writes");
    for number in 1..=writes {
        let mut desk = base.copy();
        let to = place(kind);
        let words = ["register", "move", &to, "--at", "2026-11-09"];
        stop(&desk, &words, fault, number);
        desk.done(&words);
        assert_eq!(
            desk.fails(&["registration", "suspend", "R-0"]),
            "register_moved",
            "{number}"
        );
        desk.register = to;
        desk.done(&["registration", "suspend", "R-0", "--at", "2026-11-10"]);
        desk.audit();
    }
}

#[test]
fn a_move_that_is_killed_goes_on() {
    for kind in KINDS {
        every_write(kind, "kill");
    }
}

#[test]
fn a_move_that_finds_the_disk_full_goes_on() {
    for kind in KINDS {
        every_write(kind, "full");
    }
}
