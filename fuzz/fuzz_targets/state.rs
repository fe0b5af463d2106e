//! A state that decodes encodes to the same bytes.
#![no_main]

use label_core::State;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(state) = State::decode(bytes) {
        assert_eq!(state.encode().as_deref(), Ok(bytes));
    }
});
