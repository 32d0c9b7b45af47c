#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| outpost_fuzz::read("activation_code", bytes));
