//! The words in which SQLite and PostgreSQL differ.

/// One writer at a time, whatever the server is set to: the lock is "label" in ASCII, and each commit
/// reaches the disk before it counts as made.
pub(crate) const POSTGRES_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
    SET LOCAL synchronous_commit = on;
    SET LOCAL lock_timeout = '60s';
    SELECT pg_advisory_xact_lock(x'6c6162656c'::bigint)";

/// The placeholders of migrations and their words.
pub(crate) type Words = &'static [(&'static str, &'static str)];

pub(crate) const SQLITE: Words = &[
    // A constraint goes with its table alone; the labels that point to it are looked at in the end.
    (
        "{indices_of_models}",
        "PRAGMA defer_foreign_keys = ON;
         CREATE TABLE statuses_earlier AS SELECT * FROM statuses;
         DROP TABLE statuses;
         CREATE TABLE statuses (
           list TEXT NOT NULL REFERENCES lists,
           position INTEGER NOT NULL CHECK (position >= 0),
           registration TEXT NOT NULL REFERENCES registrations,
           term INTEGER NOT NULL CHECK (term > 0),
           status TEXT NOT NULL CHECK (status IN
             ('valid', 'suspended', 'withdrawn', 'revoked', 'superseded')),
           since INTEGER NOT NULL,
           model TEXT,
           PRIMARY KEY (list, position)
         ) STRICT;
         INSERT INTO statuses (list, position, registration, term, status, since)
           SELECT list, position, registration, term, status, since FROM statuses_earlier;
         DROP TABLE statuses_earlier;
         CREATE INDEX statuses_registration ON statuses (registration);",
    ),
    ("{int}", "INTEGER"),
    ("{bytes}", "BLOB"),
    ("{table}", " STRICT"),
    (
        "{journal_guard}",
        "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
           BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
         CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
           BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;",
    ),
    (
        "{credentials_guard}",
        "CREATE TRIGGER credentials_no_update BEFORE UPDATE ON credentials
           WHEN OLD.credential IS NOT NULL
           BEGIN SELECT RAISE(ABORT, 'a signed label is never changed'); END;
         CREATE TRIGGER credentials_no_delete BEFORE DELETE ON credentials
           BEGIN SELECT RAISE(ABORT, 'a signed label is never deleted'); END;",
    ),
];

pub(crate) const POSTGRES: Words = &[
    (
        "{indices_of_models}",
        "ALTER TABLE statuses DROP CONSTRAINT statuses_list_registration_term_key;
         ALTER TABLE statuses ADD COLUMN model TEXT;",
    ),
    ("{int}", "BIGINT"),
    ("{bytes}", "BYTEA"),
    ("{table}", ""),
    (
        "{journal_guard}",
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION '% is only added to', TG_TABLE_NAME; END $$;
         CREATE TRIGGER journal_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
           FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
    ),
    (
        "{credentials_guard}",
        "CREATE TRIGGER credentials_guard BEFORE UPDATE ON credentials FOR EACH ROW
           WHEN (OLD.credential IS NOT NULL) EXECUTE FUNCTION refuse_change();
         CREATE TRIGGER credentials_keep BEFORE DELETE OR TRUNCATE ON credentials
           FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
    ),
];
