"""Whole numbers told otherwise: with a noun in the number that they ask for, by a text of its own where there are none, or by a row of
so many signs. The noun is a literal or a column; the number is one that a text has, counts, or that rules for numbers make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from dsl.domains.conversions import plural
from dsl.evaluate import compile_term
from dsl.primitives import Vocabulary
from dsl.term import Const, Term, Var, call, lam
from dsl.type import INT, STR, parameters
from synth.search.scanning.template import concatenated
from synth.space.space import Space

NEEDED = {
    *("counted", "to_int", "to_text", "nth_number", "if", "if_zero", "equal", "concat_text", "lower"),
    *("length", "list_items", "repeat_text", "subtract"),
}
COUNT = re.compile(r"(\D*?)([0-9]+) ([^\W\d_].*)")
IN_PLURAL, CHOSEN = 6.0, 8.0  # units: by the word that makes the plural, and by a choice of two nouns
READ, ITEMS, CASED = 1.0, 2.0, 0.8  # for a number within a text, for how many items it has, and for small letters
RULED = -2.0  # for a number that rules for numbers make, which know what reading it costs
NONE, BEFORE, LETTER = 2.0, 0.5, 0.1  # for a text of its own for none, for one before all numbers, and for each of its characters
SIGNS, REST = 5.0, 2.5  # for a row of signs, and for others up to a constant number
LEAST_SIGNS, MOST_SIGNS = 3, 100
MOST_RULED = 2  # programs of rules for one set of numbers
NOTHING = "0"
Numbers = Callable[[Sequence[int]], Iterator[tuple[float, Term]]]  # the programs of numbers wanted for the rows shown


class Count(NamedTuple):
    """A number of each row: its price, the program that makes it a text, and the one that makes it an int."""

    price: float
    text: Term
    whole: Term


def scan(space: Space, vocabulary: Vocabulary, numbers: Numbers) -> Iterator[tuple[float, Term]]:
    """The programs found, with their prices in units."""
    result = parameters(space.grammar.request)[1]
    if result != STR or not space.shown or not vocabulary.keys() >= NEEDED:
        return
    outputs = [example.output for example in space.shown]
    yield from _with_nouns(space, vocabulary, numbers, outputs)
    yield from _in_signs(numbers, outputs)


# -- nouns ------------------------------------------------------------------------------------------


def _with_nouns(space: Space, vocabulary: Vocabulary, numbers: Numbers, outputs: Sequence[str]) -> Iterator[tuple[float, Term]]:
    """Numbers with nouns; the outputs without a number are one text, which tells that there is nothing."""
    found = [COUNT.fullmatch(output) for output in outputs]
    none = {output for output, count in zip(outputs, found, strict=True) if count is None}
    before = {count[1] for count in found if count}
    if len(none) > 1 or len(before) != 1:
        return
    said = [count[2] if count else NOTHING for count in found]
    nouns = [(count[3], count[2]) for count in found if count]
    if len({number == "1" for _, number in nouns}) < 2:
        return
    every = [row for row, count in enumerate(found) if count]
    start, nothing = before.pop(), min(none, default=None)
    more = (BEFORE + LETTER * len(start)) * bool(start) + (0.0 if nothing is None else NONE + LETTER * len(nothing))
    for count in _counts(space, vocabulary, numbers, said):
        for price, noun, several in _nouns(space, nouns, every):
            told = _counted(count, noun, several)
            whole = concatenated([Const(start, STR), told]) if start else told
            if nothing is not None:
                whole = call("if_zero", Const(nothing, STR), count.whole, whole)
            yield count.price + price + more, whole


def _counts(space: Space, vocabulary: Vocabulary, numbers: Numbers, said: Sequence[str]) -> Iterator[Count]:
    """The numbers that are those said: of the first column that has them, else by rules."""
    given = parameters(space.grammar.request)[0]
    rows = [example.inputs for example in space.shown]
    for column in (Var(len(given) - 1 - place) for place, type in enumerate(given) if type == STR):
        items, number = call("length", call("list_items", column)), call("nth_number", Const(0, INT), column)
        known = (
            Count(0.0, column, call("to_int", column)),
            Count(READ, number, call("to_int", number)),
            Count(ITEMS, call("to_text", items), items),
        )
        for count in known:
            if [*map(compile_term(lam(len(given), count.text), vocabulary), rows)] == list(said):
                yield count
                return
    made = sorted(numbers([*map(int, said)]), key=lambda pair: pair[0])
    yield from (Count(RULED + price, call("to_text", term), term) for price, term in made[:MOST_RULED])


def _nouns(space: Space, found: Sequence[tuple[str, str]], every: Sequence[int]) -> Iterator[tuple[float, Term, str | None]]:
    """What the noun may be, its price, and what it is for several things, where that is not its plural."""
    given = parameters(space.grammar.request)[0]
    singles = {noun for noun, number in found if number == "1"}
    several = {noun for noun, number in found if number != "1"}
    if len(singles) == len(several) == 1 and not any(map(str.isdigit, min(singles) + min(several))):
        one, many = min(singles), min(several)
        yield (IN_PLURAL, Const(one, STR), None) if many == plural(one) else (CHOSEN, Const(one, STR), many)
    for place in (place for place, type in enumerate(given) if type == STR):
        texts, column = [space.shown[row].inputs[place] for row in every], Var(len(given) - 1 - place)
        for price, term, own in ((0.0, column, texts), (CASED, call("lower", column), [text.lower() for text in texts])):
            if all(noun == (text if number == "1" else plural(text)) for text, (noun, number) in zip(own, found, strict=True)):
                yield price + IN_PLURAL, term, None


def _counted(count: Count, noun: Term, several: str | None) -> Term:
    """The number and the noun, in the plural unless it is one."""
    if several is None:
        return call("counted", count.whole, noun)
    chosen = call("if", call("equal", count.text, Const("1", STR)), noun, Const(several, STR))
    return concatenated([count.text, Const(" ", STR), chosen])


# -- signs ------------------------------------------------------------------------------------------


def _in_signs(numbers: Numbers, outputs: Sequence[str]) -> Iterator[tuple[float, Term]]:
    """As many of one sign as the number says, and of another as it lacks to a constant."""
    found = [re.fullmatch(r"(?:(\W)\1*(?:(\W)\2*)?)?", output) for output in outputs]
    lengths = {len(output) for output in outputs}
    pairs = {(match[1], match[2]) for match in found if match and match[2] and match[1] != match[2]}
    if None in found or len(lengths) != 1 or not LEAST_SIGNS <= min(lengths) <= MOST_SIGNS or len(pairs) != 1:
        return
    ((sign, other),) = pairs
    counts = [output.count(sign) for output in outputs]
    if not all(output == sign * n + other * (len(output) - n) for n, output in zip(counts, outputs, strict=True)):
        return
    for price, term in sorted(numbers(counts), key=lambda pair: pair[0])[:MOST_RULED]:
        rest = call("repeat_text", Const(other, STR), call("subtract", Const(min(lengths), INT), term))
        yield RULED + price + SIGNS + REST, concatenated([call("repeat_text", Const(sign, STR), term), rest])


__all__ = ["scan"]
