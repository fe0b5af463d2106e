//! `label publish daily`: the job of every morning, for a timer.

use std::path::PathBuf;

use clap::Args;
use label_desk::ends::Span;
use label_desk::register::Register;

use super::job::{Files, Job, Lists, Time};
use super::report::Report;
use crate::args::intake;
use crate::args::operator::DoerArgs;
use crate::args::passphrase::PassphraseArgs;
use crate::args::register::OptionalRegisterArgs;
use crate::commands::trust::AtArgs;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Days for which a publication holds where nobody says otherwise.
const DAYS: u64 = 8;
/// Days before the end of what only the roots can renew, from which on it is warned of.
const WITHIN: u32 = 30;

/// Publish today's lists, the bundle and the site, as a timer does every day
///
/// Signs the lists of the day, puts them into the bundle, and makes the site again. Where that was done today,
/// and nothing was recorded since, nothing is signed; what is missing is made. A run that was stopped anywhere
/// is finished by the next one, and two at once wait for each other.
///
/// Nothing is signed for the roots: where the trust list or a certificate ends soon, that is said, and the
/// exit code is 1.
///
/// Files and keys stand in the settings, under [daily] in desk.toml; an argument counts before its setting.
#[allow(rustdoc::broken_intra_doc_links)] // a table of the settings, no link
#[derive(Args, Debug)]
#[command(
    name = "daily",
    after_help = "EXAMPLES\n  label publish daily --settings /srv/label/desk.toml\n  label publish daily --key lists.key --signer lists.pem --passphrase-file passphrase\n\nEXIT CODES\n  0  done\n  1  done, and somebody must look at what is warned of\n  2  not done: the next run, or the same command, goes on"
)]
pub(crate) struct DailyCommand {
    /// The desk's settings [default: desk.toml, where there is one]
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Trust list of today
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// A list that changed the root set, oldest first; for verifiers that missed it
    #[arg(long, value_name = "FILE")]
    change: Vec<PathBuf>,
    #[command(flatten)]
    register: OptionalRegisterArgs,
    #[command(flatten)]
    doer: DoerArgs,
    /// Private key of the list signer: a file, or a pkcs11: URI
    #[arg(long, value_name = "KEY")]
    key: Option<PathBuf>,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// Certificate of the list signer
    #[arg(long, value_name = "FILE")]
    signer: Option<PathBuf>,
    /// File for the part; the one that is there was published before
    #[arg(long, value_name = "FILE")]
    part: Option<PathBuf>,
    /// File for the bundle
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    /// File for the part with only what is new, for tills
    #[arg(long, value_name = "FILE")]
    changes: Option<PathBuf>,
    /// File for the part of a page
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
    /// File for the bundle of a page, of which the site is made then
    #[arg(long, value_name = "FILE")]
    page_bundle: Option<PathBuf>,
    /// Days for which verifiers may rely on the lists [default: 8]
    #[arg(long, value_name = "N")]
    days: Option<u64>,
    /// The time before the end of the trust list or a certificate, from which on it is warned of [default: 30d]
    #[arg(long, value_name = "72h|30d")]
    within: Option<Span>,
    /// The part that the register noted last is lost, or was never written
    #[arg(long)]
    previous_lost: bool,
    /// Publish as of a time that is still to come: no label can be dated before it
    #[arg(long)]
    future: bool,
    #[command(flatten)]
    at: AtArgs,
}

impl DailyCommand {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let (job, location) = self.job(out)?;
        let mut register = Register::open(&location)?;
        // A key in a module is opened before others have to wait, and only where something is to be signed.
        let key = match job.peek(&mut register)? {
            Some(_) => Some(job.key(out)?),
            None => None,
        };
        let held = job.files.hold()?;
        let signed = job.publish(&mut register, &held, key, out)?;
        let bundled = job.bundles(&held)?;
        let mut report = Report::new(&signed, &bundled, &job)?;
        report.warn(out)?;
        report.site_changed = job.site(&held, bundled.at, out)?;
        report.print(out)?;
        Ok(report.outcome())
    }

    /// The job of the arguments, and of the settings where they say nothing; and the place of its register.
    fn job(&self, out: &mut Output) -> Result<(Job, label_desk::register::Location), CliError> {
        let (file, settings) = intake::settings(self.settings.as_deref())?;
        let set = settings.daily(&file);
        let or = |own: &Option<PathBuf>, set: Option<PathBuf>| own.clone().or(set);
        let needed = |path: Option<PathBuf>, name: &'static str| path.ok_or_else(|| missing(name));
        let register = self.register.or(
            set.register.unwrap_or_default(),
            set.register_password_file,
            set.register_ca,
        );
        let location = register.location(out)?;
        let (passphrase, pin) = (set.passphrase_file.as_ref(), set.pin_file.as_ref());
        let mut changed = [self.change.clone(), set.change].into_iter();
        let job = Job {
            lists: Lists {
                list: needed(or(&self.list, set.list), "list")?,
                change: changed.find(|lists| !lists.is_empty()).unwrap_or_default(),
            },
            key: needed(or(&self.key, set.key), "key")?,
            source: self
                .passphrase
                .source_or(passphrase, pin, set.pkcs11_module),
            signer: needed(or(&self.signer, set.signer), "signer")?,
            files: Files {
                part: needed(or(&self.part, set.part), "part")?,
                bundle: needed(or(&self.bundle, set.bundle), "bundle")?,
                changes: or(&self.changes, set.changes),
                page: or(&self.page, set.page),
                page_bundle: or(&self.page_bundle, set.page_bundle),
                site: set.site,
            },
            doer: self.doer.or(set.by),
            days: self.days.or(set.days).unwrap_or(DAYS),
            within: self
                .within
                .or(set.within)
                .unwrap_or(const { Span::days(WITHIN) }),
            previous_lost: self.previous_lost,
            time: Time {
                at: self.at.given().then(|| self.at.time()).transpose()?,
                future: self.future,
            },
        };
        job.files.check()?;
        Ok((job, location))
    }
}

/// The error where neither an argument nor the settings name something.
fn missing(name: &'static str) -> CliError {
    CliError::Usage {
        message: format!("--{name}: missing"),
        hint: format!("give --{name}, or write '{name}' under [daily] into desk.toml"),
    }
}
