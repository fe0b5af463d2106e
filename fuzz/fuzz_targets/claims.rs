//! Claims that decode encode to the same bytes.
#![no_main]

use label_core::Claims;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(claims) = Claims::decode(bytes) {
        assert_eq!(claims.encode().as_deref(), Ok(bytes));
    }
});
