//! The PostgreSQL server itself fails, at every row that is written and at every commit: its disk is
//! full, or the connection is gone.

use crate::faults::{LABELS, SIGN, goes_on, planned};
use crate::server;
use crate::world::Kind;

/// Triggers that fail at the N-th row, or at the commit of the N-th journal entry.
///
/// A sequence keeps counting when a transaction is taken back.
const FAULTS: &str = "
CREATE SCHEMA fault;
CREATE TABLE fault.wanted (kind text, number bigint);
CREATE SEQUENCE fault.met;
CREATE FUNCTION fault.fail() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wanted record;
BEGIN
  SELECT kind, number INTO wanted FROM fault.wanted;
  IF FOUND AND nextval('fault.met') >= wanted.number THEN
    IF wanted.kind = 'full' THEN
      RAISE EXCEPTION 'could not extend file \"base/1/1\": No space left on device' USING ERRCODE = 'disk_full';
    END IF;
    PERFORM pg_terminate_backend(pg_backend_pid());
    PERFORM pg_sleep(9);
  END IF;
  RETURN NULL;
END $$;
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['journal', 'plans', 'credentials', 'labelled', 'statuses'] LOOP
    EXECUTE format('CREATE TRIGGER zz_fail AFTER INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION fault.fail()', name);
  END LOOP;
END $$;
CREATE CONSTRAINT TRIGGER zz_commit AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION fault.fail();";

/// Fails unless fewer rows were written: a failure that nobody minded must not end the test.
fn not_met(number: u64) -> String {
    format!(
        "DO $$ BEGIN IF (SELECT last_value FROM fault.met) >= {number}
         THEN RAISE EXCEPTION 'a failure went by'; END IF; END $$"
    )
}

fn every_failure(kind: &str, word: &str) {
    let base = planned(Kind::Postgres);
    server::run(&base.register, FAULTS);
    let mut failures = 0;
    for number in 1_u64.. {
        let desk = base.copy();
        let fault = format!("INSERT INTO fault.wanted VALUES ('{kind}', {number})");
        server::run(&desk.register, &fault);
        let output = desk.command(&SIGN).output().unwrap();
        if output.status.success() {
            server::run(&desk.register, &not_met(number));
        }
        // An audit would find the triggers, which are not the program's.
        server::run(&desk.register, "DROP SCHEMA fault CASCADE");
        let said = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => {
                desk.check(LABELS);
                break;
            }
            code => assert_eq!(code, Some(2), "{said}"),
        }
        assert!(
            said.contains("label: error: ") && said.contains(word),
            "{said}"
        );
        failures = number;
        goes_on(&desk);
    }
    // Three labels are reserved and signed, in two goes each, with their rows and journal entries.
    println!("{kind}: {failures} failures");
    assert!(failures > 20, "only {failures} failures");
}

#[test]
fn the_disk_of_the_server_is_full() {
    every_failure("full", "No space left on device");
}

#[test]
fn the_connection_is_lost() {
    every_failure("cut", "connection");
}
