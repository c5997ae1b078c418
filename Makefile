# `make` lists what can be done. One environment, .venv, made from the hash-locked requirements.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
RUN := DAGSTER_DISABLE_TELEMETRY=1 DO_NOT_TRACK=1 $(BIN)
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo audit ui test quick check fix bench lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/run.stamp ## make a demo enterprise, audit it and its repaired copy, print both verdicts
	@$(RUN)/python examples/demo.py

audit: .venv/run.stamp ## audit TARGET=<project.yaml, folder, file or database URL>
	@$(RUN)/readiness audit "$(TARGET)"

ui: .venv/run.stamp ## serve Dagster's pages on http://127.0.0.1:3000
	@$(RUN)/readiness ui

test: .venv/dev.stamp ## run the tests
	@$(RUN)/pytest -n $(JOBS) --dist loadfile -q $(ARGS)

# the slow ones: whole audits of the demo, real data, pages in a browser, corpora of duplicates
QUICK := --ignore=tests/examples --ignore=tests/real --ignore=tests/ui --ignore=tests/benchmarks
quick: .venv/dev.stamp ## run the tests that take little time
	@$(RUN)/pytest -n $(JOBS) --dist loadfile -q $(QUICK) $(ARGS)

check: .venv/dev.stamp ## style, types, floors, sizes
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy
	@$(BIN)/mypy .ci/*.py
	@$(BIN)/pytest -q -p no:cacheprovider tests/test_house.py

fix: .venv/dev.stamp ## let ruff mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/dev.stamp ## the figures the README quotes
	@$(RUN)/python -m benchmarks.demo
	@$(RUN)/python -m benchmarks.duplicates run

lock: .venv/dev.stamp ## resolve the requirements anew (needs uv)
	uv pip compile pyproject.toml --extra demo --group build --generate-hashes --python-version 3.11 --no-header --no-annotate -o requirements.lock
	uv pip compile pyproject.toml --extra demo --group build --group dev -c requirements.lock --generate-hashes --python-version 3.11 --no-header --no-annotate -o requirements-dev.lock
	uv pip compile pyproject.toml --extra ocr -c requirements.lock --generate-hashes --python-version 3.11 --no-header --no-annotate \
		$$(sed -nE 's/^([A-Za-z0-9_.-]+)==.*/--no-emit-package \1/p' requirements.lock) -o requirements-ocr.lock
	uv pip compile --group mutation -c requirements-dev.lock --generate-hashes --python-version 3.11 --no-header --no-annotate \
		$$(sed -nE 's/^([A-Za-z0-9_.-]+)==.*/--no-emit-package \1/p' requirements-dev.lock) -o requirements-mutation.lock

clean: ## remove what was generated, the environment apart
	rm -rf examples/enterprise examples/enterprise-repaired projects/.readiness .dagster .readiness test-artefacts mutants

.venv/bin/python:
	@$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/python
	@echo "installing the locked requirements (a few minutes, once)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(RUN)/python -m readiness.near_duplicate_search.warm
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	@echo "installing the locked requirements for development"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

.venv/ocr.stamp: requirements-ocr.lock .venv/dev.stamp
	@echo "installing the OCR extra (270 MB on disk)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-ocr.lock
	@touch $@

.venv-mutation/run.stamp: requirements-mutation.lock .venv/dev.stamp
	@echo "making an environment for mutation testing, which looks into .venv for the rest"
	@$(BIN)/python -m venv --clear .venv-mutation
	@.venv-mutation/bin/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-mutation.lock
	@$(BIN)/python -c "import sysconfig; print('import site; site.addsitedir(%r)' % sysconfig.get_path('purelib'))" \
		> "$$(.venv-mutation/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")/development.pth"
	@touch $@
