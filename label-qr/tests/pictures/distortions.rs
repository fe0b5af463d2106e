use label_qr::{Ecc, Step, read_luma};

use crate::full_symbol;
use crate::shots::{Shot, shoot};

/// A way to spoil a picture: its name, dots a module, degrees, and the rest.
type Distortion = (&'static str, f64, f64, fn(Shot) -> Shot);

/// The distortions that a reader must cope with.
const SPOILT: &[Distortion] = &[
    ("clean", 4.0, 0.0, |shot| shot),
    ("fractional scale", 2.6, 0.0, |shot| shot),
    ("small scale", 1.7, 0.0, |shot| shot),
    ("quarter turn", 4.0, 90.0, |shot| shot),
    ("half turn", 3.0, 180.0, |shot| shot),
    ("tilted", 4.0, 7.0, |shot| shot),
    ("on grey paper", 4.0, 0.0, |shot| shot.levels(20.0, 150.0)),
    ("shaded", 4.0, 0.0, |shot| shot.shade(0.3)),
    ("light noise", 4.0, 0.0, |shot| shot.noise(20.0, 1)),
    ("blurred a little", 4.0, 0.0, |shot| shot.blur(1.0)),
    ("narrow quiet zone", 4.0, 0.0, |shot| shot.crop(12)),
    ("inverted", 4.0, 0.0, |shot| shot.levels(255.0, 0.0)),
    ("inverted and tilted", 3.3, 12.0, |shot| {
        shot.levels(220.0, 30.0)
    }),
    ("faint", 4.0, 0.0, |shot| shot.levels(120.0, 150.0)),
    ("faint and blurred", 4.0, 0.0, |shot| {
        shot.blur(1.0).levels(100.0, 150.0)
    }),
    ("faint and noisy", 4.0, 0.0, |shot| {
        shot.levels(90.0, 160.0).noise(6.0, 2)
    }),
    ("strong noise", 4.0, 0.0, |shot| shot.noise(60.0, 3)),
    ("stronger noise", 5.0, 0.0, |shot| shot.noise(90.0, 4)),
    ("specks", 4.0, 0.0, |shot| shot.specks(0.05, 5)),
    ("many specks", 5.0, 0.0, |shot| shot.specks(0.15, 6)),
    ("blurred", 4.0, 0.0, |shot| shot.blur(2.0)),
    ("small and blurred", 2.0, 0.0, |shot| shot.blur(0.9)),
    ("small, tilted and noisy", 2.0, 20.0, |shot| {
        shot.noise(30.0, 6)
    }),
    ("tiny", 1.5, 3.0, |shot| shot),
    ("tiny and upright", 1.3, 0.0, |shot| shot),
    ("tiny and noisy", 1.5, 0.0, |shot| shot.noise(30.0, 6)),
    ("unevenly noisy", 4.0, 0.0, |shot| {
        shot.levels(100.0, 180.0).noise(14.0, 3)
    }),
    ("specks on small modules", 3.0, 0.0, |shot| {
        shot.specks(0.15, 6)
    }),
];

#[test]
fn the_ladder_reads_what_the_raw_reader_cannot() {
    let mut steps = Vec::new();
    for version in [8, 13, 20] {
        let (symbol, text) = full_symbol(version, Ecc::M);
        for (name, scale, degrees, spoil) in SPOILT {
            let shot = spoil(shoot(&symbol, *scale, *degrees));
            let reading = read_luma(&shot.luma, shot.width as u32, shot.height as u32);
            let reading = reading.unwrap_or_else(|error| panic!("v{version} {name}: {error}"));
            assert_eq!(reading.text, text, "v{version} {name}");
            steps.push(reading.step);
        }
    }
    let read_by = |step: Step| steps.iter().filter(|used| **used == step).count();
    let counts = Step::ALL.map(|step| (step, read_by(step)));
    println!("{counts:?}");
    // Every step earns its place, and together they read at least half as much again as the first.
    assert!(counts.iter().all(|(_, count)| *count > 0), "{counts:?}");
    assert!(steps.len() * 2 >= read_by(Step::Raw) * 3, "{counts:?}");
}
