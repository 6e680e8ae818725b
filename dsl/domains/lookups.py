"""Maps asked: what stands behind a key, and which keys and values there are.

A kernel sees the keys of a map in rising order, and behind them the value of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dsl.domain import Domain
from dsl.kernel import FAIL, make
from dsl.primitives import primitive
from dsl.rising_keys import place_of

DOMAIN = Domain("lookups", includes=("pairs",), doc="Maps asked for a key, for all keys and values, for the largest.")


@primitive("k -> map(k, v) -> v", phrase="the value in {m} for {key}", cost=1.0, body_cost=1.0)
def get(key: Any, m: Mapping[Any, Any]) -> Any:
    """What stands behind a key; fails where it is not there.

    >>> get("b", {"a": 1, "b": 2})
    2
    """
    return m[key]


@get.kernel
def _(key, m):
    n = len(m) // 2
    place = place_of(key, m, n)
    return m[n + place] if place >= 0 else FAIL


@primitive(
    "k -> v -> map(k, v) -> v", phrase="the value in {m} for {key} or {default} if there is none", cost=1.0, body_cost=1.5, traits=["total"]
)
def get_or(key: Any, default: Any, m: Mapping[Any, Any]) -> Any:
    """What stands behind a key, or the default where it is not there.

    >>> get_or("c", 0, {"a": 1, "b": 2})
    0
    """
    return m.get(key, default)


@get_or.kernel
def _(key, default, m):
    n = len(m) // 2
    place = place_of(key, m, n)
    return m[n + place] if place >= 0 else default


@primitive("k -> map(k, v) -> bool", phrase="{key} [is/is not] a key of {m}", cost=1.0, body_cost=1.5, traits=["total"])
def has_key(key: Any, m: Mapping[Any, Any]) -> bool:
    """Whether a key is there.

    >>> has_key("c", {"a": 1, "b": 2})
    False
    """
    return key in m


@has_key.kernel
def _(key, m):
    return 1 if place_of(key, m, len(m) // 2) >= 0 else 0


@primitive("map(k, v) -> int", phrase="the number of keys of {m}", cost=1.0, body_cost=2.0, traits=["total"])
def key_count(m: Mapping[Any, Any]) -> int:
    """How many keys there are.

    >>> key_count({"a": 1, "b": 2})
    2
    """
    return len(m)


@key_count.kernel
def _(m):
    return len(m) // 2


@primitive("map(k, v) -> list(k)", phrase="the sorted keys of {m}", cost=1.0, body_cost=2.0, traits=["total"])
def keys(m: Mapping[Any, Any]) -> list[Any]:
    """The keys from the smallest to the largest.

    >>> keys({"b": 2, "a": 1})
    ['a', 'b']
    """
    return sorted(m)


@keys.kernel
def _(m, out):
    n = len(m) // 2
    for i in range(n):
        out[i] = m[i]
    return n


@primitive("map(k, v) -> list(v)", phrase="the values of {m} by rising key", cost=1.0, body_cost=2.0, traits=["total"])
def values(m: Mapping[Any, Any]) -> list[Any]:
    """The values in the order of their keys.

    >>> values({"b": 2, "a": 1})
    [1, 2]
    """
    return [m[key] for key in sorted(m)]


@values.kernel
def _(m, out):
    n = len(m) // 2
    for i in range(n):
        out[i] = m[n + i]
    return n


@primitive("map(k, v) -> list(pair(k, v))", phrase="the entries of {m} by rising key", cost=1.0, body_cost=3.0, traits=["total"])
def items(m: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    """Keys and values in pairs, in the order of the keys.

    >>> items({"b": 2, "a": 1})
    [('a', 1), ('b', 2)]
    """
    return [(key, m[key]) for key in sorted(m)]


@items.kernel
def _(m, heap, out):
    n = len(m) // 2
    for i in range(n):
        out[i] = m[i]
        out[i + 1] = m[n + i]
        out[i] = make(heap, out[i : i + 2])
        if out[i] == FAIL:
            return FAIL
    return n


@primitive("Ord v => map(k, v) -> list(k)", phrase="the keys of {m} by rising value", cost=1.5, body_cost=3.0, traits=["total"])
def keys_by_value(m: Mapping[Any, Any]) -> list[Any]:
    """The keys from the one with the smallest value to that with the largest, in a draw the smaller key first.

    >>> keys_by_value({"a": 3, "b": 1, "c": 3})
    ['b', 'a', 'c']
    """
    return sorted(sorted(m), key=lambda key: m[key])


@keys_by_value.kernel
def _(m, out):
    n = len(m) // 2
    for i in range(n):
        place = i
        while place > 0 and out[n + place - 1] > m[n + i]:
            out[place] = out[place - 1]
            out[n + place] = out[n + place - 1]
            place -= 1
        out[place] = m[i]
        out[n + place] = m[n + i]
    return n


@primitive("Ord v => map(k, v) -> k", phrase="the key with the largest value in {m}", cost=1.5, body_cost=3.0)
def key_of_largest(m: Mapping[Any, Any]) -> Any:
    """The key with the largest value, in a draw the smallest such key; fails for no keys.

    >>> key_of_largest({"a": 3, "b": 1, "c": 3})
    'a'
    """
    return max(sorted(m), key=lambda key: m[key])


@key_of_largest.kernel
def _(m):
    n = len(m) // 2
    if n == 0:
        return FAIL
    best = 0
    for i in range(1, n):
        if m[n + i] > m[n + best]:
            best = i
    return m[best]


@primitive("Ord v => map(k, v) -> k", phrase="the key with the smallest value in {m}", cost=1.5, body_cost=3.0)
def key_of_smallest(m: Mapping[Any, Any]) -> Any:
    """The key with the smallest value, in a draw the smallest such key; fails for no keys.

    >>> key_of_smallest({"a": 3, "b": 1, "c": 1})
    'b'
    """
    return min(sorted(m), key=lambda key: m[key])


@key_of_smallest.kernel
def _(m):
    n = len(m) // 2
    if n == 0:
        return FAIL
    best = 0
    for i in range(1, n):
        if m[n + i] < m[n + best]:
            best = i
    return m[best]
