"""What the subroutines of a library cost before costs are fitted to experience."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from dsl.primitives import Primitive, Vocabulary
from dsl.term import App, Prim, Term, strip, subterms
from dsl.type import is_arrow, parameters
from synth.space.prior import BITS

SHARE, LEAST_SHARE = 4.0, 2.5  # units that a subroutine costs more than its outermost word: a unit is a third of its probability
APPLIES = 3.0  # units more for one that takes a function, inside a lambda: it needs a lambda inside a lambda


def prices_of(programs: Iterable[Term], vocabulary: Vocabulary) -> dict[str, tuple[float, float]]:
    """What each subroutine costs without fitted costs: a share of what its outermost word has, the larger the more often it is used.

    So much less likely than that word, a subroutine makes hardly a candidate more where it does not belong.
    """
    used = Counter(t.name for program in programs for t in subterms(program) if isinstance(t, Prim))
    found: dict[str, tuple[float, float]] = {}
    for p in vocabulary.values():
        if p.body is not None:
            head = _head(p, vocabulary)
            share = max(SHARE - math.log2(1 + used[p.name]) / (2 * BITS), LEAST_SHARE)
            takes = any(map(is_arrow, parameters(p.type)[0]))
            found[p.name] = round(head.cost + share, 2), round(head.body_cost + share + APPLIES * takes, 2)
    return found


def _head(p: Primitive, vocabulary: Vocabulary) -> Primitive:
    """The outermost word of what a subroutine stands for, written out; itself where that is a variable."""
    while p.body is not None:
        inner = strip(p.body)[1]
        word = inner.function if isinstance(inner, App) else inner
        if not isinstance(word, Prim):
            return p
        p = vocabulary[word.name]
    return p
