"""The scanning rules of a task: each looks for what it could have printed in the wanted texts."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.primitives import Vocabulary
from dsl.term import lam
from dsl.type import STR, parameters
from synth.search.scanning import moments, numbers
from synth.space.prior import SCALE
from synth.space.space import Fit, Space

NAME = "scan"
RULES = {"read_moment": moments.scan, "format_number": numbers.scan}  # by a word that the vocabulary needs
DEAREST = 40.0  # units


def scans(space: Space, vocabulary: Vocabulary) -> Iterator[Fit]:
    """The programs that scanning finds for texts, with their own prices."""
    arguments, result = parameters(space.grammar.request)
    if result != STR or STR not in arguments or space.grammar.states[0].type != STR:
        return
    rows, outputs = [example.inputs for example in space.shown], [example.output for example in space.shown]
    for needed, rule in RULES.items():
        if needed in vocabulary:
            for cost, term in rule(rows, outputs, space.inputs, DEAREST):
                yield Fit(lam(len(arguments), term), round(SCALE * cost), NAME, cost)
