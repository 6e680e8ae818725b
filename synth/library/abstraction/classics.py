"""The usual functions on lists and numbers, and whether a subroutine is one of them: by what it does on random inputs and functions.

Arguments may come in another order, and a function's, too; a fold may begin at either end.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate, count, pairwise, permutations, product
from typing import Any

from dsl.evaluate import Failure, compile_term, thaw
from dsl.parsing import parse_type
from dsl.primitives import Primitive, Vocabulary
from dsl.term import App, Const, Prim, Term
from dsl.type import BOOL, INT, Con, Type, arrow, instantiate, is_arrow, parameters, unify

TRIALS = 24
SEED = 20
LEAST_ITEM = -2  # of a list that functions are tried on
MODULUS = 11  # what random functions give lies below it


@dataclass(frozen=True)
class Classic:
    """What a function is called, its type, what it does, and for which inputs."""

    name: str
    type: str
    function: Callable[..., Any]
    sensible: Callable[..., bool] = lambda *inputs: True


CLASSICS = (
    Classic("map", "(a -> b) -> list(a) -> list(b)", lambda f, xs: [f(x) for x in xs]),
    Classic("filter", "(a -> bool) -> list(a) -> list(a)", lambda f, xs: [x for x in xs if f(x)]),
    Classic("fold", "(a -> b -> b) -> b -> list(a) -> b", lambda f, y, xs: reduce(lambda z, x: f(x, z), reversed(xs), y)),
    Classic("fold", "(a -> b -> b) -> b -> list(a) -> b", lambda f, y, xs: reduce(lambda z, x: f(x, z), xs, y)),
    Classic("take_while", "(a -> bool) -> list(a) -> list(a)", lambda f, xs: xs[: [*map(f, xs), False].index(False)]),
    Classic(
        "zip_with",
        "(a -> b -> c) -> list(a) -> list(b) -> list(c)",
        lambda f, xs, ys: list(map(f, xs, ys)),
        lambda f, xs, ys: len(xs) == len(ys),
    ),
    Classic("range", "int -> int -> list(int)", lambda low, high: list(range(low, high)), lambda low, high: low <= high),
    Classic("range", "int -> list(int)", lambda n: list(range(n))),
    Classic("length", "list(a) -> int", len),
    Classic("total", "list(int) -> int", sum),
    Classic("append", "list(a) -> list(a) -> list(a)", lambda xs, ys: xs + ys),
    Classic("reverse", "list(a) -> list(a)", lambda xs: xs[::-1]),
    Classic("repeat", "int -> a -> list(a)", lambda n, x: [x] * n),
    Classic("range_up_to", "int -> list(int)", lambda n: list(range(1, n + 1))),
    Classic("squares", "list(int) -> list(int)", lambda xs: [x * x for x in xs]),
    Classic("doubles", "list(int) -> list(int)", lambda xs: [2 * x for x in xs]),
    Classic("successors", "list(int) -> list(int)", lambda xs: [x + 1 for x in xs]),
    Classic("evens", "list(int) -> list(int)", lambda xs: [x for x in xs if x % 2 == 0]),
    Classic("odds", "list(int) -> list(int)", lambda xs: [x for x in xs if x % 2]),
    Classic("positives", "list(int) -> list(int)", lambda xs: [x for x in xs if x > 0]),
    Classic("negatives", "list(int) -> list(int)", lambda xs: [x for x in xs if x < 0]),
    Classic("magnitudes", "list(int) -> list(int)", lambda xs: [abs(x) for x in xs]),
    Classic("row_lengths", "list(list(a)) -> list(int)", lambda rows: [len(row) for row in rows]),
    Classic("row_sums", "list(list(int)) -> list(int)", lambda rows: [sum(row) for row in rows]),
    Classic("row_maxima", "list(list(int)) -> list(int)", lambda rows: [max(row) for row in rows], all),
    Classic("row_minima", "list(list(int)) -> list(int)", lambda rows: [min(row) for row in rows], all),
    Classic("row_heads", "list(list(a)) -> list(a)", lambda rows: [row[0] for row in rows], all),
    Classic("largest_row_sum", "list(list(int)) -> int", lambda rows: max(map(sum, rows)), lambda rows: rows),
    Classic("both_ends", "list(a) -> list(a)", lambda xs: [xs[0], xs[-1]], lambda xs: xs),
    Classic("extremes", "list(a) -> list(a)", lambda xs: [max(xs), min(xs)], lambda xs: xs),
    Classic("raised_by", "list(int) -> int -> list(int)", lambda xs, n: [x + n for x in xs]),
    Classic("lowered_by", "list(int) -> int -> list(int)", lambda xs, n: [x - n for x in xs]),
    Classic("scaled_by", "list(int) -> int -> list(int)", lambda xs, n: [x * n for x in xs]),
    Classic("divided_by", "list(int) -> int -> list(int)", lambda xs, n: [x // n for x in xs], lambda xs, n: n > 0),
    Classic("remainders_by", "list(int) -> int -> list(int)", lambda xs, n: [x % n for x in xs], lambda xs, n: n > 0),
    Classic("distances_from", "list(int) -> int -> list(int)", lambda xs, n: [abs(x - n) for x in xs]),
    Classic("capped_at", "list(int) -> int -> list(int)", lambda xs, n: [min(x, n) for x in xs]),
    Classic("at_least", "list(int) -> int -> list(int)", lambda xs, n: [max(x, n) for x in xs]),
    Classic("those_above", "list(int) -> int -> list(int)", lambda xs, n: [x for x in xs if x > n]),
    Classic("those_below", "list(int) -> int -> list(int)", lambda xs, n: [x for x in xs if x < n]),
    Classic("multiples_of", "list(int) -> int -> list(int)", lambda xs, n: [x for x in xs if x % n == 0], lambda xs, n: n > 0),
    Classic("pair_sums", "list(int) -> list(int) -> list(int)", lambda xs, ys: [x + y for x, y in zip(xs, ys, strict=False)]),
    Classic("pair_differences", "list(int) -> list(int) -> list(int)", lambda xs, ys: [x - y for x, y in zip(xs, ys, strict=False)]),
    Classic("pair_products", "list(int) -> list(int) -> list(int)", lambda xs, ys: [x * y for x, y in zip(xs, ys, strict=False)]),
    Classic("pair_maxima", "list(int) -> list(int) -> list(int)", lambda xs, ys: [max(x, y) for x, y in zip(xs, ys, strict=False)]),
    Classic("pair_minima", "list(int) -> list(int) -> list(int)", lambda xs, ys: [min(x, y) for x, y in zip(xs, ys, strict=False)]),
    Classic("dot_product", "list(int) -> list(int) -> int", lambda xs, ys: sum(x * y for x, y in zip(xs, ys, strict=False))),
    Classic("running_maximum", "list(int) -> list(int)", lambda xs: list(accumulate(xs, max))),
    Classic("running_minimum", "list(int) -> list(int)", lambda xs: list(accumulate(xs, min))),
    Classic("running_product", "list(int) -> list(int)", lambda xs: list(accumulate(xs, lambda x, y: x * y))),
    Classic("neighbour_sums", "list(int) -> list(int)", lambda xs: [x + y for x, y in pairwise(xs)]),
    Classic("sum_of_squares", "list(int) -> int", lambda xs: sum(x * x for x in xs)),
    Classic("sum_of_evens", "list(int) -> int", lambda xs: sum(x for x in xs if x % 2 == 0)),
    Classic("spread", "list(int) -> int", lambda xs: max(xs) - min(xs), lambda xs: xs),
    Classic("mean", "list(int) -> int", lambda xs: sum(xs) // len(xs), lambda xs: xs),
    Classic("second_largest", "list(int) -> int", lambda xs: sorted(xs)[-2], lambda xs: len(xs) > 1),
    Classic("second_smallest", "list(int) -> int", lambda xs: sorted(xs)[1], lambda xs: len(xs) > 1),
    Classic("n_largest", "int -> list(int) -> list(int)", lambda n, xs: sorted(xs, reverse=True)[:n]),
    Classic("n_smallest", "int -> list(int) -> list(int)", lambda n, xs: sorted(xs)[:n]),
    Classic("without_ends", "list(a) -> list(a)", lambda xs: xs[1:-1], lambda xs: len(xs) > 1),
    Classic("there_and_back", "list(a) -> list(a)", lambda xs: xs + xs[::-1]),
    Classic("distinct_sorted", "list(a) -> list(a)", lambda xs: sorted(set(xs))),
    Classic("is_palindrome", "list(a) -> bool", lambda xs: xs == xs[::-1]),
    Classic("is_sorted", "list(a) -> bool", lambda xs: xs == sorted(xs)),
    Classic("gap", "int -> int -> int", lambda n, m: abs(n - m)),
    Classic("is_divisible", "int -> int -> bool", lambda n, m: n % m == 0, lambda n, m: m > 0),
    Classic("clamp", "int -> int -> int -> int", lambda n, low, high: max(low, min(n, high)), lambda n, low, high: low <= high),
    Classic("successor", "int -> int", lambda n: n + 1),
    Classic("halved", "int -> int", lambda n: n // 2),
    Classic("doubled", "int -> int", lambda n: 2 * n),
    Classic("divisors", "int -> list(int)", lambda n: [d for d in range(1, n + 1) if n % d == 0], lambda n: n > 0),
)


@dataclass(frozen=True)
class Order:
    """Which of the classic's arguments each own argument is, and whether functions take theirs the other way round."""

    places: tuple[int, ...]
    turned: bool


@dataclass(frozen=True)
class Mixed:
    """A random function of numbers."""

    factors: tuple[int, ...]
    decides: bool

    def __call__(self, *xs: int) -> int | bool:
        value = sum(k * x for k, x in zip(self.factors, (*xs, 1), strict=True)) % MODULUS
        return 2 * value < MODULUS if self.decides else value


def classic_of(p: Primitive, vocabulary: Vocabulary) -> str | None:
    """The name of the classic function that a subroutine is, None if it is none."""
    known = vocabulary if p.name in vocabulary else vocabulary.extend(p)
    return next((c.name for c in CLASSICS if any(_agrees(p, c, order, known) for order in _orders(p.type, c))), None)


def rediscovered(vocabulary: Vocabulary) -> Mapping[str, str]:
    """The classic functions among the subroutines of a vocabulary, each with the first subroutine that it is."""
    found: dict[str, str] = {}
    for p in vocabulary.values():
        name = classic_of(p, vocabulary) if p.body is not None else None
        if name is not None:
            found.setdefault(name, p.name)
    return found


def _orders(type: Type, classic: Classic) -> Iterator[Order]:
    """The orders in which the types agree."""
    own = instantiate(type, count())
    declared, wanted = parameters(parse_type(classic.type))
    if len(parameters(own)[0]) != len(declared):
        return
    for places, turned in product(permutations(range(len(declared))), (False, True)):
        given = [_turned(declared[i]) if turned else declared[i] for i in places]
        if not (turned and all(len(parameters(t)[0]) < 2 for t in given)) and unify(arrow(*given, wanted), own) is not None:
            yield Order(places, turned)


def _turned(type: Type) -> Type:
    """A function's type with its parameters the other way round."""
    inner, result = parameters(type)
    return arrow(*reversed(inner), result)


def _agrees(p: Primitive, classic: Classic, order: Order, vocabulary: Vocabulary) -> bool:
    """Whether a subroutine gives what the classic function gives."""
    chance, declared = random.Random(SEED), parameters(parse_type(classic.type))[0]
    tried = 0
    while tried < TRIALS:
        inputs = [_drawn(type, chance) for type in declared]
        if classic.sensible(*inputs):
            tried += 1
            given = [(declared[i], inputs[i]) for i in order.places]
            if thaw(_run(p, given, order.turned, vocabulary)) != classic.function(*inputs):
                return False
    return True


def _run(p: Primitive, given: Sequence[tuple[Type, Any]], turned: bool, vocabulary: Vocabulary) -> Any:
    """What a subroutine gives for values and Python functions."""
    words: list[Primitive] = []
    arguments: list[Term] = []
    for type, value in given:
        if is_arrow(type):
            function = (lambda *xs, f=value: f(*reversed(xs))) if turned else value
            words.append(Primitive(f"function {len(words)}", type, function))
            arguments.append(Prim(words[-1].name))
        else:
            arguments.append(Const(value, _ground(type)))
    try:
        return compile_term(App(Prim(p.name), tuple(arguments)), vocabulary.extend(*words))(())
    except ValueError as fault:
        return Failure(str(fault))


def _drawn(type: Type, chance: random.Random) -> Any:
    """A random value of a type, numbers for its variables."""
    if is_arrow(type):
        inner, result = parameters(type)
        return Mixed(tuple(chance.randint(1, MODULUS - 1) for _ in range(len(inner) + 1)), result == BOOL)
    if isinstance(type, Con) and type.name == "list":
        (item,) = type.args
        return [_drawn(item, chance) if _is_list(item) else chance.randint(LEAST_ITEM, 9) for _ in range(chance.randint(0, 6))]
    return chance.randint(0, 9)


def _is_list(type: Type) -> bool:
    return isinstance(type, Con) and type.name == "list"


def _ground(type: Type) -> Type:
    """A type of values with numbers for its variables."""
    return Con(type.name, tuple(map(_ground, type.args))) if isinstance(type, Con) else INT
