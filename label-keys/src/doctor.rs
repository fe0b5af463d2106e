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
    /// The weight of the finding.
    pub state: State,
    /// The values that the sentence about it names.
    pub values: BTreeMap<&'static str, String>,
    /// The error of a fault.
    pub error: Option<KeysError>,
}

/// Looks at everything about a key, has it sign a test object, and verifies that.
///
/// The first fault is the last finding. An error is returned only if a notice cannot be shown.
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
        code: &'static str,
        values: [(&'static str, String); N],
    ) {
        self.0.push(Finding {
            code,
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
            Some(true) => self.add(State::Good, "key_encrypted", []),
            Some(false) => self.add(State::Note, "key_unencrypted", []),
            None => {}
        }
        if file.is_encrypted().is_some() && files::others_can_read(path) {
            self.add(State::Note, "key_exposed", []);
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
        self.add(State::Good, "module", values);
    }

    fn about_token(&mut self, info: &TokenInfo) {
        let values = [
            ("token", info.label().to_owned()),
            ("manufacturer", info.manufacturer_id().to_owned()),
            ("model", info.model().to_owned()),
            ("serial", info.serial_number().to_owned()),
            ("firmware", info.firmware_version().to_string()),
        ];
        self.add(State::Good, "token", values);
        let (state, login) = match info.login_required() {
            true if info.protected_authentication_path() => (State::Good, "login_device"),
            true => (State::Good, "login_pin"),
            false => (State::Note, "login_none"),
        };
        self.add(state, login, []);
        if info.user_pin_final_try() {
            self.add(State::Note, "pin_last_try", []);
        } else if info.user_pin_count_low() {
            self.add(State::Note, "pin_was_wrong", []);
        }
    }

    fn mechanisms(&mut self, offered: &[MechanismType]) {
        let list = |wanted: bool| {
            let listed = MECHANISMS.iter();
            let listed = listed.filter(|(mechanism, _)| offered.contains(mechanism) == wanted);
            listed.map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
        };
        self.add(State::Good, "mechanisms", [("offered", list(true))]);
        let missing = list(false);
        if !missing.is_empty() {
            self.add(State::Good, "mechanisms_missing", [("missing", missing)]);
        }
    }

    /// Adds the facts that the token states about the key; it may leave some of them out.
    fn facts(&mut self, facts: &Facts) {
        let named = [
            ("label", facts.label.clone()),
            ("id", label_core::hex(&facts.id)),
        ];
        self.add(State::Good, "key_named", named);
        for (fact, good, if_true, if_false) in [
            (facts.local, true, "key_local", "key_imported"),
            (facts.sensitive, true, "key_sensitive", "key_not_sensitive"),
            (
                facts.extractable,
                false,
                "key_extractable",
                "key_not_extractable",
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
            self.add(State::Note, "key_once_not_sensitive", []);
        }
        if facts.never_extractable == Some(false) && facts.extractable == Some(false) {
            self.add(State::Note, "key_once_extractable", []);
        }
    }

    /// Has the key sign, and verifies the signature.
    fn key(&mut self, key: &Key) -> Result<(), KeysError> {
        let public: PublicKey = key.public_key();
        let values = [
            ("algorithm", public.algorithm().name().to_owned()),
            ("fingerprint", fingerprint(&public)?),
        ];
        self.add(State::Good, "key", values);
        let message = test_object()?;
        public.verify(&message, &key.sign(&message)?)?;
        self.add(State::Good, "signature", []);
        Ok(())
    }
}
