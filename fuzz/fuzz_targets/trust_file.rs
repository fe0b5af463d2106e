//! A trust file that decodes encodes to the same bytes, and builds or errs.
#![no_main]

use label_core::TrustFile;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(file) = TrustFile::decode(bytes) {
        assert_eq!(file.encode().as_deref(), Ok(bytes));
        let _ = file.to_builder().build();
    }
});
