"""Primitives of the user's own: searched with whatever they are, and never able to spoil a run."""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dsl.domain import load_domain
from dsl.kernel import FAIL
from dsl.primitives import Primitive, primitive
from dsl.type import STR, Type, apply, parameters
from synth import solve
from synth.batch.trial import Trial
from synth.columns.heap import HEAP_SLOTS
from synth.columns.interpreted import Interpreter, interpretable
from synth.columns.kernels import kernel as machine_code
from synth.columns.layout import Frame
from synth.columns.store import Store
from synth.faults import Misuse

ROOT = Path(__file__).parent.parent
SPREAD = '''
from dsl import primitive
from synth import solve

@primitive("list(int) -> int")
def spread(xs):
    """Largest minus smallest.

    >>> spread([3, 9, 4])
    6
    """
    return max(xs) - min(xs)

examples = [([3, 9, 4], 6), ([1, 1], 0), ([5, 2, 7, 7], 5), ([10, 0], 10)]
result = solve(examples, primitives=[spread], timeout=60)
print(result.status, result.program, result([1, 8]), sep="|")
'''


def made(signature: str, function: Callable[..., Any], **options: Any) -> Primitive:
    function.__doc__ = ""
    return primitive(signature, name=function.__name__ if function.__name__.isidentifier() else "own", **options)(function)


@pytest.mark.parametrize("way", ["file", "standard input"])
def test_a_bare_script(way: str, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SPREAD)
    command = [sys.executable, str(script)] if way == "file" else [sys.executable, "-"]
    text = None if way == "file" else SPREAD
    done = subprocess.run(command, input=text, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=300)
    assert done.stdout.strip() == "solved|xs -> spread(xs)|7", done.stderr


def called(p: Primitive, instance: Type, rows: list[tuple[Any, ...]], compiled: bool = False) -> list[Any]:
    """What the routine behind a primitive's address answers for some rows; None for a failure."""
    types, result = parameters(instance)
    store = Store(1, len(rows))
    store.reserve_heap(4096, 1 << 16)
    kernel = machine_code(p, True, make=True) if compiled else Interpreter(store, lambda: 1.0).kernel(p, instance)
    columns = [np.array([FAIL if row[j] is None else store.word(row[j], t) for row in rows], np.int64) for j, t in enumerate(types)]
    table = np.zeros(HEAP_SLOTS + 12, np.int64)
    table[:HEAP_SLOTS] = store.frame[:HEAP_SLOTS]
    for j, column in enumerate(columns):
        table[HEAP_SLOTS + 3 * j :][:3] = column.ctypes.data, store.frame[Frame.HEAP_DATA], store.frame[Frame.HEAP_START]
    out, scratch = np.zeros(len(rows), np.int64), np.zeros(1 << 16, np.int64)
    run = ctypes.CFUNCTYPE(*[ctypes.c_int64] * 6)(kernel.address)
    used = run(table.ctypes.data, len(rows), out.ctypes.data, scratch.ctypes.data, len(scratch))
    store.reserve_heap(len(rows), len(scratch))
    answers, at = [], 0
    for word in out.tolist():
        if word == FAIL:
            answers.append(None)
        elif kernel.in_scratch:
            answers.append(store.value(store.intern_within(scratch[at : at + word].tolist()), result))
            at += word
        else:
            answers.append(store.value(word, result))
    assert used == (at if any(a is not None for a in answers) else -1)
    return answers


@pytest.mark.parametrize(
    ("signature", "function", "rows", "expected"),
    [
        ("int -> int", lambda n: 12 // n, [(3,), (0,), (None,)], [4, None, None]),
        ("int -> int", lambda n: n == 1, [(1,), (2,)], [None, None]),
        ("int -> bool", lambda n: n, [(1,), (2,)], [None, None]),
        ("int -> bool", lambda n: n > 1, [(1,), (2,)], [False, True]),
        ("int -> int", lambda n: n**40, [(2,), (3,), (1,)], [2**40, None, 1]),
        ("int -> int", lambda n: n / 2, [(2,)], [None]),
        ("int -> int", lambda n: {}[n], [(2,)], [None]),
        ("int -> int", lambda n: sys.exit(n), [(2,)], [None]),
        ("list(int) -> list(int)", lambda xs: [*xs, 1], [((1, 2),), ((),)], [(1, 2, 1), (1,)]),
        ("list(int) -> list(int)", lambda xs: [str(x) for x in xs], [((1, 2),), ((),)], [None, ()]),
        ("list(int) -> list(int)", lambda xs: [x > 1 for x in xs], [((1, 2),)], [None]),
        ("int -> list(int)", lambda n: range(n), [(3,), (1024,), (1025,)], [(0, 1, 2), tuple(range(1024)), None]),
        ("int -> str", lambda n: "ab" * n, [(2,), (0,), (3000,)], ["abab", "", None]),
        ("str -> list(str)", lambda s: s.split(), [("a b",), ("",)], [("a", "b"), ()]),
        ("list(str) -> str", lambda xs: xs[0], [(("é", "b"),), ((),)], ["é", None]),
        ("list(list(int)) -> int", lambda xss: sum(map(len, xss)), [(((1,), (2, 3)),)], [3]),
        ("pair(int, str) -> pair(str, int)", lambda p: (p[1], p[0]), [((1, "a"),)], [("a", 1)]),
        ("int -> str -> str", lambda n, s: s[n], [(0, "xy"), (2, "xy")], ["x", None]),
    ],
)  # fmt: skip
def test_the_reference_behind_an_address(signature: str, function: Any, rows: list[Any], expected: list[Any]) -> None:
    p = made(signature, function)
    assert interpretable(p, p.type)
    assert called(p, p.type, rows) == expected


def test_an_instance_says_the_type() -> None:
    p = made("list(a) -> a", lambda xs: xs[-1])
    assert not interpretable(p, p.type)
    instance = apply({"a": STR}, p.type)
    assert called(p, instance, [(("p", "q"),), ((),)]) == ["q", None]


def test_no_room_in_the_heap_fails_a_row() -> None:
    p = made("int -> list(list(int))", lambda n: [[n, i] for i in range(1000)])
    answers = called(p, p.type, [(k,) for k in range(6)])
    assert answers[0] is not None
    assert answers[-1] is None


def test_functions_are_not_interpreted() -> None:
    p = made("(int -> int) -> int -> int", lambda f, n: f(n))
    assert not interpretable(p, p.type)
    assert not interpretable(made("token -> token", lambda x: x), made("token -> token", lambda x: x).type)


def raises(n: int) -> int:
    raise RuntimeError("no")


def of_another_type(n: int) -> Any:
    return str(n)


def for_ever(n: int) -> int:
    while True:
        pass


def hungry(n: int) -> int:
    kept = []
    while True:
        kept.append(bytearray(16 << 20))


def partial(n: int) -> int:
    return 1 // n


@pytest.mark.parametrize(
    ("function", "note"),
    [
        (raises, "primitive 'raises' was of no use: on every call it raised RuntimeError"),
        (of_another_type, "primitive 'of_another_type' was of no use: on every call it gave a str where int was declared"),
        (for_ever, "ran longer than 1 s"),
        (hungry, None),
        (partial, ""),
    ],
)
def test_what_misbehaves_costs_its_candidates_only(function: Any, note: str | None) -> None:
    p = made("int -> int", function, cost=1.0)
    examples = [([3, 1, 2], [4, 2, 3]), ([7], [8]), ([5, 5, 0], [6, 6, 1])]
    result = solve(examples, primitives=[p], timeout=60, max_memory=700)
    assert result.status == "solved"
    assert result([1, 2]) == [2, 3]
    assert note is None or note in (result.error or "")
    assert result.error is None or note != ""


def wrong_twice(n: int) -> Any:
    if n > 3:
        raise KeyError(n)
    return "no"


@pytest.mark.parametrize(
    ("signature", "function", "fault"),
    [
        ("int -> int", lambda n: {}[n], "on every call it raised KeyError"),
        ("int -> int", lambda n: sys.exit(), "on every call it raised SystemExit"),
        ("int -> int", lambda n: None, "on every call it gave None"),
        ("int -> a", lambda n: None, "on every call it gave None"),
        ("int -> int", lambda n: 2**70, "on every call it gave a number outside 64 bits"),
        ("int -> int", lambda n: -(2**63), "on every call it gave a number outside 64 bits"),
        ("int -> int", lambda n: n > 1, "on every call it gave a bool where int was declared"),
        ("int -> int", lambda n: 1.0, "on every call it gave a float where int was declared"),
        ("int -> bool", lambda n: n, "on every call it gave an int where bool was declared"),
        ("int -> str", lambda n: b"x", "on every call it gave a bytes where str was declared"),
        ("int -> str", lambda n: "x" * 5000, "on every call it gave a text longer than 4096"),
        ("int -> list(int)", lambda n: itertools.repeat(n), "on every call it gave a list longer than 1024"),
        ("int -> list(int)", lambda n: ["x"], "on every call it gave a list where list(int) was declared"),
        ("int -> list(int)", lambda n: 5, "on every call it gave an int where list(int) was declared"),
        ("int -> pair(int, str)", lambda n: (n, n), "on every call it gave a tuple where pair(int, str) was declared"),
        ("int -> bits(64)", lambda n: -1, "on every call it gave an int where bits(64) was declared"),
        ("int -> int", wrong_twice, "every call failed, at first it gave a str where int was declared"),
        ("int -> int", lambda n: 1 // (n - 2), None),
        ("int -> int", lambda n: np.int64(n), None),
        ("int -> list(int)", lambda n: iter([n]), None),
        ("int -> list(a)", lambda n: [], None),
        ("int -> pair(int, str)", lambda n: (n, "x"), None),
        ("int -> image", lambda n: ((0.5,),), None),
    ],
)
def test_what_is_said_of_calls_that_all_fail(signature: str, function: Any, fault: str | None) -> None:
    trial = Trial(made(signature, function))
    assert trial.fault is None
    for n in (2, 1, 5):
        with contextlib.suppress(Exception, SystemExit):
            trial.primitive(n)
    name = trial.primitive.name
    assert trial.fault == (fault and f"primitive '{name}' was of no use: {fault}")


def test_more_arguments_than_searches_hold_are_refused() -> None:
    five = made("int -> int -> int -> int -> int -> int", lambda a, b, c, d, e: a + b + c + d + e)
    with pytest.raises(Misuse, match=r"^primitive 'own' takes 5 arguments; searches hold at most 4$"):
        solve([(1, 5), (2, 10)], primitives=[five], timeout=10)
    four = made("int -> int -> int -> int -> int", lambda a, b, c, d: a * b + c - d)
    assert solve([((3, 5, 1, 4), 12), ((2, 9, 7, 3), 22), ((8, 4, 2, 9), 25)], primitives=[four], timeout=60).status == "solved"


def test_a_closure_serves() -> None:
    offset = 41

    def shifted(n: int) -> int:
        return n + offset

    result = solve([(1, 42), (5, 46), (-3, 38)], primitives=[made("int -> int", shifted)], timeout=60)
    assert result.status == "solved"
    assert result(0) == 41


@pytest.mark.parametrize(
    ("examples", "given", "expected"),
    [
        ([(["b", "a", "c"], ["a", "b", "c"]), (["zed", "yak", ""], ["", "yak", "zed"])], ["q", "Q", "p"], ["Q", "p", "q"]),
        ([(["bob", "al", "cecil"], "cecil"), (["zed", "yak", "xx"], "zed"), (["a", "ab"], "ab")], ["b", "ba", "a"], "ba"),
    ],
)
def test_texts_are_put_in_order(examples: list[Any], given: list[str], expected: Any) -> None:
    result = solve(examples, timeout=60)
    assert result.status == "solved"
    assert result(given) == expected


@pytest.mark.parametrize("name", ["sort", "maximum"])
def test_ranks_stand_for_texts_in_kernels(name: str) -> None:
    p = load_domain("lists").vocabulary[name]
    instance = apply({"a": STR}, p.type)
    rows = [(("b", "a", "ab", "b"),), ((),), (("Z", "", "z", "é"),)]
    assert called(p, instance, rows, compiled=True) == called(p, instance, rows)
