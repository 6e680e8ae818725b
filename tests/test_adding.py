"""`docs/adding.md` works as printed: its files go into a copy of the tree, its commands print what stands below them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "adding.md").read_text(encoding="utf8")
FILES = re.findall(r"^```\w+\n# (\S+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^    \$ (.*)\n((?:(?:    (?!\$ ).*)?\n)*)", TEXT, re.MULTILINE)
MOST_FILES_OF_A_TYPE = 2  # in the package


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages with the files of the page in it, and a command `synth` that runs it."""
    folder = tmp_path_factory.mktemp("tree")
    for name in ("dsl", "tasks", "synth"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path, content in FILES:
        target = folder / path
        assert not target.exists(), f"{path} is there already"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf8")
    command = folder / "bin" / "synth"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m synth "$@"\n')
    command.chmod(0o755)
    return folder


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[command[:40] for command, _ in COMMANDS])
def test_a_command_prints_what_stands_below_it(command: str, shown: str, tree: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(tree), "PATH": f"{tree / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    environment["XDG_CACHE_HOME"] = str(tmp_path)
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=tree, env=environment, timeout=120, check=False)
    assert (done.stdout.rstrip(), done.stderr) == (re.sub("^    ", "", shown, flags=re.MULTILINE).rstrip(), "")


def test_a_type_is_a_file_beside_its_domain() -> None:
    assert len([path for path, _ in FILES if path.startswith(("dsl/types/", "dsl/domains/"))]) <= MOST_FILES_OF_A_TYPE


def test_examples_of_what_is_added_hold(tree: Path) -> None:
    domains = [path.removeprefix("dsl/domains/").removesuffix(".py") for path, _ in FILES if path.startswith("dsl/domains/")]
    assert domains
    code = f"""
from importlib import import_module
from ast import literal_eval
from dsl.domain import own_primitives
for name in {domains!r}:
    for p in own_primitives(import_module(f"dsl.domains.{{name}}")):
        assert p.examples, p
        for given, wanted in p.examples:
            assert p(*literal_eval(f"({{given}},)")) == literal_eval(wanted), p
"""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    subprocess.run([sys.executable, "-c", code], cwd=tree, env=environment, timeout=120, check=True)
