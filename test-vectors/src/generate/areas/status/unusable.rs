//! Status lists that do not count: malformed, of another address, signed by somebody else.

use super::{forged, indexed, listed};
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::{Item, bytes, int, tag, text};
use crate::generate::times::{ROOT_START, SIGNER_START};
use crate::generate::world::{STATUS_TYP, URI, World, status_entries, zlib};

pub(super) fn cases(world: &World) -> Vec<Case> {
    let mut cases = unusable(world);
    cases.extend(malformed(world));
    cases
}

/// A list that does not count: name, description, what to do to a sound one.
type Fault = (&'static str, &'static str, fn(&mut Draft));

const UNUSABLE: &[Fault] = &[
    ("other_address", "The list is of another address.", |d| {
        *d.payload.get(2) = text("https://label.example.jp/status/2");
    }),
    (
        "address_slash",
        "The address of the list differs in a final slash.",
        |d| *d.payload.get(2) = text(&format!("{URI}/")),
    ),
    ("untyped", "The list carries no type.", |d| {
        d.protected.remove(16);
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
        d.envelope = |array| tag(61, tag(18, array));
    }),
    (
        "before_its_signer",
        "The list was made before its signer's certificate starts.",
        |d| *d.payload.get(6) = int((SIGNER_START - 1).into()),
    ),
    ("expires_first", "The list has an expiry in text.", |d| {
        *d.payload.get(4) = text("2026-11-28");
    }),
    ("no_issue", "The list does not say when it was made.", |d| {
        d.payload.remove(6);
    }),
    (
        "no_address_inside",
        "The list does not say its address.",
        |d| d.payload.remove(2),
    ),
    ("no_list", "There is no list in the list.", |d| {
        d.payload.remove(65_533);
    }),
    ("bits_3", "The list has three bits per label.", |d| {
        *d.payload.get(65_533) = status_entries(3, &zlib(&[0; 16]));
    }),
    ("bits_0", "The list has no bits per label.", |d| {
        *d.payload.get(65_533) = status_entries(0, &zlib(&[0; 16]));
    }),
    ("not_zlib", "The list is not compressed.", |d| {
        *d.payload.get(65_533) = status_entries(4, &[0; 16]);
    }),
    ("zlib_truncated", "The compressed list ends early.", |d| {
        *d.payload.get(65_533) = status_entries(4, zlib(&[0; 16]).get(..16).unwrap_or_default());
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
        "zlib_trailing",
        "A byte follows the compressed list.",
        |d| {
            let stream = [zlib(&[0; 16]), vec![0]].concat();
            *d.payload.get(65_533) = status_entries(4, &stream);
        },
    ),
    (
        "zlib_two",
        "Another compressed list follows the compressed list.",
        |d| {
            *d.payload.get(65_533) = status_entries(4, &[zlib(&[0; 16]), zlib(&[0; 16])].concat());
        },
    ),
    ("list_tagged", "The list inside carries a tag.", |d| {
        d.payload.get(65_533).wrap(|item| Item::Tag(24, item));
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
