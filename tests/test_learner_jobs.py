"""Every learner has a job or is listed as one that does not pay; the long commands of the pages on them are understood."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest

from synth.cli.app import COMMANDS, _filled, _parser

ROOT = Path(__file__).parent.parent
LONG = ("synth bench", "synth train", "synth grow")  # minutes to hours: that they are understood is tested, not what they do
LEARNERS = {path.stem for path in (ROOT / "synth" / "learn").glob("*.py")} - {"__init__", "learner", "networks"}


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
