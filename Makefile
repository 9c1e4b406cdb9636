# Every target sets up what it needs, once; a second call starts at once.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve test bench soak check format lock clean

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet

help: ## Say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

serve: .venv/run ## Start the server
	$(BIN)/factordb serve $(ARGS)

test: .venv/dev ## Run the tests; ARGS='-k name' picks some
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

bench: .venv/dev ## Measure, each path beside its peer
	$(BIN)/python -m bench $(ARGS)

soak: .venv/dev ## Kill at random while rows and releases are written; ARGS='300' for so many seconds
	$(BIN)/python -m tests.soak $(ARGS)

check: .venv/dev ## Format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports

format: .venv/dev ## Put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## Forget what was set up
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# The interpreter, then what factordb runs on, then what builds and judges it.
.venv/made: scripts/venv
	@echo "Making .venv ..."
	@scripts/venv
	@touch $@

.venv/run: requirements.txt pyproject.toml .venv/made
	@echo "Installing what factordb runs on ..."
	@$(PIP) install --require-hashes --only-binary :all: -r requirements.txt
	@$(PIP) install --require-hashes --only-binary :all: -r requirements-build.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements-dev.txt .venv/run
	@echo "Installing what tests it ..."
	@$(PIP) install --require-hashes --only-binary :all: -r requirements-dev.txt
	@touch $@

# New pins. Neither an index nor a cache folder is written into the files.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock'
lock: .venv/dev ## Pin the newest versions that go together
	$(LOCK) $(UPGRADE) pyproject.toml -o requirements.txt
	$(LOCK) $(UPGRADE) --group build -c requirements.txt -o requirements-build.txt
	$(LOCK) $(UPGRADE) pyproject.toml --group dev -c requirements.txt -c requirements-build.txt -o requirements-dev.txt
	@! grep -nE '://|--index-url|--extra-index-url|--find-links' requirements*.txt
