"""Suites: the shipped ones by name, or any task file or folder, with part of the examples held out."""

from __future__ import annotations

import importlib
import math
import pkgutil
from dataclasses import replace
from fractions import Fraction

import tasks.suites
from tasks.fault import Fault, nearest
from tasks.formats import MAX_FILE, load
from tasks.task import Task

SPLIT_FROM = 9  # distinct examples
IDENTITY = "identity_task"


def suite_names() -> list[str]:
    """The names of the shipped suites."""
    return sorted(found.name for found in pkgutil.iter_modules(tasks.suites.__path__))


def load_suite(
    name_or_path: str, hold_out: float | None = None, *, identity_tasks: bool = False, max_file: int = MAX_FILE
) -> list[Task | Fault]:
    """The tasks of a suite, split; identity tasks, which any program space holds, are left out unless asked for.

    hold_out: None keeps the last third of nine distinct examples or more where a task has no held-out ones; 0 keeps
    none back; F keeps the last share F of every task's distinct examples, -F the first.
    """
    if hold_out is not None and not -1 < hold_out < 1:
        raise ValueError(f"hold-out {hold_out} is no share; expected a number between -1 and 1, such as 0.3")
    known = suite_names()
    if name_or_path in known:
        entries: list[Task | Fault] = list(importlib.import_module(f"tasks.suites.{name_or_path}").TASKS)
    else:
        entries = [_or_suite(entry, name_or_path, known) for entry in load(name_or_path, max_file=max_file)]
    return [
        split(entry, hold_out) if isinstance(entry, Task) else entry
        for entry in entries
        if identity_tasks or not (isinstance(entry, Task) and entry.extra.get(IDENTITY) is True)
    ]


def _or_suite(entry: Task | Fault, name: str, known: list[str]) -> Task | Fault:
    """A missing file may have been meant as a suite."""
    if isinstance(entry, Fault) and "no such file" in entry.message and "/" not in name and "." not in name:
        return replace(entry, message=f"{entry.origin}: no such suite or file; {nearest(name, known)}")
    return entry


def split(task: Task, hold_out: float | None) -> Task:
    """The task with the share of its distinct examples kept from search; at least one stays shown."""
    distinct = task.distinct_shown
    if hold_out is None:
        if task.held_out or len(distinct) < SPLIT_FROM or not task.splittable:
            return task
        kept = len(distinct) - len(distinct) * 2 // 3
    else:
        kept = len(distinct) - max(1, math.floor(len(distinct) * (1 - Fraction(abs(hold_out)).limit_denominator(1000))))
    if hold_out == 0 or not kept:
        return task
    back = distinct[:kept] if hold_out is not None and hold_out < 0 else distinct[-kept:]
    hidden = set(back)
    shown = tuple(example for example in task.shown if example not in hidden)
    return replace(task, shown=shown, held_out=back + tuple(example for example in task.held_out if example not in hidden))
