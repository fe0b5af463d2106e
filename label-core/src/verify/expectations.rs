//! The checks that only the policy asks for.

use super::run::{Run, expect};
use crate::error::Error;
use crate::label::claims::{Claims, Code, SupplyChainStatus};
use crate::label::values::Day;
use crate::verify::policy::{SupplyChainRule, SupportRule};
use crate::verify::verdict::{CheckName, Finding, Gap, Weight};

use Finding::{Failed, NotChecked, Passed};
use Weight::{Advisory, Required};

impl Run<'_> {
    /// The checks that only the policy asks for.
    pub(crate) fn expectations(&mut self, claims: &Claims) {
        let (policy, label) = (self.policy, &claims.label);
        let gtin = policy
            .gtin
            .map(|gtin| expect(label.gtins.contains(&gtin), Error::GtinMismatch));
        self.ask(CheckName::Gtin, gtin);
        let model = policy.model.as_ref();
        let model = model.map(|model| expect(label.models.contains(model), Error::ModelMismatch));
        self.ask(CheckName::Model, model);
        self.ask(CheckName::Level, self.level(claims));
        let assessment = policy.min_assessment.map(|asked| {
            let (asked, stated) = (asked.number(), label.assessment.number());
            expect(stated >= asked, Error::AssessmentBelow { asked, stated })
        });
        self.ask(CheckName::Assessment, assessment);
        self.ask(CheckName::SupplyChain, self.supply_chain(claims));
        self.ask(CheckName::Criteria, self.criteria(claims));
        self.support(claims);
    }

    fn ask(&mut self, name: CheckName, finding: Option<Finding>) {
        match finding {
            Some(finding) => self.set(name, Required, finding),
            None => self.set(name, Advisory, NotChecked(Gap::NotAsked)),
        }
    }

    fn level(&self, claims: &Claims) -> Option<Finding> {
        let scheme = self.trust.schemes().get(&claims.label.scheme);
        let applies = |asked: &Code| scheme.is_some_and(|scheme| scheme.is(asked));
        let asked = &self.policy.min_levels;
        if asked.is_empty() {
            return None;
        }
        // The demand on the label's own scheme comes first; of several, the highest.
        let asked = asked
            .iter()
            .filter(|asked| asked.scheme.as_ref().is_none_or(applies))
            .max_by_key(|asked| (asked.scheme.is_some(), asked.level));
        Some(match (asked, claims.label.level) {
            (Some(asked), Some(stated)) => {
                let asked = asked.level;
                expect(stated >= asked, Error::LevelBelow { asked, stated })
            }
            _ => NotChecked(Gap::Because(Error::LevelNotComparable)),
        })
    }

    fn supply_chain(&self, claims: &Claims) -> Option<Finding> {
        use SupplyChainStatus::{Cleared, ClearedWithConditions};
        let status = claims.label.supply_chain.map(|check| check.status);
        match (self.policy.supply_chain, status) {
            (SupplyChainRule::NotAsked, _) => None,
            (_, Some(Cleared))
            | (SupplyChainRule::ClearedOrConditional, Some(ClearedWithConditions)) => Some(Passed),
            (_, Some(ClearedWithConditions)) => Some(Failed(Error::SupplyChainConditions)),
            _ => Some(Failed(Error::SupplyChain)),
        }
    }

    fn criteria(&self, claims: &Claims) -> Option<Finding> {
        let asked = &self.policy.criteria;
        if asked.is_empty() {
            return None;
        }
        let Some(scheme) = self.trust.schemes().get(&claims.label.scheme) else {
            return Some(NotChecked(Gap::Because(Error::SchemeUnknown)));
        };
        let stated = claims.label.criteria.as_ref();
        let stated = stated.and_then(|code| scheme.criteria_document(code));
        Some(expect(
            stated.is_some_and(|stated| asked.iter().any(|asked| asked == stated)),
            Error::CriteriaMismatch,
        ))
    }

    fn support(&mut self, claims: &Claims) {
        let weight = match self.policy.support {
            SupportRule::Warn => Advisory,
            SupportRule::Reject => Required,
        };
        let zone = self.trust.schemes().zone(&claims.label.scheme);
        let today = self.clock().ok().and_then(|()| Day::of(self.at, zone));
        let finding = match (claims.label.support_end, today) {
            (None, _) if weight == Required => Failed(Error::SupportEnded),
            (None, _) => NotChecked(Gap::NotStated),
            (Some(_), None) => {
                let clock = self
                    .clock()
                    .err()
                    .unwrap_or(Error::ClaimRange { claim: "time" });
                NotChecked(Gap::Because(clock))
            }
            (Some(end), Some(today)) => expect(end.covers(today), Error::SupportEnded),
        };
        self.set(CheckName::Support, weight, finding);
    }
}
