//! Names in certificates as text (RFC 4514).

use der::asn1::{
    AnyRef, Ia5StringRef, ObjectIdentifier, PrintableStringRef, TeletexStringRef, Utf8StringRef,
};
use der::{Tag, Tagged};

use crate::base::hex::hex;
use crate::wire::der::{Elements, oid};

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

/// An attribute of a name.
struct Attribute<'a> {
    oid: ObjectIdentifier,
    value: AnyRef<'a>,
    /// The value in DER.
    encoded: &'a [u8],
}

/// Checks the content of a Name (RFC 5280, section 4.1.2.4).
pub(crate) fn check(name: &[u8]) -> der::Result<()> {
    parts(name).map(drop)
}

/// The parts of a name, each a set of attributes.
fn parts(name: &[u8]) -> der::Result<Vec<Vec<Attribute<'_>>>> {
    let mut parts = Vec::new();
    let mut elements = Elements::of(name)?;
    while !elements.is_finished() {
        parts.push(attributes(elements.expect(Tag::Set)?)?);
    }
    Ok(parts)
}

/// The attributes of a set, which DER orders by their encoding.
fn attributes(set: &[u8]) -> der::Result<Vec<Attribute<'_>>> {
    let mut attributes = Vec::new();
    let mut before = None;
    let mut elements = Elements::of(set)?;
    while !elements.is_finished() {
        let attribute = elements.expect(Tag::Sequence)?;
        let place = Some((attribute.len(), attribute));
        if place <= before {
            return Err(Tag::Set.value_error().into());
        }
        before = place;
        let mut elements = Elements::of(attribute)?;
        attributes.push(Attribute {
            oid: oid(elements.expect(Tag::ObjectIdentifier)?)?,
            encoded: elements.encoded()?,
            value: elements.any()?,
        });
        elements.end()?;
    }
    Ok(attributes)
}

/// Writes the content of a name as RFC 4514 does, the last part first.
pub(crate) fn rfc4514(name: &[u8]) -> String {
    let mut written = String::new();
    // It was checked when the certificate was decoded.
    let parts = parts(name).unwrap_or_default();
    for (index, part) in parts.iter().rev().enumerate() {
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
fn write_attribute(written: &mut String, attribute: &Attribute<'_>) {
    let oid = attribute.oid.to_string();
    let name = NAMES.iter().find(|(known, _)| *known == oid);
    if let Some(((_, name), text)) = name.zip(text(attribute.value)) {
        written.push_str(name);
        written.push('=');
        write_escaped(written, text);
    } else {
        written.push_str(&oid);
        written.push_str("=#");
        written.push_str(&hex(attribute.encoded));
    }
}

fn text(value: AnyRef<'_>) -> Option<&str> {
    match value.tag() {
        Tag::PrintableString => PrintableStringRef::new(value.value())
            .ok()
            .map(|s| s.as_str()),
        Tag::Utf8String => Utf8StringRef::new(value.value()).ok().map(|s| s.as_str()),
        Tag::Ia5String => Ia5StringRef::new(value.value()).ok().map(|s| s.as_str()),
        Tag::TeletexString => TeletexStringRef::new(value.value())
            .ok()
            .map(|s| s.as_str()),
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

    use std::str::FromStr;

    use der::{Decode, Encode};
    use x509_cert::name::Name;

    use super::*;

    fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let body = parts.concat();
        [&[tag, u8::try_from(body.len()).unwrap()], body.as_slice()].concat()
    }

    /// A name with one attribute.
    fn name(oid: &str, tag: u8, text: &str) -> Vec<u8> {
        let oid = ObjectIdentifier::new(oid).unwrap().to_der().unwrap();
        let value = element(tag, &[text.as_bytes()]);
        let attribute = element(0x30, &[&oid, &value]);
        element(0x30, &[&element(0x31, &[&attribute])])
    }

    /// A name as this module and as another library write it; none where it is malformed.
    fn written(der: &[u8]) -> [Option<String>; 2] {
        let value = AnyRef::from_der(der).unwrap();
        let own = check(value.value()).is_ok().then(|| rfc4514(value.value()));
        let other = Name::from_der(der).ok();
        [own, other.map(|name| name.to_string())]
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
                for tag in [0x0c, 0x13, 0x16, 0x14, 0x1e, 0x02] {
                    let [own, other] = written(&name(oid, tag, text));
                    assert_eq!(own, other, "{oid} {tag:x} {text:?}");
                }
            }
        }
    }

    #[test]
    fn parts_stand_in_reverse() {
        for text in ["CN=a+OU=b,O=c,C=JP", "C=JP"] {
            let name = Name::from_str(text).unwrap();
            let [own, other] = written(&name.to_der().unwrap());
            assert_eq!((own.as_deref(), other.as_deref()), (Some(text), Some(text)));
        }
    }

    #[test]
    fn sets_are_in_order() {
        let attribute = |last: u8| element(0x30, &[&[6, 3, 0x55, 4, last], &[0x0c, 1, b'a']]);
        let long = element(0x30, &[&[6, 3, 0x55, 4, 3], &[0x0c, 2, b'a', b'a']]);
        for (one, other, sound) in [
            (attribute(3), attribute(10), true),
            (attribute(10), attribute(3), false),
            (attribute(3), attribute(3), false),
            (attribute(10), long.clone(), true),
            (long, attribute(10), false),
        ] {
            let [own, other] = written(&element(0x30, &[&element(0x31, &[&one, &other])]));
            // The other library puts in order what is not.
            assert_eq!((own.is_some(), own <= other), (sound, true));
        }
        let [own, other] = written(&element(0x30, &[&element(0x31, &[])]));
        assert_eq!(own, other);
    }
}
