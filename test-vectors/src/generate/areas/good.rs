//! Labels that hold, in every form.

use super::claims::values::gtin8;
use super::digits::with_tail;
use super::scheme::siotp;
use super::time::us_ctm;
use crate::generate::case::{Case, qr_text};
use crate::generate::draft::{Draft, GTIN};
use crate::generate::identity::Identity;
use crate::generate::item::{bytes, int, list, text};
use crate::generate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        references(world),
        forms(world),
        schemes(world),
        signatures(world),
        values(world),
        tails(world),
    ]
    .concat()
}

fn good(name: &str, description: &str, draft: &Draft) -> Case {
    Case::draft(&format!("good_{name}"), description, draft)
}

/// The three reference labels of the size budget, as the text in the symbol.
fn references(world: &World) -> Vec<Case> {
    let small = |signer: &Identity| {
        let mut draft = Draft::full(signer);
        *draft.label().get(7) = text("Sample Router");
        *draft.label().get(8) = list([text("SR-100")]);
        *draft.label().get(9) = list([int(GTIN)]);
        for key in [5, 6, 10, 12, 14] {
            draft.label().remove(key);
        }
        draft
    };
    let typical = |signer: &Identity| {
        let mut draft = Draft::full(signer);
        *draft.label().get(8) = list([text("SR-100")]);
        *draft.label().get(9) = list([int(GTIN)]);
        for key in [6, 10, 14] {
            draft.label().remove(key);
        }
        draft
    };
    let signers = [
        ("ed25519", &world.ed25519),
        ("esp256", &world.esp256),
        ("below", &world.below),
        ("all_p256", &world.all_p256),
    ];
    let labels = signers.into_iter().flat_map(|(name, signer)| {
        [
            (name, "small", small(signer)),
            (name, "typical", typical(signer)),
            (name, "full", Draft::full(signer)),
        ]
    });
    labels
        .map(|(name, size, draft)| {
            let credential = draft.encode();
            let id = format!("good_{size}_{name}");
            let description = format!("The {size} reference label as a symbol holds it.");
            Case::text(&id, &description, &qr_text(&credential), &credential)
                .line("host", "ok")
                .line("address_gtin", "ok")
                .line("status", "ok")
        })
        .collect()
}

/// The full form: certificates and receipts beside the signature.
fn forms(world: &World) -> Vec<Case> {
    let receipts = || list([bytes(&[0xd2, 0x84]), bytes(&[])]);
    let with = |signer: &Identity, chain: &[&[u8]]| {
        let mut draft = Draft::full(signer);
        draft.unprotected.set(
            33,
            match chain {
                [one] => bytes(one),
                several => list(several.iter().map(|certificate| bytes(certificate))),
            },
        );
        draft
    };
    let (ed25519, esp256) = (world.ed25519.certificate(), world.esp256.certificate());
    let (below, intermediate) = (world.below.certificate(), world.intermediate.certificate());
    let root = world.root.certificate();
    let mut sealed = with(&world.ed25519, &[ed25519]);
    sealed.unprotected.set(394, receipts());
    let mut receipts_only = Draft::full(&world.ed25519);
    receipts_only.unprotected.set(394, receipts());
    vec![
        good(
            "minimal_ed25519",
            "A label with the claims that JC-STAR demands and no other.",
            &Draft::minimal(&world.ed25519),
        ),
        good(
            "minimal_esp256",
            "The same with P-256.",
            &Draft::minimal(&world.esp256),
        ),
        good(
            "enclosed_ed25519",
            "The full form with the signer's certificate.",
            &with(&world.ed25519, &[ed25519]),
        ),
        good(
            "enclosed_esp256",
            "The full form with a P-256 certificate.",
            &with(&world.esp256, &[esp256]),
        ),
        good(
            "enclosed_two",
            "The full form with signer and intermediate.",
            &with(&world.below, &[below, intermediate]),
        ),
        good(
            "enclosed_three",
            "The full form with the chain up to the root.",
            &with(&world.below, &[below, intermediate, root]),
        ),
        good(
            "enclosed_unrelated",
            "The second enclosed certificate has nothing to do with the label; only the trust set counts.",
            &with(&world.ed25519, &[ed25519, esp256]),
        ),
        good(
            "enclosed_garbage",
            "The second enclosed certificate is no certificate; only the trust set counts.",
            &with(&world.ed25519, &[ed25519, b"none"]),
        ),
        good("receipts", "The full form with receipts.", &receipts_only),
        good(
            "enclosed_and_receipts",
            "The full form with a certificate and receipts.",
            &sealed,
        ),
    ]
}

fn schemes(world: &World) -> Vec<Case> {
    vec![
        good(
            "jc_star",
            "A JC-STAR label with every claim.",
            &Draft::full(&world.ed25519),
        ),
        good("siotp", "A Gold label of SIOTP.", &siotp(world)),
        good(
            "us_ctm",
            "A label of the Cyber Trust Mark, which does not expire.",
            &us_ctm(world),
        ),
    ]
}

/// ECDSA signatures are malleable: both values of s are taken.
fn signatures(world: &World) -> Vec<Case> {
    [("high_s", true), ("low_s", false)]
        .map(|(name, high)| {
            let mut draft = Draft::full(&world.esp256);
            let right = world.esp256.sign(&draft.to_be_signed());
            let right = crate::generate::fixed(p256::ecdsa::Signature::from_slice(&right));
            let low = right.normalize_s();
            let (r, s) = low.split_scalars();
            let high_s = crate::generate::fixed(p256::ecdsa::Signature::from_scalars(r, -s));
            let chosen = if high { high_s } else { low };
            draft.signature = Some(bytes(&chosen.to_bytes()));
            let description = format!(
                "The s of the ECDSA signature is the {}er one.",
                if high { "high" } else { "low" }
            );
            good(&format!("esp256_{name}"), &description, &draft)
        })
        .to_vec()
}

/// A change that keeps a label sound: name, description, what to do.
type Change = (&'static str, &'static str, fn(&mut Draft));

/// Values at the edge of what is allowed.
const VALUES: &[Change] = &[
    ("text_256_bytes", "The product name has 256 bytes.", |d| {
        *d.label().get(7) = text(&"a".repeat(256));
    }),
    (
        "text_one_character",
        "The product name has one character.",
        |d| *d.label().get(7) = text("a"),
    ),
    (
        "text_ideographic_space",
        "An ideographic space stands inside the product name.",
        |d| *d.label().get(7) = text("見本\u{3000}ルータ"),
    ),
    (
        "text_half_width_kana",
        "The product name has half-width kana, which NFC keeps.",
        |d| *d.label().get(7) = text("ﾙｰﾀ ㈱"),
    ),
    (
        "text_other_scripts",
        "The product name is in Hangul, Arabic and accented Latin.",
        |d| *d.label().get(7) = text("공유기 راوتر Écran"),
    ),
    (
        "text_beyond_bmp",
        "The product name has a character beyond the basic plane.",
        |d| *d.label().get(7) = text("𠮷野家"),
    ),
    (
        "text_html",
        "The product name looks like markup, and is text.",
        |d| *d.label().get(7) = text("<b>\"R\" & 'T'</b>"),
    ),
    (
        "text_formula",
        "The product name looks like a formula, and is text.",
        |d| *d.label().get(7) = text("=1+1"),
    ),
    ("models_64", "There are 64 models.", |d| {
        *d.label().get(8) = list((0..64).map(|number| text(&format!("M{number:02}"))));
    }),
    ("gtins_64", "There are 64 GTINs.", |d| {
        *d.label().get(9) = list((0..64).map(|number| int(gtin8(number))));
    }),
    ("gtin_12", "The GTIN has 12 digits.", |d| {
        *d.label().get(9) = list([int(614_141_000_036)]);
    }),
    ("gtin_14", "The GTIN has 14 digits.", |d| {
        *d.label().get(9) = list([int(14_901_234_567_891)]);
    }),
    (
        "gtin_smallest",
        "The GTIN is the smallest number with a right check digit.",
        |d| *d.label().get(9) = list([int(17)]),
    ),
    (
        "holder_id_text",
        "The organisation's number is a text with a leading zero.",
        |d| *d.label().get(6) = list([int(9_999), text("0123X")]),
    ),
    (
        "supply_chain_without_day",
        "The supply-chain check has no day.",
        |d| *d.label().get(11) = list([int(1)]),
    ),
    (
        "support_end_day",
        "The support end is a day, 29 February.",
        |d| *d.label().get(12) = int(20_280_229),
    ),
    ("category_text", "The category is a text.", |d| {
        *d.label().get(10) = text("防犯灯");
    }),
    (
        "category_code_unknown",
        "The category is a code that the table does not have.",
        |d| *d.label().get(10) = int(9_999),
    ),
];

fn values(world: &World) -> Vec<Case> {
    VALUES
        .iter()
        .map(|(name, description, change)| {
            let mut draft = Draft::full(&world.ed25519);
            change(&mut draft);
            good(name, description, &draft)
        })
        .collect()
}

/// Every length of the last group of digits.
fn tails(world: &World) -> Vec<Case> {
    (0..7)
        .map(|tail| {
            let credential = with_tail(world, tail);
            let text = format!(
                "https://label.example.jp/{}",
                crate::generate::case::fragment(&credential)
            );
            let description = format!("The last group of digits holds {tail} bytes.");
            Case::text(
                &format!("good_tail_{tail}"),
                &description,
                &text,
                &credential,
            )
        })
        .collect()
}
