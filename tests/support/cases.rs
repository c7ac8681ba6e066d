//! How many cases a property is tried with.

use proptest::test_runner::Config;

/// `short` cases, or as many times more as `CORPUS_TIMES` says.
pub fn cases(short: u32) -> Config {
    let times = std::env::var("CORPUS_TIMES").map_or(1, |times| times.parse().expect("CORPUS_TIMES is a number"));
    // What failed is told with its seed and goes into a test of its own: no files beside the sources.
    Config { cases: short.saturating_mul(times), failure_persistence: None, ..Config::default() }
}
