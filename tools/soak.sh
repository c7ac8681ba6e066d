#!/bin/sh
# The reliability tests at length; `make test` runs the same tests with smaller numbers. Two cores take some hours.
# What they print goes to the tables in docs/reliability.md.
set -eu
cd "$(dirname "$0")/.."
export RUST_BACKTRACE=0

soak() {
    echo "== $*"
    date
    "$@"
}

# Crashes: 10,000 kills, 1,000,000 power cuts and 200,000 repeated ones, every failing call, 200 sizes of disk.
soak env CORPUS_KILLS=5000 cargo test --release --test crash_kill -- --nocapture
soak env CORPUS_KILLS=5000 cargo test --release --test crash -- --nocapture kill::
soak env CORPUS_POWER_IMAGES=125000 CORPUS_POWER_DOUBLE=200000 CORPUS_POWER_CONTROLS=20000 \
    cargo test --release --test crash -- --nocapture power::
soak env CORPUS_FAULTS=all CORPUS_FULL_SIZES=200 cargo test --release --test crash -- --include-ignored --nocapture faults:: full::

# Damage: a million mutated files, of each of which all is asked, and three hundred limits of memory for each kind of work.
soak env CORPUS_MUTATIONS=1000000 CORPUS_MUTATIONS_WHOLE=1 cargo test --release --test damage_mutated_files -- --nocapture
soak env CORPUS_MEMORY_LIMITS=1800 cargo test --release --test out_of_memory -- --nocapture
if [ -x .venv/bin/pytest ]; then
    soak env CORPUS_MEMORY_POINTS=300 .venv/bin/pytest -s tests/python/test_out_of_memory.py
else
    echo "== without .venv ('make develop') the limits of memory are not tried in Python"
fi

# Company: processes that write and read, snapshots beside them, migrations stopped at every step.
soak env CORPUS_COMPANY=1000 cargo test --release --test company -- --nocapture
soak env CORPUS_COMPANY=500 CORPUS_WRITERS=16 cargo test --release --test company -- --nocapture processes
soak env CORPUS_SNAPSHOTS=200 cargo test --release --test storing snapshots:: -- --nocapture
soak env CORPUS_MIGRATION_POINTS=500 cargo test --release --lib store::migrate -- --nocapture
# Other copies of SQLite in the process, threads, openings, Ctrl-C: with the optimised extension in .venv.
python=.venv/bin/python
soak make develop
soak env VIRTUAL_ENV="$PWD/.venv" .venv/bin/maturin develop --release --quiet
rm -f .venv/.built
soak env CORPUS_ALIENS=500 CORPUS_TURNS=2000 CORPUS_OPENINGS=1000000 "$python" -m pytest tests/python/test_company.py -s
soak env CORPUS_INTERRUPTS=20 CORPUS_INTERRUPT_ARTICLES=3000 "$python" -m pytest tests/python/test_interrupts.py -s

# Properties, the model and fuzzing: twenty times the cases, 5,000 runs of the model, and for each target of the
# fuzzer CORPUS_FUZZ_SECONDS (an hour) where cargo-fuzz and a nightly compiler are installed. Address checking is left
# off: the crate's own code is safe Rust, and it costs ten times the speed.
soak env CORPUS_TIMES=20 cargo test --release --test storing properties::
soak env CORPUS_MODEL_SEEDS=5000 CORPUS_MODEL_STEPS=500 cargo test --release --test storing model::
soak env CORPUS_TIMES=10 .venv/bin/pytest tests/python/test_properties.py -p no:timeout
if command -v cargo-fuzz >/dev/null; then
    for target in fuzz/targets/*.rs; do
        soak cargo +nightly fuzz run -s none "$(basename "$target" .rs)" -- \
            -max_total_time="${CORPUS_FUZZ_SECONDS:-3600}" -max_len=4096 -timeout=10 -rss_limit_mb=1024
    done
else
    echo "fuzzing is left out: 'cargo install cargo-fuzz' and a nightly compiler do it"
fi
