"""Made-up things to learn from, by a seed: pictures of shapes in colour, and sentences of praise and blame. For the demo and benches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

SIDE = 20  # pixels
RED, GREEN, BLUE = (0.9, 0.1, 0.1), (0.1, 0.8, 0.2), (0.1, 0.2, 0.9)
SHAPES = {"red disc": RED, "blue disc": BLUE, "red box": RED, "green cross": GREEN, "green ring": GREEN}
SUBJECTS = (
    "the film",
    "this movie",
    "the plot",
    "the acting",
    "the story",
    "that scene",
    "the ending",
    "the cast",
    "the music",
    "this book",
)
PRAISE = ("great", "wonderful", "moving", "brilliant", "a delight", "superb", "charming", "fresh", "clever", "touching")
BLAME = ("dull", "awful", "boring", "a mess", "tedious", "poor", "flat", "clumsy", "weak", "dreadful")
HOW = ("truly", "really", "quite", "so", "very", "rather", "simply", "")
CLOSINGS = (
    "from start to end",
    "and I would say so again",
    "as my friends said",
    "in every way",
    "for me",
    "after an hour",
    "on the whole",
    "",
)


def picture(shape: str, chance: np.random.Generator, side: int = SIDE) -> list[list[list[float]]]:
    """A shape somewhere on a ground of any colour, as an image in colour."""
    page = chance.uniform(0.3, 0.7, 3) + chance.normal(0, 0.05, (side, side, 3))
    down, across = np.mgrid[:side, :side]
    centre, radius = chance.uniform(0.35 * side, 0.65 * side, 2), chance.uniform(0.2 * side, 0.32 * side)
    y, x = np.abs(down - centre[0]), np.abs(across - centre[1])
    inside = {
        "disc": np.hypot(y, x) < radius,
        "box": np.maximum(y, x) < 0.85 * radius,
        "cross": (np.minimum(y, x) < 0.35 * radius) & (np.maximum(y, x) < radius),
        "ring": np.abs(np.hypot(y, x) - 0.8 * radius) < 0.2 * radius,
    }[shape.split()[1]]
    ink = np.array(SHAPES[shape]) + chance.normal(0, 0.07, 3)
    page[inside] = ink + chance.normal(0, 0.05, (int(inside.sum()), 3))
    found: list[list[list[float]]] = np.clip(page, 0, 1).round(3).tolist()
    return found


def sentence(praises: bool, chance: np.random.Generator) -> str:
    """A sentence that praises something or blames it."""
    words = chance.choice(SUBJECTS), "was", chance.choice(HOW), chance.choice(PRAISE if praises else BLAME), chance.choice(CLOSINGS)
    return " ".join(str(word) for word in words if word)


def sentences(verdicts: Sequence[Any], chance: np.random.Generator) -> list[str]:
    """A sentence for each verdict."""
    return [sentence(bool(verdict), chance) for verdict in verdicts]
