# The two commands of the README; each sets up what it needs on a machine with Python 3.11 and make.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
# Processes that run tests: two, since some begin LibreOffice or Chromium besides.
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DELETE_ON_ERROR:
.PHONY: demo test lint columns kills country crawl-kills accuracy clean

demo: $(STAMP)
	@$(BIN)/gongkai demo --out data/demo

test: $(STAMP) lint
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder --durations 25

lint: $(STAMP)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy

# Extraction killed at twenty random moments, and the bytes after it (the tests do five).
kills: $(STAMP)
	@GONGKAI_TEST_KILLS=20 $(BIN)/python -m pytest -q -s tests/test_reextraction.py -k killed

# Whole crawls of a simulated country at full size, with their figures (the tests do small ones).
country: $(STAMP)
	@GONGKAI_TEST_COUNTRY=full $(BIN)/python -m pytest -q -s --timeout 7200 tests/country $(ARGS)

# One whole crawl killed thirty times, without faults and with them (the tests do six kills);
# then a sweep of a later night killed fifteen times.
crawl-kills: $(STAMP)
	@GONGKAI_TEST_COUNTRY=full $(BIN)/python -m pytest -q -s tests/country/test_killed.py tests/country/test_killed_night.py

# Documents made with known truth, read and counted cell by cell: make accuracy ARGS="--share 1/3".
accuracy: $(STAMP)
	@$(BIN)/python -m crawler.accuracy $(ARGS)

# The page of the columns is made from pipelines/schema.py.
columns: $(STAMP)
	@$(BIN)/python -m pipelines.outputs.columns docs/columns.md

# Only when the requirements have changed; an environment left by a broken run is made anew.
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("gongkai needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" if sys.version_info < (3, 11) else 0)'
	@echo "setting up $(VENV) (once; a few minutes on a slow network)"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(STAMP)

clean:
	rm -rf $(VENV) data/demo
