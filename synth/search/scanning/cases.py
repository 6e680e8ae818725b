"""Cases: rows told apart by a feature of theirs, and the outputs of each case written of literals and pieces of the inputs, or by rules for
dates and numbers where the feature says by which: a cell is empty, a time is round, a column names a unit or a kind.

A feature is a lookup (the values of a key, such as a column, the first letter or the extension, each with its own case) or a list of one
or two tests. Rows without outputs tell which key is meant: the one that has no values there but those that were shown.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from dsl.primitives import Vocabulary
from dsl.subroutine import names_in
from dsl.term import App, Const, Prim, Term, Var, call
from dsl.type import INT, STR, parameters
from synth.search.scanning.pieces import Pieces, Rules, Text, Written, text
from synth.search.scanning.sample import Sample
from synth.search.scanning.template import concatenated
from synth.space.space import Space

NEEDED = frozenset(
    ("if", "equal", "word", "field", "first_character", "starts_with", "ends_with", "contains_text", "between", "remove_all")
)
MOST_ROWS = 12
MOST_CASES = 8
MOST_ANSWERS = 8
MOST_WRITTEN = 150  # sets of rows
LABEL, LETTER, FIGURE = 0.8, 0.08, 1.0  # units for a label, each of its characters, and besides for each digit
COPIED = 2.5  # and each word that stands in the inputs
LOOKUP, TEST, CASE = 2.0, 3.0, 1.0  # units: for a key, for a test, and for each case of a key
UNTOLD = 3.0  # for a key where no other rows say that it is one
UNKNOWN = 10.0  # in proportion to the further rows whose key was not shown
TOLD = 4  # further rows that say it well
SPARE = 1.5  # for each further value of a key with the same outputs as another
ALIKE = 6.0  # units that a second test costs less where its rows have the same output as those of the first
NEGATED = -0.1  # for what is not empty: usually it is the output
EMPTY = -1.0  # units for whether something is missing: rows are shown for that
APART = 1.5  # for a test of a sign in one column where there are several, which may be compared
ONE_SIDED = 3.0  # for a test that is never or always met on the further rows
WEEKEND, COMPARED = 0.5, -1.0  # units for whether a day is one of the weekend, and for which of two is the later
ROUND, MIDNIGHT, MONTHS = 0.5, 0.0, 1.0  # whether a time has no minutes, or is midnight, and whether two days are of one month
NOT_LABELS = 2.5  # for weekends where there are more than two outputs
MOST_DATES = 6
WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
UNIT = re.compile(r"[^\w\s]{0,2}[^\W\d][^\d]*")  # letters that choose a rule
FIGURES = 1.5  # for keys cut off that have digits
DEAREST, DEAREST_RULED = 30.0, 40.0  # where every case is written by rules, its formats are told by several rows


@dataclass(frozen=True)
class Split:
    """Tests, each with the shown rows that are the first to meet it, the rest, and the price of them all."""

    price: float
    tests: tuple[Term, ...]
    rows: tuple[tuple[int, ...], ...]  # one more than tests
    negated: tuple[bool, ...] = ()  # whether a case is for the rows that do not meet its test


@dataclass(frozen=True)
class Test:
    """A condition, its price and on which rows it holds."""

    term: Term
    price: float
    shown: tuple[bool, ...]  # whether a row is of this case
    negated: bool = False  # which is the case of the rows that do not meet the condition


def scan(space: Space, vocabulary: Vocabulary, rules: Rules, alike: bool) -> Iterator[tuple[float, Term]]:
    """The cheapest programs of several cases, with their prices in units; `alike` is whether the rules for dates and numbers write all
    outputs alike, so that no time has a format of its own and no unit a rule."""
    given, result = parameters(space.grammar.request)
    if result != STR or STR not in given or not vocabulary.keys() >= NEEDED or not 2 <= len(space.shown) <= MOST_ROWS:
        return
    if len({example.output for example in space.shown}) < 2:
        return
    pieces = Pieces(space, vocabulary, rules)
    found: dict[Term, float] = {}
    most = len(space.shown) if space.inputs else (len(space.shown) + 1) // 2  # more cases are a table
    lookups, lists = ([split for split in splits if len(split.rows) <= most] for splits in (_lookups(pieces), _lists(pieces)))
    for split in sorted((*lookups, *lists), key=lambda split: split.price):
        if len(pieces.known) > MOST_WRITTEN:
            break
        ruled = all(_is_whether_empty(test) or (not alike and (_is_of_times(test) or _is_of_units(test))) for test in split.tests)
        written = [pieces.written(rows, ruled) for rows in split.rows]
        told = [each for each in written if each is not None]
        if len(told) == len(written) and len({each.pieces for each in told}) > 1:
            price, term = _joined(split, told)
            if price <= (DEAREST_RULED if ruled else DEAREST):
                found.setdefault(term, price)
    for price, term in _labelled(pieces, lookups):
        found[term] = min(price, found.get(term, price))
    yield from ((price, term) for term, price in sorted(found.items(), key=lambda pair: pair[1])[:MOST_ANSWERS])


def _joined(split: Split, written: Sequence[Written]) -> tuple[float, Term]:
    """The program and its price; what all cases begin or end with stands outside the choice and costs once."""
    bodies = [each.pieces for each in written]
    before = _common(bodies)
    bodies = [body[len(before) :] for body in bodies]
    after = _common([body[::-1] for body in bodies])[::-1]
    bodies = [body[: len(body) - len(after)] for body in bodies]
    shared = sum(piece.price for piece in (*before, *after) if isinstance(piece, Text))
    price = split.price + sum(each.cost for each in written) - shared * (len(bodies) - 1)
    chosen = _concatenated(bodies[-1])
    negated = split.negated or (False,) * len(split.tests)
    for test, other, body in reversed(list(zip(split.tests, negated, bodies[:-1], strict=True))):
        case = _concatenated(body)
        if case != chosen:
            chosen = App(Prim("if"), (test, chosen, case) if other else (test, case, chosen))
    return price, _concatenated((*before, chosen, *after))


def _labelled(pieces: Pieces, lookups: Sequence[Split]) -> Iterator[tuple[float, Term]]:
    """Lookups of labels that stand alone, or before or behind a piece that all outputs have."""
    for before, after, labels in pieces.affixed():
        shared = sum(piece.price for piece in (before, after) if piece is not None)
        for split in lookups:
            own = [tuple(dict.fromkeys(labels[row] for row in rows)) for rows in split.rows]
            if all(len(each) == 1 for each in own) and len(set(own)) > 1:
                written = [Written(0.0, tuple(part for part in (before, label, after) if part)) for (label,) in own]
                firsts = {label: rows[0] for (label,), rows in zip(own, split.rows, strict=True)}
                spelt = sum(_label_price(label, pieces.rows[row]) for label, row in firsts.items())
                yield split.price + shared + spelt, _joined(split, written)[1]


def _label_price(label: str, row: Sequence[Any]) -> float:
    """What a label costs: more where it has digits or words of the inputs, which were copied then."""
    given = "\0".join(map(str, row)).casefold()
    copied = sum(word in given for word in re.findall(r"[^\W_]{2,}", label.casefold()))
    return LABEL + LETTER * len(label) + COPIED * copied + FIGURE * sum(map(str.isdigit, label))


def _is_whether_empty(test: Term) -> bool:
    return isinstance(test, App) and test.function == Prim("is_empty_text")


def _is_of_times(test: Term) -> bool:
    """Whether a test is of something that formats of dates and times print, so that each case may have a format of its own."""
    return not names_in(test).isdisjoint(("minute", "month", "time_of_day"))


def _is_of_units(test: Term) -> bool:
    """Whether a test is of a whole column that says how another is to be read, as units and kinds do."""
    match test:
        case App(Prim("equal"), (Var(), Const(str(value)))):
            return UNIT.fullmatch(value) is not None
    return False


def _common(bodies: Sequence[Sequence[str | Text]]) -> tuple[str | Text, ...]:
    """The pieces that all begin with."""
    found = []
    for each in zip(*bodies, strict=False):
        if len(set(each)) > 1:
            break
        found.append(each[0])
    return tuple(found)


def _concatenated(pieces: Sequence[str | Text | Term]) -> Term:
    terms = [text(p) if isinstance(p, str) else p.term if isinstance(p, Text) else p for p in pieces]
    return concatenated(terms) if terms else text("")


# -- lookups ----------------------------------------------------------------------------------------


def _lookups(pieces: Pieces) -> Iterator[Split]:
    """The keys whose values may choose a case."""
    for key, column in _keys(pieces):
        values: dict[str, list[int]] = {}
        for row, value in enumerate(key.shown):
            values.setdefault(value, []).append(row)
        if None in values or not 2 <= len(values) <= MOST_CASES:
            continue
        price = key.price + _against(key.further, values) + FIGURES * (_is_cut(key.term) and _figured(values))
        tests = tuple(_is(value, key.term, column) for value in values)
        yield _merged(LOOKUP + price, tests, list(map(tuple, values.values())), pieces.outputs)
    for column in pieces.columns:
        yield from _endings(pieces, column)


def _merged(price: float, tests: Sequence[Term], rows: Sequence[tuple[int, ...]], outputs: Sequence[str]) -> Split:
    """The split where the last case is for all other rows, too."""
    spare = len(rows) - len({tuple(sorted({outputs[row] for row in each})) for each in rows})
    return Split(price + CASE * len(rows) + SPARE * spare, tuple(tests[:-1]), tuple(rows))


def _is_cut(key: Term) -> bool:
    """Whether a key is some characters at an end of something."""
    return isinstance(key, App) and key.function in (Prim("suffix"), Prim("prefix"), Prim("first_character"))


def _figured(values: Iterable[str]) -> bool:
    """Whether some values of a key have digits: those at an end of a cell seldom say what it is."""
    return any(c.isdigit() for value in values for c in value)


def _strangers(further: Sequence[Any], shown: Container[str]) -> int:
    """How many further rows have a value of a key that no shown row has."""
    return sum(value not in shown for value in further)


def _against(further: Sequence[Any], shown: Container[str]) -> float:
    """How much dearer other values than those that were shown make a key."""
    share = _strangers(further, shown) / max(1, len(further))
    return UNKNOWN * share + UNTOLD * max(0.0, 1 - len(further) / TOLD)


def _keys(pieces: Pieces) -> Iterator[tuple[Text, Term | None]]:
    """What may be a key, with the column where it is the first character of that."""
    for column in pieces.columns:
        parts: list[tuple[float, Term]] = [(0.0, column)]
        parts += [(1.0, call("word", Const(n, INT), column)) for n in (0, -1, 1, -2)]
        for sign in pieces.signs(column):
            if sign != " ":
                parts += [(1.2, call("before", text(sign), column)), (1.0, call("after_last", text(sign), column))]
        parts += [(1.4, call("match", Prim("letters"), Const(n, INT), column)) for n in (0, -1)]
        for price, part in parts:
            plain, lowered = pieces.text(price, part), pieces.text(price + 0.4, call("lower", part))
            if _strangers(plain.further, plain.shown) <= _strangers(
                lowered.further, lowered.shown
            ):  # else values elsewhere differ from shown ones by case alone
                yield plain, None
            yield lowered, None
            yield pieces.text(price + 2.0 - 1.2 * (part == column), call("first_character", part)), column if part == column else None
            if part != column:
                continue
            yield pieces.text(price + 1.0, call("first_character", call("lower", part))), call("lower", column)
            for n in (1, 2, 3):
                yield pieces.text(price + 1.0 + 0.2 * n, call("suffix", Const(n, INT), part)), None
        yield pieces.text(1.4, call("prefix", Const(2, INT), column)), None


def _is(value: str, key: Term, column: Term | None) -> Term:
    """The test for a value of a key."""
    if column is not None:
        return call("starts_with", text(value), column)
    return call("is_empty_text", key) if value == "" else call("equal", key, text(value))


def _endings(pieces: Pieces, column: Term) -> Iterator[Split]:
    """Endings of different lengths, for each output that most further rows have."""
    shown, further = pieces.values(column)
    groups: dict[str, list[int]] = {}
    for row, output in enumerate(pieces.outputs):
        groups.setdefault(output, []).append(row)
    if not further or not 2 <= len(groups) <= MOST_CASES:
        return
    tests, ends_of, covered, folded = list[Term](), list[str](), 0, 0
    for rows in groups.values():
        others = [shown[row] for row in range(len(shown)) if row not in rows]
        ends = [shown[rows[0]][-n:] for n in (5, 4, 3, 2) if n < len(shown[rows[0]])]
        ends = [e for e in ends if all(shown[row].endswith(e) for row in rows) and not any(o.endswith(e) for o in others)]
        if not ends:
            return
        best = max(ends, key=lambda end: sum(cell.endswith(end) for cell in further))
        ends_of.append(best)
        covered += sum(cell.endswith(best) for cell in further)
        folded += sum(cell.lower().endswith(best.lower()) for cell in further)
        tests.append(call("ends_with", text(best), column))
    if folded > covered:  # endings elsewhere differ by case alone, which a key says
        return
    share = 1 - min(1.0, covered / len(further))
    price = LOOKUP + 1.1 + UNKNOWN * share + FIGURES * _figured(ends_of)
    yield _merged(price, tests, list(map(tuple, groups.values())), pieces.outputs)


# -- tests ------------------------------------------------------------------------------------------


def _lists(pieces: Pieces) -> Iterator[Split]:
    """One test, or two of which the second is asked of the rows that do not meet the first."""
    tests = list(told_apart(pieces))
    every = range(len(pieces.rows))
    for test in tests:
        met, rest = tuple(r for r in every if test.shown[r]), tuple(r for r in every if not test.shown[r])
        yield Split(TEST + test.price, (test.term,), (met, rest), (test.negated,))
    for first, second in ((a, b) for pair in combinations(tests, 2) for a, b in (pair, pair[::-1])):
        met = tuple(r for r in every if first.shown[r])
        then = tuple(r for r in every if not first.shown[r] and second.shown[r])
        rest = tuple(r for r in every if not first.shown[r] and not second.shown[r])
        if then and rest and first.term != second.term:
            alike = ALIKE * (len({pieces.outputs[r] for r in (*met, *then)}) == 1)
            price = 2 * TEST + first.price + second.price - alike
            yield Split(price, (first.term, second.term), (met, then, rest), (first.negated, second.negated))


def told_apart(pieces: Pieces, one_sided: float = ONE_SIDED) -> Iterator[Test]:
    """The tests that some shown rows meet and others do not, so much dearer where no further row tells them apart."""
    for price, body in _tests(pieces):
        shown, further = pieces.values(body)
        if None in shown or len(set(shown)) < 2:
            continue
        failing = further.count(None) / max(1, len(further))
        price += one_sided * (bool(further) and len(set(further)) < 2) + UNKNOWN * failing
        yield Test(body, price, shown)
        if _is_whether_empty(body):
            yield Test(body, price + NEGATED, tuple(not value for value in shown), negated=True)


def _tests(pieces: Pieces) -> Iterator[tuple[float, Term]]:
    for column in pieces.columns:
        yield EMPTY, call("is_empty_text", column)
        if any(cell and not cell.strip() for cells in pieces.values(column) for cell in cells):
            yield EMPTY - 0.5, call("is_empty_text", call("trim", column))
        apart = APART * (len(pieces.columns) > 1)
        for sign in pieces.signs(column):
            yield 1.5 + apart, call("contains_text", text(sign), column)
            yield 1.6, call("starts_with", text(sign), column)
            yield 1.6, call("ends_with", text(sign), column)
            yield (5.0 if sign == " " else 3.0) + apart, call("equal", call("count_text", text(sign), column), Const(1, INT))
        yield 1.5, call("is_digit", call("first_character", column))
        yield 1.5, call("has", Prim("digit"), column)
        yield 1.5 + apart, call("is_upper", column)
        yield from _words(pieces, column)
        numbers = [call("number_in", Const(n, INT), column) for n in (0, 1)]
        yield 2.0, call("greater", *numbers)
        yield 2.0, call("less", *numbers)
        yield 1.8, call("equal", *numbers)
    yield from _dated(pieces)
    for a, b in combinations(pieces.columns, 2):
        yield 0.3, call("equal", a, b)
        yield 1.0, call("equal_ignoring_case", a, b)
        yield 1.8, call("equal", *(call("lower", call("keep", Prim("alphanumeric"), c)) for c in (a, b)))
        yield 0.5, call("greater_equal", call("text_length", a), call("text_length", b))
        for first, second in ((a, b), (b, a)):
            yield 1.2, call("greater", *(call("number_in", Const(0, INT), c) for c in (first, second)))
            yield from ((1.0, call(name, first, second)) for name in ("contains_text", "starts_with", "ends_with"))


def _dated(pieces: Pieces) -> Iterator[tuple[float, Term]]:
    """Whether a day is one of the weekend or a time a round one, which of two moments of one format is the later, and whether their months
    are the same."""
    for column in pieces.columns:
        shown, further = pieces.values(column)
        if all(WEEKDAY.match(cell) for cell in (*shown, *further)):
            yield WEEKEND, call("starts_with", text("S"), column)
    if not all(any(c.isdigit() for c in "".join(map(str, row))) for row in pieces.rows):
        return
    arity = len(pieces.given)
    found = Sample(pieces.rows, pieces.outputs, pieces.further).longer_moments
    dates = [source for source in found if None not in source.values[0].parts()[:3]][:MOST_DATES]
    unlikely = NOT_LABELS * (len(set(pieces.outputs)) > 2)
    for source in dates[:2]:
        yield WEEKEND + unlikely + source.cost, call("greater_equal", call("weekday", source.of(arity)), Const(6, INT))
    for source in found[:2]:
        if source.values[0].minute is not None:
            yield ROUND + source.cost, call("equal", call("minute", source.of(arity)), Const(0, INT))
            if source.values[0].day is not None:
                yield MIDNIGHT + source.cost, call("equal", call("whole_minutes", call("time_of_day", source.of(arity))), Const(0, INT))
    for first, second in combinations([*dates, *found[: MOST_DATES * (not dates)]], 2):
        if first.kind == second.kind:
            cost = COMPARED + first.cost + second.cost
            if dates:
                yield MONTHS + cost, call("equal", *(call("month", source.of(arity)) for source in (first, second)))
            yield from ((cost, call(name, first.of(arity), second.of(arity))) for name in ("greater", "less"))


def _words(pieces: Pieces, column: Term) -> Iterator[tuple[float, Term]]:
    """Words, whatever their case, that some of the shown rows have and others have not."""
    shown, further = ([cell.lower() for cell in cells] for cells in pieces.values(column))
    for word in dict.fromkeys(word for cell in shown for word in re.findall(r"[^\W\d_]{2,}", cell)):
        if sum(word in cell for cell in shown) < len(shown):
            again = sum(word in cell for cell in further)
            yield (1.0 if again > 1 else 2.0) + 2.0 * (not again), call("contains_text", text(word), call("lower", column))


__all__ = ["Test", "scan", "told_apart"]
