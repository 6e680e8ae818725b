"""What checkpoints of a training are judged by: the candidates that searches take with a guide, on tasks that it did not learn from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from pathlib import Path
from random import Random

from synth.config import SolveConfig
from synth.solving.solver import solve_task
from synth.training.recipes import of_domain
from tasks.task import Task

CANDIDATES = 20_000  # of a search
PATIENT = 600.0  # seconds of one: candidates end it


def probe(weights: Path, domains: Sequence[str], count: int) -> float:
    """The mean of log2 of the candidates until the answer, an unsolved task counting twice the budget; nan where there is no task."""
    config = SolveConfig(guide=str(weights), max_candidates=CANDIDATES, timeout=PATIENT, library="none")
    results = [solve_task(task, config) for task in islice(tasks(domains), count)]
    taken = [2 * CANDIDATES if result.reached is None else max(1, result.reached) for result in results]
    return sum(map(math.log2, taken)) / len(taken) if taken else math.nan


def tasks(domains: Sequence[str]) -> Iterator[Task]:
    """Tasks of the recipes that nothing is learned from, by turns of each domain, always the same ones."""
    for each in zip_longest(*(of_domain(domain, spared=True) for domain in domains)):
        for known in filter(None, each):
            task = known.task(Random(known.family))
            if task is not None:
                yield task
