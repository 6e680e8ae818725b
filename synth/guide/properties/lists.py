"""Properties of lists of numbers and what becomes of them: the questions that a property signature answers.

Glossary: `x` an input list, `y` an output, `n` an input number; a property is true, false, or does not apply.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Any

Property = Callable[..., Any]


def is_subsequence(part: Sequence[Any], whole: Sequence[Any]) -> bool:
    """Whether the items stand in the whole in this order, not always side by side."""
    rest = iter(whole)
    return all(item in rest for item in part)


def occurs(part: Sequence[Any], whole: Sequence[Any]) -> bool:
    """Whether the items stand side by side in the whole."""
    return any(whole[i : i + len(part)] == part for i in range(len(whole) - len(part) + 1))


def _constant(values: Sequence[Any]) -> bool:
    return len(set(values)) == 1


def _function(x: Sequence[Any], y: Sequence[Any]) -> bool:
    return len(x) == len(y) and len(set(zip(x, y, strict=True))) == len(set(x))


def _each(test: Callable[[Any, Any], bool]) -> Property:
    """Whether lists of one length agree item by item."""
    return lambda x, y: len(x) == len(y) and all(map(test, x, y))


def _placed(test: Callable[[int, Any, Any], bool]) -> Property:
    """The same with the place of the items."""
    return lambda x, y: len(x) == len(y) and all(test(i, a, b) for i, (a, b) in enumerate(zip(x, y, strict=True)))


def _kept(test: Callable[[set[Any], set[Any]], bool]) -> Property:
    """A test on the values kept and the values dropped, where each value is either."""

    def holds(x: Sequence[Any], y: Sequence[Any]) -> bool:
        kept = set(y)
        if len(y) >= len(x) or tuple(v for v in x if v in kept) != y:
            return False
        return test(kept, set(x) - kept)

    return holds


LENGTHS: tuple[Property, ...] = (
    lambda x, y: len(y) == len(x),
    lambda x, y: len(y) < len(x),
    lambda x, y: len(y) == len(x) - 1,
    lambda x, y: len(y) == len(x) - 2,
    lambda x, y: len(y) == len(x) + 1,
    lambda x, y: len(y) == 2 * len(x),
    lambda x, y: len(y) == len(x) // 2,
    lambda x, y: len(y) == (len(x) + 1) // 2,
    lambda x, y: len(y) == 0,
    lambda x, y: len(y) == 1,
    lambda x, y: len(y) == 2,
    lambda x, y: len(y) == x[0],
    lambda x, y: len(y) == x[-1],
    lambda x, y: len(y) == max(x),
    lambda x, y: len(y) == len(set(x)),
    lambda x, y: len(y) > 2 * len(x),
)
CONTENTS: tuple[Property, ...] = (
    lambda x, y: x == y,
    lambda x, y: set(y) <= set(x),
    lambda x, y: set(y) == set(x),
    lambda x, y: set(x) <= set(y),
    lambda x, y: sorted(x) == sorted(y),
    lambda x, y: Counter(y) <= Counter(x),
    lambda x, y: not set(x) & set(y),
    lambda x, y: is_subsequence(y, x),
    lambda x, y: is_subsequence(y, x[::-1]),
    lambda x, y: is_subsequence(x, y),
    lambda x, y: x[: len(y)] == y,
    lambda x, y: len(y) <= len(x) and x[len(x) - len(y) :] == y,
    lambda x, y: occurs(y, x),
    lambda x, y: y[: len(x)] == x,
    lambda x, y: len(y) >= len(x) and y[len(y) - len(x) :] == x,
    lambda x, y: occurs(x, y),
    lambda x, y: y == x[::-1],
    lambda x, y: y == tuple(sorted(x)),
    lambda x, y: y == tuple(dict.fromkeys(x)),
    lambda x, y: y[0] == x[0],
    lambda x, y: y[-1] == x[-1],
    lambda x, y: y[0] == x[-1],
    lambda x, y: y[-1] == x[0],
    lambda x, y: y[0] == x[1],
    lambda x, y: y[1] == x[0],
    lambda x, y: y[0] == max(x),
    lambda x, y: y[0] == min(x),
    lambda x, y: y[0] == len(x),
    lambda x, y: y[-1] == len(x),
    lambda x, y: y[-1] == sum(x),
    lambda x, y: sum(x) in y,
    lambda x, y: len(x) in y,
    lambda x, y: y == x[::2],
    lambda x, y: y == x[1::2],
    lambda x, y: y == x + x,
    lambda x, y: y == x[1:] + x[:1],
    lambda x, y: y == x[-1:] + x[:-1],
    lambda x, y: sum(x) == sum(y),
    lambda x, y: max(y) > max(x),
    lambda x, y: min(y) < min(x),
)
OUTPUTS: tuple[Property, ...] = (  # of the output alone
    lambda y: all(a <= b for a, b in pairwise(y)),
    lambda y: all(a >= b for a, b in pairwise(y)),
    lambda y: len(set(y)) == len(y),
    lambda y: _constant(y),
    lambda y: _constant([b - a for a, b in pairwise(y)]),
    lambda y: y == tuple(range(len(y))),
    lambda y: y == tuple(range(1, len(y) + 1)),
    lambda y: set(y) <= {0, 1},
    lambda y: all(0 <= v < 10 for v in y),
    lambda y: all(v >= 0 for v in y),
    lambda y: all(v < 0 for v in y),
    lambda y: all(v % 2 == 0 for v in y),
    lambda y: all(v % 2 for v in y),
    lambda y: max(map(abs, y)) > 99,
    lambda y: y == y[::-1],
    lambda y: _constant(y[::2]) or _constant(y[1::2]),
)
ITEMS: tuple[Property, ...] = (
    _function,
    _each(lambda a, b: b >= a),
    _each(lambda a, b: b <= a),
    _each(lambda a, b: b == abs(a)),
    _each(lambda a, b: b == -a),
    _each(lambda a, b: b == a * a),
    _each(lambda a, b: b == a + 1),
    _each(lambda a, b: b == a - 1),
    _each(lambda a, b: b == 2 * a),
    _each(lambda a, b: b == a // 2),
    _each(lambda a, b: b in (a, 0)),
    _each(lambda a, b: a == 0 or b % a == 0),
    _each(lambda a, b: abs(b) <= abs(a)),
    _each(lambda a, b: (a - b) % 2 == 0),
    _each(lambda a, b: (a > 0) == (b > 0)),
    lambda x, y: len(x) == len(y) and _constant([b - a for a, b in zip(x, y, strict=True)]),
    lambda x, y: len(x) == len(y) and _constant([b + a for a, b in zip(x, y, strict=True)]),
    lambda x, y: len(x) == len(y) and 0 not in x and _constant([b / a for a, b in zip(x, y, strict=True)]),
    lambda x, y: len(x) == len(y) and _constant([b - 2 * a for a, b in zip(x, y, strict=True)]),
    lambda x, y: len(x) == len(y) and len({y[i] for i in sorted(range(len(x)), key=x.__getitem__)}) == len(set(x)),
    lambda x, y: len(x) == len(y) and all(b <= d for _, (b, d) in zip(x, pairwise([b for _, b in sorted(zip(x, y, strict=True))]))),
    lambda x, y: len(x) == len(y) and sum(a != b for a, b in zip(x, y, strict=True)) == 1,
    lambda x, y: len(x) == len(y) and sum(a != b for a, b in zip(x, y, strict=True)) == 2,
    lambda x, y: len(x) == len(y) and 2 * sum(a == b for a, b in zip(x, y, strict=True)) >= len(x),
    _placed(lambda i, a, b: b == i),
    _placed(lambda i, a, b: b - a == i),
    _placed(lambda i, a, b: b - a == i + 1),
    _placed(lambda i, a, b: b == a * i),
    _placed(lambda i, a, b: i % 2 == 0 or a == b),
    _placed(lambda i, a, b: i % 2 == 1 or a == b),
    lambda x, y: y == tuple(accumulate(x)),
    lambda x, y: y == tuple(accumulate(x, max)),
    lambda x, y: y == tuple(accumulate(x, min)),
    lambda x, y: len(x) == len(y) and all(b == c - d for b, (c, d) in zip(y[1:], zip(x[1:], y))),
    lambda x, y: len(x) == len(y) and all(d - b == c for (b, d), c in zip(pairwise(y), x[1:])),
    lambda x, y: y == tuple(b - a for a, b in pairwise(x)),
    lambda x, y: y == tuple(a - b for a, b in pairwise(x)),
    lambda x, y: y == tuple(a + b for a, b in pairwise(x)),
    lambda x, y: len(y) == len(x) - 1 and all(b in (p, q) for b, (p, q) in zip(y, pairwise(x))),
    lambda x, y: y == tuple(v - min(x) for v in x),
    lambda x, y: y == tuple(max(x) - v for v in x),
    lambda x, y: y == tuple(x.count(v) for v in x),
    lambda x, y: y == tuple(a + b for a, b in zip(x, x[::-1])),
    lambda x, y: y == tuple(v + len(x) for v in x),
    lambda x, y: y == tuple(v - x[0] for v in x),
)
KEPT: tuple[Property, ...] = (
    _kept(lambda kept, dropped: True),
    _kept(lambda kept, dropped: all(v % 2 == 0 for v in kept)),
    _kept(lambda kept, dropped: all(v % 2 == 0 for v in dropped)),
    _kept(lambda kept, dropped: all(v % 2 for v in kept)),
    _kept(lambda kept, dropped: all(v % 2 for v in dropped)),
    _kept(lambda kept, dropped: min(kept) > max(dropped)),
    _kept(lambda kept, dropped: max(kept) < min(dropped)),
    _kept(lambda kept, dropped: all(v > 0 for v in kept)),
    _kept(lambda kept, dropped: all(v <= 0 for v in dropped)),
    _kept(lambda kept, dropped: all(v < 0 for v in kept)),
    _kept(lambda kept, dropped: all(v % 3 == 0 for v in kept)),
    _kept(lambda kept, dropped: all(v % 3 == 0 for v in dropped)),
    _kept(lambda kept, dropped: len(dropped) == 1),
    _kept(lambda kept, dropped: len(kept) == 1),
    lambda x, y: _kept(lambda kept, dropped: x[0] in dropped)(x, y),
    lambda x, y: _kept(lambda kept, dropped: x[0] in kept)(x, y),
    lambda x, y: _kept(lambda kept, dropped: max(x) in dropped)(x, y),
    lambda x, y: _kept(lambda kept, dropped: all(x.count(v) > 1 for v in kept))(x, y),
    lambda x, y: _kept(lambda kept, dropped: all(x.count(v) == 1 for v in kept))(x, y),
    lambda x, y: _kept(lambda kept, dropped: all(v > x[0] for v in kept))(x, y),
    lambda x, y: _kept(lambda kept, dropped: all(v > len(x) for v in kept))(x, y),
)
LIST_TO_LIST = LENGTHS + CONTENTS + ITEMS + KEPT
NUMBER_TO_LIST: tuple[Property, ...] = (
    lambda n, y: len(y) == n,
    lambda n, y: n in y,
    lambda n, y: all(v > n for v in y),
    lambda n, y: all(v >= n for v in y),
    lambda n, y: all(v < n for v in y),
    lambda n, y: all(v <= n for v in y),
    lambda n, y: all(v % n == 0 for v in y),
    lambda n, y: y[0] == n,
    lambda n, y: y[-1] == n,
    lambda n, y: set(y) == {n},
    lambda n, y: y == tuple(range(n)),
    lambda n, y: y == tuple(range(1, n + 1)),
    lambda n, y: y == tuple(map(int, str(abs(n)))),
)
NUMBER_LIST_TO_LIST: tuple[Property, ...] = (
    lambda n, x, y: y == x[:n],
    lambda n, x, y: y == x[n:],
    lambda n, x, y: n > 0 and y == x[-n:],
    lambda n, x, y: n > 0 and y == x[:-n],
    lambda n, x, y: y == tuple(v for v in x if v > n),
    lambda n, x, y: y == tuple(v for v in x if v < n),
    lambda n, x, y: y == tuple(v for v in x if v != n),
    lambda n, x, y: y == tuple(v for v in x if v == n),
    lambda n, x, y: y == tuple(v for v in x if v % n == 0),
    lambda n, x, y: len(x) == len(y) and all(b - a == n for a, b in zip(x, y)),
    lambda n, x, y: len(x) == len(y) and all(a - b == n for a, b in zip(x, y)),
    lambda n, x, y: len(x) == len(y) and all(a + b == n for a, b in zip(x, y)),
    lambda n, x, y: len(x) == len(y) and all(b == a * n for a, b in zip(x, y)),
    lambda n, x, y: len(x) == len(y) and all(b == a % n for a, b in zip(x, y)),
    lambda n, x, y: len(x) == len(y) and all(b == a // n for a, b in zip(x, y)),
    lambda n, x, y: len(x) == len(y) and all(b == max(a, n) for a, b in zip(x, y)),
    lambda n, x, y: len(x) == len(y) and all(b == min(a, n) for a, b in zip(x, y)),
    lambda n, x, y: n > 0 and y == x[::n],
    lambda n, x, y: y == x[n:] + x[:n],
    lambda n, x, y: y == x[:n] + x[n + 1 :],
    lambda n, x, y: y == (n, *x),
    lambda n, x, y: y == (*x, n),
    lambda n, x, y: y == x * n,
    lambda n, x, y: y[n] != x[n] and len(y) == len(x),
)
TWO_LISTS_TO_LIST: tuple[Property, ...] = (
    lambda a, b, y: y == a + b,
    lambda a, b, y: y == b + a,
    lambda a, b, y: y == tuple(p + q for p, q in zip(a, b)),
    lambda a, b, y: y == tuple(p - q for p, q in zip(a, b)),
    lambda a, b, y: y == tuple(q - p for p, q in zip(a, b)),
    lambda a, b, y: y == tuple(p * q for p, q in zip(a, b)),
    lambda a, b, y: y == tuple(max(p, q) for p, q in zip(a, b)),
    lambda a, b, y: y == tuple(min(p, q) for p, q in zip(a, b)),
    lambda a, b, y: len(y) == min(len(a), len(b)),
    lambda a, b, y: len(y) == len(a) + len(b),
    lambda a, b, y: set(y) <= set(a) & set(b),
    lambda a, b, y: set(y) <= set(a) - set(b),
    lambda a, b, y: set(y) <= set(a) | set(b),
    lambda a, b, y: sorted(y) == sorted(a + b),
    lambda a, b, y: y[0] == a[0] and y[1] == b[0],
    lambda a, b, y: all(v in pair for v, pair in zip(y, zip(a, b))),
)
NESTED_TO_LIST: tuple[Property, ...] = (
    lambda x, y: len(x) == len(y),
    lambda x, y: y == sum(x, ()),
    lambda x, y: y in x,
    lambda x, y: y == tuple(map(len, x)),
    lambda x, y: y == tuple(v[0] for v in x),
    lambda x, y: y == tuple(v[-1] for v in x),
    lambda x, y: y == tuple(map(max, x)),
    lambda x, y: y == tuple(map(sum, x)),
    lambda x, y: y == tuple(map(min, x)),
    lambda x, y: set(y) <= set(sum(x, ())),
)
LIST_TO_NESTED: tuple[Property, ...] = (
    lambda x, y: sum(y, ()) == x,
    lambda x, y: sorted(sum(y, ())) == sorted(x),
    lambda x, y: len(x) == len(y),
    lambda x, y: all(len(v) == 1 for v in y),
    lambda x, y: all(len(v) <= 2 for v in y),
    lambda x, y: all(len(set(v)) == 1 for v in y),
    lambda x, y: len(y) <= 2,
    lambda x, y: all(x[: len(v)] == v for v in y),
    lambda x, y: all(x[len(x) - len(v) :] == v for v in y),
    lambda x, y: _constant([len(v) for v in y]),
    lambda x, y: x in y,
    lambda x, y: x[::-1] in y,
)
LISTS: tuple[Property, ...] = (  # of an input list alone: what a truth value may tell
    *(lambda x, k=k: len(x) > k for k in (0, 1, 2, 3, 4, 6)),
    lambda x: len(x) % 2 == 0,
    lambda x: all(a <= b for a, b in pairwise(x)),
    lambda x: len(set(x)) == len(x),
    lambda x: x[0] == x[-1],
    lambda x: x == x[::-1],
    lambda x: x[0] % 2 == 0,
    lambda x: x[-1] % 2 == 0,
    lambda x: sum(x) % 2 == 0,
    lambda x: all(v % 2 == 0 for v in x),
    lambda x: any(v % 2 == 0 for v in x),
    lambda x: any(v % 2 for v in x),
    lambda x: all(v > 0 for v in x),
    lambda x: any(v < 0 for v in x),
    lambda x: 0 in x,
    lambda x: 1 in x,
    lambda x: sum(x) > 0,
    lambda x: sum(x) > 10,
    lambda x: max(x) > 9,
    lambda x: x[0] > x[-1],
    lambda x: x[0] > x[1],
    lambda x: len(x) in x,
)
