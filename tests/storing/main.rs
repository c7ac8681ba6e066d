//! What is kept: loading, writing, correcting, deleting, old and damaged files, and what is given that is wrong.

mod bad_inputs;
#[path = "../support/cases.rs"]
mod cases;
mod corrections;
mod corrections_and_events;
mod damage_check;
mod deleting;
mod fuzz_corpora;
mod load_accounts;
mod model;
#[path = "../../fuzz/promises.rs"]
mod promises;
mod properties;
mod schema_versions;
mod seldom_taken;
mod snapshots;
mod store_opening;
mod store_writing;
#[path = "../support/mod.rs"]
mod support;
mod untrusted;
