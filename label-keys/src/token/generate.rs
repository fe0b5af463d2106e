//! New keys, made inside a token.

use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, KeyType, ObjectClass, ObjectHandle};
use label_core::Algorithm;
use label_io::random;

use crate::error::KeysError;
use crate::secret::{Ask, KeySource};
use crate::test_object::test_object;
use crate::token::object::{EDWARDS, P256};
use crate::token::signer::TokenKey;
use crate::token::{Mode, Opened, Token};
use crate::token_fault::TokenFault;
use crate::uri::TokenUri;

/// Makes a key in the token and has it sign; a key that cannot is removed again.
///
/// The private key is sensitive and not extractable. Returns the key and its whole URI.
///
/// # Errors
///
/// Fails where the URI names no label or a key that exists, where the login fails, and where the token
/// cannot make such a key.
pub fn generate(
    algorithm: Algorithm,
    uri: &TokenUri,
    source: &KeySource,
    ask: &mut dyn Ask,
) -> Result<(TokenKey, String), KeysError> {
    let label = uri.object.as_ref();
    let label = label.ok_or_else(|| TokenFault::KeyUnnamed.of(uri))?;
    let id = match &uri.id {
        Some(id) => id.clone(),
        None => random::bytes::<16>()?.to_vec(),
    };
    let opened = Token::find(uri, source)?.open(Mode::Write)?;
    opened.login(source, ask)?;
    if opened.has(label, &id)? {
        return Err(TokenFault::KeyExists.of(uri));
    }
    let named = TokenUri::of_key(&opened.token.info, label, &id);
    let pair = opened.make(algorithm, label, &id)?;
    match opened.try_out(algorithm, pair) {
        Ok(key) => Ok((key, named)),
        Err(error) => {
            opened.remove(pair);
            Err(error)
        }
    }
}

/// The handles of a public and a private key.
type Pair = (ObjectHandle, ObjectHandle);

impl Opened {
    fn make(&self, algorithm: Algorithm, label: &str, id: &[u8]) -> Result<Pair, KeysError> {
        let (mechanism, kind, curves, name) = match algorithm {
            Algorithm::Ed25519 => (
                Mechanism::EccEdwardsKeyPairGen,
                KeyType::EC_EDWARDS,
                &EDWARDS[..],
                "CKM_EC_EDWARDS_KEY_PAIR_GEN",
            ),
            Algorithm::Esp256 => (
                Mechanism::EccKeyPairGen,
                KeyType::EC,
                &[P256][..],
                "CKM_EC_KEY_PAIR_GEN",
            ),
        };
        let offered: Vec<MechanismType> = self.token.mechanisms()?;
        if !offered.contains(&mechanism.mechanism_type()) {
            return Err(self.fault(TokenFault::MechanismMissing { mechanism: name }));
        }
        let mut made = Err(Error::InvalidValue);
        // Modules know the curve by its identifier, or only by its name.
        for curve in curves {
            let (public, private) = templates(kind, curve, label, id);
            made = self
                .session
                .generate_key_pair(&mechanism, &public, &private);
            if !made.as_ref().is_err_and(is_about_the_curve) {
                break;
            }
        }
        self.checked(made)
    }

    /// Has the key sign, in a session of its own: this one is still needed to remove a key that fails.
    fn try_out(&self, algorithm: Algorithm, (_, private): Pair) -> Result<TokenKey, KeysError> {
        let key = self.with_public(private, self.facts(private)?)?;
        if key.public.algorithm() != algorithm {
            return Err(self.fault(TokenFault::KeyPublicMalformed));
        }
        let reader = self.token.clone().open(Mode::Read)?;
        let key = TokenKey::new(reader, key)?;
        key.sign(&test_object()?)?;
        Ok(key)
    }

    /// Removes the new key again; where that fails too, it stays.
    fn remove(&self, (public, private): Pair) {
        for object in [private, public] {
            drop(self.session.destroy_object(object));
        }
    }
}

/// The attributes of the two halves of a new key.
fn templates(
    kind: KeyType,
    curve: &[u8],
    label: &str,
    id: &[u8],
) -> (Vec<Attribute>, Vec<Attribute>) {
    let both = [
        Attribute::Token(true),
        Attribute::KeyType(kind),
        Attribute::Label(label.as_bytes().to_vec()),
        Attribute::Id(id.to_vec()),
    ];
    let mut public = both.to_vec();
    public.extend([
        Attribute::Class(ObjectClass::PUBLIC_KEY),
        Attribute::Private(false),
        Attribute::Verify(true),
        Attribute::EcParams(curve.to_vec()),
    ]);
    let mut private = both.to_vec();
    private.extend([
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Sign(true),
        // Not for key agreement, which some modules allow unless told otherwise.
        Attribute::Derive(false),
    ]);
    (public, private)
}

fn is_about_the_curve(error: &Error) -> bool {
    matches!(
        error,
        Error::Pkcs11(
            RvError::AttributeValueInvalid
                | RvError::CurveNotSupported
                | RvError::DomainParamsInvalid
                | RvError::TemplateInconsistent,
            _
        )
    )
}
