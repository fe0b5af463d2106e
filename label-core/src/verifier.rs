//! The door for every caller: trust loaded once, and verdicts under it.

mod trusted;

use std::iter;

use crate::base::digest::Digest;
use crate::base::time::UnixTime;
use crate::error::Error;
use crate::label::claims::Code;
use crate::label::credential::Credential;
use crate::label::qr_text::QrText;
use crate::report::Report;
use crate::trust::set::Trust;
use crate::trust::store::{Filters, Store};
use crate::verify::policy::Policy;
use crate::verify::verdict::Verdict;
use crate::verify::{Input, verify};

use trusted::Trusted;
pub use trusted::{TrustKind, TrustReport};

/// The trust of one scheme owner or of several, and verdicts under it.
///
/// It is `Send` and `Sync` and verifies by `&self`, so that threads can share one. It has no clock:
/// each method that needs the time takes it.
///
/// Several scheme owners need the feature `several`. Each scheme belongs to one trust set: a label is judged under the set whose trust list names the
/// label's scheme. What no trust list names, and whatever holds no label, is judged under the first set.
///
/// ```
/// use label_core::{Input, Outcome, Preset, Verifier};
/// # use test_vectors::fixtures::{owner::{self, Owner}, reference};
/// # let mut owner = Owner::new();
/// # let mut claims = reference::typical().unwrap();
/// # (claims.issued, claims.expires) = (owner::NOW - owner::DAY, Some(owner::NOW + owner::YEAR));
/// # let label = owner.issue(&claims).to_compact().unwrap();
/// # let bytes = owner.bundle(owner::NOW).encode().unwrap();
/// # let at = owner::NOW;
///
/// // `bytes` is a store, a bundle or a trust file; `at` the time.
/// let verifier = Verifier::open(&bytes, None, at)?;
/// let verdict = verifier.verify(Input::Credential(&label), at, Preset::named("consumer").unwrap().policy());
/// assert_eq!(verdict.outcome(), Outcome::Accepted);
/// # Ok::<(), label_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Verifier {
    first: Trusted,
    #[cfg(feature = "several")]
    others: Vec<Trusted>,
}

impl Verifier {
    /// Opens a store, a bundle or a trust file, whichever the bytes say they are.
    ///
    /// With the fingerprint of a root set, only a bundle of that root set is opened. Without one, a
    /// bundle is believed as it stands.
    ///
    /// # Errors
    ///
    /// [`Error::RootPin`] where a fingerprint is given and the bytes are no bundle of that root set;
    /// else whatever [`Bundle::open`](crate::Bundle::open), [`Store::open`] or
    /// [`Trust::from_file`] refuses.
    pub fn open(bytes: &[u8], root_set: Option<&Digest>, at: UnixTime) -> Result<Self, Error> {
        Trusted::open(bytes, root_set, at).map(Self::alone)
    }

    /// Takes a trust set that was put together otherwise; there is nothing of it to keep.
    pub fn of_trust(trust: Trust) -> Self {
        Self::alone(Trusted::of_trust(trust))
    }

    fn alone(first: Trusted) -> Self {
        Self {
            first,
            #[cfg(feature = "several")]
            others: Vec::new(),
        }
    }

    /// Opens the trust of one more scheme owner; otherwise like [`open`](Self::open).
    ///
    /// # Errors
    ///
    /// The errors of `open`, and with the verifier as it was: [`Error::StoreLimit`] beyond
    /// [`limits::STORES`](crate::limits::STORES), [`Error::TrustListMissing`] where one of several is a trust file, which
    /// names no schemes, [`Error::SpecimenMixed`], and [`Error::StoreScheme`] where another set has
    /// one of its schemes already.
    #[cfg(feature = "several")]
    pub fn add(
        &mut self,
        bytes: &[u8],
        root_set: Option<&Digest>,
        at: UnixTime,
    ) -> Result<(), Error> {
        if self.others.len() + 1 >= crate::limits::STORES {
            return Err(Error::StoreLimit);
        }
        let added = Trusted::open(bytes, root_set, at)?;
        for known in self.all() {
            check_beside(known.trust(), added.trust())?;
        }
        self.others.push(added);
        Ok(())
    }

    /// Takes what is newer in a bundle or part into a set, counted from 0 ([`Store::update`]).
    ///
    /// # Errors
    ///
    /// With the verifier as it was: the errors of [`Bundle::decode`](crate::Bundle::decode) and
    /// [`Store::update`], [`Error::TrustListMissing`] where there is no such set or it is a
    /// trust file, and [`Error::StoreScheme`] where it would take a scheme of another set.
    pub fn update(
        &mut self,
        set: usize,
        part: &[u8],
        at: UnixTime,
        filters: Filters,
    ) -> Result<(), Error> {
        let before = self.get(set).ok_or(Error::TrustListMissing)?;
        let after = before.updated(part, at, filters)?;
        if !self.others().is_empty() {
            let others = self.all().enumerate().filter(|(index, _)| *index != set);
            for (_, other) in others {
                check_beside(other.trust(), after.trust())?;
            }
        }
        let place = match set.checked_sub(1) {
            #[cfg(feature = "several")]
            Some(index) => self.others.get_mut(index),
            _ => Some(&mut self.first),
        };
        place
            .map(|place| *place = after)
            .ok_or(Error::TrustListMissing)
    }

    /// The part of a set that is to be kept; nothing of a trust file, nor of a bundle that has expired
    /// or is of a later time.
    pub fn store(&self, set: usize) -> Option<&Store> {
        self.get(set)?.store()
    }

    /// Every trust set, in the order in which they were added.
    pub fn trusts(&self) -> impl Iterator<Item = &Trust> {
        self.all().map(Trusted::trust)
    }

    /// The trust sets as data, in the order in which they were added.
    pub fn trust_reports(&self) -> Vec<TrustReport> {
        let mut reports = vec![self.first.report()];
        reports.extend(self.others().iter().map(Trusted::report));
        reports
    }

    /// The trust set under which an input is judged.
    pub fn trust_for(&self, input: Input<'_>) -> &Trust {
        // Nothing to choose from; and a label is not read twice where there is one set, as at most tills.
        if self.others().is_empty() {
            return self.first.trust();
        }
        let naming = scheme_of(input)
            .and_then(|scheme| self.all().find(|known| known.trust().names(&scheme)));
        naming.unwrap_or(&self.first).trust()
    }

    /// Verifies a label at a time under a policy; see [`verify`](verify()).
    pub fn verify(&self, input: Input<'_>, at: UnixTime, policy: &Policy) -> Verdict {
        verify(input, self.trust_for(input), at, policy)
    }

    /// Verifies a label, and puts the verdict into the shape that is the same for all callers.
    pub fn report(&self, input: Input<'_>, at: UnixTime, policy: &Policy) -> Report {
        let trust = self.trust_for(input);
        Report::new(&verify(input, trust, at, policy), trust)
    }

    fn all(&self) -> impl Iterator<Item = &Trusted> {
        iter::once(&self.first).chain(self.others())
    }

    /// The sets after the first; none without the feature, and then no code that would choose among them.
    #[cfg_attr(not(feature = "several"), allow(clippy::unused_self))]
    fn others(&self) -> &[Trusted] {
        #[cfg(feature = "several")]
        {
            &self.others
        }
        #[cfg(not(feature = "several"))]
        {
            &[]
        }
    }

    fn get(&self, set: usize) -> Option<&Trusted> {
        match set.checked_sub(1) {
            None => Some(&self.first),
            Some(index) => self.others().get(index),
        }
    }
}

/// The scheme that a label states, believed only to choose who judges it.
fn scheme_of(input: Input<'_>) -> Option<Code> {
    let credential = match input {
        Input::Credential(bytes) => Credential::decode(bytes),
        Input::Text(text) => Credential::decode(QrText::parse(text).ok()?.credential()),
    };
    let claims = credential.ok()?.unverified_claims().ok()?;
    Some(claims.label.scheme)
}

/// Checks that two trust sets can stand beside each other.
fn check_beside(known: &Trust, added: &Trust) -> Result<(), Error> {
    // A trust file names no schemes, so that nothing would say which labels are for it to judge.
    if known.version().is_none() || added.version().is_none() {
        return Err(Error::TrustListMissing);
    }
    // A verdict on what holds no label must still say whether the trust is real.
    if known.specimen() != added.specimen() {
        return Err(Error::SpecimenMixed);
    }
    match added.named_schemes().any(|scheme| known.names(scheme)) {
        true => Err(Error::StoreScheme),
        false => Ok(()),
    }
}
