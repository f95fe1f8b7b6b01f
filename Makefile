# Setting up, opening and checking the workbench. Everything is kept in .venv/ and build/.
# The work is in .ci/: each step there says what it does, and may be run alone.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help venv run test bench faults proof format lock clean

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 16

venv: ## set up .venv/ and what the system lacks, if anything
	@.ci/venv

run: venv ## open the workbench on the sample (without a screen: draw and export it)
	@.ci/open

test: venv ## check the code and run every test; ARGS="-k words" for some
	@.ci/check $(ARGS)

bench: venv ## measure, each figure beside its floor; SCALE=small takes less time
	@SCALE=$(SCALE) .venv/bin/python -m tests.bench

faults: venv ## kill and fail all that writes, and count what it came to; RUNS=small takes minutes
	@RUNS=$(RUNS) .venv/bin/python -m tests.faults

proof: venv ## prove what the exchange promises, LibreOffice included; RUNS=small takes minutes
	@RUNS=$(RUNS) .venv/bin/python -m tests.proof

format: venv ## lay the code out as the checks want it
	@.venv/bin/ruff check --quiet --select I --fix .
	@.venv/bin/ruff format --quiet .

# Extras are kept: pip takes "coverage[toml]" for another, unpinned thing than "coverage", and stops
# on the day that a newer one is published.
lock: ## choose anew the versions that requirements.lock pins (needs uv)
	@UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile pyproject.toml --group dev \
	    --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-strip-extras --no-annotate --no-header --quiet -o requirements.lock

clean: ## remove what was made: .venv/, build/ (with the sample) and caches
	@rm -rf .venv .venv.lock build dist *.egg-info .coverage .hypothesis .import_linter_cache \
	    .mypy_cache .pytest_cache .ruff_cache
	@find ui workbench db resources tests -name __pycache__ -type d -prune -exec rm -rf {} +
