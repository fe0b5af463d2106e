//! Digits that decode encode to themselves.
#![no_main]

use label_core::digits;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(bytes) = digits::decode(text) {
        assert_eq!(digits::encode(&bytes), text);
    }
});
