"""Traits: what a primitive is, as far as others ask, said where the primitive is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, cast, get_args

from dsl.parsing import nearest
from dsl.quote import clip

Trait = Literal[
    "looks_up",  # finds something in a list: one that a program copies from the examples is a table
    "keeps",  # the items of its list are what its function gave, so a function that ignores them makes sense
    "joins",  # puts its two arguments one behind the other
    "lengthens",  # puts a text before or behind its text
    "replaces",  # puts a text, its last argument but one, in place of parts of its last
    "cuts",  # the part of a text, its last argument, from one place to another, its first two
    "takes_head",  # the first item of its list; fails where there is none
    "takes_tail",  # the items of its list behind the first; fails where there is no first one
    "tests_empty",  # whether its list has no items
    "reorders",  # the items of its one list in another order; never fails
    "drops_copies",  # the items of its one list, each once; never fails
    "order_blind",  # of one list; the order of the items does not matter
    "copies_blind",  # of one list; how often an item is there does not matter
    "scanned",  # made by rules that read the wanted output, never enumerated
    "of_inputs",  # of texts that are given, in the outermost scope: made of inputs and literals alone
    "opens",  # makes a value of a kind of its own, which further words take, of what may be an input
    "total",  # fails only beyond a bound, given functions that do not fail
]
TRAITS: tuple[Trait, ...] = get_args(Trait)


def checked_traits(name: str, traits: Iterable[str]) -> frozenset[Trait]:
    """The traits that a primitive declares; ValueError for a word that is none."""
    if isinstance(traits, str):
        raise ValueError(f"{name}: traits are given as a list of names, such as [{clip(repr(traits))}]")
    for trait in traits:
        if trait not in TRAITS:
            near = nearest(trait, TRAITS) if isinstance(trait, str) else None
            hint = f"did you mean {near}?" if near else f"there are {', '.join(TRAITS)}"
            raise ValueError(f"{name}: unknown trait {clip(repr(trait))}; {hint}")
    return frozenset(cast(Iterable[Trait], traits))
