"""Joins whose parts may be empty: an empty part takes the separator, or what is written around it, away with itself.

The row whose parts are all given shows what stands between them; the other rows show which of that belongs to the separator and
which to a part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import permutations, product
from typing import Any

from dsl.evaluate import Failure, compile_term
from dsl.primitives import Vocabulary
from dsl.term import Const, Lam, Term, Var, call
from dsl.type import INT, STR, list_of, parameters
from synth.search.scanning.template import concatenated
from synth.space.space import Space

NEEDED = {"join", "filter", "cons", "is_empty_text", "not", "map", "concat_text", "enclose", "at", "split", "zip_with", "starts_with"}
CHANGES = (*(("",), ("trim",), ("upper",), ("lower",), ("title",), ("capitalize",), ("first_character",)), ("upper", "first_character"))
CASES: dict[str, Callable[[str], str]] = {"": str, "lower": str.lower, "upper": str.upper, "title": str.title, "capitalize": str.capitalize}
MARKS = (":", ";", "|", ",", "/", "-")  # at which a text is cut into parts
LEAST_PARTS, MOST_PARTS = 2, 6
MOST_SPLITS = 300  # ways to share out what stands between parts
JOINED, CHANGED, WRAPPED, GLUED = 6.5, 1.5, 1.0, 7.0  # units: a join, a change, a literal around parts, no join
CUT, COUNTED = 3.0, 2.0  # units: for a text cut into its parts, and for parts that are numbers
CHARACTER = 0.15  # units, for each of a literal
TURNED, MIXED = 0.5, 1.0  # units, for columns the other way round and in another order
KEPT = 2.0  # units, for what is around a part that is always given
LEFT = 3.0  # units, for a part that is not always given on the column, of which no shown row tells what goes with it
TORN = 3.0  # units: for a pair of brackets or quotes that is not within one literal's part


@dataclass(frozen=True)
class Parts:
    """The texts of each part on each row, the terms that give them, what that costs, and which are empty on some row of the column."""

    texts: tuple[tuple[str, ...], ...]  # of each part
    terms: tuple[Term, ...]
    price: float
    optional: frozenset[int]
    whole: Term | None = None  # the list of the parts, where they are numbers of which zero is none

    def fitted(self, outputs: Sequence[str]) -> Parts | None:
        """Each part in the letter case in which all outputs have it, None where that is as they are or not there."""
        texts, terms, count = [], [], 0
        for part, term in zip(self.texts, self.terms, strict=True):
            changes = ((name, tuple(map(change, part))) for name, change in CASES.items())
            fit = next((pair for pair in changes if all(own in text for own, text in zip(pair[1], outputs, strict=True))), None)
            if fit is None:
                return None
            name, made = fit
            count += bool(name)
            texts.append(made)
            terms.append(call(name, term) if name else term)
        return replace(self, texts=tuple(texts), terms=tuple(terms), price=self.price + CHANGED * count) if count else None

    def changed(self, names: Sequence[str], vocabulary: Vocabulary) -> Parts | None:
        """The parts that are given, each changed by words of the language; None where that fails or changes none."""
        run = compile_term(Lam(_changed(names, Var(0))), vocabulary)
        texts: Any = tuple(tuple(run((text,)) if text else "" for text in part) for part in self.texts)
        if texts == self.texts or any(isinstance(t, Failure) for part in texts for t in part):
            return None
        return replace(self, texts=texts, price=self.price + CHANGED)


@dataclass(frozen=True)
class Frame:
    """What stands before and behind all parts, before and behind each, and between those that are given."""

    before: str
    behind: str
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    separator: str

    def written(self, row: Sequence[str]) -> str:
        """The text of a row's parts."""
        parts = (p + text + q for p, text, q in zip(self.prefixes, row, self.suffixes) if text)
        return self.before + self.separator.join(parts) + self.behind

    def price(self, optional: frozenset[int]) -> float:
        """What its literals cost, in units; those that are around every part count once, those around one that is always given more."""
        around = [*zip(self.prefixes, self.suffixes)]
        wraps = {*around} - {("", "")}
        literals = [text for text in (self.before, self.behind, *(side for wrap in wraps for side in wrap)) if text]
        torn = sum(not _is_paired(left + right) for left, right in (*wraps, (self.before, self.behind), (self.separator, "")))
        kept = sum(wrap in wraps and k not in optional for k, wrap in enumerate(around)) if len({*around}) > 1 else 0
        cost = JOINED + WRAPPED * len(literals) + CHARACTER * sum(map(len, (*literals, self.separator)))
        return cost + TORN * torn + KEPT * kept


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that join parts of which some rows have not all, with their prices in units."""
    _, result = parameters(space.grammar.request)
    if result != STR or not vocabulary.keys() >= NEEDED:
        return
    outputs = [example.output for example in space.shown]
    for parts in _parts(space, vocabulary):
        for names in CHANGES:
            changed = parts if names == ("",) else parts.changed(names, vocabulary) if {*names} <= vocabulary.keys() else None
            if changed is not None:
                yield from _joins(changed, outputs, () if names == ("",) else names)
        fitted = parts.fitted(outputs) if parts.whole is None else None
        if fitted is not None:
            yield from _joins(fitted, outputs, ())


def _parts(space: Space, vocabulary: Vocabulary) -> Iterator[Parts]:
    """The columns of which some are empty somewhere, or the parts of one text of which some are zero."""
    given, _ = parameters(space.grammar.request)
    rows = [example.inputs for example in space.shown]
    places = [place for place, type in enumerate(given) if type == STR]
    if LEAST_PARTS <= len(places) <= MOST_PARTS and any(not row[p] for row in (*rows, *space.inputs) for p in places):
        chosen = [places] + [[q for q in places if q != p] for p in places if len(places) > LEAST_PARTS]
        for more, some in ((more, order) for columns in chosen for more, order in _orders(columns)):
            texts = tuple(tuple(row[p] for row in rows) for p in some)
            optional = frozenset(k for k, p in enumerate(some) if any(not row[p] for row in (*rows, *space.inputs)))
            yield Parts(texts, tuple(Var(len(given) - 1 - p) for p in some), 0.3 * len(some) + more, optional)
    for place in places:
        for mark in MARKS:
            yield from _cut(mark, [row[place] for row in rows], Var(len(given) - 1 - place), vocabulary)


def _orders(columns: Sequence[int]) -> Iterator[tuple[float, Sequence[int]]]:
    """The columns as they stand, the other way round, and of three in any order, with what that costs."""
    yield 0.0, columns
    yield TURNED, columns[::-1]
    if len(columns) == LEAST_PARTS + 1:
        yield from ((MIXED, order) for order in permutations(columns) if list(order) not in (columns, columns[::-1]))


def _cut(mark: str, texts: Sequence[str], cell: Term, vocabulary: Vocabulary) -> Iterator[Parts]:
    """The parts of a text at a mark, where all rows have as many, as they are and as numbers of which zero is none."""
    pieces = [text.split(mark) for text in texts]
    counts = {*map(len, pieces)}
    if len(counts) != 1 or not LEAST_PARTS <= min(counts) <= MOST_PARTS:
        return
    terms = tuple(call("at", Const(k, INT), call("split", Const(mark, STR), cell)) for k in range(min(counts)))
    found = tuple(zip(*pieces))
    if any(not text for part in found for text in part):
        yield Parts(found, terms, CUT, frozenset(range(len(terms))))
    if {"to_int", "to_text"} <= vocabulary.keys() and all(text.isdecimal() and text.isascii() for part in found for text in part):
        numbers = tuple(tuple(str(int(text)) if int(text) else "" for text in part) for part in found)
        if any(not text for part in numbers for text in part):
            whole = call("split", Const(mark, STR), cell)
            yield Parts(numbers, terms, CUT + COUNTED, frozenset(range(len(terms))), whole)


def _joins(parts: Parts, outputs: Sequence[str], names: Sequence[str]) -> Iterator[tuple[float, Term]]:
    """The cheapest join that gives all outputs, and the cheapest that keeps what stands between the parts."""
    rows = list(zip(*parts.texts))
    full = [k for k, row in enumerate(rows) if all(row)]
    found: list[tuple[float, Term]] = []
    if parts.whole is not None and names:
        return
    for k in full[:1]:
        gaps = _gaps(rows[k], outputs[k])
        if gaps is not None:
            found = list(_framed(_frames(gaps), parts, outputs, names))
            found += [] if parts.whole is not None else _glued(gaps, parts, rows, outputs, names)
    if not full:
        found = list(_framed(_unframed(rows, outputs), parts, outputs, names))
    if found:
        price, term = min(found, key=lambda pair: pair[0])
        yield price + parts.price, term


def _is_paired(text: str) -> bool:
    """Whether brackets and quotes of a text are there as often on the left as on the right."""
    return text.count('"') % 2 == 0 and all(text.count(a) == text.count(b) for a, b in ("()", "[]", "{}", "<>"))


def _framed(frames: Iterable[Frame], parts: Parts, outputs: Sequence[str], names: Sequence[str]) -> Iterator[tuple[float, Term]]:
    """The programs of the frames that give all outputs; numbers have only what stands behind them."""
    rows = list(zip(*parts.texts))
    for frame in frames:
        if parts.whole is not None and any(frame.prefixes):
            continue
        if all(frame.written(row) == text for row, text in zip(rows, outputs, strict=True)):
            yield frame.price(parts.optional), _joined(frame, parts, names)


def _gaps(row: Sequence[str], output: str) -> list[str] | None:
    """What stands before, between and behind the parts of a row, None where they are not there in this order."""
    gaps, start = [], 0
    for part in row:
        at = output.find(part, start)
        if at < 0:
            return None
        gaps.append(output[start:at])
        start = at + len(part)
    return [*gaps, output[start:]]


def _frames(gaps: Sequence[str]) -> Iterator[Frame]:
    """The ways to share out what stands between parts: to the separator and to what is around each of them."""
    first, *inner, last = gaps
    shortest = min(inner, key=len)
    separators = {shortest[i:j] for i in range(len(shortest) + 1) for j in range(i, len(shortest) + 1)}
    for separator in sorted(separators, key=lambda text: (-len(text), text)):
        shared = [[(g[:at], g[at + len(separator) :]) for at in _places(separator, g)] for g in inner]
        for k, sides in enumerate(product(*shared)):
            if k == MOST_SPLITS:
                break
            for own_first, own_last in product((True, False), repeat=2):
                prefixes = (first if own_first else "", *(right for _, right in sides))
                suffixes = (*(left for left, _ in sides), last if own_last else "")
                yield Frame("" if own_first else first, "" if own_last else last, prefixes, suffixes, separator)


def _unframed(rows: Sequence[Sequence[str]], outputs: Sequence[str]) -> Iterator[Frame]:
    """The joins by a separator alone that a row with two parts and more shows."""
    width = len(rows[0])
    for row, output in zip(rows, outputs):
        gaps = _gaps([text for text in row if text], output)
        if gaps is not None and len(gaps) > LEAST_PARTS and gaps[0] == gaps[-1] == "" and len({*gaps[1:-1]}) == 1:
            yield Frame("", "", ("",) * width, ("",) * width, gaps[1])


def _places(part: str, text: str) -> list[int]:
    """Where a part occurs in a text."""
    return [at for at in range(len(text) - len(part) + 1) if text.startswith(part, at)]


def _joined(frame: Frame, parts: Parts, names: Sequence[str]) -> Term:
    """The program that joins the parts that are given."""
    wraps, change = [*zip(frame.prefixes, frame.suffixes)], _changed(names, Var(0))
    if parts.whole is not None:
        body = call("concat_text", call("to_text", call("to_int", Var(1))), Var(0))
        units = call("zip_with", Lam(Lam(body)), parts.whole, Const(frame.suffixes, list_of(STR)))
        listed = call("filter", Lam(call("not", call("starts_with", Const("0", STR), Var(0)))), units)
    else:
        terms = parts.terms
        if len({*wraps}) == 1:
            change = _around(*wraps[0], change)
        else:
            terms = tuple(_part(t, *wrap, names) for t, wrap in zip(terms, wraps))
            change = Var(0)
        nothing: Term = Const((), list_of(STR))
        listed = reduce(lambda rest, term: call("cons", term, rest), reversed(terms), nothing)
        if frame.separator or change != Var(0):
            listed = call("filter", Lam(call("not", call("is_empty_text", Var(0)))), listed)
        if change != Var(0):
            listed = call("map", Lam(change), listed)
    return _around(frame.before, frame.behind, call("join", Const(frame.separator, STR), listed))


def _glued(
    gaps: Sequence[str], parts: Parts, rows: Sequence[Sequence[str]], outputs: Sequence[str], names: Sequence[str]
) -> Iterator[tuple[float, Term]]:
    """Parts one after the other, each that may be empty with its own literals around it, and the other literals kept."""
    count = len(parts.terms)
    optional = [k for k in range(count) if any(not row[k] for row in rows)]
    if not optional or len(optional) > 2:
        return
    choices = [[(k, i, j) for i in range(len(gaps[k]) + 1) for j in range(len(gaps[k + 1]) + 1)] for k in optional]
    for tried, chosen in enumerate(product(*choices)):
        if tried == MOST_SPLITS:
            return
        prefix, suffix, kept = [""] * count, [""] * count, list(gaps)
        for k, i, j in chosen:
            cut = len(kept[k]) - len(gaps[k]) + i
            if cut < 0:
                break
            prefix[k], kept[k] = kept[k][cut:], kept[k][:cut]
            suffix[k], kept[k + 1] = gaps[k + 1][:j], gaps[k + 1][j:]
        else:
            if all(_with(kept, prefix, suffix, row, optional) == text for row, text in zip(rows, outputs, strict=True)):
                yield _glue(kept, prefix, suffix, parts, optional, names)


def _with(kept: Sequence[str], prefix: Sequence[str], suffix: Sequence[str], row: Sequence[str], optional: Sequence[int]) -> str:
    whole = (kept[k] + (prefix[k] + text + suffix[k] if text or k not in optional else "") for k, text in enumerate(row))
    return "".join(whole) + kept[-1]


def _glue(
    kept: Sequence[str], prefix: Sequence[str], suffix: Sequence[str], parts: Parts, optional: Sequence[int], names: Sequence[str]
) -> tuple[float, Term]:
    """The program of parts that are put together, with its price."""
    pieces: list[Term] = []
    for k, term in enumerate(parts.terms):
        pieces += [Const(kept[k], STR)] if kept[k] else []
        pieces.append(_part(term, prefix[k], suffix[k], names) if k in optional else _changed(names, term))
    pieces += [Const(kept[-1], STR)] if kept[-1] else []
    literals = [text for text in (*kept, *prefix, *suffix) if text]
    missed = LEFT * len(parts.optional - {*optional})
    price = GLUED + missed + WRAPPED * len(optional) + 0.5 * len(literals) + CHARACTER * sum(map(len, literals))
    return price, concatenated(pieces)


def _part(term: Term, prefix: str, suffix: str, names: Sequence[str]) -> Term:
    """A part between literals, or nothing where it is not given."""
    changed = _changed(names, term)
    return call("enclose", Const(prefix, STR), Const(suffix, STR), changed) if prefix or suffix else changed


def _around(prefix: str, suffix: str, term: Term) -> Term:
    if suffix:
        term = call("concat_text", term, Const(suffix, STR))
    return call("concat_text", Const(prefix, STR), term) if prefix else term


def _changed(names: Sequence[str], term: Term) -> Term:
    return reduce(lambda inner, name: call(name, inner), reversed(names), term)


__all__ = ["scan"]
