//! The daily job: run by a timer, twice, two at once, stopped at every write, and on the first day.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::faults::{at_every_write, count, stop, stops};
use crate::publish::{desk, sign, trust_list, verdict};
use crate::site_world::{package, tree};
use crate::world::{Desk, KINDS, Kind, table};

/// The files that the job writes, by their settings.
const WRITTEN: [(&str, &str); 5] = [
    ("part", "part.cbor"),
    ("bundle", "bundle.cbor"),
    ("changes", "changes.cbor"),
    ("page", "page.cbor"),
    ("page_bundle", "page-bundle.cbor"),
];

/// A desk with two labels, and the settings of a job that makes everything.
fn ready(kind: Kind) -> Desk {
    let desk = desk(kind, 9);
    desk.grant(&table(2, 1));
    sign(&desk, "plan", "2026-11-06");
    settings(&desk);
    desk
}

/// Writes the settings, and the modules that a site is made of.
fn settings(desk: &Desk) {
    for (path, bytes) in package("package", env!("CARGO_PKG_VERSION"), |_| {}) {
        let path = desk.path(&path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let files = WRITTEN.map(|(name, file)| format!("{name} = '{file}'\n"));
    let text = format!(
        "[daily]\nregister = '{}'\nby = 'timer'\nkey = 'lists.key'\nsigner = 'lists.pem'\n{}\
         [daily.site]\nout = 'site'\nmodules = 'package'\nhost = 'label.example.jp'\n",
        desk.register,
        files.concat()
    );
    desk.write("desk.toml", &text);
}

/// The same desk once more, with its labels and its site.
fn copy(base: &Desk) -> Desk {
    let desk = base.copy();
    for directory in ["plan.d", "site"] {
        for (name, bytes) in tree_of(&base.path(directory)) {
            let path = desk.path(directory).join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    settings(&desk);
    desk
}

fn tree_of(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    match directory.exists() {
        true => tree(directory),
        false => BTreeMap::new(),
    }
}

fn job(at: &str) -> Vec<&str> {
    vec!["publish", "daily", "--future", "--at", at]
}

/// Runs the job, which must be done; gives its report.
fn run(desk: &Desk, at: &str) -> Value {
    desk.json(&job(at))
}

/// Everything that the job wrote.
fn written(desk: &Desk) -> BTreeMap<String, Vec<u8>> {
    let files = WRITTEN.map(|(_, file)| (file.to_owned(), fs::read(desk.path(file)).unwrap()));
    let mut all = BTreeMap::from(files);
    all.extend(tree_of(&desk.path("site")));
    all
}

/// The ceremony: another trust list in place of the one that is there.
fn next_list(desk: &Desk) {
    desk.done("trust prepare trust.toml --after list.cbor --at 2026-10-02 --out next-draft.cbor");
    desk.done("trust sign next-draft.cbor --key root.key --root root.pem --out next-signed.cbor");
    desk.done("trust finish next-signed.cbor --after list.cbor --out next.cbor");
    fs::rename(desk.path("next.cbor"), desk.path("list.cbor")).unwrap();
}

/// The number of publications that the journal has.
fn publications(desk: &Desk) -> usize {
    let journal = desk.json(&["register", "journal"]);
    let entries = journal.as_array().unwrap().iter();
    entries
        .filter(|entry| entry["action"] == "status.publish")
        .count()
}

#[test]
fn a_day_follows_another() {
    for kind in KINDS {
        let desk = ready(kind);
        let first = run(&desk, "2026-11-08T05:00:00+09:00");
        assert_eq!(first["signed"], "first", "{first:#}");
        assert_eq!(first["labels"], 2);
        assert_eq!(first["bundle_changed"], true);
        assert_eq!(first["site_changed"], true);
        assert_eq!(verdict(&desk, "R-0", "2026-11-08").0, Some(0));
        let files = written(&desk);
        // The same Japanese day, although it is another one in UTC.
        let again = run(&desk, "2026-11-08T23:59:59+09:00");
        assert_eq!(again["signed"], Value::Null, "{again:#}");
        assert_eq!(again["bundle_changed"], false);
        assert_eq!(again["site_changed"], false);
        assert_eq!(written(&desk), files);
        assert_eq!(publications(&desk), 1);
        // A backup says nothing that verifiers hear of.
        desk.done("register backup kept.db --at 2026-11-08");
        assert_eq!(
            run(&desk, "2026-11-08T23:59:59+09:00")["signed"],
            Value::Null
        );
        let next = run(&desk, "2026-11-09T00:00:00+09:00");
        assert_eq!(next["signed"], "day", "{next:#}");
        // What is revoked at noon is out with the next run, also in the second of the last publication.
        desk.done("registration revoke R-0 --reason misuse --at 2026-11-08T15:00:00Z");
        let noon = run(&desk, "2026-11-08T15:00:00Z");
        assert_eq!(noon["signed"], "register", "{noon:#}");
        let codes = verdict(&desk, "R-0", "2026-11-09").1;
        assert!(codes.contains(&"revoked".to_owned()), "{codes:?}");
        // What the ceremony made is taken up.
        next_list(&desk);
        let list = run(&desk, "2026-11-08T15:00:09Z");
        assert_eq!(list["signed"], "trust_list", "{list:#}");
        assert_eq!(run(&desk, "2026-11-08T15:00:09Z")["signed"], Value::Null);
        desk.audit();
    }
}

#[test]
fn what_is_missing_is_made_again() {
    let desk = ready(Kind::Sqlite);
    run(&desk, "2026-11-08");
    let files = written(&desk);
    for name in ["bundle.cbor", "page-bundle.cbor"] {
        fs::remove_file(desk.path(name)).unwrap();
        assert_eq!(run(&desk, "2026-11-08")["signed"], Value::Null, "{name}");
        assert_eq!(written(&desk), files, "{name}");
    }
    fs::remove_dir_all(desk.path("site")).unwrap();
    assert_eq!(run(&desk, "2026-11-08")["site_changed"], true);
    assert_eq!(written(&desk), files);
    // A form of the part cannot be made without signing.
    for name in ["changes.cbor", "page.cbor"] {
        fs::remove_file(desk.path(name)).unwrap();
        assert_eq!(run(&desk, "2026-11-08")["signed"], "file", "{name}");
    }
    // The part itself is what the next one follows: a person must say that it is lost.
    fs::remove_file(desk.path("part.cbor")).unwrap();
    assert_eq!(desk.fails(&job("2026-11-08")), "previous_missing");
    desk.done(&[job("2026-11-08"), vec!["--previous-lost"]].concat());
    assert_eq!(run(&desk, "2026-11-08")["signed"], Value::Null);
    desk.audit();
}

/// Nobody can go back to an older trust list, not even by mistake.
#[test]
fn a_bundle_that_verifiers_would_refuse_is_not_put_out() {
    let desk = ready(Kind::Sqlite);
    fs::copy(desk.path("list.cbor"), desk.path("older.cbor")).unwrap();
    next_list(&desk);
    run(&desk, "2026-11-08");
    let bundle = fs::read(desk.path("bundle.cbor")).unwrap();
    fs::copy(desk.path("older.cbor"), desk.path("list.cbor")).unwrap();
    assert_eq!(desk.fails(&job("2026-11-09")), "trust_rollback");
    assert_eq!(fs::read(desk.path("bundle.cbor")).unwrap(), bundle);
    assert_eq!(publications(&desk), 1);
    // Where the part is lost, the bundle that is there still tells.
    fs::remove_file(desk.path("part.cbor")).unwrap();
    let lost = [job("2026-11-09"), vec!["--previous-lost"]].concat();
    assert_eq!(desk.fails(&lost), "trust_rollback");
    assert_eq!(fs::read(desk.path("bundle.cbor")).unwrap(), bundle);
}

#[test]
fn what_waits_for_the_roots_is_said() {
    let desk = ready(Kind::Sqlite);
    let output = desk.run(&[job("2026-11-08"), vec!["--within", "400d", "--json"]].concat());
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["attention"], true);
    assert_eq!(report["ends"][0]["kind"], "trust_list", "{report:#}");
    assert_eq!(report["ends"][0]["state"], "soon");
    assert_eq!(report["signed"], "first");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("it waits for the ceremony"), "{said}");
    // Nothing about the roots changed, and nothing is signed again.
    let again = desk.run(&[job("2026-11-08"), vec!["--within", "400d", "--json"]].concat());
    assert_eq!(again.status.code(), Some(1));
    assert_eq!(publications(&desk), 1);
    // After its end nothing can be decided, and no site is made of it.
    let ended = desk.run(&[job("2027-11-08"), vec!["--within", "1d", "--json"]].concat());
    assert_eq!(ended.status.code(), Some(2), "{ended:?}");
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("ended at 2027-11-05"), "{said}");
}

/// A signer of the list that the register does not know: its labels cannot be decided.
#[test]
fn labels_that_nothing_is_published_for_are_said() {
    let desk = ready(Kind::Sqlite);
    let text = fs::read_to_string(desk.path("trust.toml")).unwrap();
    let other = text.replace(
        "[[list_signer]]",
        "[[label_signer]]\ncertificate = \"other.pem\"\nschemes = [\"jc-star\"]\n\
         status_list = \"https://label.example.jp/status/1\"\n[[list_signer]]",
    );
    desk.write("trust.toml", &other);
    trust_list(&desk);
    for signed in ["first", "nothing"] {
        let output = desk.run(&[job("2026-11-08"), vec!["--json"]].concat());
        assert_eq!(output.status.code(), Some(1), "{signed}: {output:?}");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["silent_signers"], 1, "{signed}");
    }
}

/// Several timers at once: one publishes, and the others find it done.
#[test]
fn several_at_once_publish_once() {
    for kind in KINDS {
        let desk = ready(kind);
        let start = || {
            let mut command = desk.command(&[job("2026-11-08"), vec!["--json"]].concat());
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        };
        let running: Vec<_> = (0..4).map(|_| start()).collect();
        let mut signed = 0;
        for one in running {
            let output = one.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{output:?}");
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            signed += usize::from(!report["signed"].is_null());
        }
        assert_eq!((signed, publications(&desk)), (1, 1), "{kind:?}");
        assert_eq!(verdict(&desk, "R-0", "2026-11-08").0, Some(0));
    }
}

/// Runs the job as a service does: nothing in the environment, no terminal, in the root directory.
fn as_a_service(desk: &Desk, at: &str) -> Output {
    Command::new("setsid")
        .arg("--wait")
        .arg(env!("CARGO_BIN_EXE_label"))
        .args(["publish", "daily", "--json", "--future", "--at", at])
        .arg("--settings")
        .arg(desk.path("desk.toml"))
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[test]
fn a_service_needs_no_environment() {
    for kind in KINDS {
        let desk = ready(kind);
        let output = as_a_service(&desk, "2026-11-08");
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let files = written(&desk);
        let again = as_a_service(&desk, "2026-11-08");
        assert_eq!(again.status.code(), Some(0), "{again:?}");
        assert_eq!(written(&desk), files);
        // A secret that a person would type is asked of nobody.
        let text = fs::read_to_string(desk.path("desk.toml")).unwrap();
        desk.write("secret", "four words nobody knows\n");
        desk.done("key new --alg ed25519 --passphrase-file secret --out locked.key");
        desk.write("desk.toml", &text.replace("lists.key", "locked.key"));
        let asked = as_a_service(&desk, "2026-11-09");
        assert_eq!(asked.status.code(), Some(2), "{asked:?}");
        let report: Value = serde_json::from_slice(&asked.stdout).unwrap();
        assert_eq!(report["error"]["code"], "passphrase_missing");
        assert_eq!(written(&desk), files);
        // What was recorded about it, the audit finds whole.
        let journal = desk.json(&["register", "journal"]);
        let last = journal.as_array().unwrap().last().unwrap();
        assert_eq!(last["who"], "timer", "{last:#}");
    }
}

/// Stopped at every write, on the first day and on another: the same command finishes it.
fn every_write(kind: Kind, fault: &str) {
    let base = ready(kind);
    // A full disk leaves less behind than a kill: one of the two days tells it all.
    let days = match fault {
        "kill" => &[false, true][..],
        _ => &[true],
    };
    for published in days {
        if *published {
            run(&base, "2026-11-07");
        }
        let job = job("2026-11-08");
        let counted = copy(&base);
        let writes = count(&counted, &job);
        println!("{kind:?}, {fault}: {writes} writes");
        assert!(writes > 30, "only {writes} writes");
        for number in stops(&format!("{kind:?} {fault}"), writes) {
            let desk = copy(&base);
            desk.done(&["registration", "suspend", "R-0", "--at", "2026-11-08"]);
            stop(&desk, &job, fault, number);
            run(&desk, "2026-11-08");
            let files = written(&desk);
            let again = run(&desk, "2026-11-08");
            assert_eq!(again["signed"], Value::Null, "{number}: {again:#}");
            assert_eq!(written(&desk), files, "{number}");
            let codes = verdict(&desk, "R-0", "2026-11-09").1;
            assert!(
                codes.contains(&"suspended".to_owned()),
                "{number}: {codes:?}"
            );
            assert_eq!(verdict(&desk, "R-1", "2026-11-09").0, Some(0), "{number}");
            let left = fs::read_dir(desk.directory.path()).unwrap();
            for entry in left {
                let name = entry.unwrap().file_name().into_string().unwrap();
                // The memory's lock is free, and goes with the next entry of the journal.
                let own = !name.starts_with(".register.db.head");
                assert!(!own || !name.starts_with('.'), "{number}: {name} is left");
            }
            desk.audit();
        }
    }
}

at_every_write!(every_write);

/// The alarm: it fails as soon as something ends within the time, and says what.
#[test]
fn an_alarm_names_what_ends_when() {
    let desk = ready(Kind::Sqlite);
    run(&desk, "2026-11-08");
    let check = |at: &str, more: &str| {
        let line = format!("trust check bundle.cbor --json --at {at} {more}");
        let output = desk.run(line.trim());
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), report)
    };
    // The lists end on the 16th: 72 hours before that second, and not a second sooner.
    for (at, exit, state) in [
        ("2026-11-12T23:59:59Z", 0, "good"),
        ("2026-11-13T00:00:00Z", 1, "soon"),
        ("2026-11-15T23:59:59Z", 1, "soon"),
        ("2026-11-16T00:00:00Z", 1, "ended"),
        ("2026-11-20T00:00:00Z", 1, "ended"),
    ] {
        let (code, report) = check(at, "");
        assert_eq!(code, Some(exit), "{at}: {report:#}");
        assert_eq!(report["good"], exit == 0, "{at}");
        let first = &report["ends"][0];
        assert_eq!(first["kind"], "lists", "{report:#}");
        assert_eq!(first["state"], state, "{at}");
        assert_eq!(first["ends"], "2026-11-16T00:00:00Z");
    }
    let (_, report) = check("2026-11-13", "--within 1h");
    let kinds = report["ends"].as_array().unwrap().iter();
    let kinds: Vec<&str> = kinds.map(|end| end["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        ["lists", "trust_list", "label_signer", "list_signer", "root"]
    );
    assert_eq!(report["ends"][0]["hours_left"], 72);
    for (file, kind) in [
        ("part.cbor", "lists"),
        ("list.cbor", "trust_list"),
        ("lists.pem", "certificate"),
    ] {
        let line = format!("trust check {file} --json --within 9000d --at 2026-11-13");
        let output = desk.run(&line);
        assert_eq!(output.status.code(), Some(1), "{file}: {output:?}");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["ends"][0]["kind"], kind, "{file}");
        assert_eq!(report["ends"][0]["file"], file);
    }
    assert_eq!(desk.fails("trust check list.cbor gone.cbor"), "file_io");
    assert_eq!(desk.fails("trust check trust.toml"), "cose_tag");
}
