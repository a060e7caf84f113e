# Every target can be repeated: what is done is remembered in stamp files, so the second time is quick.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamps
PACKAGES := ingest normalize parsers schemas outputs kehoach
# Where a run's tables go, and what is read: make demo SRC=folder OUT=build/other
SRC ?= corpus/samples
OUT ?= build/demo
GOLD ?= corpus/gold
# What make gains and make baseline read, and its truth.
CORPUS := corpus/samples corpus/composed/texts
TRUTH := corpus/gold corpus/composed/gold
# Options: make gains GAINS=--fail-on-loss, make render RENDER="--only '0[13]_*' --conditions fax_200", make accuracy ACCURACY=--quick
GAINS ?=
RENDER ?=
ACCURACY ?=
BATCH ?= 500
# make hostile HOSTILE=--quick, make fuzz SECONDS=600, make fuzz FUZZ="--total 3600 --keep"
HOSTILE ?=
SECONDS ?= 300
FUZZ ?=
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Options of pip-compile that keep the locks free of addresses. Extras stay: pip takes `coverage[toml]` for unpinned
# beside a bare `coverage==...`, as soon as a newer release is out.
LOCK_OPTIONS := --quiet --generate-hashes --allow-unsafe --no-strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.DEFAULT_GOAL := help
.PHONY: help setup demo test check fix schemas cli score gains steadiness baseline bench benchmarks render accuracy peers hostile fuzz audit licences lock clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(STAMP)/runtime $(STAMP)/tesseract ## Make .venv with the locked packages, and get Tesseract with Vietnamese where it is missing

demo: setup ## Read the sample decisions into build/demo and print what was found
	@$(BIN)/kehoach ingest $(SRC) --out $(OUT)

test: setup $(STAMP)/dev $(STAMP)/chromium ## Run the tests on all cores with branch coverage (floor 90 %)
	@$(BIN)/python -m pytest --cov --cov-report=term:skip-covered --numprocesses auto --dist worksteal

check: $(STAMP)/dev ## Lint, formatting, types, import direction, generated files up to date; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/kehoach schema | cmp - docs/schema.json
	$(BIN)/kehoach schema --markdown | cmp - docs/tables.md
	$(BIN)/python -m typer kehoach.cli utils docs --name kehoach | cmp - docs/cli.md

fix: $(STAMP)/dev ## Apply what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schemas: $(STAMP)/runtime ## Write docs/schema.json and docs/tables.md from the models
	$(BIN)/kehoach schema > docs/schema.json
	$(BIN)/kehoach schema --markdown > docs/tables.md

cli: $(STAMP)/runtime ## Write docs/cli.md from the commands
	$(BIN)/python -m typer kehoach.cli utils docs --name kehoach > docs/cli.md

score: setup ## Compare build/demo with the truth in corpus/gold
	@test -f $(OUT)/run.json || $(BIN)/kehoach ingest $(SRC) --out $(OUT)
	@$(BIN)/kehoach score $(OUT) $(GOLD)

gains: setup ## Print every field of the corpus that was gained or lost since the last release (corpus/baseline)
	@$(BIN)/kehoach ingest $(CORPUS) --out build/corpus
	@$(BIN)/kehoach score build/corpus $(TRUTH) --against corpus/baseline $(GAINS)

steadiness: setup ## Make changes to the corpus that leave its sense, and count every field they cost (a quarter of an hour)
	@$(BIN)/python -m scripts.steadiness $(STEADINESS)

baseline: setup ## At a release: keep in corpus/baseline what is read of the corpus now, for make gains
	@$(BIN)/kehoach ingest $(CORPUS) --out build/corpus
	@$(BIN)/kehoach score build/corpus $(TRUTH) --keep corpus/baseline

bench: setup ## Measure MB of text a second, the share of each stage, the start-up, and whole batches (BATCH=500 decisions)
	@$(BIN)/kehoach bench $(SRC) --unseen corpus/composed/texts --batch $(BATCH) --scan corpus/cases/readers/scan/page.jpg

benchmarks: $(STAMP)/dev $(STAMP)/tesseract ## Measure speed and memory beside bare reading, PDFium and Tesseract, and write docs/benchmarks.md
	@$(BIN)/python -m scripts.benchmarks

peers: $(STAMP)/dev ## Compare with other tools on the files of make render (own environments under build/peers, several GB)
	$(BIN)/python scripts/peers/measure.py --files build/render --out build/peers

render: $(STAMP)/dev ## Lay the sample and composed decisions out as PDF, Word, web pages and scans, with their truth, in build/render
	@$(BIN)/python -m scripts.render --out build/render $(RENDER)

accuracy: $(STAMP)/dev $(STAMP)/tesseract ## Measure every form and scan against the truth and write docs/accuracy.md (a quarter of an hour); ACCURACY=--quick looks only
	@$(BIN)/python -m scripts.accuracy --out build/accuracy $(ACCURACY)

hostile: setup ## Make bad files of every kind, read them among good ones, and check what is promised (SECURITY.md; minutes)
	@$(BIN)/python -m scripts.hostile --out build/hostile $(HOSTILE)

fuzz: setup ## Fuzz every reader and all further steps, SECONDS each (needs the extra fuzz); findings in build/fuzz, time in corpus/fuzz
	@$(BIN)/python -c 'import atheris' || { echo "Install it first: $(BIN)/pip install 'atheris>=3'"; exit 1; }
	@$(BIN)/python -m scripts.fuzz --all --seconds $(SECONDS) $(FUZZ)

audit: $(STAMP)/dev ## Check pins, hashes and installed files, and ask for known vulnerabilities (network; needs the extra audit)
	@$(BIN)/python -c 'import pip_audit' || { echo "Install it first: $(BIN)/pip install 'pip-audit>=2.7'"; exit 1; }
	@$(BIN)/python -m scripts.locks audit

licences: $(STAMP)/dev ## Write docs/licences.md from what the locked packages state
	@$(BIN)/python -m scripts.locks licences

lock: $(STAMP)/dev ## Pin the newest packages that fit pyproject.toml, with their hashes
	$(BIN)/pip-compile $(LOCK_OPTIONS) --upgrade --output-file requirements/build.txt requirements/build.in
	$(BIN)/pip-compile $(LOCK_OPTIONS) --upgrade --output-file requirements/runtime.txt pyproject.toml
	$(BIN)/pip-compile $(LOCK_OPTIONS) --upgrade --extra dev --constraint requirements/runtime.txt --output-file requirements/dev.txt pyproject.toml

clean: ## Remove what can be made again, the environment included
	rm -rf build $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage *.egg-info

$(STAMP)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "No virtual environment: apt-get install python3-venv"; exit 1; }
	@mkdir -p $(STAMP) && touch $@

$(STAMP)/runtime: requirements/build.txt requirements/runtime.txt pyproject.toml | $(STAMP)/venv
	@echo "installing the locked packages into $(VENV) ..."
	@$(INSTALL) --require-hashes -r requirements/build.txt
	@$(INSTALL) --require-hashes -r requirements/runtime.txt
	@PYTHONWARNINGS=ignore $(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMP)/dev: requirements/dev.txt $(STAMP)/runtime
	@echo "installing the locked tools into $(VENV) ..."
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

# Text dumps are read without Tesseract, so its absence is said (once) and not fatal.
$(STAMP)/tesseract: scripts/get_tesseract.sh scripts/through_apt.sh | $(STAMP)/venv
	@bash scripts/get_tesseract.sh || true
	@touch $@

# Only the tests of the report open a browser; without one they fail and say what to install.
$(STAMP)/chromium: scripts/get_chromium.sh scripts/through_apt.sh | $(STAMP)/venv
	@bash scripts/get_chromium.sh || true
	@touch $@
