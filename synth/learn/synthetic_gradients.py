"""Synthetic gradients: the parts of a network learn without waiting for each other, from gradients that small models foretell.

M. Jaderberg et al., "Decoupled Neural Interfaces using Synthetic Gradients", ICML 2017. Between two parts stands a synthesiser: it sees the
activation (and the target) and says what the gradient of the loss there will be. It learns from the true gradient of the part
above, which in turn starts from the synthetic gradient further up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional

from synth.learn.learner import Descent, Episode, Loss, Maker, Trained, finite, listed, recent, seeded

Condition = Callable[[Tensor], Tensor]  # targets [n, ...] -> [n, any], what synthesisers may know of them


@dataclass(frozen=True)
class Config:
    """Parts [n, ...] -> [n, width], …, -> outputs; and for each joint a synthesiser [n, width + condition] -> [n, width]."""

    parts: tuple[Maker, ...]
    synthesisers: tuple[Maker, ...]
    condition: Condition
    loss: Loss = functional.cross_entropy
    descent: Descent = field(default_factory=Descent)

    def __post_init__(self) -> None:
        if len(self.synthesisers) != len(self.parts) - 1 or not self.synthesisers:
            raise ValueError(
                f"{len(self.parts)} parts have {len(self.parts) - 1} joints, at least 1, but {len(self.synthesisers)} synthesisers"
            )


class Joint(nn.Module):
    """A synthesiser for one joint. Its last layer should start at zero, so that first gradients do no harm: it is set so if linear."""

    def __init__(self, synthesiser: nn.Module) -> None:
        super().__init__()
        self.synthesiser = synthesiser
        layers = [part for part in synthesiser.modules() if isinstance(part, nn.Linear)]
        if layers:
            nn.init.zeros_(layers[-1].weight)
            nn.init.zeros_(layers[-1].bias)

    def forward(self, activation: Tensor, condition: Tensor) -> Tensor:
        """The gradient of the mean loss times the batch size, one row an example: [n, width]."""
        foretold: Tensor = self.synthesiser(torch.cat([activation, condition], 1))
        return foretold


def step(config: Config, parts: Sequence[nn.Module], joints: Sequence[Joint], episode: Episode) -> tuple[Tensor, Tensor]:
    """Leaves gradients in all parts and joints; gives the loss, and the synthetic gradients' squared error over the true square."""
    known, rows = config.condition(episode.support_y).float(), len(episode.support_x)
    inputs, outputs = [episode.support_x], list[Tensor]()
    for part in parts:
        outputs.append(part(inputs[-1]))
        inputs.append(outputs[-1].detach().requires_grad_())
    for output, given, joint in zip(outputs, inputs[1:], joints):
        with torch.no_grad():
            foretold = joint(given.detach(), known) / rows
        output.backward(foretold)  # type: ignore[no-untyped-call]
    loss = config.loss(outputs[-1], episode.support_y)
    loss.backward()  # type: ignore[no-untyped-call]
    errors = []
    for given, joint in zip(inputs[1:], joints):
        assert given.grad is not None
        true = given.grad * rows
        error = (joint(given.detach(), known) - true).square().mean()
        error.backward()
        errors.append(error.detach() / true.square().mean().clamp_min(1e-12))
    return loss.detach(), torch.stack(errors).mean()


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Trains all parts at once, each from its own joint's gradients; the model is the parts in sequence.

    Metrics: loss of the last support batches, and the error of the synthetic gradients as a share of the true ones' square.
    """
    losses, errors = list[float](), list[float]()
    with seeded(seed):
        parts = [make() for make in config.parts]
        joints = [Joint(make()) for make in config.synthesisers]
        model = nn.Sequential(*parts)
        optimiser = torch.optim.Adam([*model.parameters(), *nn.ModuleList(joints).parameters()], config.descent.learning_rate)
        halving = 1.0 if config.descent.half_life is None else 0.5 ** (1 / config.descent.half_life)
        schedule = torch.optim.lr_scheduler.ExponentialLR(optimiser, halving)
        for count, episode in enumerate(episodes, 1):
            optimiser.zero_grad()
            loss, error = step(config, parts, joints, episode)
            losses.append(finite(loss, f"the loss of episode {count}"))
            errors.append(float(error))
            optimiser.step()
            schedule.step()
    if not losses:
        listed([])
    return Trained(model.eval(), {"loss": recent(losses), "gradient_error": recent(errors)}, tuple(losses))
