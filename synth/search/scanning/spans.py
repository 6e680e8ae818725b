"""Lengths of time by scanning: read from words or clocks, or counted, and printed by the cheapest template of the wanted texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from dsl.durations import printed
from dsl.term import App, Const, Prim, Term
from dsl.type import STR
from synth.search.scanning.quantities import as_int
from synth.search.scanning.sample import Sample
from synth.search.scanning.source import Source
from synth.search.scanning.template import Part, cheapest, conversion

READING = 2.5  # units: the word that prints, and the input
COUNTED = 3.0
UNITS = ("seconds", "minutes", "hours")
UNITS_OF = frozenset("hms")  # letters with which hours, minutes and seconds begin
ORDER = "HMS"
OTHER_UNIT = 2.0
CODES = (("H", "M"), ("M", "S"), ("H", "M", "S"), ("M",), ("S",), ("H",))  # sets of conversions that may stand in one format


def scan(sample: Sample, ceiling: float) -> Iterator[tuple[float, Term]]:
    """The programs found, each cheaper than the ones before, with their costs in units."""
    wanted = sample.outputs
    if not all(any(c.isdigit() for c in text) for text in wanted):
        return
    best = ceiling
    for source in (*sample.lengths, *_counted(sample.amounts)):
        for codes in CODES:
            spent = READING + source.cost
            parts = list(_parts(source, codes, wanted))
            written = cheapest(wanted, parts, _extra, best - spent) if len(parts) >= len(codes) else None
            if written is not None and {p.code[-1] for p in written[1] if isinstance(p, Part)} == set(codes):
                best = spent + written[0]
                yield best, App(Prim("format_duration"), (Const("".join(map(conversion, written[1])), STR), source.of(sample.arity)))


def _counted(numbers: Sequence[Source]) -> Iterator[Source]:
    """Whole numbers as so many seconds, minutes or hours."""
    for source in numbers:
        if all(value == int(value) and 0 <= value < 10**8 for value in source.values):
            for unit in UNITS:
                values = [timedelta(**{unit: int(value)}) for value in source.values]
                yield source.then(COUNTED, values, lambda term, _, unit=unit: App(Prim(unit), (as_int(term),)))  # type: ignore[misc]


def _parts(source: Source, codes: Sequence[str], outputs: Sequence[str]) -> Iterator[Part]:
    """What the conversions of one format print of each length."""
    for code in codes:
        for padding in ("", "-"):
            try:
                texts = tuple(_only(value, codes, padding + code) for value in source.values)
            except ValueError:
                return
            if all(own in text for own, text in zip(texts, outputs, strict=True)):
                yield Part(0, padding + code, texts, 1.0)


def _only(value: timedelta, codes: Sequence[str], wanted: str) -> str:
    """What one of several conversions prints."""
    format = "|".join(f"%{wanted}" if code == wanted[-1] else f"%{code}" for code in codes)
    return printed(format, value).split("|")[list(codes).index(wanted[-1])]


def _extra(part: Part, last: Part | None, literal: str, after: str) -> float:
    """A conversion stands once, behind a sign and a larger one, and before its own unit where there is one."""
    unit = after.lstrip()[:1].lower()
    odd = last is not None and (not literal or literal in (".", "-", "/"))
    upside_down = last is not None and ORDER.index(last.code[-1]) >= ORDER.index(part.code[-1])
    return 2.0 * (odd + upside_down) + OTHER_UNIT * (unit in UNITS_OF and unit != part.code[-1].lower())
