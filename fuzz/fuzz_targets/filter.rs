//! A filter that decodes encodes to the same bytes, and answers for every credential.
#![no_main]

use label_core::IssuedFilter;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(filter) = IssuedFilter::decode(bytes) {
        assert_eq!(filter.encode().as_deref(), Ok(bytes));
        let _ = (0..=u8::MAX)
            .filter(|byte| filter.contains(&[*byte; 32].into()))
            .count();
    }
});
