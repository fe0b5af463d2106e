//! Any bytes as a certificate, and everything that is asked of one.
#![no_main]

use label_core::Certificate;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(certificate) = Certificate::from_der(bytes) {
        let _ = (
            certificate.subject(),
            certificate.purpose(),
            certificate.public_key(),
            certificate.is_ca(),
        );
    }
});
