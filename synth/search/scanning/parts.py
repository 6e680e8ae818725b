"""Texts taken apart and put together again: their parts sorted, reversed, without repeats, or all but some of them."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.evaluate import Failure, compile_term
from dsl.primitives import Vocabulary
from dsl.term import App, Const, Prim, Term, Var, lam
from dsl.type import STR, parameters
from synth.space.space import Space

OPERATIONS = ("sort", "sort_descending", "reverse", "unique", "tail", "init")
DELIMITERS = (", ", ",", "; ", ";", " - ", "-", "/", "|", "_", ".", " ")
SPLIT, JOINED = 4.0, 3.0  # units: for taking apart and putting together, the literals included


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that put the same parts together in another way, with their costs in units."""
    given, result = parameters(space.grammar.request)
    if result != STR or not {"join", "split", "words"} <= vocabulary.keys():
        return
    outputs = [example.output for example in space.shown]
    for place, type in enumerate(given):
        if type == STR:
            cells = [example.inputs[place] for example in space.shown]
            for cost, parts in _apart(Var(len(given) - 1 - place), cells):
                for name in (name for name in OPERATIONS if name in vocabulary):
                    made = App(Prim(name), (parts,))
                    run = compile_term(lam(len(given), made), vocabulary)
                    lists = [found for found in (run(example.inputs) for example in space.shown) if not isinstance(found, Failure)]
                    if len(lists) == len(outputs) and any(len(found) > 1 for found in lists):
                        yield from (
                            (SPLIT + cost + vocabulary[name].cost + JOINED, App(Prim("join"), (Const(sign, STR), made)))
                            for sign in DELIMITERS
                            if [sign.join(found) for found in lists] == outputs
                        )


def _apart(cell: Term, texts: list[str]) -> Iterator[tuple[float, Term]]:
    """The lists of parts of an input, with what their delimiter costs."""
    yield 0.0, App(Prim("words"), (cell,))
    for sign in DELIMITERS:
        if sign != " " and all(sign in text for text in texts):
            yield 1.0, App(Prim("split"), (Const(sign, STR), cell))
