#!/bin/sh
# Which ways of the conditions in src/store and src/query the tests take: those in Rust, with those that kill processes,
# cut the power, damage files and fill disks at small numbers, and those in Python. About an hour on two cores, in
# the foreground: some tests press Ctrl-C. Needs a nightly compiler with its llvm-tools, cargo-llvm-cov, and .venv
# ('make develop').
set -eu
cd "$(dirname "$0")/.."
export RUST_BACKTRACE=0 RUSTUP_TOOLCHAIN=nightly CARGO_TARGET_DIR="$PWD/target/coverage"
export CORPUS_POWER_IMAGES=50 CORPUS_POWER_DOUBLE=50 CORPUS_KILLS=5 CORPUS_MUTATIONS=200
environment=$(cargo llvm-cov show-env --sh --branch)
eval "$environment"
# Processes are many: they add to a few files.
LLVM_PROFILE_FILE=$(echo "$LLVM_PROFILE_FILE" | sed "s/%p-%[0-9]*m/%8m/")
mkdir -p "$CARGO_TARGET_DIR"
find "$CARGO_TARGET_DIR" -name '*.profraw' -delete
cargo test --features arrow --tests --no-fail-fast || echo "some tests in Rust failed"
VIRTUAL_ENV="$PWD/.venv" .venv/bin/maturin develop
.venv/bin/pytest -q || echo "some tests in Python failed"
rm -f .venv/.built
cargo llvm-cov report --branch --json --failure-mode all --output-path "$CARGO_TARGET_DIR/coverage.json"
python3 tools/branches.py "$CARGO_TARGET_DIR/coverage.json" src/store src/query
