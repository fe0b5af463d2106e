//! The tables, as migrations that are never changed, only followed by more.
//!
//! `{…}` stands for a word in which SQLite and PostgreSQL differ.

/// Each migration; the version of a register is the number of those that it went through.
pub(crate) const MIGRATIONS: &[&str] = &["
CREATE TABLE register (
  id TEXT PRIMARY KEY,
  made {int} NOT NULL,
  -- When this copy was made; a register that is written has none.
  copied {int}
){table};

-- Every action, in order. `hash` covers the entry and `previous`, which is the hash before.
CREATE TABLE journal (
  number {int} PRIMARY KEY CHECK (number > 0),
  at {int} NOT NULL,
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  why TEXT NOT NULL,
  changes TEXT NOT NULL,
  previous {bytes} NOT NULL UNIQUE,
  hash {bytes} NOT NULL UNIQUE
){table};
CREATE INDEX journal_subject ON journal (subject);
{journal_guard}

-- Status lists: where they are published and how indices are given out.
CREATE TABLE lists (
  address TEXT PRIMARY KEY,
  entries {int} NOT NULL CHECK (entries > 0),
  bits {int} NOT NULL CHECK (bits IN (2, 4, 8)),
  allocation TEXT NOT NULL CHECK (allocation IN ('sequential', 'random'))
){table};

-- Certificates of label signers, by their SHA-256, each with the chain to its root in PEM.
CREATE TABLE keys (
  certificate TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  chain TEXT NOT NULL,
  list TEXT NOT NULL REFERENCES lists,
  added {int} NOT NULL,
  highest {int},
  retired {int},
  reason TEXT CHECK (reason IN ('end-of-use', 'key-compromise')),
  CHECK ((retired IS NULL) = (reason IS NULL))
){table};

CREATE TABLE registrations (
  number TEXT PRIMARY KEY,
  scheme TEXT NOT NULL,
  level {int},
  assessment TEXT NOT NULL,
  criteria TEXT,
  holder TEXT,
  holder_id TEXT,
  evaluator TEXT,
  state TEXT NOT NULL CHECK (state IN
    ('applied', 'refused', 'valid', 'suspended', 'withdrawn', 'revoked', 'superseded')),
  reason TEXT,
  successor TEXT REFERENCES registrations DEFERRABLE INITIALLY DEFERRED,
  term {int} NOT NULL,
  granted {int},
  expires {int},
  CHECK ((term = 0) = (granted IS NULL)),
  CHECK ((state IN ('applied', 'refused')) = (term = 0))
){table};

-- Requests of holders, and what came of them; a renewal or a new model is asked for as well.
CREATE TABLE applications (
  number {int} PRIMARY KEY CHECK (number > 0),
  registration TEXT NOT NULL REFERENCES registrations,
  kind TEXT NOT NULL CHECK (kind IN ('new', 'renewal', 'transfer', 'models')),
  stage TEXT NOT NULL CHECK (stage IN
    ('applied', 'inquired', 'cleared', 'conditions', 'declared', 'refused', 'granted', 'withdrawn')),
  applied {int} NOT NULL,
  inquired {int},
  answer TEXT CHECK (answer IN ('cleared', 'conditions', 'declared', 'refused')),
  answered TEXT,
  conditions TEXT,
  granted {int},
  holder TEXT,
  holder_id TEXT,
  CHECK ((answer IS NULL) = (answered IS NULL)),
  CHECK ((stage = 'granted') = (granted IS NOT NULL)),
  CHECK (stage IN ('applied', 'inquired', 'granted', 'withdrawn') OR stage = answer)
){table};
CREATE INDEX applications_registration ON applications (registration);
CREATE UNIQUE INDEX applications_open ON applications (registration)
  WHERE stage NOT IN ('refused', 'granted', 'withdrawn');

CREATE TABLE models (
  registration TEXT NOT NULL REFERENCES registrations,
  model TEXT NOT NULL,
  gtins TEXT NOT NULL,
  product TEXT NOT NULL,
  category TEXT,
  support_end TEXT,
  application {int} NOT NULL REFERENCES applications,
  PRIMARY KEY (registration, model)
){table};

-- Indices that were given out, one for each term of a registration; none is given out twice.
CREATE TABLE statuses (
  list TEXT NOT NULL REFERENCES lists,
  position {int} NOT NULL CHECK (position >= 0),
  registration TEXT NOT NULL REFERENCES registrations,
  term {int} NOT NULL CHECK (term > 0),
  status TEXT NOT NULL CHECK (status IN
    ('valid', 'suspended', 'withdrawn', 'revoked', 'superseded')),
  since {int} NOT NULL,
  PRIMARY KEY (list, position),
  UNIQUE (list, registration, term)
){table};
CREATE INDEX statuses_registration ON statuses (registration);

CREATE TABLE plans (
  id TEXT PRIMARY KEY,
  labels {int} NOT NULL CHECK (labels > 0),
  state TEXT NOT NULL CHECK (state IN ('begun', 'done', 'cancelled')),
  begun {int} NOT NULL
){table};

-- Labels: recorded as what is to be signed before a key is used, then with the signature.
CREATE TABLE credentials (
  number {int} PRIMARY KEY CHECK (number > 0),
  plan TEXT NOT NULL REFERENCES plans,
  line {int} NOT NULL,
  name TEXT NOT NULL UNIQUE,
  certificate TEXT NOT NULL REFERENCES keys,
  registration TEXT NOT NULL REFERENCES registrations,
  term {int} NOT NULL,
  list TEXT NOT NULL,
  position {int} NOT NULL,
  issued {int} NOT NULL,
  expires {int},
  identity TEXT NOT NULL,
  to_be_signed {bytes} NOT NULL,
  credential {bytes},
  signed {int},
  cancelled {int},
  UNIQUE (plan, line),
  FOREIGN KEY (list, position) REFERENCES statuses,
  CHECK ((credential IS NULL) = (signed IS NULL)),
  CHECK (credential IS NULL OR cancelled IS NULL)
){table};
CREATE UNIQUE INDEX credentials_identity ON credentials (identity) WHERE cancelled IS NULL;
CREATE INDEX credentials_registration ON credentials (registration);
{credentials_guard}

-- Which label each model has in each term: one.
CREATE TABLE labelled (
  registration TEXT NOT NULL,
  term {int} NOT NULL,
  model TEXT NOT NULL,
  credential {int} NOT NULL REFERENCES credentials,
  PRIMARY KEY (registration, term, model)
){table};
CREATE INDEX labelled_credential ON labelled (credential);

-- When lists and the record of issued labels were published.
CREATE TABLE publications (
  number {int} PRIMARY KEY CHECK (number > 0),
  at {int} NOT NULL,
  labels {int} NOT NULL,
  part TEXT NOT NULL
){table};
", "
-- Days are counted where schemes are: what that changes is written by the program.
", "
-- When the part of a publication stood in its file; none while that is not known.
ALTER TABLE publications ADD COLUMN written {int};
UPDATE publications SET written = at;
", "
-- Whoever gives out the indices of a list: this register, or a signer outside of it.
ALTER TABLE lists ADD COLUMN given_by TEXT NOT NULL DEFAULT 'register'
  CHECK (given_by IN ('register', 'outside'));
", "
-- An index belongs to one model, and a model has one that is in force; those without a model are of earlier
-- programs, where all labels of a term shared one.
CREATE INDEX credentials_index ON credentials (list, position);
{indices_of_models}
CREATE UNIQUE INDEX statuses_model ON statuses (list, registration, term, model)
  WHERE status IN ('valid', 'suspended');
"];

/// The version of a register that went through all migrations.
pub(crate) const VERSION: usize = MIGRATIONS.len();
