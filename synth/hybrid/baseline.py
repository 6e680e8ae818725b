"""A network without programs, to compare with: convolutions over images or hashed pieces of texts, then an LSTM (Hochreiter 1997)."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from dsl.module import IMAGE, text_shape
from dsl.perceive import Shape, read
from dsl.type import BOOL, INT, STR, Type, parameters
from synth.hybrid.lesson import image_shape
from synth.hybrid.network import Network
from synth.hybrid.scene import Scene, scene
from tasks.task import Example, Task

WIDTH = 64
RATE = 2e-3
BATCH = 16
SECONDS = 30.0  # of the processor
PASSES = 100


class Recurrent(nn.Module):
    """The things of one example in their order, the example's numbers and the input that each stands in beside it -> a number or scores."""

    def __init__(self, shapes: Mapping[Type, Shape], others: int, outputs: int) -> None:
        super().__init__()
        self.eyes = nn.ModuleDict({str(kind): Network([shape], WIDTH) for kind, shape in shapes.items()})
        self.memory = nn.LSTM(WIDTH + others, WIDTH)
        self.last = nn.Linear(WIDTH, outputs)

    def forward(self, things: Sequence[tuple[str, Tensor]], others: Tensor) -> Tensor:
        """n things with their kinds, others [n, any] -> [outputs]."""
        seen = torch.cat([functional.relu(self.eyes[kind](thing[None])) for kind, thing in things])
        states, _ = self.memory(torch.cat([seen, others], 1)[:, None])
        said: Tensor = self.last(states[-1, 0])
        return said


class Pupil:
    """A network for one task, which says a number where outputs are numbers in no small set, else one of the outputs shown."""

    def __init__(self, task: Task, seed: int) -> None:
        torch.manual_seed(seed)
        self.request, output = task.request, parameters(task.request)[1]
        scenes = [scene(e, task.request) for e in task.shown]
        kinds: dict[Type, list[Any]] = {}
        for thing in (thing for one in scenes for thing in one.things):
            kinds.setdefault(STR if isinstance(thing, str) else IMAGE, []).append(thing)
        self.shapes = {kind: text_shape() if kind == STR else image_shape(things) for kind, things in kinds.items()}
        alone = len(parameters(task.request)[0]) == 1 and parameters(task.request)[0][0] in (IMAGE, STR)
        self.labels = sorted({e.output for e in task.shown}) if output in (BOOL, STR) or alone else []
        self.spread = 1.0 if self.labels else max(1.0, float(np.std([float(e.output) for e in task.shown])))
        self.rows = [self._row(one) for one in scenes]
        self.net = Recurrent(self.shapes, self.rows[0][1].shape[1], len(self.labels) or 1)

    def _row(self, one: Scene) -> tuple[list[tuple[str, Tensor]], Tensor, Any]:
        inputs = list(zip(parameters(self.request)[0], one.template))
        numbers = [float(v) / 10 for t, v in inputs if t == INT]
        places = [float(at) for at, (t, value) in enumerate(inputs) if t != INT for _ in range(_leaves(value))]
        kinds = [STR if isinstance(thing, str) else IMAGE for thing in one.things]
        things = [(str(k), torch.from_numpy(read(thing, self.shapes[k], (0.0, 1.0)))) for k, thing in zip(kinds, one.things)]
        return things, torch.tensor([[place, *numbers] for place in places]), one.output

    def loss(self, row: tuple[list[tuple[str, Tensor]], Tensor, Any]) -> Tensor:
        """How wrong the network is on an example."""
        said = self.net(row[0], row[1])
        if self.labels:
            return functional.cross_entropy(said[None], torch.tensor([self.labels.index(row[2])]))
        return functional.smooth_l1_loss(said[0] / self.spread, torch.tensor(row[2] / self.spread))

    def train(self, seconds: float, seed: int) -> None:
        """As many passes over the examples as the time allows, at most 100."""
        optimiser, rows = torch.optim.Adam(self.net.parameters(), RATE), list(self.rows)
        chance, deadline = random.Random(seed), time.process_time() + seconds
        for _ in range(PASSES):
            chance.shuffle(rows)
            for start in range(0, len(rows), BATCH):
                if time.process_time() > deadline:
                    return
                optimiser.zero_grad()
                torch.stack([self.loss(row) for row in rows[start : start + BATCH]]).mean().backward()  # type: ignore[no-untyped-call]
                optimiser.step()

    def right(self, examples: Sequence[Example]) -> float:
        """The share of examples whose output the network says, rounded where it says a number."""
        count = 0
        with torch.no_grad():
            for things, others, output in (self._row(scene(e, self.request)) for e in examples):
                said = self.net(things, others)
                count += (self.labels[int(said.argmax())] if self.labels else round(float(said[0]))) == output
        return count / len(examples)


def _leaves(value: Any) -> int:
    return sum(map(_leaves, value)) if isinstance(value, tuple) else 1


def shares(task: Task, judged: Mapping[str, Sequence[Example]], seed: int) -> dict[str, float | None]:
    """The share of each set of examples that a network trained on the task's is right on; None where outputs are lists."""
    if not isinstance(task.shown[0].output, int | str):
        return dict.fromkeys(judged)
    torch.set_num_threads(1)
    pupil = Pupil(task, seed)
    pupil.train(SECONDS, seed)
    return {name: round(pupil.right(examples), 3) for name, examples in judged.items()}
