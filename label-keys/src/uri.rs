//! `pkcs11:` URIs (RFC 7512): which key, in which token, behind which module.

use std::fmt;
use std::path::{Path, PathBuf};

use cryptoki::slot::{Slot, TokenInfo};
use percent_encoding::{
    AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode_byte, utf8_percent_encode,
};

use crate::error::KeysError;
use crate::token_fault::TokenFault;

/// The scheme and its colon, in any case.
const SCHEME: &str = "pkcs11:";
/// Bytes of a URI: each of its texts has at most 64, three characters for each.
const URI_BYTES: usize = 8 * 1_024;
/// The characters that stand in a URI as they are (RFC 3986, section 2.3).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The attributes of the path that are known; none of them can hold a PIN.
const PATH_ATTRIBUTES: [&str; 8] = [
    "id",
    "manufacturer",
    "model",
    "object",
    "serial",
    "slot-id",
    "token",
    "type",
];

/// A `pkcs11:` URI, taken apart. Attributes that it leaves out match everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenUri {
    text: String,
    token: Option<String>,
    manufacturer: Option<String>,
    model: Option<String>,
    serial: Option<String>,
    slot_id: Option<u64>,
    /// The label of the key.
    pub(crate) object: Option<String>,
    /// The identifier of the key.
    pub(crate) id: Option<Vec<u8>>,
    /// True where it names a public key.
    pub(crate) public: bool,
    /// The module, where the URI names one.
    pub(crate) module: Option<PathBuf>,
    /// The file with the PIN, where the URI names one.
    pub(crate) pin: Option<PathBuf>,
    /// The names of the attributes that were given.
    given: Vec<&'static str>,
}

impl TokenUri {
    /// Reads the name of a key; `None` where it names a file.
    ///
    /// A file of such a name is still to be had as `./pkcs11:…`.
    ///
    /// # Errors
    ///
    /// Fails where it is a URI with parts that are not understood.
    pub fn of(name: &Path) -> Option<Result<Self, KeysError>> {
        let text = name.to_string_lossy();
        after_scheme(&text).is_some().then(|| Self::parse(&text))
    }

    /// Reads a URI.
    ///
    /// # Errors
    ///
    /// Fails where the text is no `pkcs11:` URI, or has parts that are not understood.
    pub fn parse(text: &str) -> Result<Self, KeysError> {
        let mut uri = Self {
            text: text.to_owned(),
            ..Self::default()
        };
        match uri.fill(text) {
            Ok(()) => Ok(uri),
            Err(reason) => Err(TokenFault::Uri { reason }.of(understood(text))),
        }
    }

    /// The URI of a key in a token.
    pub fn of_key(token: &TokenInfo, label: &str, id: &[u8]) -> String {
        let mut text = Self::of_token(token);
        if !label.is_empty() {
            text.push_str(";object=");
            text.extend(utf8_percent_encode(label, ENCODED));
        }
        if !id.is_empty() {
            text.push_str(";id=");
            text.push_str(&percent(id));
        }
        text
    }

    /// The URI of a token, by its label, or by its serial number where it has none.
    pub fn of_token(token: &TokenInfo) -> String {
        let (name, value) = match token.label() {
            "" => ("serial", token.serial_number()),
            label => ("token", label),
        };
        format!("{SCHEME}{name}={}", utf8_percent_encode(value, ENCODED))
    }

    /// Tells whether it names a token in some way, and not every one.
    pub fn names_token(&self) -> bool {
        let names = ["token", "manufacturer", "model", "serial", "slot-id"];
        self.given.iter().any(|given| names.contains(given))
    }

    /// Tells whether it is about this token.
    pub(crate) fn matches(&self, slot: Slot, info: &TokenInfo) -> bool {
        let same = |wanted: &Option<String>, found: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == found)
        };
        same(&self.token, info.label())
            && same(&self.manufacturer, info.manufacturer_id())
            && same(&self.model, info.model())
            && same(&self.serial, info.serial_number())
            && self.slot_id.is_none_or(|wanted| wanted == slot.id())
    }

    /// Takes the URI apart; the error says what is wrong with it.
    fn fill(&mut self, text: &str) -> Result<(), String> {
        if text.len() > URI_BYTES {
            return Err(format!("longer than {URI_BYTES} bytes"));
        }
        if text.contains(|c: char| c.is_control() || c == ' ') {
            return Err("spaces are written as %20".to_owned());
        }
        let rest = after_scheme(text).ok_or("it starts with pkcs11:")?;
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (rest, None),
        };
        for part in path.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = split(part)?;
            self.path_attribute(name, value)?;
        }
        for part in query.iter().flat_map(|query| query.split('&')) {
            let (name, value) = split(part)?;
            self.query_attribute(name, value)?;
        }
        Ok(())
    }

    fn path_attribute(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "token" => self.token = Some(self.text_once("token", value)?),
            "manufacturer" => self.manufacturer = Some(self.text_once("manufacturer", value)?),
            "model" => self.model = Some(self.text_once("model", value)?),
            "serial" => self.serial = Some(self.text_once("serial", value)?),
            "object" => self.object = Some(self.text_once("object", value)?),
            "id" => self.id = Some(self.once("id", value)?),
            "slot-id" => {
                let number = self.text_once("slot-id", value)?;
                let number = number.parse().map_err(|_| "slot-id is a number");
                self.slot_id = Some(number?);
            }
            "type" => {
                self.public = match self.text_once("type", value)?.as_str() {
                    "private" => false,
                    "public" => true,
                    other => return Err(format!("type={other} is no key pair")),
                };
            }
            "pin-source" | "module-name" | "module-path" => {
                return Err(format!("{name} belongs behind the question mark"));
            }
            other => return Err(unknown(other)),
        }
        Ok(())
    }

    fn query_attribute(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "module-path" => self.module = Some(self.text_once("module-path", value)?.into()),
            "pin-source" => {
                let source = self.text_once("pin-source", value)?;
                if source.starts_with('|') {
                    return Err("pin-source must be a file; programs are not run".to_owned());
                }
                let file = source.strip_prefix("file:").unwrap_or(&source);
                // file:///etc/pin has an empty host.
                let file = file.strip_prefix("//").unwrap_or(file);
                self.pin = Some(file.into());
            }
            other => return Err(unknown(other)),
        }
        Ok(())
    }

    /// Decodes an attribute that may be there once.
    fn once(&mut self, name: &'static str, value: &str) -> Result<Vec<u8>, String> {
        if self.given.contains(&name) {
            return Err(format!("{name} is given twice"));
        }
        self.given.push(name);
        let whole = |rest: &str| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
        if !value.split('%').skip(1).all(whole) {
            return Err(format!(
                "in {name}, % is not followed by two hexadecimal digits"
            ));
        }
        let bytes: Vec<u8> = percent_decode_str(value).collect();
        if bytes.is_empty() {
            return Err(format!("{name} is empty"));
        }
        Ok(bytes)
    }

    fn text_once(&mut self, name: &'static str, value: &str) -> Result<String, String> {
        String::from_utf8(self.once(name, value)?).map_err(|_| format!("{name} is not UTF-8"))
    }
}

impl fmt::Display for TokenUri {
    /// The URI as it was written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The text after the scheme; `None` where it starts with another, or with none.
fn after_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_at_checked(SCHEME.len())?;
    scheme.eq_ignore_ascii_case(SCHEME).then_some(rest)
}

/// Bytes as a URI writes them.
pub(crate) fn percent(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| percent_encode_byte(*byte))
        .collect()
}

/// The URI up to the first part that may hold a PIN: all behind the question mark, and whatever
/// stands before it without being an attribute that is known.
fn understood(text: &str) -> &str {
    let end = text.find('?').unwrap_or(text.len());
    let path = text.get(..end).unwrap_or_default();
    let start = after_scheme(path).map_or(path.len(), |_| SCHEME.len());
    let known = |part: &&str| {
        let name = part.split_once('=').map(|(name, _)| name);
        part.is_empty() || name.is_some_and(|name| PATH_ATTRIBUTES.contains(&name))
    };
    let parts = path.get(start..).unwrap_or_default().split(';');
    let length: usize = parts.take_while(known).map(|part| part.len() + 1).sum();
    let known = text.get(..(start + length).min(end)).unwrap_or_default();
    known.strip_suffix(';').unwrap_or(known)
}

/// The fault of an attribute that is not known; of its name nothing is shown that could be a PIN.
fn unknown(name: &str) -> String {
    let decoded = percent_decode_str(name).decode_utf8_lossy();
    let decoded = decoded.to_ascii_lowercase();
    if decoded.starts_with("pin") && !decoded.contains("source") {
        return "a PIN in an argument is seen by others; pin-value is refused".to_owned();
    }
    let is_plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    match is_plain && !name.is_empty() {
        true => format!("the attribute {name} is not known"),
        false => "an attribute is not known".to_owned(),
    }
}

fn split(part: &str) -> Result<(&str, &str), String> {
    let pair = part.split_once('=');
    pair.ok_or_else(|| "an attribute is not of the form name=value".to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn parse(text: &str) -> TokenUri {
        TokenUri::of(Path::new(text)).unwrap().unwrap()
    }

    fn reason(text: &str) -> String {
        let error = TokenUri::of(Path::new(text)).unwrap().unwrap_err();
        assert_eq!(error.code(), "key_uri", "{text}");
        let message = error.to_string();
        let (shown, reason) = message.split_once(": not a usable pkcs11: URI: ").unwrap();
        assert!(text.starts_with(shown), "{message}");
        reason.to_owned()
    }

    #[test]
    fn attributes_are_read() {
        let uri = parse(
            "pkcs11:token=The%20Token;manufacturer=M;model=1.0;serial=0a;slot-id=7;object=label%3B1;\
             id=%01%fF;type=private?module-path=/usr/lib/m.so&pin-source=file:/etc/pin",
        );
        assert_eq!(uri.token.as_deref(), Some("The Token"));
        assert_eq!(uri.slot_id, Some(7));
        assert_eq!(uri.object.as_deref(), Some("label;1"));
        assert_eq!(uri.id.as_deref(), Some(&[1, 255][..]));
        assert_eq!(uri.module.as_deref(), Some(Path::new("/usr/lib/m.so")));
        assert_eq!(uri.pin.as_deref(), Some(Path::new("/etc/pin")));
        assert!(uri.names_token());
        assert_eq!(parse("pkcs11:object=見本").object.as_deref(), Some("見本"));
        assert!(!parse("PKCS11:object=x").names_token());
        let sources = ["/etc/pin", "file:/etc/pin", "file:///etc/pin"];
        for source in sources {
            let uri = parse(&format!("pkcs11:?pin-source={source}"));
            assert_eq!(uri.pin.as_deref(), Some(Path::new("/etc/pin")), "{source}");
        }
        assert!(parse("pkcs11:type=public;").public);
    }

    #[test]
    fn files_are_no_uris() {
        for name in ["signer.key", "./pkcs11:x", "pkcs11", "", "ｐkcs11:token=x"] {
            assert!(TokenUri::of(Path::new(name)).is_none(), "{name}");
        }
    }

    #[test]
    fn whatever_is_not_understood_is_refused() {
        for (text, expected) in [
            ("pkcs11:token", "an attribute is not of the form name=value"),
            ("pkcs11:token=", "token is empty"),
            ("pkcs11:token=a;token=b", "token is given twice"),
            ("pkcs11:tokens=a", "the attribute tokens is not known"),
            (
                "pkcs11:library-version=1",
                "the attribute library-version is not known",
            ),
            ("pkcs11:x-vendor=1", "the attribute x-vendor is not known"),
            (
                "pkcs11:token=a%2",
                "in token, % is not followed by two hexadecimal digits",
            ),
            (
                "pkcs11:token=%zz",
                "in token, % is not followed by two hexadecimal digits",
            ),
            ("pkcs11:token=%ff", "token is not UTF-8"),
            ("pkcs11:token=a b", "spaces are written as %20"),
            ("pkcs11:slot-id=x", "slot-id is a number"),
            ("pkcs11:type=cert", "type=cert is no key pair"),
            (
                "pkcs11:module-path=/m",
                "module-path belongs behind the question mark",
            ),
            ("pkcs11:?token=a", "the attribute token is not known"),
            (
                "pkcs11:?module-name=m",
                "the attribute module-name is not known",
            ),
            ("pkcs11:?", "an attribute is not of the form name=value"),
            (
                "pkcs11:?pin-source=|getpin",
                "pin-source must be a file; programs are not run",
            ),
        ] {
            assert_eq!(reason(text), expected);
        }
        let long = format!("pkcs11:token={}", "a".repeat(URI_BYTES));
        assert_eq!(reason(&long), "longer than 8192 bytes");
        for text in ["", "token=a", "pkcs12:token=a", "ｐkcs11:token=a"] {
            let message = TokenUri::parse(text).unwrap_err().to_string();
            assert!(message.ends_with("it starts with pkcs11:"), "{message}");
        }
    }

    #[test]
    fn a_pin_is_refused_and_not_repeated() {
        let refused = "a PIN in an argument is seen by others; pin-value is refused";
        for (part, expected) in [
            ("pin-value=98765432", refused),
            ("PIN-VALUE=98765432", refused),
            ("Pin-Value=98765432", refused),
            ("pin%2dvalue=98765432", refused),
            ("%70in-value=98765432", refused),
            ("pin_value=98765432", refused),
            ("pin=98765432", refused),
            ("pin-value98765432=", refused),
            ("pin-value%3D98765432=x", refused),
            (
                "pin-value:98765432",
                "an attribute is not of the form name=value",
            ),
            ("98765432", "an attribute is not of the form name=value"),
            ("98765432=x", "an attribute is not known"),
            ("pin-value =98765432", "spaces are written as %20"),
        ] {
            for text in [
                format!("pkcs11:token=a;object=b?{part}&module-path=/m"),
                format!("pkcs11:token=a;object=b?module-path=/m&{part}"),
                format!("pkcs11:token=a;object=b;{part}?module-path=/m"),
                format!("pkcs11:token=a;object=b;{part};type=private"),
            ] {
                let message = TokenUri::parse(&text).unwrap_err().to_string();
                let (shown, reason) = message.split_once(": not").unwrap();
                assert_eq!(shown, "pkcs11:token=a;object=b", "{text}");
                assert!(reason.ends_with(expected), "{text}: {reason}");
            }
        }
    }
}
