"""Checks of a trained module on labelled examples: where it is wrong, whether it is as sure as it is right, what misleads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from dsl.module import IMAGE, Module
from dsl.perceive import BUCKETS
from dsl.type import STR, parameters
from synth.hybrid.network import Columns, Network, columns
from synth.learn.adversarial import projected_gradient
from synth.learn.calibration import calibration_error
from synth.learn.slices import Slice, slice_report

THIRDS = {IMAGE: ("brightness", ("dark", "middling", "light")), STR: ("length", ("short", "middling", "long"))}
HALVINGS = 6  # of the radius that is sought
WIDEST = 0.5  # radius: a change by so much is no small one
MOST_MISLED = 60  # rows that the radius is of
STEPS = 4  # of an attack


@dataclass(frozen=True)
class Check:
    """What was found: shares of rows that are right, of all and of slices, the weakest first; None where it cannot be told."""

    rows: int
    accuracy: float
    slices: tuple[Slice, ...]
    calibration_error: float
    radius: float | None

    def record(self) -> dict[str, Any]:
        """The check as plain JSON values."""
        slices = [{"slice": s.name, "rows": s.count, "accuracy": s.accuracy, "low": s.low, "high": s.high} for s in self.slices]
        told = {"rows": self.rows, "accuracy": self.accuracy, "calibration_error": self.calibration_error, "radius": self.radius}
        return {**told, "slices": slices}


def check(module: Module, rows: Sequence[tuple[Any, ...]], outputs: Sequence[Any]) -> Check:
    """How a module with labels does on rows of inputs whose outputs are known; an output that it never says is wrong."""
    torch.set_num_threads(1)
    chances = torch.from_numpy(module.probabilities(rows)).double()
    known = torch.tensor([module.labels.index(o) if o in module.labels else len(module.labels) for o in outputs])
    padded = torch.cat([chances, torch.zeros(len(rows), 1, dtype=chances.dtype)], 1)  # a class for what it never says
    names = [str(label) for label in (*module.labels, "another")]
    said = padded.argmax(1)
    seen = columns(rows, module.shapes, module.norms)
    network = Network(module.shapes, module.outputs, module.twin)
    network.load(module)
    return Check(
        len(rows),
        float((said == known).double().mean()),
        tuple(slices(said, known, names, groups(module, rows))),
        calibration_error(padded, known),
        radius(network, seen, module.twin),
    )


def groups(module: Module, rows: Sequence[tuple[Any, ...]]) -> dict[str, tuple[Tensor, tuple[str, ...]]]:
    """Thirds of the rows: by the brightness of the first image or the length of the first text; names and numbers of the thirds."""
    found: dict[str, tuple[Tensor, tuple[str, ...]]] = {}
    for at, part in enumerate(parameters(module.type)[0]):
        if part in THIRDS and len(rows) >= 3:
            own = columns([(row[at],) for row in rows], [module.shapes[at]], [module.norms[at]])[0]
            sizes = own.flatten(1).mean(1) if part == IMAGE else torch.tensor([float(len(row[at])) for row in rows])
            order = torch.argsort(torch.argsort(sizes, stable=True))
            name, names = THIRDS[part]
            found.setdefault(name, (order * 3 // len(rows), names))
    return found


def slices(said: Tensor, known: Tensor, names: Sequence[str], grouped: dict[str, tuple[Tensor, tuple[str, ...]]]) -> list[Slice]:
    """The slices by class, by group and by both, in words, the weakest first."""
    report = slice_report(said, known, {name: numbers for name, (numbers, _) in grouped.items()})
    words = {f"{name}={n}": word for name, (_, thirds) in grouped.items() for n, word in enumerate(thirds)}
    told = []
    for own in report:
        pieces = [words.get(piece) or names[int(piece.split("=")[1])] for piece in own.name.replace(", class=", ",class=").split(",")]
        told.append(Slice(", ".join(pieces), own.count, own.accuracy, own.low, own.high))
    return told


def radius(network: Network, seen: Columns, twin: bool) -> float | None:
    """By how much each number of an input must change, on purpose, for half of what is said to change; None for texts and several inputs.

    In shades of images, in spreads of numbers; at most 0.5.
    """
    if twin or len(seen) > 1 or (seen[0].dim() == 2 and seen[0].shape[1] == BUCKETS) or network.outputs < 2:
        return None
    inputs = seen[0][:MOST_MISLED]
    bounds = (0.0, 1.0) if inputs.dim() == 4 else (-torch.inf, torch.inf)
    with torch.no_grad():
        said = network(inputs).argmax(1)
    low, high = 0.0, WIDEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        moved = projected_gradient(network, inputs, said, middle, bounds, steps=STEPS)
        with torch.no_grad():
            misled = float((network(moved).argmax(1) != said).double().mean())
        low, high = (low, middle) if misled >= 0.5 else (middle, high)
    return round((low + high) / 2, 3)
