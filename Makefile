# Two commands on a fresh machine: `make demo` and `make test`. `make` alone lists the rest.
# Everything that is fetched or written stays in .tools/, .venv/ and var/.

PYTHON ?= python3
PORT ?= 8000
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

export UV_PROJECT_ENVIRONMENT := .venv
unexport VIRTUAL_ENV PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help demo dev test lint types contracts compose tests bench faults messages format clean ready

help:
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/'

demo: ready ## the whole house with a demo city (RESET=1 starts anew, PORT=8000)
	@exec $(MANAGE) demo --port $(PORT) $(if $(RESET),--reset)

dev: ready ## like demo, but follows changes in the code and shows errors
	@exec $(MANAGE) dev --port $(PORT) $(if $(RESET),--reset)

test: lint types contracts compose tests ## everything that must hold

lint: ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djlint --lint --quiet templates

types: ready
	$(BIN)/mypy .

contracts: ready
	$(BIN)/lint-imports --no-logo

compose: ready
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

tests: ready
	$(BIN)/python -m pytest -n 2 --ignore tests/bench --ignore tests/faults $(PYTEST)

bench: ready ## measures what has a target, on an idle machine; writes docs/performance.md
	BENCH_REPORT=docs/performance.md $(BIN)/python -m pytest -p no:randomly -s \
		-o python_files=bench_*.py tests/bench $(PYTEST)

faults: ready ## kills workers, beat, Redis and PostgreSQL; writes docs/reliability.md
	FAULTS_REPORT=docs/reliability.md $(BIN)/python -m pytest -p no:randomly tests/faults $(PYTEST)

messages: ready ## collect the texts of code and templates into the catalogues
	PATH="$(CURDIR)/$(BIN):$$PATH" $(MANAGE) makemessages --all --no-obsolete --no-location \
		--extension html,txt,md,mjml,py \
		--ignore .venv --ignore .tools --ignore var --ignore tests --ignore docs

format: ready ## lay out the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean: ## throw away what was fetched and written, with the demo's data
	rm -rf .venv .tools var .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f locale/*/LC_MESSAGES/*.mo

# --- What all of them stand on --------------------------------------------------------------------
ready: .venv/ready $(CATALOGUES)

# uv finds Python 3.13 or fetches it; the lock says the rest.
.venv/ready: uv.lock pyproject.toml .python-version | $(if $(filter .tools/%,$(UV)),.tools/bin/uv)
	@echo "Installing what uv.lock names …"
	@$(UV) sync --locked --quiet
	@touch $@

.tools/bin/uv:
	@echo "Fetching uv …"
	@$(PYTHON) -m venv .tools || { \
		echo >&2 "uv is not here and '$(PYTHON) -m venv' does not work."; \
		echo >&2 "Install python3-venv, or uv itself: https://docs.astral.sh/uv/"; \
		rm -rf .tools; exit 1; }
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9' || { rm -rf .tools; exit 1; }

%.mo: %.po | .venv/ready
	@$(BIN)/msgfmt --check -o $@ $<
