"""Structural recursion as a fold, which the column machine can run: a function that calls itself on the tail of a list, as
`fix((rec, xs) -> if is_empty(xs) then base else step(head(xs), rec(tail(xs))), ys)`, takes in the items from the last one on.

All that the recursion might have left out is computed, so that a fold may fail where the recursion does not; never the other way
round but for the bound on calls.
"""

from __future__ import annotations

from dataclasses import replace

from dsl.domains.folds import fold
from dsl.domains.positions import reverse
from dsl.primitives import Vocabulary
from dsl.term import App, Lam, Prim, Term, Var, free_indices, rebuild, shift

FOLD, REVERSE = replace(fold, name="fold of a recursion"), replace(reverse, name="reverse of a recursion")
WORDS = (FOLD, REVERSE)


class _Other(Exception):
    """The list is used in another way."""


def as_folds(term: Term, fix: str, vocabulary: Vocabulary) -> Term:
    """The term with folds for the structural recursions in it."""
    match term:
        case App(Prim(name), (Lam(Lam(App(Prim("if"), (App(test, (Var(0),)), base, step)))), items)) if name == fix and vocabulary.has(
            test, "tests_empty"
        ):
            if not free_indices(base) & {0, 1}:
                try:
                    body = as_folds(_step(step, 0, vocabulary), fix, vocabulary)
                except _Other:
                    return rebuild(term, lambda part, _: as_folds(part, fix, vocabulary))
                start, later = shift(as_folds(base, fix, vocabulary), -2), App(Prim(REVERSE.name), (as_folds(items, fix, vocabulary),))
                return App(Prim(FOLD.name), (Lam(Lam(body)), start, later))
    return rebuild(term, lambda part, _: as_folds(part, fix, vocabulary))


def _step(term: Term, depth: int, vocabulary: Vocabulary) -> Term:
    """The step over what was made of the later items and the item, in place of the function and the list."""
    match term:
        case App(Var(f), (App(function, (Var(xs),)),)) if f == depth + 1 and xs == depth and vocabulary.has(function, "takes_tail"):
            return Var(depth + 1)
        case App(function, (Var(xs),)) if xs == depth and vocabulary.has(function, "takes_head"):
            return Var(depth)
        case Var(index) if index in (depth, depth + 1):
            raise _Other
    return rebuild(term, lambda part, inner: _step(part, inner, vocabulary), depth)
