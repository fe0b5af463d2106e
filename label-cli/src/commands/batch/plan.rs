//! `label batch plan`: everything is checked, nothing is signed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use label_core::scheme::Schemes;
use label_core::{Certificate, CertificateFingerprint, Claims, Error, Issuer, UnixTime};
use label_desk::DeskError;
use label_desk::label_fields::{Draft, Intake, NumberRule, Place, Problem, Rules};
use label_desk::plan::{self, Header, NewPlan, RegisterDesk};
use label_desk::register::{Db, Key, PlanState, Register, model_of, no_index};
use label_desk::table::{self, Entry, Grouping, Table};
use label_io::files;
use label_io::time::{self, Edge};
use label_keys::certificates;
use serde_json::json;

use crate::args::IntakeArgs;
use crate::args::intake::Noticed;
use crate::args::register::RegisterArgs;
use crate::commands::help;
use crate::commands::issue::check_page;
use crate::commands::trust::read_list;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Check every row of a table against the register and write a plan
///
/// The table is CSV in UTF-8 or Shift_JIS, or XLSX. It names registrations and models; what it leaves
/// out comes from the register, and what it says otherwise is a fault. All faults are reported at
/// once, with row and column. No key is used and the register is not changed.
#[derive(Args, Debug)]
#[command(after_help = help!("  label batch plan products.csv --expect 477 --signer labels-1.pem --page https://label.example.jp --out plan.jsonl\n  label batch plan --granted --signer labels-1.pem --page https://label.example.jp --out plan.jsonl"))]
pub(crate) struct Plan {
    /// Table of the labels
    #[arg(required_unless_present = "granted")]
    input: Option<PathBuf>,
    /// Plan a label for every model that was granted and has none
    #[arg(long, conflicts_with = "input")]
    granted: bool,
    /// Put all models of a registration into one credential
    #[arg(long, conflicts_with = "granted")]
    per_registration: bool,
    /// Plan nothing unless it makes so many labels
    #[arg(long, value_name = "N")]
    expect: Option<usize>,
    /// Certificate of the signer
    #[arg(long, value_name = "FILE")]
    signer: PathBuf,
    /// Trust list: what it does not let the signer sign is a fault
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// Address that the symbols lead to
    #[arg(long, value_name = "URL")]
    page: String,
    /// New file for the plan
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    register: RegisterArgs,
    /// When labels are issued that do not say it: RFC 3339, a day in UTC, or @ and seconds since
    /// 1970 [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    #[command(flatten)]
    intake: IntakeArgs,
}

/// The labels of a plan.
struct Planned {
    entries: Vec<Entry>,
    noticed: Noticed,
    /// Labels that get an index with this plan.
    indices: usize,
}

/// A plan with what is said about it.
struct Made {
    plan: NewPlan,
    labels: Vec<Claims>,
    indices: usize,
    noticed: Noticed,
    /// The time of labels that say no other.
    at: UnixTime,
}

impl Plan {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        check_page(&self.page)?;
        files::refuse_existing(&self.out)?;
        let at = self.at.as_ref().map(|text| time::parse(text, Edge::Start));
        let at = at.unwrap_or_else(|| Ok(time::now()))?;
        let chain = certificates::read(&self.signer)?;
        let first = chain.first().map(Vec::as_slice).unwrap_or_default();
        let signer = Certificate::from_der(first).map_err(CliError::of_file(&self.signer))?;
        let mut register = Register::open_read(&self.register.location(out)?)?;
        let id = register.id().to_owned();
        let mut texts = self.intake.rules()?;
        // The register says which numbers there are.
        texts.numbers = NumberRule::Known;
        let made = register.read(|db| self.make((db, &texts), &id, &signer, at));
        let noticed = made.as_ref().map(|made| &made.noticed);
        self.intake.tell(self.input.as_deref(), noticed, out)?;
        let made = made?;
        made.plan.write(&self.out)?;
        if made.at != at {
            let (at, later) = (time::format(at), time::format(made.at));
            out.warning(format_args!(
                "a plan of these labels for {at} was cancelled: these are dated {later}"
            ))?;
        }
        self.report(&made, out)
    }

    /// Makes a plan, as many seconds later as it needs to be another one than those that were cancelled.
    fn make(
        &self,
        (db, texts): (&mut Db, &Intake),
        register: &str,
        signer: &Certificate,
        mut at: UnixTime,
    ) -> Result<Made, CliError> {
        let mut cancelled = None;
        loop {
            let planned = self.plan((db, texts), signer, at)?;
            let labels = planned.entries.into_iter().map(|entry| entry.claims);
            let labels: Vec<Claims> = labels.collect();
            let name = signer.fingerprint().to_string();
            let header = Header::new(register, &name, &self.page, labels.len() as u64);
            let plan = NewPlan::new(&header, &labels)?;
            let known = db.plan(&plan.id)?;
            if known.is_none_or(|known| known.state != PlanState::Cancelled) {
                return Ok(Made {
                    plan,
                    labels,
                    indices: planned.indices,
                    noticed: planned.noticed,
                    at,
                });
            }
            // Every label has a time of its own, which stays.
            if cancelled.as_ref() == Some(&plan.id) {
                let file = self.out.clone();
                return Err(DeskError::PlanRepeated { file }.into());
            }
            cancelled = Some(plan.id);
            at = at.saturating_add(1);
        }
    }

    fn plan(
        &self,
        (db, texts): (&mut Db, &Intake),
        signer: &Certificate,
        at: UnixTime,
    ) -> Result<Planned, CliError> {
        let key = db.key(&signer.fingerprint().to_string())?;
        let mut key = key.ok_or_else(|| DeskError::KeyUnknown {
            file: self.signer.clone(),
        })?;
        key.in_use()?;
        if let Some(list) = db.list(&key.list)? {
            key.given_here(&list)?;
        }
        let schemes = Schemes::builtin();
        let read = match &self.input {
            Some(input) => self.table((db, texts), input, &schemes, at)?,
            None => granted(db, &schemes, at)?,
        };
        let (entries, noticed) = self.intake.refuse(read)?;
        self.check_count(entries.len())?;
        self.prepare(&entries, signer, &schemes)?;
        if let Some(list) = &self.list {
            key.highest = check_scope(list, signer, &entries)?;
        }
        let indices = indices(db, &key, &entries)?;
        Ok(Planned {
            entries,
            noticed,
            indices,
        })
    }

    fn table(
        &self,
        (db, texts): (&mut Db, &Intake),
        input: &Path,
        schemes: &Schemes,
        at: UnixTime,
    ) -> Result<Table, CliError> {
        let bytes = files::read(input, table::FILE_BYTES)?;
        let grouping = match self.per_registration {
            true => Grouping::PerRegistration,
            false => Grouping::PerModel,
        };
        let mut desk = RegisterDesk::new(db, schemes, at)?;
        let rules = Rules {
            schemes,
            issued: at,
        };
        let defaults = Draft::default();
        let options = self.intake.options(grouping, texts);
        let table = table::read_with(input, &bytes, (&defaults, rules), &options, &mut desk)?;
        Ok(table)
    }

    fn check_count(&self, found: usize) -> Result<(), CliError> {
        match self.expect {
            Some(expected) if expected != found => Err(CliError::LabelCount {
                file: self
                    .input
                    .clone()
                    .unwrap_or_else(|| PathBuf::from("the register")),
                found,
                expected,
            }),
            _ => Ok(()),
        }
    }

    /// Checks every label against the signer's certificate and the size that it may have.
    fn prepare(
        &self,
        entries: &[Entry],
        signer: &Certificate,
        schemes: &Schemes,
    ) -> Result<(), CliError> {
        let issuer = Issuer::new(signer, schemes).map_err(CliError::of_file(&self.signer))?;
        let check = |entry: &Entry| {
            let mut claims = entry.claims.clone();
            // As long as an index can be.
            claims.label.status_index = Some(label_core::limits::STATUS_ENTRIES as u64 - 1);
            issuer.prepare(&claims).map(drop)
        };
        let (checked, ()) = label_io::parallel::map(entries, check, || ());
        let mut problems = Vec::new();
        for (entry, checked) in entries.iter().zip(checked) {
            match checked {
                Ok(()) => {}
                Err(error @ (Error::LabelNotNested | Error::InputTooLarge { .. })) => {
                    problems.push(Problem::new(entry.place.clone(), error.into()));
                }
                Err(error) => return Err(CliError::of_file(&self.signer)(error)),
            }
        }
        CliError::check(problems)
    }

    fn report(&self, made: &Made, out: &mut Output) -> Result<Outcome, CliError> {
        let (id, labels, noticed) = (&made.plan.id, &made.labels, &made.noticed);
        let registrations: BTreeSet<&str> = labels
            .iter()
            .map(|claims| claims.registration.as_str())
            .collect();
        if out.is_json() {
            out.json(&json!({
                "file": self.out,
                "plan": id,
                "labels": labels.len(),
                "registrations": registrations.len(),
                "indices": made.indices,
                "warnings": noticed.warnings,
                "changes": noticed.changes,
            }))?;
            return Ok(Outcome::Done);
        }
        noticed.print(out)?;
        out.fields(&[
            ("plan", id.to_owned()),
            ("labels", labels.len().to_string()),
            ("registrations", registrations.len().to_string()),
            ("new indices", made.indices.to_string()),
        ])?;
        out.next(format_args!(
            "'label batch sign {}' signs it",
            self.out.display()
        ))?;
        Ok(Outcome::Done)
    }
}

/// A label for every model that was granted and has none.
fn granted(db: &mut Db, schemes: &Schemes, at: UnixTime) -> Result<Table, CliError> {
    if let Some(last) = db.last_publication()?.filter(|last| at <= last.at) {
        let (issued, published) = (time::format(at), time::format(last.at));
        return Err(DeskError::PlanPublished { issued, published }.into());
    }
    let labels = plan::granted(db, schemes, at)?;
    if labels.is_empty() {
        let what = "every model that was granted has its label".to_owned();
        return Err(DeskError::Nothing { what }.into());
    }
    let entries = labels.into_iter().map(|claims| Entry {
        id: String::new(),
        place: Place::Register(claims.registration.clone()),
        claims,
    });
    let entries: Vec<Entry> = entries.collect();
    Ok(Table {
        warnings: table::warnings(&entries, schemes),
        entries,
        changes: Vec::new(),
    })
}

/// Checks every label against what a trust list lets its signer sign; gives the highest index.
fn check_scope(
    file: &Path,
    signer: &Certificate,
    entries: &[Entry],
) -> Result<Option<u64>, CliError> {
    let list = read_list(file)?;
    let mut signers = list.unverified().label_signers.iter();
    let name = signer.fingerprint();
    let listed = signers.find(|one| {
        one.chain
            .first()
            .is_some_and(|der| CertificateFingerprint::of(der) == name)
    });
    let listed = listed.ok_or_else(|| CliError::of_file(file)(Error::SignerUnknown))?;
    let mut problems = Vec::new();
    for entry in entries {
        let claims = &entry.claims;
        if let Err(error) = listed.check_scope(&claims.registration, &claims.label) {
            problems.push(Problem::new(entry.place.clone(), error.into()));
        }
    }
    CliError::check(problems)?;
    Ok(listed.highest_index)
}

/// The number of indices that the plan needs; the list must have them.
fn indices(db: &mut Db, key: &Key, entries: &[Entry]) -> Result<usize, CliError> {
    let of_list = [(&key.list).into()];
    let used = db.count("SELECT count(*) FROM statuses WHERE list = ?1", &of_list)?;
    let has = db.indexed(&key.list)?;
    let owner = |claims: &Claims| (claims.registration.clone(), model_of(claims).to_owned());
    let new = entries
        .iter()
        .filter(|entry| !has.contains(&owner(&entry.claims)))
        .count();
    let Some(list) = db.list(&key.list)? else {
        return Ok(new);
    };
    let entries = key.entries(&list);
    if new > 0 && used + new as u64 > entries {
        return Err(no_index(&list, &key.subject, entries).into());
    }
    Ok(new)
}
