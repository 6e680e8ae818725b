"""What every learner has in common: episodes in, a trained module and its figures out.

A learner is a file with a frozen `Config` and `fit(config, episodes, *, seed) -> Trained`. What an episode is to it (a few-shot task,
a batch, one task of a sequence) stands in its docstring; the support set is always what is learned from, the query set what the
learner is judged by. A network comes as a function that makes it, so that the seed settles its first weights too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn

Loss = Callable[[Tensor, Tensor], Tensor]  # outputs [n, ...], targets [n, ...] -> scalar
Maker = Callable[[], nn.Module]


@dataclass(frozen=True)
class Episode:
    """Examples to learn from and examples to be judged by: inputs [n, ...] and targets [n, ...]; ValueError if they do not go together."""

    support_x: Tensor
    support_y: Tensor
    query_x: Tensor
    query_y: Tensor

    def __post_init__(self) -> None:
        for x, y, name in ((self.support_x, self.support_y, "support"), (self.query_x, self.query_y, "query")):
            shapes = f"{name}_x {list(x.shape)}, {name}_y {list(y.shape)}"
            if x.dim() == 0 or y.dim() == 0 or len(x) != len(y):
                raise ValueError(f"{name}_x and {name}_y need one row an example each: {shapes}")
            if len(x) == 0:
                raise ValueError(f"the episode is empty: {shapes}")
            if x.is_floating_point() and not bool(torch.isfinite(x).all()):
                raise ValueError(f"{name}_x {list(x.shape)} holds values that are not finite")
        if self.support_x.shape[1:] != self.query_x.shape[1:]:
            raise ValueError(
                f"support_x and query_x differ in the shape of an example: {list(self.support_x.shape)}, {list(self.query_x.shape)}"
            )


@dataclass(frozen=True)
class Trained:
    """A trained module, its figures by name, and the loss of every step on the way."""

    model: nn.Module
    metrics: Mapping[str, float]
    losses: tuple[float, ...] = ()


@dataclass(frozen=True)
class Descent:
    """How gradients are followed: Adam at this rate, halved every so many steps, gradients cut to this norm."""

    learning_rate: float = 2e-3
    half_life: int | None = None  # steps
    clip: float | None = None

    def __post_init__(self) -> None:
        positive("learning_rate", self.learning_rate)
        positive("half_life", 1 if self.half_life is None else self.half_life)


@contextmanager
def seeded(seed: int) -> Iterator[torch.Generator]:
    """A generator of this seed; torch's own randomness is settled by it inside, and as before outside."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield torch.Generator().manual_seed(seed)


def descend(
    model: nn.Module, episodes: Iterable[Episode], loss_of: Callable[[Episode], Tensor], how: Descent, *, batch: int = 1
) -> tuple[float, ...]:
    """Follows the gradient of a loss, one step for each `batch` of episodes; the losses of all episodes."""
    optimiser = torch.optim.Adam(model.parameters(), how.learning_rate)
    halving = 1.0 if how.half_life is None else 0.5 ** (1 / how.half_life)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimiser, halving)
    model.train()
    losses: list[float] = []
    for count, episode in enumerate(episodes, 1):
        loss = loss_of(episode)
        losses.append(finite(loss, f"the loss of episode {count}"))
        (loss / batch).backward()  # type: ignore[no-untyped-call]
        if count % batch == 0:
            if how.clip is not None:
                nn.utils.clip_grad_norm_(model.parameters(), how.clip)
            optimiser.step()
            optimiser.zero_grad()
            schedule.step()
    if not losses:
        raise ValueError("episodes: there is nothing to learn from, not one episode")
    model.eval()
    return tuple(losses)


def finite(loss: Tensor, name: str) -> float:
    """The value of a scalar; ValueError that names it if it is no number, or not a scalar."""
    if loss.dim() != 0:
        raise ValueError(f"{name} must be a scalar, but has the shape {list(loss.shape)}")
    value = float(loss.detach())
    if value - value != 0:
        raise ValueError(f"{name} is not finite: {value}; a lower learning rate may help")
    return value


def positive(name: str, value: float) -> None:
    """Raises ValueError with the name unless the value is above zero."""
    if not value > 0:
        raise ValueError(f"{name} must be above 0, but is {value}")


def ways(support_y: Tensor, query_y: Tensor | None = None) -> int:
    """How many classes a support set has: its labels, int64 [n], must be 0, 1, …; ValueError for one class or labels left out."""
    for name, labels in (("support_y", support_y), ("query_y", query_y)):
        if labels is not None and (labels.dim() != 1 or labels.dtype != torch.int64):
            raise ValueError(f"{name} must hold labels, int64 [n], but is {labels.dtype} {list(labels.shape)}".replace("torch.", ""))
    present = torch.unique(support_y)
    if len(present) < 2:
        raise ValueError(f"support_y {list(support_y.shape)} holds one class; at least two are needed to tell them apart")
    if int(present[0]) != 0 or int(present[-1]) != len(present) - 1:
        raise ValueError(f"support_y {list(support_y.shape)} must hold every label from 0 to {int(present[-1])}")
    if query_y is not None and (int(query_y.min()) < 0 or int(query_y.max()) >= len(present)):
        raise ValueError(f"query_y {list(query_y.shape)} holds labels that support_y lacks")
    return len(present)


def accuracy(logits: Tensor, labels: Tensor) -> float:
    """The share of rows whose largest logit, [n, classes], is that of the label, [n]."""
    return float((logits.argmax(1) == labels).float().mean())


def recent(losses: Sequence[float], count: int = 50) -> float:
    """The mean of the last losses."""
    last = losses[-count:]
    return sum(last) / len(last)


def listed(episodes: Iterable[Episode]) -> list[Episode]:
    """All episodes, for learners that go over them again; ValueError if there is none."""
    found = list(episodes)
    if not found:
        raise ValueError("episodes: there is nothing to learn from, not one episode")
    return found
