"""Parts between marks: what stands behind, before and between the literals that are right beside it on all rows.

The literals are read from what stands around the wanted texts in the cells, which may be signs with blanks, names or whole
phrases. Wanted texts that no single part is are written as a template of such parts and literals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from dsl.primitives import Vocabulary
from dsl.term import App, Const, Prim, Term, Var, call
from dsl.type import INT, STR, parameters
from synth.search.scanning.found import common_start
from synth.search.scanning.pieces import failing, further_rows, values_of
from synth.search.scanning.template import Part, cheapest, concatenated, joined_literals
from synth.space.space import Space

NEEDED = {"before", "after", "before_last", "after_last", "between", "field", "trim", "prefix", "concat_text"}
MOST_PLACES, MOST_OCCURRENCES = 4, 20  # at which a wanted text may stand in the first cell, and in others
MOST_MARKS = 5  # of a column, for templates
LONGEST = 40  # characters of a mark
CUT, LENGTH, TORN, TRIMMED = 4.8, 0.06, 1.0, 1.0  # units: a part, each character of a mark, one that begins within a word, blanks left out
INNER, OPEN = 1.2, 0.8  # units more for a second mark, and for one that the last part lacks
UNNAMED, BLANK = 0.6, 0.8  # for a mark without the name before it that all rows have, and for blanks alone
BEYOND, QUOTES = 1.0, "\"'"  # units more for a quote that is not the next one
COUNTED = 0.4  # for which of the parts between the same marks it is
JOINED, WHOLE, PIECE, CASED = 4.0, 1.0, 2.0, 0.8  # units, for a template, its parts, and their letter case
DEAREST = 16.0
SEAM = 0.7  # units for a part that meets a letter or digit of a literal
FIRST = 0.4  # for each of the first characters of a column
NAMED, SLUG = 5.5, 1.0  # units: for words joined to a name, and for a slug in a template
NAMES = ("_", "-", ".", " ")  # marks between the words of names
CASES = ("lower", "upper", "title", "capitalize")
CASED_BY = tuple(map(Prim, CASES))
BETWEEN_WORDS = Const(" ", STR)
SIDES = (("before", 0.0), ("after", 0.0), ("before_last", 0.3), ("after_last", 0.2))
LEFTS = (r"[^\w\s]+\s*$", r"[^\w]+$", r"\w+\W+$", r"[^\w\s]?\w+\W*$", r"\S+\s*$", r"\s+$")
RIGHTS = (r"^\W", r"^\s*[^\w\s]+", r"^[^\w]+", r"^\W*\w+\W?")


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that cut parts at marks, and those that join such parts, with their prices in units."""
    given, result = parameters(space.grammar.request)
    if result == STR and STR in given and vocabulary.keys() >= NEEDED and len(space.shown) > 1:
        yield from _Marked(space, vocabulary).answers()


class _Marked:
    """The texts of a task's columns and what is wanted of them."""

    def __init__(self, space: Space, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.given = parameters(space.grammar.request)[0]
        self.rows = [example.inputs for example in space.shown]
        self.outputs: list[str] = [example.output for example in space.shown]
        self.further = further_rows(space)

    def answers(self) -> Iterator[tuple[float, Term]]:
        """The programs found."""
        for place in (place for place, type in enumerate(self.given) if type == STR):
            cells = [row[place] for row in self.rows]
            if all(output and output in cell and output != cell for output, cell in zip(self.outputs, cells, strict=True)):
                yield from self._cut(Var(len(self.given) - 1 - place), cells)
        yield from self._named()
        yield from self._templated()

    def _named(self) -> Iterator[tuple[float, Term]]:
        """The words of one column in small letters with a mark between them, those of compound names, too, where some row has such."""
        every = [*self.rows, *self.further]
        for place in (place for place, type in enumerate(self.given) if type == STR and self._slugs):
            cell = Var(len(self.given) - 1 - place)
            for mark in self._slugs:
                plain, named = (call("slug", Const(mark, STR), text) for text in (cell, call("split_camel", Const(" ", STR), cell)))
                found = self._values(named, every)
                if found[: len(self.rows)] == self.outputs and found != self._values(plain, every):
                    yield NAMED, named

    @cached_property
    def _slugs(self) -> list[str]:
        """The marks that slugs within the wanted texts may have."""
        known = {"slug", "split_camel"} <= self.vocabulary.keys()
        return [mark for mark in NAMES if known and any(mark in text for text in self.outputs)]

    def _cut(self, cell: Term, cells: Sequence[str]) -> Iterator[tuple[float, Term]]:
        """The parts of one column that are all wanted texts, once each."""
        brackets = call("in_brackets", cell)
        if "in_brackets" in self.vocabulary and self._values(brackets, self.rows) == self.outputs:
            yield CUT + self._failing(brackets, cell), brackets
        seen = {brackets}
        for befores, behinds in _around(cells, self.outputs):
            for price, term in (*_between(cell, befores, behinds), *_trimmed(cell, befores, behinds)):
                if term not in seen:
                    seen.add(term)
                    if self._values(term, self.rows) == self.outputs:
                        yield price + self._failing(term, cell), term

    def _values(self, body: Term, rows: Sequence[Any]) -> list[Any]:
        return values_of(body, len(self.given), rows, self.vocabulary)

    def _failing(self, body: Term, cell: Term) -> float:
        return failing(body, cell, len(self.given), self.further, self.vocabulary)

    def _templated(self) -> Iterator[tuple[float, Term]]:
        """The cheapest template of parts and literals that gives all wanted texts."""
        terms: list[Term] = []
        cuts: list[bool] = []
        parts: list[Part] = []
        seen: set[tuple[str, ...]] = set()
        for price, term, cell in sorted(self._parts(), key=lambda made: made[0]):
            texts = tuple(self._values(term, self.rows))
            if texts in seen or not all(own and own in text for own, text in zip(texts, self.outputs, strict=True)):
                continue
            seen.add(texts)
            parts.append(Part(len(terms), "", texts, price + self._failing(term, cell)))
            terms.append(term)
            cuts.append(not isinstance(term.arguments[-1] if isinstance(term, App) and term.function in CASED_BY else term, Var))
        found = cheapest(self.outputs, parts, _extra, DEAREST) if parts else None
        pieces = joined_literals(found[1]) if found is not None else []
        if found is not None and len(pieces) > 1 and any(isinstance(p, Part) and cuts[p.source] for p in pieces):
            yield JOINED + found[0], concatenated([Const(p, STR) if isinstance(p, str) else terms[p.source] for p in pieces])

    def _parts(self) -> Iterator[tuple[float, Term, Term]]:
        """The inputs and their parts at marks that all shown cells have, in any letter case: prices, terms, and what they are cut from."""
        for place, type in enumerate(self.given):
            cell = Var(len(self.given) - 1 - place)
            if type != STR:
                continue
            slugs = (call("slug", Const(mark, STR), cell) for mark in self._slugs if mark != " ")
            cuts: list[tuple[float, Term]] = [(WHOLE, cell), *((PIECE + SLUG, term) for term in slugs)]
            least = min(len(row[place]) for row in self.rows)
            cuts += [(PIECE + FIRST * n, call("prefix", Const(n, INT), cell)) for n in (1, 2, 3) if n < least]
            for mark in _marks([row[place] for row in self.rows], [row[place] for row in self.further]):
                literal, price = Const(mark, STR), PIECE + LENGTH * len(mark) + BLANK * mark.isspace()
                cuts += [(price + more, call(name, literal, cell)) for name, more in SIDES]
                if all(row[place].count(mark) > 1 for row in self.rows):
                    cuts += [(price + 0.4, call("field", Const(1, INT), literal, cell))]
            for price, term in cuts:
                yield price, term, cell
                yield from ((price + CASED, call(name, term), cell) for name in CASES if name in self.vocabulary)


def _around(cells: Sequence[str], outputs: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """What stands before and behind the wanted texts: for each place in the first cell, those in the others that have most in common."""
    first, wanted = cells[0], outputs[0]
    for at in _places(wanted, first)[:MOST_PLACES]:
        before, behind = first[:at], first[at + len(wanted) :]
        befores, behinds = [before], [behind]
        for cell, output in zip(cells[1:], outputs[1:], strict=True):
            sides = [(cell[:i], cell[i + len(output) :]) for i in _places(output, cell)[:MOST_OCCURRENCES]]
            a, b = max(sides, key=lambda side: len(_ending([side[0], before])) + len(_start([side[1], behind])))
            befores.append(a)
            behinds.append(b)
        yield befores, behinds


def _places(part: str, text: str) -> list[int]:
    """Where a part occurs in a text."""
    return [at for at in range(len(text) - len(part) + 1) if text.startswith(part, at)]


def _ending(texts: Sequence[str]) -> str:
    """What all texts end with, as far as a mark may be long."""
    return common_start([text[: -LONGEST - 1 : -1] for text in texts])[::-1]


def _start(texts: Sequence[str]) -> str:
    """What all texts begin with, as far as a mark may be long."""
    return common_start([text[:LONGEST] for text in texts])


def _trimmed(cell: Term, befores: Sequence[str], behinds: Sequence[str]) -> Iterator[tuple[float, Term]]:
    """The same where some rows have blanks beside marks and others have not."""
    left, right = [text.rstrip() for text in befores], [text.lstrip() for text in behinds]
    if left != list(befores) or right != list(behinds):
        yield from ((price + TRIMMED, call("trim", term)) for price, term in _between(cell, left, right))


def _between(cell: Term, befores: Sequence[str], behinds: Sequence[str]) -> Iterator[tuple[float, Term]]:
    """The programs that cut at literals that all rows have right before or right behind."""
    lefts = _literals(_ending(befores), LEFTS, befores)
    rights = _literals(_start(behinds), RIGHTS, [])
    ended = sorted({text[:1] for text in behinds if text})  # where the last item of a list has no mark behind it
    if not any(befores):
        for price, right in rights:
            yield CUT + price, call("before", right, cell)
            yield CUT + price + 0.3, call("before_last", right, cell)
    for price, left in lefts:
        after, last = call("after", left, cell), call("after_last", left, cell)
        if not any(behinds):
            yield CUT + price, after
            yield CUT + price + 0.3, last
        elif not all(behinds) and len(ended) == 1 and not ended[0].isalnum():
            for more, part in ((0.0, after), (0.3, last)):
                yield CUT + price + INNER + OPEN + more, call("field", Const(0, INT), Const(ended[0], STR), part)
    left_blank, right_blank = ([(BLANK, BETWEEN_WORDS)] * text.isspace() for text in (_ending(befores)[-1:], _start(behinds)[:1]))
    for price, left in (*lefts, *left_blank):
        for own, right in (*rights, *right_blank):
            if left is right:  # a word, which is enumerated
                continue
            quoted = left.value[-1] in QUOTES and right.value[0] == left.value[-1]
            if quoted and len(right.value) > 1:
                continue
            both = CUT + price + own + INNER
            farther = both + BEYOND * quoted
            if left.value == right.value:
                yield from ((both + COUNTED, call("field", Const(n, INT), left, cell)) for n in _counts(left.value, befores, behinds))
            yield both - (price + own > 1.0), call("between", left, right, cell)
            yield farther + 0.5, call("after", left, call("before_last", right, cell))
            if left is not BETWEEN_WORDS:  # the last word of a part is found as such
                yield farther + 0.4, call("before", right, call("after_last", left, cell))
                yield farther + 0.8, call("after_last", left, call("before", right, cell))


def _literals(common: str, patterns: Sequence[str], befores: Sequence[str]) -> list[tuple[float, Const]]:
    """What the ends of a text that all rows share may be cut at, the text itself included, with prices; no single blank, which is
    enumerated."""
    found = {made[0] for pattern in patterns if (made := re.search(pattern, common))} | {common}
    priced: list[tuple[float, Const]] = []
    for text in sorted(found - {"", " "}, key=lambda text: (len(text), text)):
        torn = text[:1].isalnum() and any(before.removesuffix(text)[-1:].isalnum() for before in befores)
        if len(text) <= LONGEST and not (befores and text.isalnum() and torn):
            priced.append((LENGTH * len(text) + TORN * torn, Const(text, STR)))
    named = any(re.search(r"[^\W\d_]", mark.value) for price, mark in priced if price < TORN)
    return [(price + UNNAMED * (named and bool(befores) and not re.search(r"\w", mark.value)), mark) for price, mark in priced]


def _counts(mark: str, befores: Sequence[str], behinds: Sequence[str]) -> Iterator[int]:
    """Which of the parts between marks it is on all rows, counted from the start and from the end."""
    for sides, numbers in ((befores, range(1, 4)), (behinds, range(-2, -5, -1))):
        counts = {text.count(mark) for text in sides}
        yield from (n for n in numbers if counts == {n if n > 0 else -n - 1})


def _marks(shown: Sequence[str], further: Sequence[str]) -> list[str]:
    """Signs with the blanks around them, signs and blanks that all shown cells have, those of the most rows first."""
    first = shown[0] if shown else ""
    found = {mark for pattern in (r"\s*[^\w\s]+\s*", r"[^\w\s]", r"\s+") for mark in re.findall(pattern, first)}
    found = {mark for mark in found if all(mark in text for text in shown)}
    return sorted(found, key=lambda mark: (-sum(mark in text for text in further), -len(mark), mark))[:MOST_MARKS]


def _extra(part: Part, last: Part | None, literal: str, after: str) -> float:
    """Parts begin and end where words do."""
    text = part.texts[0]
    cut = SEAM * (literal[-1:].isalnum() and text[:1].isalnum()) + SEAM * (text[-1:].isalnum() and after[:1].isalnum())
    return cut + SEAM * (last is not None and not literal)


__all__ = ["scan"]
