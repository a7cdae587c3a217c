# Toad Lane. `make help` lists what can be made.
PYTHON ?= python3
PORT ?= 8000
DB ?= sqlite
CARDS ?= none
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help demo test check bench rehearse format clean shots verifier

help: ## This list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=python3.12 make ...)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Toad Lane needs (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group demo
	@touch $@

$(STAMP)-dev: $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@

demo: $(STAMP) ## A seeded demo co-op on http://127.0.0.1:$(PORT); DB=postgres for PostgreSQL, CARDS=fake to pay by test card
	@$(BIN)/coop demo --port $(PORT) --db $(DB) --cards $(CARDS)

test: $(STAMP)-dev ## All tests, on both databases; ARGS= goes to pytest
ifneq ($(ARGS),)
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)
else
	@# The browser's driver keeps an event loop in its thread, which other tests must not meet: a run of its own.
	@$(BIN)/python -m pytest -n auto --dist worksteal --ignore=tests/browser
	@$(BIN)/python -m pytest -n auto --dist worksteal tests/browser
endif

check: $(STAMP)-dev ## Style, types, import contracts, templates, translations
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m tests.words
	$(BIN)/python -m pytest -q tests/db/test_migrations.py

rehearse: $(STAMP)-dev ## A month of real trips, from import to dividend, on one page; YEAR=1 for a year, DB=postgres
	@$(BIN)/coop rehearse --db $(DB) $(if $(YEAR),--year) $(ARGS)

bench: $(STAMP)-dev ## Ratios measured side by side; writes docs/benchmarks.md
	@$(BIN)/python -m tests.bench $(ARGS)

verifier: ## The verifier as one file, dist/coop-verify.pyz, the same bytes on every computer
	@cd coop && $(PYTHON) -m verify.packing ../dist/coop-verify.pyz

shots: $(STAMP)-dev ## Walk the demo in Chromium and keep the pictures of the README
	@$(BIN)/python -m tests.browser.shots $(ARGS)

clean: ## Remove what was made, the demo's data included
	rm -rf $(VENV) var build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
