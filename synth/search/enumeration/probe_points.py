"""Probe points: bindings of a lambda's variables on which bodies are compared before they meet real lists.

Elements of the examples' lists come with their true places; accumulators and other values that no
example shows are drawn from the values that occur, with a fixed seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

from dsl.bounds import MAX_INT
from dsl.codec import PROBES, codec_of
from dsl.evaluate import Failure
from dsl.freezing import atoms
from dsl.type import Con, Type, parts

MOST = 28


def probes(
    variables: Sequence[Type], rows: Sequence[tuple[Any, ...]], types: Sequence[Type], outputs: Sequence[Any]
) -> list[tuple[int, tuple[Any, ...], int]]:
    """(row, values, place) for up to MOST bindings.

    rows: the values in scope around the body, one tuple a row, of the given types.
    """
    chance = random.Random(20260101)
    found: list[tuple[int, tuple[Any, ...], int]] = []
    known = [(type, value) for row in rows for type, value in zip(types, row) if not isinstance(value, Failure)]
    pools = [pool(t, known, outputs, chance) for t in variables]
    elements = [e for r, row in enumerate(rows) for e in _elements(variables[0], r, zip(types, row))]
    chance.shuffle(elements)
    for r, value, place in elements[: MOST - len(rows) // 2]:
        others = tuple(chance.choice(p) for p in pools[1:])
        found.append((r, (value, *others), place))
    while len(found) < MOST:
        r = len(found) % len(rows)
        found.append((r, tuple(chance.choice(p) for p in pools), chance.randrange(8)))
    return list(dict.fromkeys(found))


def _elements(wanted: Type, row: int, scope: Iterable[tuple[Type, Any]]) -> Iterable[tuple[int, Any, int]]:
    """The elements of the wanted type in the lists of one row."""
    for type, value in scope:
        if isinstance(value, Failure):
            continue
        if isinstance(type, Con) and type.name in ("map", "set") and wanted in type.args:
            for place, item in enumerate(_members(type, value, wanted)):
                yield row, item, place
        elif isinstance(type, Con) and type.name in ("list", "option") and type.args[0] == wanted:
            for place, item in enumerate(value[:64]):
                yield row, item, place
        elif isinstance(type, Con) and type.name == "str" and isinstance(wanted, Con) and wanted.name == "str":
            for place, part in enumerate([*value.split()[:8], *value[:8]]):
                yield row, part, place


def _members(type: Con, value: Any, wanted: Type) -> Iterable[Any]:
    """Keys or values of a map, or the members of a set, in order."""
    if type.name == "set":
        return sorted(value)
    return [*(value if type.args[0] == wanted else ()), *(value.values() if type.args[1] == wanted else ())]


def pool(type: Type, scope: Sequence[tuple[Type, Any]], outputs: Sequence[Any], chance: random.Random) -> list[Any]:
    """Values of a type: those that occur, and a few plain ones."""
    assert isinstance(type, Con)
    if type.name == "bool":
        return [True, False]
    if type.name == "int":
        seen = [v for value in [*(v for _, v in scope), *outputs] for v in atoms(value) if type_is_int(v)]
        return (seen or [0, 1, 2, 3]) + [chance.randrange(-1, 20) for _ in range(max(4, len(seen) // 4))]
    if type.name == "str":
        seen = [v for value in [*(v for _, v in scope), *outputs] for v in atoms(value) if isinstance(v, str)]
        words = [p for s in seen for p in s.split()]
        return [*seen, *words, *(c for s in seen[:8] for c in s[:4]), "", "a", "7"]
    if type.name == "list":
        items = pool(type.args[0], scope, outputs, chance)
        own = [v for t, v in scope if t == type]
        return [*own, *(tuple(chance.choice(items) for _ in range(n)) for n in (0, 1, 2, 3, 4, 5, 3, 4))]
    if type.name == "pair":
        return [(a, b) for a in pool(type.args[0], scope, outputs, chance)[:4] for b in pool(type.args[1], scope, outputs, chance)[:4]]
    if codec_of(type).optional:
        return [(), *((v,) for v in pool(type.args[0], scope, outputs, chance))]
    codec, seen = codec_of(type), [v for t, value in scope for v in parts_of(t, value, type)]
    if not parts(type) or not codec.held:
        return [*seen, *codec.probes(type, chance)]
    pools = {part: pool(part, scope, outputs, chance) for part in parts(type)}
    return [*seen, *(codec.sample(type, chance, lambda part: chance.choice(pools[part])) for _ in range(PROBES))]


def parts_of(type: Type, value: Any, wanted: Type) -> Iterable[Any]:
    """The values of the wanted type that a value is made of."""
    assert isinstance(type, Con)
    if type == wanted:
        yield value
    elif type.name == "list":
        for item in value:
            yield from parts_of(type.args[0], item, wanted)


def type_is_int(value: Any) -> bool:
    """Whether a value can be an int: it is no truth value and no bit-vector beyond the largest int."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_INT
