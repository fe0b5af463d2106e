//! An exact record is its bytes, and holds each of its entries; additions that decode encode to the same bytes.
#![no_main]

use label_core::{Additions, CredentialId, ExactRecord};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(record) = ExactRecord::decode(bytes) {
        assert_eq!(record.as_bytes(), bytes);
        for entry in bytes.chunks(12) {
            let mut identity = [0; 32];
            identity[..12].copy_from_slice(entry);
            assert!(record.contains(&CredentialId::from(identity)));
        }
    }
    if let Ok(additions) = Additions::decode(bytes) {
        assert_eq!(additions.encode().as_deref(), Ok(bytes));
    }
});
