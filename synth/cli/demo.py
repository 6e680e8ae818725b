"""`synth demo`: small tasks of every kind, solved before your eyes; they are files of all formats in `tasks/showcase`."""

from __future__ import annotations

from pathlib import Path

import tasks
from dsl.codec import write
from dsl.type import parameters
from dsl.written import dumps
from synth.batch.console import solve_batch
from synth.batch.display import exit_code, put, say, tally
from synth.cli import pictures
from synth.config import DemoConfig, OutputConfig, SolveConfig, cores
from synth.faults import require
from synth.solving.result import Result
from tasks import Example, Task, load, load_suite, suite_names
from tasks.fault import nearest
from tasks.tables.table import TABLE, Column

HYBRID = "hybrid"
DOZEN = 12
SHOWN = 2  # examples printed of each task
LONGEST = 12  # lines of a page
WIDEST = 110


def run(config: DemoConfig) -> int:
    """Solves the showcase; a task that stays unsolved is shown as such and is no failure."""
    if config.suite == HYBRID:
        from synth.cli.demo_hybrid import run as run_hybrid

        require(config.picture is None, "--picture draws grids, and the demo of modules has none")
        return run_hybrid()
    chosen = _showcased() if config.suite is None else _dozen(config.suite)
    source = f"{_showcase().name}/" if config.suite is None else f"the suite {config.suite}"
    pictures.check(config.picture, chosen)
    say(f"solving {len(chosen)} small tasks of {source}: what is shown of each are {SHOWN} examples and what was found")
    results = solve_batch(chosen, SolveConfig(timeout=15), cores(), OutputConfig(), _page)
    put(f"\n{tally(results)}")
    pictures.draw(chosen, results, config.picture)
    code = exit_code(results)
    return 0 if code == 1 else code


def _showcased() -> list[Task]:
    """The tasks of the showcase."""
    entries = [entry for path in sorted(_showcase().iterdir()) for entry in load(str(path))]
    return [entry for entry in entries if isinstance(entry, Task)]


def _dozen(suite: str) -> list[Task]:
    """Tasks from all over a suite."""
    require(suite in suite_names(), f"no suite {suite!r}; {nearest(suite, [*suite_names(), HYBRID])}")
    known = [entry for entry in load_suite(suite) if isinstance(entry, Task)]
    step = max(1, len(known) // DOZEN)
    return known[step // 2 :: step][:DOZEN]


def _showcase() -> Path:
    return Path(str(tasks.__file__)).with_name("showcase")


def _page(task: Task, result: Result) -> str:
    """The task, what was found for it, and the counts."""
    lines = [f"\n{task.name} : {task.request}"]
    for example in task.shown[:SHOWN]:
        *inputs, output = _written(task, example)
        lines.append(_clipped(f"  {', '.join(inputs)}  ->  {output}"))
    if result.status != "solved":
        lines.append(f"  {result.status} after {result.seconds:.1f} s")
    else:
        held_out = f", {result.test_correct} of {result.test_total} held-out examples right" if result.test_total else ""
        found = [f"  found in {result.seconds:.2f} s after {result.candidates:,} candidates{held_out}"]
        lines += [*_answer(task, result, LONGEST - len(lines) - len(found)), *found]
    return "\n".join(lines) + "\n"


def _written(task: Task, example: Example) -> list[str]:
    """The inputs and the output as JSON."""
    types, output = parameters(task.request)
    return [dumps(write(value, type), False) for value, type in zip((*example.inputs, example.output), (*types, output), strict=True)]


def _answer(task: Task, result: Result, room: int) -> list[str]:
    """The program, and as far as there is room what it is in Python, or what it fills in."""
    if result.sygus:
        return [_clipped(f"  {result.sygus}")]
    column, program = task.extra.get(TABLE), _clipped(f"  {result.program}")
    if isinstance(column, Column):
        filled = str(column.table.filled(column.cells([result(*row) for row in column.inputs]))).splitlines()
        return [program, *(f"      {filled[place + 1]}" for place in column.to_fill[: room - 1])]
    python = [line for line in (result.python or "").splitlines() if line.strip()]
    if len(python) >= room or max(map(len, python), default=0) > WIDEST:
        python = [f"# {len(python)} lines of Python, which `synth solve` prints"]
    return [program, *(f"      {line}" for line in python)]


def _clipped(line: str) -> str:
    return line if len(line) <= WIDEST else line[: WIDEST - 2] + " …"
