"""`synth bench warm SUITE`: how fast a process that is warm answers the easiest tasks of a suite (text_edits, if none is named)."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from statistics import median

from synth.api import run
from synth.batch.display import put
from synth.batch.rehearsal import rehearse
from synth.batch.request import resolved
from synth.config import BenchConfig, SolveConfig
from tasks import Task, load_suite

EASIEST = 10
TIMES = 7
SEARCH = SolveConfig(timeout=5.0)
FIRST = replace(SEARCH, max_candidates=20_000)  # which tasks are easy


def main(config: BenchConfig) -> int:
    """Print a line for each of the tasks that took the fewest candidates, the median and the least of several calls; the exit code."""
    suites = config.suites[1:] or ("text_edits",)
    tasks = [resolved(entry, None) for suite in suites for entry in load_suite(suite) if isinstance(entry, Task)]
    for task in tasks:
        rehearse(task, SEARCH)
    found = [(result.candidates, task) for task in tasks if (result := run(task, FIRST)).status == "solved"]
    for _, task in sorted(found, key=lambda each: each[0])[:EASIEST]:
        times = [_milliseconds(task) for _ in range(TIMES)]
        record = {"task": task.name, "median_ms": round(median(times), 1), "least_ms": round(min(times), 1)}
        put(json.dumps(record) if config.output.json else f"{task.name:<45}{record['median_ms']:>8} ms, at least {record['least_ms']} ms")
    return 0


def _milliseconds(task: Task) -> float:
    began = time.perf_counter()
    run(task, SEARCH)
    return 1000 * (time.perf_counter() - began)
