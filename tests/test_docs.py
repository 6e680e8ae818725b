"""The pages for people: they name only what exists, every command and snippet of them runs, and they build as a site without a warning."""

from __future__ import annotations

import fnmatch
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pages import Block, blocks

from dsl.domain import load_domain
from dsl.evaluate import evaluate
from dsl.syntax import parse_term
from tasks import Task, load_suite, suite_names

ROOT = Path(__file__).parent.parent
DOCS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
ELSEWHERE = (
    *("runs/", "grown", "my_", "weights", "solutions", "programs", "table", "tasks.jsonl", "guide.run", "library"),
    *("results.jsonl", "progress.jsonl", "peer.jsonl", "FILE.jsonl"),
)
NAMED_FILE = re.compile(r"`((?:[\w.-]+/)*[\w-]+\.(?:py|lark|jsonl|safetensors))`")

# Pages whose blocks need more than a folder; the test that runs them names them.
RUN_BY = {"adding.md": "test_adding.py", "web.md": "test_web.py"}
# How many blocks of a page say `not run: …`, or are run with smaller numbers: none of any other page.
NOT_RUN = {"README.md": 1, "start.md": 1, "grids.md": 1, "hybrid.md": 1, "learners.md": 6, "library.md": 3, "sureness.md": 1}
SMALLER = {"library.md": 1}

RUNNING = [path for path in DOCS if path.name not in RUN_BY and any(block.kind in ("console", "python") for block in blocks(path))]


def marked(path: Path, mark: str) -> list[Block]:
    return [block for block in blocks(path) if block.mark(mark) is not None]


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_files_that_are_named_exist(path: Path) -> None:
    known = {found.relative_to(ROOT).as_posix() for package in ("dsl", "tasks", "synth", "tests") for found in (ROOT / package).rglob("*")}
    for name in NAMED_FILE.findall(path.read_text(encoding="utf8")):
        if not name.startswith(ELSEWHERE):
            assert any(found == name or found.endswith(f"/{name}") for found in known), f"{path.name} names {name}"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_pages_that_are_named_exist(path: Path) -> None:
    text = path.read_text(encoding="utf8")
    for name in [*re.findall(r"\bdocs/([\w-]+\.(?:md|svg|png))\b", text), *re.findall(r"\]\(([\w-]+\.md)(?:#[\w-]*)?\)", text)]:
        assert (ROOT / "docs" / name).exists(), f"{path.name} names {name}"


@pytest.mark.parametrize("path", RUNNING, ids=lambda path: path.name)
def test_a_page_runs(path: Path, tmp_path: Path) -> None:
    run = [sys.executable, ROOT / "tests" / "pages.py", path, tmp_path]
    done = subprocess.run(run, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_nothing_is_left_out_in_silence(path: Path) -> None:
    if path.name in RUN_BY:
        assert path.stem in (ROOT / "tests" / RUN_BY[path.name]).read_text(encoding="utf8"), f"{RUN_BY[path.name]} runs {path.name} no more"
        return
    for block in blocks(path):
        typed = re.search(r"^(synth|make|pip|pytest) [a-z-]", block.text, re.MULTILINE)
        assert block.kind != "illustration" or not typed or block.mark("not run:"), f"{block.where}: a command stands behind a $"
    for mark, known in (("not run:", NOT_RUN), ("as:", SMALLER)):
        found = marked(path, mark)
        assert len(found) == known.get(path.name, 0), f"{path.name}: {[f'{block.where} {block.mark(mark)}' for block in found]}"
        assert all(block.mark(mark) for block in found), f"{path.name}: a reason is wanted behind {mark}"


def test_the_readme_is_short_begins_with_an_answer_and_fills_three_columns() -> None:
    found = blocks(ROOT / "README.md")
    assert found[0].kind == "console" and int(found[0].where.split(":")[1]) < 10
    filled = [name for block in found if block.kind == "console" for name in re.findall(r"^\$ synth solve (\S+\.csv)", block.text)]
    assert filled == [block.text.split()[1] for block in found if block.kind == "file"] and len(filled) == 3
    assert len((ROOT / "README.md").read_text(encoding="utf8").splitlines()) < 160


def test_every_page_is_in_the_index() -> None:
    trees = re.findall(r"```\{toctree\}\n(?::[^\n]*\n)*\n(.*?)```", (ROOT / "docs" / "index.md").read_text(encoding="utf8"), re.DOTALL)
    listed = [name for tree in trees for name in tree.split()]
    for path in (ROOT / "docs").glob("*.md"):
        places = sum(fnmatch.fnmatch(path.stem, name) for name in listed)
        assert places == (path.stem != "index"), f"docs/index.md lists {path.name} {places} times"


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    words = ["-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", str(ROOT / "docs"), str(tmp_path)]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, cwd=ROOT, timeout=200, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Finds a program for (input, output) pairs" in (tmp_path / "api.html").read_text(encoding="utf8")
    assert "<!-- not run" not in re.sub(r"(?s)<!--.*?-->", "", (tmp_path / "start.html").read_text(encoding="utf8"))


def test_the_gallery_shows_forty_programs_that_are_right() -> None:
    text = (ROOT / "docs" / "gallery.md").read_text(encoding="utf8")
    tasks = {task.name: task for suite in suite_names() for task in load_suite(suite) if isinstance(task, Task)}
    shown = re.findall(r"^### ([^\n]*)\n\n```text\n(.*?)\n```\n\n```text\n(.*?)\n```\n\n```python\n", text, re.MULTILINE | re.DOTALL)
    assert len({name for name, _, _ in shown}) == 40
    for name, rows, program in shown:
        task = tasks[name]
        vocabulary = load_domain(task.domain).vocabulary
        term = parse_term(program, vocabulary, task.request)
        for example in (*task.shown, *task.held_out):
            assert evaluate(term, example.inputs, vocabulary) == example.output, f"{name}: {program}"
        assert len(rows.splitlines()) == min(4, len(task.shown))


def test_the_architecture_is_read_in_one_sitting() -> None:
    assert len((ROOT / "docs" / "architecture.md").read_text(encoding="utf8").splitlines()) <= 130


def test_the_architecture_names_every_room() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf8")
    for room in (ROOT / "synth").iterdir():
        if room.is_dir() and room.name not in ("machine_code", "__pycache__"):
            assert f"synth/{room.name}" in text, room.name
