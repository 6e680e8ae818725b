"""Lengths of time by scanning: read from words or clocks, or counted, and printed by the cheapest template of the wanted texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from itertools import product
from typing import Any

from dsl.durations import months_printed, printed
from dsl.term import App, Const, Prim, Term, free_indices
from dsl.type import DECIMAL, STR
from synth.search.scanning.arithmetic import applied, multiple, times
from synth.search.scanning.quantities import ages, as_int, months
from synth.search.scanning.sample import Sample
from synth.search.scanning.source import Source
from synth.search.scanning.template import Part, cheapest, conversion

READING = 2.5  # units: the word that prints, and the input
COUNTED, SHARED = 3.0, 3.5
MOST_READ = 3  # lengths and numbers that these are divided by
ROUNDED = 0.5
SECOND = timedelta(seconds=1)
ONE, SIXTY = Decimal(1), Decimal(60)
UNITS = ("seconds", "minutes", "hours")
UNITS_OF = frozenset("wdhms")  # letters with which units of time begin
ORDER = "WDHMS"
OTHER_UNIT = 2.0
BARE = 0.3  # for zeros before a number beside which there is no colon
CODES = (("H", "M"), ("M", "S"), ("H", "M", "S"), ("M",), ("S",), ("H",), ("D", "H"), ("D", "H", "M"), ("W", "D"))  # sets in one format
WORDS = {"w": "W", "d": "D", "h": "H", "m": "M", "s": "S"}  # the conversion of a unit, by the letter that its word begins with
WORDS_OF_MONTHS, ORDER_OF_MONTHS = {"y": "Y", "m": "M"}, "YM"
TOLD = 2.0  # units for words by which parts are left out, or have an s, and for each of the parts
PART_TOLD = 1.5
HOURS_LEFT_OUT = "%[%-H:%]%:M:%S"
COUNT = re.compile(r"(\d+)(\s?)([^\W\d_]+)(\W*)")  # a number, and its word


def scan(sample: Sample, ceiling: float) -> Iterator[tuple[float, Term]]:
    """The programs found, each cheaper than the ones before, with their costs in units."""
    wanted = sample.outputs
    if not all(any(c.isdigit() for c in text) for text in wanted):
        return
    best, (format, dearer) = ceiling, _told(wanted, WORDS, ORDER) or _clock(wanted) or ("", 0.0)
    yield from _in_months(sample, ceiling)
    known = [*sample.lengths, *_counted(sample.amounts), *_shared(sample)]
    for source in (*known, *_cut(known)):
        for codes in CODES:
            spent = READING + source.cost
            parts = list(_parts(source, codes, wanted))
            written = cheapest(wanted, parts, _extra, best - spent) if len(parts) >= len(codes) else None
            if written is not None and {p.code[-1] for p in written[1] if isinstance(p, Part)} == set(codes):
                best = spent + written[0]
                yield best, App(Prim("format_duration"), (Const("".join(map(conversion, written[1])), STR), source.of(sample.arity)))
        if format and spent + dearer < best and _prints(printed, format, source.values, wanted):
            best = spent + dearer
            yield best, App(Prim("format_duration"), (Const(format, STR), source.of(sample.arity)))


def _in_months(sample: Sample, ceiling: float) -> Iterator[tuple[float, Term]]:
    """The programs that tell years and months that are not 0, between two dates or of numbers."""
    format, dearer = _told(sample.outputs, WORDS_OF_MONTHS, ORDER_OF_MONTHS) or ("", 0.0)
    for source in (*ages(sample.paired_moments), *months(sample.rows), *sample.amounts[:MOST_READ]) if format else ():
        cost, whole = READING + source.cost + dearer, [int(value) for value in source.values]
        if cost < ceiling and whole == list(source.values) and _prints(months_printed, format, whole, sample.outputs):
            yield cost, App(Prim("format_months"), (Const(format, STR), as_int(source.of(sample.arity))))


def _told(outputs: Sequence[str], codes: Mapping[str, str], order: str) -> tuple[str, float] | None:
    """The format of texts that tell the parts that are not 0, such as `1 hour 5 minutes` and `2 hours`, and its cost; None where they
    are no such."""
    words: dict[str, tuple[str, set[str]]] = {}
    between = ""
    for text in outputs:
        parts = COUNT.findall(text)
        if not parts or "".join(map("".join, parts)) != text or parts[-1][3]:
            return None
        for place, (number, gap, word, behind) in enumerate(parts):
            code = codes.get(word[0].lower(), "D" if len(parts) == 1 and codes is WORDS else "")
            plain, known = words.setdefault(code, (gap + word, set()))
            if not code or (len(number) > 1 and number[0] == "0") or _singular(plain) != _singular(gap + word):
                return None
            known.add(("s" if word.endswith("s") and len(word) > 1 else "") + ("1" if int(number) == 1 else "n"))
            if place + 1 < len(parts):
                if between not in ("", behind):
                    return None
                between = behind
    told = {code: _singular(word) + _ending(word.strip(), known) for code, (word, known) in words.items()}
    parts_of = sorted(told, key=order.index)
    made = [f"%-{code}{told[code]}{between if code != parts_of[-1] else ''}" for code in parts_of]
    return made[0] if len(made) == 1 else "".join(f"%[{part}%]" for part in made), TOLD + PART_TOLD * len(told)


def _clock(outputs: Sequence[str]) -> tuple[str, float] | None:
    """The format of times of which only some have hours, 1:05:00 and 5:00, and its cost."""
    colons = {text.count(":") for text in outputs}
    return (HOURS_LEFT_OUT, TOLD) if colons == {1, 2} and all(re.fullmatch("[0-9:]+", text) for text in outputs) else None


def _singular(word: str) -> str:
    """A word without the s of several; s alone stands for seconds."""
    return word.removesuffix("s") if len(word.strip()) > 1 else word


def _ending(word: str, known: set[str]) -> str:
    """How a word ends that stood with s or without beside 1 and other numbers."""
    if len(word) == 1 or "n" in known:
        return ""
    return "s" if "s1" in known else "%s"


def _prints(print_: Callable[[str, Any], str], format: str, values: Sequence[Any], wanted: Sequence[str]) -> bool:
    try:
        return all(print_(format, value) == text for value, text in zip(values, wanted, strict=True))
    except ValueError:
        return False


def _cut(lengths: Sequence[Source]) -> Iterator[Source]:
    """Lengths of time without the decimals of their seconds, and without seconds."""
    for name, unit in (("seconds", timedelta(seconds=1)), ("minutes", timedelta(minutes=1))):
        for source in lengths:
            if any(value % unit for value in source.values):
                values = [value // unit * unit for value in source.values]
                yield source.then(ROUNDED, values, partial(_whole, name))


def _whole(unit: str, length: Term, _: int) -> Term:
    return App(Prim(unit), (App(Prim(f"whole_{unit}"), (length,)),))


def _counted(numbers: Sequence[Source]) -> Iterator[Source]:
    """Whole numbers as so many seconds, minutes or hours."""
    for source in numbers:
        if all(value == int(value) and 0 <= value < 10**8 for value in source.values):
            for unit in UNITS:
                values = [timedelta(**{unit: int(value)}) for value in source.values]
                yield source.then(COUNTED, values, lambda term, _, unit=unit: App(Prim(unit), (as_int(term),)))  # type: ignore[misc]
        elif all(0 <= value < 10**6 for value in source.values):  # hours with decimals
            exact = times(source, ROUNDED, SIXTY)
            whole = applied(exact, ROUNDED, "round_to", ONE, [multiple(value, ONE, ROUND_HALF_UP) for value in exact.values])
            made = [timedelta(minutes=int(value)) for value in whole.values]
            yield whole.then(COUNTED, made, lambda term, _: App(Prim("minutes"), (as_int(term),)))


def _shared(sample: Sample) -> Iterator[Source]:
    """Lengths of time over a number of another column, as those of one kilometre or one piece, in whole seconds."""
    for length, number in product(sample.lengths[:MOST_READ], sample.amounts[:MOST_READ] if sample.arity > 1 else ()):
        if min(number.values) <= 0 or _columns(length, sample.arity) == _columns(number, sample.arity):
            continue
        try:
            values = [timedelta(seconds=_over(value, by)) for value, by in zip(length.values, number.values, strict=True)]
        except OverflowError:
            continue
        yield Source(SHARED + length.cost + number.cost, tuple(values), partial(_share, length, number))


def _over(length: timedelta, number: Decimal) -> int:
    return int(multiple(Decimal(length // SECOND) / number, ONE, ROUND_HALF_UP))


def _share(length: Source, number: Source, arity: int) -> Term:
    whole = App(Prim("to_decimal"), (App(Prim("whole_seconds"), (length.of(arity),)),))
    return App(Prim("seconds"), (as_int(App(Prim("round_ratio"), (Const(ONE, DECIMAL), whole, number.of(arity)))),))


def _columns(source: Source, arity: int) -> frozenset[int]:
    """The inputs that a value is made of."""
    return free_indices(source.of(arity))


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
    """A conversion stands once, behind a sign and a larger one, and before its own unit where there is one; padded by a colon."""
    unit = after.lstrip()[:1].lower()
    alone = len(part.code) == 1 and (":" not in (literal[-1:], after[:1]) or (part.code == "M" and last is None))
    odd = last is not None and (not literal or literal in (".", "-", "/"))
    upside_down = last is not None and ORDER.index(last.code[-1]) >= ORDER.index(part.code[-1])
    return BARE * alone + 2.0 * (odd + upside_down) + OTHER_UNIT * (unit in UNITS_OF and unit != part.code[-1].lower())
