"""Parts of parts: words of what stands before or behind a mark, a number or in brackets, all of them but one, and the first or last
characters of such parts and of words, in any letter case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dsl.primitives import Vocabulary
from dsl.term import Const, Prim, Term, Var, call
from dsl.type import INT, STR, parameters
from synth.search.scanning.found import frame
from synth.search.scanning.pieces import common_signs, failing, further_rows, values_of
from synth.search.scanning.template import concatenated
from synth.space.space import Space

NEEDED = {"prefix", "suffix", "trim", "before", "after", "after_last", "before_last", "word", "concat_text", "past", "up_to", "in_brackets"}
LONGEST = 6  # characters of a slice
MOST_MARKS = 6
NESTED, LITERAL = 5.0, 1.5  # units: for what is taken of a part, and for a literal beside it
WORDS = ((0, 0.6), (-1, 0.6), (1, 0.8), (-2, 1.2))
CUTS = (("after", 0.8), ("after_last", 0.9), ("before", 0.9))
NUMBERS = (("up_to", 0, 1.0), ("past", -1, 1.0))  # what stands before the first number and behind the last one
BRACKETS = 0.8
BUT_ONE = (("after", 0.8), ("before_last", 0.9))  # all words but the first or the last
CASES = (("", 0.0), ("upper", 0.8), ("lower", 0.8), ("title", 1.0))


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that take something of a part, with their prices in units."""
    given, result = parameters(space.grammar.request)
    rows, outputs = [example.inputs for example in space.shown], [example.output for example in space.shown]
    if result != STR or not vocabulary.keys() >= NEEDED or len(rows) < 2 or len(set(outputs)) < 2 or not all(outputs):
        return
    further = further_rows(space)

    def values(body: Term, of: Sequence[tuple[object, ...]]) -> list[str]:
        return values_of(body, len(given), of, vocabulary)

    def missing(part: Term, cell: Term) -> float:
        return failing(part, cell, len(given), further, vocabulary)

    for cell in (Var(len(given) - 1 - place) for place, type in enumerate(given) if type == STR):
        words = [(price, call("word", Const(n, INT), cell)) for n, price in WORDS]
        parts = [(price, part) for price, part in _parts(cell, values(cell, rows)) if all(values(part, rows))]
        yield from ((NESTED + price + missing(term, cell), term) for price, term in _beside(cell) if values(term, rows) == outputs)
        for price, part in parts:
            for more, term in _words(part):
                if values(term, rows) == outputs:
                    yield NESTED + price + more + missing(term, cell), term
        for cost, around, size, wanted in _slices(outputs):
            if any(values(term, rows) == wanted for _, _, term in _sliced(cell, size)):
                continue  # those of whole cells are enumerated
            for price, part in (*words, *parts):
                texts = values(part, rows)
                for more, within, term in _sliced(part, size):
                    if all(texts) and any(map(within, texts)) and values(term, rows) == wanted:
                        yield NESTED + cost + price + more + missing(term, cell), around(term)


def _parts(cell: Term, cells: Sequence[str]) -> Iterator[tuple[float, Term]]:
    """The parts of a column at marks, numbers and brackets, with what they cost."""
    for mark in common_signs(cells)[:MOST_MARKS]:
        yield from ((price, call("trim", call(name, Const(mark, STR), cell))) for name, price in CUTS)
    yield from _beside(cell)
    yield BRACKETS, call("in_brackets", cell)


def _beside(cell: Term) -> Iterator[tuple[float, Term]]:
    """What stands before the numbers of a column and behind them."""
    yield from ((price, call("trim", call(name, Prim("number"), Const(place, INT), cell))) for name, place, price in NUMBERS)


def _words(part: Term) -> Iterator[tuple[float, Term]]:
    """Words of a part, and all but one."""
    yield from ((price, call("word", Const(n, INT), part)) for n, price in WORDS)
    yield from ((price, call(name, Const(" ", STR), part)) for name, price in BUT_ONE)


def _slices(outputs: Sequence[str]) -> Iterator[tuple[float, Callable[[Term], Term], int, list[str]]]:
    """How long the outputs are between what all begin and end with, if they are alike: what the literals cost, how they are put around a
    term, the length, and what stands between."""
    start, end = frame(outputs)
    wanted = [output[len(start) : len(output) - len(end)] for output in outputs]
    size = len(wanted[0])

    def around(term: Term) -> Term:
        return concatenated([piece for piece in (start and Const(start, STR), term, end and Const(end, STR)) if piece])

    signs = not any(c.isalnum() for c in start + end)  # words and letters that all outputs have may be of the rows
    if signs and 0 < size <= LONGEST and all(len(text) == size and text.isalnum() for text in wanted):
        yield LITERAL * (bool(start) + bool(end)), around, size, wanted


def _sliced(part: Term, size: int) -> Iterator[tuple[float, Callable[[str], bool], Term]]:
    """The slices of a part, what they cost, and whether one ends or begins within a word of a text."""
    sides: tuple[tuple[str, float, Callable[[str], bool]], ...] = (
        ("prefix", 0.0, lambda text: text[size - 1 : size + 1].isalnum() and len(text) > size),
        ("suffix", 0.3, lambda text: text[-size - 1 : -size + 1 or None].isalnum() and len(text) > size),
    )
    for name, price, within in sides:
        cut = call(name, Const(size, INT), part)
        yield from ((price + more, within, call(case, cut) if case else cut) for case, more in CASES)


__all__ = ["scan"]
