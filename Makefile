# `make help` lists the targets. Needs Python 3.11 or later, pip and make; everything else comes into .venv.
PYTHON ?= python3
# With .venv activated, `python3` is the one in there, which has no pip: take the one it was made from.
BASE_PYTHON = $(shell $(PYTHON) -c 'import sys; print(sys._base_executable)')
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
comma := ,
space := $(subst ,, )
MAKEFLAGS += --no-print-directory

MEMBERS := shared services/ingest services/translate services/publish
PYPROJECTS := $(MEMBERS:%=%/pyproject.toml)
STAMP := $(VENV)/installed
AUDIT := $(VENV)/audit
DOCS := $(VENV)/docs
# The packages that hold decisions; `make coverage` prints how many of their branches the tests take.
PURE := $(addprefix shared/newsroom/,events/* text/* $(patsubst %,streams/%.py,outcome retry retention topology wire router)) \
  $(addprefix services/ingest/ingest/,articles/* content/* formats/*) \
  $(addprefix services/translate/translate/,stories/* matching/*) \
  $(addprefix services/publish/publish/,visibility/* log/* reads/*)
# By the pip beside PYTHON: Debian parts ensurepip, which a venv would get its own from, from Python.
PIP = $(BASE_PYTHON) -m pip --python $(BIN)/python --quiet --quiet
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*## "} {printf "  %-14s %s\n", $$1, $$2}'

.PHONY: install
install: $(STAMP) ## Make .venv with everything, as locked

$(STAMP): requirements/dev.txt $(PYPROJECTS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "newsroom needs Python 3.11 or later: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	$(BASE_PYTHON) -m venv --without-pip $(VENV)
	$(PIP) install --require-hashes -r requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation --no-index $(MEMBERS:%=-e ./%)
	$(BIN)/python -m newsroom.stack.mongod_libraries
	$(BIN)/python -m translate.matching.e5
	@touch $@

.PHONY: run
run: install ## Run the whole system with embedded servers and the sample wire; Ctrl-C stops it
	@exec $(BIN)/newsroom up --demo

.PHONY: test
test: install ## Pass the tests, two at once, each against embedded servers of its own
	$(BIN)/pytest -n 2 --dist loadscope

.PHONY: check
check: install ## What CI runs: format, lint, types, import rules, tests
	$(BIN)/ruff format --check
	@$(MAKE) lint
	@$(MAKE) types
	@$(MAKE) imports
	@$(MAKE) test

.PHONY: format
format: install ## Format the code and mend what can be mended by itself
	$(BIN)/ruff check --fix --quiet || true
	$(BIN)/ruff format

.PHONY: lint
lint: install ## Lint
	$(BIN)/ruff check

.PHONY: types
types: install ## Check the types, strictly
	$(BIN)/mypy

.PHONY: imports
imports: install ## Check who may import whom
	$(BIN)/lint-imports

.PHONY: coverage
coverage: install ## Print the branch coverage of the packages that hold decisions, by tests without servers
	$(BIN)/coverage erase
	$(BIN)/coverage run --branch -m pytest tests/unit tests/properties tests/contracts
	$(BIN)/coverage report --precision=1 --skip-covered --show-missing --include='$(subst $(space),$(comma),$(PURE))'

.PHONY: audit
audit: install $(AUDIT)/installed ## Look the locked requirements up among known vulnerabilities
	@$(BIN)/python scripts/audit.py

# In an environment of its own: it is no part of what runs or tests the code.
$(AUDIT)/installed: requirements/audit.txt
	$(BASE_PYTHON) -m venv --without-pip $(AUDIT)
	$(BASE_PYTHON) -m pip --python $(AUDIT)/bin/python --quiet --quiet install --require-hashes -r requirements/audit.txt
	@touch $@

.PHONY: contracts
contracts: install ## Write docs/asyncapi.json, docs/schemas and docs/openapi anew, from the code
	$(BIN)/python -m scripts.contracts

.PHONY: docs
docs: $(DOCS)/installed ## Build docs/, OpenAPI and AsyncAPI into one searchable site in build/docs; no network is asked
	NO_MKDOCS_2_WARNING=1 PYTHONPATH=. $(DOCS)/bin/mkdocs build --quiet --strict --clean --config-file scripts/docs_site/mkdocs.yml
	@echo "built: python3 -m http.server --directory build/docs 8080"

# In an environment of its own, as the audit: no part of what runs or tests the code.
$(DOCS)/installed: requirements/docs.txt
	$(BASE_PYTHON) -m venv --without-pip $(DOCS)
	$(BASE_PYTHON) -m pip --python $(DOCS)/bin/python --quiet --quiet install --require-hashes -r requirements/docs.txt
	@touch $@

.PHONY: lock
lock: install ## Resolve the locks anew: names, versions and hashes, no index address
	$(BIN)/python scripts/lock.py

.PHONY: env
env: ## Write .env with fresh secrets for docker compose; an existing one stays
	@$(PYTHON) scripts/make_env.py

.PHONY: compose-test
compose-test: install ## Bring docker-compose.yml up for real, post an article, see it on the feed
	$(BIN)/pytest tests/compose -m compose -rs

.PHONY: search
search: install ## Look for counterexamples among examples that make test, which repeats its own, never tries
	for round in 1 2 3 4 5; do HYPOTHESIS_PROFILE=search $(BIN)/pytest -n 2 $$(grep -rl "from hypothesis" tests/*/); done

.PHONY: fuzz
fuzz: install ## Read mutations of every golden file for ten minutes, others each time; SECONDS_OF_FUZZ=60 for less
	until (( SECONDS >= $(or $(SECONDS_OF_FUZZ),600) )); do FUZZ_EXAMPLES=1000 HYPOTHESIS_PROFILE=search $(BIN)/pytest --timeout 1200 tests/properties/test_fuzz.py tests/properties/test_fuzz_live.py; done

.PHONY: soak
soak: install ## Every crash and kill, some 20 minutes; then random histories: SEED=7 MINUTES=10
	$(BIN)/pytest tests --ignore=tests/oracle -m soak -rs
	SEED=$(SEED) MINUTES=$(MINUTES) $(BIN)/pytest tests/oracle -m soak -s -rs

.PHONY: bench
bench: install ## Measure the live stream
	$(BIN)/python -m bench.fanout $(ARGS)

.PHONY: bench-reads
bench-reads: install ## Measure the hot reads against nginx and a plain FastAPI route
	$(BIN)/python -m bench.reads $(ARGS)

.PHONY: bench-ingest
bench-ingest: install ## Measure how fast each format is read, and what a large upload costs
	$(BIN)/python -m bench.ingest $(ARGS)

.PHONY: bench-flood
bench-flood: install ## Measure the delay of other senders while a limited key floods ingest
	$(BIN)/python -m bench.flood $(ARGS)

.PHONY: bench-pipeline
bench-pipeline: install ## Measure the pipeline beside one written by hand: articles a second, and what each costs
	$(BIN)/python -m bench.pipeline $(ARGS)

.PHONY: eval-links
eval-links: install ## Measure the automatic linking; ARGS="--data FILE --json" for any file
	$(BIN)/python -m bench.linking.eval $(ARGS)

.PHONY: clean
clean: ## Remove what was made: .venv, caches, the embedded servers' data
	@$(PYTHON) -c 'import fcntl, os; os.path.exists(".newsroom/lock") and fcntl.flock(open(".newsroom/lock", "a"), fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null \
	  || { echo "A newsroom runs in .newsroom: stop it first, by Ctrl-C where it was started." >&2; exit 1; }
	rm -rf $(VENV) .newsroom .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name '*.egg-info' -type d -prune -exec rm -rf {} +
