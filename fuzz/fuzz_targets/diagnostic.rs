//! Any bytes in diagnostic notation, in which nothing reaches a terminal unescaped.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        !label_core::diagnostic(bytes)
            .chars()
            .any(label_core::is_forbidden)
    );
});
