"""Lessons for the ranker: tasks whose program is known, searched with few rows shown, and which readings of them are right.

Tasks are drawn anew from the recipes of the shipped suites, from rows that were written down, and from dreams. One, two
or three rows are shown, taken as they come, so that many tasks are not determined by what is shown, as people's are not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from itertools import count, islice
from pathlib import Path
from random import Random
from threading import Lock
from types import ModuleType
from typing import Any

import numpy as np

from dsl.type import arrow, parameters
from synth.config import SolveConfig
from synth.process import apart
from synth.solving.evidence import Evidence
from synth.solving.solver import Attempt
from synth.solving.verify import right_on
from synth.training.dreams.stream import Effort, night_of
from tasks.recipe import Recipe, draw
from tasks.task import Task, domain_of
from tasks.value import read_type
from tasks.written_rows import redrawn

SUITES = ("columns", "text_edits", "list_basics", "control_flow")
WRITTEN = "spreadsheets"  # its tasks have rows and no recipe
HELD_OUT = (12, 6)  # rows that tell whether a program is right: as many as can be had
COLUMN = {"columns": 0.7, "text_edits": 0.6, WRITTEN: 0.8}  # share of a suite's tasks that are told the inputs of those rows
ELSEWHERE = 0.2
BESIDE = 0.25  # share of the tasks about columns with a further one that has nothing to do with the outputs
ARRAYS = ("programs", "readings", "behaviours", "columns", "task")
DREAMS = 6  # of a night
NIGHTS = 8  # of each domain, for each round of the recipes
TIMEOUT, PATIENT = 3.0, 10.0  # seconds a task: of its search, and of the process that makes it
BATCH = 50  # tasks of a process
NIGHT = Effort(candidates=50_000, deeper=30_000, check=25_000, rows=20, dreams=60, examples=(8, 14))
SHOWN = (1, 1, 2, 2, 3, 3, 4, 6)
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Lesson:
    """The evidence on the pool of one task, and which of its readings are right on the rows held out."""

    name: str  # of the task
    family: str  # what tasks that teach the same have in common: never both learned from and measured on
    evidence: Evidence
    right: Array  # bool [readings]

    def record(self) -> dict[str, Any]:
        """The lesson as plain JSON values."""
        own = self.evidence
        arrays = {name: getattr(own, name).tolist() for name in ARRAYS}
        return {"name": self.name, "family": self.family, "right": self.right.tolist(), "words": own.words, **arrays}


def lesson_of(record: dict[str, Any]) -> Lesson:
    """The lesson that a record tells of."""
    arrays = [np.array(record[name]) for name in ARRAYS]
    return Lesson(record["name"], record["family"], Evidence((), record["words"], *arrays), np.array(record["right"]))


def _number(family: str) -> int:
    return int(hashlib.sha256(family.encode()).hexdigest(), 16)


def part_of(family: str) -> int:
    """In which of the five parts a family is that are measured on in turn."""
    return _number(family) % 5


def fold_of(family: str) -> int:
    """Which of the five folds, of those that are learned from, a family is in."""
    return _number(f"fold {family}") % 5


def is_dream(lesson: Lesson) -> bool:
    """Whether a lesson was dreamt."""
    return lesson.family.startswith("dream/")


def tasks(seed: int) -> Iterator[tuple[str, Task]]:
    """Families and tasks without end, by turns one of each recipe and those of some nights of dreams."""
    for number in count():
        for suite in SUITES:
            for recipe in _module(suite).RECIPES:
                task = _of_recipe(suite, recipe, Random(f"{seed} {number} {suite} {recipe.name}"))
                if task is not None:
                    yield f"{suite}/{recipe.name}", replace(task, name=f"{task.name} {number}")
        for written in _module(WRITTEN).TASKS:
            chance = Random(f"{seed} {number} {written.name}")
            task = redrawn(written, chance, chance.choice(SHOWN), chance.random() < COLUMN[WRITTEN])
            if task.contradiction() is None:
                yield written.name, replace(task, name=f"{task.name} {number}")
        for night in range(NIGHTS * number, NIGHTS * (number + 1)):
            for domain in ("text", "list", "control"):
                yield from _of_night(domain, seed, night)


def _of_recipe(suite: str, recipe: Recipe, chance: Random) -> Task | None:
    """A task that shows rows as they come; None where too few can be had."""
    shown, column = chance.choice(SHOWN), chance.random() < COLUMN.get(suite, ELSEWHERE)
    recipe = replace(recipe, kind=None)
    if suite in COLUMN and chance.random() < BESIDE:
        recipe = _beside(recipe, chance.choice(_module(suite).RECIPES))
    for held_out in HELD_OUT:
        try:
            task = draw(suite, recipe, chance, shown, held_out, column)
        except ValueError:
            continue
        return None if task.contradiction() else task
    return None


def _beside(recipe: Recipe, other: Recipe) -> Recipe:
    """The recipe with a further column, the first of another, that its function does not read: tables have many."""
    types, result = parameters(read_type(recipe.request))
    type, function = parameters(read_type(other.request))[0][0], recipe.function
    request = str(arrow(*types, type, result))
    return replace(recipe, request=request, function=lambda *given: function(*given[:-1]), draws=(*recipe.draws, other.draws[0]))


def _module(suite: str) -> ModuleType:
    return import_module(f"tasks.suites.{suite}")


def _of_night(domain: str, seed: int, number: int) -> Iterator[tuple[str, Task]]:
    """Some dreams of one night as tasks."""
    chance = Random(f"{seed} {domain} {number}")
    dreams = list(night_of(domain, seed=seed, number=number, effort=NIGHT).dreams())
    for place, dream in enumerate(chance.sample(dreams, min(DREAMS, len(dreams)))):
        shown = chance.choice(SHOWN) + (domain != "text")
        first, rest = dream.examples[:shown], dream.examples[shown:]
        inputs = tuple(e.inputs for e in rest) if chance.random() < (0.6 if domain == "text" else ELSEWHERE) else ()
        name = f"dream/{domain}/{number}"
        yield name, Task(f"{name}/{place}", domain_of(dream.request), dream.request, first, rest, inputs)


def lesson(family: str, task: Task, timeout: float) -> Lesson | None:
    """What a search for a task teaches; None where nothing fits."""
    attempt = Attempt(task, SolveConfig(timeout=timeout))
    attempt.run()
    evidence = attempt.evidence
    if evidence is None:
        return None
    right = np.zeros(len(evidence.behaviours), bool)
    for reading in range(len(right)):
        first = min(np.flatnonzero(evidence.readings == reading).tolist(), key=lambda place: float(evidence.programs[place, 0]))
        right[reading] = all(right_on(evidence.candidates[first].term, task.held_out, attempt.vocabulary))
    return Lesson(task.name, family, evidence, right)


def _teach(batch: Sequence[tuple[str, Task]], tell: Callable[[dict[str, Any]], None]) -> bool:
    """Tell what each of some tasks teaches."""
    for family, task in batch:
        if (found := lesson(family, task, TIMEOUT)) is not None:
            tell(found.record())
    return True


def collect(path: Path, seed: int, number: int, workers: int, report: Callable[[int], None]) -> None:
    """Write what so many tasks teach to a file, a line each; those that are there already are not searched anew.

    A process searches for some tasks, one after the other; where it dies or hangs, what it has not told of is left out.
    """
    known = {json.loads(line)["name"] for line in path.read_text().splitlines()} if path.exists() else set()
    work = ((family, task) for family, task in islice(tasks(seed), number) if task.name not in known)
    lock, made = Lock(), len(known)
    with path.open("a") as file, ThreadPoolExecutor(workers) as threads:

        def keep(record: dict[str, Any]) -> None:
            nonlocal made
            with lock:
                file.write(json.dumps(record) + "\n")
                file.flush()
                made += 1
                report(made)

        def serve() -> None:
            while True:
                with lock:
                    batch = list(islice(work, BATCH))
                if not batch:
                    return
                apart(partial(_teach, batch), PATIENT * len(batch), heard=keep)

        for thread in [threads.submit(serve) for _ in range(workers)]:
            thread.result()


def read(path: Path) -> Sequence[Lesson]:
    """The lessons of a file."""
    return [lesson_of(json.loads(line)) for line in path.read_text().splitlines()]
