"""Texts taken apart and put together again: their parts sorted, reversed, without repeats, or all but some of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dsl.evaluate import Failure, compile_term
from dsl.primitives import Vocabulary
from dsl.term import App, Const, Prim, Term, Var, lam
from dsl.type import STR, Type, parameters
from synth.space.space import Space

OPERATIONS = ("sort", "sort_naturally", "sort_descending", "reverse", "unique", "tail", "init")
DELIMITERS = (", ", ",", "; ", ";", " - ", "-", "/", "|", "_", ".", " ")
SPLIT, JOINED = 4.0, 3.0  # units: for taking apart and putting together, the literals included


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that put the same parts together in another way, with their costs in units."""
    given, result = parameters(space.grammar.request)
    if result != STR or not {"join", "split", "words"} <= vocabulary.keys():
        return
    rows, outputs = [example.inputs for example in space.shown], [example.output for example in space.shown]
    for cost, made in _rearranged(given, rows, vocabulary):
        run = compile_term(lam(len(given), made), vocabulary)
        lists = [found for found in map(run, rows) if not isinstance(found, Failure)]
        if len(lists) == len(rows) and any(len(found) > 1 for found in lists):
            fitting = (sign for sign in DELIMITERS if [sign.join(found) for found in lists] == outputs)
            yield from ((cost + JOINED, App(Prim("join"), (Const(sign, STR), made))) for sign in fitting)


def _rearranged(given: Sequence[Type], rows: Sequence[tuple[Any, ...]], vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The parts of each input in another order or without some, with what that costs."""
    for place in (place for place, type in enumerate(given) if type == STR):
        for cost, parts in _apart(Var(len(given) - 1 - place), [row[place] for row in rows]):
            for name in (name for name in OPERATIONS if name in vocabulary):
                yield SPLIT + cost + vocabulary[name].cost, App(Prim(name), (parts,))


def _apart(cell: Term, texts: list[str]) -> Iterator[tuple[float, Term]]:
    """The lists of parts of an input, with what their delimiter costs."""
    yield 0.0, App(Prim("words"), (cell,))
    for sign in DELIMITERS:
        if sign != " " and all(sign in text for text in texts):
            yield 1.0, App(Prim("split"), (Const(sign, STR), cell))
