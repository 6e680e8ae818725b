"""The shipped suites hold what they promise, and suites of any kind split their examples by the rule."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from dsl.parsing import parse_type
from dsl.type import is_ground
from tasks import Example, Fault, Task, load_suite, suite_names, task_of
from tasks.columns.text_cells import read_as
from tasks.recipe import build, integer, one_of, recipe
from tasks.suite import split
from tasks.written_rows import redrawn

SHIPPED = ("columns", "control_flow", "graphs", "grids", "list_basics", "list_rules", "mappings", "text_edits")
ALL = [pytest.param(task, id=task.name) for name in SHIPPED for task in load_suite(name) if isinstance(task, Task)]


def test_the_shipped_suites_are_found() -> None:
    assert set(SHIPPED) <= set(suite_names())


@pytest.mark.parametrize("name", SHIPPED)
def test_a_suite_has_many_different_tasks(name: str) -> None:
    entries = load_suite(name)
    assert len(entries) >= 30 and all(isinstance(entry, Task) for entry in entries)
    assert len({entry.name for entry in entries}) == len(entries)
    assert len({entry.shown for entry in entries if isinstance(entry, Task)}) == len(entries)


@pytest.mark.parametrize("task", ALL)
def test_a_shipped_task_is_sound(task: Task) -> None:
    if task.name.startswith("columns/"):
        assert (len(task.shown), len(task.held_out)) == (3, 8)
        assert task.inputs == tuple(example.inputs for example in task.held_out)
    elif task.name.startswith("grids/"):
        assert (len(task.shown), len(task.held_out)) == (4, 3)
        assert task.inputs == tuple(example.inputs for example in task.held_out)
    else:
        assert 5 <= len(task.shown) <= 8 and 3 <= len(task.held_out) <= 4 and not task.inputs
    every = [example.inputs for example in task.shown + task.held_out]
    assert len(set(every)) == len(every)
    assert task.contradiction() is None
    assert len({example.output for example in task.shown}) >= 2
    assert is_ground(task.request) and parse_type(str(task.request)) == task.request
    if not task.name.startswith(("mappings/", "graphs/")):
        assert task.domain == ("text" if "str" in str(task.request) else "grids" if "grid" in str(task.request) else "list")


@pytest.mark.parametrize(("name", "least"), [("spreadsheets", 300), ("spreadsheets_test", 190)])
def test_written_columns_are_sound_and_none_is_in_both(name: str, least: int) -> None:
    entries = load_suite(name)
    assert len(entries) >= least and len({entry.name for entry in entries}) == len(entries)
    elsewhere = {entry.shown for entry in load_suite("spreadsheets") if isinstance(entry, Task)}
    for task in entries:
        assert isinstance(task, Task) and len(task.shown) == 3 and len(task.held_out) >= 5 and task.contradiction() is None
        assert task.inputs == tuple(example.inputs for example in task.held_out)
        assert name == "spreadsheets" or task.shown not in elsewhere


def test_rows_drawn_anew_are_the_same_rows() -> None:
    (task,) = [task for task in load_suite("spreadsheets")[:1] if isinstance(task, Task)]
    others = [redrawn(task, Random(seed), 2, column=True) for seed in range(12)]
    for other in others:
        assert sorted(map(repr, (*other.shown, *other.held_out))) == sorted(map(repr, (*task.shown, *task.held_out)))
        assert len(other.shown) == 2 and other.inputs == tuple(e.inputs for e in other.held_out)
    assert 0 < sum(other.shown == task.shown[:2] for other in others) < len(others)


def test_a_column_shows_one_row_of_each_kind_first() -> None:
    signs = recipe("sign", "int -> bool", lambda n: n < 0, integer(-9, 99), kind=lambda n: n < 0)
    (task,) = build("t", [signs], column=(2, 20))
    assert {example.output for example in task.shown} == {True, False}
    (task,) = build("t", [recipe("doubled", "str -> int", lambda n: 2 * n, read_as(one_of(*"12345"), int))], column=(2, 3))
    assert all(example.output == 2 * int(example.inputs[0]) for example in task.shown + task.held_out)


@pytest.mark.parametrize(("family", "least"), [("dates", 35), ("numbers", 25), ("text", 30), ("several", 10)])
def test_columns_has_tasks_of_each_family(family: str, least: int) -> None:
    assert sum(entry.name.startswith(f"columns/{family}: ") for entry in load_suite("columns")) >= least


def test_columns_tell_the_day_from_the_month() -> None:
    """Where a column of dates has days above twelve, a shown row has one."""
    for task in load_suite("columns"):
        if isinstance(task, Task) and task.name in ("columns/dates: American to ISO", "columns/dates: day first with any sign, to ISO"):
            assert any(int(str(example.output)[-2:]) > 12 for example in task.shown)


def test_suites_are_the_same_in_every_process() -> None:
    code = (
        "import tasks; from dsl.written import dumps; from tasks.formats.json_lines import to_record\n"
        "for n in tasks.suite_names():\n for t in map(to_record, tasks.load_suite(n)):\n  for e in t['train'] + t['test']: print(dumps(e))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[1])},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1 and len(texts.pop().splitlines()) > 8 * 90


def numbered(count: int, held_out: int = 0) -> Task:
    return task_of("t", [(i, i) for i in range(count)], [(-1 - i, 0) for i in range(held_out)])


@pytest.mark.parametrize(
    ("task", "hold_out", "shown", "held_out"),
    [
        (numbered(8), None, range(8), []),
        (numbered(9), None, range(6), range(6, 9)),
        (numbered(10), None, range(6), range(6, 10)),
        (numbered(15), None, range(10), range(10, 15)),
        (numbered(15, 2), None, range(15), [-1, -2]),
        (numbered(15), 0, range(15), []),
        (numbered(10), 0.3, range(7), range(7, 10)),
        (numbered(9), 1 / 3, range(6), range(6, 9)),
        (numbered(10), -0.3, range(3, 10), range(3)),
        (numbered(4), 0.9, [0], [1, 2, 3]),
        (numbered(1), 0.5, [0], []),
        (numbered(4, 1), 0.5, [0, 1], [2, 3, -1]),
    ],
)
def test_the_split(task: Task, hold_out: float | None, shown: list[int], held_out: list[int]) -> None:
    done = split(task, hold_out)
    assert [example.inputs[0] for example in done.shown] == list(shown)
    assert [example.inputs[0] for example in done.held_out] == list(held_out)


def test_repeats_never_stand_on_both_sides() -> None:
    task = task_of("t", [(i % 9, 0) for i in range(30)])
    done = split(task, None)
    assert not set(done.shown) & set(done.held_out)
    assert len(done.distinct_shown) == 6 and len(done.held_out) == 3 and len(done.shown) == 20 + 1
    repeated = task_of("t", [(i % 8, 0) for i in range(30)])
    assert split(repeated, None) is repeated


@pytest.mark.parametrize("share", [1, -1, 1.5, float("nan")])
def test_a_share_of_everything_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="hold-out"):
        load_suite("list_basics", share)


def test_a_path_is_a_suite(tmp_path: Path) -> None:
    rows = [{"inputs": [i], "output": i} for i in range(9)]
    path = tmp_path / "a.jsonl"
    records = [{"name": "a", "train": rows}, {"name": "b", "train": rows, "identity_task": True}, {"name": 3}]
    path.write_text("\n".join(map(json.dumps, records)))
    for place in (path, tmp_path):
        kept, fault = load_suite(str(place))
        assert isinstance(kept, Task) and isinstance(fault, Fault)
        assert kept.held_out == tuple(Example((i,), i) for i in (6, 7, 8))
    assert [entry.name for entry in load_suite(str(path), 0, identity_tasks=True)] == ["a", "b", "a:3"]


def test_an_unknown_name_gets_the_nearest() -> None:
    (fault,) = load_suite("list_basic")
    assert isinstance(fault, Fault) and "did you mean 'list_basics'?" in fault.message
    (fault,) = load_suite("nothing/here.jsonl")
    assert isinstance(fault, Fault) and "no such file" in fault.message
