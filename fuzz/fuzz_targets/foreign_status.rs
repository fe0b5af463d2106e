//! A foreign status list answers for every index that it has, and for no other.
#![no_main]

use label_core::{ForeignStatusToken, StatusList};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = ForeignStatusToken::decode(bytes);
    if let Ok(list) = StatusList::decode_foreign(bytes) {
        let _ = (list.get(0), list.value(u64::MAX));
    }
});
