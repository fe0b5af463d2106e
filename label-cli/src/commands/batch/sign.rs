//! `label batch sign`, `resume`, `show` and `cancel`: what becomes of a plan.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use label_core::{Certificate, Signer};
use label_desk::DeskError;
use label_desk::plan::{self, PlanFile};
use label_desk::register::{Act, Key, PlanEntry, PlanState, Register, Signing};
use label_io::{files, time};
use label_keys::certificates;
use serde_json::json;

use super::render;
use crate::args::SymbolArgs;
use crate::args::operator::OperatorArgs;
use crate::args::passphrase::PassphraseArgs;
use crate::args::register::RegisterArgs;
use crate::commands::help;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::progress::Progress;

/// Sign a plan: record every label, sign, verify, store and draw it
///
/// For each label there are ID.cbor and ID.txt in the directory, as 'label issue' makes them; the
/// register has the credentials in any case.
#[derive(Args, Debug)]
#[command(after_help = help!("  label batch sign plan.jsonl --key labels-1.key --out labels --svg\n  label batch sign plan.jsonl --register postgres://desk@localhost/register --key labels-1.key"))]
pub(crate) struct Sign {
    #[command(flatten)]
    signing: SigningArgs,
}

/// Go on with a plan whose signing was stopped
///
/// The labels that are signed stay as they are, the others are signed as they were recorded. With
/// --out, files that are missing are made.
#[derive(Args, Debug)]
#[command(after_help = help!("  label batch resume plan.jsonl --key labels-1.key --out labels --svg"))]
pub(crate) struct Resume {
    #[command(flatten)]
    signing: SigningArgs,
}

impl Sign {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        self.signing.run(Begin::New, out)
    }
}

impl Resume {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        self.signing.run(Begin::Again, out)
    }
}

/// The state that a plan may be in before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begin {
    New,
    Again,
}

/// What both commands take.
#[derive(Args, Debug)]
struct SigningArgs {
    /// Plan
    plan: PathBuf,
    /// Private key of the signer: a file, or a pkcs11: URI
    #[arg(long, value_name = "KEY")]
    key: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// Directory for the files of the labels
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Also write ID.svg
    #[arg(long, requires = "out")]
    svg: bool,
    /// Also write ID.png
    #[arg(long, requires = "out")]
    png: bool,
    #[command(flatten)]
    symbol: SymbolArgs,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

/// The time that the signing of a plan took.
#[derive(Default)]
struct Took {
    /// From the first label recorded to the last one stored.
    all: Duration,
    /// The key's own time in it, on all cores together.
    key: Duration,
    /// The part of that in which a core worked, where the system tells.
    key_cpu: Option<Duration>,
}

/// A plan that was opened with its register and its signer.
pub(super) struct Desk {
    pub(super) plan: PlanFile,
    pub(super) register: Register,
    key: Key,
    chain: Vec<Vec<u8>>,
    certificate: Certificate,
}

impl SigningArgs {
    fn run(&self, begin: Begin, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let options = self.symbol.options(self.svg, self.png)?;
        if let (Some(directory), Begin::New) = (&self.out, begin) {
            files::refuse_filled(directory)?;
        }
        let mut desk = Desk::open(&self.plan, &self.register, out)?;
        let entry = desk.entry()?;
        self.check_state(entry.as_ref(), begin)?;
        if let Begin::New = begin {
            warn_without_backup(&mut desk.register, out)?;
        }
        let counts = desk.register.read(|db| db.counts(&desk.plan.id))?;
        let mut took = Took::default();
        if entry
            .as_ref()
            .is_none_or(|entry| entry.state != PlanState::Done)
            || counts.pending > 0
        {
            let key = self.key(&desk, out)?;
            took = desk.sign(&act, entry, &key)?;
        }
        let drawn = match &self.out {
            None => None,
            Some(directory) => Some(render::render(
                &mut desk.register,
                &desk.plan.id,
                &render::Rendering {
                    directory,
                    chain: &desk.chain,
                    page: &desk.plan.header.page,
                    options: &options,
                },
            )?),
        };
        self.report(&mut desk, (drawn, &took), out)
    }

    fn check_state(&self, entry: Option<&PlanEntry>, begin: Begin) -> Result<(), CliError> {
        let file = self.plan.clone();
        match (entry.map(|entry| entry.state), begin) {
            (Some(PlanState::Cancelled), _) => Err(DeskError::PlanCancelled { file }.into()),
            (Some(_), Begin::New) => Err(DeskError::PlanBegun { file }.into()),
            _ => Ok(()),
        }
    }

    /// Opens the signer's key, which must be the one in its certificate.
    fn key(&self, desk: &Desk, out: &mut Output) -> Result<label_keys::Key, CliError> {
        let key = label_keys::load_signing_key(&self.key, &self.passphrase.source(), out)?;
        certificates::check_key(
            (&self.key, &key.public_key()),
            (&self.plan, &desk.certificate),
        )?;
        Ok(key)
    }

    fn report(
        &self,
        desk: &mut Desk,
        (drawn, took): (Option<u64>, &Took),
        out: &mut Output,
    ) -> Result<Outcome, CliError> {
        let counts = desk.register.read(|db| db.counts(&desk.plan.id))?;
        if out.is_json() {
            out.json(&json!({
                "plan": desk.plan.id,
                "signed": counts.signed,
                "pending": counts.pending,
                "cancelled": counts.cancelled,
                "directory": self.out,
                "drawn": drawn,
                "seconds": took.all.as_secs_f64(),
                "key_seconds": took.key.as_secs_f64(),
                "key_cpu_seconds": took.key_cpu.map(|took| took.as_secs_f64()),
            }))?;
            return Ok(Outcome::Done);
        }
        out.fields(&[
            ("plan", desk.plan.id.clone()),
            ("labels signed", counts.signed.to_string()),
        ])?;
        if counts.cancelled > 0 {
            out.fields(&[("labels cancelled", counts.cancelled.to_string())])?;
        }
        if let Some(directory) = &self.out {
            out.next(format_args!(
                "'label verify {}/ID.cbor' checks a label, 'label register audit' all of them",
                directory.display()
            ))?;
        } else {
            out.next(
                "'label register audit' checks all of them, 'label register export' lists them",
            )?;
        }
        Ok(Outcome::Done)
    }
}

/// Warns where labels that are signed now rest on what no backup has.
pub(super) fn warn_without_backup(
    register: &mut Register,
    out: &mut Output,
) -> Result<(), CliError> {
    let changes = register.read(label_desk::register::Db::changes_since_backup)?;
    if changes > 0 {
        out.warning(format_args!(
            "{changes} changes since the last backup: a register restored from it could not take over these labels; back up before signing"
        ))?;
    }
    Ok(())
}

impl Desk {
    /// Opens a plan and the register that it was made for.
    pub(super) fn open(
        path: &Path,
        register: &RegisterArgs,
        out: &mut Output,
    ) -> Result<Self, CliError> {
        let plan = PlanFile::open(path)?;
        let file = path.to_owned();
        if plan.header.reserved.is_some() {
            return Err(DeskError::PlanExported { file }.into());
        }
        let mut register = Register::open(&register.location(out)?)?;
        if register.id() != plan.header.register {
            return Err(DeskError::PlanOther { file }.into());
        }
        let key = register.read(|db| db.key(&plan.header.signer))?;
        let key = key.ok_or(DeskError::KeyUnknown { file })?;
        let chain = certificates::from_pem(path, &key.chain)?;
        let first = chain.first().map(Vec::as_slice).unwrap_or_default();
        let certificate = Certificate::from_der(first)?;
        Ok(Self {
            plan,
            register,
            key,
            chain,
            certificate,
        })
    }

    /// The plan in the register, if it was begun.
    pub(super) fn entry(&mut self) -> Result<Option<PlanEntry>, CliError> {
        Ok(self.register.read(|db| db.plan(&self.plan.id))?)
    }

    /// Records every label of the plan, unless that was done before, and signs what is not signed.
    fn sign(
        &mut self,
        act: &Act,
        entry: Option<PlanEntry>,
        key: &label_keys::Key,
    ) -> Result<Took, CliError> {
        let start = Instant::now();
        let entry = match entry {
            Some(entry) => entry,
            None => self.reserve(act)?,
        };
        let (took, worked) = (AtomicU64::new(0), AtomicU64::new(0));
        let sign = |message: &[u8]| {
            let (start, idle) = (Instant::now(), time::of_thread());
            let signature = key.sign(message);
            let work = time::of_thread().saturating_sub(idle);
            for (sum, part) in [(&took, start.elapsed()), (&worked, work)] {
                let part = u64::try_from(part.as_nanos()).unwrap_or(u64::MAX);
                sum.fetch_add(part, Ordering::Relaxed);
            }
            signature.map_err(DeskError::from)
        };
        let counts = self.register.read(|db| db.counts(&entry.id))?;
        let progress = Progress::new(usize::try_from(counts.pending).unwrap_or(usize::MAX));
        plan::sign(
            &mut self.register,
            act,
            &entry,
            &sign,
            &self.certificate,
            &mut |labels| progress.advance(labels),
        )?;
        Ok(Took {
            all: start.elapsed(),
            key: Duration::from_nanos(took.into_inner()),
            key_cpu: Some(Duration::from_nanos(worked.into_inner())).filter(|took| !took.is_zero()),
        })
    }

    /// Records every label of the plan.
    pub(super) fn reserve(&mut self, act: &Act) -> Result<PlanEntry, CliError> {
        let entry = PlanEntry {
            id: self.plan.id.clone(),
            labels: self.plan.header.labels,
            state: PlanState::Begun,
            begun: act.at,
        };
        let signing = Signing {
            key: &self.key,
            certificate: &self.certificate,
            file: &self.plan.path,
        };
        let mut labels = self.plan.labels()?;
        Ok(self.register.reserve(act, &entry, &signing, &mut labels)?)
    }
}

/// Show how far a plan is
#[derive(Args, Debug)]
#[command(after_help = help!("  label batch show plan.jsonl"))]
pub(crate) struct Show {
    /// Plan
    plan: PathBuf,
    #[command(flatten)]
    register: RegisterArgs,
}

impl Show {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let mut desk = Desk::open(&self.plan, &self.register, out)?;
        let state = desk
            .entry()?
            .map_or("planned", |entry| entry.state.as_str());
        let counts = desk.register.read(|db| db.counts(&desk.plan.id))?;
        let header = &desk.plan.header;
        if out.is_json() {
            out.json(&json!({
                "plan": desk.plan.id,
                "state": state,
                "labels": header.labels,
                "signed": counts.signed,
                "pending": counts.pending,
                "cancelled": counts.cancelled,
                "signer": desk.key.subject,
                "page": header.page,
            }))?;
        } else {
            out.fields(&[
                ("plan", desk.plan.id.clone()),
                ("state", state.to_owned()),
                ("labels", header.labels.to_string()),
                ("signed", counts.signed.to_string()),
                ("signer", desk.key.subject.clone()),
                ("page", header.page.clone()),
            ])?;
        }
        Ok(Outcome::Done)
    }
}

/// Give up what a plan has not signed
///
/// Labels that are signed stay. The models of the others can be planned again.
#[derive(Args, Debug)]
#[command(after_help = help!("  label batch cancel plan.jsonl --why 'signer retired'"))]
pub(crate) struct Cancel {
    /// Plan, or its id in the journal where the file is lost
    plan: PathBuf,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl Cancel {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let (id, mut register) = if let Some(id) = plan_id(&self.plan) {
            (id, Register::open(&self.register.location(out)?)?)
        } else {
            let desk = Desk::open(&self.plan, &self.register, out)?;
            (desk.plan.id, desk.register)
        };
        let cancelled = register.cancel(&act, &id)?;
        let cancelled = cancelled.ok_or_else(|| DeskError::Nothing {
            what: format!("{}: nothing of this plan is pending", self.plan.display()),
        })?;
        if out.is_json() {
            out.json(&json!({ "plan": id, "cancelled": cancelled }))?;
        } else {
            out.fields(&[("plan", id), ("labels cancelled", cancelled.to_string())])?;
        }
        Ok(Outcome::Done)
    }
}

/// The id that stands where a plan's file could: 64 hexadecimal digits.
fn plan_id(plan: &Path) -> Option<String> {
    let text = plan.to_str()?;
    let is_id = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_id && !plan.exists()).then(|| text.to_ascii_lowercase())
}
