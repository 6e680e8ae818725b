"""Cells that are lists: their items chosen, ordered, each rewritten, and joined again or counted.

A list is read from a cell at a mark; where the blanks around marks differ, items are trimmed. Where an arrangement of the items has
as many as the wanted text, what each becomes is a small task of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dsl.domains.wording import SMALL_WORDS
from dsl.evaluate import Failure, compile_term
from dsl.primitives import Vocabulary
from dsl.term import App, Const, Lam, Prim, Term, Var, call, lam, shift, substitute, subterms
from dsl.type import INT, STR, list_of, parameters
from synth.search.scanning.rewriting import Rewriter
from synth.space.space import Space

NEEDED = {"split", "join", "words", "map", "filter", "not", "is_empty_text", "trim", "contains", "concat_text", "at", "subtract"}
MARK = re.compile(r"\s*(?:[^\w\s'’]|\n|\band\b|\bor\b|\bx\b)\s*")
LONG_MARK = re.compile(r"\s*(?:[^\w\s'’]{2,})\s*")
MOST_MARKS = 8
ORDERS = ("sort", "sort_naturally", "sort_descending", "reverse", "unique", "tail", "init")
SORTS = ("sort", "sort_naturally", "sort_descending")
TAKEN = ("take", "take_last")
SIGNS = "#@$%&*+=-_/.:?!"
READ, TRIMMED, ORDERED, TESTED, MAPPED, JOINED, TOLD = 3.0, 1.0, 2.0, 3.5, 1.5, 2.5, 3.0  # units
ENDED = 0.5  # units more where a cell without output ends with a mark
MOST_UNSEEN = 12  # rows without outputs, and items of them
MISCOUNTED = 3.0  # units more where an empty cell would have an item
LISTED, BROKEN = 1.5, 2.0  # units more for marks of any kind, and for whole numbers where some have decimals
UNMARKED, TORN_LINES = 2.0, 3.0  # units more for words where there are marks to cut at, and where there are lines
MOST_REWRITTEN = 2  # arrangements whose items are rewritten, for each mark
MOST_TRIED = 4  # for all marks


@dataclass(frozen=True)
class Items:
    """The items of each row, the term that lists them, and its price in units."""

    rows: tuple[tuple[str, ...], ...]
    term: Term
    price: float

    @cached_property
    def counts(self) -> list[int]:
        """How many items each row has."""
        return list(map(len, self.rows))


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that list, choose, order, rewrite and join or count the items of a cell, with their prices in units."""
    given, result = parameters(space.grammar.request)
    if result not in (STR, INT) or STR not in given or not vocabulary.keys() >= NEEDED:
        return
    yield from _Cells(space, vocabulary).answers()


class _Cells:
    """The lists in the inputs of one task, and what is wanted of them."""

    def __init__(self, space: Space, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.given, self.result = parameters(space.grammar.request)
        self.rows = [example.inputs for example in space.shown]
        self.further = space.inputs
        self.outputs = [example.output for example in space.shown]
        self.rewriter = Rewriter(vocabulary)

    def answers(self) -> Iterator[tuple[float, Term]]:
        """The programs found."""
        chosen = list(self._chosen())
        unlike = [made for items in chosen for name, made in self._ordered(items, ("unique",))]
        yield from self._counted([*chosen, *unlike])
        if self.result == STR:
            yield from self._members(chosen)
            yield from self._picked(chosen)
            yield from self._joined(list(self._arranged(chosen)))
            yield from self._whole()

    # -- lists ----------------------------------------------------------------------------------

    def _chosen(self) -> Iterator[Items]:
        """The lists of items, whole or those for which a test holds; of those that are alike the cheapest."""
        best: dict[object, Items] = {}
        for read in self._read():
            for items in (read, *self._filtered(read), *self._cased(read)):
                if items.rows not in best or items.price < best[items.rows].price:
                    best[items.rows] = items
        yield from best.values()

    def _arranged(self, chosen: Sequence[Items]) -> Iterator[Items]:
        """The lists as they are, in another order or some of them; sorted without repeats, or some at an end of a sorted list."""
        seen = {items.rows for items in chosen}
        yield from chosen
        for items in chosen:
            for name, ordered in self._ordered(items, (*ORDERS, *TAKEN)):
                further = TAKEN if name in SORTS else SORTS if name == "unique" else ()
                for last in (ordered, *(made for _, made in self._ordered(ordered, further))):
                    if last.rows not in seen:
                        seen.add(last.rows)
                        yield last

    def _read(self) -> Iterator[Items]:
        """The lists that the cells are."""
        for place in (place for place, type in enumerate(self.given) if type == STR):
            cell = Var(len(self.given) - 1 - place)
            texts = [row[place] for row in self.rows]
            column = [*texts, *(row[place] for row in self.further)]
            for mark in _marks(column, texts):
                ways = {found for text in column for found in re.findall(rf"\s*{_pattern(mark)}\s*", text)}
                exact = len(ways) == 1
                split = call("split", Const(min(ways) if exact else mark, STR), cell)
                rare = 0.5 * (sum(mark in text for text in texts) < len(texts))
                yield from self._list(split, READ + rare)
                if not exact:
                    yield from self._list(call("map", Prim("trim"), split), READ + TRIMMED + rare)
            lines = TORN_LINES * any("\n" in text for text in texts)
            yield from self._list(call("words", cell), READ + lines + UNMARKED * any(MARK.search(text) for text in texts))
            if "list_items" in self.vocabulary:
                yield from self._list(call("list_items", cell), READ + LISTED)
            broken = any(re.search(r"[0-9][.,][0-9]", text) for text in column)
            if "numbers_in" in self.vocabulary:
                yield from self._list(call("numbers_in", cell), READ + 1.0 + BROKEN * broken)
            if broken and {"decimals_in", "format_number"} <= self.vocabulary.keys():
                written = call("format_number", Const("", STR), Var(0))
                yield from self._list(call("map", Lam(written), call("decimals_in", cell)), READ + 1.5)

    def _list(self, term: Term, price: float) -> Iterator[Items]:
        """The items that a term lists, unless it fails or there never are two."""
        run = compile_term(lam(len(self.given), term), self.vocabulary)
        rows: list[Any] = [run(row) for row in self.rows]
        if not any(isinstance(row, Failure) for row in rows) and any(len(row) > 1 for row in rows):
            others: list[Any] = [run(row) for row in self.further[:MOST_UNSEEN]]
            ended = any(not isinstance(row, Failure) and len(row) > 1 and row[-1] == "" for row in others)
            if ended and all("" not in row for row in rows):  # a mark behind the last item begins no other
                term, price = call("filter", Lam(call("not", call("is_empty_text", Var(0)))), term), price + ENDED
            yield Items(tuple(rows), term, price)

    def _cased(self, read: Items) -> Iterator[Items]:
        """The items in the letter case that all wanted texts are in, before they are compared with each other."""
        for name, change in (("lower", str.lower), ("upper", str.upper)):
            rows = tuple(tuple(map(change, row)) for row in read.rows)
            if self.result == STR and rows != read.rows and all(text == change(text) for text in self.outputs):
                yield Items(rows, call("map", Prim(name), read.term), read.price + MAPPED + 1.0)

    def _filtered(self, read: Items) -> Iterator[Items]:
        """The items for which some test holds, where it tells items apart."""
        for test, price in self._tests(read):
            run = compile_term(lam(len(self.given) + 1, test), self.vocabulary)
            held = [[run((*row, item)) for item in items] for row, items in zip(self.rows, read.rows)]
            flat = [value for values in held for value in values]
            if not any(isinstance(value, Failure) for value in flat) and {*flat} == {True, False}:
                kept = tuple(tuple(item for item, holds in zip(items, own) if holds) for items, own in zip(read.rows, held))
                yield Items(kept, call("filter", Lam(test), read.term), read.price + price)

    def _tests(self, read: Items) -> Iterator[tuple[Term, float]]:
        """Tests of an item, variable 0, beside the inputs, with their prices."""
        item = Var(0)
        yield call("not", call("is_empty_text", item)), 1.0
        for place in (place for place, type in enumerate(self.given) if type == STR):
            column = Var(len(self.given) - place)
            if column != shift(_cell_of(read.term), 1):
                yield call("not", call("equal", item, column)), TESTED
                yield call("not", call("equal", call("lower", item), call("lower", column))), TESTED + 1.0
        items = {item for row in read.rows for item in row}
        for sign in sorted({c for text in items for c in text if c in SIGNS}):
            literal = Const(sign, STR)
            for name in ("starts_with", "ends_with", "contains_text"):
                test = call(name, literal, item)
                yield from ((test, TESTED), (call("not", test), TESTED + 0.5))
        for token in ("digit", "letter", "capital"):
            if "has" in self.vocabulary:
                test = call("has", Prim(token), item)
                yield from ((test, TESTED), (call("not", test), TESTED + 0.5))
        small = Const(tuple(sorted(SMALL_WORDS)), list_of(STR))
        yield call("not", call("contains", call("lower", item), small)), TESTED + 1.0

    def _ordered(self, items: Items, names: Sequence[str]) -> Iterator[tuple[str, Items]]:
        """The items in another order, without repeats, or some at an end, with the words that do it."""
        steps: list[tuple[str, tuple[Const, ...]]] = [(name, ()) for name in names if name not in TAKEN]
        steps += [(name, (Const(n, INT),)) for name in TAKEN if name in names for n in (1, 2, 3)]
        for name, literals in steps:
            if name in self.vocabulary and (all(items.rows) or name not in ("tail", "init")):
                word: Any = self.vocabulary[name].function
                rows = tuple(tuple(word(*(c.value for c in literals), row)) for row in items.rows)
                if rows != items.rows:
                    yield name, Items(rows, call(name, *literals, items.term), items.price + ORDERED + len(literals))

    # -- outputs --------------------------------------------------------------------------------

    def _joined(self, arranged: Sequence[Items]) -> Iterator[tuple[float, Term]]:
        """The items, as they are or each rewritten by one program, joined by the marks of the wanted texts."""
        total = MOST_TRIED
        yield from self._exchanged(arranged)
        for mark, wanted in _apart(self.outputs):
            left = min(MOST_REWRITTEN, total)
            counts = list(map(len, wanted))
            if max(counts, default=0) < 2:
                continue
            matching = sorted((items for items in arranged if items.counts == counts), key=lambda items: items.price)
            same = [items for items in matching if list(items.rows) == wanted]
            for items in same[:1]:
                yield items.price + JOINED + 0.1 * len(mark), call("join", Const(mark, STR), items.term)
            for items in matching:
                if same and same[0].price < items.price + MAPPED:
                    break
                pairs = [pair for own, new in zip(items.rows, wanted) for pair in zip(own, new)]
                if left == 0 or not _alike(pairs):
                    continue
                left, total = left - 1, total - 1
                change = self.rewriter.found([a for a, _ in pairs], [b for _, b in pairs], self._unseen(items))
                if change is not None:
                    mapped = call("map", Lam(change.term), items.term)
                    yield items.price + MAPPED + change.price + JOINED + 0.1 * len(mark), call("join", Const(mark, STR), mapped)

    def _exchanged(self, arranged: Sequence[Items]) -> Iterator[tuple[float, Term]]:
        """Items in another order, joined by a mark that stands in items, too: names with their parts exchanged."""
        for items in arranged:
            for mark in _separators(self.outputs) if min(items.counts) > 1 else ():
                within = any(mark in item for row in items.rows for item in row)
                if within and [mark.join(row) for row in items.rows] == self.outputs:
                    yield items.price + JOINED + 0.1 * len(mark), call("join", Const(mark, STR), items.term)

    def _unseen(self, items: Items) -> list[str]:
        """Items of rows without outputs."""
        run = compile_term(lam(len(self.given), items.term), self.vocabulary)
        lists: list[Any] = [run(row) for row in self.further[:MOST_UNSEEN]]
        return [item for found in lists if not isinstance(found, Failure) for item in found][:MOST_UNSEEN]

    def _whole(self) -> Iterator[tuple[float, Term]]:
        """A cell rewritten as one text that is cut into groups of as many characters."""
        if not any(_is_grouped(mark, self.outputs) for mark in _separators(self.outputs)):
            return
        for place in (place for place, type in enumerate(self.given) if type == STR):
            pairs = [(row[place], output) for row, output in zip(self.rows, self.outputs)]
            others = [row[place] for row in self.further[:MOST_UNSEEN]]
            found = (
                self.rewriter.found([a for a, _ in pairs], [b for _, b in pairs], others) if len({*pairs}) > 1 and _alike(pairs) else None
            )
            if found is not None and Prim("insert_every") in subterms(found.term):
                yield found.price + READ, substitute(found.term, Var(len(self.given) - 1 - place))

    def _counted(self, arranged: Sequence[Items]) -> Iterator[tuple[float, Term]]:
        """How many items there are, their sum, the least and the greatest of them."""
        written = self.result == STR
        wanted = [str(output) for output in self.outputs]
        for items in arranged:
            if list(map(str, items.counts)) == wanted and len({*wanted}) > 1:
                length = call("length", items.term)
                run = compile_term(lam(len(self.given), length), self.vocabulary)
                nothing = [row for row in self.further if "" in row]
                price = items.price + TOLD + MISCOUNTED * any(run(row) == 1 for row in nothing)
                yield price, call("to_text", length) if written else length
            if not all(re.fullmatch("-?[0-9]{1,12}", text) for row in items.rows for text in row):
                continue
            numbers = call("map", Prim("to_int"), items.term)
            for name, of in (("sum", sum), ("maximum", max), ("minimum", min)):
                if (name == "sum" or all(items.rows)) and [str(of(map(int, row))) for row in items.rows] == wanted:
                    yield items.price + MAPPED + TOLD, call("to_text", call(name, numbers)) if written else call(name, numbers)

    def _picked(self, chosen: Sequence[Items]) -> Iterator[tuple[float, Term]]:
        """The item whose number, from 1, another column gives."""
        for items in chosen:
            for place, type in enumerate(self.given):
                numbers = [row[place] for row in self.rows]
                if type not in (STR, INT) or not all(re.fullmatch("[0-9]{1,3}", str(number)) for number in numbers):
                    continue
                picked = [own[int(n) - 1] if 0 < int(n) <= len(own) else None for n, own in zip(numbers, items.rows)]
                if picked == self.outputs and len({*map(str, numbers)}) > 1:
                    number: Term = Var(len(self.given) - 1 - place)
                    number = call("to_int", number) if type == STR else number
                    yield items.price + TOLD + 1.0, call("at", call("subtract", number, Const(1, INT)), items.term)

    def _members(self, arranged: Sequence[Items]) -> Iterator[tuple[float, Term]]:
        """One of two texts, by whether another column is an item."""
        told = [*dict.fromkeys(self.outputs)]
        columns = [place for place, type in enumerate(self.given) if type == STR]
        if len(told) != 2 or len(columns) < 2 or "if" not in self.vocabulary:
            return
        for items in arranged:
            for place in columns:
                other = Var(len(self.given) - 1 - place)
                for folded in (False, True) if other != _cell_of(items.term) else ():
                    change = str.lower if folded else str
                    held = [change(row[place]) in map(change, own) for row, own in zip(self.rows, items.rows)]
                    for then, otherwise in (told, told[::-1]):
                        if [then if holds else otherwise for holds in held] == self.outputs:
                            listed = call("map", Prim("lower"), items.term) if folded else items.term
                            test = call("contains", call("lower", other) if folded else other, listed)
                            yield items.price + TOLD + 2.0 + folded, call("if", test, Const(then, STR), Const(otherwise, STR))


def _cell_of(term: Term) -> Term:
    """The input that a list is read from."""
    while isinstance(term, App):
        term = term.arguments[-1]
    return term


def _alike(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether each item has a letter or digit in common with what it becomes, and they are not the same in another order."""
    if Counter(a for a, _ in pairs) == Counter(b for _, b in pairs):
        return False
    bare = [(re.sub(r"[\W_]", "", a.lower()), re.sub(r"[\W_]", "", b.lower())) for a, b in pairs]
    return all(not a or not b or {*a} & {*b} for a, b in bare) and sum(a[:1] == b[:1] or a[-1:] == b[-1:] for a, b in bare) * 2 >= len(bare)


def _marks(column: Sequence[str], shown: Sequence[str]) -> list[str]:
    """The marks at which shown cells are cut, without the blanks around them, the most frequent of the column first."""
    found = {mark.strip() for text in shown for pattern in (MARK, LONG_MARK) for mark in pattern.findall(text)} - {""}
    found |= {"\n"} & {*"".join(shown)}
    return sorted(found, key=lambda mark: (-sum(mark in text for text in column), mark))[:MOST_MARKS]


def _pattern(mark: str) -> str:
    return rf"\b{mark}\b" if mark.isalpha() else re.escape(mark)


def _is_grouped(mark: str, outputs: Sequence[str]) -> bool:
    """Whether all pieces between marks but the last ones are of one length."""
    pieces = [text.split(mark) for text in outputs]
    return len({len(piece) for row in pieces for piece in row[:-1]}) == 1 and max(map(len, pieces)) > 2


def _apart(outputs: Sequence[str]) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """The pieces of wanted texts between the marks of each kind, of those that end with a mark the pieces with it, and characters."""
    for mark in _separators(outputs):
        yield mark, [tuple(text.split(mark)) if text else () for text in outputs]
        if all(text.endswith(mark) for text in outputs):
            yield "", [tuple(piece + mark for piece in text.removesuffix(mark).split(mark)) for text in outputs]
    yield "", list(map(tuple, outputs))


def _separators(outputs: Sequence[str]) -> list[str]:
    """What may stand between the items of wanted texts: marks with the blanks around them, and blanks."""
    patterns = (MARK, LONG_MARK, re.compile(r"\s+"))
    found = [mark for text in outputs for pattern in patterns for mark in pattern.findall(text)]
    return sorted({*found}, key=lambda mark: (-sum(mark in text for text in outputs), -len(mark), mark))[:MOST_MARKS]


__all__ = ["scan"]
