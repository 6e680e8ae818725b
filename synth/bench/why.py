"""`synth bench why SUITE…`: what lost the tasks that are not solved, or solved by a program that is wrong on held-out rows.

A task is *right*; or a right program was found and *ranked lower*; or one is found only where the search goes on to the end of its
time, so that patience or the ceiling on costs *dropped* it; or none is found. Of tasks with a reference program it is said whether that
program cannot be said (*not expressible*), costs more than the search came to (*not reached*), or was met and taken for another
that does the same on the shown rows (*merged*). Tasks of shipped suites are named, of others there are totals alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context

from dsl.syntax import parse_term
from dsl.term import Term
from synth.batch.display import put
from synth.batch.request import adapted
from synth.bench.agreement import references, surface
from synth.bench.runner import entries_of
from synth.config import BenchConfig, SolveConfig
from synth.faults import require
from synth.solving.solver import Attempt
from synth.solving.verify import right_on
from synth.space.derivation import Derivations
from synth.space.prior import SCALE
from tasks.suite import suite_names
from tasks.task import Task

CAUSES = ("right", "ranked lower", "dropped", "not expressible", "not reached", "merged", "not found", "timeout", "exhausted", "infeasible")


@dataclass(frozen=True)
class Verdict:
    """What became of a task, the place of the first right reading and how many readings there were."""

    task: str
    cause: str
    place: int | None
    readings: int


def main(config: BenchConfig) -> int:
    """Say what lost the tasks of the suites named after `why`; the exit code."""
    require(len(config.suites) > 1, "give a SUITE after why")
    for suite in config.suites[1:]:
        entries = [adapted(entry, config.search) for entry in entries_of(suite, config)]
        known = references(suite)
        work = [(entry, known.get(entry.name)) for entry in entries if isinstance(entry, Task) and entry.held_out]
        require(bool(work), f"{suite} has no task with held-out examples; --hold-out F keeps some back")
        with get_context("fork").Pool(config.workers, maxtasksperchild=50) as pool:
            verdicts = pool.map(partial(judge, config=config.search), work, chunksize=1)
        _tell(suite, verdicts, config.output.json)
    return 0


def judge(work: tuple[Task, str | None], config: SolveConfig) -> Verdict:
    """Solve one task, and look for what a wrong answer hides."""
    task, reference = work
    attempt = Attempt(task, config)
    result = attempt.run()
    if result.status not in ("solved", "ambiguous"):
        return Verdict(task.name, result.status, None, 0)
    right = [_is_right(reading.programs[0].term, task, attempt) for reading in attempt.ranking.readings]
    place = right.index(True) if True in right else None
    if result.test_correct == result.test_total:
        return Verdict(task.name, "right", place, len(right))
    return Verdict(task.name, "ranked lower" if place is not None else _lost(task, attempt, reference, config), place, len(right))


def _lost(task: Task, attempt: Attempt, reference: str | None, config: SolveConfig) -> str:
    """Why no right program was kept."""
    if reference is not None:
        term = parse_term(surface(reference), attempt.vocabulary, task.request)
        grammar = attempt.problem.grammar()
        if Derivations(grammar, attempt.vocabulary).of(term) is None:
            return "not expressible"
        if SCALE * attempt.problem.prior.price(term, attempt.vocabulary) <= attempt.level:
            return "merged"
    again = Attempt(task, replace(config, max_candidates=None), endless=True)
    again.run()
    if any(_is_right(term, task, again) for term in again.pool.candidates):
        return "dropped"
    return "not reached" if reference is not None else "not found"


def _is_right(term: Term, task: Task, attempt: Attempt) -> bool:
    return all(right_on(term, task.held_out, attempt.vocabulary))


def _tell(suite: str, verdicts: Sequence[Verdict], as_json: bool) -> None:
    """Totals, and of a shipped suite the tasks by cause."""
    counts = Counter(verdict.cause for verdict in verdicts)
    totals = {cause: counts[cause] for cause in CAUSES if counts[cause]}
    kept = sum(verdict.place is not None for verdict in verdicts)
    first = {f"among_first_{n}": sum(v.place is not None and v.place < n for v in verdicts) for n in (1, 3)}
    named = {v.task: v.cause for v in verdicts if v.cause != "right"} if suite in suite_names() else {}
    if as_json:
        put(json.dumps({"suite": suite, "tasks": len(verdicts), "kept": kept, **first, **totals, "named": named}))
        return
    places = f"first in {first['among_first_1']}, third at most in {first['among_first_3']}"
    put(f"{suite}: {len(verdicts)} tasks, a right reading kept in {kept}, {places}")
    for cause, count in totals.items():
        put(f"  {cause}: {count}")
        for name in (name for name, own in named.items() if own == cause):
            put(f"    {name}")
