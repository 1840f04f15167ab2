# Two commands for a newcomer: `make demo` and `make test`. The rest is for people who work on the code.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# The first Python that really runs and is new enough: a name on PATH may be a shim that refuses.
FIND_PYTHON = for p in $(PYTHON) python3.13 python3.14 python3.12 python3 python \
  $(HOME)/.pyenv/versions/3.1[2-9]*/bin/python3 /usr/local/bin/python3.1[2-9] /opt/python*/bin/python3; do \
  "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1 && { echo "$$p"; break; }; done
UV := .uv/bin/uv
PY := .venv/bin/python

.PHONY: help setup dev demo test quick proofs check fix lock clean
help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup: .venv/.installed ## install into .venv: the command is then .venv/bin/twofold
dev: .venv/.dev         ## the same, with what the tests need

$(UV):
	@p="$$($(FIND_PYTHON))"; if [ -z "$$p" ]; then \
	  echo "Twofold needs Python 3.12 or newer (3.13 is what we test with). Install it, or say which: make PYTHON=/path/to/python3.13"; exit 1; fi; \
	"$$p" -m venv .uv && .uv/bin/python -m pip install --quiet --disable-pip-version-check uv

.venv/bin/python: | $(UV)
	@p="$$($(FIND_PYTHON))"; $(UV) venv --quiet --python "$$p" .venv

.venv/.installed: requirements/base.txt requirements/postgres.txt pyproject.toml | .venv/bin/python
	@echo "Installing…"; $(UV) pip install --quiet --python $(PY) --require-hashes -r requirements/base.txt -r requirements/postgres.txt
	@$(UV) pip install --quiet --python $(PY) --no-deps --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.installed
	@$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements/dev.txt
	@touch $@

lock: | $(UV) ## write the hash-pinned requirement files anew
	@for f in base postgres dev; do $(UV) pip compile --quiet --no-header --universal --python-version 3.12 --generate-hashes requirements/$$f.in -o requirements/$$f.txt; done
