//! A bundle that decodes encodes to the same bytes, and opens or errs.
#![no_main]

use label_core::{Anchor, Bundle, Store};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(bundle) = Bundle::decode(bytes) {
        assert_eq!(bundle.encode().as_deref(), Ok(bytes));
        let _ = bundle.open(Anchor::Nothing, 0);
        let _ = Store::install(&bundle, None, 1_795_305_600);
    }
});
