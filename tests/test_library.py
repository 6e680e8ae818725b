"""Subroutines: on the columns what the reference says, found in solutions, typed, named, exported and written out."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.domain import load_domain
from dsl.evaluate import Failure, compile_term, evaluate, freeze
from dsl.export import to_python
from dsl.infer import infer
from dsl.parsing import parse_type
from dsl.primitives import Vocabulary, subroutine
from dsl.rewrite import beta_normal, normal_form
from dsl.subroutine import inlined, names_in
from dsl.syntax import parse_term
from dsl.term import Term
from dsl.type import Type
from synth.columns.heap import FAIL
from synth.library.abstraction.discovery import Discovery, Frontier, discover, pruned, uses, with_wholes
from synth.library.abstraction.naming import name_of
from synth.library.abstraction.notation import from_text, regrouped, to_sexpr, variants
from synth.library.abstraction.rewrite import measured
from synth.library.documentation import documented
from synth.search.enumeration.enumerator import BottomUp
from synth.space.budget import Budget
from synth.space.derivation import Derivations
from synth.space.fitted_prior import Fitted, count_uses
from synth.space.grammar import Grammar, Production
from synth.space.prior import Costs, Table
from synth.space.space import Fit, Space
from tasks.task import Example

LISTS = load_domain("lists").vocabulary
BASE = load_domain("lists_base").vocabulary
BODIES = {
    "double_each": "xs -> map(x -> x * 2, xs)",
    "add_twice": "(x, y) -> x + y + y",
    "map_twice": "(f, xs) -> map(x -> f(f(x)), xs)",
    "later_sums": "xs -> map_indexed((i, x) -> sum(drop(i, xs)) - x, xs)",
    "fold_from_0": "(f, xs) -> fold((a, x) -> f(a, x), 0, xs)",
    "sum_of_squares": "xs -> fold((a, x) -> a + x * x, 0, xs)",
    "squares_of_doubles": "xs -> sum_of_squares(double_each(xs))",
    "above_rest": "(f, xs) -> filter(x -> f(x) > sum(map(y -> f(y) - f(x), xs)), xs)",
    "halves": "x -> unfold(y -> y // 2, y -> y == 0, x)",  # no instruction of the machine: called row by row
    "grown": "(x, xs) -> scan((a, y) -> a * 2 + y, x, reverse(xs))",
    "first_or_0": "xs -> if is_empty(xs) then 0 else head(xs)",
    "doubled_often": "(n, x) -> iterate(y -> y + y, n, x)",
    "seven": "3 + 4",
}


@cache
def stocked() -> Vocabulary:
    """The lists' words and the subroutines above."""
    known = LISTS
    for name, text in BODIES.items():
        body = parse_term(text, known)
        known = known.extend(subroutine(name, infer(body, known), body))
    return known


SHOWN = [((3, 1, 2), 1), ((), 2), ((5, -1, 5, 7), 0), ((2, 2), 3)]


def searched(names: Sequence[str], request: Type, candidates: int) -> BottomUp:
    """A run over a few words."""
    examples = tuple(Example((freeze(xs), n), 10**9) for xs, n in SHOWN)
    grammar = Grammar.from_types(request, Vocabulary(stocked()[name] for name in names))
    run = BottomUp(Space(grammar, Table().costs(grammar), examples), Budget(candidates), stocked())
    for _ in run.levels():
        pass
    return run


@pytest.mark.parametrize(
    "names",
    [
        ("double_each", "add_twice", "later_sums", "sum_of_squares", "squares_of_doubles", "seven", "add"),
        ("map_twice", "fold_from_0", "above_rest", "add_twice", "sum_of_squares"),
        ("map", "map_twice", "add_twice", "first_or_0", "grown", "halves"),
        ("grown", "doubled_often", "first_or_0", "length", "halves"),
    ],
    ids=lambda names: names[0],
)
def test_a_plan_says_what_the_reference_says(names: tuple[str, ...]) -> None:
    run = searched(names, parse_type("list(int) -> int -> int"), 6000)
    nodes = random.Random(1).sample(range(run.store.nodes), min(900, run.store.nodes))
    checked = 0
    for node in nodes:
        state = run.grammar.states[run.grammar.productions[run.reader.parts(node)[0]].state]
        if state.context != 0:
            continue
        program = compile_term(run.reader.node(node), stocked())
        for word, example in zip(run.store.column(node, len(SHOWN)).tolist(), run.space.shown, strict=True):
            wanted = program(example.inputs)
            found = Failure("") if word == FAIL else run.store.value(word, state.type)
            assert isinstance(wanted, Failure) == isinstance(found, Failure)
            assert isinstance(wanted, Failure) or (found == wanted and type(found) is type(wanted))
        checked += any(stocked()[name].body is not None for name in names_in(run.reader.node(node)))
    assert checked > 50


PROGRAMS = {
    "take 2": "xs -> map(i -> at(i, xs), range(1 + 1))",
    "take 3": "xs -> map(i -> at(i, xs), range(1 + (1 + 1)))",
    "drop 2": "xs -> tail(tail(xs))",
    "drop 4": "xs -> tail(tail(tail(tail(xs))))",
    "sum": "xs -> fold((a, x) -> a + x, 0, xs)",
    "sum of squares": "xs -> fold((a, x) -> a + x * x, 0, xs)",
    "sum of doubles": "xs -> fold((a, x) -> a + (x + x), 0, xs)",
    "count": "xs -> fold((a, x) -> a + 1, 0, xs)",
    "add two": "xs -> map(x -> x + (1 + 1), xs)",
}


@cache
def found() -> tuple[dict[str, Frontier], Discovery]:
    """What discovery makes of the programs above."""
    frontiers = {task: Frontier(task, (parse_term(text, BASE),)) for task, text in PROGRAMS.items()}
    return frontiers, discover(list(frontiers.values()), BASE, lambda task, term, vocabulary: True, most=6)


def test_discovered_subroutines_are_typed_named_and_of_use() -> None:
    _, discovery = found()
    names = [p.name for p in discovery.subroutines]
    assert "two" in names and len(set(names)) == len(names) and not set(names) & set(BASE)
    known = BASE
    for p in discovery.subroutines:
        assert p.body is not None and p.name.isidentifier()
        assert infer(p.body, known, p.type) == p.type
        known = known.extend(p)
    assert all(count >= 2 for count in uses(discovery.frontiers, discovery.vocabulary).values())
    assert any(len(names_in(p.body)) > 1 and str(p.type).startswith("(") for p in discovery.subroutines if p.body)


def test_rewritten_programs_written_out_are_the_originals() -> None:
    frontiers, discovery = found()
    for frontier in discovery.frontiers:
        original = normal_form(frontiers[frontier.task].programs[0], BASE)
        for program in frontier.programs:
            assert normal_form(inlined(program, discovery.vocabulary), BASE) == original


def test_the_saving_of_a_discovery_is_measured_on_its_programs() -> None:
    _, discovery = found()
    costs = [min(measured(map(to_sexpr, f.programs), "lambda")) for f in discovery.frontiers]
    assert discovery.cost_after == sum(costs) < discovery.cost_before
    assert discovery.ratio == discovery.cost_before / discovery.cost_after


def test_what_no_longer_solves_its_task_is_not_rewritten() -> None:
    frontiers, _ = found()
    strict = discover(list(frontiers.values()), BASE, lambda task, term, vocabulary: False, most=6)
    assert strict.subroutines == () and strict.cost_after == strict.cost_before


def test_a_rare_subroutine_is_forgotten_and_written_out() -> None:
    frontiers, discovery = found()
    bare = pruned(discovery, [p.name for p in discovery.subroutines], least=100)
    assert bare.subroutines == () and set(bare.vocabulary) == set(BASE)
    for frontier in bare.frontiers:
        assert set(frontier.programs) == {normal_form(frontiers[frontier.task].programs[0], BASE)}


def test_whole_solutions_without_numbers_of_their_own_become_words() -> None:
    texts = {"sum": PROGRAMS["sum"], "add two": PROGRAMS["add two"], "back": "xs -> fold((ys, x) -> cons(x, ys), nil, xs)", "rest": "tail"}
    frontiers = tuple(Frontier(task, (normal_form(parse_term(text, BASE), BASE),)) for task, text in texts.items())
    grown = with_wholes(Discovery(BASE, (), frontiers, 0, 0), 8)
    learned = {str(p.body): p for p in grown.subroutines}
    assert set(learned) == {texts["sum"], texts["back"]}
    assert str(learned[texts["back"]].type) == "list(a) -> list(a)"
    for frontier, before in zip(grown.frontiers, frontiers, strict=True):
        assert normal_form(inlined(frontier.programs[0], grown.vocabulary), BASE) == before.programs[0]
        assert frontier.programs[-1] == before.programs[0]
    names = [p.name for p in grown.subroutines]
    assert pruned(grown, names).subroutines == () and pruned(grown, names, wholes=names).subroutines == grown.subroutines


def priced(seed: int, goal: str, candidates: int, by_place: bool) -> BottomUp:
    """A run with random costs, which may depend on the place of an argument."""
    chance, request, program = random.Random(seed), parse_type("list(int) -> list(int)"), compile_term(parse_term(goal, BASE), BASE)
    examples = tuple(Example((freeze(xs),), program((freeze(xs),))) for xs, _ in SHOWN if xs)
    grammar = Grammar.from_types(request, Vocabulary(BASE[name] for name in ("map", "cons", "tail", "add", "length", "fold")))
    arguments = [(p.index, j) for p in grammar.productions for j in range(len(p.arguments))]
    below = {
        at: {q: chance.randint(-9, 5) for q in range(len(grammar.productions))} for at in arguments if by_place and chance.random() < 0.6
    }
    costs = Costs(tuple(chance.randint(0 if p.kind == "capture" else 1, 6) for p in grammar.productions), below)
    return BottomUp(Space(grammar, costs, examples), Budget(candidates), BASE)


def price_of(program: Term, run: BottomUp) -> int | None:
    """What a program costs where its parts stand."""

    def walked(steps: Iterator[Production], changes: Mapping[int, int]) -> int:
        p = next(steps)
        return run.cost[p.index] + changes.get(p.index, 0) + sum(walked(steps, place.changes) for place in run.places[p.index])

    steps = Derivations(run.grammar, BASE).of(program)
    return None if steps is None else walked(iter(steps), {})


@pytest.mark.parametrize("seed", range(5))
def test_every_program_is_met_at_what_it_costs_where_it_stands(seed: int) -> None:
    run = priced(seed, "xs -> range(length(xs))", 3000, True)
    for _ in run.levels():
        pass
    states = [run.grammar.productions[run.reader.parts(node)[0]].state for node in range(run.store.nodes)]
    terms = {node: run.reader.node(node) for node, state in enumerate(states) if state == 0}
    flat = {node: term for node, term in terms.items() if str(term).count("map(") < 2}  # a call within a function may have two derivations
    prices = {node: price_of(term, run) for node, term in flat.items()}
    assert len(prices) > 20 and all(price == run.price(node) for node, price in prices.items())


@pytest.mark.parametrize(
    "goal", ["xs -> map(x -> x + x, xs)", "xs -> tail(map(x -> x + length(xs), xs))", "xs -> cons(length(xs), tail(xs))"]
)
def test_no_program_is_passed_over_however_its_parts_are_priced(goal: str) -> None:
    for seed in range(8):
        run = priced(seed, goal, 30_000, False)
        price = price_of(parse_term(goal, BASE), run)
        first = next((found for found in run.levels() if isinstance(found, Fit)), None)
        assert price is not None and (first.cost <= price if first else price > run.banks[0].level)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("xs -> map(x -> 1 + (1 + (x + 1)), xs)", "xs -> map(x -> x + (1 + (1 + 1)), xs)"),
        ("(n, m) -> (1 + n) + (m + 1)", "(n, m) -> n + (m + (1 + 1))"),
        ("(n, m) -> 1 - n - 1", "(n, m) -> 1 - n - 1"),
        ("n -> 1 + n", "n -> 1 + n"),
    ],
)
def test_operands_without_variables_are_put_side_by_side(text: str, wanted: str) -> None:
    assert regrouped(parse_term(text, BASE), BASE) == parse_term(wanted, BASE)


@pytest.mark.parametrize("text", [*PROGRAMS.values(), "(xs, n) -> map(x -> fold((a, y) -> a * n + y * x, n, xs), xs)"])
def test_variants_are_the_same_program(text: str) -> None:
    term = normal_form(parse_term(text, BASE), BASE)
    others = variants(term, BASE)
    assert others[0] == term
    for other in others:
        assert beta_normal(other) == term
        assert from_text(to_sexpr(other), BASE, {}) == term


def program_of(source: str, name: str = "program") -> object:
    space: dict[str, object] = {}
    exec(compile(source, "program.py", "exec"), space)
    return space[name]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(-9, 9), max_size=5))
def test_python_has_a_helper_for_each_subroutine(xs: list[int]) -> None:
    for text in ("xs -> squares_of_doubles(xs) + seven", "xs -> sum(map_twice(x -> add_twice(x, 1), xs))"):
        term = parse_term(text, stocked(), parse_type("list(int) -> int"))
        source = to_python(term, stocked(), type=parse_type("list(int) -> int"))
        assert all(f"def {name}(" in source or f"{name} =" in source for name in names_in(term) & set(BODIES)), source
        value = program_of(source)(xs)  # type: ignore[operator]
        assert value == evaluate(term, (xs,), stocked()) == evaluate(inlined(term, stocked()), (xs,), LISTS)


def test_documentation_shows_calls_that_solutions_made() -> None:
    p = stocked()["map_twice"]
    program = parse_term("xs -> map_twice(x -> x + 1, xs)", stocked())
    shown = documented(p, [(program, ((1, 5),))], ("one", "two"), stocked())
    assert shown.examples == (("x -> x + 1, [1, 5]", "[3, 7]"),) and "one, two" in shown.doc


def test_names_say_what_a_body_does() -> None:
    def name(text: str, taken: tuple[str, ...] = ()) -> str:
        body = parse_term(text, BASE)
        return name_of(body, infer(body, BASE), BASE, taken)

    assert name("1 + 1") == "two"
    assert name("0 - 1") == "minus_one"
    assert name("xs -> map(x -> x + 1, xs)") == "map_add_1"
    assert name("xs -> map(x -> x + 1, xs)", ("map_add_1",)) == "map_add_1_2"


def test_used_words_become_cheaper_and_the_others_keep_their_order() -> None:
    request = parse_type("list(int) -> list(int)")
    programs = [(parse_term(text, BASE, request), request) for text in ("xs -> map(x -> x + 1, xs)", "xs -> map(x -> x + x, tail(xs))")]
    counts = count_uses(programs, BASE)
    assert counts[False, "list", "map", "", 0] == 2 and counts[True, "int", "add", "map", 0] == 2
    assert counts[True, "int", "capture", "add", 0] == 1 and counts[False, "list", "tail", "map", 1] == 1
    grammar = Grammar.from_types(request, BASE)
    plain, fitted = Table().costs(grammar), Fitted(counts, Table()).costs(grammar)

    def price(costs: Sequence[int], word: str) -> int:
        return min(costs[p.index] for p in grammar.productions if p.label == word and p.state == 0)

    assert price(fitted.base, "map") < price(fitted.base, "cons") <= price(fitted.base, "fold")
    assert price(plain.base, "cons") <= price(plain.base, "fold")
    assert min(fitted.base) >= 0


def test_a_word_without_arguments_is_a_leaf_of_the_grammar() -> None:
    two = subroutine("two", parse_type("int"), parse_term("1 + 1", BASE))
    grammar = Grammar.from_types(parse_type("int -> list(int)"), BASE.extend(two))
    leaves = {(p.label, str(grammar.states[p.state].type)): p.value.value for p in grammar.productions if p.kind == "constant"}
    assert leaves["two", "int"] == 2 and leaves["nil", "list(int)"] == ()
