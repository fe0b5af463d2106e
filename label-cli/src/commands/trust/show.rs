//! `label trust show`: what a bundle, store or trust list says.

use std::path::PathBuf;

use clap::Args;
use label_core::{
    Anchor, Bundle, Certificate, Opened, SignedTrustList, SignerState, Specimen, Store, TrustList,
    hex, limits,
};
use label_io::files;
use serde_json::{Value, json};

use super::{AtArgs, in_file, records};
use crate::commands::help;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Show a bundle, a store, a part or a trust list
///
/// A store is checked against what it remembers, a bundle as it stands, a trust list for the
/// signatures of its roots.
#[derive(Args, Debug)]
#[command(after_help = help!("  label trust show bundle.cbor\n  label trust show store.cbor --json"))]
pub(crate) struct Show {
    /// File to show
    file: PathBuf,
    #[command(flatten)]
    at: AtArgs,
}

impl Show {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let bytes = files::read(&self.file, limits::STORE_BYTES)?;
        let at = self.at.time()?;
        let fault = |source| in_file(&self.file, source);
        if Store::is_store(&bytes) {
            let store = Store::decode(&bytes).map_err(fault)?;
            let opened = store.open(at).map_err(fault)?;
            print_opened(store.bundle(), &opened, out)?;
        } else if Bundle::is_bundle(&bytes) {
            let bundle = Bundle::decode(&bytes).map_err(fault)?;
            if bundle.trust_lists.is_empty() {
                print_part(&bundle, out)?;
            } else {
                let opened = bundle.open(Anchor::Nothing, at).map_err(fault)?;
                print_opened(&bundle, &opened, out)?;
            }
        } else {
            print_list(&SignedTrustList::decode(&bytes).map_err(fault)?, out)?;
        }
        Ok(Outcome::Done)
    }
}

/// Prints a trust list and how many of its own roots signed.
pub(super) fn print_list(list: &SignedTrustList, out: &mut Output) -> Result<(), CliError> {
    if out.is_json() {
        let said = list.unverified();
        let signed = list.signed_by(&said.roots)?;
        let mut value = to_json(said);
        if let Some(map) = value.as_object_mut() {
            map.insert(
                "payload".into(),
                hex(&label_core::digest(list.payload())).into(),
            );
            map.insert("signed_by_roots".into(), signed.into());
        }
        return out.json(&value);
    }
    let mut rows = with_payload(list);
    rows.push(signatures(list)?);
    out.fields(&rows)
}

/// Prints a trust list that is to be signed, for people; nothing of its signatures.
pub(super) fn print_unsigned(list: &SignedTrustList, out: &mut Output) -> Result<(), CliError> {
    match out.is_json() {
        true => Ok(()),
        false => out.fields(&with_payload(list)),
    }
}

/// Prints how many roots signed a trust list that was printed without; all of it as JSON.
pub(super) fn print_signatures(list: &SignedTrustList, out: &mut Output) -> Result<(), CliError> {
    match out.is_json() {
        true => print_list(list, out),
        false => out.fields(&[signatures(list)?]),
    }
}

/// The rows of a trust list, and the digest of what is signed.
fn with_payload(list: &SignedTrustList) -> Vec<(&'static str, String)> {
    let mut rows = rows(list.unverified());
    rows.push(("payload", hex(&label_core::digest(list.payload()))));
    rows
}

/// The number of its own roots that signed a trust list, and of those that must.
fn signatures(list: &SignedTrustList) -> Result<(&'static str, String), CliError> {
    let roots = &list.unverified().roots;
    let signed = list.signed_by(roots)?;
    let text = format!("{signed} of the {} needed", roots.threshold());
    Ok(("signatures", text))
}

/// Prints an opened bundle.
pub(super) fn print_opened(
    bundle: &Bundle,
    opened: &Opened,
    out: &mut Output,
) -> Result<(), CliError> {
    let list = opened.trust_list();
    let size = bundle.encode()?.len();
    let snapshot = opened.snapshots().map(|snapshot| snapshot.issued).max();
    let until = opened.snapshots().map(|snapshot| snapshot.expires).min();
    if out.is_json() {
        let mut value = to_json(list);
        let more = json!({
            "bytes": size,
            "lists_issued": snapshot.map(|time| time.to_string()),
            "lists_expire": until.map(|time| time.to_string()),
            "last_good": opened.state().last_good().to_string(),
            "status_lists": bundle.status_lists.len(),
        });
        if let (Some(map), Some(more)) = (value.as_object_mut(), more.as_object()) {
            map.extend(more.clone());
        }
        records::add_to(&mut value, bundle);
        return out.json(&value);
    }
    let none = || "none".to_owned();
    let mut rows = rows(list);
    rows.push((
        "lists of",
        snapshot.map_or_else(none, |time| time.to_string()),
    ));
    rows.push((
        "lists until",
        until.map_or_else(none, |time| time.to_string()),
    ));
    rows.push(("status lists", bundle.status_lists.len().to_string()));
    rows.extend(records::rows(bundle));
    rows.push(("last good time", opened.state().last_good().to_string()));
    rows.push(("size", format!("{size} bytes")));
    out.fields(&rows)
}

/// Prints a part, of which nothing can be verified without a trust list.
fn print_part(part: &Bundle, out: &mut Output) -> Result<(), CliError> {
    let counts = [
        ("snapshots", part.snapshots.len()),
        ("status lists", part.status_lists.len()),
    ];
    let size = part.encode()?.len();
    if out.is_json() {
        let mut value = json!({
            "part": true,
            "verified": false,
            "snapshots": part.snapshots.len(),
            "status_lists": part.status_lists.len(),
            "bytes": size,
        });
        records::add_to(&mut value, part);
        return out.json(&value);
    }
    let mut rows: Vec<_> = counts.map(|(name, count)| (name, count.to_string())).into();
    rows.extend(records::rows(part));
    rows.push(("size", format!("{size} bytes")));
    rows.push(("verified", "no: a part has no trust list".into()));
    out.fields(&rows)
}

fn rows(list: &TrustList) -> Vec<(&'static str, String)> {
    let mut rows = vec![
        (
            "trust list",
            format!("epoch {}, version {}", list.epoch, list.version),
        ),
        ("issued", list.issued.to_string()),
        ("expires", list.expires.to_string()),
        ("root set", hex(&list.roots.fingerprint())),
        (
            "roots",
            format!(
                "{}, of which {} must sign",
                list.roots.certificates().len(),
                list.roots.threshold()
            ),
        ),
    ];
    if list.specimen == Specimen::Yes {
        rows.push(("specimen", "yes: no label under this list is real".into()));
    }
    for signer in &list.label_signers {
        let scope = format!(
            "{}; {}; {}",
            name(&signer.chain),
            state(signer.state),
            signer.status_uri
        );
        rows.push(("signs labels", scope));
    }
    for signer in &list.list_signers {
        rows.push((
            "signs lists",
            format!("{}; {}", name(&signer.chain), state(signer.state)),
        ));
    }
    if !list.hosts.is_empty() {
        rows.push(("page hosts", list.hosts.join(", ")));
    }
    rows
}

fn to_json(list: &TrustList) -> Value {
    let labels = list.label_signers.iter().map(|signer| {
        json!({
            "subject": name(&signer.chain),
            "sha256": signer.chain.first().map(|der| hex(&label_core::digest(der))),
            "state": state(signer.state),
            "status_list": signer.status_uri,
            "highest_index": signer.highest_index,
        })
    });
    let lists = list.list_signers.iter().map(|signer| {
        json!({
            "subject": name(&signer.chain),
            "sha256": signer.chain.first().map(|der| hex(&label_core::digest(der))),
            "state": state(signer.state),
            "addresses": signer.addresses,
        })
    });
    json!({
        "epoch": list.epoch,
        "version": list.version,
        "issued": list.issued.to_string(),
        "expires": list.expires.to_string(),
        "root_set": hex(&list.roots.fingerprint()),
        "roots": list.roots.certificates().len(),
        "threshold": list.roots.threshold(),
        "specimen": list.specimen == Specimen::Yes,
        "label_signers": labels.collect::<Vec<_>>(),
        "list_signers": lists.collect::<Vec<_>>(),
        "hosts": list.hosts,
    })
}

fn name(chain: &[Vec<u8>]) -> String {
    let certificate = chain.first().map(|der| Certificate::from_der(der));
    certificate
        .and_then(Result::ok)
        .map(|certificate| certificate.subject())
        .unwrap_or_default()
}

fn state(state: SignerState) -> String {
    match state {
        SignerState::Active => "active".into(),
        SignerState::Retired { since } => format!("retired {since}"),
        SignerState::Revoked { since } => format!("revoked {since}"),
    }
}
