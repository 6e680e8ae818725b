"""How long a search goes on after a program that fits: the laws of the bound, the wait and the doubt."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from synth.config import SolveConfig
from synth.solving.patience import (
    DOUBTFUL,
    FAR,
    FREE,
    HOPELESS,
    HOPELESS_LENGTH,
    IN_FILES,
    LENGTH,
    LONG,
    SCANNED,
    SLACK,
    SURE,
    TYPED,
    Patience,
    Wait,
    bits,
    wait_for,
)
from synth.solving.solver import solve_task
from synth.space.budget import Budget
from synth.space.prior import BITS, SCALE
from synth.space.space import Level
from tasks.task import task_of

pytestmark = pytest.mark.timeout(400)  # on a machine that has compiled nothing yet

NAMES = [("Jane Doe", "J.D."), ("Bob Smith", "B.S.")]
END = 1000


def patience(spent: int = 500, most: int | None = None, deadline: float | None = None, counted: bool = True) -> Patience:
    budget = Budget(most, deadline)
    budget.stats.candidates = spent
    return Patience(budget, time.monotonic(), counted)


def test_nothing_ends_before_a_program_fits() -> None:
    waiting = patience(most=10_000)
    assert not any(waiting.over(Level(cost)) for cost in range(END))
    assert waiting.budget.candidates == 10_000


@pytest.mark.parametrize("worth", [1.0, 3.5, 20.0])
def test_the_end_is_where_nothing_cheaper_is_left(worth: float) -> None:
    waiting = patience()
    waiting.heed(worth, TYPED)
    assert next(cost for cost in range(END) if waiting.over(Level(cost))) == SCALE * worth + SLACK
    assert not waiting.over(Level(END, whole=False))  # a turn says nothing of what was left out


@pytest.mark.parametrize(("spent", "most"), [(FREE - 1, FAR), (FREE, SLACK)])
def test_levels_go_on_further_while_few_candidates_are_evaluated(spent: int, most: int) -> None:
    budget = Budget(None, None)
    budget.stats.candidates = spent
    waiting = Patience(budget, time.monotonic(), counted=True, far=FAR)
    waiting.heed(2.0, TYPED)
    assert next(cost for cost in range(END) if waiting.over(Level(cost))) == 2 * SCALE + most


def test_a_dearer_program_changes_nothing() -> None:
    waiting = patience()
    waiting.heed(5.0, TYPED)
    before = waiting.budget.candidates
    waiting.budget.stats.candidates = 90_000
    waiting.heed(6.0, TYPED)
    assert (waiting.least, waiting.budget.candidates) == (5.0, before)


@pytest.mark.parametrize(("wait", "begins"), [(TYPED, True), (DOUBTFUL, True), (IN_FILES, False)])
def test_a_likelier_program_is_waited_for_anew(wait: Wait, begins: bool) -> None:
    waiting = patience()
    waiting.heed(6.0, wait)
    before = waiting.budget.candidates
    assert before == 500 + int(wait.share * 500) + wait.candidates
    waiting.budget.stats.candidates = 2000
    waiting.heed(5.0, wait)
    assert (waiting.budget.candidates != before) == begins


def test_no_wait_goes_beyond_the_budget() -> None:
    deadline = time.monotonic() + 0.01
    for counted in (True, False):
        waiting = patience(most=600, deadline=deadline, counted=counted)
        waiting.heed(5.0, DOUBTFUL)
        assert waiting.budget.candidates == 600 and waiting.budget.deadline == deadline


def test_a_counted_wait_asks_no_clock() -> None:
    deadline = time.monotonic() + 100
    counted, timed = patience(deadline=deadline), patience(deadline=deadline, counted=False)
    for waiting in (counted, timed):
        waiting.heed(5.0, TYPED)
    assert counted.budget.deadline == deadline
    assert timed.budget.deadline is not None and timed.budget.deadline < deadline


def test_what_costs_about_as_much_as_it_explains_is_doubted() -> None:
    outputs = [7, 3, 12]
    told = (sum(map(bits, outputs)) - SURE) / BITS
    assert wait_for(told - 0.1, outputs) is TYPED and wait_for(told + 0.1, outputs) is DOUBTFUL
    assert wait_for(LENGTH, [object()]) is TYPED  # of a value of another kind nothing is known


def test_a_long_program_is_waited_on_for_a_shorter_one() -> None:
    outputs = ["a text of many letters"] * 9
    assert wait_for(LENGTH, outputs) is TYPED and wait_for(LENGTH + 1, outputs) is LONG
    assert wait_for(LENGTH + 1, outputs, SCANNED) is SCANNED
    assert wait_for(HOPELESS_LENGTH + 1, outputs) is HOPELESS and wait_for(HOPELESS_LENGTH + 1, ["ab"]) is HOPELESS


def test_longer_values_tell_more() -> None:
    for less, more in (((1, 2), (1, 2, 3)), (3, 300), ("a", "ab"), (True, 1)):
        assert bits(less) < bits(more)


def test_a_counted_search_repeats_and_a_dear_answer_ends_it() -> None:
    config = SolveConfig(timeout=60, max_candidates=3_000_000, library="none")
    task = task_of("initials", [*NAMES, ("Al Gore Lee", "A.G.L."), ("Zoe Quinn", "Z.Q.")])
    first, second = (solve_task(task, config) for _ in range(2))
    assert (str(first.program), first.candidates, first.reached) == (str(second.program), second.candidates, second.reached)
    assert first.status == "solved" and first.candidates < 1_000_000
    more = solve_task(task, replace(config, max_candidates=30_000_000))
    assert (str(more.program), more.candidates) == (str(first.program), first.candidates)
