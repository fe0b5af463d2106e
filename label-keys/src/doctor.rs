//! The examination of a key before it is relied on.

use std::collections::BTreeMap;
use std::path::Path;

use cryptoki::context::Info;
use cryptoki::mechanism::MechanismType;
use cryptoki::slot::TokenInfo;
use label_core::{PublicKey, Signer};
use label_io::files;

use crate::error::KeysError;
use crate::key::Key;
use crate::key_file::{KeyFile, fingerprint};
use crate::secret::{Ask, KeySource};
use crate::test_object::test_object;
use crate::token::object::Facts;
use crate::token::signer::TokenKey;
use crate::token::{Mode, Module};
use crate::uri::TokenUri;

/// The weight of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Good,
    /// The key can be used, but somebody should know this.
    Note,
    /// The key cannot be used.
    Fault,
}

/// One thing that was found out.
#[derive(Debug)]
pub struct Finding {
    /// The stable code; of a fault, the code of its error.
    pub code: &'static str,
    /// The weight of it.
    pub state: State,
    /// The values that the sentence about it names.
    pub values: BTreeMap<&'static str, String>,
    /// The error of a fault.
    pub error: Option<KeysError>,
}

/// Looks at everything about a key, has it sign a test object, and verifies that.
///
/// The first fault is the last finding. The error is one of printing.
///
/// # Errors
///
/// Fails where the person cannot be told something; a key that cannot be used is a finding.
pub fn examine(
    name: &Path,
    source: &KeySource,
    ask: &mut dyn Ask,
) -> Result<Vec<Finding>, KeysError> {
    let mut findings = Findings(Vec::new());
    let result = match TokenUri::of(name) {
        Some(Ok(uri)) => findings.token(&uri, source, ask),
        Some(Err(error)) => Err(error),
        None => findings.file(name, source, ask),
    };
    match result {
        Err(error @ KeysError::Untold { .. }) => Err(error),
        Err(error) => {
            findings.0.push(Finding {
                code: error.code(),
                state: State::Fault,
                values: BTreeMap::new(),
                error: Some(error),
            });
            Ok(findings.0)
        }
        Ok(()) => Ok(findings.0),
    }
}

/// Declares the topics of findings that are no faults: each and its code.
macro_rules! topics {
    ($($topic:ident = $code:literal,)*) => {
        #[derive(Clone, Copy)]
        enum Topic {
            $($topic,)*
        }

        impl Topic {
            fn code(self) -> &'static str {
                match self {
                    $(Self::$topic => $code,)*
                }
            }
        }

        /// Every code of a finding that is no fault.
        pub const CODES: &[&str] = &[$($code,)*];
    };
}

topics! {
    Key = "key",
    KeyEncrypted = "key_encrypted",
    KeyExposed = "key_exposed",
    KeyExtractable = "key_extractable",
    KeyImported = "key_imported",
    KeyLocal = "key_local",
    KeyNamed = "key_named",
    KeyNotExtractable = "key_not_extractable",
    KeyNotSensitive = "key_not_sensitive",
    KeyOnceExtractable = "key_once_extractable",
    KeyOnceNotSensitive = "key_once_not_sensitive",
    KeySensitive = "key_sensitive",
    KeyUnencrypted = "key_unencrypted",
    LoginDevice = "login_device",
    LoginNone = "login_none",
    LoginPin = "login_pin",
    Mechanisms = "mechanisms",
    MechanismsMissing = "mechanisms_missing",
    Module = "module",
    PinLastTry = "pin_last_try",
    PinWasWrong = "pin_was_wrong",
    Signature = "signature",
    Token = "token",
}

/// The mechanisms that matter, as the standard names them.
const MECHANISMS: &[(MechanismType, &str)] = &[
    (MechanismType::EDDSA, "CKM_EDDSA"),
    (MechanismType::ECDSA, "CKM_ECDSA"),
    (MechanismType::ECDSA_SHA256, "CKM_ECDSA_SHA256"),
    (
        MechanismType::ECC_EDWARDS_KEY_PAIR_GEN,
        "CKM_EC_EDWARDS_KEY_PAIR_GEN",
    ),
    (MechanismType::ECC_KEY_PAIR_GEN, "CKM_EC_KEY_PAIR_GEN"),
];

struct Findings(Vec<Finding>);

impl Findings {
    fn add<const N: usize>(
        &mut self,
        state: State,
        topic: Topic,
        values: [(&'static str, String); N],
    ) {
        self.0.push(Finding {
            code: topic.code(),
            state,
            values: values.into(),
            error: None,
        });
    }

    fn file(
        &mut self,
        path: &Path,
        source: &KeySource,
        ask: &mut dyn Ask,
    ) -> Result<(), KeysError> {
        let file = KeyFile::read(path)?;
        match file.is_encrypted() {
            Some(true) => self.add(State::Good, Topic::KeyEncrypted, []),
            Some(false) => self.add(State::Note, Topic::KeyUnencrypted, []),
            None => {}
        }
        if file.is_encrypted().is_some() && files::others_can_read(path) {
            self.add(State::Note, Topic::KeyExposed, []);
        }
        let key = file.signing_key(path, &source.passphrase, ask)?;
        self.key(&Key::Memory(Box::new(key)))
    }

    fn token(
        &mut self,
        uri: &TokenUri,
        source: &KeySource,
        ask: &mut dyn Ask,
    ) -> Result<(), KeysError> {
        let module = Module::open(uri, source)?;
        self.module(&module.info(uri)?);
        let token = module.token(uri)?;
        self.about_token(&token.info);
        self.mechanisms(&token.mechanisms()?);
        let opened = token.open(Mode::Read)?;
        opened.login(source, ask)?;
        let key = opened.private_key()?;
        self.facts(&key.facts);
        self.key(&Key::Token(Box::new(TokenKey::new(opened, key)?)))
    }

    fn module(&mut self, info: &Info) {
        let values = [
            ("description", info.library_description().to_owned()),
            ("version", info.library_version().to_string()),
            ("manufacturer", info.manufacturer_id().to_owned()),
            ("standard", info.cryptoki_version().to_string()),
        ];
        self.add(State::Good, Topic::Module, values);
    }

    fn about_token(&mut self, info: &TokenInfo) {
        let values = [
            ("token", info.label().to_owned()),
            ("manufacturer", info.manufacturer_id().to_owned()),
            ("model", info.model().to_owned()),
            ("serial", info.serial_number().to_owned()),
            ("firmware", info.firmware_version().to_string()),
        ];
        self.add(State::Good, Topic::Token, values);
        let (state, login) = match info.login_required() {
            true if info.protected_authentication_path() => (State::Good, Topic::LoginDevice),
            true => (State::Good, Topic::LoginPin),
            false => (State::Note, Topic::LoginNone),
        };
        self.add(state, login, []);
        if info.user_pin_final_try() {
            self.add(State::Note, Topic::PinLastTry, []);
        } else if info.user_pin_count_low() {
            self.add(State::Note, Topic::PinWasWrong, []);
        }
    }

    fn mechanisms(&mut self, offered: &[MechanismType]) {
        let list = |wanted: bool| {
            let listed = MECHANISMS.iter();
            let listed = listed.filter(|(mechanism, _)| offered.contains(mechanism) == wanted);
            listed.map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
        };
        self.add(State::Good, Topic::Mechanisms, [("offered", list(true))]);
        let missing = list(false);
        if !missing.is_empty() {
            self.add(
                State::Good,
                Topic::MechanismsMissing,
                [("missing", missing)],
            );
        }
    }

    /// Adds the attributes of the key that the token states.
    fn facts(&mut self, facts: &Facts) {
        let named = [
            ("label", facts.label.clone()),
            ("id", label_core::hex(&facts.id)),
        ];
        self.add(State::Good, Topic::KeyNamed, named);
        for (fact, good, if_true, if_false) in [
            (facts.local, true, Topic::KeyLocal, Topic::KeyImported),
            (
                facts.sensitive,
                true,
                Topic::KeySensitive,
                Topic::KeyNotSensitive,
            ),
            (
                facts.extractable,
                false,
                Topic::KeyExtractable,
                Topic::KeyNotExtractable,
            ),
        ] {
            if let Some(fact) = fact {
                let state = if fact == good {
                    State::Good
                } else {
                    State::Note
                };
                self.add(state, if fact { if_true } else { if_false }, []);
            }
        }
        if facts.always_sensitive == Some(false) && facts.sensitive == Some(true) {
            self.add(State::Note, Topic::KeyOnceNotSensitive, []);
        }
        if facts.never_extractable == Some(false) && facts.extractable == Some(false) {
            self.add(State::Note, Topic::KeyOnceExtractable, []);
        }
    }

    /// Has the key sign, and verifies the signature.
    fn key(&mut self, key: &Key) -> Result<(), KeysError> {
        let public: PublicKey = key.public_key();
        let values = [
            ("algorithm", public.algorithm().name().to_owned()),
            ("fingerprint", fingerprint(&public)?),
        ];
        self.add(State::Good, Topic::Key, values);
        let message = test_object()?;
        public.verify(&message, &key.sign(&message)?)?;
        self.add(State::Good, Topic::Signature, []);
        Ok(())
    }
}
