"""Learned subroutines: their bodies written out in the words below them."""

from __future__ import annotations

from dsl.primitives import Vocabulary
from dsl.rewrite import beta_normal
from dsl.term import Prim, Term, rebuild, subterms


def names_in(term: Term) -> frozenset[str]:
    """The primitives that a term mentions."""
    return frozenset(t.name for t in subterms(term) if isinstance(t, Prim))


def expanded(term: Term, vocabulary: Vocabulary) -> Term:
    """The term with the body of every subroutine in place of its name, however deep."""
    if isinstance(term, Prim):
        p = vocabulary.get(term.name)
        return term if p is None or p.body is None else expanded(p.body, vocabulary)
    return rebuild(term, lambda part, _: expanded(part, vocabulary))


def inlined(term: Term, vocabulary: Vocabulary) -> Term:
    """The program without subroutines: what they stand for, reduced.

    As in call by name, an argument that is not needed may then fail without harm.
    """
    used = any(vocabulary[name].body is not None for name in names_in(term) if name in vocabulary)
    return beta_normal(expanded(term, vocabulary)) if used else term
