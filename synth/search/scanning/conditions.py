"""Two cases told apart by a condition on the inputs alone: the shape of a text, texts that are equal but for case."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from dsl.evaluate import compile_term
from dsl.primitives import Vocabulary
from dsl.term import App, Const, Prim, Term, Var, lam, strip
from dsl.type import parameters
from synth.search.conquer import LEAST_EXAMPLES, LEAST_SERVED
from synth.space.grammar import Grammar, Production
from synth.space.space import Space

COMPARISONS = ("equal", "greater_equal", "less_equal", "less", "greater")  # of two inputs


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[Term]:
    """The conditionals between two constant outputs whose condition is made of inputs and literals."""
    outputs = [example.output for example in space.shown]
    cases = list(dict.fromkeys(outputs))
    if len(cases) != 2 or len(outputs) < LEAST_EXAMPLES or min(map(outputs.count, cases)) < LEAST_SERVED:
        return
    result = parameters(space.grammar.request)[1]
    for condition in conditions(space.grammar):
        holds = compile_term(condition, vocabulary)
        truths = [holds(example.inputs) for example in space.shown]
        if any(truth not in (True, False) for truth in truths):
            continue
        if len(set(zip(truths, outputs))) == 2 and len(set(truths)) == 2:
            then, otherwise = (Const(outputs[truths.index(truth)], result) for truth in (True, False))
            yield lam(len(space.shown[0].inputs), App(Prim("if"), (strip(condition)[1], then, otherwise)))


def conditions(grammar: Grammar) -> Iterator[Term]:
    """The conditions that the grammar makes of inputs and literals, as functions of the inputs."""
    count = len(grammar.contexts[0].variables)
    made: dict[int, list[Term]] = {}
    for p in grammar.productions:
        if p.kind in ("variable", "constant"):
            made.setdefault(p.state, []).append(_leaf(p, count))
    for first, second in combinations(range(count), 2):
        if grammar.contexts[0].variables[first] == grammar.contexts[0].variables[second]:
            yield from (lam(count, App(Prim(name), (Var(count - 1 - first), Var(count - 1 - second)))) for name in COMPARISONS)
    for p in grammar.productions:
        if p.primitive is None or "of_inputs" not in p.primitive.traits or p.kind != "apply":
            continue
        for arguments in product(*(made.get(state, ()) for state in p.arguments)):
            if len(set(arguments)) == len(arguments):
                yield lam(count, App(Prim(p.primitive.name), arguments))


def _leaf(p: Production, count: int) -> Term:
    if p.kind == "variable":
        return Var(count - 1 - p.value)
    constant: Term = p.value
    return constant


__all__ = ["conditions", "scan"]
