"""Model-agnostic meta-learning: first weights from which a few steps of gradient descent learn a task.

C. Finn, P. Abbeel, S. Levine, "Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks", ICML 2017. The inner rate of each
tensor of weights can be learned along (Z. Li et al., "Meta-SGD", 2017; A. Antoniou et al., "How to train your MAML", ICLR 2019).
Parameters are functional: no module is ever changed by an adaptation, so any module will do.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional

from synth.learn.learner import Descent, Episode, Loss, Maker, Trained, accuracy, descend, positive, recent, seeded, ways

Parameters = Mapping[str, Tensor]


@dataclass(frozen=True)
class Config:
    """The network [n, ...] -> outputs [n, ...], the inner steps, and how the outer loop descends."""

    network: Maker
    loss: Loss = functional.cross_entropy
    steps: int = 3
    rate: float = 0.1
    first_order: bool = False  # the inner gradients count as constants: faster, less exact
    learn_rates: bool = False
    tasks: int = 4  # episodes an outer step
    descent: Descent = field(default_factory=Descent)

    def __post_init__(self) -> None:
        positive("steps", self.steps)
        positive("rate", self.rate)
        positive("tasks", self.tasks)


class Maml(nn.Module):
    """A network, and the rate at which each of its tensors adapts."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.network, self.loss, self.steps, self.first_order = config.network(), config.loss, config.steps, config.first_order
        count = sum(1 for _ in self.network.parameters())
        self.log_rates = nn.Parameter(torch.full((count,), math.log(config.rate)), requires_grad=config.learn_rates)

    def adapt(self, support_x: Tensor, support_y: Tensor, steps: int | None = None) -> Parameters:
        """The weights after so many steps on the support set, by name; they remember how they came from the first ones."""
        with torch.enable_grad():
            adapted: dict[str, Tensor] = dict(self.network.named_parameters())
            for _ in range(self.steps if steps is None else steps):
                loss = self.loss(functional_call(self.network, adapted, (support_x,)), support_y)
                gradients = torch.autograd.grad(loss, list(adapted.values()), create_graph=not self.first_order, allow_unused=True)
                rates = self.log_rates.exp()
                adapted = {
                    name: value if gradient is None else value - rate * gradient
                    for (name, value), gradient, rate in zip(adapted.items(), gradients, rates)
                }
        return adapted

    def forward(self, support_x: Tensor, support_y: Tensor, query_x: Tensor) -> Tensor:
        """What the adapted network makes of the queries: [queries, ...]."""
        outputs: Tensor = functional_call(self.network, dict(self.adapt(support_x, support_y)), (query_x,))
        return outputs


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Trains the first weights; metrics: query loss, and for labels query accuracy, of the last episodes."""
    right: list[float] = []
    with seeded(seed):
        model = Maml(config)

        def loss_of(episode: Episode) -> Tensor:
            labelled = not episode.support_y.is_floating_point()
            if labelled:
                ways(episode.support_y, episode.query_y)
            outputs = model(episode.support_x, episode.support_y, episode.query_x)
            if labelled:
                right.append(accuracy(outputs.detach(), episode.query_y))
            return config.loss(outputs, episode.query_y)

        losses = descend(model, episodes, loss_of, config.descent, batch=config.tasks)
    metrics = {"loss": recent(losses)} | ({"accuracy": recent(right)} if right else {})
    return Trained(model, metrics, losses)
