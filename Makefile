# Two commands for a newcomer: `make demo` and `make test`. The rest is for people who work on the code.
SHELL := /bin/bash
.DEFAULT_GOAL := help
# Every command that the tests start would otherwise compile all that it imports, each time.
unexport PYTHONDONTWRITEBYTECODE

# The first Python that really runs and is new enough: a name on PATH may be a shim that refuses.
FIND_PYTHON = for p in $(PYTHON) python3.13 python3.14 python3.12 python3 python \
  $(HOME)/.pyenv/versions/3.1[2-9]*/bin/python3 /usr/local/bin/python3.1[2-9] /opt/python*/bin/python3; do \
  "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1 && { echo "$$p"; break; }; done
UV := .uv/bin/uv
PY := .venv/bin/python

PO := $(shell find src -path '*/locale/*' -name '*.po' 2>/dev/null)
MO := $(PO:.po=.mo)
PYTEST := $(PY) -m pytest

.PHONY: help setup dev demo test quick proofs check fix lock docs picture messages clean provide
help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: .venv/.installed $(MO) ## install into .venv: the command is then .venv/bin/twofold
dev: .venv/.dev $(MO)         ## the same, with what the tests need

$(UV):
	@p="$$($(FIND_PYTHON))"; if [ -z "$$p" ]; then \
	  echo "Twofold needs Python 3.12 or newer (3.13 is what we test with). Install it, or say which: make PYTHON=/path/to/python3.13"; exit 1; fi; \
	{ "$$p" -m venv .uv || { [ "$$(id -u)" = 0 ] && command -v apt-get && { apt-get -qq update || true; } \
	  && apt-get -qq install -y --no-install-recommends python3-venv && "$$p" -m venv --clear .uv; } >/dev/null; } || { rm -rf .uv; \
	  echo "Python's venv module is missing. Debian, Ubuntu: sudo apt-get install python3-venv"; exit 1; }; \
	.uv/bin/python -m pip install --quiet --disable-pip-version-check uv

.venv/bin/python: | $(UV)
	@p="$$($(FIND_PYTHON))"; $(UV) venv --quiet --python "$$p" .venv

.venv/.installed: requirements/base.txt requirements/postgres.txt requirements/epi.txt pyproject.toml | .venv/bin/python
	@echo "Installing…"; $(UV) pip install --quiet --python $(PY) --require-hashes -r requirements/base.txt -r requirements/postgres.txt -r requirements/epi.txt
	@$(UV) pip install --quiet --python $(PY) --no-deps --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.installed
	@$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements/dev.txt
	@touch $@

%.mo: %.po .venv/.installed
	@$(PY) -m tests.machinery.translations $<

demo: setup ## a synthetic programme in var/demo, served on this machine
	@TWOFOLD_HOME=var/demo .venv/bin/twofold demo

test: dev provide ## everything: style, imports, types, tests on SQLite, then on PostgreSQL
	@$(MAKE) --no-print-directory check
	$(PYTEST) -n 2
	$(PYTEST) --postgres -m "not browser and not slow" -n 2

quick: dev ## the usual loop, under a minute: SQLite, no browser, nothing slow
	@$(PYTEST) -n 2 -m "not browser and not slow"

proofs: dev provide ## the proof harnesses at their floor; writes docs/manual/proofs.md
	@rm -rf var/proofs
	TWOFOLD_PROOFS=full $(PYTEST) -n 2 -m proof -o faulthandler_timeout=3000
	@$(PY) -m tests.machinery.measured

check: dev ## style, direction of imports, types
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/lint-imports
	.venv/bin/mypy

fix: dev ## let the tools put right what they can
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

docs: dev ## render the pages of the manual that are made from what the code declares
	@$(PY) -m tests.machinery.pages

picture: dev provide ## take the README's picture anew, from a demonstration
	@$(PY) -m tests.machinery.picture

messages: dev ## bring the catalogues of translations up to date, and say what they lack
	@$(PY) -m tests.machinery.words
	@$(PY) -m tests.machinery.translations

provide: dev
	@$(PY) -m tests.machinery.provide

clean: ## remove what was built; what an installation wrote in var/ stays
	rm -rf .venv .uv .cache static_built .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -prune -exec rm -rf {} +
	find src -path '*/locale/*' -name '*.mo' -delete

lock: | $(UV) ## write the hash-pinned requirement files anew
	@for f in base postgres epi dev; do $(UV) pip compile --quiet --no-header --universal --python-version 3.12 --generate-hashes requirements/$$f.in -o requirements/$$f.txt; done
