//! `label status publish`: status lists, the record of issued labels, and a snapshot of both.

mod basis;
mod found;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use label_core::{
    Anchor, Bundle, Certificate, Digest, Error, IssuedFilter, LabelSigner, Published,
    SignedTrustList, Snapshot, SnapshotToken, TrustList, digest, hex, limits, sign_snapshot,
    sign_status_list,
};
use label_io::files::{self, Access};
use label_io::{random, time};
use label_keys::certificates;

use self::basis::Basis;
use super::super::help;
use super::super::trust::{AtArgs, in_file, read_list, unsigned};
use crate::args::passphrase::PassphraseArgs;
use crate::cli::Outcome;
use crate::error::CliError;
use crate::output::Output;
use crate::register::{Db, DoerArgs, OptionalRegisterArgs, Register, RegisterError};

const DAY: u64 = 86_400;
/// How far the clocks of two machines may be apart.
const AHEAD: u64 = 300;

/// The identities of issued credentials, by the signer that made them.
type Issued = BTreeMap<Digest, BTreeSet<Digest>>;

/// Sign status lists, the record of issued labels and a snapshot, as one part
///
/// The record is made of the credentials that --issued finds, or of those in the register; whatever
/// a signer signed and is not among them is rejected by verifiers. A label must not be dated before
/// the newest part that is published when it is signed: with a register, that is seen to.
#[derive(Args, Debug)]
#[command(after_help = help!("  label status publish --list list.cbor --register register.db --key lists.key --signer lists.pem --out part.cbor\n  label status publish --list list.cbor --status status.json --issued labels --key lists.key --signer lists.pem --out part.cbor"))]
pub(crate) struct Publish {
    /// Trust list of today
    #[arg(long, value_name = "FILE")]
    list: PathBuf,
    /// Status file; one for each address
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "register",
        conflicts_with = "register"
    )]
    status: Vec<PathBuf>,
    /// Issued credential, or a directory that is searched for them
    #[arg(long, value_name = "FILE|DIR", conflicts_with = "register")]
    issued: Vec<PathBuf>,
    #[command(flatten)]
    register: OptionalRegisterArgs,
    #[command(flatten)]
    doer: DoerArgs,
    /// Private key of the list signer: a file, or a pkcs11: URI
    #[arg(long, value_name = "KEY")]
    key: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// Certificate of the list signer
    #[arg(long, value_name = "FILE")]
    signer: PathBuf,
    /// The part published before; it must be older, and what it revoked must still be revoked.
    /// With a register, needed after the first
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
    /// The part that the register noted last is lost, or was never written
    #[arg(long, requires = "register")]
    previous_lost: bool,
    /// Publish as of a time that is still to come: no label can be dated before it
    #[arg(long, requires = "register")]
    future: bool,
    /// How many days verifiers may rely on it
    #[arg(long, value_name = "N", default_value_t = 8)]
    days: u64,
    /// File for the part; one that is there is replaced
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    at: AtArgs,
}

impl Publish {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let at = self.at.seconds()?;
        let list = read_list(&self.list)?;
        let signer = certificates::read(&self.signer)?;
        let signer = Certificate::from_der(signer.first().map(Vec::as_slice).unwrap_or_default())?;
        let key = label_keys::load_signing_key(&self.key, &self.passphrase.source(), out)?;
        let previous = self.previous()?;
        let mut make = |basis: &Basis| {
            let part = self.part(list.unverified(), (&signer, &key), (basis, at), out)?;
            self.check(&list, (&part, previous.as_ref()), at)
                .map(|()| part)
        };
        let (basis, part) = match self.register.location()? {
            None => {
                let basis = Basis::found(&self.status, &self.issued, list.unverified(), at)?;
                let part = make(&basis)?;
                (basis, part)
            }
            // Until it is noted as published, nothing is recorded that it would lack.
            Some(location) => {
                let act = self.doer.act(at)?;
                Register::open(&location)?.write(&act, |transaction| {
                    self.order(transaction.db, previous.as_ref(), at)?;
                    let basis = Basis::registered(transaction.db, list.unverified(), at)?;
                    let part = make(&basis)?;
                    basis.note(transaction, &part.encode()?)?;
                    Ok::<_, CliError>((basis, part))
                })?
            }
        };
        files::write_atomic(&self.out, &part.encode()?, Access::Public)?;
        report(&part, &basis, out)
    }

    /// The file of the part before, and its bytes.
    fn previous(&self) -> Result<Option<(&Path, Vec<u8>)>, CliError> {
        let read = |path| Ok((path, files::read(path, limits::BUNDLE_BYTES)?));
        self.previous.as_deref().map(read).transpose()
    }

    /// Checks that this publication follows the one that the register noted last.
    fn order(
        &self,
        db: &mut Db,
        previous: Option<&(&Path, Vec<u8>)>,
        at: u64,
    ) -> Result<(), RegisterError> {
        if at > time::now().saturating_add(AHEAD) && !self.future {
            let at = time::format(at);
            return Err(RegisterError::PublicationAhead { at });
        }
        let Some(last) = db.last_publication()? else {
            return Ok(());
        };
        if at < last.at {
            let (at, published) = (time::format(at), time::format(last.at));
            return Err(RegisterError::PublicationOlder { at, published });
        }
        match previous {
            _ if self.previous_lost => Ok(()),
            None => Err(RegisterError::PreviousMissing),
            Some((_, bytes)) if hex(&digest(bytes)) == last.part => Ok(()),
            Some((file, _)) => Err(RegisterError::PreviousOther {
                file: (*file).to_owned(),
            }),
        }
    }

    /// Signs the status lists, and a snapshot that names them and the filters.
    fn part(
        &self,
        list: &TrustList,
        (signer, key): (&Certificate, &label_keys::Key),
        (basis, at): (&Basis, u64),
        out: &mut Output,
    ) -> Result<Bundle, CliError> {
        let faulty = unsigned(&self.signer);
        let mut part = Bundle::default();
        let mut snapshot = Snapshot {
            epoch: list.epoch,
            version: list.version,
            issued: at,
            expires: at.saturating_add(self.days.saturating_mul(DAY)),
            signers: Vec::new(),
        };
        let mut lists: BTreeMap<String, Digest> = BTreeMap::new();
        for file in &basis.statuses {
            let mut status = file.list(at)?;
            status.expires = Some(snapshot.expires);
            status.ttl = Some(DAY);
            let token = sign_status_list(&status, signer, key).map_err(&faulty)?;
            lists.insert(file.address.clone(), digest(&token));
            part.status_lists.push(token);
        }
        for label_signer in &list.label_signers {
            let name = name(label_signer);
            let unknown = basis.keys.is_some() && !basis.issued.contains_key(&name);
            let status_list = lists.get(&label_signer.status_uri);
            let Some(status_list) = status_list.filter(|_| !unknown) else {
                warn_of_silence(label_signer, unknown, out)?;
                continue;
            };
            let identities = basis.issued.get(&name).into_iter().flatten();
            let identities: Vec<_> = identities.copied().collect();
            let filter = IssuedFilter::build(&identities, random::bytes()?)?;
            let published = Published {
                status_list: *status_list,
                filter: digest(&filter),
            };
            snapshot.signers.push((name, published));
            part.filters.push(filter);
        }
        part.snapshots = vec![sign_snapshot(&snapshot, signer, key).map_err(&faulty)?];
        Ok(part)
    }

    /// What verifiers will check, and that what the part before revoked is still revoked.
    fn check(
        &self,
        list: &SignedTrustList,
        (part, previous): (&Bundle, Option<&(&Path, Vec<u8>)>),
        at: u64,
    ) -> Result<(), CliError> {
        list.verify(None)
            .map_err(|source| in_file(&self.list, source))?;
        let whole = Bundle {
            trust_lists: vec![list.encode()?],
            ..part.clone()
        };
        whole
            .open(Anchor::Nothing, at)
            .map_err(|source| in_file(&self.signer, source))?;
        let Some((path, bytes)) = previous else {
            return Ok(());
        };
        let fault = |source| in_file(path, source);
        let before = Bundle::decode(bytes).map_err(fault)?;
        for token in &before.snapshots {
            let snapshot = SnapshotToken::decode(token).and_then(|token| token.unverified());
            let issued = snapshot.map_err(fault)?.issued;
            if at < issued {
                return Err(fault(Error::ClockBeforeTrust { at, issued }));
            }
        }
        part.check_revocations(&before)
            .map_err(|source| in_file(&self.out, source))
    }
}

fn certificate(signer: &LabelSigner) -> &[u8] {
    signer.chain.first().map(Vec::as_slice).unwrap_or_default()
}

/// The name of a signer in snapshots.
fn name(signer: &LabelSigner) -> Digest {
    digest(certificate(signer))
}

/// Warns that nothing is published for a signer, unless it is revoked anyway.
fn warn_of_silence(signer: &LabelSigner, unknown: bool, out: &mut Output) -> Result<(), CliError> {
    if signer.state.is_revoked() {
        return Ok(());
    }
    if unknown {
        let subject = Certificate::from_der(certificate(signer))?.subject();
        return out.warning(format_args!(
            "{subject}: the register does not know this signer, so its labels cannot be decided"
        ));
    }
    out.warning(format_args!(
        "{}: no status file, so labels of this signer cannot be decided",
        signer.status_uri
    ))
}

/// Warns of labels that verifiers reject because the trust list does not let their signer sign them,
/// and of those that they should reject and do not.
fn warn_of_left_out(basis: &Basis, out: &mut Output) -> Result<(), CliError> {
    for signer in &basis.compromised {
        out.warning(format_args!(
            "{signer}: its key is compromised, and the trust list does not revoke it"
        ))?;
    }
    basis.left_out.iter().try_for_each(|left| {
        out.warning(format_args!(
            "{}: {} of its labels left out, the first {}: {}",
            left.signer, left.labels, left.first, left.error
        ))
    })
}

fn report(part: &Bundle, basis: &Basis, out: &mut Output) -> Result<Outcome, CliError> {
    warn_of_left_out(basis, out)?;
    let highest = &basis.highest;
    let labels: usize = basis.issued.values().map(BTreeSet::len).sum();
    let filters: usize = part.filters.iter().map(Vec::len).sum();
    let size = part.encode()?.len();
    if out.is_json() {
        out.json(&serde_json::json!({
            "labels": labels,
            "left_out": basis.left_out.iter().map(|left| left.labels).sum::<u64>(),
            "status_lists": part.status_lists.len(),
            "filters": part.filters.len(),
            "filter_bytes": filters,
            "bytes": size,
            "highest_indices": highest.iter().cloned().collect::<BTreeMap<_, _>>(),
        }))?;
    } else {
        let mut fields = vec![
            ("labels", labels.to_string()),
            ("status lists", part.status_lists.len().to_string()),
            (
                "issued filters",
                format!("{} ({filters} bytes)", part.filters.len()),
            ),
            ("size", format!("{size} bytes")),
        ];
        fields.extend(
            highest
                .iter()
                .map(|(signer, index)| ("highest index", format!("{index} of {signer}"))),
        );
        out.fields(&fields)?;
        out.next("'label trust build' puts it into a bundle, 'label trust update' into a store")?;
    }
    Ok(Outcome::Done)
}
