"""Tasks whose rows were written down, not drawn: columns with a few outputs given, and the inputs of all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

from tasks.formats import load
from tasks.task import Task

OTHER_ORDER = 0.5  # share of tasks: people show the first rows of a column, which are sometimes its usual ones


def columns(path: Path) -> tuple[Task, ...]:
    """The tasks of a file, each told the inputs that it is tested on; ValueError for one that cannot be read."""
    found = []
    for entry in load(str(path)):
        if not isinstance(entry, Task):
            raise ValueError(entry.message)
        found.append(replace(entry, name=f"{path.stem}/{entry.name}", inputs=tuple(e.inputs for e in entry.held_out)))
    return tuple(found)


def redrawn(task: Task, chance: Random, shown: int, column: bool) -> Task:
    """The task with as many rows shown, every other time in another order, and the inputs of the others only where `column` says so."""
    rows = [*task.shown, *task.held_out]
    if chance.random() < OTHER_ORDER:
        chance.shuffle(rows)
    first, rest = tuple(rows[:shown]), tuple(rows[shown:])
    return replace(task, shown=first, held_out=rest, inputs=tuple(e.inputs for e in rest) if column else ())
