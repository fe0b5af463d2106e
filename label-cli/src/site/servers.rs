//! Settings of servers: addresses, types and headers, for nginx, Caddy and hosts of static files.

use std::fmt::Write;

use super::headers::{ASK, CACHE, FRESH, HIDDEN, TYPES, VERSION, headers as common};
use super::well_known::{DIRECTORY, SECURITY, TRUST};
use super::{Base, Files};

/// The files by their names.
pub(super) fn files(base: &Base, host: Option<&str>) -> Files {
    let texts = [
        ("Caddyfile", caddy(base, host)),
        ("_headers", headers(base)),
        ("_redirects", redirects(base)),
        ("nginx.conf", nginx(base)),
    ];
    texts
        .map(|(name, text)| (name.to_owned(), text.into_bytes()))
        .into()
}

/// The redirects: the first rule that fits counts, but a file that is there comes before all of them.
fn redirects(base: &Base) -> String {
    let base = base.as_str();
    format!("{base}{DIRECTORY}* {base}404.html 404\n{base}* {base}index.html 200\n")
}

/// The ends of the names of files, between bars.
fn ends() -> String {
    let ends: Vec<_> = TYPES.iter().map(|(end, _)| *end).collect();
    ends.join("|")
}

/// The part for the server block of nginx, which itself says where the files stand.
pub(super) fn nginx(base: &Base) -> String {
    let base = base.as_str();
    let mut text = format!(
        "# Addresses, types and headers of the page; made by 'label site build'.\n\
         # Include it in a server block whose root has the files of the site below {base}.\n\n\
         location ^~ {base} {{\n    try_files $uri {base}index.html;\n    \
         location ~ \\.({})$ {{ try_files $uri =404; }}\n",
        ends()
    );
    types(&mut text, TYPES);
    text.push_str("    gzip on;\n    gzip_types");
    let kinds = TYPES.iter().map(|(_, kind)| *kind);
    for kind in kinds.filter(|kind| !matches!(*kind, "image/png" | "text/html")) {
        text.push(' ');
        text.push_str(kind);
    }
    text.push_str(
        ";\n    charset utf-8;\n    charset_types text/css text/plain text/javascript;\n",
    );
    add_headers(&mut text, ASK);
    line(&mut text, format_args!("location = {base}{VERSION} {{"));
    types(&mut text, &[("json", "application/json")]);
    add_headers(&mut text, FRESH);
    line(&mut text, format_args!("location ^~ {base}{DIRECTORY} {{"));
    text.push_str("    try_files $uri =404;\n");
    types(
        &mut text,
        &[("json", "application/json"), ("txt", "text/plain")],
    );
    text.push_str("    charset utf-8;\n");
    add_headers(&mut text, ASK);
    for name in HIDDEN {
        line(
            &mut text,
            format_args!("location = {base}{name} {{ return 404; }}"),
        );
    }
    if base != "/" {
        for name in [SECURITY, TRUST] {
            let target = format_args!("rewrite ^ {base}{name} last;");
            line(&mut text, format_args!("location = /{name} {{ {target} }}"));
        }
    }
    text
}

/// Says which files are of which types.
fn types(text: &mut String, types: &[(&str, &str)]) {
    text.push_str("    types {\n");
    for (end, kind) in types {
        line(text, format_args!("        {kind} {end};"));
    }
    text.push_str("    }\n");
}

/// Ends a location with its headers; nginx hands none down to it.
fn add_headers(text: &mut String, cache: &str) {
    for (name, value) in common().into_iter().chain([(CACHE, cache.to_owned())]) {
        line(
            text,
            format_args!("    add_header {name} \"{value}\" always;"),
        );
    }
    text.push_str("}\n");
}

/// The whole file for Caddy; host and directory come from the environment, or else are these.
pub(super) fn caddy(base: &Base, host: Option<&str>) -> String {
    let base = base.as_str();
    let host = host.unwrap_or("localhost");
    let mut text = format!(
        "# The page; made by 'label site build'. LABEL_ROOT has the files of the site below {base}.\n\n\
         {{$LABEL_HOST:{host}}} {{\n\troot * {{$LABEL_ROOT:/srv/label}}\n\tencode zstd gzip\n\theader {{\n"
    );
    for (name, value) in common() {
        line(&mut text, format_args!("\t\t{name} \"{value}\""));
    }
    line(
        &mut text,
        format_args!("\t}}\n\t@version path {base}{VERSION}"),
    );
    line(&mut text, format_args!("\theader @version {CACHE} {FRESH}"));
    line(
        &mut text,
        format_args!("\t@others not path {base}{VERSION}"),
    );
    line(&mut text, format_args!("\theader @others {CACHE} {ASK}"));
    content_types(&mut text);
    let hidden = HIDDEN.map(|name| format!("{base}{name}")).join(" ");
    line(&mut text, format_args!("\t@hidden path {hidden}"));
    text.push_str("\thandle @hidden {\n\t\trespond 404\n\t}\n");
    line(&mut text, format_args!("\thandle {base}{DIRECTORY}* {{"));
    text.push_str("\t\tfile_server\n\t}\n");
    let (start, ends) = (base.replace('.', "\\."), ends());
    line(
        &mut text,
        format_args!("\t@files path_regexp ^{start}.*\\.({ends})$"),
    );
    text.push_str("\thandle @files {\n\t\tfile_server\n\t}\n");
    line(&mut text, format_args!("\thandle {base}* {{"));
    line(
        &mut text,
        format_args!("\t\ttry_files {{path}} {base}index.html"),
    );
    text.push_str("\t\tfile_server\n\t}\n");
    if base != "/" {
        for name in [SECURITY, TRUST] {
            line(&mut text, format_args!("\thandle /{name} {{"));
            line(
                &mut text,
                format_args!("\t\trewrite * {base}{name}\n\t\tfile_server\n\t}}"),
            );
        }
    }
    text.push_str("}\n");
    text
}

/// Says the types that Caddy does not know.
fn content_types(text: &mut String) {
    let unknown = ["cbor", "webmanifest"];
    for (end, kind) in TYPES.iter().filter(|(end, _)| unknown.contains(end)) {
        line(text, format_args!("\t@{end} path *.{end}"));
        line(text, format_args!("\theader @{end} Content-Type {kind}"));
    }
}

/// `_headers`, as hosts of static files read it: what applies twice is joined with a comma.
pub(super) fn headers(base: &Base) -> String {
    let base = base.as_str();
    let mut text = format!("{base}*\n");
    for (name, value) in common().into_iter().chain([(CACHE, ASK.to_owned())]) {
        line(&mut text, format_args!("  {name}: {value}"));
    }
    line(
        &mut text,
        format_args!("{base}{VERSION}\n  {CACHE}: {FRESH}"),
    );
    text
}

/// Reads `_headers` back: the headers of a path, those of all its rules joined.
pub(super) fn headers_of(text: &str, path: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut applies = false;
    for line in text.lines() {
        let Some(header) = line.strip_prefix("  ") else {
            applies = match line.strip_suffix('*') {
                Some(start) => path.starts_with(start),
                None => path == line,
            };
            continue;
        };
        let Some((name, value)) = header.split_once(": ").filter(|_| applies) else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| known == name) {
            Some((_, joined)) => *joined = format!("{joined}, {value}"),
            None => found.push((name.to_owned(), value.to_owned())),
        }
    }
    found
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{line}");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn headers_read_back_as_they_were_written() {
        let base = Base::parse("/check/").unwrap();
        let text = headers(&base);
        let mut expected: Vec<_> = common();
        expected.push((CACHE, ASK.to_owned()));
        let named = |found: Vec<(&str, String)>| -> Vec<_> {
            let found = found.into_iter();
            found
                .map(|(name, value)| (name.to_owned(), value))
                .collect()
        };
        assert_eq!(
            headers_of(&text, "/check/01/04901234567894"),
            named(expected.clone())
        );
        expected.last_mut().unwrap().1 = "no-cache, no-store".into();
        assert_eq!(headers_of(&text, "/check/version.json"), named(expected));
        assert_eq!(headers_of(&text, "/version.json"), []);
    }

    #[test]
    fn what_looks_like_a_file_and_is_none_is_not_the_page() {
        for base in ["/", "/check/"].map(|base| Base::parse(base).unwrap()) {
            let path = base.as_str();
            let nginx = nginx(&base);
            // Regular expressions of the owner's own server block do not count.
            for start in [format!("{path} {{"), format!("{path}{DIRECTORY} {{")] {
                assert!(nginx.contains(&format!("location ^~ {start}")), "{nginx}");
            }
            assert!(nginx.contains("|js|json|"));
            assert!(caddy(&base, None).contains(&format!("path_regexp ^{path}.*\\.(cbor|")));
            let rules = redirects(&base);
            let missing = format!("{path}.well-known/* {path}404.html 404\n");
            assert!(rules.starts_with(&missing), "{rules}");
            assert!(rules.ends_with(&format!("{path}* {path}index.html 200\n")));
        }
    }

    #[test]
    fn nothing_in_a_header_ends_a_quoted_word() {
        for (name, value) in common() {
            assert!(!value.contains(['"', '\n', '{', '$', '\\']), "{name}");
        }
    }
}
