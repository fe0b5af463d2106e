//! Any text as a scheme table.
#![no_main]

use label_core::scheme::Scheme;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = Scheme::from_json(text);
});
