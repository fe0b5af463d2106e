//! Diagnostic notation (RFC 8949, section 8) of any bytes, for people to read.
//!
//! Nothing is judged here: what is not well-formed is shown as far as it goes. Text is escaped, depth
//! and length are bounded.

use std::fmt::Write;

use super::head::{Cursor, Head};
use crate::base::hex::hex;
use crate::limits;
use crate::wire::text::is_forbidden;

/// Writes bytes in diagnostic notation, on one line.
///
/// Encodings that are not the shortest carry their indicator (`1_0` for 1801). The protected header
/// and the payload of COSE objects under tag 18 or 98 are shown as embedded CBOR, `<<…>>`. Bytes that
/// are not well-formed CBOR follow as hexadecimal digits after a comment that says where they begin;
/// what exceeds [`limits::DIAGNOSTIC_DEPTH`] or [`limits::DIAGNOSTIC_BYTES`] is left out.
pub fn diagnostic(bytes: &[u8]) -> String {
    let mut printer = Printer::new(bytes, 0);
    match printer.sequence() {
        Ok(()) => {}
        Err(Stop::Full) => printer.out.push_str(" / cut here /"),
        Err(Stop::TooDeep) => printer.rest("nested too deep"),
        Err(Stop::Malformed) => printer.rest("not well-formed"),
    }
    printer.out
}

/// The reasons for which the printer cannot go on.
enum Stop {
    Malformed,
    TooDeep,
    Full,
}

impl Head {
    /// The encoding indicator: `_`, `_0` to `_3`, or nothing for the shortest form.
    fn indicator(&self) -> &'static str {
        match (self.argument, self.info) {
            (None, _) => "_",
            _ if self.is_shortest() => "",
            (_, 24) => "_0",
            (_, 25) => "_1",
            (_, 26) => "_2",
            _ => "_3",
        }
    }

    fn is_break(&self) -> bool {
        self.major == 7 && self.info == 31
    }
}

/// The place of an item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the array of a COSE object: protected header and payload are embedded CBOR.
    Cose,
    /// A place where a byte string is embedded CBOR.
    Embedded,
    Anywhere,
}

struct Printer<'a> {
    cursor: Cursor<'a>,
    depth: usize,
    out: String,
}

impl<'a> Printer<'a> {
    fn new(bytes: &'a [u8], depth: usize) -> Self {
        Self {
            cursor: Cursor::new(bytes),
            depth,
            out: String::new(),
        }
    }

    /// All items to the end of the bytes.
    fn sequence(&mut self) -> Result<(), Stop> {
        while self.cursor.at < self.cursor.bytes.len() {
            self.separate(self.cursor.at > 0);
            self.item(Place::Anywhere)?;
        }
        Ok(())
    }

    fn item(&mut self, place: Place) -> Result<(), Stop> {
        let start = self.cursor.at;
        let head = self.head()?;
        if head.is_break() {
            self.cursor.at = start;
            return Err(Stop::Malformed);
        }
        self.item_of(&head, place).inspect_err(|_| {
            // Containers have shown what they hold; anything else is shown again from its start.
            if !matches!(head.major, 4..=6) {
                self.cursor.at = start;
            }
        })
    }

    fn item_of(&mut self, head: &Head, place: Place) -> Result<(), Stop> {
        let mark = head.indicator();
        match (head.major, head.argument) {
            (0, Some(number)) => self.put(format_args!("{number}{mark}")),
            (1, Some(number)) => self.put(format_args!("{}{mark}", -1 - i128::from(number))),
            (2 | 3, Some(length)) => {
                let bytes = self.take(length)?;
                self.string(head.major, bytes, place)?;
                self.put(format_args!("{mark}"))
            }
            (2 | 3, None) => self.nested('(', ')', head, Place::Anywhere),
            (4, _) => self.nested('[', ']', head, place),
            (5, _) => self.nested('{', '}', head, Place::Anywhere),
            (6, Some(tag)) => {
                self.put(format_args!("{tag}{mark}"))?;
                let place = match tag {
                    18 | 98 => Place::Cose,
                    _ => Place::Anywhere,
                };
                self.nested_tag(place)
            }
            (7, Some(argument)) => self.simple(head.info, argument),
            _ => Err(Stop::Malformed),
        }
    }

    /// A container with its brackets, which are closed even where its content breaks off.
    fn nested(&mut self, open: char, close: char, head: &Head, place: Place) -> Result<(), Stop> {
        self.deeper()?;
        let (mark, space) = match head.indicator() {
            "" => ("", ""),
            mark => (mark, " "),
        };
        self.put(format_args!("{open}{mark}{space}"))?;
        let result = self.elements(head, place);
        self.out.push(close);
        self.depth -= 1;
        result
    }

    fn nested_tag(&mut self, place: Place) -> Result<(), Stop> {
        self.deeper()?;
        self.out.push('(');
        let result = self.item(place);
        self.out.push(')');
        self.depth -= 1;
        result
    }

    fn deeper(&mut self) -> Result<(), Stop> {
        if self.depth == limits::DIAGNOSTIC_DEPTH {
            return Err(Stop::TooDeep);
        }
        self.depth += 1;
        Ok(())
    }

    /// Elements, entries or chunks, up to the stated number or the break.
    fn elements(&mut self, head: &Head, place: Place) -> Result<(), Stop> {
        let mut index: u64 = 0;
        while head.argument.is_none_or(|count| index < count) {
            if head.argument.is_none() && self.cursor.bytes.get(self.cursor.at) == Some(&0xff) {
                self.cursor.at += 1;
                break;
            }
            self.separate(index > 0);
            match place {
                Place::Cose if index == 0 || index == 2 => self.item(Place::Embedded)?,
                _ => self.item(Place::Anywhere)?,
            }
            if head.major == 5 {
                self.out.push_str(": ");
                self.item(Place::Anywhere)?;
            }
            index += 1;
        }
        Ok(())
    }

    fn string(&mut self, major: u8, bytes: &[u8], place: Place) -> Result<(), Stop> {
        if self.out.len().saturating_add(bytes.len()) > limits::DIAGNOSTIC_BYTES {
            return Err(Stop::Full);
        }
        if major == 3 {
            return match std::str::from_utf8(bytes) {
                Ok(text) => self.text(text),
                Err(_) => self.put(format_args!("/ not UTF-8 / h'{}'", hex(bytes))),
            };
        }
        let mut embedded = Printer::new(bytes, self.depth + 1);
        if place == Place::Embedded && !bytes.is_empty() && embedded.sequence().is_ok() {
            return self.put(format_args!("<<{}>>", embedded.out));
        }
        self.put(format_args!("h'{}'", hex(bytes)))
    }

    /// Text in quotes; what must not reach a screen is escaped as in JSON.
    fn text(&mut self, text: &str) -> Result<(), Stop> {
        self.out.push('"');
        for character in text.chars() {
            match character {
                '"' | '\\' => self.put(format_args!("\\{character}"))?,
                _ if is_forbidden(character) => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        self.put(format_args!("\\u{unit:04x}"))?;
                    }
                }
                _ => self.out.push(character),
            }
        }
        self.out.push('"');
        Ok(())
    }

    fn simple(&mut self, info: u8, argument: u64) -> Result<(), Stop> {
        let float = match info {
            25 => half::f16::from_bits(u16::try_from(argument).unwrap_or_default()).to_f64(),
            26 => f32::from_bits(u32::try_from(argument).unwrap_or_default()).into(),
            27 => f64::from_bits(argument),
            _ => {
                return match argument {
                    20 => self.put(format_args!("false")),
                    21 => self.put(format_args!("true")),
                    22 => self.put(format_args!("null")),
                    23 => self.put(format_args!("undefined")),
                    24..=31 => Err(Stop::Malformed),
                    _ => self.put(format_args!("simple({argument})")),
                };
            }
        };
        let width = info - 24;
        if float.is_infinite() {
            let sign = if float < 0.0 { "-" } else { "" };
            return self.put(format_args!("{sign}Infinity_{width}"));
        }
        self.put(format_args!("{float:?}_{width}"))
    }

    /// Reads a head; one that is not well-formed stays unread, to be shown.
    fn head(&mut self) -> Result<Head, Stop> {
        let start = self.cursor.at;
        match self.cursor.head() {
            // A simple value below 32 in two bytes does not exist.
            Ok(head) if (head.major, head.info) != (7, 24) || head.argument >= Some(32) => Ok(head),
            _ => {
                self.cursor.at = start;
                Err(Stop::Malformed)
            }
        }
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Stop> {
        self.cursor.take(length).map_err(|_| Stop::Malformed)
    }

    /// The bytes that were not understood, after a comment.
    fn rest(&mut self, why: &str) {
        let bytes = self.cursor.bytes.get(self.cursor.at..).unwrap_or_default();
        let shown: Vec<u8> = bytes
            .iter()
            .copied()
            .take(limits::DIAGNOSTIC_BYTES)
            .collect();
        let (at, digits) = (self.cursor.at, hex(&shown));
        self.separate(!self.out.is_empty());
        // Writing to a string does not fail.
        let _ = write!(self.out, "/ byte {at}: {why} / h'{digits}'");
    }

    fn separate(&mut self, needed: bool) {
        if needed {
            self.out.push_str(", ");
        }
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) -> Result<(), Stop> {
        if self.out.len() > limits::DIAGNOSTIC_BYTES {
            return Err(Stop::Full);
        }
        // Writing to a string does not fail.
        let _ = self.out.write_fmt(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn every_kind_of_item_has_its_form() {
        for (bytes, text) in [
            (&[0x17][..], "23"),
            (&[0x18, 0x17], "23_0"),
            (&[0x19, 0, 1], "1_1"),
            (&[0x1b, 0, 0, 0, 0, 0, 0, 0, 1], "1_3"),
            (&[0x3a, 0, 1, 0, 0], "-65537"),
            (&[0x42, 1, 0xff], "h'01ff'"),
            (&[0x58, 1, 1], "h'01'_0"),
            (&[0x5f, 0x41, 1, 0xff], "(_ h'01')"),
            (&[0x63, b'a', b'"', 0x1b], "\"a\\\"\\u001b\""),
            (&[0x64, 0xf3, 0xa0, 0x81, 0x81], "\"\\udb40\\udc41\""),
            (&[0x61, 0xff], "/ not UTF-8 / h'ff'"),
            (&[0x82, 1, 2], "[1, 2]"),
            (&[0x98, 1, 2], "[_0 2]"),
            (&[0x9f, 1, 0xff], "[_ 1]"),
            (&[0xa2, 1, 2, 0x20, 3], "{1: 2, -1: 3}"),
            (&[0xbf, 1, 2, 0xff], "{_ 1: 2}"),
            (&[0xc1, 0], "1(0)"),
            (&[0xf4], "false"),
            (&[0xf6], "null"),
            (&[0xf7], "undefined"),
            (&[0xf8, 0x20], "simple(32)"),
            (&[0xf9, 0x3e, 0], "1.5_1"),
            (&[0xf9, 0xfc, 0], "-Infinity_1"),
            (&[0xfa, 0x3f, 0xc0, 0, 0], "1.5_2"),
            (&[0xfb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], "1.5_3"),
            (&[0, 1], "0, 1"),
            (&[], ""),
        ] {
            assert_eq!(diagnostic(bytes), text, "{bytes:02x?}");
        }
    }

    #[test]
    fn cose_objects_show_what_is_embedded() {
        let bytes = [
            0xd2, 0x84, 0x43, 0xa1, 1, 0x32, 0xa0, 0x42, 0x81, 0, 0x41, 0,
        ];
        assert_eq!(diagnostic(&bytes), "18([<<{1: -19}>>, {}, <<[0]>>, h'00'])");
        let broken = [0xd2, 0x84, 0x41, 0xa1, 0xa0, 0x40, 0x41, 0];
        assert_eq!(diagnostic(&broken), "18([h'a1', {}, h'', h'00'])");
    }

    #[test]
    fn what_is_not_well_formed_is_shown_as_far_as_it_goes() {
        for (bytes, text) in [
            (&[0x82, 1][..], "[1, ], / byte 2: not well-formed / h''"),
            (&[0x42, 1], "/ byte 0: not well-formed / h'4201'"),
            (&[0x81, 0x1c], "[], / byte 1: not well-formed / h'1c'"),
            (&[0xff], "/ byte 0: not well-formed / h'ff'"),
            (&[0xf8, 0x17], "/ byte 0: not well-formed / h'f817'"),
        ] {
            assert_eq!(diagnostic(bytes), text, "{bytes:02x?}");
        }
    }

    #[test]
    fn hostile_sizes_are_bounded() {
        let deep = diagnostic(&vec![0x81; 1_000_000]);
        assert!(deep.starts_with("[[["));
        assert!(deep.contains("nested too deep"));
        assert!(deep.len() < 3 * limits::DIAGNOSTIC_BYTES);
        let long = diagnostic(&vec![0; 2_000_000]);
        assert!(long.ends_with("/ cut here /"));
        assert!(long.len() < 2 * limits::DIAGNOSTIC_BYTES);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_shown(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let text = diagnostic(&bytes);
            proptest::prop_assert!(!text.chars().any(is_forbidden));
        }
    }
}
