"""Numbers by scanning: read in each row, reckoned with, and printed by the cheapest template of the wanted texts, or wanted themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations, product
from operator import itemgetter
from typing import Any

from dsl.domains.notations import STEPS, TIMES_TEN, format_scaled
from dsl.domains.number_formats import swap_point
from dsl.moment_printing import ordinal
from dsl.number_formats import DECIMAL_COMMA, printed, shortened
from dsl.term import App, Const, Let, Prim, Term, Var
from dsl.type import DECIMAL, INT, STR
from synth.search.scanning import dates
from synth.search.scanning.aggregated import aggregated
from synth.search.scanning.arithmetic import both_ways, may_show, ranges, reckoned, rounded, scaled
from synth.search.scanning.conversions import conversions
from synth.search.scanning.functions import functions
from synth.search.scanning.measures import measured
from synth.search.scanning.powers import powers
from synth.search.scanning.quantities import ages, as_int, counted, months
from synth.search.scanning.quotients import divisions, percentages, rates, ratios, whole_quotients
from synth.search.scanning.sample import Sample
from synth.search.scanning.source import Source
from synth.search.scanning.template import SPREAD, Part, Piece, Template, cheapest, joined_literals

PADDED, UNSEEN = 0.5, 2.5  # units for zeros before a number, where outputs have some and where none has
ALIGNED = 0.3  # for blanks before a number where there are several
GROUPED = 1.0  # less for commas between thousands, where rows without outputs alone have numbers so large, and write them so
UNEVEN = 0.8  # and for decimals that are not as many everywhere, behind these
NEEDLESS = 0.8  # and for decimals that are always 0, since the number was rounded further
DIGITS = 2.3  # and for so many digits from the first that is not 0
AT_LEAST, AS_WRITTEN = 1.7, 0.3  # and for at least so many decimals, less where zeros at the end stay
MOST_BLANKS = 10
MOST_DECIMALS = 8
UNITS = {-3: re.compile(r"\d ?(?:[kK]\b|thousand)"), -6: re.compile(r"\d ?(?:[mM]n?\b|million)")}  # of numbers, by powers of ten
FREE = 6  # decimals that may be absent, where no number is rounded
MOST_DIGITS = 18  # before the point
MADE = 0.3
SIGNED = 2.0  # for a sign before numbers of which some have one
LONG, MOST_FIXED = 0.3, 3  # for each decimal more than so many that are always printed, where no zero at the end shows that they are
MOST_DEAR = 12.0  # units of a source
MOST_SHORT = 4  # decimals before K and M
SHORT, SCALED, ORDINAL = "short", "scaled", "ordinal"  # how parts of these are told from a format
POINTS = ("", "0", "00", "#", "##", "000")  # decimals
READING = 4.0  # units: the two words that read and print, and the input
MOST_STYLES = 4  # formats that print the same on the shown rows


def formats(outputs: Sequence[str], below: bool = False, right: bool = False) -> list[tuple[float, str]]:
    """The formats that may have printed a number in every text, cheapest first, with what each costs; `below`: some numbers are below 0;
    `right`: they may stand to the right of blanks."""
    bracketed = any("(" in text for text in outputs)
    signed = any(re.search(r"\+\d", text) for text in outputs)
    swapped = any(re.search(r"\d(?:\.\d{3})+(?:,|(?![.\d]))", text) for text in outputs)
    marks = sorted({mark for text in outputs for mark in _GROUPED.findall(text)})
    decimals = [max(map(len, re.findall(r"(?<=\d\.)\d+", text)), default=0) for text in outputs]
    filled = PADDED if any(re.search(r"(?<![\d.,])0\d", text) for text in outputs) else UNSEEN
    blanks = 0.0 if right else ALIGNED if any("  " in text for text in outputs) else 1.0
    aligned = blanks if any(re.search(r"(?:^| ) +\d", text) for text in outputs) else None
    found = set.intersection(*(set(_formats(text, bracketed, signed, swapped, marks, filled, aligned)) for text in outputs))
    if len(set(decimals)) == 1:  # so many decimals say the same
        found = {(cost, format) for cost, format in found if not format.startswith("Digits")}
    ends = [(AT_LEAST - AS_WRITTEN * ("*" in end), end) for end in _at_least(decimals)]
    found |= {(cost + more, f"{format}{end}") for cost, format in found if format in ("0", "#,##0") for more, end in ends}
    money = set.intersection(*(set(_MONEY.findall(text)) for text in outputs)) if below else ()
    whole = [(cost, format) for cost, format in found if format[-1:] in ("0", ")")]
    return sorted(found | {(cost, re.sub(r"^(\(?\+?)", rf"\1{sign}", format)) for sign in money for cost, format in whole})


def _formats(
    text: str, bracketed: bool, signed: bool, swapped: bool, marks: Sequence[str], filled: float, aligned: float | None
) -> list[tuple[float, str]]:
    """The formats of which a text shows the signs; `filled` and `aligned` are what zeros and blanks before a number cost."""
    runs = re.findall(r"\d+", text)
    widest = max(map(len, runs), default=0)
    after = {len(run) for run in re.findall(r"(?<=[.,])\d+", text)}
    wholes = [(0.0, "0"), *((filled, "0" * n) for n in range(2, widest + 1))]
    if aligned is not None:
        wholes += [(aligned, "?" * n + "0") for n in range(1, MOST_BLANKS)]
    if signed:
        wholes.append((0.8, "+0"))
    groups = [(0.3, "#,##0"), (0.6, "#,##,##0")]
    free = range(1, max(MOST_DECIMALS, *after, 1) + 1)
    decimals = [(1.3, ""), *((1.3, "." + "0" * n) for n in sorted(after)), *((1.5, "." + "#" * n) for n in free)]
    found = [(a + b + UNEVEN * ("?" in whole and "#" in point), whole + point) for a, whole in (*wholes, *groups) for b, point in decimals]
    found += [(a + 1.35, f"{whole}.*") for a, whole in (*groups, *((0.8, "+0"),) * signed, *((0.0, "0"),) * bracketed)]
    if bracketed:
        found += [(cost + 0.5, f"({format})") for cost, format in found if not format.startswith(("?", "+")) and "#" not in format[-1]]
    for sign in "Ee":
        if re.search(rf"\d{sign}[-+]?\d", text):
            found += [(2.0, f"0{'.' * bool(n)}{'0' * n}{sign}{power}") for n in (0, *sorted(after)) for power in ("+00", "+0", "-0")]
    for power in re.findall(TIMES_TEN, text):
        found += [(2.0, f"0{'.' * bool(n)}{'0' * n}{power}0") for n in (0, *sorted(after))]
    found += [(DIGITS, f"Digits {n}") for run in re.findall(r"\d+(?:\.\d+)?", text) for n in _significant(run)]
    if "," in text:
        found += [(cost + 0.5, format.replace(".", ",")) for cost, format in found if "," not in format and "." in format]
    if swapped:
        found += [(cost + 0.5, format.translate(_SWAPPED)) for cost, format in found if re.match(r"#,##0(\.|$)", format)]
    for mark in marks:
        grouped = [(cost + 0.5, format.replace("#,##", f"#{mark}##")) for cost, format in found if re.match(r"#,##0(?:\.|$)", format)]
        found += [*grouped, *((cost, format.replace(".", ",")) for cost, format in grouped if "." in format)]
    return [(1.0, ""), (1.2, "General"), *found]


def _at_least(decimals: Sequence[int]) -> list[str]:
    """What formats end with that print some decimals and perhaps more, of how many decimals the outputs have."""
    least, most = min(decimals), max(decimals)
    ends = [f".*{'0' * least}", *(f".{'0' * least}{'#' * n}" for n in {most - least, FREE - least})]
    return ends if 0 < least < most <= FREE else []


def _significant(run: str) -> range:
    """How many digits from the first that is not 0 a number may have been rounded to."""
    digits = run.replace(".", "").lstrip("0")
    return range(max(2, len(digits if "." in run else digits.rstrip("0"))), min(6, len(digits)) + 1)


_MONEY = re.compile(r"[$€£¥₹](?=\d)")
_BELOW = re.compile(r"(?<![\w.)])-\s?[$€£¥₹]?\d|\(\s*[$€£¥₹]?\d")
_GROUPED = re.compile(r"(?<=\d)([ _'’\u00a0\u202f])(?=\d{3}(?!\d))")  # what stands between groups besides point and comma
_SWAPPED = str.maketrans(".,", ",.")


def parts_of(number: int, source: Source, outputs: Sequence[str], allowed: Sequence[tuple[float, str]]) -> Iterator[Part]:
    """What formats print that stands in every text: the cheapest format for each, which knows the others."""
    seen: dict[tuple[str, ...], Part] = {}
    if any(value.adjusted() >= MOST_DIGITS for value in source.values):
        return
    for cost, format in _suiting(source, outputs, allowed):
        texts = tuple(takewhile_in(outputs, (printed(format, value) for value in source.values)))
        if len(texts) < len(outputs):
            continue
        part = Part(number, format, texts, cost)
        if texts not in seen:
            seen[texts] = part
            yield part
        elif len(seen[texts].others) < MOST_STYLES:
            seen[texts].others.append(part)
    yield from _in_words(number, source, outputs)


def _suiting(source: Source, outputs: Sequence[str], allowed: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """The formats that suit the numbers of a source, cheapest first."""
    found = []
    shown = may_show(source.values, outputs)
    own = [max(0, -int(value.normalize().as_tuple().exponent)) for value in source.values]
    decimals = max(own) if source.stepped else 0
    written = source.exact and (source.written or any(_ZEROS.search(output) for output in outputs))
    for cost, format in allowed:
        cost -= GROUPED * (source.grouped and "#,##0" in format)
        if not shown and not _POWER.search(format):
            continue
        if not written and ("*" in format or not format):
            continue
        if source.stepped and format[-1:] == "0":
            printed_decimals = len(format.rpartition(".")[2]) if "." in format else 0
            if printed_decimals < decimals:
                continue  # it would be rounded twice
            cost += NEEDLESS * (printed_decimals > decimals)  # it was rounded further than it is printed
        if format == "General" and not source.exact:
            cost += MADE  # what was rounded is mostly printed with as many decimals everywhere
        if (both := _BOTH.search(format)) and not min(own) < len(both[1] or both[2]) < max(own):
            continue  # no number shows that there are at least so many decimals, or that there may be more
        if source.exact and not any(_ZEROS.search(output) for output in outputs):
            cost += LONG * max(0, len(format.rpartition(".")[2]) - MOST_FIXED) * (format[-1:] == "0" and "." in format)
        if source.exact and (free := _FREE.search(format)) and len(free[1]) != FREE and not _rounds(format, source.values):
            continue  # nothing shows how many decimals there may be
        found.append((cost, format))
    return sorted(found)


_FREE = re.compile("[.,](0*#+)$")  # decimals of which some or all may be absent
_BOTH = re.compile("[.,](?:[*](0+)|(0+)#+)$")
_POWER = re.compile(r"[eE][-+]0|\^0|Digits")
_ZEROS = re.compile(r"\.\d*0(?!\d)")  # at the end of decimals


def _in_words(number: int, source: Source, outputs: Sequence[str]) -> Iterator[Part]:
    """Units of thousands, as K, M and B or KB, MB and GB, and ordinals."""
    if any(re.search(r"\d[KMBT]", text) for text in outputs):
        for places in range(MOST_SHORT):
            texts = tuple(shortened(value, places) for value in source.values)
            if all(own in text for own, text in zip(texts, outputs, strict=True)):
                yield Part(number, f"{SHORT}{places}", texts, 1.5)
                break
    whole = all(value >= 0 and value == int(value) for value in source.values)
    if whole and all(re.search(r"\d(?:st|nd|rd|th)", text) for text in outputs):
        texts = tuple(takewhile_in(outputs, (ordinal(int(value)) for value in source.values)))
        if len(texts) == len(outputs):
            yield Part(number, ORDINAL, texts, 1.2)
    units = {found[1] for text in outputs for found in re.finditer(r"\d( ?[kKMGTmbB](?:i?B)?)(?![A-Za-z])", text)}
    if units:
        blank = " " * any(" " in unit for unit in units)
        fitting: list[tuple[int, str, tuple[str, ...]]] = []
        seen: set[tuple[str, ...]] = set()
        for point, name in product(POINTS, STEPS):
            pattern = f"0{'.' * bool(point)}{point}{blank}{name}"
            texts = tuple(takewhile_in(outputs, (format_scaled(pattern, value) for value in source.values)))
            if len(texts) == len(outputs):
                exact = (format_scaled(f"0.{'#' * MOST_DECIMALS}{blank}{name}", value) for value in source.values)
                rounded = sum(len(whole) > len(text) for whole, text in zip(exact, texts, strict=True))
                fitting.append((rounded, pattern, texts))
        for _, pattern, texts in sorted(fitting, key=itemgetter(0)):
            if texts not in seen:
                seen.add(texts)
                yield Part(number, f"{SCALED}{pattern}", texts, 1.8)


def _rounds(format: str, values: Sequence[Decimal]) -> bool:
    """Whether a format has fewer decimals than some number."""
    most = len(format) - 1 - max(format.rfind("."), format.rfind(","))
    return any(-int(value.normalize().as_tuple().exponent) > most for value in values)


def takewhile_in(outputs: Sequence[str], texts: Iterable[str]) -> Iterator[str]:
    """The texts as long as each stands in the output of its row."""
    for output, text in zip(outputs, texts):
        if text not in output:
            return
        yield text


def scan(sample: Sample, ceiling: float) -> Iterator[tuple[float, Term]]:
    """The programs found that cost little more than the cheapest so far, with their costs in units; outputs are texts or numbers."""
    wanted = sample.outputs
    texts = isinstance(wanted[0], str)
    if texts and not all(any(c.isdigit() for c in text) for text in wanted):
        return
    best, arity = ceiling, sample.arity
    known: dict[object, tuple[float, Template | None]] = {}  # by values: the bound of a search, and the cheapest template
    below = any(_BELOW.search(str(cell)) for row in (*sample.rows, *sample.further) for cell in row)
    allowed = formats(wanted, below, _stand_right(sample)) if texts else []
    for sources, length in _settings(read(sample), _with_points(wanted) if texts else wanted):
        spent = READING + max(source.cost for source in sources) + 0.5 * (len(sources) - 1)
        if spent >= best + SPREAD:
            continue
        if not texts:
            if len(sources) == 1 and sources[0].values == tuple(map(Decimal, wanted)):
                best = min(best, spent)
                yield spent, _number(sources[0].of(arity), wanted[0])
            continue
        same = length, tuple((source.exact, *map(str, source.values)) for source in sources)
        bound = best + SPREAD - spent
        if same not in known or (known[same][1] is None and known[same][0] < bound):
            found = [part for number, source in enumerate(sources) for part in parts_of(number, source, wanted, allowed)]
            known[same] = bound, cheapest(wanted, found, _extra_below if below else _extra, bound) if found else None
        written = known[same][1]
        if written is None or (length is not None and len({p.source for p in written[1] if isinstance(p, Part)}) < 2):
            continue
        best = min(best, spent + written[0])
        for cost, path in _styles(*written):
            if spent + cost < best + SPREAD:
                yield spent + cost, _term(sources, length, path, arity)


def _stand_right(sample: Sample) -> bool:
    """Whether all outputs begin with blanks and are as long as each other, while the inputs are not."""
    blank = all(output.startswith(" ") for output in sample.outputs)
    lengths = {len(str(cell)) for row in (*sample.rows, *sample.further) for cell in row}
    return blank and len(set(map(len, sample.outputs))) == 1 < len(lengths)


def _with_points(outputs: Sequence[str]) -> Sequence[str]:
    """The outputs with points for decimal commas, and commas for the points between groups, where they are written so."""
    commas = any(re.search(rf"{DECIMAL_COMMA}|\d(?:\.\d{{3}})+,\d", text) for text in outputs)
    points = any(re.search(r"\d\.(?!\d{3}(?!\d))\d|\d,\d{3}(?=[.,])", text) for text in outputs)
    return list(map(swap_point, outputs)) if commas and not points else outputs


def _styles(cost: float, path: tuple[Piece, ...]) -> Iterator[Template]:
    """A template, and those in which all parts of one format have another that prints the same."""
    yield cost, path
    for part in {id(piece): piece for piece in path if isinstance(piece, Part)}.values():
        for other in part.others:
            yield cost + other.cost - part.cost, tuple(other if piece is part else piece for piece in path)


def read(sample: Sample) -> list[Source]:
    """The numbers of the rows, those of texts first."""
    whole = [
        *sample.amounts,
        *_thousandths(sample),
        *measured(sample),
        *dates.numbers(sample.moments),
        *counted(sample.lengths),
        *ages(sample.paired_moments),
        *months(sample.rows),
        *aggregated(sample),
    ]
    return [source for source in whole if source.cost < MOST_DEAR]


def _thousandths(sample: Sample) -> Iterator[Source]:
    """The numbers of the rows in thousands or millions, where outputs speak of these."""
    for power, written in UNITS.items():
        if all(isinstance(output, str) and written.search(output) for output in sample.outputs):
            yield from (scaled(source, power) for source in sample.amounts[:2])


def _number(made: Term, like: Any) -> Term:
    """The program of a number, as an int where that is wanted."""
    return as_int(made) if isinstance(like, int) else made


def _settings(read: Sequence[Source], outputs: Sequence[Any]) -> Iterator[tuple[list[Source], Decimal | None]]:
    """The sources of one template each: numbers as read, two of them, reckoned, rounded, and ranges."""
    yield from (([source], None) for source in read)
    yield from (([first, second], None) for first, second in permutations(read[:4], 2))
    made = list(reckoned(read, outputs))[:40]
    yield from (([source], None) for source in made)
    for rule in (ratios, whole_quotients, percentages, rates, conversions, functions, powers):
        yield from (([source], None) for source in rule(read, outputs))
    yield from ((pair, None) for pair in divisions(read, outputs))
    for source in (*read, *made):
        yield from (([each], None) for each in rounded(source, outputs))
        yield from ((list(ends), None) for ends in both_ways(source, outputs))
        for found in ranges(source, outputs):
            end = replace(found.start, values=tuple(v + found.length for v in found.start.values))
            yield [found.start, end], found.length


def _extra(part: Part, last: Part | None, literal: str, _: str) -> float:
    """What a part costs more where it stands: directly behind another number."""
    return 2.0 if last is not None and not literal else 0.0


def _extra_below(part: Part, last: Part | None, literal: str, after: str) -> float:
    """The same where some numbers are below 0: a sign before a number is not one that all rows have."""
    return _extra(part, last, literal, after) + SIGNED * (last is None and literal[-1:] in ("+", "-", "$"))


def _term(sources: Sequence[Source], length: Decimal | None, path: Sequence[Piece], arity: int) -> Term:
    """The program of a template."""
    made: list[Term] = [source.of(arity) for source in sources]
    if length is not None:
        made = [Var(0), App(Prim("add_decimal"), (Const(length, DECIMAL), Var(0)))]
    text: Term | None = None
    for piece in joined_literals(path):
        own: Term = Const(piece, STR) if isinstance(piece, str) else formatted(piece.code, made[piece.source])
        text = own if text is None else App(Prim("concat_text"), (text, own))
    assert text is not None
    return text if length is None else Let(sources[0].of(arity), text, "start")


def formatted(code: str, number: Term) -> Term:
    if code.startswith(SHORT):
        return App(Prim("format_short"), (Const(int(code.removeprefix(SHORT)), INT), number))
    if code.startswith(SCALED):
        return App(Prim("format_scaled"), (Const(code.removeprefix(SCALED), STR), number))
    if code == ORDINAL:
        return App(Prim(ORDINAL), (as_int(number),))
    return App(Prim("format_number"), (Const(code, STR), number))
