//! The steps of the daily job, each of which does nothing where it was done.

use std::path::{Path, PathBuf};

use label_core::Anchor;
use label_core::{Bundle, Certificate, Opened, SignedTrustList, UnixTime, limits};
use label_desk::ends::Span;
use label_desk::publish::{
    Basis, Due, Exemptions, LastFiles, Parts, Publication, Records, Silence,
};
use label_desk::register::{Db, Register};
use label_desk::settings::DailySite;
use label_io::files::{self, Access};
use label_io::{Exclusive, time};
use label_keys::{Key, KeySource, certificates};

use crate::args::operator::DoerArgs;
use crate::commands::site::build::Build;
use crate::commands::site::daily::directory;
use crate::commands::status::publish::{of, warn_of_left_out, warn_of_silence};
use crate::commands::trust::bundle::put_together;
use crate::commands::trust::{in_file, read_list};
use crate::error::CliError;
use crate::output::Output;
use crate::site::{replace, stands};

/// Seconds by which a clock may have been set back since the last publication.
const SET_BACK: u64 = 300;
/// The name under which files are held.
const HOLDER: &str = "label publish daily";

/// Everything that the job needs.
pub(super) struct Job {
    pub(super) lists: Lists,
    pub(super) key: PathBuf,
    pub(super) source: KeySource,
    pub(super) signer: PathBuf,
    pub(super) files: Files,
    pub(super) doer: DoerArgs,
    pub(super) days: u64,
    pub(super) within: Span,
    pub(super) previous_lost: bool,
    pub(super) time: Time,
}

/// The trust list of today, and those that changed the root set.
pub(super) struct Lists {
    pub(super) list: PathBuf,
    pub(super) change: Vec<PathBuf>,
}

/// The time of the job.
#[derive(Clone, Copy)]
pub(super) struct Time {
    /// The time that was given; else that of the clock.
    pub(super) at: Option<UnixTime>,
    /// True where it may be still to come.
    pub(super) future: bool,
}

impl Time {
    pub(super) fn now(self) -> UnixTime {
        self.at.unwrap_or_else(time::now)
    }
}

/// The files that the job writes.
pub(super) struct Files {
    pub(super) part: PathBuf,
    pub(super) bundle: PathBuf,
    pub(super) changes: Option<PathBuf>,
    pub(super) page: Option<PathBuf>,
    pub(super) page_bundle: Option<PathBuf>,
    pub(super) site: Option<DailySite>,
}

impl Files {
    /// Fails where a bundle is wanted of a part that is not, or a site without a directory.
    pub(super) fn check(&self) -> Result<(), CliError> {
        self.site.as_ref().map_or(Ok(Path::new("")), directory)?;
        match (&self.page, &self.page_bundle) {
            (None, Some(_)) => Err(CliError::Usage {
                message: "--page-bundle: there is no part of a page to put into it".to_owned(),
                hint: "give --page as well".to_owned(),
            }),
            _ => Ok(()),
        }
    }

    /// Holds everything that is written, in one order for every run.
    pub(super) fn hold(&self) -> Result<Vec<Exclusive>, CliError> {
        let site = self.site.as_ref().and_then(|site| site.out.as_deref());
        let others = [&self.changes, &self.page, &self.page_bundle];
        let others = others.into_iter().flatten();
        let paths = [&self.part, &self.bundle].into_iter().chain(others);
        let paths = paths.map(PathBuf::as_path).chain(site);
        Ok(Exclusive::open_all(paths, HOLDER)?)
    }

    /// The files that belong to the part.
    fn others(&self) -> impl Iterator<Item = &PathBuf> {
        [&self.changes, &self.page].into_iter().flatten()
    }

    /// The bundle that the site is made of.
    fn of_site(&self) -> &Path {
        self.page_bundle.as_ref().unwrap_or(&self.bundle)
    }
}

/// The lists that were signed, if any were.
pub(super) struct Signed {
    /// The reason for it; nothing was signed where there is none.
    pub(super) due: Option<Due>,
    pub(super) content: Option<(Basis, Parts)>,
    /// Signers for which nothing was published.
    pub(super) silent: u64,
}

/// The bundle as it stands, opened.
pub(super) struct Bundled {
    pub(super) bundle: Bundle,
    pub(super) opened: Opened,
    /// The time of the clock, or that of the lists where they are of a few seconds later.
    pub(super) at: UnixTime,
    /// True where it is another one than before.
    pub(super) is_new: bool,
}

impl Job {
    /// The reason to publish, as far as it can be seen while others may be at it.
    pub(super) fn peek(&self, register: &mut Register) -> Result<Option<Due>, CliError> {
        let read = |path: &Path| -> Result<Option<Vec<u8>>, CliError> {
            match path.exists() {
                true => Ok(Some(files::read(path, limits::BUNDLE_BYTES)?)),
                false => Ok(None),
            }
        };
        let list = read_list(&self.lists.list)?;
        self.due(register, &list, &self.standing(read)?)
    }

    /// The key of the list signer.
    pub(super) fn key(&self, out: &mut Output) -> Result<Key, CliError> {
        Ok(label_keys::load_signing_key(&self.key, &self.source, out)?)
    }

    /// Publishes where there is a reason to.
    pub(super) fn publish(
        &self,
        register: &mut Register,
        held: &[Exclusive],
        key: Option<Key>,
        out: &mut Output,
    ) -> Result<Signed, CliError> {
        let list = read_list(&self.lists.list)?;
        let standing = self.standing(|path| match of(held, path) {
            Some(held) => Ok(held.read_if_there(limits::BUNDLE_BYTES)?),
            None => Ok(None),
        })?;
        let mut signed = Signed {
            due: self.due(register, &list, &standing)?,
            content: None,
            silent: 0,
        };
        if signed.due.is_some() {
            // Another run may have left something to sign since this one looked.
            let key = key.map_or_else(|| self.key(out), Ok)?;
            let mut warn = |silence: &Silence| {
                signed.silent += 1;
                warn_of_silence(silence, out)
            };
            let made = self.sign(register, (held, &standing), (&list, &key), &mut warn)?;
            warn_of_left_out(&made.0, out)?;
            signed.content = Some(made);
        }
        Ok(signed)
    }

    /// Signs the lists of today and writes them; the part comes last, as with `label status publish`.
    fn sign(
        &self,
        register: &mut Register,
        (held, standing): (&[Exclusive], &Stands),
        (list, key): (&SignedTrustList, &Key),
        warn: &mut dyn FnMut(&Silence) -> Result<(), CliError>,
    ) -> Result<(Basis, Parts), CliError> {
        let signer = certificates::read(&self.signer)?;
        let signer = Certificate::from_der(signer.first().map(Vec::as_slice).unwrap_or_default())?;
        let at = self.moment(register)?;
        let changes = self.files.changes.as_deref();
        let before = changes.and_then(|path| Some((path, standing.of(path)?)));
        let part = &self.files.part;
        let publication = Publication {
            list,
            list_file: &self.lists.list,
            signer: &signer,
            signer_file: &self.signer,
            key,
            previous: standing.of(part).map(|bytes| (part.as_path(), bytes)),
            previous_changes: before,
            records: Records::default(),
            journal: None,
            at,
            days: self.days,
            file: part,
        };
        let exemptions = Exemptions {
            previous_lost: self.previous_lost,
            future: self.time.future,
        };
        let act = self.doer.act(at)?;
        let mut store = |parts: &Parts| self.store(parts, held);
        publication.of_register(register, &act, exemptions, warn, &mut store)
    }

    /// The time of the lists: later than that of any before, since verifiers take one of a second only.
    fn moment(&self, register: &mut Register) -> Result<UnixTime, CliError> {
        let now = self.time.now();
        let last = register.read(Db::last_publication)?;
        // Much later ones are refused where the publication is made.
        let near = now..now.saturating_add(SET_BACK);
        let last = last.filter(|last| near.contains(&last.at));
        Ok(last.map_or(now, |last| last.at.saturating_add(1)))
    }

    fn store(&self, parts: &Parts, held: &[Exclusive]) -> Result<(), CliError> {
        let outputs = [
            (self.files.changes.as_ref(), &parts.changes),
            (self.files.page.as_ref(), &parts.page),
            (Some(&self.files.part), &parts.part),
        ];
        for (path, part) in outputs {
            if let Some(held) = path.and_then(|path| of(held, path)) {
                held.replace(&part.encode()?, Access::Public)?;
            }
        }
        Ok(())
    }

    /// Puts the parts into their bundles; gives the one for tills.
    pub(super) fn bundles(&self, held: &[Exclusive]) -> Result<Bundled, CliError> {
        let now = self.time.now();
        if let (Some(page), Some(to)) = (&self.files.page, &self.files.page_bundle) {
            let (bundle, _) = self.bundle(page, now)?;
            put(held, to, &bundle, None)?;
        }
        let (bundle, opened) = self.bundle(&self.files.part, now)?;
        let newest = opened.snapshots().map(|snapshot| snapshot.issued).max();
        let at = newest.map_or(now, |newest| newest.max(now));
        let is_new = put(held, &self.files.bundle, &bundle, Some(at))?;
        Ok(Bundled {
            bundle,
            opened,
            at,
            is_new,
        })
    }

    fn bundle(&self, part: &Path, at: UnixTime) -> Result<(Bundle, Opened), CliError> {
        let change = self.lists.change.iter().chain([&self.lists.list]);
        let lists: Vec<&Path> = change.map(PathBuf::as_path).collect();
        put_together(&lists, &[part], at)
    }

    /// Makes the site, where one is wanted; true where it is another one than before.
    pub(super) fn site(
        &self,
        held: &[Exclusive],
        at: UnixTime,
        out: &mut Output,
    ) -> Result<Option<bool>, CliError> {
        let Some(settings) = &self.files.site else {
            return Ok(None);
        };
        let build = Build::of_settings(settings, self.files.of_site(), at)?;
        let Some(held) = of(held, directory(settings)?) else {
            return Ok(None);
        };
        let made = build.make(held, out)?;
        let is_new = !stands(held, &made.site.files);
        if is_new {
            replace(held, &made.site.files)?;
        }
        Ok(Some(is_new))
    }

    fn due(
        &self,
        register: &mut Register,
        list: &SignedTrustList,
        stands: &Stands,
    ) -> Result<Option<Due>, CliError> {
        let others: Vec<Option<&[u8]>> = self.files.others().map(|path| stands.of(path)).collect();
        let standing = LastFiles {
            part: stands.of(&self.files.part),
            others: &others,
        };
        let at = self.time.now();
        Ok(register.read(|db| standing.due(db, list.unverified(), at))?)
    }

    /// The files of the last publication, read in this way.
    fn standing(
        &self,
        read: impl Fn(&Path) -> Result<Option<Vec<u8>>, CliError>,
    ) -> Result<Stands, CliError> {
        let paths = [&self.files.part].into_iter().chain(self.files.others());
        let files = paths.map(|path| Ok((path.clone(), read(path)?)));
        files.collect::<Result<_, CliError>>().map(Stands)
    }
}

/// The files of the last publication that are there.
struct Stands(Vec<(PathBuf, Option<Vec<u8>>)>);

impl Stands {
    fn of(&self, path: &Path) -> Option<&[u8]> {
        let found = self.0.iter().find(|(of, _)| of == path);
        found.and_then(|(_, bytes)| bytes.as_deref())
    }
}

/// Puts a bundle into its file, unless it is there; true where it is another one. Where a time is given, it must
/// be one that verifiers who have the one before take.
fn put(
    held: &[Exclusive],
    path: &Path,
    bundle: &Bundle,
    follows: Option<UnixTime>,
) -> Result<bool, CliError> {
    let Some(held) = of(held, path) else {
        return Ok(false);
    };
    let bytes = bundle.encode()?;
    let before = held.read_if_there(limits::BUNDLE_BYTES)?;
    if before.as_deref() == Some(&bytes) {
        return Ok(false);
    }
    if let (Some(before), Some(at)) = (before, follows) {
        check_follows(&before, bundle, at).map_err(|source| in_file(path, source))?;
    }
    held.replace(&bytes, Access::Public)?;
    Ok(true)
}

/// Fails where a verifier that opened the bundle before would refuse this one.
fn check_follows(before: &[u8], bundle: &Bundle, at: UnixTime) -> Result<(), label_core::Error> {
    let before = Bundle::decode(before).and_then(|before| before.open(Anchor::Nothing, at));
    match before {
        Ok(before) => bundle.open(Anchor::State(before.state()), at).map(drop),
        // Nobody has opened what cannot be opened: it is mended.
        Err(_) => Ok(()),
    }
}
