"""The commands of docs/hybrid.md and docs/learners.md, pasted into a fresh folder; and that every learner has a job or is listed."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from synth.cli.app import COMMANDS, _filled, _parser

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.M | re.S)
LONG = ("synth bench", "synth train", "synth grow")  # minutes to hours: that they are understood is tested, not what they do
LEARNERS = {path.stem for path in (ROOT / "synth" / "learn").glob("*.py")} - {"__init__", "learner", "networks"}


def blocks(name: str) -> list[str]:
    return BLOCK.findall((ROOT / "docs" / name).read_text(encoding="utf8"))


def pasted(block: str, folder: Path) -> str:
    """What a block prints, run by a shell in a folder, with this synth and this Python."""
    bin_ = folder / "bin"
    bin_.mkdir(exist_ok=True)
    for name, command in (("synth", f"{sys.executable} -m synth"), ("python", sys.executable)):
        (bin_ / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        (bin_ / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-euc", block], cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_first_commands_of_the_docs_fill_a_table_and_count_with_what_was_learned(tmp_path: Path) -> None:
    printed = pasted(blocks("hybrid.md")[0], tmp_path)
    assert "this book was truly great,praise" in printed
    assert "the film was so boring,blame" in printed
    assert "right on" in printed and "kept apart" in printed
    assert printed.splitlines()[-1] == "2"


def test_the_demo_and_what_follows_it_in_the_docs(tmp_path: Path) -> None:
    printed = pasted(blocks("hybrid.md")[1], tmp_path)
    assert 'count(s -> kind(s) == "praise", ss)' in printed
    assert "image -> kind_2(image)" in printed
    assert len(printed) < 6000, "weights are no text to read"
    assert printed.splitlines()[-1] == '"praise"'
    assert (tmp_path / "tone.safetensors").stat().st_size < 200_000
    for line in (match.group(1) for match in re.finditer(r"right on ([\d.]+)% of \d+ examples", printed)):
        assert float(line) >= 60


@pytest.mark.parametrize("name", ["hybrid.md", "learners.md"])
def test_long_commands_of_the_docs_are_understood(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf8")
    lines = [line.strip().partition("#")[0].replace("…", "").strip() for line in text.splitlines() if line.strip().startswith(LONG)]
    assert lines
    for line in lines:
        _, command, *words = shlex.split(line.replace("SUITE", "list_basics").replace("DIR", "run"))
        kind, _ = COMMANDS[command]
        given, rest = _parser(command, kind).parse_known_intermixed_args(words)
        assert not rest, line
        _filled(command, kind, vars(given))


def test_other_blocks_of_the_docs_of_learners_run(tmp_path: Path) -> None:
    for block in blocks("learners.md"):
        pasted("\n".join(line for line in block.splitlines() if not line.startswith(LONG)), tmp_path)


def imported() -> set[str]:
    """The learners that something outside of benches imports."""
    found: set[str] = set()
    for path in (ROOT / "synth").rglob("*.py"):
        if path.parent.name in ("bench", "learn"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("synth.learn"):
                found |= {(node.module or "").removeprefix("synth.learn").lstrip("."), *(alias.name for alias in node.names)}
    return found & LEARNERS


def test_every_learner_has_a_job_or_stands_as_one_that_does_not_pay() -> None:
    text = (ROOT / "docs" / "learners.md").read_text(encoding="utf8")
    idle = text.partition("## Measured, does not pay here")[2].partition("\n## ")[0]
    listed = set(re.findall(r"^\| `(\w+)`", idle, re.M))
    assert imported() | listed == LEARNERS, LEARNERS - imported() - listed
    assert not imported() & listed
    for name in listed:
        users = [path.name for path in (ROOT / "synth" / "bench").glob("*.py") if f"{name}" in path.read_text(encoding="utf8")]
        assert users, f"{name} is reached by no bench"
