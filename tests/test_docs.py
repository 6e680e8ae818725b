"""The docs name only what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
ELSEWHERE = ("runs/", "grown", "my_", "weights", "solutions", "programs", "table", "tasks.jsonl", "guide.run", "library")
FILE = re.compile(r"`((?:[\w.-]+/)*[\w-]+\.(?:py|lark|jsonl|safetensors))`")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_files_that_are_named_exist(path: Path) -> None:
    known = {found.relative_to(ROOT).as_posix() for package in ("dsl", "tasks", "synth", "tests") for found in (ROOT / package).rglob("*")}
    for name in FILE.findall(path.read_text(encoding="utf8")):
        if "/" in name and "<" not in name and not name.startswith(ELSEWHERE):
            assert any(found == name or found.endswith(f"/{name}") for found in known), f"{path.name} names {name}"


def test_the_architecture_is_read_in_one_sitting() -> None:
    assert len((ROOT / "docs" / "architecture.md").read_text(encoding="utf8").splitlines()) <= 130


def test_the_architecture_names_every_room() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf8")
    for room in (ROOT / "synth").iterdir():
        if room.is_dir() and room.name not in ("machine_code", "__pycache__"):
            assert f"synth/{room.name}" in text, room.name
