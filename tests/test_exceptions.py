"""Tables that growing learns from exceptions: a row of them is what two tasks show and no rule explains."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.domain import load_domain
from dsl.evaluate import Failure, evaluate
from synth.config import GrowConfig, SolveConfig
from synth.grow.cycle import Engine
from synth.grow.exceptions import LEAST_ROWS, remembered
from synth.grow.prices import SHARE, shared_prices
from synth.library.conversion import subroutine_entry
from synth.library.store import open_library
from synth.library.tables import origin_of, rows_of, tables_in
from synth.library.vocabulary import fetch
from synth.solving.solver import solve_task
from tasks.task import Task, task_of

TEXT = load_domain("text").vocabulary
RULE = 's -> s ++ "s"'
KEYS = st.sampled_from([f"key{n}" for n in range(9)])
ODD = {"child": "children", "foot": "feet", "mouse": "mice", "man": "men"}


def plural(noun: str) -> str:
    return ODD.get(noun, noun + "s")


def shown(name: str, nouns: str, output: Callable[[str], str] = plural, held_out: str = "") -> Task:
    return task_of(name, [(n, output(n)) for n in nouns.split()], [(n, output(n)) for n in held_out.split()])


@settings(max_examples=80, deadline=None)
@given(given_=st.lists(st.lists(KEYS, min_size=5, max_size=9, unique=True), min_size=1, max_size=4), odd=st.sets(KEYS), ruled=st.booleans())
def test_a_row_is_what_two_tasks_show_and_no_rule_explains(given_: list[list[str]], odd: set[str], ruled: bool) -> None:
    hidden = {key: f"{number}!" if key in odd else f"{key}s" for number, key in enumerate(f"key{n}" for n in range(9))}
    tasks = [task_of(f"t{place}", [(key, hidden[key]) for key in keys]) for place, keys in enumerate(given_)]
    found = remembered([(task, RULE if ruled else None) for task in tasks], TEXT, ())
    for word, names in found:
        assert word.body is not None
        rows, witnesses = rows_of(word), {frozenset(task.shown) for task in tasks if task.name in names}
        assert len(rows) >= LEAST_ROWS and len(names) >= 2
        for key, value in rows.items():
            assert hidden[key] == value and sum(any(example.inputs == (key,) for example in each) for each in witnesses) >= 2
        for key in (*hidden, "new"):
            value = evaluate(word.body, (key,), TEXT)
            if key in rows or "if" in str(word.body):
                assert value == rows.get(key, f"{key}s")
            else:
                assert isinstance(value, Failure)
    known = TEXT.extend(*(word for word, _ in found))
    assert remembered([(task, RULE if ruled else None) for task in tasks], known, ()) == []


def test_one_witness_is_none() -> None:
    first, copy = shown("plural", "dog child tree foot mouse man"), shown("copy", "dog child tree foot mouse man")
    other = task_of("other", [("child", "enfant"), ("foot", "pied"), ("mouse", "souris"), ("man", "homme")])
    assert remembered([(first, RULE), (copy, RULE), (other, None)], TEXT, ()) == []
    again = shown("again", "man sun child mouse foot")
    ((word, names),) = remembered([(first, RULE), (other, None), (again, RULE)], TEXT, {"recall_plural"})
    assert (word.name, names, rows_of(word)) == ("recall_plural_2", ("plural", "again"), ODD)
    assert shared_prices([], TEXT.extend(word))[word.name][0] == TEXT["recall"].cost + SHARE  # as for any word


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A library that was grown on two tasks, the second of which has a row to itself."""
    folder = tmp_path_factory.mktemp("grown")
    tasks = [shown("plural", "dog child tree foot mouse lamp man"), shown("animals", "man river foot car child mouse", held_out="tree")]
    config = GrowConfig(("own",), SolveConfig(max_candidates=2000, library="none"), str(folder / "run"), iterations=2, held_out_tasks=0.0)
    url = f"sqlite:///{folder / 'library.db'}"
    with open_library(url) as library:
        lines = [line for _, line in Engine(config, tasks, lambda *_: None).iterations(library)]
        assert [line["solved_train"] for line in lines] == [0, 2] and library.verify() == []
    fetch(url)
    return url


def test_a_table_is_grown_kept_and_shown(grown: str) -> None:
    with open_library(grown) as library:
        ((name, (entry,)),) = tables_in(library.subroutines()).items()
    assert (name, entry.name, entry.tasks) == ("plural", "recall_plural", ("plural", "animals"))
    assert shows(grown, "recall_plural") == ODD


def shows(url: str, name: str) -> dict[str, str]:
    """The rows that `synth library show` names."""
    words = [sys.executable, "-m", "synth", "library", "show", name, "--library", url]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    return dict(re.findall(r'^    "(\w+)" -> "(\w+)"$', done.stdout, re.MULTILINE))


def test_a_further_run_adds_what_it_confirms(grown: str) -> None:
    more = {**ODD, "ox": "oxen", "goose": "geese", "tooth": "teeth"}
    nouns = ("ox cat child goose tooth sun", "tooth car goose ox man")
    tasks = [shown(f"more {place}", each, lambda noun: more.get(noun, plural(noun))) for place, each in enumerate(nouns)]
    with open_library(grown) as library:
        words = library.vocabulary(TEXT)
        ((word, _),) = remembered([(task, "s -> recall_plural(s)") for task in tasks], words, ())
        library.add([subroutine_entry(word, words, run=str(origin_of(word)))])
    assert shows(grown, word.name) == {noun: more[noun] for noun in ("ox", "goose", "tooth")}
    assert [evaluate(word.body, (noun,), words) for noun in (*more, "dog") if word.body] == [*more.values(), "dogs"]


def test_a_later_task_is_solved_by_it(grown: str) -> None:
    later = shown("several", "dog child tree foot lamp", lambda noun: f"two {plural(noun)}", "mouse sun")
    result = solve_task(later, SolveConfig(max_candidates=1_500_000, timeout=60, library=grown), lambda progress: None, (), None)
    assert str(result.program) == 's -> "two " ++ recall_plural(s)' and result.generalised
    space: dict[str, Callable[[str], str]] = {}
    exec(result.to_python(), space)
    assert [space["program"](noun) for noun in ("man", "star")] == ["two men", "two stars"]
