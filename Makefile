# Two commands on a machine that has Python 3.11 and make: `make demo` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test clean

demo: $(READY)
	$(BIN)/synth demo

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/synth demo > /dev/null || true  # compiles the kernels once, before many processes want them
	$(BIN)/python -m pytest tests/test_worker.py  # forks its workers from a small process, not from one that other tests filled
	$(BIN)/python -m pytest -n 2 --ignore=tests/test_worker.py

$(READY): pyproject.toml constraints.txt
	@echo "setting up .venv; the first time takes a few minutes"
	test -x $(BIN)/python || "$(PYTHON)" -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt -e '.[test]'
	@touch $@

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache
