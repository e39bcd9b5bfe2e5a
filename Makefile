# Everything a newcomer, a developer and CI run. `make` alone lists it.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: help run test test-quick test-slow check bench bench-scale generate translate lock sbom clean

help: ## list these commands
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 14

run: .venv/run.ready ## set up, replay spring 2023 with real flows and mails, and open the desk on it
	$(BIN)/sagsgang demo --out out/demo --serve

test: .venv/dev.ready ## set up and run the tests (under five minutes on two cores)
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow"

test-slow: .venv/dev.ready ## the slow tests: browsers, kills, other programs, Prefect, several machines
	@sh tests/tools/install.sh
	$(BIN)/python -m pytest -n 2 --dist loadfile -m slow

test-quick: .venv/dev.ready ## what to run while writing: no PostgreSQL, nothing slow
	$(BIN)/python -m pytest -n 2 -q -m "not slow and not postgres"

check: .venv/dev.ready ## format, lint, types, imports, generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m desk.generate --check

bench: .venv/dev.ready ## ratios measured in one run, with their goals: bench/RESULTS.md, its drawing, out/bench.json
	$(BIN)/python -m bench --json out/bench.json --results bench/RESULTS.md

bench-scale: .venv/dev.ready ## 98 municipalities of five years in one PostgreSQL: what grows, bench/SCALE.md (ten minutes)
	$(BIN)/python -m bench.scale --json out/bench-scale.json --results bench/SCALE.md

generate: .venv/dev.ready ## write the generated files again (deploy/prefect.yaml, README output)
	$(BIN)/python -m desk.generate

translate: .venv/dev.ready ## take new texts of the pages into desk/web/locale/en.po, and list those without English
	$(BIN)/python -m desk.translation

lock: ## pin the newest allowed versions again (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q \
		--extra build -o requirements.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q \
		--extra build --extra test --extra check -c requirements.lock -o requirements-dev.lock

sbom: .venv/dev.ready ## write what the program is made of, with licences: deploy/sbom.cdx.json, deploy/licences.md
	$(BIN)/python -m desk.sbom

clean: ## remove the set-up and all output
	rm -rf .venv .tools out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/run.ready: requirements.lock pyproject.toml hatch_build.py package-lock.json
	@$(MAKE) --no-print-directory .venv/python.ready
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.ready: requirements.lock requirements-dev.lock pyproject.toml hatch_build.py package-lock.json
	@$(MAKE) --no-print-directory .venv/python.ready
	$(PIP) --require-hashes -r requirements-dev.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@ .venv/run.ready

.venv/python.ready:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Der mangler Python 3.11 eller nyere. Angiv den med: make PYTHON=/sti/til/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python mangler venv. På Debian og Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@
