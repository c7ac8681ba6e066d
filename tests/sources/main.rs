//! Rules over the sources themselves.

mod architecture;
mod source_rules;
#[path = "../support/sources.rs"]
mod sources;
