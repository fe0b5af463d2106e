//! Times of every step, each beside a raw signature check of the same bytes.
//!
//! `cargo xtask bench` runs this and prints the ratios.
#![allow(
    clippy::semicolon_if_nothing_returned, // a closure returns what it measures
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    unreachable_pub
)]

use test_vectors::fixtures::large;
use test_vectors::fixtures::owner;
use test_vectors::fixtures::reference;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use label_core::{
    Additions, Algorithm, Anchor, Bundle, Credential, CredentialId, ExactRecord, Filters, Input,
    Outcome, Policy, QrText, Signer, Store, digits, verify,
};
use label_qr::{Ecc, SvgOptions, Symbol, read_picture};
use reference::{NOW, Owner};
use sha2::{Digest, Sha256};

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .without_plots();
    targets = signatures, bundles, records, codecs, symbols
}
criterion_main!(benches);

/// Verification and issue, each next to the bare signature operation on the same bytes.
fn signatures(criterion: &mut Criterion) {
    for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
        let mut group = criterion.benchmark_group(algorithm.name());
        let owner = Owner::new(algorithm).unwrap();
        let claims = reference::typical().unwrap();
        let text = owner.text(&claims).unwrap();
        let credential = Credential::decode(text.credential()).unwrap();
        let (message, signature) = (credential.to_be_signed(), credential.signature());
        let (text, policy) = (text.to_string(), Policy::default());
        let trust = owner.trust.to_builder().build().unwrap();
        let public = owner.key.public_key();
        group.bench_function("raw_verify", |b| {
            b.iter(|| public.verify(black_box(message), signature));
        });
        group.bench_function("verify_text", |b| {
            b.iter(|| verify(Input::Text(black_box(&text)), &trust, NOW, &policy));
        });
        group.bench_function("raw_sign", |b| {
            b.iter(|| owner.key.sign(black_box(message)))
        });
        group.bench_function("issue", |b| b.iter(|| owner.issue(black_box(&claims))));
        group.bench_function("load_trust", |b| {
            b.iter(|| black_box(&owner.trust).to_builder().build());
        });
        group.finish();
    }
}

/// Loading a bundle of 50,000 labels, next to a hash of its bytes, and verification with every check.
fn bundles(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("bundle");
    let (bundle, label) = large::bundle();
    let bytes = bundle.encode().unwrap();
    println!("bundle {} {}", bytes.len(), bundle.filters.concat().len());
    let text = QrText::new(reference::PAGE, None, &label.to_compact().unwrap()).unwrap();
    let (text, policy) = (text.to_string(), Policy::default());
    let open = || Bundle::decode(black_box(&bytes))?.open(Anchor::Nothing, NOW);
    let opened = open().unwrap();
    let verdict = verify(Input::Text(&text), opened.trust(), NOW, &policy);
    assert_eq!(verdict.outcome(), Outcome::Accepted);
    group.bench_function("raw_hash", |b| b.iter(|| Sha256::digest(black_box(&bytes))));
    group.bench_function("load", |b| b.iter(open));
    group.bench_function("verify_text", |b| {
        b.iter(|| verify(Input::Text(black_box(&text)), opened.trust(), NOW, &policy));
    });
    group.finish();
}

/// Exact records: loading a store that has one, looking a label up, and taking a day's additions.
fn records(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("record");
    group.sample_size(10);
    for labels in [1_500, 50_000, 1_000_000_u32] {
        let (store, part) = year(labels);
        let bytes = store.encode().unwrap();
        let record = ExactRecord::decode(&store.bundle().records[0]).unwrap();
        let (size, day) = (bytes.len(), part.encode().unwrap().len());
        println!("record {labels} {size} {day}");
        let (known, unknown) = (identity(labels / 2), identity(labels * 2));
        assert!(record.contains(&known) && !record.contains(&unknown));
        let open = || Store::decode(black_box(&bytes))?.open(owner::NOW);
        open().unwrap();
        store.update(&part, owner::NOW, Filters::Refuse).unwrap();
        group.bench_function(format!("load_{labels}"), |b| b.iter(open));
        group.bench_function(format!("look_up_{labels}"), |b| {
            b.iter(|| record.contains(black_box(&known)) || record.contains(black_box(&unknown)))
        });
        group.bench_function(format!("update_{labels}"), |b| {
            b.iter(|| store.update(black_box(&part), owner::NOW, Filters::Refuse))
        });
    }
    group.finish();
}

fn identity(number: u32) -> CredentialId {
    CredentialId::of(&number.to_be_bytes())
}

/// A store of yesterday with so many labels, and the part of today: each of 40 working days in 250 a 250th is new.
fn year(labels: u32) -> (Store, Bundle) {
    let mut owner = owner::Owner::new();
    let mut additions = None;
    let mut record = ExactRecord::default();
    let mut store = None;
    for day in (0..=40).rev() {
        let count = labels - day * (labels / 250);
        owner.issued = (0..count).map(identity).collect();
        let next = ExactRecord::build(&owner.issued).unwrap();
        additions = match day {
            40 => None,
            _ => Additions::new(&record, &next, additions.as_slice()),
        };
        record = next;
        if day == 1 {
            let bundle = Bundle {
                trust_lists: vec![owner.signed(&[0, 1])],
                ..owner.exact_part(owner::NOW - 2 * owner::DAY)
            };
            store = Some(Store::install(&bundle, None, owner::NOW).unwrap().0);
        }
    }
    let mut part = owner.exact_part(owner::NOW - owner::DAY);
    part.records.clear();
    part.additions = vec![additions.unwrap().encode().unwrap()];
    (store.unwrap(), part)
}

fn codecs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("codec");
    let owner = Owner::new(Algorithm::Ed25519).unwrap();
    let text = owner.text(&reference::typical().unwrap()).unwrap();
    let (bytes, text) = (text.credential().to_vec(), text.to_string());
    let numbers = digits::encode(&bytes);
    group.bench_function("parse", |b| {
        b.iter(|| {
            let text = QrText::parse(black_box(&text))?;
            Credential::decode(text.credential())?.unverified_claims()
        });
    });
    group.bench_function("digits_encode", |b| {
        b.iter(|| digits::encode(black_box(&bytes)))
    });
    group.bench_function("digits_decode", |b| {
        b.iter(|| digits::decode(black_box(&numbers)))
    });
    group.finish();
}

fn symbols(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("symbol");
    let owner = Owner::new(Algorithm::Ed25519).unwrap();
    print_sizes(&owner);
    let text = owner.text(&reference::typical().unwrap()).unwrap();
    let encode = || Symbol::encode(&text.prefix(), text.digits(), Ecc::M);
    let symbol = encode().unwrap();
    let png = symbol.to_png(8, 600).unwrap();
    group.bench_function("encode", |b| b.iter(encode));
    group.bench_function("svg", |b| b.iter(|| symbol.to_svg(&SvgOptions::default())));
    group.bench_function("encode_svg", |b| {
        b.iter(|| encode().map(|symbol| symbol.to_svg(&SvgOptions::default())))
    });
    group.bench_function("png", |b| b.iter(|| symbol.to_png(8, 600)));
    group.bench_function("read_png", |b| b.iter(|| read_picture(black_box(&png))));
    group.finish();
}

/// One line for each reference label: name, bytes of the credential, version and modules of its symbol.
fn print_sizes(owner: &Owner) {
    for (name, claims) in [
        ("small", reference::small()),
        ("typical", reference::typical()),
        ("full", reference::full()),
    ] {
        let text = owner.text(&claims.unwrap()).unwrap();
        let symbol = Symbol::encode(&text.prefix(), text.digits(), Ecc::M).unwrap();
        let (bytes, version, width) = (text.credential().len(), symbol.version(), symbol.width());
        println!("size {name} {bytes} {version} {width}");
    }
}
