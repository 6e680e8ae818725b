"""One task from examples to answer: what counts as an explanation, which fit is preferred, and what bounds the search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from dsl.domain import load_domain
from dsl.evaluate import evaluate, thaw
from dsl.kernel import LARGEST
from dsl.primitives import Primitive, primitive
from dsl.syntax import parse_term
from dsl.traits import Trait
from synth import solve
from synth.batch.pool import solve_all
from synth.columns.memory import release
from synth.config import SolveConfig
from synth.faults import Misuse
from synth.solving.column import Column
from synth.solving.evidence import Examples, gather
from synth.solving.problem import TypedProblem
from synth.solving.ranker import by_hand
from synth.solving.result import Progress, Result
from synth.solving.solver import solve_task, strategy_names
from synth.solving.verify import explains, verify
from synth.solving.worth import Candidate
from synth.space.space import MOST_ROWS, working_set
from tasks import load_suite
from tasks.task import Task, task_of

WORDS = load_domain("text").vocabulary
PLAIN = SolveConfig(timeout=60, max_candidates=200_000, guide="none", library="none")
LAST = task_of("last", [([3, 1, 2], 2), ([9, 8], 8), ([4, 4, 7, 1], 1)], [([5, 6], 6)])
FIRST_OR_LEAST = task_of("first or least", [([1, 2, 3], 1), ([2, 5], 2), ([0, 7, 7], 0)])

# Outputs without a law: no program of a size that can be reached explains them.
LAWLESS = task_of("lawless", [([i, i * i % 97, 40 - i], [7919 * i * i % 10007, i]) for i in range(2, 14)])

EASY = (
    *("control_flow/kept within two bounds", "control_flow/greatest common divisor", "control_flow/sum of one to n"),
    *("control_flow/alternating sum", "list_basics/keep above the limit", "list_basics/lowered by the minimum"),
    *("list_basics/running maximum", "list_basics/total of each row", "list_basics/every second item"),
    *("text_edits/user name from two columns", "text_edits/label and number", "text_edits/lengths of the words"),
)

pytestmark = pytest.mark.timeout(400)  # on a machine that has compiled nothing yet


# -- explanation or table -----------------------------------------------------------------------


def explaining(program: str, pairs: Sequence[tuple[Any, Any]]) -> bool:
    task = task_of("", pairs)
    verdict = verify(program, task, WORDS)
    assert verdict.shown == len(pairs), f"{program} is right on {verdict.shown} examples"
    assert verdict.term == parse_term(program, WORDS, task.request)
    return explains(verdict.term, task.distinct_shown, WORDS)


SIGNS = [(5, 5), (9, 9), (-2, 0), (-7, 0)]
SQUARES = [(n, n * n) for n in (2, 3, 5, 7, 11, 12)]


@pytest.mark.parametrize(
    ("program", "pairs"),
    [
        ("n -> if n < 0 then 0 else n", SIGNS),
        ("n -> if n < 0 then 0 else n", [*SIGNS, *SIGNS]),  # a repeated example counts once
        ("n -> 7", [(1, 7), (2, 7)]),
        ("n -> n * n", SQUARES[:1]),
        ("n -> if n == 2 then 2 * n else if n == 3 then 3 * n else n * n", SQUARES),  # three alternatives for six
        ("n -> if n < 0 then -1 else if n == 0 then n else 1", [(-3, -1), (-8, -1), (0, 0), (4, 1), (6, 1)]),  # three for five
        ("xs -> map(x -> if x < 0 then 0 else x, xs)", [([1, -2], [1, 0]), ([3], [3]), ([4, 4], [4, 4])]),
        ("n -> let m = n * n in if n < 0 then 0 else m", [(2, 4), (3, 9), (-1, 0), (-5, 0)]),
        ("n -> at(n % 2, [10, 20])", [(4, 10), (6, 10), (3, 20), (5, 20)]),
    ],
)
def test_an_explanation(program: str, pairs: Sequence[tuple[Any, Any]]) -> None:
    assert explaining(program, pairs)


@pytest.mark.parametrize(
    ("program", "pairs"),
    [
        ("n -> 4", SQUARES[:1]),  # a constant for the only example
        ("n -> if n < 0 then 0 else n", SIGNS[:3]),  # 0 serves one example
        ("n -> if n == 2 then 4 else n * n", SQUARES),
        ("n -> 1 + (if n == 2 then 3 else n * n - 1)", SQUARES),  # wherever the choice stands
        ("n -> let m = n * n in if n == 2 then 4 else m", SQUARES),
        ("n -> if n == 2 then sum(map(x -> x + 1, [1, 1])) else n * n", SQUARES),  # a constant however it is written
        ("n -> if (if n == 2 then true else n == 0) then n + 2 else n * n", SQUARES),
        ("n -> if n == 2 then 2 + n else if n == 3 then 6 + n else n * n", SQUARES[:4]),  # three alternatives for four
        ("n -> (if n == 2 then n else n - 1) + (if n < 4 then 2 else n * n - n + 1)", [(2, 4), (5, 25), (7, 49)]),
        ("n -> at(n, [1, 1, 4, 9])", [(0, 1), (1, 1), (2, 4), (3, 9)]),
        ("n -> contains(n, [3, 5, 8])", [(3, True), (5, True), (8, True), (4, False), (6, False)][:4]),
    ],
)
def test_a_table(program: str, pairs: Sequence[tuple[Any, Any]]) -> None:
    assert not explaining(program, pairs)


@pytest.mark.parametrize("traits", [[], ["looks_up"]])
def test_a_primitive_of_ones_own_that_looks_up_makes_no_table_an_explanation(traits: list[Trait]) -> None:
    own = primitive("int -> list(a) -> a", name="item_number", traits=traits)(lambda n, xs: xs[n])
    task, vocabulary = task_of("", [(n, n * n) for n in range(4)]), WORDS.extend(own)
    whole, half = (parse_term(f"n -> item_number({text})", vocabulary, task.request) for text in ("n, [0, 1, 4, 9]", "n % 2, [0, 1]"))
    assert explains(whole, task.shown, vocabulary) is (not traits)
    assert explains(half, task.shown, vocabulary)
    assert TypedProblem(task, vocabulary, load_domain(task.domain)).accepts(whole) is (not traits)


def test_no_table_is_an_answer() -> None:
    odd = task_of("", [(3, 41), (8, 7), (12, 1003), (20, 58)])
    result = solve_task(odd, replace(PLAIN, max_candidates=30_000))
    assert result.status != "solved" or explains(parse_term(str(result.program), WORDS, odd.request), odd.shown, WORDS)


# -- answers ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def last() -> Result:
    return solve_task(LAST, PLAIN)


def test_an_answer_says_all_that_was_found(last: Result) -> None:
    assert (last.status, str(last.program), last.type) == ("solved", "xs -> last(xs)", "list(int) -> int")
    assert (last.train_correct, last.train_total, last.test_correct, last.test_total) == (3, 3, 1, 1)
    assert last.generalised and last.size == 2 and last.candidates > 0 and last.strategy in strategy_names()
    assert last([7, 8]) == 8
    assert last.python is not None and last.python.startswith("def program(xs")


def test_contradictory_examples_are_infeasible() -> None:
    result = solve_task(task_of("", [([1], 1), ([2], 2), ([1], 3)]), PLAIN)
    assert (result.status, result.program, result.candidates) == ("infeasible", None, 0)
    assert result.error is not None and "1" in result.error and "3" in result.error


def test_an_unknown_strategy_is_answered_with_the_nearest() -> None:
    with pytest.raises(Misuse, match="bottom_up"):
        solve_task(LAST, replace(PLAIN, strategy="botom_up"))


@pytest.mark.parametrize("strategy", strategy_names())
def test_each_strategy_serves_alone(strategy: str) -> None:
    assert solve_task(LAST, replace(PLAIN, strategy=strategy)).generalised


def test_held_out_examples_change_nothing_but_their_count(last: Result) -> None:
    wrong = task_of("last", [(list(e.inputs[0]), e.output) for e in LAST.shown], [([5, 6], 999)])
    result = solve_task(wrong, PLAIN)
    assert (str(result.program), result.status, result.test_correct, result.generalised) == (str(last.program), "solved", 0, False)


def test_users_primitives_are_used() -> None:
    result = solve_task(task_of("", [([3, 9, 4], 6), ([1, 2], 1), ([8], 0)]), PLAIN, primitives=[spread])
    assert str(result.program) == "xs -> spread(xs)"
    assert result([10, 40]) == 30


def _spread() -> Primitive:
    @primitive("list(int) -> int")
    def spread(xs: Sequence[int]) -> int:
        """Largest minus smallest.

        >>> spread([3, 9, 4])
        6
        """
        return max(xs) - min(xs)

    return spread


spread = _spread()


def test_alternatives_disagree_where_they_say() -> None:
    result = solve_task(FIRST_OR_LEAST, replace(PLAIN, alternatives=3))
    assert result.status == "solved" and 1 <= len(result.alternatives) <= 3
    assert result.program is not None
    programs = [str(result.program), *(a.program for a in result.alternatives)]
    assert len(set(programs)) == len(programs)
    for alternative in result.alternatives:
        other = parse_term(alternative.program, WORDS, FIRST_OR_LEAST.request)
        assert verify(alternative.program, FIRST_OR_LEAST, WORDS).shown == 3
        here, there = (thaw(evaluate(term, alternative.inputs, WORDS)) for term in (result.program, other))
        assert (here, there) == (alternative.here, alternative.there) and here != there


def candidate(text: str, task: Task, cost: int) -> Candidate:
    return Candidate(parse_term(text, WORDS, task.request), cost, "bottom_up")


def rank(candidates: Sequence[Candidate], task: Task) -> list[Candidate]:
    """The candidates as the weights set by hand order them."""
    examples = Examples(task.shown, task.request, Column(task.shown, (), WORDS), 0)
    return by_hand().rank(gather(candidates, examples, 0.0)).programs


def test_ranking_prefers_programs_that_use_every_input() -> None:
    task = task_of("", [(([3, 1, 2], 3), [3, 1, 2]), (([9, 8], 2), [9, 8])])
    ignoring, using = candidate("(xs, n) -> xs", task, 4), candidate("(xs, n) -> take(n, xs)", task, 6)
    assert rank([ignoring, using], task) == [using, ignoring]


def test_ranking_adds_up_programs_of_one_behaviour() -> None:
    task = task_of("", [([1, 2, 3], 1), ([2, 5], 2)])
    least = [candidate("xs -> minimum(xs)", task, 8), candidate("xs -> head(sort(xs))", task, 9)]
    first = candidate("xs -> head(xs)", task, 8)
    assert rank([first, *least], task)[:2] == least
    assert rank([first, least[0]], task)[0] in (first, least[0])


# -- budgets ------------------------------------------------------------------------------------


@pytest.mark.parametrize("task", [LAST, FIRST_OR_LEAST, LAWLESS, load_suite("text_edits")[0]], ids=lambda task: task.name)
def test_a_candidate_budget_repeats_exactly(task: Task) -> None:
    config = replace(PLAIN, max_candidates=40_000, alternatives=2, seed=3)
    first, second = (replace(solve_task(task, config), seconds=0.0) for _ in range(2))
    assert first.record() == second.record()
    assert first.seed == 3 and first.candidates <= 50_000


@pytest.mark.parametrize("pairs", [[(LARGEST, LARGEST - 1), (5, 4)], [([LARGEST, 1], [1, LARGEST]), ([5, 6], [6, 5])]])
def test_numbers_may_be_the_largest(pairs: Sequence[tuple[Any, Any]]) -> None:
    assert solve_task(task_of("", pairs), SolveConfig(timeout=20)).status == "solved"


@pytest.mark.parametrize(
    ("of_type", "pair", "named"), [("token -> token", (1, 3), "token"), ("map(str, list(token)) -> int", ({"a": [1]}, 3), "token")]
)
def test_types_that_no_search_holds_are_refused(of_type: str, pair: tuple[Any, Any], named: str) -> None:
    with pytest.raises(Misuse, match=f"no program can take or give a {named} yet"):
        solve([pair], type=of_type)


@pytest.mark.parametrize("options", [{"timeout": "5"}, {"timeout": None}, {"max_candidates": "a"}, {"type": 5}, {"primitives": 5}])
def test_options_of_the_wrong_type_are_misuse(options: dict[str, Any]) -> None:
    with pytest.raises(Misuse, match=f"^{next(iter(options))} should be"):
        solve([(1, 2)], **options)


def test_a_result_takes_what_its_type_says() -> None:
    result = solve([([3, 1, 2], [1, 2, 3]), ([9, 8], [8, 9])], timeout=20)
    assert result([3, 2]) == [2, 3]
    with pytest.raises(ValueError, match="does not fit"):
        result("cba")
    with pytest.raises(ValueError, match="takes 1 inputs, found 2"):
        result([1], [2])


def test_progress_rises() -> None:
    seen: list[Progress] = []
    solve_task(LAWLESS, replace(PLAIN, max_candidates=20_000), seen.append)
    assert seen
    assert [p.candidates for p in seen] == sorted(p.candidates for p in seen)
    assert [p.cost for p in seen] == sorted(p.cost for p in seen)


def test_many_examples_are_searched_on_a_few() -> None:
    """The rest of them serve as counterexamples."""
    task = task_of("", [([n, n + 3, 2 * n % 7], n + 3 + (n > 38)) for n in range(40)])
    rows = working_set(task.shown)
    assert len(rows) <= MOST_ROWS and rows == sorted(set(rows)) and set(rows) < set(range(40))
    sums = task_of("", [([n, n + 3, 2 * n % 7], n + (n + 3) + 2 * n % 7) for n in range(40)])
    result = solve_task(sums, PLAIN)
    assert (result.status, result.train_correct, str(result.program)) == ("solved", 40, "xs -> sum(xs)")


@pytest.mark.parametrize("name", EASY)
def test_easy_tasks_of_the_shipped_suites(name: str) -> None:
    task = next(task for task in load_suite(name.split("/")[0]) if task.name == name)
    assert isinstance(task, Task)
    result = solve_task(task, PLAIN)
    assert result.generalised, f"{result.status}: {result.program}"


# -- values that words barely hold -----------------------------------------------------------------

FULL = 2**64
EDGES = (0, 1, 2**63 - 1, 2**63, 2**63 + 9, 0xA11CE0FBADC0FFEE, FULL - 2, FULL - 1)
USUAL = (0x0123456789ABCDEF, 0xFEDCBA9876543210, 0x00FF00FF00FF00FF, 0xC3C3C3C3C3C3C3C3)


@pytest.mark.parametrize("strategy", strategy_names())
@pytest.mark.parametrize(
    ("of_type", "output"),
    [
        ("bits(64) -> bits(64)", lambda v: FULL - 1 - v),
        ("bits(64) -> list(bits(64))", lambda v: [v, FULL - 1 - v]),
        ("bits(64) -> int", lambda v: v & 7),
        ("bits(64) -> bool", lambda v: v > FULL // 2),
    ],
)
def test_any_bit_vector_is_searched_with(of_type: str, output: Any, strategy: str) -> None:
    config = replace(PLAIN, max_candidates=500, strategy=strategy, guide="default")
    for values in (EDGES, USUAL):
        result = solve_task(task_of("", [(v, output(v)) for v in values], request=of_type), config)
        assert result.status in ("solved", "exhausted", "timeout")


def test_large_bit_vectors_beside_other_values() -> None:
    """Constants and probe points are drawn from the examples: none may be a number that an int cannot be."""
    pairs = [(([v, 1], [3, 2]), [2, 3]) for v in EDGES]
    for domain in ("bits", "list", "control"):
        task = task_of("", pairs, request="list(bits(64)) -> list(int) -> list(int)")
        assert solve_task(replace(task, domain=domain), replace(PLAIN, max_candidates=2000)).error is None


# -- memory ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", [1 << 20, 16 << 20, 4096 << 20])
@pytest.mark.parametrize("strategy", strategy_names())
def test_a_search_says_that_memory_cut_it_short(strategy: str, room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synth.solving.solver.memory_left", lambda ceiling: room)
    release()  # what other searches of this process left would come on top
    result = solve_task(LAWLESS, replace(PLAIN, max_candidates=40_000, max_memory=123, strategy=strategy))
    assert result.status in ("exhausted", "timeout")
    assert result.error == (None if room > 1 << 30 else "needed more than 123 MiB of memory")


def test_lists_too_long_for_the_memory_there_is() -> None:
    pairs = [(list(range(k, 10_000 + k)), [k * i * i % 101 for i in range(3000)]) for k in (1, 2, 3)]
    ((_, result),) = solve_all([task_of("", pairs)], replace(PLAIN, max_memory=100, timeout=20))
    assert (result.status, result.error) == ("exhausted", "needed more than 100 MiB of memory")
