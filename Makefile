# Everything below installs what it needs into .venv; the machine brings Rust, Python 3.11 or later and a C compiler.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SOURCES := $(shell find src lexicon -type f) Cargo.toml Cargo.lock build.rs

.PHONY: help demo docs test soak lint bench clean rust-test python-test develop

help:
	@echo "make demo    load the sample articles and show what can be asked of them"
	@echo "make test    every test: Rust, Python, stubs, notebook"
	@echo "make soak    the reliability tests at length, for hours"
	@echo "make lint    formatting, lints, types"
	@echo "make docs    the documentation site, into docs/_build/html"
	@echo "make bench   measure, with peers in the same run"
	@echo "make clean   remove what the others made"

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "corpus needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@command -v cargo >/dev/null || { echo "corpus needs Rust: see https://rustup.rs"; exit 1; }
	@command -v cc >/dev/null || { echo "corpus needs a C compiler, for SQLite"; exit 1; }
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/python tools/dev_requirements.py > $(VENV)/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r $(VENV)/dev.txt
	touch $@

# The extension, optimised a little: the same profile serves tests, notebook and demo.
develop: $(VENV)/.built

$(VENV)/.built: $(READY) $(SOURCES)
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/maturin develop --quiet
	touch $@

demo: develop
	rm -f corpus-demo/demo.db corpus-demo/demo.db-wal corpus-demo/demo.db-shm
	$(BIN)/python -m corpus demo

docs: develop
	$(BIN)/sphinx-build -q -W --keep-going -b html -c docs . docs/_build/html
	@echo "docs/_build/html/index.html"

RUST_TEST := cargo test --features arrow
PYTHON_TEST := $(BIN)/pytest && $(BIN)/python tools/run_notebooks.py

rust-test:
	$(RUST_TEST)

python-test: develop
	$(PYTHON_TEST)

# Both at once, as much of either runs on one processor; what Python's print comes after what Rust's do.
test: develop
	cargo test --features arrow --no-run
	@exec $(BIN)/python tools/side_by_side.py "$(RUST_TEST)" "$(PYTHON_TEST)"

# The tests of what is hard to break, at length: hours. See docs/reliability.md.
soak:
	tools/soak.sh

lint: develop
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo clippy --all-targets --features arrow -- -D warnings
	cargo clippy --features python -- -D warnings
	@if command -v cargo-deny >/dev/null; then cargo deny --log-level error check licenses bans sources; \
	  else echo "licences and sources of the packages are not checked: 'cargo install cargo-deny' does it"; fi
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python -m mypy.stubtest corpus --ignore-missing-stub --allowlist tools/stubtest_allowlist.txt \
	  --mypy-config-file pyproject.toml

bench: $(READY)
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/maturin develop --release --quiet
	rm -f $(VENV)/.built
	$(BIN)/python benches/table_to_pandas.py

clean:
	cargo clean
	rm -rf $(VENV) dist corpus-demo docs/_build .mypy_cache .pytest_cache .ruff_cache python/corpus/*.so
	find python tests notebooks -name __pycache__ -type d -prune -exec rm -rf {} +
