# Everything here is also a plain command in the README; make is a shorter way to type it.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: install test test-full test-browser docs coverage check demo sample fault-matrix

install: $(BIN)/dataaudit

$(BIN)/dataaudit: pyproject.toml constraints.txt
	$(PYTHON) -m venv --upgrade-deps .venv
	$(BIN)/pip install --quiet -c constraints.txt torch==2.13.0 -e '.[dev]'
	touch $@

test: install
	$(BIN)/pytest -n 2

# Whole data sets and property tests at full depth.
test-full: install
	DATAAUDIT_FULL=1 $(BIN)/pytest -n 2 -m "(full or not full) and not browser"

# The report and the explorer in Chromium: install it first (Debian: apt-get install chromium).
test-browser: install
	$(BIN)/pip install --quiet -c constraints.txt -e '.[browser-tests]'
	$(BIN)/pytest -m browser tests/report tests/explorer

# The documentation as a site under site/; warnings are errors.
docs: install
	$(BIN)/pip install --quiet -e '.[docs]'
	$(BIN)/mkdocs build --strict

# Lines of the package that no test runs; compiled kernels are seen by none, mutants ask about them (tests/mutants.py).
coverage: install
	$(BIN)/pytest -n 2 --cov=dataaudit --cov-context=test --cov-report=term:skip-covered

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

demo: install
	$(BIN)/dataaudit demo

# The committed run under reports/sample, rebuilt.
sample: install
	rm -rf reports/sample
	$(BIN)/dataaudit run --input dataaudit/sample/sms_spam.parquet --rules default --out reports/sample --quiet || test $$? -eq 1

# Every seeded training fault on every model with the seeds of the evaluation (about half an hour on two cores).
fault-matrix: install
	$(BIN)/python tests/training/faults/matrix.py evaluate fault_matrix.jsonl
	$(BIN)/python tests/training/faults/fault_table.py fault_matrix.jsonl > docs/fault_matrix.md
