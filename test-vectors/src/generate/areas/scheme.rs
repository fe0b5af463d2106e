//! The rules of the schemes: levels, assessment, claims, validity.

use super::time::us_ctm;
use crate::generate::case::{Case, Fault, faults};
use crate::generate::draft::Draft;
use crate::generate::item::{int, list, text};
use crate::generate::times::{DAY, FIVE_YEARS, LABEL_ISSUED, TWO_YEARS};
use crate::generate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        faults(&world.ed25519, "scheme", JC_STAR),
        unknown(world),
        sound(world),
        others(world),
        leap_year(world),
        days_of_issue(world),
    ]
    .concat()
}

const JC_STAR: &[Fault] = &[
    (
        "scheme_jc_star_level_5",
        "JC-STAR has no level 5.",
        |d| *d.label().get(2) = int(5),
        "scheme_level",
    ),
    (
        "scheme_jc_star_level_0",
        "JC-STAR has no level 0.",
        |d| *d.label().get(2) = int(0),
        "scheme_level",
    ),
    (
        "scheme_jc_star_level_huge",
        "The level is 2^64 - 1.",
        |d| *d.label().get(2) = int(u64::MAX.into()),
        "scheme_level",
    ),
    (
        "scheme_jc_star_level_missing",
        "A JC-STAR label has no level.",
        |d| d.label().remove(2),
        "scheme_level",
    ),
    (
        "scheme_jc_star_3_self_declared",
        "A label of level 3 rests on a declaration.",
        |d| *d.label().get(2) = int(3),
        "scheme_assessment",
    ),
    (
        "scheme_jc_star_1_certified",
        "A label of level 1 claims to be certified.",
        |d| *d.label().get(3) = int(3),
        "scheme_assessment",
    ),
    (
        "scheme_jc_star_no_expiry",
        "A JC-STAR label does not expire.",
        |d| d.payload.remove(4),
        "scheme_claim_missing",
    ),
    (
        "scheme_jc_star_no_criteria",
        "A JC-STAR label names no criteria.",
        |d| d.label().remove(4),
        "scheme_claim_missing",
    ),
    (
        "scheme_jc_star_no_models",
        "A JC-STAR label names no model.",
        |d| d.label().remove(8),
        "scheme_claim_missing",
    ),
    (
        "scheme_jc_star_no_supply_chain",
        "A JC-STAR label does not state the supply-chain check.",
        |d| d.label().remove(11),
        "scheme_claim_missing",
    ),
    (
        "scheme_jc_star_supply_chain_declared",
        "The supply-chain check is a declaration, which JC-STAR does not have.",
        |d| *d.label().get(11) = list([int(3)]),
        "scheme_claim_unexpected",
    ),
    (
        "scheme_jc_star_supply_chain_none",
        "A JC-STAR label says that the scheme has no supply-chain check.",
        |d| *d.label().get(11) = list([int(4)]),
        "scheme_claim_missing",
    ),
    (
        "scheme_jc_star_second_too_long",
        "The label is valid a second longer than two years.",
        |d| *d.payload.get(4) = int(i128::from(TWO_YEARS) + 1),
        "scheme_validity",
    ),
];

/// Labels of schemes for which there is no table.
fn unknown(world: &World) -> Vec<Case> {
    [
        ("number", "The scheme's code is not assigned.", int(999)),
        ("number_zero", "The scheme's code is 0.", int(0)),
        ("assigned", "The scheme has a code but no table.", int(2)),
        ("name", "The scheme's name is unknown.", text("xx-label")),
        (
            "name_upper",
            "The scheme's name is in upper case.",
            text("JC-STAR"),
        ),
    ]
    .map(|(name, description, scheme)| {
        let mut draft = Draft::full(&world.ed25519);
        *draft.label().get(1) = scheme;
        Case::draft(&format!("scheme_unknown_{name}"), description, &draft)
            .undecided("scheme", "scheme_unknown")
    })
    .to_vec()
}

fn sound(world: &World) -> Vec<Case> {
    let case = |name: &str, description: &str, change: fn(&mut Draft)| {
        let mut draft = Draft::full(&world.ed25519);
        change(&mut draft);
        Case::draft(&format!("scheme_{name}"), description, &draft).line("scheme", "ok")
    };
    vec![
        case("jc_star_by_name", "The scheme stands by its name.", |d| {
            *d.label().get(1) = text("jc-star");
        }),
        case(
            "jc_star_two_years",
            "The label is valid until the day two years later ends in Japan.",
            |d| *d.payload.get(4) = int(TWO_YEARS.into()),
        ),
        case("jc_star_level_3", "A label of level 3 is certified.", |d| {
            *d.label().get(2) = int(3);
            *d.label().get(3) = int(3);
        }),
        case(
            "jc_star_conditions",
            "The supply-chain check is cleared with conditions.",
            |d| *d.label().get(11) = list([int(2)]),
        ),
        case(
            "jc_star_not_performed",
            "The supply-chain check was not performed.",
            |d| *d.label().get(11) = list([int(0)]),
        ),
        case(
            "jc_star_other_criteria",
            "The criteria stand as text, since they have no code.",
            |d| *d.label().get(4) = text("JST-CR-99-01-2026R1"),
        ),
        case(
            "jc_star_criteria_code_unknown",
            "The criteria are a code that the table does not have.",
            |d| *d.label().get(4) = int(9_999),
        ),
    ]
}

pub(super) fn siotp(world: &World) -> Draft {
    let mut draft = Draft::full(&world.ed25519);
    *draft.payload.get(4) = int(FIVE_YEARS.into());
    *draft.label().get(1) = int(10);
    *draft.label().get(2) = int(3);
    *draft.label().get(3) = int(2);
    *draft.label().get(11) = list([int(4)]);
    draft
}

/// A change of a sound label: name, description, what to do, the expected code; none if accepted.
type Row = (
    &'static str,
    &'static str,
    fn(&mut Draft),
    Option<&'static str>,
);

const SIOTP: [Row; 9] = [
    (
        "gold",
        "A Gold label of SIOTP is valid for five years.",
        |_| {},
        None,
    ),
    (
        "bronze",
        "A Bronze label of SIOTP.",
        |d| *d.label().get(2) = int(1),
        None,
    ),
    (
        "by_name",
        "The scheme stands by its name.",
        |d| *d.label().get(1) = text("siotp"),
        None,
    ),
    (
        "no_supply_chain",
        "A label of SIOTP is silent about the supply chain.",
        |d| d.label().remove(11),
        None,
    ),
    (
        "level_4",
        "SIOTP has no level 4.",
        |d| *d.label().get(2) = int(4),
        Some("scheme_level"),
    ),
    (
        "self_declared",
        "A label of SIOTP rests on a declaration.",
        |d| *d.label().get(3) = int(0),
        Some("scheme_assessment"),
    ),
    (
        "supply_chain",
        "A label of SIOTP claims a cleared supply chain.",
        |d| *d.label().get(11) = list([int(1)]),
        Some("scheme_claim_unexpected"),
    ),
    (
        "no_expiry",
        "A label of SIOTP does not expire.",
        |d| d.payload.remove(4),
        Some("scheme_claim_missing"),
    ),
    (
        "too_long",
        "A label of SIOTP is valid a second longer than five years.",
        |d| *d.payload.get(4) = int(i128::from(FIVE_YEARS) + 1),
        Some("scheme_validity"),
    ),
];

const US_CTM: [Row; 9] = [
    (
        "plain",
        "A label of the Cyber Trust Mark does not expire.",
        |_| {},
        None,
    ),
    (
        "by_name",
        "The scheme stands by its name.",
        |d| *d.label().get(1) = text("us-ctm"),
        None,
    ),
    (
        "no_supply_chain",
        "A label of the Cyber Trust Mark is silent about the supply chain.",
        |d| d.label().remove(11),
        None,
    ),
    (
        "expires",
        "A label of the Cyber Trust Mark expires.",
        |d| d.payload.set(4, int(TWO_YEARS.into())),
        Some("scheme_claim_unexpected"),
    ),
    (
        "level",
        "A label of the Cyber Trust Mark has a level.",
        |d| d.label().set(2, int(1)),
        Some("scheme_claim_unexpected"),
    ),
    (
        "no_evaluator",
        "A label of the Cyber Trust Mark names no evaluator.",
        |d| d.label().remove(14),
        Some("scheme_claim_missing"),
    ),
    (
        "self_declared",
        "A label of the Cyber Trust Mark rests on a declaration.",
        |d| *d.label().get(3) = int(0),
        Some("scheme_assessment"),
    ),
    (
        "supply_chain",
        "A label of the Cyber Trust Mark claims a cleared supply chain.",
        |d| *d.label().get(11) = list([int(1)]),
        Some("scheme_claim_unexpected"),
    ),
    (
        "no_such_check",
        "A label of the Cyber Trust Mark says that the scheme has no supply-chain check.",
        |d| *d.label().get(11) = list([int(4)]),
        Some("scheme_claim_missing"),
    ),
];

fn others(world: &World) -> Vec<Case> {
    let schemes = [
        ("siotp", siotp(world), SIOTP),
        ("us_ctm", us_ctm(world), US_CTM),
    ];
    schemes
        .into_iter()
        .flat_map(|(scheme, base, rows)| {
            rows.map(|(name, description, change, code)| {
                let mut draft = base.clone();
                change(&mut draft);
                let case = Case::draft(&format!("scheme_{scheme}_{name}"), description, &draft);
                match code {
                    None => case.line("scheme", "ok"),
                    Some(code) => case.rejected("scheme", code),
                }
            })
        })
        .collect()
}

/// Two years from 29 February end with 28 February.
fn leap_year(world: &World) -> Vec<Case> {
    /// 2028-02-29T00:00:00Z.
    const ISSUED: u64 = 1_835_395_200;
    /// 2030-02-28T15:00:00Z: the end of that day in Japan.
    const EXPIRES: u64 = 1_898_521_200;
    let case = |name: &str, description: &str, expires: u64| {
        let mut draft = Draft::full(&world.ed25519);
        draft.label().remove(13);
        *draft.payload.get(6) = int(ISSUED.into());
        *draft.payload.get(4) = int(expires.into());
        Case::draft(&format!("scheme_leap_day_{name}"), description, &draft)
            .trust("undated")
            .at(ISSUED)
    };
    vec![
        case(
            "last_second",
            "A label of 29 February ends with 28 February two years later.",
            EXPIRES,
        ),
        case(
            "too_long",
            "A label of 29 February ends within the first second of 1 March.",
            EXPIRES + 1,
        )
        .rejected("scheme", "scheme_validity"),
    ]
}

/// The day of issue is the one in Japan: it changes at 15:00 UTC.
fn days_of_issue(world: &World) -> Vec<Case> {
    /// 2026-04-01T15:00:00Z: midnight in Japan.
    const MIDNIGHT: u64 = LABEL_ISSUED + 15 * 3_600;
    let case = |name: &str, description: &str, issued: u64, expires: u64| {
        let mut draft = Draft::full(&world.ed25519);
        *draft.payload.get(6) = int(issued.into());
        *draft.payload.get(4) = int(expires.into());
        Case::draft(&format!("scheme_day_{name}"), description, &draft)
    };
    vec![
        case(
            "before_midnight",
            "A label of the last second of 1 April in Japan ends with that day two years later.",
            MIDNIGHT - 1,
            TWO_YEARS,
        )
        .line("scheme", "ok"),
        case(
            "before_midnight_too_long",
            "A label of the last second of 1 April in Japan ends a second after that day two years later.",
            MIDNIGHT - 1,
            TWO_YEARS + 1,
        )
        .rejected("scheme", "scheme_validity"),
        case(
            "at_midnight",
            "A label of the first second of 2 April in Japan ends with that day two years later.",
            MIDNIGHT,
            TWO_YEARS + DAY,
        )
        .line("scheme", "ok"),
        case(
            "at_midnight_too_long",
            "A label of the first second of 2 April in Japan ends a second after that day two years later.",
            MIDNIGHT,
            TWO_YEARS + DAY + 1,
        )
        .rejected("scheme", "scheme_validity"),
    ]
}
