//! The size of a bundle of 50,000 labels from ten signers.
#![allow(missing_docs, unreachable_pub, dead_code)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc
)]

use test_vectors::fixtures::large;
use test_vectors::fixtures::owner;

use label_core::{Anchor, Input, Outcome, Policy, verify};

#[test]
fn fifty_thousand_labels_fit_250_kilobytes() {
    let (bundle, label) = large::bundle();
    let bytes = bundle.encode().unwrap();
    assert!(bytes.len() <= 250_000, "{} bytes", bytes.len());
    let filters: usize = bundle.filters.iter().map(Vec::len).sum();
    let labels = usize::from(large::SIGNERS) * usize::try_from(large::LABELS).unwrap();
    assert!(2 * filters <= 5 * labels, "{filters} bytes of filters");
    let opened = bundle.open(Anchor::Nothing, owner::NOW).unwrap();
    let compact = label.to_compact().unwrap();
    let input = Input::Credential(&compact);
    let verdict = verify(input, opened.trust(), owner::NOW, &Policy::default());
    assert_eq!(verdict.outcome(), Outcome::Accepted);
}
