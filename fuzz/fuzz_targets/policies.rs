//! A file of a pack, from whatever text. What must hold is said by the body of this name.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| holdpoint_fuzz::policies(text));
