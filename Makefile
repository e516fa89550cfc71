# Two commands for everyone: `make run` and `make test`. The rest is for those who change Probatum.
PYTHON ?= python3
# How many tests run at once. A file's tests stay together; 0 runs all in one process, for a debugger.
WORKERS ?= 2
BIN := .venv/bin

.PHONY: run install test check format bench chaos lock pictures settings vectors clean

run: .venv/runtime.stamp
	@$(BIN)/probatum demo

# For a machine that serves: its account may not write here, so what Python compiles is made now.
install: .venv/runtime.stamp
	@$(BIN)/python -m compileall -q keys verifier issuer migrations wsgi.py

test: .venv/dev.stamp
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: .venv/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python deploy/advisories.py

format: .venv/dev.stamp
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: .venv/dev.stamp
	@$(BIN)/python -m bench $(ARGS)

# Breaks a served body in every way we know of: about ten minutes, as root, on Debian with strace, a C compiler and PostgreSQL.
chaos: .venv/dev.stamp
	@$(BIN)/python -m tests.chaos $(ARGS)

pictures: .venv/dev.stamp
	@$(BIN)/python docs/pictures/make.py

settings: .venv/runtime.stamp
	@$(BIN)/probatum settings --reference > docs/settings.md

vectors: .venv/dev.stamp
	@$(BIN)/python -m tests.vectors.make

# What a running Probatum is made of, in CycloneDX: after each change of the lock files.
sbom: .venv/dev.stamp
	@$(BIN)/python deploy/sbom.py

# The lock files name every package with its hashes, and no index.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements.lock
	uv pip compile pyproject.toml --extra hsm --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements.lock -o requirements-hsm.lock
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements.lock -o requirements-dev.lock

.venv/runtime.stamp: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what Probatum needs into .venv (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: .venv/runtime.stamp requirements-dev.lock
	@echo "Installing what its tests need (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
