//! Keys are made, found, shown and examined; other programs use the same ones.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::softhsm::{MODULE, PIN, SoftHsm, secret};
use crate::{FIXTURES, findings, uri};

/// Others read what we make, and we verify what others make.
#[test]
fn independent_programs_use_the_same_keys() {
    let hsm = SoftHsm::new();
    hsm.write("message", b"a message of some length");
    hsm.program("openssl dgst -sha256 -binary -out digest message");
    let files = "--output-file signature --signature-format openssl";
    for (algorithm, sign, verify) in [
        (
            "ed25519",
            "--mechanism EDDSA --input-file message",
            "pkeyutl -verify -pubin -inkey public.pem -rawin -in message -sigfile signature",
        ),
        (
            "p256",
            "--mechanism ECDSA --input-file digest",
            "dgst -sha256 -verify public.pem -signature signature message",
        ),
    ] {
        let uri = hsm.key(algorithm, algorithm, MODULE);
        let public = hsm.label(&format!("key public {uri} --pkcs11-module {MODULE}"));
        hsm.write("public.pem", public.as_bytes());
        // By its id: pkcs11-tool signs with any key, whatever label it is given.
        let id = uri.split("id=").nth(1).unwrap().replace('%', "");
        hsm.tool(&format!("--sign --id {id} {sign} {files}"));
        hsm.program(&format!("openssl {verify}"));
    }
    let listed = String::from_utf8(hsm.tool("--list-objects")).unwrap();
    for fact in [
        "label:      ed25519",
        "label:      p256",
        "sensitive, always sensitive, never extractable, local",
    ] {
        assert!(listed.contains(fact), "{fact}: {listed}");
    }
}

/// A key file goes into the token with the token's own tool, and signs there as before.
#[test]
fn key_files_can_be_imported() {
    let hsm = SoftHsm::new();
    for (algorithm, id) in [("ed25519", "0a01"), ("p256", "0a02")] {
        hsm.label(&format!(
            "key new --alg {algorithm} --out {algorithm}.key --unencrypted"
        ));
        let file = format!("{algorithm}.key");
        hsm.program(&format!(
            "softhsm2-util --import {file} --token Desk --label {algorithm} --id {id} --pin {PIN}"
        ));
        let uri = uri(algorithm);
        assert_eq!(
            hsm.label(&format!("key public {uri}")),
            hsm.label(&format!("key public {file}"))
        );
        let findings = findings(&hsm.run(&format!("key doctor {uri} --json")), true);
        assert!(
            findings.contains(&"key_imported".to_owned()),
            "{findings:?}"
        );
        hsm.label(&format!(
            "ca root --key {uri} --name Root --years 1 --out {algorithm}.pem"
        ));
    }
}

#[test]
fn the_doctor_says_what_there_is() {
    let hsm = SoftHsm::new();
    hsm.key("ed25519", "labels", MODULE);
    let good = [
        "module",
        "token",
        "login_pin",
        "mechanisms",
        "mechanisms_missing",
        "key_named",
        "key_local",
        "key_sensitive",
        "key_not_extractable",
        "key",
        "signature",
    ];
    for language in ["en", "ja"] {
        let output = hsm.run(&format!(
            "key doctor {} --json --lang {language}",
            uri("labels")
        ));
        assert_eq!(findings(&output, true), good);
    }
    let output = hsm.run(&format!("key doctor {} --json", uri("others")));
    assert_eq!(
        findings(&output, false).last().unwrap(),
        "token_key_missing"
    );
    let text = hsm.label(&format!("key doctor {} --lang en", uri("labels")));
    assert!(text.ends_with("The key can be used.\n"), "{text}");
    let output = hsm.run("key doctor pkcs11:object=x --json");
    assert_eq!(findings(&output, false), ["module_unnamed"]);
}

#[test]
fn the_doctor_examines_files() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = directory.path().join(name);
        secret(&path, text);
        path.display().to_string()
    };
    let fixture = |name: &str| fs::read_to_string(Path::new(FIXTURES).join(name)).unwrap();
    let doctor = |key: &str, passphrase: &str| {
        Command::new(env!("CARGO_BIN_EXE_label"))
            .args([
                "key",
                "doctor",
                key,
                "--json",
                "--passphrase-file",
                passphrase,
            ])
            .output()
            .unwrap()
    };
    let right = file("right", "correct horse battery\n");
    let wrong = file("wrong", "incorrect horse\n");
    let plain = file("plain", &fixture("root.key"));
    let encrypted = file("encrypted", &fixture("signer.key"));
    let output = doctor(&plain, &wrong);
    assert_eq!(
        findings(&output, true),
        ["key_unencrypted", "key", "signature"]
    );
    let output = doctor(&encrypted, &right);
    assert_eq!(
        findings(&output, true),
        ["key_encrypted", "key", "signature"]
    );
    let output = doctor(&encrypted, &wrong);
    assert_eq!(
        findings(&output, false),
        ["key_encrypted", "passphrase_wrong"]
    );
    fs::set_permissions(&plain, fs::Permissions::from_mode(0o640)).unwrap();
    let output = doctor(&plain, &wrong);
    let expected = ["key_unencrypted", "key_exposed", "key", "signature"];
    assert_eq!(findings(&output, true), expected);
}

/// Names of keys with what opens them, and the code of what is wrong with each; {m} gives the module.
const FAULTS: &[(&str, &str)] = &[
    (
        "pkcs11:token=Desk;object=one {m} --pin-file wrong",
        "pin_wrong",
    ),
    (
        "pkcs11:token=Desk;object=one {m} --pin-file empty",
        "passphrase_source",
    ),
    (
        "pkcs11:token=Desk;object=one {m} --pin-file nowhere",
        "passphrase_source",
    ),
    ("pkcs11:token=Desk;object=one {m}", "pin_missing"),
    (
        "pkcs11:token=Desk;object=one?pin-source=pin",
        "module_unnamed",
    ),
    (
        "pkcs11:token=Desk;object=one?module-path=/none.so",
        "module_missing",
    ),
    (
        "pkcs11:token=Desk;object=one?module-path=libm.so.6",
        "module_missing",
    ),
    (
        "pkcs11:token=Desk;object=one?module-path=pin",
        "module_unusable",
    ),
    (
        "pkcs11:token=Desk;object=none {m} --pin-file pin",
        "token_key_missing",
    ),
    (
        "pkcs11:token=Desk;id=%01%02 {m} --pin-file pin",
        "token_key_missing",
    ),
    (
        "pkcs11:token=Desk;object=twins {m} --pin-file pin",
        "token_key_ambiguous",
    ),
    (
        "pkcs11:token=Desk {m} --pin-file pin",
        "token_key_ambiguous",
    ),
    (
        "pkcs11:token=Desk;object=large {m} --pin-file pin",
        "token_key_kind",
    ),
    (
        "pkcs11:token=Desk;object=rsa {m} --pin-file pin",
        "token_key_kind",
    ),
    (
        "pkcs11:token=Desk;object=each {m} --pin-file pin",
        "token_key_each_pin",
    ),
    (
        "pkcs11:token=Desk;object=one;type=public {m} --pin-file pin",
        "token_key_public",
    ),
    (
        "pkcs11:token=Disk;object=one {m} --pin-file pin",
        "token_missing",
    ),
    (
        "pkcs11:slot-id=77;object=one {m} --pin-file pin",
        "token_missing",
    ),
    (
        "pkcs11:serial=0;object=one {m} --pin-file pin",
        "token_missing",
    ),
    (
        "pkcs11:token=Desk;object=one;x=y {m} --pin-file pin",
        "key_uri",
    ),
    (
        "pkcs11:token=Desk;object=one?pin-value=98765432 {m}",
        "key_uri",
    ),
];

#[test]
fn a_pin_comes_through_a_descriptor() {
    let hsm = SoftHsm::new();
    let uri = hsm.key("p256", "one", MODULE);
    let mut child = Command::new(env!("CARGO_BIN_EXE_label"))
        .args([
            "key",
            "show",
            &uri,
            "--pkcs11-module",
            MODULE,
            "--pin-fd",
            "0",
        ])
        .env("SOFTHSM2_CONF", hsm.path().join("softhsm2.conf"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(format!("{PIN}\n").as_bytes()).unwrap();
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn each_fault_has_its_own_code() {
    let hsm = SoftHsm::new();
    hsm.key("ed25519", "one", MODULE);
    secret(&hsm.path().join("wrong"), "0000");
    secret(&hsm.path().join("empty"), "\n");
    for more in [
        "EC:edwards25519 --label twins --id 01",
        "EC:edwards25519 --label twins --id 02",
        "EC:secp384r1 --label large",
        "rsa:2048 --label rsa",
        "EC:prime256v1 --label each --always-auth",
    ] {
        hsm.tool(&format!("--keypairgen --key-type {more}"));
    }
    let module = format!("--pkcs11-module {MODULE}");
    for (words, code) in FAULTS {
        let words = words.replace("{m}", &module);
        assert_eq!(hsm.code(&format!("key show {words}")), *code, "{words}");
        let output = hsm.run(&format!("key doctor {words} --json"));
        assert_eq!(findings(&output, false).last().unwrap(), code, "{words}");
        let words = format!("ca root --name Root --years 1 --out root.pem --key {words}");
        assert_eq!(hsm.code(&words), *code, "{words}");
        assert!(!hsm.has("root.pem"));
    }
    let open = format!("{module} --pin-file pin");
    hsm.label(&format!(
        "key show pkcs11:token=Desk;object=twins;id=%02 {open}"
    ));
    hsm.token("Desk");
    let twice = format!("key show pkcs11:token=Desk;object=one {open}");
    assert_eq!(hsm.code(&twice), "token_ambiguous");
}

#[test]
fn keys_are_listed_with_the_uris_that_name_them() {
    let hsm = SoftHsm::new();
    let [one, two] = ["ed25519", "p256"].map(|algorithm| hsm.key(algorithm, algorithm, MODULE));
    let module = format!("--pkcs11-module {MODULE}");
    let tokens = hsm.label(&format!("key list pkcs11: {module}"));
    assert!(tokens.starts_with("pkcs11:token=Desk  SoftHSM"), "{tokens}");
    let keys = hsm.label(&format!(
        "key list pkcs11:token=Desk {module} --pin-file pin"
    ));
    assert_eq!(keys, format!("Ed25519  {one}\nESP256   {two}\n"));
    let keys = hsm.label(&format!(
        "key list pkcs11:token=Desk {module} --pin-file pin --json"
    ));
    let keys: Value = serde_json::from_str(&keys).unwrap();
    assert_eq!(keys[0]["algorithm"], "Ed25519");
    for uri in [one, two] {
        hsm.label(&format!("key doctor {uri} {module} --pin-file pin"));
    }
    assert_eq!(
        hsm.code(&format!("key list signer.key {module}")),
        "key_uri"
    );
}

#[test]
fn a_new_key_takes_the_place_of_none() {
    let hsm = SoftHsm::new();
    let uri = hsm.key("ed25519", "one", MODULE);
    let id = uri.split("id=").nth(1).unwrap();
    let access = format!("--pkcs11-module {MODULE} --pin-file pin");
    for (place, code) in [
        (
            "pkcs11:token=Desk;object=one".to_owned(),
            "token_key_exists",
        ),
        (
            format!("pkcs11:token=Desk;object=two;id={id}"),
            "token_key_exists",
        ),
        ("pkcs11:token=Desk".to_owned(), "token_key_unnamed"),
        ("signer.key".to_owned(), "key_uri"),
    ] {
        let words = format!("key new --alg p256 --pkcs11 {place} {access}");
        assert_eq!(hsm.code(&words), code, "{place}");
    }
    hsm.label(&format!(
        "key new --alg p256 --pkcs11 pkcs11:token=Desk;object=two;id=%01 {access}"
    ));
    let listed = hsm.label(&format!("key list pkcs11:token=Desk {access}"));
    assert_eq!(listed.lines().count(), 2, "{listed}");
    assert!(listed.contains("object=two;id=%01\n"), "{listed}");
}
