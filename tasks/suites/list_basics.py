"""Small list programs, from one primitive to nested loops with captured values."""

# ruff: noqa: RUF007  -- two lists of unlike length pair up to the shorter, as the tasks say
from __future__ import annotations

from itertools import accumulate, groupby

from tasks.recipe import build, integer, nested, numbers, recipe, rising

MIXED = numbers(-20, 20)
SOME = numbers(-20, 20, 1)
SMALL = numbers(0, 9, 1)
LONG = numbers(0, 30, 4, 10)
REPEATED = numbers(0, 4, 3, 9)
ROWS = nested(numbers(0, 12, 1, 4))
COUNT = integer(1, 5)
DIGIT = integer(0, 9)

ONE = "list(int) -> list(int)"
WITH = "list(int) -> int -> list(int)"
TWO = "list(int) -> list(int) -> list(int)"
TO_INT = "list(int) -> int"
TO_BOOL = "list(int) -> bool"

RECIPES = [
    # one step
    recipe("last item", TO_INT, lambda xs: xs[-1], SOME),
    recipe("descending", ONE, lambda xs: sorted(xs, reverse=True), MIXED),
    recipe("negate each", ONE, lambda xs: [-x for x in xs], MIXED),
    recipe("three times each plus one", ONE, lambda xs: [3 * x + 1 for x in xs], MIXED),
    recipe("square each", ONE, lambda xs: [x * x for x in xs], numbers(-12, 12)),
    recipe("halve each, rounding down", ONE, lambda xs: [x // 2 for x in xs], numbers(0, 60)),
    recipe("keep the negatives", ONE, lambda xs: [x for x in xs if x < 0], MIXED),
    recipe("keep the odd ones", ONE, lambda xs: [x for x in xs if x % 2], LONG),
    recipe("drop the first two", ONE, lambda xs: xs[2:], LONG),
    recipe("all but the last", ONE, lambda xs: xs[:-1], SOME),
    recipe("spread between largest and smallest", TO_INT, lambda xs: max(xs) - min(xs), SOME),
    recipe("contains a zero", TO_BOOL, lambda xs: 0 in xs, numbers(0, 6, 2)),
    # a second input, or a value captured by a function
    recipe("keep above the limit", WITH, lambda xs, n: [x for x in xs if x > n], LONG, integer(5, 25)),
    recipe("scale by the factor", WITH, lambda xs, n: [n * x for x in xs], MIXED, integer(2, 9)),
    recipe("last n items", WITH, lambda xs, n: xs[-n:], numbers(0, 30, 5, 9), COUNT),
    recipe("append the number", WITH, lambda xs, n: [*xs, n], MIXED, DIGIT),
    recipe("cap at the limit", WITH, lambda xs, n: [min(x, n) for x in xs], LONG, integer(8, 20)),
    recipe("distance from the target", WITH, lambda xs, n: [abs(x - n) for x in xs], LONG, integer(0, 30)),
    recipe("how many equal the number", "list(int) -> int -> int", lambda xs, n: xs.count(n), REPEATED, integer(0, 4)),
    recipe("remove every copy", WITH, lambda xs, n: [x for x in xs if x != n], REPEATED, integer(0, 4)),
    recipe("rotate left by n", WITH, lambda xs, n: xs[n:] + xs[:n], numbers(0, 30, 5, 9), COUNT),
    recipe("above the average", ONE, lambda xs: [x for x in xs if x * len(xs) > sum(xs)], LONG),
    recipe("lowered by the minimum", ONE, lambda xs: [x - min(xs) for x in xs], LONG),
    recipe("shortfall from the maximum", ONE, lambda xs: [max(xs) - x for x in xs], LONG),
    recipe("multiples of the first", ONE, lambda xs: [x for x in xs if x % xs[0] == 0], numbers(2, 9, 6, 9)),
    # two lists
    recipe("sum in pairs", TWO, lambda xs, ys: [x + y for x, y in zip(xs, ys)], SOME, SOME),
    recipe("the larger at each place", TWO, lambda xs, ys: [max(x, y) for x, y in zip(xs, ys)], LONG, LONG),
    recipe("weighted total", "list(int) -> list(int) -> int", lambda xs, ys: sum(x * y for x, y in zip(xs, ys)), SMALL, SMALL),
    recipe("merge into one sorted list", TWO, lambda xs, ys: sorted(xs + ys), SMALL, SMALL),
    recipe("in the first, not in the second", TWO, lambda xs, ys: [x for x in xs if x not in ys], LONG, numbers(0, 30, 4, 20)),
    recipe(
        "places where they agree",
        "list(int) -> list(int) -> int",
        lambda xs, ys: sum(x == y for x, y in zip(xs, ys)),
        REPEATED,
        REPEATED,
    ),
    # places
    recipe("every second item", ONE, lambda xs: xs[::2], LONG),
    recipe("times its place", ONE, lambda xs: [i * x for i, x in enumerate(xs, 1)], SMALL),
    recipe("place of the largest", TO_INT, lambda xs: xs.index(max(xs)), SOME),
    recipe("swap the ends", ONE, lambda xs: [xs[-1], *xs[1:-1], xs[0]], numbers(0, 30, 2)),
    recipe("there and back", ONE, lambda xs: xs + xs[::-1], numbers(0, 20, 1, 6)),
    # neighbours, running values, groups
    recipe("running total", ONE, lambda xs: list(accumulate(xs)), MIXED),
    recipe("running maximum", ONE, lambda xs: list(accumulate(xs, max)), SOME),
    recipe("steps between neighbours", ONE, lambda xs: [b - a for a, b in zip(xs, xs[1:])], SOME),
    recipe("already sorted", TO_BOOL, lambda xs: xs == sorted(xs), numbers(0, 9, 2, 4)),
    recipe("without repeats", ONE, lambda xs: list(dict.fromkeys(xs)), REPEATED),
    recipe("runs collapsed", ONE, lambda xs: [x for x, _ in groupby(xs)], numbers(0, 2, 4, 10)),
    recipe("how many different", TO_INT, lambda xs: len(set(xs)), REPEATED),
    recipe("largest rise", TO_INT, lambda xs: max(b - a for a, b in zip(xs, xs[1:])), numbers(0, 40, 2)),
    recipe("gaps of a sorted list", ONE, lambda xs: [x for x in range(xs[0], xs[-1]) if x not in xs], rising(0, 14, 3, 7)),
    recipe("counting up from one, for each", ONE, lambda xs: [i for x in xs for i in range(1, x + 1)], numbers(0, 4, 1, 5)),
    # nested lists
    recipe("total of each row", "list(list(int)) -> list(int)", lambda rows: [sum(row) for row in rows], ROWS),
    recipe("longest row", "list(list(int)) -> int", lambda rows: max(len(row) for row in rows), ROWS),
    recipe("rows flattened and sorted", "list(list(int)) -> list(int)", lambda rows: sorted(x for row in rows for x in row), ROWS),
    recipe("pieces of two", "list(int) -> list(list(int))", lambda xs: [xs[i : i + 2] for i in range(0, len(xs), 2)], LONG),
    recipe("second largest", TO_INT, lambda xs: sorted(set(xs))[-2], rising(0, 60, 3)),
    recipe(
        "median of an odd count",
        TO_INT,
        lambda xs: sorted(xs)[len(xs) // 2],
        lambda random: numbers(0, 50, n := random.choice((3, 5, 7)), n)(random),
    ),
]
TASKS = build("list_basics", RECIPES)
