//! Writing CBOR: integers and lengths in their shortest form, everything else as it stands.

use ciborium::Value;

/// Encodes a value; one value has one encoding.
pub(crate) fn write(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Depth first, and from the left: what stands last here comes next.
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        match value {
            Value::Integer(number) => write_integer(&mut bytes, (*number).into()),
            Value::Bytes(string) => write_bytes(&mut bytes, string),
            Value::Text(text) => write_text(&mut bytes, text),
            Value::Array(items) => {
                write_array(&mut bytes, items.len());
                left.extend(items.iter().rev());
            }
            Value::Map(entries) => {
                write_head(&mut bytes, 5, length(entries.len()));
                let entries = entries.iter().rev();
                left.extend(entries.flat_map(|(key, value)| [value, key]));
            }
            Value::Tag(tag, inside) => {
                write_head(&mut bytes, 6, *tag);
                left.push(inside);
            }
            Value::Bool(truth) => bytes.push(0xf4 + u8::from(*truth)),
            Value::Float(number) => {
                bytes.push(0xfb);
                bytes.extend(number.to_bits().to_be_bytes());
            }
            // Null, and what a later version of the library may add.
            _ => bytes.push(0xf6),
        }
    }
    bytes
}

/// Starts an array of so many elements.
pub(crate) fn write_array(bytes: &mut Vec<u8>, elements: usize) {
    write_head(bytes, 4, length(elements));
}

/// Writes a byte string.
pub(crate) fn write_bytes(bytes: &mut Vec<u8>, string: &[u8]) {
    write_head(bytes, 2, length(string.len()));
    bytes.extend_from_slice(string);
}

/// Writes a text.
pub(crate) fn write_text(bytes: &mut Vec<u8>, text: &str) {
    write_head(bytes, 3, length(text.len()));
    bytes.extend_from_slice(text.as_bytes());
}

fn write_integer(bytes: &mut Vec<u8>, number: i128) {
    // `Value` holds no integer of more than 64 bits.
    match u64::try_from(number) {
        Ok(number) => write_head(bytes, 0, number),
        Err(_) => write_head(bytes, 1, u64::try_from(-1 - number).unwrap_or(u64::MAX)),
    }
}

/// Writes a major type with its argument.
fn write_head(bytes: &mut Vec<u8>, major: u8, argument: u64) {
    let octets = argument.to_be_bytes();
    let (info, width) = match argument {
        0..=23 => (octets[7], 0),
        24..=0xff => (24, 1),
        0x100..=0xffff => (25, 2),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 8),
    };
    bytes.push(major << 5 | info);
    bytes.extend(octets.iter().skip(8 - width));
}

/// A length is no number of more than 64 bits on any machine.
fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::wire::cbor::lenient;

    #[test]
    fn another_encoder_writes_the_same() {
        let numbers = [
            0,
            23,
            24,
            255,
            256,
            65_535,
            65_536,
            0xffff_ffff,
            1 << 32,
            u64::MAX,
        ];
        let numbers = numbers.into_iter().map(i128::from);
        let numbers = numbers.flat_map(|number| [number, -1 - number]);
        let integers = numbers.map(|number| Value::Integer(number.try_into().unwrap()));
        let others = [
            Value::Null,
            Value::Bool(false),
            Value::Bool(true),
            Value::Text("\u{3042}".repeat(100)),
            Value::Bytes(vec![7; 300]),
            Value::Tag(18, Value::Array(vec![]).into()),
        ];
        let items: Vec<_> = integers.chain(others).collect();
        let entries = items.iter().cloned().zip(items.iter().rev().cloned());
        let value = Value::Array(vec![
            Value::Map(entries.collect()),
            Value::Array(items),
            Value::Null,
        ]);
        let mut other = Vec::new();
        ciborium::into_writer(&value, &mut other).unwrap();
        assert_eq!(write(&value), other);
    }

    #[test]
    fn a_float_is_read_as_it_was_written() {
        for number in [0.0, -0.0, 1.5, 1e300, f64::INFINITY] {
            let value = Value::Float(number);
            assert_eq!(lenient::decode(&write(&value)), Ok(value));
        }
    }
}
