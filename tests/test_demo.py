"""The demo shows what a stranger sees first: every task of it is solved, right beyond its examples, and fits a glance."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from synth.cli import demo
from tasks import Task, load
from tasks.tables.table import TABLE

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def pages() -> list[str]:
    done = subprocess.run([sys.executable, "-m", "synth", "demo"], capture_output=True, text=True, cwd=ROOT, timeout=240, check=True)
    *pages, last = done.stdout.strip("\n").split("\n\n")
    assert last == f"{len(pages)} of {len(pages)} solved, {len(pages)} generalised"
    return pages


def test_a_page_is_short(pages: list[str]) -> None:
    for page in pages:
        assert len(page.splitlines()) <= demo.LONGEST, page
        assert max(map(len, page.splitlines())) <= demo.WIDEST + 10, page
        assert "timeout" not in page


def test_a_table_is_filled_as_meant(pages: list[str]) -> None:
    (page,) = (page for page in pages if page.startswith("people :"))
    assert [line.strip() for line in page.splitlines() if "Liskov" in line or "Knuth" in line] == [
        "Barbara Liskov,1939,barbara.1939",
        "Donald Knuth,1938,donald.1938",
    ]


def test_every_kind_of_file_is_shown_and_judged() -> None:
    files = list(demo._showcase().iterdir())
    assert {path.suffix for path in files} == {".csv", ".jsonl", ".sl"}
    for path in files:
        for task in load(str(path)):
            assert isinstance(task, Task), json.dumps(str(task))
            assert task.held_out or task.grammar is not None or TABLE in task.extra, task.name
