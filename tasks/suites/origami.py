"""Twenty classic recursive functions, each shown the way a teacher shows a recursion: an input, then what is left of it step by step.

Every chain of shown examples goes down to the simplest input, so the value of the recursive call stands among the examples.
Held-out inputs are longer and begin no chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from tasks.task import Task, task_of

Inputs = tuple[Any, ...]
Descent = Callable[..., Inputs | None]  # what is left of the inputs after one step; None after the last


def shorter(xs: list[Any], *others: Any) -> Inputs | None:
    """Without the first item; other inputs stay."""
    return (xs[1:], *others) if xs else None


def both_shorter(xs: list[Any], ys: list[Any]) -> Inputs | None:
    """Both lists without their first items."""
    return (xs[1:], ys[1:]) if xs and ys else None


def two_shorter(xs: list[Any]) -> Inputs | None:
    """Without the first two items."""
    return (xs[2:],) if len(xs) > 1 else None


def lower(n: int, *others: Any) -> Inputs | None:
    """One less; other inputs stay."""
    return (n - 1, *others) if n else None


def closer(low: int, high: int) -> Inputs | None:
    """A lower bound one higher."""
    return (low + 1, high) if low < high else None


def along(n: int, xs: list[Any]) -> Inputs | None:
    """One place less in a list without its first item."""
    return (n - 1, xs[1:]) if n else None


def chain(descent: Descent, start: Inputs) -> Iterator[Inputs]:
    """An input and what is left of it, down to the simplest."""
    inputs: Inputs | None = start
    while inputs is not None:
        yield inputs
        inputs = descent(*inputs)


def chained(
    name: str, request: str, function: Callable[..., Any], descent: Descent, starts: Sequence[Inputs], held_out: Sequence[Inputs]
) -> Task:
    """A task whose shown examples are the chains from some starts."""
    shown = list({repr(inputs): inputs for start in starts for inputs in chain(descent, start)}.values())
    taught, asked = ([(inputs if len(inputs) > 1 else inputs[0], function(*inputs)) for inputs in part] for part in (shown, held_out))
    return replace(task_of(f"origami/{name}", taught, asked, request), domain="origami", origin=f"origami:{name}")


def until_zero(xs: list[int]) -> list[int]:
    return xs[: xs.index(0)] if 0 in xs else xs


ONE = "list(int) -> list(int)"
ROWS = "list(list(int)) -> list(list(int))"
STARTS: list[Inputs] = [([4, 1, 7, 3],), ([2, 9, 5],), ([0, 6],), ([-3, 8, 1],)]
LONGER: list[Inputs] = [([3, 8, 0, 2, 5],), ([7, 7, 1, 0, 9, 4],), ([11, -2, 5, 5, 6, 0, 1],), ([20],)]
ROW_STARTS: list[Inputs] = [([[0, 3], [4], [0], [2, 0, 1]],), ([[5, 1], [0, 2, 2], [7]],), ([[0, 0], [6, 6, 0, 1], [1]],)]
LONGER_ROWS: list[Inputs] = [
    ([[1, 0], [0, 5, 5], [3], [0], [8, 8]],),
    ([[0, 1, 2, 3], [9], [9, 0], [0, 9], [5], [2, 3, 1]],),
    ([[7], [0, 4], [1, 1, 1], [6], [0, 2, 0, 3, 8]],),
]

TASKS = (
    # a list taken in
    chained("length", "list(int) -> int", len, shorter, STARTS, LONGER),
    chained("total", "list(int) -> int", sum, shorter, STARTS, LONGER),
    # a list changed item by item
    chained("one more each", ONE, lambda xs: [x + 1 for x in xs], shorter, STARTS, LONGER),
    chained("double each", ONE, lambda xs: [x + x for x in xs], shorter, STARTS, LONGER),
    chained("negate each", ONE, lambda xs: [-x for x in xs], shorter, STARTS, LONGER),
    chained("length of each row", "list(list(int)) -> list(int)", lambda rows: list(map(len, rows)), shorter, ROW_STARTS, LONGER_ROWS),
    # some items kept
    chained("rows that begin with zero", ROWS, lambda rows: [r for r in rows if r[0] == 0], shorter, ROW_STARTS, LONGER_ROWS),
    chained("rows of one item", ROWS, lambda rows: [r for r in rows if len(r) == 1], shorter, ROW_STARTS, LONGER_ROWS),
    chained(
        "copies of a number",
        "list(int) -> int -> list(int)",
        lambda xs, n: [x for x in xs if x == n],
        shorter,
        [([5, 3, 3], 3), ([1, 4, 1, 2], 4), ([6, 0, 0], 0), ([8, 2], 8)],
        [([2, 5, 2, 2, 9, 2], 2), ([7, 1, 7, 0, 7], 7), ([4, 4, 3, 4, 5, 3], 3)],
    ),
    # lists of numbers in a row
    chained("range", "int -> list(int)", lambda n: list(range(n)), lower, [(7,)], [(9,), (12,), (10,)]),
    chained(
        "from one number up to another",
        "int -> int -> list(int)",
        lambda low, high: list(range(low, high)),
        closer,
        [(2, 6), (-1, 3), (5, 9)],
        [(1, 8), (-4, 4), (10, 16)],
    ),
    chained("places of the items", ONE, lambda xs: list(range(len(xs))), shorter, STARTS, LONGER),
    chained("count down", "int -> list(int)", lambda n: list(range(n, 0, -1)), lower, [(7,)], [(9,), (12,), (10,)]),
    chained(
        "repeat a number",
        "int -> int -> list(int)",
        lambda n, x: [x] * n,
        lower,
        [(4, 7), (3, 2), (4, 0)],
        [(6, 3), (5, -1), (7, 9)],
    ),
    # two lists
    chained(
        "append",
        "list(int) -> list(int) -> list(int)",
        lambda xs, ys: xs + ys,
        shorter,
        [([4, 1, 7], [2, 2]), ([9, 5], [3]), ([6], []), ([0, 8], [5, 1, 4])],
        [([3, 8, 0, 2], [7, 1]), ([1, 1, 5], [9, 9, 9]), ([2, 4, 6, 8, 1], [0])],
    ),
    chained(
        "add in pairs",
        "list(int) -> list(int) -> list(int)",
        lambda xs, ys: [x + y for x, y in zip(xs, ys, strict=True)],
        both_shorter,
        [([4, 1, 7], [2, 2, 5]), ([9, 5, 0], [3, 8, 1]), ([6, 2], [4, 10]), ([-1], [8])],
        [([3, 8, 0, 2], [7, 1, 1, 6]), ([1, 1, 5, 2, 7], [9, 9, 9, 0, 3]), ([12], [30])],
    ),
    # places and order
    chained(
        "item at a place",
        "int -> list(int) -> int",
        lambda n, xs: xs[n],
        along,
        [(3, [4, 1, 7, 9]), (2, [5, 8, 6]), (2, [3, 0, 2, 1]), (1, [7, 5])],
        [(4, [3, 8, 0, 2, 5]), (3, [9, 9, 1, 6, 2]), (5, [1, 2, 4, 8, 16, 32, 64])],
    ),
    chained(
        "items before the first zero",
        ONE,
        until_zero,
        shorter,
        [([4, 1, 0, 3],), ([2, 9, 5],), ([0, 6],), ([8, 0, 0, 1],)],
        [([3, 8, 0, 2, 5],), ([7, 7, 1, 2, 9],), ([5, 5, 6, 1, 4, 0, 1],), ([0, 1, 0],)],
    ),
    chained(
        "every other item", ONE, lambda xs: xs[::2], two_shorter, [([4, 1, 7, 3, 9],), ([2, 9, 5, 8],), ([0, 6],), ([5, 3, 1],)], LONGER
    ),
    chained("reverse", ONE, lambda xs: xs[::-1], shorter, STARTS, LONGER),
)
