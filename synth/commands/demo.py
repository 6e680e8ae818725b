"""`synth demo`: a few of the shipped example tasks, solved before your eyes."""

from __future__ import annotations

import json

from synth.commands.batch import solve_batch
from synth.config import OutputConfig, SolveConfig
from synth.display import exit_code, put, say, tally
from synth.intake import default_workers
from synth.result import Result
from tasks import Task, load_suite, suite_names

PER_SUITE = 4
SHOWN = 2  # examples printed of each task
WIDEST = 110


def run() -> int:
    """Solves a handful of tasks of every shipped suite; a task that stays unsolved is shown as such and is no failure."""
    tasks = [task for name in suite_names() for task in load_suite(name)[:: max(1, len(load_suite(name)) // PER_SUITE)][:PER_SUITE]]
    chosen = [task for task in tasks if isinstance(task, Task)]
    say(f"solving {len(chosen)} of the shipped tasks; the very first run also compiles the search, which takes a while")
    search = SolveConfig(timeout=15, guide="none", library="none")
    results = solve_batch(chosen, search, default_workers(), OutputConfig(), _page)
    put(f"\n{tally(results)}")
    code = exit_code(results)
    return 0 if code == 1 else code


def _page(task: Task, result: Result) -> str:
    """The task, what was found for it, and the counts."""
    lines = [f"\n{task.name} : {task.request}"]
    for example in task.shown[:SHOWN]:
        lines.append(_clipped(f"  {', '.join(json.dumps(value) for value in example.inputs)}  ->  {json.dumps(example.output)}"))
    if result.status != "solved":
        lines.append(f"  {result.status} after {result.seconds:.1f} s")
    else:
        held_out = f", {result.test_correct} of {result.test_total} held-out examples right" if result.test_total else ""
        lines += [f"  {result.program}", *(f"      {line}" for line in (result.python or "").rstrip().splitlines())]
        lines.append(f"  found in {result.seconds:.2f} s after {result.candidates:,} candidates{held_out}")
    return "\n".join(lines) + "\n"


def _clipped(line: str) -> str:
    return line if len(line) <= WIDEST else line[: WIDEST - 2] + " …"
