"""From almost nothing: the fixpoint and its bound, the suite that shows recursion, and the search that the examples answer."""

from __future__ import annotations

import doctest
from functools import cache
from itertools import islice

import pytest

from dsl.bounds import MAX_CALLS
from dsl.domain import load_domain
from dsl.evaluate import Failure, compile_term, evaluate
from dsl.export import to_python
from dsl.parsing import parse_type
from dsl.primitives import Primitive, Vocabulary, subroutine
from dsl.rewrite import beta_normal, normal_form
from dsl.syntax import parse_term
from dsl.term import App, Prim, Term, Var, lam, strip, subterms
from dsl.type import INT, arrow, list_of, parameters
from synth.columns.layout import Frame
from synth.columns.machine.structural_recursion import WORDS, as_folds
from synth.config import SolveConfig
from synth.library.abstraction.classics import classic_of, rediscovered
from synth.library.abstraction.discovery import Frontier, discover
from synth.library.abstraction.notation import variants
from synth.search.enumeration.enumerator import BottomUp
from synth.search.enumeration.operations import EVALUATED
from synth.search.fixpoint.schemes import FAILED, Goal, Planner, moved
from synth.search.fixpoint.subtasks import Parts
from synth.solving.result import Result
from synth.solving.solver import solve_task
from synth.solving.verify import right_on
from synth.space.budget import Budget
from synth.space.grammar import Grammar
from synth.space.prior import Table
from synth.space.space import Space
from tasks import Task, load_suite
from tasks.task import Example

pytestmark = pytest.mark.timeout(400)  # on a machine that has compiled nothing yet

VOCABULARY: Vocabulary = load_domain("origami").vocabulary
TASKS = {task.name.removeprefix("origami/"): task for task in load_suite("origami") if isinstance(task, Task)}
COUNTED = {"range", "places of the items"}  # which need a helper with a counter
COUNT_DOWN = "n -> fix((rec, k) -> if k == 0 then nil else cons(k, rec(k - 1)), n)"
IN_PAIRS = "(xs, ys) -> fix((rec, a, b) -> if is_empty(a) then nil else cons(head(a) + head(b), rec(tail(a), tail(b))), xs, ys)"


def program(text: str, request: str) -> Term:
    return parse_term(text, VOCABULARY, parse_type(request))


def goal_of(task: Task) -> Goal:
    inputs, output = parameters(task.request)
    return Goal(inputs, output, task.shown)


@cache
def solved(name: str) -> Result:
    return solve_task(TASKS[name], SolveConfig(max_candidates=400_000))


# -- the language -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nil", "fix"])
def test_examples_hold(name: str) -> None:
    p = VOCABULARY[name]
    assert p.function is not None and p.function.__doc__ is not None and p.examples
    test = doctest.DocTestParser().get_doctest(p.function.__doc__, {name: p}, name, None, None)
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


def test_the_bound_on_calls_is_exact() -> None:
    down = program(COUNT_DOWN, "int -> list(int)")
    assert evaluate(down, [MAX_CALLS], VOCABULARY) == tuple(range(MAX_CALLS, 0, -1))
    over = evaluate(down, [MAX_CALLS + 1], VOCABULARY)
    assert isinstance(over, Failure) and "too many calls" in over.reason


def test_calls_of_calls_count_together() -> None:
    twice = program("n -> fix((rec, k) -> if k == 0 then 1 else rec(k - 1) + rec(k - 1), n)", "int -> int")
    deepest = MAX_CALLS.bit_length() - 2  # 2 ** (n + 1) - 2 calls
    assert evaluate(twice, [deepest], VOCABULARY) == 2**deepest
    assert isinstance(evaluate(twice, [deepest + 1], VOCABULARY), Failure)


@pytest.mark.parametrize(
    ("text", "request_", "inputs", "output"),
    [(COUNT_DOWN, "int -> list(int)", (3,), [3, 2, 1]), (IN_PAIRS, "list(int) -> list(int) -> list(int)", ((1, 2), (5, 6)), [6, 8])],
)
def test_a_recursive_program_is_python(text: str, request_: str, inputs: tuple[object, ...], output: object) -> None:
    term = program(text, request_)
    assert evaluate(term, inputs, VOCABULARY) == tuple(output)  # type: ignore[arg-type]
    names: dict[str, object] = {}
    exec(to_python(term, VOCABULARY, type=parse_type(request_)), names)
    assert names["program"](*(list(v) if isinstance(v, tuple) else v for v in inputs)) == output  # type: ignore[operator]


# -- the suite ----------------------------------------------------------------------------------


def test_there_are_twenty_tasks() -> None:
    assert len(TASKS) == 20 and len({t.shown for t in TASKS.values()}) == 20
    for task in TASKS.values():
        assert task.domain == "origami" and 8 <= len(task.shown) <= 16 and len(task.held_out) >= 3
        assert task.contradiction() is None
        assert not {e.inputs for e in task.shown} & {e.inputs for e in task.held_out}


# -- plans --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(TASKS) - COUNTED))
def test_the_examples_answer_the_call(name: str) -> None:
    task = TASKS[name]
    planner = Planner(goal_of(task), VOCABULARY)
    answers = {e.inputs: e.output for e in task.shown}
    plans = list(planner.plans())
    assert plans
    for plan, branches in plans:
        moves = [None if move is None else planner.compiled(move) for move in plan.moves]
        assert set(branches.base) <= set(task.shown)
        for example in branches.step:
            *inputs, value = example.inputs
            state = moved(moves, tuple(inputs))
            assert answers[tuple(inputs)] == example.output
            assert value == (FAILED if state is None else answers[state])


@pytest.mark.parametrize("name", sorted(COUNTED))
def test_a_helper_gives_what_is_left_of_the_output(name: str) -> None:
    task = TASKS[name]
    for helper, plan, _ in Planner(goal_of(task), VOCABULARY).counted():
        assert helper.inputs[0] == INT and 0 in plan.changed
        starts = {e.inputs[1:]: e.output for e in helper.shown if e.inputs[0] == 0}
        assert starts.items() <= {e.inputs: e.output for e in task.shown}.items()


# -- first-order parts --------------------------------------------------------------------------


def parts(vocabulary: Vocabulary, shown: tuple[Example, ...]) -> Parts:
    request = parse_type("list(int) -> list(int)")
    grammar = Grammar.from_types(request, vocabulary)
    return Parts(Space(grammar, Table().costs(grammar), shown), Budget(50_000), vocabulary)


def test_an_input_may_fail_where_it_is_not_asked_for() -> None:
    shown = (Example(((1,), FAILED), (1,)), Example(((7,), FAILED), (7,)), Example(((2, 3), (9,)), (2, 9)), Example(((4, 0), ()), (4,)))
    numbers = list_of(INT)
    for term in islice(parts(VOCABULARY, shown).programs(arrow(numbers, numbers, numbers), shown, 50_000), 3):
        run = compile_term(term, VOCABULARY)
        assert all(run(e.inputs) == e.output for e in shown if FAILED not in e.inputs)


def test_a_subroutine_is_a_word() -> None:
    shown = (Example(((1, 5),), (1, 1, 5)), Example(((2,),), (2, 2)), Example(((3, 0),), (3, 3, 0)))
    body = program("xs -> cons(head(xs), xs)", "list(int) -> list(int)")
    vocabulary = VOCABULARY.extend(subroutine("stutter", parse_type("list(a) -> list(a)"), body))
    term = next(parts(vocabulary, shown).programs(arrow(list_of(INT), list_of(INT)), shown, 50_000))
    assert term == lam(1, App(Prim("stutter"), (Var(0),)))


# -- the search ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(TASKS) - {"reverse", "length of each row"}))
def test_a_task_is_solved_from_nothing(name: str) -> None:
    result = solved(name)
    assert result.status == "solved" and result.test_correct == result.test_total
    assert result.program is not None
    assert all(right_on(result.program, TASKS[name].held_out, VOCABULARY))


@pytest.mark.parametrize("name", ["length", "one more each", "rows of one item", "range", "add in pairs"])
def test_programs_have_one_shape(name: str) -> None:
    """`fix((rec, …) -> if stop then base else step, …)`, so that what two of them share is easy to see."""
    term = solved(name).program
    assert term is not None
    _, whole = strip(term)
    assert isinstance(whole, App) and whole.function == Prim("fix")
    _, body = strip(whole.arguments[0])
    assert isinstance(body, App) and body.function == Prim("if")
    assert not any(isinstance(t, Prim) and t.name == "fix" for t in subterms(body))


# -- the library --------------------------------------------------------------------------------

LENGTH = "xs -> fix((rec, l) -> if is_empty(l) then 0 else rec(tail(l)) + 1, xs)"
FOLD = "(f, x, xs) -> fix((rec, l) -> if is_empty(l) then x else f(head(l), rec(tail(l))), xs)"
KNOWN = {
    "length": ("list(a) -> int", LENGTH),
    "fold": ("(a -> b -> b) -> b -> list(a) -> b", FOLD),
    "map": (
        "(a -> b) -> list(a) -> list(b)",
        "(f, xs) -> fix((rec, l) -> if is_empty(l) then nil else cons(f(head(l)), rec(tail(l))), xs)",
    ),
    "filter": (
        "(a -> bool) -> list(a) -> list(a)",
        "(f, xs) -> fix((rec, l) -> if is_empty(l) then nil else if f(head(l)) then cons(head(l), rec(tail(l))) else rec(tail(l)), xs)",
    ),
    "range": ("int -> int -> list(int)", "(n, m) -> fix((rec, x) -> if x == n then nil else cons(x, rec(x + 1)), m)"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_classic_function_is_known_by_what_it_does(name: str) -> None:
    type, text = KNOWN[name]
    assert classic_of(subroutine("it", parse_type(type), program(text, type)), VOCABULARY) == name


def test_what_is_almost_a_classic_function_is_none() -> None:
    for type, text in (
        ("list(a) -> int", LENGTH.replace("then 0", "then 1")),
        ("(a -> bool) -> list(a) -> list(a)", KNOWN["filter"][1].replace("is_empty(l)", "is_empty(tail(l))")),
        ("int -> int -> list(int)", KNOWN["range"][1].replace("x == n", "x == n + 1")),
    ):
        assert classic_of(subroutine("it", parse_type(type), program(text, type)), VOCABULARY) is None


@pytest.mark.parametrize("name", ["length", "one more each", "rows of one item", "items before the first zero"])
def test_a_part_over_its_views_is_the_part(name: str) -> None:
    term = solved(name).program
    assert term is not None
    whole = normal_form(term, VOCABULARY)
    found = variants(whole, VOCABULARY)
    assert len(set(found)) == len(found) > 4
    assert {beta_normal(v) for v in found} == {whole}


def test_a_recursion_on_a_list_is_a_fold() -> None:
    words = VOCABULARY.extend(*WORDS)
    for text in (
        LENGTH,
        "xs -> fix((rec, l) -> if is_empty(l) then nil else if head(l) == 0 then rec(tail(l)) else cons(head(l), rec(tail(l))), xs)",
    ):
        term = parse_term(text, VOCABULARY)
        folded = as_folds(term, "fix", VOCABULARY)
        assert Prim("fix") not in set(subterms(folded))
        for xs in ((), (3,), (0, 4, 0, 5)):
            assert evaluate(folded, [xs], words) == evaluate(term, [xs], VOCABULARY)
    other = parse_term("xs -> fix((rec, l) -> if is_empty(l) then nil else cons(head(l), rec(tail(tail(l)))), xs)", VOCABULARY)
    assert as_folds(other, "fix", VOCABULARY) == other


def test_solutions_share_the_classic_functions() -> None:
    names = ["length", "total", "one more each", "double each", "negate each", "rows that begin with zero", "rows of one item"]
    names += ["range", "from one number up to another", "append"]
    frontiers = [Frontier(name, (solved(name).program,)) for name in names]  # type: ignore[arg-type]
    found = discover(frontiers, VOCABULARY, lambda task, term, known: all(right_on(term, TASKS[task].shown, known)))
    assert {"map", "filter", "fold", "range"} <= set(rediscovered(found.vocabulary))
    assert found.cost_after < found.cost_before


def test_what_was_learned_is_searched_with() -> None:
    learned: list[Primitive] = []
    for name in ("fold", "map"):
        type, text = KNOWN[name]
        learned.append(subroutine(name, parse_type(type), program(text, type)))
    result = solve_task(TASKS["double each"], SolveConfig(max_candidates=400_000), None, learned)
    assert result.program is not None and result.test_correct == result.test_total
    assert any(isinstance(t, Prim) and t.name == "map" for t in subterms(result.program))


def test_what_the_evaluator_runs_counts_for_what_it_takes() -> None:
    up = program("(m, n) -> fix((rec, k) -> if k == n then nil else cons(k, rec(k + 1)), m)", "int -> int -> list(int)")
    calls = 0
    budget, task = Budget(20_000), TASKS["range"]
    words = VOCABULARY.extend(subroutine("up", parse_type("int -> int -> list(int)"), up))
    grammar = Grammar.from_types(task.request, words, ())
    space = Space(grammar, Table({}).costs(grammar), (Example((5,), (9, 9, 9)),))
    run = BottomUp(space, budget, words)
    for _ in run.levels():
        used = run.store[Frame.PRODUCTION][: run.store.nodes]
        calls = sum(grammar.productions[p].label == "up" for p in used.tolist())
    assert calls > 1 and calls * EVALUATED <= budget.stats.candidates <= 20_000 + EVALUATED
