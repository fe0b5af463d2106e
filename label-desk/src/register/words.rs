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
