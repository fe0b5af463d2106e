//! A register that is moved goes on at one place, whatever stops the move.

use std::fs;

use crate::faults::{count, stop, stops};
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

const SUSPEND: [&str; 5] = ["registration", "suspend", "R-0", "--at", "2026-11-11"];
/// Fails in a register that can be written as well.
const SUSPEND_ELSEWHERE: [&str; 3] = ["registration", "suspend", "R-7"];
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

/// A register that went on elsewhere is not made a second time, though it is no longer at its new place.
#[test]
fn a_move_that_is_done_is_not_done_again() {
    for kind in KINDS {
        let (desk, to) = desk(kind);
        desk.done(&["register", "move", &to]);
        match kind {
            Kind::Sqlite => server::empty(&to),
            Kind::Postgres => fs::rename(desk.path(&to), desk.path("kept.db")).unwrap(),
        }
        assert_eq!(desk.fails(&["register", "move", &to]), "register_moved");
        let there = desk.fails(&["register", "list", "--register", &to]);
        assert_eq!(there, "register_missing", "{kind:?}");
        let back = ["register", "move", "--back"];
        assert_eq!(desk.fails(&back), "register_moved");
    }
}

/// The same words name another place in another directory.
#[test]
fn a_place_is_the_same_from_every_directory() {
    for finished in [true, false] {
        let desk = Desk::granted(Kind::Sqlite, &table(1, 1));
        fs::create_dir(desk.path("other")).unwrap();
        let words = ["register", "move", "moved.db", "--at", "2026-11-09"];
        if finished {
            desk.done(&words);
        } else {
            let writes = count(&desk.copy(), &words);
            let closed = (1..=writes).find(|number| {
                stop(&desk, &words, "kill", *number);
                desk.fails(&SUSPEND_ELSEWHERE) == "register_moving"
            });
            assert!(closed.is_some());
        }
        let elsewhere = |register: &str| {
            let words = ["register", "move", "moved.db", "--json"];
            let mut command = desk.command(&[&words[..], &["--register", register]].concat());
            command.current_dir(desk.path("other")).output().unwrap()
        };
        let output = elsewhere("../register.db");
        let there = desk.path("other/moved.db").exists();
        if finished {
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(said.contains("register_moved"), "{said}");
            assert!(!there);
        } else {
            // It was not moved yet, and is moved here.
            assert_eq!(output.status.code(), Some(0), "{output:?}");
            assert_eq!(desk.fails(&words), "register_moved");
            assert_eq!(elsewhere("../register.db").status.code(), Some(0));
        }
    }
}

/// The last of several moves counts, whatever the register did before.
#[test]
fn a_place_of_an_earlier_move_is_not_the_place() {
    let mut desk = Desk::granted(Kind::Sqlite, &table(1, 1));
    let go = |desk: &mut Desk, to: &str| {
        desk.done(&["register", "move", to]);
        desk.register = to.to_owned();
    };
    go(&mut desk, "second.db");
    fs::remove_file(desk.path("register.db")).unwrap();
    go(&mut desk, "register.db");
    desk.done("register move third.db");
    fs::remove_file(desk.path("second.db")).unwrap();
    assert_eq!(desk.fails("register move second.db"), "register_moved");
    assert!(!desk.path("second.db").exists());
    desk.register = "third.db".to_owned();
    desk.done(&SUSPEND);
    desk.audit();
}

/// A move that cannot succeed leaves the register as it was.
#[test]
fn a_place_that_cannot_hold_a_register_closes_nothing() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(1, 1));
        let filled = server::database();
        server::run(&filled, "CREATE TABLE journal (line TEXT)");
        fs::write(desk.path("file"), "").unwrap();
        let before = desk.audit()["head"].clone();
        for to in [
            "nowhere/moved.db",
            "file/moved.db",
            &filled,
            "postgres://postgres@localhost:1/register",
        ] {
            let code = desk.fails(&["register", "move", to]);
            assert!(["file_io", "register_storage"].contains(&&*code), "{code}");
            assert_eq!(desk.audit()["head"], before, "{kind:?}: {to}");
        }
        desk.done(&SUSPEND);
    }
}

/// A way to go on after a move was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Instead {
    Back,
    Elsewhere,
}

/// A move that was stopped before it was done is taken back, or goes elsewhere; never two registers are written.
fn instead(kind: Kind) {
    let base = Desk::granted(kind, &table(1, 1));
    let (counted, to) = (base.copy(), place(kind));
    let writes = count(&counted, &["register", "move", &to, "--at", "2026-11-09"]);
    let mut stopped = 0;
    // Databases take their time; the steps are the same in both.
    let step = match kind {
        Kind::Sqlite => 1,
        Kind::Postgres => 3,
    };
    for number in (1..=writes).step_by(step) {
        let (mut desk, to) = (base.copy(), place(kind));
        let instead = match number % 2 {
            0 => Instead::Back,
            _ => Instead::Elsewhere,
        };
        stop(
            &desk,
            &["register", "move", &to, "--at", "2026-11-09"],
            "kill",
            number,
        );
        let open = |place: &str| {
            let words = [&SUSPEND[..], &["--register", place]].concat();
            desk.run(&words).status.code() == Some(0)
        };
        let other = ["register", "move", "other.db", "--at", "2026-11-10"];
        let back = ["register", "move", "--back", "--at", "2026-11-10"];
        let said = match instead {
            Instead::Back => desk.run(&back),
            Instead::Elsewhere => desk.run(&other),
        };
        let mut places = vec![desk.register.clone(), to.clone()];
        if said.status.code() == Some(0) {
            stopped += 1;
            if instead == Instead::Elsewhere {
                places.push("other.db".to_owned());
                assert_eq!(desk.fails(&["register", "move", &to]), "register_moved");
            }
        } else if desk.fails(&back) == "register_moved" {
            // It was done but for the opening, which the same command does.
            desk.done(&["register", "move", &to, "--at", "2026-11-10"]);
        }
        for place in &places {
            let audit = ["register", "audit", "--register", place];
            let code = desk.run(&audit).status.code();
            assert_ne!(code, Some(1), "{instead:?}, {number}: {place}");
        }
        let open: Vec<_> = places.iter().filter(|place| open(place)).collect();
        assert_eq!(open.len(), 1, "{kind:?}, {instead:?}, {number}: {open:?}");
        desk.register = open[0].clone();
        desk.audit();
    }
    println!("{kind:?}: {stopped} of {writes}");
    assert!(stopped > 5, "only {stopped}");
}

#[test]
fn a_move_that_was_stopped_is_taken_back_or_goes_elsewhere() {
    for kind in KINDS {
        instead(kind);
    }
}

/// Neither the old register nor the closed copy is made into another one, or opened, while its move is not done.
#[test]
fn a_move_that_was_stopped_leaves_one_way() {
    let base = Desk::granted(Kind::Sqlite, &table(1, 1));
    assert_eq!(base.fails("register move --back"), "nothing_to_do");
    let words = ["register", "move", "moved.db", "--at", "2026-11-09"];
    let writes = count(&base.copy(), &words);
    let (mut closed, mut arrived) = (0, 0);
    for number in 1..=writes {
        let desk = base.copy();
        stop(&desk, &words, "kill", number);
        if desk.fails(&SUSPEND_ELSEWHERE) == "register_moving" {
            let restore = "register restore register.db --nothing-since --register restored.db";
            assert_eq!(desk.fails(restore), "register_moving", "{number}");
            closed += 1;
        }
        if desk.path("moved.db").exists() {
            let back = "register move --back --register moved.db";
            let code = desk.fails(back);
            arrived += u32::from(code == "register_moving");
            assert!(["register_moving", "nothing_to_do"].contains(&&*code));
        }
    }
    assert!(closed > 3 && arrived > 3, "{closed}, {arrived}");
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
    for number in stops(&format!("{kind:?} {fault}"), writes) {
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
