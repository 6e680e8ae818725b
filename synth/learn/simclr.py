"""SimCLR: an encoder trained without labels to know two views of one image again among the views of others.

T. Chen, S. Kornblith, M. Norouzi, G. Hinton, "A Simple Framework for Contrastive Learning of Visual Representations", ICML 2020.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional

from synth.learn.learner import Descent, Episode, Maker, Trained, accuracy, descend, positive, recent, seeded

View = Callable[[Tensor, torch.Generator], Tensor]  # a batch [n, ...] -> another view of each, of the same shape


@dataclass(frozen=True)
class Config:
    """The encoder [n, ...] -> [n, features], the head that is thrown away after training, and how views are made."""

    encoder: Maker
    view: View
    head: Maker = nn.Identity  # [n, features] -> [n, any]
    temperature: float = 0.2
    descent: Descent = field(default_factory=Descent)

    def __post_init__(self) -> None:
        positive("temperature", self.temperature)


def agreement_logits(one: Tensor, other: Tensor, temperature: float) -> tuple[Tensor, Tensor]:
    """Similarities of 2n views, [n, features] twice, to all others as logits [2n, 2n], and where each one's partner stands, [2n]."""
    if one.shape != other.shape or len(one) < 2:
        raise ValueError(f"two views of at least two examples are needed, not {list(one.shape)} and {list(other.shape)}")
    views = functional.normalize(torch.cat([one, other]), dim=1)
    itself = torch.eye(len(views), dtype=torch.bool, device=views.device)
    partner = torch.arange(len(views), device=views.device).roll(len(one))
    return (views @ views.T / temperature).masked_fill(itself, -torch.inf), partner


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Trains the encoder, which is the model, on the support inputs, a batch an episode; no label is read.

    Metrics: the loss, and how often a view's nearest other view was its partner, in the last batches.
    """
    right: list[float] = []
    with seeded(seed) as random:
        encoder, head = config.encoder(), config.head()
        both = nn.Sequential(encoder, head)

        def loss_of(episode: Episode) -> Tensor:
            one, other = (both(config.view(episode.support_x, random)) for _ in range(2))
            logits, partner = agreement_logits(one, other, config.temperature)
            right.append(accuracy(logits.detach(), partner))
            return functional.cross_entropy(logits, partner)

        losses = descend(both, episodes, loss_of, config.descent)
    return Trained(encoder, {"loss": recent(losses), "accuracy": recent(right)}, losses)
