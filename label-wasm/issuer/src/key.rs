//! Private keys in files.

use std::path::Path;

use label_core::{Signer as _, SigningKey};
use label_keys::{KeyFile, Passphrase};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::js::{self, AlgorithmName, Fault, File};

/// A private key from a PKCS#8 file; `free()` wipes it.
#[wasm_bindgen]
pub struct Key {
    key: SigningKey,
}

/// Opens a private key in PEM (PKCS#8) as `label key new` writes it, with its passphrase where it is encrypted.
#[wasm_bindgen(js_name = openKey)]
pub fn open_key(pem: &File, passphrase: Option<String>) -> Result<Key, Fault> {
    let passphrase = passphrase.map(Passphrase::new);
    let (path, bytes) = (Path::new("key"), js::file(pem)?);
    let file = KeyFile::parse(path, str::from_utf8(&bytes).unwrap_or_default())?;
    let key = file.open(path, passphrase.as_ref())?;
    Ok(Key { key })
}

#[wasm_bindgen]
impl Key {
    /// The algorithm that it signs with.
    #[wasm_bindgen(getter)]
    pub fn algorithm(&self) -> AlgorithmName {
        js::algorithm(self.key.algorithm())
    }

    /// The public key in DER (SubjectPublicKeyInfo).
    #[wasm_bindgen(getter, js_name = publicKey)]
    pub fn public_key(&self) -> Result<Vec<u8>, Fault> {
        Ok(self.key.public_key().to_spki_der()?)
    }

    /// Signs a whole message: 64 bytes.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Fault> {
        Ok(self.key.sign(message)?.to_vec())
    }
}
