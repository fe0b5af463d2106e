//! Faults of single header parameters.

use crate::generate::case::Fault;
use crate::generate::item::{bytes, int, list, map, raw, text};

pub(in crate::generate::areas) const PROTECTED: &[Fault] = &[
    (
        "cose_alg_missing",
        "The protected header names no algorithm.",
        |d| d.protected.remove(1),
        "cose_alg_missing",
    ),
    (
        "cose_alg_text",
        "The algorithm is the text Ed25519.",
        |d| d.protected.set(1, text("Ed25519")),
        "cose_alg_type",
    ),
    (
        "cose_alg_null",
        "The algorithm is null.",
        |d| d.protected.set(1, raw(&[0xf6])),
        "cose_alg_type",
    ),
    (
        "cose_alg_eddsa",
        "The algorithm is the deprecated -8 (EdDSA).",
        |d| d.protected.set(1, int(-8)),
        "cose_alg_unsupported",
    ),
    (
        "cose_alg_es256",
        "The algorithm is the deprecated -7 (ES256).",
        |d| d.protected.set(1, int(-7)),
        "cose_alg_unsupported",
    ),
    (
        "cose_alg_ed448",
        "The algorithm is -53 (Ed448).",
        |d| d.protected.set(1, int(-53)),
        "cose_alg_unsupported",
    ),
    (
        "cose_alg_hmac",
        "The algorithm is 5 (HMAC 256/256), which needs no private key.",
        |d| d.protected.set(1, int(5)),
        "cose_alg_unsupported",
    ),
    (
        "cose_alg_zero",
        "The algorithm is the reserved 0.",
        |d| d.protected.set(1, int(0)),
        "cose_alg_unsupported",
    ),
    (
        "cose_alg_private",
        "The algorithm is in the range for private use.",
        |d| d.protected.set(1, int(-65_537)),
        "cose_alg_unsupported",
    ),
    (
        "cose_alg_huge",
        "The algorithm is -2^64.",
        |d| d.protected.set(1, int(-(1 << 64))),
        "cose_alg_unsupported",
    ),
    (
        "cose_crit",
        "The protected header lists a critical label.",
        |d| d.protected.set(2, list([int(34)])),
        "cose_crit",
    ),
    (
        "cose_crit_unknown",
        "The protected header lists a critical label that nobody knows and that is not there.",
        |d| d.protected.set(2, list([int(1_000)])),
        "cose_crit",
    ),
    (
        "cose_kid_protected",
        "The protected header carries a key id.",
        |d| d.protected.set(4, bytes(&d.signer.hint())),
        "cose_protected_label",
    ),
    (
        "cose_content_type_protected",
        "The protected header carries a content type.",
        |d| d.protected.set(3, text("application/cwt")),
        "cose_protected_label",
    ),
    (
        "cose_cwt_claims_protected",
        "The protected header carries CWT claims.",
        |d| d.protected.set(15, map([(1, text("issuer"))])),
        "cose_protected_label",
    ),
    (
        "cose_x5chain_protected",
        "The certificate stands in the protected header.",
        |d| d.protected.set(33, bytes(d.signer.certificate())),
        "cose_protected_label",
    ),
    (
        "cose_unknown_protected",
        "The protected header carries a label for private use.",
        |d| d.protected.set(-70_000, int(1)),
        "cose_protected_label",
    ),
    (
        "cose_typ",
        "The protected header carries a type.",
        |d| d.protected.set(16, text("application/cwt")),
        "cose_typ",
    ),
    (
        "cose_typ_number",
        "The protected header carries a type as a content format number.",
        |d| d.protected.set(16, int(61)),
        "cose_typ",
    ),
    (
        "cose_x5t_missing",
        "The protected header has no certificate hint.",
        |d| d.protected.remove(34),
        "cose_x5t",
    ),
    (
        "cose_x5t_bytes",
        "The certificate hint is a byte string without its hash algorithm.",
        |d| d.protected.set(34, bytes(&d.signer.hint())),
        "cose_x5t",
    ),
    (
        "cose_x5t_one_element",
        "The certificate hint has no digest.",
        |d| d.protected.set(34, list([int(-15)])),
        "cose_x5t",
    ),
    (
        "cose_x5t_three_elements",
        "The certificate hint has a third element.",
        |d| d.protected.get(34).elements().push(int(0)),
        "cose_x5t",
    ),
    (
        "cose_x5t_sha256",
        "The certificate hint names SHA-256 and has eight bytes.",
        |d| *d.protected.get(34).at(0) = int(-16),
        "cose_x5t",
    ),
    (
        "cose_x5t_hash_text",
        "The hash algorithm of the certificate hint is a text.",
        |d| *d.protected.get(34).at(0) = text("SHA-256/64"),
        "cose_x5t",
    ),
    (
        "cose_x5t_seven_bytes",
        "The digest of the certificate hint has seven bytes.",
        |d| *d.protected.get(34).at(1) = bytes(d.signer.hint().split_last().map_or(&[], |h| h.1)),
        "cose_x5t",
    ),
    (
        "cose_x5t_nine_bytes",
        "The digest of the certificate hint has nine bytes.",
        |d| *d.protected.get(34).at(1) = bytes(&[d.signer.hint().as_slice(), &[0]].concat()),
        "cose_x5t",
    ),
];

pub(in crate::generate::areas) const UNPROTECTED: &[Fault] = &[
    (
        "cose_alg_unprotected",
        "The algorithm stands in the unprotected header.",
        |d| {
            d.protected.remove(1);
            d.unprotected.set(1, int(-19));
        },
        "cose_alg_missing",
    ),
    (
        "cose_alg_in_both",
        "Both headers name the algorithm.",
        |d| d.unprotected.set(1, int(-19)),
        "cose_label_in_both",
    ),
    (
        "cose_alg_in_both_other",
        "The unprotected header names another algorithm than the protected one.",
        |d| d.unprotected.set(1, int(-9)),
        "cose_label_in_both",
    ),
    (
        "cose_x5t_in_both",
        "Both headers carry the certificate hint.",
        |d| {
            d.unprotected
                .set(34, list([int(-15), bytes(&d.signer.hint())]));
        },
        "cose_label_in_both",
    ),
    (
        "cose_x5t_unprotected",
        "The certificate hint stands in the unprotected header.",
        |d| {
            d.protected.remove(34);
            d.unprotected
                .set(34, list([int(-15), bytes(&d.signer.hint())]));
        },
        "cose_x5t",
    ),
    (
        "cose_kid_unprotected",
        "The unprotected header carries a key id.",
        |d| d.unprotected.set(4, bytes(&d.signer.hint())),
        "cose_unprotected_label",
    ),
    (
        "cose_crit_unprotected",
        "The unprotected header lists a critical label.",
        |d| d.unprotected.set(2, list([int(34)])),
        "cose_unprotected_label",
    ),
    (
        "cose_typ_unprotected",
        "The unprotected header carries a type.",
        |d| d.unprotected.set(16, text("application/cwt")),
        "cose_unprotected_label",
    ),
    (
        "cose_countersignature",
        "The unprotected header carries a deprecated counter-signature.",
        |d| {
            d.unprotected
                .set(7, list([bytes(&[]), map([]), bytes(&[0; 64])]));
        },
        "cose_unprotected_label",
    ),
    (
        "cose_countersignature_v2",
        "The unprotected header carries a counter-signature of version 2.",
        |d| {
            d.unprotected
                .set(11, list([bytes(&[]), map([]), bytes(&[0; 64])]));
        },
        "cose_unprotected_label",
    ),
    (
        "cose_x5bag",
        "The unprotected header carries a bag of certificates.",
        |d| d.unprotected.set(32, bytes(d.signer.certificate())),
        "cose_unprotected_label",
    ),
    (
        "cose_x5u",
        "The unprotected header carries the address of a certificate.",
        |d| {
            d.unprotected
                .set(35, text("https://label.example.jp/signer.cer"));
        },
        "cose_unprotected_label",
    ),
    (
        "cose_unknown_unprotected",
        "The unprotected header carries a label for private use.",
        |d| d.unprotected.set(-70_000, int(1)),
        "cose_unprotected_label",
    ),
    (
        "cose_text_unprotected",
        "The unprotected header has a text label.",
        |d| d.unprotected.append(text("note"), text("hello")),
        "cose_unprotected_shape",
    ),
    (
        "cose_receipts_empty",
        "The array of receipts is empty.",
        |d| d.unprotected.set(394, list([])),
        "cose_unprotected_shape",
    ),
    (
        "cose_receipts_bytes",
        "The receipts are a byte string.",
        |d| d.unprotected.set(394, bytes(&[0xd2])),
        "cose_unprotected_shape",
    ),
    (
        "cose_receipts_text_inside",
        "A receipt is a text.",
        |d| d.unprotected.set(394, list([text("receipt")])),
        "cose_unprotected_shape",
    ),
];
