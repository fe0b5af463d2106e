//! A text that parses is the one that its parts make, but for what was repaired.
#![no_main]

use label_core::QrText;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(parsed) = QrText::parse(text) {
        let again = QrText::parse(&parsed.to_string()).expect("the repaired text parses");
        assert_eq!(again.credential(), parsed.credential());
    }
});
