//! The address in the text: whose page it is, which GTIN it names.

use crate::generate::case::{Case, fragment};
use crate::generate::draft::Draft;
use crate::generate::world::World;
use serde_json::{Value, json};

pub(super) fn cases(world: &World) -> Vec<Case> {
    let sound = Draft::full(&world.ed25519).encode();
    let mut without = Draft::full(&world.ed25519);
    without.label().remove(9);
    [
        own_hosts(&sound),
        strangers(&sound),
        gtins(&sound),
        unnamed_hosts(&sound),
        vec![
            text(
                "gtin_of_nothing",
                "The address names a GTIN, the label none.",
                "https://label.example.jp/01/04901234567894",
                &without.encode(),
            )
            .rejected("address_gtin", "gtin_path_mismatch"),
        ],
    ]
    .concat()
}

/// A row of a table: name, description, address.
type Row = (&'static str, &'static str, &'static str);

fn text(name: &str, description: &str, address: &str, credential: &[u8]) -> Case {
    let text = format!("{address}{}", fragment(credential));
    Case::text(&format!("address_{name}"), description, &text, credential)
}

fn reject() -> Value {
    json!({ "host": "reject" })
}

/// Ways to write the scheme owner's own host; strangers are to be rejected.
fn own_hosts(sound: &[u8]) -> Vec<Case> {
    [
        (
            "plain",
            "The host is the scheme owner's.",
            "https://label.example.jp/",
        ),
        (
            "no_path",
            "The address has no path.",
            "https://label.example.jp",
        ),
        (
            "port",
            "The address has a port.",
            "https://label.example.jp:8443/",
        ),
        (
            "host_upper",
            "The host is in upper case, the rest is not.",
            "https://LABEL.EXAMPLE.JP/",
        ),
        (
            "path",
            "The address has a longer path.",
            "https://label.example.jp/check/ja/",
        ),
        (
            "second_hash",
            "A stranger's address stands after a first #, where no browser goes.",
            "https://label.example.jp/#https://evil.example/",
        ),
    ]
    .map(|(name, description, address)| {
        text(name, description, address, sound)
            .policy(reject())
            .line("host", "ok")
    })
    .to_vec()
}

/// Addresses that are not the scheme owner's: name, description, address.
const STRANGERS: &[Row] = &[
    (
        "stranger",
        "The host is a stranger's.",
        "https://evil.example/",
    ),
    (
        "userinfo",
        "The scheme owner's host stands before an @, where it is a user name.",
        "https://label.example.jp@evil.example/",
    ),
    (
        "userinfo_port",
        "The scheme owner's host and a password stand before an @.",
        "https://label.example.jp:443@evil.example/",
    ),
    (
        "userinfo_own",
        "A user name stands before the scheme owner's host.",
        "https://user@label.example.jp/",
    ),
    (
        "subdomain",
        "The scheme owner's host is the beginning of a stranger's.",
        "https://label.example.jp.evil.example/",
    ),
    (
        "suffix",
        "The scheme owner's host is the end of a stranger's.",
        "https://evil-label.example.jp/",
    ),
    (
        "below",
        "The host is below the scheme owner's.",
        "https://www.label.example.jp/",
    ),
    (
        "homoglyph",
        "The host has a Cyrillic letter.",
        "https://l\u{430}bel.example.jp/",
    ),
    (
        "backslash",
        "A backslash ends the stranger's host in a browser.",
        "https://evil.example\\@label.example.jp/",
    ),
    (
        "first_hash",
        "A stranger's address stands before the scheme owner's.",
        "https://evil.example/#https://label.example.jp/",
    ),
    (
        "query_host",
        "A stranger's query holds the scheme owner's host.",
        "https://evil.example?https://label.example.jp/",
    ),
    (
        "http",
        "The address is not https.",
        "http://label.example.jp/",
    ),
    (
        "javascript",
        "The address is a script.",
        "javascript:alert(1)//https://label.example.jp/",
    ),
    (
        "no_scheme",
        "The address has no scheme.",
        "label.example.jp/",
    ),
    (
        "no_host",
        "The address has no host.",
        "https:///01/04901234567894",
    ),
    (
        "text_before",
        "A word stands before the address.",
        "see https://label.example.jp/",
    ),
];

/// A warning, and a rejection where the policy says so.
fn strangers(sound: &[u8]) -> Vec<Case> {
    STRANGERS
        .iter()
        .flat_map(|(name, description, address)| {
            let strict = format!("{name}_reject");
            [
                text(name, description, address, sound).line("host", "host_unknown"),
                text(&strict, description, address, sound)
                    .policy(reject())
                    .rejected("host", "host_unknown"),
            ]
        })
        .collect()
}

/// Addresses that name a signed GTIN.
const SIGNED: &[Row] = &[
    (
        "gtin_14",
        "The path names a signed GTIN with 14 digits.",
        "https://label.example.jp/01/04901234567894",
    ),
    (
        "gtin_13",
        "The path names a signed GTIN with 13 digits.",
        "https://label.example.jp/01/4901234567894",
    ),
    (
        "gtin_8",
        "The path names the second signed GTIN with 8 digits.",
        "https://label.example.jp/01/49012347",
    ),
    (
        "gtin_8_padded",
        "The path names the second signed GTIN with 14 digits.",
        "https://label.example.jp/01/00000049012347",
    ),
    (
        "gtin_deeper",
        "The GTIN stands deeper in the path.",
        "https://label.example.jp/check/01/04901234567894",
    ),
    (
        "gtin_qualified",
        "A serial number follows the GTIN.",
        "https://label.example.jp/01/04901234567894/21/A1",
    ),
    (
        "gtin_query",
        "A query follows the GTIN.",
        "https://label.example.jp/01/04901234567894?17=281231",
    ),
    (
        "gtin_slashes_signed",
        "The key and a signed GTIN have two slashes between them.",
        "https://label.example.jp/01//04901234567894",
    ),
    (
        "gtin_dot_signed",
        "A segment . stands between the key and a signed GTIN.",
        "https://label.example.jp/01/./04901234567894",
    ),
    (
        "gtin_percent_slash_signed",
        "The slash between the key and a signed GTIN is percent-encoded.",
        "https://label.example.jp/01%2F04901234567894",
    ),
    (
        "gtin_name_signed",
        "The key is a name, and the GTIN was signed.",
        "https://label.example.jp/gtin/04901234567894",
    ),
];

/// Addresses that name another GTIN.
const OTHERS: &[Row] = &[
    (
        "gtin_percent",
        "The GTIN in the path is percent-encoded, and was not signed.",
        "https://label.example.jp/01/%304912345678904",
    ),
    (
        "gtin_percent_key",
        "The key before the GTIN is percent-encoded, and the GTIN was not signed.",
        "https://label.example.jp/%30%31/04912345678904",
    ),
    (
        "gtin_second",
        "A signed GTIN comes first, another one second.",
        "https://label.example.jp/01/04901234567894/01/04912345678904",
    ),
    (
        "gtin_key_twice",
        "The key stands twice before a GTIN that was not signed.",
        "https://label.example.jp/01/01/04912345678904",
    ),
    (
        "gtin_other",
        "The path names a GTIN that was not signed.",
        "https://label.example.jp/01/04912345678904",
    ),
    (
        "gtin_check_digit",
        "The path names a signed GTIN with a wrong check digit.",
        "https://label.example.jp/01/04901234567895",
    ),
    (
        "gtin_indicator",
        "The path names the case of the signed GTIN, not the item.",
        "https://label.example.jp/01/14901234567891",
    ),
    (
        "gtin_slashes",
        "The key and a GTIN that was not signed have two slashes between them.",
        "https://label.example.jp/01//04912345678904",
    ),
    (
        "gtin_dot",
        "A segment . stands between the key and a GTIN that was not signed.",
        "https://label.example.jp/01/./04912345678904",
    ),
    (
        "gtin_dots",
        "A segment .. takes a signed GTIN away before one that was not signed.",
        "https://label.example.jp/01/04901234567894/../04912345678904",
    ),
    (
        "gtin_dots_word",
        "A segment .. takes a word away between the key and a GTIN that was not signed.",
        "https://label.example.jp/01/router/../04912345678904",
    ),
    (
        "gtin_parameter",
        "A parameter follows a GTIN that was not signed.",
        "https://label.example.jp/01/04912345678904;x",
    ),
    (
        "gtin_parameter_signed",
        "A parameter follows a signed GTIN, so that the segment is no GTIN.",
        "https://label.example.jp/01/04901234567894;x",
    ),
    (
        "gtin_parameter_key",
        "A parameter follows the key before a GTIN that was not signed.",
        "https://label.example.jp/01;x/04912345678904",
    ),
    (
        "gtin_space",
        "An encoded space follows a GTIN that was not signed.",
        "https://label.example.jp/01/04912345678904%20",
    ),
    (
        "gtin_percent_slash",
        "The slash before a GTIN that was not signed is percent-encoded.",
        "https://label.example.jp/01%2F04912345678904",
    ),
    (
        "gtin_backslash",
        "A backslash stands before a GTIN that was not signed.",
        "https://label.example.jp/01\\04912345678904",
    ),
    (
        "gtin_percent_backslash",
        "A percent-encoded backslash stands before a GTIN that was not signed.",
        "https://label.example.jp/01%5c04912345678904",
    ),
    (
        "gtin_tab",
        "A tabulator, which browsers remove, stands in the key before a GTIN that was not signed.",
        "https://label.example.jp/0\t1/04912345678904",
    ),
    (
        "gtin_name",
        "The key is a name, and the GTIN was not signed.",
        "https://label.example.jp/gtin/04912345678904",
    ),
    (
        "gtin_name_case",
        "The key is a name in capitals, and the GTIN was not signed.",
        "https://label.example.jp/GTIN/04912345678904",
    ),
    (
        "gtin_15",
        "The path has a GTIN that was not signed with 15 digits.",
        "https://label.example.jp/01/004912345678904",
    ),
    (
        "gtin_short",
        "The path has ten digits after 01, which no GTIN has.",
        "https://label.example.jp/01/4901234567",
    ),
];

/// Addresses that are nobody's page and name another GTIN, which some readers take all the same.
const OTHERS_NO_PAGE: &[Row] = &[
    (
        "gtin_http",
        "The address is not https, and its path names a GTIN that was not signed.",
        "http://label.example.jp/01/04912345678904",
    ),
    (
        "gtin_text_before",
        "A word stands before an address that names a GTIN that was not signed.",
        "see https://label.example.jp/01/04912345678904",
    ),
    (
        "gtin_no_scheme",
        "An address without scheme names a GTIN that was not signed.",
        "label.example.jp/01/04912345678904",
    ),
];

/// Addresses that name no GTIN.
const ABSENT: &[Row] = &[
    (
        "gtin_none",
        "The path names no GTIN.",
        "https://label.example.jp/check",
    ),
    (
        "gtin_letters",
        "The path has letters after 01.",
        "https://label.example.jp/01/router",
    ),
    (
        "gtin_date",
        "The path has a date, so that 01 is followed by a day.",
        "https://label.example.jp/2026/01/15/news",
    ),
    (
        "gtin_key_last",
        "Nothing follows the key.",
        "https://label.example.jp/01/",
    ),
    (
        "gtin_in_query",
        "The key and a GTIN that was not signed stand behind a question mark.",
        "https://label.example.jp/?/01/04912345678904",
    ),
    (
        "gtin_other_key",
        "A GTIN that was not signed follows another key.",
        "https://label.example.jp/21/04912345678904",
    ),
];

/// The GTIN in the path.
fn gtins(sound: &[u8]) -> Vec<Case> {
    let case = |(name, description, address): &Row| text(name, description, address, sound);
    let signed = SIGNED.iter().map(case);
    let others = OTHERS.iter().map(case);
    let no_page = OTHERS_NO_PAGE.iter().map(case);
    let absent = ABSENT.iter().map(case);
    signed
        .map(|case| case.line("address_gtin", "ok"))
        .chain(
            no_page
                .map(|case| case.line("host", "host_unknown"))
                .chain(others)
                .map(|case| case.rejected("address_gtin", "gtin_path_mismatch")),
        )
        .chain(absent.map(|case| case.line("address_gtin", "not_stated")))
        .collect()
}

/// No host to compare with, or none in the input.
fn unnamed_hosts(sound: &[u8]) -> Vec<Case> {
    let address = "https://label.example.jp/";
    vec![
        text(
            "trust_without_hosts",
            "The trust set names no host.",
            address,
            sound,
        )
        .trust("no_hosts")
        .line("host", "not_stated"),
        text(
            "trust_without_hosts_reject",
            "The trust set names no host, and strangers are to be rejected.",
            address,
            sound,
        )
        .trust("no_hosts")
        .policy(reject())
        .undecided("host", "not_stated"),
        Case::text(
            "address_bare_digits",
            "The text is digits without address, and strangers are to be rejected.",
            fragment(sound).trim_start_matches('#'),
            sound,
        )
        .policy(reject())
        .line("host", "not_stated"),
        Case::text(
            "address_fragment_alone",
            "The text is the fragment without address, and strangers are to be rejected.",
            &fragment(sound),
            sound,
        )
        .policy(reject())
        .line("host", "not_stated"),
    ]
}
