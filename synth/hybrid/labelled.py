"""A module from labelled examples, the plainest task there is: `x -> see(x)`.

Networks of several first weights learn from views of the examples, and one student learns from all of them (Hinton et al. 2015), on the
rows without labels, too. How often it is right is measured on thirds of the examples that it is kept from, and its temperature is set so
that it is as sure as it is right (Guo et al. 2017).
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
from synth.hybrid.check import radius, slices
from synth.hybrid.lesson import Lesson
from synth.hybrid.network import Columns, Network, columns
from synth.hybrid.views import view
from synth.learn.calibration import calibration_error, fitted_temperature
from synth.learn.distill import soft_loss
from synth.learn.robust_loss import robust_loss

BATCH = 64  # rows
RATE = 4e-3  # at its peak
SMOOTHING = 0.05  # of labels
SOFT = 2.0  # temperature at which the student listens
STEPS = 1200  # of a network that sees images, half as many of another, as far as there is time
SHARPENING = 1000  # steps at most, on the examples as they are
LATE = 0.1  # of the time, kept for these
PROBE = 10  # steps that tell how long one takes
MEMBERS = 4  # networks, as far as there is time
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
        """One network that says what all of them say together, on rows without labels, too."""
        student = self.network(self.lesson.seed + 1000)
        pool = self.seen if self.unseen is None else tuple(map(torch.cat, zip(self.seen, self.unseen)))
        count = len(self.targets)

        def loss_of(at: Tensor) -> Tensor:
            shown = view(_at(pool, at), self.chance)
            said = student(*shown)
            with torch.no_grad():
                taught = torch.stack([teacher(*shown) for teacher in teachers]).mean(0)
            if not self.lesson.labels:
                return functional.smooth_l1_loss(said, taught)
            own = at < count
            hard = self.loss(said[own], self.targets[at[own]]) if bool(own.any()) else said.sum() * 0
            return soft_loss(said, taught, SOFT) + hard

        self._descend(student, len(pool[0]), steps, loss_of, "one network from all", end)
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

    def step_seconds(self) -> float:
        """How long one step takes; the first ones take longer than others."""
        everything = torch.arange(len(self.targets))
        self.train(0, everything, PROBE, "a first look", math.inf)
        began = time.monotonic()
        self.train(0, everything, PROBE, "a first look", math.inf)
        return (time.monotonic() - began) / PROBE

    def apart(self, steps: int, end: float) -> Tensor:
        """Scores of every row by a network that was kept from it, [n, outputs]."""
        order, began = self._dealt(), time.monotonic()
        scores = torch.zeros(len(self.targets), len(self.lesson.labels) or 1)
        for fold in range(FOLDS):
            kept, until = order[fold::FOLDS], began + (end - began) * (fold + 1) / FOLDS
            rest = torch.cat([order[k::FOLDS] for k in range(FOLDS) if k != fold])
            network = self.train(fold, rest, steps, f"part {fold + 1} of {FOLDS} kept apart", until)
            with torch.no_grad():
                scores[kept] = network(*_at(self.seen, kept))
        return scores

    def _dealt(self) -> Tensor:
        """The rows in an order of which every third has its share of each label."""
        mixed = torch.randperm(len(self.targets), generator=self.chance)
        return mixed[torch.argsort(self.targets[mixed], stable=True)]


def train_labelled(lesson: Lesson, seconds: float, tell: Tell) -> Module:
    """The module, trained within a share of the seconds; its metrics say how it did on examples that it was kept from."""
    torch.set_num_threads(1)
    began = time.monotonic()
    room = _Class(lesson, tell, began + seconds)
    steps = STEPS if any(len(shape) == 3 for shape in lesson.shapes) else STEPS // 2
    count = min(MEMBERS, max(1, int(seconds / room.step_seconds() / steps - FOLDS / 2 - 1)))
    share = FOLDS / 2 / (FOLDS / 2 + count + (count > 1))  # a fold has half the steps of a network
    kept = room.apart(steps // 2, began + share * seconds) if len(lesson.rows) >= LEAST_FOLDED else None
    end, everything = began + (1 - LATE) * seconds, torch.arange(len(lesson.rows))
    members = list[Network]()
    for seed in range(count):
        until = time.monotonic() + (end - time.monotonic()) / (count + (count > 1) - seed)
        members.append(room.train(lesson.seed + seed, everything, steps, f"network {seed + 1} of {count}", until))
    student = room.teach(members, steps, end) if count > 1 else members[0]
    return _module(room, _sharpened(room, student), kept)


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


def _at(seen: Columns, rows: Tensor) -> Columns:
    return tuple(column[rows] for column in seen)
