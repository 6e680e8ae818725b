"""Elastic weight consolidation: weights that mattered to earlier tasks are held by springs while a new task is learned.

J. Kirkpatrick et al., "Overcoming catastrophic forgetting in neural networks", PNAS 2017. Stiffness is the diagonal of the Fisher
information at the end of each past task; every past task keeps springs of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

from synth.learn.learner import Descent, Episode, Maker, Trained, accuracy, descend, listed, positive, seeded


@dataclass(frozen=True)
class Memory:
    """What a past task leaves behind, by parameter name: its weights, and how much each one mattered."""

    weights: Mapping[str, Tensor]
    fisher: Mapping[str, Tensor]


@dataclass(frozen=True)
class Config:
    """The network [n, ...] -> logits [n, classes]; an episode is a whole task of the sequence."""

    network: Maker
    strength: float = 100.0  # of the springs; 0 is plain fine-tuning
    steps: int = 100  # a task
    batch: int = 32  # examples a step
    samples: int = 200  # examples a task's Fisher information is measured on
    descent: Descent = field(default_factory=Descent)

    def __post_init__(self) -> None:
        for name in ("steps", "batch", "samples"):
            positive(name, getattr(self, name))
        if self.strength < 0:
            raise ValueError(f"strength cannot be below 0, but is {self.strength}")


def remember(model: nn.Module, losses: Iterable[Callable[[], Tensor]]) -> Memory:
    """The memory of a task, from the negative log likelihood, a scalar, of one example after the other.

    The diagonal Fisher information is the mean of the squared gradients. Labels should be drawn from the model's own predictions.
    """
    weights = {name: value for name, value in model.named_parameters() if value.requires_grad}
    fisher = {name: torch.zeros_like(value) for name, value in weights.items()}
    count = 0
    for loss in losses:
        gradients = torch.autograd.grad(loss(), list(weights.values()), allow_unused=True)
        for name, gradient in zip(weights, gradients):
            if gradient is not None:
                fisher[name] += gradient**2
        count += 1
    if not count:
        raise ValueError("losses: a task is remembered by its examples, and there is none")
    return Memory({n: v.detach().clone() for n, v in weights.items()}, {name: value / count for name, value in fisher.items()})


def penalty(model: nn.Module, memories: Sequence[Memory], strength: float) -> Tensor:
    """strength/2 · Σ over tasks and weights of F_i (w_i − w*_i)², a scalar that gradients flow through."""
    now = dict(model.named_parameters())
    total = next(iter(now.values())).new_zeros(())
    for memory in memories:
        for name, fisher in memory.fisher.items():
            total = total + (fisher * (now[name] - memory.weights[name]) ** 2).sum()
    return strength / 2 * total


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Learns one task after the other, without going back.

    Metrics: query accuracy at the end over all tasks (`accuracy`) and of each (`accuracy_0`, …), and `forgetting`: how much of the
    accuracy right after learning a task is lost at the end, averaged over all tasks but the last.
    """
    tasks, memories, fresh = listed(episodes), list[Memory](), list[float]()
    losses: list[float] = []
    with seeded(seed) as random:
        model = config.network()

        def loss_of(batch: Episode) -> Tensor:
            logits = model(batch.support_x)
            return functional.cross_entropy(logits, batch.support_y) + penalty(model, memories, config.strength)

        for task in tasks:
            batches = (_batch(task, config.batch, random) for _ in range(config.steps))
            losses += descend(model, batches, loss_of, config.descent)
            chosen = torch.randperm(len(task.support_x), generator=random)[: config.samples]
            memories.append(remember(model, _own_losses(model, task.support_x[chosen], random)))
            fresh.append(_accuracy(model, task))
    final = [_accuracy(model, task) for task in tasks]
    lost = [before - after for before, after in zip(fresh[:-1], final)]
    metrics = {"accuracy": sum(final) / len(final), "forgetting": sum(lost) / max(len(lost), 1)}
    return Trained(model, metrics | {f"accuracy_{k}": value for k, value in enumerate(final)}, tuple(losses))


def _batch(task: Episode, size: int, random: torch.Generator) -> Episode:
    rows = torch.randint(len(task.support_x), (size,), generator=random)
    return Episode(task.support_x[rows], task.support_y[rows], task.query_x, task.query_y)


def _own_losses(model: nn.Module, examples: Tensor, random: torch.Generator) -> Iterable[Callable[[], Tensor]]:
    """The negative log likelihood of a label drawn from the model's prediction, for each example."""

    def loss(example: Tensor) -> Tensor:
        logits = model(example[None])
        label = torch.multinomial(torch.softmax(logits.detach(), 1), 1, generator=random)[:, 0]
        return functional.cross_entropy(logits, label)

    return (partial(loss, example) for example in examples)


def _accuracy(model: nn.Module, task: Episode) -> float:
    with torch.no_grad():
        return accuracy(model(task.query_x), task.query_y)
