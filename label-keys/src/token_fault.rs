//! The faults of tokens, told apart by what to do about them.

use cryptoki::error::{Error, RvError};

label_core::with_fields! {
/// A fault of a token, its module, the PIN or the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenFault {
    /// A call failed for another reason than those below.
    #[error("{call} failed: {reason}")]
    Failed {
        /// The function of the module, as the standard names it.
        call: String,
        /// The value that it returned, as the standard names it.
        reason: String,
    },
    /// Several keys match the URI.
    #[error("{} keys match", ids.len())]
    KeyAmbiguous {
        /// Their identifiers, as URIs write them.
        ids: Vec<String>,
    },
    /// The PIN must be given for each signature.
    #[error("the key demands the PIN again for each signature")]
    KeyEachPin,
    /// A new key would have the label or the identifier of one that is there.
    #[error("the token has a key of this label or id already")]
    KeyExists,
    /// The key is of a kind that labels are not signed with.
    #[error("the key is {kind}, neither Ed25519 nor P-256")]
    KeyKind {
        /// The kind of the key.
        kind: String,
    },
    /// No key matches the URI.
    #[error("the token has no such key")]
    KeyMissing,
    /// The key may not sign.
    #[error("the token does not let this key sign")]
    KeyNoSigning,
    /// A public key is named where a private one is needed.
    #[error("names a public key, not a private one")]
    KeyPublic,
    /// There is no public key beside the private one.
    #[error("the token has no public key beside the private one")]
    KeyPublicMissing,
    /// The public key is broken or weak.
    #[error("the public key in the token is malformed")]
    KeyPublicMalformed,
    /// The URI of a new key lacks its label.
    #[error("a new key needs a label")]
    KeyUnnamed,
    /// The session or the token is gone.
    #[error("the session with the token is lost: {reason}")]
    Lost {
        /// The value that the module returned, as the standard names it.
        reason: String,
    },
    /// The token cannot make the signatures of this kind of key, or the key.
    #[error("the token does not offer {mechanism}")]
    MechanismMissing {
        /// The mechanism, as the standard names it.
        mechanism: &'static str,
    },
    /// There is no such module.
    #[error("there is no PKCS#11 module {module}")]
    ModuleMissing {
        /// The file.
        module: String,
    },
    /// No module is named.
    #[error("no PKCS#11 module is named")]
    ModuleUnnamed,
    /// The module cannot be loaded or does not start.
    #[error("the PKCS#11 module {module} cannot be used: {reason}")]
    ModuleUnusable {
        /// The file.
        module: String,
        /// The words of the loader or the module.
        reason: String,
    },
    /// The PIN has expired.
    #[error("the PIN has expired")]
    PinExpired,
    /// The token accepts no PIN any more.
    #[error("the PIN is locked")]
    PinLocked,
    /// A PIN is needed and there is nobody to ask.
    #[error("a PIN is needed and there is no terminal to ask on")]
    PinMissing,
    /// The token has no PIN for users yet.
    #[error("the token has no PIN yet")]
    PinUnset,
    /// The PIN is wrong.
    #[error("the PIN is wrong")]
    PinWrong,
    /// Nothing can be written to the token.
    #[error("the token is write-protected")]
    ReadOnly,
    /// The token gave a signature that does not verify.
    #[error("the token gave a signature that does not verify with its public key")]
    Signature,
    /// Several tokens match the URI.
    #[error("{count} tokens match")]
    TokenAmbiguous {
        /// The number of tokens.
        count: usize,
    },
    /// No token matches the URI.
    #[error("no token matches")]
    TokenMissing {
        /// The URIs of the tokens that are there.
        found: Vec<String>,
    },
    /// The URI is none, or has parts that are not understood.
    #[error("not a usable pkcs11: URI: {reason}")]
    Uri {
        /// The fault.
        reason: String,
    },
}
}

/// Gives each fault its code, and lists the codes.
macro_rules! codes {
    ($($fault:pat => $code:literal,)*) => {
        impl TokenFault {
            /// Every code, in the order of the faults.
            pub const CODES: &[&str] = &[$($code,)*];

            /// The stable machine code.
            pub fn code(&self) -> &'static str {
                match self {
                    $($fault => $code,)*
                }
            }
        }
    };
}

codes! {
    Self::Failed { .. } => "token_failed",
    Self::KeyAmbiguous { .. } => "token_key_ambiguous",
    Self::KeyEachPin => "token_key_each_pin",
    Self::KeyExists => "token_key_exists",
    Self::KeyKind { .. } => "token_key_kind",
    Self::KeyMissing => "token_key_missing",
    Self::KeyNoSigning => "token_key_no_signing",
    Self::KeyPublic => "token_key_public",
    Self::KeyPublicMalformed => "token_key_public_malformed",
    Self::KeyPublicMissing => "token_key_public_missing",
    Self::KeyUnnamed => "token_key_unnamed",
    Self::Lost { .. } => "token_lost",
    Self::MechanismMissing { .. } => "token_mechanism_missing",
    Self::ModuleMissing { .. } => "module_missing",
    Self::ModuleUnnamed => "module_unnamed",
    Self::ModuleUnusable { .. } => "module_unusable",
    Self::PinExpired => "pin_expired",
    Self::PinLocked => "pin_locked",
    Self::PinMissing => "pin_missing",
    Self::PinUnset => "pin_unset",
    Self::PinWrong => "pin_wrong",
    Self::ReadOnly => "token_read_only",
    Self::Signature => "token_signature",
    Self::TokenAmbiguous { .. } => "token_ambiguous",
    Self::TokenMissing { .. } => "token_missing",
    Self::Uri { .. } => "key_uri",
}

impl From<Error> for TokenFault {
    fn from(error: Error) -> Self {
        let Error::Pkcs11(value, function) = error else {
            return Self::Failed {
                call: "the module".to_owned(),
                reason: error.to_string(),
            };
        };
        match value {
            RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange => Self::PinWrong,
            RvError::PinLocked => Self::PinLocked,
            RvError::PinExpired => Self::PinExpired,
            RvError::UserPinNotInitialized => Self::PinUnset,
            RvError::TokenWriteProtected | RvError::SessionReadOnly => Self::ReadOnly,
            RvError::KeyFunctionNotPermitted => Self::KeyNoSigning,
            RvError::CryptokiNotInitialized
            | RvError::DeviceError
            | RvError::DeviceRemoved
            | RvError::KeyHandleInvalid
            | RvError::ObjectHandleInvalid
            | RvError::SessionClosed
            | RvError::SessionHandleInvalid
            | RvError::SlotIdInvalid
            | RvError::TokenNotPresent
            | RvError::TokenNotRecognized
            | RvError::UserNotLoggedIn => Self::Lost {
                reason: value_name(value),
            },
            other => Self::Failed {
                call: format!("C_{function:?}"),
                reason: value_name(other),
            },
        }
    }
}

/// The name of a return value in the standard, or its number.
pub(crate) fn value_name(value: RvError) -> String {
    if let RvError::VendorDefined(number) | RvError::UnknownErrorCode(number) = value {
        return format!("{number:#010x}");
    }
    let mut name = "CKR".to_owned();
    for letter in format!("{value:?}").chars() {
        if letter.is_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use cryptoki::context::Function;

    use super::*;

    fn fault(value: RvError) -> TokenFault {
        Error::Pkcs11(value, Function::SignInit).into()
    }

    #[test]
    fn return_values_are_told_apart() {
        assert_eq!(fault(RvError::PinIncorrect), TokenFault::PinWrong);
        assert_eq!(fault(RvError::PinLocked), TokenFault::PinLocked);
        assert_eq!(fault(RvError::PinExpired), TokenFault::PinExpired);
        for (value, name) in [
            (RvError::DeviceRemoved, "CKR_DEVICE_REMOVED"),
            (RvError::SessionHandleInvalid, "CKR_SESSION_HANDLE_INVALID"),
            (RvError::TokenNotPresent, "CKR_TOKEN_NOT_PRESENT"),
        ] {
            let reason = name.to_owned();
            assert_eq!(fault(value), TokenFault::Lost { reason });
        }
        for (value, name) in [
            (RvError::FunctionFailed, "CKR_FUNCTION_FAILED"),
            (RvError::VendorDefined(0x8000_0001), "0x80000001"),
        ] {
            let (call, reason) = ("C_SignInit".to_owned(), name.to_owned());
            assert_eq!(fault(value), TokenFault::Failed { call, reason });
        }
    }
}
