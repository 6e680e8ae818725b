"""Columns of dates of several precisions: whole ones, months and years, each with a template of its own, told apart by what the text has.

Where the template of the whole dates without the parts that are absent is what is wanted, it serves; so it does for precisions that only
rows without outputs have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from dsl.domains.calendars import end_of_year, start_of_year
from dsl.domains.moments import end_of_month, start_of_month
from dsl.moment import Moment
from dsl.moment_formats import DATES
from dsl.moment_printing import PRINTED, printed
from dsl.primitives import Primitive, Vocabulary
from dsl.term import App, Const, Prim, Term, Var, subterms
from dsl.type import STR
from synth.search.scanning import moments
from synth.search.scanning.readings import UNUSUAL, Place
from synth.search.scanning.sample import Sample
from synth.search.scanning.template import Part, Piece, conversion, joined_literals

WORD = "has_moment"
CASE = 1.5  # units for each precision
SAME, UNSHOWN, FILLED = 1.5, 0.3, 0.5  # for one whose template is that of another without some parts, that is not shown, or is filled up
DEAREST = 20.0  # units for one case
MOST_COLUMN = 40  # rows without outputs that are looked at
MOST_FORMATS, MOST_PRECISIONS = 4, 3
Precision = tuple[bool, ...]  # which of year, month and day a text has
Read = Sequence[tuple[Precision, str]]  # of each row, with a format
BOUNDS: dict[Precision, tuple[Primitive, ...]] = {  # of a year and of a month
    (True, False, False): (start_of_year, end_of_year), (True, True, False): (start_of_month, end_of_month),
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """The formats that read dates of one precision, and the program that prints them."""

    precision: Precision
    formats: str
    term: Term
    cost: float


def scan(sample: Sample, vocabulary: Vocabulary, ceiling: float) -> Iterator[tuple[float, Term]]:
    """The cheapest programs of one case for each precision, with their costs in units."""
    if WORD not in vocabulary or not 2 <= len(sample.shown) == len(sample.rows):
        return
    for column, cell in enumerate(sample.shown[0]):
        if not isinstance(cell, str):
            continue
        shown = [_finest(row[column]) for row in sample.shown]
        further = [_finest(row[column]) for row in sample.further[:MOST_COLUMN]]
        every = sorted({precision for precision, _ in (*shown, *further) if precision}, key=sum, reverse=True)
        if all(precision for precision, _ in shown) and 2 <= len(every) <= MOST_PRECISIONS:
            cases = sorted(_cases(sample, column, every, shown, further), key=lambda case: every.index(case.precision))
            cost = CASE * (len(cases) - 1) + sum(case.cost for case in cases)
            if len(cases) == len(every) and cost < ceiling:
                yield cost, _chosen(cases, Var(sample.arity - 1 - column))


def _finest(cell: Any) -> tuple[Precision, str]:
    """The precision and the format that reads most of a text; nothing where none does."""
    found = [(format, moment) for format in DATES if isinstance(cell, str) and (moment := Place(0, format).of((cell,))) is not None]
    if not found:
        return (), ""
    format, moment = max(found, key=lambda pair: (sum(_precision(pair[1])), pair[1].year is not None, -UNUSUAL.get(pair[0], 0.0)))
    return _precision(moment), format


def _precision(moment: Moment) -> Precision:
    return tuple(part is not None for part in moment.parts()[:3])


def _cases(sample: Sample, column: int, every: Sequence[Precision], shown: Read, further: Read) -> Iterator[Case]:
    """A case of each precision, those that are shown first, from the one with most parts on."""
    finest: tuple[Piece, ...] = ()
    filled = 0  # which bounds stand for what is absent; none if it is 0
    told = {precision for precision, _ in shown}
    for precision in sorted(every, key=lambda precision: precision not in told):
        own = [row for row, (found, _) in enumerate(shown) if found == precision]
        others = [row for row, (found, _) in zip(sample.further, further, strict=False) if found == precision]
        rows, wanted = [sample.shown[row] for row in own], [sample.wanted[row] for row in own]
        counts = Counter(format for found, format in (*shown, *further) if found == precision)
        place = Place(column, "|".join(format for format, _ in counts.most_common(MOST_FORMATS)))
        read = [place.of(row) for row in rows]
        path = _without(finest, precision)
        if path and not (filled and not rows) and all(map(partial(_prints, path), read, wanted)):
            yield Case(precision, place.formats, _printing(path, place.term(sample.arity)), SAME if rows else UNSHOWN)
            continue
        for k, bound in enumerate(BOUNDS.get(precision, ()) if finest else (), 1):
            if (rows or filled == k) and all(_prints(finest, _at(bound, moment), text) for moment, text in zip(read, wanted, strict=True)):
                filled = k
                yield Case(precision, place.formats, _printing(finest, App(Prim(bound.name), (place.term(sample.arity),))), SAME + FILLED)
                break
        else:
            answer = min(moments.answers(Sample(rows, wanted, others), DEAREST) if rows else (), key=lambda each: each.cost, default=None)
            if answer is None:
                return
            term = answer.term(sample.arity, others)
            formats = [part.arguments[0] for part in subterms(term) if isinstance(part, App) and part.function == Prim("read_moment")]
            if not formats or not isinstance(formats[0], Const):
                return
            finest = finest or answer.path
            yield Case(precision, str(formats[0].value), term, answer.cost)


def _at(bound: Primitive, moment: Moment | None) -> Moment | None:
    return None if moment is None else bound(moment)


def _without(path: Sequence[Piece], precision: Precision) -> tuple[Piece, ...]:
    """A template without the parts that are absent, and the shorter of what stands on both sides of one."""
    moment = Moment(*(1 if there else None for there in precision))
    left: list[Piece] = []
    dropped = False
    for piece in joined_literals(path):
        if isinstance(piece, Part) and not _has(piece.code, moment):
            dropped = True
        elif isinstance(piece, str) and dropped:
            if left and isinstance(left[-1], str):
                left[-1] = min(left[-1], piece, key=len)
        else:
            left.append(piece)
            dropped = False
    while left and isinstance(left[-1], str) and not isinstance(path[-1], str):
        left.pop()
    return tuple(left) if any(isinstance(piece, Part) for piece in left) else ()


def _has(code: str, moment: Moment) -> bool:
    try:
        return bool(PRINTED[code](moment))
    except ValueError:
        return False


def _prints(path: Sequence[Piece], moment: Moment | None, text: Any) -> bool:
    try:
        return moment is not None and printed("".join(map(conversion, path)), moment) == text
    except ValueError:
        return False


def _printing(path: Sequence[Piece], moment: Term) -> Term:
    return App(Prim("format_moment"), (Const("".join(map(conversion, path)), STR), moment))


def _chosen(cases: Sequence[Case], cell: Term) -> Term:
    """The first case whose formats the text has."""
    term = cases[-1].term
    for case in reversed(cases[:-1]):
        term = App(Prim("if"), (App(Prim(WORD), (Const(case.formats, STR), cell)), case.term, term))
    return term


__all__ = ["scan"]
