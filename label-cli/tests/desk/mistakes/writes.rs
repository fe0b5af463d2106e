//! Corrections that are killed, or find the disk full, at every write.

use crate::faults::at_every_write;
use crate::life::{sign, state};
use crate::steps::{Again, every_write};
use crate::world::{Desk, Kind, table};

/// The commands that mend mistakes, in an order in which each is the next.
const MENDED: [(&str, Again); 6] = [
    (
        "registration amend R-1 --to-model M-9 --at 2026-11-10",
        Again::Refused("nothing_to_do"),
    ),
    (
        "registration apply next.csv --supersedes R-0 --at 2026-11-10",
        Again::Refused("successor_named"),
    ),
    (
        "registration close R-9 --reason mistake --at 2026-11-10",
        Again::Refused("registration_state"),
    ),
    (
        "registration apply next.csv --supersedes R-0 --at 2026-11-10",
        Again::Refused("successor_named"),
    ),
    (
        "registration grant R-9 --at 2026-11-11",
        Again::Refused("registration_state"),
    ),
    (
        "registration ungrant R-9 --at 2026-11-12",
        Again::Refused("grant_not_last"),
    ),
];

/// Stops each command at every write there is: it is done, or not done, and no more than once.
fn mended_at_every_write(kind: Kind, fault: &str) {
    let desk = Desk::granted(kind, &table(2, 1));
    sign(&desk, "first.jsonl", "2026-11-06");
    let next = table(1, 1).replace("R-0,", "R-9,").replace("M-0", "M-9");
    desk.write("next.csv", &next);
    for (step, again) in &MENDED {
        if step.contains("grant R-9 --at 2026-11-11") {
            desk.done("registration inquire R-9 --at 2026-11-11");
            let answer = "answer R-9 --answer cleared --day 2026-11-11 --at 2026-11-11";
            desk.done(&format!("registration {answer}"));
        }
        every_write(&desk, step, again, fault);
    }
    assert_eq!(state(&desk, "R-9")["state"], "applied");
    assert_eq!(state(&desk, "R-0")["state"], "valid");
    assert_eq!(state(&desk, "R-1")["term"], 2);
}

at_every_write!(mended_at_every_write);
