//! A status list answers for every index that it has, and for no other.
#![no_main]

use label_core::{StatusList, StatusToken};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = StatusToken::decode(bytes);
    if let Ok(list) = StatusList::decode(bytes) {
        let _ = (list.get(0), list.get(u64::MAX));
    }
});
