"""A module from labelled examples, the plainest task there is: `x -> see(x)`.

The examples are dealt into thirds, and three networks learn from views of them, each kept from one third. What they say of it tells how
often such a module is right, and at which temperature it is as sure as it is right (Guo et al. 2017). One student learns from all
examples and from what the three say of their views, of rows without labels, too (Hinton et al. 2015).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from dsl.module import Module
from dsl.perceive import blocks
from synth.hybrid.check import radius, slices
from synth.hybrid.lesson import Lesson
from synth.hybrid.memory import keeping
from synth.hybrid.network import Columns, Network, columns
from synth.hybrid.views import view
from synth.learn.calibration import calibration_error, fitted_temperature
from synth.learn.distill import soft_loss
from synth.learn.robust_loss import robust_loss

BATCH = 32  # rows
RATE = 4e-3  # at its peak
SMOOTHING = 0.05  # of labels
SOFT = 2.0  # temperature at which the student listens
STEPS = {0: 1200, 2: 2400, 3: 1200}  # of a student with so many convolutions; half as many of a network that is kept from a third
POOL = 4096  # views that a student learns from
SHARPENING = 1000  # steps at most, on the examples as they are
LATE = 0.1  # of the time, kept for these
FOLDED = 0.55  # of the time, at most, for the networks that are kept from a third
FOLDS = 3
LEAST_FOLDED = 12  # rows
ROBUST = 0.7  # of the loss where labels may be wrong
EVERY = 50  # steps between two words of progress
Tell = Callable[[str], None]


@dataclass
class _Class:
    """The rows of a lesson as networks see them, and what is known of them."""

    lesson: Lesson
    tell: Tell
    deadline: float

    def __post_init__(self) -> None:
        lesson = self.lesson
        self.seen = columns(lesson.rows, lesson.shapes, lesson.norms)
        self.unseen = columns(lesson.unlabelled, lesson.shapes, lesson.norms) if lesson.unlabelled else None
        kind = torch.int64 if lesson.labels else torch.float32
        self.targets = torch.tensor(lesson.targets, dtype=kind)
        self.chance = torch.Generator().manual_seed(lesson.seed)

    def network(self, seed: int) -> Network:
        """A fresh network."""
        torch.manual_seed(seed)
        return Network(self.lesson.shapes, len(self.lesson.labels) or 1, self.lesson.twin)

    def loss(self, said: Tensor, wanted: Tensor) -> Tensor:
        """How wrong what is said of some rows is."""
        if not self.lesson.labels:
            return functional.smooth_l1_loss(said[:, 0], wanted)
        if self.lesson.noise:
            return robust_loss(said, wanted, ROBUST)
        return functional.cross_entropy(said, wanted, label_smoothing=SMOOTHING)

    def train(self, seed: int, rows: Tensor, steps: int, what: str, end: float) -> Network:
        """A network trained on some of the rows for so many steps, or as many as there is time for."""
        network = self.network(seed)

        def loss_of(at: Tensor) -> Tensor:
            some = rows[at]
            return self.loss(network(*view(_at(self.seen, some), self.chance)), self.targets[some])

        self._descend(network, len(rows), steps, loss_of, what, end)
        return network

    def teach(self, teachers: Sequence[Network], steps: int, end: float) -> Network:
        """One network that learns the labels and what all of them say together, of rows without labels, too."""
        student = self.network(self.lesson.seed + len(teachers))
        everything = self.seen if self.unseen is None else tuple(map(torch.cat, zip(self.seen, self.unseen)))
        count, rows = len(self.targets), torch.arange(POOL) % len(everything[0])
        pool = view(_at(everything, rows), self.chance)
        with torch.no_grad():
            taught = torch.cat([_agreed(teachers, _at(pool, some)) for some in torch.arange(POOL).view(-1, BATCH)])

        def loss_of(at: Tensor) -> Tensor:
            said, own = student(*_at(pool, at)), rows[at] < count
            hard = self.loss(said[own], self.targets[rows[at[own]]]) if bool(own.any()) else said.sum() * 0
            return hard + (soft_loss(said, taught[at], SOFT) if self.lesson.labels else functional.smooth_l1_loss(said, taught[at]))

        self._descend(student, POOL, steps, loss_of, "one network from all", end)
        return student

    def _descend(self, network: Network, rows: int, steps: int, loss_of: Callable[[Tensor], Tensor], what: str, end: float) -> None:
        optimiser = torch.optim.Adam(network.parameters(), RATE)
        began = time.monotonic()
        for step in range(steps):
            spent = max(step / steps, (time.monotonic() - began) / max(1e-3, end - began))
            if spent >= 1:
                return
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1.0, spent / 0.25 + 0.02) * 0.5 * (1 + math.cos(math.pi * max(0.0, spent - 0.25) / 0.75))
            loss = loss_of(torch.randint(rows, (BATCH,), generator=self.chance))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            if step % EVERY == 0:
                self.tell(f"{what}, loss {float(loss.detach()):.2f}, {max(0.0, self.deadline - time.monotonic()):.0f} s left")

    def folded(self, steps: int, end: float) -> tuple[list[Network], Tensor]:
        """A network for each third, kept from it, and what it says of it: the scores of every row, [n, outputs]."""
        order, began = self._dealt(), time.monotonic()
        scores = torch.zeros(len(self.targets), len(self.lesson.labels) or 1)
        networks = list[Network]()
        for fold in range(FOLDS):
            kept, until = order[fold::FOLDS], began + (end - began) * (fold + 1) / FOLDS
            rest = torch.cat([order[k::FOLDS] for k in range(FOLDS) if k != fold])
            networks.append(self.train(self.lesson.seed + fold, rest, steps, f"part {fold + 1} of {FOLDS} kept apart", until))
            with torch.no_grad():
                scores[kept] = networks[-1](*_at(self.seen, kept))
        return networks, scores

    def _dealt(self) -> Tensor:
        """The rows in an order of which every third has its share of each label."""
        mixed = torch.randperm(len(self.targets), generator=self.chance)
        return mixed[torch.argsort(self.targets[mixed], stable=True)]


def train_labelled(lesson: Lesson, seconds: float, tell: Tell) -> Module:
    """The module, trained within a share of the seconds; its metrics say how it did on examples that it was kept from."""
    torch.set_num_threads(1)
    began = time.monotonic()
    room = _Class(lesson, tell, began + seconds)
    steps = STEPS[max(blocks(shape) if len(shape) == 3 else 0 for shape in lesson.shapes)]
    end = began + (1 - LATE) * seconds
    if len(lesson.rows) < LEAST_FOLDED:
        alone = room.train(lesson.seed, torch.arange(len(lesson.rows)), steps, "one network", end)
        return _module(room, _sharpened(room, alone), None)
    networks, kept = room.folded(steps // 2, began + FOLDED * seconds)
    return _module(room, _sharpened(room, room.teach(networks, steps, end)), kept)


def _sharpened(room: _Class, network: Network) -> Network:
    """The network after a few steps on the examples as they are, where it is wrong on some of them and none may be."""
    optimiser = torch.optim.Adam(network.parameters(), RATE / 4)
    for _ in range(SHARPENING if room.lesson.labels and not room.lesson.noise else 0):
        said = network(*room.seen)
        if bool((said.argmax(1) == room.targets).all()) or time.monotonic() > room.deadline:
            break
        wrong = said.argmax(1) != room.targets
        loss = functional.cross_entropy(said, room.targets) + functional.cross_entropy(said[wrong], room.targets[wrong])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return network


def _module(room: _Class, network: Network, kept: Tensor | None) -> Module:
    """The network as a module, with what was measured on the rows that networks were kept from."""
    lesson = room.lesson
    module = Module(lesson.name, lesson.type, lesson.shapes, lesson.labels, network.code(), lesson.norms)
    if lesson.labels and len(lesson.shapes) == 1:  # such a module may be adapted
        module = keeping(module, (room.seen[0], room.targets), lesson.seed)
    metrics: dict[str, Any] = {"examples": len(lesson.rows)}
    if kept is None:
        return replace(module, metrics=metrics)
    targets = torch.tensor(lesson.targets)
    if not lesson.labels:
        metrics["error"] = round(float((kept[:, 0] - targets).square().mean().sqrt()) * lesson.norms[-1][1], 6)
        metrics["spread"] = round(lesson.norms[-1][1], 6)
        return replace(module, metrics=metrics)
    temperature = fitted_temperature(kept, targets)
    metrics["accuracy"] = round(float((kept.argmax(1) == targets).float().mean()), 4)
    metrics["calibration_error"] = round(calibration_error(torch.softmax(kept / temperature, 1), targets), 4)
    weakest = slices(kept.argmax(1), targets, [str(label) for label in lesson.labels], {})[0]
    metrics["weakest"] = f"{weakest.name}, {weakest.accuracy:.0%} of {weakest.count}"
    if time.monotonic() < room.deadline:
        metrics["radius"] = radius(network, room.seen, lesson.twin)
    return replace(module, temperature=round(temperature, 4), metrics=metrics)


def _agreed(networks: Sequence[Network], seen: Columns) -> Tensor:
    """The mean of what all networks say, [n, outputs]."""
    return torch.stack([network(*seen) for network in networks]).mean(0)


def _at(seen: Columns, rows: Tensor) -> Columns:
    return tuple(column[rows] for column in seen)
