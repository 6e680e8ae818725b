"""ARC tasks: one `.json` file each, of pairs of grids to learn from and grids to test on (Chollet 2019)."""

from __future__ import annotations

import re
from typing import Any

from dsl.type import GRID, arrow
from tasks.fault import Fault, TaskError, describe
from tasks.formats import Source
from tasks.strict_json import JsonError, parse
from tasks.task import Example, Task
from tasks.value import Value, fit

EXTENSIONS = (".json",)
ATTEMPTS = "attempts"  # what else a task has: how many grids may be given for each one to test on
MOST_ATTEMPTS = 2


def claims(source: Source) -> bool:
    """Whether a file has pairs of an input and an output, and not of several inputs."""
    return re.search(rb'"train"\s*:', source.data) is not None and re.search(rb'"input"\s*:\s*\[', source.data) is not None


def read(source: Source) -> list[Task | Fault]:
    """The one task of the file, called as the file is."""
    text = source.text()
    if isinstance(text, Fault):
        return [text]
    try:
        return [_task(parse(text), source)]
    except JsonError as error:
        return [source.fault(error.problem, place=f"{error.line}:{error.column}")]
    except TaskError as error:
        return [source.fault(f"{error.json_path}: {error.problem}")]


def _task(record: object, source: Source) -> Task:
    if not isinstance(record, dict):
        raise TaskError(f"expected an object with train and test, found {describe(record)}")
    shown = [_example(pair, "train", i) for i, pair in enumerate(_pairs(record, "train"))]
    if not shown:
        raise TaskError("no examples; a task needs at least one", "train")
    tests = _pairs(record, "test") if "test" in record else []
    inputs = tuple((_grid(pair, "input", "test", i),) for i, pair in enumerate(tests))
    held_out = tuple(_example(pair, "test", i) for i, pair in enumerate(tests) if "output" in pair)
    extra = {ATTEMPTS: MOST_ATTEMPTS}
    return Task(source.stem, "grids", arrow(GRID, GRID), tuple(shown), held_out, inputs, origin=source.name, extra=extra)


def _pairs(record: dict[str, Any], split: str) -> list[dict[str, Any]]:
    pairs = record.get(split)
    if not isinstance(pairs, list):
        raise TaskError(f"expected an array of pairs, found {describe(pairs)}", split)
    for place, pair in enumerate(pairs):
        if not isinstance(pair, dict):
            raise TaskError(f'expected {{"input": rows, "output": rows}}, found {describe(pair)}', split, place)
    return pairs


def _example(pair: dict[str, Any], split: str, place: int) -> Example:
    return Example((_grid(pair, "input", split, place),), _grid(pair, "output", split, place))


def _grid(pair: dict[str, Any], key: str, split: str, place: int) -> Value:
    if key not in pair:
        raise TaskError(f"missing field {key!r}", split, place)
    try:
        return fit(pair[key], GRID)
    except TaskError as error:
        raise error.inside(split, place, key) from None
