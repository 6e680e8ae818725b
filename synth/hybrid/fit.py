"""Training the module inside a sketch, from the outputs of whole programs alone; choosing among sketches by how well that goes.

Each sketch trains a network of its own on the likelihood of the outputs (`soften`). Rounds of halving keep the likelier sketches
(Jamieson and Talwalkar 2016); the winner is trained until every example holds.
"""

from __future__ import annotations

import math
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from dsl.domain import load_domain
from dsl.module import CHANNELS, HIDDEN, IMAGE, Module, arrays, encoded
from dsl.type import INT, Type, arrow
from synth.hybrid.scene import Scene, Template
from synth.hybrid.sketch import DOMAIN, Sketch
from synth.hybrid.soften import Softened

BATCH = 32  # examples
DRAWS = 128  # labellings drawn for an example with too many
RATE = 2e-3
WAVE = 1.5  # units of cost within which sketches compete
CONTENDERS = 8
FIRST_EPOCHS = 3
LAST_EPOCHS = 16
ENOUGH = 0.8  # of what chance leaves open: a sketch that explains so much is taken
MOST_FIRST = 400  # examples of the first rounds
FADE = 0.95  # of the rate, with every pass of the last training
PATIENCE = 15  # passes without another example that holds
MOST_STARTS = 8  # from other first weights
FEW_WRONG = 0.05  # of the examples
HELD_BACK = 0.1  # of the examples, to judge sketches by


@dataclass(frozen=True)
class Fitted:
    """A sketch with its trained module; `right` of the `total` examples hold."""

    sketch: Sketch
    module: Module
    right: int
    total: int


class Network(nn.Module):
    """[n, h, w] -> [n, classes]: the network of `dsl.module`, with the same arrays in the same order."""

    def __init__(self, height: int, width: int, classes: int) -> None:
        super().__init__()
        first, second = CHANNELS
        self.one = nn.Conv2d(1, first, 3, padding=1)
        self.two = nn.Conv2d(first, second, 3, padding=1)
        self.hidden = nn.Linear(second * (height // 4) * (width // 4), HIDDEN)
        self.last = nn.Linear(HIDDEN, classes)

    def forward(self, images: Tensor) -> Tensor:
        """The scores of the classes."""
        maps = functional.max_pool2d(functional.relu(self.one(images[:, None])), 2)
        maps = functional.max_pool2d(functional.relu(self.two(maps)), 2)
        scores: Tensor = self.last(functional.relu(self.hidden(maps.flatten(1))))
        return scores

    def load(self, module: Module) -> None:
        """Take over a module's weights."""
        with torch.no_grad():
            for own, part in zip(self.parameters(), arrays(module.code, module.height, module.width, module.classes)):
                own.copy_(torch.from_numpy(part.copy()))

    def code(self) -> str:
        """The weights as a module's text."""
        return encoded([parameter.detach().numpy() for parameter in self.parameters()])


class Trainer:
    """One sketch, its network and its optimiser."""

    def __init__(
        self, sketch: Sketch, scenes: Sequence[Scene], request: Type, classes: int, seed: int, start: Module | None = None
    ) -> None:
        height, width = len(scenes[0].images[0]), len(scenes[0].images[0][0])
        torch.manual_seed(seed)
        self.scenes, self.seed = scenes, seed
        self.sketch, self.request, self.sizes = sketch, request, (height, width, classes)
        self.network = Network(height, width, classes)
        if start is not None:
            self.network.load(start)
        self.optimiser = torch.optim.Adam(self.network.parameters(), RATE)
        self.soft = Softened(sketch.term, sketch.module, request, classes, load_domain(DOMAIN).vocabulary)
        self.chance = random.Random(seed)

    def again(self) -> Trainer:
        """The same with other first weights."""
        return Trainer(self.sketch, self.scenes, self.request, self.sizes[2], self.seed + 1)

    def epoch(self, scenes: Sequence[Scene], deadline: float) -> None:
        """One pass over the examples, those of one template together."""
        batches = [part for group in grouped(scenes).values() for part in _parts(self._shuffled(group))]
        self.chance.shuffle(batches)
        for batch in batches:
            if time.monotonic() > deadline:
                return
            loss = -self.likelihood(batch).mean()
            if loss.requires_grad and torch.isfinite(loss):
                self.optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                self.optimiser.step()

    def _shuffled(self, group: Sequence[Scene]) -> list[Scene]:
        return self.chance.sample(list(group), len(group))

    def likelihood(self, batch: Sequence[Scene]) -> Tensor:
        """[n]: the log-likelihood of the outputs of n examples of one template; drawn, its gradient is REINFORCE's."""
        template = batch[0].template
        logs = self._logs([image for scene in batch for image in scene.images]).view(len(batch), -1, self.sizes[2])
        if not self.soft.exact(template):
            return torch.stack([self._drawn(scene, own) for scene, own in zip(batch, logs)])
        table = self.soft.table(template)
        labels = torch.from_numpy(table.labels)
        whole = sum(logs[:, place, labels[:, place]] for place in range(labels.shape[1]))
        wanted = torch.tensor([table.number(scene.output) for scene in batch])
        gives = torch.from_numpy(table.outputs)[None, :] == wanted[:, None]
        return torch.logsumexp(torch.where(gives, whole, -1e4), 1)

    def _drawn(self, scene: Scene, logs: Tensor) -> Tensor:
        """The likelihood of one example with many images, from labellings drawn from the network (Williams 1992)."""
        labels = torch.multinomial(logs.exp(), DRAWS, replacement=True)  # [images, draws]
        good = torch.from_numpy(self.soft.gives(scene.template, labels.T.numpy(), scene.output)).float()
        share = float(good.mean())
        if not 0 < share < 1:
            return torch.tensor(0.0 if share else -math.log(DRAWS))
        score = ((good - share) * logs.gather(1, labels).sum(0)).mean() / share
        return score - score.detach() + math.log(share)

    def _logs(self, images: Sequence[Any]) -> Tensor:
        pixels = torch.from_numpy(np.asarray(images, np.float32))
        return functional.log_softmax(self.network(pixels), 1)

    def evidence(self, scenes: Sequence[Scene]) -> float:
        """The mean log-likelihood of these examples."""
        with torch.no_grad():
            groups = [part for group in grouped(scenes).values() for part in _parts(group)[:4]]
            return float(torch.cat([self.likelihood(group) for group in groups]).mean())

    def explained(self, scenes: Sequence[Scene]) -> float:
        """How much of what chance leaves open the program explains on these examples: 1 is all, 0 is no better than chance."""
        return 1 - self.evidence(scenes) / self.sketch.chance

    def module(self, metrics: dict[str, float]) -> Module:
        """The network as a module."""
        return Module(self.sketch.module, arrow(IMAGE, INT), *self.sizes, self.network.code(), metrics)

    def right(self, scenes: Sequence[Scene]) -> list[bool]:
        """Which examples hold, the likeliest class taken for each image, with the weights as they will be stored."""
        images = [image for scene in scenes for image in scene.images]
        labels = iter(self.module({}).probabilities(images).argmax(1).tolist())
        return [self.soft.given(scene.template, tuple(islice(labels, len(scene.images)))) == scene.output for scene in scenes]


def grouped(scenes: Sequence[Scene]) -> dict[Template, list[Scene]]:
    """The examples by template."""
    groups: dict[Template, list[Scene]] = defaultdict(list)
    for scene in scenes:
        groups[scene.template].append(scene)
    return groups


def _parts(group: Sequence[Scene]) -> list[Sequence[Scene]]:
    return [group[i : i + BATCH] for i in range(0, len(group), BATCH)]


def choose(sketches: Sequence[Sketch], scenes: Sequence[Scene], request: Type, classes: int, seed: int, deadline: float) -> Trainer | None:
    """The trainer of the sketch that the examples speak for: wave by wave of rising cost, until one explains enough; None without any."""
    order = random.Random(seed).sample(list(scenes), len(scenes))
    back = max(1, int(HELD_BACK * len(order))) if len(order) >= 20 else 0
    kept, judged = order[back:][:MOST_FIRST], order[:back] or order
    best: Trainer | None = None
    for wave in _waves(sketches):
        found = _tournament([Trainer(sketch, scenes, request, classes, seed) for sketch in wave], kept, judged, deadline)
        if best is None or found.evidence(judged) > best.evidence(judged):
            best = found
        if best.explained(judged) >= ENOUGH or time.monotonic() > deadline:
            break
    return best


def _waves(sketches: Sequence[Sketch]) -> Iterator[Sequence[Sketch]]:
    """Sketches of about the same cost together."""
    wave: list[Sketch] = []
    for sketch in sketches:
        if wave and (sketch.cost > wave[0].cost + WAVE or len(wave) == CONTENDERS):
            yield wave
            wave = []
        wave.append(sketch)
    if wave:
        yield wave


def _tournament(field: list[Trainer], kept: Sequence[Scene], judged: Sequence[Scene], deadline: float) -> Trainer:
    """Rounds that halve the field; the last one standing is trained as long as all before."""
    epochs = FIRST_EPOCHS
    while True:
        for trainer in field:
            for _ in range(epochs):
                trainer.epoch(kept, deadline)
        if (len(field) == 1 and (epochs >= LAST_EPOCHS or field[0].explained(judged) >= ENOUGH)) or time.monotonic() > deadline:
            return max(field, key=lambda trainer: trainer.evidence(judged))
        field = _better_half(field, judged)
        epochs *= 2


def _better_half(field: Sequence[Trainer], scenes: Sequence[Scene]) -> list[Trainer]:
    """The likelier half first; while there are many, also the one that explains most, since it may just need longer."""
    order = sorted(field, key=lambda trainer: -trainer.evidence(scenes))
    kept = order[: (len(order) + 1) // 2]
    if len(kept) > 2:
        rest = max(order[len(kept) :], key=lambda trainer: trainer.explained(scenes))
        kept[-1] = rest if rest.explained(scenes) > kept[-1].explained(scenes) else kept[-1]
    return kept


def train(trainer: Trainer, scenes: Sequence[Scene], deadline: float, rate: float = RATE) -> Fitted:
    """Train until every example holds, nothing gets better or the time is over; the best state counts."""
    trainer.optimiser = torch.optim.Adam(trainer.network.parameters(), rate)
    schedule = torch.optim.lr_scheduler.ExponentialLR(trainer.optimiser, FADE)
    best, wrong = _state(trainer, scenes)
    idle = 0
    while wrong and idle < PATIENCE and time.monotonic() < deadline:
        trainer.epoch(_lesson(trainer, scenes, wrong), deadline)
        schedule.step()
        now, wrong = _state(trainer, scenes)
        idle = 0 if now.right > best.right else idle + 1
        best = now if now.right >= best.right else best
    return best


def train_anew(trainer: Trainer, scenes: Sequence[Scene], deadline: float) -> Fitted:
    """Train, and as long as some example does not hold, again from other first weights, while there is time."""
    best = train(trainer, scenes, deadline)
    for _ in range(MOST_STARTS):
        if best.right == best.total or time.monotonic() > deadline:
            break
        trainer = trainer.again()
        for _ in range(LAST_EPOCHS):
            trainer.epoch(scenes, deadline)
        found = train(trainer, scenes, deadline)
        best = found if found.right > best.right else best
    return best


def _lesson(trainer: Trainer, scenes: Sequence[Scene], wrong: Sequence[Scene]) -> Sequence[Scene]:
    """What to go through next: everything, or when little is wrong that again and again among some of the rest."""
    if len(wrong) > FEW_WRONG * len(scenes):
        return scenes
    some = trainer.chance.sample(list(scenes), min(MOST_FIRST, len(scenes)))
    return [*some, *list(wrong) * max(1, len(some) // (2 * len(wrong)))]


def _state(trainer: Trainer, scenes: Sequence[Scene]) -> tuple[Fitted, list[Scene]]:
    """Where training stands, and the examples that do not hold."""
    wrong = [scene for scene, right in zip(scenes, trainer.right(scenes)) if not right]
    right = len(scenes) - len(wrong)
    module = trainer.module({"examples": len(scenes), "examples_right": right})
    return Fitted(trainer.sketch, module, right, len(scenes)), wrong
