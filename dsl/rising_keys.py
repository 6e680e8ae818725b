"""What the kernels of sets and maps share: keys stand in rising order, and behind all of them the value of each.

While a map is made its values wait at a place that leaves room for all the keys there may be.
"""

from __future__ import annotations

from typing import Any

from dsl.kernel import FAIL, make


def place_of(key: Any, keys: Any, size: Any) -> Any:
    """The place of a key among the first so many, -1 where it is not there."""
    for i in range(size):
        if keys[i] == key:
            return i
    return -1


def place_for(key: Any, keys: Any, size: Any) -> Any:
    """The place at which a key stands or would stand, looked for from the end."""
    place = size
    while place > 0 and keys[place - 1] >= key:
        place -= 1
    return place


def insert(word: Any, words: Any, place: Any, size: Any) -> None:
    """Put a word at a place, those of the first so many that stand there or behind it one further."""
    for i in range(size, place, -1):
        words[i] = words[i - 1]
    words[place] = word


def entered(key: Any, keys: Any, size: Any) -> Any:
    """How many keys there are once this one is among them."""
    place = place_for(key, keys, size)
    if place < size and keys[place] == key:
        return size
    insert(key, keys, place, size)
    return size + 1


def closed(out: Any, size: Any, start: Any) -> Any:
    """The words of a map of so many keys whose values waited from a place on."""
    for i in range(size):
        out[size + i] = out[start + i]
    return 2 * size


def groups(keys: Any, values: Any, count: Any, heap: Any, out: Any) -> Any:
    """The words of a map from each of the first so many keys to the list of the values beside it."""
    size = 0
    for i in range(count):
        size = entered(keys[i], out, size)
    for j in range(size):
        found = 0
        for i in range(count):
            if keys[i] == out[j]:
                out[size + j + found] = values[i]
                found += 1
        out[size + j] = make(heap, out[size + j : size + j + found])
        if out[size + j] == FAIL:
            return FAIL
    return 2 * size
