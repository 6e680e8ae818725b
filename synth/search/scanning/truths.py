"""Yes and no: two wanted texts told apart by whether an input says yes, in whatever way it does."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.domains.conversions import truth_of
from dsl.primitives import Vocabulary
from dsl.term import Const, Term, Var, call
from dsl.type import STR, parameters
from synth.space.space import Space

PRICE, LETTER = 5.0, 0.1  # units; and for each letter of the two texts


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs found, with their prices in units."""
    given, result = parameters(space.grammar.request)
    outputs = [example.output for example in space.shown]
    if result != STR or not vocabulary.keys() >= {"if", "truth_of"} or len(set(outputs)) != 2:
        return
    for place in (place for place, type in enumerate(given) if type == STR):
        try:
            told = dict(zip([truth_of(example.inputs[place]) for example in space.shown], outputs, strict=True))
            agree = all(told[truth_of(example.inputs[place])] == example.output for example in space.shown)
        except ValueError:
            continue
        if agree and len(told) == 2:
            chosen = (Const(told[said], STR) for said in (True, False))
            yield PRICE + LETTER * sum(map(len, told.values())), call("if", call("truth_of", Var(len(given) - 1 - place)), *chosen)


__all__ = ["scan"]
