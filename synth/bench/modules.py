"""`synth bench modules [--quick]`: learners at what modules need, beside how `synth/hybrid` trains them.

The module is to name digits (extra `bench`). From 30 labelled ones, three of each: accuracy on digits that nobody saw, by the learner and
by views alone, which is what `synth/hybrid/labelled.py` does with one network. From sums of two digits: by the learner and by the exact
likelihood. Means over seeds; gradient steps are the same wherever there are any.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

from synth.batch.display import put, say
from synth.bench.digits import load_digits
from synth.bench.glyphs import draw_glyphs
from synth.config import BenchConfig
from synth.faults import require
from synth.hybrid.network import HIDDEN, Network
from synth.hybrid.views import view
from synth.learn import (
    admm,
    architecture_evolution,
    architecture_policy,
    evolution_strategies,
    few_shot,
    genetic,
    maml,
    multitask,
    protonet,
    simclr,
)
from synth.learn.learner import Descent, Episode, accuracy, descend, seeded
from synth.learn.networks import perceptron

SIDE, CLASSES, EACH, UNLABELLED, SUMS = 8, 10, 3, 300, 300
BATCH, RATE = 64, 2e-3
GLYPHS, WRITERS = 100, 8


@dataclass(frozen=True)
class Scale:
    """Gradient steps, generations of what evolves, architectures tried, seeds."""

    steps: int = 600
    generations: int = 100
    tried: int = 10
    seeds: int = 2


QUICK = Scale(150, 20, 4, 1)
VIEWED, EXACT = "views alone", "exact likelihood"


@dataclass(frozen=True)
class Pupils:
    """One draw of digits: labelled ones [30, 1, 8, 8], unlabelled ones, and those that judge; and how much training."""

    x: Tensor
    y: Tensor
    unlabelled: Tensor
    test_x: Tensor
    test_y: Tensor
    scale: Scale
    seed: int

    @staticmethod
    def drawn(seed: int, scale: Scale) -> Pupils:
        """The digits of a seed."""
        digits = load_digits()
        images, labels = torch.from_numpy(digits.images)[:, None], torch.from_numpy(digits.labels)
        order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
        own = torch.cat([order[labels[order] == digit][:EACH] for digit in range(CLASSES)])
        rest = order[~torch.isin(order, own)]
        return Pupils(
            images[own], labels[own], images[rest[:UNLABELLED]], images[rest[UNLABELLED:]], labels[rest[UNLABELLED:]], scale, seed
        )

    def network(self) -> nn.Module:
        """A fresh network."""
        return Network([(SIDE, SIDE, 1)], CLASSES)

    def batches(self, steps: int, looks: Callable[[Tensor, torch.Generator], Tensor] | None = None) -> Iterator[Episode]:
        """Batches of labelled digits as they may look another time."""
        chance = torch.Generator().manual_seed(self.seed)
        for _ in range(steps):
            rows = torch.randint(len(self.y), (BATCH,), generator=chance)
            yield Episode((looks or seen)(self.x[rows], chance), self.y[rows], self.test_x, self.test_y)

    def taught(self, model: nn.Module, steps: int) -> nn.Module:
        """The model trained on views."""
        descend(model, self.batches(steps), lambda e: functional.cross_entropy(model(e.support_x), e.support_y), self.descent(steps))
        return model

    def descent(self, steps: int) -> Descent:
        """How gradients are followed."""
        return Descent(RATE, half_life=max(1, steps // 3))

    def right(self, model: Callable[[Tensor], Tensor]) -> float:
        """The share of unseen digits that are named right."""
        with torch.no_grad():
            return accuracy(model(self.test_x), self.test_y)


def seen(images: Tensor, chance: torch.Generator) -> Tensor:
    """Other views of images."""
    return view((images,), chance)[0]


def views(pupils: Pupils) -> float:
    """What the engine does, with one network."""
    with seeded(pupils.seed):
        return pupils.right(pupils.taught(pupils.network(), pupils.scale.steps))


def by_simclr(pupils: Pupils) -> float:
    """First an encoder from digits without labels."""
    pool, chance = torch.cat([pupils.x, pupils.unlabelled]), torch.Generator().manual_seed(pupils.seed)
    encoder = Network([(SIDE, SIDE, 1)], HIDDEN)
    rows = (torch.randint(len(pool), (BATCH,), generator=chance) for _ in range(pupils.scale.steps))
    episodes = (Episode(pool[r], r, pool[:1], r[:1]) for r in rows)
    trained = simclr.fit(simclr.Config(lambda: encoder, seen, descent=pupils.descent(pupils.scale.steps)), episodes, seed=pupils.seed)
    with seeded(pupils.seed):
        whole = nn.Sequential(trained.model, nn.ReLU(), nn.Linear(HIDDEN, CLASSES))
        return pupils.right(pupils.taught(whole, pupils.scale.steps))


def tasks_of_glyphs(pupils: Pupils, ways: int = CLASSES) -> Iterator[Episode]:
    """Few-shot tasks: three drawings each of ten made-up characters, and others to be named."""
    glyphs = torch.from_numpy(draw_glyphs(range(GLYPHS), range(WRITERS), 0, SIDE))[:, :, None]
    chance = torch.Generator().manual_seed(pupils.seed)
    for _ in range(pupils.scale.steps):
        chosen = torch.randperm(GLYPHS, generator=chance)[:ways]
        drawings = glyphs[chosen][:, torch.randperm(WRITERS, generator=chance)]
        known, asked = drawings[:, :EACH].flatten(0, 1), drawings[:, EACH : EACH + 2].flatten(0, 1)
        labels = torch.arange(ways)
        yield Episode(seen(known, chance), labels.repeat_interleave(EACH), seen(asked, chance), labels.repeat_interleave(2))


def by_few_shot(learner: str, pupils: Pupils) -> float:
    """An encoder, or first weights, from made-up characters; the 30 digits are all that it sees of digits."""
    descent = pupils.descent(pupils.scale.steps)

    def encoder() -> nn.Module:
        return Network([(SIDE, SIDE, 1)], HIDDEN)

    episodes = tasks_of_glyphs(pupils)
    if learner == "protonet":
        model = protonet.fit(protonet.Config(encoder, descent), episodes, seed=pupils.seed).model
    elif learner == "few_shot":
        model = few_shot.fit(few_shot.Config(encoder, descent=descent), episodes, seed=pupils.seed).model
    else:
        model = maml.fit(maml.Config(pupils.network, first_order=True, descent=descent), episodes, seed=pupils.seed).model
    with torch.enable_grad():
        return accuracy(model(pupils.x, pupils.y, pupils.test_x).detach(), pupils.test_y)


def by_multitask(pupils: Pupils) -> float:
    """Digits and made-up characters over one base."""
    glyphs = torch.from_numpy(draw_glyphs(range(GLYPHS), range(WRITERS), 0, SIDE)).flatten(0, 1)[:, None]
    names, chance = torch.arange(GLYPHS).repeat_interleave(WRITERS), torch.Generator().manual_seed(pupils.seed)

    def turns() -> Iterator[Episode]:
        for episode in pupils.batches(pupils.scale.steps):
            yield episode
            rows = torch.randint(len(glyphs), (BATCH,), generator=chance)
            yield Episode(seen(glyphs[rows], chance), names[rows], glyphs[:1], names[:1])

    def head(outputs: int) -> Callable[[], nn.Module]:
        return lambda: nn.Sequential(nn.ReLU(), nn.Linear(HIDDEN, outputs))

    heads = head(CLASSES), head(GLYPHS)
    config = multitask.Config(lambda: Network([(SIDE, SIDE, 1)], HIDDEN), heads, descent=pupils.descent(2 * pupils.scale.steps))
    model = multitask.fit(config, turns(), seed=pupils.seed).model
    return pupils.right(lambda x: torch.as_tensor(model(x, 0)))


def by_architecture(learner: str, pupils: Pupils) -> float:
    """The width and depth chosen by what they reach on a third of the labelled digits, trained on the others."""
    apart = torch.arange(len(pupils.y)) % EACH == 0
    part = Pupils(pupils.x[~apart], pupils.y[~apart], pupils.unlabelled, pupils.x[apart], pupils.y[apart], pupils.scale, pupils.seed)

    def build(architecture: tuple[int, ...]) -> nn.Module:
        channels, width = architecture
        eye = [nn.Conv2d(1, channels, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(channels, 2 * channels, 3, padding=1), nn.ReLU()]
        return nn.Sequential(*eye, nn.MaxPool2d(2), nn.Flatten(), perceptron([8 * channels, width, CLASSES]))

    def score(model: nn.Module, episodes: list[Episode], seed: int) -> float:
        return part.right(part.taught(model, pupils.scale.steps // 3))

    choices, tried = ((8, 16, 32), (32, 64, 128)), pupils.scale.tried
    if learner == "architecture_policy":
        policy = architecture_policy.Config(choices, build, score, rounds=tried, drawn=2)
        metrics = architecture_policy.fit(policy, list(part.batches(1)), seed=pupils.seed).metrics
    else:
        evolution = architecture_evolution.Config(choices, build, score, children=tried, population=4, tournament=2)
        metrics = architecture_evolution.fit(evolution, list(part.batches(1)), seed=pupils.seed).metrics
    with seeded(pupils.seed):
        return pupils.right(pupils.taught(build((int(metrics["chosen_0"]), int(metrics["chosen_1"]))), pupils.scale.steps))


def without_gradient(learner: str, pupils: Pupils) -> float:
    """A small network whose weights are bred, or follow a gradient estimated from losses alone."""

    def small(width: int = 24) -> nn.Module:
        return nn.Sequential(nn.Flatten(), perceptron([SIDE * SIDE, width, CLASSES]))

    def loss(model: nn.Module, episode: Episode) -> float:
        return float(functional.cross_entropy(model(episode.support_x), episode.support_y))

    episodes = pupils.batches(pupils.scale.generations)
    if learner == "genetic":
        bred = genetic.Config(lambda structure: small(structure[0]), lambda model, e: -loss(model, e), (24,))
        return pupils.right(genetic.fit(bred, episodes, seed=pupils.seed).model)
    return pupils.right(evolution_strategies.fit(evolution_strategies.Config(small, loss, pairs=20), episodes, seed=pupils.seed).model)


class Pair(nn.Module):
    """Pairs of digits [n, 2, 1, 8, 8] -> how likely each label of each is [n, 2, 10]."""

    def __init__(self) -> None:
        super().__init__()
        self.eye = Network([(SIDE, SIDE, 1)], CLASSES)

    def forward(self, pairs: Tensor) -> Tensor:
        return torch.softmax(self.eye(pairs.flatten(0, 1)), 1).view(len(pairs), 2, CLASSES)


def nearest(said: Tensor, sums: Tensor) -> Tensor:
    """The one-hot pair nearest what is said, among those of the right sum."""
    joint = said[:, 0, :, None] + said[:, 1, None, :]
    total = torch.arange(CLASSES)[:, None] + torch.arange(CLASSES)
    best = joint.masked_fill(total != sums[:, None, None], -torch.inf).flatten(1).argmax(1)
    return torch.stack([functional.one_hot(best // CLASSES, CLASSES), functional.one_hot(best % CLASSES, CLASSES)], 1).to(said.dtype)


def from_sums(exact: bool, pupils: Pupils) -> float:
    """A module from sums of two digits: by ADMM, or by the likelihood summed over all pairs."""
    chance = torch.Generator().manual_seed(pupils.seed)
    pairs = torch.randint(len(pupils.test_y) // 2, (SUMS, 2), generator=chance)
    x, y, half = pupils.test_x[pairs], pupils.test_y[pairs].sum(1), len(pupils.test_y) // 2

    def batches(steps: int) -> Iterator[Episode]:
        for _ in range(steps):
            rows = torch.randint(SUMS, (BATCH,), generator=chance)
            yield Episode(x[rows], y[rows], x[:2], y[:2])

    def unlikely(model: nn.Module, episode: Episode) -> Tensor:
        one, other = (model(episode.support_x) + 1e-9).log().unbind(1)
        total = torch.arange(CLASSES)[:, None] + torch.arange(CLASSES)
        joint = (one[:, :, None] + other[:, None, :]).masked_fill(total != episode.support_y[:, None, None], -1e4)
        return -torch.logsumexp(joint.flatten(1), 1).mean()

    steps = pupils.scale.steps
    if exact:
        with seeded(pupils.seed):
            model: nn.Module = Pair()
            descend(model, batches(steps), partial(unlikely, model), pupils.descent(steps))
    else:
        config = admm.Config(Pair, nearest, descent=pupils.descent(steps // 12))
        model = admm.fit(config, batches(steps // 12), seed=pupils.seed).model  # three rounds of four steps each
    eye = model.eye
    assert isinstance(eye, Network)
    with torch.no_grad():
        return accuracy(eye(pupils.test_x[half:]), pupils.test_y[half:])


LEARNERS: dict[str, tuple[str, Callable[[Pupils], float]]] = {
    "simclr": (VIEWED, by_simclr),
    **{name: (VIEWED, partial(by_few_shot, name)) for name in ("protonet", "few_shot", "maml")},
    "multitask": (VIEWED, by_multitask),
    **{name: (VIEWED, partial(by_architecture, name)) for name in ("architecture_policy", "architecture_evolution")},
    **{name: (VIEWED, partial(without_gradient, name)) for name in ("genetic", "evolution_strategies")},
    "admm": (EXACT, partial(from_sums, False)),
}


def main(config: BenchConfig) -> int:
    """Prints a row for each learner."""
    require(len(config.suites) == 1, f"bench modules takes no further word, but was given {' '.join(config.suites[1:])!r}")
    torch.set_num_threads(1)
    scale = QUICK if config.quick else Scale()
    draws = [Pupils.drawn(config.search.seed + k, scale) for k in range(scale.seeds)]
    say("what modules are trained by")
    usual = {VIEWED: statistics.fmean(map(views, draws)), EXACT: statistics.fmean(map(partial(from_sums, True), draws))}
    for name, (beside, learner) in LEARNERS.items():
        say(f"{name}, beside {beside}")
        began = time.process_time()
        found = statistics.fmean(map(learner, draws))
        row = {"learner": name, "accuracy": round(found, 4), "beside": beside, "usual": round(usual[beside], 4)}
        row["seconds"] = round((time.process_time() - began) / scale.seeds, 1)
        put(json.dumps(row) if config.output.json else "  ".join(f"{key} {value}" for key, value in row.items()))
    return 0
