"""A type is one file: a codec and a domain file put in place make a new type that is read, searched, run and checked."""

from __future__ import annotations

import importlib
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import dsl.domains
import dsl.types
import tasks.value
from dsl.codec import draw
from dsl.constructors import codecs
from dsl.domain import load_domain
from dsl.evaluate import compile_term
from dsl.parsing import parse_type
from dsl.syntax import parse_term
from dsl.term import print_term
from dsl.type import within
from synth import solve
from synth.cli.app import run
from synth.columns.kernels import all_domain_kernels, domain_kernels, file_of
from synth.columns.store import Store
from synth.solving.perturb import variations
from synth.training.dreams.inputs import rows
from tasks import task_of
from tasks.fault import TaskError
from tasks.value import fit, read_type, to_json

CODEC = '''
"""Temperatures in whole degrees, in JSON as {"celsius": 21}."""

from dsl.codec import TypeCodec, wrong

class Celsius(TypeCodec):
    name, domain, classes, variable = "celsius", "celsius", ("Ord",), "t"

    def infer(self, value):
        return isinstance(value, dict) and set(value) == {"celsius"}

    def read(self, value, wanted, depth):
        if not self.infer(value) or type(value["celsius"]) is not int or not -273 <= value["celsius"] < 10000:
            raise wrong(value, wanted, ' as {"celsius": n}')
        return value["celsius"]

    def write(self, value, type):
        return {"celsius": value}

    def finish(self, result, arguments):
        if type(result) is not int or not -273 <= result < 10000:
            raise ValueError("no such temperature")
        return result

    def sample(self, type, chance, part):
        return chance.randint(-40, 60)

    def vary(self, value, other, type, chance):
        return chance.choice((value, other, value + 1, value - 1))

    def is_literal(self, value, type):
        return value.__class__ is int

CODEC = Celsius()
'''
DOMAIN = '''
"""Temperatures."""

from dsl.domain import Domain
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("celsius", includes=("higher_order",), doc="Temperatures.")

@primitive("celsius -> int -> celsius")
def warmer(t, n):
    """A temperature that is higher by some degrees."""
    return t + n

@warmer.kernel
def _(t, n):
    if not -10000 <= n <= 10000 or not -273 <= t + n < 10000:
        return FAIL
    return t + n

@primitive("celsius -> bool")
def freezes(t):
    """Whether water is ice at it."""
    return t <= 0

@freezes.kernel
def _(t):
    return t <= 0

@primitive("celsius -> int")
def degrees(t):
    """The number of its degrees."""
    return t

@degrees.kernel
def _(t):
    return t
'''
KEPT = (codecs, load_domain, parse_type, within, tasks.value._plain, all_domain_kernels, domain_kernels, file_of)


def forget() -> None:
    """Let what is found by being there be looked for anew."""
    importlib.invalidate_caches()
    for function in KEPT:
        function.cache_clear()


@pytest.fixture
def celsius(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The type and its domain in place as long as a test runs."""
    for package, text in ((dsl.types, CODEC), (dsl.domains, DOMAIN)):
        folder = tmp_path / package.__name__
        folder.mkdir()
        (folder / "celsius.py").write_text(text, encoding="utf8")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    forget()
    yield
    monkeypatch.undo()
    for package in (dsl.types, dsl.domains):
        sys.modules.pop(f"{package.__name__}.celsius", None)
        vars(package).pop("celsius", None)
    forget()


def degrees(number: int) -> dict[str, int]:
    return {"celsius": number}


def solved(path: Path, task: dict[str, object], capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """What `synth solve --json` says of a task file."""
    file = path / "task.jsonl"
    file.write_text(json.dumps(task) + "\n", encoding="utf8")
    assert run(["solve", str(file), "--json", "--timeout", "20", "--library", "none"]) == 0
    record: dict[str, str] = json.loads(capsys.readouterr().out.splitlines()[0])
    return record


def ran(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> object:
    """What `synth run` prints."""
    assert run(["run", *arguments, "--library", "none"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("celsius")
def test_a_new_type_is_solved_printed_and_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = [{"inputs": [degrees(t), n], "output": degrees(t + n + 1)} for t, n in ((20, 3), (-5, 9), (31, -4), (7, 0))]
    held_out = [(44, 6), (-40, 15), (0, -1)]
    test = [{"inputs": [degrees(t), n], "output": degrees(t + n + 1)} for t, n in held_out]
    record = solved(tmp_path, {"name": "warm", "train": shown, "test": test}, capsys)
    assert record["status"] == "solved" and record["type"] == "celsius -> int -> celsius"
    assert "warmer" in record["program"]
    examples = [((e["inputs"][0], e["inputs"][1]), e["output"]) for e in shown]
    assert solve(examples, type=record["type"], library="none", timeout=20)(degrees(44), 6) == degrees(51)
    for t, n in held_out:
        assert ran([record["program"], json.dumps(degrees(t)), str(n), "--type", record["type"]], capsys) == degrees(t + n + 1)


@pytest.mark.usefixtures("celsius")
def test_a_new_type_stands_inside_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lists = ([20, -3, 8], [-5], [0, 31, -9, -12], [4, 2])
    shown = [{"inputs": [[degrees(t) for t in ts]], "output": [degrees(t) for t in ts if t <= 0]} for ts in lists]
    record = solved(tmp_path, {"name": "ice", "type": "list(celsius) -> list(celsius)", "train": shown}, capsys)
    assert record["status"] == "solved"
    given = json.dumps([degrees(t) for t in (9, -9, 1, 0)])
    assert ran([record["program"], given, "--type", record["type"]], capsys) == [degrees(-9), degrees(0)]


@pytest.mark.usefixtures("celsius")
def test_a_new_type_is_checked_against_its_kernels(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "check", "--domain", "celsius"]) == 0, capsys.readouterr().out


@pytest.mark.usefixtures("celsius")
def test_a_new_type_is_read_drawn_and_written() -> None:
    wanted = read_type("list(celsius) -> celsius")
    task = task_of("t", [(([degrees(1), degrees(2)],), degrees(2))])
    assert task.request == wanted and task.domain == "celsius"
    of, chance = parse_type("pair(celsius, bool)"), random.Random(0)
    for value in (draw(of, chance) for _ in range(20)):
        store = Store(1, 1)
        assert store.value(store.word(value, of), of) == value == fit(to_json(value, of), of)
    with pytest.raises(TaskError, match="expected celsius"):
        fit(3, parse_type("celsius"))
    assert rows(wanted, chance, 4) and variations([((1, 2),)], wanted, chance, 5)
    words = load_domain("celsius").vocabulary
    term = parse_term("t -> warmer((5 : celsius), degrees(t))", words)
    assert print_term(term) == "t -> warmer((5 : celsius), degrees(t))"
    assert compile_term(term, words)((3,)) == 8


def test_a_type_that_is_taken_away_is_gone() -> None:
    with pytest.raises(ValueError, match="unknown type"):
        parse_type("celsius -> int")
    assert [codec.name for codec in codecs().values()] == list(codecs())
