"""A rehearsal: a small search in the process itself, so that workers forked after it find everything imported, linked and compiled."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from dsl.type import Type
from synth.config import SolveConfig
from synth.solving.result import Progress
from synth.solving.solver import solve_task
from tasks.task import Task

CANDIDATES = 2000
SECONDS = 2.0
MEMORY = 512  # MiB
MOST_KNOWN = 32

_rehearsed: dict[tuple[Type, str, str, str], None] = {}


class _Stopped(Exception):
    """The rehearsal is not wanted any more."""


def rehearse(task: Task, config: SolveConfig, stopped: Callable[[], bool] = lambda: False) -> None:
    """Have this process ready for tasks of the same type and words: the first such call takes some tenths of a second, later ones none."""
    key = task.request, task.domain, config.library, config.guide
    if key in _rehearsed or task.domain == "perception" or task.grammar is not None:
        return

    def report(progress: Progress) -> None:
        if stopped():
            raise _Stopped

    small = SolveConfig(SECONDS, MEMORY, CANDIDATES, library=config.library, guide=config.guide)
    with suppress(Exception):  # what is wrong with the task is told by the worker that solves it
        solve_task(replace(task, inputs=(), held_out=(), hints=()), small, report)
    while len(_rehearsed) >= MOST_KNOWN:
        del _rehearsed[next(iter(_rehearsed))]
    _rehearsed[key] = None
