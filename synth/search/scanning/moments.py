"""Moments by scanning: read in each row by every format, moved or rounded, and printed by the cheapest template of the wanted texts.

A *reading* says in which input, by which formats and at which place a moment stands. A *setting* says what is done to it: nothing,
rounding, a range of two moments. Readings and settings come cheapest first, so that a bound prunes the template searches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from dsl.moment import Moment, at_clock, clock_of, shifted
from dsl.moment_formats import PRINTED
from dsl.term import App, Const, Let, Prim, Term, Var
from dsl.type import INT, STR
from synth.search.scanning.readings import Reading, Rows, choices, widened
from synth.search.scanning.template import Part, Piece, cheapest, joined_literals

MOST_ROWS = 6  # shown rows whose texts are matched; the others check what is found
MOST_SEARCHES = 600  # of templates, for one task
READING = 4.0  # units: the two words that read and print, and the input
MINUTE, SECOND = 60_000_000, 1_000_000
STEPS = tuple(MINUTE * n for n in (10, 15, 20, 30, 60, 90, 120, 180, 240, 360)) + tuple(SECOND * n for n in (20, 30, 40))
CLOCK = frozenset({"H", "-H", "I", "-I", "p", "P", "M", "-M", "S", "-S"})
TWELVE = frozenset({"I", "-I", "p", "P"})
PLAIN = frozenset({"-m", "-d", "-H", "-I"})
PADDED = frozenset({"m", "d", "H", "I"})
COSTS = {
    "Y": 1.0, "y": 1.3, "b": 1.0, "^b": 1.4, "^B": 1.4, ":d": 1.2, "^a": 1.4, "^A": 1.4, "u": 2.5, "j": 1.5, "-j": 1.6, "G": 1.6,
    "V": 1.5, "-V": 1.6, "w": 1.7, "q": 1.5, "P": 1.0, "-M": 1.4, "-S": 1.4,
}  # fmt: skip
AFTER = {"q": "Qq", "V": "Ww", "-V": "Ww", "w": "#"}  # signs before which a part is likely
_VARIANTS = (  # what each leaves out, and what that costs: clocks of 12 and of 24 hours, padded and plain numbers never mix
    (0.0, frozenset({"I", "-I", "p", "P", "-H", "-d", "-m"})),
    (0.0, frozenset({"I", "-I", "p", "P", "H", "d", "m"})),
    (0.0, frozenset({"H", "-H", "I", "d", "m"})),
    (0.1, frozenset({"H", "-H", "-I", "-d", "-m"})),
    (0.4, frozenset({"I", "-I", "p", "P", "-H", "d", "m"})),
    (0.4, frozenset({"I", "-I", "p", "P", "H", "-d", "-m"})),
    (0.6, frozenset({"H", "-H", "-I", "d", "m"})),
    (0.4, frozenset({"H", "-H", "I", "-d", "-m"})),
)


@dataclass(frozen=True)
class Setting:
    """What is done to a moment before it is printed: rounded to a step from an offset, then a range of some length begun."""

    cost: float
    mode: str = ""  # floor, round or ceiling
    step: int = 0
    offset: int = 0
    length: int = 0

    def sources(self, moment: Moment) -> list[Moment]:
        """The moments that may be printed."""
        if self.mode:
            moment = self._rounded(moment)
        return [moment, shifted(moment, self.length)] if self.length else [moment]

    def _rounded(self, moment: Moment) -> Moment:
        at = clock_of(moment) - self.offset
        count, rest = divmod(at, self.step)
        count += (self.mode == "ceiling" and rest > 0) + (self.mode == "round" and 2 * rest >= self.step)
        return at_clock(moment, count * self.step + self.offset)

    def term(self, moment: Term) -> Term:
        """The program of the first source."""
        if self.mode:
            if self.offset:
                moment = App(Prim("later"), (_length(-self.offset), moment))
            moment = App(Prim(f"{self.mode}_moment"), (_length(self.step), moment))
            if self.offset:
                moment = App(Prim("later"), (_length(self.offset), moment))
        return moment


def _length(micros: int) -> Term:
    """A duration in the largest unit that divides it."""
    for unit, name in ((86_400 * SECOND, "days"), (60 * MINUTE, "hours"), (MINUTE, "minutes"), (SECOND, "seconds")):
        if micros % unit == 0:
            return App(Prim(name), (Const(micros // unit, INT),))
    raise ValueError("no duration of whole seconds")


@cache
def settings() -> tuple[Setting, ...]:
    """All of them, cheapest first."""
    found = [Setting(0.0)]
    for step in STEPS:
        for offset in (0, step // 2):
            odd = 1.0 * (offset > 0)
            found += [Setting(1.5 + odd + 0.3 * (mode != "floor"), mode, step, offset) for mode in ("floor", "round", "ceiling")]
            lengths = {step: 0.0, step - MINUTE: 0.6, step - SECOND: 0.6, step // 2: 0.7, 2 * step: 0.7}
            found += [Setting(2.2 + odd + extra, "floor", step, offset, length) for length, extra in lengths.items() if length > 0]
    found += [Setting(2.0, length=length) for length in (30 * MINUTE, 60 * MINUTE, 15 * MINUTE, 120 * MINUTE, 45 * MINUTE)]
    return tuple(sorted(found, key=lambda setting: setting.cost))


@dataclass(frozen=True)
class Answer:
    """What writes the wanted texts: a reading, a setting and a template."""

    cost: float
    reading: Reading
    setting: Setting
    path: tuple[Piece, ...]

    def term(self, arity: int, further: Rows) -> Term:
        """The program."""
        reading = self.reading
        if len(reading.places) == 1:
            reading = widened(reading, " ".join(p.code for p in self.path if isinstance(p, Part)), further)
        moment = self.setting.term(reading.term(arity))
        if not self.setting.length:
            return _text([(0, self._formats())], [moment])
        bound: list[Term] = [Var(0), App(Prim("later"), (_length(self.setting.length), Var(0)))]
        return Let(moment, _text(_by_source(self.path), bound), "start")

    def _formats(self) -> str:
        return "".join(_conversion(piece) for piece in self.path)


def _conversion(piece: Piece) -> str:
    return piece.replace("%", "%%") if isinstance(piece, str) else f"%{piece.code}"


def _by_source(path: Sequence[Piece]) -> list[tuple[int, str]]:
    """The formats of a template, one for each run of parts of one source; literals go with what stands before them."""
    found: list[tuple[int, str]] = []
    waiting = ""
    for piece in joined_literals(path):
        source = found[-1][0] if isinstance(piece, str) and found else None if isinstance(piece, str) else piece.source
        if source is None:
            waiting += _conversion(piece)
        elif found and found[-1][0] == source:
            found[-1] = (source, found[-1][1] + _conversion(piece))
        else:
            found.append((source, waiting + _conversion(piece)))
            waiting = ""
    return found


def _text(formats: Sequence[tuple[int, str]], moments: Sequence[Term]) -> Term:
    texts = [App(Prim("format_moment"), (Const(format, STR), moments[source])) for source, format in formats]
    whole = texts[0]
    for text in texts[1:]:
        whole = App(Prim("concat_text"), (whole, text))
    return whole


def scan(rows: Rows, outputs: Sequence[str], further: Rows, ceiling: float) -> Iterator[tuple[float, Term]]:
    """The programs found, each cheaper than the ones before, with their costs in units."""
    best: Answer | None = None
    kept = list(range(len(rows)))[:MOST_ROWS]
    wanted = [outputs[i] for i in kept]
    found = choices([rows[i] for i in kept], further)
    searches = 0
    for setting in settings():
        bound = ceiling if best is None else best.cost
        if READING + setting.cost >= bound or searches > MOST_SEARCHES:
            break
        for cost, reading_, moments in found:
            bound = ceiling if best is None else best.cost
            spent = READING + setting.cost + cost
            if spent >= bound or searches > MOST_SEARCHES:
                break
            sources = _sources(setting, moments, wanted)
            if sources is None:
                continue
            searches += 1
            written = _written(sources, wanted, bound - spent)
            if written is not None:
                best = Answer(spent + written[0], reading_, setting, written[1])
                yield best.cost, best.term(len(rows[0]), further)


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
    hour = moment.hour or 0
    return any(str(h) in text for h in (hour, (hour - 1) % 12 + 1)) and (not moment.minute or str(moment.minute) in text)


def _written(sources: Sequence[Sequence[Moment]], outputs: Sequence[str], bound: float) -> tuple[float, tuple[Piece, ...]] | None:
    """The cheapest template over all parts that stand in every text."""
    everything = [part for source in range(len(sources[0])) for part in _parts(source, [row[source] for row in sources], outputs)]
    if not everything:
        return None
    best: tuple[float, tuple[Piece, ...]] | None = None
    tried: set[frozenset[int]] = set()
    ranged = len(sources[0]) > 1
    for penalty, without in _VARIANTS:
        parts = [part for part in everything if part.code not in without]
        key = frozenset(map(id, parts))
        if key in tried:
            continue
        tried.add(key)
        limit = (bound if best is None else best[0]) - penalty
        written = cheapest(outputs, parts, _extra, limit)
        if written is None:
            continue
        used = {(part.source, part.code) for part in written[1] if isinstance(part, Part)}
        if ranged and len({source for source, _ in used}) < 2:
            continue
        cost = written[0] + penalty + _style({code for _, code in used})
        if best is None or cost < best[0]:
            best = cost, written[1]
    return best if best is not None and best[0] < bound else None


def _parts(source: int, moments: Sequence[Moment], outputs: Sequence[str]) -> Iterator[Part]:
    for code, print_ in PRINTED.items():
        try:
            texts = tuple(map(print_, moments))
        except ValueError:
            continue
        if all(own in text for own, text in zip(texts, outputs)):
            yield Part(source, code, texts, COSTS.get(code, 1.0))


def _extra(part: Part, last: Part | None, literal: str) -> float:
    """What a part costs more where it stands."""
    extra = 0.0
    if part.code in AFTER and literal[-1:] and literal[-1] in AFTER[part.code]:
        extra -= 1.0
    if last is not None and last.source != part.source and literal in ("", ":", " "):
        extra += 1.2
    return extra


def _style(codes: set[str]) -> float:
    """What an unusual style costs: a day without a zero among numbers, one with it beside a name; an hour of twelve without its half."""
    named = bool(codes & {"b", "B", "^b", "^B"})
    cost = 0.2 * bool(codes & {"d"}) if named else 0.2 * bool(codes & {"-d", "-m"})
    return cost + 0.6 * bool(codes & {"I", "-I"} and not codes & {"p", "P"})


__all__ = ["Answer", "scan"]
