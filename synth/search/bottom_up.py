"""Bottom-up enumeration in the order of cost, with observational equivalence: the enumerator alone.

Udupa et al., "TRANSIT" (2013); Albarghouthi et al., "Recursive Program Synthesis" (2013).
"""

from __future__ import annotations

from collections.abc import Iterator

from dsl.primitives import Vocabulary
from synth.search.enumeration.enumerator import BottomUp
from synth.space.budget import Budget
from synth.space.space import Found, Space


def search(space: Space, budget: Budget, vocabulary: Vocabulary) -> Iterator[Found]:
    """Yield fits in order of cost, and a Level after each."""
    yield from BottomUp(space, budget, vocabulary).levels()
