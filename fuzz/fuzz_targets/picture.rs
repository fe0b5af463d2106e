//! Any bytes as a picture of a symbol.
#![no_main]

use label_qr::read_picture;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = read_picture(bytes);
});
