"""Multi-task training: one shared base, one head a task, and losses weighed by what each task leaves uncertain.

R. Caruana, "Multitask Learning", Machine Learning 1997; the weighing: A. Kendall, Y. Gal, R. Cipolla, "Multi-Task Learning Using
Uncertainty to Weigh Losses", CVPR 2018.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import cycle

import torch
from torch import Tensor, nn
from torch.nn import functional

from synth.learn.learner import Descent, Episode, Loss, Maker, Trained, descend, positive, recent, seeded


@dataclass(frozen=True)
class Config:
    """The base [n, ...] -> [n, features], and for each task a head [n, features] -> outputs; episodes take the tasks in turn."""

    base: Maker
    heads: tuple[Maker, ...]
    loss: Loss = functional.cross_entropy
    weigh: bool = True  # by learned uncertainty
    descent: Descent = field(default_factory=Descent)

    def __post_init__(self) -> None:
        positive("the number of heads", len(self.heads))


class MultiTask(nn.Module):
    """A base and its heads; `task` is a head's number."""

    def __init__(self, base: nn.Module, heads: Iterable[nn.Module]) -> None:
        super().__init__()
        self.base, self.heads = base, nn.ModuleList(heads)
        self.log_variances = nn.Parameter(torch.zeros(len(self.heads)))

    def forward(self, x: Tensor, task: int) -> Tensor:
        """What the task's head makes of the shared features."""
        outputs: Tensor = self.heads[task](self.base(x))
        return outputs

    def weighed(self, loss: Tensor, task: int) -> Tensor:
        """loss · exp(−s) + s/2, least when the variance exp(s) is twice the loss."""
        s = self.log_variances[task]
        return loss * torch.exp(-s) + s / 2


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Trains base and heads, each episode a batch of the next task in turn; metrics: the last losses of each task, unweighed."""
    seen: list[list[float]] = [[] for _ in config.heads]
    turn = cycle(range(len(config.heads)))
    with seeded(seed):
        model = MultiTask(config.base(), [head() for head in config.heads])

        def loss_of(episode: Episode) -> Tensor:
            task = next(turn)
            loss = config.loss(model(episode.support_x, task), episode.support_y)
            seen[task].append(float(loss.detach()))
            return model.weighed(loss, task) if config.weigh else loss

        losses = descend(model, episodes, loss_of, config.descent)
    return Trained(model, {f"loss_{k}": recent(each) for k, each in enumerate(seen) if each}, losses)
