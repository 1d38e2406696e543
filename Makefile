# The verbs of this house. `make help` lists them. CONTRIBUTING.md says when to use which.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

# A test starts the commands dozens of times: compiling every module anew for each would take longer than they do.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
READY := .venv/.ready
LOCKER := .stamps/locker
SOURCES := kiosk ui printers sync

# The distribution's own Python first: its libraries are the ones that get patched.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard assets/locale/*/LC_MESSAGES/*.po))

# Without a screen the demonstration runs by itself and leaves its pictures in demo-out/.
HEADLESS ?= $(if $(DISPLAY)$(WAYLAND_DISPLAY),,1)

# As many at a time as there are processors, two at least. Not more: several tests keep time, and neighbours on
# the same processors would make them late.
JOBS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n > 2 ? n : 2)))

.PHONY: help
help: ## say what each verb does
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(READY) $(CATALOGUES) ## make .venv with everything in it (once; again when requirements change)

.PHONY: demo
demo: setup ## show the whole story on this machine; HEADLESS=1 without a screen, pictures in demo-out/
	$(BIN)/kiosk demo $(if $(filter 1,$(HEADLESS)),--headless)

.PHONY: test
test: export QT_QPA_PLATFORM := offscreen
test: export LC_ALL := C.UTF-8
test: setup ## check everything: format, lint, types, borders, journeys, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/kiosk journeys check assets/journeys
	$(BIN)/pytest -n $(JOBS) --dist worksteal

.PHONY: fix
fix: setup ## mend format and what the linter can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: setup ## measure what has a budget: start, memory, saving, delivery
	QT_QPA_PLATFORM=offscreen $(BIN)/python tests/bench/run.py

# The long versions of all that is tried at random, with other seeds each time: at 10, what docs/reliability.md
# names. WHAT=tests/faults tries only what is there.
SOAK ?= 10
WHAT ?=

.PHONY: soak
soak: export LC_ALL := C.UTF-8
soak: setup ## try what is tried at random for longer; its figures go to docs/reliability.md; SOAK=100 for days
	mkdir -p .stamps
	-QT_QPA_PLATFORM=offscreen SOAK=$(SOAK) $(BIN)/pytest -m soak -n $(JOBS) --timeout 3600 \
		-o junit_logging=system-out --junitxml .stamps/soak.xml $(WHAT)
	$(BIN)/python tests/bench/soak_report.py .stamps/soak.xml --scale $(SOAK)

.PHONY: screenshots
screenshots: setup ## draw every screen into screenshots-out/
	QT_QPA_PLATFORM=offscreen $(BIN)/python tests/bench/screenshots.py

.PHONY: evidence
evidence: setup ## let a screen reader read a journey; what it says goes to docs/evidence/
	$(BIN)/pytest tests/ui/atspi/evidence_orca.py

.PHONY: texts
texts: setup ## collect the interface's texts for the translators (assets/locale)
	$(BIN)/pybabel -q extract -k words -k N_ -k plural:1,2 --omit-header --add-location=file --no-wrap \
		--sort-by-file -o assets/locale/kiosk.pot $(SOURCES)
	for po in assets/locale/*/LC_MESSAGES/kiosk.po; do \
		language=$${po#assets/locale/}; \
		$(BIN)/pybabel -q update -i assets/locale/kiosk.pot -o $$po -l $${language%%/*} \
			--no-fuzzy-matching --no-wrap; \
		sed -i -E '/^"(POT-Creation-Date|PO-Revision-Date|Report-Msgid-Bugs-To): /d' $$po; \
	done

# Each clause of the standards with the tests that prove it, as they came out just now.
.PHONY: accessibility
accessibility: setup ## try what the accessibility standards ask; the report goes to docs/conformance.md
	mkdir -p .stamps
	-QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8 $(BIN)/pytest -q -m "" -n $(JOBS) -o junit_family=xunit1 \
		--junitxml .stamps/accessibility.xml $$($(BIN)/python packaging/accessibility/report.py --tests)
	$(BIN)/python packaging/accessibility/report.py --results .stamps/accessibility.xml \
		--out docs/conformance.md --build "$$($(BIN)/python -c 'import kiosk; print(kiosk.__version__)')$$( \
		git describe --always --dirty 2>/dev/null | sed 's/^/, commit /')"

.PHONY: lock
lock: $(LOCKER) ## pin every dependency with its hashes (UPGRADE=1 takes the newest)
	lock() { $(LOCKER)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) "$$@"; }; \
	lock requirements/lock.in -o requirements/lock.txt; \
	lock pyproject.toml requirements/build.in --all-extras -o requirements/dev.txt; \
	lock pyproject.toml requirements/build.in -c requirements/dev.txt -o requirements/runtime.txt; \
	lock pyproject.toml requirements/build.in --extra council -c requirements/dev.txt \
		--no-emit-package pyside6-essentials --no-emit-package shiboken6 -o requirements/council.txt

.PHONY: clean
clean: ## remove all that make has made
	rm -rf .venv .stamps build dist demo-out bench-out screenshots-out *.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find assets/locale -name '*.mo' -delete
	find $(SOURCES) council tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements/dev.txt pyproject.toml packaging/debian-libraries
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: apt-get install python3" >&2; exit 1; }
	packaging/debian-libraries $(PYTHON)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

$(LOCKER): requirements/lock.txt
	test -x $@/bin/python || $(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	touch $@

%.mo: %.po $(READY)
	$(BIN)/pybabel -q compile -i $< -o $@
