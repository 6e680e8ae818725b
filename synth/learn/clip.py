"""Contrastive pairs: two encoders, one a kind of thing, whose embeddings meet when the things belong together.

A. Radford et al., "Learning Transferable Visual Models From Natural Language Supervision" (CLIP), ICML 2021.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional

from synth.learn.learner import Descent, Episode, Maker, Trained, accuracy, descend, recent, seeded

HOTTEST = math.log(100.0)  # the paper's bound on the scale of the similarities


@dataclass(frozen=True)
class Config:
    """The encoders [n, ...] -> [n, features] of the one kind and of the other."""

    left: Maker
    right: Maker
    descent: Descent = field(default_factory=Descent)


class Pair(nn.Module):
    """Two encoders and the scale of their similarities."""

    def __init__(self, left: nn.Module, right: nn.Module) -> None:
        super().__init__()
        self.left, self.right = left, right
        self.log_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """How well each left thing, n of them, goes with each right one, m of them: logits [n, m]."""
        one, other = functional.normalize(self.left(x), dim=1), functional.normalize(self.right(y), dim=1)
        scale = self.log_scale.clamp(max=HOTTEST).exp()
        return scale * one @ other.T


def contrast(logits: Tensor) -> Tensor:
    """The symmetric loss of logits [n, n] whose diagonal belongs together, in nats."""
    if logits.dim() != 2 or logits.shape[0] != logits.shape[1] or len(logits) < 2:
        raise ValueError(f"at least two pairs are needed, as square logits, not {list(logits.shape)}")
    own = torch.arange(len(logits), device=logits.device)
    return (functional.cross_entropy(logits, own) + functional.cross_entropy(logits.T, own)) / 2


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Trains on batches of pairs: row k of support_x belongs to row k of support_y, and to no other.

    Metrics: the loss of the last batches, and how often the query pairs of the last find each other, left to right.
    """
    last: list[Episode] = []
    with seeded(seed):
        model = Pair(config.left(), config.right())

        def loss_of(episode: Episode) -> Tensor:
            last[:] = [episode]
            return contrast(model(episode.support_x, episode.support_y))

        losses = descend(model, episodes, loss_of, config.descent)
    with torch.no_grad():
        logits = model(last[0].query_x, last[0].query_y)
    return Trained(model, {"loss": recent(losses), "accuracy": accuracy(logits, torch.arange(len(logits)))}, losses)
