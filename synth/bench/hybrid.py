"""`synth bench hybrid`: digits learned from sums alone, then further tasks solved with the module that came of it.

The scans of scikit-learn (extra `bench`) are split by chance: tasks show one part, every figure is of the other. Each task's program
is judged on sequences of the lengths shown and on longer ones, beside a network that is trained from scratch on the same examples.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from dsl.evaluate import compile_term, thaw
from dsl.module import Module
from synth.batch.display import put
from synth.batch.pool import solve_all
from synth.bench.digits import load_digits
from synth.config import BenchConfig
from synth.faults import require
from synth.hybrid.modules import of_library
from synth.solving.result import Result
from tasks.task import Example, task_of

SUMS = 600
FEW = 20  # examples of each further task
JUDGED = 200  # examples that a figure is of
TRAINED_ON = 1200  # scans
MODULE = "numeral"


@dataclass(frozen=True)
class Recipe:
    """A task: its type, and its function over the digits that its images show; `shape` says how its images lie."""

    name: str
    type: str
    function: Callable[..., Any]
    shape: str = "list"


SUM = Recipe("sum", "list(image) -> int", sum)
FURTHER = (
    Recipe("largest", "list(image) -> int", max),
    Recipe("spread", "list(image) -> int", lambda ds: max(ds) - min(ds)),
    Recipe("how many over six", "list(image) -> int", lambda ds: sum(d > 6 for d in ds)),
    Recipe("is it rising", "list(image) -> bool", lambda ds: ds == sorted(ds)),
    Recipe("two numbers added", "list(image) -> list(image) -> int", lambda a, b: _number(a) + _number(b), "two"),
    Recipe("how many of a digit", "list(image) -> int -> int", lambda ds, d: ds.count(d), "asked"),
    Recipe("total of a grid", "list(list(image)) -> int", lambda rows: sum(map(sum, rows)), "grid"),
    Recipe("in order", "list(image) -> list(int)", sorted),
)


def _number(digits: Sequence[int]) -> int:
    return int("".join(map(str, digits)))


class Scans:
    """Digits to draw examples from."""

    def __init__(self, seed: int) -> None:
        digits = load_digits()
        order = np.random.default_rng(seed).permutation(len(digits.labels))
        self.images = [tuple(tuple(round(float(v), 4) for v in row) for row in image) for image in digits.images[order]]
        self.labels = digits.labels[order].tolist()
        self.chance = np.random.default_rng(seed + 1)

    def example(self, recipe: Recipe, unseen: bool, least: int, most: int) -> Example:
        """One example with sequences of these lengths."""
        shown, hidden = self._inputs(recipe, unseen, least, most)
        return Example(shown, recipe.function(*hidden))

    def _inputs(self, recipe: Recipe, unseen: bool, least: int, most: int) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        one = self._sequence(unseen, least, most)
        if recipe.shape == "two":
            other = self._sequence(unseen, least, most)
            return (one[0], other[0]), (one[1], other[1])
        if recipe.shape == "asked":
            digit = int(self.chance.choice(one[1])) if self.chance.random() < 0.7 else int(self.chance.integers(10))
            return (one[0], digit), (one[1], digit)
        if recipe.shape == "grid":
            rows = [self._sequence(unseen, 2, 2) for _ in range(int(self.chance.integers(1, max(2, most - 1))))]
            return (tuple(images for images, _ in rows),), ([digits for _, digits in rows],)
        if recipe.name == "is it rising" and self.chance.random() < 0.5:
            pairs = sorted(zip(one[1], one[0]))
            one = tuple(image for _, image in pairs), [digit for digit, _ in pairs]
        return (one[0],), (one[1],)

    def _sequence(self, unseen: bool, least: int, most: int) -> tuple[tuple[Any, ...], list[int]]:
        first, end = (TRAINED_ON, len(self.labels)) if unseen else (0, TRAINED_ON)
        places = self.chance.integers(first, end, int(self.chance.integers(least, most + 1)))
        return tuple(self.images[p] for p in places), [self.labels[p] for p in places]

    def accuracy(self, module: Module) -> float:
        """The share of unseen scans that a module names right."""
        found = module.probabilities([(image,) for image in self.images[TRAINED_ON:]]).argmax(1)
        return float((found == np.array(self.labels[TRAINED_ON:])).mean())


def main(config: BenchConfig) -> int:
    """Prints the module's accuracy, then a row for each task; 1 if one was not solved."""
    require(len(config.suites) == 1, "synth bench hybrid takes no suites")
    require(find_spec("sklearn") is not None, "scikit-learn is not installed: pip install 'synth-engine[bench]'")
    with TemporaryDirectory() as folder:
        directory = Path(config.run or folder)
        directory.mkdir(parents=True, exist_ok=True)
        rows = _rows(config, f"sqlite:///{directory / 'library.db'}")
    return 0 if all(row["status"] == "solved" for row in rows) else 1


def _rows(config: BenchConfig, library: str) -> list[dict[str, Any]]:
    from synth.library.store import open_library

    scans, search = Scans(config.search.seed), replace(config.search, library=library)
    open_library(library).close()
    rows = [_row(SUM, SUMS, scans, search, config)]
    with open_library(library) as opened:
        for entry in opened.modules():
            opened.rename(entry.name, MODULE)
    for module in of_library(library):
        rows[0]["module_accuracy"] = scans.accuracy(module)
        _say(config, {"module": module.name, "accuracy_on_unseen_digits": round(rows[0]["module_accuracy"], 4)})
    return rows + [_row(recipe, FEW, scans, search, config) for recipe in FURTHER]


def _row(recipe: Recipe, count: int, scans: Scans, search: Any, config: BenchConfig) -> dict[str, Any]:
    shown = [scans.example(recipe, False, 1, 3) for _ in range(count)]
    task = task_of(recipe.name, shown, request=recipe.type)
    ((_, result),) = solve_all([task], search)
    sets = {"same_lengths": (1, 3), "longer": (5, 8)}
    judged = {name: [scans.example(recipe, True, *lengths) for _ in range(JUDGED)] for name, lengths in sets.items()}
    row: dict[str, Any] = {"task": recipe.name, "examples": count, "status": result.status, "seconds": round(result.seconds, 1)}
    row["program"] = str(result.program)
    for name, examples in judged.items():
        row[name] = _share(result, examples)
    from synth.hybrid.baseline import shares  # torch, which not every measurement has

    row |= {f"network_{name}": share for name, share in shares(task, judged, search.seed).items()}
    _say(config, row)
    return row


def _share(result: Result, examples: Sequence[Example]) -> float:
    """The share of examples that the program is right on."""
    if result.status != "solved" or result.vocabulary is None:
        return 0.0
    assert result.program is not None
    run = compile_term(result.program, result.vocabulary())
    return float(sum(thaw(run(e.inputs)) == e.output for e in examples) / len(examples))


def _say(config: BenchConfig, row: dict[str, Any]) -> None:
    put(json.dumps(row) if config.output.json else "  ".join(f"{key} {value}" for key, value in row.items()))
