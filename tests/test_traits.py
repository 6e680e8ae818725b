"""Traits: what others ask of a primitive is what it declares, whatever its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from dsl.domain import domain_names, load_domain
from dsl.primitives import Vocabulary, primitive
from dsl.rewrite import normal_form, simplify, total
from dsl.syntax import parse_term
from dsl.term import Prim, print_term, subterms
from dsl.traits import TRAITS, Trait
from dsl.type import INT, STR, list_of
from synth.columns.kernels import row_loop
from synth.columns.machine.structural_recursion import WORDS, as_folds
from synth.library.abstraction.notation import variants
from synth.search.deduce import joining
from synth.search.enumeration.bank import Bank, Segment
from synth.search.enumeration.enumerator import BottomUp
from synth.search.strings.chains import Chains, language
from synth.space.budget import Budget
from synth.space.constants import harvest
from synth.space.grammar import Grammar
from synth.space.prior import Table
from synth.space.space import Space
from tasks.task import Task, task_of

V = load_domain("text").vocabulary
BASE, ORIGAMI = (load_domain(name).vocabulary for name in ("lists_base", "origami"))
JOINED = task_of("", [("ab-12 cd", "12.ABCD/ab-12"), ("x-7 y z", "7.XYZ/x-7"), ("q-305 rs", "305.QRS/q-305")])


def renamed(vocabulary: Vocabulary, *names: str, traits: Sequence[Trait] | None = None) -> Vocabulary:
    """The vocabulary with some primitives under a name of their own, with other traits where some are given."""
    own = (
        replace(p, name=f"own_{p.name}", traits=p.traits if traits is None else frozenset(traits)) for p in map(vocabulary.get, names) if p
    )
    return Vocabulary([*(p for name, p in vocabulary.items() if name not in names), *own])


def space_of(task: Task, vocabulary: Vocabulary) -> Space:
    constants = harvest(task.request, task.shown)
    grammar = Grammar.from_types(task.request, vocabulary, list(constants))
    return Space(grammar, Table(constants).costs(grammar), task.shown)


def test_a_word_means_one_thing_in_all_domains() -> None:
    """Forms, printers, rules and inverses know primitives by their names alone; origami has a `nil` of its own and nothing else twice."""
    types: dict[str, set[str]] = {}
    for p in (p for name in domain_names() for p in load_domain(name).primitives):
        types.setdefault(p.name, set()).add(str(p.type))
    assert {name: found for name, found in types.items() if len(found) > 1} == {}


def test_every_trait_is_declared_somewhere() -> None:
    declared = {trait for name in domain_names() for p in load_domain(name).primitives for trait in p.traits}
    assert declared == set(TRAITS)


@pytest.mark.parametrize(
    ("traits", "fault"),
    [
        (["looks_upp"], r"own: unknown trait 'looks_upp'; did you mean looks_up\?"),
        ([3], "own: unknown trait '?3'?; there are looks_up, "),
        ("looks_up", "own: traits are given as a list of names"),
    ],
)
def test_what_is_no_trait_is_refused(traits: list[Trait], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        primitive("int -> int", name="own", traits=traits)(lambda n: n)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("xs -> own_sum(own_sort(xs))", "xs -> own_sum(xs)"),
        ("xs -> own_maximum(own_unique(xs))", "xs -> own_maximum(xs)"),
        ("xs -> own_sum(own_unique(xs))", "xs -> own_sum(own_unique(xs))"),
    ],
)
def test_laws_follow_from_traits(text: str, wanted: str) -> None:
    names = ("sum", "sort", "maximum", "unique")
    words = renamed(V, *names)
    type = V["sum"].type
    assert print_term(simplify(parse_term(text, words, type), words, type)) == wanted
    words = renamed(V, *names, traits=())
    assert print_term(simplify(parse_term(text, words, type), words, type)) == text


def test_only_what_is_said_to_be_total_is() -> None:
    for traits in ((), ("total",)):
        words = V.extend(primitive("int -> int", name="own", traits=traits)(lambda n: n))  # type: ignore[arg-type]
        assert total(parse_term("n -> own(n)", words), words) is bool(traits)


def test_a_recursion_in_words_of_ones_own_is_a_fold() -> None:
    text = "xs -> fix((rec, l) -> if own_is_empty(l) then 0 else own_head(l) + rec(own_tail(l)), xs)"
    for traits in (None, ()):
        words = renamed(ORIGAMI, "is_empty", "head", "tail", traits=traits)
        folded = as_folds(parse_term(text, words), "fix", words.extend(*WORDS))
        assert (Prim("fix") in set(subterms(folded))) is (traits is not None)


def test_a_list_of_which_only_the_tail_is_seen_has_a_head_too() -> None:
    text = "xss -> map(xs -> own_length(own_tail(xs)), xss)"
    for traits in (None, ()):
        words = renamed(BASE, "length", "head", "tail", traits=traits)
        found = variants(normal_form(parse_term(text, words), words), words)
        assert any(Prim("own_head") in set(subterms(v)) for v in found) is (traits is None)


def roles(words: Vocabulary, name: str) -> list[list[int]]:
    chains = language(space_of(JOINED, words))
    assert chains is not None
    return [list(p.arguments) for p in chains.space.grammar.productions if p.primitive is not None and p.primitive.name == name]


@pytest.mark.parametrize(
    ("trait", "names"), [("replaces", ("replace_all", "replace_first", "replace_each")), ("lengthens", ("ensure_prefix",))]
)
def test_chains_ask_for_traits(trait: Trait, names: Sequence[str]) -> None:
    words, plain = renamed(V, *names), renamed(V, *names, traits=())
    for name in names:
        assert trait in V[name].traits
        assert roles(words, f"own_{name}") == roles(V, name) != roles(plain, f"own_{name}")


def test_a_text_that_is_the_only_argument_replaces_nothing() -> None:
    own = primitive("str -> str", name="own", traits=["replaces"])(lambda s: s)
    assert roles(V.extend(own), "own") == roles(V, "upper")


@pytest.mark.parametrize(("traits", "found"), [(None, True), ((), False)])
def test_paths_join_and_cut_with_what_declares_it(traits: Sequence[Trait] | None, found: bool) -> None:
    words = renamed(V, "concat_text", "substring", traits=traits)
    chains = Chains(BottomUp(space_of(JOINED, words), Budget(100_000), words))
    assert (chains.run is not None) is found
    assert (chains.joins is not None and chains.joins.name == "own_concat_text") is found
    assert (chains.cuts is not None and chains.cuts.name == "own_substring") is found


def test_deduction_joins_with_what_declares_it() -> None:
    words, plain = (renamed(V, "append", "concat_text", traits=traits) for traits in (None, ()))
    for goal, name in ((STR, "own_concat_text"), (list_of(STR), "own_append"), (INT, None)):
        found = joining(goal, words)
        assert (found.name if found else None) == name and joining(goal, plain) is None


@pytest.mark.parametrize(("traits", "kept"), [(("keeps",), 3), ((), 1)])
def test_only_what_keeps_results_takes_bodies_without_a_variable(traits: Sequence[Trait], kept: int) -> None:
    words = renamed(V, "map", traits=traits)
    space = space_of(task_of("", [([1, 2], [2, 3]), ([5], [6])]), words)
    p = next(p for p in space.grammar.productions if p.label == "own_map")
    bank = Bank(space.grammar.contexts[0], 2, np.zeros(len(space.grammar.states), np.int64))
    segments = [Segment(0, 2, 0, open=False), Segment(2, 3, 0, open=True)]
    assert len(bank.bodies(p, segments, words, np.zeros(3, np.int64))) == kept


def test_traits_make_no_other_machine_code() -> None:
    p = V["sum"]
    assert row_loop(replace(p, traits=frozenset()), False).__code__ == row_loop(p, False).__code__
