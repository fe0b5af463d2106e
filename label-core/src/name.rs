//! Names in certificates as text (RFC 4514).

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use der::asn1::{Any, Ia5StringRef, PrintableStringRef, TeletexStringRef, Utf8StringRef};
use der::{Encode, Tag, Tagged};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::Name;

use crate::report::hex;

/// Attribute types and their short names: those of RFC 4514, section 3, and those that stand beside them
/// in certificates of organisations.
const NAMES: [(&str, &str); 13] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "SERIALNUMBER"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "STREET"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.42", "GN"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "EMAIL"),
];

/// Writes a name as RFC 4514 does, the last part first.
pub(crate) fn rfc4514(name: &Name) -> String {
    let mut written = String::new();
    let parts: Vec<_> = name.iter_rdn().collect();
    for (index, part) in parts.into_iter().rev().enumerate() {
        for (inner, attribute) in part.iter().enumerate() {
            written.push_str(match (index, inner) {
                (0, 0) => "",
                (_, 0) => ",",
                _ => "+",
            });
            write_attribute(&mut written, attribute);
        }
    }
    written
}

/// Writes `NAME=text`, or `1.2.3=#hex` where there is no short name or no text.
fn write_attribute(written: &mut String, attribute: &AttributeTypeAndValue) {
    let oid = attribute.oid.to_string();
    let name = NAMES.iter().find(|(known, _)| *known == oid);
    match name.zip(text(&attribute.value)) {
        Some(((_, name), text)) => {
            written.push_str(name);
            written.push('=');
            write_escaped(written, text);
        }
        None => {
            written.push_str(&oid);
            written.push_str("=#");
            written.push_str(&hex(&attribute.value.to_der().unwrap_or_default()));
        }
    }
}

fn text(value: &Any) -> Option<&str> {
    match value.tag() {
        Tag::PrintableString => PrintableStringRef::try_from(value).ok().map(|s| s.as_str()),
        Tag::Utf8String => Utf8StringRef::try_from(value).ok().map(|s| s.as_str()),
        Tag::Ia5String => Ia5StringRef::try_from(value).ok().map(|s| s.as_str()),
        Tag::TeletexString => TeletexStringRef::try_from(value).ok().map(|s| s.as_str()),
        _ => None,
    }
}

/// RFC 4514, section 2.4.
fn write_escaped(written: &mut String, text: &str) {
    for (index, character) in text.char_indices() {
        let last = index + character.len_utf8() == text.len();
        match character {
            '\0'..='\x1f' | '\x7f' => {
                written.push('\\');
                written.push_str(&hex(&[character as u8]));
                continue;
            }
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => written.push('\\'),
            '#' | ' ' if index == 0 => written.push('\\'),
            ' ' if last => written.push('\\'),
            _ => {}
        }
        written.push(character);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use alloc::format;
    use core::str::FromStr;

    use der::Decode;

    use super::*;

    /// The name with one attribute, in DER.
    fn name(oid: &str, tag: u8, text: &str) -> Name {
        let sequence = |tag: u8, parts: &[&[u8]]| {
            let body = parts.concat();
            [&[tag, u8::try_from(body.len()).unwrap()], body.as_slice()].concat()
        };
        let oid = der::asn1::ObjectIdentifier::new(oid)
            .unwrap()
            .to_der()
            .unwrap();
        let value = sequence(tag, &[text.as_bytes()]);
        let attribute = sequence(0x30, &[&oid, &value]);
        let der = sequence(0x30, &[&sequence(0x31, &[&attribute])]);
        Name::from_der(&der).unwrap()
    }

    #[test]
    fn names_are_written_as_another_library_writes_them() {
        let texts = [
            "見本",
            "",
            " a b ",
            "#1",
            "a#,+\"\\<>;=",
            "\u{0}\u{1f}\u{7f}é",
            " ",
        ];
        let types = NAMES.map(|(oid, _)| oid);
        for oid in types.into_iter().chain(["1.3.6.1.4.1.32473.1"]) {
            for text in texts {
                for tag in [0x0c, 0x13, 0x16, 0x14, 0x1e] {
                    // Not every text fits every type.
                    let Ok(name) = std::panic::catch_unwind(|| name(oid, tag, text)) else {
                        continue;
                    };
                    assert_eq!(rfc4514(&name), name.to_string(), "{oid} {tag:x} {text:?}");
                }
            }
        }
    }

    #[test]
    fn parts_stand_in_reverse() {
        for text in ["OU=b+CN=a,O=c,C=JP", "C=JP"] {
            let name = Name::from_str(text).unwrap();
            assert_eq!(rfc4514(&name), format!("{name}"));
        }
    }
}
