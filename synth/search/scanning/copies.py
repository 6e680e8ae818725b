"""Copies: the pieces of inputs that templates have as they are, or in another letter case: words, fields, names and their initials."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

from dsl.domains.conversions import SIGNS, country_code, country_name, currency_in, currency_sign, state_code, state_name
from dsl.domains.letter_case import lower, title, upper
from dsl.domains.measures import unit_in
from dsl.domains.pieces import before, before_last, field, word
from dsl.domains.wording import PARTICLES, forenames, nth_part, surname
from dsl.moment_printing import MONTHS, WEEKDAYS
from dsl.primitives import Primitive
from dsl.term import App, Const, Lam, Prim, Term, Var
from dsl.type import INT, STR
from dsl.units import units_in
from synth.search.scanning.pieces import common_signs
from synth.search.scanning.sample import Sample

CASES: tuple[tuple[Primitive, float], ...] = ((lower, 1.2), (upper, 1.2), (title, 1.5))
NAMES: tuple[tuple[Primitive, float], ...] = ((surname, -2.0), (forenames, -1.0))  # who has a particle keeps it
PERSON = tuple(Prim(name.name) for name, _ in NAMES)
INITIAL = 0.8  # for the first letter of a word
SHORT = 1.0  # for the first three letters of the name of a weekday or a month
CURRENCY = 1.2  # for the code of a currency that is told by its sign
PLACES, PLACE = (state_code, state_name, country_code, country_name), 1.2  # for a code or a name by the other
NAME = re.compile("|".join((*WEEKDAYS, *MONTHS)) + "|" + "|".join(f"{day}s" for day in WEEKDAYS), re.IGNORECASE)
WORDS = ((0, 1.0), (-1, 1.1), (1, 1.4), (-2, 1.5))
FIELDS = ((0, 1.5), (-1, 1.6), (1, 1.9), (-2, 2.0))
BRACKETS = ("()", "[]")
MOST_SIGNS = 4  # at which a cell is cut into fields
INITIALS, FEW = 3.0, 1.0  # units for the initials of all words but the last, and more where no shown row has several such words
MASKED, KEPT, MOST_KEPT = 3.5, 0.2, 4  # for a piece of which only the ends are shown, and for each character of these
COVERS = "*xX•#█"
UNIT_IN = 1.5  # for the unit of a quantity
Piece = tuple[float, Callable[[str], str], Term]  # what it costs, how it is cut, and the program


@dataclass(frozen=True, eq=False)
class Copy:
    """A piece of an input: which one, what it costs, how it is cut, and the program that says so."""

    column: int
    cost: float
    cut: Callable[[str], str]
    term: Term

    def texts(self, rows: Sequence[tuple[Any, ...]]) -> tuple[str, ...]:
        """The piece of each row; empty where there is none."""
        return tuple(_made(self.cut, row[self.column]) for row in rows)


def copies(sample: Sample) -> Iterator[Copy]:
    """Whole inputs, their words and fields, names and initials, in any letter case."""
    for column, first in enumerate(sample.rows[0]):
        if not isinstance(first, str):
            continue
        whole, cells = Var(sample.arity - 1 - column), [row[column] for row in sample.rows]
        pieces: list[Piece] = [(0.0, str, whole)]
        if any(_has_particle(row[column]) for row in (*sample.rows, *sample.further)):
            pieces += [(cost, name, App(Prim(name.name), (whole,))) for name, cost in NAMES]
            pieces.append((NAMES[1][1] + INITIAL, _initial, App(Prim("first_character"), (pieces[-1][2],))))
        for n, cost in WORDS:
            own = App(Prim("word"), (Const(n, INT), whole))
            pieces.append((cost, partial(word, n), own))
            if n in (0, 1, -1):
                pieces.append((cost + INITIAL, partial(_start, n, 1), App(Prim("first_character"), (own,))))
            if all(NAME.fullmatch(_made(partial(word, n), cell)) for cell in cells):
                pieces.append((cost + SHORT, partial(_start, n, 3), App(Prim("prefix"), (Const(3, INT), own))))
        brackets = (marks for marks in BRACKETS if all(mark in cell for cell in cells for mark in marks))
        signs = (sign + " " * all(sign + " " in cell for cell in cells) for sign in common_signs(cells)[:MOST_SIGNS])
        for cutter, marks in (*((field, sign) for sign in signs), *((nth_part, marks) for marks in brackets)):
            for n, cost in FIELDS:
                own = App(Prim(cutter.name), (Const(n, INT), Const(marks, STR), whole))
                pieces.append((cost, partial(cutter, n, marks), own))
        if any(sign in cell for cell in cells for sign in SIGNS):
            pieces.append((CURRENCY, currency_in, App(Prim("currency_in"), (whole,))))
        elif all(any(sign in output for sign in SIGNS) for output in sample.outputs):
            pieces.append((CURRENCY, currency_sign, App(Prim("currency_sign"), (whole,))))
        pieces += [*_initials(whole, cells, [row[column] for row in sample.further]), *_masked(whole, cells, sample.outputs)]
        if all(map(units_in, cells)):
            pieces.append((UNIT_IN, unit_in, App(Prim("unit_in"), (whole,))))
        pieces += [made for piece in pieces for made in _converted(*piece, cells)]
        for cost, cut, term in pieces:
            yield Copy(column, cost, cut, term)
            for case, more in CASES:
                yield Copy(column, cost + more, partial(_both, case, cut), App(Prim(case.name), (term,)))


def _initials(cell: Term, shown: Sequence[str], further: Sequence[str]) -> Iterator[Piece]:
    """The first letters of all words but the last, as of forenames, with points or without."""
    several = [any(text.count(" ") > 1 for text in texts) for texts in (shown, further)]
    first = App(Prim("first_character"), (Var(0),))
    for between, behind in ((" ", "."), ("", "."), ("", "")) if any(several) else ():
        letter = App(Prim("concat_text"), (first, Const(behind, STR))) if behind else first
        names = App(Prim("words"), (App(Prim("before_last"), (Const(" ", STR), cell)),))
        term = App(Prim("join"), (Const(between, STR), App(Prim("map"), (Lam(letter), names))))
        yield INITIALS + FEW * (not several[0]), partial(_first_letters, between, behind), term


def _first_letters(between: str, behind: str, text: str) -> str:
    return between.join(name[0] + behind for name in before_last(" ", text).split())


def _masked(cell: Term, shown: Sequence[str], outputs: Sequence[str]) -> Iterator[Piece]:
    """A cell, what it has before an @, or its first or last word, of which only characters at the ends are left uncovered."""
    covers = [cover for cover in COVERS if all(cover in output for output in outputs) and any(cover * 2 in output for output in outputs)]
    parts: list[tuple[Callable[[str], str], Term]] = [(str, cell)]
    if all("@" in text for text in shown):
        parts.append((partial(before, "@"), App(Prim("before"), (Const("@", STR), cell))))
    parts += [(partial(word, n), App(Prim("word"), (Const(n, INT), cell))) for n in (0, -1)]
    for cover, (cut, part), first, last in product(covers, parts, range(MOST_KEPT + 1), range(MOST_KEPT + 1)):
        start = App(Prim("prefix"), (Const(first, INT), part))
        rest = App(Prim("drop_prefix"), (Const(first, INT), part)) if first else part
        masked = App(Prim("mask"), (Const(last, INT), Const(cover, STR), rest))
        term = App(Prim("concat_text"), (start, masked)) if first else masked
        if not last:
            term = App(Prim("pad_right"), (App(Prim("text_length"), (part,)), Const(cover, STR), start))
        yield MASKED + KEPT * (first + last), partial(_covered, cover, cut, first, last), term


def _covered(cover: str, cut: Callable[[str], str], first: int, last: int, text: str) -> str:
    piece = cut(text)
    behind = piece[first:]
    return piece[:first] + behind[len(behind) - min(last, len(behind)) :].rjust(len(behind), cover)


def _has_particle(cell: Any) -> bool:
    """Whether a particle of surnames stands within a cell."""
    return isinstance(cell, str) and any(word.lower() in PARTICLES for word in cell.split()[1:-1])


def _initial(cell: str) -> str:
    """The first letter of the forenames."""
    return str(forenames(cell))[:1]


def _converted(cost: float, cut: Callable[[str], str], term: Term, cells: Sequence[str]) -> Iterator[Piece]:
    """The codes or names of places that pieces of cells are the names or codes of."""
    for place in PLACES:
        own = partial(_both, place, cut)
        if all(_made(own, cell) for cell in cells):
            yield cost + PLACE, own, App(Prim(place.name), (term,))


def _made(cut: Callable[[str], str], cell: str) -> str:
    """What is cut out of a cell; nothing where that fails."""
    try:
        return cut(cell)
    except (ValueError, IndexError, KeyError):
        return ""


def _start(n: int, size: int, text: str) -> str:
    return _made(partial(word, n), text)[:size]


def _both(case: Primitive, cut: Callable[[str], str], text: str) -> str:
    made: str = case(cut(text))
    return made


__all__ = ["PERSON", "Copy", "copies"]
