//! Random and mutated bytes into every parser of the crate: no panic.
//!
//! A million inputs a parser in release builds, fewer in others.
#![allow(clippy::unwrap_used)]

use label_qr::{Ecc, Module, SvgOptions, Symbol};
use test_vectors::fixtures::random::Random;

use crate::colour::Colours;
use crate::font::Fonts;
use crate::format::Format;
use crate::mark::Mark;
use crate::read_back;
use crate::scene::{PlacedSymbol, Scene};
use crate::{eps, pdf, printer};

const INPUTS: u32 = if cfg!(debug_assertions) {
    2_000
} else {
    1_000_000
};

fn hammer(seeds: &[Vec<u8>], parse: impl Fn(&[u8])) {
    for seed in seeds {
        parse(seed);
    }
    let mut random = Random::new();
    for round in 0..INPUTS {
        parse(&random.input(round, seeds));
    }
}

#[test]
fn no_mark_panics() {
    let svg = |inner: &str| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">{inner}</svg>")
            .into_bytes()
    };
    let seeds = [
        svg(
            "<g transform=\"scale(2) rotate(9)\"><circle cx=\"4\" cy=\"4\" r=\"3\" fill=\"#c00\"/></g>",
        ),
        svg(
            "<path d=\"M1 1h3v3q1 1 2 2a1 1 0 0 1 2 2z\" stroke=\"#00c\" stroke-width=\".5\" fill-rule=\"evenodd\"/>",
        ),
        svg("<style>.a{fill:#00f}</style><rect class=\"a\" width=\"9\" height=\"9\" rx=\"1\"/>"),
    ];
    hammer(&seeds, |bytes| drop(Mark::parse(bytes)));
}

#[test]
fn no_picture_panics_when_read_back() {
    let symbol = Symbol::encode("https://label.example/#", "1234567890", Ecc::M).unwrap();
    let module = Module { dots: 1, dpi: 72 };
    let colours = Colours::default();
    let place = PlacedSymbol {
        x: 0.0,
        y: 0.0,
        module_mm: module.millimetres(),
        symbol: symbol.clone(),
        colours,
    };
    let scene = Scene::of_symbol(place, "title".to_owned());
    let pdf = pdf::write(&[scene], &Fonts::none(), None).unwrap();
    let svg = symbol.to_svg(&SvgOptions::default());
    let eps = eps::eps(&symbol, module, "title", colours);
    let rows = printer::Rows::new(&symbol, module.dots);
    let zpl = printer::zpl(&rows, "title");
    let sbpl = printer::sbpl(&rows).unwrap();
    let seeds = [
        (Format::Svg, svg.into_bytes()),
        (Format::Eps, eps.into_bytes()),
        (Format::Zpl, zpl.into_bytes()),
        (Format::Sbpl, sbpl.into_bytes()),
        (Format::Pdf, pdf),
    ];
    for (format, seed) in seeds {
        assert!(read_back::file(format, &seed, module).is_ok(), "{format:?}");
        // Whatever can be drawn is looked at by the reader, which takes its time.
        let mut random = Random::new();
        for round in 0..INPUTS / 100 {
            let input = random.input(round, std::slice::from_ref(&seed));
            drop(read_back::file(format, &input, module));
        }
    }
}
