//! A text that parses is the one that its parts make, but for what was repaired.
#![no_main]

use label_core::{QrText, limits};

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(parsed) = QrText::parse(text) {
        let parts = parsed.to_string();
        // Few digits are a label only behind a `#`, and one with nothing before it is no address.
        if parsed.address().is_none() && parts.len() < limits::VERSION_DIGITS {
            return;
        }
        let again = QrText::parse(&parts).expect("the repaired text parses");
        assert_eq!(again.credential(), parsed.credential());
    }
});
