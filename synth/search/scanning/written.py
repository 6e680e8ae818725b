"""Moments copied as they are written: outputs that are the dates or times of day within texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dsl.moment_formats import DATES, TIMES, reading
from dsl.term import App, Const, Prim, Term, Var
from dsl.type import STR
from synth.search.scanning.readings import UNUSUAL
from synth.search.scanning.sample import Sample

PRICE = 5.0  # units: the word, its format and the input
ANOTHER = 1.0  # for each further format
FEW = 0.5  # for each part fewer than three
NOT_READ = 3.0  # in proportion to the rows without outputs that have no such moment
MOST_FORMATS = 4
MOST_COLUMN = 40


def scan(sample: Sample, ceiling: float) -> Iterator[tuple[float, Term]]:
    """The programs that copy the first date or time of each text, with their costs in units."""
    for column, cell in enumerate(sample.rows[0]):
        if not isinstance(cell, str) or all(row[column] == output for row, output in zip(sample.rows, sample.outputs, strict=True)):
            continue
        for known in (DATES, TIMES):
            formats, cost = _formats(known, column, sample)
            if formats and cost < ceiling:
                yield cost, App(Prim("moment_text"), (Const("|".join(formats), STR), Var(sample.arity - 1 - column)))


def _formats(known: Sequence[str], column: int, sample: Sample) -> tuple[list[str], float]:
    """The formats that together give what is wanted, none where there are none, and what they cost."""
    texts = [row[column] for row in sample.rows]
    right: dict[str, set[int]] = {}
    for format in sorted(known, key=lambda format: (UNUSUAL.get(format, 0.0), -format.count("%"))):
        found = [_copied(format, text) for text in texts]
        if all(own in (None, output) for own, output in zip(found, sample.outputs, strict=True)) and any(found):
            right[format] = {row for row, own in enumerate(found) if own is not None}
    chosen: list[str] = []
    missing = set(range(len(texts)))
    while missing and right and len(chosen) < MOST_FORMATS:
        best = max(right, key=lambda format: len(right[format] & missing))
        if not right[best] & missing:
            break
        missing -= right.pop(best)
        chosen.append(best)
    if missing or not chosen:
        return [], 0.0
    unread = [row[column] for row in sample.further[:MOST_COLUMN] if isinstance(row[column], str)]
    count = max(1, len(unread))
    unread = [text for text in unread if not any(_copied(format, text) for format in chosen)]
    for format in (f for f in known if f.count("%") >= min(f.count("%") for f in chosen) and f not in UNUSUAL):
        if any(_copied(format, text) for text in unread) and len(chosen) < MOST_FORMATS and _harmless(format, texts, sample.outputs):
            chosen.append(format)
            unread = [text for text in unread if not _copied(format, text)]
    few = min(max(0, 3 - format.count("%")) for format in chosen) if known is DATES else 1
    odd = sum(UNUSUAL.get(format, 0.0) for format in chosen)
    return chosen, PRICE + odd + ANOTHER * (len(chosen) - 1) + FEW * few + NOT_READ * len(unread) / count


def _harmless(format: str, texts: Sequence[str], outputs: Sequence[Any]) -> bool:
    """Whether a format finds nothing but what is wanted in the texts shown."""
    return all(_copied(format, text) in (None, output) for text, output in zip(texts, outputs, strict=True))


def _copied(format: str, text: str) -> str | None:
    """The first moment of a text as it is written, None where there is none or no calendar has it."""
    try:
        found = reading(format).nth_in(text, 0)
    except (ValueError, OverflowError):
        return None
    return None if found is None else text[found[1][0] : found[1][1]]


__all__ = ["scan"]
