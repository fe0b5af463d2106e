//! A private key in a token, at work.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::session::Session;
use label_core::{Algorithm, PublicKey, SignatureBytes};
use sha2::{Digest, Sha256};

use crate::error::KeysError;
use crate::token::object::PrivateKey;
use crate::token::{Opened, Token};
use crate::token_fault::TokenFault;

/// A private key in a token, ready to sign.
///
/// Threads share one key by reference. Each signature takes a session for itself; sessions stay
/// open from the first signature to the last, and there are never more than threads that sign at
/// once, nor more than the token grants. Every signature is verified before it is given out.
///
/// Nothing is tried twice: after a failure the key signs no more and says why. Loading it again is
/// the way to a new session, with a new login.
pub struct TokenKey {
    token: Token,
    key: PrivateKey,
    way: Way,
    sessions: Mutex<Sessions>,
    freed: Condvar,
}

/// The sessions of a key.
struct Sessions {
    idle: Vec<Session>,
    /// The number of sessions, idle or at work.
    open: usize,
    /// The reason for which there will be no more signatures.
    fault: Option<TokenFault>,
}

/// The mechanism by which the token signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// PureEdDSA, over the whole message.
    Eddsa,
    /// ECDSA, over a digest that is made here.
    EcdsaDigest,
    /// ECDSA, over the whole message.
    EcdsaSha256,
}

impl Way {
    /// The way for keys of an algorithm, as far as the token offers one.
    fn new(algorithm: Algorithm, offered: &[MechanismType]) -> Result<Self, TokenFault> {
        let ways: &[_] = match algorithm {
            Algorithm::Ed25519 => &[(MechanismType::EDDSA, Self::Eddsa)],
            Algorithm::Esp256 => &[
                (MechanismType::ECDSA, Self::EcdsaDigest),
                (MechanismType::ECDSA_SHA256, Self::EcdsaSha256),
            ],
        };
        let way = ways
            .iter()
            .find(|(mechanism, _)| offered.contains(mechanism));
        way.map(|(_, way)| *way)
            .ok_or(TokenFault::MechanismMissing {
                mechanism: match algorithm {
                    Algorithm::Ed25519 => "CKM_EDDSA",
                    Algorithm::Esp256 => "CKM_ECDSA",
                },
            })
    }

    /// Has a message signed.
    fn sign(self, session: &Session, key: &PrivateKey, message: &[u8]) -> Result<Vec<u8>, Error> {
        let scheme = EddsaSignatureScheme::Pure;
        match self {
            Self::Eddsa => {
                let mechanism = Mechanism::Eddsa(EddsaParams::new(scheme));
                session.sign(&mechanism, key.handle, message)
            }
            Self::EcdsaDigest => {
                session.sign(&Mechanism::Ecdsa, key.handle, &Sha256::digest(message))
            }
            Self::EcdsaSha256 => session.sign(&Mechanism::EcdsaSha256, key.handle, message),
        }
    }
}

impl TokenKey {
    /// Takes a key that was found, if the token can and may sign with it.
    pub(crate) fn new(opened: Opened, key: PrivateKey) -> Result<Self, KeysError> {
        let Opened { token, session } = opened;
        if key.facts.signs == Some(false) {
            return Err(TokenFault::KeyNoSigning.of(&token.uri));
        }
        if key.facts.each_pin == Some(true) {
            return Err(TokenFault::KeyEachPin.of(&token.uri));
        }
        let way = Way::new(key.public.algorithm(), &token.mechanisms()?);
        let way = way.map_err(|fault| fault.of(&token.uri))?;
        Ok(Self {
            token,
            key,
            way,
            sessions: Mutex::new(Sessions {
                idle: vec![session],
                open: 1,
                fault: None,
            }),
            freed: Condvar::new(),
        })
    }

    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        &self.key.public
    }

    /// Signs a whole message and verifies the signature.
    ///
    /// # Errors
    ///
    /// Fails where the token does, where it signed wrongly, and after any failure before.
    pub fn sign(&self, message: &[u8]) -> Result<SignatureBytes, KeysError> {
        self.take()
            .and_then(|session| {
                let signature = self.sign_in(&session, message);
                self.give_back(session, signature.as_ref().err());
                signature
            })
            .map_err(|fault| fault.of(&self.token.uri))
    }

    fn sign_in(&self, session: &Session, message: &[u8]) -> Result<SignatureBytes, TokenFault> {
        let signature = self.way.sign(session, &self.key, message)?;
        let signature = signature.try_into().map_err(|_| TokenFault::Signature)?;
        let verified = self.key.public.verify(message, &signature);
        verified
            .map(|()| signature)
            .map_err(|_| TokenFault::Signature)
    }

    /// Takes an idle session, a new one, or waits for one where the token grants no more.
    fn take(&self) -> Result<Session, TokenFault> {
        let mut sessions = self.lock();
        loop {
            if let Some(fault) = &sessions.fault {
                return Err(fault.clone());
            }
            if let Some(session) = sessions.idle.pop() {
                return Ok(session);
            }
            match self.token.module.0.open_ro_session(self.token.slot) {
                Ok(session) => {
                    sessions.open += 1;
                    return Ok(session);
                }
                // At least the first session is at work, and comes back.
                Err(Error::Pkcs11(RvError::SessionCount, _)) if sessions.open > 0 => {
                    let waited = self.freed.wait(sessions);
                    sessions = waited.unwrap_or_else(PoisonError::into_inner);
                }
                Err(error) => {
                    let fault = TokenFault::from(error);
                    sessions.fault = Some(fault.clone());
                    return Err(fault);
                }
            }
        }
    }

    /// Takes a session back; after a failure, nothing is signed any more.
    fn give_back(&self, session: Session, fault: Option<&TokenFault>) {
        let mut sessions = self.lock();
        if let Some(fault) = fault {
            sessions.fault.get_or_insert_with(|| fault.clone());
        }
        sessions.idle.push(session);
        drop(sessions);
        self.freed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_may_share_a_key() {
        fn shared<T: Send + Sync>() {}
        shared::<TokenKey>();
    }

    #[test]
    fn the_way_is_one_that_the_token_offers() {
        let way = |algorithm, offered: &[_]| Way::new(algorithm, offered);
        let (edwards, digest) = (MechanismType::EDDSA, MechanismType::ECDSA);
        let sha256 = MechanismType::ECDSA_SHA256;
        assert_eq!(way(Algorithm::Ed25519, &[digest, edwards]), Ok(Way::Eddsa));
        assert_eq!(
            way(Algorithm::Esp256, &[sha256, digest]),
            Ok(Way::EcdsaDigest)
        );
        assert_eq!(way(Algorithm::Esp256, &[sha256]), Ok(Way::EcdsaSha256));
        let missing = |mechanism| Err(TokenFault::MechanismMissing { mechanism });
        assert_eq!(way(Algorithm::Esp256, &[edwards]), missing("CKM_ECDSA"));
        assert_eq!(way(Algorithm::Ed25519, &[digest]), missing("CKM_EDDSA"));
    }
}
