"""Runs of `synth grow` and `synth bench` as they lie in their folders: the curve of a growing run, and what became of each task."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.faults import Misuse
from synth.files import CONFIG, peek_lines
from tasks import Task, load_suite

MOST_BYTES = 256 << 20
RESULTS, PROGRESS = "results.jsonl", "progress.jsonl"
STEPS = ("wake", "evaluate")  # of an iteration, with a record for each task

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Comparison:
    """Tasks that one run has right and another has not, by name."""

    gained: Sequence[str]
    lost: Sequence[str]
    common: int


@dataclass(frozen=True)
class Run:
    """A run: its description, the lines of its progress, and the record of each task in its latest state."""

    config: Record
    progress: Sequence[Record]
    records: Sequence[Record]

    @property
    def kind(self) -> str:
        """Which command made it."""
        return "grow" if self.progress else "bench"

    def right(self, records: Sequence[Record]) -> int:
        """How many of some records have a program that holds on what was kept back, too."""
        return sum(map(is_right, records))

    def is_right(self, record: Record) -> bool:
        """Whether a record has."""
        return is_right(record)

    def state(self, record: Record) -> str:
        """What became of a task, in words."""
        if is_right(record):
            return "right"
        return "wrong on what was kept back" if record.get("status") == "solved" else str(record.get("status"))

    def against(self, before: Run) -> Comparison:
        """What this run gained and lost over another one, among the tasks that both have."""
        now, then = ({str(record["task"]): is_right(record) for record in run.records} for run in (self, before))
        common = [task for task in now if task in then]
        gained = [task for task in common if now[task] and not then[task]]
        return Comparison(gained, [task for task in common if then[task] and not now[task]], len(common))

    def changes(self) -> list[tuple[int, Comparison]]:
        """Of a growing run, what each iteration gained and lost over the one before."""
        by_iteration: dict[int, list[Record]] = {}
        for record in self.records:
            by_iteration.setdefault(int(record.get("iteration", 0)), []).append(record)
        numbers = sorted(by_iteration)
        runs = [Run(self.config, (), by_iteration[number]) for number in numbers]
        return [(number, runs[k].against(runs[k - 1])) for k, number in enumerate(numbers) if k]

    def named(self, task: str) -> Record | None:
        """What became last of a task; None where the run has none of that name."""
        return next((record for record in self.latest() if record.get("task") == task), None)

    def tasks(self) -> dict[str, Task]:
        """The tasks of its suites by name, as far as these can still be read where the server was started."""
        suites, hold_out = self.config.get("suites"), self.config.get("hold_out")
        found: dict[str, Task] = {}
        for suite in suites if isinstance(suites, list) else ():
            with suppress(Misuse, ValueError, OSError):
                found |= {task.name: task for task in reversed(load_suite(str(suite), hold_out)) if isinstance(task, Task)}
        return found

    def latest(self) -> list[Record]:
        """The records of the last iteration, or all."""
        last = max((int(record.get("iteration", 0)) for record in self.records), default=0)
        return [record for record in self.records if int(record.get("iteration", 0)) == last]


def is_right(record: Record) -> bool:
    """Whether a task is solved and holds on every example kept back."""
    if "generalised" in record:
        return bool(record["generalised"])
    return record.get("status") == "solved" and record.get("test_correct") == record.get("test_total")


def open_run(folder: str) -> Run:
    """The run in a folder, which is only read; Misuse where there is none."""
    path = Path(folder)
    if not (path / CONFIG).is_file():
        raise Misuse(f"{folder}: no run is kept here, {CONFIG} is missing")
    try:
        config = json.loads((path / CONFIG).read_text(encoding="utf8"))
    except (OSError, ValueError):
        raise Misuse(f"{folder}: {CONFIG} cannot be read") from None
    records = _lines(path / RESULTS)
    for step in sorted(path.glob("iteration_*/*.jsonl")):
        if step.stem in STEPS:
            records += [{**record, "iteration": int(step.parent.name.removeprefix("iteration_"))} for record in _lines(step)]
    return Run(config if isinstance(config, dict) else {}, _lines(path / PROGRESS), records)


def _lines(path: Path) -> list[Record]:
    """The whole lines of a file that may be growing."""
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise Misuse(f"{path} is too large to be shown")
    return [record for record in peek_lines(path) if isinstance(record, dict)]

