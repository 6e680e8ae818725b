"""What a call may wish for: words to use or avoid, a program to begin with, a sketch with holes."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from dsl.parsing import parse_type
from dsl.subroutine import names_in
from synth.config import SolveConfig
from synth.library.vocabulary import vocabulary_of
from synth.solving.result import Result
from synth.solving.solver import solve_task
from synth.solving.wishes import wishes_of
from tasks.task import task_of

EXAMPLES = {
    "sorted": [([3, 1, 2], [1, 2, 3]), ([9, 8], [8, 9]), ([5, 2, 7, 1], [1, 2, 5, 7])],
    "evens": [([3, 4, 6], [8, 12]), ([2, 9, 5, 8], [4, 16]), ([7], []), ([10, 1], [20])],
    "least": [(([5, 3, 9, 1], 2), [1, 3]), (([4, 2], 1), [2]), (([8, 7, 6], 3), [6, 7, 8])],
}


@cache
def solved(name: str, **wishes: Any) -> Result:
    return solve_task(task_of(name, EXAMPLES[name]), SolveConfig(timeout=30, max_candidates=3_000_000, **wishes))


def program(name: str, **wishes: Any) -> str:
    result = solved(name, **wishes)
    assert result.status == "solved", result
    return str(result.program)


def test_what_is_avoided_is_not_in_the_answer() -> None:
    assert program("sorted") == "xs -> sort(xs)"
    for avoided in (("sort",), ("sort", "sort_by")):
        assert not set(avoided) & names_in(solved("sorted", avoid=avoided).program)


def test_an_avoided_operator_takes_all_its_meanings_and_a_word_its_twin() -> None:
    vocabulary = vocabulary_of("list", (), "default")
    without = wishes_of(SolveConfig(avoid=("+", "filter")), vocabulary, parse_type("list(int) -> list(int)")).vocabulary
    assert not {"add", "filter", "filter_indexed"} & set(without) and "filter_indexed" in vocabulary
    assert all(p.body is None or not {"add", "filter"} & names_in(p.body) for p in without.values())


def test_what_must_be_used_is_in_the_answer() -> None:
    assert program("sorted", must_use=("sort_by",)) == "xs -> sort_by(x -> x, xs)"
    assert "add" in names_in(solved("evens", must_use=("+",)).program)


def test_an_own_cost_decides_between_words() -> None:
    assert SolveConfig(costs={"sort": 9}).costs == ("sort=9",)  # type: ignore[arg-type]
    assert program("sorted", costs=("sort=9",)) == "xs -> sort_by(x -> x, xs)"
    assert program("sorted", costs=("sort=9", "sort_by=9")) == "xs -> reverse(sort_descending(xs))"


def test_a_hint_is_tried_first() -> None:
    result = solved("sorted", hint="xs -> sort_by(x -> x * 3, xs)")
    assert (result.status, result.strategy) == ("solved", "hint") and "sort_by" in str(result.program)
    assert program("sorted", hint="xs -> reverse(xs)") == "xs -> sort(xs)"


def test_a_sketch_gives_the_form_of_the_answer() -> None:
    assert program("least", hint="(xs, n) -> take(n, ?)") == "(xs, n) -> take(n, sort(xs))"
    assert program("evens", hint="xs -> map(x -> ?, filter(x -> is_even(x), xs))") == "xs -> map(x -> x * 2, filter(x -> is_even(x), xs))"
    assert program("evens", hint="xs -> map(?, ?)").startswith("xs -> map(x -> x * 2, ")
    other = SolveConfig(timeout=30, max_candidates=50_000, hint="xs -> map(x -> ?, xs)")
    assert solve_task(task_of("sorted", EXAMPLES["sorted"]), other).status != "solved"


@pytest.mark.parametrize(
    ("wishes", "fault"),
    [
        ({"avoid": ("srot",)}, "avoid: no primitive of the task's domain is named 'srot'; did you mean sort?"),
        ({"must_use": ("xyzzyplugh",)}, "must_use: no primitive of the task's domain is named 'xyzzyplugh'; `synth domains NAME`"),
        ({"must_use": ("sort",), "avoid": ("sort",)}, "must_use and avoid both name sort"),
        ({"hint": "xs -> srot(xs)"}, "hint: column 7: unknown name srot: did you mean sort?"),
        ({"hint": "xs -> sort(xs)", "avoid": ("sort",)}, "the hint uses sort, which is to be avoided"),
        ({"hint": "xs -> ?"}, "hint: a sketch of nothing but a hole says nothing"),
        ({"hint": "map(?)"}, "hint: a sketch names its inputs, as 'xs -> map(?, xs)' does; this task has 1"),
        ({"hint": "xs -> take(?, drop(?, slice(?, ?, xs)))"}, "hint: a sketch has at most 4 holes and inputs together, this one has 5"),
        ({"avoid": 7}, "avoid takes names of primitives, not 7"),
        ({"costs": {"srot": 2}}, "costs: no primitive of the task's domain is named 'srot'; did you mean sort?"),
        ({"costs": {"sort": -1}}, "a cost is NAME=UNITS, such as sort=2.5, not 'sort=-1'"),
        ({"costs": "sort"}, "a cost is NAME=UNITS, such as sort=2.5, not 'sort'"),
    ],
)
def test_a_wish_that_cannot_be_granted_is_said_in_a_line(wishes: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(fault)):
        solve_task(task_of("wished", EXAMPLES["sorted"]), SolveConfig(timeout=5, **wishes))
