"""Parts of texts that any of several marks divide: what stands before a comma in one row and before a bracket in another.

The marks are the signs right beside the wanted texts, blanks aside, in all rows together; none of them stands within a wanted text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dsl.primitives import Vocabulary
from dsl.term import Const, Term, Var, call
from dsl.type import INT, STR, parameters
from synth.search.scanning.pieces import failing, further_rows, values_of
from synth.space.space import Space

WORD = "nth_part"
DIVIDED, EACH = 4.6, 0.4  # units: for a part, and for each mark
PLACES = ((0, 0.0), (-1, 0.2), (1, 0.4), (-2, 0.6))  # which part it is, and what that costs
MOST_MARKS = 4
CHANGES = (("", 0.0), ("fold_accents", 1.5), ("lower", 0.8), ("upper", 0.8), ("title", 0.8))  # of the whole text before it is divided


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that take such a part, with their prices in units."""
    given, result = parameters(space.grammar.request)
    rows, outputs = [example.inputs for example in space.shown], [example.output for example in space.shown]
    if result != STR or WORD not in vocabulary or len(rows) < 2 or not all(outputs):
        return
    further = further_rows(space)
    for column in (Var(len(given) - 1 - place) for place, type in enumerate(given) if type == STR):
        for change, more in CHANGES:
            if change and change not in vocabulary:
                continue
            whole: Term = call(change, column) if change else column
            cells = values_of(whole, len(given), rows, vocabulary)
            if not all(cell and output in cell for output, cell in zip(outputs, cells, strict=True)) or cells == outputs:
                continue
            for n, dearer in PLACES:
                marks = _marks(n, cells, outputs)
                term = call(WORD, Const(n, INT), Const(marks, STR), whole)
                if marks and values_of(term, len(given), rows, vocabulary) == outputs:
                    missing = failing(term, column, len(given), further, vocabulary)
                    yield DIVIDED + more + dearer + EACH * len(marks) + missing, term


def _marks(n: int, cells: Sequence[str], outputs: Sequence[str]) -> str:
    """The signs beside the wanted texts: those behind the first part, before the last one, on both sides of others; none if too many."""
    found = set[str]()
    for cell, output in zip(cells, outputs, strict=True):
        at = cell.rfind(output) if n < 0 else cell.find(output)
        before, behind = cell[:at].rstrip(), cell[at + len(output) :].lstrip()
        found |= {behind[:1]} if n != -1 else set()
        found |= {before[-1:]} if n else set()
    found.discard("")
    inside = set("".join(outputs))
    few = len(found) < 2 and n not in (0, -1)  # other rules have parts between marks of one kind
    return (
        "".join(sorted(found)) if not few and len(found) <= MOST_MARKS and not any(re.match(r"\w", c) or c in inside for c in found) else ""
    )


__all__ = ["scan"]
