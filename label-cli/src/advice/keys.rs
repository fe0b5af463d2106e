//! Advice on keys, passphrases and tokens that cannot be used.

use label_keys::{KeysError, TokenFault};

/// Advice on a key, certificate or passphrase, where there is something to say.
pub(super) fn hint(error: &KeysError) -> Option<String> {
    let hint = match error {
        KeysError::KeyEncryption { .. } => {
            "decrypt it with 'openssl pkey', encrypt it with 'openssl pkcs8 -topk8'"
        }
        KeysError::KeyForm { .. } => "convert it: openssl pkcs8 -topk8 -in OLD -out NEW",
        KeysError::KeyMissing { .. } | KeysError::KeyUnsupported { .. } => {
            "make a key with 'label key new'"
        }
        KeysError::PassphraseMissing { .. } => "give --passphrase-file FILE or --passphrase-fd N",
        KeysError::Token { fault, .. } => return token_hint(fault),
        _ => return None,
    };
    Some(hint.to_owned())
}

/// Advice on a token.
fn token_hint(fault: &TokenFault) -> Option<String> {
    let hint = match fault {
        TokenFault::KeyAmbiguous { ids } => {
            return Some(format!(
                "add one of these to the URI: id={}",
                ids.join(" id=")
            ));
        }
        TokenFault::TokenMissing { found } if found.is_empty() => {
            "the module sees no token: is it plugged in, and the module set up?"
        }
        TokenFault::TokenMissing { found } => {
            return Some(format!("the module sees {}", found.join(" and ")));
        }
        TokenFault::Failed { .. } => "see what the module can do with 'label key doctor'",
        TokenFault::KeyEachPin => "use a key without CKA_ALWAYS_AUTHENTICATE",
        TokenFault::KeyExists => "choose another object= or id=; keys are never overwritten",
        TokenFault::KeyKind { .. } => "make a key with 'label key new --pkcs11'",
        TokenFault::KeyMissing => "'label key list' with the same token shows its keys",
        TokenFault::KeyNoSigning => "use a key with CKA_SIGN",
        TokenFault::KeyPublic => "leave out type=public",
        TokenFault::KeyPublicMissing => "store the public key in the token, with the same id",
        TokenFault::KeyUnnamed => "add object= to the URI",
        TokenFault::Lost { .. } => "connect the token and run the command again",
        TokenFault::MechanismMissing { .. } => "see what the module offers with 'label key doctor'",
        TokenFault::ModuleMissing { .. } => "give the path of the vendor's library",
        TokenFault::ModuleUnnamed => "give --pkcs11-module FILE, or ?module-path=FILE in the URI",
        TokenFault::ModuleUnusable { .. } => {
            "is it the vendor's library, for this machine, and set up?"
        }
        TokenFault::PinExpired | TokenFault::PinUnset => "set a new one with the tool of the token",
        TokenFault::PinLocked => "the security officer unlocks it with the tool of the token",
        TokenFault::PinMissing => "give --pin-file FILE or --pin-fd N",
        TokenFault::PinWrong => "it was tried once; tokens lock after a few wrong ones",
        TokenFault::Signature => "do not use this key; find out what is wrong with the token",
        TokenFault::TokenAmbiguous { .. } => "add serial= or slot-id= to the URI",
        TokenFault::Uri { .. } => "write pkcs11:token=NAME;object=NAME?module-path=FILE",
        _ => return None,
    };
    Some(hint.to_owned())
}
