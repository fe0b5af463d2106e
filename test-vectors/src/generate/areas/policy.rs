//! The asker's demands on a sound label.

mod product;

use super::scheme::siotp;
use super::time::us_ctm;
use serde_json::{Value, json};

use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::{int, list, text};
use crate::generate::times::NOW;
use crate::generate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        levels(world),
        several_levels(world),
        assessments(world),
        supply_chain(world),
        criteria(world),
        product::cases(world),
        together(world),
    ]
    .concat()
}

fn case(name: &str, description: &str, draft: &Draft, policy: Value) -> Case {
    Case::draft(&format!("policy_{name}"), description, draft).policy(policy)
}

const JC_STAR: u64 = 1;
const SIOTP: u64 = 10;

fn level<const N: usize>(asked: [Value; N]) -> Value {
    json!({ "min_level": Value::from_iter(asked) })
}

fn levels(world: &World) -> Vec<Case> {
    let one = Draft::full(&world.ed25519);
    let mut three = one.clone();
    *three.label().get(2) = int(3);
    *three.label().get(3) = int(3);
    vec![
        case(
            "level_below",
            "The label is of level 1, level 3 is asked for.",
            &one,
            level([json!({ "scheme": JC_STAR, "level": 3 })]),
        )
        .rejected("level", "level_below"),
        case(
            "level_below_by_name",
            "Level 2 is asked for, the scheme stands by its name.",
            &one,
            level([json!({ "scheme": "jc-star", "level": 2 })]),
        )
        .rejected("level", "level_below"),
        case(
            "level_below_any_scheme",
            "Level 2 is asked for in whichever scheme.",
            &one,
            level([json!({ "level": 2 })]),
        )
        .rejected("level", "level_below"),
        case(
            "level_equal",
            "Level 1 is asked for.",
            &one,
            level([json!({ "scheme": JC_STAR, "level": 1 })]),
        )
        .line("level", "ok"),
        case(
            "level_above",
            "The label is of level 3, level 2 is asked for.",
            &three,
            level([json!({ "scheme": JC_STAR, "level": 2 })]),
        )
        .line("level", "ok"),
        case(
            "level_other_scheme",
            "A level is asked for in another scheme only.",
            &one,
            level([json!({ "scheme": SIOTP, "level": 1 })]),
        )
        .undecided("level", "level_not_comparable"),
        case(
            "level_one_of_two_schemes",
            "Levels are asked for in two schemes, one of them the label's.",
            &siotp(world),
            level([
                json!({ "scheme": JC_STAR, "level": 4 }),
                json!({ "scheme": SIOTP, "level": 2 }),
            ]),
        )
        .line("level", "ok"),
        case(
            "level_none_stated",
            "A level is asked for, the scheme has none.",
            &us_ctm(world),
            level([json!({ "level": 1 })]),
        )
        .undecided("level", "level_not_comparable"),
    ]
}

/// Several levels for one scheme: the order does not count.
fn several_levels(world: &World) -> Vec<Case> {
    let one = Draft::full(&world.ed25519);
    let own = |level: u64| json!({ "scheme": JC_STAR, "level": level });
    let any = |level: u64| json!({ "level": level });
    vec![
        case(
            "level_own_scheme_last",
            "Any level 1 is asked for first, level 3 of the label's scheme last.",
            &one,
            level([any(1), own(3)]),
        )
        .rejected("level", "level_below"),
        case(
            "level_own_scheme_first",
            "Level 1 of the label's scheme is asked for, and level 4 of all others.",
            &one,
            level([own(1), any(4)]),
        )
        .line("level", "ok"),
        case(
            "level_twice",
            "Two levels of the label's scheme are asked for; the higher one counts.",
            &one,
            level([own(1), own(2)]),
        )
        .rejected("level", "level_below"),
    ]
}

fn assessments(world: &World) -> Vec<Case> {
    let asked = |word: &str| json!({ "min_assessment": word });
    let reviewed = Draft::full(&world.ed25519);
    vec![
        case(
            "assessment_below",
            "An evaluation by a laboratory is asked for, the label rests on a declaration.",
            &reviewed,
            asked("evaluated"),
        )
        .rejected("assessment", "assessment_below"),
        case(
            "assessment_equal",
            "A reviewed declaration is asked for.",
            &reviewed,
            asked("reviewed"),
        )
        .line("assessment", "ok"),
        case(
            "assessment_above",
            "A declaration is asked for, the label is certified.",
            &us_ctm(world),
            asked("self_declared"),
        )
        .line("assessment", "ok"),
    ]
}

fn supply_chain(world: &World) -> Vec<Case> {
    let stated = |status: Option<i128>| {
        let mut draft = Draft::full(&world.ed25519);
        *draft.label().get(11) = list(status.map(int));
        draft
    };
    let asked = |rule: &str| json!({ "supply_chain": rule });
    let mut silent = siotp(world);
    silent.label().remove(11);
    let refused = "supply_chain";
    vec![
        case(
            "supply_chain_cleared",
            "A cleared supply chain is asked for.",
            &stated(Some(1)),
            asked("cleared"),
        )
        .line(refused, "ok"),
        case(
            "supply_chain_conditions",
            "A cleared supply chain is asked for, the label has conditions.",
            &stated(Some(2)),
            asked("cleared"),
        )
        .rejected(refused, "supply_chain_conditions"),
        case(
            "supply_chain_conditions_allowed",
            "Conditions are allowed.",
            &stated(Some(2)),
            asked("cleared_or_conditional"),
        )
        .line(refused, "ok"),
        case(
            "supply_chain_not_performed",
            "The check was not performed.",
            &stated(Some(0)),
            asked("cleared_or_conditional"),
        )
        .rejected(refused, "supply_chain"),
        case(
            "supply_chain_declared",
            "The applicant declared it.",
            &us_ctm(world),
            asked("cleared_or_conditional"),
        )
        .rejected(refused, "supply_chain"),
        case(
            "supply_chain_not_part",
            "The scheme has no such check.",
            &siotp(world),
            asked("cleared_or_conditional"),
        )
        .rejected(refused, "supply_chain"),
        case(
            "supply_chain_silent",
            "The label is silent about it.",
            &silent,
            asked("cleared"),
        )
        .rejected(refused, "supply_chain"),
    ]
}

fn criteria(world: &World) -> Vec<Case> {
    let asked = |documents: &[&str]| json!({ "criteria": documents });
    let coded = Draft::full(&world.ed25519);
    let with = |criteria| {
        let mut draft = coded.clone();
        *draft.label().get(4) = criteria;
        draft
    };
    let first = "JST-CR-01-01-2024R1";
    let mut foreign = coded.clone();
    *foreign.label().get(1) = int(999);
    vec![
        case(
            "criteria_code",
            "The document that the label names by its code is asked for.",
            &coded,
            asked(&[first]),
        )
        .line("criteria", "ok"),
        case(
            "criteria_text",
            "The document that the label names in text is asked for.",
            &with(text(first)),
            asked(&[first]),
        )
        .line("criteria", "ok"),
        case(
            "criteria_one_of_two",
            "Two documents are asked for, the label names the second.",
            &coded,
            asked(&["JST-CR-01-01-2026R1", first]),
        )
        .line("criteria", "ok"),
        case(
            "criteria_revision",
            "Another revision of the document is asked for.",
            &coded,
            asked(&["JST-CR-01-01-2024R2"]),
        )
        .rejected("criteria", "criteria_mismatch"),
        case(
            "criteria_code_unknown",
            "The label's code is not in the scheme's table.",
            &with(int(9_999)),
            asked(&[first]),
        )
        .rejected("criteria", "criteria_mismatch"),
        case(
            "criteria_scheme_unknown",
            "The criteria of a scheme without table cannot be compared.",
            &foreign,
            asked(&[first]),
        )
        .undecided("scheme", "scheme_unknown")
        .line("criteria", "scheme_unknown"),
        case(
            "criteria_none",
            "The label names no criteria.",
            &us_ctm(world),
            asked(&[first]),
        )
        .rejected("criteria", "criteria_mismatch"),
    ]
}

/// Several demands at once: every one must be met, the first that is not decides.
fn together(world: &World) -> Vec<Case> {
    let all = |level: u64| {
        json!({
            "min_level": [{ "scheme": JC_STAR, "level": level }],
            "min_assessment": "reviewed",
            "supply_chain": "cleared",
            "criteria": ["JST-CR-01-01-2024R1"],
            "gtin": "4901234567894",
            "model": "SR-100",
            "support": "reject",
        })
    };
    let sound = Draft::full(&world.ed25519);
    let mut conditions = sound.clone();
    *conditions.label().get(11) = list([int(2)]);
    vec![
        case(
            "everything",
            "Everything is asked for, and everything is met.",
            &sound,
            all(1),
        )
        .at(NOW),
        case(
            "two_unmet",
            "Two demands are not met; the level decides, the supply chain is a line.",
            &conditions,
            all(3),
        )
        .rejected("level", "level_below")
        .line("supply_chain", "supply_chain_conditions"),
    ]
}
