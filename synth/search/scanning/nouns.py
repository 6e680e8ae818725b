"""Numbers with nouns: one item and three items, the noun being a literal or a column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dsl.domains.conversions import plural
from dsl.evaluate import compile_term
from dsl.primitives import Vocabulary
from dsl.term import Const, Term, Var, call, lam
from dsl.type import INT, STR, parameters
from synth.search.scanning.template import concatenated
from synth.space.space import Space

NEEDED = {"counted", "to_int", "nth_number", "if", "equal", "concat_text", "lower"}
COUNT = re.compile(r"([0-9]+) ([^\W\d_].*)")
IN_PLURAL, CHOSEN = 6.0, 8.0  # units: by the word that makes the plural, and by a choice of two nouns
READ, CASED = 1.0, 0.8  # for a number within a text, and for small letters


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that give numbers with a noun in the number that they ask for, with their prices in units."""
    given, result = parameters(space.grammar.request)
    counts = [COUNT.fullmatch(example.output) for example in space.shown] if result == STR else []
    if not counts or None in counts or not vocabulary.keys() >= NEEDED:
        return
    numbers, nouns = [found[1] for found in counts if found], [found[2] for found in counts if found]
    if len({number == "1" for number in numbers}) < 2:
        return
    rows = [example.inputs for example in space.shown]
    for place in (place for place, type in enumerate(given) if type == STR):
        column = Var(len(given) - 1 - place)
        for price, number in ((0.0, column), (READ, call("nth_number", Const(0, INT), column))):
            if [*map(compile_term(lam(len(given), number), vocabulary), rows)] == numbers:
                for more, noun, several in _nouns(space, nouns, numbers):
                    yield price + more, _counted(number, noun, several)
                break


def _nouns(space: Space, nouns: Sequence[str], numbers: Sequence[str]) -> Iterator[tuple[float, Term, str | None]]:
    """What the noun may be, its price, and what it is for several things, where that is not its plural."""
    given = parameters(space.grammar.request)[0]
    singles = {noun for noun, number in zip(nouns, numbers, strict=True) if number == "1"}
    several = {noun for noun, number in zip(nouns, numbers, strict=True) if number != "1"}
    if len(singles) == len(several) == 1:
        one, many = min(singles), min(several)
        yield (IN_PLURAL, Const(one, STR), None) if many == plural(one) else (CHOSEN, Const(one, STR), many)
    for place in (place for place, type in enumerate(given) if type == STR):
        texts, column = [example.inputs[place] for example in space.shown], Var(len(given) - 1 - place)
        for price, term, own in ((0.0, column, texts), (CASED, call("lower", column), [text.lower() for text in texts])):
            if [noun if number == "1" else plural(noun) for noun, number in zip(own, numbers, strict=True)] == list(nouns):
                yield price + IN_PLURAL, term, None


def _counted(number: Term, noun: Term, several: str | None) -> Term:
    """The number and the noun, in the plural unless it is one."""
    if several is None:
        return call("counted", call("to_int", number), noun)
    chosen = call("if", call("equal", number, Const("1", STR)), noun, Const(several, STR))
    return concatenated([number, Const(" ", STR), chosen])


__all__ = ["scan"]
