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
soak env CORPUS_FAULTS=all CORPUS_FULL_SIZES=200 cargo test --release --test crash -- --nocapture faults:: full::

# Damage: a million mutated files, and three hundred limits of memory for each kind of work.
soak env CORPUS_MUTATIONS=1000000 cargo test --release --test damage_mutated_files -- --nocapture
soak env CORPUS_MEMORY_LIMITS=1800 cargo test --release --test out_of_memory -- --nocapture
if [ -x .venv/bin/pytest ]; then
    soak env CORPUS_MEMORY_POINTS=300 .venv/bin/pytest -s tests/python/test_out_of_memory.py
else
    echo "== without .venv ('make develop') the limits of memory are not tried in Python"
fi
