#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

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
            .audit(None)
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
        register.apply(&act(), &[(claims, vec![model])])
    };
    asked("R-1").unwrap();
    assert_eq!(asked("R-2").unwrap_err().code(), "gtin_registered");
    assert_eq!(register.audit(None).unwrap().registrations, 1);
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
    let findings = register.audit(None).unwrap().findings;
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].code, "gtin_twice");
}
