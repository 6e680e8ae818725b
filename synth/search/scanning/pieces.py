"""Pieces of the inputs: simple texts that rows have, and the cheapest way to write the outputs of some rows as pieces and literals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from dsl.evaluate import Failure, compile_term
from dsl.primitives import Vocabulary
from dsl.term import Const, Prim, Term, Var, call, lam
from dsl.type import INT, STR, parameters
from synth.search.scanning.sample import Sample
from synth.search.scanning.template import Part, cheapest, joined_literals, literal_cost
from synth.space.space import Space

MOST_FURTHER = 24  # rows without outputs that are looked at
MOST_SIGNS = 6  # delimiters
DEAREST = 14.0  # units for what is written of some rows
SHARED = 0.3  # units that a piece costs less which the outputs of all rows have
COPIED = 3.0  # units for a literal that stands in the inputs
MOST_AFFIXES = 8
MOST_ASKED = 4  # times
FAILING = 6.0  # units for a part, in proportion to the rows without outputs that have none
SEAM = 0.7  # units for a piece that meets a letter or digit of a literal
WORDS = ((0, 1.5), (-1, 1.6), (1, 2.2), (-2, 2.2))
NUMBERS = ((0, 1.8), (-1, 2.0), (1, 2.2))
CUTS = (("before", 2.0), ("after", 2.0), ("before_last", 2.2), ("after_last", 2.1))
BRACKETS = (("(", ")"), ("[", "]"), ('"', '"'))
SLUGS = "-_"  # marks of slugs
CASED = 2.7  # units: dearer pieces are not put into other letter cases
CASES = ("lower", "upper", "title", "capitalize")


class Text(NamedTuple):
    """A text of each row: what makes it, its price, and what it is on the rows shown and the further ones, None where it fails."""

    term: Term
    price: float
    shown: tuple[Any, ...]
    further: tuple[Any, ...]


class Written(NamedTuple):
    """The outputs of some rows as pieces, and what these cost."""

    cost: float
    pieces: tuple[str | Text, ...]


Rules = Callable[[Sample], Iterator[tuple[float, Term]]]  # what makes texts of dates and numbers


def text(value: str) -> Term:
    """A literal text."""
    return Const(value, STR)


def values_of(body: Term, count: int, rows: Iterable[tuple[Any, ...]], vocabulary: Vocabulary) -> list[Any]:
    """What the body of a program of so many inputs gives for each row, None where it fails."""
    found = map(compile_term(lam(count, body), vocabulary), rows)
    return [None if isinstance(value, Failure) else value for value in found]


def common_signs(cells: Sequence[str]) -> list[str]:
    """The signs that all cells have, blanks aside, in the order of the first one."""
    signs = (character for character in dict.fromkeys(cells[0]) if not character.isalnum() and not character.isspace())
    return [sign for sign in signs if all(sign in cell for cell in cells)]


def failing(body: Term, cell: Term, count: int, further: Iterable[tuple[Any, ...]], vocabulary: Vocabulary) -> float:
    """How much dearer a part of a cell is for the rows without outputs that have no such part, unless there is nothing in their cells."""
    rows = list(further)
    filled = [row for row, text in zip(rows, values_of(cell, count, rows, vocabulary), strict=True) if text]
    return FAILING * sum(not value for value in values_of(body, count, filled, vocabulary)) / max(1, len(filled))


def has_word(label: str, row: tuple[Any, ...]) -> bool:
    """Whether a text stands in a row with no letter or digit beside it."""
    alone = re.compile(rf"(?<![^\W_]){re.escape(label)}(?![^\W_])")
    return any(isinstance(cell, str) and alone.search(cell) for cell in row)


def _has(label: str, row: tuple[Any, ...]) -> bool:
    return label in "\0".join(map(str, row))


def further_rows(space: Space) -> list[tuple[Any, ...]]:
    """The inputs of some rows without outputs, each once and none of them shown."""
    known = {example.inputs for example in space.shown}
    return [row for row in dict.fromkeys(space.inputs) if row not in known][:MOST_FURTHER]


class Pieces:
    """The pieces of the rows of a space; what was written of rows is kept."""

    def __init__(self, space: Space, vocabulary: Vocabulary, rules: Rules) -> None:
        self.vocabulary, self.rules = vocabulary, rules
        self.asked = 0  # times that the rules were
        self.given = parameters(space.grammar.request)[0]
        self.rows = [example.inputs for example in space.shown]
        self.outputs: list[str] = [example.output for example in space.shown]
        self.further = further_rows(space)
        self.columns = [Var(len(self.given) - 1 - place) for place, type in enumerate(self.given) if type == STR]
        self.texts = list(self._texts())
        self.known: dict[tuple[int, ...], Written | None] = {}

    def values(self, body: Term) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """What a program's body gives for the rows shown and for the further ones, None where it fails."""
        told = values_of(body, len(self.given), (*self.rows, *self.further), self.vocabulary)
        return tuple(told[: len(self.rows)]), tuple(told[len(self.rows) :])

    def text(self, price: float, body: Term) -> Text:
        """A body that makes a text, with its values."""
        return Text(body, price, *self.values(body))

    def signs(self, column: Term) -> list[str]:
        """The delimiters that texts of a column have, those of the most rows first."""
        shown, further = self.values(column)
        counts = Counter(sign for cell in (*shown, *further) for sign in {c for c in cell if not c.isalnum()})
        return sorted(counts, key=lambda sign: (-counts[sign], sign))[:MOST_SIGNS]

    def _texts(self) -> Iterator[Text]:
        """The pieces, each once, cheapest first."""
        made: list[tuple[float, Term]] = [(1.0, Var(len(self.given) - 1 - place)) for place, type in enumerate(self.given) if type == STR]
        made += [(1.5, call("to_text", Var(len(self.given) - 1 - place))) for place, type in enumerate(self.given) if type == INT]
        for column in self.columns:
            made += self._parts(column)
        made += [(price + 0.8, call(name, body)) for price, body in made if price < CASED for name in CASES]
        seen = set()
        for price, body in sorted(made, key=lambda pair: pair[0]):
            found = self.text(price, body)
            if (found.shown, found.further) not in seen and any(found.shown):
                seen.add((found.shown, found.further))
                yield found

    def _parts(self, column: Term) -> Iterator[tuple[float, Term]]:
        yield from ((price, call("word", Const(n, INT), column)) for n, price in WORDS)
        yield from ((price, call("nth_number", Const(n, INT), column)) for n, price in NUMBERS)
        yield 2.5, call("first_character", column)
        yield 3.0, call("first_character", call("word", Const(-1, INT), column))
        for n in (1, 2, 3):
            yield 1.9 + 0.3 * n, call("drop_suffix", Const(n, INT), column)
            yield 1.9 + 0.3 * n, call("drop_prefix", Const(n, INT), column)
        for sign in self.signs(column):
            yield from ((price, call(name, text(sign), column)) for name, price in CUTS)
            if sign != " ":
                yield from ((price + 0.6, call("trim", call(name, text(sign), column))) for name, price in CUTS)
            for name in ("before", "after_last") if sign != " " else ():
                yield from ((price + 0.8, call("word", Const(n, INT), call(name, text(sign), column))) for n, price in WORDS[:2])
        for mark in SLUGS if "slug" in self.vocabulary else "":
            if any(mark in output for output in self.outputs):
                yield 2.4, call("slug", text(mark), column)
        if "slug" in self.vocabulary and any(not cell.isascii() or "'" in cell for cell in self.values(column)[0] if cell):
            yield from ((price + 1.0, call("slug", text(""), call("word", Const(n, INT), column))) for n, price in WORDS[:2])
            yield 2.8, call("slug", text(""), column)
        for name, place in (("up_to", 0), ("past", -1), ("past", 1)):
            beside = call("trim", call(name, Prim("number"), Const(place, INT), column))
            shown, further = self.values(beside)
            yield 1.4 if all(shown) and all(further) else 2.4, beside
        for left, right in BRACKETS:
            yield 2.2, call("between", text(left), text(right), column)
        for other in self.columns:
            if other != column:
                yield 2.2, call("remove_all", other, column)

    def written(self, rows: tuple[int, ...], ruled: bool = False) -> Written | None:
        """The cheapest way to write the outputs of these rows; `ruled` if by rules for dates and numbers where there is no other."""
        if rows not in self.known:
            self.known[rows] = self._written(rows)
        return self.known[rows] or (self._ruled(rows) if ruled else None)

    def _written(self, rows: tuple[int, ...]) -> Written | None:
        outputs = [self.outputs[row] for row in rows]
        best: Written | None = None
        if len(set(outputs)) == 1:
            label = outputs[0]
            stands = has_word if len(label) == 1 else _has
            copied = label != "" and all(stands(label, self.rows[row]) for row in rows)
            best = Written(literal_price(label) + COPIED * copied, (label,) if label else ())
        parts = []
        for place, piece in enumerate(self.texts):
            own = tuple(piece.shown[row] for row in rows)
            if all(own) and all(value in output for value, output in zip(own, outputs, strict=True)):
                parts.append(Part(place, "", own, piece.price - SHARED * self._everywhere(piece)))
        given = " ".join(map(str, self.rows[rows[0]])) if len(rows) == 1 else ""
        found = cheapest(outputs, parts, _extra, min(DEAREST, best.cost if best else DEAREST), given) if parts else None
        if found is None:
            return best
        return Written(found[0], tuple(p if isinstance(p, str) else self.texts[p.source] for p in joined_literals(found[1])))

    def _ruled(self, rows: tuple[int, ...]) -> Written | None:
        """The same by rules for dates and numbers."""
        self.asked += 1
        if self.asked > MOST_ASKED or len(rows) < 2:
            return None
        filled = [row for row in self.further if all(not isinstance(cell, str) or cell.strip() for cell in row)]
        sample = Sample([self.rows[row] for row in rows], [self.outputs[row] for row in rows], filled)
        found = min(self.rules(sample), key=lambda pair: pair[0], default=None)
        return None if found is None else Written(found[0], (self.text(*found),))

    def affixed(self) -> Iterator[tuple[Text | None, Text | None, list[str]]]:
        """Pieces that all outputs begin or end with, and what is left of these."""
        yield None, None, self.outputs
        heads: list[Text | None] = [None, *(t for t in self.texts if self._fits(t, str.startswith))][:MOST_AFFIXES]
        tails: list[Text | None] = [None, *(t for t in self.texts if self._fits(t, str.endswith)), *self._printed()][:MOST_AFFIXES]
        for head in heads:
            for tail in tails:
                starts = [len(value) for value in head.shown] if head else [0] * len(self.rows)
                ends = [len(value) for value in tail.shown] if tail else [0] * len(self.rows)
                rest = [o[a : len(o) - b] for o, a, b in zip(self.outputs, starts, ends, strict=True)]
                whole = all(a + b <= len(o) for o, a, b in zip(self.outputs, starts, ends, strict=True))
                if (head or tail) and whole and len(set(rest)) > 1:
                    yield head, tail, rest

    def _fits(self, piece: Text, at: Callable[[str, str], bool]) -> bool:
        return all(own and at(output, own) for own, output in zip(piece.shown, self.outputs, strict=True))

    def _printed(self) -> Iterator[Text]:
        """What rules for dates and numbers make of the outputs from their first digit on."""
        numbers = [output.lstrip("".join(c for c in output if not c.isdigit())) for output in self.outputs]
        if all(numbers) and len({o[: len(o) - len(n)] for o, n in zip(self.outputs, numbers, strict=True)}) > 1:
            found = min(self.rules(Sample(self.rows, numbers, self.further)), key=lambda pair: pair[0], default=None)
            if found is not None:
                yield self.text(*found)

    def _everywhere(self, piece: Text) -> bool:
        return all(own and own in output for own, output in zip(piece.shown, self.outputs, strict=True))


def literal_price(value: str) -> float:
    """What a literal costs that is all of an output."""
    return 0.5 + sum(literal_cost(c, value[:place], 3) for place, c in enumerate(value))


def _extra(part: Part, last: Part | None, literal: str, after: str) -> float:
    """Pieces begin and end where words do."""
    first = part.texts[0]
    cut = SEAM * (literal[-1:].isalnum() and first[:1].isalnum()) + SEAM * (first[-1:].isalnum() and after[:1].isalnum())
    return cut + SEAM * (last is not None and not literal)


__all__ = ["Pieces", "Rules", "Text", "Written", "common_signs", "failing", "further_rows", "has_word", "text", "values_of"]
