//! One case per rule of [`Scheme::check`](crate::Scheme::check).

use super::*;
use crate::error::Error;
use crate::label::claims::HolderId;
use crate::label::values::SupportEnd;
use crate::scheme::Schemes;

type Change = fn(&mut Claims);

fn supply_chain(status: SupplyChainStatus) -> SupplyChain {
    SupplyChain { status, day: None }
}

fn bronze() -> Claims {
    let mut claims = small();
    claims.label.scheme = Code::Number(10);
    claims.label.assessment = Assessment::Evaluated;
    claims.label.criteria = None;
    claims.label.models.clear();
    claims.label.gtins.clear();
    claims.label.supply_chain = None;
    claims
}

fn cyber_trust_mark() -> Claims {
    let mut claims = small();
    claims.expires = None;
    claims.label.scheme = Code::Number(4);
    claims.label.level = None;
    claims.label.assessment = Assessment::Certified;
    claims.label.criteria = Some(Code::Text("NISTIR 8425".to_string()));
    claims.label.supply_chain = None;
    claims.label.evaluator = Some("Example Labs".to_string());
    claims
}

#[test]
fn honest_labels_pass() {
    assert_eq!(builtin("jc-star").check(&small()), Ok(()));
    assert_eq!(builtin("siotp").check(&bronze()), Ok(()));
    assert_eq!(builtin("us-ctm").check(&cyber_trust_mark()), Ok(()));
    let mut full = small();
    full.label.scheme = Code::Text("jc-star".to_string());
    full.label.holder = Some("株式会社見本".to_string());
    full.label.holder_id = Some(HolderId {
        icd: 188,
        id: Code::Number(7_123_456_789_012),
    });
    full.label.category = Some(Code::Number(2));
    full.label.support_end = SupportEnd::from_number(20_301_200);
    assert_eq!(builtin("jc-star").check(&full), Ok(()));
}

#[test]
fn a_label_of_another_scheme_is_not_judged() {
    for other in [Code::Number(2), Code::Text("jc-sta".to_string())] {
        let mut claims = small();
        claims.label.scheme = other;
        assert_eq!(builtin("jc-star").check(&claims), Err(Error::SchemeUnknown));
    }
}

#[test]
fn the_level_is_on_the_ladder() {
    for level in [None, Some(0), Some(5), Some(u64::MAX)] {
        let mut claims = small();
        claims.label.level = level;
        let result = builtin("jc-star").check(&claims);
        assert_eq!(result, Err(Error::SchemeLevel), "{level:?}");
    }
}

#[test]
fn the_assessment_belongs_to_the_level() {
    let allowed = |level| match level {
        1 | 2 => [true, true, false, false],
        _ => [false, false, false, true],
    };
    for level in 1..=4 {
        for number in 0..4_u8 {
            let mut claims = small();
            claims.label.level = Some(level);
            claims.label.assessment = Assessment::from_number(number.into()).unwrap();
            let expected = if allowed(level)[usize::from(number)] {
                Ok(())
            } else {
                Err(Error::SchemeAssessment)
            };
            assert_eq!(
                builtin("jc-star").check(&claims),
                expected,
                "{level} {number}"
            );
        }
    }
    let mut claims = bronze();
    claims.label.assessment = Assessment::SelfDeclared;
    assert_eq!(
        builtin("siotp").check(&claims),
        Err(Error::SchemeAssessment)
    );
    let mut claims = cyber_trust_mark();
    claims.label.assessment = Assessment::Evaluated;
    assert_eq!(
        builtin("us-ctm").check(&claims),
        Err(Error::SchemeAssessment)
    );
}

#[test]
fn demanded_claims_are_there() {
    let cuts: [(_, Change); 6] = [
        ("registration", |claims| claims.registration.clear()),
        ("expires", |claims| claims.expires = None),
        ("criteria", |claims| claims.label.criteria = None),
        ("product", |claims| claims.label.product.clear()),
        ("models", |claims| claims.label.models.clear()),
        ("supply_chain", |claims| claims.label.supply_chain = None),
    ];
    for (claim, cut) in cuts {
        let mut claims = small();
        cut(&mut claims);
        let result = builtin("jc-star").check(&claims);
        assert_eq!(result, Err(Error::SchemeClaimMissing { claim }));
    }
    let mut claims = cyber_trust_mark();
    claims.label.evaluator = None;
    let claim = "evaluator";
    let result = builtin("us-ctm").check(&claims);
    assert_eq!(result, Err(Error::SchemeClaimMissing { claim }));
}

#[test]
fn excluded_claims_are_not_there() {
    let mut claims = cyber_trust_mark();
    claims.expires = Some(claims.issued + 1);
    let claim = "expires";
    let result = builtin("us-ctm").check(&claims);
    assert_eq!(result, Err(Error::SchemeClaimUnexpected { claim }));
    let mut claims = cyber_trust_mark();
    claims.label.level = Some(1);
    let claim = "level";
    let result = builtin("us-ctm").check(&claims);
    assert_eq!(result, Err(Error::SchemeClaimUnexpected { claim }));
}

#[test]
fn the_supply_chain_check_is_one_the_scheme_makes() {
    let claim = "supply_chain";
    let (missing, unexpected) = (
        Err(Error::SchemeClaimMissing { claim }),
        Err(Error::SchemeClaimUnexpected { claim }),
    );
    let cases = [
        (
            "jc-star",
            small(),
            [Ok(()), Ok(()), Ok(()), unexpected.clone(), missing.clone()],
        ),
        (
            "siotp",
            bronze(),
            [
                unexpected.clone(),
                unexpected.clone(),
                unexpected.clone(),
                unexpected.clone(),
                Ok(()),
            ],
        ),
        (
            "us-ctm",
            cyber_trust_mark(),
            [
                unexpected.clone(),
                unexpected.clone(),
                unexpected,
                Ok(()),
                missing,
            ],
        ),
    ];
    for (name, mut claims, expected) in cases {
        for (number, expected) in (0..).zip(expected) {
            claims.label.supply_chain = Some(supply_chain(
                SupplyChainStatus::from_number(number).unwrap(),
            ));
            assert_eq!(builtin(name).check(&claims), expected, "{name} {number}");
        }
    }
}

#[test]
fn validity_is_counted_in_calendar_years() {
    let last_second = 86_399;
    // Issued, last day within two years.
    let cases = [
        (20_260_301, 20_280_301),
        (20_270_301, 20_290_301),
        (20_280_228, 20_300_228),
        (20_280_229, 20_300_228), // 2030 has no 29 February
        (20_260_228, 20_280_228), // 2028 has one
        (20_261_231, 20_281_231),
    ];
    for (issued, last) in cases {
        let mut claims = small();
        for second_of_day in [0, last_second] {
            claims.issued = midnight(issued) + second_of_day;
            claims.expires = Some(midnight(last) + 86_400);
            assert_eq!(builtin("jc-star").check(&claims), Ok(()), "{issued}");
            claims.expires = Some(midnight(last) + 86_401);
            let result = builtin("jc-star").check(&claims);
            assert_eq!(result, Err(Error::SchemeValidity), "{issued}");
        }
    }
}

#[test]
fn times_beyond_the_calendar_do_not_pass() {
    let mut claims = small();
    claims.expires = Some(UnixTime::from_seconds(u64::MAX));
    assert_eq!(
        builtin("jc-star").check(&claims),
        Err(Error::SchemeValidity)
    );
    claims.issued = UnixTime::from_seconds(u64::MAX);
    assert_eq!(
        builtin("jc-star").check(&claims),
        Err(Error::SchemeValidity)
    );
}

#[test]
fn gold_is_valid_for_five_years() {
    let mut claims = bronze();
    claims.label.level = Some(3);
    claims.expires = Some(midnight(20_310_302));
    assert_eq!(builtin("siotp").check(&claims), Ok(()));
    claims.expires = Some(midnight(20_310_302) + 1);
    assert_eq!(builtin("siotp").check(&claims), Err(Error::SchemeValidity));
}

#[test]
fn a_table_from_elsewhere_judges_its_labels() {
    let mut claims = small();
    claims.label.scheme = Code::Text("harbour-mark".to_string());
    claims.label.level = Some(20);
    claims.label.assessment = Assessment::Certified;
    claims.label.gtins.clear();
    claims.label.supply_chain = Some(supply_chain(SupplyChainStatus::Declared));
    claims.label.holder = Some("Example Buoys".to_string());
    claims.label.support_end = SupportEnd::from_number(20_301_200);
    claims.expires = Some(midnight(20_270_301));
    let schemes = Schemes::builtin().with(own()).unwrap();
    let scheme = schemes.get(&claims.label.scheme).unwrap();
    assert_eq!(scheme.check(&claims), Ok(()));

    let check = |change: Change| {
        let mut claims = claims.clone();
        change(&mut claims);
        scheme.check(&claims)
    };
    let holder = Error::SchemeClaimMissing { claim: "holder" };
    let gtins = Error::SchemeClaimUnexpected { claim: "gtins" };
    assert_eq!(
        check(|claims| claims.label.level = Some(1)),
        Err(Error::SchemeLevel)
    );
    assert_eq!(
        check(|claims| claims.label.level = Some(10)),
        Err(Error::SchemeAssessment)
    );
    assert_eq!(check(|claims| claims.label.holder = None), Err(holder));
    assert_eq!(
        check(|claims| claims.label.gtins = small().label.gtins),
        Err(gtins)
    );
    assert_eq!(
        check(|claims| claims.expires = small().expires),
        Err(Error::SchemeValidity)
    );
}
