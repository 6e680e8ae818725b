"""A loss for labels of which some are wrong: between cross entropy, which chases every label, and mean absolute error.

Z. Zhang, M. Sabuncu, "Generalized Cross Entropy Loss for Training Deep Neural Networks with Noisy Labels", NeurIPS 2018.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional

from synth.learn.learner import Descent, Episode, Maker, Trained, accuracy, descend, recent, seeded


@dataclass(frozen=True)
class Config:
    """The network [n, ...] -> logits [n, classes], and how robust its loss is: 0 is cross entropy, 1 mean absolute error."""

    network: Maker
    robustness: float = 0.7
    descent: Descent = field(default_factory=Descent)


def robust_loss(logits: Tensor, labels: Tensor, robustness: float) -> Tensor:
    """The mean of (1 − p^q) / q, where p is the probability of the label and q the robustness; for q -> 0 it is −log p."""
    return robust(functional.cross_entropy(logits, labels, reduction="none"), robustness).mean()


def robust(surprise: Tensor, robustness: float) -> Tensor:
    """The loss of each surprise −log p, of any shape."""
    if not 0 <= robustness <= 1:
        raise ValueError(f"robustness must lie between 0 and 1, but is {robustness}")
    return surprise if robustness == 0 else -torch.expm1(-robustness * surprise) / robustness


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Trains on support batches whose labels may be wrong; metrics: loss of the last ones, accuracy on the last query set."""
    last: list[Episode] = []
    with seeded(seed):
        model = config.network()

        def loss_of(episode: Episode) -> Tensor:
            last[:] = [episode]
            return robust_loss(model(episode.support_x), episode.support_y, config.robustness)

        losses = descend(model, episodes, loss_of, config.descent)
    with torch.no_grad():
        right = accuracy(model(last[0].query_x), last[0].query_y)
    return Trained(model, {"loss": recent(losses), "accuracy": right}, losses)
