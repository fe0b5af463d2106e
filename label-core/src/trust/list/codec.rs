//! Trust lists to CBOR and back.

use ciborium::Value;

use super::{LabelSigner, ListSigner, Numbers, Recognition, SignerState, TrustList};
use crate::base::collect::try_map;
use crate::base::time::UnixTime;
use crate::error::Error;
use crate::label::claims::Code;
use crate::label::specimen::Specimen;
use crate::limits;
use crate::trust::root_set::RootSet;
use crate::wire::cbor::{self, Fields};
use crate::wire::text;

impl TrustList {
    /// Encodes the list in core deterministic CBOR, after the checks that decoding makes.
    ///
    /// # Errors
    ///
    /// The errors of [`decode`](Self::decode); [`Error::ClaimRange`] where decoding would give another list.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let hosts = self.hosts.iter().map(|host| host.as_str().into());
        let bytes = cbor::encode(&cbor::map_of([
            (1, Some(Value::from(1))),
            (2, Some(self.epoch.into())),
            (3, Some(self.version.into())),
            (4, Some(self.issued.to_value())),
            (5, Some(self.expires.to_value())),
            (6, self.roots.to_value()),
            (7, Some(self.roots.threshold_value())),
            (8, array(&self.label_signers, LabelSigner::to_value)),
            (9, array(&self.list_signers, ListSigner::to_value)),
            (10, cbor::array_of(hosts)),
            (11, array(&self.recognition, Recognition::to_value)),
            (12, self.specimen.to_value()),
            (13, cbor::array_of(cbor::byte_strings(&self.earlier_roots))),
        ]))?;
        match Self::decode(&bytes)? == *self {
            true => Ok(bytes),
            false => Err(Error::ClaimRange {
                claim: "trust list",
            }),
        }
    }

    /// Decodes a list from strict CBOR; every key must be known and every value in range.
    ///
    /// # Errors
    ///
    /// [`Error::TrustMalformed`] for another version of the format; else the code of the first broken rule
    /// of CBOR, of a claim or of the root set.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let mut fields = Fields::new("trust list", cbor::decode(bytes)?)?;
        if fields.optional(1, "format", cbor::uint)? != Some(1) {
            return Err(Error::TrustMalformed);
        }
        let (epoch, version) = cbor::counters(&mut fields)?;
        let (issued, expires) = cbor::period(&mut fields)?;
        let list = Self {
            epoch,
            version,
            issued,
            expires,
            roots: RootSet::take(&mut fields, 6, 7)?,
            label_signers: fields.list(8, "signers", limits::SIGNERS, LabelSigner::from_value)?,
            list_signers: fields.list(
                9,
                "list_signers",
                limits::LIST_SIGNERS,
                ListSigner::from_value,
            )?,
            hosts: fields.list(10, "hosts", limits::HOSTS, host)?,
            recognition: fields.list(
                11,
                "recognition",
                limits::SCOPE_ENTRIES,
                Recognition::from_value,
            )?,
            specimen: Specimen::take(&mut fields, 12)?,
            earlier_roots: fields.list(13, "earlier_roots", limits::ANCHORS, cbor::bytes)?,
        };
        fields.end()?;
        list.check()?;
        Ok(list)
    }

    fn check(&self) -> Result<(), Error> {
        if self.label_signers.is_empty() {
            return Err(Error::ClaimMissing { claim: "signers" });
        }
        if self.list_signers.is_empty() {
            let claim = "list_signers";
            return Err(Error::ClaimMissing { claim });
        }
        if self.expires > self.roots.not_after() {
            return Err(Error::TrustNotNested);
        }
        let labels = self.label_signers.iter().map(|signer| &signer.chain);
        let lists = self.list_signers.iter().map(|signer| &signer.chain);
        let certificates = labels.chain(lists).filter_map(|chain| chain.first());
        cbor::distinct("signers", certificates.collect()).map(drop)
    }
}

fn array<T>(items: &[T], to_value: impl Fn(&T) -> Value) -> Option<Value> {
    cbor::array_of(items.iter().map(to_value))
}

fn chain(fields: &mut Fields) -> Result<Vec<Vec<u8>>, Error> {
    fields.required(1, "chain", |claim, value| {
        cbor::list(claim, value, limits::CHAIN, cbor::bytes)
    })
}

fn host(claim: &'static str, value: Value) -> Result<String, Error> {
    let host = text::take(claim, value)?;
    match host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Err(Error::ClaimRange { claim }),
        false => Ok(host),
    }
}

impl LabelSigner {
    fn to_value(&self) -> Value {
        cbor::map_of([
            (1, cbor::array_of(cbor::byte_strings(&self.chain))),
            (2, array(&self.schemes, Code::to_value)),
            (3, array(&self.numbers, Numbers::to_value)),
            (4, Some(self.status_uri.as_str().into())),
            (5, self.highest_index.map(Value::from)),
            (6, self.state.to_value()),
        ])
    }

    fn from_value(claim: &'static str, value: Value) -> Result<Self, Error> {
        let mut fields = Fields::new(claim, value)?;
        let signer = Self {
            chain: chain(&mut fields)?,
            schemes: fields.required(2, "schemes", |claim, value| {
                cbor::list(claim, value, limits::SCOPE_ENTRIES, Code::from_value)
            })?,
            numbers: fields.list(3, "numbers", limits::SCOPE_ENTRIES, Numbers::from_value)?,
            status_uri: fields.required(4, "address", text::take)?,
            highest_index: fields.optional(5, "highest_index", cbor::uint)?,
            state: SignerState::take(&mut fields)?,
        };
        fields.end()?;
        Ok(signer)
    }
}

impl ListSigner {
    fn to_value(&self) -> Value {
        let addresses = self.addresses.iter().map(|address| address.as_str().into());
        cbor::map_of([
            (1, cbor::array_of(cbor::byte_strings(&self.chain))),
            (2, cbor::array_of(addresses)),
            (6, self.state.to_value()),
        ])
    }

    fn from_value(claim: &'static str, value: Value) -> Result<Self, Error> {
        let mut fields = Fields::new(claim, value)?;
        let signer = Self {
            chain: chain(&mut fields)?,
            addresses: fields.required(2, "addresses", |claim, value| {
                cbor::list(claim, value, limits::SIGNERS, text::take)
            })?,
            state: SignerState::take(&mut fields)?,
        };
        fields.end()?;
        Ok(signer)
    }
}

impl SignerState {
    fn to_value(self) -> Option<Value> {
        let pair =
            |state: u64, since: UnixTime| Value::Array([state.into(), since.to_value()].into());
        match self {
            Self::Active => None,
            Self::Retired { since } => Some(pair(1, since)),
            Self::Revoked { since } => Some(pair(2, since)),
        }
    }

    fn take(fields: &mut Fields) -> Result<Self, Error> {
        let state = fields.optional(6, "state", |claim, value| {
            let [state, since] = pair(claim, value)?;
            let since = cbor::time(claim, since)?;
            match cbor::uint(claim, state)? {
                1 => Ok(Self::Retired { since }),
                2 => Ok(Self::Revoked { since }),
                _ => Err(Error::ClaimRange { claim }),
            }
        });
        state.map(Option::unwrap_or_default)
    }
}

impl Numbers {
    fn to_value(&self) -> Value {
        match self {
            Self::Prefix(prefix) => prefix.as_str().into(),
            Self::Range { first, last } => {
                Value::Array([first.as_str().into(), last.as_str().into()].into())
            }
        }
    }

    fn from_value(claim: &'static str, value: Value) -> Result<Self, Error> {
        if value.is_text() {
            return text::take(claim, value).map(Self::Prefix);
        }
        let [first, last] = pair(claim, value)?;
        let (first, last) = (text::take(claim, first)?, text::take(claim, last)?);
        match first.len() == last.len() && first <= last {
            true => Ok(Self::Range { first, last }),
            false => Err(Error::ClaimRange { claim }),
        }
    }
}

impl Recognition {
    fn to_value(&self) -> Value {
        let levels = self
            .levels
            .iter()
            .map(|(level, counts_as)| (Value::from(*level), Value::from(*counts_as)));
        cbor::map_of([
            (1, Some(self.scheme.to_value())),
            (2, Some(self.counts_as.to_value())),
            (3, Some(Value::Map(levels.collect()))),
            (4, Some(self.from.to_value())),
            (5, self.until.map(UnixTime::to_value)),
            (6, array(&self.categories, Code::to_value)),
        ])
    }

    fn from_value(claim: &'static str, value: Value) -> Result<Self, Error> {
        let mut fields = Fields::new(claim, value)?;
        let recognition = Self {
            scheme: fields.required(1, "scheme", Code::from_value)?,
            counts_as: fields.required(2, "counts_as", Code::from_value)?,
            levels: fields.required(3, "levels", levels)?,
            from: fields.required(4, "from", cbor::time)?,
            until: fields.optional(5, "until", cbor::time)?,
            categories: fields.list(6, "categories", limits::SCOPE_ENTRIES, Code::from_value)?,
        };
        fields.end()?;
        match recognition
            .until
            .is_some_and(|until| until <= recognition.from)
        {
            true => Err(Error::ClaimRange { claim: "until" }),
            false => Ok(recognition),
        }
    }
}

fn levels(claim: &'static str, value: Value) -> Result<Vec<(u64, u64)>, Error> {
    let levels = value.into_map().map_err(|_| Error::ClaimType { claim })?;
    match levels.len() {
        0 => Err(Error::ClaimEmpty { claim }),
        length if length > limits::RECOGNITION_LEVELS => Err(Error::ClaimTooLong { claim }),
        _ => try_map(levels, |(level, counts_as)| {
            Ok((cbor::uint(claim, level)?, cbor::uint(claim, counts_as)?))
        }),
    }
}

fn pair(claim: &'static str, value: Value) -> Result<[Value; 2], Error> {
    let pair = cbor::array(claim, value, 2)?;
    pair.try_into().map_err(|_| Error::ClaimType { claim })
}
