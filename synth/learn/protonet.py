"""Prototypical networks: a class is the mean of its embedded examples, a query belongs to the nearest mean.

J. Snell, K. Swersky, R. Zemel, "Prototypical Networks for Few-shot Learning", NeurIPS 2017.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional

from synth.learn.learner import Descent, Episode, Maker, Trained, accuracy, descend, recent, seeded, ways


@dataclass(frozen=True)
class Config:
    """The network that embeds: [n, ...] -> [n, features]."""

    encoder: Maker
    descent: Descent = field(default_factory=Descent)


class PrototypicalNetwork(nn.Module):
    """An encoder by which classes are told apart that it was never trained on."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def prototypes(self, support_x: Tensor, support_y: Tensor) -> Tensor:
        """The mean embedding of each class: [ways, features]."""
        return means(self.encoder(support_x), support_y)

    def forward(self, support_x: Tensor, support_y: Tensor, query_x: Tensor) -> Tensor:
        """Minus the squared distance of each query to each prototype, as logits [queries, ways]."""
        embedded = self.encoder(torch.cat([support_x, query_x]))
        centres = means(embedded[: len(support_x)], support_y)
        queries: Tensor = embedded[len(support_x) :]
        return -((queries[:, None] - centres[None]) ** 2).sum(2)


def means(embedded: Tensor, labels: Tensor) -> Tensor:
    """The mean of each class: [n, features], [n] -> [ways, features]."""
    chosen = functional.one_hot(labels, ways(labels)).to(embedded.dtype)
    return chosen.T @ embedded / chosen.sum(0)[:, None]


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Trains the encoder on few-shot episodes; metrics: loss and query accuracy of the last ones."""
    right: list[float] = []
    with seeded(seed):
        model = PrototypicalNetwork(config.encoder())

        def loss_of(episode: Episode) -> Tensor:
            ways(episode.support_y, episode.query_y)
            logits = model(episode.support_x, episode.support_y, episode.query_x)
            right.append(accuracy(logits.detach(), episode.query_y))
            return functional.cross_entropy(logits, episode.query_y)

        losses = descend(model, episodes, loss_of, config.descent)
    return Trained(model, {"loss": recent(losses), "accuracy": recent(right)}, losses)
