#![no_main]
#[path = "../promises.rs"]
mod promises;

libfuzzer_sys::fuzz_target!(init: promises::ready(), |data: &[u8]| promises::dates(data));
