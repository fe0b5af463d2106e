//! The headers of the site: one list for every server and for the page itself.

/// The policy of a page of the site: nothing that is not listed here.
///
/// The page says the same of itself in a `<meta>`, for servers that send no headers.
pub(super) const CSP: &[(&str, &str)] = &[
    ("default-src", "'none'"),
    ("script-src", "'self' 'wasm-unsafe-eval'"),
    ("style-src", "'self'"),
    ("img-src", "'self' blob:"),
    ("connect-src", "'self'"),
    ("worker-src", "'self'"),
    ("manifest-src", "'self'"),
    ("media-src", "'self' blob:"),
    ("base-uri", "'self'"),
    ("form-action", "'none'"),
    (FRAMES, "'none'"),
    ("require-trusted-types-for", "'script'"),
    ("trusted-types", "label-page"),
];

/// The directive that means nothing in a `<meta>`.
const FRAMES: &str = "frame-ancestors";

/// Headers of every file, but for the policy and the caches.
const FIXED: &[(&str, &str)] = &[
    ("Referrer-Policy", "no-referrer"),
    (
        "Permissions-Policy",
        "accelerometer=(), camera=(self), clipboard-write=(self), display-capture=(), \
         geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
    ),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("Strict-Transport-Security", "max-age=63072000"),
];

/// The name of the header that is not the same for every file.
pub(super) const CACHE: &str = "Cache-Control";
/// The value for most files: none has its digest in its name, so caches ask each time; the service
/// worker keeps them.
pub(super) const ASK: &str = "no-cache";
/// The files that no cache may keep: the build of today and the kill switch.
pub(super) const FRESH: &str = "no-store";
/// The file that is [`FRESH`].
pub(super) const VERSION: &str = "version.json";

/// Files for servers, which are not to be served.
pub(super) const HIDDEN: [&str; 4] = ["Caddyfile", "_headers", "_redirects", "nginx.conf"];

/// The headers of every file, but for [`CACHE`].
pub(super) fn headers() -> Vec<(&'static str, String)> {
    let policy = ("Content-Security-Policy", policy(CSP));
    let fixed = FIXED
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    [policy].into_iter().chain(fixed).collect()
}

/// Directives as the value of a header.
fn policy(directives: &[(&str, &str)]) -> String {
    let directives = directives.iter();
    let directives = directives.map(|(name, value)| format!("{name} {value}"));
    directives.collect::<Vec<_>>().join("; ")
}

/// The policy of a file of its own, for a `<meta>`: one script, one style sheet, workers from `workers` if there are
/// any, and no network.
pub(super) fn single(script: &str, style: &str, workers: Option<&'static str>) -> String {
    let script = format!("'{script}' 'wasm-unsafe-eval'");
    let style = format!("'{style}'");
    let directives = CSP.iter().filter_map(|(name, value)| match *name {
        "script-src" => Some((*name, script.as_str())),
        "style-src" => Some((*name, style.as_str())),
        "img-src" | "media-src" => Some((*name, "blob:")),
        "base-uri" => Some((*name, "'none'")),
        "worker-src" => workers.map(|from| (*name, from)),
        "connect-src" | "manifest-src" | FRAMES => None,
        _ => Some((*name, *value)),
    });
    policy(&directives.collect::<Vec<_>>())
}

/// Types of files, by the ends of their names.
pub(super) const TYPES: &[(&str, &str)] = &[
    ("cbor", "application/cbor"),
    ("css", "text/css"),
    ("html", "text/html"),
    ("js", "text/javascript"),
    ("json", "application/json"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain"),
    ("wasm", "application/wasm"),
    ("webmanifest", "application/manifest+json"),
];

/// Tells whether a path ends like a file of the site; one that is not there is not the page.
pub(super) fn is_file_name(path: &str) -> bool {
    let end = path.rsplit_once('.').map(|(_, end)| end);
    TYPES.iter().any(|(known, _)| end == Some(*known))
}

/// The value of `Content-Type` for a path.
pub(super) fn content_type(path: &str) -> String {
    let end = path.rsplit('.').next().unwrap_or_default();
    let known = TYPES.iter().find(|(known, _)| *known == end);
    let kind = known.map_or("application/octet-stream", |(_, kind)| kind);
    match kind.starts_with("text/") {
        true => format!("{kind}; charset=utf-8"),
        false => kind.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::site::{Base, page, servers};

    /// The policy that a text holds after its last `start`, until `end`.
    fn policy_in<'a>(text: &'a str, start: &str, end: char) -> &'a str {
        let from = text.rfind(start).unwrap() + start.len();
        text[from..].split(end).next().unwrap()
    }

    #[test]
    fn there_is_one_policy() {
        let expected = policy(CSP);
        let base = Base::parse("/").unwrap();
        let nginx = servers::nginx(&base);
        assert_eq!(nginx.matches("default-src").count(), 3);
        for part in nginx.split("add_header Content-Security-Policy \"").skip(1) {
            assert_eq!(part.split('"').next().unwrap(), expected);
        }
        let caddy = servers::caddy(&base, None);
        assert_eq!(
            policy_in(&caddy, "Content-Security-Policy \"", '"'),
            expected
        );
        let plain = servers::headers(&base);
        assert_eq!(
            policy_in(&plain, "Content-Security-Policy: ", '\n'),
            expected
        );

        let without: Vec<_> = CSP
            .iter()
            .filter(|(name, _)| *name != FRAMES)
            .copied()
            .collect();
        for files in [page::files(), page::issuing_files()] {
            let index = page::text(&files, "index.html").unwrap();
            let start = "http-equiv=\"Content-Security-Policy\" content=\"";
            assert_eq!(index.matches(start).count(), 1);
            assert_eq!(policy_in(index, start, '"'), policy(&without));
        }
    }

    #[test]
    fn a_single_file_may_not_use_the_network() {
        let with_workers = single("sha256-a", "sha256-b", Some("blob:"));
        assert!(with_workers.contains("; worker-src blob:; "));
        assert!(!with_workers.contains("connect-src"));
        let policy = single("sha256-a", "sha256-b", None);
        assert_eq!(
            policy,
            "default-src 'none'; script-src 'sha256-a' 'wasm-unsafe-eval'; style-src 'sha256-b'; \
             img-src blob:; media-src blob:; base-uri 'none'; form-action 'none'; \
             require-trusted-types-for 'script'; trusted-types label-page"
        );
    }

    #[test]
    fn every_file_of_the_page_has_a_type() {
        for path in page::files().keys().chain(page::issuing_files().keys()) {
            assert_ne!(content_type(path), "application/octet-stream", "{path}");
        }
        assert_eq!(content_type("a/b.js"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("x"), "application/octet-stream");
        assert!(is_file_name("words/xx.json") && is_file_name("old.js"));
        assert!(!is_file_name("01/04901234567894") && !is_file_name("json"));
    }
}
