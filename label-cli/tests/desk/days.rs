//! Days are those of the scheme, whatever the time zone of the machine.

use crate::world::{Desk, Kind, PAGE, table};

/// Half past midnight of 5 November in Japan.
const AT: &str = "2026-11-04T15:30:00Z";
/// Machines without a time zone, with one of the tz database, and with one as POSIX writes it.
const ZONES: [Option<&str>; 5] = [
    None,
    Some("Asia/Tokyo"),
    Some("America/Los_Angeles"),
    Some("JST-9"),
    Some("PST8PDT"),
];

/// Runs a command in a zone; gives all that it said.
fn said(desk: &Desk, zone: Option<&str>, line: &str) -> String {
    let mut command = desk.command(&line.split_whitespace().collect::<Vec<_>>());
    match zone {
        Some(zone) => command.env("TZ", zone),
        None => command.env_remove("TZ"),
    };
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_ne!(output.status.code(), Some(2), "{line}: {errors}");
    format!("{}{errors}", String::from_utf8(output.stdout).unwrap())
}

/// A registration's way from the application to the printed label, and everything that shows a day of it.
fn day_at_the_desk(desk: &Desk, zone: Option<&str>) -> Vec<(String, String)> {
    let way = [
        "registration apply apply.csv --at 2026-11-02".to_owned(),
        "registration inquire --all --at 2026-11-03".to_owned(),
        format!("registration answer --all --answer cleared --day 2026-11-05 --at {AT}"),
        format!("registration grant --all --at {AT}"),
        format!("batch plan --granted --signer desk.pem --page {PAGE} --out plan.jsonl --at {AT}"),
        format!("batch sign plan.jsonl --key desk.key --out labels --at {AT}"),
    ];
    let mut shown: Vec<(String, String)> = way
        .iter()
        .map(|line| (line.clone(), said(desk, zone, line)))
        .collect();
    let label = "labels/R-0-000001.txt";
    for line in [
        "register list",
        "register list --json",
        "register list --lang ja",
        "register show R-0",
        "register show R-0 --json",
        "register export",
        "register export --format json",
        &format!("inspect {label}"),
        &format!("inspect {label} --lang ja"),
        &format!("verify {label} --trust trust.pem --at {AT}"),
        &format!("verify {label} --trust trust.pem --at {AT} --lang ja"),
        &format!("verify {label} --trust trust.pem --at {AT} --json"),
        &format!("verify {label} --trust trust.pem --at 2029-01-01"),
        &format!("artwork {label} --svg label.svg"),
    ] {
        shown.push((line.to_owned(), said(desk, zone, line)));
    }
    let drawn = std::fs::read_to_string(desk.path("label.svg")).unwrap();
    shown.push(("label.svg".to_owned(), drawn));
    shown
}

#[test]
fn the_same_days_are_shown_in_every_time_zone() {
    let desk = Desk::new(Kind::Sqlite);
    desk.write("apply.csv", &table(1, 1));
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cmd/fixtures/root.pem");
    let chain =
        [root.into(), desk.path("desk.pem")].map(|path| std::fs::read_to_string(path).unwrap());
    desk.write("trust.pem", &chain.concat());
    // One register in three places: its id is part of what is shown.
    let [here, elsewhere @ ..] = ZONES.map(|zone| day_at_the_desk(&desk.copy(), zone));
    for (zone, there) in ZONES[1..].iter().zip(&elsewhere) {
        assert_eq!(there, &here, "{zone:?}");
    }
    let shown = |line: &str| {
        let mut found = here.iter().filter(|(known, _)| known.starts_with(line));
        found.next().unwrap().1.as_str()
    };
    // Granted in the first hour of 5 November in Japan, for two years.
    for (line, day) in [
        ("registration grant", "R-0: valid, 2028-11-05\n"),
        ("register list", "2028-11-05"),
        ("register show R-0", "2028-11-05"),
        ("register export", "\"2028-11-05\""),
        ("verify labels", "2028-11-05"),
        ("label.svg", "2028-11-05"),
    ] {
        assert!(shown(line).contains(day), "{line}: {}", shown(line));
    }
    for (line, text) in &here {
        let wrong = ["2028-11-04", "2028-11-06", "2028年11月4日", "2028年11月6日"];
        let found = wrong.iter().find(|day| text.contains(**day));
        assert_eq!(found, None, "{line}: {text}");
    }
}

/// A desk in Japan at nine in the evening of UTC's day before.
#[test]
fn today_is_the_day_of_the_scheme() {
    let desk = Desk::new(Kind::Sqlite);
    desk.write("apply.csv", &table(1, 1));
    desk.done(&["registration", "apply", "apply.csv", "--at", "2026-11-02"]);
    desk.done(&["registration", "inquire", "--all", "--at", AT]);
    let answer = |day: &str, at: &str| {
        format!("registration answer R-0 --answer cleared --day {day} --at {at}")
    };
    // Asked on the 5th in Japan.
    let before = desk.fails(answer("2026-11-04", AT).as_str());
    assert_eq!(before, "answer_before_inquiry");
    let after = desk.fails(answer("2026-11-06", "2026-11-05T14:59:59Z").as_str());
    assert_eq!(after, "answer_ahead");
    desk.done(answer("2026-11-06", "2026-11-05T15:00:00Z").as_str());
    desk.done(answer("2026-11-05", AT).as_str());
}

/// A day that is typed ends where the scheme is.
#[test]
fn a_typed_day_is_a_day_of_the_scheme() {
    let desk = Desk::new(Kind::Sqlite);
    desk.write("apply.csv", &table(1, 1));
    desk.done(&["registration", "apply", "apply.csv", "--at", "2026-11-02"]);
    desk.done(&["registration", "inquire", "--all", "--at", "2026-11-03"]);
    desk.done("registration answer R-0 --answer cleared --day 2026-11-04 --at 2026-11-04");
    let grant = |day: &str| format!("registration grant R-0 --expires {day} --at {AT}");
    assert_eq!(desk.fails(grant("2028-11-06").as_str()), "scheme_validity");
    desk.done(grant("2028-11-05").as_str());
    let shown = desk.json("register show R-0");
    assert_eq!(shown["expires"], "2028-11-05T15:00:00Z");
    assert_eq!(shown["expires_day"], "2028-11-05");
}
