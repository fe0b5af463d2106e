//! The ends of what verifiers rely on: trust lists, published lists and certificates.

use std::collections::BTreeSet;
use std::str::FromStr;

use label_core::{
    Bundle, Certificate, CertificateFingerprint, Error, Opened, SignerState, StatusToken,
    TrustList, UnixTime,
};
use serde::{Deserialize, Serialize};

use crate::part::snapshots;

const HOUR: u64 = 3_600;
const HOURS_OF_DAY: u64 = 24;

/// The kind of a thing that ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// Lists that were published together.
    Lists,
    /// The trust list.
    TrustList,
    /// The certificate of a root.
    Root,
    /// A certificate between a root and a signer.
    Authority,
    /// The certificate of a signer of labels.
    LabelSigner,
    /// The certificate of a signer of lists.
    ListSigner,
    /// A certificate in a file of its own.
    Certificate,
}

impl Kind {
    /// Tells whether only the roots can make another one, who are not on the machine that publishes.
    pub fn needs_roots(self) -> bool {
        self != Self::Lists
    }
}

/// An end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// The time from which on it is not relied on.
    pub at: UnixTime,
    /// The kind of what ends.
    pub kind: Kind,
    /// Its name: the subject of a certificate, the time of lists, the version of a trust list.
    pub name: String,
}

/// The ends of a file, the first one first, and what it lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// The ends, in the order of time.
    pub ends: Vec<End>,
    /// Signers of labels, not revoked, for which nothing is published: their labels cannot be decided.
    pub silent: Vec<String>,
}

impl Ends {
    /// The ends of everything in a bundle or store.
    ///
    /// # Errors
    ///
    /// Fails where a certificate or a status list cannot be read.
    pub fn of_opened(bundle: &Bundle, opened: &Opened) -> Result<Self, Error> {
        let mut ends = Self::of_list(opened.trust_list())?;
        ends.add_lists(bundle)?;
        let published: BTreeSet<CertificateFingerprint> = opened
            .snapshots()
            .flat_map(|snapshot| snapshot.signers.iter().map(|(name, _)| *name))
            .collect();
        for signer in &opened.trust_list().label_signers {
            let der = signer.chain.first().map(Vec::as_slice).unwrap_or_default();
            let is_published = published.contains(&CertificateFingerprint::of(der));
            if !is_published && !signer.state.is_revoked() {
                ends.silent.push(Certificate::from_der(der)?.subject());
            }
        }
        Ok(ends)
    }

    /// The ends of the lists in a part; their signatures are not verified.
    ///
    /// # Errors
    ///
    /// Fails where a list cannot be read.
    pub fn of_part(part: &Bundle) -> Result<Self, Error> {
        let mut ends = Self::default();
        ends.add_lists(part)?;
        Ok(ends)
    }

    /// The ends of a trust list, its roots, and the signers that sign on.
    ///
    /// # Errors
    ///
    /// Fails where a certificate cannot be read.
    pub fn of_list(list: &TrustList) -> Result<Self, Error> {
        let mut ends = Self::default();
        let name = format!("epoch {}, version {}", list.epoch, list.version);
        ends.add(Kind::TrustList, name, list.expires);
        for root in list.roots.certificates() {
            ends.add(Kind::Root, root.subject(), root.not_after());
        }
        let labels = list.label_signers.iter();
        let labels = labels.map(|signer| (Kind::LabelSigner, &signer.chain, signer.state));
        let lists = list.list_signers.iter();
        let lists = lists.map(|signer| (Kind::ListSigner, &signer.chain, signer.state));
        for (kind, chain, state) in labels.chain(lists) {
            // What is retired or revoked signs nothing that its end could spoil.
            if state == SignerState::Active {
                ends.add_chain(kind, chain)?;
            }
        }
        Ok(ends)
    }

    /// The ends of certificates in a file, signer first.
    ///
    /// # Errors
    ///
    /// Fails where one cannot be read.
    pub fn of_certificates(chain: &[Vec<u8>]) -> Result<Self, Error> {
        let mut ends = Self::default();
        for der in chain {
            let certificate = Certificate::from_der(der)?;
            ends.add(
                Kind::Certificate,
                certificate.subject(),
                certificate.not_after(),
            );
        }
        Ok(ends)
    }

    fn add_chain(&mut self, kind: Kind, chain: &[Vec<u8>]) -> Result<(), Error> {
        for (place, der) in chain.iter().enumerate() {
            let certificate = Certificate::from_der(der)?;
            let kind = if place == 0 { kind } else { Kind::Authority };
            self.add(kind, certificate.subject(), certificate.not_after());
        }
        Ok(())
    }

    /// Adds the snapshots of a bundle, each with the end of the first of its lists.
    fn add_lists(&mut self, bundle: &Bundle) -> Result<(), Error> {
        let mut first = None;
        for token in &bundle.status_lists {
            let list = StatusToken::decode(token)?.unverified()?;
            first = first.into_iter().chain(list.expires).min();
        }
        for snapshot in snapshots(bundle)? {
            let end = first.map_or(snapshot.expires, |first| first.min(snapshot.expires));
            self.add(Kind::Lists, snapshot.issued.to_string(), end);
        }
        Ok(())
    }

    /// Adds an end, unless the same is there: several signers may stand under one authority.
    fn add(&mut self, kind: Kind, name: String, at: UnixTime) {
        let end = End { at, kind, name };
        if let Err(place) = self.ends.binary_search(&end) {
            self.ends.insert(place, end);
        }
    }
}

impl End {
    /// Whole hours from a time to the end; none are left where it was reached.
    pub fn hours_left(&self, at: UnixTime) -> u64 {
        self.at.seconds().saturating_sub(at.seconds()) / HOUR
    }

    /// Tells whether it is reached within a span of time.
    pub fn is_within(&self, at: UnixTime, span: Span) -> bool {
        self.at <= at.saturating_add(span.0.saturating_mul(HOUR))
    }
}

/// A span of time, as people write it: `72h` or `30d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Span(u64);

impl Span {
    /// A span of so many days.
    pub const fn days(days: u32) -> Self {
        Self(days as u64 * HOURS_OF_DAY)
    }

    /// Its hours.
    pub const fn hours(self) -> u64 {
        self.0
    }
}

impl FromStr for Span {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "expected hours or days, for example 72h or 30d";
        let (digits, hours) = match (text.strip_suffix('h'), text.strip_suffix('d')) {
            (Some(digits), _) => (digits, 1),
            (None, Some(digits)) => (digits, HOURS_OF_DAY),
            (None, None) => return Err(EXPECTED),
        };
        let number: u32 = digits.parse().map_err(|_| EXPECTED)?;
        match digits.bytes().all(|byte| byte.is_ascii_digit()) {
            true => Ok(Self(u64::from(number) * hours)),
            false => Err(EXPECTED),
        }
    }
}

impl TryFrom<String> for Span {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_hours_or_days() {
        assert_eq!("72h".parse(), Ok(Span(72)));
        assert_eq!("30d".parse(), Ok(Span::days(30)));
        assert_eq!("0h".parse(), Ok(Span(0)));
        for wrong in [
            "",
            "h",
            "72",
            "+1h",
            "-1d",
            "1.5d",
            "72 h",
            "99999999999h",
            "１h",
        ] {
            assert!(wrong.parse::<Span>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_end_is_within_a_span_up_to_its_second() {
        let at = UnixTime::from_seconds(1_000_000);
        let end = End {
            at: at.saturating_add(72 * HOUR),
            kind: Kind::Lists,
            name: String::new(),
        };
        assert!(end.is_within(at, Span(72)));
        assert!(!end.is_within(at.saturating_sub(1), Span(72)));
        assert_eq!(end.hours_left(at), 72);
        assert_eq!(end.hours_left(end.at.saturating_add(1)), 0);
        assert!(end.is_within(end.at.saturating_add(1), Span(0)));
    }

    #[test]
    fn an_end_is_named_once() {
        let mut ends = Ends::default();
        for seconds in [9, 5, 9] {
            ends.add(Kind::Root, "R".into(), UnixTime::from_seconds(seconds));
        }
        let times: Vec<u64> = ends.ends.iter().map(|end| end.at.seconds()).collect();
        assert_eq!(times, [5, 9]);
    }
}
