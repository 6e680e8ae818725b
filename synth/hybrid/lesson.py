"""Lessons: what a module is to learn, from examples whose inputs are what it sees and whose outputs are what it should say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dsl.module import IMAGE, REAL, SAID, SEEN, VECTORS, is_twin, text_shape
from dsl.perceive import Shape
from dsl.type import BOOL, DECIMAL, STR, Type, parameters
from tasks.task import Task

MOST_LABELS = 0.5  # labels for each example: more are no classes
LEAST = 4  # examples
LARGEST = 32  # pixels a side that a module sees


@dataclass(frozen=True)
class Lesson:
    """Rows of inputs and what is to be said of each, the number of a label or a number in units of its spread."""

    name: str
    type: Type
    shapes: tuple[Shape, ...]
    norms: tuple[Any, ...]
    labels: tuple[Any, ...]
    rows: tuple[tuple[Any, ...], ...]
    targets: tuple[Any, ...]
    unlabelled: tuple[tuple[Any, ...], ...]
    noise: float
    seed: int

    @property
    def twin(self) -> bool:
        """Whether two things of one kind are compared."""
        return is_twin(self.type)


def lesson_of(task: Task, name: str, noise: float, seed: int) -> Lesson | None:
    """The lesson that a task's examples are; None where its types are not those of a module, or labels are as many as examples."""
    inputs, said = parameters(task.request)
    rows, outputs = tuple(e.inputs for e in task.distinct_shown), [e.output for e in task.distinct_shown]
    if said not in SAID or any(part not in SEEN for part in inputs) or len(rows) < LEAST:
        return None
    shapes = shapes_of(inputs, rows)
    labels = () if said in REAL else tuple(sorted(set(outputs)))
    if shapes is None or (said not in REAL and not 2 <= len(labels) <= max(2, MOST_LABELS * len(rows))):
        return None
    norms = (*(norm_of(part, [row[i] for row in rows]) for i, part in enumerate(inputs)), norm_of(said, outputs))
    if said in REAL:
        centre, spread = norms[-1][:2]
        targets: tuple[Any, ...] = tuple((float(value) - centre) / spread for value in outputs)
    else:
        targets = tuple(map(labels.index, outputs))
    return Lesson(name, task.request, shapes, norms, labels, rows, targets, task.inputs, noise, seed)


def shapes_of(inputs: Sequence[Type], rows: Sequence[tuple[Any, ...]]) -> tuple[Shape, ...] | None:
    """The shape of each input as a module sees it; None where lists of numbers are of several lengths or an image is too small."""
    found: list[Shape] = []
    for i, part in enumerate(inputs):
        values = [row[i] for row in rows]
        if part == IMAGE:
            found.append(image_shape(values))
        elif part in VECTORS:
            found.append((len(values[0]),))
        else:
            found.append(text_shape() if part == STR else (1,))
        small = part == IMAGE and min(found[-1][:2]) < 4
        if small or (part in VECTORS and (not values[0] or len(set(map(len, values))) > 1)):
            return None
    return tuple(found)


def image_shape(images: Sequence[Any]) -> Shape:
    """The shape that most of the images have, at most 32 pixels a side; of depth 3 where any has colour."""
    sizes = [(len(image), len(image[0])) for image in images]
    height, width = max(sorted(set(sizes)), key=sizes.count)
    depth = 3 if any(isinstance(image[0][0], tuple) for image in images) else 1
    return min(height, LARGEST), min(width, LARGEST), depth


def norm_of(part: Type, values: Sequence[Any]) -> Any:
    """The mean and the spread of numbers, of lists of numbers one for each place; 0 and 1 for what is none."""
    if part in (IMAGE, STR, BOOL):
        return 0.0, 1.0
    table = np.array([[float(v) for v in value] if isinstance(value, tuple) else float(value) for value in values])
    centre, spread = table.mean(0), table.std(0)
    spread = np.where(spread > 1e-12, spread, 1.0)
    if part == DECIMAL:
        return float(centre), float(spread), max(0, *(-int(value.as_tuple().exponent) for value in values))
    return (float(centre), float(spread)) if table.ndim == 1 else (tuple(centre.tolist()), tuple(spread.tolist()))
