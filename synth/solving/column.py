"""The rest of a column: rows whose outputs nobody gave, and what a program that fits the shown rows does on them.

A program that fails there, or gives rows of a known shape outputs of an unknown one, is less likely to be meant.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from copy import copy
from decimal import Decimal
from functools import cached_property, reduce
from itertools import groupby
from operator import or_
from typing import TYPE_CHECKING, Any

from dsl.evaluate import Columns, Failure, compile_term
from dsl.number_formats import numbers_in
from dsl.primitives import Vocabulary
from dsl.term import Term

if TYPE_CHECKING:
    from tasks.task import Example

MOST_ROWS = 24
FAILING = 8.0  # units, in proportion to the rows that a program fails on
UNLIKE = 3.0  # to those of a known shape that get an output of an unknown one
CONSTANT = 4.0  # for the same output for all
TELLING = 3  # rows that have to be there for that
LEAST_FOREIGN = 2  # characters
STRANGE = 2.0  # to the others that get an output of an unknown shape

_RUN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")
Row = tuple[Any, ...]
Shape = tuple[Any, ...]


def shape_of(value: Any) -> Any:
    """What values look like: texts by their runs of digits, capitals, small letters and signs, all others by their class."""
    if isinstance(value, str):
        return "".join(kind for kind, _ in groupby(map(_kind, value)))
    return type(value).__name__


def _sizes(row: Row) -> list[float]:
    """The logarithm of how many words each text has, and of its numbers or the number that a cell is."""
    found: list[float] = []
    for cell in row:
        numbers = numbers_in(cell) if isinstance(cell, str) else [cell] if isinstance(cell, (int, Decimal)) else []
        found += [math.log2(1 + len(cell.split()))] if isinstance(cell, str) else []
        found += [math.copysign(math.log2(1 + min(abs(float(number)), 1e300)), number) for number in numbers]
    return found


def _runs(row: Row) -> Counter[str]:
    """How many numbers, words and signs of each kind the cells of a row have."""
    found = (run for cell in row for run in _RUN.findall(str(cell)))
    return Counter("9" if run[0].isdecimal() else "a" if run[0].isalpha() else run for run in found)


def _kind(character: str) -> str:
    if character.isdigit():
        return "9"
    if character.isalpha():
        return "A" if character.isupper() else "a"
    return character


def has_gap(row: Row, given: Sequence[Row]) -> bool:
    """Whether a cell of a row is empty that is full in all given ones: a program need not know what to do there."""
    return any(cell == "" and all(other[column] != "" for other in given) for column, cell in enumerate(row))


def texts_of(rows: Sequence[Sequence[Any]]) -> list[str]:
    """The texts of each row as one."""
    return ["\0".join(value for value in row if isinstance(value, str)) for row in rows]


def foreign(text: str, shown: Sequence[str], outputs: Sequence[Any], further: Sequence[str]) -> int:
    """How many characters of a literal, in one piece whatever its case, the inputs and outputs of all shown rows have, but few of
    the others: they were copied by chance."""
    if not further or len(text) < LEAST_FOREIGN:
        return 0
    text, there = text.casefold(), [each.casefold() for each in (*shown, *filter(lambda v: isinstance(v, str), outputs))]
    parts = {text[i:j] for i in range(len(text)) for j in range(i + LEAST_FOREIGN, len(text) + 1)}
    for part in sorted((part for part in parts if all(part in each for each in there)), key=len, reverse=True):
        if 2 * sum(part in row.casefold() for row in further) < len(further):
            return len(part)
    return 0


class Column:
    """The further rows of a task, at most a few of each shape, beside those shown."""

    def __init__(self, shown: Sequence[Example], inputs: Sequence[Row], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.known: dict[Shape, set[Any]] = {}
        for example in shown:
            self.known.setdefault(tuple(map(shape_of, example.inputs)), set()).add(shape_of(example.output))
        self.outputs = set().union(*self.known.values())
        self.given = [example.inputs for example in shown]
        self.rows = _one_of_each(inputs, set(self.given))

    @cached_property
    def shown(self) -> Columns:
        """What programs give for the rows shown, kept for what they have in common."""
        return Columns(self.vocabulary, self.given)

    @property
    def further(self) -> list[Row]:
        """The rows without outputs."""
        return [row for _, row in self.rows]

    def outputs_of(self, term: Term) -> list[Any]:
        """What a program gives for each of the rows."""
        run = compile_term(term, self.vocabulary)
        return [run(row) for _, row in self.rows]

    def answered(self, terms: Sequence[Term]) -> Column:
        """The column without rows that miss a cell and that none of the programs has an output for: they judge none of these."""
        runs = [compile_term(term, self.vocabulary) for term in terms]
        found = copy(self)
        failed = {row for row in self.further if has_gap(row, self.given) and all(isinstance(run(row), Failure) for run in runs)}
        found.rows = [(shape, row) for shape, row in self.rows if row not in failed]
        return found

    def is_strange(self, shape: Shape, output: Any) -> bool:
        """Whether an output is of a shape that no example with inputs of this shape has, nor any other where there are none."""
        return shape_of(output) not in self.known.get(shape, self.outputs)

    def beyond(self, row: Row) -> float:
        """How far the numbers and words of a row are beyond those of the rows shown: the logarithms of sizes outside of what these have."""
        pairs = zip(_sizes(row), self._ranges, strict=False)
        return math.fsum(max(0.0, least - size, size - most) for size, (least, most) in pairs)

    def surplus(self, row: Row) -> int:
        """How many more numbers, words and signs of each kind a row has than any of those shown."""
        return sum(max(0, count - self._most[kind]) for kind, count in _runs(row).items())

    @cached_property
    def _most(self) -> Counter[str]:
        """How many numbers, words and signs of each kind a row shown has at most."""
        return reduce(or_, map(_runs, self.given), Counter())

    @cached_property
    def _ranges(self) -> list[tuple[float, float]]:
        """The least and the largest of the sizes that the rows shown have."""
        return [(min(own), max(own)) for own in zip(*map(_sizes, self.given), strict=False)]

    def is_constant(self, outputs: Sequence[str]) -> bool:
        """Whether several outputs, told as texts, are one: nobody shows examples of what is always the same."""
        return len(outputs) >= TELLING and len(set(outputs)) == 1

    def count(self, outputs: Sequence[Any]) -> tuple[int, int, int]:
        """Of the outputs for the rows how many fail, how many are strange where inputs are of a known shape, and where not."""
        failing = unlike = strange = 0
        for (shape, _), output in zip(self.rows, outputs, strict=True):
            if isinstance(output, Failure):
                failing += 1
            elif self.is_strange(shape, output):
                unlike, strange = unlike + (shape in self.known), strange + (shape not in self.known)
        return failing, unlike, strange

    def against(self, term: Term) -> float:
        """How much dearer its doings here make a program, in units."""
        if not self.rows:
            return 0.0
        outputs = self.outputs_of(term)
        failing, unlike, strange = self.count(outputs)
        total = FAILING * failing + UNLIKE * unlike + STRANGE * strange
        return total / len(self.rows) + CONSTANT * self.is_constant(list(map(repr, outputs)))


def _one_of_each(inputs: Sequence[Row], seen: set[Row]) -> list[tuple[Shape, Row]]:
    """The rows with their shapes, those first that are the first of their shape."""
    counts: dict[Shape, int] = {}
    ordered = []
    for place, row in enumerate(dict.fromkeys(inputs)):
        if row not in seen:
            shape = tuple(map(shape_of, row))
            counts[shape] = counts.get(shape, 0) + 1
            ordered.append((counts[shape], place, shape, row))
    return [(shape, row) for _, _, shape, row in sorted(ordered, key=lambda each: each[:2])[:MOST_ROWS]]
