//! What the asker demands of a sound label.

use super::scheme::siotp;
use super::time::us_ctm;
use crate::Policy;
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::{int, list, text};
use crate::generate::times::{NOW, SIGNER_END};
use crate::generate::world::World;
use crate::vector::{MinLevel, Scheme, SupplyChainRule, SupportRule};

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        levels(world),
        assessments(world),
        supply_chain(world),
        criteria(world),
        products(world),
        support(world),
        together(world),
    ]
    .concat()
}

fn case(name: &str, description: &str, draft: &Draft, policy: Policy) -> Case {
    Case::draft(&format!("policy_{name}"), description, draft).policy(policy)
}

fn code(code: u64) -> Option<Scheme> {
    Some(Scheme::Code(code))
}

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
            level([(code(1), 3)]),
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
            level([(code(1), 1)]),
        )
        .line("level", "ok"),
        case(
            "level_above",
            "The label is of level 3, level 2 is asked for.",
            &three,
            level([(code(1), 2)]),
        )
        .line("level", "ok"),
        case(
            "level_other_scheme",
            "A level is asked for in another scheme only.",
            &one,
            level([(code(10), 1)]),
        )
        .undecided("level", "level_not_comparable"),
        case(
            "level_one_of_two_schemes",
            "Levels are asked for in two schemes, one of them the label's.",
            &siotp(world),
            level([(code(1), 4), (code(10), 2)]),
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

/// The product at hand.
fn products(world: &World) -> Vec<Case> {
    let sound = Draft::full(&world.ed25519);
    let mut none = sound.clone();
    none.label().remove(9);
    let gtin = |digits: &str| Policy {
        gtin: Some(digits.to_owned()),
        ..Policy::default()
    };
    let model = |name: &str| Policy {
        model: Some(name.to_owned()),
        ..Policy::default()
    };
    vec![
        case(
            "gtin_13",
            "The GTIN at hand has 13 digits.",
            &sound,
            gtin("4901234567894"),
        )
        .line("gtin", "ok"),
        case(
            "gtin_14",
            "The GTIN at hand has 14 digits.",
            &sound,
            gtin("04901234567894"),
        )
        .line("gtin", "ok"),
        case(
            "gtin_8",
            "The GTIN at hand is the second, with 8 digits.",
            &sound,
            gtin("49012347"),
        )
        .line("gtin", "ok"),
        case(
            "gtin_other",
            "The GTIN at hand was not signed.",
            &sound,
            gtin("4912345678904"),
        )
        .rejected("gtin", "gtin_mismatch"),
        case(
            "gtin_case",
            "The GTIN at hand is that of a case of the product.",
            &sound,
            gtin("14901234567891"),
        )
        .rejected("gtin", "gtin_mismatch"),
        case(
            "gtin_none",
            "The label names no GTIN.",
            &none,
            gtin("4901234567894"),
        )
        .rejected("gtin", "gtin_mismatch"),
        case(
            "model_first",
            "The model at hand is the first.",
            &sound,
            model("SR-100"),
        )
        .line("model", "ok"),
        case(
            "model_second",
            "The model at hand is the second.",
            &sound,
            model("SR-200"),
        )
        .line("model", "ok"),
        case(
            "model_other",
            "The model at hand was not signed.",
            &sound,
            model("SR-300"),
        )
        .rejected("model", "model_mismatch"),
        case(
            "model_case",
            "The model at hand differs in case.",
            &sound,
            model("sr-100"),
        )
        .rejected("model", "model_mismatch"),
        case(
            "model_prefix",
            "The model at hand is the beginning of a signed one.",
            &sound,
            model("SR-10"),
        )
        .rejected("model", "model_mismatch"),
    ]
}

fn support(world: &World) -> Vec<Case> {
    let ending = |end: Option<i128>| {
        let mut draft = Draft::full(&world.ed25519);
        match end {
            Some(end) => *draft.label().get(12) = int(end),
            None => draft.label().remove(12),
        }
        draft
    };
    let reject = || Policy {
        support: Some(SupportRule::Reject),
        ..Policy::default()
    };
    let warn = Policy::default;
    // 2026-11-22 is the day of the check.
    vec![
        case(
            "support_ended",
            "Support ended yesterday: a warning.",
            &ending(Some(20_261_121)),
            warn(),
        )
        .line("support", "support_ended"),
        case(
            "support_ended_reject",
            "Support ended yesterday, and that is not accepted.",
            &ending(Some(20_261_121)),
            reject(),
        )
        .rejected("support", "support_ended"),
        case(
            "support_last_day",
            "Today is the last day of support.",
            &ending(Some(20_261_122)),
            reject(),
        )
        .line("support", "ok"),
        case(
            "support_this_month",
            "Support ends with this month.",
            &ending(Some(20_261_100)),
            reject(),
        )
        .line("support", "ok"),
        case(
            "support_last_month",
            "Support ended with the last month.",
            &ending(Some(20_261_000)),
            reject(),
        )
        .rejected("support", "support_ended"),
        case(
            "support_none",
            "The product is not supported: a warning.",
            &ending(Some(0)),
            warn(),
        )
        .line("support", "support_ended"),
        case(
            "support_none_reject",
            "The product is not supported, and that is not accepted.",
            &ending(Some(0)),
            reject(),
        )
        .rejected("support", "support_ended"),
        case(
            "support_silent",
            "The label states no support.",
            &ending(None),
            warn(),
        )
        .line("support", "not_stated"),
        case(
            "support_silent_reject",
            "The label states no support, and that is not accepted.",
            &ending(None),
            reject(),
        )
        .rejected("support", "support_ended"),
        case(
            "support_month_after",
            "It is the first second after the last month of support.",
            &us_ctm_until(world, 20_311_200),
            reject(),
        )
        .trust("undated")
        .at(SIGNER_END)
        .rejected("support", "support_ended"),
        case(
            "support_month_last_second",
            "It is the last second of the last month of support.",
            &us_ctm_until(world, 20_311_200),
            reject(),
        )
        .trust("undated")
        .at(SIGNER_END - 1)
        .line("support", "ok"),
    ]
}

/// A label without expiry whose support ends.
fn us_ctm_until(world: &World, end: i128) -> Draft {
    let mut draft = us_ctm(world);
    *draft.label().get(12) = int(end);
    draft
}

/// Several demands at once: every one must be met, the first that is not decides.
fn together(world: &World) -> Vec<Case> {
    let all = |level: u64| Policy {
        min_level: vec![MinLevel {
            scheme: code(1),
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
