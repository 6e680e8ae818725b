"""Maps made of lists: items put behind keys, counted, grouped and added up. The keys of a kernel's map stand in rising order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from dsl.domain import Domain
from dsl.kernel import FAIL, add64
from dsl.primitives import primitive
from dsl.rising_keys import closed, groups, insert, place_for

DOMAIN = Domain("tallies", includes=("pairs",), doc="Maps made of lists: counted, grouped, added up.")


@primitive("map(k, v)", phrase="the empty map", cost=2.0, traits=["total"])
def empty_map() -> dict[Any, Any]:
    """The map without keys.

    >>> empty_map()
    {}
    """
    return {}


@empty_map.kernel
def _(out):
    return 0


@primitive(
    "Ord k => list(k) -> list(v) -> map(k, v)",
    phrase="the map with the keys {keys} and the values {values}",
    cost=1.0,
    body_cost=4.0,
    traits=["total"],
)
def from_lists(keys: Sequence[Any], values: Sequence[Any]) -> dict[Any, Any]:
    """The items of the second list behind those of the first; of a key that comes twice the last value stays.

    >>> from_lists(["a", "b"], [1, 2])
    {'a': 1, 'b': 2}
    """
    return dict(zip(keys, values, strict=False))


@from_lists.kernel
def _(keys, values, out):
    n = min(len(keys), len(values))
    size = 0
    for i in range(n):
        place = place_for(keys[i], out, size)
        if place < size and out[place] == keys[i]:
            out[n + place] = values[i]
        else:
            insert(keys[i], out, place, size)
            insert(values[i], out[n:], place, size)
            size += 1
    return closed(out, size, n)


@primitive(
    "Ord k => list(pair(k, v)) -> map(k, v)",
    phrase="the map of the pairs in {ps}",
    cost=1.0,
    body_cost=4.0,
    composed="ps -> from_lists(first_items(ps), second_items(ps))",
)
def from_pairs(ps: Sequence[Sequence[Any]]) -> dict[Any, Any]:
    """The second of each pair behind the first; of a key that comes twice the last value stays.

    >>> from_pairs([("a", 1), ("b", 2)])
    {'a': 1, 'b': 2}
    """
    return {p[0]: p[1] for p in ps}


@primitive(
    "Ord a => list(a) -> map(a, int)",
    phrase="the count of each {xs:item}",
    cost=1.0,
    body_cost=4.0,
    traits=["opens", "order_blind", "total"],
)
def counts(xs: Sequence[Any]) -> dict[Any, int]:
    """How often each item is there.

    >>> counts([7, 8, 7])
    {7: 2, 8: 1}
    """
    return dict(Counter(xs))


@counts.kernel
def _(xs, out):
    n = len(xs)
    size = 0
    for i in range(n):
        place = place_for(xs[i], out, size)
        if place < size and out[place] == xs[i]:
            out[n + place] += 1
        else:
            insert(xs[i], out, place, size)
            insert(1, out[n:], place, size)
            size += 1
    return closed(out, size, n)


@primitive(
    "Ord k => (a -> k) -> list(a) -> map(k, list(a))",
    phrase="{xs:items} grouped by {key:each item}",
    cost=1.0,
    body_cost=5.0,
    traits=["total"],
)
def grouped(key: Callable[[Any], Any], xs: Sequence[Any]) -> dict[Any, list[Any]]:
    """The items by what the function makes of them.

    >>> grouped(abs, [2, -1, -2])
    {2: [2, -2], 1: [-1]}
    """
    groups: dict[Any, list[Any]] = {}
    for x in xs:
        groups.setdefault(key(x), []).append(x)
    return groups


@grouped.kernel
def _(key, xs, heap, out):
    return groups(key, xs, len(xs), heap, out)


@primitive(
    "Ord k => list(k) -> list(v) -> map(k, list(v))",
    phrase="{values:items} grouped by their partners in {keys}",
    cost=2.0,
    body_cost=5.0,
    traits=["total"],
)
def collected(keys: Sequence[Any], values: Sequence[Any]) -> dict[Any, list[Any]]:
    """The items of the second list by what stands beside them in the first.

    >>> collected(["a", "b", "a"], [1, 2, 3])
    {'a': [1, 3], 'b': [2]}
    """
    groups: dict[Any, list[Any]] = {}
    for key, value in zip(keys, values, strict=False):
        groups.setdefault(key, []).append(value)
    return groups


@collected.kernel
def _(keys, values, heap, out):
    return groups(keys, values, min(len(keys), len(values)), heap, out)


@primitive(
    "Ord k => list(pair(k, v)) -> map(k, list(v))",
    phrase="the second parts of {ps} grouped by the first ones",
    cost=1.0,
    body_cost=5.0,
    composed="ps -> collected(first_items(ps), second_items(ps))",
)
def collect_pairs(ps: Sequence[Sequence[Any]]) -> dict[Any, list[Any]]:
    """All that stands in the pairs behind each first.

    >>> collect_pairs([("a", 1), ("b", 2), ("a", 3)])
    {'a': [1, 3], 'b': [2]}
    """
    groups: dict[Any, list[Any]] = {}
    for p in ps:
        groups.setdefault(p[0], []).append(p[1])
    return groups


@primitive(
    "Ord k => list(k) -> list(int) -> map(k, int)",
    phrase="the sums of {amounts:items} for their partners in {keys}",
    cost=2.0,
    body_cost=5.0,
    traits=["total"],
)
def totals(keys: Sequence[Any], amounts: Sequence[int]) -> dict[Any, int]:
    """The sum of the numbers that stand beside each key.

    >>> totals(["a", "b", "a"], [1, 2, 3])
    {'a': 4, 'b': 2}
    """
    sums: dict[Any, int] = {}
    for key, amount in zip(keys, amounts, strict=False):
        sums[key] = sums.get(key, 0) + amount
    return sums


@totals.kernel
def _(keys, amounts, out):
    n = min(len(keys), len(amounts))
    size = 0
    for i in range(n):
        place = place_for(keys[i], out, size)
        if place < size and out[place] == keys[i]:
            out[n + place] = add64(out[n + place], amounts[i])
            if out[n + place] == FAIL:
                return FAIL
        else:
            insert(keys[i], out, place, size)
            insert(amounts[i], out[n:], place, size)
            size += 1
    return closed(out, size, n)


@primitive(
    "Ord k => list(pair(k, int)) -> map(k, int)",
    phrase="the sums of the second parts of {ps} for the first ones",
    cost=1.0,
    body_cost=5.0,
    composed="ps -> totals(first_items(ps), second_items(ps))",
)
def total_pairs(ps: Sequence[Sequence[Any]]) -> dict[Any, int]:
    """The sum of the numbers in the pairs behind each first.

    >>> total_pairs([("a", 1), ("b", 2), ("a", 3)])
    {'a': 4, 'b': 2}
    """
    sums: dict[Any, int] = {}
    for p in ps:
        sums[p[0]] = sums.get(p[0], 0) + p[1]
    return sums
