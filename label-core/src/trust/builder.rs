//! Trust sets from their parts, every path and status list checked.

use crate::base::collect::try_map;
use crate::base::time::UnixTime;
use crate::base::version::ListVersion;
use crate::error::Error;
use crate::label::specimen::Specimen;
use crate::limits;
use crate::lists::foreign::ForeignStatusToken;
use crate::lists::status::{PackedList, StatusList, StatusToken};
use crate::pki::certificate::certificates;
use crate::pki::key::PublicKey;
use crate::pki::path;
use crate::scheme::Schemes;
use crate::trust::set::Trust;
use crate::trust::signer::SignerEntry;

/// Collects the parts of a trust set.
#[must_use]
#[derive(Clone, Debug, Default)]
pub struct TrustBuilder {
    issued: Option<UnixTime>,
    expires: Option<UnixTime>,
    specimen: Specimen,
    hosts: Vec<String>,
    schemes: Option<Schemes>,
    anchors: Vec<Vec<u8>>,
    signers: Vec<(Vec<Vec<u8>>, Option<String>)>,
    statuses: Vec<Vec<u8>>,
}

impl Trust {
    /// Starts an empty trust set.
    pub fn builder() -> TrustBuilder {
        TrustBuilder::default()
    }
}

impl TrustBuilder {
    /// States when the set was made and until when it holds.
    pub fn times(mut self, issued: Option<UnixTime>, expires: Option<UnixTime>) -> Self {
        self.issued = issued;
        self.expires = expires;
        self
    }

    /// Marks the set as specimen or real.
    pub fn specimen(mut self, specimen: Specimen) -> Self {
        self.specimen = specimen;
        self
    }

    /// Adds one of the scheme owner's page hosts.
    pub fn host(mut self, host: &str) -> Self {
        self.hosts.push(host.to_ascii_lowercase());
        self
    }

    /// Takes other scheme tables than the built-in ones.
    pub fn schemes(mut self, schemes: Schemes) -> Self {
        self.schemes = Some(schemes);
        self
    }

    /// Adds a root certificate in DER.
    pub fn anchor(mut self, der: &[u8]) -> Self {
        self.anchors.push(der.to_owned());
        self
    }

    /// Adds a signer's chain in DER, signer first, and the address of its status list.
    pub fn signer(mut self, chain: &[Vec<u8>], status_uri: Option<&str>) -> Self {
        self.signers
            .push((chain.to_owned(), status_uri.map(str::to_owned)));
        self
    }

    /// Adds a signed status list.
    pub fn status_list(mut self, token: &[u8]) -> Self {
        self.statuses.push(token.to_owned());
        self
    }

    /// Makes the set of a trust list without signers, which are added one by one.
    pub(crate) fn of_list(self, schemes: Schemes, version: ListVersion, floor: UnixTime) -> Trust {
        Trust {
            issued: self.issued,
            expires: self.expires,
            floor: Some(floor),
            version: Some(version),
            specimen: self.specimen,
            hosts: self.hosts,
            schemes,
            signers: Vec::new(),
            statuses: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Checks everything and makes the set.
    ///
    /// A faulty root is an error, and so is anything in place of a certificate that is not one in DER.
    /// A faulty signer stays in the set with its fault, so that its labels are rejected with that; a
    /// faulty status list is left out ([`Trust::faults`]).
    ///
    /// # Errors
    ///
    /// [`Error::TrustMalformed`] without a root, or with more roots, signers or hosts than their limits;
    /// the `Cert…` code of a root that is faulty, or of anything that is no certificate;
    /// [`Error::ChainLength`] for a signer without one; [`Error::StatusTooLarge`] for status lists that inflate
    /// to more than [`limits::INFLATED_BYTES`] together.
    pub fn build(self) -> Result<Trust, Error> {
        if self.anchors.is_empty()
            || self.anchors.len() > limits::ANCHORS
            || self.signers.len() > limits::SIGNERS
            || self.hosts.len() > limits::HOSTS
        {
            return Err(Error::TrustMalformed);
        }
        let anchors = certificates(&self.anchors)?;
        anchors.iter().try_for_each(path::check_anchor)?;
        let mut signers = try_map(&self.signers, |(chain, uri)| {
            SignerEntry::new(chain, uri.clone(), &anchors)
        })?;
        let (statuses, faults) = verify_statuses(&self.statuses, &signers)?;
        for signer in &mut signers {
            signer.statuses = newest(&statuses, signer.status_uri.as_deref());
        }
        Ok(Trust {
            issued: self.issued,
            expires: self.expires,
            floor: self.issued,
            version: None,
            specimen: self.specimen,
            hosts: self.hosts,
            schemes: self.schemes.unwrap_or_else(Schemes::builtin),
            signers,
            statuses,
            faults,
        })
    }
}

/// Verifies the status lists; those that cannot be used leave their fault.
fn verify_statuses(
    tokens: &[Vec<u8>],
    signers: &[SignerEntry],
) -> Result<(Vec<StatusList>, Vec<Error>), Error> {
    let (mut lists, mut faults) = (Vec::new(), Vec::new());
    let mut room = limits::INFLATED_BYTES;
    for token in tokens {
        let held = room;
        match verify_status(token, signers).and_then(|list| list.inflate(&mut room)) {
            Ok(list) => lists.push(list),
            // With less room than the largest list takes, the lists before may be what is too large.
            Err(fault @ Error::StatusTooLarge) if held < limits::STATUS_INFLATED_BYTES => {
                return Err(fault);
            }
            Err(fault) => faults.push(fault),
        }
    }
    Ok((lists, faults))
}

/// A list of this format, or else one that the draft allows and another program wrote.
fn verify_status(token: &[u8], signers: &[SignerEntry]) -> Result<PackedList, Error> {
    let Ok(own) = StatusToken::decode(token) else {
        return verify_foreign(token, signers);
    };
    let of_hint = signers.iter().filter(|signer| signer.hint == own.hint());
    let list = verified(of_hint, |key| own.verify_packed(key));
    list.or_else(|fault| verify_foreign(token, signers).map_err(|_| fault))
}

fn verify_foreign(token: &[u8], signers: &[SignerEntry]) -> Result<PackedList, Error> {
    let token = ForeignStatusToken::decode(token)?;
    let may_sign = signers
        .iter()
        .filter(|signer| signer.status_path.is_ok() && token.may_be_of(&signer.certificate));
    verified(may_sign, |key| token.verify_packed(key))
}

/// The list under the first key that verifies it, if that may sign lists and could at its time.
fn verified<'a>(
    signers: impl Iterator<Item = &'a SignerEntry>,
    verify: impl Fn(&PublicKey) -> Result<PackedList, Error>,
) -> Result<PackedList, Error> {
    let mut fault = Error::SignerUnknown;
    for signer in signers {
        let list = signer.status_path.clone().and_then(|path| {
            let list = verify(&path.key)?;
            path.check_time(list.issued()).map(|()| list)
        });
        match list {
            // It is inflated once, whoever else has this key.
            Ok(list) => return Ok(list),
            Err(error) => fault = error,
        }
    }
    Err(fault)
}

/// The lists at an address that were made in the newest second.
fn newest(lists: &[StatusList], uri: Option<&str>) -> Vec<usize> {
    let at_address = |list: &&StatusList| Some(list.uri.as_str()) == uri;
    let issued = lists.iter().filter(at_address).map(|list| list.issued);
    let issued = issued.max();
    let lists = lists.iter().enumerate();
    lists
        .filter(|(_, list)| at_address(list) && Some(list.issued) == issued)
        .map(|(index, _)| index)
        .collect()
}

#[cfg(test)]
mod tests;
