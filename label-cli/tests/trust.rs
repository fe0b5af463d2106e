//! Whole transcripts of `label trust` and `label status`, and of `label verify` with what they make.
//!
//! Each file in `tests/trust` is one run in a copy of `tests/trust/fixtures`, which
//! `LABEL_BLESS=1 cargo test -p label-cli --test trust` makes anew. After a wanted change,
//! `TRYCMD=overwrite cargo test -p label-cli --test trust` writes the transcripts; put `[..]` back
//! where a value is random.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use test_vectors::fixtures::owner;
use test_vectors::fixtures::reference as labels;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use label_core::{Additions, Bundle, Purpose, QrText, SigningKey, Status, Store};
use owner::{DAY, Identity, NOW, Owner, YEAR, label_signer, root_set, sign_list, signer};
use x509_cert::der::pem::{LineEnding, encode_string};

const FIXTURES: &str = "tests/trust/fixtures";

#[test]
fn transcripts() {
    trycmd::TestCases::new().case("tests/trust/*.toml");
}

#[test]
fn the_fixtures_are_those_that_are_made() {
    let files = files();
    let directory = Path::new(FIXTURES);
    if env::var_os("LABEL_BLESS").is_some() {
        for (name, bytes) in &files {
            let path = directory.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    for (name, bytes) in &files {
        assert_eq!(&fs::read(directory.join(name)).unwrap(), bytes, "{name}");
    }
}

/// Commands that fail late, when something could be written already.
const FAILURES: &[&str] = &[
    "trust prepare trust.toml --at 2026-11-12 --out list.cbor",
    "trust sign signed-a.cbor --key root-a.key --root root-a.pem --out new.cbor",
    "trust finish signed-a.cbor --out new.cbor",
    "trust build --list list.cbor --part other-part.cbor --at 2026-11-21 --out bundle.cbor",
    "trust update old-part.cbor --trust store.cbor --at 2026-11-22",
    "trust update next-part.cbor --trust store.cbor --root-set 0000000000000000000000000000000000000000000000000000000000000000 --at 2026-11-22",
    "trust update bundle.cbor --trust new.cbor --at 2026-11-22",
    "trust update unrevoked-part.cbor --trust store.cbor --at 2026-11-22",
    "trust update next-part.cbor --trust exact-store.cbor --at 2026-11-22",
    "trust update changes.cbor --trust store.cbor --at 2026-11-22",
    "status set status.json 17 --to valid",
    "status publish --list list.cbor --status status.json --issued labels --key lists.key --signer lists.pem --previous part.cbor --at 2026-11-20 --out part.cbor",
    "status publish --list list.cbor --status unrevoked.json --issued labels --key lists.key --signer lists.pem --previous part.cbor --at 2026-11-22 --out part.cbor",
];

#[test]
fn failures_leave_the_files_as_they_were() {
    let files = files();
    let directory = tempfile::tempdir().unwrap();
    for (name, bytes) in &files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    for failure in FAILURES {
        let status = Command::new(env!("CARGO_BIN_EXE_label"))
            .args(failure.split(' '))
            .current_dir(directory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert_eq!(status.unwrap().code(), Some(2), "{failure}");
        for (name, bytes) in &files {
            assert!(fs::read(directory.path().join(name)).unwrap() == *bytes);
        }
        let names = fs::read_dir(directory.path()).unwrap().count();
        assert_eq!(names, fs::read_dir(FIXTURES).unwrap().count(), "{failure}");
    }
}

/// Every file of the fixtures: a scheme owner with two roots of three, and a till.
fn files() -> BTreeMap<String, Vec<u8>> {
    let mut owner = Owner::new();
    let mut files = BTreeMap::new();
    let mut put = |name: &str, bytes: Vec<u8>| drop(files.insert(name.to_owned(), bytes));
    for (identity, name) in owner.roots.iter().zip(["root-a", "root-b", "root-c"]) {
        write_identity(&mut put, name, identity);
    }
    write_identity(&mut put, "labels", &owner.labels);
    write_identity(&mut put, "lists", &owner.lists);
    let mut claims = labels::small().unwrap();
    claims.issued = NOW - 5 * DAY;
    // The end of 21 November 2027 in Japan.
    claims.expires = Some(NOW + YEAR - 9 * 3_600);
    let genuine = owner.issue(&claims);
    claims.label.status_index = Some(17);
    let revoked = owner.issue(&claims);
    claims.label.status_index = Some(18);
    let forged = owner.forge(&claims);
    claims.issued = NOW + DAY;
    let later = owner.forge(&claims);
    put("labels/genuine.cbor", genuine.to_compact().unwrap());
    put("labels/revoked.cbor", revoked.to_compact().unwrap());
    put("later.cbor", later.to_compact().unwrap());
    for (name, label) in [
        ("genuine", &genuine),
        ("revoked", &revoked),
        ("forged", &forged),
    ] {
        let gtin = claims.label.gtins.first().copied();
        let text = QrText::new(labels::PAGE, gtin, &label.to_compact().unwrap()).unwrap();
        put(&format!("{name}.txt"), text.to_string().into_bytes());
    }

    put("draft.cbor", owner.signed(&[]));
    put("signed-a.cbor", owner.signed(&[0]));
    put("signed-b.cbor", owner.signed(&[1]));
    put("list.cbor", owner.signed(&[0, 1]));
    put("old-part.cbor", owner.part(NOW - 2 * DAY).encode().unwrap());
    put(
        "unrevoked-part.cbor",
        owner.part(NOW - DAY / 2).encode().unwrap(),
    );
    owner.status.set(17, Status::Revoked).unwrap();
    let bundle = owner.bundle(NOW - DAY);
    let part = Bundle {
        trust_lists: Vec::new(),
        ..bundle.clone()
    };
    put("bundle.cbor", bundle.encode().unwrap());
    put("part.cbor", part.encode().unwrap());
    put(
        "next-part.cbor",
        owner.part(NOW - DAY / 4).encode().unwrap(),
    );
    let (store, _) = Store::install(&bundle, None, NOW - DAY / 2).unwrap();
    put("store.cbor", store.encode().unwrap());
    put_exact(&mut owner, &mut put);

    let spare = signer("Labels 2", 14, Purpose::LabelSigning, &owner.roots[0]);
    let spare = label_signer(&spare, "https://label.example.jp/status/2");
    owner.list.label_signers.push(spare);
    put("two-signers.cbor", owner.signed(&[0, 1]));
    owner.list.label_signers.pop();

    key_twice(&mut put, &owner);

    // The second list, and a change of the root set after it.
    owner.list.version = 2;
    owner.list.issued = NOW - DAY;
    put("other-part.cbor", owner.part(NOW - DAY).encode().unwrap());
    put("days/10-list.cbor", owner.signed(&[1, 2]));
    owner.list.epoch = 2;
    owner.list.version = 1;
    owner.list.roots = root_set(&[&owner.roots[1], &owner.roots[2]], 2);
    owner.list.earlier_roots = vec![owner.roots[0].der.clone()];
    let rotated = sign_list(&owner.list, &[&owner.roots[1], &owner.roots[2]]);
    put("days/9-new-roots.cbor", rotated);
    put(
        "days/part.cbor",
        owner.part(NOW - DAY / 4).encode().unwrap(),
    );

    put(
        "trust.toml",
        description(r#"["root-a.pem", "root-b.pem", "root-c.pem"]"#, "").into_bytes(),
    );
    put(
        "new-roots.toml",
        description(r#"["root-b.pem", "root-c.pem"]"#, r#""root-a.pem""#).into_bytes(),
    );
    put("broken.toml", b"threshold = 2\nroot = []\n".to_vec());
    put(
        "status.json",
        status(r#""17": "revoked", "20": "suspended""#),
    );
    let other = String::from_utf8(status("")).unwrap();
    let other = other.replace("/status/1", "/status/9");
    put("other-status.json", other.into_bytes());
    put("unrevoked.json", status(""));
    put(
        "empty/README.md",
        b"Nothing that a till could take.\n".to_vec(),
    );
    put("README.md", README.into());
    files
}

/// The same in exact records: a till's store, and the changes of a day on which a label was issued.
fn put_exact(owner: &mut Owner, put: &mut impl FnMut(&str, Vec<u8>)) {
    let before = owner.record();
    let bundle = Bundle {
        trust_lists: vec![owner.signed(&[0, 1])],
        ..owner.exact_part(NOW - DAY)
    };
    let (store, _) = Store::install(&bundle, None, NOW - DAY / 2).unwrap();
    put("exact-store.cbor", store.encode().unwrap());
    put("exact-bundle.cbor", bundle.encode().unwrap());
    let mut claims = labels::small().unwrap();
    claims.issued = NOW - DAY / 2;
    claims.expires = Some(NOW + YEAR);
    owner.issue(&claims);
    let whole = owner.exact_part(NOW - DAY / 4);
    let additions = Additions::new(&before, &owner.record(), &[]).unwrap();
    let changes = Bundle {
        records: Vec::new(),
        additions: vec![additions.encode().unwrap()],
        ..whole.clone()
    };
    owner.issued.pop();
    put("exact-part.cbor", whole.encode().unwrap());
    put("changes.cbor", changes.encode().unwrap());
}

/// A description and a draft in which the key of the label signer has another certificate; this program makes
/// no such draft.
fn key_twice(put: &mut impl FnMut(&str, Vec<u8>), owner: &Owner) {
    use ciborium::Value;
    let root = &owner.roots[0];
    let renewed = signer("Labels renewed", 11, Purpose::LabelSigning, root);
    put("renewed.pem", pem("CERTIFICATE", &renewed.der));
    let description = description(r#"["root-a.pem", "root-b.pem", "root-c.pem"]"#, "");
    let (roots, rest) = description.split_once("[[label_signer]]").unwrap();
    let (signer, lists) = rest.split_once("[[list_signer]]").unwrap();
    let other = signer.replace("labels.pem", "renewed.pem");
    let description =
        format!("{roots}[[label_signer]]{signer}[[label_signer]]{other}[[list_signer]]{lists}");
    put("repeated.toml", description.into_bytes());
    let mut list = owner.list.clone();
    list.label_signers
        .push(label_signer(&renewed, owner::STATUS));
    let draft: Value = ciborium::from_reader(&owner.signed(&[])[..]).unwrap();
    let (tag, inside) = draft.into_tag().unwrap();
    let mut parts = inside.into_array().unwrap();
    parts[2] = Value::Bytes(list.encode().unwrap());
    let mut bytes = Vec::new();
    ciborium::into_writer(&Value::Tag(tag, Value::Array(parts).into()), &mut bytes).unwrap();
    put("repeated.cbor", bytes);
}

const README: &str = "\
Specimen keys, lists and labels for the transcripts of `label trust` and `label status`, written by `tests/trust.rs`.
The private keys are public: never use them.
";

fn description(roots: &str, earlier: &str) -> String {
    format!(
        r#"threshold = 2
roots = {roots}
earlier_roots = [{earlier}]
days = 400
hosts = ["label.example.jp"]
specimen = true

[[label_signer]]
certificate = "labels.pem"
schemes = ["jc-star"]
numbers = ["JC26-", ["JC25-000001", "JC25-000999"]]
status_list = "https://label.example.jp/status/1"
highest_index = 1023

[[list_signer]]
certificate = "lists.pem"
addresses = ["https://label.example.jp/status/1"]
"#
    )
}

fn status(statuses: &str) -> Vec<u8> {
    let address = owner::STATUS;
    let text = format!(
        r#"{{ "address": "{address}", "bits": 4, "entries": 1024, "statuses": {{ {statuses} }} }}"#
    );
    (text + "\n").into_bytes()
}

fn write_identity(put: &mut impl FnMut(&str, Vec<u8>), name: &str, identity: &Identity) {
    put(&format!("{name}.pem"), pem("CERTIFICATE", &identity.der));
    put(
        &format!("{name}.key"),
        pem("PRIVATE KEY", &pkcs8(&identity.key)),
    );
}

fn pem(kind: &str, der: &[u8]) -> Vec<u8> {
    encode_string(kind, LineEnding::LF, der)
        .unwrap()
        .into_bytes()
}

/// An Ed25519 key in PKCS#8 (RFC 8410, section 7), unencrypted.
fn pkcs8(key: &SigningKey) -> Vec<u8> {
    let head = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04,
        0x20,
    ];
    [&head[..], key.to_bytes().as_slice()].concat()
}
