"""Moments by scanning: read in each row by every format, moved or rounded, and printed by the cheapest template of the wanted texts.

Moments and what is done to them come cheapest first, so that a bound prunes the template searches; what costs little more than the
cheapest is told too, since few rows do not say which style is meant.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from operator import attrgetter, itemgetter

from dsl.moment import Moment
from dsl.moment_printing import PRINTED
from dsl.term import App, Const, Let, Prim, Term, Var
from dsl.type import INT, STR
from synth.search.scanning.clock import Setting, settings
from synth.search.scanning.moved import fiscal, moved, periods, spanned, zoned
from synth.search.scanning.quantities import optional_amounts
from synth.search.scanning.sample import Sample
from synth.search.scanning.source import Rows, Source
from synth.search.scanning.template import SPREAD, Extra, Part, Piece, Template, cheapest, conversion, joined_literals

MOST_SEARCHES = 1500  # of templates, for one task
NAMES, MOST_NAMED, MOST_INITIALS, INITIALS = ("B", "A", "^B", "^A", ":B", ":A"), 4, 2, 3.0  # the last in units
READING = 4.0  # units: the two words that read and print, and the input
COSTS = {
    "Y": 1.0, "y": 1.3, "b": 1.0, "^b": 1.4, "^B": 1.4, ":b": 1.4, ":B": 1.4, ":d": 1.2, ":a": 1.6, ":A": 1.4, "^a": 1.4, "^A": 1.4,
    "u": 3.0, "j": 1.5, "-j": 1.6, "G": 1.6, "V": 1.5, "-V": 1.6, "w": 3.0, ":w": 1.5, "q": 3.0, "P": 1.0, ":p": 1.2, "-M": 1.4, "-S": 1.4,
    ":h": 4.0, "-h": 4.0, ":t": 2.5, "^t": 2.5, ":q": 2.5, "-q": 2.5, ":e": 2.5, "^e": 2.5,
}  # fmt: skip
CLOCK = (("M", "minute"), ("-M", "minute"), ("S", "second"), ("-S", "second"))
ABSENT = {code: attrgetter(name) for code, name in CLOCK}
Known = dict[tuple[bool, frozenset[object]], list[Template]]  # of ranges or not, by what their parts are
STYLE = 0.3
UNPADDED = 1.5  # for plain numbers in a date as ISO 8601 has it
WEEKLY = 1.0  # taken off the year of weeks before a week
WITHIN = 2.0  # for going on to the end of a range within a date or a time of day
UNLIKE = 1.5  # for the end of a range that begins with another part than its start
BACK = 12.0  # for a part of the start behind one of the end: a range has its start first
TWICE = 2.5  # for a part that is printed twice, one behind the other
BESIDE = 0.1  # for one part in two ways side by side: the other of a day and a month that are one number is likelier
PADDED = 0.6  # for two digits before a unit, and for an hour without minutes
OUT_OF_PLACE = 2.5  # for a number of the clock that stands like one of the calendar, or the other way round
NOT_THERE = 1.5  # for printing a part of the clock that was not read
AFTER = {  # signs behind which a part is likely, and by how much
    "q": ("Qq", 2.5), ":h": ("Hh", 2.5), "-h": ("Hh", 2.4), "V": ("Ww", 1.0), "-V": ("Ww", 1.0), "w": ("#", 2.3),
}  # fmt: skip
NOT_OF_RANGES = frozenset({"V", "-V", "G", "j", "-j", "w", ":w", "u"})  # what nobody gives the ends of
VARIANTS = (  # what each leaves out, and what that costs: clocks of 12 and of 24 hours, padded and plain numbers never mix
    (0.0, frozenset({"I", "-I", "p", "P", ":p", "-H", "-d", "-m"})),
    (0.0, frozenset({"I", "-I", "p", "P", ":p", "H", "d", "m"})),
    (0.0, frozenset({"H", "-H", "I", "d", "m"})),
    (0.5, frozenset({"H", "-H", "-I", "-d", "-m"})),
    (0.4, frozenset({"I", "-I", "p", "P", ":p", "-H", "d", "m"})),
    (0.4, frozenset({"I", "-I", "p", "P", ":p", "H", "-d", "-m"})),
    (0.8, frozenset({"H", "-H", "-I", "d", "m"})),
    (0.4, frozenset({"H", "-H", "I", "-d", "-m"})),
)


@dataclass(frozen=True)
class Answer:
    """What writes the wanted texts: a moment of each row, a setting and a template."""

    cost: float
    source: Source
    setting: Setting
    path: tuple[Piece, ...]

    def term(self, arity: int, further: Rows) -> Term:
        """The program."""
        made = self.source.of
        if self.source.widened is not None:
            made = self.source.widened(" ".join(p.code for p in self.path if isinstance(p, Part)), further)
        moment = self.setting.term(made(arity))
        last = self.setting.last(Var(0))
        if last is None:
            return _text([(0, "".join(map(conversion, self.path)))], [moment])
        return Let(moment, _text(_by_source(self.path), [Var(0), last]), "start")


def _by_source(path: Sequence[Piece]) -> list[tuple[int, str]]:
    """The formats of a template, one for each run of parts of one source; literals go with what stands before them."""
    found: list[tuple[int, str]] = []
    waiting = ""
    for piece in joined_literals(path):
        source = found[-1][0] if isinstance(piece, str) and found else None if isinstance(piece, str) else piece.source
        if source is None:
            waiting += conversion(piece)
        elif found and found[-1][0] == source:
            found[-1] = (source, found[-1][1] + conversion(piece))
        else:
            found.append((source, waiting + conversion(piece)))
            waiting = ""
    return found


def _text(formats: Sequence[tuple[int, str]], moments: Sequence[Term]) -> Term:
    texts = [App(Prim("format_moment"), (Const(format, STR), moments[source])) for source, format in formats]
    whole = texts[0]
    for text in texts[1:]:
        whole = App(Prim("concat_text"), (whole, text))
    return whole


def scan(sample: Sample, ceiling: float) -> Iterator[tuple[float, Term]]:
    """The programs found that cost little more than the cheapest so far, with their costs in units."""
    yield from ((answer.cost, answer.term(sample.arity, sample.further)) for answer in answers(sample, ceiling))
    yield from _initials(sample)


def _initials(sample: Sample) -> Iterator[tuple[float, Term]]:
    """The first letters of the names of months and weekdays, where all outputs are so long."""
    size = max(map(len, sample.outputs))
    for source, code in product(sample.mixed_moments[:MOST_NAMED], NAMES if size <= MOST_INITIALS else ()):
        try:
            names = map(PRINTED[code], source.values)
            if all(name[:size] == output for name, output in zip(names, sample.outputs, strict=True)):
                name = App(Prim("format_moment"), (Const(f"%{code}", STR), source.of(sample.arity)))
                yield READING + source.cost + INITIALS, App(Prim("prefix"), (Const(size, INT), name))
        except ValueError:
            continue


def answers(sample: Sample, ceiling: float) -> Iterator[Answer]:
    """The same, each with its parts."""
    best = ceiling
    wanted = sample.outputs
    read = [*sample.mixed_moments, *zoned(sample.mixed_moments, sample.rows)]
    if not read:
        return
    found: dict[object, Source] = {}  # the cheapest of each values, also in further rows: no other could be written more cheaply
    amounts = [*optional_amounts(sample.rows), *sample.amounts]
    later = (*moved(read, amounts, sample.lengths, wanted), *spanned(read, sample.rows, wanted))
    made = (*later, *fiscal(read, wanted), *periods(read, wanted))
    for source in sorted((*read, *made), key=lambda source: source.cost):
        found.setdefault((source.values, source.beyond), source)
    searches, plain = 0, is_plain([*sample.shown, *sample.further])
    written: dict[tuple[int, tuple[Moment, ...]], list[Template]] = {}
    templates: Known = {}  # of the same parts, which different moments have
    for spent, number, setting, source in _pairs(settings(wanted), list(found.values())):
        if spent >= best + SPREAD or searches > MOST_SEARCHES:
            break
        if (number, source.values) not in written:
            shown = _sources(setting, source.values, wanted)
            searches += shown is not None
            written[number, source.values] = [] if shown is None else _known(templates, shown, wanted, plain, best + SPREAD - spent)
        for cost, path in written[number, source.values]:
            best = min(best, spent + cost)
            if spent + cost < best + SPREAD:
                yield Answer(spent + cost, source, setting, path)


def _pairs(found: Sequence[Setting], sources: Sequence[Source]) -> Iterator[tuple[float, int, Setting, Source]]:
    """Settings with their numbers, each with each source, and what both cost, the cheapest pairs first."""
    every = (_with_sources(number, setting, sources) for number, setting in enumerate(found))
    yield from heapq.merge(*every, key=itemgetter(0))


def _with_sources(number: int, setting: Setting, sources: Sequence[Source]) -> Iterator[tuple[float, int, Setting, Source]]:
    return ((READING + setting.cost + source.cost, number, setting, source) for source in sources)


def _sources(setting: Setting, moments: Sequence[Moment], outputs: Sequence[str]) -> list[list[Moment]] | None:
    """The moments of each row that a template may print, None where those that are made do not stand in the texts."""
    try:
        made = [setting.sources(moment) for moment in moments]
    except (ValueError, OverflowError):
        return None
    if setting.mode or setting.length:
        for row, text in zip(made, outputs, strict=True):
            if not all(_may_show(moment, text) for moment in row):
                return None
    return made


def _may_show(moment: Moment, text: str) -> bool:
    if moment.hour is None:
        return True
    hour = moment.hour
    shown = any(str(h) in text for h in (hour, (hour - 1) % 12 + 1)) or (not hour and moment.second is not None)
    return shown and (not moment.minute or str(moment.minute) in text) and (not moment.second or str(moment.second) in text)


def _known(known: Known, sources: Sequence[Sequence[Moment]], outputs: Sequence[str], plain: bool, bound: float) -> list[Template]:
    """The cheapest template of each style over all parts that stand in every text, the cheapest style first; made once for the same parts,
    since the bound only falls."""
    ranged = len(sources[0]) > 1
    parts = [part for source in range(len(sources[0])) for part in parts_of(source, [row[source] for row in sources], outputs)]
    if ranged:
        parts = [part for part in parts if part.code not in NOT_OF_RANGES]
    key = ranged, frozenset((part.source, part.code, part.texts, part.cost) for part in parts)
    if key not in known:
        known[key] = _written(parts, outputs, ranged, plain, bound) if parts else []
    return known[key]


def _written(everything: Sequence[Part], outputs: Sequence[str], ranged: bool, plain: bool, bound: float) -> list[Template]:
    found: dict[tuple[Piece, ...], float] = {}
    tried: set[frozenset[int]] = set()
    least = bound - SPREAD
    for penalty, without in VARIANTS:
        parts = [part for part in everything if part.code not in without]
        key = frozenset(map(id, parts))
        if key in tried:
            continue
        tried.add(key)
        written = cheapest(outputs, parts, _in_ranges(parts, outputs) if ranged else extra_of, least + SPREAD - penalty)
        if written is None:
            continue
        used = {(part.source, part.code) for part in written[1] if isinstance(part, Part)}
        if ranged and len({source for source, _ in used}) < 2:
            continue
        cost = written[0] + penalty + style_of(written[1], plain)
        least = min(least, cost)
        found[written[1]] = min(cost, found.get(written[1], cost))
    return sorted(((cost, path) for path, cost in found.items() if cost < least + SPREAD), key=lambda template: template[0])


def parts_of(source: int, moments: Sequence[Moment], outputs: Sequence[str]) -> Iterator[Part]:
    for code, print_ in PRINTED.items():
        try:
            texts = tuple(map(print_, moments))
        except ValueError:
            continue
        if all(own in text for own, text in zip(texts, outputs)):
            absent = any(part is None for part in (ABSENT[code](moment) for moment in moments)) if code in ABSENT else False
            yield Part(source, code, texts, COSTS.get(code, 1.0) + NOT_THERE * absent)


def _in_ranges(parts: Sequence[Part], outputs: Sequence[str]) -> Extra:
    """What a part of a range costs more: less where its end begins with the kind that its start begins with."""
    starts = [part for part in parts if not part.source]
    first = min(starts, key=lambda part: (max(map(str.index, outputs, part.texts)), -len(part.texts[0])), default=None)

    def extra(part: Part, last: Part | None, literal: str, after: str) -> float:
        alike = first is not None and first.code[-1].lower() == part.code[-1].lower()
        unlike = part.source > 0 and last is not None and last.source == 0 and not alike
        return extra_of(part, last, literal, after) + UNLIKE * unlike

    return extra


def extra_of(part: Part, last: Part | None, literal: str, after: str) -> float:
    """What a part costs more where it stands."""
    extra = 0.0 if _in_place(part.code[-1], last, literal, after) else OUT_OF_PLACE
    clock = literal[-1:] == ":" or after[:1] == ":"
    extra += PADDED * (part.code in ("M", "S") and not clock and after.lstrip()[:1].isalpha() and not _HALF.match(after))
    if last is not None and last.source == part.source and last.code[-1].lower() == part.code[-1].lower():
        extra += TWICE
    elif last is not None and last.source == part.source and any({last.code, part.code} <= field for field in _FIELDS):
        extra += BESIDE
    signs, likelier = AFTER.get(part.code, ("", 0.0))
    if literal[-1:] and literal[-1] in signs:
        extra -= likelier
    extra -= WEEKLY * (part.code == "G" and "W" in after[:2])
    if last is not None and last.source != part.source:
        extra += BACK if part.source < last.source else _going_on(last.code[-1], part.code[-1], literal)
    return extra


def _going_on(last: str, kind: str, literal: str) -> float:
    """What it costs that the end of a range follows here: nothing behind a word or a dash between blanks, more within a date."""
    if literal.strip(" ") != literal or len(literal) > 1 or literal in ("–", "—"):
        return 0.0
    return 1.2 * (literal in ("", ":", " ", "/") and last != kind) + WITHIN * (_SMALLER.get(last, 5) < _SMALLER.get(kind, 0))


_SMALLER = {"Y": 0, "y": 0, "m": 1, "b": 1, "B": 1, "d": 2, "H": 3, "I": 3, "M": 4, "S": 5}  # the larger the number
_HALF = re.compile(r"\s*[ap]\.?m", re.IGNORECASE)


def _in_place(kind: str, last: Part | None, literal: str, after: str) -> bool:
    """Whether a part of the clock stands as one, an hour before a colon, its half or its unit, the others behind it; and no date does."""
    beside, half = after.lstrip()[:1].lower(), _HALF.match(after)
    if kind in "HI":
        return after[:1] in (":", ".") or (beside in ("a", "p", "h", "-", "–", "") and literal[-1:] != "/") or after[:2].isdigit()
    if kind in "MS":
        larger = last is not None and last.code[-1] in ("HI" if kind == "M" else "M") and literal in ("", ":", ".", "h", "m")
        return larger or (beside == kind.lower() and not half) or (kind == "M" and last is None and after[:1] == ":")
    return kind in "pP" or (after[:1] != ":" and literal[-1:] != ":" and not half)


_SPACED_NAME = re.compile("%.?B|%.?b,? %-?d|%-?d %.?b")  # the whole name of a month, or a short one beside a blank and the day
_ISO = re.compile("%Y-?%-?m")  # the number of a month behind a year, right there or behind a dash
_FIELDS = ({"Y", "y", "G"}, {"m", "-m", "b", "B", "^b", "^B", ":b", ":B"}, {"d", "-d", ":d"}, {"a", "A", "^a", "^A", ":a", ":A", "u"})


def style_of(path: Sequence[Piece], plain: bool) -> float:
    """What an unusual style costs: a padded day beside the whole name of a month or where the inputs have none, else a plain one,
    and so behind a year and a dash; an hour of twelve without its half; one part in two ways."""
    codes = {part.code for part in path if isinstance(part, Part)}
    written = "".join(map(conversion, path))
    plain = plain or _SPACED_NAME.search(written) is not None
    if _ISO.search(written):
        cost = UNPADDED * bool(codes & {"-d", "-m"})
    else:
        cost = STYLE * bool(codes & {"d", "m"} if plain else codes & {"-d", "-m"})
    cost += 1.2 * sum(len(codes & field) > 1 for field in _FIELDS)
    cost += PADDED * bool(codes & {"I"} and not codes & {"M", "-M"})
    return cost + 0.6 * bool(codes & {"I", "-I"} and not codes & {"p", "P", ":p"})


def is_plain(rows: Rows) -> bool:
    """Whether numbers of one digit stand alone in the inputs, and none has a zero before it."""
    cells = [cell for row in rows for cell in row if isinstance(cell, str)]
    padded = any(re.search(r"(?<![\d:])0[1-9](?![\d:])", cell) for cell in cells)
    return not padded and any(re.search(r"(?<![\d:.,])[1-9](?![\d:])", cell) for cell in cells)


__all__ = ["Answer", "answers", "is_plain", "scan", "style_of"]
