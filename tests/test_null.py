"""Null as data: read, inferred, searched with, printed as Python's None, and refused where no type has it."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from dsl.codec import codec_of, draw, read, vary, write
from dsl.domain import load_domain
from dsl.evaluate import Failure, evaluate
from dsl.parsing import parse_type
from dsl.syntax import parse_term
from synth.config import SolveConfig
from synth.solving.solver import solve_task
from tasks import Fault, Task, load, task_of
from tasks.formats.json_lines import task_from_record, to_record

WORDS = load_domain("options").vocabulary
QUICK = SolveConfig(timeout=20, max_candidates=300_000, guide="none", library="none")


@pytest.mark.parametrize(
    ("shown", "request_"),
    [
        ([("a", "A"), (None, "")], "option(str) -> str"),
        ([(None, 1), (3, 4)], "option(int) -> int"),
        ([("N/A", None), ("x", "x")], "str -> option(str)"),
        ([([1, None, 2], 2), ([], 0)], "list(option(int)) -> int"),
        ([([1], None), ([], 0)], "list(int) -> option(int)"),
        ([((None, "b"), "b"), (("a", None), "a")], "option(str) -> option(str) -> str"),
        ([("a", 1), ("b", 2)], "str -> int"),
    ],
)
def test_a_column_with_nulls_is_an_option(shown: list[tuple[Any, Any]], request_: str) -> None:
    task = task_of("t", shown)
    assert str(task.request) == request_
    assert task.domain == ("options" if "option" in request_ else "text")
    record = json.loads(json.dumps(to_record(task)))
    assert [[*e["inputs"], e["output"]] for e in record["train"]] == [[*(i if isinstance(i, tuple) else (i,)), o] for i, o in shown]
    again = task_from_record(record, "t")
    assert (again.request, again.shown) == (task.request, task.shown)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"type": "str -> str", "train": [{"inputs": [None], "output": "a"}]}, "found null; with null it is of type option(str)"),
        ({"train": [{"inputs": [1], "output": None}, {"inputs": [2], "output": None}]}, "$.train[1].output: null has no type of its own"),
        ({"type": "option(option(int)) -> int", "train": [{"inputs": [None], "output": 1}]}, "has null twice"),
        ({"type": "option(str) -> int", "train": [{"inputs": [3], "output": 1}]}, "expected str, found int 3"),
        (
            {"train": [{"inputs": [None], "output": 1}, {"inputs": [2], "output": 1}, {"inputs": ["a"], "output": 1}]},
            "expected int as before",
        ),
        ({"train": [{"inputs": ["a"], "output": 1}], "type": "str -> int", "inputs": [[None]]}, "$.inputs[0][0]: expected str, found null"),
    ],
)
def test_null_where_no_type_has_it_is_named(record: dict[str, Any], message: str, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps({"name": "t", **record}))
    (fault,) = load(str(path))
    assert isinstance(fault, Fault) and message in str(fault) and "\n" not in str(fault)


@pytest.mark.parametrize("text", ["option(int)", "option(str)", "option(list(int))", "list(option(bool))", "option(decimal)"])
def test_values_come_back_from_json(text: str) -> None:
    type_, chance = parse_type(text), random.Random(7)
    empty = () if text.startswith("option") else ((),)
    seen = set()
    for _ in range(60):
        value = (
            read("ab", type_) if text == "option(str)" and chance.random() < 0.5 else draw(type_, chance) if text != "option(str)" else ()
        )
        assert codec_of(type_).holds(value, type_)
        assert read(write(value, type_), type_) == value
        assert codec_of(type_).holds(vary(type_, value, draw(type_, chance) if text != "option(str)" else value, chance), type_)
        seen.add(value)
    assert empty in seen or text.startswith("list")


@pytest.mark.parametrize(
    ("text", "inputs", "wanted"),
    [
        ("o -> or_else(o, 0)", [()], 0), ("o -> or_else(o, 0)", [(4,)], 4), ("o -> is_none(o)", [()], True),
        ("o -> map_option(x -> x + 1, o)", [(4,)], (5,)), ("o -> map_option(x -> x + 1, o)", [()], ()),
        ("o -> if is_none(o) then none else some(1)", [(3,)], (1,)), ("o -> map_option(x -> divide(1, 0), o)", [()], ()),
    ],
)  # fmt: skip
def test_meanings(text: str, inputs: list[Any], wanted: Any) -> None:
    assert evaluate(parse_term(text, WORDS), inputs, WORDS) == wanted


SOLVED = {
    "default": ([(3, 3), (None, 0), (5, 5), (-2, -2)], "or_else(o, 0)", None, 0),
    "first": ([(("a", "b"), "a"), ((None, "b"), "b"), (("c", "q"), "c"), ((None, "zz"), "zz")], "or_else", ("k", None), "k"),
    "kept": ([("ab", "AB"), (None, None), ("xyz q", "XYZ Q"), ("a1", "A1")], "map_option", None, None),
    "there": ([([1, None, 3], [1, 3]), ([None], []), ([5, 6, None, None, 0], [5, 6, 0])], "present", [None, 0, None], [0]),
    "counted": ([([1, None, 3], 1), ([None], 1), ([5, 6, None, None, 2], 2), ([4], 0)], "is_none", [None, None, None, 1], 3),
}


@pytest.mark.parametrize("name", sorted(SOLVED))
def test_tasks_with_nulls_are_solved_and_printed(name: str) -> None:
    shown, part, given, wanted = SOLVED[name]
    task = task_of(name, shown)
    assert isinstance(task, Task)
    result = solve_task(task, QUICK)
    assert result.status == "solved" and part in str(result.program)
    given = given[::-1] if isinstance(given, tuple) else (given,)
    assert result(*given) == (wanted if name != "first" else "k")
    namespace: dict[str, Any] = {}
    exec(result.python, namespace)
    for inputs, output in shown:
        assert namespace["program"](*(inputs if isinstance(inputs, tuple) else (inputs,))) == output


def test_a_program_may_fail_on_null_alone() -> None:
    program = parse_term("o -> divide(6, or_else(o, 0))", WORDS)
    assert isinstance(evaluate(program, [()], WORDS), Failure) and evaluate(program, [(3,)], WORDS) == 2
