//! The product at hand: GTIN, model, support.

use super::case;
use serde_json::{Value, json};

use crate::generate::areas::time::us_ctm;
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::int;
use crate::generate::times::{DAY, NOW, SIGNER_END};
use crate::generate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        gtins(world),
        models(world),
        support(world),
        day_ends(world),
        month_ends(world),
    ]
    .concat()
}

fn gtins(world: &World) -> Vec<Case> {
    let sound = Draft::full(&world.ed25519);
    let mut none = sound.clone();
    none.label().remove(9);
    let gtin = |digits: &str| json!({ "gtin": digits });
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
    ]
}

fn models(world: &World) -> Vec<Case> {
    let sound = Draft::full(&world.ed25519);
    let model = |name: &str| json!({ "model": name });
    vec![
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

/// A support end on 2026-11-22, the day of the check: name, description, the claim, the rule, the
/// code of the line.
type Support = (
    &'static str,
    &'static str,
    Option<i128>,
    Option<&'static str>,
    &'static str,
);

const REJECT: Option<&str> = Some("reject");

const SUPPORT: &[Support] = &[
    (
        "ended",
        "Support ended yesterday: a warning.",
        Some(20_261_121),
        None,
        "support_ended",
    ),
    (
        "ended_reject",
        "Support ended yesterday, and that is not accepted.",
        Some(20_261_121),
        REJECT,
        "support_ended",
    ),
    (
        "last_day",
        "Today is the last day of support.",
        Some(20_261_122),
        REJECT,
        "ok",
    ),
    (
        "this_month",
        "Support ends with this month.",
        Some(20_261_100),
        REJECT,
        "ok",
    ),
    (
        "last_month",
        "Support ended with the last month.",
        Some(20_261_000),
        REJECT,
        "support_ended",
    ),
    (
        "none",
        "The product is not supported: a warning.",
        Some(0),
        None,
        "support_ended",
    ),
    (
        "none_reject",
        "The product is not supported, and that is not accepted.",
        Some(0),
        REJECT,
        "support_ended",
    ),
    (
        "silent",
        "The label states no support.",
        None,
        None,
        "not_stated",
    ),
    (
        "silent_reject",
        "The label states no support, and that is not accepted.",
        None,
        REJECT,
        "support_ended",
    ),
];

fn asked(support: Option<&str>) -> Value {
    support.map_or_else(|| json!({}), |rule| json!({ "support": rule }))
}

fn support(world: &World) -> Vec<Case> {
    SUPPORT
        .iter()
        .map(|(name, description, end, rule, code)| {
            let mut draft = Draft::full(&world.ed25519);
            match end {
                Some(end) => *draft.label().get(12) = int(*end),
                None => draft.label().remove(12),
            }
            let case = case(
                &format!("support_{name}"),
                description,
                &draft,
                asked(*rule),
            );
            match (rule, *code) {
                (Some(_), "support_ended") => case.rejected("support", code),
                _ => case.line("support", code),
            }
        })
        .collect()
}

/// The seconds at which a day of support ends: where the scheme is, or in UTC where that is not known.
fn day_ends(world: &World) -> Vec<Case> {
    const HOUR: u64 = 3_600;
    /// 2026-11-22T15:00:00Z.
    const MIDNIGHT: u64 = NOW + 15 * HOUR;
    let mut japan = Draft::full(&world.ed25519);
    *japan.label().get(12) = int(20_261_122);
    let mut nowhere = japan.clone();
    *nowhere.label().get(1) = int(2);
    let of = |name: &str, description: &str, draft: &Draft, at: u64| {
        case(
            &format!("support_day_{name}"),
            description,
            draft,
            asked(REJECT),
        )
        .at(at)
    };
    vec![
        of(
            "last_second",
            "It is the last second, in Japan, of the last day of support.",
            &japan,
            MIDNIGHT - 1,
        )
        .line("support", "ok"),
        of(
            "after",
            "It is the first second, in Japan, after the last day of support.",
            &japan,
            MIDNIGHT,
        )
        .rejected("support", "support_ended"),
        of(
            "scheme_unknown",
            "It is the last second, in UTC, of the last day of support under a scheme without a table.",
            &nowhere,
            NOW + DAY - 1,
        )
        .undecided("scheme", "scheme_unknown")
        .line("support", "ok"),
        of(
            "scheme_unknown_after",
            "It is the first second, in UTC, after the last day of support under a scheme without a table.",
            &nowhere,
            NOW + DAY,
        )
        .rejected("support", "support_ended")
        .line("scheme", "scheme_unknown"),
    ]
}

/// The seconds at which a month of support ends, five hours behind UTC.
fn month_ends(world: &World) -> Vec<Case> {
    /// 2031-12-01T05:00:00Z.
    const END: u64 = SIGNER_END - 31 * DAY + 5 * 3_600;
    let november = us_ctm_until(world, 20_311_100);
    vec![
        case(
            "support_month_after",
            "It is the first second after the last month of support.",
            &november,
            asked(REJECT),
        )
        .trust("undated")
        .at(END)
        .rejected("support", "support_ended"),
        case(
            "support_month_last_second",
            "It is the last second of the last month of support.",
            &november,
            asked(REJECT),
        )
        .trust("undated")
        .at(END - 1)
        .line("support", "ok"),
    ]
}

/// A label without expiry whose support ends.
fn us_ctm_until(world: &World, end: i128) -> Draft {
    let mut draft = us_ctm(world);
    *draft.label().get(12) = int(end);
    draft
}
