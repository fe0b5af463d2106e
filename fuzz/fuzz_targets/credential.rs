//! A credential that decodes is the one form of itself.
#![no_main]

use label_core::Credential;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(credential) = Credential::decode(bytes) {
        let compact = credential.to_compact().expect("what was decoded encodes");
        let again = Credential::decode(&compact).expect("the compact form decodes");
        assert_eq!(again.identity(), credential.identity());
    }
});
