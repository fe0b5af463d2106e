//! A snapshot that decodes encodes to the same bytes, signed or not.
#![no_main]

use label_core::{Snapshot, SnapshotToken};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(snapshot) = Snapshot::decode(bytes) {
        assert_eq!(snapshot.encode().as_deref(), Ok(bytes));
    }
    let _ = SnapshotToken::decode(bytes).map(|token| token.unverified());
});
