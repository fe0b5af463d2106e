//! Every vector gets its answer, every code has a vector, every vector has one fault.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use label_core::CheckName;
use test_vectors::{Answer, Vector, answer_files, ask, files, generate, load, root, run};

/// The one check that decides no vector: no catalogue is read, and old lists only warn.
const UNDECIDING: [CheckName; 2] = [CheckName::Catalogue, CheckName::Freshness];

/// Codes that no verification gives, and why.
const NEVER: &[(&str, &str)] = &[
    (
        "cert_key_mismatch",
        "only making a certificate compares keys",
    ),
    (
        "gtin_invalid",
        "a wrong GTIN in a label is claim_range; this is for typed ones",
    ),
    ("prefix_invalid", "only making a QR text checks the page"),
    (
        "root_other",
        "no vector gives a fingerprint to a store that is there",
    ),
    ("scheme_table", "the built-in scheme tables are right"),
    ("signing_failed", "only a signer can fail to sign"),
    ("store_limit", "a vector has the trust of one scheme owner"),
    ("store_scheme", "a vector has the trust of one scheme owner"),
];

fn answers() -> BTreeMap<String, (Vector, Answer)> {
    let vectors = load(&root()).unwrap().into_values();
    let asked = vectors.map(|vector| {
        let found = answer_files(&vector, &files::of(&root(), &vector)).unwrap();
        (vector.id.clone(), (vector, found))
    });
    asked.collect()
}

#[test]
fn every_vector_gets_its_answer() {
    let report = run(&root()).unwrap();
    assert_eq!(report.mismatches, Vec::<String>::new());
    let vectors = load(&root()).unwrap();
    let refused = vectors
        .values()
        .filter(|vector| vector.expect.outcome != "accepted");
    assert!(report.vectors >= 1_450, "{} vectors", report.vectors);
    assert!(refused.count() >= 1_100);
}

#[test]
fn every_code_is_shown_or_cannot_be() {
    let mut shown = BTreeSet::new();
    for vector in load(&root()).unwrap().into_values() {
        shown.extend(vector.expect.code);
        shown.extend(vector.expect.update);
        shown.extend(vector.expect.lines.into_values());
    }
    for code in label_core::Error::CODES {
        let never = NEVER.iter().any(|(never, _)| never == code);
        assert_ne!(shown.contains(*code), never, "{code}");
    }
    assert!(
        NEVER.iter().all(|(code, reason)| {
            label_core::Error::CODES.contains(code) && !reason.is_empty()
        })
    );
}

#[test]
fn every_check_decides_a_vector() {
    let vectors = load(&root()).unwrap();
    let deciding = CheckName::ALL
        .iter()
        .filter(|check| !UNDECIDING.contains(check));
    for check in deciding {
        let decides = |vector: &&Vector| vector.expect.check.as_deref() == Some(check.code());
        assert!(
            vectors.values().any(|vector| decides(&vector)),
            "{}",
            check.code()
        );
    }
}

/// Beside the decisive check, only the lines that a vector names may be other than good.
#[test]
fn every_vector_has_one_fault() {
    let good = ["ok", "not_asked", "not_stated", "not_reached"];
    let mut others = Vec::new();
    for (id, (vector, found)) in answers() {
        for (check, code) in &found.lines {
            let named = vector.expect.check.as_ref() == Some(check)
                || vector.expect.lines.contains_key(check);
            // The list of the common trust file is older than its ttl in most vectors.
            let named = named || check == CheckName::Freshness.code();
            if !named && !good.contains(&code.as_str()) {
                others.push(format!("{id}: {check} is {code}"));
            }
        }
    }
    assert_eq!(others, Vec::<String>::new());
}

#[test]
fn what_is_for_people_belongs_to_the_input() {
    for (id, vector) in load(&root()).unwrap() {
        let input = &vector.input;
        assert_eq!(input.text.is_some(), input.credential_hex.is_none(), "{id}");
        let digits = input.credential_hex.as_ref().or(input.hex.as_ref());
        let diag = digits.map(|digits| {
            let pairs = digits.as_bytes().chunks(2);
            let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
            label_core::diagnostic(&pairs.map(byte).collect::<Vec<_>>())
        });
        assert_eq!(input.diag, diag, "{id}");
        assert!(vector.description.ends_with('.'), "{id}");
    }
}

#[test]
fn a_wrong_expectation_is_noticed() {
    let answers = answers();
    let (vector, found) = &answers["time_expired_long_ago"];
    assert_eq!(vector.mismatches(found), Vec::<String>::new());
    let changes: [fn(&mut Vector); 5] = [
        |vector| vector.expect.outcome = "accepted".into(),
        |vector| vector.expect.check = None,
        |vector| vector.expect.code = Some("revoked".into()),
        |vector| vector.expect.repairs.push("case".into()),
        |vector| *vector.expect.lines.get_mut("trust").unwrap() = "ok".into(),
    ];
    for change in changes {
        let mut vector = vector.clone();
        change(&mut vector);
        assert_eq!(vector.mismatches(found).len(), 1);
    }
    let (vector, found) = &answers["update_rollback"];
    assert_eq!(vector.mismatches(found), Vec::<String>::new());
    for update in [None, Some("ok".to_owned())] {
        let mut vector = vector.clone();
        vector.expect.update = update;
        assert_eq!(vector.mismatches(found).len(), 1);
    }
}

/// The command itself is a client, asked as any other.
#[test]
fn a_client_is_asked_by_file() {
    let (root, vectors) = (root(), load(&root()).unwrap());
    let client = env!("CARGO_BIN_EXE_vectors");
    for id in [
        "good_jc_star",
        "cbor_claims_order",
        "trust_version_2",
        "digits_repair_every",
        "bundle_endless",
        "update_revokes",
        "update_rollback",
    ] {
        let vector = &vectors[id];
        let files = files::of(&root, vector);
        let found = ask(client, vector, &files).unwrap();
        assert_eq!(vector.mismatches(&found), Vec::<String>::new());
        assert_eq!(found, answer_files(vector, &files).unwrap());
    }
    let vector = &vectors["good_jc_star"];
    assert!(ask(client, vector, &["nothing".into(), "nothing".into()]).is_err());
}

#[test]
fn unknown_keys_are_refused() {
    let vector = &load(&root()).unwrap()["good_jc_star"];
    let json = serde_json::to_string(vector).unwrap();
    assert!(serde_json::from_str::<Vector>(&json).is_ok());
    for (from, to) in [
        ("{\"id\"", "{\"flags\":[],\"id\""),
        ("\"input\":{", "\"input\":{\"flags\":[],"),
        ("\"policy\":{", "\"policy\":{\"min_levels\":[]"),
        ("\"expect\":{", "\"expect\":{\"flags\":[],"),
        ("\"time\"", "\"update\":{},\"time\""),
    ] {
        let more = json.replacen(from, to, 1);
        assert_ne!(more, json);
        assert!(serde_json::from_str::<Vector>(&more).is_err(), "{more}");
    }
}

#[test]
fn writing_them_anew_changes_nothing() {
    let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("vectors");
    let stale = fresh.join("vectors/good/good_stale.json");
    fs::create_dir_all(stale.parent().unwrap()).unwrap();
    fs::write(&stale, "{}").unwrap();
    generate(&fresh).unwrap();
    for list in ["checks.json", "checks.d.ts"] {
        let [written, kept] = [&fresh, &root()].map(|folder| fs::read(folder.join(list)).unwrap());
        assert!(written == kept, "{list} changed");
    }
    for part in ["vectors", "trust"] {
        let (written, kept) = (
            files_below(&fresh.join(part)),
            files_below(&root().join(part)),
        );
        assert!(written.keys().eq(kept.keys()), "{part}: other files");
        for (path, bytes) in &written {
            assert!(Some(bytes) == kept.get(path), "{} changed", path.display());
        }
    }
}

/// Nothing in the vectors makes a verifier need more than a small stack.
#[test]
fn a_small_stack_is_enough() {
    let thread = std::thread::Builder::new().stack_size(512 * 1_024);
    let done = thread
        .spawn(|| run(&root()).unwrap().mismatches.len())
        .unwrap();
    assert_eq!(done.join().unwrap(), 0);
}

/// Every file below a directory, by its path inside.
fn files_below(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![directory.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let inside = path.strip_prefix(directory).unwrap().to_owned();
                found.insert(inside, fs::read(&path).unwrap());
            }
        }
    }
    found
}
