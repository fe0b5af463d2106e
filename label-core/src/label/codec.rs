//! Claims to CBOR and back.

use ciborium::Value;

use crate::base::collect::try_map;
use crate::error::Error;
use crate::label::claims::{
    Assessment, Claims, Code, HolderId, Label, SupplyChain, SupplyChainStatus,
};
use crate::label::values::{Day, Gtin, SupportEnd};
use crate::limits;
use crate::wire::cbor::{self, Fields};
use crate::wire::text;

const REGISTRATION: i64 = 2;
const EXPIRES: i64 = 4;
const ISSUED: i64 = 6;
const LABEL: i64 = -65_537;

impl Claims {
    /// Encodes the claims in core deterministic CBOR, after the checks that decoding makes.
    ///
    /// # Errors
    ///
    /// The errors of [`decode`](Self::decode); [`Error::ClaimRange`] where decoding would give other claims.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let mut map = vec![(REGISTRATION, Value::from(self.registration.as_str()))];
        map.extend(self.expires.map(|time| (EXPIRES, time.to_value())));
        map.push((ISSUED, self.issued.to_value()));
        map.push((LABEL, self.label.to_value()));
        let bytes = cbor::encode(&cbor::map(map))?;
        match Self::decode(&bytes)? == *self {
            true => Ok(bytes),
            false => Err(Error::ClaimRange { claim: "claims" }),
        }
    }

    /// Decodes claims from strict CBOR; every key must be known and every value in range.
    ///
    /// # Errors
    ///
    /// The code of the first broken rule of CBOR (`Cbor…`), of a claim (`Claim…`) or of a text (`Text…`).
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let mut fields = Fields::new("claims", cbor::decode(bytes)?)?;
        let registration = fields.required(REGISTRATION, "registration", text::take)?;
        let expires = fields.optional(EXPIRES, "expires", cbor::time)?;
        let issued = fields.required(ISSUED, "issued", cbor::time)?;
        let label = fields.required(LABEL, "label", |_, value| Label::from_value(value))?;
        fields.end()?;
        if expires.is_some_and(|expires| expires <= issued) {
            return Err(Error::ClaimRange { claim: "expires" });
        }
        Ok(Self {
            registration,
            expires,
            issued,
            label,
        })
    }
}

impl Label {
    fn to_value(&self) -> Value {
        let text = |text: &String| Value::from(text.as_str());
        let list = |values: Vec<Value>| (!values.is_empty()).then_some(Value::Array(values));
        let entries = [
            (1, Some(self.scheme.to_value())),
            (2, self.level.map(Value::from)),
            (3, Some(self.assessment.number().into())),
            (4, self.criteria.as_ref().map(Code::to_value)),
            (5, self.holder.as_ref().map(text)),
            (6, self.holder_id.as_ref().map(HolderId::to_value)),
            (7, Some(text(&self.product))),
            (8, list(self.models.iter().map(text).collect())),
            (
                9,
                list(self.gtins.iter().map(|gtin| gtin.number().into()).collect()),
            ),
            (10, self.category.as_ref().map(Code::to_value)),
            (11, self.supply_chain.map(SupplyChain::to_value)),
            (12, self.support_end.map(|end| end.number().into())),
            (13, self.status_index.map(Value::from)),
            (14, self.evaluator.as_ref().map(text)),
        ];
        cbor::map_of(entries)
    }

    fn from_value(value: Value) -> Result<Self, Error> {
        let mut fields = Fields::new("label", value)?;
        let label = Self {
            scheme: fields.required(1, "scheme", Code::from_value)?,
            level: fields.optional(2, "level", cbor::uint)?,
            assessment: fields.required(3, "assessment", |claim, value| {
                Assessment::from_number(cbor::uint(claim, value)?)
                    .ok_or(Error::ClaimRange { claim })
            })?,
            criteria: fields.optional(4, "criteria", Code::from_value)?,
            holder: fields.optional(5, "holder", text::take)?,
            holder_id: fields.optional(6, "holder_id", HolderId::from_value)?,
            product: fields.required(7, "product", text::take)?,
            models: fields.optional(8, "models", models)?.unwrap_or_default(),
            gtins: fields.optional(9, "gtins", gtins)?.unwrap_or_default(),
            category: fields.optional(10, "category", Code::from_value)?,
            supply_chain: fields.optional(11, "supply_chain", SupplyChain::from_value)?,
            support_end: fields.optional(12, "support_end", |claim, value| {
                SupportEnd::from_number(cbor::uint(claim, value)?)
                    .ok_or(Error::ClaimRange { claim })
            })?,
            status_index: fields.optional(13, "status_index", cbor::uint)?,
            evaluator: fields.optional(14, "evaluator", text::take)?,
        };
        fields.end()?;
        Ok(label)
    }
}

impl Code {
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Number(number) => (*number).into(),
            Self::Text(text) => text.as_str().into(),
        }
    }

    pub(crate) fn from_value(claim: &'static str, value: Value) -> Result<Self, Error> {
        match value {
            Value::Text(_) => text::take(claim, value).map(Self::Text),
            _ => cbor::uint(claim, value).map(Self::Number),
        }
    }
}

impl HolderId {
    fn to_value(&self) -> Value {
        Value::Array(vec![self.icd.into(), self.id.to_value()])
    }

    fn from_value(claim: &'static str, value: Value) -> Result<Self, Error> {
        let [icd, id] = <[Value; 2]>::try_from(cbor::array(claim, value, 2)?)
            .map_err(|_| Error::ClaimType { claim })?;
        let icd = cbor::uint(claim, icd)?;
        if icd > 9_999 {
            return Err(Error::ClaimRange { claim });
        }
        Ok(Self {
            icd,
            id: Code::from_value(claim, id)?,
        })
    }
}

impl SupplyChain {
    fn to_value(self) -> Value {
        let day = self.day.map(|day| day.number().into());
        Value::Array(
            [Some(self.status.number().into()), day]
                .into_iter()
                .flatten()
                .collect(),
        )
    }

    fn from_value(claim: &'static str, value: Value) -> Result<Self, Error> {
        let mut parts = cbor::array(claim, value, 2)?
            .into_iter()
            .map(|value| cbor::uint(claim, value));
        let status = parts
            .next()
            .transpose()?
            .and_then(SupplyChainStatus::from_number);
        let day = parts.next().transpose()?;
        Ok(Self {
            status: status.ok_or(Error::ClaimRange { claim })?,
            day: day
                .map(|day| Day::new(day).ok_or(Error::ClaimRange { claim }))
                .transpose()?,
        })
    }
}

fn models(claim: &'static str, value: Value) -> Result<Vec<String>, Error> {
    let models = cbor::array(claim, value, limits::MODELS)?;
    let models = try_map(models, |model| text::take(claim, model))?;
    cbor::distinct(claim, models)
}

fn gtins(claim: &'static str, value: Value) -> Result<Vec<Gtin>, Error> {
    let gtins = cbor::array(claim, value, limits::GTINS)?;
    let gtins = try_map(gtins, |gtin| {
        Gtin::new(cbor::uint(claim, gtin)?).map_err(|_| Error::ClaimRange { claim })
    })?;
    cbor::distinct(claim, gtins)
}
