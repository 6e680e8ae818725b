"""`synth bench speed`: how fast and how small the enumeration is, on one core, against plain Python in the same run.

Seconds are those of the processor, so that other work on the machine does not count. Everything is warm: a first short
run compiles what a workload needs and is not measured.
"""

from __future__ import annotations

import gc
import json
import os
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from dsl.evaluate import compile_term
from dsl.primitives import Vocabulary
from dsl.term import App, Term, subterms
from synth.batch.display import put
from synth.bench.baseline import Baseline
from synth.bench.workloads import WORKLOADS, Workload
from synth.columns.kernels import in_heap, kernel, variants
from synth.columns.layout import Frame
from synth.columns.memory import release
from synth.config import BenchConfig
from synth.faults import require
from synth.process import resident
from synth.search.enumeration.enumerator import BottomUp
from synth.space.budget import Budget
from synth.space.space import Fit, Space

WARM = 500_000  # candidates; seconds would pass while kernels compile
SECONDS = 3.0  # of enumeration a workload, and half of it for the baseline
RUNS = 3  # the best of them counts
TASKS = 20
TRIES = 400  # to plant them
LONGEST = 10.0  # seconds after which a planted task counts as that
MEGABYTE = 1e6


@dataclass(frozen=True)
class Speed:
    """The figures of one workload."""

    workload: str
    candidates_per_second: float
    baseline_candidates_per_second: float
    ratio: float
    mb_per_million_values: float  # memory grown, by lists and texts kept
    seconds_to_solve: float  # median over the planted tasks
    solved: int  # of the planted tasks


def main(config: BenchConfig) -> int:
    """Measure the workloads named after `speed`, or all."""
    known = {w.name: w for w in WORKLOADS}
    chosen = config.suites[1:] or tuple(known)
    for name in chosen:
        require(name in known, f"unknown workload '{name}'; there are {', '.join(known)}")
    figures = []
    for name in chosen:
        figures.append(measure(known[name], config.search.max_candidates, config.search.seed))
        if config.output.json:
            put(json.dumps({key: round(value, 3) if isinstance(value, float) else value for key, value in asdict(figures[-1]).items()}))
    if not config.output.json:
        _show(figures)
    return 0


def measure(workload: Workload, most: int | None = None, seed: int = 0, tasks: int = TASKS) -> Speed:
    """All figures of a workload; `most` candidates are enumerated instead of a few seconds' worth."""
    space, vocabulary = workload.unsolvable(random.Random(seed)), workload.vocabulary
    for p in workload.further:  # they do not ship
        for on_texts in variants(p):
            kernel(p, on_texts, make=True)
    enumerate_(space, vocabulary, SECONDS, most or WARM)
    release()
    memory = enumerate_(space, vocabulary, SECONDS, most)[1]
    rate = max(enumerate_(space, vocabulary, SECONDS, most)[0] for _ in range(RUNS))  # on memory that the first one took
    plain = Baseline(space, vocabulary)
    baseline = plain.run(SECONDS / 2)
    times = solve_planted(workload, seed, tasks)
    solved = sum(seconds < LONGEST for seconds in times)
    slow = plain.candidates / baseline
    return Speed(workload.name, rate, slow, rate / slow, memory, statistics.median(times or [0.0]), solved)


def enumerate_(space: Space, vocabulary: Vocabulary, seconds: float, most: int | None = None) -> tuple[float, float]:
    """Candidates a second, and megabytes for each million lists and texts kept."""
    gc.collect()
    before, began = resident(os.getpid()), time.process_time()
    deadline = None if most else time.monotonic() + seconds
    run = BottomUp(space, Budget(most, deadline), vocabulary)
    for _ in run.levels():
        pass
    spent = time.process_time() - began
    large = [in_heap(space.grammar.states[p.state].type) for p in space.grammar.productions]
    kept = sum(large[p] for p in run.store[Frame.PRODUCTION][: run.store.nodes].tolist())
    grown = (resident(os.getpid()) - before) / MEGABYTE
    return run.store.candidates / spent, grown / kept * 1e6 if kept else 0.0


def solve_planted(workload: Workload, seed: int, tasks: int) -> list[float]:
    """Seconds for each of so many planted tasks, LONGEST for an unsolved one; tasks that a shorter program explains are passed over."""
    found: list[float] = []
    for k in range(TRIES):
        if len(found) == tasks:
            break
        space = workload.plant(random.Random(f"{seed} {workload.name} {k}"))
        seconds, answer = solve(space, workload.vocabulary)
        if answer is None or applications(answer) >= workload.planted:
            found.append(LONGEST if answer is None else seconds)
    return found


def solve(space: Space, vocabulary: Vocabulary) -> tuple[float, Term | None]:
    """Seconds until the search has a program that is right by the reference, and that program; None if it takes too long."""
    began = time.process_time()
    run = BottomUp(space, Budget(deadline=time.monotonic() + LONGEST), vocabulary)
    for found in run.levels():
        if isinstance(found, Fit):
            program = compile_term(found.term, vocabulary)
            if all(program(e.inputs) == e.output for e in space.shown):
                return time.process_time() - began, found.term
    return LONGEST, None


def applications(term: Term) -> int:
    """How many primitives a program applies."""
    return sum(isinstance(part, App) for part in subterms(term))


def _show(figures: Sequence[Speed]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("workload", box=None, header_style="bold")
    for title in ("M candidates/s", "plain Python M/s", "ratio", "MB a million values", "seconds to solve", "solved"):
        table.add_column(title, justify="right")
    for f in figures:
        rates = f"{f.candidates_per_second / 1e6:.2f}", f"{f.baseline_candidates_per_second / 1e6:.3f}", f"{f.ratio:.0f}"
        table.add_row(f.workload, *rates, f"{f.mb_per_million_values:.0f}", f"{f.seconds_to_solve:.3f}", f"{f.solved} of {TASKS}")
    Console().print(table)
