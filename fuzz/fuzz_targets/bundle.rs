//! A bundle that decodes encodes to the same bytes; it opens or errs, and one that opens makes a state that decodes.
#![no_main]

use label_core::{Anchor, Bundle, State, Store, UnixTime};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(bundle) = Bundle::decode(bytes) else {
        return;
    };
    assert_eq!(bundle.encode().as_deref(), Ok(bytes));
    let _ = Store::install(&bundle, None, UnixTime::from_seconds(1_795_305_600));
    if let Ok(opened) = bundle.open(Anchor::Nothing, UnixTime::default()) {
        let state = opened
            .state()
            .encode()
            .and_then(|bytes| State::decode(&bytes));
        assert_eq!(state.as_ref(), Ok(opened.state()));
    }
});
