//! Status lists of other programs: what the draft leaves free, and what it does not.

use label_core::{Algorithm, Purpose, TrustFile};

use super::{indexed, listed};
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::{Item, bytes, int, list, map, raw, tag, text};
use crate::generate::times::{NOW, STATUS_ISSUED};
use crate::generate::world::{
    STATUS_TYP, World, encode, status_entries, status_signer, zeros, zlib,
};

/// A list with one difference: name, description, what to do to a sound one.
type Change = (&'static str, &'static str, fn(&mut Draft));

/// Bytes of the largest list of one bit.
const MOST: usize = 1 << 21;

const ALLOWED: &[Change] = &[
    ("claims_order", "The claims stand in reverse order.", |d| {
        d.payload.entries().reverse();
    }),
    (
        "list_order",
        "The entries of the list stand in the order of the draft's examples.",
        |d| d.payload.get(65_533).entries().reverse(),
    ),
    (
        "header_order",
        "The labels of the protected header stand in reverse order.",
        |d| d.protected.entries().reverse(),
    ),
    (
        "payload_wide",
        "The length of the payload is written in nine bytes.",
        |d| d.payload.widen(8),
    ),
    (
        "indefinite",
        "The claims are a map of indefinite length.",
        |d| {
            let Item::Embedded(claims) = &mut d.payload else {
                return;
            };
            claims.make_indefinite();
        },
    ),
    (
        "chunked",
        "The compressed list is a byte string in chunks.",
        |d| {
            let entries = d.payload.get(65_533).entries().iter_mut();
            entries.take(1).for_each(|entry| entry.1.make_indefinite());
        },
    ),
    (
        "issuer",
        "The list names its issuer, a claim that says nothing here.",
        |d| d.payload.set(1, text("https://status.example")),
    ),
    (
        "claim_text",
        "A claim has a name in place of a number.",
        |d| d.payload.append(text("note"), list([raw(&[0xf7])])),
    ),
    (
        "claim_tagged",
        "An unknown claim carries a tag and a floating-point number.",
        |d| {
            d.payload
                .append(int(-70_000), tag(37, raw(&[0xf9, 0x3c, 0x00])));
        },
    ),
    (
        "issued_float",
        "The time of issue is a floating-point number with a fraction.",
        |d| {
            let issued = u32::try_from(STATUS_ISSUED).unwrap_or_default();
            let float = [&[0xfb][..], &(f64::from(issued) + 0.5).to_be_bytes()].concat();
            *d.payload.get(6) = raw(&float);
        },
    ),
    ("aggregation", "The list names an aggregation.", |d| {
        let entries = d.payload.get(65_533).entries();
        entries.push((text("aggregation_uri"), text("https://status.example/all")));
    }),
    (
        "entry_unknown",
        "The list has an entry that nobody knows.",
        |d| {
            let entries = d.payload.get(65_533).entries();
            entries.push((int(1), int(1)));
        },
    ),
    (
        "alg_8",
        "The algorithm is -8 (EdDSA), which is deprecated.",
        |d| *d.protected.get(1) = int(-8),
    ),
    (
        "key_id",
        "The key is named by a key identifier and not by a digest.",
        |d| {
            d.protected.remove(34);
            d.unprotected.set(4, bytes(b"12"));
        },
    ),
    (
        "header_text",
        "The protected header has a label that is a name.",
        |d| d.protected.append(text("note"), int(1)),
    ),
    (
        "x5t_outside",
        "The digest of the certificate stands in the unprotected header.",
        |d| {
            let x5t = d.protected.get(34).clone();
            d.protected.remove(34);
            d.unprotected.set(34, x5t);
        },
    ),
    (
        "x5t_sha_256",
        "The digest of the certificate is a whole SHA-256.",
        |d| {
            let certificate = label_core::Certificate::from_der(d.signer.certificate());
            let digest = certificate.map(|certificate| certificate.fingerprint());
            let digest = bytes(digest.unwrap_or_default().as_bytes());
            *d.protected.get(34) = list([int(-16), digest]);
        },
    ),
    (
        "x5t_sha_512",
        "The digest of the certificate is of a kind that is not used: every signer of lists is tried.",
        |d| *d.protected.get(34) = list([int(-44), bytes(&[0; 64])]),
    ),
    (
        "chain_other",
        "The list encloses a certificate that is nobody's.",
        |d| d.unprotected.set(33, bytes(b"certificate")),
    ),
    (
        "critical_type",
        "The type must be understood, and is.",
        |d| d.protected.set(2, list([int(16)])),
    ),
];

const REFUSED: &[Change] = &[
    ("mac", "The list carries the tag of a COSE_Mac0.", |d| {
        d.envelope = |array| tag(17, array);
    }),
    ("type_number", "The type is a number.", |d| {
        *d.protected.get(16) = int(1_000);
    }),
    (
        "alg_7",
        "The algorithm is -7 (ES256), the key Ed25519.",
        |d| *d.protected.get(1) = int(-7),
    ),
    (
        "alg_outside",
        "The algorithm stands in the unprotected header only.",
        |d| {
            d.protected.remove(1);
            d.unprotected.set(1, int(-19));
        },
    ),
    ("alg_other", "The algorithm is -35 (ES384).", |d| {
        *d.protected.get(1) = int(-35);
    }),
    (
        "label_in_both",
        "A label that is a name stands in both headers.",
        |d| {
            d.protected.append(text("note"), int(1));
            d.unprotected.append(text("note"), int(1));
        },
    ),
    (
        "critical_unknown",
        "The protected header has a label that must be understood, and is not.",
        |d| {
            d.protected.set(2, list([int(4)]));
            d.protected.set(4, bytes(b"12"));
        },
    ),
    (
        "critical_absent",
        "A label that must be understood is not there.",
        |d| {
            d.protected.remove(34);
            d.protected.set(2, list([int(34)]));
        },
    ),
    ("critical_empty", "No label must be understood.", |d| {
        d.protected.set(2, list([]));
    }),
    (
        "critical_outside",
        "The unprotected header says what must be understood.",
        |d| d.unprotected.set(2, list([int(16)])),
    ),
    (
        "x5t_other",
        "The whole digest of a certificate is that of nobody.",
        |d| *d.protected.get(34) = list([int(-16), bytes(&[7; 32])]),
    ),
    (
        "zlib_trailing",
        "A byte follows the compressed list, whose entries stand in the order of the draft's examples.",
        |d| {
            let stream = [zlib(&[0; 16]), vec![0]].concat();
            *d.payload.get(65_533) = status_entries(4, &stream);
            d.payload.get(65_533).entries().reverse();
        },
    ),
    ("audience", "The list is for somebody.", |d| {
        d.payload.set(3, text("https://till.example"));
    }),
    (
        "key_twice",
        "The address stands twice, once in a longer form.",
        |d| {
            let address = d.payload.get(2).clone();
            d.payload.append(raw(&[0x18, 0x02]), address);
        },
    ),
    (
        "key_twice_bignum",
        "The time of issue stands twice, once as a big number.",
        |d| {
            let issued = d.payload.get(6).clone();
            d.payload.append(raw(&[0xc2, 0x41, 0x06]), issued);
        },
    ),
    ("issued_tagged", "The time of issue carries tag 1.", |d| {
        d.payload.get(6).wrap(|item| Item::Tag(1, item));
    }),
    ("issued_negative", "The time of issue is negative.", |d| {
        *d.payload.get(6) = int(-1);
    }),
    ("issued_nan", "The time of issue is not a number.", |d| {
        *d.payload.get(6) = raw(&[0xf9, 0x7e, 0x00]);
    }),
    ("ttl_zero", "The time to live is zero.", |d| {
        *d.payload.get(65_534) = int(0);
    }),
    (
        "ttl_float",
        "The time to live is a floating-point number.",
        |d| *d.payload.get(65_534) = raw(&[0xf9, 0x3c, 0x00]),
    ),
    (
        "aggregation_number",
        "The address of the aggregation is a number.",
        |d| {
            let entries = d.payload.get(65_533).entries();
            entries.push((text("aggregation_uri"), int(1)));
        },
    ),
    (
        "simple_value",
        "An unknown claim is a simple value without meaning.",
        |d| d.payload.set(1, raw(&[0xe0])),
    ),
    ("utf8", "An unknown claim is text that is not UTF-8.", |d| {
        d.payload.set(1, raw(&[0x61, 0xff]));
    }),
    (
        "depth",
        "An unknown claim nests 16 levels deep in the claims.",
        |d| {
            d.payload
                .set(1, raw(&[[0x81; 15].as_slice(), &[0x80]].concat()));
        },
    ),
    ("items", "The claims have more than 1,024 items.", |d| {
        d.payload.set(1, list((0..1_024).map(|_| int(0))));
    }),
    (
        "bomb",
        "The list inflates to a byte more than its width allows.",
        |d| *d.payload.get(65_533) = status_entries(1, &zeros(MOST + 1)),
    ),
];

pub(super) fn cases(world: &World) -> Vec<Case> {
    let with = |name: &str, description: &str, change: fn(&mut Draft)| {
        let mut list = world.status_list();
        change(&mut list);
        let name = format!("foreign_{name}");
        listed(world, &name, description, vec![list.encode()])
    };
    let allowed = ALLOWED
        .iter()
        .map(|(name, description, change)| with(name, description, *change).line("status", "ok"));
    let refused = REFUSED.iter().map(|(name, description, change)| {
        with(name, description, *change).undecided("status", "status_missing")
    });
    let mut cases: Vec<_> = allowed.chain(refused).collect();
    cases.extend(values(world));
    cases.extend(others(world));
    cases
}

/// The meaning of the values of such a list; it differs from a sound one in the order of its claims.
fn values(world: &World) -> Vec<Case> {
    let mut foreign = world.status_list();
    foreign.payload.entries().reverse();
    let file = TrustFile {
        status_lists: vec![foreign.encode()],
        ..world.main()
    };
    [
        ("revoked", "The value 1 says revoked.", 1, "revoked"),
        ("suspended", "The value 2 says suspended.", 2, "suspended"),
        (
            "value_3",
            "The value 3 is known to an application only.",
            3,
            "status_unknown",
        ),
        (
            "value_12",
            "The value 12 is known to an application only.",
            4,
            "status_unknown",
        ),
    ]
    .map(|(name, description, index, code)| {
        let id = format!("status_foreign_{name}");
        Case::draft(&id, description, &indexed(world, index))
            .own_trust(encode(&file))
            .rejected("status", code)
    })
    .to_vec()
}

fn others(world: &World) -> Vec<Case> {
    let key = world.root.signer(
        "Status signer P-256",
        Algorithm::Esp256,
        17,
        Purpose::StatusSigning,
    );
    let mut es256 = Draft::new(&key, Some(STATUS_TYP), int(0));
    es256.payload = world.status_list().payload;
    *es256.protected.get(1) = int(-7);
    es256.protected.remove(34);
    let mut file = world.main();
    file.signers.push(status_signer(&key));
    file.status_lists = vec![es256.encode()];
    let by_label_signer = {
        let mut list = Draft::new(&world.ed25519, Some(STATUS_TYP), int(0));
        list.payload = world.status_list().payload;
        list.protected.remove(34);
        list
    };
    let mut later = world.status_list();
    later.payload.set(5, int((NOW + 1).into()));
    let mut bare = world.status_list();
    bare.unprotected = map([]);
    *bare.payload.get(65_533) = status_entries(1, &zlib(&[0; 4]));
    bare.payload.entries().reverse();
    vec![
        Case::draft(
            "status_foreign_es256",
            "A P-256 key signed under -7 (ES256), which is deprecated, and is not named.",
            &indexed(world, 17),
        )
        .own_trust(encode(&file))
        .line("status", "ok"),
        listed(
            world,
            "foreign_by_label_signer",
            "A signer of labels signed a list that names no key.",
            vec![by_label_signer.encode()],
        )
        .undecided("status", "status_missing"),
        listed(
            world,
            "foreign_not_before",
            "The list counts from a second after the time.",
            vec![later.encode()],
        )
        .undecided("status", "clock_before_trust"),
        listed(
            world,
            "foreign_1_bit",
            "A list of one bit per label says valid.",
            vec![bare.encode()],
        )
        .line("status", "ok"),
    ]
}
