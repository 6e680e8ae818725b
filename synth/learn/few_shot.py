"""The few-shot learner: a shared encoder, and for each task a linear classifier trained on its few examples.

The encoder is trained through the classifier's own training (A. Raghu et al., "Rapid Learning or Feature Reuse? Towards Understanding
the Effectiveness of MAML", ICLR 2020: only the head adapts). The gradient of a linear classifier is written out, so that this
needs no second derivatives of the encoder.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional

from synth.learn.learner import Descent, Episode, Maker, Trained, accuracy, descend, positive, recent, seeded, ways


@dataclass(frozen=True)
class Config:
    """The encoder [n, ...] -> [n, features], and how the classifier is trained inside an episode."""

    encoder: Maker
    steps: int = 5
    rate: float = 1.0
    descent: Descent = field(default_factory=Descent)

    def __post_init__(self) -> None:
        positive("steps", self.steps)
        positive("rate", self.rate)


class Classifier(nn.Module):
    """A task's own classifier over the frozen encoder: [n, ...] -> logits [n, ways]."""

    def __init__(self, encoder: nn.Module, head: Tensor) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Parameter(head)  # [ways, features + 1], the last column is the bias

    def forward(self, x: Tensor) -> Tensor:
        return features(self.encoder, x) @ self.head.T


class FewShotLearner(nn.Module):
    """An encoder that few examples suffice for."""

    def __init__(self, encoder: nn.Module, steps: int, rate: float) -> None:
        super().__init__()
        self.encoder, self.steps, self.rate = encoder, steps, rate

    def adapt(self, support_x: Tensor, support_y: Tensor, num_steps: int, lr: float) -> Classifier:
        """A classifier for the task, trained by so many steps at this rate; the encoder is left as it is."""
        with torch.no_grad():
            embedded = features(self.encoder, support_x)
        return Classifier(self.encoder, trained_head(embedded, support_y, num_steps, lr))

    def forward(self, support_x: Tensor, support_y: Tensor, query_x: Tensor) -> Tensor:
        """Logits [queries, ways] of the classifier that the support set trains; gradients reach the encoder through that training."""
        embedded = features(self.encoder, torch.cat([support_x, query_x]))
        head = trained_head(embedded[: len(support_x)], support_y, self.steps, self.rate)
        return embedded[len(support_x) :] @ head.T


def features(encoder: nn.Module, x: Tensor) -> Tensor:
    """Embeddings of length 1, and a column of ones for the bias: [n, features + 1]."""
    embedded = functional.normalize(encoder(x), dim=1)
    return torch.cat([embedded, torch.ones_like(embedded[:, :1])], 1)


def trained_head(embedded: Tensor, labels: Tensor, steps: int, rate: float) -> Tensor:
    """Softmax regression from zero by gradient descent: [n, features + 1], [n] -> [ways, features + 1]."""
    positive("num_steps", steps)
    positive("lr", rate)
    wanted = functional.one_hot(labels, ways(labels)).to(embedded.dtype)
    head = embedded.new_zeros(wanted.shape[1], embedded.shape[1])
    for _ in range(steps):
        error = torch.softmax(embedded @ head.T, 1) - wanted
        head = head - rate * error.T @ embedded / len(embedded)
    return head


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Trains the encoder on few-shot episodes; metrics: loss and query accuracy of the last ones."""
    right: list[float] = []
    with seeded(seed):
        model = FewShotLearner(config.encoder(), config.steps, config.rate)

        def loss_of(episode: Episode) -> Tensor:
            ways(episode.support_y, episode.query_y)
            logits = model(episode.support_x, episode.support_y, episode.query_x)
            right.append(accuracy(logits.detach(), episode.query_y))
            return functional.cross_entropy(logits, episode.query_y)

        losses = descend(model, episodes, loss_of, config.descent)
    return Trained(model, {"loss": recent(losses), "accuracy": recent(right)}, losses)
