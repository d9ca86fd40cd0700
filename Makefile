# Everything one needs: make demo, make test. Each sets up what it needs in .venv on first use.

VENV := .venv
BIN := $(VENV)/bin
# What runs need, and what developers need beside it.
READY := $(VENV)/.ready
DEV_READY := $(VENV)/.dev-ready
DEMO := results/quickstart

# Lint looks at what git tracks: a notebook or scratch file in the checkout is nobody's business.
SOURCES = $(wildcard $(shell git ls-files '*.py' 2>/dev/null))

# One thread per process: MPI ranks and BLAS threads would fight for the same cores.
export OMP_NUM_THREADS := 1
# Tests start some hundred processes: without kept bytecode each would compile all modules again.
unexport PYTHONDONTWRITEBYTECODE

# Tests are independent of each other: two at a time, each worker beginning with its half.
PYTEST := $(BIN)/python -m pytest
IN_PARALLEL := -n 2 --dist worksteal
# Tests of whole runs, and of what is made of them.
RUNS := system verification calibration plot report sweep spectroscopy docs fuzz cluster
WITHOUT_RUNS := $(addprefix --ignore=tests/,$(RUNS))
# Files with tests for two ranks: to collect all the others would take longer than those tests.
OF_RANKS = $(shell grep -rl --include='test_*.py' 'mark\.mpi' tests)
# Counts lines through sys.monitoring, which hardly slows Python down.
export COVERAGE_CORE := sysmon

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test-fast test test-all test-mpi test-ranks test-stop test-report test-paraview test-slurm fuzz lint bench docs docs-serve docs-verification clean

help: ## Show what make can do
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(READY) ## Create the environment .venv, or update it when pyproject.toml changed

setup-dev: $(DEV_READY) ## The same with the tools of developers (tests, style, documentation)

$(READY): pyproject.toml .ci/setup
	@bash .ci/setup $(VENV) fenicsx
	@touch $@

$(DEV_READY): $(READY)
	@bash .ci/setup $(VENV) fenicsx,dev,docs
	@touch $@

demo: setup ## Run the quickstart; an interrupted demo goes on, a finished one is kept
	$(BIN)/filasse run configs/quickstart.yaml -o $(DEMO) --resume
	@echo "Results are in $(DEMO); look at $(DEMO)/figures first. To run it afresh: rm -r $(DEMO)"

test-fast: setup-dev ## Run the tests that take less than a second each: a minute and a half in all
	$(PYTEST) tests $(IN_PARALLEL) $(WITHOUT_RUNS) -m "not slow and not mpi and not browser and not stop"

test: test-mpi ## Run all checks and tests, and print what of the code they cover
	@$(MAKE) --no-print-directory -j 2 lint test-all

# Lint needs a core for half a minute; beside the tests it costs less than before them.
test-all: setup-dev ## Run all tests without lint and the two ranks, with their coverage
	$(PYTEST) $(IN_PARALLEL) --cov --cov-report=term --durations=15

# The second rank has its own folder: two that tidy one up at once get in each other's way.
test-mpi: setup-dev ## Run the tests marked mpi on two ranks
	MPIEXEC_TIMEOUT=1200 $(BIN)/mpiexec -n 1 $(BIN)/python -m pytest -m mpi $(OF_RANKS) : \
	  -n 1 sh -c '$(BIN)/python -m pytest -m mpi $(OF_RANKS) -p no:cacheprovider --basetemp=$(VENV)/rank1 > $(VENV)/rank1.log 2>&1' \
	  || { cat $(VENV)/rank1.log; exit 1; }

test-ranks: setup-dev ## Compare whole runs on three and four ranks with runs on one
	FILASSE_TEST_RANKS="3 4" $(PYTEST) tests/system/ranks/test_any_ranks.py

test-stop: setup-dev ## Tell runs to stop at every kind of moment
	$(PYTEST) -m "stop or not stop" tests/system/interruptions/test_stopping.py

test-report: setup-dev ## Open a report in headless Chromium (needs chromium, chromedriver)
	$(PYTEST) tests/report/test_run_page.py tests/report/test_sweep_page.py tests/report/test_report_browser.py

test-paraview: setup-dev ## Run the ParaView script (needs pvbatch, xvfb-run)
	$(PYTEST) tests/report/test_views.py tests/report/test_pvbatch.py

test-slurm: setup-dev ## Run the job scripts under a SLURM of one node (needs slurmctld, slurmd)
	@PATH=$$PATH:/usr/sbin command -v slurmctld >/dev/null || \
	  { echo "SLURM is missing: apt install slurmctld slurmd slurm-client"; exit 1; }
	FILASSE_TEST_SLURM=1 $(PYTEST) tests/cluster

fuzz: setup-dev ## Try random configurations, valid and hostile, for hours; print what fails
	$(BIN)/python -m tests.fuzz

lint: setup-dev ## Check style, types and import rules
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup-dev ## Print the verification table and the timings
	$(BIN)/python -m benchmarks.verification
	$(BIN)/python -m benchmarks.performance

docs: setup-dev ## Build the documentation in site/ (open site/index.html)
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict -f docs/mkdocs.yml

docs-serve: docs ## Show the documentation at http://localhost:8000, with its search
	$(BIN)/python -m http.server --directory site --bind localhost 8000

docs-verification: setup-dev ## Measure the verification report of the documentation again
	$(BIN)/python -m docs.generate.verification

clean: ## Remove the environment and caches; results stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist site
