//! The rules of a scheme, applied to a label.

use super::table::{Field, Scheme};
use super::validity::Validity;
use crate::base::time::UnixTime;
use crate::error::Error;
use crate::label::claims::{Claims, SupplyChainStatus};
use crate::label::values::Day;

impl Scheme {
    /// Checks a label against the scheme's rules; [`Error::SchemeUnknown`] if it is another
    /// scheme's label.
    ///
    /// The first rule that is broken is reported, in this order: claims that the scheme does not
    /// have, the level, the assessment, claims that it demands, the supply-chain check, the
    /// validity.
    ///
    /// # Errors
    ///
    /// [`Error::SchemeUnknown`] for a label of another scheme; else the first of these that applies:
    /// [`Error::SchemeClaimUnexpected`], [`Error::SchemeLevel`], [`Error::SchemeAssessment`],
    /// [`Error::SchemeClaimMissing`], [`Error::SupplyChain`], [`Error::SchemeValidity`].
    pub fn check(&self, claims: &Claims) -> Result<(), Error> {
        if !self.is(&claims.label.scheme) {
            return Err(Error::SchemeUnknown);
        }
        self.check_forbidden(claims)?;
        let allowed = self.assessments(claims.label.level);
        if !allowed
            .ok_or(Error::SchemeLevel)?
            .contains(&claims.label.assessment)
        {
            return Err(Error::SchemeAssessment);
        }
        self.check_required(claims)?;
        self.check_supply_chain(claims)?;
        self.check_validity(claims)
    }

    fn check_forbidden(&self, claims: &Claims) -> Result<(), Error> {
        let mut forbidden = self.forbidden().iter();
        match forbidden.find(|field| field.is_in(claims)) {
            Some(field) => Err(Error::SchemeClaimUnexpected {
                claim: field.name(),
            }),
            None => Ok(()),
        }
    }

    fn check_required(&self, claims: &Claims) -> Result<(), Error> {
        let mut required = self.required().iter();
        match required.find(|field| !field.is_in(claims)) {
            Some(field) => Err(Error::SchemeClaimMissing {
                claim: field.name(),
            }),
            None => Ok(()),
        }
    }

    /// "Not part of this scheme" stands for the missing result where there is such a check; any
    /// other status is a result that the scheme does not give.
    fn check_supply_chain(&self, claims: &Claims) -> Result<(), Error> {
        let claim = Field::SupplyChain.name();
        match claims.label.supply_chain {
            Some(check) if self.supply_chain().contains(&check.status) => Ok(()),
            Some(check) if check.status == SupplyChainStatus::NotPartOfScheme => {
                Err(Error::SchemeClaimMissing { claim })
            }
            Some(_) => Err(Error::SchemeClaimUnexpected { claim }),
            None => Ok(()),
        }
    }

    fn check_validity(&self, claims: &Claims) -> Result<(), Error> {
        let fits = match (self.validity(), claims.expires) {
            (Validity::AtMostYears(years), Some(expires)) => {
                is_within(claims.issued, expires, years.get())
            }
            (Validity::NoExpiry, None) => true,
            (Validity::AtMostYears(_), None) | (Validity::NoExpiry, Some(_)) => false,
        };
        if fits {
            Ok(())
        } else {
            Err(Error::SchemeValidity)
        }
    }
}

impl Field {
    /// The claim's name in errors.
    pub fn name(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Expires => "expires",
            Self::Level => "level",
            Self::Criteria => "criteria",
            Self::Holder => "holder",
            Self::HolderId => "holder_id",
            Self::Product => "product",
            Self::Models => "models",
            Self::Gtins => "gtins",
            Self::Category => "category",
            Self::SupplyChain => "supply_chain",
            Self::SupportEnd => "support_end",
            Self::StatusIndex => "status_index",
            Self::Evaluator => "evaluator",
        }
    }

    /// True where the claim is there.
    pub fn is_in(self, claims: &Claims) -> bool {
        let label = &claims.label;
        match self {
            Self::Registration => !claims.registration.is_empty(),
            Self::Expires => claims.expires.is_some(),
            Self::Level => label.level.is_some(),
            Self::Criteria => label.criteria.is_some(),
            Self::Holder => label.holder.is_some(),
            Self::HolderId => label.holder_id.is_some(),
            Self::Product => !label.product.is_empty(),
            Self::Models => !label.models.is_empty(),
            Self::Gtins => !label.gtins.is_empty(),
            Self::Category => label.category.is_some(),
            Self::SupplyChain => label.supply_chain.is_some(),
            Self::SupportEnd => label.support_end.is_some(),
            Self::StatusIndex => label.status_index.is_some(),
            Self::Evaluator => label.evaluator.is_some(),
        }
    }
}

/// True where `expires` falls on the day that is so many years after `issued`, or before it.
///
/// Days compare as YYYYMMDD, so a 29 February that the last year lacks lies between its
/// 28 February and its 1 March.
fn is_within(issued: UnixTime, expires: UnixTime, years: u8) -> bool {
    let last_day = Day::of(issued).map(|day| day.number() + u64::from(years) * 10_000);
    match (Day::of(expires), last_day) {
        (Some(day), Some(last_day)) => day.number() <= last_day,
        _ => false,
    }
}
