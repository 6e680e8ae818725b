"""Lists within texts: enumerated in words, their ranges written out, those of two columns compared, and the values of names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from dsl.domains.ranges import text_to_ranges
from dsl.domains.wording import enumeration, list_items, value_of
from dsl.primitives import Vocabulary
from dsl.term import Const, Lam, Term, Var, call
from dsl.type import STR, parameters
from synth.space.space import Space

NEEDED = {
    *("enumeration", "join", "map", "filter", "contains", "not", "append"),
    *("first_given", "list_items", "text_to_ranges", "to_text", "value_of"),
}
ENUMERATED, RANGES, COMPARED, OTHERWISE = 6.0, 8.0, 7.5, 2.0  # units; the last for a text where no item is left
LAST = re.compile(r",? (?:and|or|&|und|oder|et|ou|y|o|e|og|och|en) ")  # before the last item
USUAL = (", ", ",", "; ", ";", " ", "|", "\n")  # what stands between items, the likeliest first
NAME = re.compile(r"[^\W\d]\w*(?=['\"]?\s*[:=])")  # before a value
MOST_NAMES = 12
NAMED, LITERAL = 5.0, 2.0  # units: for a value by its name, and for a name that is a literal
Texts = Sequence[str]


@dataclass(frozen=True)
class Comparison:
    """What is taken of two lists: the items of the first that are in the second or not, and whether those come behind all of the second."""

    shared: bool
    joined: bool = False

    def items(self, first: Texts, second: Texts) -> list[str]:
        """The items."""
        kept = [item for item in first if (item in second) == self.shared]
        return [*second, *kept] if self.joined else kept

    def term(self, first: Term, second: Term, within: Term) -> Term:
        """The program; `within` is the second text one binder deeper."""
        test = call("contains", Var(0), call("list_items", within))
        kept = call("filter", Lam(test if self.shared else call("not", test)), call("list_items", first))
        return call("append", call("list_items", second), kept) if self.joined else kept


COMPARISONS = (Comparison(shared=True), Comparison(shared=False), Comparison(shared=False, joined=True))


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs found, with their prices in units."""
    given, result = parameters(space.grammar.request)
    if result != STR or not vocabulary.keys() >= NEEDED or len(space.shown) < 2:
        return
    outputs = [example.output for example in space.shown]
    places = [place for place, type in enumerate(given) if type == STR]
    cells = {place: [example.inputs[place] for example in space.shown] for place in places}
    columns = {place: Var(len(given) - 1 - place) for place in places}
    for place, column in columns.items():
        yield from _enumerated(column, cells[place], outputs)
        yield from _written_out(column, cells[place], outputs)
        yield from _named(column, cells[place], outputs, [(columns[other], cells[other]) for other in places if other != place])
    for first, second in permutations(places, 2):
        within = Var(columns[second].index + 1)
        yield from _compared((columns[first], columns[second], within), cells[first], cells[second], outputs)


def _enumerated(column: Term, texts: Texts, outputs: Texts) -> Iterator[tuple[float, Term]]:
    """Items with commas between them, and a word before the last."""
    seen = {found[0] for output in outputs for found in LAST.finditer(output)}
    for last in sorted(seen | {f",{mark}" for mark in seen if not mark.startswith(",")}):
        if [enumeration(last, text) for text in texts] == list(outputs):
            yield ENUMERATED + (last not in seen), call("enumeration", Const(last, STR), column)


def _named(column: Term, texts: Texts, outputs: Texts, others: Sequence[tuple[Term, Texts]]) -> Iterator[tuple[float, Term]]:
    """The values of a name that the texts have, or that another column says, and what stands for none."""
    shared = [name for name in dict.fromkeys(NAME.findall(" ".join(texts))) if sum(name in text for text in texts) > 1][:MOST_NAMES]
    for names, term in (*((own, term) for term, own in others), *(((name,) * len(texts), Const(name, STR)) for name in shared)):
        values = [value_of(name, text) for name, text in zip(names, texts, strict=True)]
        price = NAMED + LITERAL * isinstance(term, Const)
        yield from _or_else(price, call("value_of", term, column), values, outputs)


def _written_out(column: Term, texts: Texts, outputs: Texts) -> Iterator[tuple[float, Term]]:
    """All the numbers of ranges."""
    try:
        numbers = [text_to_ranges(text) for text in texts]
    except ValueError:
        return
    if any(len(own) > len(re.findall("[0-9]+", text)) for own, text in zip(numbers, texts, strict=True)):
        listed = call("map", Lam(call("to_text", Var(0))), call("text_to_ranges", column))
        for mark in _marks(outputs):
            if [mark.join(map(str, own)) for own in numbers] == list(outputs):
                yield RANGES, call("join", Const(mark, STR), listed)


def _compared(columns: tuple[Term, Term, Term], first: Texts, second: Texts, outputs: Texts) -> Iterator[tuple[float, Term]]:
    """Items of one list by whether they are in the other."""
    lists = [(list_items(a), list_items(b)) for a, b in zip(first, second, strict=True)]
    if not any(len(a) > 1 or len(b) > 1 for a, b in lists):
        return
    for comparison in COMPARISONS:
        kept = [comparison.items(*pair) for pair in lists]
        if all(items in pair for items, pair in zip(kept, lists, strict=True)):
            continue
        for mark in _marks(outputs):
            whole = call("join", Const(mark, STR), comparison.term(*columns))
            found = list(_or_else(COMPARED, whole, [mark.join(items) for items in kept], outputs))
            yield from found
            if found:
                break


def _or_else(price: float, term: Term, texts: Texts, outputs: Texts) -> Iterator[tuple[float, Term]]:
    """A program that gives some outputs and nothing for the others, with the text that all of those have."""
    none = {output for output, text in zip(outputs, texts, strict=True) if not text}
    otherwise = min(none, default="")
    if any(texts) and len(none) < 2 and [text or otherwise for text in texts] == list(outputs):
        yield (price + OTHERWISE, call("first_given", term, Const(otherwise, STR))) if otherwise else (price, term)


def _marks(outputs: Texts) -> list[str]:
    """What may stand between the items of outputs."""
    return [mark for mark in USUAL if any(mark in output for output in outputs)] or [USUAL[0]]


__all__ = ["scan"]
