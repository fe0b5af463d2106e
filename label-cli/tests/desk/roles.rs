//! A register of a PostgreSQL server, whatever the server is set to, under a role that owns nothing.

use std::fs;
use std::path::Path;

use crate::life::{sign, step};
use crate::server;
use crate::world::{Desk, Kind, table};

/// The statements in the documentation.
fn grants() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let text = fs::read_to_string(root.join("docs/REGISTER.md")).unwrap();
    let (_, rest) = text.split_once("```sql\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// An operator needs no more than the documentation grants, and cannot touch what is written.
#[test]
fn an_operator_owns_nothing() {
    let mut desk = Desk::new(Kind::Postgres);
    server::run(&desk.register, "CREATE ROLE desk LOGIN");
    server::run(&desk.register, &grants());
    let owner = desk.register.clone();
    desk.register = owner.replace("postgres@", "desk@");
    desk.grant(&table(2, 1));
    sign(&desk, "plan.jsonl", "2026-11-06");
    desk.done(&step("suspend", "R-0", &["--at", "2026-11-08"]));
    desk.check(2);
    for sql in [
        "DELETE FROM journal",
        "UPDATE journal SET who = 'x'",
        "DELETE FROM credentials",
        "DROP TRIGGER journal_guard ON journal",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
    ] {
        let refused = format!(
            "DO $$ BEGIN SET LOCAL ROLE desk; {sql}; RAISE 'allowed'; \
             EXCEPTION WHEN insufficient_privilege THEN NULL; END $$"
        );
        server::run(&owner, &refused);
    }
}

/// The documentation says that an operator can change a row without the command, and that an audit finds it.
#[test]
fn what_an_operator_changes_by_hand_is_found() {
    let mut desk = Desk::new(Kind::Postgres);
    server::run(&desk.register, "CREATE ROLE hand LOGIN");
    server::run(&desk.register, &grants().replace("TO desk", "TO hand"));
    let owner = desk.register.clone();
    desk.register = owner.replace("postgres@", "hand@");
    desk.grant(&table(2, 1));
    desk.done(&step(
        "amend",
        "R-1",
        &["--product", "X", "--at", "2026-11-08"],
    ));
    desk.done(&step("ungrant", "R-0", &["--at", "2026-11-08"]));
    desk.audit();
    for (table, change) in [
        ("registrations", "holder = 'x'"),
        ("models", "product = 'x'"),
    ] {
        let sql = format!("SET ROLE hand; UPDATE {table} SET {change}; RESET ROLE");
        server::run(&owner, &sql);
        let audit = desk.run(&["register", "audit", "--json"]);
        let said = String::from_utf8(audit.stdout).unwrap();
        assert!(
            said.contains("row_changed") && said.contains(table),
            "{said}"
        );
    }
}

/// A server that is set to forget and to wait for ever is told otherwise in every writing transaction.
#[test]
fn a_write_sets_what_it_needs() {
    let desk = Desk::new(Kind::Postgres);
    let name = desk.register.rsplit('/').next().unwrap();
    for setting in [
        "synchronous_commit = off",
        "default_transaction_isolation = 'serializable'",
        "lock_timeout = 0",
    ] {
        let sql = format!("ALTER DATABASE {name} SET {setting}");
        server::run(&desk.register, &sql);
    }
    server::run(
        &desk.register,
        "CREATE FUNCTION check_settings() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF current_setting('synchronous_commit') <> 'on'
             OR current_setting('transaction_isolation') <> 'read committed'
             OR current_setting('lock_timeout') <> '1min' THEN RAISE 'other settings'; END IF;
           RETURN NEW; END $$;
         CREATE TRIGGER settings BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION check_settings()",
    );
    desk.grant(&table(1, 1));
    sign(&desk, "plan.jsonl", "2026-11-06");
    // An audit would find the trigger, which is not the program's.
    server::run(&desk.register, "DROP FUNCTION check_settings CASCADE");
    desk.audit();
}
