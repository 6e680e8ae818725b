"""Maps changed: keys put in and taken out, maps merged, values and keys mapped and filtered.

A kernel sees the keys in rising order, and behind them the value of each. What takes a function is composed of words over lists,
which is how a search runs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dsl.bounds import MAX_LIST
from dsl.domain import Domain
from dsl.kernel import FAIL, add64
from dsl.primitives import primitive
from dsl.rising_keys import closed, place_for, place_of

DOMAIN = Domain(
    "mappings", includes=("sets", "tallies", "lookups"), doc="Maps from keys to values: looked up, counted, grouped, turned round."
)

Function = Callable[[Any], Any]
Test = Callable[[Any], bool]


@primitive("Ord k => k -> v -> map(k, v) -> map(k, v)", phrase="{m}~ with {value} for {key}", cost=1.0, body_cost=2.0, traits=["total"])
def put(key: Any, value: Any, m: Mapping[Any, Any]) -> dict[Any, Any]:
    """The map with a value behind a key, in place of what stood there.

    >>> put("c", 3, {"a": 1})
    {'a': 1, 'c': 3}
    """
    if len(m) >= MAX_LIST:
        raise ValueError("too large a map")
    return {**m, key: value}


@put.kernel
def _(key, value, m, out):
    n = len(m) // 2
    if n >= MAX_LIST:
        return FAIL
    place = place_for(key, m, n)
    known = 1 if place < n and m[place] == key else 0
    size = n + 1 - known
    for i in range(place):
        out[i] = m[i]
        out[size + i] = m[n + i]
    out[place] = key
    out[size + place] = value
    for i in range(place + known, n):
        out[i + 1 - known] = m[i]
        out[size + i + 1 - known] = m[n + i]
    return 2 * size


@primitive("k -> map(k, v) -> map(k, v)", phrase="{m}~ without the key {key}", cost=1.0, body_cost=2.0, traits=["total"])
def without_key(key: Any, m: Mapping[Any, Any]) -> dict[Any, Any]:
    """The map without a key, if it has it.

    >>> without_key("a", {"a": 1, "b": 2})
    {'b': 2}
    """
    return {own: value for own, value in m.items() if own != key}


@without_key.kernel
def _(key, m, out):
    n = len(m) // 2
    place = place_of(key, m, n)
    size = n - 1 if place >= 0 else n
    for i in range(size):
        own = i if i < place or place < 0 else i + 1
        out[i] = m[own]
        out[size + i] = m[n + own]
    return 2 * size


@primitive("list(k) -> map(k, v) -> map(k, v)", phrase="{m}~ with only the keys in {keys}", cost=1.5, body_cost=3.0, traits=["total"])
def with_keys(keys: Sequence[Any], m: Mapping[Any, Any]) -> dict[Any, Any]:
    """The part of the map whose keys are in the list.

    >>> with_keys(["b", "c"], {"a": 1, "b": 2})
    {'b': 2}
    """
    return {key: value for key, value in m.items() if key in keys}


@with_keys.kernel
def _(keys, m, out):
    n = len(m) // 2
    size = 0
    for i in range(n):
        if place_of(m[i], keys, len(keys)) >= 0:
            out[size] = m[i]
            out[n + size] = m[n + i]
            size += 1
    return closed(out, size, n)


@primitive("list(k) -> map(k, v) -> map(k, v)", phrase="{m}~ without the keys in {keys}", cost=1.5, body_cost=3.0, traits=["total"])
def without_keys(keys: Sequence[Any], m: Mapping[Any, Any]) -> dict[Any, Any]:
    """The part of the map whose keys are not in the list.

    >>> without_keys(["b", "c"], {"a": 1, "b": 2})
    {'a': 1}
    """
    return {key: value for key, value in m.items() if key not in keys}


@without_keys.kernel
def _(keys, m, out):
    n = len(m) // 2
    size = 0
    for i in range(n):
        if place_of(m[i], keys, len(keys)) < 0:
            out[size] = m[i]
            out[n + size] = m[n + i]
            size += 1
    return closed(out, size, n)


@primitive(
    "Ord k => map(k, v) -> map(k, v) -> map(k, v)",
    phrase="{m}~ updated by {other}",
    cost=1.0,
    body_cost=2.0,
    associative=True,
    traits=["total"],
)
def merge(m: Mapping[Any, Any], other: Mapping[Any, Any]) -> dict[Any, Any]:
    """The items of both; where both have a key, the second says what stands behind it.

    >>> merge({"a": 1, "b": 2}, {"b": 3})
    {'a': 1, 'b': 3}
    """
    if len(m) + len(other) > MAX_LIST:
        raise ValueError("too large a map")
    return {**m, **other}


@merge.kernel
def _(m, other, out):
    n, n2 = len(m) // 2, len(other) // 2
    if n + n2 > MAX_LIST:
        return FAIL
    i = j = size = 0
    while i < n or j < n2:
        if j == n2 or (i < n and m[i] < other[j]):
            out[size] = m[i]
            out[n + n2 + size] = m[n + i]
            i += 1
        else:
            if i < n and m[i] == other[j]:
                i += 1
            out[size] = other[j]
            out[n + n2 + size] = other[n2 + j]
            j += 1
        size += 1
    return closed(out, size, n + n2)


@primitive(
    "Ord k => map(k, int) -> map(k, int) -> map(k, int)",
    phrase="{m}~ with the numbers of {other} added",
    cost=2.0,
    body_cost=3.0,
    commutative=True,
)
def add_maps(m: Mapping[Any, int], other: Mapping[Any, int]) -> dict[Any, int]:
    """The numbers of both behind each key added, 0 where one does not have it.

    >>> add_maps({"a": 1, "b": 2}, {"b": 3})
    {'a': 1, 'b': 5}
    """
    if len(m) + len(other) > MAX_LIST:
        raise ValueError("too large a map")
    return {key: m.get(key, 0) + other.get(key, 0) for key in {**m, **other}}


@add_maps.kernel
def _(m, other, out):
    n, n2 = len(m) // 2, len(other) // 2
    if n + n2 > MAX_LIST:
        return FAIL
    i = j = size = 0
    while i < n or j < n2:
        value = 0
        if j == n2 or (i < n and m[i] < other[j]):
            out[size] = m[i]
            value = m[n + i]
            i += 1
        else:
            out[size] = other[j]
            value = other[n2 + j]
            if i < n and m[i] == other[j]:
                value = add64(value, m[n + i])
                if value == FAIL:
                    return FAIL
                i += 1
            j += 1
        out[n + n2 + size] = value
        size += 1
    return closed(out, size, n + n2)


@primitive(
    "Ord v => map(k, v) -> map(v, k)",
    phrase="{m}~ with keys and values exchanged",
    cost=1.0,
    body_cost=3.0,
    composed="m -> from_lists(values(m), keys(m))",
)
def invert(m: Mapping[Any, Any]) -> dict[Any, Any]:
    """The keys behind the values; of keys with one value the largest stays.

    >>> invert({"a": 1, "b": 2})
    {1: 'a', 2: 'b'}
    """
    return {m[key]: key for key in sorted(m)}


@primitive("list(bool) -> map(k, v) -> map(k, v)", phrase="the entries of {m} marked by {kept}", cost=4.0, body_cost=6.0, traits=["total"])
def entries_where(kept: Sequence[bool], m: Mapping[Any, Any]) -> dict[Any, Any]:
    """The part of the map that a list of truth values, one for each key in their order, marks.

    >>> entries_where([True, False], {"a": 1, "b": 2})
    {'a': 1}
    """
    return {key: m[key] for key, own in zip(sorted(m), kept, strict=False) if own}


@entries_where.kernel
def _(kept, m, out):
    n = len(m) // 2
    size = 0
    for i in range(min(n, len(kept))):
        if kept[i]:
            out[size] = m[i]
            out[n + size] = m[n + i]
            size += 1
    return closed(out, size, n)


@primitive("list(w) -> map(k, v) -> map(k, w)", phrase="{m}~ with the values {values}", cost=4.0, body_cost=6.0, traits=["total"])
def with_values(values: Sequence[Any], m: Mapping[Any, Any]) -> dict[Any, Any]:
    """The keys of the map, as far as the list goes, with its items behind them.

    >>> with_values([7, 8], {"a": 1, "b": 2})
    {'a': 7, 'b': 8}
    """
    return dict(zip(sorted(m), values, strict=False))


@with_values.kernel
def _(values, m, out):
    n = min(len(m) // 2, len(values))
    for i in range(n):
        out[i] = m[i]
        out[n + i] = values[i]
    return 2 * n


# With functions


@primitive(
    "(v -> w) -> map(k, v) -> map(k, w)",
    phrase="{m}~ with each value replaced by {f:itself}",
    cost=1.0,
    body_cost=5.0,
    composed="(f, m) -> with_values(map(f, values(m)), m)",
)
def map_values(f: Function, m: Mapping[Any, Any]) -> dict[Any, Any]:
    """The function applied to every value.

    >>> map_values(abs, {"a": -1, "b": 2})
    {'a': 1, 'b': 2}
    """
    return {key: f(value) for key, value in m.items()}


@primitive(
    "Ord j => (k -> j) -> map(k, v) -> map(j, v)",
    phrase="{m}~ with each key replaced by {f:itself}",
    cost=1.5,
    body_cost=6.0,
    composed="(f, m) -> from_lists(map(f, keys(m)), values(m))",
)
def map_keys(f: Function, m: Mapping[Any, Any]) -> dict[Any, Any]:
    """The function applied to every key; of keys that become one the value of the largest stays.

    >>> map_keys(abs, {-1: "a", 2: "b"})
    {1: 'a', 2: 'b'}
    """
    return {f(key): m[key] for key in sorted(m)}


@primitive(
    "(v -> bool) -> map(k, v) -> map(k, v)",
    phrase="{m}~ with only the values {test:that}",
    cost=1.0,
    body_cost=5.0,
    composed="(f, m) -> entries_where(map(f, values(m)), m)",
)
def filter_values(test: Test, m: Mapping[Any, Any]) -> dict[Any, Any]:
    """The part of the map for whose values the test holds.

    >>> filter_values(lambda v: v > 1, {"a": 1, "b": 2})
    {'b': 2}
    """
    return {key: value for key, value in m.items() if test(value)}


@primitive(
    "(k -> bool) -> map(k, v) -> map(k, v)",
    phrase="{m}~ with only the keys {test:that}",
    cost=1.0,
    body_cost=5.0,
    composed="(f, m) -> entries_where(map(f, keys(m)), m)",
)
def filter_keys(test: Test, m: Mapping[Any, Any]) -> dict[Any, Any]:
    """The part of the map for whose keys the test holds.

    >>> filter_keys(lambda k: k > 1, {1: "a", 2: "b"})
    {2: 'b'}
    """
    return {key: value for key, value in m.items() if test(key)}


@primitive(
    "(k -> v -> bool) -> map(k, v) -> map(k, v)",
    phrase="{m}~ with only the entries where {test:the key, the value}",
    cost=2.0,
    body_cost=6.0,
    composed="(f, m) -> entries_where(zip_with(f, keys(m), values(m)), m)",
)
def filter_entries(test: Callable[[Any, Any], bool], m: Mapping[Any, Any]) -> dict[Any, Any]:
    """The part of the map for whose keys and values the test holds.

    >>> filter_entries(lambda k, v: k == v, {1: 1, 2: 3})
    {1: 1}
    """
    return {key: value for key, value in m.items() if test(key, value)}


@primitive(
    "(k -> v -> w) -> map(k, v) -> map(k, w)",
    phrase="{m}~ with each value replaced by {f:its key, itself}",
    cost=2.0,
    body_cost=6.0,
    composed="(f, m) -> with_values(zip_with(f, keys(m), values(m)), m)",
)
def map_entries(f: Callable[[Any, Any], Any], m: Mapping[Any, Any]) -> dict[Any, Any]:
    """What the function makes of each key and value behind that key.

    >>> map_entries(lambda k, v: k * v, {2: 3, 3: 4})
    {2: 6, 3: 12}
    """
    return {key: f(key, value) for key, value in m.items()}
