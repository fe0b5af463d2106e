//! The trust file: the parts of a trust set in one file, handed over by a channel that is trusted.

use ciborium::Value;

use crate::base::time::UnixTime;
use crate::error::Error;
use crate::label::specimen::Specimen;
use crate::limits;
use crate::trust::builder::TrustBuilder;
use crate::trust::set::Trust;
use crate::wire::cbor::{self, Fields};

/// The parts of a trust set, decoded or to be encoded; not signed itself.
///
/// ```cddl
/// trust-file = {
///   1 => 1                  ; version of this file format
///   ? 2 => seconds          ; when the set was made
///   ? 3 => seconds          ; when it must be renewed
///   4 => [1*16 certificate] ; roots
///   5 => [1*256 signer]     ; signers of labels and of status lists
///   ? 6 => [1*256 bstr]     ; signed status lists
///   ? 7 => [1*64 tstr]      ; page hosts
///   ? 8 => true             ; specimen: demonstration or test labels
/// }
/// signer = { 1 => [1*3 certificate], ? 2 => tstr } ; chain, signer first; address of its status list
/// certificate = bstr        ; DER
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustFile {
    /// The time at which the set was made.
    pub issued: Option<UnixTime>,
    /// The time by which it must be renewed.
    pub expires: Option<UnixTime>,
    /// Root certificates in DER.
    pub anchors: Vec<Vec<u8>>,
    /// Signers of labels and of status lists.
    pub signers: Vec<SignerRecord>,
    /// Signed status lists.
    pub status_lists: Vec<Vec<u8>>,
    /// The scheme owner's page hosts.
    pub hosts: Vec<String>,
    /// Tells demonstration and test labels under this trust from real ones.
    pub specimen: Specimen,
}

/// A signer in a trust file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignerRecord {
    /// The certificate chain in DER, signer first.
    pub chain: Vec<Vec<u8>>,
    /// The address of the signer's status list.
    pub status_uri: Option<String>,
}

impl TrustFile {
    /// Decodes a trust file from strict CBOR.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::TRUST_FILE_BYTES`], or without its status lists above
    /// [`limits::TRUST_LIST_BYTES`]; [`Error::TrustMalformed`] for another version, no root or no signer;
    /// else the codes of CBOR and of claims.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > limits::TRUST_FILE_BYTES {
            return Err(Error::InputTooLarge {
                limit: limits::TRUST_FILE_BYTES,
            });
        }
        let mut fields = Fields::new("trust file", cbor::decode(bytes)?)?;
        let version = fields.optional(1, "version", cbor::uint)?;
        let file = Self {
            issued: fields.optional(2, "issued", cbor::time)?,
            expires: fields.optional(3, "expires", cbor::time)?,
            anchors: fields.list(4, "anchors", limits::ANCHORS, cbor::bytes)?,
            signers: fields.list(5, "signers", limits::SIGNERS, SignerRecord::from_value)?,
            status_lists: fields.list(6, "status_lists", limits::SIGNERS, cbor::bytes)?,
            hosts: fields.list(7, "hosts", limits::HOSTS, cbor::raw_text)?,
            specimen: Specimen::take(&mut fields, 8)?,
        };
        fields.end()?;
        file.check_size(bytes.len())?;
        match version {
            Some(1) if !file.anchors.is_empty() && !file.signers.is_empty() => Ok(file),
            _ => Err(Error::TrustMalformed),
        }
    }

    /// Encodes the trust file in deterministic CBOR.
    ///
    /// # Errors
    ///
    /// The codes of CBOR, where it cannot be encoded.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let signers = self.signers.iter().map(|signer| {
            let chain = cbor::array_of(cbor::byte_strings(&signer.chain));
            let uri = signer.status_uri.as_deref().map(Value::from);
            cbor::map_of([(1, chain), (2, uri)])
        });
        let hosts = self.hosts.iter().map(|host| host.as_str().into());
        cbor::encode(&cbor::map_of([
            (1, Some(Value::from(1))),
            (2, self.issued.map(UnixTime::to_value)),
            (3, self.expires.map(UnixTime::to_value)),
            (4, cbor::array_of(cbor::byte_strings(&self.anchors))),
            (5, cbor::array_of(signers)),
            (6, cbor::array_of(cbor::byte_strings(&self.status_lists))),
            (7, cbor::array_of(hosts)),
            (8, self.specimen.to_value()),
        ]))
    }

    /// The parts as a trust set to build, with the built-in scheme tables.
    pub fn to_builder(&self) -> TrustBuilder {
        let mut builder = Trust::builder()
            .times(self.issued, self.expires)
            .specimen(self.specimen);
        for anchor in &self.anchors {
            builder = builder.anchor(anchor);
        }
        for signer in &self.signers {
            builder = builder.signer(&signer.chain, signer.status_uri.as_deref());
        }
        for list in &self.status_lists {
            builder = builder.status_list(list);
        }
        for host in &self.hosts {
            builder = builder.host(host);
        }
        builder
    }

    /// Without its status lists the file may be no larger than a trust list.
    fn check_size(&self, bytes: usize) -> Result<(), Error> {
        let lists: usize = self.status_lists.iter().map(Vec::len).sum();
        match bytes.saturating_sub(lists) > limits::TRUST_LIST_BYTES {
            true => Err(Error::InputTooLarge {
                limit: limits::TRUST_LIST_BYTES,
            }),
            false => Ok(()),
        }
    }
}

impl SignerRecord {
    fn from_value(claim: &'static str, value: Value) -> Result<Self, Error> {
        let mut fields = Fields::new(claim, value)?;
        let record = Self {
            chain: fields.list(1, claim, limits::CHAIN, cbor::bytes)?,
            status_uri: fields.optional(2, claim, cbor::raw_text)?,
        };
        fields.end()?;
        Ok(record)
    }
}

impl Trust {
    /// Loads the trust set in a file ([`TrustFile`]), with the built-in scheme tables.
    ///
    /// No label can be decided without it: [`Verdict::without_trust`](crate::Verdict::without_trust).
    ///
    /// # Errors
    ///
    /// The errors of [`TrustFile::decode`] and [`TrustBuilder::build`].
    pub fn from_file(bytes: &[u8]) -> Result<Self, Error> {
        TrustFile::decode(bytes)?.to_builder().build()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_file_has_two_limits() {
        let of = |anchor: usize, list: usize| TrustFile {
            anchors: vec![vec![0; anchor]],
            signers: vec![SignerRecord {
                chain: vec![vec![0]],
                status_uri: None,
            }],
            status_lists: vec![vec![0; list]],
            ..TrustFile::default()
        };
        let decode = |file: &TrustFile| TrustFile::decode(&file.encode().unwrap());
        let (most, all) = (limits::TRUST_LIST_BYTES, limits::TRUST_FILE_BYTES);
        assert!(decode(&of(most - 100, 0)).is_ok());
        assert!(decode(&of(1_000, all - 2_000)).is_ok());
        let limit = most;
        assert_eq!(decode(&of(most, 0)), Err(Error::InputTooLarge { limit }));
        let limit = all;
        assert_eq!(decode(&of(1_000, all)), Err(Error::InputTooLarge { limit }));
    }
}
