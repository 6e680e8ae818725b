"""First-order list operations after DeepCoder (Balog et al. 2017): its functions with their lambdas filled in.

They belong to the benchmark, not to the language: tasks write `map(x -> x * 2, xs)`.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from dsl.kernel import FAIL, add64, mul64, sub64
from dsl.primitives import Primitive, primitive


@primitive("list(int) -> list(int)")
def increment_each(xs: Any) -> Any:
    """Every item plus one."""
    return [x + 1 for x in xs]


@increment_each.kernel
def _(xs: Any, out: Any) -> Any:
    for i in range(len(xs)):
        out[i] = add64(xs[i], 1)
        if out[i] == FAIL:
            return FAIL
    return len(xs)


@primitive("list(int) -> list(int)")
def decrement_each(xs: Any) -> Any:
    """Every item minus one."""
    return [x - 1 for x in xs]


@decrement_each.kernel
def _(xs: Any, out: Any) -> Any:
    for i in range(len(xs)):
        out[i] = sub64(xs[i], 1)
        if out[i] == FAIL:
            return FAIL
    return len(xs)


@primitive("list(int) -> list(int)")
def double_each(xs: Any) -> Any:
    """Every item twice as large."""
    return [x * 2 for x in xs]


@double_each.kernel
def _(xs: Any, out: Any) -> Any:
    for i in range(len(xs)):
        out[i] = add64(xs[i], xs[i])
        if out[i] == FAIL:
            return FAIL
    return len(xs)


@primitive("list(int) -> list(int)")
def halve_each(xs: Any) -> Any:
    """Half of every item, rounded down."""
    return [x // 2 for x in xs]


@halve_each.kernel
def _(xs: Any, out: Any) -> Any:
    for i in range(len(xs)):
        out[i] = xs[i] >> 1
    return len(xs)


@primitive("list(int) -> list(int)")
def negate_each(xs: Any) -> Any:
    """Every item with the opposite sign."""
    return [-x for x in xs]


@negate_each.kernel
def _(xs: Any, out: Any) -> Any:
    for i in range(len(xs)):
        out[i] = -xs[i]
    return len(xs)


@primitive("list(int) -> list(int)")
def square_each(xs: Any) -> Any:
    """Every item times itself."""
    return [x * x for x in xs]


@square_each.kernel
def _(xs: Any, out: Any) -> Any:
    for i in range(len(xs)):
        out[i] = mul64(xs[i], xs[i])
        if out[i] == FAIL:
            return FAIL
    return len(xs)


@primitive("list(int) -> list(int)")
def positives(xs: Any) -> Any:
    """The items above zero."""
    return [x for x in xs if x > 0]


@positives.kernel
def _(xs: Any, out: Any) -> Any:
    size = 0
    for i in range(len(xs)):
        out[size] = xs[i]
        size += 1 if xs[i] > 0 else 0
    return size


@primitive("list(int) -> list(int)")
def evens(xs: Any) -> Any:
    """The items divisible by two."""
    return [x for x in xs if x % 2 == 0]


@evens.kernel
def _(xs: Any, out: Any) -> Any:
    size = 0
    for i in range(len(xs)):
        out[size] = xs[i]
        size += 1 if xs[i] & 1 == 0 else 0
    return size


@primitive("list(int) -> int")
def count_positives(xs: Any) -> Any:
    """How many items are above zero."""
    return sum(1 for x in xs if x > 0)


@count_positives.kernel
def _(xs: Any) -> Any:
    total = 0
    for i in range(len(xs)):
        total += 1 if xs[i] > 0 else 0
    return total


@primitive("list(int) -> list(int) -> list(int)", commutative=True)
def add_pairs(xs: Any, ys: Any) -> Any:
    """The sums of two lists' items, as far as the shorter one goes."""
    return [x + y for x, y in zip(xs, ys)]


@add_pairs.kernel
def _(xs: Any, ys: Any, out: Any) -> Any:
    size = min(len(xs), len(ys))
    for i in range(size):
        out[i] = add64(xs[i], ys[i])
        if out[i] == FAIL:
            return FAIL
    return size


@primitive("list(int) -> list(int) -> list(int)", commutative=True)
def larger_of_pairs(xs: Any, ys: Any) -> Any:
    """The larger of two lists' items, as far as the shorter one goes."""
    return [max(x, y) for x, y in zip(xs, ys)]


@larger_of_pairs.kernel
def _(xs: Any, ys: Any, out: Any) -> Any:
    size = min(len(xs), len(ys))
    for i in range(size):
        out[i] = max(xs[i], ys[i])
    return size


@primitive("list(int) -> list(int)")
def running_maximum(xs: Any) -> Any:
    """For every item the largest up to it."""
    return list(accumulate(xs, max))


@running_maximum.kernel
def _(xs: Any, out: Any) -> Any:
    for i in range(len(xs)):
        out[i] = xs[i] if i == 0 else max(out[i - 1], xs[i])
    return len(xs)


OPERATIONS: tuple[Primitive, ...] = tuple(value for value in globals().values() if isinstance(value, Primitive))
