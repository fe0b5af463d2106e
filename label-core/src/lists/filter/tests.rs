#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use super::*;

const SALT: [u8; 16] = [7; 16];

/// The identity of a number: the filter hashes it, so it need not be random.
fn identity(number: u64) -> CredentialId {
    let mut identity = [0_u8; 32];
    identity[..8].copy_from_slice(&number.to_be_bytes());
    identity.into()
}

fn identities(count: u64) -> Vec<CredentialId> {
    (0..count).map(identity).collect()
}

fn built(count: u64, salt: [u8; 16]) -> IssuedFilter {
    IssuedFilter::decode(&IssuedFilter::build(&identities(count), salt).unwrap()).unwrap()
}

/// The credentials that are in a filter of so many by chance.
fn chance_hits(filter: &IssuedFilter, count: u64, asked: u64) -> BTreeSet<u64> {
    let others = count..count + asked;
    others
        .filter(|number| filter.contains(&identity(*number)))
        .collect()
}

#[test]
fn what_was_issued_is_in_it() {
    for count in (0..=300).chain([5_000, 50_000]) {
        let filter = built(count, SALT);
        assert!(
            identities(count).iter().all(|one| filter.contains(one)),
            "{count}"
        );
    }
}

#[test]
fn one_in_65536_others_is_in_it_by_chance() {
    const ASKED: u64 = 500_000;
    let sizes = [0, 1, 3, 300, 5_000, 50_000];
    let hits: usize = sizes
        .iter()
        .zip(1..)
        .map(|(count, salt)| chance_hits(&built(*count, [salt; 16]), *count, ASKED).len())
        .sum();
    // Of three million, 45.8 are expected, with a deviation of 6.8; one in 60,000 are 50.
    assert!((25..=70).contains(&hits), "{hits}");
}

#[test]
fn another_salt_has_other_chance_hits() {
    let [first, second] = [1, 2].map(|salt| built(1_000, [salt; 16]));
    let [first, second] = [first, second].map(|filter| chance_hits(&filter, 1_000, 1_000_000));
    assert!(first.len() > 4 && second.len() > 4);
    assert!(first.is_disjoint(&second), "{first:?} {second:?}");
}

#[test]
fn a_credential_takes_two_and_a_half_bytes_at_most() {
    for count in [1_000, 5_000, 50_000] {
        let bytes = IssuedFilter::build(&identities(count), SALT).unwrap();
        let most = usize::try_from(count * 5 / 2).unwrap();
        assert!(bytes.len() <= most, "{count}: {}", bytes.len());
    }
}

#[test]
fn order_and_repetition_do_not_matter() {
    for count in [0, 1, 2, 3, 1_000] {
        let forward = identities(count);
        let bytes = IssuedFilter::build(&forward, SALT).unwrap();
        let backward: Vec<_> = forward.iter().rev().copied().collect();
        assert_eq!(
            IssuedFilter::build(&backward, SALT).as_ref(),
            Ok(&bytes),
            "{count}"
        );
        let twice = [forward, backward].concat();
        assert_eq!(
            IssuedFilter::build(&twice, SALT).as_ref(),
            Ok(&bytes),
            "{count}"
        );
        assert_eq!(IssuedFilter::decode(&bytes).unwrap().encode(), Ok(bytes));
    }
    assert_ne!(
        IssuedFilter::build(&identities(3), SALT),
        IssuedFilter::build(&identities(3), [8; 16])
    );
}

/// The filter as section 12 of the specification asks it, step by step.
struct Specified {
    salt: Vec<u8>,
    seed: u64,
    length: u32,
    segments: u64,
    slots: Vec<u16>,
}

impl Specified {
    fn read(bytes: &[u8]) -> Self {
        let parts = parts(bytes);
        let bytes = |index: usize| parts[index].as_bytes().unwrap().clone();
        let number = |index: usize| parts[index].as_integer().unwrap();
        let (present, fingerprints) = (bytes(4), bytes(5));
        let (length, segments) = (
            u32::try_from(number(2)).unwrap(),
            u64::try_from(number(3)).unwrap(),
        );
        let mut slots = vec![0; usize::try_from((segments + 2) * 2_u64.pow(length)).unwrap()];
        let mut next = 0;
        for (index, slot) in slots.iter_mut().enumerate() {
            if present[index / 8] & (1 << (index % 8)) != 0 {
                *slot = u16::from(fingerprints[next]) * 256 + u16::from(fingerprints[next + 1]);
                next += 2;
            }
        }
        assert_eq!(next, fingerprints.len());
        Self {
            salt: bytes(0),
            seed: u64::from_be_bytes(bytes(1).try_into().unwrap()),
            length,
            segments,
            slots,
        }
    }

    #[allow(clippy::many_single_char_names)] // as in the specification
    fn contains(&self, identity: &CredentialId) -> bool {
        let digest = Sha256::digest([&self.salt[..], identity.as_bytes()].concat());
        let k = u64::from_be_bytes(digest[..8].try_into().unwrap());
        let segment = 2_u64.pow(self.length);
        let mut h = k.wrapping_add(self.seed);
        h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        h = (h ^ (h >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^= h >> 33;
        let product = u128::from(h) * u128::from(self.segments * segment);
        let a = u64::try_from(product >> 64).unwrap();
        let b = (a + segment) ^ ((h >> 18) % segment);
        let c = (a + 2 * segment) ^ (h % segment);
        let [a, b, c] = [a, b, c].map(|index| self.slots[usize::try_from(index).unwrap()]);
        u64::from(a ^ b ^ c) == (h ^ (h >> 32)) % 65_536
    }
}

fn parts(bytes: &[u8]) -> Vec<Value> {
    let value: Value = ciborium::from_reader(bytes).unwrap();
    value.into_array().unwrap()
}

#[test]
fn it_answers_as_the_specification_says() {
    for count in [0, 1, 2, 3, 17, 300, 5_000] {
        let bytes = IssuedFilter::build(&identities(count), [count.to_be_bytes()[7]; 16]).unwrap();
        let (specified, filter) = (
            Specified::read(&bytes),
            IssuedFilter::decode(&bytes).unwrap(),
        );
        let mut hits = 0;
        for number in 0..count + 200_000 {
            let one = identity(number);
            assert_eq!(filter.contains(&one), specified.contains(&one), "{number}");
            hits += u64::from(filter.contains(&one));
        }
        assert!(hits >= count);
    }
}

/// Three credentials: 24 slots, of which three are not zero.
fn three() -> Vec<Value> {
    let bytes = IssuedFilter::build(&identities(3), SALT).unwrap();
    let parts = parts(&bytes);
    let of = |index: usize| parts[index].as_bytes().unwrap().len();
    assert_eq!((parts[2].clone(), parts[3].clone()), (3.into(), 1.into()));
    assert_eq!((of(4), of(5)), (3, 6));
    parts
}

fn decode(parts: Vec<Value>) -> Result<IssuedFilter, Error> {
    IssuedFilter::decode(&cbor::encode(&Value::Array(parts)).unwrap())
}

fn changed(change: impl FnOnce(&mut Vec<Value>)) -> Error {
    let mut parts = three();
    change(&mut parts);
    decode(parts).unwrap_err()
}

fn bytes_of(parts: &mut [Value], index: usize) -> &mut Vec<u8> {
    parts[index].as_bytes_mut().unwrap()
}

#[test]
fn what_does_not_fit_is_refused() {
    assert!(decode(three()).is_ok());
    let malformed =
        |change: fn(&mut Vec<Value>)| assert_eq!(changed(change), Error::FilterMalformed);
    malformed(|parts| drop(parts.pop()));
    malformed(|parts| parts.push(0.into()));
    malformed(Vec::clear);
    for index in 0..6 {
        assert_eq!(
            changed(|parts| parts[index] = Value::Null),
            Error::FilterMalformed,
            "{index}"
        );
    }
    for (index, least) in [(0, 16), (1, 8), (4, 3), (5, 6)] {
        for length in [0, least - 1, least + 1, least + 2] {
            let error = changed(|parts| bytes_of(parts, index).resize(length, 1));
            assert_eq!(error, Error::FilterMalformed, "{index}: {length}");
        }
    }
    let numbers = [(2, -1), (2, 1), (2, 2), (2, 4), (2, 19), (2, 1_i64 << 32)];
    for (index, number) in numbers
        .into_iter()
        .chain([(3, -1), (3, 0), (3, 2), (3, 65_537)])
    {
        let error = changed(|parts| parts[index] = Value::from(number));
        assert_eq!(error, Error::FilterMalformed, "{index}: {number}");
    }
    malformed(|parts| bytes_of(parts, 5)[..2].fill(0));
    malformed(|parts| bytes_of(parts, 5)[4..].fill(0));
    malformed(|parts| bytes_of(parts, 4).fill(0));
    malformed(|parts| bytes_of(parts, 4).fill(0xff));
    let other = |value: Value| IssuedFilter::decode(&cbor::encode(&value).unwrap()).unwrap_err();
    assert_eq!(other(Value::Null), Error::FilterMalformed);
    assert_eq!(other(cbor::map([(0, 0.into())])), Error::FilterMalformed);
}

#[test]
fn an_unused_bit_is_zero() {
    let parts = || {
        vec![
            Value::Bytes(SALT.to_vec()),
            Value::Bytes(vec![0; 8]),
            2.into(),
            1.into(),
            Value::Bytes(vec![0, 0b1000]),
            Value::Bytes(vec![0, 1]),
        ]
    };
    assert!(decode(parts()).is_ok());
    for bit in 4..8 {
        let mut parts = parts();
        bytes_of(&mut parts, 4)[1] = 1 << bit;
        assert_eq!(decode(parts).unwrap_err(), Error::FilterMalformed, "{bit}");
    }
}

#[test]
fn other_encodings_are_refused() {
    let bytes = IssuedFilter::build(&identities(3), SALT).unwrap();
    let decode = |bytes: &[u8]| IssuedFilter::decode(bytes).unwrap_err();
    let length = bytes.len();
    assert_eq!(
        decode(&[&bytes[..], &[0]].concat()),
        Error::CborTrailing { at: length }
    );
    assert!(matches!(
        decode(&bytes[..length - 1]),
        Error::CborTruncated { .. }
    ));
    assert_eq!(
        decode(&[&[0x98, 6], &bytes[1..]].concat()),
        Error::CborNotShortest { at: 0 }
    );
    assert_eq!(
        decode(&[&[0x9f], &bytes[1..], &[0xff]].concat()),
        Error::CborIndefinite { at: 0 }
    );
}

#[test]
fn sizes_are_checked_first() {
    let limit = limits::FILTER_BYTES;
    assert_eq!(
        IssuedFilter::decode(&vec![0; limit + 1]).unwrap_err(),
        Error::InputTooLarge { limit }
    );
    let limit = limits::FILTER_SLOTS;
    let layout = |length: u64, segments: u64| Layout::new(&length.into(), &segments.into());
    assert_eq!(layout(18, 14).unwrap().slots, limit);
    for (length, segments) in [(18, 15), (18, 65_536), (7, 32_767), (16, 63)] {
        let error = layout(length, segments).map(|layout| layout.slots);
        assert_eq!(error, Err(Error::InputTooLarge { limit }), "{length}");
    }
    assert_eq!(layout(2, 65_536).unwrap().slots, 4 * 65_538);
    let many = vec![CredentialId::default(); limit + 1];
    assert_eq!(
        IssuedFilter::build(&many, SALT),
        Err(Error::InputTooLarge { limit })
    );
}
