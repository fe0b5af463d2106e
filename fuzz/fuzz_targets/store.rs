//! A store that decodes encodes to the same bytes, and opens or errs, also as an update of itself.
#![no_main]

use label_core::{Filters, Store, UnixTime};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(store) = Store::decode(bytes) {
        assert_eq!(store.encode().as_deref(), Ok(bytes));
        let _ = (
            store.open(UnixTime::default()),
            store.update(store.bundle(), UnixTime::from_seconds(1_795_305_600), Filters::Refuse),
        );
    }
});
