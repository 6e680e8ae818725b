# Two commands on a machine that has Python 3.11 and make: `make demo` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test code clean server browser docs

demo: code
	$(BIN)/synth demo

test: code server browser
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_compress.py tests/test_worker.py  # want a small process that has compiled nothing else
	$(BIN)/python -m pytest -n 2 --ignore=tests/test_compress.py --ignore=tests/test_worker.py

# Machine code of all shipped routines, made anew where a source changed; nothing is compiled while a task runs.
code: $(READY)
	$(BIN)/python -m synth.batch.precompile

# The tests of the store start a PostgreSQL server of their own; without root and without a server they say how to install one.
server:
	@ls /usr/lib/postgresql/*/bin/initdb "$$(pg_config --bindir 2> /dev/null)/initdb" 2> /dev/null | grep -q . || test "$$(id -u)" != 0 || \
		{ echo "installing PostgreSQL for the tests"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends postgresql > /dev/null || echo "that failed: the tests of the store will say so"; }

# The tests of the page drive Debian's Chromium; without it they are skipped with a line that says how to install it.
browser:
	@test -x /usr/bin/chromium || test "$$(id -u)" != 0 || { echo "installing Chromium for the tests"; apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium > /dev/null || \
		echo "that failed: the tests of the page will say so"; }

$(READY): pyproject.toml constraints.txt
	@echo "setting up .venv; the first time takes a few minutes"
	test -x $(BIN)/python || "$(PYTHON)" -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt lark llvmlite networkx numba numpy setuptools
	$(BIN)/python -m synth.batch.precompile
	$(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt --no-build-isolation -e '.[test]'
	@touch $@

# The pages as a site, in build/docs; a warning is an error.
docs: $(READY)
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs
	@echo "build/docs/index.html"

clean:
	rm -rf .venv build *.egg-info synth/machine_code dsl/grammar.tables .mypy_cache .ruff_cache .pytest_cache
