"""What subroutines cost before costs are fitted to experience: in the run that grew them, and in the library for whoever takes them up.

A run solves tasks like those that its subroutines came from, so they are cheap there; elsewhere most of them do not belong.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from dsl.primitives import Primitive, Vocabulary
from dsl.term import App, Prim, Term, strip, subterms
from dsl.type import is_arrow, parameters
from synth.library.tables import LOOK_UP, rows_of
from synth.space.prior import BITS, Table

CHEAPEST, DEAREST = 1.0, 4.0  # what a subroutine may cost in its run, in units
SHARE, LEAST_SHARE = 5.0, 3.5  # units that a subroutine costs more than its outermost word: a unit is a third of its probability
APPLIES = 3.0  # units more for one that takes a function, inside a lambda: it needs a lambda inside a lambda


def own_prices(programs: Iterable[Term], vocabulary: Vocabulary) -> dict[str, tuple[float, float]]:
    """In the run that grew them, outside and inside a lambda: the less the more often one is used, at most half of what it stands for."""
    used = _uses(programs)
    found = {}
    for p in vocabulary.values():
        if p.body is not None:
            hints, inner = strip(p.body)
            whole = Table().price(inner, vocabulary) - len(hints)
            cost = -math.log2((used[p.name] + 1) / (used.total() + 1)) / BITS
            cost = round(max(CHEAPEST, min(cost, whole / 2, DEAREST)), 2)
            found[p.name] = cost, cost + APPLIES * _takes_function(p)
    return found


def shared_prices(programs: Iterable[Term], vocabulary: Vocabulary) -> dict[str, tuple[float, float]]:
    """In the library: a share of what the outermost word has, the larger the more often a subroutine is used.

    So much less likely than that word, a subroutine makes hardly a candidate more where it does not belong.
    """
    used = _uses(programs)
    found = {}
    for p in vocabulary.values():
        if p.body is not None:
            head = _head(p, vocabulary)
            share = max(SHARE - math.log2(1 + used[p.name]) / (2 * BITS), LEAST_SHARE)
            found[p.name] = round(head.cost + share, 2), round(head.body_cost + share + APPLIES * _takes_function(p), 2)
    return found


def _uses(programs: Iterable[Term]) -> Counter[str]:
    return Counter(t.name for program in programs for t in subterms(program) if isinstance(t, Prim))


def _takes_function(p: Primitive) -> bool:
    return any(map(is_arrow, parameters(p.type)[0]))


def _head(p: Primitive, vocabulary: Vocabulary) -> Primitive:
    """The outermost word of what a subroutine stands for, written out; itself where that is a variable. Of a table, the look-up."""
    if rows_of(p):
        return vocabulary[LOOK_UP]
    while p.body is not None:
        inner = strip(p.body)[1]
        word = inner.function if isinstance(inner, App) else inner
        if not isinstance(word, Prim):
            return p
        p = vocabulary[word.name]
    return p
