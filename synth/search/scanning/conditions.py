"""Two cases told apart by a condition on the inputs alone: their shapes, which is larger, longer, empty, or stands in the other.

What is chosen are constants that the outputs repeat, or inputs themselves. A wanted truth value is the condition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, permutations, product
from typing import Any

from dsl.codec import codec_of
from dsl.evaluate import compile_term
from dsl.primitives import Vocabulary
from dsl.term import App, Const, Prim, Term, Var, lam, strip, subterms
from dsl.type import BOOL, STR, Con, TVar, parameters, unify
from synth.search.conquer import LEAST_EXAMPLES, LEAST_SERVED
from synth.search.scanning.pieces import COPIED, has_word
from synth.space.grammar import Grammar, Production
from synth.space.space import Space

COMPARISONS = ("equal", "greater_equal", "less_equal", "less", "greater")  # of two inputs
LENGTHS = ("greater_equal", "less_equal", "equal")  # compared of two texts
WITHIN = ("contains_text", "starts_with", "ends_with")  # the first text in the second
TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "contains_text": str.__contains__,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
}
WORDS = re.compile(r"[^\W\d_]{2,}|[^\w\s]")
LEAST_TOLD = 3  # examples of texts that a word may tell apart
MOST_CASES = 2
WORD = 2.5  # units
MOST_BRANCHES = 6
COMPARED, DEEPER, CHOICE, FIGURE = 3.0, 0.5, 3.5, 1.0  # units: for a condition, each of its words, a choice by it, and each digit of labels


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[Term, float | None]]:
    """The conditionals, or for wanted truth values the conditions, that are right on every example, some with a price of their own."""
    outputs = [example.output for example in space.shown]
    result = parameters(space.grammar.request)[1]
    if len(outputs) < (LEAST_EXAMPLES if result != STR else LEAST_TOLD):
        return
    pairs = [] if result == BOOL else list(_choices(space, outputs))
    if not pairs and result != BOOL:
        return
    named = [pair for pair in pairs if isinstance(pair[0], Const) and isinstance(pair[1], Const)]
    told = [(condition, price, named) for condition, price in _by_words(space, vocabulary)]
    few = len(outputs) < LEAST_EXAMPLES
    for condition, price, chosen in (*told, *((*allowed, pairs) for allowed in _allowed(space.grammar, vocabulary, few))):
        holds = compile_term(condition, vocabulary)
        truths = [holds(example.inputs) for example in space.shown]
        if any(truth not in (True, False) for truth in truths) or len(set(truths)) < 2:
            continue
        if result == BOOL and truths == outputs and min(map(truths.count, (True, False))) >= LEAST_SERVED:
            yield condition, price
        for then, otherwise, first, second in chosen:
            if all((first if truth else second)[row] for row, truth in enumerate(truths)):
                yield (
                    lam(len(space.shown[0].inputs), App(Prim("if"), (strip(condition)[1], then, otherwise))),
                    None if price is None else price + CHOICE + sum(_extra(space, label) for label in (then, otherwise)),
                )


def _extra(space: Space, label: Term) -> float:
    """What a text that is chosen costs more: digits are seldom told by a word, and what all its rows have may be taken from them."""
    if not isinstance(label, Const) or not isinstance(label.value, str) or not label.value:
        return 0.0
    copied = all(has_word(label.value, example.inputs) for example in space.shown if example.output == label.value)
    return FIGURE * sum(map(str.isdigit, label.value)) + COPIED * copied


def _choices(space: Space, outputs: list[Any]) -> Iterator[tuple[Term, Term, list[bool], list[bool]]]:
    """Two terms of which one gives the output on each row, and on which rows each does: neither on all."""
    arguments, result = parameters(space.grammar.request)
    branches: list[tuple[Term, list[bool]]] = []
    for column, type in enumerate(arguments):
        if type == result:
            right = [example.inputs[column] == example.output for example in space.shown]
            branches.append((Var(len(arguments) - 1 - column), right))
    written = isinstance(result, Con) and codec_of(result).is_literal(outputs[0], result)
    for output in dict.fromkeys(outputs) if written and len(set(outputs)) <= MOST_CASES else ():
        if outputs.count(output) >= (LEAST_SERVED if result != STR else 1):
            branches.append((Const(output, result), [other == output for other in outputs]))
    for (then, first), (otherwise, second) in permutations(branches[:MOST_BRANCHES], 2):
        if not all(first) and not all(second) and all(a or b for a, b in zip(first, second, strict=True)):
            yield then, otherwise, first, second


def _allowed(grammar: Grammar, vocabulary: Vocabulary, few: bool) -> Iterator[tuple[Term, float | None]]:
    """The conditions, as functions of the inputs, with a price where they compare inputs; for few examples only whether one is empty."""
    known = grammar.contexts[0].variables
    count = len(known)
    for body in (*_of_each(known), *(() if few else _of_two(known))):
        words = _words(body)
        if all(word.name in vocabulary for word in words):
            yield lam(count, body), COMPARED + DEEPER * len(words)
    yield from ((condition, None) for condition in (() if few else conditions(grammar)))


def _by_words(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[Term, float]]:
    """Whether a text has a word, or begins or ends with it, that tells some shown rows from the others."""
    known = space.grammar.contexts[0].variables
    for place, type in enumerate(known):
        if type != STR:
            continue
        texts = [example.inputs[place] for example in space.shown]
        for word in dict.fromkeys(word for text in texts for word in WORDS.findall(text)):
            for name, holds in TESTS.items():
                if name in vocabulary and 0 < sum(holds(text, word) for text in texts) < len(texts):
                    condition = App(Prim(name), (Const(word, STR), Var(len(known) - 1 - place)))
                    yield lam(len(known), condition), COMPARED + WORD + 0.1 * len(word)


def _of_each(known: tuple[Any, ...]) -> Iterator[Term]:
    for place, type in enumerate(known):
        if type == STR:
            yield App(Prim("is_empty_text"), (Var(len(known) - 1 - place),))


def _of_two(known: tuple[Any, ...]) -> Iterator[Term]:
    for first, second in combinations(range(len(known)), 2):
        a, b = Var(len(known) - 1 - first), Var(len(known) - 1 - second)
        if known[first] != known[second]:
            continue
        ordered = unify(TVar("ordered", "Ord"), known[first]) is not None
        yield from (App(Prim(name), (a, b)) for name in COMPARISONS[: None if ordered else 1])
        if known[first] == STR:
            yield App(Prim("equal_ignoring_case"), (a, b))
            yield from (App(Prim(name), (_length(a), _length(b))) for name in LENGTHS)
            for part, whole in ((a, b), (b, a)):
                yield from (App(Prim(name), (part, whole)) for name in WITHIN)
                yield from (App(Prim(name), (_folded(part), _folded(whole))) for name in WITHIN)


def _length(text: Term) -> Term:
    return App(Prim("text_length"), (text,))


def _folded(text: Term) -> Term:
    return App(Prim("casefold"), (text,))


def _words(term: Term) -> list[Prim]:
    return [part for part in subterms(term) if isinstance(part, Prim)]


def conditions(grammar: Grammar) -> Iterator[Term]:
    """The conditions that the grammar makes of inputs and literals, as functions of the inputs."""
    count = len(grammar.contexts[0].variables)
    made: dict[int, list[Term]] = {}
    for p in grammar.productions:
        if p.kind in ("variable", "constant"):
            made.setdefault(p.state, []).append(_leaf(p, count))
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
