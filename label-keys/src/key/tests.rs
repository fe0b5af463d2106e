//! Keys come back as they were written, and nothing else opens.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::PathBuf;

use label_core::{Algorithm, hex};
use label_io::files::{self, Access};
use zeroize::Zeroizing;

use super::*;
use crate::key_file::on_disk::write_signing_key;
use crate::key_file::{fingerprint, public_pem};
use crate::pkcs8::{self, Encrypted, Fault};
use crate::secret::PassphraseSource;
use crate::secret::tests::Typist;

const PASSPHRASE: &str = "correct horse battery";

/// Loads a key with a passphrase from a file.
fn load(path: &Path, passphrase: &str) -> Result<SigningKey, KeysError> {
    let file = path.with_extension("pass");
    // Of the load before.
    drop(fs::remove_file(&file));
    files::write_new(&file, passphrase.as_bytes(), Access::Secret).unwrap();
    match load_signing_key(path, &source(PassphraseSource::File(file)), &mut nobody())? {
        Key::Memory(key) => Ok(*key),
        Key::Token(_) => panic!("a file is no token"),
    }
}

fn source(passphrase: PassphraseSource) -> KeySource {
    KeySource {
        passphrase,
        pin: PassphraseSource::Terminal,
        module: None,
    }
}

fn nobody() -> Typist {
    Typist::default()
}

fn written(directory: &Path, key: &SigningKey, passphrase: Option<&str>) -> PathBuf {
    let path = directory.join(format!("{}.key", passphrase.is_some()));
    let passphrase = passphrase.map(|text| Zeroizing::new(text.to_owned()));
    write_signing_key(&path, key, passphrase.as_ref()).unwrap();
    path
}

#[test]
fn keys_come_back_as_they_were() {
    for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
        let directory = tempfile::tempdir().unwrap();
        let key = SigningKey::generate(algorithm).unwrap();
        for passphrase in [None, Some(PASSPHRASE)] {
            let path = written(directory.path(), &key, passphrase);
            let again = load(&path, PASSPHRASE).unwrap();
            assert_eq!(again.to_bytes(), key.to_bytes());
            assert_eq!(
                KeyFile::read(&path).unwrap().is_encrypted(),
                Some(passphrase.is_some())
            );
        }
    }
}

#[test]
fn an_ed25519_key_is_written_in_version_1() {
    let directory = tempfile::tempdir().unwrap();
    let key = SigningKey::from_bytes(Algorithm::Ed25519, &Zeroizing::new([7; 32])).unwrap();
    let text = fs::read_to_string(written(directory.path(), &key, None)).unwrap();
    let (_, der) = der::pem::decode_vec(text.as_bytes()).unwrap();
    let prefix = "302e020100300506032b657004220420";
    assert_eq!(hex(&der), format!("{prefix}{}", "07".repeat(32)));
}

#[test]
fn another_passphrase_does_not_open_a_key() {
    let directory = tempfile::tempdir().unwrap();
    let key = SigningKey::generate(Algorithm::Ed25519).unwrap();
    let path = written(directory.path(), &key, Some(PASSPHRASE));
    let error = KeysError::PassphraseWrong { file: path.clone() };
    assert_eq!(load(&path, "incorrect horse").err(), Some(error));
}

#[test]
fn a_key_with_the_public_key_of_another_is_malformed() {
    // Version 2 of PKCS#8: the seed of seven, then its own public key or another.
    let seed = "07".repeat(32);
    let key = SigningKey::from_bytes(Algorithm::Ed25519, &Zeroizing::new([7; 32])).unwrap();
    let own = hex(key
        .public_key()
        .to_spki()
        .unwrap()
        .subject_public_key
        .raw_bytes());
    let read = |public: &str| {
        let text = format!("3051020101300506032b657004220420{seed}812100{public}");
        let der: Vec<u8> = text
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect();
        let line_ending = der::pem::LineEnding::LF;
        let pem = der::pem::encode_string("PRIVATE KEY", line_ending, &der).unwrap();
        pkcs8::decode(&pem).map(|key| key.to_bytes())
    };
    assert_eq!(read(&own).unwrap(), key.to_bytes());
    assert_eq!(read(&"08".repeat(32)).err(), Some(Fault::Malformed));
}

#[test]
fn public_keys_and_fingerprints() {
    let directory = tempfile::tempdir().unwrap();
    for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
        let key = SigningKey::generate(algorithm).unwrap().public_key();
        let path = directory.path().join(algorithm.name());
        fs::write(&path, public_pem(&key).unwrap()).unwrap();
        let again = load_public_key(&path, &source(PassphraseSource::Terminal), &mut nobody());
        assert_eq!(again, Ok(key.clone()));
        assert!(fingerprint(&key).unwrap().starts_with("sha256:"));
        assert_eq!(
            load(&path, PASSPHRASE).err(),
            Some(KeysError::KeyPublic { file: path })
        );
    }
}

#[test]
fn a_key_that_costs_too_much_to_open_is_refused() {
    use ::pkcs8::EncryptedPrivateKeyInfoRef;
    use ::pkcs8::pkcs5::pbes2::{EncryptionScheme, Parameters, Salt, ScryptParams};
    use der::Encode;
    use der::asn1::OctetStringRef;

    for (cost, refused) in [(0, true), (3, true), (1 << 14, false), (1 << 40, true)] {
        let scrypt = ScryptParams {
            salt: Salt::new([1; 16]).unwrap(),
            cost_parameter: cost,
            block_size: 8,
            parallelization: 1,
            key_length: None,
        };
        let parameters = Parameters {
            kdf: scrypt.into(),
            encryption: EncryptionScheme::Aes256Cbc { iv: [2; 16] },
        };
        let key = EncryptedPrivateKeyInfoRef {
            encryption_algorithm: parameters.into(),
            encrypted_data: OctetStringRef::new(&[3; 48]).unwrap(),
        };
        let line_ending = der::pem::LineEnding::LF;
        let key = key.to_der().unwrap();
        let pem = der::pem::encode_string("ENCRYPTED PRIVATE KEY", line_ending, &key).unwrap();
        let fault = Encrypted::decode(&pem).err();
        assert_eq!(fault, refused.then_some(Fault::Encryption), "{cost}");
    }
}

#[test]
fn a_key_signs_for_the_core() {
    let key = Key::Memory(Box::new(SigningKey::generate(Algorithm::Esp256).unwrap()));
    let signature = key.sign(b"message").unwrap();
    assert_eq!(key.public_key().verify(b"message", &signature), Ok(()));
}
