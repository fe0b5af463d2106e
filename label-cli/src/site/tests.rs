#![allow(clippy::unwrap_used)]

use super::*;

#[test]
fn the_build_is_what_sha256sum_says() {
    let files = Files::from([
        ("b.txt".into(), b"b".to_vec()),
        ("a/c.txt".into(), b"".to_vec()),
    ]);
    // sha256sum a/c.txt b.txt | sha256sum
    assert_eq!(
        build_id(&digests(&files)),
        "60f8aefad81b6ce648b1253c5d62cac9dffbfe295f86b82941c6ee3079c45dc1"
    );
}
