//! Claims that are arrays: holder id, models, GTINs, supply-chain check.

use crate::generate::case::Fault;
use crate::generate::draft::GTIN;
use crate::generate::item::{int, list, text};

pub(in crate::generate::areas) const FAULTS: &[Fault] = &[
    (
        "claims_holder_id_empty",
        "The holder id is an empty array.",
        |d| d.label().get(6).elements().clear(),
        "claim_empty",
    ),
    (
        "claims_holder_id_one",
        "The holder id has no number.",
        |d| {
            d.label().get(6).elements().pop();
        },
        "claim_type",
    ),
    (
        "claims_holder_id_three",
        "The holder id has a third element.",
        |d| d.label().get(6).elements().push(int(0)),
        "claim_too_long",
    ),
    (
        "claims_holder_id_icd_range",
        "The code designator of the holder id is 10000.",
        |d| *d.label().get(6).at(0) = int(10_000),
        "claim_range",
    ),
    (
        "claims_holder_id_icd_text",
        "The code designator of the holder id is a text.",
        |d| *d.label().get(6).at(0) = text("0188"),
        "claim_type",
    ),
    (
        "claims_holder_id_negative",
        "The number of the holder id is negative.",
        |d| *d.label().get(6).at(1) = int(-1),
        "claim_range",
    ),
    (
        "claims_holder_id_number_only",
        "The holder id is a number outside an array.",
        |d| *d.label().get(6) = int(1_234_567_890_123),
        "claim_type",
    ),
    (
        "claims_models_empty",
        "The models are an empty array.",
        |d| d.label().get(8).elements().clear(),
        "claim_empty",
    ),
    (
        "claims_models_text",
        "The models are a text.",
        |d| *d.label().get(8) = text("SR-100"),
        "claim_type",
    ),
    (
        "claims_models_number",
        "A model is an integer.",
        |d| *d.label().get(8).at(1) = int(200),
        "claim_type",
    ),
    (
        "claims_models_twice",
        "A model stands twice.",
        |d| *d.label().get(8).at(1) = text("SR-100"),
        "claim_range",
    ),
    (
        "claims_models_65",
        "There are 65 models.",
        |d| {
            let models = (0..65).map(|number| text(&format!("M{number:02}")));
            *d.label().get(8) = list(models);
        },
        "claim_too_long",
    ),
    (
        "claims_gtins_empty",
        "The GTINs are an empty array.",
        |d| d.label().get(9).elements().clear(),
        "claim_empty",
    ),
    (
        "claims_gtins_number",
        "The GTINs are one number outside an array.",
        |d| *d.label().get(9) = int(GTIN),
        "claim_type",
    ),
    (
        "claims_gtin_text",
        "A GTIN is a text.",
        |d| *d.label().get(9).at(0) = text("4901234567894"),
        "claim_type",
    ),
    (
        "claims_gtin_check_digit",
        "A GTIN has a wrong check digit.",
        |d| *d.label().get(9).at(0) = int(GTIN + 1),
        "claim_range",
    ),
    (
        "claims_gtin_zero",
        "A GTIN is zero.",
        |d| *d.label().get(9).at(0) = int(0),
        "claim_range",
    ),
    (
        "claims_gtin_15_digits",
        "A GTIN has 15 digits, the last one a right check digit.",
        |d| *d.label().get(9).at(0) = int(100_000_000_000_009),
        "claim_range",
    ),
    (
        "claims_gtin_negative",
        "A GTIN is negative.",
        |d| *d.label().get(9).at(0) = int(-GTIN),
        "claim_range",
    ),
    (
        "claims_gtins_twice",
        "A GTIN stands twice.",
        |d| *d.label().get(9).at(1) = int(GTIN),
        "claim_range",
    ),
    (
        "claims_gtins_65",
        "There are 65 GTINs.",
        |d| *d.label().get(9) = list((0..65).map(|number| int(gtin8(number)))),
        "claim_too_long",
    ),
    (
        "claims_supply_chain_empty",
        "The supply-chain check is an empty array.",
        |d| d.label().get(11).elements().clear(),
        "claim_empty",
    ),
    (
        "claims_supply_chain_three",
        "The supply-chain check has a third element.",
        |d| d.label().get(11).elements().push(int(0)),
        "claim_too_long",
    ),
    (
        "claims_supply_chain_number",
        "The supply-chain check is a number outside an array.",
        |d| *d.label().get(11) = int(1),
        "claim_type",
    ),
    (
        "claims_supply_chain_status",
        "The status of the supply-chain check is 5.",
        |d| *d.label().get(11).at(0) = int(5),
        "claim_range",
    ),
    (
        "claims_supply_chain_day_29_february",
        "The day of the supply-chain check is 29 February of a common year.",
        |d| *d.label().get(11).at(1) = int(20_260_229),
        "claim_range",
    ),
    (
        "claims_supply_chain_day_month",
        "The day of the supply-chain check has month precision.",
        |d| *d.label().get(11).at(1) = int(20_260_300),
        "claim_range",
    ),
    (
        "claims_supply_chain_day_zero",
        "The day of the supply-chain check is 0.",
        |d| *d.label().get(11).at(1) = int(0),
        "claim_range",
    ),
    (
        "claims_supply_chain_day_text",
        "The day of the supply-chain check is a text.",
        |d| *d.label().get(11).at(1) = text("2026-03-25"),
        "claim_type",
    ),
];

/// A GTIN-8 with its check digit: seven digits weighted 3, 1, 3, 1, 3, 1, 3.
pub(in crate::generate::areas) fn gtin8(number: i128) -> i128 {
    let body = 4_900_000 + number;
    let digit = |place: u32| body / 10_i128.pow(place) % 10;
    let sum: i128 = (0..7)
        .map(|place| digit(place) * if place % 2 == 0 { 3 } else { 1 })
        .sum();
    body * 10 + (10 - sum % 10) % 10
}
