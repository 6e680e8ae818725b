"""Training the modules inside one sketch, from the outputs of whole programs alone."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from dsl.domain import load_domain
from dsl.module import Module
from dsl.term import Prim, subterms
from dsl.type import arrow
from synth.hybrid.gallery import Gallery, grouped
from synth.hybrid.memory import Memory, keeping, recalled
from synth.hybrid.network import Network
from synth.hybrid.scene import Scene, Sight
from synth.hybrid.sketch import ANYTHING, DOMAIN, Sketch
from synth.hybrid.soften import Softened
from synth.hybrid.views import view
from synth.learn.calibration import fitted_temperature
from synth.learn.reinforce import surrogate
from synth.learn.robust_loss import robust

BATCH = 32  # examples
STRAIGHT = 0.0  # bend of views: outputs of whole programs teach slower where things are bent
LEAST = 200  # examples in a pass; fewer are gone through several times
DRAWS = 128  # labellings drawn for an example with too many
RATE = 2e-3
NEVER = -1e4  # the log-likelihood of what no labelling gives
ROBUST = 0.4  # of the loss where outputs may be wrong
REHEARSED, AGAIN = 3.0, 32  # how much what modules remember counts, beside the outputs; things of a step
DEAR = 0.02  # nats an example that a sketch must explain more for each unit of its cost


@dataclass(frozen=True)
class Course:
    """What all sketches of a task are trained on: its scenes, their things, the share of outputs that may be wrong, a seed."""

    scenes: Sequence[Scene]
    gallery: Gallery
    noise: float
    seed: int


def course_of(scenes: Sequence[Scene], sight: Sight, noise: float, seed: int) -> Course:
    """The scenes as networks see them, in one thread."""
    torch.set_num_threads(1)
    return Course(scenes, Gallery(scenes, sight), noise, seed)


class Trainer:
    """One sketch, its networks and their optimiser."""

    def __init__(self, sketch: Sketch, course: Course, start: Mapping[str, Module] | None = None, seed: int | None = None) -> None:
        self.sketch, self.course, self.seed = sketch, course, course.seed if seed is None else seed
        torch.manual_seed(self.seed)
        said = {t.name for t in subterms(sketch.term) if isinstance(t, Prim)}
        self.slots = [(at, slot) for at, slot in enumerate(sketch.sight.slots) if slot.name in said]
        self.networks = torch.nn.ModuleDict({str(at): Network([slot.shape], len(slot.labels)) for at, slot in self.slots})
        self.memory = dict[int, Memory]()  # by slot
        for at, slot in self.slots:
            if start is not None and slot.name in start:
                self._network(at).load(start[slot.name])
                if (known := recalled(start[slot.name])) is not None:
                    self.memory[at] = known
        self.optimiser = torch.optim.Adam(self.networks.parameters(), RATE)
        self.soft = Softened(sketch.term, sketch.sight, load_domain(DOMAIN).vocabulary)
        self.chance, self.draws = random.Random(self.seed), torch.Generator().manual_seed(self.seed)

    def again(self) -> Trainer:
        """The same with other first weights."""
        return Trainer(self.sketch, self.course, seed=self.seed + 1)

    def round(self) -> None:
        """Brings the weights to the precision in which modules keep them."""
        with torch.no_grad():
            for weights in self.networks.parameters():
                weights.copy_(weights.half().float())

    def _network(self, slot: int) -> Network:
        found = self.networks[str(slot)]
        assert isinstance(found, Network)
        return found

    def pass_over(self, scenes: Sequence[Scene], deadline: float, viewed: bool = True) -> None:
        """An epoch, or several where there are few examples."""
        for _ in range(max(1, LEAST // len(scenes))):
            self.epoch(scenes, deadline, viewed)

    def epoch(self, scenes: Sequence[Scene], deadline: float, viewed: bool = True) -> None:
        """One pass over the examples, those of one template together; `viewed`: as they may look another time."""
        batches = [part for group in grouped(scenes).values() for part in parts(self._shuffled(group))]
        self.chance.shuffle(batches)
        for batch in batches:
            if time.monotonic() > deadline:
                return
            likely = self.likelihood(batch, viewed)
            loss = robust(-likely, ROBUST).mean() if self.course.noise else -likely.mean()
            loss = loss + REHEARSED * self._rehearsed(viewed)
            if loss.requires_grad and torch.isfinite(loss):
                self.optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                self.optimiser.step()

    def _rehearsed(self, viewed: bool) -> Tensor:
        """How wrong the networks are on some of what their modules remember."""
        loss = torch.tensor(0.0)
        for at, (things, labels) in self.memory.items():
            some = torch.randint(len(labels), (AGAIN,), generator=self.draws)
            loss = loss + functional.cross_entropy(self._scores(at, things[some], viewed), labels[some])
        return loss

    def _shuffled(self, group: Sequence[Scene]) -> list[Scene]:
        return self.chance.sample(list(group), len(group))

    def likelihood(self, batch: Sequence[Scene], viewed: bool = False) -> Tensor:
        """[n]: the log-likelihood of the outputs of n examples of one template; drawn, its gradient is REINFORCE's."""
        template, logs = batch[0].template, self.logs(batch, viewed)
        if not self.soft.exact(template):
            return torch.stack([self._drawn(scene, [own[row] for own in logs]) for row, scene in enumerate(batch)])
        table = self.soft.table(template)
        labels = torch.from_numpy(table.labels)
        whole = torch.zeros(len(batch), len(labels))
        for place, own in enumerate(logs):
            whole = whole + own[:, labels[:, place]]
        wanted = torch.tensor([table.number(scene.output) for scene in batch])
        gives = torch.from_numpy(table.outputs)[None, :] == wanted[:, None]
        return torch.logsumexp(torch.where(gives, whole, NEVER), 1)

    def _drawn(self, scene: Scene, logs: Sequence[Tensor]) -> Tensor:
        """The likelihood of one example with many things, from labellings drawn from the networks."""
        labels = torch.stack([torch.multinomial(own.detach().exp(), DRAWS, True, generator=self.draws) for own in logs], 1)
        good = torch.from_numpy(self.soft.gives(scene.template, labels.numpy(), scene.output)).float()
        share = float(good.mean())
        if not 0 < share < 1:
            return torch.tensor(0.0 if share else -math.log(DRAWS))
        widest = max(len(own) for own in logs)
        padded = torch.stack([functional.pad(own, (0, widest - len(own)), value=NEVER) for own in logs])
        score = -surrogate(padded[None], labels[:, None], good[:, None]) / share
        return score - score.detach() + math.log(share)

    def logs(self, batch: Sequence[Scene], viewed: bool = False) -> list[Tensor]:
        """For each place of a template the log-probabilities of its labels [n, labels]."""
        slots, gallery = self.sketch.sight.places(batch[0].template), self.course.gallery
        found = [torch.empty(0)] * len(slots)
        for at, slot in enumerate(self.sketch.sight.slots):
            places = [place for place, own in enumerate(slots) if own == at]
            if not places:
                continue
            if str(at) not in self.networks:
                blind = torch.full((len(batch), len(slot.labels)), -math.log(len(slot.labels)))
                found = [blind if place in places else own for place, own in enumerate(found)]
                continue
            seen = gallery.things[at][torch.cat([gallery.rows(batch, place) for place in places])]
            scores = functional.log_softmax(self._scores(at, seen, viewed), 1)
            for place, own in zip(places, scores.view(len(places), len(batch), -1)):
                found[place] = own
        return found

    def _scores(self, at: int, things: Tensor, viewed: bool) -> Tensor:
        """What the network of a slot says of things, or of views of them."""
        said: Tensor = self._network(at)(*(view((things,), self.draws, STRAIGHT) if viewed else (things,)))
        return said

    def evidence(self, scenes: Sequence[Scene]) -> float:
        """The mean log-likelihood of these examples, less a little for what the sketch costs: of equal ones the cheaper wins."""
        with torch.no_grad():
            groups = [part for group in grouped(scenes).values() for part in parts(group)[:4]]
            found = torch.cat([self.likelihood(group) for group in groups])
        if self.course.noise:
            found = torch.logaddexp(found + math.log(1 - self.course.noise), torch.tensor(math.log(self.course.noise * ANYTHING)))
        return float(found.mean()) - DEAR * self.sketch.cost

    def explained(self, scenes: Sequence[Scene]) -> float:
        """How much of what chance leaves open the program explains on these examples: 1 is all, 0 is no better than chance."""
        return 1 - (self.evidence(scenes) + DEAR * self.sketch.cost) / self.sketch.chance

    def modules(self, scenes: Sequence[Scene] = (), **metrics: float) -> tuple[Module, ...]:
        """The networks as modules, each as sure as it is right on views of the things in these examples, which hold."""
        sight, found = self.sketch.sight, list[Module]()
        for at, slot in self.slots:
            network = self._network(at)
            sizes = (slot.name, arrow(slot.type, slot.label), (slot.shape,), sight.slots[at].labels, network.code())
            module = Module(*sizes, (slot.norm, (0.0, 1.0)), 1.0, metrics)
            found.append(self._with_said(module, at, scenes) if scenes else module)
        return tuple(found)

    def _with_said(self, module: Module, at: int, scenes: Sequence[Scene]) -> Module:
        """The module with what its network says of the things in scenes that hold, which is taken for right: it is as sure of views of them
        as it is right, and remembers some beside what it has remembered before."""
        gallery, sight = self.course.gallery, self.sketch.sight
        places = [(scene, place) for scene in scenes for place, slot in enumerate(sight.places(scene.template)) if slot == at]
        things = gallery.things[at][torch.cat([gallery.rows([scene], place) for scene, place in places])]
        with torch.no_grad():
            said = self._scores(at, things, False).argmax(1)
            warm = fitted_temperature(self._scores(at, things, True), said)
        known, labels = self.memory.get(at, (things[:0], said[:0]))
        return keeping(replace(module, temperature=round(warm, 4)), (torch.cat((known, things)), torch.cat((labels, said))), self.seed)

    def right(self, scenes: Sequence[Scene]) -> list[bool]:
        """Which examples hold, the likeliest label taken for each thing."""
        found: dict[int, bool] = {}
        with torch.no_grad():
            for template, group in grouped(scenes).items():
                labels = torch.stack([own.argmax(1) for own in self.logs(group)], 1) if group[0].things else torch.zeros(len(group), 0)
                for scene, row in zip(group, labels.long().tolist()):
                    given = self.soft.given(template, tuple(row))
                    found[id(scene)] = type(given) is type(scene.output) and given == scene.output
        return [found[id(scene)] for scene in scenes]


def parts(group: Sequence[Scene]) -> list[Sequence[Scene]]:
    """Batches of a group."""
    return [group[i : i + BATCH] for i in range(0, len(group), BATCH)]
