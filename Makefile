# make run    set up on a fresh machine with Python 3.11 or newer, then open the app in the browser
# make test   set up for the tests, browser included, then check and test everything
# make bench  measurements; make peers: ours beside other libraries (PEERS_OPTIONS=--quick)
# make samples  build the sample files' finished runs again; make pictures: the README's screenshots

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	"$$p" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2])' 2>/dev/null \
	&& { command -v "$$p"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin

PEERS := .venv-peers

.PHONY: run test check unit samples pictures bench peers clean

run: $(VENV)/.installed
	$(BIN)/python -m explorer app

test: $(VENV)/.tested browser check unit

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Embedding Explorer needs Python 3.11 or newer; none was found. Install it, or say make PYTHON=/path/to/python3."; exit 1; }
	"$(PYTHON)" -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@

.PHONY: browser
browser: $(VENV)/.tested
	$(BIN)/python tests/e2e/browser.py

check: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/.tested
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --durations=10 $(PYTEST)

samples: $(VENV)/.tested
	$(BIN)/python -m sample_data.finish

pictures: $(VENV)/.tested browser
	$(BIN)/python -m docs.pictures

bench: $(VENV)/.tested
	$(BIN)/python -m benchmarks

$(PEERS)/.installed: pyproject.toml
	"$(PYTHON)" -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[peers]"
	@touch $@

peers: $(PEERS)/.installed
	$(PEERS)/bin/python benchmarks/peers.py $(PEERS_OPTIONS)

clean:
	rm -rf $(VENV) $(PEERS) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache
