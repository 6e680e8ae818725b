"""A network without programs, to compare with: convolutions over each image, then an LSTM (Hochreiter and Schmidhuber 1997)."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from dsl.module import text_shape
from dsl.perceive import Shape, read
from dsl.type import INT, Type, parameters
from synth.hybrid.lesson import image_shape
from synth.hybrid.network import Network
from synth.hybrid.scene import Scene, scene
from tasks.task import Example, Task

WIDTH = 64
RATE = 2e-3
BATCH = 16
SECONDS = 60.0  # of the processor


class Recurrent(nn.Module):
    """Images of one example in their order, with the example's other numbers beside each -> one number."""

    def __init__(self, shape: Shape, others: int) -> None:
        super().__init__()
        self.eye = Network([shape], WIDTH)
        self.memory = nn.LSTM(WIDTH + others, WIDTH)
        self.last = nn.Linear(WIDTH, 1)

    def forward(self, images: Tensor, others: Tensor) -> Tensor:
        """[n, …], [n, others] -> scalar."""
        seen = functional.relu(self.eye(images))
        states, _ = self.memory(torch.cat([seen, others], 1)[:, None])
        number: Tensor = self.last(states[-1, 0])[0]
        return number


def inputs_of(scene: Scene, request: Type, shape: Shape) -> tuple[Tensor, Tensor]:
    """The things of an example as a network sees them, and beside each the position of its input and the numbers among the inputs."""
    things = torch.from_numpy(np.stack([read(thing, shape, (0.0, 1.0)) for thing in scene.things]))
    numbers = [float(v) / 10 for t, v in zip(parameters(request)[0], scene.template) if t == INT]
    places = [float(i) for i, value in enumerate(scene.template) for _ in range(_leaves(value)) if isinstance(value, tuple)]
    return things, torch.tensor([[place, *numbers] for place in places])


def _leaves(value: Any) -> int:
    return sum(map(_leaves, value)) if isinstance(value, tuple) else 1


def trained(scenes: Sequence[Scene], request: Type, shape: Shape, seconds: float, seed: int) -> Recurrent:
    """The network after as many passes over the examples as the time allows, at most 200."""
    torch.manual_seed(seed)
    net = Recurrent(shape, inputs_of(scenes[0], request, shape)[1].shape[1])
    spread = max(1.0, float(np.std([float(s.output) for s in scenes])))
    optimiser = torch.optim.Adam(net.parameters(), RATE)
    rows = [(*inputs_of(scene, request, shape), float(scene.output)) for scene in scenes]
    chance, deadline = random.Random(seed), time.process_time() + seconds
    for _ in range(200):
        chance.shuffle(rows)
        for start in range(0, len(rows), BATCH):
            if time.process_time() > deadline:
                return net
            losses = [functional.smooth_l1_loss(net(x, o) / spread, torch.tensor(y / spread)) for x, o, y in rows[start : start + BATCH]]
            optimiser.zero_grad()
            torch.stack(losses).mean().backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return net


def right(net: Recurrent, scenes: Sequence[Scene], request: Type, shape: Shape) -> int:
    """On how many examples the rounded number is the output."""
    with torch.no_grad():
        return sum(round(float(net(*inputs_of(scene, request, shape)))) == int(scene.output) for scene in scenes)


def shares(task: Task, judged: Mapping[str, Sequence[Example]], seed: int) -> dict[str, float | None]:
    """The share of each set of examples that a network trained on the task's is right on; None where the output is no number."""
    if not isinstance(task.shown[0].output, int):
        return dict.fromkeys(judged)
    torch.set_num_threads(1)
    scenes = [scene(e, task.request) for e in task.shown]
    things = [thing for one in scenes for thing in one.things]
    shape = text_shape() if isinstance(things[0], str) else image_shape(things)
    net = trained(scenes, task.request, shape, SECONDS, seed)
    sets = {name: [scene(e, task.request) for e in examples] for name, examples in judged.items()}
    return {name: right(net, scenes, task.request, shape) / len(scenes) for name, scenes in sets.items()}
