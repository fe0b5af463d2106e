#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use label_core::UnixTime;

use super::*;

const LATER: &str = "ALTER TABLE lists ADD COLUMN note TEXT; CREATE TABLE notes (line TEXT){table}";

fn act() -> Act {
    Act {
        at: UnixTime::from_seconds(1_793_491_200),
        who: "intake".to_owned(),
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
    let mut db = Db::open(&location, Mode::Write).unwrap();
    let mut other = Db::open(&location, Mode::Write).unwrap();
    let before = version(&mut db).unwrap();
    assert_eq!(before, VERSION as u64);
    upgrade(&mut db, before, &all).unwrap();
    // Another program that saw the old version comes too late, and changes nothing.
    upgrade(&mut other, before, &all).unwrap();
    assert_eq!(version(&mut other).unwrap(), before + 1);
    assert!(other.has_table("notes").unwrap());
    let mut rows = other.rows("SELECT id FROM register", &[]).unwrap();
    assert_eq!(rows.pop().unwrap().text().unwrap(), id);
    assert_eq!(
        journal::head(&mut other, &id).unwrap().0,
        2,
        "it is told once"
    );
    // To this program, it is now one of a newer version.
    let error = Register::open(&location).err().unwrap();
    assert_eq!(error.code(), "register_newer");
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::File(directory.path().join("register.db"));
    drop(Register::init(&location, &act()).unwrap());
    let mut db = Db::open(&location, Mode::Write).unwrap();
    let before = version(&mut db).unwrap();
    let all = [MIGRATIONS, &[LATER, "ALTER TABLE nothing ADD x"]].concat();
    let error = upgrade(&mut db, before, &all).unwrap_err();
    assert_eq!(error.code(), "register_storage");
    assert_eq!(version(&mut db).unwrap(), before);
    assert!(!db.has_table("notes").unwrap());
    assert_eq!(
        Register::open(&location)
            .unwrap()
            .audit(&Anchors::default())
            .unwrap()
            .findings,
        []
    );
}

/// A GTIN that two operators found free before either wrote is given to one of them.
#[test]
fn a_gtin_is_given_to_one_model() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::File(directory.path().join("register.db"));
    let mut register = Register::init(&location, &act()).unwrap();
    let schemes = label_core::scheme::Schemes::builtin();
    let mut asked = |number: &str| {
        let text = format!(
            "registration,scheme,level,assessment,criteria,product,model,gtin,supply_chain\n\
             {number},jc-star,1,self,X,P,M,4912345000002,cleared:2026-10-01\n"
        );
        let rules = crate::label_fields::Rules {
            schemes: &schemes,
            issued: act().at,
        };
        let entries = crate::table::read(
            "t".as_ref(),
            text.as_bytes(),
            &crate::label_fields::Draft::default(),
            rules,
            crate::table::Grouping::PerModel,
        );
        let claims = entries.unwrap().pop().unwrap().claims;
        let model = model(&claims, &schemes);
        register.apply(&act(), &[(claims, vec![model])], &[])
    };
    asked("R-1").unwrap();
    assert_eq!(asked("R-2").unwrap_err().code(), "gtin_registered");
    assert_eq!(
        register.audit(&Anchors::default()).unwrap().registrations,
        1
    );
    // Written past the program, it is found.
    let model = |number: &str| Model {
        registration: number.to_owned(),
        model: "N".to_owned(),
        gtins: "04912345000002".to_owned(),
        product: "P".to_owned(),
        category: None,
        support_end: None,
        application: 1,
    };
    register
        .write(&act(), |transaction| {
            transaction.insert(&model("R-1"))?;
            transaction.record("test", "test")
        })
        .unwrap();
    let findings = register.audit(&Anchors::default()).unwrap().findings;
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].code, "gtin_twice");
}

/// A register of version 1, with a registration for each: granted at a time, ending at another.
fn of_version_1(location: &Location, terms: &[(&str, &str)]) {
    let mut register = Register::init(location, &act()).unwrap();
    register
        .write(&act(), |transaction| {
            for (number, (granted, expires)) in (1..).zip(terms) {
                let time = |text| label_io::time::parse(text, label_io::time::Edge::Start).unwrap();
                transaction.insert(&Registration {
                    number: format!("R-{number}"),
                    scheme: "jc-star".to_owned(),
                    level: Some(1),
                    assessment: "self".to_owned(),
                    criteria: None,
                    holder: None,
                    holder_id: None,
                    evaluator: None,
                    state: RegistrationState::Valid,
                    reason: None,
                    successor: None,
                    term: 1,
                    granted: Some(time(granted)),
                    expires: Some(time(expires)),
                })?;
            }
            transaction.record("test", "test")
        })
        .unwrap();
    let mut db = Db::open(location, Mode::Write).unwrap();
    db.execute("DELETE FROM migrations WHERE version >= 2", &[])
        .unwrap();
    let forget = "ALTER TABLE publications DROP COLUMN written;
        ALTER TABLE lists DROP COLUMN given_by;
        DROP INDEX statuses_model;
        DROP INDEX credentials_index;
        ALTER TABLE statuses DROP COLUMN model";
    db.script(forget).unwrap();
}

/// Terms that were counted in UTC and have no label yet end where their scheme's days end.
#[test]
fn terms_without_labels_move_to_the_days_of_their_scheme() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::File(directory.path().join("register.db"));
    let terms = [
        // The end that nobody named: 3 November 2028 is the last day in UTC, and in Japan.
        ("2026-11-03T09:00:00Z", "2028-11-03T23:59:59Z"),
        // It was 4 November in Japan already.
        ("2026-11-03T15:00:00Z", "2028-11-03T23:59:59Z"),
        // A day that was typed.
        ("2026-11-03T09:00:00Z", "2027-03-31T23:59:59Z"),
        // A time that was typed.
        ("2026-11-03T09:00:00Z", "2027-03-31T12:00:00Z"),
    ];
    of_version_1(&location, &terms);
    let mut register = Register::open(&location).unwrap();
    let moved: Vec<Registration> = register
        .read(|db| db.select("ORDER BY number", &[]))
        .unwrap();
    let shown = |registration: &Registration| {
        let end = registration.expires.unwrap().to_string();
        (end, registration.last_day().unwrap().to_string())
    };
    let shown: Vec<_> = moved.iter().map(shown).collect();
    let expected = [
        ("2028-11-03T15:00:00Z", "2028-11-03"),
        ("2028-11-04T15:00:00Z", "2028-11-04"),
        ("2027-03-31T15:00:00Z", "2027-03-31"),
        ("2027-03-31T12:00:00Z", "2027-03-31"),
    ];
    assert_eq!(
        shown,
        expected.map(|(end, day)| (end.to_owned(), day.to_owned()))
    );
    for (number, entries) in [("R-1", 1), ("R-2", 1), ("R-3", 1), ("R-4", 0)] {
        let journal = register.journal(&format!("registration:{number}")).unwrap();
        let actions: Vec<&str> = journal.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(actions, vec![journal::END_OF_DAY; entries], "{number}");
    }
    assert_eq!(register.audit(&Anchors::default()).unwrap().findings, []);
    // Once is enough.
    let head = journal::head(&mut register.db, &register.id).unwrap();
    let mut again = Register::open(&location).unwrap();
    assert_eq!(journal::head(&mut again.db, &again.id).unwrap(), head);
}

/// A register as the first version of the program made it, with a publication.
fn first_version(location: &Location, copied: Option<u64>) {
    let id = "00112233445566778899aabbccddeeff";
    backup::make(location, None, |db| {
        db.migrate(MIGRATIONS_TABLE)?;
        db.migrate(MIGRATIONS[0])?;
        let (at, copied) = (act().at.into(), Value::from(copied));
        db.execute("INSERT INTO migrations (version, at) VALUES (1, ?1)", &[at])?;
        let sql = "INSERT INTO register (id, made, copied) VALUES (?1, 5, ?2)";
        db.execute(sql, &[id.into(), copied])?;
        let action = ("register.init", "register");
        journal::append(db, id, &act(), action, Vec::new())?;
        let sql = "INSERT INTO publications (number, at, labels, part) VALUES (1, 7, 0, 'x')";
        db.execute(sql, &[])?;
        let row = vec![serde_json::json!(["publications", [1, 7, 0, "x"]])];
        let action = ("status.publish", "publication:1");
        journal::append(db, id, &act(), action, row)?;
        let sql =
            "INSERT INTO registrations (number, scheme, assessment, state, term, granted, expires)
                   VALUES ('R-1', 'jc-star', 'self', 'valid', 1, ?1, ?2)";
        // Granted at nine in the evening of 3 November in Japan, for two years as they were counted then.
        let term = [1_793_707_200, 1_856_908_799].map(UnixTime::from_seconds);
        db.execute(sql, &term.map(Value::from))?;
        let row: Vec<Registration> = db.select("", &[])?;
        let row = row
            .iter()
            .map(|row| journal::change(&Registration::TABLE, &row.cells()));
        let action = ("registration.grant", "registration:R-1");
        journal::append(db, id, &act(), action, row.collect())?;
        let list =
            "INSERT INTO lists (address, entries, bits, allocation) VALUES ('a', 9, 4, 'random')";
        db.execute(list, &[])?;
        let row = vec![serde_json::json!(["lists", ["a", 9, 4, "random"]])];
        journal::append(db, id, &act(), ("signer.add", "signer:x"), row)?;
        let action = (backup::BACKUP, "head");
        journal::append(db, id, &act(), action, Vec::new()).map(drop)
    })
    .unwrap();
}

/// Facts that an older program did not record are recorded from then on, and its publications were written.
#[test]
fn a_register_of_the_first_version_is_covered_from_its_upgrade_on() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::File(directory.path().join("register.db"));
    first_version(&location, None);
    let mut register = Register::open(&location).unwrap();
    let audit = register.audit(&Anchors::default()).unwrap();
    assert_eq!((audit.findings, audit.warnings), (vec![], vec![]));
    let last = register.read(Db::last_publication).unwrap().unwrap();
    assert_eq!(last.written, Some(last.at));
    let lists: Vec<List> = register.read(|db| db.select("", &[])).unwrap();
    assert_eq!(lists[0].given_by, GivenBy::Register);
    let mut db = Db::open(&location, Mode::Write).unwrap();
    db.execute("UPDATE register SET made = 6", &[]).unwrap();
    let found = register.audit(&Anchors::default()).unwrap().findings;
    assert_eq!(found[0].code, "row_changed");
    assert_eq!(found.len(), 1);
}

/// A copy that an older program made can be looked at, and is still a copy.
#[test]
fn a_copy_of_the_first_version_stays_a_copy() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::File(directory.path().join("copy.db"));
    first_version(&location, Some(act().at.seconds()));
    let audit = Register::open_read(&location)
        .unwrap()
        .audit(&Anchors::default());
    assert_eq!(audit.unwrap().findings, []);
    let error = Register::open(&location).err().unwrap();
    assert_eq!(error.code(), "register_copy");
    // Nothing is kept beside it.
    let names = std::fs::read_dir(directory.path()).unwrap();
    let names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["copy.db"]);
}

/// A term without labels that is moved to the days of its scheme does not stand between a copy and its mark.
#[test]
fn a_copy_of_the_first_version_can_be_restored() {
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| Location::File(directory.path().join(name));
    first_version(&place("copy.db"), Some(act().at.seconds()));
    let mut copy = Register::open_read(&place("copy.db")).unwrap();
    let moved = copy.journal("registration:R-1").unwrap();
    assert_eq!(moved.last().unwrap().action, journal::END_OF_DAY);
    assert_eq!(copy.audit(&Anchors::default()).unwrap().findings, []);
    let since = Since {
        nothing: true,
        ..Since::default()
    };
    let restored = Register::restore(&mut copy, &act(), &place("restored.db"), &since);
    let (mut register, _) = restored.unwrap();
    assert_eq!(register.audit(&Anchors::default()).unwrap().findings, []);
}
