//! Random and mutated bytes into every parser: no panic, no allocation beyond the limits.
//!
//! A million inputs a parser in release builds (`cargo xtask soak`; fewer where each takes long), some thousands in others. The bytes come from a fixed seed.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    unreachable_pub
)]

use test_vectors::fixtures::owner as desk;
use test_vectors::fixtures::random;
use test_vectors::fixtures::reference;

use std::alloc::System;
use std::time::{Duration, Instant};

use cap::Cap;
use label_core::scheme::Scheme;
use label_core::{
    Additions, Algorithm, Anchor, Bundle, Certificate, Claims, Credential, CredentialId,
    ExactRecord, ForeignStatusToken, Input, IssuedFilter, Policy, QrText, SignedTrustList,
    Snapshot, SnapshotToken, State, Status, StatusList, StatusToken, Store, TrustFile, diagnostic,
    digits, limits, verify,
};
use label_qr::{Ecc, Symbol, read_picture};
use random::Random;
use reference::{NOW, Owner};

/// Aborts the test when more memory is asked for than the running parser may use.
#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

const INPUTS: u32 = if cfg!(debug_assertions) {
    20_000
} else {
    1_000_000
};
/// The number of inputs that take many signature checks.
const FEWER: u32 = INPUTS / 50;
/// The number of inputs that decode and hold keys, each of which is looked at.
const TENTH: u32 = INPUTS / 10;
const MEBIBYTE: usize = 1 << 20;

/// Feeds a parser with random bytes, and with mutations of inputs that it accepts.
fn hammer(name: &str, seeds: &[Vec<u8>], memory: usize, parse: impl Fn(&[u8])) {
    hammer_times(INPUTS, name, seeds, memory, parse);
}

fn hammer_times(times: u32, name: &str, seeds: &[Vec<u8>], memory: usize, parse: impl Fn(&[u8])) {
    for seed in seeds {
        parse(seed);
    }
    let mut random = Random::new();
    MEMORY.set_limit(MEMORY.allocated() + memory).expect(name);
    for round in 0..times {
        let input = random.input(round, seeds);
        parse(&input);
    }
    MEMORY.set_limit(usize::MAX).expect(name);
}

/// One test: the memory limit holds for the whole process.
#[test]
fn no_parser_panics_or_overspends() {
    parse_bytes();
    parse_trust();
    open_bundles();
    parse_many_items();
    parse_pictures();
}

fn parse_bytes() {
    let owner = Owner::new(Algorithm::Ed25519).unwrap();
    let p256 = Owner::new(Algorithm::Esp256).unwrap();
    let label = reference::full().unwrap();
    let compact = owner.issue(&label).unwrap();
    let chain = owner.trust.signers[0].chain.clone();
    let credentials = [
        compact.to_compact().unwrap(),
        compact.to_full(&chain).unwrap(),
    ];
    let text = owner.text(&label).unwrap();
    let trust = owner.trust.to_builder().build().unwrap();
    let token = &owner.trust.status_lists[0];
    let certificates = [
        owner.certificate.der().to_vec(),
        p256.certificate.der().to_vec(),
        owner.trust.anchors[0].clone(),
    ];
    let tables = ["jc-star", "siotp", "us-ctm"].map(|name| {
        std::fs::read(format!(
            "{}/schemes/{name}.json",
            env!("CARGO_MANIFEST_DIR")
        ))
        .unwrap()
    });
    let texts = [
        text.to_string(),
        format!("]Q1{text}\r\n"),
        text.digits().to_owned(),
    ]
    .map(String::into_bytes);

    hammer("credential", &credentials, MEBIBYTE, |bytes| {
        drop(Credential::decode(bytes));
    });
    hammer("claims", &[compact.payload().to_vec()], MEBIBYTE, |bytes| {
        drop(Claims::decode(bytes));
    });
    hammer("certificate", &certificates, MEBIBYTE, |bytes| {
        drop(Certificate::from_der(bytes));
    });
    hammer(
        "trust file",
        &[owner.trust.encode().unwrap()],
        8 * MEBIBYTE,
        |bytes| drop(TrustFile::decode(bytes)),
    );
    parse_status_lists(token);
    let filters = [0, 1, 3, 300].map(|count| {
        let identities: Vec<_> = (0..count)
            .map(|number: u16| CredentialId::from([number.to_be_bytes()[1]; 32]))
            .collect();
        IssuedFilter::build(&identities, [7; 16]).unwrap()
    });
    hammer("filter", &filters, MEBIBYTE, |bytes| {
        if let Ok(filter) = IssuedFilter::decode(bytes) {
            assert_eq!(filter.encode().as_deref(), Ok(bytes));
            let _ = (0..=u8::MAX)
                .filter(|byte| filter.contains(&[*byte; 32].into()))
                .count();
        }
    });
    parse_records();
    hammer("scheme table", &tables, 4 * MEBIBYTE, |bytes| {
        drop(std::str::from_utf8(bytes).map(Scheme::from_json));
    });
    hammer("diagnostic", &credentials, 4 * MEBIBYTE, |bytes| {
        drop(diagnostic(bytes));
    });
    hammer("text", &texts, MEBIBYTE, |bytes| {
        let scanned = String::from_utf8_lossy(bytes);
        drop((QrText::parse(&scanned), digits::decode(&scanned)));
    });
    hammer("verify", &credentials, 2 * MEBIBYTE, |bytes| {
        let verdict = verify(Input::Credential(bytes), &trust, NOW, &Policy::default());
        let genuine =
            Credential::decode(bytes).is_ok_and(|other| other.identity() == compact.identity());
        assert!(
            verdict.accepted_label().is_none() || genuine,
            "a changed label was accepted"
        );
    });
}

fn parse_records() {
    let record = |numbers: std::ops::Range<u8>| {
        let identities: Vec<_> = numbers.map(|number| CredentialId::of(&[number])).collect();
        ExactRecord::build(&identities).unwrap()
    };
    let records = [0, 1, 3, 250].map(|count| record(0..count).as_bytes().to_vec());
    hammer("record", &records, MEBIBYTE, |bytes| {
        if let Ok(record) = ExactRecord::decode(bytes) {
            assert_eq!(record.as_bytes(), bytes);
            assert_eq!(record.len() * 12, bytes.len());
        }
    });
    let first = Additions::new(&record(0..9), &record(0..40), &[]).unwrap();
    let second =
        Additions::new(&record(0..40), &record(0..99), std::slice::from_ref(&first)).unwrap();
    let additions = [first, second].map(|additions| additions.encode().unwrap());
    hammer("additions", &additions, MEBIBYTE, |bytes| {
        if let Ok(additions) = Additions::decode(bytes) {
            assert_eq!(additions.encode().as_deref(), Ok(bytes));
        }
    });
}

fn parse_status_lists(token: &[u8]) {
    let list = StatusList::new("https://label.example.jp/status/1", NOW, 2, 4_096).unwrap();
    let list = list.encode().unwrap();
    hammer("status token", &[token.to_vec()], MEBIBYTE, |bytes| {
        drop(StatusToken::decode(bytes));
    });
    hammer("foreign token", &[token.to_vec()], MEBIBYTE, |bytes| {
        drop(ForeignStatusToken::decode(bytes));
    });
    let inflated = 3 * limits::STATUS_INFLATED_BYTES;
    let lists = [list];
    hammer("status list", &lists, inflated, |bytes| {
        drop(StatusList::decode(bytes));
    });
    hammer("foreign status list", &lists, inflated, |bytes| {
        drop(StatusList::decode_foreign(bytes));
    });
}

/// The publications of a scheme owner, and a store of them: what decodes encodes to the same bytes.
fn parse_trust() {
    let bundle = desk::Owner::new().bundle(desk::NOW - desk::DAY);
    let (store, _) = Store::install(&bundle, None, desk::NOW).unwrap();
    let snapshot = SnapshotToken::decode(&bundle.snapshots[0]).unwrap();
    let snapshot = snapshot.unverified().unwrap().encode().unwrap();
    let part = Bundle {
        trust_lists: Vec::new(),
        ..bundle.clone()
    };
    let bundles = [bundle.encode().unwrap(), part.encode().unwrap()];
    let lists = &bundle.trust_lists;
    hammer_times(TENTH, "trust list", lists, MEBIBYTE, |bytes| {
        if let Ok(list) = SignedTrustList::decode(bytes) {
            assert_eq!(list.encode().as_deref(), Ok(bytes));
            assert_eq!(list.unverified().encode().as_deref(), Ok(list.payload()));
        }
    });
    hammer("snapshot token", &bundle.snapshots, MEBIBYTE, |bytes| {
        drop(SnapshotToken::decode(bytes).map(|token| token.unverified()));
    });
    hammer("snapshot", &[snapshot], MEBIBYTE, |bytes| {
        if let Ok(snapshot) = Snapshot::decode(bytes) {
            assert_eq!(snapshot.encode().as_deref(), Ok(bytes));
        }
    });
    hammer("bundle", &bundles, MEBIBYTE, |bytes| {
        if let Ok(bundle) = Bundle::decode(bytes) {
            assert_eq!(bundle.encode().as_deref(), Ok(bytes));
        }
    });
    let stores = [store.encode().unwrap()];
    hammer_times(TENTH, "store", &stores, MEBIBYTE, |bytes| {
        if let Ok(store) = Store::decode(bytes) {
            assert_eq!(store.encode().as_deref(), Ok(bytes));
        }
    });
    let state = store.state().encode().unwrap();
    hammer("state", &[state], MEBIBYTE, |bytes| {
        if let Ok(state) = State::decode(bytes) {
            assert_eq!(state.encode().as_deref(), Ok(bytes));
        }
    });
}

type Part = fn(&mut Bundle) -> &mut Vec<Vec<u8>>;

/// Bundles with something wrong anywhere: whatever still opens makes no revoked or forged label good.
fn open_bundles() {
    let mut owner = desk::Owner::new();
    let mut claims = reference::typical().unwrap();
    claims.issued = desk::NOW - 30 * desk::DAY;
    claims.expires = Some(desk::NOW + desk::YEAR);
    let revoked = owner.issue(&claims).to_compact().unwrap();
    owner.status.set(123, Status::Revoked).unwrap();
    claims.label.status_index = Some(5);
    let forged = owner.forge(&claims).to_compact().unwrap();
    let bundle = owner.bundle(desk::NOW - desk::DAY);
    let root_set = owner.list.roots.fingerprint();
    let judge = |bundle: &Bundle| {
        let Ok(opened) = bundle.open(Anchor::RootSet(&root_set), desk::NOW) else {
            return;
        };
        for label in [&revoked, &forged] {
            let input = Input::Credential(label);
            let verdict = verify(input, opened.trust(), desk::NOW, &Policy::default());
            assert!(verdict.accepted_label().is_none());
        }
    };
    let files = [bundle.encode().unwrap()];
    hammer_times(FEWER, "open a bundle", &files, 2 * MEBIBYTE, |bytes| {
        let _ = Bundle::decode(bytes).map(|bundle| judge(&bundle));
    });
    // One part of it, with everything around it whole.
    let parts: [Part; 4] = [
        |bundle| &mut bundle.trust_lists,
        |bundle| &mut bundle.snapshots,
        |bundle| &mut bundle.status_lists,
        |bundle| &mut bundle.filters,
    ];
    for (name, part) in ["list", "snapshot", "status", "filter"].iter().zip(parts) {
        let seeds = part(&mut bundle.clone()).clone();
        hammer_times(FEWER, name, &seeds, 2 * MEBIBYTE, |bytes| {
            let mut changed = bundle.clone();
            *part(&mut changed) = vec![bytes.to_vec()];
            judge(&changed);
        });
    }
}

/// The largest inputs made of the smallest items: a decoded item takes far more memory than its byte.
fn parse_many_items() {
    let length = limits::TRUST_FILE_BYTES - 7;
    let mut file = vec![0xa1, 0x04, 0x9a];
    file.extend(u32::try_from(length).unwrap().to_be_bytes());
    file.resize(7 + length, 0);
    hammer_once("trust file of small items", &file, |bytes| {
        drop(TrustFile::decode(bytes));
    });
    let length = limits::BUNDLE_BYTES - 32;
    let file = |kind: &str, key: u8| {
        let mut file = vec![0xa2, 0x00, 0x60 + u8::try_from(kind.len()).unwrap()];
        file.extend([kind.as_bytes(), &[key, 0x9a]].concat());
        file.extend(u32::try_from(length).unwrap().to_be_bytes());
        file.resize(file.len() + length, 0x40);
        file
    };
    for key in 1..=4 {
        let bundle = file("label-bundle", key);
        assert!(Bundle::is_bundle(&bundle) && bundle.len() <= limits::BUNDLE_BYTES);
        hammer_once("bundle of small items", &bundle, |bytes| {
            drop(Bundle::decode(bytes));
        });
    }
    hammer_once("store of small items", &file("label-store", 1), |bytes| {
        drop(Store::decode(bytes));
    });
    // {100000: 0, 100001: 0, ...}, as protected and as unprotected header.
    let labels: u32 = 200_000;
    let map = |from: u32| {
        let mut map = vec![0xba];
        map.extend(labels.to_be_bytes());
        for label in from..from + labels {
            map.push(0x1a);
            map.extend(label.to_be_bytes());
            map.push(0);
        }
        map
    };
    let protected = map(100_000);
    let mut token = vec![0xd2, 0x84, 0x5a];
    token.extend(u32::try_from(protected.len()).unwrap().to_be_bytes());
    token.extend([protected, map(1_000_000)].concat());
    token.extend([0x41, 0x00, 0x58, 0x40]);
    token.extend([0; 64]);
    assert!(token.len() <= limits::STATUS_TOKEN_BYTES);
    hammer_once("status token of small items", &token, |bytes| {
        drop(StatusToken::decode(bytes));
    });
}

fn hammer_once(name: &str, input: &[u8], parse: impl Fn(&[u8])) {
    MEMORY.set_limit(MEMORY.allocated() + MEBIBYTE).expect(name);
    let started = Instant::now();
    parse(input);
    assert!(started.elapsed() < Duration::from_secs(5), "{name}");
    MEMORY.set_limit(usize::MAX).expect(name);
}

fn parse_pictures() {
    let symbol = Symbol::encode("https://a.jp/#", "1234567890", Ecc::L).unwrap();
    let png = symbol.to_png(1, 300).unwrap();
    let picture = usize::try_from(limits::PICTURE_BYTES).unwrap();
    hammer("picture", &[png], 2 * picture, |bytes| {
        drop(read_picture(bytes));
    });
}
