//! A trust list that decodes encodes to the same bytes, and answers who signed it.
#![no_main]

use label_core::SignedTrustList;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(list) = SignedTrustList::decode(bytes) {
        assert_eq!(list.encode().as_deref(), Ok(bytes));
        let said = list.unverified();
        assert_eq!(said.encode().as_deref(), Ok(list.payload()));
        let _ = (list.verify(Some(&said.roots)), list.check_follows(&list));
    }
});
