//! Tokens behind PKCS#11 modules: found, logged in to, searched.
//!
//! A module is loaded once and stays loaded until the process ends. Logging in counts for the whole
//! process, so a second key of a token asks no second time.

pub(crate) mod generate;
pub(crate) mod object;
pub(crate) mod signer;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Info, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::MechanismType;
use cryptoki::session::{Session, SessionState, UserType};
use cryptoki::slot::{Slot, TokenInfo};
use cryptoki::types::AuthPin;

use crate::error::KeysError;
use crate::secret::{self, Ask, KeySource, Notice, PassphraseSource};
use crate::token_fault::{self, TokenFault};
use crate::uri::TokenUri;

/// The modules of this process; a module cannot be started twice.
static MODULES: Mutex<BTreeMap<PathBuf, Pkcs11>> = Mutex::new(BTreeMap::new());

/// A module that has been started.
#[derive(Clone)]
pub struct Module(Pkcs11);

impl Module {
    /// Loads the module that the URI names, or else the one given beside it, and starts it.
    ///
    /// # Errors
    ///
    /// Fails where no module is named, or it cannot be loaded or started.
    pub fn open(uri: &TokenUri, source: &KeySource) -> Result<Self, KeysError> {
        let path = uri.module.as_ref().or(source.module.as_ref());
        let path = path.ok_or_else(|| TokenFault::ModuleUnnamed.of(uri))?;
        // A file like any other: the loader would look for a bare name elsewhere.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        Self::load(&path).map_err(|fault| fault.of(uri))
    }

    fn load(path: &Path) -> Result<Self, TokenFault> {
        let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(module) = modules.get(path) {
            return Ok(Self(module.clone()));
        }
        let unusable = |reason| TokenFault::ModuleUnusable {
            module: path.display().to_string(),
            reason,
        };
        let module = Pkcs11::new(path).map_err(|error| match error {
            Error::LibraryLoading(_) if !path.exists() => TokenFault::ModuleMissing {
                module: path.display().to_string(),
            },
            Error::LibraryLoading(error) => {
                let text = error.to_string();
                let start = format!("{}: ", path.display());
                unusable(text.strip_prefix(&start).unwrap_or(&text).to_owned())
            }
            error => unusable(reason(error)),
        })?;
        match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            Err(error) => return Err(unusable(reason(error))),
        }
        modules.insert(path.to_owned(), module.clone());
        Ok(Self(module))
    }

    /// The description that the module gives of itself.
    ///
    /// # Errors
    ///
    /// Fails where the module does.
    pub fn info(&self, uri: &TokenUri) -> Result<Info, KeysError> {
        checked(uri, self.0.get_library_info())
    }

    /// The tokens that can be used and that the URI is about, and those that it is not about.
    ///
    /// # Errors
    ///
    /// Fails where the module does.
    pub fn tokens(&self, uri: &TokenUri) -> Result<[Vec<(Slot, TokenInfo)>; 2], KeysError> {
        let slots = checked(uri, self.0.get_slots_with_token())?;
        // A token that cannot even say its name is none that anybody could mean.
        let tokens = slots
            .into_iter()
            .filter_map(|slot| Some((slot, self.0.get_token_info(slot).ok()?)))
            .filter(|(_, info)| info.token_initialized());
        let (matching, others) = tokens.partition(|(slot, info)| uri.matches(*slot, info));
        Ok([matching, others])
    }

    /// The one token that the URI is about.
    ///
    /// # Errors
    ///
    /// Fails where no token matches, or several do.
    pub fn token(&self, uri: &TokenUri) -> Result<Token, KeysError> {
        let [mut matching, others] = self.tokens(uri)?;
        let count = matching.len();
        let fault = match (matching.pop(), count) {
            (Some((slot, info)), 1) => {
                return Ok(Token {
                    module: self.clone(),
                    uri: uri.clone(),
                    slot,
                    info,
                });
            }
            (None, _) => TokenFault::TokenMissing {
                found: others
                    .iter()
                    .map(|(_, info)| TokenUri::of_token(info))
                    .collect(),
            },
            (Some(_), count) => TokenFault::TokenAmbiguous { count },
        };
        Err(fault.of(uri))
    }
}

/// The text of an error, for a sentence that names the module already.
fn reason(error: Error) -> String {
    match error {
        Error::Pkcs11(value, function) => {
            format!("C_{function:?} gave {}", token_fault::value_name(value))
        }
        Error::MissingSymbol(name) => format!("it has no {name}"),
        error => error.to_string(),
    }
}

/// Passes a result on, with its error turned into one about the key or token of this URI.
fn checked<T>(uri: &TokenUri, result: cryptoki::error::Result<T>) -> Result<T, KeysError> {
    result.map_err(|error| TokenFault::from(error).of(uri))
}

/// The right of a session to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The session may only read.
    Read,
    /// The session may also write.
    Write,
}

/// A token that was found.
#[derive(Clone)]
pub struct Token {
    module: Module,
    pub(crate) uri: TokenUri,
    slot: Slot,
    pub(crate) info: TokenInfo,
}

impl Token {
    /// Loads the module and finds the token that a URI is about.
    ///
    /// # Errors
    ///
    /// Fails where the module cannot be used, where no token matches, or several do.
    pub fn find(uri: &TokenUri, source: &KeySource) -> Result<Self, KeysError> {
        Module::open(uri, source)?.token(uri)
    }

    /// The mechanisms that the token offers.
    ///
    /// # Errors
    ///
    /// Fails where the module does.
    pub fn mechanisms(&self) -> Result<Vec<MechanismType>, KeysError> {
        checked(&self.uri, self.module.0.get_mechanism_list(self.slot))
    }

    /// Opens a session in which only public objects are seen.
    ///
    /// # Errors
    ///
    /// Fails where the module does.
    pub fn open(self, mode: Mode) -> Result<Opened, KeysError> {
        let pkcs11 = &self.module.0;
        let session = checked(
            &self.uri,
            match mode {
                Mode::Read => pkcs11.open_ro_session(self.slot),
                Mode::Write => pkcs11.open_rw_session(self.slot),
            },
        )?;
        Ok(Opened {
            token: self,
            session,
        })
    }
}

/// A token with a session.
pub struct Opened {
    pub(crate) token: Token,
    session: Session,
}

impl Opened {
    /// Logs in where the token demands it and nobody has yet; a wrong PIN is tried once.
    ///
    /// # Errors
    ///
    /// Fails where the PIN is missing, wrong or locked.
    pub fn login(&self, source: &KeySource, ask: &mut dyn Ask) -> Result<(), KeysError> {
        let Token { uri, info, .. } = &self.token;
        let state = self
            .checked(self.session.get_session_info())?
            .session_state();
        let user = matches!(state, SessionState::RoUser | SessionState::RwUser);
        if user || !info.login_required() {
            return Ok(());
        }
        if info.user_pin_locked() {
            return Err(TokenFault::PinLocked.of(uri));
        }
        if info.user_pin_final_try() {
            secret::tell(ask, &Notice::LastTry { uri })?;
        }
        let pin = if info.protected_authentication_path() {
            secret::tell(ask, &Notice::EnterPin { uri })?;
            None
        } else {
            let source = match &uri.pin {
                Some(file) => &PassphraseSource::File(file.clone()),
                None => &source.pin,
            };
            let pin = source.pin(uri, info.label(), ask)?;
            // Copied once, into memory that is wiped as well.
            Some(AuthPin::new(pin.as_str().into()))
        };
        match self.session.login(UserType::User, pin.as_ref()) {
            Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
            result => self.checked(result),
        }
    }

    fn checked<T>(&self, result: cryptoki::error::Result<T>) -> Result<T, KeysError> {
        checked(&self.token.uri, result)
    }

    fn fault(&self, fault: TokenFault) -> KeysError {
        fault.of(&self.token.uri)
    }
}
