//! The scope that a trust list gives a signer.

use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::{Item, int, list, text};
use crate::generate::offer::sound;
use crate::generate::world::World;

/// A limit of the label's signer: name, description, what to do to its entry.
type Limit = (&'static str, &'static str, fn(&mut Item));

/// The label is of JC-STAR, has the number JC-26-000417 and index 17.
const WITHIN: &[Limit] = &[
    (
        "scheme_by_name",
        "The signer may sign for the scheme, which is named by its name.",
        |s| {
            s.set(2, list([text("jc-star")]));
        },
    ),
    (
        "scheme_among_others",
        "The signer may sign for several schemes.",
        |s| s.set(2, list([int(10), int(1)])),
    ),
    (
        "prefix",
        "The number begins with a prefix of the signer.",
        |s| s.set(3, list([text("JC-26-")])),
    ),
    ("prefix_whole", "The prefix is the whole number.", |s| {
        s.set(3, list([text("JC-26-000417")]));
    }),
    ("range", "The number lies in a range of the signer.", |s| {
        range(s, "JC-26-000400", "JC-26-000499");
    }),
    ("range_first", "The number is the first of a range.", |s| {
        range(s, "JC-26-000417", "JC-26-000499");
    }),
    ("range_last", "The number is the last of a range.", |s| {
        range(s, "JC-26-000400", "JC-26-000417");
    }),
    (
        "numbers_several",
        "The number has the second of two prefixes.",
        |s| s.set(3, list([text("JX"), text("JC")])),
    ),
    (
        "index_highest",
        "The index is the highest that the signer was given.",
        |s| s.set(5, int(17)),
    ),
];

const OUTSIDE: &[(Limit, &str)] = &[
    (
        (
            "scheme",
            "The signer may sign for another scheme only.",
            |s| s.set(2, list([int(10)])),
        ),
        "scope_scheme",
    ),
    (
        (
            "scheme_text",
            "The signer may sign for a scheme of no table only.",
            |s| s.set(2, list([text("jc-star ii")])),
        ),
        "scope_scheme",
    ),
    (
        (
            "prefix_other",
            "The number does not begin with the prefix of the signer.",
            |s| s.set(3, list([text("JX")])),
        ),
        "scope_number",
    ),
    (
        (
            "prefix_inside",
            "The prefix stands inside the number only.",
            |s| s.set(3, list([text("26-")])),
        ),
        "scope_number",
    ),
    (
        (
            "prefix_case",
            "The prefix differs from the number in upper and lower case.",
            |s| s.set(3, list([text("jc-")])),
        ),
        "scope_number",
    ),
    (
        (
            "prefix_longer",
            "The prefix is longer than the number.",
            |s| s.set(3, list([text("JC-26-000417-1")])),
        ),
        "scope_number",
    ),
    (
        ("range_before", "The number lies before the range.", |s| {
            range(s, "JC-26-000418", "JC-26-000499");
        }),
        "scope_number",
    ),
    (
        ("range_after", "The number lies after the range.", |s| {
            range(s, "JC-26-000400", "JC-26-000416");
        }),
        "scope_number",
    ),
    (
        (
            "range_shorter",
            "The number lies in the range, but is longer than its ends.",
            |s| range(s, "JC-26-0", "JC-26-9"),
        ),
        "scope_number",
    ),
    (
        (
            "index_above",
            "The index is above the highest that the signer was given.",
            |s| s.set(5, int(16)),
        ),
        "index_above_issued",
    ),
    (
        ("index_none", "The signer was given index 0 only.", |s| {
            s.set(5, int(0));
        }),
        "index_above_issued",
    ),
];

fn range(signer: &mut Item, first: &str, last: &str) {
    signer.set(3, list([list([text(first), text(last)])]));
}

pub(super) fn cases(world: &World) -> Vec<Case> {
    let case = |(name, description, limit): &Limit, label: &Draft| {
        let mut offer = sound(world);
        limit(offer.list().signer(0));
        Case::draft(&format!("scope_{name}"), description, label).own_trust(offer.encode())
    };
    let label = Draft::full(&world.ed25519);
    let within = WITHIN
        .iter()
        .map(|limit| case(limit, &label).line("scope", "ok"));
    let outside = OUTSIDE
        .iter()
        .map(|(limit, code)| case(limit, &label).rejected("scope", code));
    within.chain(outside).collect()
}
