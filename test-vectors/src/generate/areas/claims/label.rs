//! Single fields of the label map.

use crate::generate::case::Fault;
use crate::generate::item::{bytes, int, list, text};

pub(in crate::generate::areas) const FAULTS: &[Fault] = &[
    (
        "claims_label_unknown",
        "The label map has a key that this version does not know.",
        |d| d.label().set(15, int(1)),
        "claim_unknown",
    ),
    (
        "claims_label_unknown_zero",
        "The label map has the key 0.",
        |d| d.label().set(0, int(1)),
        "claim_unknown",
    ),
    (
        "claims_label_unknown_negative",
        "The label map has a negative key.",
        |d| d.label().set(-1, int(1)),
        "claim_unknown",
    ),
    (
        "claims_label_text_key",
        "The label map has a text key.",
        |d| d.label().append(text("level"), int(4)),
        "claim_unknown",
    ),
    (
        "claims_scheme_bytes",
        "The scheme is a byte string.",
        |d| *d.label().get(1) = bytes(b"jc-star"),
        "claim_type",
    ),
    (
        "claims_scheme_negative",
        "The scheme is negative.",
        |d| *d.label().get(1) = int(-1),
        "claim_range",
    ),
    (
        "claims_level_text",
        "The level is a text.",
        |d| *d.label().get(2) = text("★1"),
        "claim_type",
    ),
    (
        "claims_level_negative",
        "The level is negative.",
        |d| *d.label().get(2) = int(-1),
        "claim_range",
    ),
    (
        "claims_assessment_range",
        "The assessment is 4.",
        |d| *d.label().get(3) = int(4),
        "claim_range",
    ),
    (
        "claims_assessment_text",
        "The assessment is a text.",
        |d| *d.label().get(3) = text("certified"),
        "claim_type",
    ),
    (
        "claims_criteria_array",
        "The criteria are an array.",
        |d| *d.label().get(4) = list([int(1)]),
        "claim_type",
    ),
    (
        "claims_criteria_negative",
        "The criteria are a negative code.",
        |d| *d.label().get(4) = int(-1),
        "claim_range",
    ),
    (
        "claims_holder_number",
        "The holder is an integer.",
        |d| *d.label().get(5) = int(1),
        "claim_type",
    ),
    (
        "claims_product_array",
        "The product is an array of texts.",
        |d| *d.label().get(7) = list([text("見本ルータ")]),
        "claim_type",
    ),
    (
        "claims_category_negative",
        "The category is negative.",
        |d| *d.label().get(10) = int(-1),
        "claim_range",
    ),
    (
        "claims_support_end_text",
        "The support end is a text.",
        |d| *d.label().get(12) = text("2031-03"),
        "claim_type",
    ),
    (
        "claims_support_end_month_13",
        "The support end is in month 13.",
        |d| *d.label().get(12) = int(20_311_300),
        "claim_range",
    ),
    (
        "claims_support_end_month_0",
        "The support end has a year and no month.",
        |d| *d.label().get(12) = int(20_310_000),
        "claim_range",
    ),
    (
        "claims_support_end_day_31",
        "The support end is 31 April.",
        |d| *d.label().get(12) = int(20_310_431),
        "claim_range",
    ),
    (
        "claims_support_end_year",
        "The support end is a year only.",
        |d| *d.label().get(12) = int(2_031),
        "claim_range",
    ),
    (
        "claims_support_end_before_1970",
        "The support end lies before 1970.",
        |d| *d.label().get(12) = int(19_691_231),
        "claim_range",
    ),
    (
        "claims_support_end_after_9999",
        "The support end lies after the year 9999.",
        |d| *d.label().get(12) = int(100_000_101),
        "claim_range",
    ),
    (
        "claims_support_end_negative",
        "The support end is negative.",
        |d| *d.label().get(12) = int(-1),
        "claim_range",
    ),
    (
        "claims_status_index_negative",
        "The status index is negative.",
        |d| *d.label().get(13) = int(-1),
        "claim_range",
    ),
    (
        "claims_status_index_beyond",
        "The status index is -2^64.",
        |d| *d.label().get(13) = int(-(1 << 64)),
        "claim_range",
    ),
    (
        "claims_status_index_map",
        "The status index is an array.",
        |d| *d.label().get(13) = list([int(17)]),
        "claim_type",
    ),
    (
        "claims_evaluator_number",
        "The evaluator is an integer.",
        |d| *d.label().get(14) = int(1),
        "claim_type",
    ),
];
