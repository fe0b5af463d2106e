//! Status lists that other programs wrote: the draft's own examples, and what is refused.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    unreachable_pub
)]

use test_vectors::fixtures::reference;

use std::collections::BTreeMap;
use std::fs;

use ciborium::Value;
use label_core::{
    Algorithm, Error, ForeignStatusToken, Input, Outcome, Policy, PublicKey, Signer, Status,
    StatusList, StatusToken, UnixTime, limits, verify,
};
use reference::{NOW, Owner, small};

const ENTRIES: u64 = 1 << 20;
/// The draft's example of a signed list (section 5.2).
const SIGNED: &str = "d2845820a2012610781a6170706c69636174696f6e2f7374617475736c6973742b637774a1\
    044231325850a502782168747470733a2f2f6578616d706c652e636f6d2f7374617475736c697374732f31061a648c\
    5bea041a8898dfea19fffe19a8c019fffda2646269747301636c73744a78dadbb918000217015d584093fa4d01032b\
    18c35e2fe1101b77fd6cc9440022caa4694450c4e4e9feab4e99d1fa6d9772ce2bf3a12e0323ded7c982c5e101a5e6\
    7f0cbc1e2b6f57ce99c279";
/// Its key, from `src/util.py` of the draft's repository: x, then y.
const KEY: &str = "2371d69bfd03b3574f308f885a67f8981987f9869e0156cf56eeef076ec2c57a\
    e8dfdde44963f5bb3586d815de890928875b1c4a6481398096e60a25e9b39f53";

fn unhex(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn draft_key() -> PublicKey {
    PublicKey::p256(&[vec![4], unhex(KEY)].concat()).unwrap()
}

/// `{2: "u", 6: 1, 65533: list}`.
fn claims_around(list: &[u8]) -> Vec<u8> {
    let head = [0xa3, 0x02, 0x61, b'u', 0x06, 0x01, 0x19, 0xff, 0xfd];
    [&head, list].concat()
}

fn example(name: &str) -> (StatusList, BTreeMap<u64, u8>) {
    let path = |extension| {
        let folder = env!("CARGO_MANIFEST_DIR");
        format!("{folder}/tests/status_list/{name}.{extension}")
    };
    let list = fs::read(path("cbor")).unwrap();
    let values = fs::read_to_string(path("txt")).unwrap();
    let values = values.lines().map(|line| {
        let (index, value) = line.split_once(' ').unwrap();
        (index.parse().unwrap(), value.parse().unwrap())
    });
    let list = StatusList::decode_foreign(&claims_around(&list)).unwrap();
    (list, values.collect())
}

#[test]
fn the_drafts_lists_of_every_width_say_what_it_states() {
    for (name, documented) in [
        ("1_bit", 11),
        ("2_bits", 11),
        ("4_bits", 15),
        ("8_bits", 256),
    ] {
        let (list, values) = example(name);
        assert_eq!(values.len(), documented);
        for index in 0..ENTRIES {
            let expected = values.get(&index).copied().unwrap_or_default();
            assert_eq!(list.value(index), Ok(expected), "{name}: {index}");
        }
        assert_eq!(list.value(ENTRIES), Err(Error::StatusOutOfRange));
    }
}

#[test]
fn only_the_drafts_values_have_a_meaning() {
    let (list, values) = example("4_bits");
    for (index, value) in values {
        let expected = match value {
            0 => Ok(Status::Valid),
            1 => Ok(Status::Revoked),
            2 => Ok(Status::Suspended),
            value => Err(Error::StatusUnknown { value }),
        };
        assert_eq!(list.get(index), expected);
    }
}

#[test]
fn the_drafts_small_lists_say_what_it_states() {
    let one = unhex("a2646269747301636c73744a78dadbb918000217015d");
    let two = unhex("a2646269747302636c73744b78da3be9f2130003df0207");
    for (list, expected) in [
        (one, &[1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1][..]),
        (two, &[1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]),
    ] {
        let list = StatusList::decode_foreign(&claims_around(&list)).unwrap();
        let values: Vec<_> = (0..).map_while(|index| list.value(index).ok()).collect();
        assert_eq!(values, expected);
    }
}

#[test]
fn the_drafts_signed_list_verifies_under_its_key() {
    let bytes = unhex(SIGNED);
    let strict = StatusToken::decode(&bytes).unwrap_err();
    assert_eq!(strict, Error::CoseX5t);
    let token = ForeignStatusToken::decode(&bytes).unwrap();
    assert_eq!(token.algorithm(), Algorithm::Esp256);
    let list = token.verify(&draft_key()).unwrap();
    assert_eq!(list.uri, "https://example.com/statuslists/1");
    assert_eq!(list.issued.seconds(), 1_686_920_170);
    assert_eq!(list.expires.map(UnixTime::seconds), Some(2_291_720_170));
    assert_eq!(list.ttl, Some(43_200));
    assert_eq!(list.get(0), Ok(Status::Revoked));
    assert_eq!(list.get(1), Ok(Status::Valid));
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 1;
        let verified = ForeignStatusToken::decode(&altered).map(|token| token.verify(&draft_key()));
        // The label and the content of the key identifier in the unprotected header.
        let unsigned = [37, 39, 40].contains(&at);
        assert_eq!(matches!(verified, Ok(Ok(_))), unsigned, "byte {at}");
    }
    let other = Owner::new(Algorithm::Esp256).unwrap().status.0.public_key();
    assert_eq!(token.verify(&other), Err(Error::Signature));
    let other = Owner::new(Algorithm::Ed25519)
        .unwrap()
        .status
        .0
        .public_key();
    assert_eq!(token.verify(&other), Err(Error::AlgKeyMismatch));
}

/// A list as another program may write it, and its parts to be changed.
struct Foreign {
    tag: u64,
    protected: Vec<(Value, Value)>,
    unprotected: Value,
    claims: Vec<(Value, Value)>,
    list: Vec<(Value, Value)>,
}

impl Foreign {
    fn new(owner: &Owner) -> Self {
        let address = owner.trust.signers[0].status_uri.clone().unwrap();
        let algorithm = match owner.status.0.public_key().algorithm() {
            Algorithm::Ed25519 => -8,
            Algorithm::Esp256 => -7,
        };
        // 16 entries of 8 bits; index 1 is revoked, 3 has the value 3.
        let packed = "7801011000efff0001000300000000000000000000000000460005";
        Self {
            tag: 18,
            protected: vec![
                (16.into(), "application/statuslist+cwt".into()),
                (1.into(), algorithm.into()),
            ],
            unprotected: Value::Map(vec![
                (4.into(), Value::Bytes(b"12".to_vec())),
                ("note".into(), 1.5.into()),
            ]),
            claims: vec![
                (6.into(), Value::Float(1_795_305_540.5)),
                (1.into(), "https://status.example".into()),
                (2.into(), address.as_str().into()),
                ("note".into(), Value::Array(vec![Value::Null])),
                (7.into(), Value::Tag(37, Value::Bytes(vec![0; 16]).into())),
            ],
            list: vec![
                ("bits".into(), 8.into()),
                ("lst".into(), Value::Bytes(unhex(packed))),
                (
                    "aggregation_uri".into(),
                    "https://status.example/all".into(),
                ),
            ],
        }
    }

    fn set(entries: &mut Vec<(Value, Value)>, key: impl Into<Value>, value: impl Into<Value>) {
        let key = key.into();
        entries.retain(|(other, _)| *other != key);
        entries.push((key, value.into()));
    }

    fn sign(&self, owner: &Owner) -> Vec<u8> {
        let mut claims = self.claims.clone();
        Self::set(&mut claims, 65_533, Value::Map(self.list.clone()));
        let encode = |value: &Value| {
            let mut bytes = Vec::new();
            ciborium::into_writer(value, &mut bytes).unwrap();
            bytes
        };
        let protected = Value::Bytes(encode(&Value::Map(self.protected.clone())));
        let payload = Value::Bytes(encode(&Value::Map(claims)));
        let signed = [
            "Signature1".into(),
            protected.clone(),
            Value::Bytes(Vec::new()),
            payload.clone(),
        ];
        let signature = owner.status.0.sign(&encode(&Value::Array(signed.into())));
        let signature = Value::Bytes(signature.unwrap().to_vec());
        let parts = [protected, self.unprotected.clone(), payload, signature];
        encode(&Value::Tag(self.tag, Value::Array(parts.into()).into()))
    }
}

fn decoded(bytes: &[u8], owner: &Owner) -> Result<StatusList, Error> {
    ForeignStatusToken::decode(bytes)?.verify(&owner.status.0.public_key())
}

#[test]
fn what_the_draft_leaves_free_is_read() {
    for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
        let owner = Owner::new(algorithm).unwrap();
        let bytes = Foreign::new(&owner).sign(&owner);
        let list = decoded(&bytes, &owner).unwrap();
        assert_eq!(
            (list.issued, list.expires, list.ttl),
            (NOW - 60, None, None)
        );
        assert_eq!(list.get(0), Ok(Status::Valid));
        assert_eq!(list.get(1), Ok(Status::Revoked));
        assert_eq!(list.get(3), Err(Error::StatusUnknown { value: 3 }));
        assert_eq!(list.get(16), Err(Error::StatusOutOfRange));
        let mut later = Foreign::new(&owner);
        Foreign::set(&mut later.claims, 5, NOW.seconds());
        Foreign::set(&mut later.protected, 2, Value::Array(vec![16.into()]));
        assert_eq!(decoded(&later.sign(&owner), &owner).unwrap().issued, NOW);
    }
}

/// A fault, and what it is refused with.
type Fault = (fn(&mut Foreign), Error);

const FAULTS: &[Fault] = &[
    (|f| f.tag = 17, Error::CoseTag),
    (|f| f.tag = 61, Error::CoseTag),
    (|f| Foreign::set(&mut f.protected, 16, 0), Error::CoseTyp),
    (
        |f| Foreign::set(&mut f.protected, 16, "statuslist+cwt"),
        Error::CoseTyp,
    ),
    (|f| f.protected.truncate(1), Error::CoseAlgMissing),
    (
        |f| Foreign::set(&mut f.protected, 1, -35),
        Error::CoseAlgUnsupported,
    ),
    (
        |f| Foreign::set(&mut f.protected, 1, "ES256"),
        Error::CoseAlgType,
    ),
    (
        |f| Foreign::set(&mut f.protected, 2, Value::Array(vec![4.into()])),
        Error::CoseCrit,
    ),
    (
        |f| Foreign::set(&mut f.protected, 2, Value::Array(vec![])),
        Error::CoseCrit,
    ),
    (
        |f| f.unprotected = Value::Map(vec![(2.into(), Value::Array(vec![16.into()]))]),
        Error::CoseCrit,
    ),
    (
        |f| f.unprotected = Value::Map(vec![(1.into(), (-8).into())]),
        Error::CoseLabelInBoth,
    ),
    (|f| f.unprotected = Value::Null, Error::CoseUnprotectedShape),
    (
        |f| f.unprotected = Value::Map(vec![(Value::Null, 1.into())]),
        Error::CoseUnprotectedShape,
    ),
    (
        |f| Foreign::set(&mut f.claims, 3, "somebody"),
        Error::ClaimUnknown { map: "status list" },
    ),
    (
        |f| f.claims.retain(|(key, _)| *key != Value::from(2)),
        Error::ClaimMissing { claim: "uri" },
    ),
    (
        |f| f.claims.retain(|(key, _)| *key != Value::from(6)),
        Error::ClaimMissing { claim: "issued" },
    ),
    (
        |f| Foreign::set(&mut f.claims, 6, -1),
        Error::ClaimRange { claim: "issued" },
    ),
    (
        |f| Foreign::set(&mut f.claims, 4, f64::INFINITY),
        Error::ClaimRange { claim: "expires" },
    ),
    (
        |f| Foreign::set(&mut f.claims, 4, f64::NAN),
        Error::ClaimRange { claim: "expires" },
    ),
    (
        |f| Foreign::set(&mut f.claims, 4, Value::Tag(1, Box::new(1.into()))),
        Error::ClaimType { claim: "expires" },
    ),
    (
        |f| Foreign::set(&mut f.claims, 65_534, 0),
        Error::ClaimRange { claim: "ttl" },
    ),
    (
        |f| Foreign::set(&mut f.list, "bits", 3),
        Error::ClaimRange { claim: "bits" },
    ),
    (|f| f.list.truncate(1), Error::ClaimMissing { claim: "lst" }),
    (
        |f| Foreign::set(&mut f.list, "lst", Value::Bytes(vec![0x78])),
        Error::StatusMalformed,
    ),
    (
        |f| Foreign::set(&mut f.list, "aggregation_uri", 1),
        Error::ClaimType {
            claim: "aggregation_uri",
        },
    ),
    (
        |f| f.claims.push((6.into(), 1.into())),
        Error::CborDuplicateKey { at: 0 },
    ),
];

#[test]
fn each_fault_is_refused_with_its_error() {
    let owner = Owner::new(Algorithm::Ed25519).unwrap();
    for (number, (fault, error)) in FAULTS.iter().enumerate() {
        let mut foreign = Foreign::new(&owner);
        fault(&mut foreign);
        let found = decoded(&foreign.sign(&owner), &owner).unwrap_err();
        assert_eq!(found.code(), error.code(), "fault {number}: {found}");
    }
}

#[test]
fn a_bomb_is_refused_before_it_is_inflated() {
    let owner = Owner::new(Algorithm::Ed25519).unwrap();
    let mut foreign = Foreign::new(&owner);
    let zeros = vec![0; limits::STATUS_INFLATED_BYTES + 1];
    let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&zeros, 1);
    Foreign::set(&mut foreign.list, "lst", Value::Bytes(bomb));
    assert_eq!(
        decoded(&foreign.sign(&owner), &owner),
        Err(Error::StatusTooLarge)
    );
}

/// Such a list in a trust file decides over a label, under a key that may sign lists and no other.
#[test]
fn a_trust_file_takes_foreign_lists() {
    let owner = Owner::new(Algorithm::Ed25519).unwrap();
    let answer = |foreign: Vec<u8>, index| {
        let mut claims = small().unwrap();
        claims.label.status_index = Some(index);
        let label = owner.issue(&claims).unwrap().to_compact().unwrap();
        let mut file = owner.trust.clone();
        file.status_lists = vec![foreign];
        let trust = file.to_builder().build().unwrap();
        let verdict = verify(Input::Credential(&label), &trust, NOW, &Policy::default());
        let code = verdict.decisive().map_or("ok", |check| check.code());
        (verdict.outcome(), code, trust.faults().to_vec())
    };
    let other = Owner::new(Algorithm::Ed25519).unwrap();
    let list = |signer: &Owner| Foreign::new(signer).sign(signer);
    let stranger = list(&other);
    assert_eq!(
        answer(stranger, 0),
        (
            Outcome::CannotDecide,
            "status_missing",
            vec![Error::Signature]
        )
    );
    let sound = Foreign::new(&owner).sign(&owner);
    assert_eq!(answer(sound.clone(), 0), (Outcome::Accepted, "ok", vec![]));
    assert_eq!(
        answer(sound.clone(), 1),
        (Outcome::Rejected, "revoked", vec![])
    );
    assert_eq!(
        answer(sound, 3),
        (Outcome::Rejected, "status_unknown", vec![])
    );
}
