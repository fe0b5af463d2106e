//! `label key list`: tokens, and the keys in one.

use clap::Args;
use label_keys::{KeySource, Mode, Module, TokenUri};
use serde::Serialize;

use crate::args::passphrase::TokenArgs;
use crate::commands::help;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// List the tokens of a PKCS#11 module, or the keys in one of them
///
/// 'pkcs11:' alone lists tokens. A URI that names a token lists its private keys, each with the
/// URI to name it by.
#[derive(Args, Debug)]
#[command(after_help = help!("  label key list pkcs11: --pkcs11-module /usr/lib/softhsm/libsofthsm2.so\n  label key list pkcs11:token=Desk --pkcs11-module /usr/lib/softhsm/libsofthsm2.so"))]
pub(crate) struct List {
    /// 'pkcs11:', or a URI of a token
    uri: String,
    #[command(flatten)]
    token: TokenArgs,
}

impl List {
    /// Runs the command.
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let uri = TokenUri::parse(&self.uri)?;
        let source = self.token.source();
        let module = Module::open(&uri, &source)?;
        if uri.names_token() {
            keys(&uri, &module, &source, out)?;
        } else {
            tokens(&uri, &module, out)?;
        }
        Ok(Outcome::Done)
    }
}

#[derive(Serialize)]
struct ListedToken {
    uri: String,
    token: String,
    manufacturer: String,
    model: String,
    serial: String,
}

fn tokens(uri: &TokenUri, module: &Module, out: &mut Output) -> Result<(), CliError> {
    let [found, _] = module.tokens(uri)?;
    let mut tokens: Vec<_> = found
        .iter()
        .map(|(_, info)| ListedToken {
            uri: TokenUri::of_token(info),
            token: info.label().to_owned(),
            manufacturer: info.manufacturer_id().to_owned(),
            model: info.model().to_owned(),
            serial: info.serial_number().to_owned(),
        })
        .collect();
    tokens.sort_by(|one, other| (&one.uri, &one.serial).cmp(&(&other.uri, &other.serial)));
    if out.is_json() {
        return out.json(&tokens);
    }
    let made_by = |token: &ListedToken| {
        let ListedToken {
            manufacturer,
            model,
            serial,
            ..
        } = token;
        out.told(format_args!("{manufacturer} {model}, serial {serial}"))
    };
    let lines: Vec<_> = tokens
        .iter()
        .map(|token| (token.uri.as_str(), made_by(token)))
        .collect();
    out.pairs(&lines)
}

#[derive(Serialize)]
struct ListedKey {
    uri: String,
    label: String,
    id: String,
    /// Absent where the key is none that signs labels.
    algorithm: Option<&'static str>,
}

fn keys(
    uri: &TokenUri,
    module: &Module,
    source: &KeySource,
    out: &mut Output,
) -> Result<(), CliError> {
    let opened = module.token(uri)?.open(Mode::Read)?;
    opened.login(source, out)?;
    let mut keys: Vec<_> = opened
        .private_keys()?
        .into_iter()
        .map(|facts| ListedKey {
            uri: opened.uri_of(&facts),
            algorithm: facts.algorithm().ok().map(label_core::Algorithm::name),
            id: label_core::hex(&facts.id),
            label: facts.label,
        })
        .collect();
    keys.sort_by(|one, other| one.uri.cmp(&other.uri));
    if out.is_json() {
        return out.json(&keys);
    }
    let lines: Vec<_> = keys
        .into_iter()
        .map(|key| (key.algorithm.unwrap_or("other"), key.uri))
        .collect();
    out.fields(&lines)
}
