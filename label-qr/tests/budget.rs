//! The size budget of the three reference labels.
#![allow(missing_docs, clippy::unwrap_used, unreachable_pub)]

use test_vectors::fixtures::reference;

use label_core::{Algorithm, Input, Outcome, Policy, verify};
use label_qr::{Ecc, Symbol};
use reference::{NOW, Owner};

#[test]
fn reference_labels_keep_within_bytes_and_versions() {
    for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
        let owner = Owner::new(algorithm).unwrap();
        let trust = owner.trust.to_builder().build().unwrap();
        for (name, claims, bytes, version) in [
            ("small", reference::small(), 180, 11),
            ("typical", reference::typical(), 270, 13),
            ("full", reference::full(), 290, 14),
        ] {
            let text = owner.text(&claims.unwrap()).unwrap();
            let symbol = Symbol::encode(&text.prefix(), text.digits(), Ecc::M).unwrap();
            assert!(
                text.credential().len() <= bytes,
                "{name}: {}",
                text.credential().len()
            );
            assert!(symbol.version() <= version, "{name}: {}", symbol.version());
            let verdict = verify(
                Input::Text(&text.to_string()),
                &trust,
                NOW,
                &Policy::default(),
            );
            assert_eq!(
                verdict.outcome(),
                Outcome::Accepted,
                "{name}: {:?}",
                verdict.decisive()
            );
        }
    }
}
