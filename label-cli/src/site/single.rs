//! The page in one file, to keep and to open from disk: it needs no server and asks no network.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::page::{fault, filled, text};
use super::{Files, Site, headers};
use crate::error::CliError;

/// The parts that the file of a page carries.
pub(crate) struct Carried {
    /// Style sheets, in order.
    styles: &'static [&'static str],
    /// Files that the page asks for while it runs, besides all of `folders`.
    assets: &'static [&'static str],
    folders: &'static [&'static str],
    /// The source of workers.
    workers: Option<&'static str>,
}

/// The page that checks labels.
pub(crate) const CHECKING: Carried = Carried {
    styles: &["style.css"],
    assets: &[
        "bundle.cbor",
        "config.json",
        "label_reader_bg.wasm",
        "label_wasm_bg.wasm",
        "version.json",
    ],
    folders: &["messages/", "schemes/", "words/"],
    workers: None,
};
/// The page that issues them; its worker is made of a script that the file carries.
pub(crate) const ISSUING: Carried = Carried {
    styles: &["style.css", "issuer.css"],
    assets: &["config.json", "issuer-worker.js"],
    folders: &["intake/", "messages/", "modules/", "words/"],
    workers: Some("blob:"),
};

/// The parts of `index.html` that have no use or no place in the file: from the one word to the other.
const LEFT_OUT: [(&str, &str); 4] = [
    ("<base ", ">"),
    ("<link ", ">"),
    ("<meta http-equiv=\"Content-Security-Policy\" ", ">"),
    ("<script ", "</script>"),
];

/// The site as one page in HTML, run by a script that is the same for every bundle.
pub(crate) fn single(site: &Site, script: &str, carried: &Carried) -> Result<Vec<u8>, CliError> {
    let files = &site.files;
    let index = text(files, "index.html")?;
    let styles = carried.styles.iter().map(|name| text(files, name));
    let style = styles.collect::<Result<String, CliError>>()?;
    closed("script", script)?;
    closed("style", &style)?;
    let policy = headers::single(&digest(script), &digest(&style), carried.workers);
    let policy = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    let mut page = index.to_owned();
    for (from, to) in LEFT_OUT {
        page = without(&page, from, to)?;
    }
    let page = after(&page, "<meta charset=\"utf-8\">", &format!("\n{policy}"))?;
    let page = before(&page, "</head>", &format!("<style>{style}</style>\n"))?;
    let carried = assets(files, carried)?;
    let elements = format!(
        "<script type=\"application/json\" id=\"files\">{carried}</script>\n\
         <script type=\"module\">{script}</script>\n"
    );
    Ok(before(&page, "</body>", &elements)?.into_bytes())
}

/// The files that the page would fetch, in JSON: base64 by path.
fn assets(files: &Files, carried: &Carried) -> Result<String, CliError> {
    let asked = |path: &str| {
        let mut folders = carried.folders.iter();
        carried.assets.contains(&path) || folders.any(|folder| path.starts_with(folder))
    };
    let assets = files.iter().filter(|(path, _)| asked(path));
    let assets: BTreeMap<_, _> = assets
        .map(|(path, bytes)| (path, STANDARD.encode(bytes)))
        .collect();
    let json = serde_json::to_string(&assets).map_err(|_| fault("single file", "no JSON"))?;
    closed("script", &json)?;
    Ok(json)
}

/// Fails where something would end an element before its end.
fn closed(element: &str, inner: &str) -> Result<(), CliError> {
    let lower = inner.to_ascii_lowercase();
    match lower.contains(&format!("</{element}")) || lower.contains("<!--") {
        true => Err(fault(
            "single file",
            &format!("a {element} that HTML would end"),
        )),
        false => Ok(()),
    }
}

/// The digest of an inline element, as the policy names it.
fn digest(inner: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(inner)))
}

/// A text without each part from one word to the next other one, nor the line that it leaves empty.
fn without(text: &str, from: &str, to: &str) -> Result<String, CliError> {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once(from) {
        let (_, tail) = tail
            .split_once(to)
            .ok_or_else(|| fault("index.html", &format!("{from} does not end")))?;
        kept.push_str(head.trim_end_matches([' ', '\t']));
        rest = match kept.ends_with('\n') {
            true => tail.strip_prefix('\n').unwrap_or(tail),
            false => tail,
        };
    }
    kept.push_str(rest);
    Ok(kept)
}

fn after(text: &str, place: &str, more: &str) -> Result<String, CliError> {
    filled(text, "index.html", place, &format!("{place}{more}"))
}

fn before(text: &str, place: &str, more: &str) -> Result<String, CliError> {
    filled(text, "index.html", place, &format!("{more}{place}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn parts_are_left_out_with_their_lines() {
        let text = "<head>\n  <link a>\n<title>x</title>\n<link b><b>\n</head>";
        assert_eq!(
            without(text, "<link ", ">").unwrap(),
            "<head>\n<title>x</title>\n<b>\n</head>"
        );
        assert!(without("<link a", "<link ", ">").is_err());
    }

    #[test]
    fn an_element_must_not_end_inside() {
        assert!(closed("script", "a < b").is_ok());
        for bad in ["'</SCRIPT>'", "<!-- x"] {
            assert!(closed("script", bad).is_err(), "{bad}");
        }
    }
}
