#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use super::tree::Tree;
use super::{circles, lengths, storeys};

/// A crate of some files.
fn tree(files: &[(&str, &str)]) -> Tree {
    let text = |wanted: &Path| {
        let found = files.iter().find(|(path, _)| Path::new(path) == wanted);
        let text = found.map(|(_, text)| (*text).to_owned());
        text.ok_or_else(|| format!("no {}", wanted.display()))
    };
    Tree::read(&text, Path::new("src/lib.rs")).unwrap()
}

#[test]
fn a_circle_is_found_past_re_exports() {
    let found = circles::faults(&tree(&[
        ("src/lib.rs", "mod a;\nmod b;"),
        ("src/a.rs", "use crate::b::Deep;\npub struct A;"),
        ("src/b/mod.rs", "mod deep;\npub use deep::Deep;"),
        ("src/b/deep.rs", "pub struct Deep(crate::a::A);"),
    ]));
    let circle = "a circle of imports: src/a.rs:1 names b::Deep of src/b/deep.rs; \
                  src/b/deep.rs:1 names a::A of src/a.rs";
    assert_eq!(found, [circle]);
}

#[test]
fn a_macro_hides_no_circle() {
    let found = circles::faults(&tree(&[
        ("src/lib.rs", "mod a;\nmod b;"),
        ("src/a.rs", "pub fn a() { print!(\"{}\", crate::b::NAME) }"),
        ("src/b.rs", "use crate::a;\npub const NAME: &str = \"\";"),
    ]));
    assert_eq!(found.len(), 1);
}

#[test]
fn children_parents_and_tests_close_no_circle() {
    let a = "mod part;\nuse part::half;\npub(crate) struct A;\n#[cfg(test)]\nmod tests { use crate::b; }";
    let found = circles::faults(&tree(&[
        ("src/lib.rs", "mod a;\nmod b;"),
        ("src/a.rs", a),
        (
            "src/a/part.rs",
            "use super::A;\npub(crate) fn half(_: A) {}",
        ),
        ("src/b.rs", "use crate::a::A;\npub(crate) fn of_b() {}"),
    ]));
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn an_arrow_up_is_found() {
    let lib = "mod base;\nmod error;\nmod extra;\nmod limits;\nmod wire;\npub use error::Error;";
    let found = storeys::faults(&tree(&[
        ("src/lib.rs", lib),
        (
            "src/error.rs",
            "use crate::limits::CHAIN;\npub enum Error {}",
        ),
        ("src/extra.rs", ""),
        ("src/limits.rs", "pub const CHAIN: usize = 3;"),
        (
            "src/base.rs",
            "use crate::error::Error;\nuse crate::wire::take;",
        ),
        ("src/wire.rs", "use crate::Error;\npub fn take() {}"),
    ]));
    let faults = [
        "an arrow up: src/base.rs:1 names error::Error of src/error.rs",
        "an arrow up: src/base.rs:2 names wire::take of src/wire.rs",
        "an arrow up: src/error.rs:1 names limits::CHAIN of src/limits.rs",
        "an arrow up: src/wire.rs:1 names Error of src/error.rs",
        "label-core: the module extra is in no storey",
    ];
    assert_eq!(found, faults);
}

#[test]
fn only_code_is_counted() {
    let comment = "/// About this.\n// More.\n\n".repeat(60);
    let body = "    call();\n".repeat(48);
    let consts = "const A: u8 = 0;\n".repeat(400);
    let found = |body: &str| {
        let text =
            format!("{comment}fn long() {{\n{body}}}\n#[cfg(test)]\nmod tests {{\n{consts}}}");
        lengths::faults(&tree(&[("src/lib.rs", &text)]))
    };
    assert_eq!(found(&body), Vec::<String>::new());
    let longer = body + "    call();\n";
    let fault = "src/lib.rs:181: long has 51 lines, more than 50";
    assert_eq!(found(&longer), [fault]);
    let file = "const A: u8 = 0;\n".repeat(401);
    let fault = "src/lib.rs: 401 lines of code, more than 400";
    assert_eq!(lengths::faults(&tree(&[("src/lib.rs", &file)])), [fault]);
}
