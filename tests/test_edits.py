"""Derivations of programs, and their neighbours one edit away."""

from __future__ import annotations

import pytest

from dsl.domain import load_domain
from dsl.infer import elaborate
from dsl.parsing import parse_type
from dsl.primitives import Vocabulary
from dsl.syntax import parse_term
from dsl.term import Term
from synth.space.constants import harvest
from synth.space.derivation import Derivations, program_of
from synth.space.grammar import Grammar
from synth.space.prior import Table
from synth.training.edits import Edits
from tasks.task import Example

pytestmark = pytest.mark.timeout(400)  # on a machine that has compiled nothing yet

LISTS, TEXTS = load_domain("list").vocabulary, load_domain("text").vocabulary
ONE = "list(int) -> list(int)"
PROGRAMS = [
    (ONE, "xs -> sort(map(x -> x * 2 + 1, filter(x -> x > 3, xs)))"),
    (ONE, "xs -> map_indexed((i, x) -> x * i, reverse(xs))"),
    (ONE, "xs -> map(x -> sum(xs) - x, drop(2, xs))"),
    ("list(int) -> int -> list(int)", "(xs, n) -> filter(x -> x < n, xs) ++ [n]"),
    ("list(int) -> int", "xs -> fold((a, x) -> a + x * x, 0, xs)"),
    ("list(list(int)) -> list(int)", "xss -> map(xs -> maximum(map(x -> x + 1, xs)), xss)"),
    ("str -> str", 's -> upper(prefix(2, s)) ++ "-" ++ suffix(3, s)'),
]


def vocabulary_of(request: str) -> Vocabulary:
    return TEXTS if "str" in request else LISTS


def grammar_of(request: str) -> Grammar:
    constants = list(harvest(parse_type(request), [Example(("a-b", "x"), "b-c")]))
    return Grammar.from_types(parse_type(request), vocabulary_of(request), constants)


def read(text: str, request: str) -> Term:
    return parse_term(text, vocabulary_of(request), parse_type(request))


@pytest.mark.parametrize(("request_", "text"), PROGRAMS)
def test_a_derivation_is_read_back_as_the_program(request_: str, text: str) -> None:
    program = read(text, request_)
    grammar = grammar_of(request_)
    steps = Derivations(grammar, vocabulary_of(request_)).of(program)
    assert steps is not None
    assert program_of(steps, grammar) == program


@pytest.mark.parametrize(("request_", "text"), PROGRAMS)
def test_every_neighbour_of_a_program_is_well_typed_and_near(request_: str, text: str) -> None:
    program = read(text, request_)
    grammar, vocabulary = grammar_of(request_), vocabulary_of(request_)
    steps = Derivations(grammar, vocabulary).of(program)
    assert steps is not None
    edits = Edits(grammar, Table().costs(grammar).base)
    neighbours = edits.of(tuple(p.index for p in steps))
    assert len(neighbours) == len(set(neighbours)) > 50
    made = 0
    for near in neighbours[::7]:
        try:
            found = program_of(tuple(grammar.productions[p] for p in near), grammar)
        except ValueError:  # a place is read where no word tells it
            continue
        made += bool(elaborate(found, vocabulary, parse_type(request_)))
    assert made > len(neighbours) // 10
