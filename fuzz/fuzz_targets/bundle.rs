//! Bundles, stores and what is in them decode or not, and a bundle that opens makes a state that decodes.
#![no_main]

use label_core::{Anchor, Bundle, SignedTrustList, SnapshotToken, State, Store};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = (State::decode(bytes), Store::decode(bytes));
    let _ = SignedTrustList::decode(bytes);
    let _ = SnapshotToken::decode(bytes).and_then(|token| token.unverified());
    let Ok(bundle) = Bundle::decode(bytes) else {
        return;
    };
    assert_eq!(bundle.encode().as_deref(), Ok(bytes));
    if let Ok(opened) = bundle.open(Anchor::Nothing, 0) {
        let state = opened
            .state()
            .encode()
            .and_then(|bytes| State::decode(&bytes));
        assert_eq!(state.as_ref(), Ok(opened.state()));
    }
});
