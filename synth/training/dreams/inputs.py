"""Inputs as users have them: numbers and lists in a manner that one task keeps to, drawn by chance.

A task's inputs are alike: scores between 0 and 100, sorted dates, rows of a table. So a *manner* is drawn
first, which is a way to draw values; then values are drawn in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from dsl.codec import draw as drawn
from dsl.evaluate import Value
from dsl.type import INT, Con, Type, list_of, parameters
from synth.training.dreams.texts import manner_of_text

Manner = Callable[[Random], Value]
Row = tuple[Value, ...]

SPANS = ((0, 9), (0, 9), (0, 5), (1, 6), (-9, 9), (-20, 20), (0, 20), (0, 99), (0, 99), (-99, 99), (1, 12), (0, 255))
SIZES = ((0, 8), (1, 6), (1, 10), (3, 8), (4, 10), (2, 5), (5, 15))
COUNTS = ((0, 5), (1, 3), (0, 9), (1, 9))
ALIKE = 0.3  # share of tasks on a list and a number whose number often is one of the list
TRIES = 40  # draws for each distinct row


def manner_of(type: Type, chance: Random) -> Manner:
    """A way to draw values of a type; ValueError where there is none."""
    assert isinstance(type, Con)
    if type.name == "int":
        return _ints(chance)
    if type.name == "str":
        return manner_of_text(chance)
    if type == list_of(INT):
        return _numbers(chance)
    if type.name == "list":
        item, (least, most) = manner_of(type.args[0], chance), chance.choice(((0, 5), (1, 4), (2, 6)))
        return lambda draw: tuple(item(draw) for _ in range(draw.randint(least, most)))
    if type.name == "pair":
        first, second = (manner_of(part, chance) for part in type.args)
        return lambda draw: (first(draw), second(draw))
    drawn(type, Random(0))  # a ValueError where no values are drawn
    return lambda draw: drawn(type, draw)


def rows(request: Type, chance: Random, count: int) -> list[Row]:
    """Up to that many distinct inputs of one task of a type."""
    types = parameters(request)[0]
    manners = [manner_of(type, chance) for type in types]
    alike = chance.random() < ALIKE
    found: dict[Row, None] = {}
    for _ in range(TRIES * count):
        row = tuple(manner(chance) for manner in manners)
        found[_related(row, types, chance) if alike else row] = None
        if len(found) == count:
            break
    return list(found)


def _related(row: Row, types: Sequence[Type], chance: Random) -> Row:
    """The same row with numbers taken from its lists, more often than not."""
    pool = [item for value, type in zip(row, types) if type == list_of(INT) for item in value]
    if not pool:
        return row
    return tuple(chance.choice(pool) if type == INT and chance.random() < 0.7 else value for value, type in zip(row, types))


def _ints(chance: Random) -> Manner:
    kind = chance.randrange(4)
    if kind == 0:  # each length in digits as likely
        digits = chance.randint(2, 5)
        return lambda draw: draw.randint(0, 10 ** draw.randint(1, digits) - 1)
    least, most = chance.choice(COUNTS if kind == 1 else SPANS)
    return lambda draw: draw.randint(least, most)


def _numbers(chance: Random) -> Manner:
    """Lists of numbers: any, rising, falling, of few distinct ones, of neighbours; seldom an odd one among them."""
    (least, most), (shortest, longest) = chance.choice(SPANS), chance.choice(SIZES)
    shape = chance.choice(("any", "any", "any", "rising", "falling", "few", "distinct", "near"))

    def draw_list(draw: Random) -> Value:
        size = draw.randint(shortest, longest)
        if shape == "few":
            pool = [draw.randint(least, most) for _ in range(3)]
            return tuple(draw.choice(pool) for _ in range(size))
        if shape == "distinct":
            return tuple(draw.sample(range(least, most + 1), min(size, most + 1 - least)))
        if shape == "near":
            first = draw.randint(least, most)
            return tuple(first + draw.randint(-2, 2) for _ in range(size))
        values = [draw.randint(least, most) for _ in range(size)]
        if shape != "any" and draw.random() < 0.8:
            values.sort(reverse=shape == "falling")
        return tuple(values)

    return draw_list
