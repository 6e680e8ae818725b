"""Distillation: a small student learns what a large teacher says, not only what is right.

G. Hinton, O. Vinyals, J. Dean, "Distilling the Knowledge in a Neural Network", 2015.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional

from synth.learn.learner import Descent, Episode, Maker, Trained, accuracy, descend, positive, recent, seeded


@dataclass(frozen=True)
class Config:
    """The teacher, which stays as it is, and the student: both [n, ...] -> logits [n, classes]."""

    teacher: nn.Module
    student: Maker
    temperature: float = 3.0  # of both distributions; higher shows more of what the teacher thinks of the wrong classes
    labels: float = 0.1  # the share of the true labels in the loss
    descent: Descent = field(default_factory=Descent)

    def __post_init__(self) -> None:
        positive("temperature", self.temperature)
        if not 0 <= self.labels <= 1:
            raise ValueError(f"labels must lie between 0 and 1, but is {self.labels}")


def soft_loss(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    """T² · KL(teacher ‖ student) at temperature T, in nats, for logits [n, classes]; T² keeps gradients of one size for any T.

    For large T it tends to half the mean squared difference of centred logits, summed over classes and divided by their number.
    """
    if student.shape != teacher.shape:
        raise ValueError(f"student {list(student.shape)} and teacher {list(teacher.shape)} must say as much as each other")
    ours, theirs = torch.log_softmax(student / temperature, -1), torch.log_softmax(teacher / temperature, -1)
    return temperature**2 * functional.kl_div(ours, theirs, reduction="batchmean", log_target=True)


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Trains the student on support batches; metrics of the last query set: its accuracy, and how often it agrees with the teacher."""
    last: list[Episode] = []
    with seeded(seed):
        student = config.student()

        def loss_of(episode: Episode) -> Tensor:
            last[:] = [episode]
            with torch.no_grad():
                taught = config.teacher(episode.support_x)
            said = student(episode.support_x)
            hard = functional.cross_entropy(said, episode.support_y)
            return (1 - config.labels) * soft_loss(said, taught, config.temperature) + config.labels * hard

        losses = descend(student, episodes, loss_of, config.descent)
    with torch.no_grad():
        said, taught = student(last[0].query_x), config.teacher(last[0].query_x)
    metrics = {"loss": recent(losses), "accuracy": accuracy(said, last[0].query_y), "agreement": accuracy(said, taught.argmax(1))}
    return Trained(student, metrics, losses)
