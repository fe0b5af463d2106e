//! Times of every step, each beside a raw signature check of the same bytes.
//!
//! `cargo xtask bench` runs this and prints the ratios.
#![allow(
    clippy::semicolon_if_nothing_returned, // a closure returns what it measures
    missing_docs,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    unreachable_pub
)]

mod reference;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use label_core::qr::{Ecc, SvgOptions, Symbol, read_picture};
use label_core::{Algorithm, Credential, Input, Policy, QrText, Signer, digits, verify};
use reference::{NOW, Owner};

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .without_plots();
    targets = signatures, codecs, symbols
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
