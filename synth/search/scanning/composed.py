"""Composed texts: outputs that print several values of a row, dates, numbers and pieces of texts, one behind the other.

The other rules read one value of a row, or a few of one kind; here all that is cheap is put into one template search, in which a
part costs what its value does wherever the value before it was another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from dsl.primitives import Vocabulary
from dsl.term import App, Const, Prim, Term
from dsl.type import DECIMAL, STR
from synth.search.scanning import moments, numbers
from synth.search.scanning.arithmetic import ranges, reckoned, rounded
from synth.search.scanning.copies import PERSON, Copy, copies
from synth.search.scanning.moved import moved
from synth.search.scanning.quotients import ratios
from synth.search.scanning.sample import Sample
from synth.search.scanning.source import Source
from synth.search.scanning.template import SPREAD, Part, Piece, cheapest, conversion, joined_literals

NEEDED = frozenset(("word", "lower", "upper", "title", "format_number"))
START = 1.0  # units: the whole
MOMENT, NUMBER, TEXT = 3.0, 3.0, 1.8  # for a value of each kind: the words that read and print it
MOST_MOMENTS, MOST_NUMBERS, MOST_MADE, MOST_TEXTS = 8, 12, 24, 24
MOST_ROUNDED, MOST_SIGNED = 4, 12
SIZE, SIGN = 0.5, 3.0  # for a number without its sign, and for what is said of it
SIGN_WORDS = (("S", "N"), ("W", "E"), ("DR", "CR"), ("Dr", "Cr"), ("▼", "▲"), ("↓", "↑"), ("-", "+"), ("down", "up"), ("below", "above"))
COPIED = 3.0  # for words alone, which are enumerated as well
MARKS, MARKED = ",;:", 1.2  # units for a piece that ends with a mark between parts
NOT_THERE = 3.0  # in proportion to the rows without outputs that do not have a piece of text
DEAREST = 30.0


@dataclass(frozen=True, eq=False)
class Value:
    """A value that may be printed: what it costs, its parts, and the term that prints a run of pieces."""

    cost: float
    parts: list[Part]
    term: Callable[[Sequence[Piece]], Term]
    takes_literals: bool = False  # whether the format has literals between the parts
    copied: bool = False  # whether it is a piece of text
    alone: bool = False  # whether no other rule prints it
    place: Callable[[Part, Part | None, str, str], float] | None = None  # what a part costs more where it stands


def scan(sample: Sample, vocabulary: Vocabulary, ceiling: float) -> Iterator[tuple[float, Term]]:
    """The programs that print two values or more, with their costs in units."""
    wanted = sample.outputs
    if not vocabulary.keys() >= NEEDED or len(wanted) < 2 or len(set(wanted)) < 2:
        return
    values = list(_values(sample))
    if len(values) < 2 and not any(value.alone for value in values):
        return
    best = min(ceiling, DEAREST)
    cost_of, plain = partial(_extra, values), moments.is_plain([*sample.shown, *sample.further])
    tried: set[frozenset[int]] = set()
    found: set[tuple[Piece, ...]] = set()
    for penalty, without in moments.VARIANTS:
        parts = [part for value in values for part in value.parts if not (value.takes_literals and part.code in without)]
        if (key := frozenset(map(id, parts))) in tried:
            continue
        tried.add(key)
        written = cheapest(wanted, parts, cost_of, best + SPREAD - START - penalty)
        if written is None or written[1] in found:
            continue
        found.add(written[1])
        used = {part.source for part in written[1] if isinstance(part, Part)}
        if len(used) < 2 and not any(values[source].alone for source in used):
            continue
        copied = COPIED * all(values[source].copied for source in used)
        styles = sum(_style(written[1], source, plain) for source in used if values[source].takes_literals)
        cost = START + penalty + copied + written[0] + styles
        best = min(best, cost)
        yield cost, _term(values, written[1])


def _style(path: Sequence[Piece], source: int, plain: bool) -> float:
    """What the style of one moment's parts costs."""
    own = [piece for piece in path if isinstance(piece, str) or piece.source == source]
    return moments.style_of(own, plain)


def _values(sample: Sample) -> Iterator[Value]:
    """All that may be printed, each part once; the parts of each value know it by its number."""
    count = 0
    kinds = ((MOST_MOMENTS, _moments), (MOST_NUMBERS, _read), (MOST_SIGNED, _signed), (MOST_MADE, _reckoned), (MOST_TEXTS, _cheapest))
    for most, makers in kinds:
        known: set[tuple[str, ...]] = set()
        last = count + most
        for make in makers(sample):
            if count == last:
                break
            value = make(count)
            fresh = [part for part in value.parts if value.takes_literals or part.texts not in known]
            if fresh:
                known.update(part.texts for part in value.parts)
                count += 1
                yield replace(value, parts=fresh)


def _moments(sample: Sample) -> Iterator[Callable[[int], Value]]:
    known: set[tuple[Any, ...]] = set()
    read = sample.mixed_moments
    for source in (*read[:MOST_MOMENTS], *moved(read, sample.amounts, sample.lengths, sample.outputs), *read[MOST_MOMENTS:]):
        if source.values not in known and len(known) < MOST_MOMENTS:
            known.add(source.values)
            yield partial(_of_moment, sample, source)


def _of_moment(sample: Sample, source: Source, number: int) -> Value:
    def term(pieces: Sequence[Piece]) -> Term:
        made = source.of
        if source.widened is not None:
            made = source.widened(" ".join(p.code for p in pieces if isinstance(p, Part)), sample.further)
        return App(Prim("format_moment"), (Const("".join(map(conversion, pieces)), STR), made(sample.arity)))

    parts = list(moments.parts_of(number, source.values, sample.outputs))
    return Value(MOMENT + source.cost, parts, term, takes_literals=True, place=moments.extra_of)


def _read(sample: Sample) -> Iterator[Callable[[int], Value]]:
    allowed = numbers.formats(sample.outputs)
    yield from (partial(_of_number, sample, source, allowed) for source in numbers.read(sample))


def _reckoned(sample: Sample) -> Iterator[Callable[[int], Value]]:
    """Numbers reckoned from those that were read; then, where they are rounded, in other ways than formats do that."""
    allowed = numbers.formats(sample.outputs)
    read = numbers.read(sample)
    made = sorted((*reckoned(read, sample.outputs), *ratios(read, sample.outputs)), key=attrgetter("cost"))
    first = [source for source in (*read[:MOST_ROUNDED], *made[:MOST_ROUNDED]) if not any(ranges(source, sample.outputs))]
    # a range is told by its start: two roundings, down and up, would meet where a number is on a bound
    nearly = [each for source in first for each in rounded(source, sample.outputs)]
    yield from (partial(_of_number, sample, source, allowed) for source in (*made, *sorted(nearly, key=attrgetter("cost"))))


def _of_number(sample: Sample, source: Source, allowed: Sequence[tuple[float, str]], number: int) -> Value:
    def term(pieces: Sequence[Piece]) -> Term:
        (part,) = (piece for piece in pieces if isinstance(piece, Part))
        return numbers.formatted(part.code, source.of(sample.arity))

    return Value(NUMBER + source.cost, list(numbers.parts_of(number, source, sample.outputs, allowed)), term)


def _signed(sample: Sample) -> Iterator[Callable[[int], Value]]:
    """The sizes of numbers of which some are below 0, and the words and signs that tell these from the others."""
    allowed = numbers.formats(sample.outputs)
    for source in sample.amounts:
        signs = [value < 0 for value in source.values]
        if any(signs) and not all(signs):
            sizes = source.then(SIZE, [abs(value) for value in source.values], lambda term, _: App(Prim("absolute_decimal"), (term,)))
            yield partial(_of_number, sample, sizes, allowed)
            yield from (partial(_of_sign, sample, source, words) for words in SIGN_WORDS)


def _of_sign(sample: Sample, source: Source, words: tuple[str, str], number: int) -> Value:
    texts = tuple(words[value >= 0] for value in source.values)
    below, above = (Const(word, STR) for word in words)

    def term(_: Sequence[Piece]) -> Term:
        return App(Prim("if"), (App(Prim("less"), (source.of(sample.arity), Const(Decimal(0), DECIMAL))), below, above))

    fits = all(text in output for text, output in zip(texts, sample.outputs, strict=True))
    return Value(SIGN + source.cost, [Part(number, "", texts, 0.0)] if fits else [], term)


def _cheapest(sample: Sample) -> Iterator[Callable[[int], Value]]:
    """Of the pieces that are alike on all shown rows the one that costs least: it may be there in more rows without outputs."""
    best: dict[tuple[str, ...], tuple[float, Callable[[int], Value]]] = {}
    for copy in copies(sample):
        make = partial(_of_text, sample, copy)
        value = make(0)
        for part in value.parts:
            if part.texts not in best or value.cost < best[part.texts][0]:
                best[part.texts] = value.cost, make
    yield from (make for _, make in best.values())


def _of_text(sample: Sample, copy: Copy, number: int) -> Value:
    texts, term = copy.texts(sample.rows), copy.term
    if not all(text and text in output for text, output in zip(texts, sample.outputs, strict=True)):
        return Value(0.0, [], lambda _: term)
    missing = copy.texts(sample.further).count("")
    cost = copy.cost + MARKED * all(text[-1] in MARKS for text in texts)
    part = Part(number, "", texts, 0.0)
    price = TEXT + cost + NOT_THERE * missing / max(1, len(sample.further))
    return Value(price, [part], lambda _: term, copied=True, alone=isinstance(term, App) and term.function in PERSON)


def _extra(values: Sequence[Value], part: Part, last: Part | None, literal: str, after: str) -> float:
    """What a part costs more where it stands: its value, unless that was printed right before, and what is odd there."""
    value = values[part.source]
    goes_on = last is not None and last.source == part.source
    cost = 0.0 if goes_on and value.takes_literals else value.cost
    if value.place is not None:
        cost += value.place(part, last if goes_on else None, literal, after)
    return cost + 2.0 * (last is not None and not literal and not goes_on and _meets(last, part))


def _meets(last: Part, part: Part) -> bool:
    """Whether two parts meet without a sign between them, a digit beside a digit."""
    return last.texts[0][-1:].isdigit() and part.texts[0][:1].isdigit()


def _term(values: Sequence[Value], path: Sequence[Piece]) -> Term:
    """The program: runs of parts of one moment in one format, all else by itself."""
    pieces = joined_literals(path)
    made: list[Term] = []
    for _, run in groupby(_owned(values, pieces), key=lambda pair: pair[0]):
        whole = [piece for _, piece in run]
        own = next((piece for piece in whole if isinstance(piece, Part)), None)
        made.append(Const("".join(map(str, whole)), STR) if own is None else values[own.source].term(whole))
    text = made[0]
    for piece in made[1:]:
        text = App(Prim("concat_text"), (text, piece))
    return text


def _owned(values: Sequence[Value], pieces: Sequence[Piece]) -> Iterator[tuple[object, Piece]]:
    """Each piece with what it belongs to: a literal between two parts of one moment to that."""
    for at, piece in enumerate(pieces):
        if isinstance(piece, Part):
            yield (piece.source if values[piece.source].takes_literals else (piece.source, at)), piece
            continue
        before, after = pieces[at - 1] if at else None, pieces[at + 1] if at + 1 < len(pieces) else None
        inside = isinstance(before, Part) and isinstance(after, Part) and before.source == after.source
        yield (before.source if inside and values[before.source].takes_literals else ("", at)), piece  # type: ignore[union-attr]


__all__ = ["scan"]
