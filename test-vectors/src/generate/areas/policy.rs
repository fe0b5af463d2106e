//! What the asker demands of a sound label.

mod product;

use super::scheme::siotp;
use super::time::us_ctm;
use crate::Policy;
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::{int, list, text};
use crate::generate::times::NOW;
use crate::generate::world::World;
use crate::vector::{MinLevel, Scheme, SupplyChainRule, SupportRule};

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        levels(world),
        assessments(world),
        supply_chain(world),
        criteria(world),
        product::cases(world),
        together(world),
    ]
    .concat()
}

fn case(name: &str, description: &str, draft: &Draft, policy: Policy) -> Case {
    Case::draft(&format!("policy_{name}"), description, draft).policy(policy)
}

const JC_STAR: Option<Scheme> = Some(Scheme::Code(1));
const SIOTP: Option<Scheme> = Some(Scheme::Code(10));

fn level(asked: impl IntoIterator<Item = (Option<Scheme>, u64)>) -> Policy {
    let asked = asked.into_iter();
    Policy {
        min_level: asked
            .map(|(scheme, level)| MinLevel { scheme, level })
            .collect(),
        ..Policy::default()
    }
}

fn levels(world: &World) -> Vec<Case> {
    let one = Draft::full(&world.ed25519);
    let mut three = one.clone();
    *three.label().get(2) = int(3);
    *three.label().get(3) = int(3);
    let name = Some(Scheme::Name("jc-star".to_owned()));
    vec![
        case(
            "level_below",
            "The label is of level 1, level 3 is asked for.",
            &one,
            level([(JC_STAR, 3)]),
        )
        .rejected("level", "level_below"),
        case(
            "level_below_by_name",
            "Level 2 is asked for, the scheme stands by its name.",
            &one,
            level([(name, 2)]),
        )
        .rejected("level", "level_below"),
        case(
            "level_below_any_scheme",
            "Level 2 is asked for in whichever scheme.",
            &one,
            level([(None, 2)]),
        )
        .rejected("level", "level_below"),
        case(
            "level_equal",
            "Level 1 is asked for.",
            &one,
            level([(JC_STAR, 1)]),
        )
        .line("level", "ok"),
        case(
            "level_above",
            "The label is of level 3, level 2 is asked for.",
            &three,
            level([(JC_STAR, 2)]),
        )
        .line("level", "ok"),
        case(
            "level_other_scheme",
            "A level is asked for in another scheme only.",
            &one,
            level([(SIOTP, 1)]),
        )
        .undecided("level", "level_not_comparable"),
        case(
            "level_one_of_two_schemes",
            "Levels are asked for in two schemes, one of them the label's.",
            &siotp(world),
            level([(JC_STAR, 4), (SIOTP, 2)]),
        )
        .line("level", "ok"),
        case(
            "level_none_stated",
            "A level is asked for, the scheme has none.",
            &us_ctm(world),
            level([(None, 1)]),
        )
        .undecided("level", "level_not_comparable"),
    ]
}

fn assessments(world: &World) -> Vec<Case> {
    let asked = |number| Policy {
        min_assessment: Some(number),
        ..Policy::default()
    };
    let reviewed = Draft::full(&world.ed25519);
    vec![
        case(
            "assessment_below",
            "An evaluation by a laboratory is asked for, the label rests on a declaration.",
            &reviewed,
            asked(2),
        )
        .rejected("assessment", "assessment_below"),
        case(
            "assessment_equal",
            "A reviewed declaration is asked for.",
            &reviewed,
            asked(1),
        )
        .line("assessment", "ok"),
        case(
            "assessment_above",
            "A declaration is asked for, the label is certified.",
            &us_ctm(world),
            asked(0),
        )
        .line("assessment", "ok"),
    ]
}

fn supply_chain(world: &World) -> Vec<Case> {
    use SupplyChainRule::{Cleared, ClearedOrConditional};
    let stated = |status: Option<i128>| {
        let mut draft = Draft::full(&world.ed25519);
        *draft.label().get(11) = list(status.map(int));
        draft
    };
    let asked = |rule| Policy {
        supply_chain: Some(rule),
        ..Policy::default()
    };
    let mut silent = siotp(world);
    silent.label().remove(11);
    let refused = "supply_chain";
    vec![
        case(
            "supply_chain_cleared",
            "A cleared supply chain is asked for.",
            &stated(Some(1)),
            asked(Cleared),
        )
        .line(refused, "ok"),
        case(
            "supply_chain_conditions",
            "A cleared supply chain is asked for, the label has conditions.",
            &stated(Some(2)),
            asked(Cleared),
        )
        .rejected(refused, "supply_chain_conditions"),
        case(
            "supply_chain_conditions_allowed",
            "Conditions are allowed.",
            &stated(Some(2)),
            asked(ClearedOrConditional),
        )
        .line(refused, "ok"),
        case(
            "supply_chain_not_performed",
            "The check was not performed.",
            &stated(Some(0)),
            asked(ClearedOrConditional),
        )
        .rejected(refused, "supply_chain"),
        case(
            "supply_chain_declared",
            "The applicant declared it.",
            &us_ctm(world),
            asked(ClearedOrConditional),
        )
        .rejected(refused, "supply_chain"),
        case(
            "supply_chain_not_part",
            "The scheme has no such check.",
            &siotp(world),
            asked(ClearedOrConditional),
        )
        .rejected(refused, "supply_chain"),
        case(
            "supply_chain_silent",
            "The label is silent about it.",
            &silent,
            asked(Cleared),
        )
        .rejected(refused, "supply_chain"),
    ]
}

fn criteria(world: &World) -> Vec<Case> {
    let asked = |documents: &[&str]| Policy {
        criteria: documents.iter().map(ToString::to_string).collect(),
        ..Policy::default()
    };
    let coded = Draft::full(&world.ed25519);
    let with = |criteria| {
        let mut draft = coded.clone();
        *draft.label().get(4) = criteria;
        draft
    };
    let first = "JST-CR-01-01-2024R1";
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
    let all = |level: u64| Policy {
        min_level: vec![MinLevel {
            scheme: JC_STAR,
            level,
        }],
        min_assessment: Some(1),
        supply_chain: Some(SupplyChainRule::Cleared),
        criteria: vec!["JST-CR-01-01-2024R1".to_owned()],
        gtin: Some("4901234567894".to_owned()),
        model: Some("SR-100".to_owned()),
        support: Some(SupportRule::Reject),
        ..Policy::default()
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
