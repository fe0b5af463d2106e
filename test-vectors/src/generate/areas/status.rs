//! The status list: what it says, how old it is, whose it is.

use label_core::TrustFile;

use crate::Policy;
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::{Item, bytes, int, tag, text};
use crate::generate::times::{
    DAY, NOW, ROOT_START, SIGNER_START, STATUS_EXPIRES, STATUS_ISSUED, TRUST_ISSUED,
};
use crate::generate::world::{STATUS_TYP, URI, World, encode, status_entries, zlib};
use crate::vector::StatusRule;

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        values(world),
        widths(world),
        ages(world),
        missing(world),
        several(world),
        unusable(world),
        malformed(world),
    ]
    .concat()
}

fn indexed(world: &World, index: u64) -> Draft {
    let mut draft = Draft::full(&world.ed25519);
    *draft.label().get(13) = int(index.into());
    draft
}

fn warned() -> Policy {
    Policy {
        status: Some(StatusRule::Warn),
        ..Policy::default()
    }
}

/// A sound label with a trust file whose only status lists are these.
fn listed(world: &World, name: &str, description: &str, lists: Vec<Vec<u8>>) -> Case {
    let file = TrustFile {
        status_lists: lists,
        ..world.main()
    };
    Case::draft(&format!("status_{name}"), description, &indexed(world, 17))
        .own_trust(encode(&file))
}

fn values(world: &World) -> Vec<Case> {
    let rejected = [
        (
            "revoked",
            "The scheme owner revoked the label.",
            1,
            "revoked",
        ),
        ("suspended", "The label is suspended.", 2, "suspended"),
        (
            "withdrawn",
            "The holder withdrew the label.",
            3,
            "withdrawn",
        ),
        (
            "superseded",
            "A newer label replaced this one.",
            4,
            "superseded",
        ),
        (
            "unknown_value",
            "The list holds the value 7, which has no meaning.",
            5,
            "status_unknown",
        ),
        (
            "out_of_range",
            "The index is the first outside the list.",
            32,
            "status_out_of_range",
        ),
        (
            "out_of_range_huge",
            "The index is 2^64 - 1.",
            u64::MAX,
            "status_out_of_range",
        ),
    ]
    .map(|(name, description, index, code)| {
        Case::draft(
            &format!("status_{name}"),
            description,
            &indexed(world, index),
        )
        .rejected("status", code)
    });
    let mut none = Draft::full(&world.ed25519);
    none.label().remove(13);
    let accepted = [
        Case::draft(
            "status_first_index",
            "The index is the first of the list.",
            &indexed(world, 0),
        )
        .line("status", "ok"),
        Case::draft(
            "status_last_index",
            "The index is the last of the list.",
            &indexed(world, 31),
        )
        .line("status", "ok"),
        Case::draft("status_no_index", "The label has no status index.", &none)
            .line("status", "not_stated"),
    ];
    [rejected.to_vec(), accepted.to_vec()].concat()
}

/// Lists with other widths; index 1 is revoked in each.
fn widths(world: &World) -> Vec<Case> {
    let lists = [(1, vec![0b10, 0]), (2, vec![0b100, 0]), (8, vec![0, 1])];
    lists
        .into_iter()
        .flat_map(|(bits, values)| {
            let mut list = world.status_list();
            *list.payload.get(65_533) = status_entries(bits, &zlib(&values));
            let file = TrustFile {
                status_lists: vec![list.encode()],
                ..world.main()
            };
            let case = |name: &str, what: &str, index| {
                let id = format!("status_{bits}_bits_{name}");
                let description = format!("A list of {bits} bits per label says {what}.");
                Case::draft(&id, &description, &indexed(world, index)).own_trust(encode(&file))
            };
            [
                case("valid", "valid", 0).line("status", "ok"),
                case("revoked", "revoked", 1).rejected("status", "revoked"),
            ]
        })
        .collect()
}

fn ages(world: &World) -> Vec<Case> {
    let valid = indexed(world, 17);
    let revoked = indexed(world, 1);
    let aged = |seconds| Policy {
        max_status_age: Some(seconds),
        ..Policy::default()
    };
    let mut future = world.status_list();
    *future.payload.get(6) = int((NOW + 1).into());
    vec![
        Case::draft(
            "status_stale",
            "The time is exactly the end of the list.",
            &valid,
        )
        .at(STATUS_EXPIRES)
        .undecided("status", "status_stale"),
        Case::draft(
            "status_stale_warned",
            "The list is stale, and the policy makes that a warning.",
            &valid,
        )
        .at(STATUS_EXPIRES)
        .policy(warned())
        .line("status", "status_stale"),
        Case::draft(
            "status_too_old",
            "The list is exactly as old as the policy does not allow any more.",
            &valid,
        )
        .policy(aged(DAY))
        .undecided("status", "status_stale"),
        Case::draft(
            "status_just_young_enough",
            "The list is a second younger than the policy's limit.",
            &valid,
        )
        .policy(aged(DAY + 1)),
        Case::draft(
            "status_stale_revoked",
            "A stale list revokes the label: that stays.",
            &revoked,
        )
        .at(STATUS_EXPIRES)
        .rejected("status", "revoked"),
        Case::draft(
            "status_stale_revoked_warned",
            "A stale list revokes the label, and the policy forgives stale lists only.",
            &revoked,
        )
        .at(STATUS_EXPIRES)
        .policy(warned())
        .rejected("status", "revoked"),
        Case::draft(
            "status_revoked_wrong_clock",
            "The clock is wrong, the label revoked all the same.",
            &revoked,
        )
        .at(TRUST_ISSUED - DAY)
        .rejected("status", "revoked")
        .clock_lines(&["trust", "validity", "support"]),
        listed(
            world,
            "of_tomorrow",
            "The list was made a second after the time.",
            vec![future.encode()],
        )
        .undecided("status", "clock_before_trust"),
    ]
}

fn missing(world: &World) -> Vec<Case> {
    let mut unnamed = world.main();
    for signer in &mut unnamed.signers {
        signer.status_uri = None;
    }
    let without = "The label has a status index, the trust set no list.";
    vec![
        listed(world, "missing", without, Vec::new()).undecided("status", "status_missing"),
        listed(
            world,
            "missing_warned",
            "There is no list, and the policy makes that a warning.",
            Vec::new(),
        )
        .policy(warned())
        .line("status", "status_missing"),
        Case::draft(
            "status_no_address",
            "The trust set names no list for the signer.",
            &indexed(world, 17),
        )
        .own_trust(encode(&unnamed))
        .undecided("status", "status_missing"),
    ]
}

/// Several lists at one address: the newest counts, wherever it stands.
fn several(world: &World) -> Vec<Case> {
    let list = |age: u64, values: &[u8]| {
        let mut list = world.status_list();
        *list.payload.get(6) = int((STATUS_ISSUED - age).into());
        *list.payload.get(65_533) = status_entries(4, &zlib(values));
        list.encode()
    };
    let (valid, mut revoked) = ([0; 16], [0; 16]);
    revoked
        .iter_mut()
        .skip(8)
        .take(1)
        .for_each(|byte| *byte = 0x10);
    vec![
        listed(
            world,
            "newest_revokes",
            "The older list says valid, the newer one revoked.",
            vec![list(0, &revoked), list(DAY, &valid)],
        )
        .rejected("status", "revoked"),
        listed(
            world,
            "newest_revokes_last",
            "The newer list, which says revoked, stands last.",
            vec![list(DAY, &valid), list(0, &revoked)],
        )
        .rejected("status", "revoked"),
        listed(
            world,
            "other_forged",
            "A second list at the address is forged and left out.",
            vec![forged(world), list(0, &valid)],
        )
        .line("status", "ok"),
    ]
}

fn forged(world: &World) -> Vec<u8> {
    let mut list = world.status_list();
    list.sign();
    *list.payload.get(6) = int((STATUS_ISSUED + 1).into());
    list.encode()
}

/// A list that does not count: name, description, what to do to a sound one.
type Fault = (&'static str, &'static str, fn(&mut Draft));

const UNUSABLE: &[Fault] = &[
    ("other_address", "The list is of another address.", |d| {
        *d.payload.get(2) = text("https://label.example.jp/status/2")
    }),
    (
        "address_slash",
        "The address of the list differs in a final slash.",
        |d| *d.payload.get(2) = text(&format!("{URI}/")),
    ),
    ("untyped", "The list carries no type.", |d| {
        d.protected.remove(16)
    }),
    (
        "other_type",
        "The list carries the type of a label page.",
        |d| *d.protected.get(16) = text("application/cwt"),
    ),
    (
        "short_type",
        "The type of the list lacks its first half.",
        |d| *d.protected.get(16) = text("statuslist+cwt"),
    ),
    ("tag_61", "The list carries the CWT tag 61.", |d| {
        d.envelope = |array| tag(61, tag(18, array))
    }),
    (
        "before_its_signer",
        "The list was made before its signer's certificate starts.",
        |d| *d.payload.get(6) = int((SIGNER_START - 1).into()),
    ),
    ("expires_first", "The list has an expiry in text.", |d| {
        *d.payload.get(4) = text("2026-11-28")
    }),
    ("no_issue", "The list does not say when it was made.", |d| {
        d.payload.remove(6)
    }),
    (
        "no_address_inside",
        "The list does not say its address.",
        |d| d.payload.remove(2),
    ),
    ("no_list", "There is no list in the list.", |d| {
        d.payload.remove(65_533)
    }),
    (
        "unknown_claim",
        "The list carries a claim that this version does not know.",
        |d| d.payload.set(1, text("issuer")),
    ),
    ("bits_3", "The list has three bits per label.", |d| {
        *d.payload.get(65_533) = status_entries(3, &zlib(&[0; 16]))
    }),
    ("bits_0", "The list has no bits per label.", |d| {
        *d.payload.get(65_533) = status_entries(0, &zlib(&[0; 16]))
    }),
    ("not_zlib", "The list is not compressed.", |d| {
        *d.payload.get(65_533) = status_entries(4, &[0; 16])
    }),
    ("zlib_truncated", "The compressed list ends early.", |d| {
        *d.payload.get(65_533) = status_entries(4, zlib(&[0; 16]).get(..16).unwrap_or_default())
    }),
    (
        "zlib_checksum",
        "The checksum of the compressed list is wrong.",
        |d| {
            let mut stream = zlib(&[0; 16]);
            stream
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|byte| *byte ^= 1);
            *d.payload.get(65_533) = status_entries(4, &stream);
        },
    ),
    (
        "order",
        "The entries of the list are in another order.",
        |d| d.payload.get(65_533).entries().reverse(),
    ),
    (
        "payload_wide",
        "The length of the payload is written in nine bytes.",
        |d| d.payload.widen(8),
    ),
    ("list_tagged", "The list inside carries a tag.", |d| {
        d.payload.get(65_533).wrap(|item| Item::Tag(24, item))
    }),
];

fn malformed(world: &World) -> Vec<Case> {
    let case = |(name, description, fault): &Fault| {
        let mut list = world.status_list();
        fault(&mut list);
        listed(world, name, description, vec![list.encode()]).undecided("status", "status_missing")
    };
    UNUSABLE.iter().map(case).collect()
}

/// Lists that the wrong key signed, or none.
fn unusable(world: &World) -> Vec<Case> {
    let signed_by = |signer| {
        let list = world.status_list();
        let mut other = Draft::new(signer, Some(STATUS_TYP), int(0));
        other.payload = list.payload;
        other.encode()
    };
    let mut unsigned = world.status_list();
    unsigned.signature = Some(bytes(&[0; 64]));
    let mut any_key = world.status_list();
    any_key.signature = Some(bytes(&world.ed25519.sign(&any_key.to_be_signed())));
    let mut old = world.status_list();
    *old.payload.get(6) = int(ROOT_START.into());
    vec![
        listed(
            world,
            "by_label_signer",
            "A signer of labels signed the list.",
            vec![signed_by(&world.ed25519)],
        ),
        listed(
            world,
            "by_root",
            "The root signed the list.",
            vec![signed_by(&world.root)],
        ),
        listed(
            world,
            "by_stranger",
            "A stranger signed the list.",
            vec![signed_by(&world.stranger)],
        ),
        listed(
            world,
            "forged",
            "The list was altered after signing.",
            vec![forged(world)],
        ),
        listed(
            world,
            "unsigned",
            "The signature of the list is 64 zero bytes.",
            vec![unsigned.encode()],
        ),
        listed(
            world,
            "other_key",
            "Another key signed under the hint of the status signer.",
            vec![any_key.encode()],
        ),
        listed(
            world,
            "label_as_list",
            "A label is given as a status list.",
            vec![indexed(world, 17).encode()],
        ),
        listed(
            world,
            "garbage",
            "The status list is text.",
            vec![b"status".to_vec()],
        ),
        listed(
            world,
            "years_before_its_signer",
            "The list was made years before its signer's certificate starts.",
            vec![old.encode()],
        ),
    ]
    .into_iter()
    .map(|case| case.undecided("status", "status_missing"))
    .collect()
}
