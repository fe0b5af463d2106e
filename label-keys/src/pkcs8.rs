//! Private keys in PKCS#8: version 1 is written, versions 1 and 2 are read.
//!
//! OpenSSL 3.0 reads neither version 2 nor scrypt above N = 2^14, so neither is written.

use const_oid::db::rfc5912::{ID_EC_PUBLIC_KEY, SECP_256_R_1};
use const_oid::db::rfc8410::ID_ED_25519;
use der::asn1::{BitStringRef, OctetString, OctetStringRef};
use der::pem::LineEnding;
use der::referenced::OwnedToRef;
use der::{Decode, Encode, SecretDocument, Sequence};
use label_core::{Algorithm, Signer, SigningKey};
use pkcs8::pkcs5::EncryptionScheme;
use pkcs8::pkcs5::pbes2::Kdf;
#[cfg(feature = "system")]
use pkcs8::pkcs5::pbes2::{EncryptionScheme as Cipher, Parameters, Salt, ScryptParams};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use sec1::EcPrivateKey;
use x509_cert::spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef};
use zeroize::Zeroizing;

/// scrypt's N that is written; OpenSSL 3.0 refuses more.
#[cfg(feature = "system")]
const SCRYPT_COST: u64 = 1 << 14;
/// scrypt's N · r · p that is read: memory of at most 1 GiB.
const SCRYPT_WORK: u64 = 1 << 23;
/// PBKDF2 iterations that are read: seconds of work.
const PBKDF2_ITERATIONS: u32 = 10_000_000;

/// A passphrase or a PIN; wiped when dropped.
pub type Passphrase = Zeroizing<String>;

/// A fault of a private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is encrypted in a way that is not supported, or at an absurd cost.
    Encryption,
    /// Its bytes have a wrong structure, or its public key is another's.
    Malformed,
    /// It is neither Ed25519 nor P-256.
    Unsupported,
    /// The passphrase does not open it.
    WrongPassphrase,
}

impl From<der::Error> for Fault {
    fn from(_: der::Error) -> Self {
        Self::Malformed
    }
}

/// Salt and initialisation vector of one encryption, fresh from random numbers.
#[cfg(feature = "system")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nonces {
    pub(crate) salt: [u8; 16],
    pub(crate) iv: [u8; 16],
}

/// Reads a plain private key from its PEM block.
pub(crate) fn decode(pem: &str) -> Result<SigningKey, Fault> {
    let (_, document) = SecretDocument::from_pem(pem)?;
    let info = document.decode_msg::<PrivateKeyInfoRef<'_>>();
    signing_key(&info?)
}

/// Writes a plain private key as PEM.
pub(crate) fn encode(key: &SigningKey) -> Result<Zeroizing<String>, Fault> {
    with_info(key, |info| {
        let document = SecretDocument::encode_msg(info)?;
        Ok(document.to_pem("PRIVATE KEY", LineEnding::LF)?)
    })
}

/// Writes a private key as PEM, encrypted with scrypt and AES-256-CBC.
#[cfg(feature = "system")]
pub(crate) fn encrypt(
    key: &SigningKey,
    passphrase: &str,
    nonces: Nonces,
) -> Result<Zeroizing<String>, Fault> {
    let scrypt = ScryptParams {
        salt: Salt::new(nonces.salt)?,
        cost_parameter: SCRYPT_COST,
        block_size: 8,
        parallelization: 1,
        key_length: None,
    };
    let parameters = Parameters {
        kdf: Kdf::Scrypt(scrypt),
        encryption: Cipher::Aes256Cbc { iv: nonces.iv },
    };
    with_info(key, |info| {
        let document = info
            .encrypt_with_params(parameters, passphrase)
            .map_err(|_| Fault::Encryption)?;
        Ok(document.to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF)?)
    })
}

/// An encrypted private key.
pub struct Encrypted(SecretDocument);

/// EncryptedPrivateKeyInfo (RFC 5958, section 3), however it is encrypted.
#[derive(Sequence)]
struct Envelope {
    algorithm: AlgorithmIdentifierOwned,
    data: OctetString,
}

impl Encrypted {
    /// Reads an encrypted private key from its PEM block, without decrypting it.
    ///
    /// Encryption other than PBES2, and work beyond the limits of this module, is refused here.
    pub(crate) fn decode(pem: &str) -> Result<Self, Fault> {
        let (_, document) = SecretDocument::from_pem(pem)?;
        document.decode_msg::<Envelope>()?;
        let encrypted = Self(document);
        let info = encrypted.info().map_err(|_| Fault::Encryption)?;
        match &info.encryption_algorithm {
            EncryptionScheme::Pbes2(parameters) if is_bearable(&parameters.kdf) => Ok(encrypted),
            _ => Err(Fault::Encryption),
        }
    }

    /// Decrypts it.
    ///
    /// CBC has no integrity: whatever comes out that is no PKCS#8 counts as a wrong passphrase.
    pub(crate) fn open(&self, passphrase: &str) -> Result<SigningKey, Fault> {
        let document = self.info()?.decrypt(passphrase);
        let document = document.map_err(|_| Fault::WrongPassphrase)?;
        let info = document.decode_msg::<PrivateKeyInfoRef<'_>>();
        signing_key(&info.map_err(|_| Fault::WrongPassphrase)?)
    }

    fn info(&self) -> Result<EncryptedPrivateKeyInfoRef<'_>, der::Error> {
        EncryptedPrivateKeyInfoRef::from_der(self.0.as_bytes())
    }
}

fn is_bearable(kdf: &Kdf) -> bool {
    match kdf {
        Kdf::Pbkdf2(parameters) => parameters.iteration_count <= PBKDF2_ITERATIONS,
        Kdf::Scrypt(parameters) => {
            let work = parameters
                .cost_parameter
                .checked_mul(parameters.block_size.into())
                .and_then(|work| work.checked_mul(parameters.parallelization.into()));
            // A power of two is never zero, which the key derivation would not survive.
            parameters.cost_parameter.is_power_of_two()
                && work.is_some_and(|work| work <= SCRYPT_WORK)
        }
        _ => false,
    }
}

/// Takes the key out of a PKCS#8 structure, and compares the public key that may stand beside it.
fn signing_key(info: &PrivateKeyInfoRef<'_>) -> Result<SigningKey, Fault> {
    let bytes = info.private_key.as_bytes();
    let beside = info.public_key.as_ref().map(BitStringRef::raw_bytes);
    if is_ed25519(&info.algorithm) {
        let secret = <&OctetStringRef>::from_der(bytes)?;
        return restore(Algorithm::Ed25519, secret.as_bytes(), beside);
    }
    if is_p256(&info.algorithm) {
        let key = EcPrivateKey::from_der(bytes)?;
        return restore(
            Algorithm::Esp256,
            key.private_key,
            key.public_key.or(beside),
        );
    }
    Err(Fault::Unsupported)
}

fn is_ed25519(algorithm: &AlgorithmIdentifierRef<'_>) -> bool {
    algorithm.oid == ID_ED_25519 && algorithm.parameters.is_none()
}

fn is_p256(algorithm: &AlgorithmIdentifierRef<'_>) -> bool {
    algorithm.oid == ID_EC_PUBLIC_KEY && algorithm.parameters_oid() == Ok(SECP_256_R_1)
}

/// Makes the key of its secret bytes and checks that it belongs to the public key, if there is one.
fn restore(
    algorithm: Algorithm,
    secret: &[u8],
    public: Option<&[u8]>,
) -> Result<SigningKey, Fault> {
    let secret = <[u8; 32]>::try_from(secret).map_err(|_| Fault::Malformed)?;
    let key =
        SigningKey::from_bytes(algorithm, &Zeroizing::new(secret)).map_err(|_| Fault::Malformed)?;
    let spki = key.public_key().to_spki().map_err(|_| Fault::Malformed)?;
    match public {
        Some(public) if public != spki.subject_public_key.raw_bytes() => Err(Fault::Malformed),
        _ => Ok(key),
    }
}

/// Lays a private key out as PKCS#8 version 1 and hands it to `encode`.
///
/// An Ed25519 key is an OCTET STRING of 32 bytes (RFC 8410, section 7); a P-256 key an
/// ECPrivateKey with its public key and without the curve, which stands outside (RFC 5915).
fn with_info<T>(
    key: &SigningKey,
    encode: impl FnOnce(&PrivateKeyInfoRef<'_>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let secret = key.to_bytes();
    let spki = key.public_key().to_spki().map_err(|_| Fault::Malformed)?;
    let inner = Zeroizing::new(match key.algorithm() {
        Algorithm::Ed25519 => OctetStringRef::new(secret.as_slice())?.to_der()?,
        Algorithm::Esp256 => EcPrivateKey {
            private_key: secret.as_slice(),
            parameters: None,
            public_key: Some(spki.subject_public_key.raw_bytes()),
        }
        .to_der()?,
    });
    let inner = OctetStringRef::new(&inner)?;
    encode(&PrivateKeyInfoRef::new(
        spki.algorithm.owned_to_ref(),
        inner,
    ))
}
