"""Parts chosen by what they are made of: the first or last of the parts between marks that has digits, or none, or all of those."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsl.evaluate import compile_term
from dsl.primitives import Vocabulary
from dsl.term import App, Const, Lam, Prim, Term, Var, call
from dsl.type import STR, parameters
from synth.search.scanning.pieces import failing, further_rows
from synth.space.space import Space

NEEDED = {"head", "last", "filter", "join", "split", "words", "has", "not"}
MARKS = (", ", ",", "; ", ";", " - ", " / ", "/", "|", "_", "-")
TOKENS = ("digit", "small", "capital")  # that a part has or lacks
CHOSEN, LACKING, BETWEEN = 5.8, 0.4, 0.6  # units: for the choice, for parts without something, and for marks other than blanks
WHICH = (("head", 0.0), ("last", 0.2))
ALL = 1.2  # units: for all of these parts, between the same marks


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that take such parts, with their prices in units, where it is not the same part of every row."""
    given, result = parameters(space.grammar.request)
    rows, outputs = [example.inputs for example in space.shown], [example.output for example in space.shown]
    if result != STR or not vocabulary.keys() >= NEEDED or len(rows) < 2 or not all(outputs):
        return
    further = further_rows(space)
    for place in (place for place, type in enumerate(given) if type == STR):
        cells = [row[place] for row in rows]
        if all(output in cell for output, cell in zip(outputs, cells, strict=True)):
            column = Var(len(given) - 1 - place)
            for price, term in _chosen(column, cells, outputs, vocabulary):
                yield price + failing(term, column, len(given), further, vocabulary), term


def _chosen(column: Term, cells: Sequence[str], outputs: Sequence[str], vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    divisions: list[tuple[float, str, Term]] = [(0.0, " ", call("words", column))]
    divisions += [(BETWEEN, mark, call("split", Const(mark, STR), column)) for mark in MARKS if any(mark in cell for cell in cells)]
    for price, mark, divided in divisions:
        parts = [cell.split(mark) if mark != " " else cell.split() for cell in cells]
        if len({len(row) for row in parts} | {row.index(output) if output in row else -1 for row, output in zip(parts, outputs)}) < 2:
            continue
        for token in TOKENS:
            for lacking in (False, True):
                has: Term = App(Prim("has"), (Prim(token), Var(0)))
                test = Lam(call("not", has) if lacking else has)
                run = compile_term(test, vocabulary)
                kept = [[part for part in row if run((part,)) is True] for row in parts]
                own = price + CHOSEN + LACKING * lacking
                found = App(Prim("filter"), (test, divided))
                for name, more in WHICH:
                    if all(row and row[-(name == "last")] == output for row, output in zip(kept, outputs, strict=True)):
                        yield own + more, call(name, found)
                if [mark.join(row) for row in kept] == list(outputs) and any(len(row) > 1 for row in kept):
                    yield own + ALL, call("join", Const(mark, STR), found)


__all__ = ["scan"]
