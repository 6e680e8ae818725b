"""What proposals and scores do to a search, with hand-made ones: repair of proposed programs, and beams over kept values."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import pytest

from dsl.domain import load_domain
from dsl.evaluate import compile_term
from dsl.infer import elaborate
from dsl.parsing import parse_type
from dsl.primitives import Vocabulary
from dsl.syntax import parse_term
from dsl.term import Term, lam, strip, subterms
from synth.search import beam, deduce
from synth.search.deduction.repair import Edits, closeness
from synth.space.budget import Budget
from synth.space.constants import harvest
from synth.space.derivation import Derivations, program_of
from synth.space.grammar import Grammar
from synth.space.prior import Table
from synth.space.space import Fit, Space
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
ROWS = [((7, 2, 9, 4),), ((5, 8),), ((10, 3, 3, 6, 1),), ((4, 4, 12),), ((20, 1, 6),)]


def vocabulary_of(request: str) -> Vocabulary:
    return TEXTS if "str" in request else LISTS


def grammar_of(request: str) -> Grammar:
    constants = list(harvest(parse_type(request), [Example(("a-b", "x"), "b-c")]))
    return Grammar.from_types(parse_type(request), vocabulary_of(request), constants)


def read(text: str, request: str) -> Term:
    return parse_term(text, vocabulary_of(request), parse_type(request))


def space_of(target: Term, rows: Sequence[tuple[object, ...]] = tuple(ROWS)) -> Space:
    """The task of a program on some rows, as `solve` would see it."""
    run = compile_term(target, LISTS)
    shown = tuple(Example(row, run(row)) for row in rows)
    constants = harvest(parse_type(ONE), shown)
    grammar = Grammar.from_types(parse_type(ONE), LISTS, list(constants))
    return Space(grammar, Table(constants).costs(grammar), shown)


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


@pytest.mark.parametrize(
    "said",
    [
        "xs -> sort(map(x -> x * 2 + 1, filter(x -> x < 3, xs)))",  # another word
        "xs -> sort(map(x -> x * 2 + 2, filter(x -> x > 3, xs)))",  # another leaf
        "xs -> map(x -> x * 2 + 1, filter(x -> x > 3, xs))",  # a word missing
        "xs -> reverse(sort(map(x -> x * 2 + 1, filter(x -> x > 3, xs))))",  # a word too many
    ],
)
def test_a_proposal_that_is_nearly_right_is_repaired(said: str) -> None:
    target = read("xs -> sort(map(x -> x * 2 + 1, filter(x -> x > 3, xs)))", ONE)
    space = replace(space_of(target), proposer=lambda: [read(said, ONE), read("xs -> xs", ONE)])
    found = [e.term for e in deduce.search(space, Budget(20_000), LISTS) if isinstance(e, Fit)]
    assert any(fits(term, space) for term in found)
    plain = [e.term for e in deduce.search(replace(space, proposer=None), Budget(20_000), LISTS) if isinstance(e, Fit)]
    assert not any(fits(term, space) for term in plain)


def fits(term: Term, space: Space) -> bool:
    run = compile_term(term, LISTS)
    return all(run(e.inputs) == e.output for e in space.shown)


def test_proposals_that_the_grammar_does_not_make_are_passed_over() -> None:
    target = read("xs -> sort(xs)", ONE)
    space = replace(space_of(target), proposer=lambda: [read("xs -> let ys = sort(xs) in ys ++ ys", ONE)])
    assert any(isinstance(e, Fit) for e in deduce.search(space, Budget(5_000), LISTS))


def test_repairs_count_as_candidates_and_keep_to_the_budget() -> None:
    target = read("xs -> map(x -> x * x * x - sum(xs), sort(unique(xs)))", ONE)
    wrong = [read(f"xs -> map(x -> x * x - {n}, sort(xs))", ONE) for n in range(1, 4)]
    budget = Budget(30_000)
    list(deduce.search(replace(space_of(target), proposer=lambda: wrong), budget, LISTS))
    assert 30_000 <= budget.stats.candidates < 60_000


def test_closeness_is_one_for_the_wanted_value_alone() -> None:
    assert closeness((1, 2), (1, 2)) == closeness("ab", "ab") == closeness(3, 3) == 1.0
    assert closeness(True, 1) == closeness((1,), 1) == closeness("b", "a") == 0.0
    assert 0 < closeness((1, 2, 9), (1, 2, 3)) < closeness((1, 2, 9, 4), (1, 2, 3, 4)) <= 0.5


LONG = "xs -> interleave(cumulative_sum(reverse(sort(xs))), reverse(differences(unique(xs))))"


def parts_of(text: str) -> set[tuple[object, ...]]:
    """What the parts of a program that stand outside functions come to on the rows."""
    found, term = set(), read(text, ONE)
    for part in subterms(strip(term)[1]):
        with suppress(ValueError):
            whole = elaborate(lam(1, part), LISTS)[0]
            found.add(tuple(map(repr, map(compile_term(whole, LISTS), ROWS))))
    return found


def test_a_beam_finds_what_its_scorer_leads_to() -> None:
    """The scorer knows the values of the parts of a long answer; the enumeration alone does not get there."""
    space, known = space_of(read(LONG, ONE)), parts_of(LONG)

    def scorer(programs: Sequence[Term]) -> list[float]:
        return [float(tuple(map(repr, map(compile_term(p, LISTS), ROWS))) in known) for p in programs]

    def answers(space: Space) -> list[Term]:
        return [e.term for e in beam.search(space, Budget(60_000), LISTS) if isinstance(e, Fit)]

    assert any(fits(term, space) for term in answers(replace(space, scorer=scorer)))
    assert not any(fits(term, space) for term in answers(space))
