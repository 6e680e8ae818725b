"""Sets: what is in them counts, not in which order. A kernel sees the members in rising order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsl.bounds import MAX_LIST
from dsl.domain import Domain
from dsl.kernel import FAIL
from dsl.primitives import primitive
from dsl.rising_keys import entered, place_of

DOMAIN = Domain("sets", includes=("pairs",), doc="Sets: union, intersection, difference, membership.")


@primitive("set(a)", phrase="the empty set", cost=1.5, traits=["total"])
def empty_set() -> frozenset[Any]:
    """The set without members.

    >>> empty_set()
    frozenset()
    """
    return frozenset()


@empty_set.kernel
def _(out):
    return 0


@primitive(
    "Ord a => list(a) -> set(a)", phrase="{xs}~ as a set", cost=1.0, body_cost=3.0, traits=["order_blind", "copies_blind", "total"]
)
def to_set(xs: Sequence[Any]) -> set[Any]:
    """What is in the list.

    >>> to_set([3, 1, 3])
    {1, 3}
    """
    return set(xs)


@to_set.kernel
def _(xs, out):
    size = 0
    for i in range(len(xs)):
        size = entered(xs[i], out, size)
    return size


@primitive("set(a) -> list(a)", phrase="the sorted members of {s}", cost=1.0, body_cost=3.0, traits=["total"])
def members(s: frozenset[Any]) -> list[Any]:
    """The members from the smallest to the largest.

    >>> members({3, 1})
    [1, 3]
    """
    return sorted(s)


@members.kernel
def _(s, out):
    for i in range(len(s)):
        out[i] = s[i]
    return len(s)


@primitive("set(a) -> int", phrase="the number of members of {s}", cost=1.0, body_cost=2.0, traits=["total"])
def size(s: frozenset[Any]) -> int:
    """How many members there are.

    >>> size({3, 1})
    2
    """
    return len(s)


@size.kernel
def _(s):
    return len(s)


@primitive("a -> set(a) -> bool", phrase="{x} [is/is not] in {s}", cost=1.0, body_cost=2.0, traits=["total"])
def is_member(x: Any, s: frozenset[Any]) -> bool:
    """Whether it is in the set.

    >>> is_member(3, {3, 1})
    True
    """
    return x in s


@is_member.kernel
def _(x, s):
    return 1 if place_of(x, s, len(s)) >= 0 else 0


@primitive(
    "Ord a => set(a) -> set(a) -> set(a)",
    phrase="{s}~ together with {t}",
    cost=1.0,
    body_cost=2.0,
    commutative=True,
    associative=True,
    traits=["total"],
)
def union(s: frozenset[Any], t: frozenset[Any]) -> frozenset[Any]:
    """What is in one or the other.

    >>> union({3, 1}, {2, 3})
    {1, 2, 3}
    """
    return s | t


@union.kernel
def _(s, t, out):
    if len(s) + len(t) > MAX_LIST:
        return FAIL
    i = j = size = 0
    while i < len(s) or j < len(t):
        if j == len(t) or (i < len(s) and s[i] <= t[j]):
            if j < len(t) and s[i] == t[j]:
                j += 1
            out[size] = s[i]
            i += 1
        else:
            out[size] = t[j]
            j += 1
        size += 1
    return size


@primitive(
    "set(a) -> set(a) -> set(a)",
    phrase="what {s} and {t} share",
    cost=1.0,
    body_cost=2.0,
    commutative=True,
    associative=True,
    traits=["total"],
)
def intersection(s: frozenset[Any], t: frozenset[Any]) -> frozenset[Any]:
    """What is in both.

    >>> intersection({3, 1}, {2, 3})
    {3}
    """
    return s & t


@intersection.kernel
def _(s, t, out):
    size = 0
    for i in range(len(s)):
        if place_of(s[i], t, len(t)) >= 0:
            out[size] = s[i]
            size += 1
    return size


@primitive("set(a) -> set(a) -> set(a)", phrase="{s}~ without what is in {t}", cost=1.0, body_cost=2.0, traits=["total"])
def difference(s: frozenset[Any], t: frozenset[Any]) -> frozenset[Any]:
    """What is in the first and not in the second.

    >>> difference({3, 1}, {2, 3})
    {1}
    """
    return s - t


@difference.kernel
def _(s, t, out):
    size = 0
    for i in range(len(s)):
        if place_of(s[i], t, len(t)) < 0:
            out[size] = s[i]
            size += 1
    return size


@primitive(
    "Ord a => set(a) -> set(a) -> set(a)",
    phrase="what is in just one of {s} and {t}",
    cost=2.0,
    body_cost=3.0,
    commutative=True,
    traits=["total"],
)
def symmetric_difference(s: frozenset[Any], t: frozenset[Any]) -> frozenset[Any]:
    """What is in one of the two, not in both.

    >>> symmetric_difference({3, 1}, {2, 3})
    {1, 2}
    """
    return s ^ t


@symmetric_difference.kernel
def _(s, t, out):
    if len(s) + len(t) > MAX_LIST:
        return FAIL
    i = j = size = 0
    while i < len(s) or j < len(t):
        if i < len(s) and j < len(t) and s[i] == t[j]:
            i += 1
            j += 1
            continue
        if j == len(t) or (i < len(s) and s[i] < t[j]):
            out[size] = s[i]
            i += 1
        else:
            out[size] = t[j]
            j += 1
        size += 1
    return size


@primitive("set(a) -> set(a) -> bool", phrase="{s} [is/is not] a part of {t}", cost=1.5, body_cost=2.5, traits=["total"])
def is_subset(s: frozenset[Any], t: frozenset[Any]) -> bool:
    """Whether the second has all that the first has.

    >>> is_subset({3}, {2, 3})
    True
    """
    return s <= t


@is_subset.kernel
def _(s, t):
    for i in range(len(s)):
        if place_of(s[i], t, len(t)) < 0:
            return 0
    return 1


@primitive(
    "set(a) -> set(a) -> bool",
    phrase="{s} [has nothing/has something] in common with {t}",
    cost=1.5,
    body_cost=2.5,
    commutative=True,
    traits=["total"],
)
def are_disjoint(s: frozenset[Any], t: frozenset[Any]) -> bool:
    """Whether nothing is in both.

    >>> are_disjoint({3, 1}, {2})
    True
    """
    return s.isdisjoint(t)


@are_disjoint.kernel
def _(s, t):
    for i in range(len(s)):
        if place_of(s[i], t, len(t)) >= 0:
            return 0
    return 1


@primitive("Ord a => a -> set(a) -> set(a)", phrase="{s}~ with {x} in it", cost=1.5, body_cost=2.5, traits=["total"])
def with_member(x: Any, s: frozenset[Any]) -> frozenset[Any]:
    """The set with one more member.

    >>> with_member(2, {3, 1})
    {1, 2, 3}
    """
    return s | {x}


@with_member.kernel
def _(x, s, out):
    if len(s) >= MAX_LIST:
        return FAIL
    for i in range(len(s)):
        out[i] = s[i]
    return entered(x, out, len(s))


@primitive("a -> set(a) -> set(a)", phrase="{s}~ without {x}", cost=1.5, body_cost=2.5, traits=["total"])
def without_member(x: Any, s: frozenset[Any]) -> frozenset[Any]:
    """The set without a member, if it has it.

    >>> without_member(3, {3, 1})
    {1}
    """
    return s - {x}


@without_member.kernel
def _(x, s, out):
    size = 0
    for i in range(len(s)):
        if s[i] != x:
            out[size] = s[i]
            size += 1
    return size
