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
            (Validity::AtMostYears(_), Some(expires)) => self
                .latest_expiry(claims.issued)
                .is_some_and(|latest| expires <= latest),
            (Validity::NoExpiry, None) => true,
            (Validity::AtMostYears(_), None) | (Validity::NoExpiry, Some(_)) => false,
        };
        if fits {
            Ok(())
        } else {
            Err(Error::SchemeValidity)
        }
    }

    /// The latest expiry of what is issued or granted at a time: the end, in the scheme's zone, of the
    /// last day that its rule allows. `None` where labels do not expire, and beyond the calendar.
    pub fn latest_expiry(&self, issued: UnixTime) -> Option<UnixTime> {
        let Validity::AtMostYears(years) = self.validity() else {
            return None;
        };
        let zone = self.zone();
        let number = Day::of(issued, zone)?.number() + u64::from(years.get()) * 10_000;
        // The one date that a later year can lack is 29 February; the day before it is the last then.
        let last = Day::new(number).or_else(|| Day::new(number - 1))?;
        Some(last.end(zone))
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
